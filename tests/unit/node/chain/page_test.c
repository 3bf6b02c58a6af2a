#include "node/chain/page.h"

#include "tests/support/chain.h"
#include "tests/support/test.h"

/* Ten items under "p": 0 to 9, and neighbours that must never show. */
static struct test_chain *start(void)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(kv_set(&test->ctx, STORE_BANK, BYTES("o"), BYTES("before")));
    ASSERT_OK(kv_set(&test->ctx, STORE_BANK, BYTES("q"), BYTES("after")));
    for (int i = 0; i < 10; i++)
        ASSERT_OK(kv_set(&test->ctx, STORE_BANK, arena_format(test->arena, "p%d", i),
                         arena_format(test->arena, "v%d", i)));
    return test;
}

/* A page as text: "012 next=3 total=10". */
static struct bytes shown(struct test_chain *test,
                          const struct cosmos_base_query_v1beta1_page_request *request,
                          enum page_kind kind)
{
    struct writer writer = writer_new(test->arena, 64);
    const struct cosmos_base_query_v1beta1_page_response *response;
    struct page page;
    ASSERT_OK(page_start(&test->ctx, STORE_BANK, BYTES("p"), request, kind, &page));
    while (page.valid) {
        writer_bytes(&writer, page.key);
        ASSERT_OK(page_next(&page));
    }
    ASSERT_OK(page_finish(&page, &response));
    writer_format(&writer, " next=%.*s total=%d", BYTES_ARG(response->next_key),
                  (int)response->total);
    return writer_done(&writer);
}

#define REQUEST(...) (&(struct cosmos_base_query_v1beta1_page_request){__VA_ARGS__})
static void without_a_request_the_first_hundred_come_counted(void **state)
{
    struct test_chain *test = start();
    ASSERT_TEXT(shown(test, NULL, PAGE_COLLECTION), "0123456789 next= total=10");
    ASSERT_TEXT(shown(test, NULL, PAGE_STORE), "0123456789 next= total=10");
    test_chain_free(test);
}

static void a_limit_gives_the_key_to_go_on_from(void **state)
{
    struct test_chain *test = start();
    ASSERT_TEXT(shown(test, REQUEST(.limit = 3), PAGE_COLLECTION), "012 next=3 total=0");
    ASSERT_TEXT(shown(test, REQUEST(.limit = 3, .count_total = true), PAGE_STORE),
                "012 next=3 total=10");
    ASSERT_TEXT(shown(test, REQUEST(.limit = 3, .key = BYTES("3")), PAGE_COLLECTION),
                "345 next=6 total=0");
    ASSERT_TEXT(shown(test, REQUEST(.limit = 10), PAGE_COLLECTION), "0123456789 next= total=0");
    test_chain_free(test);
}

static void an_offset_skips_and_one_past_the_end_differs_by_kind(void **state)
{
    struct test_chain *test = start();
    ASSERT_TEXT(shown(test, REQUEST(.offset = 8), PAGE_COLLECTION), "89 next= total=10");
    ASSERT_TEXT(shown(test, REQUEST(.offset = 20), PAGE_COLLECTION), " next= total=0");
    ASSERT_TEXT(shown(test, REQUEST(.offset = 20), PAGE_STORE), " next= total=10");
    test_chain_free(test);
}

static void a_reverse_page_starts_at_the_end(void **state)
{
    struct test_chain *test = start();
    ASSERT_TEXT(shown(test, REQUEST(.limit = 2, .reverse = true), PAGE_COLLECTION),
                "98 next=7 total=0");
    ASSERT_TEXT(
        shown(test, REQUEST(.limit = 2, .reverse = true, .key = BYTES("7")), PAGE_COLLECTION),
        "76 next=5 total=0");
    ASSERT_TEXT(shown(test, REQUEST(.limit = 2, .reverse = true, .key = BYTES("7")), PAGE_STORE),
                "76 next=5 total=0");
    test_chain_free(test);
}

static void key_and_offset_together_are_refused(void **state)
{
    struct test_chain *test = start();
    struct page page;
    status refused = page_start(&test->ctx, STORE_BANK, BYTES("p"),
                                REQUEST(.offset = 1, .key = BYTES("3")), PAGE_COLLECTION, &page);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, "invalid request, either offset or key is expected, got both");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_request_the_first_hundred_come_counted),
        cmocka_unit_test(a_limit_gives_the_key_to_go_on_from),
        cmocka_unit_test(an_offset_skips_and_one_past_the_end_differs_by_kind),
        cmocka_unit_test(a_reverse_page_starts_at_the_end),
        cmocka_unit_test(key_and_offset_together_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
