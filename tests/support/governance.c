#include "tests/support/governance.h"

#include "common/encoding/protobuf.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/router.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/test.h"

unsigned governance_sends;

static status count_send(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_bank_v1beta1_msg_send *send = msg;
    EVENT(ctx->events, "sent", {BYTES("by"), send->from_address});
    governance_sends++;
    return send->amount.count > 0 ? &CHAIN_INSUFFICIENT_FUNDS : NULL;
}

static const struct message_route ROUTES[] = {{&cosmos_bank_v1beta1_msg_send_type,
                                               &cosmos_bank_v1beta1_msg_send_response_type, NULL,
                                               count_send}};
static const struct module BANK = {.name = "bank", .messages = ROUTES, .message_count = 1};
static const struct module *const MODULES[] = {&BANK, &gov_module};

struct test_chain *governance_new(void)
{
    struct test_chain *test = stake_new();
    static const struct google_protobuf_duration DEPOSIT = {.seconds = 50};
    static const struct google_protobuf_duration VOTE = {.seconds = 60};
    static const struct google_protobuf_duration EXPEDITED = {.seconds = 30};
    struct cosmos_base_v1beta1_coin plain = {BYTES("uscrt"), BYTES("100")};
    struct cosmos_base_v1beta1_coin more = {BYTES("uscrt"), BYTES("250")};
    const struct cosmos_gov_v1_params params = {
        .min_deposit = {&plain, 1},
        .max_deposit_period = &DEPOSIT,
        .voting_period = &VOTE,
        .quorum = BYTES("0.334"),
        .threshold = BYTES("0.5"),
        .veto_threshold = BYTES("0.334"),
        .min_initial_deposit_ratio = BYTES("0"),
        .proposal_cancel_ratio = BYTES("0.5"),
        .expedited_voting_period = &EXPEDITED,
        .expedited_threshold = BYTES("0.667"),
        .expedited_min_deposit = {&more, 1},
        .burn_vote_veto = true,
        .min_deposit_ratio = BYTES("0.01"),
    };
    const struct cosmos_gov_v1_genesis_state genesis = {.starting_proposal_id = 1,
                                                        .params = &params};
    test->chain.routes = route_table_new(test->arena, MODULES, ARRAY_COUNT(MODULES));
    ASSERT_OK(gov_module.genesis_init(&test->ctx, &genesis));
    stake_validator(test, 1, 4000000);
    stake_end_block(test);
    stake_fund(test, test_address(test->arena, 5), "uscrt", 1000);
    governance_sends = 0;
    test_events(test);
    test_gas(test);
    return test;
}

status governance_submit(struct test_chain *test, uint64_t deposit, bool expedited, size_t messages,
                         size_t coins)
{
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("1")};
    const struct cosmos_bank_v1beta1_msg_send send = {
        ADDRESS_AUTHORITY, test_account(test, test_address(test->arena, 9)), {&coin, coins}};
    struct google_protobuf_any *anys =
        ARENA_ARRAY(test->arena, struct google_protobuf_any, messages + 1);
    struct cosmos_base_v1beta1_coin paid = {BYTES("uscrt"),
                                            integer_text(test->arena, integer_from_u64(deposit))};
    for (size_t at = 0; at < messages; at++)
        anys[at] = (struct google_protobuf_any){
            BYTES("/cosmos.bank.v1beta1.MsgSend"),
            protobuf_encode(test->arena, &cosmos_bank_v1beta1_msg_send_type, &send)};
    const struct cosmos_gov_v1_msg_submit_proposal msg = {
        .messages = {anys, messages},
        .initial_deposit = {&paid, deposit > 0},
        .proposer = test_account(test, test_address(test->arena, 5)),
        .metadata = BYTES("about"),
        .title = BYTES("title"),
        .summary = BYTES("summary"),
        .expedited = expedited,
    };
    return test_run(test, &gov_module, &cosmos_gov_v1_msg_submit_proposal_type, &msg);
}

status governance_vote(struct test_chain *test, uint64_t id, uint8_t who, int32_t option)
{
    const struct cosmos_gov_v1_msg_vote msg = {
        .proposal_id = id,
        .voter = test_account(test, test_address(test->arena, who)),
        .option = option};
    return test_run(test, &gov_module, &cosmos_gov_v1_msg_vote_type, &msg);
}

int32_t governance_status(struct test_chain *test, uint64_t id)
{
    struct cosmos_gov_v1_proposal proposal;
    return gov_proposal_get(&test->ctx, id, &proposal) == NULL ? proposal.status : 0;
}
