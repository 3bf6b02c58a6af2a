#ifndef NODE_MODULES_GOV_MODULE_H
#define NODE_MODULES_GOV_MODULE_H

#include "node/chain/module.h"
#include "schema/chain/cosmos_gov_v1.h"

/* Proposals, deposits, votes and what follows from them (chain-surface 4.9, 7.4, 8.3). */
extern const struct module gov_module;

/* Under this prefix and their number, eight bytes big-endian, stand the proposals. */
#define GOV_PROPOSALS BYTES("\x00")

/* gov_proposal_get refuses a number that no proposal has, as "collections: not found...". */
MUST_CHECK status gov_proposal_get(struct context *ctx, uint64_t id,
                                   struct cosmos_gov_v1_proposal *proposal);

#define ERROR ERROR_EXTERN
#include "node/modules/gov/errors.def"
#undef ERROR

#endif
