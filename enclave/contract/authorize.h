#ifndef ENCLAVE_CONTRACT_AUTHORIZE_H
#define ENCLAVE_CONTRACT_AUTHORIZE_H

#include "common/crypto/secp256k1.h"
#include "enclave/contract/block.h"
#include "enclave/contract/message_reply.h"
#include "enclave/contract/suite.h"

/* Whether a call was meant: by the transaction's signer, or by a contract of the same message
 * (enclave-protocol 2.5 to 2.8). */

/* authorize_callback checks the signature of a calling contract, and that this is the message it
 * was made for; uses it up.
 *   message  of the call; says in which suite the link is signed
 *   link     what came in
 *   arena    for scratch
 * Refused with CONTRACT_VERIFICATION. */
MUST_CHECK status authorize_callback(struct block *block, const struct keys_chain *keys,
                                     struct arena *arena, const struct message *message,
                                     const struct suite_link *link, struct bytes signature);

/* authorize_reply checks that the contract waits for a reply, since a sub-message of its own in the
 * open message; uses that up. A plaintext one is signed by nobody.
 *   contract  that is called, 20 bytes
 *   message   of the call
 * Refused with CONTRACT_VERIFICATION. */
MUST_CHECK status authorize_reply(struct block *block, const struct keys_chain *keys,
                                  struct bytes contract, const struct message *message,
                                  const struct message_reply_input *reply);

/* authorize_signer checks that the open message of the open transaction is this call, and that the
 * call's sender signed the transaction. Uses the message up. authorize_admin is the same for a
 * change of the admin.
 *   arena  for scratch
 * Refused:
 *   CONTRACT_VERIFICATION  other content, sender or signature
 *   CONTRACT_VALIDATION    no such open message */
MUST_CHECK status authorize_signer(struct block *block, const struct crypto_secp256k1 *curve,
                                   struct arena *arena, const struct secretd_boundary_call *call,
                                   const struct message *message);
MUST_CHECK status authorize_admin(struct block *block, const struct crypto_secp256k1 *curve,
                                  struct arena *arena,
                                  const struct secretd_boundary_update_admin *request);

#endif
