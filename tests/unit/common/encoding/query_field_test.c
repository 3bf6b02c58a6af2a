#include "common/encoding/query_field.h"

#include "schema/chain/cosmos_gov_v1.h"
#include "schema/chain/ibc_applications_fee_v1.h"
#include "schema/chain/ibc_core_channel_v1.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "schema/core/cosmos_tx_v1beta1.h"
#include "schema/core/secret_compute_v1beta1.h"
#include "tests/support/test.h"

static status set(struct arena *arena, const struct message_type *type, void *message,
                  const char *path, const char *value)
{
    struct bytes text = bytes_text(value);
    struct bytes_list values = {&text, 1};
    return query_field_set(arena, type, message, bytes_text(path), &values);
}

static void dotted_paths_make_the_messages_on_the_way(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct message_type *type = &cosmos_bank_v1beta1_query_all_balances_request_type;
    struct cosmos_bank_v1beta1_query_all_balances_request request = {0};
    ASSERT_OK(set(arena, type, &request, "address", "secret1x"));
    ASSERT_OK(set(arena, type, &request, "pagination.limit", "5"));
    ASSERT_OK(set(arena, type, &request, "pagination.key", "-_8="));
    ASSERT_OK(set(arena, type, &request, "pagination.countTotal", "true"));
    ASSERT_OK(set(arena, type, &request, "resolveDenom", "T"));
    ASSERT_TEXT(request.address, "secret1x");
    assert_int_equal(request.pagination->limit, 5);
    ASSERT_HEX(request.pagination->key, "fbff");
    assert_true(request.pagination->count_total && request.resolve_denom);
    arena_drop(arena);
}

static void what_names_no_field_is_ignored(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct message_type *type = &cosmos_bank_v1beta1_query_all_balances_request_type;
    struct cosmos_bank_v1beta1_query_all_balances_request request = {0};
    ASSERT_OK(set(arena, type, &request, "nothing", "5"));
    ASSERT_OK(set(arena, type, &request, "pagination.nothing.deeper", "5"));
    ASSERT_OK(set(arena, type, &request, "", "5"));
    arena_drop(arena);
}

static void repeated_fields_take_all_values_and_others_the_first(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes texts[] = {BYTES("a"), BYTES("b")};
    struct bytes_list values = {texts, 2};
    struct cosmos_tx_v1beta1_get_txs_event_request request = {0};
    const struct message_type *type = &cosmos_tx_v1beta1_get_txs_event_request_type;
    ASSERT_OK(query_field_set(arena, type, &request, BYTES("events"), &values));
    ASSERT_OK(query_field_set(arena, type, &request, BYTES("query"), &values));
    assert_int_equal(request.events.count, 2);
    ASSERT_TEXT(request.events.items[1], "b");
    ASSERT_TEXT(request.query, "a");
    ASSERT_OK(set(arena, type, &request, "order_by", "ORDER_BY_DESC"));
    assert_int_equal(request.order_by, COSMOS_TX_V1BETA1_ORDER_BY_DESC);
    ASSERT_OK(set(arena, type, &request, "orderBy", "1"));
    assert_int_equal(request.order_by, COSMOS_TX_V1BETA1_ORDER_BY_ASC);
    arena_drop(arena);
}

static void variables_of_lists_are_split_at_commas(void **state)
{
    struct arena *arena = arena_new(4096);
    struct ibc_core_channel_v1_query_unreceived_packets_request request = {0};
    const struct message_type *type = &ibc_core_channel_v1_query_unreceived_packets_request_type;
    ASSERT_OK(query_field_set_variable(arena, type, &request, BYTES("packet_commitment_sequences"),
                                       BYTES("1,0x10,18446744073709551615")));
    assert_int_equal(request.packet_commitment_sequences.count, 3);
    assert_int_equal(request.packet_commitment_sequences.items[1], 16);
    assert_true(request.packet_commitment_sequences.items[2] == UINT64_MAX);
    struct ibc_applications_fee_v1_query_total_ack_fees_request fees;
    const struct message_type *fees_type =
        &ibc_applications_fee_v1_query_total_ack_fees_request_type;
    message_init(fees_type, &fees);
    ASSERT_OK(
        query_field_set_variable(arena, fees_type, &fees, BYTES("packet_id.sequence"), BYTES("7")));
    assert_int_equal(fees.packet_id.sequence, 7);
    arena_drop(arena);
}

static void refusals_have_the_texts_of_the_gateway(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct message_type *type = &cosmos_bank_v1beta1_query_all_balances_request_type;
    static const struct {
        const char *path, *value, *text;
    } cases[] = {
        {"pagination.limit", "x", "strconv.ParseUint: parsing \"x\": invalid syntax"},
        {"pagination.limit", "-1", "strconv.ParseUint: parsing \"-1\": invalid syntax"},
        {"pagination.limit", "", "strconv.ParseUint: parsing \"\": invalid syntax"},
        {"pagination.limit", "18446744073709551616",
         "strconv.ParseUint: parsing \"18446744073709551616\": value out of range"},
        {"resolve_denom", "yes", "strconv.ParseBool: parsing \"yes\": invalid syntax"},
        {"pagination.key", "?", "illegal base64 data"},
        {"address.limit", "5", "unexpected nested field limit in address.limit"},
        {"pagination", "5",
         "field type cosmos.base.query.v1beta1.PageRequest is not supported in query parameters"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct cosmos_bank_v1beta1_query_all_balances_request request = {0};
        status failure = set(arena, type, &request, cases[i].path, cases[i].value);
        assert_non_null(failure);
        ASSERT_TEXT(failure->text, cases[i].text);
    }
    struct secret_compute_v1beta1_query_by_code_id_request code = {0};
    status failure =
        query_field_set_variable(arena, &secret_compute_v1beta1_query_by_code_id_request_type,
                                 &code, BYTES("code_id"), BYTES("abc"));
    ASSERT_TEXT(failure->text,
                "type mismatch, parameter: code_id, error: strconv.ParseUint: parsing "
                "\"abc\": invalid syntax");
    struct cosmos_gov_v1_query_proposals_request proposals = {0};
    failure =
        set(arena, &cosmos_gov_v1_query_proposals_request_type, &proposals, "proposal_status", "9");
    ASSERT_TEXT(failure->text, "9 is not a valid cosmos.gov.v1.ProposalStatus");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dotted_paths_make_the_messages_on_the_way),
        cmocka_unit_test(what_names_no_field_is_ignored),
        cmocka_unit_test(repeated_fields_take_all_values_and_others_the_first),
        cmocka_unit_test(variables_of_lists_are_split_at_commas),
        cmocka_unit_test(refusals_have_the_texts_of_the_gateway),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
