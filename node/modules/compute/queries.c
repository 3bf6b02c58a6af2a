#include <inttypes.h>

#include "common/encoding/hex.h"
#include "node/chain/address.h"
#include "node/modules/compute/internal.h"

/* The queries of chain-surface 4.4. Their texts are those of the original's handlers. */

static status parse_contract(struct context *ctx, struct bytes text, struct bytes *contract)
{
    return address_parse_plain(ctx->arena, ADDRESS_ACCOUNT, text, contract);
}

/* The admin proof is the enclave's business and not shown. */
static struct secret_compute_v1beta1_contract_info *
public_info(struct context *ctx, const struct secret_compute_v1beta1_contract_info *info)
{
    struct secret_compute_v1beta1_contract_info *copy =
        ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_contract_info);
    *copy = *info;
    copy->admin_proof = (struct bytes){0};
    return copy;
}

static status find_contract(struct context *ctx, struct bytes text, struct bytes *contract,
                            struct secret_compute_v1beta1_contract_info *info)
{
    TRY(parse_contract(ctx, text, contract));
    bool found;
    TRY(compute_contract_get(ctx, *contract, info, &found));
    return found ? NULL : &COMPUTE_NOT_FOUND;
}

static status contract_info(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_by_contract_address_request *query = request;
    struct secret_compute_v1beta1_query_contract_info_response *response = answer;
    struct bytes contract;
    struct secret_compute_v1beta1_contract_info info;
    TRY(find_contract(ctx, query->contract_address, &contract, &info));
    response->contract_address = address_text(ctx->arena, ADDRESS_ACCOUNT, contract);
    response->contract_info = public_info(ctx, &info);
    return NULL;
}

/* Some queries run on a meter of their own, also when a contract asks. */
static status limited(struct context *ctx, const void *request, void *answer,
                      status (*run)(struct context *ctx, const void *request, void *answer))
{
    struct gas_meter meter = gas_meter_new(COMPUTE_QUERY_GAS_MAX);
    struct context inner = *ctx;
    inner.gas = &meter;
    status refused = run(&inner, request, answer);
    if (refused != NULL && refused->aborts && error_is(refused, &CHAIN_OUT_OF_GAS))
        return error_wrap(ctx->arena, &CHAIN_OUT_OF_GAS,
                          "out of gas in location: %s; gasWanted: %" PRIu64 ", gasUsed: %" PRIu64,
                          meter.label, meter.limit, meter.used);
    return refused;
}

static status ask_contract(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_secret_contract_request *query = request;
    struct secret_compute_v1beta1_query_secret_contract_response *response = answer;
    struct bytes contract;
    TRY(parse_contract(ctx, query->contract_address, &contract));
    return compute_query(ctx, contract, query->query, 1, &response->data);
}

static status secret_contract(struct context *ctx, const void *request, void *answer)
{
    return limited(ctx, request, answer, ask_contract);
}

static struct secret_compute_v1beta1_code_info_response
describe_code(struct context *ctx, uint64_t code_id,
              const struct secret_compute_v1beta1_code_info *info)
{
    return (struct secret_compute_v1beta1_code_info_response){
        .code_id = code_id,
        .creator = address_text(ctx->arena, ADDRESS_ACCOUNT, info->creator),
        .code_hash = hex_lower(ctx->arena, info->code_hash),
        .source = info->source,
        .builder = info->builder,
    };
}

static status code(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_by_code_id_request *query = request;
    struct secret_compute_v1beta1_query_code_response *response = answer;
    if (query->code_id == 0)
        return error_wrap(ctx->arena, &COMPUTE_INVALID, "code id");
    struct secret_compute_v1beta1_code_info info;
    bool found;
    TRY(compute_code_get(ctx, query->code_id, &info, &found));
    const struct code_store *codes = ctx->chain->codes;
    if (!found || info.code_hash.len != 32 || codes == NULL ||
        !codes->get(codes->context, ctx->arena, info.code_hash.data, &response->wasm))
        return &COMPUTE_NOT_FOUND;
    struct secret_compute_v1beta1_code_info_response *shown =
        ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_code_info_response);
    *shown = describe_code(ctx, query->code_id, &info);
    response->code_info = shown;
    return NULL;
}

static status codes(struct context *ctx, const void *request, void *answer)
{
    struct secret_compute_v1beta1_query_codes_response *response = answer;
    struct writer found = writer_new(ctx->arena, 256);
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_COMPUTE, COMPUTE_PREFIX_CODE, false, &walk));
    while (walk.valid) {
        struct secret_compute_v1beta1_code_info info = {0};
        record_decode(ctx, walk.value, &secret_compute_v1beta1_code_info_type, &info);
        const struct secret_compute_v1beta1_code_info_response item =
            describe_code(ctx, load_be64(walk.key.data + 1), &info);
        writer_bytes(&found, bytes_make(&item, sizeof item));
        TRY(kv_walk_next(&walk));
    }
    response->code_infos.items = (void *)found.data;
    response->code_infos.count =
        found.len / sizeof(struct secret_compute_v1beta1_code_info_response);
    return NULL;
}

static status code_hash_of(struct context *ctx, uint64_t code_id, struct bytes *text)
{
    struct secret_compute_v1beta1_code_info info;
    bool found;
    TRY(compute_code_get(ctx, code_id, &info, &found));
    if (!found)
        return chain_error(ctx->arena, "failed to get code info for code id %" PRIu64, code_id);
    *text = hex_lower(ctx->arena, info.code_hash);
    return NULL;
}

static status find_hash_by_contract(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_by_contract_address_request *query = request;
    struct secret_compute_v1beta1_query_code_hash_response *response = answer;
    struct bytes contract;
    struct secret_compute_v1beta1_contract_info info;
    TRY(find_contract(ctx, query->contract_address, &contract, &info));
    return code_hash_of(ctx, info.code_id, &response->code_hash);
}

static status code_hash_by_contract(struct context *ctx, const void *request, void *answer)
{
    return limited(ctx, request, answer, find_hash_by_contract);
}

static status find_hash_by_code(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_by_code_id_request *query = request;
    struct secret_compute_v1beta1_query_code_hash_response *response = answer;
    return code_hash_of(ctx, query->code_id, &response->code_hash);
}

static status code_hash_by_code(struct context *ctx, const void *request, void *answer)
{
    return limited(ctx, request, answer, find_hash_by_code);
}

static status find_label(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_by_contract_address_request *query = request;
    struct secret_compute_v1beta1_query_contract_label_response *response = answer;
    struct bytes contract;
    struct secret_compute_v1beta1_contract_info info;
    TRY(find_contract(ctx, query->contract_address, &contract, &info));
    response->label = info.label;
    return NULL;
}

static status label_by_address(struct context *ctx, const void *request, void *answer)
{
    return limited(ctx, request, answer, find_label);
}

static status find_address(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_by_label_request *query = request;
    struct secret_compute_v1beta1_query_contract_address_response *response = answer;
    struct bytes contract;
    TRY(kv_get(ctx, STORE_COMPUTE, compute_key_label(ctx->arena, query->label), &contract));
    if (contract.data == NULL)
        return error_wrap_bytes(ctx->arena, &CHAIN_UNKNOWN_ADDRESS, query->label);
    response->contract_address = address_text(ctx->arena, ADDRESS_ACCOUNT, contract);
    return NULL;
}

static status address_by_label(struct context *ctx, const void *request, void *answer)
{
    return limited(ctx, request, answer, find_address);
}

static status contract_history(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_contract_history_request *query = request;
    struct secret_compute_v1beta1_query_contract_history_response *response = answer;
    struct bytes contract;
    TRY(parse_contract(ctx, query->contract_address, &contract));
    struct writer found = writer_new(ctx->arena, 256);
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_COMPUTE, compute_key_history_prefix(ctx->arena, contract), false,
                       &walk));
    while (walk.valid) {
        struct secret_compute_v1beta1_contract_code_history_entry entry = {0};
        record_decode(ctx, walk.value, &secret_compute_v1beta1_contract_code_history_entry_type,
                      &entry);
        writer_bytes(&found, bytes_make(&entry, sizeof entry));
        TRY(kv_walk_next(&walk));
    }
    response->entries.items = (void *)found.data;
    response->entries.count =
        found.len / sizeof(struct secret_compute_v1beta1_contract_code_history_entry);
    return NULL;
}

static status params(struct context *ctx, const void *request, void *answer)
{
    struct secret_compute_v1beta1_params_response *response = answer;
    return compute_params_get(ctx, &response->params);
}

/* What governance has authorised of a contract; absent until a proposal passes. */
static status check_authorized(struct context *ctx, struct bytes contract_text)
{
    struct bytes address;
    if (contract_text.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT,
                                "contract address cannot be empty");
    if (address_parse_plain(ctx->arena, ADDRESS_ACCOUNT, contract_text, &address) != NULL)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "invalid contract address");
    return NULL;
}

static status authorized_migration(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_authorized_migration_request *query = request;
    struct secret_compute_v1beta1_query_authorized_migration_response *response = answer;
    bool found;
    TRY(check_authorized(ctx, query->contract_address));
    TRY(compute_authorized_code(ctx, query->contract_address, &response->new_code_id, &found));
    return found ? NULL
                 : chain_grpc_error(ctx->arena, GRPC_NOT_FOUND,
                                    "no authorized migration found for the given contract address");
}

static status authorized_admin_update(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_authorized_admin_update_request *query = request;
    struct secret_compute_v1beta1_query_authorized_admin_update_response *response = answer;
    bool found;
    TRY(check_authorized(ctx, query->contract_address));
    TRY(compute_authorized_admin(ctx, query->contract_address, &response->new_admin, &found));
    return found ? NULL
                 : chain_grpc_error(
                       ctx->arena, GRPC_NOT_FOUND,
                       "no authorized admin update found for the given contract address");
}

#define QUERY(method) "/secret.compute.v1beta1.Query/" method
const struct query_route compute_queries[COMPUTE_QUERY_COUNT] = {
    {QUERY("ContractInfo"), contract_info},
    {QUERY("ContractsByCodeId"), compute_contracts_by_code},
    {QUERY("QuerySecretContract"), secret_contract},
    {QUERY("Code"), code},
    {QUERY("Codes"), codes},
    {QUERY("CodeHashByContractAddress"), code_hash_by_contract},
    {QUERY("CodeHashByCodeId"), code_hash_by_code},
    {QUERY("LabelByAddress"), label_by_address},
    {QUERY("AddressByLabel"), address_by_label},
    {QUERY("ContractHistory"), contract_history},
    {QUERY("Params"), params},
    {QUERY("AuthorizedMigration"), authorized_migration},
    {QUERY("AuthorizedAdminUpdate"), authorized_admin_update},
    {QUERY("BlockTraces"), compute_block_traces},
    {QUERY("BlockCreateResults"), compute_block_create_results},
    {QUERY("AnalyzeCode"), compute_analyze_code},
    {QUERY("EcallRecord"), compute_ecall_record},
    {QUERY("EcallRecords"), compute_ecall_records},
    {QUERY("NetworkPubkey"), compute_network_pubkey},
    {QUERY("EncryptedSeed"), compute_encrypted_seed},
    {QUERY("MachineIDProof"), compute_machine_id_proof},
};
