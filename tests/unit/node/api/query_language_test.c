#include "node/api/query_language.h"

#include "tests/support/test.h"

static struct query_condition parse_one(struct arena *arena, const char *text)
{
    struct query query;
    ASSERT_OK(query_parse(arena, bytes_text(text), &query));
    assert_int_equal(query.count, 1);
    return query.conditions[0];
}

static void conditions_are_joined_by_and(void **state)
{
    struct arena *arena = arena_new(1024);
    struct query query;
    ASSERT_OK(query_parse(arena,
                          BYTES("tm.event='Tx' AND tx.height>5 AND tx.height <= 10 AND a.b EXISTS "
                                "AND c.d CONTAINS 'x y' AND e.f = TIME 2026-01-02T03:04:05Z"),
                          &query));
    assert_int_equal(query.count, 6);
    ASSERT_TEXT(query.conditions[0].tag, "tm.event");
    ASSERT_TEXT(query.conditions[0].text, "Tx");
    assert_int_equal(query.conditions[1].operator_, QUERY_GREATER);
    assert_int_equal(query.conditions[2].operator_, QUERY_LESS_EQUAL);
    assert_int_equal(query.conditions[3].operator_, QUERY_EXISTS);
    ASSERT_TEXT(query.conditions[4].text, "x y");
    assert_int_equal(query.conditions[5].seconds, 1767323045);
    arena_drop(arena);
}

static void values_are_compared_as_what_the_operand_is(void **state)
{
    static const struct {
        const char *query, *value;
        bool holds;
    } cases[] = {
        {"a='x'", "x", true},
        {"a='x'", "xy", false},
        {"a=''", "", true},
        {"a CONTAINS 'el'", "hello", true},
        {"a CONTAINS 'le'", "hello", false},
        {"a EXISTS", "", true},
        {"a=22", "22", true},
        {"a=22", "22atom", true},
        {"a=022", "22.0", true},
        {"a>9", "10", true},
        {"a>9.5", "9.49", false},
        {"a>9.5", "9.51", true},
        {"a<100000000000000000000000000", "99999999999999999999999999", true},
        {"a<5", "-3", false},
        {"a<5", "text", false},
        {"a>=5", "5.stake", true},
        {"a=DATE 2026-01-02", "2026-01-02", true},
        {"a>DATE 2026-01-02", "2026-01-03", true},
        {"a<TIME 2026-01-02T00:00:00Z", "2026-01-01T23:59:59.5Z", true},
        {"a=TIME 2026-01-02T00:00:00Z", "2026-01-02T01:00:00+01:00", true},
        {"a=TIME 2026-01-02T00:00:00Z", "soon", false},
    };
    struct arena *arena = arena_new(1024);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct query_condition condition = parse_one(arena, cases[i].query);
        assert_int_equal(query_condition_holds(&condition, bytes_text(cases[i].value)),
                         cases[i].holds);
    }
    arena_drop(arena);
}

static void malformed_queries_get_the_originals_texts(void **state)
{
    static const struct {
        const char *query, *text;
    } cases[] = {
        {"", "offset 0: EOF"},
        {"a", "offset 1: EOF"},
        {"a =", "offset 3: EOF"},
        {"a > 'x'", "offset 4: got string, wanted number, timestamp or datestamp"},
        {"a CONTAINS 5", "offset 11: got number, wanted string"},
        {"= 5", "offset 0: got = operator, wanted tag"},
        {"a=5 OR b=6", "offset 4: got tag, want AND operator"},
        {"a='x", "offset 2: EOF"},
        {"a!5", "offset 1: invalid input ! at offset 2"},
        {"a = TIME yesterday", "offset 4: invalid TIME value: "},
    };
    struct arena *arena = arena_new(1024);
    struct query query;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        status refused = query_parse(arena, bytes_text(cases[i].query), &query);
        assert_non_null(refused);
        ASSERT_TEXT(refused->text, cases[i].text);
    }
    uint8_t *big = arena_zalloc(arena, QUERY_BYTES_MAX + 1);
    ASSERT_TEXT(query_parse(arena, bytes_make(big, QUERY_BYTES_MAX + 1), &query)->text,
                "maximum query length exceeded");
    arena_drop(arena);
}

static void tags_split_at_their_last_point(void **state)
{
    ASSERT_TEXT(query_tag_type(BYTES("cosmos.bank.Send.amount")), "cosmos.bank.Send");
    ASSERT_TEXT(query_tag_type(BYTES("plain")), "");
    assert_true(query_tag_is(BYTES("a.b.c"), BYTES("a.b"), BYTES("c")));
    assert_true(query_tag_is(BYTES("a.b.c"), BYTES("a"), BYTES("b.c")));
    assert_false(query_tag_is(BYTES("a.b.c"), BYTES("a.b"), BYTES("d")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_joined_by_and),
        cmocka_unit_test(values_are_compared_as_what_the_operand_is),
        cmocka_unit_test(malformed_queries_get_the_originals_texts),
        cmocka_unit_test(tags_split_at_their_last_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
