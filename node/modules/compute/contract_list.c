#include "common/base/sort.h"
#include "node/chain/address.h"
#include "node/modules/compute/internal.h"

/* The contracts of a code. Every contract of the chain and its keys are read for it, and paid for
 * by a contract that asks. */

struct listed {
    struct bytes address;
    struct secret_compute_v1beta1_contract_info *info;
};

/* The keys are read and not used. */
static status read_key(struct context *ctx, struct bytes contract)
{
    struct bytes stored;
    TRY(kv_get(ctx, STORE_COMPUTE, compute_key_enclave(ctx->arena, contract), &stored));
    if (stored.data != NULL)
        return NULL;
    return chain_panic(ctx->arena, "failed to get contract key for %.*s: contract key: not found",
                       BYTES_ARG(address_text(ctx->arena, ADDRESS_ACCOUNT, contract)));
}

static status find_all(struct context *ctx, uint64_t code_id, struct writer *found)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_COMPUTE, COMPUTE_PREFIX_CONTRACT, false, &walk));
    while (walk.valid) {
        struct bytes contract = bytes_from(walk.key, COMPUTE_PREFIX_CONTRACT.len);
        struct secret_compute_v1beta1_contract_info info;
        record_decode(ctx, walk.value, &secret_compute_v1beta1_contract_info_type, &info);
        TRY(read_key(ctx, contract));
        if (info.code_id == code_id) {
            struct listed item = {contract, arena_alloc(ctx->arena, sizeof info)};
            *item.info = info;
            item.info->admin_proof = (struct bytes){0};
            writer_bytes(found, bytes_make(&item, sizeof item));
        }
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static int by_number(uint64_t left, uint64_t right)
{
    return left < right ? -1 : left > right;
}

/* Contracts of a genesis have no position and are first. Equal ones keep the order of their
 * addresses. */
static int by_creation(const void *left, const void *right)
{
    const struct secret_compute_v1beta1_absolute_tx_position
        *a = ((const struct listed *)left)->info->created,
        *b = ((const struct listed *)right)->info->created;
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    int order = by_number((uint64_t)a->block_height, (uint64_t)b->block_height);
    return order != 0 ? order : by_number(a->tx_index, b->tx_index);
}

status compute_contracts_by_code(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_by_code_id_request *query = request;
    struct secret_compute_v1beta1_query_contracts_by_code_id_response *response = answer;
    if (query->code_id == 0)
        return error_wrap(ctx->arena, &COMPUTE_INVALID, "code id");
    struct writer found = writer_new(ctx->arena, 256);
    TRY(find_all(ctx, query->code_id, &found));
    size_t count = found.len / sizeof(struct listed);
    if (count == 0)
        return &COMPUTE_NOT_FOUND;
    struct listed *sorted = (void *)found.data;
    sort_stable(ctx->arena, sorted, count, sizeof *sorted, by_creation);
    response->contract_infos.items =
        ARENA_ARRAY(ctx->arena, struct secret_compute_v1beta1_contract_info_with_address, count);
    response->contract_infos.count = count;
    for (size_t i = 0; i < count; i++) {
        sorted[i].info->created = NULL;
        response->contract_infos.items[i].contract_address =
            address_text(ctx->arena, ADDRESS_ACCOUNT, sorted[i].address);
        response->contract_infos.items[i].contract_info = sorted[i].info;
    }
    return NULL;
}
