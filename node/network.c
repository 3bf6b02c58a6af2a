#include "node/network.h"

#include <time.h>
#include <unistd.h>

#include "node/localnet/genesis.h"

enum { QUERY_SESSIONS = 4, STATE_SUITE = 1, PATH_BYTES_MAX = 4096 };
#define GENESIS_FILE "config/genesis.json"
#define SEED_FILE    "data/enclave.sealed"

const struct error NETWORK_REFUSED = {"network", 1, false, BYTES_INIT("cannot start")};

static status refuse(struct arena *arena, const char *text)
{
    return error_replace(arena, &NETWORK_REFUSED, bytes_text(text));
}

status network_enclave(struct arena *arena, const struct enclave_options *wanted,
                       struct enclave_link **enclave)
{
    char path[PATH_BYTES_MAX];
    struct enclave_options options = *wanted;
    options.query_sessions = QUERY_SESSIONS;
    options.debug_print = true;
    if (options.program == NULL) {
        ssize_t len = readlink("/proc/self/exe", path, sizeof path);
        if (len <= 0 || (size_t)len == sizeof path)
            return refuse(arena, "cannot find out where secretd is: use --enclave");
        while (len > 0 && path[len - 1] != '/')
            len--;
        options.program =
            arena_text(arena, arena_format(arena, "%.*ssecretd-enclave", (int)len, path));
    }
    return enclave_start(arena, &options, enclave);
}

static status check_keys(struct arena *arena, const struct secretd_boundary_keys_reply *reply)
{
    if (reply->failure == NULL)
        return NULL;
    return error_replace(
        arena, &NETWORK_REFUSED,
        ARENA_CONCAT(arena, BYTES("the enclave cannot use its keys: "), reply->failure->text));
}

status network_make(struct arena *arena, const struct home *home, struct enclave_link *enclave,
                    const char *chain_id, const struct node_keys *keys, struct genesis *genesis)
{
    const struct secretd_boundary_network network = {
        .chain_id = bytes_text(chain_id),
        .state_suite = STATE_SUITE,
        .simulation_accepted = true,
        .initial_height = 1,
    };
    struct secretd_boundary_keys_reply reply = {0};
    enclave_bootstrap(enclave, arena, &network, &reply);
    TRY(check_keys(arena, &reply));
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct bytes text =
        localnet_genesis_make(arena, &(struct localnet_genesis){
                                         .chain_id = network.chain_id,
                                         .time_seconds = now.tv_sec,
                                         .time_nanos = (int32_t)now.tv_nsec,
                                         .consensus_key = BYTES_OF(keys->validator_key),
                                         .node_id = keys->node_id,
                                         .io_key = reply.io_public_key,
                                         .exchange_key = reply.exchange_public_key,
                                         .epoch = reply.epoch,
                                         .epoch_io_key = reply.epoch_io_public_key,
                                     });
    /* The keys first: a genesis without them could never be started. */
    TRY(home_write(arena, home, SEED_FILE, reply.sealed, true));
    TRY(home_write(arena, home, GENESIS_FILE, text, false));
    return genesis_read(arena, text, genesis);
}

status network_genesis(struct arena *arena, const struct home *home, bool *found,
                       struct genesis *genesis)
{
    struct bytes text;
    TRY(home_read(arena, home, GENESIS_FILE, &text));
    *found = text.data != NULL;
    return *found ? genesis_read(arena, text, genesis) : NULL;
}

status network_unseal(struct arena *arena, const struct home *home, struct enclave_link *enclave,
                      const struct genesis *genesis, struct bytes sealed)
{
    const struct secretd_boundary_network network = {
        .chain_id = genesis->chain_id,
        .state_suite = STATE_SUITE,
        .simulation_accepted = genesis->simulation,
        .initial_height = genesis->initial_height,
    };
    if (sealed.len == 0)
        TRY(home_read(arena, home, SEED_FILE, &sealed));
    if (sealed.len == 0)
        return refuse(arena, SEED_FILE " is missing: this home has a genesis but not the keys of "
                                       "its network");
    struct secretd_boundary_keys_reply reply = {0};
    enclave_unseal(enclave, arena, &network, sealed, &reply);
    return check_keys(arena, &reply);
}
