#ifndef NODE_API_FAUCET_H
#define NODE_API_FAUCET_H

#include "node/api/http_server.h"

/* The account that gives, and where its sequence stands. */
struct faucet;

/* faucet_new takes a secp256k1 private key; one that is none is a halt. NULL may be freed. */
struct faucet *faucet_new(const uint8_t key[32]);
void faucet_free(struct faucet *faucet);

/* faucet_handle serves LocalSecret's faucet (chain-surface 2.4): GET /faucet?address=secret1...
 * sends 1000 SCRT. */
void faucet_handle(struct http_request *request);

#endif
