#ifndef COMMON_ENCODING_TEXT_H
#define COMMON_ENCODING_TEXT_H

#include "common/base/arena.h"
#include "common/base/bytes.h"

/* Unicode text as Go sees it. */

/* Of ASCII. */
static inline bool text_is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}
static inline bool text_is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

#define TEXT_REPLACEMENT 0xFFFDu /* what Go reads where the bytes are no UTF-8 */

/* text_is_utf8 tells whether all of it is UTF-8: no overlong forms, no surrogates, nothing past
 * U+10FFFF. */
bool text_is_utf8(struct bytes text);

/* text_rune takes one code point off the front of a non-empty text. Where the bytes are no UTF-8 it
 * takes one byte and gives TEXT_REPLACEMENT with *width = 1 (a real U+FFFD has width 3). */
uint32_t text_rune(struct bytes text, size_t *width);

/* text_write_rune appends a code point as UTF-8. */
void text_write_rune(struct writer *writer, uint32_t rune);

/* text_write_quoted appends the text as Go's %q prints it, for error texts. Code points from U+00A0
 * on count as printable. */
void text_write_quoted(struct writer *writer, struct bytes text);
struct bytes text_quoted(struct arena *arena, struct bytes text);

#endif
