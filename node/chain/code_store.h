#ifndef NODE_CHAIN_CODE_STORE_H
#define NODE_CHAIN_CODE_STORE_H

#include "common/base/arena.h"

/* Uploaded contract modules by code hash, outside of state as in the original, which keeps them in
 * files. */
struct code_store {
    void *context;
    /* put keeps a module; it is durable before put returns, since the block that names it may be
     * committed next. A module of a block that is never committed does no harm. A failing disk is a
     * halt. */
    void (*put)(void *context, const uint8_t code_hash[32], struct bytes wasm);
    /* get gives the module; false: it was never put. Any thread. */
    bool (*get)(void *context, struct arena *arena, const uint8_t code_hash[32],
                struct bytes *wasm);
};

#endif
