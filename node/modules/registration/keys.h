#ifndef NODE_MODULES_REGISTRATION_KEYS_H
#define NODE_MODULES_REGISTRATION_KEYS_H

#include "common/base/bytes.h"

/* Keys of store `register` (chain-surface 4.5). */
#define REGISTRATION_PREFIX_NODE  BYTES("\x01") /* then the node's public key */
#define REGISTRATION_KEY_EXCHANGE BYTES("\x02NodeExchMasterKey")
#define REGISTRATION_KEY_IO       BYTES("\x02IoExchMasterKey")

enum { REGISTRATION_PUBLIC_KEY_BYTES = 32 };

#endif
