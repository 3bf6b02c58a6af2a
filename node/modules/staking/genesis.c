#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/staking/internal.h"

/* Tokens that the genesis file says are in the two pools. */
struct pools {
    struct integer bonded, not_bonded;
};

static status import_validator(struct context *ctx, bool exported,
                               const struct cosmos_staking_v1beta1_validator *record,
                               struct pools *pools)
{
    struct staking_validator validator = {.record = *record};
    struct decimal rate;
    TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, record->operator_address, &validator.address));
    if (!integer_parse(record->tokens, &validator.tokens) ||
        !decimal_parse_scaled(record->delegator_shares, &validator.shares) ||
        !decimal_parse_scaled(record->commission.commission_rates.rate, &rate))
        return chain_error(ctx->arena, "invalid amount in validator %.*s",
                           BYTES_ARG(record->operator_address));
    TRY(staking_validator_set(ctx, &validator));
    TRY(staking_validator_set_by_consensus(ctx, &validator));
    TRY(staking_power_set(ctx, &validator));
    if (!exported)
        STAKING_HOOK(ctx, after_validator_created, validator.address);
    if (record->status == STAKING_UNBONDING)
        TRY(staking_queue_insert(ctx, &validator));
    if (record->status < STAKING_UNBONDED || record->status > STAKING_BONDED)
        return chain_panic(ctx->arena, "invalid validator status");
    struct integer *pool = record->status == STAKING_BONDED ? &pools->bonded : &pools->not_bonded;
    return integer_add(*pool, validator.tokens, pool);
}

static status import_delegation(struct context *ctx, bool exported,
                                const struct cosmos_staking_v1beta1_delegation *record)
{
    struct staking_delegation delegation;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, record->delegator_address,
                      &delegation.delegator));
    TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, record->validator_address,
                      &delegation.validator));
    if (!decimal_parse_scaled(record->shares, &delegation.shares))
        return chain_error(ctx->arena, "invalid shares of delegator %.*s",
                           BYTES_ARG(record->delegator_address));
    if (!exported)
        STAKING_HOOK(ctx, before_delegation_created, delegation.delegator, delegation.validator);
    TRY(staking_delegation_set(ctx, &delegation));
    if (!exported)
        STAKING_HOOK(ctx, after_delegation_modified, delegation.delegator, delegation.validator);
    return NULL;
}

static status import_unbonding(struct context *ctx,
                               const struct cosmos_staking_v1beta1_unbonding_delegation *record,
                               struct pools *pools)
{
    struct bytes delegator, validator;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, record->delegator_address, &delegator));
    TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, record->validator_address, &validator));
    TRY(staking_unbonding_set(ctx, delegator, validator, record));
    for (size_t at = 0; at < record->entries.count; at++) {
        struct integer balance, initial;
        if (!integer_parse(record->entries.items[at].balance, &balance) ||
            !integer_parse(record->entries.items[at].initial_balance, &initial))
            return chain_error(ctx->arena, "invalid unbonding balance of delegator %.*s",
                               BYTES_ARG(record->delegator_address));
        TRY(staking_unbonding_queue_insert(ctx, record, record->entries.items[at].completion_time));
        TRY(integer_add(pools->not_bonded, balance, &pools->not_bonded));
    }
    return NULL;
}

static status import_redelegation(struct context *ctx,
                                  const struct cosmos_staking_v1beta1_redelegation *record)
{
    struct bytes address;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, record->delegator_address, &address));
    TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, record->validator_src_address, &address));
    TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, record->validator_dst_address, &address));
    for (size_t at = 0; at < record->entries.count; at++) {
        struct integer balance;
        struct decimal shares;
        if (!integer_parse(record->entries.items[at].initial_balance, &balance) ||
            !decimal_parse_scaled(record->entries.items[at].shares_dst, &shares))
            return chain_error(ctx->arena, "invalid redelegation of delegator %.*s",
                               BYTES_ARG(record->delegator_address));
    }
    TRY(staking_redelegation_set(ctx, record));
    for (size_t at = 0; at < record->entries.count; at++)
        TRY(staking_redelegation_queue_insert(ctx, record,
                                              record->entries.items[at].completion_time));
    return NULL;
}

/* Makes the pool's account and compares what the bank holds for it with what staking counts. */
static status check_pool(struct context *ctx, const char *pool, const char *label,
                         struct bytes denom, struct integer amount)
{
    struct account *account;
    struct coins held, wanted = coins_one(ctx->arena, denom, amount);
    TRY(auth_module_account(ctx, pool, &account));
    TRY(bank_balances(ctx, account->address, &held));
    if (coins_are_zero(held))
        TRY(auth_account_set(ctx, account));
    if (coins_equal(held, wanted))
        return NULL;
    struct bytes left = coins_text(ctx->arena, held), right = coins_text(ctx->arena, wanted);
    return chain_panic(ctx->arena, "%s pool balance is different from %s coins: %.*s <-> %.*s",
                       label, label, BYTES_ARG(left), BYTES_ARG(right));
}

/* An exported set keeps the powers of the last block, whatever the tokens say by now. */
static status import_last_powers(struct context *ctx,
                                 const struct cosmos_staking_v1beta1_genesis_state *genesis)
{
    for (size_t at = 0; at < genesis->last_validator_powers.count; at++) {
        const struct cosmos_staking_v1beta1_last_validator_power *last =
            &genesis->last_validator_powers.items[at];
        struct staking_validator validator;
        struct staking_consensus_key key;
        struct bytes address;
        TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, last->address, &address));
        TRY(staking_last_power_set(ctx, address, last->power));
        if (staking_validator_get(ctx, address, &validator) != NULL)
            return chain_panic(ctx->arena, "validator %.*s not found", BYTES_ARG(last->address));
        TRY(staking_consensus_key(ctx, validator.record.consensus_pubkey, &key));
        validator_update_add(ctx->validator_updates,
                             (struct validator_update){bytes_text(key.type), key.key, last->power});
    }
    return NULL;
}

status staking_genesis_init(struct context *outer, const void *message)
{
    const struct cosmos_staking_v1beta1_genesis_state *genesis = message;
    /* genesis counts as height 0, one before the first block */
    struct block_info block = *outer->block;
    struct context inner = *outer, *ctx = &inner;
    struct pools pools = {INTEGER_ZERO, INTEGER_ZERO};
    struct integer total;
    block.height = 0;
    inner.block = &block;
    if (!integer_parse(genesis->last_total_power, &total))
        return chain_error(ctx->arena, "invalid last total power");
    TRY(staking_params_check(ctx, &genesis->params));
    TRY(staking_params_set(ctx, &genesis->params));
    TRY(staking_last_total_set(ctx, total));
    for (size_t at = 0; at < genesis->validators.count; at++)
        TRY(import_validator(ctx, genesis->exported, &genesis->validators.items[at], &pools));
    for (size_t at = 0; at < genesis->delegations.count; at++)
        TRY(import_delegation(ctx, genesis->exported, &genesis->delegations.items[at]));
    for (size_t at = 0; at < genesis->unbonding_delegations.count; at++)
        TRY(import_unbonding(ctx, &genesis->unbonding_delegations.items[at], &pools));
    for (size_t at = 0; at < genesis->redelegations.count; at++)
        TRY(import_redelegation(ctx, &genesis->redelegations.items[at]));
    struct bytes denom = genesis->params.bond_denom;
    TRY(check_pool(ctx, STAKING_BONDED_POOL, "bonded", denom, pools.bonded));
    TRY(check_pool(ctx, STAKING_NOT_BONDED_POOL, "not bonded", denom, pools.not_bonded));
    return genesis->exported ? import_last_powers(ctx, genesis) : staking_apply_updates(ctx);
}

/* Every record of one prefix, appended to a list of `type`. */
static status export_records(struct context *ctx, enum staking_key prefix,
                             const struct message_type *type, void *list)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_STAKING, staking_key(ctx->arena, prefix), false, &walk));
    while (walk.valid) {
        record_decode(ctx, walk.value, type, list_append(ctx->arena, list, type->size));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status export_last_powers(struct context *ctx,
                                 struct cosmos_staking_v1beta1_last_validator_power_list *list)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_LAST_POWER), false,
                       &walk));
    while (walk.valid) {
        struct cosmos_staking_v1beta1_last_validator_power *last =
            list_append(ctx->arena, list, sizeof(*last));
        last->address =
            address_text(ctx->arena, ADDRESS_VALIDATOR, staking_key_address(walk.key, 1));
        last->power = record_int64_read(walk.value);
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

status staking_genesis_export(struct context *ctx, void *message)
{
    struct cosmos_staking_v1beta1_genesis_state *genesis = message;
    struct cosmos_base_v1beta1_int_proto total;
    bool found;
    TRY(staking_params_get(ctx, &genesis->params));
    TRY(record_get(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_LAST_TOTAL),
                   &cosmos_base_v1beta1_int_proto_type, &total, &found));
    genesis->last_total_power = found ? total.int_ : BYTES("0");
    genesis->exported = true;
    TRY(export_last_powers(ctx, &genesis->last_validator_powers));
    TRY(export_records(ctx, STAKING_KEY_VALIDATOR, &cosmos_staking_v1beta1_validator_type,
                       &genesis->validators));
    TRY(export_records(ctx, STAKING_KEY_DELEGATION, &cosmos_staking_v1beta1_delegation_type,
                       &genesis->delegations));
    TRY(export_records(ctx, STAKING_KEY_UNBONDING,
                       &cosmos_staking_v1beta1_unbonding_delegation_type,
                       &genesis->unbonding_delegations));
    return export_records(ctx, STAKING_KEY_REDELEGATION, &cosmos_staking_v1beta1_redelegation_type,
                          &genesis->redelegations);
}
