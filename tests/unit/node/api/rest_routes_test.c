#include "node/api/rest_routes.h"

#include "tests/support/test.h"

struct scene {
    struct arena *arena;
    struct rest_routes *routes;
    struct rest_match match;
};

static const char *find(struct scene *scene, const char *verb, const char *path)
{
    bool found = rest_routes_find(scene->routes, scene->arena, bytes_text(verb), bytes_text(path),
                                  &scene->match);
    return found ? scene->match.method->path : NULL;
}

static int setup(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct scene *scene = ARENA_NEW(arena, struct scene);
    scene->arena = arena;
    scene->routes = rest_routes_new(arena);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    arena_drop(((struct scene *)*state)->arena);
    return 0;
}

static void variables_stand_for_segments(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(find(scene, "GET", "/cosmos/bank/v1beta1/balances/secret1%2Fx"),
                        "/cosmos.bank.v1beta1.Query/AllBalances");
    assert_int_equal(scene->match.variable_count, 1);
    ASSERT_TEXT(scene->match.variables[0].name, "address");
    ASSERT_TEXT(scene->match.variables[0].value, "secret1/x");
}

static void literal_segments_win_over_variables(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(find(scene, "GET", "/cosmos/base/tendermint/v1beta1/blocks/latest"),
                        "/cosmos.base.tendermint.v1beta1.Service/GetLatestBlock");
    assert_string_equal(find(scene, "GET", "/cosmos/base/tendermint/v1beta1/blocks/12"),
                        "/cosmos.base.tendermint.v1beta1.Service/GetBlockByHeight");
    assert_string_equal(find(scene, "GET", "/cosmos/tx/v1beta1/txs/block/3"),
                        "/cosmos.tx.v1beta1.Service/GetBlockWithTxs");
}

static void the_verb_decides(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(find(scene, "POST", "/cosmos/tx/v1beta1/txs"),
                        "/cosmos.tx.v1beta1.Service/BroadcastTx");
    assert_string_equal(find(scene, "GET", "/cosmos/tx/v1beta1/txs"),
                        "/cosmos.tx.v1beta1.Service/GetTxsEvent");
    assert_null(find(scene, "DELETE", "/cosmos/tx/v1beta1/txs"));
}

static void a_variable_may_take_the_rest_of_the_path(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(find(scene, "GET", "/ibc/apps/transfer/v1/denom_traces/transfer/ch/x"),
                        "/ibc.applications.transfer.v1.Query/DenomTrace");
    ASSERT_TEXT(scene->match.variables[0].value, "transfer/ch/x");
    assert_string_equal(find(scene, "GET", "/ibc/apps/transfer/v1/denoms/a/b/total_escrow"),
                        "/ibc.applications.transfer.v1.Query/TotalEscrowForDenom");
    ASSERT_TEXT(scene->match.variables[0].value, "a/b");
}

static void other_paths_are_no_routes(void **state)
{
    struct scene *scene = *state;
    static const char *const paths[] = {"",
                                        "/",
                                        "cosmos",
                                        "/cosmos/bank/v1beta1/balances/",
                                        "/cosmos/bank/v1beta1/balances/%zz",
                                        "/cosmos/bank/v1beta1/params/",
                                        "/nope",
                                        "/////////////////////////////////////////////////////////"
                                        "////////////////////////////////////////////////////////"};
    for (size_t i = 0; i < ARRAY_COUNT(paths); i++)
        assert_null(find(scene, "GET", paths[i]));
}

#define SCENE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE(variables_stand_for_segments),
        SCENE(literal_segments_win_over_variables),
        SCENE(the_verb_decides),
        SCENE(a_variable_may_take_the_rest_of_the_path),
        SCENE(other_paths_are_no_routes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
