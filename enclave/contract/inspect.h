#ifndef ENCLAVE_CONTRACT_INSPECT_H
#define ENCLAVE_CONTRACT_INSPECT_H

#include "common/base/arena.h"
#include "common/base/status.h"
#include "enclave/contract/environment.h"

/* What one call does, in clear, for developers (schema/secretd/inspect.proto). A simulation tells
 * it when it is started with --inspect; an enclave for hardware (make SIMULATION=0) has none of
 * this in it. NULL stands everywhere for a call that nobody inspects. */
struct inspection;

enum {
    INSPECT_STEPS_MAX = 5000,         /* of one call; later ones are counted */
    INSPECT_TEXT_BYTES_MAX = 1 << 14, /* of one text; the rest is cut */
    INSPECT_BYTES_MAX = 4 << 20,      /* of all texts of the steps; later ones are empty */
};

/* Who is called; everything borrowed. */
struct inspect_start {
    const char *entry;
    struct bytes contract, sender; /* texts */
    struct bytes code_hash;        /* 32 bytes */
    struct bytes message;          /* plaintext */
    const struct vm_coin *funds;
    size_t funds_count;
};

/* What it came to. */
struct inspect_end {
    struct bytes answer; /* as the contract returned it; absent when `failure` */
    status failure;
    uint64_t gas_metered, gas_reported; /* wasm units */
    uint64_t gas_memory;                /* of gas_metered, for growing the memory */
    uint64_t chain_gas;                 /* SDK gas while it ran */
    uint64_t flush_gas;                 /* SDK gas of its writes, charged afterwards */
};

#if SECRETD_SIMULATION

/* inspect_begin starts to write down a call, in `arena`. */
struct inspection *inspect_begin(struct arena *arena, const struct inspect_start *start);

/* Brackets around a function of the host.
 *   gas_left  wasm units before and after
 *   writes    of the difference, the pseudo cost of a write */
void inspect_import_begin(struct inspection *inspection, const char *name, uint64_t gas_left);
void inspect_import_end(struct inspection *inspection, uint64_t gas_left, uint64_t writes);

/* inspect_access adds what the function between the brackets read or wrote; absent: nothing. */
void inspect_access(struct inspection *inspection, struct bytes input, struct bytes output,
                    uint64_t chain_gas);
/* inspect_asked tells that the function between the brackets runs another contract's query. */
void inspect_asked(struct inspection *inspection);

/* inspect_finish gives protobuf secretd.inspect.Call in the arena of the beginning. */
struct bytes inspect_finish(struct inspection *inspection, const struct inspect_end *end);

#else

static inline struct inspection *inspect_begin(struct arena *arena,
                                               const struct inspect_start *start)
{
    return NULL;
}
static inline void inspect_import_begin(struct inspection *inspection, const char *name,
                                        uint64_t gas_left)
{
}
static inline void inspect_import_end(struct inspection *inspection, uint64_t gas_left,
                                      uint64_t writes)
{
}
static inline void inspect_access(struct inspection *inspection, struct bytes input,
                                  struct bytes output, uint64_t chain_gas)
{
}
static inline void inspect_asked(struct inspection *inspection)
{
}
static inline struct bytes inspect_finish(struct inspection *inspection,
                                          const struct inspect_end *end)
{
    return (struct bytes){0};
}

#endif
#endif
