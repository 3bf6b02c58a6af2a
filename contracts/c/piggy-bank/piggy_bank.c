/* A piggy bank: everybody saves coins in one contract, and nobody sees what another has saved. */
#include "secret/contract.h"

#define DENOM TEXT("uscrt")

/* A viewing key is kept as it is, since state is encrypted, and in a fixed number of bytes, so that
 * its length does not show. */
enum { KEY_BYTES_MIN = 16, KEY_BYTES_MAX = 64, ANSWER_BYTES = 64 };

static struct text balance_of(struct text owner)
{
    return text_join(TEXT("balance/"), owner);
}

static struct text key_of(struct text owner)
{
    return text_join(TEXT("key/"), owner);
}

static const char *refuse_coins(const struct call *call)
{
    uint64_t amount;
    return call_funds(call, DENOM, &amount) && amount == 0 ? NULL : "only deposit takes coins";
}

/* {} */
static const char *on_instantiate(struct call *call)
{
    return refuse_coins(call);
}

/* {"deposit":{}} with coins */
static const char *deposit(struct call *call)
{
    uint64_t amount, balance = storage_read_number(balance_of(call->sender), 0);
    if (!call_funds(call, DENOM, &amount) || amount == 0)
        return "deposit uscrt and nothing else";
    if (__builtin_add_overflow(balance, amount, &balance))
        return "the bank is full";
    storage_write_number(balance_of(call->sender), balance);
    return NULL;
}

/* {"withdraw":{"amount":"5"}} */
static const char *withdraw(struct call *call, struct text body)
{
    uint64_t amount, balance = storage_read_number(balance_of(call->sender), 0);
    if (!json_member_number(body, TEXT("amount"), &amount) || amount == 0)
        return "withdraw an amount";
    if (amount > balance)
        return "you have saved less than that";
    storage_write_number(balance_of(call->sender), balance - amount);
    response_send(call, call->sender, amount, DENOM);
    return NULL;
}

/* {"set_viewing_key":{"key":"..."}}: whoever knows the key can ask for the balance. */
static const char *set_viewing_key(struct call *call, struct text body)
{
    struct text key;
    if (!json_member_text(body, TEXT("key"), &key) || key.len < KEY_BYTES_MIN ||
        key.len > KEY_BYTES_MAX)
        return "a key has 16 to 64 bytes";
    struct builder padded = {0};
    builder_add(&padded, key);
    builder_pad(&padded, KEY_BYTES_MAX);
    storage_write(key_of(call->sender), builder_done(&padded));
    return NULL;
}

static const char *on_execute(struct call *call)
{
    struct text body;
    if (json_variant(call->message, TEXT("deposit"), &body))
        return deposit(call);
    const char *error = refuse_coins(call);
    if (error != NULL)
        return error;
    if (json_variant(call->message, TEXT("withdraw"), &body))
        return withdraw(call, body);
    if (json_variant(call->message, TEXT("set_viewing_key"), &body))
        return set_viewing_key(call, body);
    return "no such message";
}

/* {"balance":{"address":"secret1...","key":"..."}} gives {"amount":"5"} */
static const char *balance(struct call *call, struct text body)
{
    struct text address, key, stored;
    if (!json_member_text(body, TEXT("address"), &address) || !address_valid(address) ||
        !json_member_text(body, TEXT("key"), &key) || key.len > KEY_BYTES_MAX)
        return "ask with an address and a key";
    struct builder padded = {0};
    builder_add(&padded, key);
    builder_pad(&padded, KEY_BYTES_MAX);
    /* The same answer to a wrong key and to an address without one. */
    if (!storage_read(key_of(address), &stored) ||
        !text_equal_secret(builder_done(&padded), stored))
        return "wrong viewing key";
    builder_add(&call->answer, TEXT("{\"amount\":"));
    json_add_amount(&call->answer, storage_read_number(balance_of(address), 0));
    builder_add(&call->answer, TEXT("}"));
    builder_pad(&call->answer, ANSWER_BYTES);
    return NULL;
}

static const char *on_query(struct call *call)
{
    struct text body;
    if (json_variant(call->message, TEXT("balance"), &body))
        return balance(call, body);
    return "no such query";
}

SECRET_CONTRACT(on_instantiate, on_execute, on_query)
