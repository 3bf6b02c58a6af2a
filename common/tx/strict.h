#ifndef COMMON_TX_STRICT_H
#define COMMON_TX_STRICT_H

#include "common/encoding/message.h"

/* The checks of the wire bytes that come before decoding. Refusals are plain texts; the caller adds
 * "tx parse error". */

/* strict_tx_raw: fields of TxRaw in ascending order, bytes only, lengths as short as possible
 * (ADR-027). */
MUST_CHECK status strict_tx_raw(struct arena *arena, struct bytes raw);

/* strict_fields refuses fields that `type` does not have, in nested messages and in every Any too.
 *   non_criticals  NULL: none is tolerated; else fields whose number has bit 1024 are,
 *                  and it is set when there are any */
MUST_CHECK status strict_fields(struct arena *arena, const struct message_registry *registry,
                                const struct message_type *type, struct bytes content,
                                bool *non_criticals);

#endif
