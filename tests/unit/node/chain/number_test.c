#include "node/chain/number.h"
#include "tests/support/test.h"

/* Every line of the vectors: operation, two operands, result ("panic", "refused"). Decimals are
 * scaled. */
struct line {
    struct bytes word[4];
};

static struct bytes next_word(struct bytes *rest, uint8_t end)
{
    size_t at = bytes_find(*rest, end);
    struct bytes word = bytes_slice(*rest, 0, at);
    *rest = bytes_from(*rest, at < rest->len ? at + 1 : at);
    return word;
}

static struct line parse_line(struct bytes text)
{
    struct line line;
    line.word[0] = next_word(&text, ' ');
    if (text.len > 0 && text.data[0] == '\'') {
        text = bytes_from(text, 1);
        line.word[1] = next_word(&text, '\'');
        text = bytes_from(text, 1);
    } else {
        line.word[1] = next_word(&text, ' ');
    }
    line.word[2] = next_word(&text, ' ');
    line.word[3] = text;
    return line;
}

typedef status (*integer_operation)(struct integer, struct integer, struct integer *);
typedef status (*decimal_operation)(struct decimal, struct decimal, struct decimal *);
typedef status (*mixed_operation)(struct decimal, struct integer, struct decimal *);
typedef struct integer (*rounding_operation)(struct decimal);

static const struct {
    const char *name;
    integer_operation integer;
    decimal_operation decimal;
    mixed_operation mixed;
    rounding_operation rounding;
} operations[] = {
    {"integer_add", .integer = integer_add},
    {"integer_subtract", .integer = integer_subtract},
    {"integer_multiply", .integer = integer_multiply},
    {"integer_divide", .integer = integer_divide},
    {"integer_modulo", .integer = integer_modulo},
    {"decimal_add", .decimal = decimal_add},
    {"decimal_subtract", .decimal = decimal_subtract},
    {"decimal_multiply", .decimal = decimal_multiply},
    {"decimal_multiply_truncate", .decimal = decimal_multiply_truncate},
    {"decimal_multiply_round_up", .decimal = decimal_multiply_round_up},
    {"decimal_divide", .decimal = decimal_divide},
    {"decimal_divide_truncate", .decimal = decimal_divide_truncate},
    {"decimal_divide_round_up", .decimal = decimal_divide_round_up},
    {"decimal_multiply_integer", .mixed = decimal_multiply_integer},
    {"decimal_divide_integer", .mixed = decimal_divide_integer},
    {"decimal_truncate", .rounding = decimal_truncate},
    {"decimal_round", .rounding = decimal_round},
    {"decimal_ceiling", .rounding = decimal_ceiling},
};

static struct integer integer_of(struct bytes text)
{
    struct integer value;
    assert_true(integer_parse(text, &value));
    return value;
}

static struct decimal decimal_of(struct bytes text)
{
    struct decimal value;
    assert_true(decimal_parse_scaled(text, &value));
    return value;
}

static struct bytes calculate(struct arena *arena, size_t at, const struct line *line)
{
    struct integer integer;
    struct decimal decimal;
    status failure;
    if (operations[at].integer != NULL) {
        failure =
            operations[at].integer(integer_of(line->word[1]), integer_of(line->word[2]), &integer);
        return failure != NULL ? BYTES("panic") : integer_text(arena, integer);
    }
    if (operations[at].rounding != NULL)
        return integer_text(arena, operations[at].rounding(decimal_of(line->word[1])));
    if (operations[at].mixed != NULL)
        failure =
            operations[at].mixed(decimal_of(line->word[1]), integer_of(line->word[2]), &decimal);
    else
        failure =
            operations[at].decimal(decimal_of(line->word[1]), decimal_of(line->word[2]), &decimal);
    return failure != NULL ? BYTES("panic") : decimal_text_scaled(arena, decimal);
}

static struct bytes answer(struct arena *arena, const struct line *line)
{
    struct integer integer;
    struct decimal decimal;
    if (bytes_is(line->word[0], "integer_parse"))
        return integer_parse(line->word[1], &integer) ? integer_text(arena, integer)
                                                      : BYTES("refused");
    if (bytes_is(line->word[0], "decimal_parse"))
        return decimal_parse(line->word[1], &decimal) ? decimal_text_scaled(arena, decimal)
                                                      : BYTES("refused");
    if (bytes_is(line->word[0], "decimal_text"))
        return decimal_text(arena, decimal_of(line->word[1]));
    for (size_t at = 0; at < ARRAY_COUNT(operations); at++) {
        if (bytes_is(line->word[0], operations[at].name))
            return calculate(arena, at, line);
    }
    fail_msg("unknown operation %.*s", BYTES_ARG(line->word[0]));
    return BYTES("");
}

static void every_known_answer_of_the_original_library_is_reproduced(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes text = test_file(arena, "tests/vectors/number/arithmetic.txt");
    size_t count = 0;
    while (text.len > 0) {
        struct bytes row = next_word(&text, '\n');
        if (row.len == 0 || row.data[0] == '#')
            continue;
        struct line line = parse_line(row);
        struct bytes actual = answer(arena, &line);
        if (!bytes_equal(actual, line.word[3]))
            fail_msg("%.*s gave %.*s", BYTES_ARG(row), BYTES_ARG(actual));
        count++;
    }
    assert_true(count > 600);
    arena_drop(arena);
}

static void small_machine_integers_convert_both_ways(void **state)
{
    int64_t number;
    uint64_t natural;
    assert_true(integer_to_i64(integer_from_i64(INT64_MIN), &number));
    assert_true(number == INT64_MIN);
    assert_true(integer_to_i64(integer_from_i64(INT64_MAX), &number));
    assert_true(number == INT64_MAX);
    assert_false(integer_to_i64(integer_from_u64((uint64_t)INT64_MAX + 1), &number));
    assert_true(integer_to_u64(integer_from_u64(UINT64_MAX), &natural));
    assert_true(natural == UINT64_MAX);
    assert_false(integer_to_u64(integer_from_i64(-1), &natural));
}

static void comparison_knows_signs(void **state)
{
    struct integer minus = integer_from_i64(-5), plus = integer_from_i64(3);
    assert_true(integer_compare(minus, plus) < 0);
    assert_true(integer_compare(integer_from_i64(-6), minus) < 0);
    assert_int_equal(integer_compare(plus, plus), 0);
    assert_int_equal(integer_compare(integer_minimum(minus, plus), minus), 0);
    assert_false(integer_negate(INTEGER_ZERO).negative);
    assert_true(integer_is_positive(integer_negate(minus)));
}

static void a_panic_of_the_original_aborts(void **state)
{
    struct decimal out;
    status failure = decimal_divide(DECIMAL_ONE, DECIMAL_ZERO, &out);
    assert_true(failure == &NUMBER_DECIMAL_DIVIDE_BY_ZERO);
    assert_true(failure->aborts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_known_answer_of_the_original_library_is_reproduced),
        cmocka_unit_test(small_machine_integers_convert_both_ways),
        cmocka_unit_test(comparison_knows_signs),
        cmocka_unit_test(a_panic_of_the_original_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
