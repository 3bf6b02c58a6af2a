#include <inttypes.h>

#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/encoding/json.h"
#include "node/modules/compute/chain_query.h"

/* ---- pieces ---- */

void chain_answer_text(struct chain_answer *answer, const char *name, struct bytes text)
{
    writer_format(&answer->text, "\"%s\":", name);
    json_write_string(&answer->text, text, true);
}

void chain_answer_coin(struct chain_answer *answer, struct bytes denom, struct bytes amount)
{
    writer_byte(&answer->text, '{');
    chain_answer_text(answer, "denom", denom);
    writer_byte(&answer->text, ',');
    chain_answer_text(answer, "amount", amount);
    writer_byte(&answer->text, '}');
}

status chain_answer_address(struct chain_answer *answer, enum address_kind kind, struct bytes text,
                            struct bytes *address)
{
    struct arena *arena = answer->ctx->arena;
    return address_parse_plain(arena, kind, text, address) == NULL
               ? NULL
               : error_wrap_bytes(arena, &CHAIN_INVALID_ADDRESS, text);
}

void chain_answer_unsupported(struct chain_answer *answer, struct bytes kind)
{
    struct writer json = writer_new(answer->ctx->arena, 128);
    writer_text(&json, "{\"unsupported_request\":{\"kind\":");
    json_write_string(&json, kind, true);
    writer_text(&json, "}}");
    answer->system_error = writer_done(&json);
}

/* ---- bank ---- */

/* All balances are read, as in the original, to give one. A name that no coin can have is a panic
 * there. */
static status bank_balance_of(struct chain_answer *answer)
{
    const struct secretd_boundary_query_balance *query = answer->request->bank_balance;
    struct bytes address;
    TRY(chain_answer_address(answer, ADDRESS_ACCOUNT, query->address, &address));
    struct coins balances;
    TRY(bank_balances(answer->ctx, address, &balances));
    if (!denom_is_valid(query->denom))
        return chain_panic(answer->ctx->arena, "invalid denom: %.*s", BYTES_ARG(query->denom));
    struct bytes amount = BYTES("0");
    for (size_t i = 0; i < balances.count; i++)
        if (bytes_equal(balances.items[i].denom, query->denom))
            amount = integer_text(answer->ctx->arena, balances.items[i].amount);
    writer_text(&answer->text, "{\"amount\":");
    chain_answer_coin(answer, query->denom, amount);
    writer_byte(&answer->text, '}');
    return NULL;
}

static status bank_all_balances(struct chain_answer *answer)
{
    struct bytes address;
    TRY(chain_answer_address(answer, ADDRESS_ACCOUNT, answer->request->bank_all_balances->address,
                             &address));
    struct coins balances;
    TRY(bank_balances(answer->ctx, address, &balances));
    writer_text(&answer->text, "{\"amount\":[");
    for (size_t i = 0; i < balances.count; i++) {
        writer_text(&answer->text, i == 0 ? "" : ",");
        chain_answer_coin(answer, balances.items[i].denom,
                          integer_text(answer->ctx->arena, balances.items[i].amount));
    }
    writer_text(&answer->text, "]}");
    return NULL;
}

/* ---- contracts ---- */

static status smart_query(struct chain_answer *answer)
{
    const struct secretd_boundary_query_smart *query = answer->request->wasm_smart;
    struct bytes contract, data;
    TRY(chain_answer_address(answer, ADDRESS_ACCOUNT, query->contract, &contract));
    TRY(compute_query(answer->ctx, contract, query->message, answer->request->depth, &data));
    writer_bytes(&answer->text, data);
    return NULL;
}

/* Sealed records, as the original gives them: of no use to who cannot open them. */
static status raw_query(struct chain_answer *answer)
{
    const struct secretd_boundary_query_raw *query = answer->request->wasm_raw;
    struct arena *arena = answer->ctx->arena;
    struct bytes contract, value;
    TRY(chain_answer_address(answer, ADDRESS_ACCOUNT, query->contract, &contract));
    TRY(kv_get(answer->ctx, STORE_COMPUTE, compute_key_state(arena, contract, query->key), &value));
    writer_byte(&answer->text, '[');
    if (value.data != NULL) {
        writer_byte(&answer->text, '{');
        if (query->key.len != 0)
            chain_answer_text(answer, "Key", hex_upper(arena, query->key));
        if (value.len != 0) {
            writer_text(&answer->text, query->key.len != 0 ? "," : "");
            chain_answer_text(answer, "Value", base64_encode(arena, value));
        }
        writer_byte(&answer->text, '}');
    }
    writer_byte(&answer->text, ']');
    return NULL;
}

/* The admin is never told. */
static status info_query(struct chain_answer *answer)
{
    struct bytes text = answer->request->wasm_contract_info->address, contract;
    struct secret_compute_v1beta1_contract_info info;
    bool found;
    TRY(chain_answer_address(answer, ADDRESS_ACCOUNT, text, &contract));
    TRY(compute_contract_get(answer->ctx, contract, &info, &found));
    if (!found)
        return error_wrap_bytes(answer->ctx->arena, &CHAIN_INVALID_ADDRESS, text);
    writer_format(&answer->text, "{\"code_id\":%" PRIu64 ",", info.code_id);
    chain_answer_text(answer, "creator",
                      address_text(answer->ctx->arena, ADDRESS_ACCOUNT, info.creator));
    writer_text(&answer->text, ",\"pinned\":false");
    if (info.ibc_port_id.len != 0) {
        writer_byte(&answer->text, ',');
        chain_answer_text(answer, "ibc_port", info.ibc_port_id);
    }
    writer_byte(&answer->text, '}');
    return NULL;
}

static status custom_query(struct chain_answer *answer)
{
    chain_answer_unsupported(answer, BYTES("custom"));
    return NULL;
}

/* ---- all of them ---- */

/* By field number of ChainQuery. Those of bank, staking and contracts run on a branch that is
 * dropped, with a limit of their own; the others on the caller's state and gas. */
static const struct chain_question {
    uint32_t number;
    bool branches;
    chain_answer_function answer;
} questions[] = {
    {4, true, bank_balance_of},
    {5, true, bank_all_balances},
    {6, true, chain_answer_bonded_denom},
    {7, true, chain_answer_all_delegations},
    {8, true, chain_answer_delegation},
    {9, true, chain_answer_validators},
    {10, true, chain_answer_unbonding_delegations},
    {11, true, chain_answer_validators},
    {12, true, chain_answer_validator},
    {13, true, smart_query},
    {14, true, raw_query},
    {15, true, info_query},
    {16, false, chain_answer_rewards},
    {17, false, chain_answer_inflation},
    {18, false, chain_answer_bonded_ratio},
    {19, false, chain_answer_proposals},
    {20, false, chain_answer_port},
    {21, false, chain_answer_channels},
    {22, false, chain_answer_channel},
    {23, false, chain_answer_stargate},
    {24, true, custom_query},
};

static const struct chain_question *find_question(uint32_t number)
{
    for (size_t i = 0; i < ARRAY_COUNT(questions); i++)
        if (questions[i].number == number)
            return &questions[i];
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

static status answer_on_branch(struct chain_answer *answer, chain_answer_function run)
{
    struct context *ctx = answer->ctx;
    struct gas_meter meter = gas_meter_new(answer->request->gas_limit);
    struct context branch = context_branch(ctx);
    branch.gas = &meter;
    answer->ctx = &branch;
    status refused = run(answer);
    answer->ctx = ctx;
    TRY(gas_charge(ctx->gas, meter.used, "contract sub-query"));
    return refused != NULL && error_is(refused, &CHAIN_OUT_OF_GAS) && refused->aborts
               ? gas_exhausted(ctx->gas, meter.label)
               : refused;
}

status compute_answer(struct context *ctx, struct bytes caller,
                      const struct secretd_boundary_chain_query *request,
                      struct secretd_boundary_chain_query_reply *out)
{
    const struct chain_question *question = find_question(request->request_case);
    struct chain_answer answer = {
        .ctx = ctx, .caller = caller, .request = request, .text = writer_new(ctx->arena, 256)};
    uint64_t before = ctx->gas->used;
    status refused = NULL;
    if (question == NULL)
        answer.system_error = BYTES("{\"unknown\":{}}");
    else if (question->branches)
        refused = answer_on_branch(&answer, question->answer);
    else
        refused = question->answer(&answer);
    out->gas_used = ctx->gas->used - before;
    if (refused != NULL && refused->aborts)
        return refused;
    if (refused != NULL) {
        out->outcome_case = 5;
        out->contract_error = standard_error(ctx->arena, refused->text);
    } else if (answer.system_error.len != 0) {
        out->outcome_case = 6;
        out->system_error = answer.system_error;
    } else {
        out->outcome_case = 4;
        out->ok = writer_done(&answer.text);
    }
    return NULL;
}
