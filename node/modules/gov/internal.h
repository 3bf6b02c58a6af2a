#ifndef NODE_MODULES_GOV_INTERNAL_H
#define NODE_MODULES_GOV_INTERNAL_H

#include "node/chain/coins.h"
#include "node/chain/kv.h"
#include "node/modules/gov/module.h"
#include "schema/chain/cosmos_gov_v1.h"

/* Store keys (chain-surface 7.4). */
#define GOV_ACTIVE_QUEUE   BYTES("\x01")
#define GOV_INACTIVE_QUEUE BYTES("\x02")
#define GOV_NEXT_ID        BYTES("\x03")
#define GOV_VOTING         BYTES("\x04")
#define GOV_DEPOSITS       BYTES("\x10")
#define GOV_VOTES          BYTES("\x20")
#define GOV_PARAMS         BYTES("\x30")
#define GOV_CONSTITUTION   BYTES("\x31")

#define GOV_ACCOUNT "gov"

enum { GOV_METADATA_MAX = 255, GOV_SUMMARY_MAX = 40 * 255 };

enum gov_status {
    GOV_STATUS_DEPOSIT = 1,
    GOV_STATUS_VOTING = 2,
    GOV_STATUS_PASSED = 3,
    GOV_STATUS_REJECTED = 4,
    GOV_STATUS_FAILED = 5,
};

enum gov_option {
    GOV_OPTION_YES = 1,
    GOV_OPTION_ABSTAIN = 2,
    GOV_OPTION_NO = 3,
    GOV_OPTION_VETO = 4,
};

/* prefix | BE8 id [| len address | address] */
struct bytes gov_key(struct arena *arena, struct bytes prefix, uint64_t id);
struct bytes gov_key_of(struct arena *arena, struct bytes prefix, uint64_t id,
                        struct bytes address);
struct bytes gov_number(struct arena *arena, uint64_t number);

/* Parameters; gov_params_get refuses with "collections: not found..." when there are none. */
MUST_CHECK status gov_params_get(struct context *ctx, struct cosmos_gov_v1_params *params);
MUST_CHECK status gov_params_set(struct context *ctx, const struct cosmos_gov_v1_params *params);
MUST_CHECK status gov_params_check(struct arena *arena, const struct cosmos_gov_v1_params *params);

/* Proposals (proposals.c). */
MUST_CHECK status gov_proposal_set(struct context *ctx,
                                   const struct cosmos_gov_v1_proposal *proposal);
MUST_CHECK status gov_proposal_delete(struct context *ctx, uint64_t id);
/* gov_proposal_activate begins the vote. */
MUST_CHECK status gov_proposal_activate(struct context *ctx,
                                        struct cosmos_gov_v1_proposal *proposal);
/* An entry of a queue of proposals that end at a time. */
MUST_CHECK status gov_queue_set(struct context *ctx, struct bytes queue,
                                struct google_protobuf_timestamp time, uint64_t id);
MUST_CHECK status gov_queue_remove(struct context *ctx, struct bytes queue,
                                   struct google_protobuf_timestamp time, uint64_t id);
/* gov_minimum_deposit is what starts the vote. */
const struct cosmos_base_v1beta1_coin_list *
gov_minimum_deposit(const struct cosmos_gov_v1_params *params, bool expedited);

/* The messages of a proposal, unpacked. */
struct gov_message {
    const struct message_type *type;
    void *message;
};
MUST_CHECK status gov_unpack(struct context *ctx, const struct google_protobuf_any_list *anys,
                             struct gov_message **messages);
/* gov_submit makes a proposal without deposit. */
struct gov_draft {
    const struct gov_message *messages;
    size_t message_count;
    struct bytes metadata, title, summary;
    struct bytes proposer; /* raw */
    bool expedited;
};
MUST_CHECK status gov_submit(struct context *ctx, const struct gov_draft *draft,
                             struct cosmos_gov_v1_proposal *proposal);
MUST_CHECK status gov_cancel(struct context *ctx, uint64_t id, struct bytes proposer);

/* Deposits (deposits.c). *started: this deposit began the vote. */
MUST_CHECK status gov_deposit_add(struct context *ctx, uint64_t id, struct bytes depositor,
                                  struct coins amount, bool *started);
MUST_CHECK status gov_deposit_set(struct context *ctx, const struct cosmos_gov_v1_deposit *deposit);
MUST_CHECK status gov_deposits_refund(struct context *ctx, uint64_t id);
MUST_CHECK status gov_deposits_burn(struct context *ctx, uint64_t id);
/* gov_deposits_charge keeps a share of what a cancelled proposal had and gives the rest back. */
MUST_CHECK status gov_deposits_charge(struct context *ctx, uint64_t id,
                                      const struct cosmos_gov_v1_params *params);
MUST_CHECK status gov_deposit_check_initial(struct context *ctx,
                                            const struct cosmos_gov_v1_params *params,
                                            struct coins deposit, bool expedited);
MUST_CHECK status gov_deposit_check_denoms(struct context *ctx,
                                           const struct cosmos_gov_v1_params *params,
                                           struct coins deposit);

/* Votes (votes.c, tally.c). */
bool gov_option_is_valid(int32_t option);
/* gov_vote_check: valid options, each once, with weights that sum to one. */
MUST_CHECK status gov_vote_check(struct context *ctx,
                                 const struct cosmos_gov_v1_weighted_vote_option_list *options);
MUST_CHECK status gov_vote_set(struct context *ctx, const struct cosmos_gov_v1_vote *vote);
MUST_CHECK status gov_vote_add(struct context *ctx, uint64_t id, struct bytes voter,
                               struct cosmos_gov_v1_weighted_vote_option_list options,
                               struct bytes metadata);
MUST_CHECK status gov_votes_delete(struct context *ctx, uint64_t id);
struct gov_outcome {
    bool passes;
    bool burns;
    struct cosmos_gov_v1_tally_result *tally;
};
/* gov_tally counts the votes and removes them. */
MUST_CHECK status gov_tally(struct context *ctx, const struct cosmos_gov_v1_proposal *proposal,
                            struct gov_outcome *outcome);
struct cosmos_gov_v1_tally_result *gov_tally_none(struct arena *arena);

/* Proposals of the first generation (legacy.c). */
struct gov_content {
    const char *kind;  /* "Text" */
    const char *route; /* "gov" */
    bool submittable;  /* a legacy proposal may have it */
    struct bytes title;
    struct bytes description;
    const struct message_type *type;
    void *message;
};
/* gov_content_read gives *known false for what is no content. */
MUST_CHECK status gov_content_read(struct context *ctx, const struct google_protobuf_any *any,
                                   struct gov_content *content, bool *known);
MUST_CHECK status gov_content_check(struct context *ctx, const struct gov_content *content);
MUST_CHECK status gov_content_run(struct context *ctx, const struct gov_content *content);

MUST_CHECK status gov_end_block(struct context *ctx);
MUST_CHECK status gov_genesis_init(struct context *ctx, const void *genesis);
MUST_CHECK status gov_genesis_export(struct context *ctx, void *genesis);

/* Handlers (messages.c, legacy_messages.c); those of the first generation call the others. */
MUST_CHECK status gov_msg_submit(struct context *ctx, const void *message, void *response);
MUST_CHECK status gov_msg_cancel(struct context *ctx, const void *message, void *response);
MUST_CHECK status gov_msg_exec_legacy(struct context *ctx, const void *message, void *response);
MUST_CHECK status gov_msg_vote(struct context *ctx, const void *message, void *response);
MUST_CHECK status gov_msg_vote_weighted(struct context *ctx, const void *message, void *response);
MUST_CHECK status gov_msg_deposit(struct context *ctx, const void *message, void *response);
MUST_CHECK status gov_msg_update_params(struct context *ctx, const void *message, void *response);
MUST_CHECK status gov_check_exec_legacy(struct arena *arena, const void *message);
MUST_CHECK status gov_legacy_submit(struct context *ctx, const void *message, void *response);
MUST_CHECK status gov_legacy_vote(struct context *ctx, const void *message, void *response);
MUST_CHECK status gov_legacy_vote_weighted(struct context *ctx, const void *message,
                                           void *response);
MUST_CHECK status gov_legacy_deposit(struct context *ctx, const void *message, void *response);

/* Queries (queries.c, legacy_queries.c), converted in the same way. */
MUST_CHECK status gov_query_proposal(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_legacy_query_proposal(struct context *ctx, const void *request,
                                            void *response);
MUST_CHECK status gov_query_proposals(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_legacy_query_proposals(struct context *ctx, const void *request,
                                             void *response);
MUST_CHECK status gov_query_vote(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_legacy_query_vote(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_query_votes(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_legacy_query_votes(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_query_params(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_legacy_query_params(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_query_deposit(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_legacy_query_deposit(struct context *ctx, const void *request,
                                           void *response);
MUST_CHECK status gov_query_deposits(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_legacy_query_deposits(struct context *ctx, const void *request,
                                            void *response);
MUST_CHECK status gov_query_tally(struct context *ctx, const void *request, void *response);
MUST_CHECK status gov_legacy_query_tally(struct context *ctx, const void *request, void *response);
enum { GOV_QUERY_COUNT = 17 };
extern const struct query_route gov_queries[GOV_QUERY_COUNT];

#endif
