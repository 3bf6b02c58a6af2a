#include <zlib.h>

#include "common/crypto/hash.h"
#include "node/chain/number.h"
#include "node/modules/compute/internal.h"

status compute_code_get(struct context *ctx, uint64_t code_id,
                        struct secret_compute_v1beta1_code_info *info, bool *found)
{
    return record_get(ctx, STORE_COMPUTE, compute_key_code(ctx->arena, code_id),
                      &secret_compute_v1beta1_code_info_type, info, found);
}

status compute_peek_id(struct context *ctx, struct bytes key, uint64_t *id)
{
    struct bytes stored;
    TRY(kv_get(ctx, STORE_COMPUTE, key, &stored));
    *id = stored.len == 8 ? load_be64(stored.data) : 1;
    return NULL;
}

status compute_next_id(struct context *ctx, struct bytes key, uint64_t *id)
{
    TRY(compute_peek_id(ctx, key, id));
    uint8_t next[8];
    store_be64(next, *id + 1);
    return kv_set(ctx, STORE_COMPUTE, key, BYTES_OF(next));
}

static bool is_said(const z_stream *stream, const char *const *texts)
{
    for (; stream->msg != NULL && *texts != NULL; texts++)
        if (strcmp(stream->msg, *texts) == 0)
            return true;
    return false;
}

static status gzip_error(struct arena *arena, const z_stream *stream, int code)
{
    static const char *const CHECKSUM[] = {"incorrect data check", "incorrect length check", NULL};
    static const char *const HEADER[] = {"incorrect header check",   "unknown compression method",
                                         "unknown header flags set", "header crc mismatch",
                                         "invalid window size",      NULL};
    if (code == Z_OK || code == Z_BUF_ERROR)
        return chain_error(arena, "unexpected EOF");
    if (is_said(stream, CHECKSUM))
        return chain_error(arena, "gzip: invalid checksum");
    if (is_said(stream, HEADER))
        return chain_error(arena, "gzip: invalid header");
    return chain_error(arena, "flate: corrupt input before offset %lu", stream->total_in);
}

/* `out` has room for the largest module. A longer one is cut without an error, as the original's
 * limited reader does. */
static status inflate_member(struct arena *arena, z_stream *stream, struct bytes code, uint8_t *out,
                             size_t *len)
{
    stream->next_in = (uint8_t *)(uintptr_t)code.data;
    stream->avail_in = (uInt)code.len;
    stream->next_out = out;
    stream->avail_out = COMPUTE_CODE_BYTES_MAX;
    int result = inflate(stream, Z_FINISH);
    *len = COMPUTE_CODE_BYTES_MAX - stream->avail_out;
    return result == Z_STREAM_END || stream->avail_out == 0 ? NULL
                                                            : gzip_error(arena, stream, result);
}

/* The room is given back: a transaction may carry thousands of small modules. */
status compute_unpack(struct arena *arena, struct bytes code, struct bytes *wasm)
{
    static const struct bytes gzip_magic = BYTES_INIT("\x1F\x8B\x08");
    z_stream stream = {0};
    *wasm = code;
    if (!bytes_starts_with(code, gzip_magic))
        return NULL;
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
        return chain_error(arena, "gzip: invalid header");
    struct arena *room = arena_new(COMPUTE_CODE_BYTES_MAX);
    uint8_t *out = arena_alloc(room, COMPUTE_CODE_BYTES_MAX);
    size_t len;
    status refused = inflate_member(arena, &stream, code, out, &len);
    if (refused == NULL)
        *wasm = arena_copy(arena, bytes_make(out, len));
    inflateEnd(&stream);
    arena_drop(room);
    return refused;
}

/* Gas of compiling: round(compile_cost * bytes), half to even. A price below zero is more gas than
 * there is, as the original's conversion makes of it. */
static status charge_compile(struct context *ctx,
                             const struct secret_compute_v1beta1_params *params, size_t bytes)
{
    struct decimal cost, total;
    if (!decimal_parse_scaled(params->compile_cost, &cost))
        return chain_panic(ctx->arena, "compute has no parameters");
    TRY(decimal_multiply_integer(cost, integer_from_u64(bytes), &total));
    int64_t gas;
    if (!integer_to_i64(decimal_round(total), &gas))
        return chain_panic(ctx->arena, "Int64() out of bound");
    return gas_charge(ctx->gas, (uint64_t)gas, "Compiling WASM Bytecode");
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
