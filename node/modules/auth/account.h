#ifndef NODE_MODULES_AUTH_ACCOUNT_H
#define NODE_MODULES_AUTH_ACCOUNT_H

#include "node/modules/auth/module.h"

/* Accounts as they are stored: an Any of one of the six account types. */

/* auth_account_decode reads the type and value of an Any; refused when it is no account. */
MUST_CHECK status auth_account_decode(struct arena *arena, const struct google_protobuf_any *any,
                                      struct account *account);
struct google_protobuf_any auth_account_pack(struct arena *arena, const struct account *account);

/* auth_account_bytes is the stored value: the encoded Any. */
struct bytes auth_account_bytes(struct arena *arena, const struct account *account);

#endif
