#include "common/tx/errors.h"
#include "node/chain/router.h"
#include "node/modules/compute/chain_query.h"
#include "node/modules/staking/module.h"
#include "schema/chain/cosmos_distribution_v1beta1.h"

/* Staking as contracts see it. */

/* Keys of the store `staking` (chain-surface 7.4). */
#define UNBONDING_PREFIX           BYTES("\x32")
#define REDELEGATIONS_TO_VALIDATOR BYTES("\x36")

static struct bytes with_length(struct arena *arena, struct bytes address)
{
    uint8_t len = (uint8_t)address.len;
    return ARENA_CONCAT(arena, bytes_make(&len, 1), address);
}

status chain_answer_bonded_denom(struct chain_answer *answer)
{
    struct bytes denom;
    TRY(staking_bond_denom(answer->ctx, &denom));
    writer_byte(&answer->text, '{');
    chain_answer_text(answer, "denom", denom);
    writer_byte(&answer->text, '}');
    return NULL;
}

/* ---- validators ---- */

static void write_rate(struct chain_answer *answer, const char *name, struct bytes scaled)
{
    struct decimal rate = DECIMAL_ZERO;
    (void)decimal_parse_scaled(scaled, &rate);
    writer_byte(&answer->text, ',');
    chain_answer_text(answer, name, decimal_text(answer->ctx->arena, rate));
}

static void write_validator(struct chain_answer *answer, const struct staking_validator *validator)
{
    const struct cosmos_staking_v1beta1_commission_rates *rates =
        &validator->record.commission.commission_rates;
    writer_byte(&answer->text, '{');
    chain_answer_text(answer, "address", staking_operator(validator));
    write_rate(answer, "commission", rates->rate);
    write_rate(answer, "max_commission", rates->max_rate);
    write_rate(answer, "max_change_rate", rates->max_change_rate);
    writer_byte(&answer->text, '}');
}

status chain_answer_validators(struct chain_answer *answer)
{
    struct staking_validators bonded;
    TRY(staking_validators_bonded(answer->ctx, &bonded));
    writer_text(&answer->text, "{\"validators\":[");
    for (size_t i = 0; i < bonded.count; i++) {
        writer_text(&answer->text, i == 0 ? "" : ",");
        write_validator(answer, &bonded.items[i]);
    }
    writer_text(&answer->text, "]}");
    return NULL;
}

status chain_answer_validator(struct chain_answer *answer)
{
    struct bytes address;
    TRY(address_parse_plain(answer->ctx->arena, ADDRESS_VALIDATOR,
                            answer->request->staking_validator->address, &address));
    struct staking_validator validator;
    status refused = staking_validator_get(answer->ctx, address, &validator);
    if (refused != NULL && refused->aborts)
        return refused;
    writer_text(&answer->text, "{\"validator\":");
    if (refused != NULL)
        writer_text(&answer->text, "null");
    else
        write_validator(answer, &validator);
    writer_byte(&answer->text, '}');
    return NULL;
}

/* ---- delegations ---- */

static void write_delegation(struct chain_answer *answer, struct bytes delegator,
                             struct bytes validator, struct bytes denom, struct bytes amount)
{
    chain_answer_text(answer, "delegator", delegator);
    writer_byte(&answer->text, ',');
    chain_answer_text(answer, "validator", validator);
    writer_text(&answer->text, ",\"amount\":");
    chain_answer_coin(answer, denom, amount);
}

/* A delegation's validator, and what it is worth in whole tokens. */
static status worth(struct chain_answer *answer, const struct staking_delegation *delegation,
                    struct bytes *amount)
{
    struct staking_validator validator;
    status refused = staking_validator_get(answer->ctx, delegation->validator, &validator);
    if (refused != NULL)
        return refused->aborts
                   ? refused
                   : error_wrap(answer->ctx->arena, refused, "can't load validator for delegation");
    struct decimal tokens;
    TRY(staking_tokens_from_shares(&validator, delegation->shares, &tokens));
    *amount = integer_text(answer->ctx->arena, decimal_truncate(tokens));
    return NULL;
}

status chain_answer_all_delegations(struct chain_answer *answer)
{
    struct arena *arena = answer->ctx->arena;
    struct bytes delegator, denom, amount;
    TRY(chain_answer_address(answer, ADDRESS_ACCOUNT,
                             answer->request->staking_all_delegations->address, &delegator));
    struct staking_delegations list;
    TRY(staking_delegations_of(answer->ctx, delegator, &list));
    TRY(staking_bond_denom(answer->ctx, &denom));
    writer_text(&answer->text, "{\"delegations\":[");
    for (size_t i = 0; i < list.count; i++) {
        TRY(worth(answer, &list.items[i], &amount));
        writer_text(&answer->text, i == 0 ? "{" : ",{");
        write_delegation(answer, address_text(arena, ADDRESS_ACCOUNT, delegator),
                         address_text(arena, ADDRESS_VALIDATOR, list.items[i].validator), denom,
                         amount);
        writer_byte(&answer->text, '}');
    }
    writer_text(&answer->text, "]}");
    return NULL;
}

/* What was redelegated to a validator cannot be redelegated again before it has settled. */
static status may_redelegate(struct chain_answer *answer, const struct staking_delegation *own,
                             bool *may)
{
    struct arena *arena = answer->ctx->arena;
    struct kv_walk walk;
    struct bytes prefix =
        ARENA_CONCAT(arena, REDELEGATIONS_TO_VALIDATOR, with_length(arena, own->validator),
                     with_length(arena, own->delegator));
    TRY(kv_walk_prefix(answer->ctx, STORE_STAKING, prefix, false, &walk));
    *may = !walk.valid;
    return NULL;
}

static status write_rewards(struct chain_answer *answer, struct bytes delegator,
                            struct bytes validator)
{
    const struct cosmos_distribution_v1beta1_query_delegation_rewards_request request = {
        .delegator_address = delegator, .validator_address = validator};
    struct cosmos_distribution_v1beta1_query_delegation_rewards_response response;
    TRY(query_ask(answer->ctx, "/cosmos.distribution.v1beta1.Query/DelegationRewards", &request,
                  &response));
    writer_text(&answer->text, ",\"accumulated_rewards\":[");
    for (size_t i = 0; i < response.rewards.count; i++) {
        struct decimal amount = DECIMAL_ZERO;
        (void)decimal_parse_scaled(response.rewards.items[i].amount, &amount);
        writer_text(&answer->text, i == 0 ? "" : ",");
        chain_answer_coin(answer, response.rewards.items[i].denom,
                          integer_text(answer->ctx->arena, decimal_truncate(amount)));
    }
    writer_byte(&answer->text, ']');
    return NULL;
}

static status write_full(struct chain_answer *answer, const struct staking_delegation *own)
{
    struct arena *arena = answer->ctx->arena;
    struct bytes amount, denom;
    bool may;
    TRY(worth(answer, own, &amount));
    TRY(staking_bond_denom(answer->ctx, &denom));
    TRY(may_redelegate(answer, own, &may));
    struct bytes delegator = address_text(arena, ADDRESS_ACCOUNT, own->delegator);
    struct bytes validator = address_text(arena, ADDRESS_VALIDATOR, own->validator);
    writer_text(&answer->text, "{\"delegation\":{");
    write_delegation(answer, delegator, validator, denom, amount);
    TRY(write_rewards(answer, delegator, validator));
    writer_text(&answer->text, ",\"can_redelegate\":");
    chain_answer_coin(answer, denom, may ? amount : BYTES("0"));
    writer_text(&answer->text, "}}");
    return NULL;
}

status chain_answer_delegation(struct chain_answer *answer)
{
    const struct secretd_boundary_query_delegation *query = answer->request->staking_delegation;
    struct bytes delegator, validator;
    TRY(chain_answer_address(answer, ADDRESS_ACCOUNT, query->delegator, &delegator));
    TRY(chain_answer_address(answer, ADDRESS_VALIDATOR, query->validator, &validator));
    struct staking_delegation own;
    status refused = staking_delegation_get(answer->ctx, delegator, validator, &own);
    if (refused == NULL)
        return write_full(answer, &own);
    if (refused->aborts)
        return refused;
    writer_text(&answer->text, "{}");
    return NULL;
}

/* One line for each validator: of several unbondings the last, as the original has it. Over an
 * address that is none it panics. */
status chain_answer_unbonding_delegations(struct chain_answer *answer)
{
    struct bytes delegator, denom;
    TRY(staking_bond_denom(answer->ctx, &denom));
    if (address_parse_plain(answer->ctx->arena, ADDRESS_ACCOUNT,
                            answer->request->staking_unbonding_delegations->address,
                            &delegator) != NULL)
        return chain_panic(answer->ctx->arena, TX_NIL_POINTER);
    struct arena *arena = answer->ctx->arena;
    struct kv_walk walk;
    TRY(kv_walk_prefix(answer->ctx, STORE_STAKING,
                       ARENA_CONCAT(arena, UNBONDING_PREFIX, with_length(arena, delegator)), false,
                       &walk));
    writer_text(&answer->text, "{\"delegations\":[");
    for (bool first = true; walk.valid; first = false) {
        struct cosmos_staking_v1beta1_unbonding_delegation unbonding;
        record_decode(answer->ctx, walk.value, &cosmos_staking_v1beta1_unbonding_delegation_type,
                      &unbonding);
        bool any = unbonding.entries.count != 0;
        writer_text(&answer->text, first ? "{" : ",{");
        write_delegation(answer, any ? unbonding.delegator_address : BYTES(""),
                         any ? unbonding.validator_address : BYTES(""), any ? denom : BYTES(""),
                         any ? unbonding.entries.items[unbonding.entries.count - 1].balance
                             : BYTES(""));
        writer_byte(&answer->text, '}');
        TRY(kv_walk_next(&walk));
    }
    writer_text(&answer->text, "]}");
    return NULL;
}
