/* The contract without a chain: its handlers are called as the host calls them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "piggy-bank/piggy_bank.c"

#define ALICE "secret1alice"
#define BOB   "secret1bob"
#define KEY   "a key of alice's own"

static const struct text ENV =
    TEXT("{\"block\":{\"height\":1,\"time\":\"1000000000\",\"chain_id\":\"test\"},"
         "\"contract\":{\"address\":\"secret1bank\",\"code_hash\":\"00\"},\"transaction\":null}");

static const char *print(struct text text)
{
    static char out[1024];
    snprintf(out, sizeof out, "%.*s", (int)text.len, text.data);
    return out;
}

static const char *execute(const char *sender, const char *funds, const char *message)
{
    static char info[256];
    int len = snprintf(info, sizeof info, "{\"sender\":\"%s\",\"funds\":[%s]}", sender, funds);
    struct text text = {message, (uint32_t)strlen(message)};
    return print(test_execute(ENV, (struct text){info, (uint32_t)len}, text));
}

static const char *query_balance(const char *address, const char *key)
{
    static char message[256];
    int len = snprintf(message, sizeof message, "{\"balance\":{\"address\":\"%s\",\"key\":\"%s\"}}",
                       address, key);
    struct text text = {message, (uint32_t)len};
    return print(test_query(ENV, text));
}

#define COINS(amount) "{\"denom\":\"uscrt\",\"amount\":\"" amount "\"}"
#define NOTHING       "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"data\":null}}"
#define FAILURE(text) "{\"Err\":\"Generic error: " text "\"}"

static int empty_bank(void **state)
{
    test_state.count = 0;
    return 0;
}

static void what_is_saved_can_be_taken_back(void **state)
{
    assert_string_equal(execute(ALICE, COINS("7"), "{\"deposit\":{}}"), NOTHING);
    assert_string_equal(execute(ALICE, COINS("5"), "{\"deposit\":{}}"), NOTHING);
    assert_non_null(strstr(execute(ALICE, "", "{\"withdraw\":{\"amount\":\"12\"}}"),
                           "\"send\":{\"to_address\":\"" ALICE "\",\"amount\":[" COINS("12") "]}"));
    assert_string_equal(execute(ALICE, "", "{\"withdraw\":{\"amount\":\"1\"}}"),
                        FAILURE("you have saved less than that"));
}

static void nobody_takes_what_another_saved(void **state)
{
    execute(ALICE, COINS("7"), "{\"deposit\":{}}");
    assert_string_equal(execute(BOB, "", "{\"withdraw\":{\"amount\":\"1\"}}"),
                        FAILURE("you have saved less than that"));
}

static void other_coins_are_refused(void **state)
{
    const char *refused = FAILURE("deposit uscrt and nothing else");
    const char *other = "{\"denom\":\"uatom\",\"amount\":\"7\"}";
    assert_string_equal(execute(ALICE, other, "{\"deposit\":{}}"), refused);
    assert_string_equal(execute(ALICE, COINS("1") "," COINS("2"), "{\"deposit\":{}}"), refused);
    assert_string_equal(execute(ALICE, "", "{\"deposit\":{}}"), refused);
    assert_string_equal(execute(ALICE, COINS("7"), "{\"withdraw\":{\"amount\":\"1\"}}"),
                        FAILURE("only deposit takes coins"));
}

static void a_balance_does_not_wrap(void **state)
{
    assert_string_equal(execute(ALICE, COINS("18446744073709551615"), "{\"deposit\":{}}"), NOTHING);
    assert_string_equal(execute(ALICE, COINS("1"), "{\"deposit\":{}}"),
                        FAILURE("the bank is full"));
}

static void the_viewing_key_opens_the_balance(void **state)
{
    execute(ALICE, COINS("7"), "{\"deposit\":{}}");
    const char *wrong = FAILURE("wrong viewing key");
    assert_string_equal(query_balance(ALICE, KEY), wrong);
    assert_string_equal(execute(ALICE, "", "{\"set_viewing_key\":{\"key\":\"" KEY "\"}}"), NOTHING);
    /* {"amount":"7"} and spaces up to 64 bytes */
    assert_string_equal(
        query_balance(ALICE, KEY),
        "{\"Ok\":\"eyJhbW91bnQiOiI3In0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
        "ICAgICAgICAgICAgIA==\"}");
    assert_string_equal(query_balance(ALICE, KEY "x"), wrong);
    assert_string_equal(query_balance(ALICE, ""), wrong);
    assert_string_equal(query_balance(BOB, KEY), wrong);
    assert_string_equal(query_balance("cosmos1alice", KEY),
                        FAILURE("ask with an address and a key"));
}

static void a_short_key_is_refused(void **state)
{
    assert_string_equal(execute(ALICE, "", "{\"set_viewing_key\":{\"key\":\"short\"}}"),
                        FAILURE("a key has 16 to 64 bytes"));
}

static void unknown_messages_are_refused(void **state)
{
    assert_string_equal(execute(ALICE, "", "{\"steal\":{}}"), FAILURE("no such message"));
    assert_string_equal(execute(ALICE, "", "{\"withdraw\":{}}"), FAILURE("withdraw an amount"));
    assert_string_equal(execute(ALICE, "", "{\"withdraw\":{\"amount\":\"-1\"}}"),
                        FAILURE("withdraw an amount"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_saved_can_be_taken_back, empty_bank),
        cmocka_unit_test_setup(nobody_takes_what_another_saved, empty_bank),
        cmocka_unit_test_setup(other_coins_are_refused, empty_bank),
        cmocka_unit_test_setup(a_balance_does_not_wrap, empty_bank),
        cmocka_unit_test_setup(the_viewing_key_opens_the_balance, empty_bank),
        cmocka_unit_test_setup(a_short_key_is_refused, empty_bank),
        cmocka_unit_test_setup(unknown_messages_are_refused, empty_bank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
