/* CheckTx of a transaction as a stranger sends it, on the state of a recorded chain. */
#include "common/base/halt.h"
#include "node/app/state.h"
#include "tests/support/recorded_chain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEIGHT = 169 };

static struct test_recorded_chain *chain;

/* What was accepted changes the state of later checks: start from the committed one again. */
static void forget(struct arena *arena)
{
    struct block_info info = app_info_copy(arena, &chain->app->check->info);
    app_check_renew(chain->app, &info);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (chain == NULL)
        chain = test_recorded_chain_new("export-import", HEIGHT);
    struct arena *arena = arena_new(1 << 16);
    struct tendermint_abci_response_check_tx first, second;
    struct bytes tx = bytes_make(data, size);
    chain->face->check_tx(chain->app, arena, tx, false, &first);
    if (first.code == 0)
        forget(arena);
    chain->face->check_tx(chain->app, arena, tx, false, &second);
    ASSERT(first.code == second.code && bytes_equal(first.codespace, second.codespace) &&
           bytes_equal(first.log, second.log) && first.gas_used == second.gas_used);
    ASSERT((first.code == 0) == (first.codespace.len == 0));
    if (second.code == 0) {
        chain->face->check_tx(chain->app, arena, tx, true, &second);
        forget(arena);
    }
    arena_drop(arena);
    return 0;
}
