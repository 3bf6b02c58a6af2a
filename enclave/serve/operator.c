#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "enclave/contract/errors.h"
#include "enclave/keys/epoch.h"
#include "enclave/keys/sealing.h"
#include "enclave/serve/server.h"

/* Keys: made for a new network, or opened from what an earlier run sealed. Once in the life of a
 * process. */

enum { SEALED_VERSION = 1, CHAIN_ID_MAX = 50, SEALED_BYTES_MAX = POST_SECRET_BYTES / 4 };

struct bytes operator_seal(struct post *post)
{
    const struct server *server = post->server;
    struct secretd_sealed_sealed sealed = {.version = SEALED_VERSION};
    block_checkpoint(server->block, &sealed);
    size_t count = keys_chain_count(server->keys);
    struct keys_secret *seeds = ARENA_ARRAY(post->secret, struct keys_secret, count);
    sealed.seeds.items = ARENA_ARRAY(post->secret, struct bytes, count);
    sealed.seeds.count = count;
    for (size_t i = 0; i < count; i++) {
        keys_chain_seed(server->keys, i + 1, &seeds[i]);
        sealed.seeds.items[i] = BYTES_OF(seeds[i].bytes);
    }
    struct bytes payload = protobuf_encode(post->secret, &secretd_sealed_sealed_type, &sealed);
    struct bytes blob = sealing_seal(post->arena, payload);
    arena_reset(post->secret);
    return blob;
}

/* A network that this program may serve. */
static status check_network(struct server *server, const struct secretd_boundary_network *network)
{
    if (server_is_ready(server) || network->chain_id.len == 0 ||
        network->chain_id.len > CHAIN_ID_MAX || network->initial_height < 1)
        return &CONTRACT_KEYS;
    /* This build is a simulation; a genesis that does not say so deserves better. */
    if (!network->simulation_accepted)
        return &CONTRACT_SIMULATION;
    return sealer_find(network->state_suite) == NULL ? &CONTRACT_SUITE : NULL;
}

static void open_network(struct server *server, const struct secretd_sealed_sealed *checkpoint)
{
    server->sealer = sealer_find(checkpoint->state_suite);
    memcpy(server->chain_id, checkpoint->chain_id.data, checkpoint->chain_id.len);
    server->chain_id_len = checkpoint->chain_id.len;
    server->block = block_new(server->keys, checkpoint);
    __atomic_store_n(&server->ready, 1, __ATOMIC_RELEASE);
}

static status bootstrap(struct server *server, const struct secretd_boundary_network *network)
{
    TRY(check_network(server, network));
    const struct secretd_sealed_sealed checkpoint = {
        .chain_id = network->chain_id,
        .state_suite = network->state_suite,
        .initial_height = network->initial_height,
    };
    keys_chain_create(server->keys);
    open_network(server, &checkpoint);
    return NULL;
}

static bool has_hash(struct bytes hash)
{
    return hash.len == 32;
}

/* A blob of this program can be trusted; what it says must still be what the node says, and
 * complete. */
static bool fits(const struct secretd_sealed_sealed *sealed,
                 const struct secretd_boundary_network *network)
{
    if (sealed->version != SEALED_VERSION || sealed->seeds.count < 2 ||
        sealed->seeds.count > KEYS_SEEDS_MAX || !bytes_equal(sealed->chain_id, network->chain_id) ||
        sealed->state_suite != network->state_suite ||
        sealed->initial_height != network->initial_height || sealed->height < 0)
        return false;
    for (size_t i = 0; i < sealed->seeds.count; i++)
        if (sealed->seeds.items[i].len != sizeof(struct keys_secret))
            return false;
    return sealed->height == 0 ||
           (has_hash(sealed->block_id.hash) && has_hash(sealed->block_id.part_set_header.hash) &&
            has_hash(sealed->next_validators_hash));
}

static status unseal_into(struct server *server, struct arena *secret,
                          const struct secretd_boundary_unseal *request)
{
    struct secretd_sealed_sealed sealed;
    struct bytes payload;
    TRY(check_network(server, &request->network));
    if (request->sealed.len > SEALED_BYTES_MAX || !sealing_open(secret, request->sealed, &payload))
        return &CONTRACT_SEALED;
    message_init(&secretd_sealed_sealed_type, &sealed);
    if (protobuf_decode(secret, &secretd_sealed_sealed_type, payload, &sealed) != NULL ||
        !fits(&sealed, &request->network))
        return &CONTRACT_SEALED;
    struct keys_secret *seeds = ARENA_ARRAY(secret, struct keys_secret, sealed.seeds.count);
    for (size_t i = 0; i < sealed.seeds.count; i++)
        memcpy(seeds[i].bytes, sealed.seeds.items[i].data, sizeof seeds[i].bytes);
    keys_chain_load(server->keys, seeds, sealed.seeds.count);
    open_network(server, &sealed);
    return NULL;
}

static status unseal(struct post *post, const struct secretd_boundary_unseal *request)
{
    status refused = unseal_into(post->server, post->secret, request);
    arena_reset(post->secret);
    return refused;
}

/* What clients of suite 2 encrypt to. */
static uint32_t epoch_public(const struct server *server, uint8_t io_public[32])
{
    struct keys_epochs *epochs =
        keys_epochs_new(server->keys, bytes_make(server->chain_id, server->chain_id_len));
    uint32_t epoch = keys_epochs_current(epochs, io_public);
    keys_epochs_free(epochs);
    return epoch;
}

static void answer(struct post *post, status refused)
{
    struct server *server = post->server;
    struct secretd_boundary_keys_reply reply = {0};
    uint8_t io[32], exchange[32], epoch_io[32];
    if (refused != NULL) {
        reply.failure = call_failure(post->arena, refused);
    } else {
        struct secretd_sealed_sealed checkpoint = {0};
        block_checkpoint(server->block, &checkpoint);
        keys_io_public(server->keys, io);
        keys_exchange_public(server->keys, exchange);
        reply.io_public_key = BYTES_OF(io);
        reply.exchange_public_key = BYTES_OF(exchange);
        reply.sealed = operator_seal(post);
        reply.seed_count = (uint32_t)keys_chain_count(server->keys);
        reply.height = checkpoint.height;
        reply.epoch = epoch_public(server, epoch_io);
        reply.epoch_io_public_key = BYTES_OF(epoch_io);
    }
    boundary_put(post->stream, BOUNDARY_KEYS_REPLY, &reply);
}

bool operator_answer(struct post *post, enum boundary_frame number, const void *message)
{
    const struct secretd_boundary_bootstrap *request = message;
    if (number == BOUNDARY_BOOTSTRAP)
        answer(post, bootstrap(post->server, &request->network));
    else if (number == BOUNDARY_UNSEAL)
        answer(post, unseal(post, message));
    else
        return false;
    return true;
}
