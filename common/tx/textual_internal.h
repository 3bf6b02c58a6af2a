#ifndef COMMON_TX_TEXTUAL_INTERNAL_H
#define COMMON_TX_TEXTUAL_INTERNAL_H

#include "common/tx/sign.h"

/* The renderers of textual signing: values into screens. Those that add screens start at the list's
 * current depth. */

enum { TEXTUAL_DEPTH_MAX = 32 };

struct screen {
    struct bytes title;
    struct bytes content;
    int indent;
    bool expert;
};

struct screens {
    struct arena *arena;
    const struct sign_context *context;
    struct screen *items;
    size_t count;
    size_t capacity;
    int depth; /* indent of the screens that are added now */
};

/* screen_add appends a screen without title. */
void screen_add(struct screens *screens, struct bytes content);

/* textual_grouped puts an apostrophe between groups of three digits; a sign stays in front, zeros
 * at the start go. */
struct bytes textual_grouped(struct arena *arena, struct bytes digits);

/* textual_coins renders coins in their display denominations, sorted by those: "1.5 SCRT, 3 uatom".
 */
MUST_CHECK status textual_coins(struct screens *screens,
                                const struct cosmos_base_v1beta1_coin_list *coins,
                                struct bytes *text);

/* textual_any renders a message by its type URL and fields; textual_any_list and
 * textual_message_list several, as a repeated field with this title.
 *   messages  encoded */
MUST_CHECK status textual_any(struct screens *screens, const struct google_protobuf_any *any);
MUST_CHECK status textual_any_list(struct screens *screens, const char *title,
                                   const struct google_protobuf_any *items, size_t count);
MUST_CHECK status textual_message_list(struct screens *screens, const char *title,
                                       const struct message_type *type,
                                       const struct bytes *messages, size_t count);

#endif
