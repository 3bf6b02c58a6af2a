#ifndef ENCLAVE_CONTRACT_AUTHORIZE_H
#define ENCLAVE_CONTRACT_AUTHORIZE_H

#include "common/crypto/secp256k1.h"
#include "enclave/contract/block.h"
#include "enclave/contract/message.h"

/* Whether a call was meant: by the transaction's signer, or by a contract of the same message
 * (enclave-protocol 2.5 to 2.8). */

/* authorize_callback checks the signature of a calling contract and uses it up.
 *   message  of the call
 *   funds    compact JSON of the coins that come with it
 * Refused with CONTRACT_VERIFICATION. */
MUST_CHECK status authorize_callback(struct block *block, const struct keys_chain *keys,
                                     const struct message *message, struct bytes funds,
                                     struct bytes signature);

/* authorize_signer checks that the open message of the open transaction is this call, and that the
 * call's sender signed the transaction. Uses the message up.
 *   arena  for scratch
 * Refused:
 *   CONTRACT_VERIFICATION  other content, sender or signature
 *   CONTRACT_VALIDATION    no such open message */
MUST_CHECK status authorize_signer(struct block *block, const struct crypto_secp256k1 *curve,
                                   struct arena *arena, const struct secretd_boundary_call *call,
                                   const struct message *message);

#endif
