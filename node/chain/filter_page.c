#include "node/chain/filter_page.h"

static const struct cosmos_base_query_v1beta1_page_request FIRST_PAGE;

enum { LIMIT_DEFAULT = 100 };

static void show(struct filter_page *page)
{
    page->valid = page->walk.valid;
    if (!page->valid)
        return;
    page->key = bytes_from(page->walk.key, page->prefix_len);
    page->value = page->walk.value;
    page->take =
        page->by_key || (page->wanted >= page->offset && page->wanted < page->offset + page->limit);
    if (page->by_key && page->wanted == page->limit) {
        page->next_key = page->key;
        page->valid = false;
    }
}

status filter_start(struct context *ctx, enum store_id store, struct bytes prefix,
                    const struct cosmos_base_query_v1beta1_page_request *request,
                    struct filter_page *page)
{
    struct page first;
    if (request == NULL)
        request = &FIRST_PAGE;
    *page = (struct filter_page){
        .prefix_len = prefix.len,
        .offset = request->offset,
        .limit = request->limit == 0 ? LIMIT_DEFAULT : request->limit,
        .by_key = request->key.len > 0,
        .count_total = request->limit == 0 || request->count_total,
    };
    /* The walk starts at the first item; with a key, page_start refuses an offset. */
    struct cosmos_base_query_v1beta1_page_request from_start = *request;
    if (!page->by_key)
        from_start.offset = 0;
    TRY(page_start(ctx, store, prefix, &from_start, PAGE_STORE, &first));
    page->walk = first.walk;
    show(page);
    return NULL;
}

status filter_next(struct filter_page *page, bool wanted)
{
    page->wanted += wanted;
    if (!page->by_key && page->wanted == page->offset + page->limit + 1 && !page->has_next) {
        page->has_next = true;
        page->next_key = page->key;
        if (!page->count_total) {
            page->valid = false;
            return NULL;
        }
    }
    TRY(kv_walk_next(&page->walk));
    show(page);
    return NULL;
}

void filter_finish(const struct filter_page *page,
                   const struct cosmos_base_query_v1beta1_page_response **response)
{
    struct cosmos_base_query_v1beta1_page_response *out =
        ARENA_NEW(page->walk.ctx->arena, struct cosmos_base_query_v1beta1_page_response);
    out->next_key = page->next_key;
    if (!page->by_key && page->count_total)
        out->total = page->wanted;
    *response = out;
}
