#ifndef ENCLAVE_CONTRACT_BLOCK_H
#define ENCLAVE_CONTRACT_BLOCK_H

#include "common/base/status.h"
#include "enclave/keys/epoch.h"
#include "schema/core/secretd_boundary.h"
#include "schema/core/secretd_sealed.h"

/* The chain as the enclave verified it, and the place in it where it stands: block, transaction,
 * message. A contract runs only here, in order, each message once. One thread. Source:
 * enclave-protocol 4.3, 6; trust-and-attestation 5.4. */

enum {
    BLOCK_TXS_MAX = 1 << 20,
    BLOCK_MARKS_MAX = 128,
    BLOCK_TOKENS_MAX = 1 << 16,
    BLOCK_HEAD = 64
};

struct block;

/* block_new makes the state of a network whose keys are loaded.
 *   checkpoint  where the last run ended; height 0: before the first block. Copied */
struct block *block_new(const struct keys_chain *keys,
                        const struct secretd_sealed_sealed *checkpoint);
void block_free(struct block *block);

/* block_begin verifies that the block follows the last one, that its validators committed it and
 * that these are its transactions. The first block's validators are believed. Everything is copied.
 *   arena  for scratch
 * Refused with CONTRACT_BLOCK; nothing has changed then. */
MUST_CHECK status block_begin(struct block *block, struct arena *arena,
                              const struct secretd_boundary_begin_block *request);

/* block_end closes the block: its header becomes what the next one must follow. Refused with
 * CONTRACT_BLOCK when there is none, or a transaction is still open. */
MUST_CHECK status block_end(struct block *block);

/* block_checkpoint fills chain id, heights, time and hashes; the seeds are the caller's. Borrows
 * from the block. */
void block_checkpoint(const struct block *block, struct secretd_sealed_sealed *checkpoint);

/* The brackets. False: they do not fit together, which no honest node does. */
bool block_tx_begin(struct block *block, uint32_t index, uint32_t counter);
bool block_tx_end(struct block *block, bool kept);
bool block_message_begin(struct block *block, uint32_t index);
bool block_mark(struct block *block, uint32_t depth);
bool block_unmark(struct block *block, uint32_t depth, bool kept);

/* block_losses rises whenever writes of calls may have been taken back, and with each block. */
uint64_t block_losses(const struct block *block);

/* ---- what calls are told ---- */

bool block_is_open(const struct block *block);
uint64_t block_height(const struct block *block);
uint64_t block_time_ns(const struct block *block);
struct bytes block_chain_id(const struct block *block);

/* The open transaction; only while there is one. */
struct block_tx {
    struct bytes raw;
    uint8_t hash[32];
    uint32_t counter;
    uint32_t index;   /* in the block */
    uint32_t message; /* index of the open message */
    uint32_t calls;   /* that the open message has led to so far */
    /* Nonce and client key of the open message, if it is one of suite 2: its replies need them. */
    bool is_second;
    uint8_t head[BLOCK_HEAD];
    /* What was verified already, so that a signature is checked once for all messages of its
     * signer. */
    bool signature_checked;
    uint8_t signer[KEYS_ADDRESS];
    uint8_t signed_hash[32];
};
struct block_tx *block_tx(struct block *block);

/* block_call gives the place of the next call of the open message; of none, with call 0, when no
 * message is open. */
struct keys_place block_call(struct block *block);

/* block_message_take is true once for each message, and only while it is open. */
bool block_message_take(struct block *block);

/* Tokens that were made in the open message and not used yet: each admits one call by a contract,
 * or one reply. */
void block_token_made(void *block, const uint8_t token[32]);
bool block_token_take(struct block *block, const uint8_t token[32]);

/* block_count moves the message counter for a call that is about to run, and derives the random of
 * a contract that wants one from the beacon (4.3, 6.6).
 *   random_key  64 bytes, the contract's latest key; NULL: it wants no random
 *   counter     what stands in the salt of the call's writes */
struct block_counter {
    uint64_t height;
    uint64_t value;
};
void block_count(struct block *block, const uint8_t *random_key, uint8_t random[32],
                 struct block_counter *counter);

#endif
