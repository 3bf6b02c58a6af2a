#ifndef COMMON_BASE_BYTES_H
#define COMMON_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A borrowed run of bytes: text or binary, never NUL-terminated. `data` may be NULL only when
 * `len` is 0. Where "absent" and "empty" differ, absent is data == NULL. */
struct bytes {
    const uint8_t *data;
    size_t len;
};

/* A list of byte strings; owned by whoever owns the arena it came from. */
struct bytes_list {
    struct bytes *items;
    size_t count;
};

/* BYTES("text") is a constant byte string without the final NUL. */
#define BYTES(literal) ((struct bytes){(const uint8_t *)("" literal), sizeof(literal) - 1})
/* BYTES_INIT is the same for static initialisers. */
#define BYTES_INIT(literal)                                                                        \
    {                                                                                              \
        (const uint8_t *)("" literal), sizeof(literal) - 1                                         \
    }
/* BYTES_OF(array) covers a whole fixed-size array. */
#define BYTES_OF(array) ((struct bytes){(const uint8_t *)(array), sizeof(array)})
/* BYTES_ARG(b) supplies the two arguments of a "%.*s" conversion. */
#define BYTES_ARG(b) (int)(b).len, (const char *)(b).data

#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline struct bytes bytes_make(const void *data, size_t len)
{
    return (struct bytes){(const uint8_t *)data, len};
}

/* bytes_text wraps a NUL-terminated string; for constants and the command line. */
static inline struct bytes bytes_text(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static inline bool bytes_equal(struct bytes left, struct bytes right)
{
    return left.len == right.len && (left.len == 0 || memcmp(left.data, right.data, left.len) == 0);
}

static inline bool bytes_is(struct bytes left, const char *text)
{
    return bytes_equal(left, bytes_text(text));
}

/* bytes_compare orders bytewise, a prefix before its extensions: <0, 0, >0. */
static inline int bytes_compare(struct bytes left, struct bytes right)
{
    size_t common = left.len < right.len ? left.len : right.len;
    int order = common == 0 ? 0 : memcmp(left.data, right.data, common);
    if (order != 0)
        return order;
    return (left.len > right.len) - (left.len < right.len);
}

static inline bool bytes_starts_with(struct bytes whole, struct bytes prefix)
{
    return whole.len >= prefix.len &&
           (prefix.len == 0 || memcmp(whole.data, prefix.data, prefix.len) == 0);
}

/* bytes_from drops the first `skip` bytes; `skip` must not exceed the length. */
static inline struct bytes bytes_from(struct bytes whole, size_t skip)
{
    return (struct bytes){whole.data + skip, whole.len - skip};
}

/* bytes_slice is `len` bytes from `start`; the range must lie inside. */
static inline struct bytes bytes_slice(struct bytes whole, size_t start, size_t len)
{
    return (struct bytes){whole.data + start, len};
}

/* bytes_find gives the index of the first `byte`, or len when there is none. */
static inline size_t bytes_find(struct bytes whole, uint8_t byte)
{
    const uint8_t *at = whole.len == 0 ? NULL : memchr(whole.data, byte, whole.len);
    return at == NULL ? whole.len : (size_t)(at - whole.data);
}

static inline void store_be32(uint8_t out[4], uint32_t value)
{
    value = __builtin_bswap32(value);
    memcpy(out, &value, 4);
}

static inline void store_be64(uint8_t out[8], uint64_t value)
{
    value = __builtin_bswap64(value);
    memcpy(out, &value, 8);
}

static inline void store_le64(uint8_t out[8], uint64_t value)
{
    memcpy(out, &value, 8);
}

static inline uint32_t load_be32(const uint8_t in[4])
{
    uint32_t value;
    memcpy(&value, in, 4);
    return __builtin_bswap32(value);
}

static inline uint64_t load_be64(const uint8_t in[8])
{
    uint64_t value;
    memcpy(&value, in, 8);
    return __builtin_bswap64(value);
}

static inline uint64_t load_le64(const uint8_t in[8])
{
    uint64_t value;
    memcpy(&value, in, 8);
    return value;
}

static inline uint64_t bytes_mix(uint64_t left, uint64_t right)
{
    unsigned __int128 product = (unsigned __int128)left * right;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* bytes_hash spreads byte strings over a table in memory, in the manner of wyhash: quick, and keyed
 * by the seed. */
static inline uint64_t bytes_hash(uint64_t seed, struct bytes bytes)
{
    uint64_t hash = seed ^ bytes_mix(bytes.len + 0x9e3779b97f4a7c15, 0xa0761d6478bd642f);
    size_t at = 0;
    for (; at + 8 <= bytes.len; at += 8)
        hash = bytes_mix(hash ^ load_le64(bytes.data + at), 0xe7037ed1a0b428db);
    uint8_t rest[8] = {0};
    if (at < bytes.len)
        memcpy(rest, bytes.data + at, bytes.len - at);
    return bytes_mix(hash ^ load_le64(rest), 0x8ebc6af09c88c6e3 ^ seed);
}

#endif
