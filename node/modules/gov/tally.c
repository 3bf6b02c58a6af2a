#include "common/base/halt.h"
#include "node/chain/address.h"
#include "node/chain/record.h"
#include "node/modules/gov/internal.h"
#include "node/modules/staking/module.h"

struct count {
    struct decimal options[GOV_OPTION_VETO + 1];
    struct decimal total;
};

/* A bonded validator: its vote counts for the delegators that did not vote. */
struct bonded {
    const struct staking_validator *validator;
    struct decimal deducted; /* shares of delegators that voted */
    struct cosmos_gov_v1_weighted_vote_option_list vote;
};

struct electorate {
    struct bonded *items;
    size_t count;
};

static struct cosmos_gov_v1_tally_result *result_of(struct arena *arena, const struct count *count)
{
    struct cosmos_gov_v1_tally_result *result = ARENA_NEW(arena, struct cosmos_gov_v1_tally_result);
    result->yes_count = integer_text(arena, decimal_truncate(count->options[GOV_OPTION_YES]));
    result->abstain_count =
        integer_text(arena, decimal_truncate(count->options[GOV_OPTION_ABSTAIN]));
    result->no_count = integer_text(arena, decimal_truncate(count->options[GOV_OPTION_NO]));
    result->no_with_veto_count =
        integer_text(arena, decimal_truncate(count->options[GOV_OPTION_VETO]));
    return result;
}

struct cosmos_gov_v1_tally_result *gov_tally_none(struct arena *arena)
{
    struct count none = {.total = DECIMAL_ZERO};
    return result_of(arena, &none);
}

static status gather(struct context *ctx, struct electorate *electorate)
{
    struct staking_validators list;
    TRY(staking_validators_bonded(ctx, &list));
    electorate->items = ARENA_ARRAY(ctx->arena, struct bonded, list.count + 1);
    electorate->count = list.count;
    for (size_t at = 0; at < list.count; at++)
        electorate->items[at] = (struct bonded){.validator = &list.items[at]};
    return NULL;
}

static struct bonded *find(const struct electorate *electorate, struct bytes operator)
{
    for (size_t at = 0; at < electorate->count; at++) {
        if (bytes_equal(electorate->items[at].validator->address, operator))
            return &electorate->items[at];
    }
    return NULL;
}

/* Shares of a validator in tokens, divided among the options by weight. */
static status add_power(struct count *count, const struct bonded *bonded, struct decimal shares,
                        const struct cosmos_gov_v1_weighted_vote_option_list *options)
{
    struct decimal power, weight, part;
    TRY(decimal_multiply_integer(shares, bonded->validator->tokens, &power));
    TRY(decimal_divide(power, bonded->validator->shares, &power));
    for (size_t at = 0; at < options->count; at++) {
        const struct cosmos_gov_v1_weighted_vote_option *option = &options->items[at];
        ASSERT(gov_option_is_valid(option->option) && decimal_parse(option->weight, &weight));
        TRY(decimal_multiply(power, weight, &part));
        TRY(decimal_add(count->options[option->option], part, &count->options[option->option]));
    }
    return decimal_add(count->total, power, &count->total);
}

static status count_vote(struct context *ctx, struct electorate *electorate,
                         const struct cosmos_gov_v1_vote *vote, struct bytes voter,
                         struct count *count)
{
    struct staking_delegations delegations;
    struct bonded *own = find(electorate, voter);
    if (own != NULL)
        own->vote = vote->options;
    TRY(staking_delegations_of(ctx, voter, &delegations));
    for (size_t at = 0; at < delegations.count; at++) {
        const struct staking_delegation *delegation = &delegations.items[at];
        struct bonded *bonded = find(electorate, delegation->validator);
        if (bonded == NULL)
            continue;
        TRY(decimal_add(bonded->deducted, delegation->shares, &bonded->deducted));
        TRY(add_power(count, bonded, delegation->shares, &vote->options));
    }
    return NULL;
}

static status count_votes(struct context *ctx, uint64_t id, struct electorate *electorate,
                          struct count *count)
{
    struct bytes prefix = gov_key(ctx->arena, GOV_VOTES, id);
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_GOV, prefix, false, &walk));
    while (walk.valid) {
        struct cosmos_gov_v1_vote vote;
        record_decode(ctx, walk.value, &cosmos_gov_v1_vote_type, &vote);
        TRY(count_vote(ctx, electorate, &vote, bytes_from(walk.key, prefix.len + 1), count));
        TRY(kv_delete(ctx, STORE_GOV, walk.key));
        TRY(kv_walk_next(&walk));
    }
    for (size_t at = 0; at < electorate->count; at++) {
        const struct bonded *bonded = &electorate->items[at];
        struct decimal shares;
        if (bonded->vote.count == 0)
            continue;
        TRY(decimal_subtract(bonded->validator->shares, bonded->deducted, &shares));
        TRY(add_power(count, bonded, shares, &bonded->vote));
    }
    return NULL;
}

/* A parameter out of the state; what is no number there counts as zero. */
static struct decimal share(struct bytes text)
{
    struct decimal value;
    return decimal_parse(text, &value) ? value : DECIMAL_ZERO;
}

static status decide(struct context *ctx, const struct cosmos_gov_v1_proposal *proposal,
                     const struct cosmos_gov_v1_params *params, const struct count *count,
                     struct gov_outcome *outcome)
{
    struct integer bonded;
    struct decimal part, decisive;
    TRY(staking_total_bonded(ctx, &bonded));
    if (integer_is_zero(bonded))
        return NULL;
    TRY(decimal_divide(count->total, decimal_from_integer(bonded), &part));
    if (decimal_compare(part, share(params->quorum)) < 0) {
        outcome->burns = params->burn_vote_quorum;
        return NULL;
    }
    TRY(decimal_subtract(count->total, count->options[GOV_OPTION_ABSTAIN], &decisive));
    if (decimal_is_zero(decisive))
        return NULL;
    TRY(decimal_divide(count->options[GOV_OPTION_VETO], count->total, &part));
    if (decimal_compare(part, share(params->veto_threshold)) > 0) {
        outcome->burns = params->burn_vote_veto;
        return NULL;
    }
    TRY(decimal_divide(count->options[GOV_OPTION_YES], decisive, &part));
    struct bytes threshold = proposal->expedited ? params->expedited_threshold : params->threshold;
    outcome->passes = decimal_compare(part, share(threshold)) > 0;
    return NULL;
}

status gov_tally(struct context *ctx, const struct cosmos_gov_v1_proposal *proposal,
                 struct gov_outcome *outcome)
{
    struct cosmos_gov_v1_params params;
    struct electorate electorate;
    struct count count = {.total = DECIMAL_ZERO};
    *outcome = (struct gov_outcome){false};
    TRY(gather(ctx, &electorate));
    TRY(count_votes(ctx, proposal->id, &electorate, &count));
    TRY(gov_params_get(ctx, &params));
    outcome->tally = result_of(ctx->arena, &count);
    return decide(ctx, proposal, &params, &count, outcome);
}
