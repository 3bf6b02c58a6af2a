#include "node/chain/arguments.h"
#include "node/chain/compact_text.h"
#include "node/chain/errors.h"
#include "node/modules/staking/internal.h"

static bool is_empty_description(const struct cosmos_staking_v1beta1_description *description)
{
    return description->moniker.len + description->identity.len + description->website.len +
               description->security_contact.len + description->details.len ==
           0;
}

enum {
    MONIKER_BYTES_MAX = 70,
    IDENTITY_BYTES_MAX = 3000,
    WEBSITE_BYTES_MAX = 140,
    SECURITY_CONTACT_BYTES_MAX = 140,
    DETAILS_BYTES_MAX = 280,
};

static status check_description(struct context *ctx,
                                const struct cosmos_staking_v1beta1_description *description)
{
    const struct {
        const char *name;
        size_t len, max;
    } fields[] = {
        {"moniker", description->moniker.len, MONIKER_BYTES_MAX},
        {"identity", description->identity.len, IDENTITY_BYTES_MAX},
        {"website", description->website.len, WEBSITE_BYTES_MAX},
        {"security contact", description->security_contact.len, SECURITY_CONTACT_BYTES_MAX},
        {"details", description->details.len, DETAILS_BYTES_MAX},
    };
    for (size_t at = 0; at < ARRAY_COUNT(fields); at++) {
        if (fields[at].len > fields[at].max)
            return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                              "invalid %s length; got: %zu, max: %zu", fields[at].name,
                              fields[at].len, fields[at].max);
    }
    return NULL;
}

static status check_rates(struct context *ctx,
                          const struct cosmos_staking_v1beta1_commission_rates *rates)
{
    struct decimal rate, max, change;
    TRY(argument_decimal(ctx, rates->max_rate, &max));
    if (decimal_is_negative(max))
        return &STAKING_COMMISSION_NEGATIVE;
    if (decimal_compare(max, DECIMAL_ONE) > 0)
        return &STAKING_COMMISSION_HUGE;
    TRY(argument_decimal(ctx, rates->rate, &rate));
    if (decimal_is_negative(rate))
        return &STAKING_COMMISSION_NEGATIVE;
    if (decimal_compare(rate, max) > 0)
        return &STAKING_COMMISSION_ABOVE_MAX;
    TRY(argument_decimal(ctx, rates->max_change_rate, &change));
    if (decimal_is_negative(change))
        return &STAKING_COMMISSION_CHANGE_NEGATIVE;
    return decimal_compare(change, max) > 0 ? &STAKING_COMMISSION_CHANGE_ABOVE_MAX : NULL;
}

static status check_create(struct context *ctx,
                           const struct cosmos_staking_v1beta1_msg_create_validator *msg,
                           struct coin *value, struct integer *minimum)
{
    const struct cosmos_staking_v1beta1_commission_rates *rates = &msg->commission;
    if (msg->pubkey == NULL)
        return &STAKING_EMPTY_PUBKEY;
    TRY(argument_amount(ctx, &msg->value, "invalid delegation amount", value));
    if (is_empty_description(&msg->description))
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "empty description");
    if (rates->rate.len + rates->max_rate.len + rates->max_change_rate.len == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "empty commission");
    TRY(check_rates(ctx, rates));
    TRY(argument_integer(ctx, msg->min_self_delegation, minimum));
    if (!integer_is_positive(*minimum))
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "minimum self delegation must be a positive integer");
    return integer_compare(value->amount, *minimum) < 0 ? &STAKING_SELF_DELEGATION_LOW : NULL;
}

static status check_minimum_rate(struct context *ctx, struct decimal rate)
{
    struct cosmos_staking_v1beta1_params params;
    TRY(staking_params_get(ctx, &params));
    struct decimal minimum = staking_decimal(params.min_commission_rate);
    if (decimal_compare(rate, minimum) >= 0)
        return NULL;
    struct bytes text = decimal_text(ctx->arena, minimum);
    return error_wrap(ctx->arena, &STAKING_COMMISSION_BELOW_MIN,
                      "cannot set validator commission to less than minimum rate of %.*s",
                      BYTES_ARG(text));
}

static status check_key_type(struct context *ctx, const char *type)
{
    const struct tendermint_types_validator_params *params = ctx->consensus_params->validator;
    if (params == NULL)
        return NULL;
    struct writer allowed = writer_new(ctx->arena, 64);
    for (size_t at = 0; at < params->pub_key_types.count; at++) {
        if (bytes_is(params->pub_key_types.items[at], type))
            return NULL;
        if (at > 0)
            writer_byte(&allowed, ' ');
        writer_bytes(&allowed, params->pub_key_types.items[at]);
    }
    struct bytes text = writer_done(&allowed);
    return error_wrap(ctx->arena, &STAKING_PUBKEY_TYPE, "got: %s, expected: [%.*s]", type,
                      BYTES_ARG(text));
}

/* Neither the operator nor the key may be in use. */
static status check_unused(struct context *ctx, struct bytes address,
                           const struct google_protobuf_any *pubkey,
                           struct staking_consensus_key *key)
{
    struct staking_validator other;
    status failure = staking_validator_get(ctx, address, &other);
    if (failure == NULL)
        return &STAKING_OPERATOR_EXISTS;
    if (failure->aborts)
        return failure;
    TRY(staking_consensus_key(ctx, pubkey, key));
    failure = staking_validator_by_consensus(ctx, key->address, &other);
    if (failure == NULL)
        return &STAKING_PUBKEY_EXISTS;
    return failure->aborts ? failure : NULL;
}

status staking_create_validator(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_staking_v1beta1_msg_create_validator *msg = message;
    struct staking_consensus_key key;
    struct staking_validator validator = {0};
    struct coin value;
    struct integer minimum;
    struct decimal shares;
    TRY(argument_address(ctx, ADDRESS_VALIDATOR, msg->validator_address,
                         "invalid validator address", &validator.address));
    TRY(check_create(ctx, msg, &value, &minimum));
    TRY(check_minimum_rate(ctx, staking_decimal(msg->commission.rate)));
    TRY(check_unused(ctx, validator.address, msg->pubkey, &key));
    TRY(staking_check_denom(ctx, value.denom));
    TRY(check_description(ctx, &msg->description));
    TRY(check_key_type(ctx, key.type));
    validator.record = (struct cosmos_staking_v1beta1_validator){
        .operator_address = msg->validator_address,
        .consensus_pubkey = msg->pubkey,
        .status = STAKING_UNBONDED,
        .description = msg->description,
        .commission = {msg->commission, moment_of_block(ctx)},
        .min_self_delegation = integer_text(ctx->arena, minimum),
    };
    TRY(staking_validator_set(ctx, &validator));
    TRY(staking_validator_set_by_consensus(ctx, &validator));
    TRY(staking_power_set(ctx, &validator));
    STAKING_HOOK(ctx, after_validator_created, validator.address);
    TRY(staking_delegate(ctx, validator.address, value.amount, STAKING_UNBONDED, &validator, true,
                         &shares));
    EVENT(ctx->events, "create_validator", {BYTES("validator"), msg->validator_address},
          {BYTES("amount"), coin_text(ctx->arena, value)});
    return NULL;
}

static void update_text(struct bytes *field, struct bytes wanted)
{
    if (!bytes_is(wanted, "[do-not-modify]"))
        *field = wanted;
}

static status update_description(struct context *ctx,
                                 struct cosmos_staking_v1beta1_description *description,
                                 const struct cosmos_staking_v1beta1_description *wanted)
{
    update_text(&description->moniker, wanted->moniker);
    update_text(&description->identity, wanted->identity);
    update_text(&description->website, wanted->website);
    update_text(&description->security_contact, wanted->security_contact);
    update_text(&description->details, wanted->details);
    return check_description(ctx, description);
}

static status check_new_rate(struct context *ctx, struct decimal rate)
{
    struct cosmos_staking_v1beta1_params params;
    if (decimal_compare(rate, DECIMAL_ONE) > 0 || decimal_is_negative(rate))
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "commission rate must be between 0 and 1 (inclusive)");
    TRY(staking_params_get(ctx, &params));
    struct decimal minimum = staking_decimal(params.min_commission_rate);
    if (decimal_compare(rate, minimum) >= 0)
        return NULL;
    struct bytes text = decimal_text(ctx->arena, minimum);
    return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                      "commission rate cannot be less than the min commission rate %.*s",
                      BYTES_ARG(text));
}

static status update_commission(struct context *ctx, struct staking_validator *validator,
                                struct decimal rate)
{
    static const struct google_protobuf_duration day = {.seconds = 86400};
    struct cosmos_staking_v1beta1_commission *commission = &validator->record.commission;
    struct cosmos_staking_v1beta1_params params;
    struct decimal change;
    if (moment_compare(moment_of_block(ctx), moment_add(commission->update_time, day)) < 0)
        return &STAKING_COMMISSION_TOO_SOON;
    if (decimal_compare(rate, staking_decimal(commission->commission_rates.max_rate)) > 0)
        return &STAKING_COMMISSION_ABOVE_MAX;
    TRY(decimal_subtract(rate, staking_commission_rate(validator), &change));
    if (decimal_compare(change, staking_decimal(commission->commission_rates.max_change_rate)) > 0)
        return &STAKING_COMMISSION_CHANGE_TOO_BIG;
    /* the original reads the minimum once more, though the caller has checked it */
    TRY(staking_params_get(ctx, &params));
    STAKING_HOOK(ctx, before_validator_modified, validator->address);
    commission->commission_rates.rate = decimal_text_scaled(ctx->arena, rate);
    commission->update_time = moment_of_block(ctx);
    return NULL;
}

static status update_minimum(struct context *ctx, struct staking_validator *validator,
                             struct integer minimum)
{
    if (integer_compare(minimum, staking_minimum_self_delegation(validator)) <= 0)
        return &STAKING_MINIMUM_DECREASED;
    if (integer_compare(minimum, validator->tokens) > 0)
        return &STAKING_SELF_DELEGATION_LOW;
    validator->record.min_self_delegation = integer_text(ctx->arena, minimum);
    return NULL;
}

status staking_edit_validator(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_staking_v1beta1_msg_edit_validator *msg = message;
    bool has_rate = msg->commission_rate.data != NULL;
    bool has_minimum = msg->min_self_delegation.data != NULL;
    struct staking_validator validator;
    struct bytes address;
    struct decimal rate = DECIMAL_ZERO;
    struct integer minimum = INTEGER_ZERO;
    TRY(argument_address(ctx, ADDRESS_VALIDATOR, msg->validator_address,
                         "invalid validator address", &address));
    if (is_empty_description(&msg->description))
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "empty description");
    if (has_minimum) {
        TRY(argument_integer(ctx, msg->min_self_delegation, &minimum));
        if (!integer_is_positive(minimum))
            return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                              "minimum self delegation must be a positive integer");
    }
    if (has_rate) {
        TRY(argument_decimal(ctx, msg->commission_rate, &rate));
        TRY(check_new_rate(ctx, rate));
    }
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(update_description(ctx, &validator.record.description, &msg->description));
    if (has_rate)
        TRY(update_commission(ctx, &validator, rate));
    if (has_minimum)
        TRY(update_minimum(ctx, &validator, minimum));
    TRY(staking_validator_set(ctx, &validator));
    EVENT(
        ctx->events, "edit_validator",
        {BYTES("commission_rate"), compact_text(ctx->arena, &cosmos_staking_v1beta1_commission_type,
                                                &validator.record.commission)},
        {BYTES("min_self_delegation"), validator.record.min_self_delegation});
    return NULL;
}
