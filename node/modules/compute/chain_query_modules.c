#include <inttypes.h>

#include "common/encoding/protobuf.h"
#include "node/chain/router.h"
#include "node/modules/compute/chain_query.h"
#include "node/modules/staking/module.h"
#include "schema/chain/cosmos_distribution_v1beta1.h"
#include "schema/chain/cosmos_gov_v1.h"
#include "schema/chain/cosmos_mint_v1beta1.h"
#include "schema/chain/ibc_core_channel_v1.h"
#include "schema/chain/registry.h"

/* Distribution, mint, gov, IBC and the list of queries that are passed on as they are. */

/* ---- distribution ---- */

/* Whole tokens: what stands before the point. */
static void write_whole_coins(struct chain_answer *answer,
                              const struct cosmos_base_v1beta1_dec_coin_list *coins)
{
    writer_byte(&answer->text, '[');
    for (size_t i = 0; i < coins->count; i++) {
        struct decimal amount = DECIMAL_ZERO;
        (void)decimal_parse_scaled(coins->items[i].amount, &amount);
        struct bytes text = decimal_text(answer->ctx->arena, amount);
        writer_text(&answer->text, i == 0 ? "" : ",");
        chain_answer_coin(answer, coins->items[i].denom,
                          bytes_slice(text, 0, bytes_find(text, '.')));
    }
    writer_byte(&answer->text, ']');
}

/* Asked in a transaction this ends the periods of the validators, for good. */
status chain_answer_rewards(struct chain_answer *answer)
{
    const struct cosmos_distribution_v1beta1_query_delegation_total_rewards_request request = {
        .delegator_address = answer->request->distribution_rewards->address};
    struct cosmos_distribution_v1beta1_query_delegation_total_rewards_response response;
    status refused =
        query_ask(answer->ctx, "/cosmos.distribution.v1beta1.Query/DelegationTotalRewards",
                  &request, &response);
    if (refused != NULL)
        return refused->aborts
                   ? refused
                   : error_wrap_bytes(answer->ctx->arena, &CHAIN_UNKNOWN_REQUEST, refused->text);
    /* An empty list is left out. */
    writer_text(&answer->text, response.rewards.count == 0 ? "{" : "{\"rewards\":[");
    for (size_t i = 0; i < response.rewards.count; i++) {
        writer_text(&answer->text, i == 0 ? "{" : ",{");
        chain_answer_text(answer, "validator_address", response.rewards.items[i].validator_address);
        writer_text(&answer->text, ",\"reward\":");
        write_whole_coins(answer, &response.rewards.items[i].reward);
        writer_byte(&answer->text, '}');
    }
    if (response.rewards.count != 0)
        writer_byte(&answer->text, ']');
    if (response.total.count != 0) {
        writer_text(&answer->text, response.rewards.count == 0 ? "\"total\":" : ",\"total\":");
        write_whole_coins(answer, &response.total);
    }
    writer_byte(&answer->text, '}');
    return NULL;
}

/* ---- mint ---- */

static void write_decimal(struct chain_answer *answer, const char *name, struct decimal value)
{
    writer_byte(&answer->text, '{');
    chain_answer_text(answer, name, decimal_text(answer->ctx->arena, value));
    writer_byte(&answer->text, '}');
}

status chain_answer_inflation(struct chain_answer *answer)
{
    const struct cosmos_mint_v1beta1_query_inflation_request request = {0};
    struct cosmos_mint_v1beta1_query_inflation_response response;
    struct decimal inflation = DECIMAL_ZERO;
    TRY(query_ask(answer->ctx, "/cosmos.mint.v1beta1.Query/Inflation", &request, &response));
    (void)decimal_parse_scaled(response.inflation, &inflation);
    write_decimal(answer, "inflation_rate", inflation);
    return NULL;
}

status chain_answer_bonded_ratio(struct chain_answer *answer)
{
    struct decimal ratio;
    TRY(staking_bonded_ratio(answer->ctx, &ratio));
    write_decimal(answer, "bonded_ratio", ratio);
    return NULL;
}

/* ---- gov ---- */

/* Every proposal is read; those in their voting period are told. */
status chain_answer_proposals(struct chain_answer *answer)
{
    struct kv_walk walk;
    bool first = true;
    TRY(kv_walk_prefix(answer->ctx, STORE_GOV, BYTES("\x00"), false, &walk));
    writer_text(&answer->text, "{\"proposals\":[");
    while (walk.valid) {
        struct cosmos_gov_v1_proposal proposal;
        record_decode(answer->ctx, walk.value, &cosmos_gov_v1_proposal_type, &proposal);
        if (proposal.status == COSMOS_GOV_V1_PROPOSAL_STATUS_VOTING_PERIOD &&
            proposal.voting_start_time != NULL && proposal.voting_end_time != NULL) {
            writer_format(&answer->text,
                          "%s{\"id\":%" PRIu64 ",\"voting_start_time\":%" PRId64
                          ",\"voting_end_time\":%" PRId64 "}",
                          first ? "" : ",", proposal.id, proposal.voting_start_time->seconds,
                          proposal.voting_end_time->seconds);
            first = false;
        }
        TRY(kv_walk_next(&walk));
    }
    writer_text(&answer->text, "]}");
    return NULL;
}

/* ---- IBC ---- */

static status own_port(struct chain_answer *answer, struct bytes *port)
{
    struct secret_compute_v1beta1_contract_info info;
    bool found;
    TRY(compute_contract_get(answer->ctx, answer->caller, &info, &found));
    *port = info.ibc_port_id;
    return NULL;
}

status chain_answer_port(struct chain_answer *answer)
{
    struct bytes port;
    TRY(own_port(answer, &port));
    writer_byte(&answer->text, '{');
    chain_answer_text(answer, "port_id", port);
    writer_byte(&answer->text, '}');
    return NULL;
}

static void write_end(struct chain_answer *answer, const char *name, struct bytes port,
                      struct bytes channel)
{
    writer_format(&answer->text, "\"%s\":{", name);
    chain_answer_text(answer, "port_id", port);
    writer_byte(&answer->text, ',');
    chain_answer_text(answer, "channel_id", channel);
    writer_text(&answer->text, "},");
}

/* An open channel; others are not shown. */
static bool write_channel(struct chain_answer *answer, struct bytes port, struct bytes id,
                          struct bytes stored)
{
    struct ibc_core_channel_v1_channel channel;
    record_decode(answer->ctx, stored, &ibc_core_channel_v1_channel_type, &channel);
    if (channel.state != IBC_CORE_CHANNEL_V1_STATE_OPEN || channel.connection_hops.count == 0)
        return false;
    const struct field_type *ordering = message_field(&ibc_core_channel_v1_channel_type, 2);
    writer_byte(&answer->text, '{');
    write_end(answer, "endpoint", port, id);
    write_end(answer, "counterparty_endpoint", channel.counterparty.port_id,
              channel.counterparty.channel_id);
    const char *order = enum_name(ordering->enumeration, channel.ordering);
    chain_answer_text(answer, "order", order == NULL ? BYTES("") : bytes_text(order));
    writer_byte(&answer->text, ',');
    chain_answer_text(answer, "version", channel.version);
    writer_byte(&answer->text, ',');
    chain_answer_text(answer, "connection_id", channel.connection_hops.items[0]);
    writer_byte(&answer->text, '}');
    return true;
}

static bool take_name(struct bytes *rest, struct bytes lead, struct bytes *name)
{
    if (!bytes_starts_with(*rest, lead))
        return false;
    *rest = bytes_from(*rest, lead.len);
    size_t slash = bytes_find(*rest, '/');
    *name = bytes_slice(*rest, 0, slash);
    *rest = bytes_from(*rest, slash == rest->len ? slash : slash + 1);
    return true;
}

/* Of one port, or of all when none is named. */
status chain_answer_channels(struct chain_answer *answer)
{
    struct bytes wanted = answer->request->ibc_list_channels->port_id;
    struct kv_walk walk;
    bool first = true;
    TRY(kv_walk_prefix(answer->ctx, STORE_IBC, BYTES("channelEnds"), false, &walk));
    writer_text(&answer->text, "{\"channels\":[");
    while (walk.valid) {
        struct bytes rest = walk.key, port, id;
        size_t before = answer->text.len;
        if (take_name(&rest, BYTES("channelEnds/ports/"), &port) &&
            take_name(&rest, BYTES("channels/"), &id) &&
            (wanted.len == 0 || bytes_equal(wanted, port))) {
            writer_text(&answer->text, first ? "" : ",");
            if (write_channel(answer, port, id, walk.value))
                first = false;
            else
                answer->text.len = before;
        }
        TRY(kv_walk_next(&walk));
    }
    writer_text(&answer->text, "]}");
    return NULL;
}

status chain_answer_channel(struct chain_answer *answer)
{
    const struct secretd_boundary_query_ibc_channel *query = answer->request->ibc_channel;
    struct bytes port = query->port_id, stored;
    if (port.len == 0)
        TRY(own_port(answer, &port));
    TRY(kv_get(answer->ctx, STORE_IBC,
               ARENA_CONCAT(answer->ctx->arena, BYTES("channelEnds/ports/"), port,
                            BYTES("/channels/"), query->channel_id),
               &stored));
    writer_byte(&answer->text, '{');
    size_t before = answer->text.len;
    writer_text(&answer->text, "\"channel\":");
    if (stored.data == NULL || !write_channel(answer, port, query->channel_id, stored))
        answer->text.len = before;
    writer_byte(&answer->text, '}');
    return NULL;
}

/* ---- queries of the chain ---- */

static const char *const ALLOWED[] = {
    "/cosmos.auth.v1beta1.Query/Account",
    "/cosmos.auth.v1beta1.Query/Params",
    "/cosmos.bank.v1beta1.Query/Balance",
    "/cosmos.bank.v1beta1.Query/DenomMetadata",
    "/cosmos.bank.v1beta1.Query/SupplyOf",
    "/cosmos.bank.v1beta1.Query/Params",
    "/cosmos.distribution.v1beta1.Query/Params",
    "/cosmos.distribution.v1beta1.Query/DelegatorWithdrawAddress",
    "/cosmos.distribution.v1beta1.Query/FoundationTax",
    "/cosmos.distribution.v1beta1.Query/ValidatorCommission",
    "/cosmos.feegrant.v1beta1.Query/Allowance",
    "/cosmos.gov.v1beta1.Query/Deposit",
    "/cosmos.gov.v1beta1.Query/Params",
    "/cosmos.gov.v1beta1.Query/Proposal",
    "/cosmos.gov.v1beta1.Query/Vote",
    "/cosmos.mint.v1beta1.Query/Params",
    "/cosmos.mint.v1beta1.Query/Inflation",
    "/cosmos.mint.v1beta1.Query/AnnualProvisions",
    "/cosmos.params.v1beta1.Query/Params",
    "/cosmos.slashing.v1beta1.Query/Params",
    "/cosmos.slashing.v1beta1.Query/SigningInfo",
    "/cosmos.staking.v1beta1.Query/Validator",
    "/cosmos.staking.v1beta1.Query/Delegation",
    "/cosmos.staking.v1beta1.Query/UnbondingDelegation",
    "/cosmos.staking.v1beta1.Query/Params",
    "/ibc.applications.transfer.v1.Query/DenomHash",
    "/ibc.applications.transfer.v1.Query/DenomTrace",
    "/ibc.applications.transfer.v1.Query/Params",
    "/secret.compute.v1beta1.Query/ContractInfo",
    "/secret.compute.v1beta1.Query/CodeHashByContractAddress",
    "/secret.compute.v1beta1.Query/CodeHashByCodeId",
    "/secret.compute.v1beta1.Query/LabelByAddress",
    "/secret.compute.v1beta1.Query/AddressByLabel",
    "/secret.compute.v1beta1.Query/ContractsByCodeId",
};

static bool is_allowed(struct bytes path)
{
    for (size_t i = 0; i < ARRAY_COUNT(ALLOWED); i++)
        if (bytes_is(path, ALLOWED[i]))
            return true;
    return false;
}

status chain_answer_stargate(struct chain_answer *answer)
{
    struct context *ctx = answer->ctx;
    const struct secretd_boundary_query_stargate *query = answer->request->stargate;
    const struct method_type *method = NULL;
    if (!is_allowed(query->path)) {
        chain_answer_unsupported(answer,
                                 ARENA_CONCAT(ctx->arena, BYTES("query path '"), query->path,
                                              BYTES("' is not allowed from the contract")));
        return NULL;
    }
    if (query_find(ctx->chain, query->path) != NULL)
        method = method_find(&schema_chain_services, query->path);
    if (method == NULL) {
        chain_answer_unsupported(answer, ARENA_CONCAT(ctx->arena, BYTES("No route to query path '"),
                                                      query->path, BYTES("'")));
        return NULL;
    }
    void *request = arena_alloc(ctx->arena, method->request->size);
    void *response = arena_alloc(ctx->arena, method->response->size);
    TRY(protobuf_decode(ctx->arena, method->request, query->data, request));
    TRY(query_ask(ctx, method->path, request, response));
    writer_bytes(&answer->text, protobuf_encode(ctx->arena, method->response, response));
    return NULL;
}
