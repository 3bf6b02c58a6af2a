#include "node/chain/page.h"

#include "node/chain/errors.h"

enum { PAGE_LIMIT_DEFAULT = 100 };

static void show(struct page *page)
{
    page->valid = page->walk.valid && page->left > 0;
    if (page->valid) {
        page->key = bytes_from(page->walk.key, page->prefix_len);
        page->value = page->walk.value;
    }
}

/* The walk of a reverse page that continues at `key` ends just above it. */
static status reverse_end(struct context *ctx, enum store_id store, struct bytes prefix,
                          struct bytes key, enum page_kind kind, struct bytes *end)
{
    struct bytes start = ARENA_CONCAT(ctx->arena, prefix, key);
    *end = key_end_of_prefix(ctx->arena, prefix);
    if (key.len == 0)
        return NULL;
    if (kind == PAGE_COLLECTION) {
        *end = key_end_of_prefix(ctx->arena, start);
        return NULL;
    }
    struct kv_walk walk;
    TRY(kv_walk_start(ctx, store, start, *end, false, &walk));
    if (!walk.valid)
        return NULL;
    TRY(kv_walk_next(&walk));
    if (walk.valid)
        *end = arena_copy(ctx->arena, walk.key);
    return NULL;
}

status page_start(struct context *ctx, enum store_id store, struct bytes prefix,
                  const struct cosmos_base_query_v1beta1_page_request *request, enum page_kind kind,
                  struct page *page)
{
    static const struct cosmos_base_query_v1beta1_page_request NONE;
    if (request == NULL)
        request = &NONE;
    *page = (struct page){.kind = kind, .prefix_len = prefix.len, .offset = request->offset};
    page->by_key = request->key.len > 0;
    page->left = request->limit == 0 ? PAGE_LIMIT_DEFAULT : request->limit;
    page->count_total = request->limit == 0 || request->count_total;
    if (request->offset > 0 && page->by_key)
        return chain_error(ctx->arena,
                           "invalid request, either offset or key is expected, got both");
    struct bytes start = arena_copy(ctx->arena, prefix);
    struct bytes end = key_end_of_prefix(ctx->arena, prefix);
    if (request->reverse)
        TRY(reverse_end(ctx, store, prefix, request->key, kind, &end));
    else if (page->by_key)
        start = ARENA_CONCAT(ctx->arena, prefix, request->key);
    TRY(kv_walk_start(ctx, store, start, end, request->reverse, &page->walk));
    for (uint64_t i = 0; i < page->offset; i++) {
        if (!page->walk.valid) {
            page->past_end = true;
            break;
        }
        page->count++;
        TRY(kv_walk_next(&page->walk));
    }
    show(page);
    return NULL;
}

status page_next(struct page *page)
{
    TRY(kv_walk_next(&page->walk));
    page->count++;
    page->left--;
    if (page->left == 0 && page->walk.valid)
        page->next_key = bytes_from(page->walk.key, page->prefix_len);
    show(page);
    return NULL;
}

status page_finish(struct page *page,
                   const struct cosmos_base_query_v1beta1_page_response **response)
{
    struct cosmos_base_query_v1beta1_page_response *out =
        ARENA_NEW(page->walk.ctx->arena, struct cosmos_base_query_v1beta1_page_response);
    *response = out;
    if (page->past_end && page->kind == PAGE_COLLECTION)
        return NULL;
    out->next_key = page->next_key;
    if (page->by_key || !page->count_total)
        return NULL;
    while (page->walk.valid) {
        page->count++;
        TRY(kv_walk_next(&page->walk));
    }
    out->total = page->count;
    return NULL;
}
