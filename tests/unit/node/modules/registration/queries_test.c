#include "node/modules/registration/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static status ask(struct test_chain *test, const char *method, const void *request, void *answer)
{
    struct bytes wanted =
        arena_format(test->arena, "/secret.registration.v1beta1.Query/%s", method);
    for (size_t i = 0; i < REGISTRATION_QUERY_COUNT; i++)
        if (bytes_is(wanted, registration_queries[i].path))
            return registration_queries[i].answer(&test->ctx, request, answer);
    fail();
    return NULL;
}

static void init(struct test_chain *test)
{
    static const struct secret_registration_v1beta1_master_key exchange = {BYTES_INIT("ab")},
                                                               io = {BYTES_INIT("abc")};
    const struct secret_registration_v1beta1_genesis_state genesis = {
        .node_exch_master_key = &exchange, .io_master_key = &io};
    ASSERT_OK(registration_genesis_init(&test->ctx, &genesis));
}

/* Clients take the key they encrypt to from here. */
static void clients_learn_both_keys(void **state)
{
    struct test_chain *test = test_chain_new();
    struct secret_registration_v1beta1_key answer = {0};
    init(test);
    ASSERT_OK(ask(test, "TxKey", NULL, &answer));
    ASSERT_TEXT(answer.key, "abc");
    ASSERT_OK(ask(test, "RegistrationKey", NULL, &answer));
    ASSERT_TEXT(answer.key, "{\"reg_info\":null,\"node_exch_key\":{\"bytes\":\"YWI=\"},"
                            "\"io_exch_key\":{\"bytes\":\"YWJj\"}}");
    test_chain_free(test);
}

/* The first suite is always there; what else is, clients may choose. */
static void clients_learn_how_messages_may_be_sealed(void **state)
{
    struct test_chain *test = test_chain_new();
    struct secret_registration_v1beta1_query_message_suites_response answer = {0};
    assert_ptr_equal(ask(test, "MessageSuites", NULL, &answer), &REGISTRATION_NOT_FOUND);
    init(test);
    ASSERT_OK(ask(test, "MessageSuites", NULL, &answer));
    assert_int_equal(answer.suites.count, 1);
    struct secret_registration_v1beta1_message_suite second = {2, 3, BYTES("key")};
    const struct secret_registration_v1beta1_query_message_suites_response list = {{&second, 1}};
    ASSERT_OK(record_set(&test->ctx, STORE_REGISTER, REGISTRATION_KEY_SUITES,
                         &secret_registration_v1beta1_query_message_suites_response_type, &list));
    ASSERT_OK(ask(test, "MessageSuites", NULL, &answer));
    assert_int_equal(answer.suites.count, 2);
    assert_int_equal(answer.suites.items[0].suite, 1);
    ASSERT_TEXT(answer.suites.items[0].io_public_key, "abc");
    assert_int_equal(answer.suites.items[1].suite, 2);
    assert_int_equal(answer.suites.items[1].epoch, 3);
    ASSERT_TEXT(answer.suites.items[1].io_public_key, "key");
    test_chain_free(test);
}

static void keys_that_were_never_set_are_not_found(void **state)
{
    struct test_chain *test = test_chain_new();
    struct secret_registration_v1beta1_key answer = {0};
    assert_ptr_equal(ask(test, "TxKey", NULL, &answer), &REGISTRATION_NOT_FOUND);
    assert_ptr_equal(ask(test, "RegistrationKey", NULL, &answer), &REGISTRATION_NOT_FOUND);
    test_chain_free(test);
}

static void the_seed_of_a_registered_node_is_found_by_its_key(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secret_registration_v1beta1_registration_node_info info = {.encrypted_seed =
                                                                                BYTES("sealed")};
    const uint8_t node[REGISTRATION_PUBLIC_KEY_BYTES] = {7};
    struct secret_registration_v1beta1_query_encrypted_seed_request request = {BYTES_OF(node)};
    struct secret_registration_v1beta1_query_encrypted_seed_response answer = {0};
    assert_ptr_equal(ask(test, "EncryptedSeed", &request, &answer), &REGISTRATION_NOT_FOUND);
    ASSERT_OK(record_set(&test->ctx, STORE_REGISTER,
                         ARENA_CONCAT(test->arena, BYTES("\x01"), BYTES_OF(node)),
                         &secret_registration_v1beta1_registration_node_info_type, &info));
    ASSERT_OK(ask(test, "EncryptedSeed", &request, &answer));
    ASSERT_TEXT(answer.encrypted_seed, "sealed");
    request.pub_key.len--;
    status refused = ask(test, "EncryptedSeed", &request, &answer);
    assert_true(error_is(refused, &REGISTRATION_NOT_FOUND));
    ASSERT_TEXT(refused->text, "invalid pubkey length: not found");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clients_learn_both_keys),
        cmocka_unit_test(clients_learn_how_messages_may_be_sealed),
        cmocka_unit_test(keys_that_were_never_set_are_not_found),
        cmocka_unit_test(the_seed_of_a_registered_node_is_found_by_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
