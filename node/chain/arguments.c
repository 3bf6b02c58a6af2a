#include "node/chain/arguments.h"
#include "node/chain/errors.h"

status argument_address(struct context *ctx, enum address_kind kind, struct bytes text,
                        const char *what, struct bytes *address)
{
    status failure = address_parse(ctx->arena, kind, text, address);
    if (failure == NULL)
        return NULL;
    return error_wrap(ctx->arena, &CHAIN_INVALID_ADDRESS, "%s: %.*s", what,
                      BYTES_ARG(failure->text));
}

static status nil_pointer(struct context *ctx)
{
    return chain_panic(ctx->arena,
                       "runtime error: invalid memory address or nil pointer dereference");
}

status argument_decimal(struct context *ctx, struct bytes text, struct decimal *value)
{
    return decimal_parse_scaled(text, value) ? NULL : nil_pointer(ctx);
}

status argument_integer(struct context *ctx, struct bytes text, struct integer *value)
{
    return integer_parse(text, value) ? NULL : nil_pointer(ctx);
}

status argument_amount(struct context *ctx, const struct cosmos_base_v1beta1_coin *message,
                       const char *refusal, struct coin *coin)
{
    if (coin_from_message(ctx->arena, message, coin) != NULL ||
        coin_validate(ctx->arena, *coin) != NULL || !integer_is_positive(coin->amount))
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "%s", refusal);
    return NULL;
}

static bool is_blank(struct bytes text)
{
    for (size_t at = 0; at < text.len; at++) {
        uint8_t byte = text.data[at];
        if (byte != ' ' && (byte < '\t' || byte > '\r'))
            return false;
    }
    return true;
}

status argument_denom(struct context *ctx, struct bytes denom, const char *what)
{
    if (is_blank(denom))
        return chain_error(ctx->arena, "%s cannot be blank", what);
    if (!denom_is_valid(denom))
        return chain_error(ctx->arena, "invalid denom: %.*s", BYTES_ARG(denom));
    return NULL;
}

bool argument_equal_fold(struct bytes left, struct bytes right)
{
    if (left.len != right.len)
        return false;
    for (size_t at = 0; at < left.len; at++) {
        uint8_t a = left.data[at], b = right.data[at];
        a = a >= 'A' && a <= 'Z' ? (uint8_t)(a + 32) : a;
        b = b >= 'A' && b <= 'Z' ? (uint8_t)(b + 32) : b;
        if (a != b)
            return false;
    }
    return true;
}
