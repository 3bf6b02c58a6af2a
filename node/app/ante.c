#include "node/chain/ante.h"

#include "common/tx/tx.h"
#include "node/app/fee.h"
#include "node/app/modules.h"
#include "node/modules/auth/module.h"
#include "node/modules/compute/module.h"

const struct ante_step APP_ANTE[APP_ANTE_COUNT] = {
    {"count tx", ante_count_tx},
    {"approvals", compute_ante_approvals},
    {"set up context", ante_set_up},
    {"circuit breaker", ante_circuit_breaker},
    {"extension options", ante_extension_options},
    {"validate basic", ante_validate_basic},
    {"timeout height", ante_timeout_height},
    {"memo", auth_ante_memo},
    {"tx size", auth_ante_tx_size},
    {"deduct fee", fee_deduct},
    {"public keys", auth_ante_public_keys},
    {"signature count", auth_ante_signature_count},
    {"signature gas", auth_ante_signature_gas},
    {"signatures", auth_ante_signatures},
    {"sequences", auth_ante_sequences},
};
