#ifndef NODE_MODULES_REGISTRATION_KEYS_H
#define NODE_MODULES_REGISTRATION_KEYS_H

#include "common/base/bytes.h"

/* Keys of store `register` (chain-surface 4.5). */
#define REGISTRATION_PREFIX_NODE  BYTES("\x01") /* then the node's public key */
#define REGISTRATION_KEY_EXCHANGE BYTES("\x02NodeExchMasterKey")
#define REGISTRATION_KEY_IO       BYTES("\x02IoExchMasterKey")

/* Ours: the list of message suites besides the first. Absent when genesis names none. */
#define REGISTRATION_KEY_SUITES BYTES("\x03MessageSuites")

enum {
    REGISTRATION_PUBLIC_KEY_BYTES = 32,
    REGISTRATION_SUITE_FIRST = 1,
    REGISTRATION_SUITES_MAX = 8,
};

#endif
