#ifndef TESTS_SUPPORT_TEST_H
#define TESTS_SUPPORT_TEST_H

/* What every unit test includes: cmocka with the headers it wants before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/support/hex.h"

/* ASSERT_BYTES compares byte strings; ASSERT_HEX a byte string with lower-case hex. */
#define ASSERT_BYTES(actual, expected)                                                             \
    do {                                                                                           \
        struct bytes actual_ = (actual), expected_ = (expected);                                   \
        assert_int_equal(actual_.len, expected_.len);                                              \
        if (expected_.len != 0)                                                                    \
            assert_memory_equal(actual_.data, expected_.data, expected_.len);                      \
    } while (0)
#define ASSERT_HEX(actual, hex)                                                                    \
    do {                                                                                           \
        struct bytes hex_actual_ = (actual);                                                       \
        char *hex_text_ = test_hex(hex_actual_);                                                   \
        assert_string_equal(hex_text_, hex);                                                       \
        test_hex_free(hex_text_);                                                                  \
    } while (0)
#define ASSERT_TEXT(actual, text) ASSERT_BYTES(actual, bytes_text(text))
#define ASSERT_OK(call)           assert_null(call)

#endif
