#include "node/chain/address.h"
#include "node/chain/traces.h"
#include "node/modules/capability/module.h"
#include "node/modules/compute/trace.h"

/* Contracts that answer on IBC own a port. Whether a contract does is seen from what its module
 * exports, so that a node without an enclave sees it too (enclave-protocol 5.2). */

enum { SECTION_EXPORT = 7, ENTRY_POINT_COUNT = 6, HEADER_BYTES = 8, LENGTH_BITS_MAX = 35 };

static const char *const ENTRY_POINTS[ENTRY_POINT_COUNT] = {
    "ibc_channel_open",   "ibc_channel_connect", "ibc_channel_close",
    "ibc_packet_receive", "ibc_packet_ack",      "ibc_packet_timeout",
};

static bool take_number(struct bytes *rest, uint32_t *number)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < LENGTH_BITS_MAX && rest->len != 0; shift += 7) {
        uint8_t byte = rest->data[0];
        *rest = bytes_from(*rest, 1);
        value |= (uint64_t)(byte & 0x7F) << shift;
        if ((byte & 0x80) != 0)
            continue;
        *number = (uint32_t)value;
        return value <= UINT32_MAX;
    }
    return false;
}

static bool take_bytes(struct bytes *rest, struct bytes *out)
{
    uint32_t len;
    if (!take_number(rest, &len) || len > rest->len)
        return false;
    *out = bytes_slice(*rest, 0, len);
    *rest = bytes_from(*rest, len);
    return true;
}

/* A bit for each entry point among the exports. */
static unsigned find_entry_points(struct bytes section)
{
    unsigned found = 0;
    uint32_t count, index;
    struct bytes name;
    if (!take_number(&section, &count))
        return 0;
    for (uint32_t i = 0; i < count && take_bytes(&section, &name) && section.len != 0; i++) {
        for (unsigned at = 0; at < ENTRY_POINT_COUNT; at++)
            found |= bytes_is(name, ENTRY_POINTS[at]) ? 1u << at : 0;
        section = bytes_from(section, 1); /* what kind of thing is exported */
        if (!take_number(&section, &index))
            break;
    }
    return found;
}

bool compute_module_answers_ibc(struct bytes wasm)
{
    if (wasm.len < HEADER_BYTES)
        return false;
    struct bytes rest = bytes_from(wasm, HEADER_BYTES), section;
    while (rest.len != 0) {
        uint8_t kind = rest.data[0];
        rest = bytes_from(rest, 1);
        if (!take_bytes(&rest, &section))
            return false;
        if (kind == SECTION_EXPORT)
            return find_entry_points(section) == (1u << ENTRY_POINT_COUNT) - 1;
    }
    return false;
}

bool compute_answers_ibc(struct context *ctx, struct bytes code_hash)
{
    const struct code_store *codes = ctx->chain->codes;
    struct bytes_list given =
        ctx->traces == NULL ? (struct bytes_list){NULL, 0} : ctx->traces->given_ibc_codes;
    struct bytes wasm;
    for (size_t i = 0; i < given.count; i++)
        if (bytes_equal(given.items[i], code_hash))
            return true;
    return codes != NULL && code_hash.len == 32 &&
           codes->get(codes->context, ctx->arena, code_hash.data, &wasm) &&
           compute_module_answers_ibc(wasm);
}

status compute_bind_port(struct context *ctx, struct bytes contract, struct bytes *port)
{
    *port = ARENA_CONCAT(ctx->arena, BYTES("wasm."),
                         address_text(ctx->arena, ADDRESS_ACCOUNT, contract));
    return capability_bind_port(ctx, "compute", *port);
}
