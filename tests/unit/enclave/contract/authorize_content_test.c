#include "common/encoding/base64.h"
#include "common/tx/address.h"
#include "enclave/contract/authorize_internal.h"
#include "tests/support/sealed_chain.h"
#include "tests/support/test.h"

static struct arena *arena;
static const uint8_t SENDER[20] = {1}, CONTRACT[20] = {2}, OTHER[20] = {3};

static struct bytes text_of(const uint8_t address[20])
{
    return address_text(arena, ADDRESS_ACCOUNT, bytes_make(address, 20));
}

static struct secretd_boundary_call call_of(int32_t kind)
{
    return (struct secretd_boundary_call){
        .kind = kind,
        .sender = BYTES_OF(SENDER),
        .contract = BYTES_OF(CONTRACT),
        .message = BYTES("sealed"),
        .admin = text_of(SENDER),
        .code_id = 3,
    };
}

static struct secretd_boundary_update_admin update_of(struct bytes new_admin)
{
    return (struct secretd_boundary_update_admin){
        .sender = BYTES_OF(SENDER),
        .contract = BYTES_OF(CONTRACT),
        .admin = text_of(SENDER),
        .new_admin = new_admin,
    };
}

static bool says(const struct authorize_claim *claim, const struct google_protobuf_any *message,
                 struct bytes json)
{
    struct json_value value;
    ASSERT_OK(json_parse(arena, json, JSON_UTF8, &value));
    return authorize_says(arena, claim, message, &value);
}

static void a_migration_names_everybody_in_bech32(void **state)
{
    struct secretd_boundary_call call = call_of(SECRETD_BOUNDARY_CALL_KIND_MIGRATE);
    const struct google_protobuf_any message = test_migrate_message(arena, &call);
    struct authorize_claim claim = {.sender = call.sender, .call = &call};
    assert_true(authorize_fits(arena, &claim, &message));
    struct cosmos_base_v1beta1_coin coin = {.denom = BYTES("d"), .amount = BYTES("1")};
    for (int fault = 0; fault < 6; fault++) {
        struct secretd_boundary_call other = call;
        if (fault == 0)
            other.sender = BYTES_OF(OTHER);
        else if (fault == 1)
            other.contract = BYTES_OF(OTHER);
        else if (fault == 2)
            other.message = BYTES("others");
        else if (fault == 3)
            other.admin = text_of(OTHER);
        else if (fault == 4)
            other.funds = (struct cosmos_base_v1beta1_coin_list){&coin, 1};
        else
            other.kind = SECRETD_BOUNDARY_CALL_KIND_EXECUTE;
        claim.call = &other;
        assert_false(authorize_fits(arena, &claim, &message));
    }
}

static void the_amino_text_of_a_migration(void **state)
{
    struct secretd_boundary_call call = call_of(SECRETD_BOUNDARY_CALL_KIND_MIGRATE);
    const struct google_protobuf_any message = test_migrate_message(arena, &call);
    const struct authorize_claim claim = {.sender = call.sender, .call = &call};
    static const char *const faults[][4] = {
        {"wasm/MsgMigrateContract", "3", "c2VhbGVk", "yes"},
        {"wasm/MsgExecuteContract", "3", "c2VhbGVk", NULL},
        {"wasm/MsgMigrateContract", "4", "c2VhbGVk", NULL},
        {"wasm/MsgMigrateContract", "3", "b3RoZXI=", NULL},
        {"wasm/MsgMigrateContract", "3", "*", NULL},
    };
    for (size_t i = 0; i < ARRAY_COUNT(faults); i++) {
        struct bytes json = arena_format(
            arena,
            "{\"type\":\"%s\",\"value\":{\"sender\":\"%.*s\",\"contract\":\"%.*s\",\"code_id\":"
            "\"%s\",\"msg\":\"%s\"}}",
            faults[i][0], BYTES_ARG(text_of(SENDER)), BYTES_ARG(text_of(CONTRACT)), faults[i][1],
            faults[i][2]);
        assert_int_equal(says(&claim, &message, json), faults[i][3] != NULL);
    }
    assert_false(says(&claim, &message, BYTES("{\"type\":\"wasm/MsgMigrateContract\"}")));
    assert_false(says(&claim, &message, BYTES("7")));
}

static void a_new_admin_is_the_one_that_was_signed(void **state)
{
    struct secretd_boundary_update_admin update = update_of(text_of(OTHER));
    const struct google_protobuf_any message = test_admin_message(arena, &update);
    struct authorize_claim claim = {.sender = update.sender, .update = &update};
    assert_true(authorize_fits(arena, &claim, &message));
    struct bytes json = arena_format(
        arena,
        "{\"type\":\"wasm/MsgUpdateAdmin\",\"value\":{\"sender\":\"%.*s\",\"new_admin\":\"%.*s\","
        "\"contract\":\"%.*s\"}}",
        BYTES_ARG(text_of(SENDER)), BYTES_ARG(text_of(OTHER)), BYTES_ARG(text_of(CONTRACT)));
    assert_true(says(&claim, &message, json));
    assert_false(says(&claim, &message,
                      BYTES("{\"type\":\"wasm/MsgUpdateAdmin\",\"value\":{\"sender\":1}}")));
    for (int fault = 0; fault < 4; fault++) {
        struct secretd_boundary_update_admin other = update;
        if (fault == 0)
            other.sender = BYTES_OF(OTHER);
        else if (fault == 1)
            other.contract = BYTES_OF(OTHER);
        else if (fault == 2)
            other.admin = text_of(OTHER);
        else
            other.new_admin = BYTES("");
        claim.update = &other;
        assert_false(authorize_fits(arena, &claim, &message));
    }
}

static void a_cleared_admin_is_nobody(void **state)
{
    struct secretd_boundary_update_admin update = update_of(BYTES("")), other = update;
    const struct google_protobuf_any message = test_admin_message(arena, &update);
    struct authorize_claim claim = {.sender = update.sender, .update = &update};
    assert_true(authorize_fits(arena, &claim, &message));
    struct bytes json = arena_format(
        arena,
        "{\"type\":\"wasm/MsgClearAdmin\",\"value\":{\"sender\":\"%.*s\",\"contract\":\"%.*s\"}}",
        BYTES_ARG(text_of(SENDER)), BYTES_ARG(text_of(CONTRACT)));
    assert_true(says(&claim, &message, json));
    other.new_admin = text_of(OTHER);
    claim.update = &other;
    assert_false(authorize_fits(arena, &claim, &message));
    claim.update = &update;
    struct google_protobuf_any broken = message;
    broken.value = BYTES("\xff");
    assert_false(authorize_fits(arena, &claim, &broken));
    broken = message;
    broken.type_url = BYTES("");
    assert_false(authorize_fits(arena, &claim, &broken));
}

static void the_amino_text_of_an_instantiation_has_label_and_code(void **state)
{
    struct secretd_boundary_call call = call_of(SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE);
    const struct google_protobuf_any message = test_instantiate_message(arena, &call);
    const struct authorize_claim claim = {.sender = call.sender, .call = &call};
    assert_true(authorize_fits(arena, &claim, &message));
    static const char *const shapes[][3] = {{"3", "label", "yes"}, {"4", "label"}, {"3", "lobel"}};
    struct bytes sender = base64_encode(arena, call.sender), admin = text_of(SENDER);
    for (size_t i = 0; i < ARRAY_COUNT(shapes); i++) {
        struct bytes json = arena_format(
            arena,
            "{\"type\":\"wasm/MsgInstantiateContract\",\"value\":{\"sender\":\"%.*s\",\"code_id\":"
            "\"%s\",\"label\":\"%s\",\"init_msg\":\"c2VhbGVk\",\"init_funds\":[],\"admin\":"
            "\"%.*s\"}}",
            BYTES_ARG(sender), shapes[i][0], shapes[i][1], BYTES_ARG(admin));
        assert_int_equal(says(&claim, &message, json), shapes[i][2] != NULL);
    }
}

static int setup(void **state)
{
    arena = arena_new(1 << 16);
    return 0;
}

static int teardown(void **state)
{
    arena_drop(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_migration_names_everybody_in_bech32),
        cmocka_unit_test(the_amino_text_of_a_migration),
        cmocka_unit_test(a_new_admin_is_the_one_that_was_signed),
        cmocka_unit_test(a_cleared_admin_is_nobody),
        cmocka_unit_test(the_amino_text_of_an_instantiation_has_label_and_code),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
