#include "common/encoding/json.h"
#include "common/encoding/protobuf.h"
#include "node/chain/arguments.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/chain/moment.h"
#include "node/modules/auth/module.h"
#include "node/modules/gov/internal.h"

enum { GAS_PER_PROPOSAL_BYTE = 15 }; /* three times that of writing */

#define PLAIN_WEIGHT BYTES("1.000000000000000000")

static struct bytes id_text(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "%llu", (unsigned long long)id);
}

/* The metadata as far as it must agree with the proposal. */
struct metadata {
    struct bytes title;
    struct bytes summary;
};

static bool read_text(const struct json_value *value, struct bytes *text)
{
    if (value->kind == JSON_STRING)
        *text = value->text;
    return value->kind == JSON_STRING || value->kind == JSON_NULL;
}

static bool is_list_of_texts(const struct json_value *value)
{
    struct bytes text;
    if (value->kind == JSON_NULL)
        return true;
    if (value->kind != JSON_ARRAY)
        return false;
    for (size_t at = 0; at < value->count; at++) {
        if (!read_text(&value->items[at], &text))
            return false;
    }
    return true;
}

/* Reads metadata as Go's json.Unmarshal does: names in any case, null leaves a field alone. False
 * when the text is not JSON of that shape, which is allowed. */
static bool read_metadata(struct arena *arena, struct bytes text, struct metadata *metadata)
{
    struct json_value value;
    struct bytes other;
    *metadata = (struct metadata){BYTES(""), BYTES("")};
    if (json_parse(arena, text, 0, &value) != NULL)
        return false;
    if (value.kind != JSON_OBJECT)
        return value.kind == JSON_NULL;
    for (size_t at = 0; at < value.count; at++) {
        const struct json_member *member = &value.members[at];
        bool fits = true;
        if (argument_equal_fold(member->name, BYTES("title")))
            fits = read_text(&member->value, &metadata->title);
        else if (argument_equal_fold(member->name, BYTES("summary")))
            fits = read_text(&member->value, &metadata->summary);
        else if (argument_equal_fold(member->name, BYTES("details")) ||
                 argument_equal_fold(member->name, BYTES("proposal_forum_url")) ||
                 argument_equal_fold(member->name, BYTES("vote_option_context")))
            fits = read_text(&member->value, &other);
        else if (argument_equal_fold(member->name, BYTES("authors")))
            fits = is_list_of_texts(&member->value);
        if (!fits)
            return false;
    }
    return true;
}

static status check_metadata(struct context *ctx,
                             const struct cosmos_gov_v1_msg_submit_proposal *msg)
{
    struct metadata metadata;
    if (msg->metadata.len == 0 || !read_metadata(ctx->arena, msg->metadata, &metadata))
        return NULL;
    if (!bytes_equal(metadata.title, msg->title))
        return error_wrap(ctx->arena, &GOV_INVALID_CONTENT,
                          "metadata title '%.*s' must equal proposal title '%.*s'",
                          BYTES_ARG(metadata.title), BYTES_ARG(msg->title));
    if (!bytes_equal(metadata.summary, msg->summary))
        return error_wrap(ctx->arena, &GOV_INVALID_CONTENT,
                          "metadata summary '%.*s' must equal proposal summary '%.*s'",
                          BYTES_ARG(metadata.summary), BYTES_ARG(msg->summary));
    return NULL;
}

static status check_submission(struct context *ctx,
                               const struct cosmos_gov_v1_msg_submit_proposal *msg,
                               struct bytes *proposer)
{
    if (msg->title.len == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "proposal title cannot be empty");
    if (msg->summary.len == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "proposal summary cannot be empty");
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->proposer, "invalid proposer address",
                         proposer));
    if (msg->messages.count == 0 && msg->metadata.len == 0)
        return error_wrap(ctx->arena, &GOV_NO_MESSAGES,
                          "either metadata or Msgs length must be non-nil");
    return check_metadata(ctx, msg);
}

status gov_msg_submit(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1_msg_submit_proposal *msg = message;
    struct cosmos_gov_v1_msg_submit_proposal_response *answer = response;
    struct cosmos_gov_v1_params params;
    struct cosmos_gov_v1_proposal proposal;
    struct gov_message *messages;
    struct coins deposit;
    struct bytes proposer;
    bool started;
    TRY(check_submission(ctx, msg, &proposer));
    TRY(gov_unpack(ctx, &msg->messages, &messages));
    TRY(gov_params_get(ctx, &params));
    TRY(coins_from_list(ctx->arena, &msg->initial_deposit, &deposit));
    TRY(gov_deposit_check_initial(ctx, &params, deposit, msg->expedited));
    TRY(gov_deposit_check_denoms(ctx, &params, deposit));
    struct gov_draft draft = {messages,      msg->messages.count, msg->metadata,
                              msg->title,    msg->summary,        proposer,
                              msg->expedited};
    TRY(gov_submit(ctx, &draft, &proposal));
    size_t size = protobuf_size(&cosmos_gov_v1_proposal_type, &proposal);
    TRY(gas_charge(ctx->gas, GAS_PER_PROPOSAL_BYTE * (uint64_t)size, "submit proposal"));
    TRY(gov_deposit_add(ctx, proposal.id, proposer, deposit, &started));
    if (started)
        EVENT(ctx->events, "submit_proposal",
              {BYTES("voting_period_start"), id_text(ctx->arena, proposal.id)});
    answer->proposal_id = proposal.id;
    return NULL;
}

status gov_msg_cancel(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1_msg_cancel_proposal *msg = message;
    struct cosmos_gov_v1_msg_cancel_proposal_response *answer = response;
    struct bytes proposer;
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->proposer, "invalid proposer address",
                         &proposer));
    TRY(gov_cancel(ctx, msg->proposal_id, msg->proposer));
    EVENT(ctx->events, "cancel_proposal", {BYTES("sender"), msg->proposer},
          {BYTES("proposal_id"), id_text(ctx->arena, msg->proposal_id)});
    answer->proposal_id = msg->proposal_id;
    answer->canceled_time = moment_of_block(ctx);
    answer->canceled_height = (uint64_t)ctx->block->height;
    return NULL;
}

status gov_check_exec_legacy(struct arena *arena, const void *message)
{
    const struct cosmos_gov_v1_msg_exec_legacy_content *msg = message;
    struct bytes address;
    return address_parse(arena, ADDRESS_ACCOUNT, msg->authority, &address);
}

status gov_msg_exec_legacy(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1_msg_exec_legacy_content *msg = message;
    struct account *gov;
    struct gov_content content;
    bool known;
    TRY(auth_module_account(ctx, GOV_ACCOUNT, &gov));
    struct bytes expected = address_text(ctx->arena, ADDRESS_ACCOUNT, gov->address);
    if (!bytes_equal(expected, msg->authority))
        return error_wrap(ctx->arena, &AUTHORITY_INVALID_SIGNER, "expected %.*s got %.*s",
                          BYTES_ARG(expected), BYTES_ARG(msg->authority));
    TRY(gov_content_read(ctx, msg->content, &content, &known));
    if (!known)
        return error_wrap(ctx->arena, &GOV_INVALID_CONTENT, "no content: invalid type");
    return gov_content_run(ctx, &content);
}

status gov_msg_vote(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1_msg_vote *msg = message;
    struct cosmos_gov_v1_weighted_vote_option *option =
        ARENA_NEW(ctx->arena, struct cosmos_gov_v1_weighted_vote_option);
    struct cosmos_gov_v1_weighted_vote_option_list options = {option, 1};
    struct bytes voter;
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->voter, "invalid voter address", &voter));
    if (!gov_option_is_valid(msg->option)) {
        if (msg->option == 0)
            return error_wrap(ctx->arena, &GOV_INVALID_VOTE, "VOTE_OPTION_UNSPECIFIED");
        return error_wrap(ctx->arena, &GOV_INVALID_VOTE, "%d", msg->option);
    }
    option->option = msg->option;
    option->weight = PLAIN_WEIGHT;
    return gov_vote_add(ctx, msg->proposal_id, voter, options, msg->metadata);
}

status gov_msg_vote_weighted(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1_msg_vote_weighted *msg = message;
    struct bytes voter;
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->voter, "invalid voter address", &voter));
    TRY(gov_vote_check(ctx, &msg->options));
    return gov_vote_add(ctx, msg->proposal_id, voter, msg->options, msg->metadata);
}

status gov_msg_deposit(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1_msg_deposit *msg = message;
    struct bytes depositor;
    struct coins amount;
    bool started;
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->depositor, "invalid depositor address",
                         &depositor));
    TRY(coins_from_list(ctx->arena, &msg->amount, &amount));
    if (!coins_are_valid(amount) || !coins_are_positive(amount))
        return error_wrap_bytes(ctx->arena, &CHAIN_INVALID_COINS, coins_text(ctx->arena, amount));
    TRY(gov_deposit_add(ctx, msg->proposal_id, depositor, amount, &started));
    if (started)
        EVENT(ctx->events, "proposal_deposit",
              {BYTES("voting_period_start"), id_text(ctx->arena, msg->proposal_id)});
    return NULL;
}

status gov_msg_update_params(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1_msg_update_params *msg = message;
    TRY(authority_check(ctx, msg->authority));
    TRY(gov_params_check(ctx->arena, &msg->params));
    return gov_params_set(ctx, &msg->params);
}
