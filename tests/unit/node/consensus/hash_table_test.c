#include "node/consensus/hash_table.h"

#include "tests/support/test.h"

enum { LINKS = 100 };

static void links_are_found_until_they_are_removed(void **state)
{
    struct hash_table table = hash_table_new(4);
    struct hash_link links[LINKS];
    /* Far more than there is room for, and all in few buckets. */
    for (size_t i = 0; i < LINKS; i++) {
        memset(&links[i], 0, sizeof links[i]);
        links[i].hash[0] = (uint8_t)(i % 3);
        links[i].hash[31] = (uint8_t)i;
        hash_table_add(&table, &links[i]);
    }
    for (size_t i = 0; i < LINKS; i += 2)
        hash_table_remove(&table, &links[i]);
    for (size_t i = 0; i < LINKS; i++) {
        struct hash_link *found = hash_table_find(&table, links[i].hash);
        assert_ptr_equal(found, i % 2 == 0 ? NULL : &links[i]);
    }
    hash_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_found_until_they_are_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
