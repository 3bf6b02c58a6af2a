#include "node/modules/registration/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static const struct secret_registration_v1beta1_master_key EXCHANGE = {BYTES_INIT("exchange key")},
                                                           IO = {BYTES_INIT("io key")};

static void the_network_keys_are_stored_and_exported(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secret_registration_v1beta1_genesis_state genesis = {
        .node_exch_master_key = &EXCHANGE, .io_master_key = &IO};
    struct secret_registration_v1beta1_genesis_state exported = {0};
    ASSERT_OK(registration_genesis_init(&test->ctx, &genesis));
    ASSERT_TEXT(test_stored(test, STORE_REGISTER, BYTES("\x02NodeExchMasterKey")), "\x0a\x0c"
                                                                                   "exchange key");
    ASSERT_TEXT(test_stored(test, STORE_REGISTER, BYTES("\x02IoExchMasterKey")), "\x0a\x06"
                                                                                 "io key");
    ASSERT_OK(registration_genesis_export(&test->ctx, &exported));
    ASSERT_BYTES(exported.node_exch_master_key->bytes, EXCHANGE.bytes);
    ASSERT_BYTES(exported.io_master_key->bytes, IO.bytes);
    test_chain_free(test);
}

static void other_message_suites_are_stored_and_exported(void **state)
{
    struct test_chain *test = test_chain_new();
    static const uint8_t key[REGISTRATION_PUBLIC_KEY_BYTES] = {9};
    struct secret_registration_v1beta1_message_suite suite = {2, 7, BYTES_OF(key)};
    struct secret_registration_v1beta1_genesis_state exported = {0},
                                                     genesis = {.node_exch_master_key = &EXCHANGE,
                                                                .io_master_key = &IO,
                                                                .message_suites = {&suite, 1}};
    ASSERT_OK(registration_genesis_init(&test->ctx, &genesis));
    ASSERT_OK(registration_genesis_export(&test->ctx, &exported));
    assert_int_equal(exported.message_suites.count, 1);
    assert_int_equal(exported.message_suites.items[0].suite, 2);
    assert_int_equal(exported.message_suites.items[0].epoch, 7);
    ASSERT_BYTES(exported.message_suites.items[0].io_public_key, BYTES_OF(key));
    suite.io_public_key.len--;
    assert_non_null(registration_genesis_init(&test->ctx, &genesis));
    suite = (struct secret_registration_v1beta1_message_suite){1, 7, BYTES_OF(key)};
    assert_non_null(registration_genesis_init(&test->ctx, &genesis));
    test_chain_free(test);
}

/* The store of such a network is the original's. */
static void one_suite_leaves_no_trace(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secret_registration_v1beta1_genesis_state genesis = {
        .node_exch_master_key = &EXCHANGE, .io_master_key = &IO};
    ASSERT_OK(registration_genesis_init(&test->ctx, &genesis));
    assert_null(test_stored(test, STORE_REGISTER, REGISTRATION_KEY_SUITES).data);
    test_chain_free(test);
}

static void a_network_without_keys_cannot_start(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secret_registration_v1beta1_genesis_state none = {.io_master_key = &IO};
    status refused = registration_genesis_init(&test->ctx, &none);
    assert_non_null(refused);
    assert_true(refused->aborts);
    ASSERT_TEXT(refused->text, "Cannot start without MasterKey set");
    test_chain_free(test);
}

static void registered_nodes_need_attestation(void **state)
{
    struct test_chain *test = test_chain_new();
    struct secret_registration_v1beta1_registration_node_info node = {.certificate = BYTES("x")};
    const struct secret_registration_v1beta1_genesis_state genesis = {
        .node_exch_master_key = &EXCHANGE, .io_master_key = &IO, .registration = {&node, 1}};
    assert_non_null(registration_genesis_init(&test->ctx, &genesis));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_network_keys_are_stored_and_exported),
        cmocka_unit_test(other_message_suites_are_stored_and_exported),
        cmocka_unit_test(one_suite_leaves_no_trace),
        cmocka_unit_test(a_network_without_keys_cannot_start),
        cmocka_unit_test(registered_nodes_need_attestation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
