#ifndef NODE_CHAIN_PAGE_H
#define NODE_CHAIN_PAGE_H

#include "node/chain/kv.h"
#include "schema/core/cosmos_base_query_v1beta1.h"

/* Paging through a part of a store as the original's queries do. Use:
 *     struct page page;
 *     TRY(page_start(ctx, STORE_BANK, prefix, request->pagination, PAGE_COLLECTION, &page));
 *     while (page.valid) { ...page.key, page.value...; TRY(page_next(&page)); }
 *     TRY(page_finish(&page, &response->pagination)); */

enum page_kind {
    PAGE_COLLECTION, /* query.CollectionPaginate */
    PAGE_STORE,      /* query.Paginate; differs for offsets past the end and in reverse */
};

struct page {
    bool valid;       /* key and value are one item of the page */
    struct bytes key; /* without the prefix */
    struct bytes value;
    struct kv_walk walk;
    enum page_kind kind;
    size_t prefix_len;
    uint64_t offset;
    uint64_t left; /* items the page may still take */
    uint64_t count;
    bool by_key;
    bool count_total;
    bool past_end;
    struct bytes next_key;
};

/* page_start is refused with "invalid request, either offset or key is expected, got both".
 *   request  NULL: the first hundred, counted */
MUST_CHECK status page_start(struct context *ctx, enum store_id store, struct bytes prefix,
                             const struct cosmos_base_query_v1beta1_page_request *request,
                             enum page_kind kind, struct page *page);
MUST_CHECK status page_next(struct page *page);
/* page_finish counts on to the end where a total is wanted. */
MUST_CHECK status page_finish(struct page *page,
                              const struct cosmos_base_query_v1beta1_page_response **response);

#endif
