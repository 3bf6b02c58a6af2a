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

status registration_io_key(struct context *ctx, struct bytes *key)
{
    struct secret_registration_v1beta1_master_key *master;
    TRY(registration_master_key(ctx, REGISTRATION_KEY_IO, &master));
    *key = master == NULL ? (struct bytes){NULL, 0} : master->bytes;
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

status registration_suites(struct context *ctx,
                           struct secret_registration_v1beta1_query_message_suites_response *list)
{
    bool found;
    return record_get(ctx, STORE_REGISTER, REGISTRATION_KEY_SUITES,
                      &secret_registration_v1beta1_query_message_suites_response_type, list,
                      &found);
}

/* Nothing is written for a network of one suite: its store is the original's. */
static status set_suites(struct context *ctx,
                         const struct secret_registration_v1beta1_message_suite_list *suites)
{
    if (suites->count == 0)
        return NULL;
    if (suites->count > REGISTRATION_SUITES_MAX)
        return chain_error(ctx->arena, "a genesis with too many message suites");
    for (size_t i = 0; i < suites->count; i++)
        if (suites->items[i].suite <= REGISTRATION_SUITE_FIRST ||
            suites->items[i].io_public_key.len != REGISTRATION_PUBLIC_KEY_BYTES)
            return chain_error(ctx->arena, "a genesis with a message suite that cannot be");
    const struct secret_registration_v1beta1_query_message_suites_response list = {*suites};
    return record_set(ctx, STORE_REGISTER, REGISTRATION_KEY_SUITES,
                      &secret_registration_v1beta1_query_message_suites_response_type, &list);
}

status registration_genesis_init(struct context *ctx, const void *genesis)
{
    const struct secret_registration_v1beta1_genesis_state *state = genesis;
    TRY(set_master_key(ctx, REGISTRATION_KEY_EXCHANGE, state->node_exch_master_key));
    TRY(set_master_key(ctx, REGISTRATION_KEY_IO, state->io_master_key));
    TRY(set_suites(ctx, &state->message_suites));
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
    struct secret_registration_v1beta1_query_message_suites_response list;
    TRY(registration_suites(ctx, &list));
    state->message_suites = list.suites;
    return NULL;
}
