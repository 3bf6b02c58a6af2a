#include "node/chain/filter_page.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

/* Ten items p0 to p9; the even ones are wanted. */
static struct test_chain *world(void)
{
    struct test_chain *test = test_chain_new();
    for (char digit = '0'; digit <= '9'; digit++)
        ASSERT_OK(
            kv_set(&test->ctx, STORE_BANK, arena_format(test->arena, "p%c", digit), BYTES("v")));
    return test;
}

static struct bytes walk(struct test_chain *test,
                         const struct cosmos_base_query_v1beta1_page_request *request,
                         const struct cosmos_base_query_v1beta1_page_response **response)
{
    struct writer out = writer_new(test->arena, 16);
    struct filter_page page;
    ASSERT_OK(filter_start(&test->ctx, STORE_BANK, BYTES("p"), request, &page));
    while (page.valid) {
        bool wanted = page.key.data[0] % 2 == 0;
        if (wanted && page.take)
            writer_bytes(&out, page.key);
        ASSERT_OK(filter_next(&page, wanted));
    }
    filter_finish(&page, response);
    return writer_done(&out);
}

static void without_a_request_all_are_taken_and_counted(void **state)
{
    struct test_chain *test = world();
    const struct cosmos_base_query_v1beta1_page_response *response;
    ASSERT_TEXT(walk(test, NULL, &response), "02468");
    assert_int_equal(response->total, 5);
    assert_int_equal(response->next_key.len, 0);
    test_chain_free(test);
}

static void offset_and_limit_count_wanted_items(void **state)
{
    struct test_chain *test = world();
    const struct cosmos_base_query_v1beta1_page_request request = {.offset = 1, .limit = 2};
    const struct cosmos_base_query_v1beta1_page_response *response;
    ASSERT_TEXT(walk(test, &request, &response), "24");
    ASSERT_TEXT(response->next_key, "6");
    assert_int_equal(response->total, 0);
    test_chain_free(test);
}

static void a_total_is_counted_to_the_end(void **state)
{
    struct test_chain *test = world();
    const struct cosmos_base_query_v1beta1_page_request request = {.limit = 1, .count_total = true};
    const struct cosmos_base_query_v1beta1_page_response *response;
    ASSERT_TEXT(walk(test, &request, &response), "0");
    ASSERT_TEXT(response->next_key, "2");
    assert_int_equal(response->total, 5);
    test_chain_free(test);
}

static void a_key_goes_on_where_the_page_before_ended(void **state)
{
    struct test_chain *test = world();
    const struct cosmos_base_query_v1beta1_page_request request = {.key = BYTES("4"), .limit = 2};
    const struct cosmos_base_query_v1beta1_page_response *response;
    ASSERT_TEXT(walk(test, &request, &response), "46");
    ASSERT_TEXT(response->next_key, "7"); /* the next item, wanted or not */
    test_chain_free(test);
}

static void it_also_goes_backwards(void **state)
{
    struct test_chain *test = world();
    const struct cosmos_base_query_v1beta1_page_request request = {.limit = 2, .reverse = true};
    const struct cosmos_base_query_v1beta1_page_response *response;
    ASSERT_TEXT(walk(test, &request, &response), "86");
    ASSERT_TEXT(response->next_key, "4");
    test_chain_free(test);
}

static void key_and_offset_together_are_refused(void **state)
{
    struct test_chain *test = world();
    const struct cosmos_base_query_v1beta1_page_request request = {.key = BYTES("4"), .offset = 1};
    struct filter_page page;
    ASSERT_TEXT(filter_start(&test->ctx, STORE_BANK, BYTES("p"), &request, &page)->text,
                "invalid request, either offset or key is expected, got both");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_request_all_are_taken_and_counted),
        cmocka_unit_test(offset_and_limit_count_wanted_items),
        cmocka_unit_test(a_total_is_counted_to_the_end),
        cmocka_unit_test(a_key_goes_on_where_the_page_before_ended),
        cmocka_unit_test(it_also_goes_backwards),
        cmocka_unit_test(key_and_offset_together_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
