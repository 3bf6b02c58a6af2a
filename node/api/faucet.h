#ifndef NODE_API_FAUCET_H
#define NODE_API_FAUCET_H

#include "node/api/http_server.h"

/* faucet_handle serves LocalSecret's faucet (chain-surface 2.4): GET /faucet?address=secret1...
 * sends 1000 SCRT. */
void faucet_handle(struct http_request *request);

#endif
