#include "common/tx/wire.h"

#include "tests/support/test.h"

static void varints_of_up_to_ten_bytes_are_read(void **state)
{
    struct arena *arena = arena_new(256);
    uint64_t value;
    struct bytes rest = test_unhex(arena, "96 01 ff");
    assert_int_equal(wire_varint(&rest, &value), WIRE_OK);
    assert_int_equal(value, 150);
    assert_int_equal(rest.len, 1);
    assert_int_equal(wire_varint(&rest, &value), WIRE_TRUNCATED);
    rest = test_unhex(arena, "ff ff ff ff ff ff ff ff ff 01");
    assert_int_equal(wire_varint(&rest, &value), WIRE_OK);
    assert_true(value == UINT64_MAX);
    rest = test_unhex(arena, "ff ff ff ff ff ff ff ff ff 02");
    assert_int_equal(wire_varint(&rest, &value), WIRE_OVERFLOW);
    arena_drop(arena);
}

static void tags_have_a_number_from_1_up(void **state)
{
    struct arena *arena = arena_new(256);
    uint32_t number, type;
    struct bytes rest = test_unhex(arena, "fa 3f");
    assert_int_equal(wire_tag(&rest, &number, &type), WIRE_OK);
    assert_int_equal(number, 1023);
    assert_int_equal(type, WIRE_BYTES);
    rest = test_unhex(arena, "02");
    assert_int_equal(wire_tag(&rest, &number, &type), WIRE_FIELD_NUMBER);
    assert_string_equal(wire_fault_text(WIRE_FIELD_NUMBER), "proto: invalid field number");
    assert_string_equal(wire_fault_text(WIRE_OK), "");
    arena_drop(arena);
}

static void values_are_taken_by_their_type(void **state)
{
    static const struct {
        uint32_t type;
        const char *wire;
        enum wire_fault fault;
        size_t left;
    } CASES[] = {
        {WIRE_VARINT, "96 01", WIRE_OK, 0},
        {WIRE_FIXED64, "01 02 03 04 05 06 07 08 09", WIRE_OK, 1},
        {WIRE_FIXED32, "01 02 03", WIRE_TRUNCATED, 3},
        {WIRE_BYTES, "02 aa bb cc", WIRE_OK, 1},
        {WIRE_BYTES, "05 aa", WIRE_TRUNCATED, 1},
        {WIRE_END_GROUP, "", WIRE_END_GROUP_MISMATCH, 0},
        {6, "", WIRE_RESERVED, 0},
    };
    struct arena *arena = arena_new(256);
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        struct bytes rest = test_unhex(arena, CASES[i].wire), value;
        assert_int_equal(wire_value(&rest, 1, CASES[i].type, &value), CASES[i].fault);
        assert_int_equal(rest.len, CASES[i].left);
    }
    arena_drop(arena);
}

static void groups_are_skipped_to_their_end(void **state)
{
    struct arena *arena = arena_new(256);
    struct bytes value;
    /* 1: 5, group 2 {}, end of group 3, one byte after it. */
    struct bytes rest = test_unhex(arena, "08 05 13 14 1c 77");
    assert_int_equal(wire_value(&rest, 3, WIRE_START_GROUP, &value), WIRE_OK);
    assert_int_equal(rest.len, 1);
    rest = test_unhex(arena, "08 05 14");
    assert_int_equal(wire_value(&rest, 3, WIRE_START_GROUP, &value), WIRE_END_GROUP_MISMATCH);
    uint8_t deep[200];
    memset(deep, 0x13, sizeof(deep));
    rest = BYTES_OF(deep);
    assert_int_equal(wire_value(&rest, 3, WIRE_START_GROUP, &value), WIRE_RECURSION);
    arena_drop(arena);
}

static void types_have_names(void **state)
{
    assert_string_equal(wire_type_name(WIRE_BYTES), "bytes");
    assert_string_equal(wire_type_name(WIRE_FIXED32), "fixed32");
    assert_null(wire_type_name(6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(varints_of_up_to_ten_bytes_are_read),
        cmocka_unit_test(tags_have_a_number_from_1_up),
        cmocka_unit_test(values_are_taken_by_their_type),
        cmocka_unit_test(groups_are_skipped_to_their_end),
        cmocka_unit_test(types_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
