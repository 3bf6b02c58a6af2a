#include "node/modules/auth/account.h"

#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/auth/internal.h"
#include "schema/chain/cosmos_auth_v1beta1.h"
#include "schema/chain/cosmos_vesting_v1beta1.h"

static const struct bytes TYPE_URLS[] = {
    [ACCOUNT_BASE] = BYTES_INIT("/cosmos.auth.v1beta1.BaseAccount"),
    [ACCOUNT_MODULE] = BYTES_INIT("/cosmos.auth.v1beta1.ModuleAccount"),
    [ACCOUNT_DELAYED_VESTING] = BYTES_INIT("/cosmos.vesting.v1beta1.DelayedVestingAccount"),
    [ACCOUNT_CONTINUOUS_VESTING] = BYTES_INIT("/cosmos.vesting.v1beta1.ContinuousVestingAccount"),
    [ACCOUNT_PERIODIC_VESTING] = BYTES_INIT("/cosmos.vesting.v1beta1.PeriodicVestingAccount"),
    [ACCOUNT_PERMANENT_LOCKED] = BYTES_INIT("/cosmos.vesting.v1beta1.PermanentLockedAccount"),
};

static status from_base(struct arena *arena, const struct cosmos_auth_v1beta1_base_account *base,
                        struct account *account)
{
    if (base == NULL)
        return chain_error(arena, "account has no base account");
    account->public_key = base->pub_key;
    account->number = base->account_number;
    account->sequence = base->sequence;
    account->text = base->address;
    return NULL;
}

static status from_vesting(struct arena *arena,
                           const struct cosmos_vesting_v1beta1_base_vesting_account *base,
                           struct account *account)
{
    if (base == NULL)
        return chain_error(arena, "account has no base vesting account");
    account->end_seconds = base->end_time;
    TRY(coins_from_list(arena, &base->original_vesting, &account->original_vesting));
    TRY(coins_from_list(arena, &base->delegated_free, &account->delegated_free));
    TRY(coins_from_list(arena, &base->delegated_vesting, &account->delegated_vesting));
    return from_base(arena, base->base_account, account);
}

static status from_periods(struct arena *arena,
                           const struct cosmos_vesting_v1beta1_period_list *list,
                           struct account *account)
{
    struct vesting_period *periods = ARENA_ARRAY(arena, struct vesting_period, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        periods[i].seconds = list->items[i].length;
        TRY(coins_from_list(arena, &list->items[i].amount, &periods[i].amount));
    }
    account->periods = periods;
    account->period_count = list->count;
    return NULL;
}

static status decode_vesting(struct arena *arena, struct bytes value, struct account *account)
{
    if (account->kind == ACCOUNT_DELAYED_VESTING) {
        struct cosmos_vesting_v1beta1_delayed_vesting_account message;
        TRY(protobuf_decode(arena, &cosmos_vesting_v1beta1_delayed_vesting_account_type, value,
                            &message));
        return from_vesting(arena, message.base_vesting_account, account);
    }
    if (account->kind == ACCOUNT_CONTINUOUS_VESTING) {
        struct cosmos_vesting_v1beta1_continuous_vesting_account message;
        TRY(protobuf_decode(arena, &cosmos_vesting_v1beta1_continuous_vesting_account_type, value,
                            &message));
        account->start_seconds = message.start_time;
        return from_vesting(arena, message.base_vesting_account, account);
    }
    if (account->kind == ACCOUNT_PERIODIC_VESTING) {
        struct cosmos_vesting_v1beta1_periodic_vesting_account message;
        TRY(protobuf_decode(arena, &cosmos_vesting_v1beta1_periodic_vesting_account_type, value,
                            &message));
        account->start_seconds = message.start_time;
        TRY(from_periods(arena, &message.vesting_periods, account));
        return from_vesting(arena, message.base_vesting_account, account);
    }
    struct cosmos_vesting_v1beta1_permanent_locked_account message;
    TRY(protobuf_decode(arena, &cosmos_vesting_v1beta1_permanent_locked_account_type, value,
                        &message));
    return from_vesting(arena, message.base_vesting_account, account);
}

/* All but the address. */
static status decode(struct arena *arena, const struct google_protobuf_any *any,
                     struct account *account)
{
    size_t kind = 0;
    while (kind < ARRAY_COUNT(TYPE_URLS) && !bytes_equal(any->type_url, TYPE_URLS[kind]))
        kind++;
    *account = (struct account){.kind = (enum account_kind)kind};
    if (kind == ACCOUNT_BASE) {
        struct cosmos_auth_v1beta1_base_account message;
        TRY(protobuf_decode(arena, &cosmos_auth_v1beta1_base_account_type, any->value, &message));
        return from_base(arena, &message, account);
    }
    if (kind == ACCOUNT_MODULE) {
        struct cosmos_auth_v1beta1_module_account message;
        TRY(protobuf_decode(arena, &cosmos_auth_v1beta1_module_account_type, any->value, &message));
        account->module_name = message.name;
        account->permissions = message.permissions;
        return from_base(arena, message.base_account, account);
    }
    if (kind < ARRAY_COUNT(TYPE_URLS))
        return decode_vesting(arena, any->value, account);
    return chain_error(arena,
                       "no concrete type registered for type URL %.*s against interface "
                       "*types.AccountI",
                       BYTES_ARG(any->type_url));
}

status auth_account_decode(struct arena *arena, const struct google_protobuf_any *any,
                           struct account *account)
{
    TRY(decode(arena, any, account));
    return address_parse(arena, ADDRESS_ACCOUNT, account->text, &account->address);
}

void auth_account_from_value(struct arena *arena, struct bytes address, struct bytes value,
                             struct account *account)
{
    struct google_protobuf_any any;
    ASSERT(protobuf_decode(arena, &google_protobuf_any_type, value, &any) == NULL);
    ASSERT(decode(arena, &any, account) == NULL);
    account->address = arena_copy(arena, address);
}

static struct cosmos_auth_v1beta1_base_account to_base(struct arena *arena,
                                                       const struct account *account)
{
    return (struct cosmos_auth_v1beta1_base_account){
        .address = account->text.data != NULL
                       ? account->text
                       : address_text(arena, ADDRESS_ACCOUNT, account->address),
        .pub_key = account->public_key,
        .account_number = account->number,
        .sequence = account->sequence,
    };
}

static struct bytes pack_periodic(struct arena *arena, const struct account *account,
                                  const struct cosmos_vesting_v1beta1_base_vesting_account *base)
{
    struct cosmos_vesting_v1beta1_periodic_vesting_account message = {
        .base_vesting_account = base, .start_time = account->start_seconds};
    message.vesting_periods.count = account->period_count;
    message.vesting_periods.items =
        ARENA_ARRAY(arena, struct cosmos_vesting_v1beta1_period, account->period_count + 1);
    for (size_t i = 0; i < account->period_count; i++) {
        message.vesting_periods.items[i].length = account->periods[i].seconds;
        message.vesting_periods.items[i].amount = coins_to_list(arena, account->periods[i].amount);
    }
    return protobuf_encode(arena, &cosmos_vesting_v1beta1_periodic_vesting_account_type, &message);
}

static struct bytes pack_vesting(struct arena *arena, const struct account *account)
{
    struct cosmos_auth_v1beta1_base_account base = to_base(arena, account);
    struct cosmos_vesting_v1beta1_base_vesting_account vesting = {
        .base_account = &base,
        .original_vesting = coins_to_list(arena, account->original_vesting),
        .delegated_free = coins_to_list(arena, account->delegated_free),
        .delegated_vesting = coins_to_list(arena, account->delegated_vesting),
        .end_time = account->end_seconds,
    };
    if (account->kind == ACCOUNT_PERIODIC_VESTING)
        return pack_periodic(arena, account, &vesting);
    if (account->kind == ACCOUNT_CONTINUOUS_VESTING) {
        struct cosmos_vesting_v1beta1_continuous_vesting_account message = {
            .base_vesting_account = &vesting, .start_time = account->start_seconds};
        return protobuf_encode(arena, &cosmos_vesting_v1beta1_continuous_vesting_account_type,
                               &message);
    }
    /* The other two hold nothing but the base. */
    struct cosmos_vesting_v1beta1_delayed_vesting_account message = {.base_vesting_account =
                                                                         &vesting};
    return protobuf_encode(arena, &cosmos_vesting_v1beta1_delayed_vesting_account_type, &message);
}

struct google_protobuf_any auth_account_pack(struct arena *arena, const struct account *account)
{
    struct google_protobuf_any any = {.type_url = TYPE_URLS[account->kind]};
    if (account->kind == ACCOUNT_BASE) {
        struct cosmos_auth_v1beta1_base_account message = to_base(arena, account);
        any.value = protobuf_encode(arena, &cosmos_auth_v1beta1_base_account_type, &message);
    } else if (account->kind == ACCOUNT_MODULE) {
        struct cosmos_auth_v1beta1_base_account base = to_base(arena, account);
        struct cosmos_auth_v1beta1_module_account message = {.base_account = &base,
                                                             .name = account->module_name,
                                                             .permissions = account->permissions};
        any.value = protobuf_encode(arena, &cosmos_auth_v1beta1_module_account_type, &message);
    } else {
        any.value = pack_vesting(arena, account);
    }
    return any;
}

struct bytes auth_account_bytes(struct arena *arena, const struct account *account)
{
    struct google_protobuf_any any = auth_account_pack(arena, account);
    return protobuf_encode(arena, &google_protobuf_any_type, &any);
}
