#include "common/light/validator_set.h"

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"
#include "common/light/validator_set_internal.h"

const struct error LIGHT_BAD_VALIDATORS = {"light", 1, false, BYTES_INIT("invalid validator set")};

enum { ED25519_KEY_BYTES = 32, SECP256K1_KEY_BYTES = 33 };

status light_validator_make(struct arena *arena, const struct tendermint_crypto_public_key *key,
                            int64_t power, struct light_validator *validator)
{
    struct bytes bytes = key->sum_case == LIGHT_KEY_ED25519 ? key->ed25519 : key->secp256k1;
    size_t want = key->sum_case == LIGHT_KEY_ED25519     ? ED25519_KEY_BYTES
                  : key->sum_case == LIGHT_KEY_SECP256K1 ? SECP256K1_KEY_BYTES
                                                         : 0;
    if (want == 0 || bytes.len != want)
        return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "public key of unknown kind or length");
    *validator = (struct light_validator){
        .key_kind = (uint8_t)key->sum_case, .key_len = (uint8_t)want, .power = power};
    memcpy(validator->key, bytes.data, want);
    uint8_t hash[32];
    crypto_sha256(bytes, hash);
    if (validator->key_kind == LIGHT_KEY_SECP256K1)
        crypto_ripemd160(BYTES_OF(hash), hash);
    memcpy(validator->address, hash, LIGHT_ADDRESS_BYTES);
    return NULL;
}

struct light_validator_set light_validators_copy(struct arena *arena,
                                                 const struct light_validator_set *set)
{
    struct light_validator_set copy = *set;
    copy.items = ARENA_ARRAY(arena, struct light_validator, set->count);
    if (set->count != 0)
        memcpy(copy.items, set->items, set->count * sizeof *set->items);
    return copy;
}

static struct tendermint_crypto_public_key public_key(const struct light_validator *validator)
{
    struct tendermint_crypto_public_key key = {.sum_case = validator->key_kind};
    struct bytes bytes = bytes_make(validator->key, validator->key_len);
    if (validator->key_kind == LIGHT_KEY_ED25519)
        key.ed25519 = bytes;
    else
        key.secp256k1 = bytes;
    return key;
}

void light_validators_hash(struct arena *arena, const struct light_validator_set *set,
                           uint8_t hash[32])
{
    struct arena_mark mark = arena_mark(arena);
    struct bytes *leaves = ARENA_ARRAY(arena, struct bytes, set->count);
    for (size_t i = 0; i < set->count; i++) {
        struct tendermint_crypto_public_key key = public_key(&set->items[i]);
        struct tendermint_types_simple_validator leaf = {.pub_key = &key,
                                                         .voting_power = set->items[i].power};
        leaves[i] = protobuf_encode(arena, &tendermint_types_simple_validator_type, &leaf);
    }
    crypto_merkle_root(leaves, set->count, hash);
    arena_rewind(arena, mark);
}

size_t light_validators_find(const struct light_validator_set *set, struct bytes address)
{
    size_t index = 0;
    while (index < set->count && !bytes_equal(BYTES_OF(set->items[index].address), address))
        index++;
    return index;
}

/* ---- priorities ---- */

static int64_t add_clipped(int64_t left, int64_t right)
{
    int64_t sum;
    if (__builtin_add_overflow(left, right, &sum))
        return right < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

static int64_t subtract_clipped(int64_t left, int64_t right)
{
    int64_t difference;
    if (__builtin_sub_overflow(left, right, &difference))
        return right > 0 ? INT64_MIN : INT64_MAX;
    return difference;
}

/* Shrinks the priorities until their spread is at most twice the total power. */
static void rescale(struct light_validator_set *set)
{
    int64_t limit = 2 * set->total_power;
    if (set->count == 0 || limit <= 0)
        return;
    int64_t low = INT64_MAX, high = INT64_MIN;
    for (size_t i = 0; i < set->count; i++) {
        int64_t priority = set->items[i].priority;
        low = priority < low ? priority : low;
        high = priority > high ? priority : high;
    }
    /* As the original: a spread that wraps is negated. */
    int64_t spread = high - low;
    spread = spread < 0 ? -spread : spread;
    if (spread <= limit)
        return;
    int64_t ratio = (spread + limit - 1) / limit;
    for (size_t i = 0; i < set->count; i++)
        set->items[i].priority /= ratio;
}

static void centre(struct light_validator_set *set)
{
    if (set->count == 0)
        return;
    __int128 sum = 0, count = (__int128)set->count;
    for (size_t i = 0; i < set->count; i++)
        sum += set->items[i].priority;
    /* Rounds down, also below zero. */
    __int128 average = sum / count - (sum % count < 0);
    for (size_t i = 0; i < set->count; i++)
        set->items[i].priority = subtract_clipped(set->items[i].priority, (int64_t)average);
}

void light_validators_settle(struct light_validator_set *set)
{
    rescale(set);
    centre(set);
}

static bool goes_first(const struct light_validator *left, const struct light_validator *right)
{
    if (left->priority != right->priority)
        return left->priority > right->priority;
    return memcmp(left->address, right->address, LIGHT_ADDRESS_BYTES) < 0;
}

static void rotate_once(struct light_validator_set *set)
{
    struct light_validator *chosen = &set->items[0];
    for (size_t i = 0; i < set->count; i++)
        set->items[i].priority = add_clipped(set->items[i].priority, set->items[i].power);
    for (size_t i = 1; i < set->count; i++)
        if (goes_first(&set->items[i], chosen))
            chosen = &set->items[i];
    chosen->priority = subtract_clipped(chosen->priority, set->total_power);
    memcpy(set->proposer, chosen->address, LIGHT_ADDRESS_BYTES);
}

void light_validators_rotate(struct light_validator_set *set, uint32_t times)
{
    ASSERT(set->count > 0 && times > 0);
    light_validators_settle(set);
    for (uint32_t i = 0; i < times; i++)
        rotate_once(set);
}

/* ---- protobuf ---- */

struct tendermint_types_validator_set
light_validators_message(struct arena *arena, const struct light_validator_set *set)
{
    struct tendermint_types_validator *items =
        ARENA_ARRAY(arena, struct tendermint_types_validator, set->count);
    struct tendermint_types_validator_set message = {.validators = {items, set->count},
                                                     .total_voting_power = set->total_power};
    for (size_t i = 0; i < set->count; i++) {
        const struct light_validator *from = &set->items[i];
        items[i] = (struct tendermint_types_validator){.address = BYTES_OF(from->address),
                                                       .pub_key = public_key(from),
                                                       .voting_power = from->power,
                                                       .proposer_priority = from->priority};
        if (memcmp(from->address, set->proposer, LIGHT_ADDRESS_BYTES) == 0)
            message.proposer = &items[i];
    }
    return message;
}

struct bytes light_validators_encode(struct arena *arena, const struct light_validator_set *set)
{
    struct tendermint_types_validator_set message = light_validators_message(arena, set);
    return protobuf_encode(arena, &tendermint_types_validator_set_type, &message);
}

status light_validators_from_message(struct arena *arena,
                                     const struct tendermint_types_validator_set *message,
                                     struct light_validator_set *set)
{
    size_t count = message->validators.count;
    if (count > LIGHT_VALIDATORS_MAX)
        return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "%zu validators", count);
    struct light_validator_set read = {.items = ARENA_ARRAY(arena, struct light_validator, count)};
    for (size_t i = 0; i < count; i++) {
        const struct tendermint_types_validator *from = &message->validators.items[i];
        struct light_validator *to = &read.items[i];
        TRY(light_validator_make(arena, &from->pub_key, from->voting_power, to));
        to->priority = from->proposer_priority;
        if (!bytes_equal(from->address, BYTES_OF(to->address)))
            return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "address does not fit the key");
        if (light_validators_find(&read, from->address) != read.count)
            return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "double entry");
        if (to->power <= 0 || to->power > LIGHT_POWER_MAX - read.total_power)
            return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "power out of range");
        read.total_power += to->power;
        read.count++;
    }
    if (message->proposer != NULL) {
        if (light_validators_find(&read, message->proposer->address) == count)
            return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "proposer is not a member");
        memcpy(read.proposer, message->proposer->address.data, LIGHT_ADDRESS_BYTES);
    }
    *set = read;
    return NULL;
}

status light_validators_decode(struct arena *arena, struct bytes encoded,
                               struct light_validator_set *set)
{
    struct tendermint_types_validator_set message;
    TRY(protobuf_decode(arena, &tendermint_types_validator_set_type, encoded, &message));
    return light_validators_from_message(arena, &message, set);
}
