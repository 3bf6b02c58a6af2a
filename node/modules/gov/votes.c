#include "common/encoding/json.h"
#include "node/chain/address.h"
#include "node/chain/compact_text.h"
#include "node/chain/errors.h"
#include "node/chain/record.h"
#include "node/modules/gov/internal.h"

bool gov_option_is_valid(int32_t option)
{
    return option >= GOV_OPTION_YES && option <= GOV_OPTION_VETO;
}

/* [{"option":1,"weight":"1.000000000000000000"}] */
static struct bytes options_text(struct arena *arena,
                                 const struct cosmos_gov_v1_weighted_vote_option_list *options)
{
    struct writer out = writer_new(arena, 64);
    writer_byte(&out, '[');
    for (size_t at = 0; at < options->count; at++) {
        writer_format(&out, "%s{\"option\":%d,\"weight\":", at > 0 ? "," : "",
                      options->items[at].option);
        json_write_string(&out, options->items[at].weight, true);
        writer_byte(&out, '}');
    }
    writer_byte(&out, ']');
    return writer_done(&out);
}

static status check_option(struct context *ctx,
                           const struct cosmos_gov_v1_weighted_vote_option *option)
{
    struct decimal weight;
    if (decimal_parse(option->weight, &weight) && decimal_is_positive(weight) &&
        decimal_compare(weight, DECIMAL_ONE) <= 0 && gov_option_is_valid(option->option))
        return NULL;
    return error_wrap_bytes(
        ctx->arena, &GOV_INVALID_VOTE,
        compact_text(ctx->arena, &cosmos_gov_v1_weighted_vote_option_type, option));
}

status gov_vote_check(struct context *ctx,
                      const struct cosmos_gov_v1_weighted_vote_option_list *options)
{
    struct decimal total = DECIMAL_ZERO;
    bool used[GOV_OPTION_VETO + 1] = {false};
    if (options->count == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "%s", "[]");
    for (size_t at = 0; at < options->count; at++) {
        const struct cosmos_gov_v1_weighted_vote_option *option = &options->items[at];
        struct decimal weight;
        TRY(check_option(ctx, option));
        TRY(decimal_read(ctx->arena, option->weight, &weight));
        TRY(decimal_add(total, weight, &total));
        if (used[option->option])
            return error_wrap(ctx->arena, &GOV_INVALID_VOTE, "duplicated vote option");
        used[option->option] = true;
    }
    if (decimal_compare(total, DECIMAL_ONE) > 0)
        return error_wrap(ctx->arena, &GOV_INVALID_VOTE, "total weight overflow 1.00");
    if (decimal_compare(total, DECIMAL_ONE) < 0)
        return error_wrap(ctx->arena, &GOV_INVALID_VOTE, "total weight lower than 1.00");
    return NULL;
}

status gov_vote_set(struct context *ctx, const struct cosmos_gov_v1_vote *vote)
{
    struct bytes voter;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, vote->voter, &voter));
    return record_set(ctx, STORE_GOV, gov_key_of(ctx->arena, GOV_VOTES, vote->proposal_id, voter),
                      &cosmos_gov_v1_vote_type, vote);
}

status gov_vote_add(struct context *ctx, uint64_t id, struct bytes voter,
                    struct cosmos_gov_v1_weighted_vote_option_list options, struct bytes metadata)
{
    bool open;
    TRY(kv_has(ctx, STORE_GOV, gov_key(ctx->arena, GOV_VOTING, id), &open));
    if (!open)
        return error_wrap(ctx->arena, &GOV_INACTIVE, "%llu", (unsigned long long)id);
    if (metadata.len > GOV_METADATA_MAX)
        return error_wrap(ctx->arena, &GOV_METADATA_TOO_LONG, "got metadata with length %zu",
                          metadata.len);
    for (size_t at = 0; at < options.count; at++)
        TRY(check_option(ctx, &options.items[at]));
    struct cosmos_gov_v1_vote vote = {
        .proposal_id = id,
        .voter = address_text(ctx->arena, ADDRESS_ACCOUNT, voter),
        .options = options,
        .metadata = metadata,
    };
    TRY(gov_vote_set(ctx, &vote));
    EVENT(ctx->events, "proposal_vote", {BYTES("voter"), vote.voter},
          {BYTES("option"), options_text(ctx->arena, &options)},
          {BYTES("proposal_id"), arena_format(ctx->arena, "%llu", (unsigned long long)id)});
    return NULL;
}

/* Keys are collected and then deleted, as typed collections are cleared. */
status gov_votes_delete(struct context *ctx, uint64_t id)
{
    enum { BATCH = 10000 };
    struct bytes prefix = gov_key(ctx->arena, GOV_VOTES, id);
    struct bytes *keys = ARENA_ARRAY(ctx->arena, struct bytes, BATCH);
    size_t count;
    do {
        struct kv_walk walk;
        count = 0;
        TRY(kv_walk_prefix(ctx, STORE_GOV, prefix, false, &walk));
        while (walk.valid && count < BATCH) {
            keys[count++] = arena_copy(ctx->arena, walk.key);
            TRY(kv_walk_next(&walk));
        }
        for (size_t at = 0; at < count; at++)
            TRY(kv_delete(ctx, STORE_GOV, keys[at]));
    } while (count == BATCH);
    return NULL;
}
