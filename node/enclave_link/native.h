#ifndef NODE_ENCLAVE_LINK_NATIVE_H
#define NODE_ENCLAVE_LINK_NATIVE_H

#include "common/base/arena.h"

/* What the enclave compiled contracts to, sealed by it: a file for each code hash. Nothing depends
 * on them but the time of the first call after a start, so that a file that cannot be written or
 * read is left out without a word; the enclave refuses what is damaged. */

enum { NATIVE_FILE_BYTES_MAX = 28 << 20 };

/* native_put keeps a blob, in place of the last one.
 *   folder  descriptor of an open folder */
void native_put(int folder, struct bytes code_hash, struct bytes blob);

/* native_get gives it back, in `arena`; absent when there is none. */
struct bytes native_get(int folder, struct arena *arena, struct bytes code_hash);

#endif
