#ifndef SECRET_HOST_H
#define SECRET_HOST_H

/* What a contract can ask of the chain: state, addresses, other contracts, log lines.
 *
 * In the contract these are imports of the module `env`, and bytes cross in regions. In tests
 * (compiled for this machine) secret/test_host.h takes their place. */
#include "secret/memory.h"

/* How bytes cross: the reader looks at `len` bytes at `offset`, the writer may fill `capacity`. */
struct region {
    uint32_t offset, capacity, len;
};

#ifdef __wasm__

#define HOST_IMPORT(name) __attribute__((import_module("env"), import_name(name)))
HOST_IMPORT("db_read") uint32_t host_db_read(const struct region *key);
HOST_IMPORT("db_write") void host_db_write(const struct region *key, const struct region *value);
HOST_IMPORT("db_remove") void host_db_remove(const struct region *key);
HOST_IMPORT("addr_validate") uint32_t host_addr_validate(const struct region *human);
HOST_IMPORT("query_chain") uint32_t host_query_chain(const struct region *request);
HOST_IMPORT("debug") void host_debug(const struct region *text);

/* A region over bytes that stay where they are. */
static struct region region_of(struct text text)
{
    return (struct region){(uint32_t)(uintptr_t)text.data, text.len, text.len};
}

/* What a region from the host holds. */
static struct text region_text(uint32_t pointer)
{
    const struct region *region = (const struct region *)(uintptr_t)pointer;
    return (struct text){(const char *)(uintptr_t)region->offset, region->len};
}

/* A region for the host: `bytes` of room with `len` of them filled. */
static uint32_t region_new(const void *data, uint32_t capacity, uint32_t len)
{
    struct region *region = memory_new(sizeof *region);
    *region = (struct region){(uint32_t)(uintptr_t)data, capacity, len};
    return (uint32_t)(uintptr_t)region;
}

/* The value under `key`; false when there is none. */
static inline bool storage_read(struct text key, struct text *value)
{
    struct region asked = region_of(key);
    uint32_t found = host_db_read(&asked);
    if (found != 0)
        *value = region_text(found);
    return found != 0;
}

/* Keys and values are encrypted, but an observer sees which entry it is and how long the value is:
 * give the values of one kind one length. `value` must not be empty. */
static inline void storage_write(struct text key, struct text value)
{
    struct region where = region_of(key), what = region_of(value);
    host_db_write(&where, &what);
}

static inline void storage_remove(struct text key)
{
    struct region where = region_of(key);
    host_db_remove(&where);
}

/* Whether `human` is an address of this chain in its normal form. */
static inline bool address_valid(struct text human)
{
    struct region asked = region_of(human);
    return host_addr_validate(&asked) == 0;
}

/* Asks the chain; the answer is {"Ok":{"Ok":"<base64>"}} or holds an error. */
static inline struct text query_chain(struct text request)
{
    struct region asked = region_of(request);
    return region_text(host_query_chain(&asked));
}

/* A line in the log of a simulating node; nothing elsewhere. */
static inline void debug(struct text text)
{
    struct region line = region_of(text);
    host_debug(&line);
}

#else

#include "secret/test_host.h"

#endif

/* Numbers in state take 8 bytes whatever they are. */
static inline uint64_t storage_read_number(struct text key, uint64_t otherwise)
{
    struct text value;
    uint64_t number = 0;
    if (!storage_read(key, &value) || value.len != 8)
        return otherwise;
    for (uint32_t i = 8; i-- > 0;)
        number = number << 8 | (unsigned char)value.data[i];
    return number;
}

static inline void storage_write_number(struct text key, uint64_t number)
{
    char bytes[8];
    for (uint32_t i = 0; i < 8; i++, number >>= 8)
        bytes[i] = (char)(number & 0xFF);
    storage_write(key, (struct text){bytes, 8});
}

#endif
