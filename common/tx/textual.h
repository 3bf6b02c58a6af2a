#ifndef COMMON_TX_TEXTUAL_H
#define COMMON_TX_TEXTUAL_H

#include "common/tx/sign.h"

/* textual_bytes renders a transaction as screens of text in CBOR (ADR-050), what SIGN_MODE_TEXTUAL
 * signs. */
MUST_CHECK status textual_bytes(struct arena *arena, const struct tx *tx,
                                const struct sign_context *context, struct bytes *out);

#endif
