#include "common/tx/tx.h"

#include "schema/core/cosmos_bank_v1beta1.h"
#include "schema/core/secret_compute_v1beta1.h"
#include "tests/support/test.h"

#define A "secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03"
#define B "secret1fc3fzy78ttp0lwuujw7e52rhspxn8uj52zfyne"

static void the_signer_of_a_text_field_is_decoded(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes_list signers;
    struct cosmos_bank_v1beta1_msg_send send = {.from_address = BYTES(A), .to_address = BYTES(B)};
    ASSERT_OK(tx_message_signers(arena, &cosmos_bank_v1beta1_msg_send_type, &send, &signers));
    assert_int_equal(signers.count, 1);
    ASSERT_HEX(signers.items[0], "e855a00fe13ef005051a1d7ceac7ef21c5606cfd");
    send.from_address = BYTES("");
    status refused = tx_message_signers(arena, &cosmos_bank_v1beta1_msg_send_type, &send, &signers);
    ASSERT_TEXT(refused->text, "empty address string is not allowed");
    arena_drop(arena);
}

static void every_input_of_a_multi_send_signs(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes_list signers;
    struct cosmos_bank_v1beta1_input inputs[] = {{.address = BYTES(A)}, {.address = BYTES(B)}};
    struct cosmos_bank_v1beta1_msg_multi_send send = {.inputs = {inputs, 2}};
    ASSERT_OK(tx_message_signers(arena, &cosmos_bank_v1beta1_msg_multi_send_type, &send, &signers));
    assert_int_equal(signers.count, 2);
    ASSERT_HEX(signers.items[1], "4e229113c75ac2ffbb9c93bd9a2877804d33f254");
    arena_drop(arena);
}

static void a_field_of_bytes_is_the_address_itself(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes_list signers;
    struct secret_compute_v1beta1_msg_execute_contract execute = {.sender = BYTES("raw")};
    ASSERT_OK(tx_message_signers(arena, &secret_compute_v1beta1_msg_execute_contract_type, &execute,
                                 &signers));
    assert_int_equal(signers.count, 1);
    ASSERT_TEXT(signers.items[0], "raw");
    arena_drop(arena);
}

static void only_messages_with_signers_may_stand_in_a_transaction(void **state)
{
    assert_true(tx_is_message(&cosmos_bank_v1beta1_msg_send_type));
    assert_false(tx_is_message(&cosmos_bank_v1beta1_input_type));
    assert_false(tx_is_message(&cosmos_bank_v1beta1_msg_send_response_type));
    assert_false(tx_is_message(&cosmos_bank_v1beta1_params_type));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_signer_of_a_text_field_is_decoded),
        cmocka_unit_test(every_input_of_a_multi_send_signs),
        cmocka_unit_test(a_field_of_bytes_is_the_address_itself),
        cmocka_unit_test(only_messages_with_signers_may_stand_in_a_transaction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
