#include "common/encoding/message.h"

#include "schema/chain/cosmos_staking_v1beta1.h"
#include "schema/chain/registry.h"
#include "schema/core/registry.h"
#include "schema/core/secret_compute_v1beta1.h"
#include "tests/support/test.h"

static void types_are_found_by_name_and_type_url(void **state)
{
    const struct message_type *type = &secret_compute_v1beta1_msg_store_code_type;
    struct bytes name = BYTES("secret.compute.v1beta1.MsgStoreCode");
    assert_ptr_equal(registry_find(&schema_chain_registry, name), type);
    assert_ptr_equal(registry_find(&schema_core_registry, name), type);
    assert_ptr_equal(
        registry_resolve(&schema_core_registry, BYTES("/secret.compute.v1beta1.MsgStoreCode")),
        type);
    assert_ptr_equal(
        registry_resolve(&schema_core_registry, BYTES("a.b/c/secret.compute.v1beta1.MsgStoreCode")),
        type);
    assert_null(registry_resolve(&schema_core_registry, BYTES("/cosmos.gov.v1.MsgVote")));
    assert_null(registry_resolve(&schema_chain_registry, BYTES("/")));
    assert_null(registry_find(&schema_chain_registry, BYTES("")));
}

static void methods_are_found_by_path(void **state)
{
    const struct method_type *method =
        method_find(&schema_chain_services, BYTES("/cosmos.bank.v1beta1.Query/Balance"));
    assert_non_null(method);
    assert_string_equal(method->http[0].verb, "GET");
    assert_string_equal(method->http[0].template,
                        "/cosmos/bank/v1beta1/balances/{address}/by_denom");
    assert_string_equal(method->request->full_name, "cosmos.bank.v1beta1.QueryBalanceRequest");
    assert_null(method_find(&schema_chain_services, BYTES("/cosmos.bank.v1beta1.Query/Nothing")));
    assert_null(method_find(&schema_chain_services, BYTES("/cosmos.bank.v1beta1.Query")));
    assert_null(method_find(&schema_chain_services, BYTES("")));
    assert_true(service_find(&schema_chain_services, BYTES("cosmos.bank.v1beta1.Msg"))->is_msg);
}

static void enums_are_known_by_name_and_number(void **state)
{
    const struct enum_type *type = &cosmos_staking_v1beta1_bond_status_type;
    int32_t number;
    assert_string_equal(enum_name(type, COSMOS_STAKING_V1BETA1_BOND_STATUS_BONDED),
                        "BOND_STATUS_BONDED");
    assert_null(enum_name(type, 9));
    assert_true(enum_number(type, BYTES("BOND_STATUS_UNBONDING"), &number));
    assert_int_equal(number, 2);
    assert_false(enum_number(type, BYTES("BONDED"), &number));
}

static void fields_are_known_by_number_and_either_name(void **state)
{
    const struct message_type *type = &secret_compute_v1beta1_msg_store_code_type;
    const struct field_type *field = message_field(type, 2);
    assert_string_equal(field->name, "wasm_byte_code");
    assert_ptr_equal(message_field_named(type, BYTES("wasmByteCode")), field);
    assert_ptr_equal(message_field_named(type, BYTES("wasm_byte_code")), field);
    assert_null(message_field(type, 9));
    assert_null(message_field_named(type, BYTES("Wasm")));
    assert_int_equal(message_field(type, 1)->meaning, MEANING_ADDRESS_BYTES);
    assert_true(message_field(type, 1)->flags & FIELD_SIGNER);
}

static void an_empty_message_has_gos_zero_times(void **state)
{
    struct cosmos_staking_v1beta1_validator validator;
    memset(&validator, 0xAA, sizeof validator);
    message_init(&cosmos_staking_v1beta1_validator_type, &validator);
    assert_true(validator.unbonding_time.seconds == -62135596800);
    assert_true(validator.commission.update_time.seconds == -62135596800);
    assert_int_equal(validator.tokens.len, 0);
}

/* gRPC reflection: every file names files that are there, every symbol has a file. */
static void reflection_is_complete(void **state)
{
    const struct schema_files *all = &schema_chain_files;
    for (size_t i = 0; i < all->file_count; i++) {
        assert_true(all->files[i]->descriptor.len > 0);
        for (const struct schema_file *const *need = all->files[i]->dependencies; *need != NULL;
             need++) {
            size_t k = 0;
            while (k < all->file_count && all->files[k] != *need)
                k++;
            assert_true(k < all->file_count);
        }
    }
    for (size_t i = 0; i < all->symbol_count; i++) {
        assert_non_null(all->symbols[i].file);
        assert_true(i == 0 || strcmp(all->symbols[i - 1].full_name, all->symbols[i].full_name) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_found_by_name_and_type_url),
        cmocka_unit_test(methods_are_found_by_path),
        cmocka_unit_test(enums_are_known_by_name_and_number),
        cmocka_unit_test(fields_are_known_by_number_and_either_name),
        cmocka_unit_test(an_empty_message_has_gos_zero_times),
        cmocka_unit_test(reflection_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
