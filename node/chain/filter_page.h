#ifndef NODE_CHAIN_FILTER_PAGE_H
#define NODE_CHAIN_FILTER_PAGE_H

#include "node/chain/page.h"

/* Paging through those items of a part of a store that a query wants, as query.FilteredPaginate
 * does: offset, limit and total count only them. Use:
 *     struct filter_page page;
 *     TRY(filter_start(ctx, STORE_STAKING, prefix, request->pagination, &page));
 *     while (page.valid) {
 *         bool wanted = ...page.key, page.value...;
 *         if (wanted && page.take)
 *             ...;
 *         TRY(filter_next(&page, wanted));
 *     }
 *     filter_finish(&page, &response->pagination); */
struct filter_page {
    bool valid;       /* key and value are an item to judge */
    bool take;        /* if it is wanted, it belongs to the page */
    struct bytes key; /* without the prefix */
    struct bytes value;
    struct kv_walk walk;
    size_t prefix_len;
    uint64_t offset;
    uint64_t limit;
    uint64_t wanted; /* items that were wanted so far */
    bool by_key;
    bool count_total;
    bool has_next;
    struct bytes next_key;
};

/* filter_start is refused as page_start is. */
MUST_CHECK status filter_start(struct context *ctx, enum store_id store, struct bytes prefix,
                               const struct cosmos_base_query_v1beta1_page_request *request,
                               struct filter_page *page);
MUST_CHECK status filter_next(struct filter_page *page, bool wanted);
void filter_finish(const struct filter_page *page,
                   const struct cosmos_base_query_v1beta1_page_response **response);

#endif
