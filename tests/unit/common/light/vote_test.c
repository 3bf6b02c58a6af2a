#include "common/light/vote.h"

#include "tests/support/test.h"

static void canonical_votes_equal_the_published_vectors(void **state)
{
    struct arena *arena = arena_new(4096);
    struct light_vote vote = {.kind = LIGHT_VOTE_PRECOMMIT,
                              .height = 1,
                              .round = 1,
                              .time = {.seconds = LIGHT_ZERO_TIME_SECONDS}};
    ASSERT_HEX(light_vote_bytes(arena, BYTES(""), &vote),
               "21080211010000000000000019010000000000000"
               "02a0b088092b8c398feffffff01");
    vote = (struct light_vote){.time = {.seconds = LIGHT_ZERO_TIME_SECONDS}};
    ASSERT_HEX(light_vote_bytes(arena, BYTES(""), &vote), "0d2a0b088092b8c398feffffff01");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_votes_equal_the_published_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
