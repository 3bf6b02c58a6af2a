#include <stdio.h>

#include "common/base/halt.h"
#include "common/encoding/hex.h"
#include "common/encoding/text.h"
#include "enclave/contract/errors.h"
#include "enclave/contract/serde.h"
#include "enclave/serve/native.h"
#include "enclave/serve/server.h"

/* What a running call asks of the node, over the stream that the call came on. The node answers in
 * turn; while it answers a query to the chain it may send queries to contracts. */

/* The reply that came with the call, so that nobody has to ask; NULL when none did. */
static const struct secretd_boundary_read_reply *find_ahead(const struct post *post,
                                                            struct bytes key)
{
    for (size_t i = 0; i < post->ahead.count; i++)
        if (bytes_equal(post->ahead.items[i].key, key))
            return &post->ahead.items[i].reply;
    return NULL;
}

static status read_stored(void *context, struct arena *arena, struct bytes key,
                          struct bytes fallback, struct bytes *value, bool *by_fallback)
{
    struct post *post = context;
    const struct secretd_boundary_read request = {.key = key, .fallback = fallback};
    const struct secretd_boundary_read_reply *reply = find_ahead(post, key);
    if (reply == NULL) {
        const void *message;
        boundary_put(post->stream, BOUNDARY_READ, &request);
        if (post_get(post, arena, &message) != BOUNDARY_READ_REPLY)
            return &CONTRACT_HOST;
        reply = message;
    }
    /* An empty value is there; on the wire it looks like none. */
    *value = (struct bytes){0};
    if (reply->found)
        *value = reply->value.len == 0 ? BYTES("") : reply->value;
    *by_fallback = reply->by_fallback;
    return NULL;
}

static status fetch_code(void *context, struct arena *arena, const uint8_t code_hash[32],
                         struct bytes *wasm)
{
    struct post *post = context;
    const struct secretd_boundary_code_request request = {.code_hash = bytes_make(code_hash, 32)};
    const void *message;
    boundary_put(post->stream, BOUNDARY_CODE_REQUEST, &request);
    if (post_get(post, arena, &message) != BOUNDARY_CODE_REPLY)
        return &CONTRACT_HOST;
    const struct secretd_boundary_code_reply *reply = message;
    *wasm = reply->wasm.len == 0 ? (struct bytes){0} : reply->wasm;
    return NULL;
}

static status fetch_native(void *context, struct arena *arena, const uint8_t code_hash[32],
                           struct bytes *native)
{
    struct post *post = context;
    const struct secretd_boundary_code_request request = {.code_hash = bytes_make(code_hash, 32),
                                                          .native = true};
    const void *message;
    *native = (struct bytes){0};
    if (post->server->options.wasmi)
        return NULL;
    boundary_put(post->stream, BOUNDARY_CODE_REQUEST, &request);
    if (post_get(post, arena, &message) != BOUNDARY_CODE_REPLY)
        return &CONTRACT_HOST;
    const struct secretd_boundary_code_reply *reply = message;
    *native = native_open(post->server, arena, code_hash, reply->native);
    return NULL;
}

static status ask_chain(void *context, struct arena *arena,
                        const struct secretd_boundary_chain_query *request,
                        const struct secretd_boundary_chain_query_reply **answer)
{
    struct post *post = context;
    /* The query may be of a state that is not the one that was sent ahead. */
    post->ahead = (struct secretd_boundary_stored_list){0};
    boundary_put(post->stream, BOUNDARY_CHAIN_QUERY, request);
    for (;;) {
        const void *message;
        struct arena_mark mark = arena_mark(arena);
        enum boundary_frame number = post_get(post, arena, &message);
        if (number == BOUNDARY_CHAIN_QUERY_REPLY) {
            *answer = message;
            return NULL;
        }
        if (number != BOUNDARY_QUERY)
            return &CONTRACT_HOST;
        struct secretd_boundary_call_reply reply;
        call_query(post->desk, message, &reply);
        boundary_put(post->stream, BOUNDARY_CALL_REPLY, &reply);
        desk_wipe(post->desk);
        arena_rewind(arena, mark);
    }
}

/* Development chains only: the contract's own words, on the log, as a text in quotes or else as
 * digits, so that a contract cannot write lines that look like the program's. */
static void print_debug(void *context, struct bytes text)
{
    struct post *post = context;
    struct arena_mark mark = arena_mark(post->arena);
    struct writer line = writer_new(post->arena, 2 * text.len + 2);
    if (text_is_utf8(text))
        serde_write_string(&line, text);
    else
        writer_bytes(&line, hex_lower(post->arena, text));
    fprintf(stderr, "contract: %.*s\n", BYTES_ARG(writer_done(&line)));
    arena_rewind(post->arena, mark);
}

struct call_host host_of(struct post *post)
{
    return (struct call_host){post, read_stored, fetch_code, ask_chain, print_debug, fetch_native};
}
