#ifndef NODE_CHAIN_COMPACT_TEXT_H
#define NODE_CHAIN_COMPACT_TEXT_H

#include "common/encoding/message.h"

/* compact_text prints a message as the original's String() does, on one line, as some events and
 * logs hold it: from_address:"secret1..." amount:<denom:"uscrt" amount:"2" > option:VOTE_OPTION_YES
 * with a blank behind every field. Fields at their zero value are left out, embedded messages and
 * numbers are not. */
struct bytes compact_text(struct arena *arena, const struct message_type *type,
                          const void *message);

#endif
