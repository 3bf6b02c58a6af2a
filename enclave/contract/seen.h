#ifndef ENCLAVE_CONTRACT_SEEN_H
#define ENCLAVE_CONTRACT_SEEN_H

#include "common/base/bytes.h"

/* What the calls of a block have read and written of the contracts' state, sealed as the node
 * keeps it, so that no value crosses twice. It holds what it has room for: what is not found is
 * asked of the node. Whoever learns that writes were taken back has it forget everything. One
 * thread. */

enum {
    SEEN_ENTRIES = 8192,
    SEEN_VALUE_BYTES_MAX = 64 << 10, /* a larger one is not remembered */
    SEEN_BYTES_MAX = 16 << 20,       /* of keys and values; then all is forgotten */
};

struct seen;

struct seen *seen_new(void);
/* seen_free; NULL is allowed. */
void seen_free(struct seen *seen);
void seen_forget(struct seen *seen);

/* seen_put remembers what is stored under a key of a contract (20 bytes) from now on; data == NULL:
 * nothing is. */
void seen_put(struct seen *seen, struct bytes contract, struct bytes key, struct bytes value);

/* seen_find is true when that is known. The value lives until the next seen_put or seen_forget. */
bool seen_find(struct seen *seen, struct bytes contract, struct bytes key, struct bytes *value);

#endif
