#include "node/modules/mint/module.h"
#include "common/base/halt.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/chain/record.h"
#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/mint/params.h"
#include "node/modules/staking/module.h"

#define KEY_MINTER BYTES("\x00")
#define KEY_PARAMS BYTES("\x01")

static struct decimal stored_decimal(struct bytes text)
{
    struct decimal value = DECIMAL_ZERO;
    ASSERT(decimal_parse_scaled(text, &value));
    return value;
}

static status get_minter(struct context *ctx, struct cosmos_mint_v1beta1_minter *minter)
{
    bool found;
    return record_get(ctx, STORE_MINT, KEY_MINTER, &cosmos_mint_v1beta1_minter_type, minter,
                      &found);
}

static status get_params(struct context *ctx, struct cosmos_mint_v1beta1_params *params)
{
    bool found;
    return record_get(ctx, STORE_MINT, KEY_PARAMS, &cosmos_mint_v1beta1_params_type, params,
                      &found);
}

static status set_params(struct context *ctx, const struct cosmos_mint_v1beta1_params *params)
{
    return record_set(ctx, STORE_MINT, KEY_PARAMS, &cosmos_mint_v1beta1_params_type, params);
}

/* (1 - bonded / goal) * change / blocks a year, kept between minimum and maximum. */
static status next_inflation(const struct cosmos_mint_v1beta1_params *params, struct decimal bonded,
                             struct decimal *inflation)
{
    struct decimal maximum = stored_decimal(params->inflation_max);
    struct decimal minimum = stored_decimal(params->inflation_min);
    struct decimal change;
    TRY(decimal_divide(bonded, stored_decimal(params->goal_bonded), &change));
    TRY(decimal_subtract(DECIMAL_ONE, change, &change));
    TRY(decimal_multiply(change, stored_decimal(params->inflation_rate_change), &change));
    TRY(decimal_divide(change, decimal_from_i64((int64_t)params->blocks_per_year), &change));
    TRY(decimal_add(*inflation, change, inflation));
    if (decimal_compare(*inflation, maximum) > 0)
        *inflation = maximum;
    if (decimal_compare(*inflation, minimum) < 0)
        *inflation = minimum;
    return NULL;
}

static status begin_block(struct context *ctx)
{
    struct arena *arena = ctx->arena;
    struct cosmos_mint_v1beta1_minter minter;
    struct cosmos_mint_v1beta1_params params;
    struct integer supply;
    struct decimal bonded, inflation, provisions, provision;
    TRY(get_minter(ctx, &minter));
    TRY(get_params(ctx, &params));
    TRY(staking_token_supply(ctx, &supply));
    TRY(staking_bonded_ratio(ctx, &bonded));
    inflation = stored_decimal(minter.inflation);
    TRY(next_inflation(&params, bonded, &inflation));
    TRY(decimal_multiply_integer(inflation, supply, &provisions));
    minter.inflation = decimal_text_scaled(arena, inflation);
    minter.annual_provisions = decimal_text_scaled(arena, provisions);
    TRY(record_set(ctx, STORE_MINT, KEY_MINTER, &cosmos_mint_v1beta1_minter_type, &minter));
    TRY(decimal_divide_integer(provisions, integer_from_i64((int64_t)params.blocks_per_year),
                               &provision));
    struct integer amount = decimal_truncate(provision);
    struct coins coins = coins_one(arena, params.mint_denom, amount);
    if (coins.count > 0)
        TRY(bank_mint(ctx, "mint", coins));
    TRY(bank_send_between_modules(ctx, "mint", "fee_collector", coins));
    EVENT(ctx->events, "mint", {BYTES("bonded_ratio"), decimal_text(arena, bonded)},
          {BYTES("inflation"), decimal_text(arena, inflation)},
          {BYTES("annual_provisions"), decimal_text(arena, provisions)},
          {BYTES("amount"), integer_text(arena, amount)});
    return NULL;
}

static status genesis_init(struct context *ctx, const void *message)
{
    const struct cosmos_mint_v1beta1_genesis_state *genesis = message;
    struct account *account;
    struct decimal inflation, provisions;
    if (!decimal_parse_scaled(genesis->minter.inflation, &inflation) ||
        !decimal_parse_scaled(genesis->minter.annual_provisions, &provisions))
        return chain_error(ctx->arena, "mint parameter Inflation should be positive, is <nil>");
    TRY(mint_params_check(ctx, &genesis->params));
    TRY(record_set(ctx, STORE_MINT, KEY_MINTER, &cosmos_mint_v1beta1_minter_type,
                   &genesis->minter));
    TRY(set_params(ctx, &genesis->params));
    return auth_module_account(ctx, "mint", &account);
}

static status genesis_export(struct context *ctx, void *message)
{
    struct cosmos_mint_v1beta1_genesis_state *genesis = message;
    TRY(get_minter(ctx, &genesis->minter));
    return get_params(ctx, &genesis->params);
}

static status update_params(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_mint_v1beta1_msg_update_params *msg = message;
    TRY(authority_check(ctx, msg->authority));
    TRY(mint_params_check(ctx, &msg->params));
    return set_params(ctx, &msg->params);
}

static status query_params(struct context *ctx, const void *request, void *response)
{
    struct cosmos_mint_v1beta1_query_params_response *answer = response;
    return get_params(ctx, &answer->params);
}

static status query_inflation(struct context *ctx, const void *request, void *response)
{
    struct cosmos_mint_v1beta1_query_inflation_response *answer = response;
    struct cosmos_mint_v1beta1_minter minter;
    TRY(get_minter(ctx, &minter));
    answer->inflation = minter.inflation;
    return NULL;
}

static status query_provisions(struct context *ctx, const void *request, void *response)
{
    struct cosmos_mint_v1beta1_query_annual_provisions_response *answer = response;
    struct cosmos_mint_v1beta1_minter minter;
    TRY(get_minter(ctx, &minter));
    answer->annual_provisions = minter.annual_provisions;
    return NULL;
}

static const struct message_route messages[] = {
    {&cosmos_mint_v1beta1_msg_update_params_type,
     &cosmos_mint_v1beta1_msg_update_params_response_type, NULL, update_params},
};

static const struct query_route queries[] = {
    {"/cosmos.mint.v1beta1.Query/Params", query_params},
    {"/cosmos.mint.v1beta1.Query/Inflation", query_inflation},
    {"/cosmos.mint.v1beta1.Query/AnnualProvisions", query_provisions},
};

const struct module mint_module = {
    .name = "mint",
    .consensus_version = 2,
    .messages = messages,
    .message_count = ARRAY_COUNT(messages),
    .queries = queries,
    .query_count = ARRAY_COUNT(queries),
    .genesis = &cosmos_mint_v1beta1_genesis_state_type,
    .genesis_init = genesis_init,
    .genesis_export = genesis_export,
    .begin_block = begin_block,
};
