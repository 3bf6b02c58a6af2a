#include "common/crypto/hash.h"
#include "node/app/modules.h"
#include "tests/support/test.h"

static void every_address_is_the_hash_of_its_name(void **state)
{
    for (size_t i = 0; i < APP_ACCOUNT_COUNT; i++) {
        uint8_t hash[32];
        crypto_sha256(bytes_text(APP_ACCOUNTS[i].name), hash);
        assert_memory_equal(APP_ACCOUNTS[i].address, hash, 20);
    }
}

static void accounts_stand_in_order_of_name(void **state)
{
    for (size_t i = 1; i < APP_ACCOUNT_COUNT; i++)
        assert_true(strcmp(APP_ACCOUNTS[i - 1].name, APP_ACCOUNTS[i].name) < 0);
}

static bool may(const struct module_account *account, const char *permission)
{
    for (size_t i = 0; i < account->texts.count; i++)
        if (bytes_is(account->texts.items[i], permission))
            return true;
    return false;
}

static void flags_and_texts_of_permissions_agree(void **state)
{
    for (size_t i = 0; i < APP_ACCOUNT_COUNT; i++) {
        const struct module_account *account = &APP_ACCOUNTS[i];
        assert_int_equal((account->permissions & PERMISSION_MINTER) != 0, may(account, "minter"));
        assert_int_equal((account->permissions & PERMISSION_BURNER) != 0, may(account, "burner"));
        assert_int_equal((account->permissions & PERMISSION_STAKING) != 0, may(account, "staking"));
        assert_int_equal(account->receives, strcmp(account->name, "distribution") == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_address_is_the_hash_of_its_name),
        cmocka_unit_test(accounts_stand_in_order_of_name),
        cmocka_unit_test(flags_and_texts_of_permissions_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
