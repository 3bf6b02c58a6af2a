#include "common/encoding/text.h"
#include "node/modules/compute/internal.h"

#include "node/chain/address.h"

/* ValidateBasic of the messages (chain-surface 4.2), with the texts of the recorded chains. */

/* The network's accounts have 20 bytes, those of other chains 32. The verifier also takes 45, which
 * is an account's text. */
status compute_check_address(struct arena *arena, struct bytes address)
{
    if (address.len == 20 || address.len == 32 || address.len == 45)
        return NULL;
    return error_wrap(arena, &CHAIN_UNKNOWN_ADDRESS,
                      "address length must be 20 or 32 bytes, got %zu", address.len);
}

/* One part of an image's name: two characters at least, a letter or digit at both ends, those and
 * "._-" between. */
static bool is_name_part(struct bytes part)
{
    if (part.len < 2)
        return false;
    for (size_t i = 0; i < part.len; i++) {
        uint8_t c = part.data[i];
        bool plain = (c >= 'a' && c <= 'z') || text_is_digit(c);
        bool inner = c == '.' || c == '_' || c == '-';
        if (!plain && !(inner && i > 0 && i + 1 < part.len))
            return false;
    }
    return true;
}

/* A docker image of some organisation with a tag: name/name:tag. */
static bool is_image(struct bytes text)
{
    size_t colon = bytes_find(text, ':'), parts = 0;
    if (colon == text.len)
        return false;
    struct bytes name = bytes_slice(text, 0, colon), tag = bytes_from(text, colon + 1);
    for (;;) {
        size_t slash = bytes_find(name, '/');
        if (!is_name_part(bytes_slice(name, 0, slash)))
            return false;
        parts++;
        if (slash == name.len)
            break;
        name = bytes_from(name, slash + 1);
    }
    if (parts < 2 || tag.len == 0)
        return false;
    for (size_t i = 0; i < tag.len; i++) {
        uint8_t c = tag.data[i];
        bool word = text_is_letter(c) || text_is_digit(c) || c == '_';
        if (!word && !(i > 0 && (c == '.' || c == '-')))
            return false;
    }
    return true;
}

static status check_builder(struct arena *arena, struct bytes builder)
{
    if (builder.len > COMPUTE_BUILDER_BYTES_MAX)
        return error_wrap(arena, &COMPUTE_LIMIT, "longer than 128 characters");
    return builder.len == 0 || is_image(builder) ? NULL : &COMPUTE_INVALID;
}

static status check_code(struct arena *arena, struct bytes code)
{
    if (code.len == 0)
        return error_wrap(arena, &COMPUTE_EMPTY, "is required");
    if (code.len > COMPUTE_CODE_BYTES_MAX)
        return error_wrap(arena, &COMPUTE_LIMIT, "cannot be longer than %d bytes",
                          COMPUTE_CODE_BYTES_MAX);
    return NULL;
}

/* A fault of one field becomes an invalid request that names it. */
static status of_field(struct arena *arena, const char *field, status fault)
{
    return fault == NULL ? NULL
                         : error_wrap(arena, &CHAIN_INVALID_REQUEST, "%s %.*s", field,
                                      BYTES_ARG(fault->text));
}

status compute_check_store_code(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_store_code *msg = message;
    TRY(compute_check_address(arena, msg->sender));
    TRY(of_field(arena, "code bytes", check_code(arena, msg->wasm_byte_code)));
    TRY(of_field(arena, "source", compute_check_source(arena, msg->source)));
    return of_field(arena, "builder", check_builder(arena, msg->builder));
}

static status check_label(struct arena *arena, struct bytes label)
{
    if (label.len == 0)
        return error_wrap(arena, &COMPUTE_EMPTY, "is required");
    if (label.len > COMPUTE_LABEL_BYTES_MAX)
        return error_wrap(arena, &COMPUTE_LIMIT, "cannot be longer than 128 characters");
    return NULL;
}

static status check_funds(struct arena *arena, const struct cosmos_base_v1beta1_coin_list *list)
{
    struct coins funds;
    TRY(coins_from_list(arena, list, &funds));
    return coins_are_valid(funds) ? NULL : &CHAIN_INVALID_COINS;
}

status compute_check_instantiate(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_instantiate_contract *msg = message;
    TRY(compute_check_address(arena, msg->sender));
    if (msg->code_id == 0)
        return error_wrap(arena, &CHAIN_INVALID_REQUEST, "code_id is required");
    TRY(check_label(arena, msg->label));
    return check_funds(arena, &msg->init_funds);
}

status compute_check_execute(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_execute_contract *msg = message;
    TRY(compute_check_address(arena, msg->sender));
    TRY(compute_check_address(arena, msg->contract));
    struct coins funds;
    TRY(coins_from_list(arena, &msg->sent_funds, &funds));
    if (!coins_are_valid(funds))
        return error_wrap(arena, &CHAIN_INVALID_COINS, "sentFunds");
    return NULL;
}
