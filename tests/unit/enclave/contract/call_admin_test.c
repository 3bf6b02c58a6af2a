#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/tx/address.h"
#include "tests/support/desk_world.h"

/* Migrations and changes of the admin: who may, and what proves it afterwards. */

static const char PARROT[] = "tests/vectors/enclave/parrot.wasm";
static const char EMPTY[] =
    "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"data\":null}}";

/* A parrot whose admin is the user. */
struct owned {
    struct world world;
    struct bytes admin; /* bech32 */
    struct bytes admin_proof;
};

static void start(struct owned *owned, const char *wasm, const struct exceptions *exceptions)
{
    struct world *world = &owned->world;
    world_start_with(world, wasm, exceptions);
    owned->admin = address_text(world->arena, ADDRESS_ACCOUNT, BYTES_OF(world->user->address));
    struct secretd_boundary_call call =
        world_call(world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, "{\"first\":1}");
    call.admin = owned->admin;
    assert_null(world_run(world, &call).data);
    world->key.og = arena_copy(world->arena, world->reply.answer->contract_key);
    owned->admin_proof = arena_copy(world->arena, world->reply.answer->admin_proof);
}

/* The code that the contract has from now on. */
static void change_code(struct world *world, const char *wasm)
{
    world->wasm = test_file(world->arena, wasm);
    crypto_sha256(world->wasm, world->code_hash);
}

static struct secretd_boundary_call migrate_call(struct owned *owned, const char *text)
{
    struct secretd_boundary_call call =
        world_call(&owned->world, SECRETD_BOUNDARY_CALL_KIND_MIGRATE, text);
    call.admin = owned->admin;
    call.admin_proof = owned->admin_proof;
    return call;
}

/* What the node keeps of a migration. */
static void keep_key(struct world *world)
{
    world->key.current = arena_copy(world->arena, world->reply.answer->contract_key);
    world->key.proof = arena_copy(world->arena, world->reply.answer->contract_key_proof);
}

static void a_migration_keeps_the_state_and_changes_the_key(void **state)
{
    struct owned owned;
    struct world *world = &owned.world;
    start(&owned, PARROT, NULL);
    const struct secretd_boundary_contract_key before = world->key;
    change_code(world, "tests/vectors/enclave/keeper.wasm");
    struct secretd_boundary_call call = migrate_call(&owned, EMPTY);
    /* The keeper cannot be migrated to. */
    ASSERT_TEXT(world_run(world, &call),
                "calling a function in the contract failed for an unexpected reason");
    change_code(world, PARROT);
    call = migrate_call(&owned, EMPTY);
    assert_null(world_run(world, &call).data);
    assert_int_equal(world->reply.answer->contract_key.len, 64);
    assert_int_equal(world->reply.answer->contract_key_proof.len, 32);
    assert_int_equal(world->reply.answer->admin_proof.len, 0);
    ASSERT_TEXT(world_stored(world, "note"), EMPTY);
    keep_key(world);
    assert_null(world_execute(world, EMPTY).data);
    /* The new key without its proof, or the proof of another, is nothing. */
    const struct secretd_boundary_contract_key after = world->key;
    world->key.proof = owned.admin_proof;
    ASSERT_TEXT(world_execute(world, EMPTY), "failed to validate transaction");
    world->key = after;
    world->key.current = before.og;
    ASSERT_TEXT(world_execute(world, EMPTY), "failed to authenticate secret contract");
    world_stop(world);
}

static void another_code_takes_over_what_the_first_one_stored(void **state)
{
    struct owned owned;
    struct world *world = &owned.world;
    start(&owned, "tests/vectors/enclave/keeper.wasm", NULL);
    ASSERT_TEXT(world_stored(world, "note"), "{\"first\":1}");
    const struct secretd_boundary_contract_key before = world->key;
    change_code(world, "tests/vectors/enclave/parrot_v010.wasm");
    struct secretd_boundary_call call =
        migrate_call(&owned, "{\"Ok\":{\"messages\":[],\"log\":[],\"data\":\"AA==\"}}");
    assert_null(world_run(world, &call).data);
    assert_int_equal(world->reply.answer->generation, SECRETD_CONTRACT_GENERATION_V010);
    ASSERT_TEXT(test_decrypt(world->user, world->reply.answer->data), "AA==");
    keep_key(world);
    ASSERT_TEXT(world_stored(world, "note"), "{\"first\":1}");
    assert_null(world_execute(world, "{\"Ok\":{\"messages\":[],\"log\":[]}}").data);
    /* The first key belongs to the first code only. */
    world->key = before;
    ASSERT_TEXT(world_execute(world, EMPTY), "failed to authenticate secret contract");
    world_stop(world);
}

static void a_migration_that_fails_says_why_under_seal(void **state)
{
    struct owned owned;
    struct world *world = &owned.world;
    start(&owned, PARROT, NULL);
    struct secretd_boundary_call call = migrate_call(&owned, "{\"Err\":\"no\"}");
    assert_null(world_run(world, &call).data);
    assert_true(world->reply.answer->failed);
    ASSERT_TEXT(test_decrypt_text(world->user, bytes_from(world->reply.answer->error, 11)), "no");
    call = migrate_call(&owned, "!");
    ASSERT_TEXT(world_run(world, &call), "the contract panicked");
    assert_int_equal(world->reply.accesses.count, 0);
    call = migrate_call(&owned, EMPTY);
    call.message = BYTES("not sealed");
    ASSERT_TEXT(world_run(world, &call), "failed to decrypt data");
    world_stop(world);
}

static void only_the_admin_migrates(void **state)
{
    static const uint8_t other[20] = {9};
    struct owned owned;
    struct world *world = &owned.world;
    start(&owned, PARROT, NULL);
    struct bytes nobody = address_text(world->arena, ADDRESS_ACCOUNT, BYTES_OF(other));
    for (int fault = 0; fault < 7; fault++) {
        struct secretd_boundary_call call = migrate_call(&owned, EMPTY), run = call;
        if (fault == 0)
            run.admin_proof = BYTES("");
        else if (fault == 1)
            run.admin_proof = world->key.og;
        else if (fault == 2)
            run.sender = BYTES_OF(other);
        else if (fault == 3)
            run.key.og = (struct bytes){0};
        else if (fault == 4)
            run.admin = nobody;
        else if (fault == 5)
            run.contract = BYTES_OF(other);
        else
            run.message = world_encrypt(world, "{}");
        world_open(world, &call);
        ASSERT_TEXT(world_do(world, &run), fault < 3    ? "failed to validate transaction"
                                           : fault == 3 ? "failed to authenticate secret contract"
                                                        : "failed to verify transaction signature");
        assert_int_equal(world->reply.accesses.count, 0);
        world_close(world);
    }
    world_stop(world);
}

static struct secretd_boundary_update_admin admin_request(struct owned *owned,
                                                          struct bytes new_admin)
{
    return (struct secretd_boundary_update_admin){
        .contract = owned->world.contract,
        .sender = BYTES_OF(owned->world.user->address),
        .code_hash = BYTES_OF(owned->world.code_hash),
        .key = owned->world.key,
        .admin = owned->admin,
        .admin_proof = owned->admin_proof,
        .new_admin = new_admin,
        .account_number = 7,
    };
}

static struct bytes update(struct owned *owned,
                           const struct secretd_boundary_update_admin *signed_request,
                           const struct secretd_boundary_update_admin *request)
{
    struct world *world = &owned->world;
    struct google_protobuf_any message = test_admin_message(world->arena, signed_request);
    world_open_with(world, &message);
    call_update_admin(world->desk, request, &world->reply);
    world_close(world);
    return world_failure(world);
}

static void the_admin_makes_another_one(void **state)
{
    static const uint8_t next[20] = {7};
    struct owned owned;
    struct world *world = &owned.world;
    start(&owned, PARROT, NULL);
    struct secretd_boundary_update_admin request =
        admin_request(&owned, address_text(world->arena, ADDRESS_ACCOUNT, BYTES_OF(next)));
    assert_null(update(&owned, &request, &request).data);
    uint8_t proof[32];
    keys_admin_make(world->keys, BYTES_OF(next), world->key.og.data, proof);
    ASSERT_BYTES(world->reply.answer->admin_proof, BYTES_OF(proof));
    assert_int_equal(world->reply.accesses.count, 0);
    /* The former one has lost his rights. */
    owned.admin_proof = BYTES_OF(proof);
    struct secretd_boundary_call call = migrate_call(&owned, EMPTY);
    ASSERT_TEXT(world_run(world, &call), "failed to validate transaction");
    world_stop(world);
}

static void the_admin_can_be_cleared(void **state)
{
    struct owned owned;
    struct world *world = &owned.world;
    start(&owned, PARROT, NULL);
    struct secretd_boundary_update_admin request = admin_request(&owned, BYTES(""));
    assert_null(update(&owned, &request, &request).data);
    uint8_t proof[32];
    keys_admin_make(world->keys, BYTES(""), world->key.og.data, proof);
    ASSERT_BYTES(world->reply.answer->admin_proof, BYTES_OF(proof));
    world_stop(world);
}

static void only_the_admin_changes_the_admin(void **state)
{
    static const uint8_t other[20] = {9};
    struct owned owned;
    struct world *world = &owned.world;
    start(&owned, PARROT, NULL);
    struct bytes someone = address_text(world->arena, ADDRESS_ACCOUNT, BYTES_OF(other));
    const struct secretd_boundary_update_admin good = admin_request(&owned, someone);
    for (int fault = 0; fault < 9; fault++) {
        struct secretd_boundary_update_admin run = good;
        if (fault == 0)
            run.admin_proof = BYTES_OF(other);
        else if (fault == 1)
            run.sender = BYTES_OF(other);
        else if (fault == 2)
            run.new_admin = BYTES("");
        else if (fault == 3)
            run.new_admin = owned.admin;
        else if (fault == 4)
            run.admin = someone;
        else if (fault == 5)
            run.contract = BYTES_OF(other);
        else if (fault == 6)
            run.new_admin = BYTES("secret1nobody");
        else if (fault == 7)
            run.contract.len = 3;
        else
            run.key.og.len = 63;
        ASSERT_TEXT(update(&owned, &good, &run),
                    fault < 2                  ? "failed to validate transaction"
                    : fault == 6 || fault == 7 ? "failed to deserialize data"
                    : fault == 8               ? "failed to authenticate secret contract"
                                               : "failed to verify transaction signature");
    }
    call_update_admin(world->desk, &good, &world->reply);
    ASSERT_TEXT(world_failure(world), "failed to validate transaction");
    world_stop(world);
}

/* ---- by a contract ---- */

/* Makes the contract its own admin. */
static void own_itself(struct owned *owned)
{
    struct world *world = &owned->world;
    uint8_t *proof = arena_alloc(world->arena, 32);
    keys_admin_make(world->keys, world->contract, world->key.og.data, proof);
    owned->admin = world_address(world);
    owned->admin_proof = bytes_make(proof, 32);
}

static void a_contract_migrates_another_by_callback(void **state)
{
    struct owned owned;
    struct world *world = &owned.world;
    start(&owned, PARROT, NULL);
    own_itself(&owned);
    struct bytes code = hex_lower(world->arena, BYTES_OF(world->code_hash));
    struct bytes text = base64_encode(world->arena, bytes_text(EMPTY));
    struct bytes answer = arena_format(
        world->arena,
        "{\"Ok\":{\"messages\":[{\"id\":1,\"msg\":{\"wasm\":{\"migrate\":{\"contract_addr\":\"%.*"
        "s\","
        "\"code_hash\":\"%.*s\",\"code_id\":3,\"msg\":\"%.*s\"}}},\"reply_on\":\"never\"},{\"id\":"
        "2,\"msg\":{\"wasm\":{\"clear_admin\":{\"contract_addr\":\"%.*s\"}}},\"reply_on\":"
        "\"never\"}],"
        "\"attributes\":[],\"events\":[]}}",
        BYTES_ARG(owned.admin), BYTES_ARG(code), BYTES_ARG(text), BYTES_ARG(owned.admin));
    struct secretd_boundary_call call =
        world_call(world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, arena_text(world->arena, answer));
    world_open(world, &call);
    assert_null(world_do(world, &call).data);
    const struct secretd_contract_sub_message *sent = world->reply.answer->messages.items;
    struct bytes clear = arena_copy(world->arena, sent[1].wasm_clear_admin->callback_signature);
    call = world_call_with(world, SECRETD_BOUNDARY_CALL_KIND_MIGRATE,
                           arena_copy(world->arena, sent[0].wasm_migrate->msg));
    call.callback_sig = arena_copy(world->arena, sent[0].wasm_migrate->callback_signature);
    call.sender = world->contract;
    call.admin = owned.admin;
    call.admin_proof = owned.admin_proof;
    /* The node cannot make a call of it. */
    call.kind = SECRETD_BOUNDARY_CALL_KIND_EXECUTE;
    ASSERT_TEXT(world_do(world, &call), "failed to verify transaction signature");
    call.kind = SECRETD_BOUNDARY_CALL_KIND_MIGRATE;
    assert_null(world_do(world, &call).data);
    assert_int_equal(world->reply.answer->contract_key.len, 64);
    /* Nor make somebody else the admin. */
    struct bytes user = address_text(world->arena, ADDRESS_ACCOUNT, BYTES_OF(world->user->address));
    struct secretd_boundary_update_admin request = admin_request(&owned, user);
    request.sender = world->contract;
    request.callback_sig = clear;
    call_update_admin(world->desk, &request, &world->reply);
    ASSERT_TEXT(world_failure(world), "failed to verify transaction signature");
    request.new_admin = (struct bytes){0};
    call_update_admin(world->desk, &request, &world->reply);
    assert_null(world_failure(world).data);
    /* The same bytes each time, but good for one change only. */
    call_update_admin(world->desk, &request, &world->reply);
    ASSERT_TEXT(world_failure(world), "failed to verify transaction signature");
    world_close(world);
    world_stop(world);
}

/* It is already the new contract then. */
static void a_contract_calls_itself_while_it_is_migrated(void **state)
{
    struct owned owned;
    struct world *world = &owned.world;
    start(&owned, "tests/vectors/enclave/keeper.wasm", NULL);
    change_code(world, PARROT);
    struct bytes code = hex_lower(world->arena, BYTES_OF(world->code_hash));
    struct bytes text = base64_encode(world->arena, bytes_text(EMPTY));
    struct bytes answer = arena_format(
        world->arena,
        "{\"Ok\":{\"messages\":[{\"id\":1,\"msg\":{\"wasm\":{\"execute\":{\"contract_addr\":\"%.*"
        "s\","
        "\"code_hash\":\"%.*s\",\"msg\":\"%.*s\",\"send\":[]}}},\"reply_on\":\"never\"}],"
        "\"attributes\":[],\"events\":[]}}",
        BYTES_ARG(world_address(world)), BYTES_ARG(code), BYTES_ARG(text));
    struct secretd_boundary_call call = migrate_call(&owned, arena_text(world->arena, answer));
    world_open(world, &call);
    assert_null(world_do(world, &call).data);
    const struct secretd_contract_wasm_execute *sent =
        world->reply.answer->messages.items[0].wasm_execute;
    const struct secretd_boundary_contract_key before = world->key;
    keep_key(world);
    call = world_call_with(world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE,
                           arena_copy(world->arena, sent->msg));
    call.sender = world->contract;
    call.callback_sig = arena_copy(world->arena, sent->callback_signature);
    struct secretd_boundary_call early = call;
    early.key = before;
    ASSERT_TEXT(world_do(world, &early), "failed to authenticate secret contract");
    assert_null(world_do(world, &call).data);
    world_close(world);
    world_stop(world);
}

/* ---- contracts older than the proofs ---- */

static void exceptions_stand_for_proofs(void **state)
{
    static const uint8_t none[32];
    struct owned owned;
    struct world *world = &owned.world;
    struct exception admins[2] = {{"secret1c", "secret1a"}}, hashes[2] = {{"secret1c", "00"}};
    const struct exceptions exceptions = {admins, hashes};
    start(&owned, PARROT, &exceptions);
    owned.admin_proof = BYTES_OF(none);
    struct secretd_boundary_call call = migrate_call(&owned, EMPTY);
    ASSERT_TEXT(world_run(world, &call), "failed to validate transaction");
    struct bytes contract = address_text(world->arena, ADDRESS_ACCOUNT, world->contract);
    admins[0].contract = hashes[0].contract = arena_text(world->arena, contract);
    call = migrate_call(&owned, EMPTY);
    ASSERT_TEXT(world_run(world, &call), "failed to validate transaction");
    admins[0].content = arena_text(world->arena, owned.admin);
    call = migrate_call(&owned, EMPTY);
    assert_null(world_run(world, &call).data);
    keep_key(world);
    struct secretd_boundary_update_admin request = admin_request(&owned, BYTES(""));
    ASSERT_TEXT(update(&owned, &request, &request), "failed to validate transaction");
    /* Others call it by the hash of its former code. */
    uint8_t real = world->code_hash[0];
    world->code_hash[0] ^= 1;
    hashes[0].content =
        arena_text(world->arena, hex_lower(world->arena, BYTES_OF(world->code_hash)));
    call = world_call(world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, EMPTY);
    world->code_hash[0] = real;
    assert_null(world_run(world, &call).data);
    hashes[0].content = "00";
    ASSERT_TEXT(world_run(world, &call), "failed to validate transaction");
    world_stop(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_migration_keeps_the_state_and_changes_the_key),
        cmocka_unit_test(another_code_takes_over_what_the_first_one_stored),
        cmocka_unit_test(a_migration_that_fails_says_why_under_seal),
        cmocka_unit_test(only_the_admin_migrates),
        cmocka_unit_test(the_admin_makes_another_one),
        cmocka_unit_test(the_admin_can_be_cleared),
        cmocka_unit_test(only_the_admin_changes_the_admin),
        cmocka_unit_test(a_contract_migrates_another_by_callback),
        cmocka_unit_test(a_contract_calls_itself_while_it_is_migrated),
        cmocka_unit_test(exceptions_stand_for_proofs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
