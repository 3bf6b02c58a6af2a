#include "node/app/modules.h"

#include "node/modules/auth/module.h"
#include "node/modules/authz/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/capability/module.h"
#include "node/modules/circuit/module.h"
#include "node/modules/compute/module.h"
#include "node/modules/consensus/module.h"
#include "node/modules/cron/module.h"
#include "node/modules/distribution/module.h"
#include "node/modules/emergencybutton/module.h"
#include "node/modules/evidence/module.h"
#include "node/modules/feegrant/module.h"
#include "node/modules/genutil/module.h"
#include "node/modules/gov/module.h"
#include "node/modules/ibc/module.h"
#include "node/modules/mint/module.h"
#include "node/modules/params/module.h"
#include "node/modules/registration/module.h"
#include "node/modules/slashing/module.h"
#include "node/modules/staking/module.h"
#include "node/modules/upgrade/module.h"
#include "node/modules/vesting/module.h"

static const struct module *const INVENTORY[] = {
    &auth_module,
    &bank_module,
    &consensus_module,
    &staking_module,
    &mint_module,
    &distribution_module,
    &slashing_module,
    &gov_module,
    &params_module,
    &upgrade_module,
    &evidence_module,
    &transfer_module,
    &capability_module,
    &feegrant_module,
    &authz_module,
    &circuit_module,
    &cron_module,
    &compute_module,
    &registration_module,
    &emergencybutton_module,
    &ibc_module,
    &interchainaccounts_module,
    &packetforward_module,
    &feeibc_module,
    &vesting_module,
    &genutil_module,
    &tendermint_client_module,
};
const struct module_list APP_MODULES = {INVENTORY, ARRAY_COUNT(INVENTORY)};

static const struct module *const GENESIS[] = {
    &capability_module,
    &auth_module,
    &vesting_module,
    &bank_module,
    &distribution_module,
    &staking_module,
    &slashing_module,
    &gov_module,
    &params_module,
    &upgrade_module,
    &compute_module,
    &registration_module,
    &emergencybutton_module,
    &interchainaccounts_module,
    &authz_module,
    &mint_module,
    &ibc_module,
    &genutil_module,
    &evidence_module,
    &transfer_module,
    &packetforward_module,
    &feeibc_module,
    &feegrant_module,
    &cron_module,
    &circuit_module,
};
const struct module_list APP_GENESIS_ORDER = {GENESIS, ARRAY_COUNT(GENESIS)};

static const struct module *const PRE_BLOCK[] = {
    &upgrade_module,
};
const struct module_list APP_PRE_BLOCK_ORDER = {PRE_BLOCK, ARRAY_COUNT(PRE_BLOCK)};

static const struct module *const BEGIN_BLOCK[] = {
    &upgrade_module,
    &capability_module,
    &mint_module,
    &distribution_module,
    &slashing_module,
    &evidence_module,
    &staking_module,
    &ibc_module,
    &transfer_module,
    &feegrant_module,
    &auth_module,
    &vesting_module,
    &bank_module,
    &gov_module,
    &genutil_module,
    &authz_module,
    &params_module,
    &interchainaccounts_module,
    &packetforward_module,
    &feeibc_module,
    &compute_module,
    &registration_module,
    &emergencybutton_module,
    &cron_module,
    &circuit_module,
};
const struct module_list APP_BEGIN_BLOCK_ORDER = {BEGIN_BLOCK, ARRAY_COUNT(BEGIN_BLOCK)};

static const struct module *const END_BLOCK[] = {
    &gov_module,
    &authz_module,
    &feegrant_module,
    &staking_module,
    &capability_module,
    &auth_module,
    &vesting_module,
    &bank_module,
    &distribution_module,
    &slashing_module,
    &mint_module,
    &genutil_module,
    &evidence_module,
    &params_module,
    &upgrade_module,
    &ibc_module,
    &transfer_module,
    &interchainaccounts_module,
    &feeibc_module,
    &packetforward_module,
    &compute_module,
    &registration_module,
    &emergencybutton_module,
    &cron_module,
    &circuit_module,
};
const struct module_list APP_END_BLOCK_ORDER = {END_BLOCK, ARRAY_COUNT(END_BLOCK)};

const struct staking_hooks *const APP_STAKING_HOOKS[APP_STAKING_HOOK_COUNT] = {
    &distribution_staking_hooks,
    &slashing_staking_hooks,
};
