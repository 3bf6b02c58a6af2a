#include <zlib.h>

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "node/chain/number.h"
#include "node/modules/compute/internal.h"

status compute_code_get(struct context *ctx, uint64_t code_id,
                        struct secret_compute_v1beta1_code_info *info, bool *found)
{
    return record_get(ctx, STORE_COMPUTE, compute_key_code(ctx->arena, code_id),
                      &secret_compute_v1beta1_code_info_type, info, found);
}

status compute_next_id(struct context *ctx, struct bytes key, uint64_t *id)
{
    struct bytes stored;
    TRY(kv_get(ctx, STORE_COMPUTE, key, &stored));
    *id = stored.len == 8 ? load_be64(stored.data) : 1;
    uint8_t next[8];
    store_be64(next, *id + 1);
    return kv_set(ctx, STORE_COMPUTE, key, BYTES_OF(next));
}

static status gzip_error(struct arena *arena, int code)
{
    return chain_error(arena, code == Z_BUF_ERROR ? "unexpected EOF" : "gzip: invalid header");
}

status compute_unpack(struct arena *arena, struct bytes code, struct bytes *wasm)
{
    static const struct bytes gzip_magic = BYTES_INIT("\x1F\x8B\x08");
    *wasm = code;
    if (!bytes_starts_with(code, gzip_magic))
        return NULL;
    z_stream stream = {.next_in = (uint8_t *)(uintptr_t)code.data, .avail_in = (uInt)code.len};
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
        return chain_error(arena, "gzip: invalid header");
    uint8_t *out = arena_alloc(arena, COMPUTE_CODE_BYTES_MAX);
    stream.next_out = out;
    stream.avail_out = COMPUTE_CODE_BYTES_MAX;
    int result = inflate(&stream, Z_FINISH);
    *wasm = bytes_make(out, COMPUTE_CODE_BYTES_MAX - stream.avail_out);
    bool full = stream.avail_out == 0;
    inflateEnd(&stream);
    /* A longer module is cut without an error, as the original's limited reader does. */
    if (result == Z_STREAM_END || full)
        return NULL;
    return gzip_error(arena, result == Z_OK ? Z_BUF_ERROR : result);
}

/* Gas of compiling: round(compile_cost * bytes), half to even. */
static status charge_compile(struct context *ctx,
                             const struct secret_compute_v1beta1_params *params, size_t bytes)
{
    struct decimal cost, total;
    ASSERT(decimal_parse_scaled(params->compile_cost, &cost));
    TRY(decimal_multiply_integer(cost, integer_from_u64(bytes), &total));
    uint64_t gas;
    if (!integer_to_u64(decimal_round(total), &gas))
        return chain_panic(ctx->arena, "Uint64() out of bounds");
    return gas_charge(ctx->gas, gas, "Compiling WASM Bytecode");
}

status compute_code_store(struct context *ctx,
                          const struct secret_compute_v1beta1_msg_store_code *msg,
                          uint64_t *code_id)
{
    struct bytes wasm;
    status unpacked = compute_unpack(ctx->arena, msg->wasm_byte_code, &wasm);
    if (unpacked != NULL)
        return error_wrap_bytes(ctx->arena, &COMPUTE_CREATE_FAILED, unpacked->text);
    struct secret_compute_v1beta1_params params;
    TRY(compute_params_get(ctx, &params));
    if (wasm.len > params.max_contract_size)
        return &COMPUTE_CODE_SIZE;
    TRY(charge_compile(ctx, &params, wasm.len));

    struct secretd_boundary_check_code_reply checked;
    TRY(compute_ask_code(ctx, wasm, &checked));
    if (checked.failure != NULL)
        return error_wrap_bytes(ctx->arena, &COMPUTE_CREATE_FAILED, checked.failure->text);
    uint8_t hash[32];
    crypto_sha256(wasm, hash);
    if (ctx->mode == EXEC_FINALIZE && ctx->chain->codes != NULL)
        ctx->chain->codes->put(ctx->chain->codes->context, hash, wasm);

    TRY(compute_next_id(ctx, COMPUTE_KEY_LAST_CODE, code_id));
    const struct secret_compute_v1beta1_code_info info = {
        .code_hash = arena_copy(ctx->arena, BYTES_OF(hash)),
        .creator = msg->sender,
        .source = msg->source,
        .builder = msg->builder,
    };
    return record_set(ctx, STORE_COMPUTE, compute_key_code(ctx->arena, *code_id),
                      &secret_compute_v1beta1_code_info_type, &info);
}
