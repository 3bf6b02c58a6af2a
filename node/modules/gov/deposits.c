#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/record.h"
#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/distribution/module.h"
#include "node/modules/gov/internal.h"

status gov_deposit_set(struct context *ctx, const struct cosmos_gov_v1_deposit *deposit)
{
    struct bytes depositor;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, deposit->depositor, &depositor));
    return record_set(ctx, STORE_GOV,
                      gov_key_of(ctx->arena, GOV_DEPOSITS, deposit->proposal_id, depositor),
                      &cosmos_gov_v1_deposit_type, deposit);
}

status gov_deposit_check_denoms(struct context *ctx, const struct cosmos_gov_v1_params *params,
                                struct coins deposit)
{
    const struct cosmos_base_v1beta1_coin_list *accepted = &params->min_deposit;
    for (size_t at = 0; at < deposit.count; at++) {
        size_t entry = 0;
        while (entry < accepted->count &&
               !bytes_equal(accepted->items[entry].denom, deposit.items[at].denom))
            entry++;
        if (entry < accepted->count)
            continue;
        struct bytes text = coins_text(ctx->arena, deposit);
        struct writer denoms = writer_new(ctx->arena, 32);
        for (entry = 0; entry < accepted->count; entry++)
            writer_format(&denoms, "%s%.*s", entry > 0 ? " " : "",
                          BYTES_ARG(accepted->items[entry].denom));
        struct bytes list = writer_done(&denoms);
        return error_wrap(ctx->arena, &GOV_INVALID_DENOM,
                          "deposited %.*s, but gov accepts only the following denom(s): [%.*s]",
                          BYTES_ARG(text), BYTES_ARG(list));
    }
    return NULL;
}

status gov_deposit_check_initial(struct context *ctx, const struct cosmos_gov_v1_params *params,
                                 struct coins deposit, bool expedited)
{
    struct bytes text = coins_text(ctx->arena, deposit);
    struct coins minimum;
    struct decimal ratio;
    if (!coins_are_valid(deposit))
        return error_wrap_bytes(ctx->arena, &CHAIN_INVALID_COINS, text);
    TRY(decimal_read(ctx->arena, params->min_initial_deposit_ratio, &ratio));
    if (decimal_is_zero(ratio))
        return NULL;
    TRY(coins_from_list(ctx->arena, gov_minimum_deposit(params, expedited), &minimum));
    struct coin *wanted = ARENA_ARRAY(ctx->arena, struct coin, minimum.count + 1);
    for (size_t at = 0; at < minimum.count; at++) {
        struct decimal share;
        TRY(decimal_multiply(decimal_from_integer(minimum.items[at].amount), ratio, &share));
        wanted[at].denom = minimum.items[at].denom;
        wanted[at].amount = decimal_round(share);
    }
    struct coins need = {wanted, minimum.count};
    if (coins_all_at_least(deposit, need))
        return NULL;
    struct bytes need_text = coins_text(ctx->arena, need);
    return error_wrap(ctx->arena, &GOV_DEPOSIT_TOO_SMALL, "was (%.*s), need (%.*s)",
                      BYTES_ARG(text), BYTES_ARG(need_text));
}

/* Each deposit must be worth a share of the minimum in at least one denom. */
static status check_share(struct context *ctx, const struct cosmos_gov_v1_params *params,
                          struct coins minimum, struct coins deposit)
{
    struct writer thresholds = writer_new(ctx->arena, 32);
    struct decimal ratio;
    TRY(decimal_read(ctx->arena, params->min_deposit_ratio, &ratio));
    TRY(gov_deposit_check_denoms(ctx, params, deposit));
    if (decimal_is_zero(ratio))
        return NULL;
    for (size_t at = 0; at < minimum.count; at++) {
        struct coin threshold = {.denom = minimum.items[at].denom};
        struct decimal share;
        struct integer amount;
        TRY(decimal_multiply(decimal_from_integer(minimum.items[at].amount), ratio, &share));
        threshold.amount = decimal_truncate(share);
        struct bytes text = coin_text(ctx->arena, threshold);
        writer_format(&thresholds, "%s%.*s", at > 0 ? "," : "", BYTES_ARG(text));
        if (coins_find(deposit, threshold.denom, &amount) &&
            integer_compare(amount, threshold.amount) >= 0)
            return NULL;
    }
    struct bytes text = coins_text(ctx->arena, deposit);
    struct bytes list = writer_done(&thresholds);
    return error_wrap(ctx->arena, &GOV_DEPOSIT_TOO_SMALL,
                      "received %.*s but need at least one of the following: %.*s", BYTES_ARG(text),
                      BYTES_ARG(list));
}

/* Adds to what stands there; the sum is written back into `list`. */
static status add_to(struct context *ctx, struct cosmos_base_v1beta1_coin_list *list,
                     struct coins amount, struct coins *sum)
{
    struct coins have;
    TRY(coins_from_list(ctx->arena, list, &have));
    TRY(coins_normalized(ctx->arena, have, &have));
    TRY(coins_add(ctx->arena, have, amount, sum));
    *list = coins_to_list(ctx->arena, *sum);
    return NULL;
}

static status record_deposit(struct context *ctx, uint64_t id, struct bytes depositor,
                             struct coins amount)
{
    struct bytes text = address_text(ctx->arena, ADDRESS_ACCOUNT, depositor);
    struct cosmos_gov_v1_deposit deposit;
    struct coins sum;
    bool found;
    TRY(record_get(ctx, STORE_GOV, gov_key_of(ctx->arena, GOV_DEPOSITS, id, depositor),
                   &cosmos_gov_v1_deposit_type, &deposit, &found));
    if (found)
        TRY(add_to(ctx, &deposit.amount, amount, &sum));
    else
        deposit = (struct cosmos_gov_v1_deposit){
            .proposal_id = id, .depositor = text, .amount = coins_to_list(ctx->arena, amount)};
    EVENT(ctx->events, "proposal_deposit", {BYTES("depositor"), text},
          {BYTES("amount"), coins_text(ctx->arena, amount)},
          {BYTES("proposal_id"), arena_format(ctx->arena, "%llu", (unsigned long long)id)});
    return gov_deposit_set(ctx, &deposit);
}

status gov_deposit_add(struct context *ctx, uint64_t id, struct bytes depositor,
                       struct coins amount, bool *started)
{
    struct cosmos_gov_v1_proposal proposal;
    struct cosmos_gov_v1_params params;
    struct coins minimum, total;
    *started = false;
    TRY(gov_proposal_get(ctx, id, &proposal));
    if (proposal.status != GOV_STATUS_DEPOSIT && proposal.status != GOV_STATUS_VOTING)
        return error_wrap(ctx->arena, &GOV_INACTIVE, "%llu", (unsigned long long)id);
    TRY(gov_params_get(ctx, &params));
    TRY(coins_from_list(ctx->arena, gov_minimum_deposit(&params, proposal.expedited), &minimum));
    TRY(check_share(ctx, &params, minimum, amount));
    TRY(bank_send_to_module(ctx, depositor, GOV_ACCOUNT, amount));
    TRY(add_to(ctx, &proposal.total_deposit, amount, &total));
    TRY(gov_proposal_set(ctx, &proposal));
    if (proposal.status == GOV_STATUS_DEPOSIT && coins_all_at_least(total, minimum)) {
        TRY(gov_proposal_activate(ctx, &proposal));
        *started = true;
    }
    return record_deposit(ctx, id, depositor, amount);
}

/* A walk over the deposits of a proposal. */
static status walk_deposits(struct context *ctx, uint64_t id, struct kv_walk *walk)
{
    return kv_walk_prefix(ctx, STORE_GOV, gov_key(ctx->arena, GOV_DEPOSITS, id), false, walk);
}

static struct bytes depositor_of(struct bytes key)
{
    return bytes_from(key, GOV_DEPOSITS.len + 8 + 1);
}

static status read_deposit(struct context *ctx, struct bytes value,
                           struct cosmos_gov_v1_deposit *deposit, struct coins *amount)
{
    record_decode(ctx, value, &cosmos_gov_v1_deposit_type, deposit);
    return coins_from_list(ctx->arena, &deposit->amount, amount);
}

status gov_deposits_refund(struct context *ctx, uint64_t id)
{
    struct kv_walk walk;
    TRY(walk_deposits(ctx, id, &walk));
    while (walk.valid) {
        struct cosmos_gov_v1_deposit deposit;
        struct coins amount;
        TRY(read_deposit(ctx, walk.value, &deposit, &amount));
        TRY(bank_send_from_module(ctx, GOV_ACCOUNT, depositor_of(walk.key), amount));
        TRY(kv_delete(ctx, STORE_GOV, walk.key));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

status gov_deposits_burn(struct context *ctx, uint64_t id)
{
    struct coins total = COINS_NONE;
    struct kv_walk walk;
    TRY(walk_deposits(ctx, id, &walk));
    while (walk.valid) {
        struct cosmos_gov_v1_deposit deposit;
        struct coins amount;
        TRY(read_deposit(ctx, walk.value, &deposit, &amount));
        TRY(coins_add(ctx->arena, total, amount, &total));
        TRY(kv_delete(ctx, STORE_GOV, walk.key));
        TRY(kv_walk_next(&walk));
    }
    return bank_burn(ctx, GOV_ACCOUNT, total);
}

/* Splits one deposit by the ratio: what is given back, and what is added to `charged`. */
static status split(struct context *ctx, struct coins amount, struct decimal ratio,
                    struct coins *rest, struct coins *charged)
{
    *rest = COINS_NONE;
    for (size_t at = 0; at < amount.count; at++) {
        struct bytes denom = amount.items[at].denom;
        struct integer whole = amount.items[at].amount, kept;
        struct decimal share;
        TRY(decimal_multiply(decimal_from_integer(whole), ratio, &share));
        kept = decimal_truncate(share);
        TRY(integer_subtract(whole, kept, &whole));
        TRY(coins_add(ctx->arena, *rest, coins_one(ctx->arena, denom, whole), rest));
        TRY(coins_add(ctx->arena, *charged, coins_one(ctx->arena, denom, kept), charged));
    }
    return NULL;
}

static status spend_charges(struct context *ctx, struct bytes destination, struct coins charged)
{
    struct bytes pool = auth_module_address(ctx->chain, "distribution");
    struct bytes pool_text = address_text(ctx->arena, ADDRESS_ACCOUNT, pool);
    struct bytes receiver;
    if (destination.len == 0)
        return bank_burn(ctx, GOV_ACCOUNT, charged);
    if (bytes_equal(destination, pool_text))
        return distribution_fund_community_pool(ctx, auth_module_address(ctx->chain, GOV_ACCOUNT),
                                                charged);
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, destination, &receiver));
    return bank_send_from_module(ctx, GOV_ACCOUNT, receiver, charged);
}

status gov_deposits_charge(struct context *ctx, uint64_t id,
                           const struct cosmos_gov_v1_params *params)
{
    struct coins charged = COINS_NONE;
    struct decimal ratio;
    struct kv_walk walk;
    status refused = decimal_read(ctx->arena, params->proposal_cancel_ratio, &ratio);
    if (refused != NULL)
        return chain_panic(ctx->arena, "%.*s", BYTES_ARG(refused->text));
    struct deposit_entry {
        struct bytes key;
        struct bytes value;
        struct deposit_entry *next;
    } *first = NULL, **last = &first;
    TRY(walk_deposits(ctx, id, &walk));
    while (walk.valid) {
        struct deposit_entry *entry = ARENA_NEW(ctx->arena, struct deposit_entry);
        entry->key = arena_copy(ctx->arena, walk.key);
        entry->value = arena_copy(ctx->arena, walk.value);
        *last = entry;
        last = &entry->next;
        TRY(kv_walk_next(&walk));
    }
    for (const struct deposit_entry *entry = first; entry != NULL; entry = entry->next) {
        struct cosmos_gov_v1_deposit deposit;
        struct coins amount, rest;
        TRY(read_deposit(ctx, entry->value, &deposit, &amount));
        TRY(split(ctx, amount, ratio, &rest, &charged));
        if (!coins_are_zero(rest))
            TRY(bank_send_from_module(ctx, GOV_ACCOUNT, depositor_of(entry->key), rest));
        TRY(kv_delete(ctx, STORE_GOV, entry->key));
    }
    return coins_are_zero(charged) ? NULL
                                   : spend_charges(ctx, params->proposal_cancel_dest, charged);
}
