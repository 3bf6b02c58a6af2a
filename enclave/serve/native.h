#ifndef ENCLAVE_SERVE_NATIVE_H
#define ENCLAVE_SERVE_NATIVE_H

#include "enclave/serve/server.h"

/* What contracts were compiled to, sealed and kept by the node, so that a restart does not compile
 * again. A blob is bound to this very program, the network's seeds and the code hash. One that does
 * not open is as good as none: nothing of it is looked at, and the module is compiled again. */

/* native_seal puts one newly compiled module into the reply; in post->arena. Nothing when there is
 * none. */
void native_seal(struct post *post, struct secretd_boundary_block_reply *reply);

/* native_open gives what a blob holds, in `arena`; absent when it does not open. */
struct bytes native_open(const struct server *server, struct arena *arena,
                         const uint8_t code_hash[32], struct bytes blob);

#endif
