#ifndef ENCLAVE_CONTRACT_STATE_H
#define ENCLAVE_CONTRACT_STATE_H

#include "common/base/status.h"
#include "enclave/contract/sealer.h"
#include "schema/core/secretd_boundary.h"

/* The state of one contract as one call sees it: plaintext on this side, sealed on the other; every
 * access written down and charged in the original's order (enclave-protocol 4.5, 5.8;
 * chain-surface 8.5). Writes stay here until state_flush. */

enum {
    STATE_PREFIX = 21, /* 03 || contract: stands before every key in the store and is charged for */
    STATE_GAS_READ = 100,
    STATE_GAS_READ_BYTE = 1,
    STATE_GAS_WRITE = 200,
    STATE_GAS_WRITE_BYTE = 5,
    STATE_GAS_DELETE = 100,
    /* One call may touch so many names and keep so many bytes of names and values; more than any
     * block's gas pays for. Passing it ends the call as the end of the gas would. */
    STATE_NAMES_MAX = 100000,
    STATE_BYTES_MAX = 32 * 1024 * 1024,
};

/* The chain's gas meter, continued inside. */
struct state_gas {
    uint64_t limit; /* all ones: none */
    uint64_t consumed;
};

/* Where sealed values come from. */
struct state_store {
    void *context;
    /* read gives the value stored under `key` in `arena`, or else under `fallback` (absent: there
     * is none to try); data == NULL when there is neither. */
    status (*read)(void *context, struct arena *arena, struct bytes key, struct bytes fallback,
                   struct bytes *value, bool *by_fallback);
    /* changed tells what is stored under `key` once the call has succeeded; data == NULL: nothing.
     */
    void (*changed)(void *context, struct bytes key, struct bytes value);
};

struct state;

/* state_new starts a call.
 *   sealing         begun for this contract (sealer->begin)
 *   gas             charged here; the caller keeps it
 *   external_scale  in what unit accesses are reported to the machine: 1000 (wasm units) or 1 (SDK
 *                   gas)
 *   may_write       false in a query */
struct state *state_new(struct arena *arena, const struct sealer *sealer, struct sealing *sealing,
                        const struct state_store *store, struct state_gas *gas,
                        uint64_t external_scale, bool may_write);

/* The three callbacks of the machine (struct vm_host); `context` is a struct state.
 * Refused with CONTRACT_OUT_OF_CHAIN_GAS when the chain's meter or a limit above ends,
 * CONTRACT_DECRYPT when a stored value does not open. */
MUST_CHECK status state_read(void *context, struct bytes name, struct bytes *value,
                             uint64_t *external);
MUST_CHECK status state_write(void *context, struct bytes name, struct bytes value);
MUST_CHECK status state_remove(void *context, struct bytes name, uint64_t *external);

/* state_flush seals and writes down what is pending, in the order of the plaintext names: first the
 * deletes of every old key, then every write. */
MUST_CHECK status state_flush(struct state *state);

/* state_take gives the accesses since the last time, in order. */
struct secretd_contract_access_list state_take(struct state *state);

#endif
