#include "node/modules/registration/internal.h"

status registration_master_key(struct context *ctx, struct bytes store_key,
                               struct secret_registration_v1beta1_master_key **key)
{
    bool found;
    *key = ARENA_NEW(ctx->arena, struct secret_registration_v1beta1_master_key);
    TRY(record_get(ctx, STORE_REGISTER, store_key, &secret_registration_v1beta1_master_key_type,
                   *key, &found));
    if (!found)
        *key = NULL;
    return NULL;
}

static status set_master_key(struct context *ctx, struct bytes store_key,
                             const struct secret_registration_v1beta1_master_key *key)
{
    if (key == NULL || key->bytes.len == 0)
        return chain_panic(ctx->arena, "Cannot start without MasterKey set");
    return record_set(ctx, STORE_REGISTER, store_key, &secret_registration_v1beta1_master_key_type,
                      key);
}

status registration_genesis_init(struct context *ctx, const void *genesis)
{
    const struct secret_registration_v1beta1_genesis_state *state = genesis;
    TRY(set_master_key(ctx, REGISTRATION_KEY_EXCHANGE, state->node_exch_master_key));
    TRY(set_master_key(ctx, REGISTRATION_KEY_IO, state->io_master_key));
    for (size_t i = 0; i < state->registration.count; i++)
        if (state->registration.items[i].certificate.len != 0)
            return chain_error(ctx->arena,
                               "a genesis with registered nodes needs attestation, which this "
                               "enclave does not verify");
    return NULL;
}

status registration_genesis_export(struct context *ctx, void *genesis)
{
    struct secret_registration_v1beta1_genesis_state *state = genesis;
    struct secret_registration_v1beta1_master_key *exchange, *io;
    TRY(registration_master_key(ctx, REGISTRATION_KEY_EXCHANGE, &exchange));
    TRY(registration_master_key(ctx, REGISTRATION_KEY_IO, &io));
    state->node_exch_master_key = exchange;
    state->io_master_key = io;
    return NULL;
}
