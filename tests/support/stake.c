#include "tests/support/stake.h"

#include "node/chain/address.h"
#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/staking/module.h"
#include "common/encoding/protobuf.h"
#include "schema/core/cosmos_crypto_ed25519.h"
#include "schema/core/tendermint_types.h"
#include "tests/support/test.h"

static const struct bytes BURNER_STAKING[] = {BYTES_INIT("burner"), BYTES_INIT("staking")};
static const struct bytes BURNER[] = {BYTES_INIT("burner")};
static const struct bytes MINTER[] = {BYTES_INIT("minter")};

#define TEXTS(list)                                                                                \
    {                                                                                              \
        (struct bytes *)(uintptr_t)(list), ARRAY_COUNT(list)                                       \
    }

/* Sorted by name; the addresses are filled in. */
static const struct module_account ACCOUNTS[] = {
    {.name = "bonded_tokens_pool",
     .permissions = PERMISSION_BURNER | PERMISSION_STAKING,
     .texts = TEXTS(BURNER_STAKING)},
    {.name = "distribution", .receives = true},
    {.name = "fee_collector"},
    {.name = "gov", .permissions = PERMISSION_BURNER, .texts = TEXTS(BURNER)},
    {.name = "mint", .permissions = PERMISSION_MINTER, .texts = TEXTS(MINTER)},
    {.name = "not_bonded_tokens_pool",
     .permissions = PERMISSION_BURNER | PERMISSION_STAKING,
     .texts = TEXTS(BURNER_STAKING)},
};

static struct bytes KEY_TYPES[] = {BYTES_INIT("ed25519")};
static const struct tendermint_types_block_params BLOCK_PARAMS = {.max_bytes = 22020096,
                                                                  .max_gas = -1};
static const struct tendermint_types_validator_params VALIDATOR_PARAMS = {
    .pub_key_types = {KEY_TYPES, 1}};
static const struct tendermint_types_evidence_params EVIDENCE_PARAMS = {
    .max_age_num_blocks = 100, .max_age_duration = {.seconds = 1000}, .max_bytes = 1048576};
static const struct tendermint_types_consensus_params CONSENSUS = {
    .block = &BLOCK_PARAMS, .evidence = &EVIDENCE_PARAMS, .validator = &VALIDATOR_PARAMS};

static struct bytes copy_text(struct arena *arena, uint64_t amount)
{
    return integer_text(arena, integer_from_u64(amount));
}

struct test_chain *stake_new(void)
{
    struct test_chain *test = test_chain_new();
    struct module_account *accounts =
        ARENA_ARRAY(test->arena, struct module_account, ARRAY_COUNT(ACCOUNTS));
    memcpy(accounts, ACCOUNTS, sizeof(ACCOUNTS));
    for (size_t at = 0; at < ARRAY_COUNT(ACCOUNTS); at++)
        address_of_module(bytes_text(accounts[at].name), accounts[at].address);
    test->chain.module_accounts = accounts;
    test->chain.module_account_count = ARRAY_COUNT(ACCOUNTS);
    test->ctx.consensus_params = &CONSENSUS;
    test->ctx.validator_updates = ARENA_NEW(test->arena, struct validator_update_list);
    test->ctx.validator_updates->arena = test->arena;
    const struct cosmos_staking_v1beta1_genesis_state genesis = {
        .params = {.unbonding_time = {.seconds = 1000},
                   .max_validators = 2,
                   .max_entries = 3,
                   .historical_entries = 5,
                   .bond_denom = BYTES("uscrt"),
                   .min_commission_rate = BYTES("0")},
        .last_total_power = BYTES("0"),
    };
    ASSERT_OK(staking_module.genesis_init(&test->ctx, &genesis));
    test_events(test);
    test_gas(test);
    return test;
}

void stake_fund(struct test_chain *test, struct bytes address, const char *denom, uint64_t amount)
{
    struct coins coins = test_coins(test, denom, amount);
    ASSERT_OK(bank_mint(&test->ctx, "mint", coins));
    ASSERT_OK(bank_send(&test->ctx, auth_module_address(&test->chain, "mint"), address, coins));
}

struct bytes stake_balance(struct test_chain *test, struct bytes address)
{
    struct coins balances;
    ASSERT_OK(bank_balances(&test->ctx, address, &balances));
    return coins_text(test->arena, balances);
}

struct bytes stake_validator(struct test_chain *test, uint8_t byte, uint64_t tokens)
{
    struct bytes address = test_address(test->arena, byte);
    uint8_t *key = arena_alloc(test->arena, 32);
    memset(key, byte, 32);
    const struct cosmos_crypto_ed25519_pub_key public_key = {.key = bytes_make(key, 32)};
    const struct google_protobuf_any any = {
        BYTES("/cosmos.crypto.ed25519.PubKey"),
        protobuf_encode(test->arena, &cosmos_crypto_ed25519_pub_key_type, &public_key)};
    const struct cosmos_staking_v1beta1_msg_create_validator msg = {
        .description = {.moniker = BYTES("test")},
        .commission = {.rate = BYTES("100000000000000000"),
                       .max_rate = BYTES("200000000000000000"),
                       .max_change_rate = BYTES("10000000000000000")},
        .min_self_delegation = BYTES("1"),
        .delegator_address = test_account(test, address),
        .validator_address = test_operator(test, address),
        .pubkey = &any,
        .value = {BYTES("uscrt"), copy_text(test->arena, tokens)},
    };
    stake_fund(test, address, "uscrt", tokens);
    ASSERT_OK(
        test_run(test, &staking_module, &cosmos_staking_v1beta1_msg_create_validator_type, &msg));
    return address;
}

void stake_delegate(struct test_chain *test, struct bytes delegator, struct bytes validator,
                    uint64_t tokens)
{
    const struct cosmos_staking_v1beta1_msg_delegate msg = {
        test_account(test, delegator),
        test_operator(test, validator),
        {BYTES("uscrt"), copy_text(test->arena, tokens)}};
    stake_fund(test, delegator, "uscrt", tokens);
    ASSERT_OK(test_run(test, &staking_module, &cosmos_staking_v1beta1_msg_delegate_type, &msg));
}

void stake_end_block(struct test_chain *test)
{
    test->ctx.validator_updates->count = 0;
    ASSERT_OK(staking_module.end_block(&test->ctx));
}
