#ifndef ENCLAVE_CONTRACT_SUITE2_H
#define ENCLAVE_CONTRACT_SUITE2_H

#include "enclave/contract/suite.h"

/* Suite 2 (trust-and-attestation 6.1, 6.3 to 6.7). Every text is padded with zeros to a multiple of
 * SUITE2_BUCKET behind its length, and sealed with AES-256-GCM under a key of its own. Forms:
 *
 *   input   nonce, client key, commitment, ciphertext, tag        from a client
 *   call    3, nonce, client key, place, syn, ciphertext, tag     from a contract
 *   ask     3, nonce, client key, place, hash, syn, ...           query of a contract
 *   answer  2, place, syn, ciphertext, tag                        of a call
 *   answer  2, place, hash, syn, ciphertext, tag                  of a query
 *
 * Lengths modulo SUITE2_BUCKET tell them apart. A place is that of keys_place_write; the hash is
 * the transaction's, or, in a query from outside, 32 random bytes that take its part. Authenticated
 * with each answer: its place, its kind and the contract that gave it; but an error names no
 * contract, since who reads it does not know which of the contracts of a message failed. */

enum { SUITE2_BUCKET = 256 };

/* The keys of one message and the place where its answers stand. One thread, one call. */
struct suite2;
/* epochs  borrowed */
struct suite2 *suite2_new(const struct keys_epochs *epochs);
/* suite2_free wipes; NULL is allowed. */
void suite2_free(struct suite2 *second);

enum suite2_opened {
    SUITE2_OTHER,       /* not of this suite */
    SUITE2_OPENED,      /* from a client, for this contract by what was authenticated */
    SUITE2_OPENED_CALL, /* from a contract: code hash and reply headers stand in front */
    SUITE2_DAMAGED,     /* commits to this suite's key, and does not open */
};
/* suite2_open opens a message; from then on the object seals its answers.
 *   arena  owns the text */
enum suite2_opened suite2_open(struct suite2 *second, struct arena *arena,
                               const struct suite_origin *origin, struct bytes input,
                               struct bytes *text);

/* suite2_head gives nonce and client key of the message that was opened, from which suite2_resume
 * goes on in a later call of the same message: a reply. False: not of an epoch that is open.
 *   contract  address of the one that is called */
void suite2_head(const struct suite2 *second, uint8_t head[MESSAGE_HEAD]);
bool suite2_resume(struct suite2 *second, const uint8_t head[MESSAGE_HEAD], struct bytes contract,
                   const struct keys_place *place);

#endif
