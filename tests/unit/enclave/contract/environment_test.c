#include "enclave/contract/environment.h"

#include "tests/support/test.h"

static const uint8_t zero[1];

static struct vm_environment small(void)
{
    return (struct vm_environment){
        .height = 1234567,
        .time_ns = 1587556800999999999,
        .chain_id = BYTES("test \"X\""),
        .sender = BYTES("secret1s"),
        .contract = BYTES("secret1c"),
        .code_hash = BYTES("00"),
    };
}

static void a_call_outside_of_transactions_has_none(void **state)
{
    struct arena *arena = arena_new(4096);
    struct vm_environment environment = small();
    ASSERT_TEXT(environment_v1(arena, &environment, (struct bytes){0}),
                "{\"block\":{\"height\":1234567,\"time\":\"1587556800999999999\",\"chain_id\":"
                "\"test \\\"X\\\"\"},\"contract\":{\"address\":\"secret1c\",\"code_hash\":\"00\"},"
                "\"transaction\":null}");
    ASSERT_TEXT(
        environment_v010(arena, &environment),
        "{\"block\":{\"height\":1234567,\"time\":1587556800,\"chain_id\":\"test \\\"X\\\"\"},"
        "\"message\":{\"sender\":\"secret1s\",\"sent_funds\":[]},\"contract\":{\"address\":"
        "\"secret1c\"},\"contract_key\":null,\"contract_code_hash\":\"00\",\"transaction\":"
        "null}");
    arena_drop(arena);
}

static void a_random_is_base64_where_there_is_one(void **state)
{
    struct arena *arena = arena_new(4096);
    struct vm_environment environment = small();
    struct bytes text = environment_v1(arena, &environment, BYTES_OF(zero));
    assert_non_null(memmem(text.data, text.len, ",\"random\":\"AA==\"}", 17));
    arena_drop(arena);
}

static void funds_keep_their_order(void **state)
{
    static const struct vm_coin coins[] = {
        {BYTES_INIT("uscrt"), BYTES_INIT("5")},
        {BYTES_INIT("a\\b\n"), BYTES_INIT("340282366920938463463374607431768211455")},
    };
    struct arena *arena = arena_new(4096);
    struct vm_environment environment = small();
    environment.funds = coins;
    environment.funds_count = 2;
    ASSERT_TEXT(environment_v1_info(arena, &environment),
                "{\"sender\":\"secret1s\",\"funds\":[{\"denom\":\"uscrt\",\"amount\":\"5\"},"
                "{\"denom\":\"a\\\\b\\n\",\"amount\":"
                "\"340282366920938463463374607431768211455\"}]}");
    environment.funds_count = 0;
    ASSERT_TEXT(environment_v1_info(arena, &environment), "{\"sender\":\"secret1s\",\"funds\":[]}");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_outside_of_transactions_has_none),
        cmocka_unit_test(a_random_is_base64_where_there_is_one),
        cmocka_unit_test(funds_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
