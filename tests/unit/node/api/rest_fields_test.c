#include "node/api/rest_fields.h"

#include "schema/core/cosmos_bank_v1beta1.h"
#include "schema/core/cosmos_tx_v1beta1.h"
#include "tests/support/test.h"

static bool known;

static void nested_fields_are_reached_by_points(void **state)
{
    struct arena *arena = arena_new(1024);
    struct cosmos_bank_v1beta1_query_all_balances_request request = {0};
    const struct message_type *type = &cosmos_bank_v1beta1_query_all_balances_request_type;
    static const char *const pairs[][2] = {{"address", "secret1x"},
                                           {"pagination.limit", "5"},
                                           {"pagination.key", "AQI="},
                                           {"pagination.countTotal", "true"},
                                           {"resolve_denom", "1"}};
    for (size_t i = 0; i < ARRAY_COUNT(pairs); i++) {
        ASSERT_OK(rest_field_set(arena, type, &request, bytes_text(pairs[i][0]),
                                 bytes_text(pairs[i][1]), &known));
        assert_true(known);
    }
    ASSERT_TEXT(request.address, "secret1x");
    assert_int_equal(request.pagination->limit, 5);
    ASSERT_HEX(request.pagination->key, "0102");
    assert_true(request.pagination->count_total);
    assert_true(request.resolve_denom);
    arena_drop(arena);
}

static void repeated_fields_grow(void **state)
{
    struct arena *arena = arena_new(1024);
    struct cosmos_tx_v1beta1_get_txs_event_request request = {0};
    const struct message_type *type = &cosmos_tx_v1beta1_get_txs_event_request_type;
    ASSERT_OK(rest_field_set(arena, type, &request, BYTES("events"), BYTES("a=1"), &known));
    ASSERT_OK(rest_field_set(arena, type, &request, BYTES("events"), BYTES("b=2"), &known));
    ASSERT_OK(
        rest_field_set(arena, type, &request, BYTES("order_by"), BYTES("ORDER_BY_DESC"), &known));
    assert_int_equal(request.events.count, 2);
    ASSERT_TEXT(request.events.items[1], "b=2");
    assert_int_equal(request.order_by, 2);
    arena_drop(arena);
}

static void unknown_fields_change_nothing(void **state)
{
    struct arena *arena = arena_new(1024);
    struct cosmos_bank_v1beta1_query_all_balances_request request = {0};
    const struct message_type *type = &cosmos_bank_v1beta1_query_all_balances_request_type;
    static const char *const names[] = {"", "nope", "address.x", "pagination.nope",
                                        "a.b.c.d.e.f.g"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        ASSERT_OK(rest_field_set(arena, type, &request, bytes_text(names[i]), BYTES("1"), &known));
        assert_false(known);
    }
    arena_drop(arena);
}

static void texts_that_do_not_fit_are_refused(void **state)
{
    struct arena *arena = arena_new(1024);
    struct cosmos_tx_v1beta1_get_txs_event_request request = {0};
    const struct message_type *type = &cosmos_tx_v1beta1_get_txs_event_request_type;
    static const char *const pairs[][2] = {{"page", "-1"},
                                           {"page", "x"},
                                           {"page", "18446744073709551616"},
                                           {"order_by", "SIDEWAYS"},
                                           {"pagination.reverse", "maybe"},
                                           {"pagination.key", "%%%"},
                                           {"pagination", "{}"}};
    for (size_t i = 0; i < ARRAY_COUNT(pairs); i++)
        assert_non_null(rest_field_set(arena, type, &request, bytes_text(pairs[i][0]),
                                       bytes_text(pairs[i][1]), &known));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nested_fields_are_reached_by_points),
        cmocka_unit_test(repeated_fields_grow),
        cmocka_unit_test(unknown_fields_change_nothing),
        cmocka_unit_test(texts_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
