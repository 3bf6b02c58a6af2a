#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/moment.h"
#include "node/chain/record.h"
#include "node/modules/gov/internal.h"

status gov_params_get(struct context *ctx, struct cosmos_gov_v1_params *params)
{
    bool found;
    TRY(record_get(ctx, STORE_GOV, GOV_PARAMS, &cosmos_gov_v1_params_type, params, &found));
    return found ? NULL : record_not_found(ctx->arena, BYTES("no_key"), &cosmos_gov_v1_params_type);
}

status gov_params_set(struct context *ctx, const struct cosmos_gov_v1_params *params)
{
    return record_set(ctx, STORE_GOV, GOV_PARAMS, &cosmos_gov_v1_params_type, params);
}

static status check_deposits(struct arena *arena, const struct cosmos_gov_v1_params *params)
{
    struct coins plain, expedited;
    TRY(coins_from_list(arena, &params->min_deposit, &plain));
    TRY(coins_from_list(arena, &params->expedited_min_deposit, &expedited));
    struct bytes plain_text = coins_text(arena, plain);
    struct bytes expedited_text = coins_text(arena, expedited);
    if (plain.count == 0 || !coins_are_valid(plain))
        return chain_error(arena, "invalid minimum deposit: %.*s", BYTES_ARG(plain_text));
    if (expedited.count == 0 || !coins_are_valid(expedited))
        return chain_error(arena, "invalid expedited minimum deposit: %.*s",
                           BYTES_ARG(expedited_text));
    if (coins_all_at_least(plain, expedited))
        return chain_error(arena,
                           "expedited minimum deposit must be greater than minimum deposit: %.*s",
                           BYTES_ARG(expedited_text));
    return NULL;
}

/* The original prints the address of the period in memory, which no other node can know. */
static status check_deposit_period(struct arena *arena, const struct cosmos_gov_v1_params *params)
{
    if (params->max_deposit_period == NULL)
        return chain_error(arena, "maximum deposit period must not be nil: 0");
    if (duration_nanoseconds(*params->max_deposit_period) <= 0)
        return chain_error(arena, "maximum deposit period must be positive: 0");
    return NULL;
}

/* A share in a text: what it is called in the refusals.
 *   unreadable  in front of why it is no number */
struct share {
    const char *unreadable;
    const char *too_small;
    const char *too_large;
    bool may_be_zero;
    bool too_large_as_written; /* the refusal shows the text itself */
};

static status read_share(struct arena *arena, const struct share *share, struct bytes text,
                         struct decimal *value)
{
    status refused = decimal_read(arena, text, value);
    if (refused != NULL)
        return chain_error(arena, "%s: %.*s", share->unreadable, BYTES_ARG(refused->text));
    struct bytes shown = decimal_text(arena, *value);
    if (share->may_be_zero ? decimal_is_negative(*value) : !decimal_is_positive(*value))
        return chain_error(arena, "%s: %.*s", share->too_small, BYTES_ARG(shown));
    if (share->too_large_as_written)
        shown = text;
    if (decimal_compare(*value, DECIMAL_ONE) > 0)
        return chain_error(arena, "%s: %.*s", share->too_large, BYTES_ARG(shown));
    return NULL;
}

static const struct share QUORUM = {"invalid quorum string", "quorom cannot be negative",
                                    "quorom too large", true, true};
static const struct share THRESHOLD = {"invalid threshold string",
                                       "vote threshold must be positive",
                                       "vote threshold too large", false, false};
static const struct share EXPEDITED = {"invalid expedited threshold string",
                                       "expedited vote threshold must be positive",
                                       "expedited vote threshold too large", false, false};
static const struct share VETO = {"invalid vetoThreshold string", "veto threshold must be positive",
                                  "veto threshold too large", false, false};
static const struct share INITIAL = {"invalid mininum initial deposit ratio of proposal",
                                     "mininum initial deposit ratio of proposal must be positive",
                                     "mininum initial deposit ratio of proposal is too large", true,
                                     false};
static const struct share CANCEL = {"invalid burn rate of cancel proposal",
                                    "burn rate of cancel proposal must be positive",
                                    "burn rate of cancel proposal is too large", true, false};

static status check_thresholds(struct arena *arena, const struct cosmos_gov_v1_params *params)
{
    struct decimal value, threshold, expedited;
    TRY(read_share(arena, &QUORUM, params->quorum, &value));
    TRY(read_share(arena, &THRESHOLD, params->threshold, &threshold));
    TRY(read_share(arena, &EXPEDITED, params->expedited_threshold, &expedited));
    if (decimal_compare(expedited, threshold) <= 0) {
        struct bytes threshold_text = decimal_text(arena, threshold);
        struct bytes expedited_text = decimal_text(arena, expedited);
        return chain_error(
            arena, "expedited vote threshold %.*s, must be greater than the regular threshold %.*s",
            BYTES_ARG(expedited_text), BYTES_ARG(threshold_text));
    }
    return read_share(arena, &VETO, params->veto_threshold, &value);
}

static status check_period(struct arena *arena, const char *what,
                           const struct google_protobuf_duration *period)
{
    if (period == NULL)
        return chain_error(arena, "%s must not be nil: 0", what);
    struct bytes text = duration_text(arena, *period);
    if (duration_nanoseconds(*period) <= 0)
        return chain_error(arena, "%s must be positive: %.*s", what, BYTES_ARG(text));
    return NULL;
}

static status check_voting_periods(struct arena *arena, const struct cosmos_gov_v1_params *params)
{
    const struct google_protobuf_duration *plain = params->voting_period;
    const struct google_protobuf_duration *expedited = params->expedited_voting_period;
    TRY(check_period(arena, "voting period", plain));
    TRY(check_period(arena, "expedited voting period", expedited));
    if (duration_nanoseconds(*expedited) < duration_nanoseconds(*plain))
        return NULL;
    struct bytes plain_text = duration_text(arena, *plain);
    struct bytes expedited_text = duration_text(arena, *expedited);
    return chain_error(
        arena,
        "expedited voting period %.*s must be strictly less that the regular voting period %.*s",
        BYTES_ARG(expedited_text), BYTES_ARG(plain_text));
}

status gov_params_check(struct arena *arena, const struct cosmos_gov_v1_params *params)
{
    struct decimal value;
    struct bytes address;
    TRY(check_deposits(arena, params));
    TRY(check_deposit_period(arena, params));
    TRY(check_thresholds(arena, params));
    TRY(check_voting_periods(arena, params));
    TRY(read_share(arena, &INITIAL, params->min_initial_deposit_ratio, &value));
    TRY(read_share(arena, &CANCEL, params->proposal_cancel_ratio, &value));
    if (params->proposal_cancel_dest.len > 0 &&
        address_parse(arena, ADDRESS_ACCOUNT, params->proposal_cancel_dest, &address) != NULL)
        return chain_error(arena, "deposits destination address is invalid: %.*s",
                           BYTES_ARG(params->proposal_cancel_dest));
    return NULL;
}
