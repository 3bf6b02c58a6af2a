#include "node/modules/compute/internal.h"
#include "tests/support/test.h"

#define NO_URL       "not an url: invalid"
#define NOT_ABSOLUTE "not an absolute url: invalid"
#define NOT_HTTPS    "must use https: invalid"

/* What Go's net/url (1.24) and the original's three questions say of each. */
static const struct {
    const char *text, *refusal;
} ROWS[] = {
    {"", NULL},
    {"https://a.b/c", NULL},
    {"https:foo", NULL},
    {"https:", NULL},
    {"HTTPS://A", NULL},
    {"http://a", NOT_HTTPS},
    {"ftp://a/%zz", NO_URL},
    {"https://a/%zz", NO_URL},
    {"https://a/%4", NO_URL},
    {"https://a b/", NO_URL},
    {"https://a/b c", NULL},
    {"https://a:80/", NULL},
    {"https://a:", NULL},
    {"https://a:8x", NO_URL},
    {"https://u:p@a:1/x", NULL},
    {"https://u p@a/", NO_URL},
    {"https://u%4@a/", NO_URL},
    {"https://[::1]:80/x", NULL},
    {"https://[::1", NO_URL},
    {"https://[::1]x", NO_URL},
    {"https://[fe80::1%25en0]/", NULL},
    {"https://[fe80::1%25en%20]/", NULL},
    {"https://[fe80::1%25e%2fn]/", NO_URL},
    {"https://[fe80::1%en]/", NO_URL},
    {"https://a%41/", NO_URL},
    {"https://a%c3%a9/", NULL},
    {"https://a%25/", NULL},
    {"https://\xc3\xa9/", NULL},
    {"https://a/?%zz", NULL},
    {"https://a/?#%zz", NO_URL},
    {"https://a/#\x01", NULL},
    {"https://a/\x01", NO_URL},
    {"https://a/\x7f", NO_URL},
    {":foo", NO_URL},
    {"//a/b", NOT_ABSOLUTE},
    {"///a b", NOT_ABSOLUTE},
    {"//a b/", NO_URL},
    {"foo:bar/baz", NOT_HTTPS},
    {"1foo:bar", NO_URL},
    {"foo/bar:baz", NOT_ABSOLUTE},
    {"foo bar:baz", NO_URL},
    {"a%zz", NO_URL},
    {"/a%zz", NO_URL},
    {"#", NOT_ABSOLUTE},
    {"?x", NOT_ABSOLUTE},
    {"https://a\\b/", NO_URL},
    {"https://a|b/", NO_URL},
    {"https://a<b>\"/", NULL},
    {"https:///x", NULL},
    {"https:/x%", NO_URL},
    {"https:x%", NULL},
    {"https://@/", NULL},
    {"https://a@b@c/", NULL},
    {"https://a/\xc3\xa9\xff", NULL},
    {"https://\xff/", NULL},
    {"https+x://a", NOT_HTTPS},
    {"-https://a", NO_URL},
    {"https://a:80:90/", NULL},
    {"https://[a]:/%", NO_URL},
};

static void a_source_is_what_go_takes_for_a_url_of_https(void **state)
{
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        status refused = compute_check_source(arena, bytes_text(ROWS[i].text));
        if ((refused == NULL) != (ROWS[i].refusal == NULL))
            print_message("# %s\n", ROWS[i].text);
        if (ROWS[i].refusal == NULL)
            ASSERT_OK(refused);
        else
            ASSERT_TEXT(refused->text, ROWS[i].refusal);
    }
    arena_drop(arena);
}

static void a_zero_byte_is_no_part_of_a_url(void **state)
{
    struct arena *arena = arena_new(4096);
    ASSERT_TEXT(compute_check_source(arena, BYTES("https://a\0b/"))->text, NO_URL);
    ASSERT_OK(compute_check_source(arena, BYTES("https://a/#\0")));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_source_is_what_go_takes_for_a_url_of_https),
        cmocka_unit_test(a_zero_byte_is_no_part_of_a_url),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
