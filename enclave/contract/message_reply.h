#ifndef ENCLAVE_CONTRACT_MESSAGE_REPLY_H
#define ENCLAVE_CONTRACT_MESSAGE_REPLY_H

#include "enclave/contract/message.h"

/* What the node brings a contract that waits for a reply: 64 bytes head of the message that led to
 * it, then JSON with id and outcome, whose contents are sealed when another contract made them.
 * Source: enclave-protocol 3.7. */

struct message_reply_input {
    bool was_encrypted; /* the message that led to it: the answer is sealed as well */
    uint64_t id;
};

/* message_reply_open reads a reply.
 *   input    borrowed
 *   message  in: prepared by suite_resume. out: encrypted: another contract made the reply; body is
 *            what it signed, replies are those that wait behind this one. text is the JSON for the
 *            contract either way
 * Refused:
 *   CONTRACT_DECRYPT      shorter than a message, or what should be sealed does not open
 *   CONTRACT_DESERIALIZE  other JSON, an id that is no number, data that is no base64
 *   CONTRACT_SERIALIZE    a sealed error that is no base64
 *   CONTRACT_VALIDATION   sealed for other code than `code_hash` */
MUST_CHECK status message_reply_open(struct arena *arena, struct bytes input,
                                     const uint8_t code_hash[32], struct message *message,
                                     struct message_reply_input *reply);

/* message_reply_token is what admits one reply, made when the sub-message goes out. The original
 * lets the node make up plaintext replies, and take a sealed one to any contract of the same code;
 * here they answer something that was asked.
 *   contract   that waits, 20 bytes
 *   head       of the sealed message that led to it; NULL: it was plaintext
 *   is_sealed  the reply is signed and sealed by a contract */
void message_reply_token(const struct keys_chain *keys, struct bytes contract, uint64_t id,
                         const uint8_t *head, bool is_sealed, uint8_t token[32]);

#endif
