#include "common/encoding/base64.h"
#include "node/modules/registration/internal.h"

const struct error REGISTRATION_NOT_FOUND = {"register", 7, false, BYTES_INIT("not found")};

static status tx_key(struct context *ctx, const void *request, void *answer)
{
    struct secret_registration_v1beta1_key *response = answer;
    struct secret_registration_v1beta1_master_key *key;
    TRY(registration_master_key(ctx, REGISTRATION_KEY_IO, &key));
    if (key == NULL)
        return &REGISTRATION_NOT_FOUND;
    response->key = key->bytes;
    return NULL;
}

/* The answer is a JSON text whose members have short names that stand nowhere else. */
static status registration_key(struct context *ctx, const void *request, void *answer)
{
    struct secret_registration_v1beta1_key *response = answer;
    struct secret_registration_v1beta1_master_key *exchange, *io;
    TRY(registration_master_key(ctx, REGISTRATION_KEY_EXCHANGE, &exchange));
    TRY(registration_master_key(ctx, REGISTRATION_KEY_IO, &io));
    if (exchange == NULL || io == NULL)
        return &REGISTRATION_NOT_FOUND;
    response->key = arena_format(ctx->arena,
                                 "{\"reg_info\":null,\"node_exch_key\":{\"bytes\":\"%.*s\"},"
                                 "\"io_exch_key\":{\"bytes\":\"%.*s\"}}",
                                 BYTES_ARG(base64_encode(ctx->arena, exchange->bytes)),
                                 BYTES_ARG(base64_encode(ctx->arena, io->bytes)));
    return NULL;
}

static status encrypted_seed(struct context *ctx, const void *request, void *answer)
{
    const struct secret_registration_v1beta1_query_encrypted_seed_request *query = request;
    struct secret_registration_v1beta1_query_encrypted_seed_response *response = answer;
    if (query->pub_key.len != REGISTRATION_PUBLIC_KEY_BYTES)
        return error_wrap(ctx->arena, &REGISTRATION_NOT_FOUND, "invalid pubkey length");
    struct secret_registration_v1beta1_registration_node_info info;
    bool found;
    TRY(record_get(ctx, STORE_REGISTER,
                   ARENA_CONCAT(ctx->arena, REGISTRATION_PREFIX_NODE, query->pub_key),
                   &secret_registration_v1beta1_registration_node_info_type, &info, &found));
    if (!found)
        return &REGISTRATION_NOT_FOUND;
    response->encrypted_seed = info.encrypted_seed;
    return NULL;
}

/* The first suite is not in the list of the others: its key stands where the original keeps it. */
static status message_suites(struct context *ctx, const void *request, void *answer)
{
    struct secret_registration_v1beta1_query_message_suites_response *response = answer, others;
    struct secret_registration_v1beta1_master_key *key;
    TRY(registration_master_key(ctx, REGISTRATION_KEY_IO, &key));
    if (key == NULL)
        return &REGISTRATION_NOT_FOUND;
    TRY(registration_suites(ctx, &others));
    response->suites.count = 1 + others.suites.count;
    response->suites.items = ARENA_ARRAY(
        ctx->arena, struct secret_registration_v1beta1_message_suite, response->suites.count);
    response->suites.items[0] = (struct secret_registration_v1beta1_message_suite){
        .suite = REGISTRATION_SUITE_FIRST, .io_public_key = key->bytes};
    for (size_t i = 0; i < others.suites.count; i++)
        response->suites.items[1 + i] = others.suites.items[i];
    return NULL;
}

#define QUERY(method) "/secret.registration.v1beta1.Query/" method
const struct query_route registration_queries[REGISTRATION_QUERY_COUNT] = {
    {QUERY("TxKey"), tx_key},
    {QUERY("RegistrationKey"), registration_key},
    {QUERY("EncryptedSeed"), encrypted_seed},
    {QUERY("MessageSuites"), message_suites},
};
