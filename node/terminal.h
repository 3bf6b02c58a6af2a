#ifndef NODE_TERMINAL_H
#define NODE_TERMINAL_H

#include "node/api/api.h"
#include "node/enclave_link/enclave_link.h"
#include "node/home.h"

/* What a developer sees: where the services are, who has money, and a line per block and
 * transaction. */

/* terminal_endpoints is the text of endpoints.json: name to URL of each service that runs. */
struct bytes terminal_endpoints(struct arena *arena, const struct api_addresses *addresses,
                                const struct api_ports *ports);

/* terminal_welcome prints the services and the accounts of the local network.
 *   enclave  what it said of itself; protections that it lacks are named
 *   inspect  the node tells what contracts did */
void terminal_welcome(const struct home *home, const char *chain_id,
                      const struct enclave_info *enclave, bool inspect,
                      const struct api_addresses *addresses, const struct api_ports *ports);

/* terminal_following prints instead the services of a node without an enclave.
 *   server  the node that it follows */
void terminal_following(const struct home *home, const char *chain_id, const char *server,
                        const struct api_addresses *addresses, const struct api_ports *ports);

/* terminal_block prints a block that is committed and its transactions. Blocks without any are one
 * line that the next such line replaces when stdout is a terminal, and silent otherwise. */
void terminal_block(const struct solo_block *block);

#endif
