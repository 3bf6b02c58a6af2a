#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_authz_v1beta1.h"
#include "schema/chain/cosmos_distribution_v1beta1.h"
#include "schema/chain/cosmos_gov_v1.h"
#include "schema/chain/cosmos_staking_v1beta1.h"
#include "schema/chain/ibc_applications_transfer_v1.h"
#include "schema/chain/ibc_core_channel_v1.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/compute_sample.h"

struct scene {
    struct sample *sample;
    struct test_chain *test;
    struct bytes self, other, validator;
    struct compute_encoded encoded;
    struct bytes ibc_port;
};

static struct scene scene_new(void)
{
    struct scene scene = {.sample = sample_new()};
    scene.test = scene.sample->test;
    struct bytes other = test_address(scene.test->arena, 2);
    scene.self = sample_text(scene.sample, scene.sample->contract);
    scene.other = sample_text(scene.sample, other);
    scene.validator = address_text(scene.test->arena, ADDRESS_VALIDATOR, other);
    return scene;
}

static status encode(struct scene *scene, const struct secretd_contract_sub_message *sub)
{
    const struct compute_speaker speaker = {.contract = scene->sample->contract,
                                            .ibc_port = scene->ibc_port};
    return compute_encode(&scene->test->ctx, &speaker, sub, &scene->encoded);
}

/* The one message that came out, of the type that was expected. */
static const void *only(const struct scene *scene, const struct message_type *type)
{
    assert_int_equal(scene->encoded.count, 1);
    assert_ptr_equal(scene->encoded.items[0].type, type);
    return scene->encoded.items[0].message;
}

static const struct cosmos_base_v1beta1_coin FIVE = {BYTES_INIT("uscrt"), BYTES_INIT("005")};

static void coins_are_sent_in_the_contracts_name(void **state)
{
    struct scene scene = scene_new();
    struct cosmos_base_v1beta1_coin five = FIVE;
    struct secretd_contract_bank_send send = {.to_address = scene.other, .amount = {&five, 1}};
    const struct secretd_contract_sub_message sub = {.bank_send = &send};
    ASSERT_OK(encode(&scene, &sub));
    const struct cosmos_bank_v1beta1_msg_send *message =
        only(&scene, &cosmos_bank_v1beta1_msg_send_type);
    ASSERT_BYTES(message->from_address, scene.self);
    ASSERT_BYTES(message->to_address, scene.other);
    ASSERT_TEXT(message->amount.items[0].amount, "5");
    five.amount = BYTES("many");
    ASSERT_TEXT(encode(&scene, &sub)->text, "manyuscrt: invalid coins");
    send.to_address = BYTES("nobody");
    ASSERT_TEXT(encode(&scene, &sub)->text, "nobody: invalid address");
    /* nothing to send is nothing to check */
    send.amount.count = 0;
    ASSERT_OK(encode(&scene, &sub));
    assert_int_equal(scene.encoded.count, 0);
    test_chain_free(scene.test);
}

static void stake_is_moved_between_validators(void **state)
{
    struct scene scene = scene_new();
    struct secretd_contract_staking_delegate stake = {scene.validator, FIVE};
    ASSERT_OK(encode(&scene, &(struct secretd_contract_sub_message){.staking_delegate = &stake}));
    const struct cosmos_staking_v1beta1_msg_delegate *delegate =
        only(&scene, &cosmos_staking_v1beta1_msg_delegate_type);
    ASSERT_BYTES(delegate->delegator_address, scene.self);
    ASSERT_BYTES(delegate->validator_address, scene.validator);
    ASSERT_TEXT(delegate->amount.amount, "5");
    ASSERT_OK(encode(&scene, &(struct secretd_contract_sub_message){.staking_undelegate = &stake}));
    const struct cosmos_staking_v1beta1_msg_undelegate *undelegate =
        only(&scene, &cosmos_staking_v1beta1_msg_undelegate_type);
    ASSERT_BYTES(undelegate->delegator_address, scene.self);
    const struct secretd_contract_staking_redelegate move = {scene.validator, scene.validator,
                                                             FIVE};
    ASSERT_OK(encode(&scene, &(struct secretd_contract_sub_message){.staking_redelegate = &move}));
    const struct cosmos_staking_v1beta1_msg_begin_redelegate *redelegate =
        only(&scene, &cosmos_staking_v1beta1_msg_begin_redelegate_type);
    ASSERT_BYTES(redelegate->validator_dst_address, scene.validator);
    stake.validator = scene.other;
    const struct secretd_contract_sub_message wrong = {.staking_delegate = &stake};
    ASSERT_BYTES(encode(&scene, &wrong)->text,
                 ARENA_CONCAT(scene.test->arena, scene.other, BYTES(": invalid address")));
    test_chain_free(scene.test);
}

static void a_withdrawal_of_the_first_generation_is_two_messages(void **state)
{
    struct scene scene = scene_new();
    struct secretd_contract_staking_withdraw withdraw = {.validator = scene.validator};
    const struct secretd_contract_sub_message sub = {.staking_withdraw = &withdraw};
    ASSERT_OK(encode(&scene, &sub));
    assert_int_equal(scene.encoded.count, 2);
    const struct cosmos_distribution_v1beta1_msg_set_withdraw_address *set =
        scene.encoded.items[0].message;
    const struct cosmos_distribution_v1beta1_msg_withdraw_delegator_reward *reward =
        scene.encoded.items[1].message;
    ASSERT_BYTES(set->delegator_address, scene.self);
    ASSERT_BYTES(set->withdraw_address, scene.self);
    ASSERT_BYTES(reward->validator_address, scene.validator);
    withdraw.recipient = scene.other;
    ASSERT_OK(encode(&scene, &sub));
    set = scene.encoded.items[0].message;
    ASSERT_BYTES(set->withdraw_address, scene.other);
    withdraw.recipient = BYTES("nobody");
    ASSERT_TEXT(encode(&scene, &sub)->text, "nobody: invalid address");
    test_chain_free(scene.test);
}

static void rewards_and_votes_are_the_contracts_own(void **state)
{
    struct scene scene = scene_new();
    const struct secretd_contract_distribution_set_withdraw_address set = {scene.other};
    ASSERT_OK(encode(
        &scene, &(struct secretd_contract_sub_message){.distribution_set_withdraw_address = &set}));
    const struct cosmos_distribution_v1beta1_msg_set_withdraw_address *address =
        only(&scene, &cosmos_distribution_v1beta1_msg_set_withdraw_address_type);
    ASSERT_BYTES(address->withdraw_address, scene.other);
    const struct secretd_contract_distribution_withdraw_reward reward = {scene.validator};
    ASSERT_OK(encode(
        &scene, &(struct secretd_contract_sub_message){.distribution_withdraw_reward = &reward}));
    only(&scene, &cosmos_distribution_v1beta1_msg_withdraw_delegator_reward_type);
    const struct secretd_contract_gov_vote vote = {7, 3};
    ASSERT_OK(encode(&scene, &(struct secretd_contract_sub_message){.gov_vote = &vote}));
    const struct cosmos_gov_v1_msg_vote *cast = only(&scene, &cosmos_gov_v1_msg_vote_type);
    assert_int_equal(cast->proposal_id, 7);
    assert_int_equal(cast->option, 3);
    ASSERT_BYTES(cast->voter, scene.self);
    test_chain_free(scene.test);
}

static void contracts_are_made_called_and_changed(void **state)
{
    struct scene scene = scene_new();
    struct cosmos_base_v1beta1_coin five = FIVE;
    const struct secretd_contract_wasm_instantiate made = {.code_id = 3,
                                                           .label = BYTES("label"),
                                                           .msg = BYTES("sealed"),
                                                           .funds = {&five, 1},
                                                           .admin = scene.other,
                                                           .callback_signature = BYTES("sig")};
    ASSERT_OK(encode(&scene, &(struct secretd_contract_sub_message){.wasm_instantiate = &made}));
    const struct secret_compute_v1beta1_msg_instantiate_contract *instantiate =
        only(&scene, &secret_compute_v1beta1_msg_instantiate_contract_type);
    ASSERT_BYTES(instantiate->sender, scene.sample->contract);
    ASSERT_BYTES(instantiate->admin, scene.other);
    ASSERT_TEXT(instantiate->init_funds.items[0].amount, "5");
    ASSERT_TEXT(instantiate->callback_sig, "sig");
    const struct secretd_contract_wasm_migrate moved = {.contract_address = scene.other,
                                                        .code_id = 4,
                                                        .msg = BYTES("sealed"),
                                                        .callback_signature = BYTES("sig")};
    const struct secretd_contract_sub_message migrate = {.wasm_migrate = &moved};
    ASSERT_OK(encode(&scene, &migrate));
    const struct secret_compute_v1beta1_msg_migrate_contract *migration =
        only(&scene, &secret_compute_v1beta1_msg_migrate_contract_type);
    ASSERT_BYTES(migration->sender, scene.self);
    assert_int_equal(migration->code_id, 4);
    assert_true(compute_is_wasm(&migrate));
    const struct secretd_contract_wasm_update_admin admin = {
        .contract_address = scene.other, .new_admin = scene.self, .callback_signature = BYTES("s")};
    ASSERT_OK(encode(&scene, &(struct secretd_contract_sub_message){.wasm_update_admin = &admin}));
    const struct secret_compute_v1beta1_msg_update_admin *update =
        only(&scene, &secret_compute_v1beta1_msg_update_admin_type);
    ASSERT_BYTES(update->new_admin, scene.self);
    ASSERT_OK(encode(&scene, &(struct secretd_contract_sub_message){.wasm_clear_admin = &admin}));
    const struct secret_compute_v1beta1_msg_clear_admin *clear =
        only(&scene, &secret_compute_v1beta1_msg_clear_admin_type);
    ASSERT_BYTES(clear->contract, scene.other);
    ASSERT_TEXT(clear->callback_sig, "s");
    test_chain_free(scene.test);
}

static void tokens_leave_by_the_port_in_state(void **state)
{
    struct scene scene = scene_new();
    ASSERT_OK(kv_set(&scene.test->ctx, STORE_TRANSFER, BYTES("\x01"), BYTES("transfer")));
    test_gas(scene.test);
    const struct secretd_contract_ibc_transfer transfer = {
        .channel_id = BYTES("channel-0"),
        .to_address = BYTES("cosmos1x"),
        .amount = FIVE,
        .timeout = {.revision = 1, .height = 2, .timestamp_ns = 3},
        .memo = BYTES("memo")};
    ASSERT_OK(encode(&scene, &(struct secretd_contract_sub_message){.ibc_transfer = &transfer}));
    assert_int_equal(test_gas(scene.test), 109);
    const struct ibc_applications_transfer_v1_msg_transfer *message =
        only(&scene, &ibc_applications_transfer_v1_msg_transfer_type);
    ASSERT_TEXT(message->source_port, "transfer");
    ASSERT_BYTES(message->sender, scene.self);
    assert_int_equal(message->timeout_height.revision_height, 2);
    assert_int_equal(message->timeout_timestamp, 3);
    ASSERT_TEXT(message->memo, "memo");
    const struct secretd_contract_ibc_close_channel close = {BYTES("channel-1")};
    ASSERT_OK(encode(&scene, &(struct secretd_contract_sub_message){.ibc_close_channel = &close}));
    const struct ibc_core_channel_v1_msg_channel_close_init *closed =
        only(&scene, &ibc_core_channel_v1_msg_channel_close_init_type);
    ASSERT_BYTES(closed->port_id, ARENA_CONCAT(scene.test->arena, BYTES("wasm."), scene.self));
    test_chain_free(scene.test);
}

static void packets_need_a_port_and_a_channel(void **state)
{
    struct scene scene = scene_new();
    struct secretd_contract_ibc_send_packet packet = {.channel_id = BYTES("channel-0")};
    const struct secretd_contract_sub_message sub = {.ibc_send_packet = &packet};
    ASSERT_TEXT(encode(&scene, &sub)->text, "ibc not supported: unsupported for this contract");
    scene.ibc_port = BYTES("wasm.port");
    status refused = encode(&scene, &sub);
    ASSERT_TEXT(refused->text,
                "source port: wasm.port, source channel: channel-0: sequence send not found");
    assert_string_equal(refused->codespace, "channel");
    packet.channel_id = BYTES("");
    ASSERT_TEXT(encode(&scene, &sub)->text, "ibc channel: empty");
    test_chain_free(scene.test);
}

static void what_nobody_handles_is_refused(void **state)
{
    static const struct {
        const char *variant, *text;
    } cases[] = {
        {"custom", "Custom variant not supported: invalid CosmosMsg from the contract"},
        {"bank.burn", "Unknown variant of Bank: invalid CosmosMsg from the contract"},
        {"distribution.fund", "no handler found: unknown message from the contract"},
    };
    struct scene scene = scene_new();
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const struct secretd_contract_unrouted unrouted = {bytes_text(cases[i].variant)};
        const struct secretd_contract_sub_message sub = {.unrouted = &unrouted};
        ASSERT_TEXT(encode(&scene, &sub)->text, cases[i].text);
    }
    test_chain_free(scene.test);
}

static status encode_any(struct scene *scene, struct google_protobuf_any any)
{
    const struct secretd_contract_stargate stargate = {any.type_url, any.value};
    const struct secretd_contract_sub_message sub = {.stargate = &stargate};
    return encode(scene, &sub);
}

/* A message that carries out another. */
static struct google_protobuf_any wrapped(struct arena *arena, struct google_protobuf_any inner)
{
    const struct cosmos_authz_v1beta1_msg_exec exec = {.grantee = BYTES("somebody"),
                                                       .msgs = {&inner, 1}};
    return (struct google_protobuf_any){
        BYTES("/cosmos.authz.v1beta1.MsgExec"),
        protobuf_encode(arena, &cosmos_authz_v1beta1_msg_exec_type, &exec)};
}

static void any_message_of_the_chain_can_be_sent(void **state)
{
    struct scene scene = scene_new();
    struct arena *arena = scene.test->arena;
    const struct cosmos_bank_v1beta1_msg_send send = {.from_address = scene.self,
                                                      .to_address = scene.other};
    struct google_protobuf_any any = {
        BYTES("/cosmos.bank.v1beta1.MsgSend"),
        protobuf_encode(arena, &cosmos_bank_v1beta1_msg_send_type, &send)};
    ASSERT_OK(encode_any(&scene, any));
    const struct cosmos_bank_v1beta1_msg_send *message =
        only(&scene, &cosmos_bank_v1beta1_msg_send_type);
    ASSERT_BYTES(message->to_address, scene.other);
    for (unsigned depth = 1; depth < TX_UNPACK_DEPTH_MAX; depth++)
        any = wrapped(arena, any);
    ASSERT_OK(encode_any(&scene, any));
    only(&scene, &cosmos_authz_v1beta1_msg_exec_type);
    test_chain_free(scene.test);
}

static void what_is_no_message_of_the_chain_is_refused(void **state)
{
    struct scene scene = scene_new();
    struct arena *arena = scene.test->arena;
    struct google_protobuf_any deep = {BYTES("/cosmos.bank.v1beta1.MsgSend"), BYTES("")};
    for (unsigned depth = 0; depth < TX_UNPACK_DEPTH_MAX; depth++)
        deep = wrapped(arena, deep);
    const struct google_protobuf_any bad[] = {
        {BYTES(""), BYTES("")},
        {BYTES("/"), BYTES("")},
        {BYTES("cosmos.bank.v1beta1.MsgSend"), BYTES("")},
        {BYTES("https://a.b/cosmos.bank.v1beta1.MsgSend"), BYTES("")},
        {BYTES("/cosmos.bank.v1beta1.Params"), BYTES("")},
        {BYTES("/cosmos.bank.v1beta1.MsgSend"), BYTES("\x0a\x7f")},
        wrapped(arena, (struct google_protobuf_any){BYTES("/no.such.Msg"), BYTES("")}),
        wrapped(arena,
                (struct google_protobuf_any){BYTES("/cosmos.bank.v1beta1.Params"), BYTES("")}),
        deep,
    };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        ASSERT_BYTES(encode_any(&scene, bad[i])->text,
                     ARENA_CONCAT(arena, BYTES("Cannot unpack proto message with type URL: "),
                                  bad[i].type_url, BYTES(": invalid CosmosMsg from the contract")));
    test_chain_free(scene.test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coins_are_sent_in_the_contracts_name),
        cmocka_unit_test(stake_is_moved_between_validators),
        cmocka_unit_test(a_withdrawal_of_the_first_generation_is_two_messages),
        cmocka_unit_test(rewards_and_votes_are_the_contracts_own),
        cmocka_unit_test(contracts_are_made_called_and_changed),
        cmocka_unit_test(tokens_leave_by_the_port_in_state),
        cmocka_unit_test(packets_need_a_port_and_a_channel),
        cmocka_unit_test(what_nobody_handles_is_refused),
        cmocka_unit_test(any_message_of_the_chain_can_be_sent),
        cmocka_unit_test(what_is_no_message_of_the_chain_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
