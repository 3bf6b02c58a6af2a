#include "node/app/replay.h"

#include <stdlib.h>

#include "tests/support/test.h"

#define FOLDER "tests/vectors/recordings/"

/* Recorded chains and the last height that this state machine can run: 0 is all of it. IBC is not
 * built yet. */
static const struct {
    const char *folder;
    int64_t height;
} CHAINS[] = {
    {FOLDER "idle", 0},          {FOLDER "bank", 0},   {FOLDER "blockgas", 0},
    {FOLDER "signmodes", 0},     {FOLDER "live", 0},   {FOLDER "staking", 0},
    {FOLDER "distribution", 0},  {FOLDER "gov", 0},    {FOLDER "permissions", 0},
    {FOLDER "export-import", 0}, {FOLDER "mixed1", 0}, {FOLDER "compute-store", 0},
    {FOLDER "ibc-local", 2},
};

static void recorded_chains_come_out_as_recorded(void **state)
{
    for (size_t i = 0; i < ARRAY_COUNT(CHAINS); i++) {
        struct replay_options options = {
            .folder = CHAINS[i].folder, .out = stdout, .last_height = CHAINS[i].height};
        struct replay_summary summary;
        assert_true(replay_run(&options, &summary));
        assert_int_equal(summary.equal_height, summary.last_height);
    }
}

static void other_prices_than_the_recorded_ones_differ(void **state)
{
    char *text;
    size_t length;
    struct replay_summary summary;
    struct replay_options options = {.folder = FOLDER "bank",
                                     .out = open_memstream(&text, &length),
                                     .minimum_gas_prices = "9uscrt"};
    assert_false(replay_run(&options, &summary));
    fclose(options.out);
    assert_int_equal(summary.differences, 1);
    assert_int_equal(summary.equal_height, 2);
    assert_non_null(strstr(text, "height 3, tx 0, CheckTx, code: 13\n    recorded: 0\n"));
    free(text);
}

static void a_folder_without_a_recording_is_refused(void **state)
{
    char *text;
    size_t length;
    struct replay_summary summary;
    struct replay_options options = {.folder = FOLDER "none",
                                     .out = open_memstream(&text, &length)};
    assert_false(replay_run(&options, &summary));
    fclose(options.out);
    assert_non_null(strstr(text, "none/genesis.json: No such file or directory"));
    free(text);
}

static void the_command_takes_one_folder(void **state)
{
    char folder[] = FOLDER "idle", option[] = "--keep-going", wrong[] = FOLDER "none";
    char *good[] = {option, folder}, *bad[] = {wrong};
    assert_int_equal(replay_main(2, good), 0);
    assert_int_equal(replay_main(1, bad), 1);
    assert_int_equal(replay_main(0, good), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_chains_come_out_as_recorded),
        cmocka_unit_test(other_prices_than_the_recorded_ones_differ),
        cmocka_unit_test(a_folder_without_a_recording_is_refused),
        cmocka_unit_test(the_command_takes_one_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
