#include "node/modules/capability/module.h"
#include "node/chain/traces.h"
#include "schema/chain/capability_v1.h"
#include "tests/support/compute_sample.h"

#define MODULE "\0asm\1\0\0\0"
/* Sections of a module: a custom one, then the exports. */
#define CUSTOM           "\0\5\4name"
#define ENTRY(len, name) len name "\0\0"
#define FIVE                                                                                       \
    ENTRY("\x10", "ibc_channel_open")                                                              \
    ENTRY("\x13", "ibc_channel_connect")                                                           \
    ENTRY("\x11", "ibc_channel_close")                                                             \
    ENTRY("\x12", "ibc_packet_receive")                                                            \
    ENTRY("\x0e", "ibc_packet_ack")
#define LAST ENTRY("\x12", "ibc_packet_timeout")

static void a_module_with_all_six_entry_points_answers_ibc(void **state)
{
    static const char six[] = MODULE CUSTOM "\7\x79\6" FIVE LAST;
    static const char five[] = MODULE CUSTOM "\7\x64\5" FIVE;
    assert_int_equal(sizeof six - 1 - 8 - 7 - 2, 0x79);
    assert_int_equal(sizeof five - 1 - 8 - 7 - 2, 0x64);
    assert_true(compute_module_answers_ibc(bytes_make((const uint8_t *)six, sizeof six - 1)));
    assert_false(compute_module_answers_ibc(bytes_make((const uint8_t *)five, sizeof five - 1)));
    for (size_t len = 0; len < sizeof six - 1; len++)
        assert_false(compute_module_answers_ibc(bytes_make((const uint8_t *)six, len)));
    assert_false(compute_module_answers_ibc(BYTES(MODULE "\7\xff\xff\xff\xff\xff\xff\1")));
    assert_false(compute_module_answers_ibc(BYTES(MODULE "\7\2\xff\xff")));
}

/* Seen in the recording `compute-store`: with the port's 52 bytes in the contract's record at 5
 * each, 5442 gas. */
static void a_port_costs_what_the_original_charges(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct capability_v1_genesis_state genesis = {.index = 4};
    struct bytes port, contract = test_address(test->arena, 0xC1);
    ASSERT_OK(capability_module.genesis_init(&test->ctx, &genesis));
    test_gas(test);
    ASSERT_OK(compute_bind_port(&test->ctx, contract, &port));
    assert_int_equal(port.len, 50);
    assert_true(bytes_starts_with(port, BYTES("wasm.secret1")));
    assert_int_equal(test_gas(test), 5442 - 52 * 5);
    test_chain_free(test);
}

static void a_code_answers_ibc_by_its_module_or_by_what_is_given(void **state)
{
    struct sample *sample = sample_new();
    struct context *ctx = &sample->test->ctx;
    struct bytes hash = BYTES_OF(sample->code_hash);
    ASSERT_OK(compute_genesis_init(ctx, &sample->genesis));
    assert_false(compute_answers_ibc(ctx, hash));
    struct block_traces traces = {.given_ibc_codes = {&hash, 1}};
    ctx->traces = &traces;
    assert_true(compute_answers_ibc(ctx, hash));
    assert_false(compute_answers_ibc(ctx, BYTES("short")));
    test_chain_free(sample->test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_module_with_all_six_entry_points_answers_ibc),
        cmocka_unit_test(a_port_costs_what_the_original_charges),
        cmocka_unit_test(a_code_answers_ibc_by_its_module_or_by_what_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
