#include <inttypes.h>

#include "common/base/halt.h"
#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/encoding/json.h"
#include "node/chain/address.h"
#include "node/modules/compute/internal.h"
#include "node/modules/staking/module.h"

/* What contracts ask the chain (enclave-protocol 5.9), answered in the JSON that they parse: its
 * bytes are gas. */

/* One answer in the making. */
struct reply {
    struct context *ctx; /* a branch with the query's own gas meter */
    const struct secretd_boundary_chain_query *request;
    struct writer text;
    struct bytes system_error; /* JSON, instead of an answer */
};

static void write_coin(struct reply *reply, struct bytes denom, struct integer amount)
{
    writer_text(&reply->text, "{\"denom\":");
    json_write_string(&reply->text, denom, true);
    writer_format(&reply->text, ",\"amount\":\"%.*s\"}",
                  BYTES_ARG(integer_text(reply->ctx->arena, amount)));
}

static status parse_address(struct reply *reply, enum address_kind kind, struct bytes text,
                            struct bytes *address)
{
    status refused = address_parse(reply->ctx->arena, kind, text, address);
    return refused == NULL ? NULL
                           : error_wrap_bytes(reply->ctx->arena, &CHAIN_INVALID_ADDRESS, text);
}

static status bank_balance_of(struct reply *reply)
{
    const struct secretd_boundary_query_balance *query = reply->request->bank_balance;
    struct bytes address;
    TRY(parse_address(reply, ADDRESS_ACCOUNT, query->address, &address));
    struct integer amount;
    TRY(bank_balance(reply->ctx, address, query->denom, &amount));
    writer_text(&reply->text, "{\"amount\":");
    write_coin(reply, query->denom, amount);
    writer_byte(&reply->text, '}');
    return NULL;
}

static status bank_all_balances(struct reply *reply)
{
    struct bytes address;
    TRY(parse_address(reply, ADDRESS_ACCOUNT, reply->request->bank_all_balances->address,
                      &address));
    struct coins balances;
    TRY(bank_balances(reply->ctx, address, &balances));
    writer_text(&reply->text, "{\"amount\":[");
    for (size_t i = 0; i < balances.count; i++) {
        if (i != 0)
            writer_byte(&reply->text, ',');
        write_coin(reply, balances.items[i].denom, balances.items[i].amount);
    }
    writer_text(&reply->text, "]}");
    return NULL;
}

static status bonded_denom(struct reply *reply)
{
    struct bytes denom;
    TRY(staking_bond_denom(reply->ctx, &denom));
    writer_text(&reply->text, "{\"denom\":");
    json_write_string(&reply->text, denom, true);
    writer_byte(&reply->text, '}');
    return NULL;
}

static void write_rate(struct reply *reply, const char *name, struct bytes scaled)
{
    struct decimal rate;
    ASSERT(decimal_parse_scaled(scaled, &rate));
    writer_format(&reply->text, ",\"%s\":\"%.*s\"", name,
                  BYTES_ARG(decimal_text(reply->ctx->arena, rate)));
}

static void write_validator(struct reply *reply, const struct staking_validator *validator)
{
    writer_text(&reply->text, "{\"address\":");
    json_write_string(&reply->text, staking_operator(validator), true);
    const struct cosmos_staking_v1beta1_commission_rates *rates =
        &validator->record.commission.commission_rates;
    write_rate(reply, "commission", rates->rate);
    write_rate(reply, "max_commission", rates->max_rate);
    write_rate(reply, "max_change_rate", rates->max_change_rate);
    writer_byte(&reply->text, '}');
}

static status bonded_validators(struct reply *reply)
{
    struct staking_validators bonded;
    TRY(staking_validators_bonded(reply->ctx, &bonded));
    writer_text(&reply->text, "{\"validators\":[");
    for (size_t i = 0; i < bonded.count; i++) {
        if (i != 0)
            writer_byte(&reply->text, ',');
        write_validator(reply, &bonded.items[i]);
    }
    writer_text(&reply->text, "]}");
    return NULL;
}

static status one_validator(struct reply *reply)
{
    struct bytes address;
    TRY(parse_address(reply, ADDRESS_VALIDATOR, reply->request->staking_validator->address,
                      &address));
    struct staking_validator validator;
    status refused = staking_validator_get(reply->ctx, address, &validator);
    if (refused != NULL && refused->aborts)
        return refused;
    writer_text(&reply->text, "{\"validator\":");
    if (refused != NULL)
        writer_text(&reply->text, "null");
    else
        write_validator(reply, &validator);
    writer_byte(&reply->text, '}');
    return NULL;
}

static status all_delegations(struct reply *reply)
{
    struct arena *arena = reply->ctx->arena;
    struct bytes delegator, denom;
    TRY(parse_address(reply, ADDRESS_ACCOUNT, reply->request->staking_all_delegations->address,
                      &delegator));
    struct staking_delegations list;
    TRY(staking_delegations_of(reply->ctx, delegator, &list));
    TRY(staking_bond_denom(reply->ctx, &denom));
    writer_text(&reply->text, "{\"delegations\":[");
    for (size_t i = 0; i < list.count; i++) {
        struct staking_validator validator;
        TRY(staking_validator_get(reply->ctx, list.items[i].validator, &validator));
        struct decimal tokens;
        TRY(staking_tokens_from_shares(&validator, list.items[i].shares, &tokens));
        writer_format(&reply->text, "%s{\"delegator\":\"%.*s\",\"validator\":\"%.*s\",\"amount\":",
                      i == 0 ? "" : ",", BYTES_ARG(address_text(arena, ADDRESS_ACCOUNT, delegator)),
                      BYTES_ARG(staking_operator(&validator)));
        write_coin(reply, denom, decimal_truncate(tokens));
        writer_byte(&reply->text, '}');
    }
    writer_text(&reply->text, "]}");
    return NULL;
}

/* The contract of a wasm query; one that is not there is a SystemError, which contracts can tell
 * from others. */
static status find_contract(struct reply *reply, struct bytes text, struct bytes *contract,
                            struct secret_compute_v1beta1_contract_info *info, bool *found)
{
    TRY(parse_address(reply, ADDRESS_ACCOUNT, text, contract));
    TRY(compute_contract_get(reply->ctx, *contract, info, found));
    if (*found)
        return NULL;
    struct writer error = writer_new(reply->ctx->arena, 96);
    writer_text(&error, "{\"no_such_contract\":{\"addr\":");
    json_write_string(&error, text, true);
    writer_text(&error, "}}");
    reply->system_error = writer_done(&error);
    return NULL;
}

static status smart_query(struct reply *reply)
{
    const struct secretd_boundary_query_smart *query = reply->request->wasm_smart;
    struct bytes contract, data;
    TRY(parse_address(reply, ADDRESS_ACCOUNT, query->contract, &contract));
    TRY(compute_query(reply->ctx, contract, query->message, reply->request->depth, &data));
    writer_bytes(&reply->text, data);
    return NULL;
}

/* Sealed records, as the original gives them: of no use to who cannot open them. */
static status raw_query(struct reply *reply)
{
    const struct secretd_boundary_query_raw *query = reply->request->wasm_raw;
    struct arena *arena = reply->ctx->arena;
    struct bytes contract, value;
    struct secret_compute_v1beta1_contract_info info;
    bool found;
    TRY(find_contract(reply, query->contract, &contract, &info, &found));
    if (!found)
        return NULL;
    TRY(kv_get(reply->ctx, STORE_COMPUTE, compute_key_state(arena, contract, query->key), &value));
    writer_format(&reply->text,
                  "[{\"Key\":\"%.*s\",\"Value\":", BYTES_ARG(hex_upper(arena, query->key)));
    if (value.data == NULL)
        writer_text(&reply->text, "null");
    else
        writer_format(&reply->text, "\"%.*s\"", BYTES_ARG(base64_encode(arena, value)));
    writer_text(&reply->text, "}]");
    return NULL;
}

static status info_query(struct reply *reply)
{
    struct bytes contract;
    struct secret_compute_v1beta1_contract_info info;
    bool found;
    TRY(find_contract(reply, reply->request->wasm_contract_info->address, &contract, &info,
                      &found));
    if (!found)
        return NULL;
    writer_format(&reply->text, "{\"code_id\":%" PRIu64 ",\"creator\":\"%.*s\",\"pinned\":false",
                  info.code_id,
                  BYTES_ARG(address_text(reply->ctx->arena, ADDRESS_ACCOUNT, info.creator)));
    if (info.ibc_port_id.len != 0) {
        writer_text(&reply->text, ",\"ibc_port\":");
        json_write_string(&reply->text, info.ibc_port_id, true);
    }
    writer_byte(&reply->text, '}');
    return NULL;
}

/* The variants that are answered, by field number of ChainQuery. */
static const struct {
    uint32_t request;
    status (*answer)(struct reply *reply);
} answers[] = {
    {4, bank_balance_of},   {5, bank_all_balances},  {6, bonded_denom},   {7, all_delegations},
    {9, bonded_validators}, {11, bonded_validators}, {12, one_validator}, {13, smart_query},
    {14, raw_query},        {15, info_query},
};

static struct bytes unsupported(struct arena *arena, uint32_t request)
{
    const struct message_type *type = &secretd_boundary_chain_query_type;
    const char *name = "unknown";
    for (uint32_t i = 0; i < type->field_count; i++)
        if (type->fields[i].number == request)
            name = type->fields[i].name;
    return arena_format(arena, "{\"unsupported_request\":{\"kind\":\"%s\"}}", name);
}

static status answer_on(struct reply *reply)
{
    for (size_t i = 0; i < ARRAY_COUNT(answers); i++)
        if (answers[i].request == reply->request->request_case)
            return answers[i].answer(reply);
    reply->system_error = unsupported(reply->ctx->arena, reply->request->request_case);
    return NULL;
}

static struct bytes standard_error(struct arena *arena, struct bytes text)
{
    struct writer json = writer_new(arena, text.len + 64);
    writer_text(&json, "{\"generic_err\":{\"msg\":");
    json_write_string(&json, text, true);
    writer_text(&json, "}}");
    return writer_done(&json);
}

status compute_answer(struct context *ctx, const struct secretd_boundary_chain_query *request,
                      struct secretd_boundary_chain_query_reply *out)
{
    /* The answer is read from a branch that is dropped, on a meter of its own. */
    struct gas_meter meter = gas_meter_new(request->gas_limit);
    struct context branch = context_branch(ctx);
    branch.gas = &meter;
    struct reply reply = {.ctx = &branch, .request = request, .text = writer_new(ctx->arena, 256)};
    status refused = answer_on(&reply);
    out->gas_used = meter.used;
    TRY(gas_charge(ctx->gas, meter.used, "contract sub-query"));
    if (refused != NULL && refused->aborts)
        return gas_exhausted(ctx->gas, meter.label);
    if (refused != NULL) {
        out->outcome_case = 5;
        out->contract_error = standard_error(ctx->arena, refused->text);
    } else if (reply.system_error.len != 0) {
        out->outcome_case = 6;
        out->system_error = reply.system_error;
    } else {
        out->outcome_case = 4;
        out->ok = writer_done(&reply.text);
    }
    return NULL;
}
