#include "node/modules/auth/account.h"

#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "schema/core/google_protobuf.h"
#include "tests/support/test.h"

static const uint8_t ADDRESS[20] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};

static struct account read_back(struct arena *arena, const struct account *account)
{
    struct google_protobuf_any any;
    struct account back;
    ASSERT_OK(protobuf_decode(arena, &google_protobuf_any_type, auth_account_bytes(arena, account),
                              &any));
    ASSERT_OK(auth_account_decode(arena, &any, &back));
    return back;
}

static void a_base_account_is_an_any_with_its_address_in_bech32(void **state)
{
    struct arena *arena = arena_new(4096);
    struct account account = {
        .kind = ACCOUNT_BASE, .address = BYTES_OF(ADDRESS), .number = 7, .sequence = 300};
    struct google_protobuf_any any = auth_account_pack(arena, &account);
    ASSERT_TEXT(any.type_url, "/cosmos.auth.v1beta1.BaseAccount");
    struct bytes text = bytes_slice(any.value, 2, 45);
    ASSERT_HEX(bytes_slice(any.value, 0, 2), "0a2d");
    assert_true(bytes_starts_with(text, BYTES("secret1")));
    ASSERT_HEX(bytes_from(any.value, 47), "180720ac02");
    struct account back = read_back(arena, &account);
    assert_int_equal(back.kind, ACCOUNT_BASE);
    ASSERT_BYTES(back.address, BYTES_OF(ADDRESS));
    ASSERT_BYTES(back.text, text);
    assert_int_equal(back.number, 7);
    assert_int_equal(back.sequence, 300);
    assert_null(back.public_key);
    arena_drop(arena);
}

static void a_module_account_keeps_name_and_permissions(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes permissions[] = {BYTES("burner"), BYTES("staking")};
    struct account account = {.kind = ACCOUNT_MODULE,
                              .address = BYTES_OF(ADDRESS),
                              .module_name = BYTES("bonded_tokens_pool"),
                              .permissions = {permissions, 2}};
    struct account back = read_back(arena, &account);
    assert_int_equal(back.kind, ACCOUNT_MODULE);
    ASSERT_TEXT(back.module_name, "bonded_tokens_pool");
    assert_int_equal(back.permissions.count, 2);
    assert_true(auth_account_may(&back, "staking"));
    assert_false(auth_account_may(&back, "minter"));
    arena_drop(arena);
}

static void every_vesting_kind_survives_the_store(void **state)
{
    struct arena *arena = arena_new(4096);
    struct vesting_period periods[] = {
        {10, coins_one(arena, BYTES("uscrt"), integer_from_i64(40))},
        {20, coins_one(arena, BYTES("uscrt"), integer_from_i64(60))},
    };
    for (enum account_kind kind = ACCOUNT_DELAYED_VESTING; kind <= ACCOUNT_PERMANENT_LOCKED;
         kind++) {
        bool starts = kind == ACCOUNT_CONTINUOUS_VESTING || kind == ACCOUNT_PERIODIC_VESTING;
        struct account account = {
            .kind = kind,
            .address = BYTES_OF(ADDRESS),
            .number = 3,
            .original_vesting = coins_one(arena, BYTES("uscrt"), integer_from_i64(100)),
            .delegated_free = coins_one(arena, BYTES("uscrt"), integer_from_i64(1)),
            .delegated_vesting = coins_one(arena, BYTES("uscrt"), integer_from_i64(2)),
            .start_seconds = starts ? 5 : 0,
            .end_seconds = kind == ACCOUNT_PERMANENT_LOCKED ? 0 : 35,
            .periods = periods,
            .period_count = kind == ACCOUNT_PERIODIC_VESTING ? 2 : 0,
        };
        struct account back = read_back(arena, &account);
        assert_int_equal(back.kind, kind);
        ASSERT_TEXT(coins_text(arena, back.original_vesting), "100uscrt");
        ASSERT_TEXT(coins_text(arena, back.delegated_free), "1uscrt");
        ASSERT_TEXT(coins_text(arena, back.delegated_vesting), "2uscrt");
        assert_int_equal(back.start_seconds, account.start_seconds);
        assert_int_equal(back.end_seconds, account.end_seconds);
        assert_int_equal(back.period_count, account.period_count);
        if (back.period_count == 2)
            ASSERT_TEXT(coins_text(arena, back.periods[1].amount), "60uscrt");
    }
    arena_drop(arena);
}

static void what_is_no_account_is_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    struct account account;
    struct google_protobuf_any any = {.type_url = BYTES("/cosmos.bank.v1beta1.MsgSend")};
    ASSERT_TEXT(auth_account_decode(arena, &any, &account)->text,
                "no concrete type registered for type URL /cosmos.bank.v1beta1.MsgSend against "
                "interface *types.AccountI");
    any.type_url = BYTES("/cosmos.auth.v1beta1.ModuleAccount");
    ASSERT_TEXT(auth_account_decode(arena, &any, &account)->text, "account has no base account");
    any.type_url = BYTES("/cosmos.vesting.v1beta1.DelayedVestingAccount");
    ASSERT_TEXT(auth_account_decode(arena, &any, &account)->text,
                "account has no base vesting account");
    any.type_url = BYTES("/cosmos.auth.v1beta1.BaseAccount");
    any.value = BYTES("\x0a");
    assert_non_null(auth_account_decode(arena, &any, &account));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_base_account_is_an_any_with_its_address_in_bech32),
        cmocka_unit_test(a_module_account_keeps_name_and_permissions),
        cmocka_unit_test(every_vesting_kind_survives_the_store),
        cmocka_unit_test(what_is_no_account_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
