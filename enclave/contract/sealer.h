#ifndef ENCLAVE_CONTRACT_SEALER_H
#define ENCLAVE_CONTRACT_SEALER_H

#include "enclave/keys/keys.h"

/* How contract state is hidden: one table per state suite, chosen at genesis. Lengths of what it
 * makes are consensus: gas is charged for them. Suite 1 is the original's layout
 * (enclave-protocol 4.2 to 4.4); suite 2 (trust-and-attestation 6.5) has its place in sealer_find
 * and no table yet. */

enum { SEALER_SUITE_ORIGINAL = 1, SEALER_SALT = 24 };

/* The keys of one contract and the coordinates of one call, from sealer_begin to the next. Working
 * memory of one call level: one thread, and no other call until this one is over. */
struct sealing;
struct sealing *sealing_new(const struct keys_chain *keys);
void sealing_free(struct sealing *sealing);

/* What makes two writes of the same value differ. */
struct sealing_coordinates {
    uint64_t time_ns;        /* of the block */
    uint64_t counter_height; /* message counter (4.3) */
    uint64_t counter;
};

struct sealer {
    uint32_t suite;
    /* begin loads the keys of a contract. */
    void (*begin)(struct sealing *sealing, const uint8_t og_contract_key[KEYS_CONTRACT],
                  struct sealing_coordinates coordinates);
    /* seal_key gives the stored key of a name, without the contract's prefix. */
    struct bytes (*seal_key)(struct sealing *sealing, struct arena *arena, struct bytes name);
    /* seal_value gives what is stored under a key that seal_key made. */
    struct bytes (*seal_value)(struct sealing *sealing, struct arena *arena,
                               struct bytes stored_key, struct bytes value);
    /* open_value is false when the stored bytes are not this contract's value of that key. */
    bool (*open_value)(struct sealing *sealing, struct arena *arena, struct bytes stored_key,
                       struct bytes stored, struct bytes *value);
    /* The format before this one: read when a name is not found, removed with every write. NULL:
     * there is none. */
    struct bytes (*old_key)(struct sealing *sealing, struct arena *arena, struct bytes name);
    bool (*open_old)(struct sealing *sealing, struct arena *arena, struct bytes old_key,
                     struct bytes stored, struct bytes *value);
};

/* sealer_find gives the table of a state suite; NULL: not known. */
const struct sealer *sealer_find(uint32_t suite);

#endif
