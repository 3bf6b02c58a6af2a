#ifndef TESTS_SUPPORT_SUITE2_VECTORS_H
#define TESTS_SUPPORT_SUITE2_VECTORS_H

#include "tests/support/test.h"

/* suite2_vector gives a value of tests/vectors/enclave/suite2.txt; an unknown name fails the test.
 */
static inline struct bytes suite2_vector(struct arena *arena, const char *name)
{
    struct bytes rest = test_file(arena, "tests/vectors/enclave/suite2.txt");
    size_t name_len = strlen(name);
    while (rest.len != 0) {
        size_t end = bytes_find(rest, '\n');
        struct bytes line = bytes_slice(rest, 0, end);
        rest = bytes_from(rest, end < rest.len ? end + 1 : end);
        if (line.len <= name_len || line.data[name_len] != ' ' ||
            memcmp(line.data, name, name_len) != 0)
            continue;
        char *hex = arena_alloc(arena, line.len - name_len);
        memcpy(hex, line.data + name_len + 1, line.len - name_len - 1);
        hex[line.len - name_len - 1] = 0;
        return test_unhex(arena, hex);
    }
    fail_msg("no vector %s", name);
    return rest;
}

#endif
