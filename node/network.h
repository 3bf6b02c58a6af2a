#ifndef NODE_NETWORK_H
#define NODE_NETWORK_H

#include "node/consensus/genesis.h"
#include "node/enclave_link/enclave_link.h"
#include "node/home.h"
#include "node/node_keys.h"

/* The network of a home: its genesis file, and its keys inside the enclave. */

/* Why a home's network cannot be started; one line for the user. */
extern const struct error NETWORK_REFUSED;

/* network_enclave starts the enclave program.
 *   wanted  program NULL: the one beside secretd; query_sessions and debug_print are not used */
MUST_CHECK status network_enclave(struct arena *arena, const struct enclave_options *wanted,
                                  struct enclave_link **enclave);

/* network_make makes new seeds and the genesis of a local network, and writes both into the home.
 */
MUST_CHECK status network_make(struct arena *arena, const struct home *home,
                               struct enclave_link *enclave, const char *chain_id,
                               const struct node_keys *keys, struct genesis *genesis);

/* network_genesis reads the genesis file; *found false when the home has none. */
MUST_CHECK status network_genesis(struct arena *arena, const struct home *home, bool *found,
                                  struct genesis *genesis);

/* network_unseal gives the enclave its keys back.
 *   sealed  what it sealed with the last block; absent: what was written when the network was
 *           made */
MUST_CHECK status network_unseal(struct arena *arena, const struct home *home,
                                 struct enclave_link *enclave, const struct genesis *genesis,
                                 struct bytes sealed);

#endif
