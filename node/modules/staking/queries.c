#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/filter_page.h"
#include "node/chain/list.h"
#include "node/chain/page.h"
#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/staking/queries.h"

status staking_query_address(struct context *ctx, enum address_kind kind, struct bytes text,
                             struct bytes *address)
{
    if (text.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "%s address cannot be empty",
                                kind == ADDRESS_VALIDATOR ? "validator" : "delegator");
    return address_parse(ctx->arena, kind, text, address);
}

status staking_query_internal(struct context *ctx, status failure)
{
    if (failure == NULL)
        return NULL;
    return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "%.*s", BYTES_ARG(failure->text));
}

/* Both addresses of a query, refused when one is missing before either is read. */
static status both_addresses(struct context *ctx, struct bytes delegator_text,
                             struct bytes validator_text, struct bytes *delegator,
                             struct bytes *validator)
{
    if (validator_text.len == 0 && delegator_text.len > 0)
        return staking_query_address(ctx, ADDRESS_VALIDATOR, validator_text, validator);
    TRY(staking_query_address(ctx, ADDRESS_ACCOUNT, delegator_text, delegator));
    return staking_query_address(ctx, ADDRESS_VALIDATOR, validator_text, validator);
}

static status query_validators(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_validators_request *asked = request;
    struct cosmos_staking_v1beta1_query_validators_response *answer = response;
    int32_t wanted_status = STAKING_UNSPECIFIED;
    struct filter_page page;
    if (asked->status.len > 0 &&
        (!enum_number(&cosmos_staking_v1beta1_bond_status_type, asked->status, &wanted_status) ||
         wanted_status == STAKING_UNSPECIFIED))
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "invalid validator status %.*s",
                                BYTES_ARG(asked->status));
    TRY(staking_query_internal(ctx, filter_start(ctx, STORE_STAKING,
                                                 staking_key(ctx->arena, STAKING_KEY_VALIDATOR),
                                                 asked->pagination, &page)));
    while (page.valid) {
        struct cosmos_staking_v1beta1_validator record;
        record_decode(ctx, page.value, &cosmos_staking_v1beta1_validator_type, &record);
        bool wanted = asked->status.len == 0 || record.status == wanted_status;
        if (wanted && page.take)
            *(struct cosmos_staking_v1beta1_validator *)list_append(ctx->arena, &answer->validators,
                                                                    sizeof(record)) = record;
        TRY(filter_next(&page, wanted));
    }
    filter_finish(&page, &answer->pagination);
    return NULL;
}

static status query_validator(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_validator_request *asked = request;
    struct cosmos_staking_v1beta1_query_validator_response *answer = response;
    struct staking_validator validator;
    struct bytes address;
    TRY(staking_query_address(ctx, ADDRESS_VALIDATOR, asked->validator_addr, &address));
    if (staking_validator_get(ctx, address, &validator) != NULL)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "validator %.*s not found",
                                BYTES_ARG(asked->validator_addr));
    answer->validator = validator.record;
    return NULL;
}

/* A delegation with what it is worth now. */
static status describe(struct context *ctx, struct bytes value,
                       struct cosmos_staking_v1beta1_delegation_response *out)
{
    struct staking_delegation delegation;
    struct staking_validator validator;
    struct decimal worth;
    struct coin balance;
    record_decode(ctx, value, &cosmos_staking_v1beta1_delegation_type, &out->delegation);
    staking_delegation_decode(ctx, value, &delegation);
    TRY(staking_validator_get(ctx, delegation.validator, &validator));
    TRY(staking_bond_denom(ctx, &balance.denom));
    TRY(staking_tokens_from_shares(&validator, delegation.shares, &worth));
    balance.amount = decimal_truncate(worth);
    out->balance = coin_to_message(ctx->arena, balance);
    return NULL;
}

static status query_delegation(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_delegation_request *asked = request;
    struct cosmos_staking_v1beta1_query_delegation_response *answer = response;
    struct cosmos_staking_v1beta1_delegation_response *out =
        ARENA_NEW(ctx->arena, struct cosmos_staking_v1beta1_delegation_response);
    struct bytes delegator, validator, value;
    TRY(both_addresses(ctx, asked->delegator_addr, asked->validator_addr, &delegator, &validator));
    TRY(kv_get(ctx, STORE_STAKING,
               staking_key_2(ctx->arena, STAKING_KEY_DELEGATION, delegator, validator), &value));
    if (value.data == NULL)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND,
                                "delegation with delegator %.*s not found for validator %.*s",
                                BYTES_ARG(asked->delegator_addr), BYTES_ARG(asked->validator_addr));
    TRY(staking_query_internal(ctx, describe(ctx, value, out)));
    answer->delegation_response = out;
    return NULL;
}

static status query_validator_delegations(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_validator_delegations_request *asked = request;
    struct cosmos_staking_v1beta1_query_validator_delegations_response *answer = response;
    struct bytes validator, value;
    struct page page;
    TRY(staking_query_address(ctx, ADDRESS_VALIDATOR, asked->validator_addr, &validator));
    TRY(staking_query_internal(
        ctx, page_start(ctx, STORE_STAKING,
                        staking_key_1(ctx->arena, STAKING_KEY_DELEGATION_BY_VALIDATOR, validator),
                        asked->pagination, PAGE_STORE, &page)));
    while (page.valid) {
        TRY(kv_get(ctx, STORE_STAKING,
                   staking_key_2(ctx->arena, STAKING_KEY_DELEGATION, page.key, validator), &value));
        TRY(staking_query_internal(
            ctx, describe(ctx, value,
                          list_append(ctx->arena, &answer->delegation_responses,
                                      sizeof(*answer->delegation_responses.items)))));
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

/* A page of a delegator's delegations. */
static status start_delegator(struct context *ctx, struct bytes text,
                              const struct cosmos_base_query_v1beta1_page_request *request,
                              struct page *page)
{
    struct bytes delegator;
    TRY(staking_query_address(ctx, ADDRESS_ACCOUNT, text, &delegator));
    return staking_query_internal(
        ctx,
        page_start(ctx, STORE_STAKING, staking_key_1(ctx->arena, STAKING_KEY_DELEGATION, delegator),
                   request, PAGE_STORE, page));
}

static status query_delegator_delegations(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_delegator_delegations_request *asked = request;
    struct cosmos_staking_v1beta1_query_delegator_delegations_response *answer = response;
    struct page page;
    TRY(start_delegator(ctx, asked->delegator_addr, asked->pagination, &page));
    while (page.valid) {
        TRY(staking_query_internal(
            ctx, describe(ctx, page.value,
                          list_append(ctx->arena, &answer->delegation_responses,
                                      sizeof(*answer->delegation_responses.items)))));
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

static status query_delegator_validators(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_delegator_validators_request *asked = request;
    struct cosmos_staking_v1beta1_query_delegator_validators_response *answer = response;
    struct page page;
    TRY(start_delegator(ctx, asked->delegator_addr, asked->pagination, &page));
    while (page.valid) {
        struct staking_delegation delegation;
        struct staking_validator validator;
        staking_delegation_decode(ctx, page.value, &delegation);
        TRY(staking_query_internal(ctx,
                                   staking_validator_get(ctx, delegation.validator, &validator)));
        *(struct cosmos_staking_v1beta1_validator *)list_append(
            ctx->arena, &answer->validators, sizeof(validator.record)) = validator.record;
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

static status query_delegator_validator(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_delegator_validator_request *asked = request;
    struct cosmos_staking_v1beta1_query_delegator_validator_response *answer = response;
    struct staking_delegation delegation;
    struct staking_validator validator;
    struct bytes delegator, operator_address;
    TRY(both_addresses(ctx, asked->delegator_addr, asked->validator_addr, &delegator,
                       &operator_address));
    TRY(staking_query_internal(
        ctx, staking_delegation_get(ctx, delegator, operator_address, &delegation)));
    TRY(staking_query_internal(ctx, staking_validator_get(ctx, operator_address, &validator)));
    answer->validator = validator.record;
    return NULL;
}

static status query_unbonding(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_unbonding_delegation_request *asked = request;
    struct cosmos_staking_v1beta1_query_unbonding_delegation_response *answer = response;
    struct bytes delegator, validator;
    TRY(both_addresses(ctx, asked->delegator_addr, asked->validator_addr, &delegator, &validator));
    if (staking_unbonding_get(ctx, delegator, validator, &answer->unbond) == NULL)
        return NULL;
    return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND,
                            "unbonding delegation with delegator %.*s not found for validator %.*s",
                            BYTES_ARG(asked->delegator_addr), BYTES_ARG(asked->validator_addr));
}

static status query_delegator_unbondings(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_delegator_unbonding_delegations_request *asked =
        request;
    struct cosmos_staking_v1beta1_query_delegator_unbonding_delegations_response *answer = response;
    struct bytes delegator;
    struct page page;
    TRY(staking_query_address(ctx, ADDRESS_ACCOUNT, asked->delegator_addr, &delegator));
    TRY(staking_query_internal(
        ctx,
        page_start(ctx, STORE_STAKING, staking_key_1(ctx->arena, STAKING_KEY_UNBONDING, delegator),
                   asked->pagination, PAGE_STORE, &page)));
    while (page.valid) {
        record_decode(ctx, page.value, &cosmos_staking_v1beta1_unbonding_delegation_type,
                      list_append(ctx->arena, &answer->unbonding_responses,
                                  sizeof(*answer->unbonding_responses.items)));
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

static status query_validator_unbondings(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_validator_unbonding_delegations_request *asked =
        request;
    struct cosmos_staking_v1beta1_query_validator_unbonding_delegations_response *answer = response;
    struct bytes validator;
    struct page page;
    TRY(staking_query_address(ctx, ADDRESS_VALIDATOR, asked->validator_addr, &validator));
    TRY(staking_query_internal(
        ctx, page_start(ctx, STORE_STAKING,
                        staking_key_1(ctx->arena, STAKING_KEY_UNBONDING_BY_VALIDATOR, validator),
                        asked->pagination, PAGE_STORE, &page)));
    while (page.valid) {
        TRY(staking_query_internal(
            ctx, staking_unbonding_get(ctx, staking_key_address(page.key, 0), validator,
                                       list_append(ctx->arena, &answer->unbonding_responses,
                                                   sizeof(*answer->unbonding_responses.items)))));
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

static status query_history(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_historical_info_request *asked = request;
    struct cosmos_staking_v1beta1_query_historical_info_response *answer = response;
    struct cosmos_staking_v1beta1_historical_info *info =
        ARENA_NEW(ctx->arena, struct cosmos_staking_v1beta1_historical_info);
    bool found;
    if (asked->height < 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "height cannot be negative");
    TRY(record_get(ctx, STORE_STAKING,
                   staking_key_number(ctx->arena, STAKING_KEY_HISTORY, (uint64_t)asked->height),
                   &cosmos_staking_v1beta1_historical_info_type, info, &found));
    if (!found)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND,
                                "historical info for height %lld not found",
                                (long long)asked->height);
    answer->hist = info;
    return NULL;
}

static status pool_balance(struct context *ctx, const char *name, struct bytes denom,
                           struct bytes *text)
{
    struct account *pool;
    struct integer amount;
    TRY(auth_module_account(ctx, name, &pool));
    TRY(bank_balance(ctx, pool->address, denom, &amount));
    *text = integer_text(ctx->arena, amount);
    return NULL;
}

static status query_pool(struct context *ctx, const void *request, void *response)
{
    struct cosmos_staking_v1beta1_query_pool_response *answer = response;
    struct bytes denom;
    TRY(staking_bond_denom(ctx, &denom));
    TRY(pool_balance(ctx, STAKING_BONDED_POOL, denom, &answer->pool.bonded_tokens));
    return pool_balance(ctx, STAKING_NOT_BONDED_POOL, denom, &answer->pool.not_bonded_tokens);
}

static status query_params(struct context *ctx, const void *request, void *response)
{
    struct cosmos_staking_v1beta1_query_params_response *answer = response;
    return staking_params_get(ctx, &answer->params);
}

const struct query_route staking_queries[STAKING_QUERY_COUNT] = {
    {"/cosmos.staking.v1beta1.Query/Validators", query_validators},
    {"/cosmos.staking.v1beta1.Query/Validator", query_validator},
    {"/cosmos.staking.v1beta1.Query/ValidatorDelegations", query_validator_delegations},
    {"/cosmos.staking.v1beta1.Query/ValidatorUnbondingDelegations", query_validator_unbondings},
    {"/cosmos.staking.v1beta1.Query/Delegation", query_delegation},
    {"/cosmos.staking.v1beta1.Query/UnbondingDelegation", query_unbonding},
    {"/cosmos.staking.v1beta1.Query/DelegatorDelegations", query_delegator_delegations},
    {"/cosmos.staking.v1beta1.Query/DelegatorUnbondingDelegations", query_delegator_unbondings},
    {"/cosmos.staking.v1beta1.Query/Redelegations", staking_query_redelegations},
    {"/cosmos.staking.v1beta1.Query/DelegatorValidators", query_delegator_validators},
    {"/cosmos.staking.v1beta1.Query/DelegatorValidator", query_delegator_validator},
    {"/cosmos.staking.v1beta1.Query/HistoricalInfo", query_history},
    {"/cosmos.staking.v1beta1.Query/Pool", query_pool},
    {"/cosmos.staking.v1beta1.Query/Params", query_params},
};
