#include "node/chain/compact_text.h"
#include "schema/chain/cosmos_gov_v1.h"
#include "schema/chain/cosmos_staking_v1beta1.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/test.h"

static void fields_stand_on_one_line(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_base_v1beta1_coin coins[] = {{BYTES("uatom"), BYTES("1")},
                                               {BYTES("uscrt"), BYTES("2")}};
    const struct cosmos_bank_v1beta1_msg_send send = {BYTES("a"), BYTES("b"), {coins, 2}};
    ASSERT_TEXT(compact_text(arena, &cosmos_bank_v1beta1_msg_send_type, &send),
                "from_address:\"a\" to_address:\"b\" amount:<denom:\"uatom\" amount:\"1\" > "
                "amount:<denom:\"uscrt\" amount:\"2\" > ");
    arena_drop(arena);
}

static void enums_print_their_names_and_zeros_are_left_out(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct cosmos_gov_v1_msg_vote vote = {.proposal_id = 7, .option = 4};
    ASSERT_TEXT(compact_text(arena, &cosmos_gov_v1_msg_vote_type, &vote),
                "proposal_id:7 option:VOTE_OPTION_NO_WITH_VETO ");
    const struct cosmos_gov_v1_msg_vote odd = {.option = 9};
    ASSERT_TEXT(compact_text(arena, &cosmos_gov_v1_msg_vote_type, &odd), "option:9 ");
    arena_drop(arena);
}

static void embedded_messages_are_always_there(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct cosmos_staking_v1beta1_msg_delegate delegate = {0};
    ASSERT_TEXT(compact_text(arena, &cosmos_staking_v1beta1_msg_delegate_type, &delegate),
                "amount:<amount:\"0\" > ");
    arena_drop(arena);
}

static void bytes_outside_of_ascii_are_octal(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct cosmos_gov_v1_msg_vote vote = {.metadata = BYTES("a\"\\\n\x01\xc3")};
    ASSERT_TEXT(compact_text(arena, &cosmos_gov_v1_msg_vote_type, &vote),
                "metadata:\"a\\\"\\\\\\n\\001\\303\" ");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_stand_on_one_line),
        cmocka_unit_test(enums_print_their_names_and_zeros_are_left_out),
        cmocka_unit_test(embedded_messages_are_always_there),
        cmocka_unit_test(bytes_outside_of_ascii_are_octal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
