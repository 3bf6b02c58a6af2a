#ifndef SECRET_TEST_HOST_H
#define SECRET_TEST_HOST_H

/* The chain as a unit test sees it: state in an array, and addresses that are valid when they begin
 * with `secret1`. Included by secret/host.h where the target is not wasm. */
#include <stdio.h>

#include "secret/memory.h"

enum { TEST_STATE_MAX = 64 };

struct test_state {
    struct {
        struct text key, value;
    } entries[TEST_STATE_MAX];
    uint32_t count;
};

/* Tests begin with `test_state.count = 0`. */
static struct test_state test_state;

static uint32_t test_state_find_(struct text key)
{
    uint32_t i = 0;
    while (i < test_state.count && !text_equal(test_state.entries[i].key, key))
        i++;
    return i;
}

static inline bool storage_read(struct text key, struct text *value)
{
    uint32_t at = test_state_find_(key);
    if (at < test_state.count)
        *value = test_state.entries[at].value;
    return at < test_state.count;
}

static inline void storage_write(struct text key, struct text value)
{
    uint32_t at = test_state_find_(key);
    if (at == TEST_STATE_MAX || value.len == 0)
        memory_abort();
    test_state.entries[at].key = text_join(key, (struct text){0});
    test_state.entries[at].value = text_join(value, (struct text){0});
    test_state.count += at == test_state.count;
}

static inline void storage_remove(struct text key)
{
    uint32_t at = test_state_find_(key);
    if (at < test_state.count)
        test_state.entries[at] = test_state.entries[--test_state.count];
}

static inline bool address_valid(struct text human)
{
    struct text prefix = TEXT("secret1");
    return human.len > prefix.len && text_equal((struct text){human.data, prefix.len}, prefix);
}

static inline struct text query_chain(struct text request)
{
    (void)request;
    return TEXT("{\"Err\":{\"unsupported_request\":{\"kind\":\"a test\"}}}");
}

static inline void debug(struct text text)
{
    printf("# %.*s\n", (int)text.len, text.data);
}

#endif
