#include "common/base/halt.h"
#include "node/chain/address.h"
#include "node/modules/staking/internal.h"

struct bytes staking_key(struct arena *arena, enum staking_key prefix)
{
    uint8_t byte = (uint8_t)prefix;
    return arena_copy(arena, bytes_make(&byte, 1));
}

struct bytes staking_key_1(struct arena *arena, enum staking_key prefix, struct bytes a)
{
    return ARENA_CONCAT(arena, staking_key(arena, prefix), address_key(arena, a));
}

struct bytes staking_key_2(struct arena *arena, enum staking_key prefix, struct bytes a,
                           struct bytes b)
{
    return ARENA_CONCAT(arena, staking_key(arena, prefix), address_key(arena, a),
                        address_key(arena, b));
}

struct bytes staking_key_3(struct arena *arena, enum staking_key prefix, struct bytes a,
                           struct bytes b, struct bytes c)
{
    return ARENA_CONCAT(arena, staking_key(arena, prefix), address_key(arena, a),
                        address_key(arena, b), address_key(arena, c));
}

struct bytes staking_key_number(struct arena *arena, enum staking_key prefix, uint64_t number)
{
    uint8_t big_endian[8];
    store_be64(big_endian, number);
    return ARENA_CONCAT(arena, staking_key(arena, prefix), BYTES_OF(big_endian));
}

struct bytes staking_key_time(struct arena *arena, enum staking_key prefix,
                              struct google_protobuf_timestamp time)
{
    return ARENA_CONCAT(arena, staking_key(arena, prefix), moment_key(arena, time));
}

struct bytes staking_key_validator_queue(struct arena *arena, struct google_protobuf_timestamp time,
                                         int64_t height)
{
    struct bytes text = moment_key(arena, time);
    uint8_t length[8], big_endian[8];
    store_be64(length, text.len);
    store_be64(big_endian, (uint64_t)height);
    return ARENA_CONCAT(arena, staking_key(arena, STAKING_KEY_VALIDATOR_QUEUE), BYTES_OF(length),
                        text, BYTES_OF(big_endian));
}

struct bytes staking_key_power(struct arena *arena, const struct staking_validator *validator)
{
    int64_t power;
    /* tokens that pass through here were checked when they were added */
    ASSERT(staking_power_of(validator->tokens, &power) == NULL);
    uint8_t head[9] = {STAKING_KEY_BY_POWER};
    store_be64(head + 1, (uint64_t)power);
    uint8_t *inverted = arena_alloc(arena, validator->address.len + 1);
    inverted[0] = (uint8_t)validator->address.len;
    for (size_t at = 0; at < validator->address.len; at++)
        inverted[at + 1] = (uint8_t)~validator->address.data[at];
    return ARENA_CONCAT(arena, BYTES_OF(head), bytes_make(inverted, validator->address.len + 1));
}

struct bytes staking_key_by_validator(struct arena *arena, struct bytes validator,
                                      struct bytes delegator)
{
    return ARENA_CONCAT(arena, staking_key_1(arena, STAKING_KEY_DELEGATION_BY_VALIDATOR, validator),
                        delegator);
}

struct bytes staking_key_address(struct bytes key, size_t at)
{
    ASSERT(at < key.len && (size_t)key.data[at] + at + 1 <= key.len);
    return bytes_slice(key, at + 1, key.data[at]);
}
