#include "enclave/contract/errors.h"
#include "enclave/contract/result.h"
#include "enclave/contract/serde.h"

/* The messages that a contract sends, of both generations: what it may say stands in two tables;
 * what the chain then does with it is the node's business (enclave-protocol 5.7). */

enum { VARIANTS = 6, UNROUTED = 30 };

/* A message in the making. `found` are the fields in the order of the variant's table. */
struct making {
    struct serde serde;
    const struct json_value *found[SERDE_FIELDS_MAX];
    struct secretd_contract_sub_message *message;
};

struct variant {
    struct serde_variant shape;
    uint32_t body_case;
    void (*build)(struct making *making); /* NULL: the chain does not route it */
};

struct module {
    const char *name;
    struct variant variants[VARIANTS];
};

/* ---- what fields hold; everything was checked when it was read ---- */

static struct bytes text_of(const struct making *making, size_t field)
{
    const struct json_value *value = making->found[field];
    return value == NULL ? (struct bytes){0} : value->text;
}

static uint64_t number_of(const struct json_value *value)
{
    uint64_t number = 0;
    return value != NULL && json_u64(value->text, &number) ? number : 0;
}

static struct bytes binary_of(const struct making *making, size_t field)
{
    struct bytes content = {0};
    return serde_base64(making->serde.arena, making->found[field]->text, &content)
               ? content
               : (struct bytes){0};
}

static const struct serde_type COIN = {{
    {.name = "denom", .kind = SERDE_STRING},
    {.name = "amount", .kind = SERDE_U128_TEXT},
}};

static struct cosmos_base_v1beta1_coin coin_from(struct serde *serde,
                                                 const struct json_value *value)
{
    const struct json_value *found[SERDE_FIELDS_MAX];
    if (!serde_read(serde, value, &COIN, found))
        return (struct cosmos_base_v1beta1_coin){0};
    return (struct cosmos_base_v1beta1_coin){.denom = found[0]->text,
                                             .amount = serde_number_text(found[1]->text)};
}

static struct cosmos_base_v1beta1_coin coin_of(struct making *making, size_t field)
{
    return coin_from(&making->serde, making->found[field]);
}

static struct cosmos_base_v1beta1_coin_list coins_of(struct making *making, size_t field)
{
    const struct json_value *list = making->found[field];
    struct cosmos_base_v1beta1_coin_list coins = {
        ARENA_ARRAY(making->serde.arena, struct cosmos_base_v1beta1_coin, list->count),
        list->count};
    for (size_t i = 0; i < list->count; i++)
        coins.items[i] = coin_from(&making->serde, &list->items[i]);
    return coins;
}

static const struct serde_type TIMEOUT_BLOCK = {{
    {.name = "revision", .kind = SERDE_U64},
    {.name = "height", .kind = SERDE_U64},
}};
static const struct serde_type TIMEOUT = {{
    {.name = "block", .kind = SERDE_STRUCT, .is_optional = true, .type = &TIMEOUT_BLOCK},
    {.name = "timestamp", .kind = SERDE_U64_TEXT, .is_optional = true},
}};

static struct secretd_contract_ibc_timeout timeout_of(struct making *making, size_t field)
{
    struct secretd_contract_ibc_timeout timeout = {0};
    const struct json_value *found[SERDE_FIELDS_MAX], *block[SERDE_FIELDS_MAX];
    if (!serde_read(&making->serde, making->found[field], &TIMEOUT, found))
        return timeout;
    if (found[0] != NULL && serde_read(&making->serde, found[0], &TIMEOUT_BLOCK, block)) {
        timeout.revision = number_of(block[0]);
        timeout.height = number_of(block[1]);
    }
    if (found[1] != NULL && !json_u64(serde_number_text(found[1]->text), &timeout.timestamp_ns))
        timeout.timestamp_ns = 0;
    return timeout;
}

/* ---- builders ---- */

/* A new body of the message, put in its place. */
#define BODY(making, type, member)                                                                 \
    struct secretd_contract_##type *body =                                                         \
        ARENA_NEW((making)->serde.arena, struct secretd_contract_##type);                          \
    (making)->message->member = body

static void build_send(struct making *making)
{
    BODY(making, bank_send, bank_send);
    body->to_address = text_of(making, 0);
    body->amount = coins_of(making, 1);
    body->from_address = text_of(making, 2);
}

static void build_execute(struct making *making)
{
    BODY(making, wasm_execute, wasm_execute);
    body->contract_address = text_of(making, 0);
    body->code_hash = text_of(making, 1);
    body->msg = binary_of(making, 2);
    body->funds = coins_of(making, 3);
}

static void build_instantiate(struct making *making)
{
    BODY(making, wasm_instantiate, wasm_instantiate);
    body->code_id = number_of(making->found[0]);
    body->code_hash = text_of(making, 1);
    body->msg = binary_of(making, 2);
    body->funds = coins_of(making, 3);
    body->label = text_of(making, 4);
    body->admin = text_of(making, 6);
}

static void build_migrate(struct making *making)
{
    BODY(making, wasm_migrate, wasm_migrate);
    body->contract_address = text_of(making, 0);
    body->code_hash = text_of(making, 1);
    body->code_id = number_of(making->found[2]);
    body->msg = binary_of(making, 3);
}

static void build_update_admin(struct making *making)
{
    BODY(making, wasm_update_admin, wasm_update_admin);
    body->contract_address = text_of(making, 0);
    body->new_admin = text_of(making, 1);
}

static void build_clear_admin(struct making *making)
{
    BODY(making, wasm_update_admin, wasm_clear_admin);
    body->contract_address = text_of(making, 0);
}

static void build_delegate(struct making *making)
{
    BODY(making, staking_delegate, staking_delegate);
    body->validator = text_of(making, 0);
    body->amount = coin_of(making, 1);
}

static void build_undelegate(struct making *making)
{
    BODY(making, staking_delegate, staking_undelegate);
    body->validator = text_of(making, 0);
    body->amount = coin_of(making, 1);
}

static void build_redelegate(struct making *making)
{
    BODY(making, staking_redelegate, staking_redelegate);
    body->from_validator = text_of(making, 0);
    body->to_validator = text_of(making, 1);
    body->amount = coin_of(making, 2);
}

static void build_withdraw(struct making *making)
{
    BODY(making, staking_withdraw, staking_withdraw);
    body->validator = text_of(making, 0);
    body->recipient = text_of(making, 1);
}

static void build_set_withdraw_address(struct making *making)
{
    BODY(making, distribution_set_withdraw_address, distribution_set_withdraw_address);
    body->address = text_of(making, 0);
}

static void build_withdraw_reward(struct making *making)
{
    BODY(making, distribution_withdraw_reward, distribution_withdraw_reward);
    body->validator = text_of(making, 0);
}

/* Numbers of cosmos.gov.v1beta1.VoteOption. */
enum { VOTE_YES = 1, VOTE_ABSTAIN = 2, VOTE_NO = 3, VOTE_NO_WITH_VETO = 4 };
static const char *const VOTES[] = {"yes", "no", "abstain", "no_with_veto", NULL};
static const char *const VOTES_V010[] = {"Yes", "No", "Abstain", "NoWithVeto", NULL};

static void build_vote(struct making *making)
{
    static const int32_t options[] = {VOTE_YES, VOTE_NO, VOTE_ABSTAIN, VOTE_NO_WITH_VETO};
    BODY(making, gov_vote, gov_vote);
    body->proposal_id = number_of(making->found[0]);
    for (size_t i = 0; VOTES[i] != NULL; i++)
        if (bytes_is(text_of(making, 1), VOTES[i]))
            body->option = options[i];
}

/* The original looks the capital names up among the small ones and falls back to yes (quirk 14). */
static void build_vote_v010(struct making *making)
{
    BODY(making, gov_vote, gov_vote);
    body->proposal_id = number_of(making->found[0]);
    body->option = VOTE_YES;
}

static void build_transfer(struct making *making)
{
    BODY(making, ibc_transfer, ibc_transfer);
    body->channel_id = text_of(making, 0);
    body->to_address = text_of(making, 1);
    body->amount = coin_of(making, 2);
    body->timeout = timeout_of(making, 3);
    body->memo = text_of(making, 4);
}

static void build_send_packet(struct making *making)
{
    BODY(making, ibc_send_packet, ibc_send_packet);
    body->channel_id = text_of(making, 0);
    body->data = binary_of(making, 1);
    body->timeout = timeout_of(making, 2);
}

static void build_close_channel(struct making *making)
{
    BODY(making, ibc_close_channel, ibc_close_channel);
    body->channel_id = text_of(making, 0);
}

static void build_stargate(struct making *making)
{
    BODY(making, stargate, stargate);
    body->type_url = text_of(making, 0);
    body->value = binary_of(making, 1);
}

static void build_finalize_tx(struct making *making)
{
    making->message->finalize_tx =
        ARENA_NEW(making->serde.arena, struct secretd_contract_finalize_tx);
}

/* ---- what contracts can say ---- */

#define TEXT(field)                                                                                \
    {                                                                                              \
        .name = (field), .kind = SERDE_STRING                                                      \
    }
#define OPTIONAL_TEXT(field)                                                                       \
    {                                                                                              \
        .name = (field), .kind = SERDE_STRING, .is_optional = true                                 \
    }
#define NUMBER(field)                                                                              \
    {                                                                                              \
        .name = (field), .kind = SERDE_U64                                                         \
    }
#define BINARY(field)                                                                              \
    {                                                                                              \
        .name = (field), .kind = SERDE_BINARY                                                      \
    }
#define ONE_COIN(field)                                                                            \
    {                                                                                              \
        .name = (field), .kind = SERDE_STRUCT, .type = &COIN                                       \
    }
#define COINS(field)                                                                               \
    {                                                                                              \
        .name = (field), .kind = SERDE_STRUCTS, .type = &COIN                                      \
    }
#define CHOICE(field, names)                                                                       \
    {                                                                                              \
        .name = (field), .kind = SERDE_CHOICE, .choices = (names)                                  \
    }
#define WHEN(field)                                                                                \
    {                                                                                              \
        .name = (field), .kind = SERDE_STRUCT, .type = &TIMEOUT                                    \
    }
/* Contracts leave it out; whatever they write is replaced. */
#define SIGNATURE                                                                                  \
    {                                                                                              \
        .name = "callback_sig", .kind = SERDE_BYTES, .is_optional = true                           \
    }

static const struct module MODULES_V1[] = {
    {"bank",
     {{{"send", {{TEXT("to_address"), COINS("amount")}}}, 10, build_send},
      {{"burn", {{COINS("amount")}}}, UNROUTED, NULL}}},
    {"staking",
     {{{"delegate", {{TEXT("validator"), ONE_COIN("amount")}}}, 16, build_delegate},
      {{"undelegate", {{TEXT("validator"), ONE_COIN("amount")}}}, 17, build_undelegate},
      {{"redelegate", {{TEXT("src_validator"), TEXT("dst_validator"), ONE_COIN("amount")}}},
       18,
       build_redelegate}}},
    {"distribution",
     {{{"set_withdraw_address", {{TEXT("address")}}}, 20, build_set_withdraw_address},
      {{"withdraw_delegator_reward", {{TEXT("validator")}}}, 21, build_withdraw_reward}}},
    {"ibc",
     {{{"transfer",
        {{TEXT("channel_id"), TEXT("to_address"), ONE_COIN("amount"), WHEN("timeout"),
          OPTIONAL_TEXT("memo")}}},
       23,
       build_transfer},
      {{"send_packet", {{TEXT("channel_id"), BINARY("data"), WHEN("timeout")}}},
       24,
       build_send_packet},
      {{"close_channel", {{TEXT("channel_id")}}}, 25, build_close_channel}}},
    {"wasm",
     {{{"execute",
        {{TEXT("contract_addr"), TEXT("code_hash"), BINARY("msg"), COINS("send"), SIGNATURE}}},
       11,
       build_execute},
      {{"instantiate",
        {{NUMBER("code_id"), TEXT("code_hash"), BINARY("msg"), COINS("send"), TEXT("label"),
          SIGNATURE, OPTIONAL_TEXT("admin")}}},
       12,
       build_instantiate},
      {{"migrate",
        {{TEXT("contract_addr"), TEXT("code_hash"), NUMBER("code_id"), BINARY("msg"), SIGNATURE}}},
       13,
       build_migrate},
      {{"update_admin", {{TEXT("contract_addr"), TEXT("admin"), SIGNATURE}}},
       14,
       build_update_admin},
      {{"clear_admin", {{TEXT("contract_addr"), SIGNATURE}}}, 15, build_clear_admin}}},
    {"gov", {{{"vote", {{NUMBER("proposal_id"), CHOICE("vote", VOTES)}}}, 22, build_vote}}},
    {"stargate", {{{NULL, {{TEXT("type_url"), BINARY("value")}}}, 26, build_stargate}}},
    {"finalize_tx", {{{NULL}, 27, build_finalize_tx}}},
    {"custom", {{{NULL}, UNROUTED, NULL}}},
};

/* The original's host converts only two of the wasm messages of this generation. */
static const struct module MODULES_V010[] = {
    {"bank",
     {{{"send", {{TEXT("to_address"), COINS("amount"), TEXT("from_address")}}}, 10, build_send}}},
    {"custom", {{{NULL}, UNROUTED, NULL}}},
    {"staking",
     {{{"delegate", {{TEXT("validator"), ONE_COIN("amount")}}}, 16, build_delegate},
      {{"undelegate", {{TEXT("validator"), ONE_COIN("amount")}}}, 17, build_undelegate},
      {{"withdraw", {{TEXT("validator"), OPTIONAL_TEXT("recipient")}}}, 19, build_withdraw},
      {{"redelegate", {{TEXT("src_validator"), TEXT("dst_validator"), ONE_COIN("amount")}}},
       18,
       build_redelegate}}},
    {"wasm",
     {{{"execute",
        {{TEXT("contract_addr"), TEXT("callback_code_hash"), BINARY("msg"), COINS("send"),
          SIGNATURE}}},
       11,
       build_execute},
      {{"instantiate",
        {{NUMBER("code_id"), TEXT("callback_code_hash"), BINARY("msg"), COINS("send"),
          OPTIONAL_TEXT("label"), SIGNATURE}}},
       12,
       build_instantiate},
      {{"migrate",
        {{TEXT("contract_addr"), TEXT("callback_code_hash"), NUMBER("code_id"), BINARY("msg"),
          SIGNATURE}}},
       UNROUTED,
       NULL},
      {{"update_admin", {{TEXT("contract_addr"), TEXT("admin"), SIGNATURE}}}, UNROUTED, NULL},
      {{"clear_admin", {{TEXT("contract_addr"), SIGNATURE}}}, UNROUTED, NULL}}},
    {"gov",
     {{{"vote", {{NUMBER("proposal"), CHOICE("vote_option", VOTES_V010)}}}, 22, build_vote_v010}}},
};

/* ---- reading ---- */

/* Which variant `value` is; its fields are in making->found. NULL: none. */
static const struct variant *choose(struct making *making, const struct json_value *value,
                                    const struct module *modules, size_t count, const char **module)
{
    const char *names[ARRAY_COUNT(MODULES_V1) + 1] = {NULL};
    for (size_t i = 0; i < count; i++)
        names[i] = modules[i].name;
    size_t which, chosen;
    const struct json_value *body;
    if (!serde_choose(&making->serde, value, names, &which, &body))
        return NULL;
    const struct variant *variants = modules[which].variants;
    *module = names[which];
    /* Some modules are no enum of their own. */
    if (variants[0].shape.name == NULL)
        return serde_read(&making->serde, body, &variants[0].shape.type, making->found) ? variants
                                                                                        : NULL;
    struct serde_variant shapes[VARIANTS];
    size_t shape_count = 0;
    while (shape_count < VARIANTS && variants[shape_count].shape.name != NULL) {
        shapes[shape_count] = variants[shape_count].shape;
        shape_count++;
    }
    if (!serde_choose_variant(&making->serde, body, shapes, shape_count, &chosen, making->found))
        return NULL;
    return &variants[chosen];
}

static status read_message(struct arena *arena, const struct json_value *value, bool first,
                           struct secretd_contract_sub_message *message)
{
    struct making making = {.serde = {.arena = arena}, .message = message};
    const char *module = NULL;
    const struct variant *variant =
        first ? choose(&making, value, MODULES_V010, ARRAY_COUNT(MODULES_V010), &module)
              : choose(&making, value, MODULES_V1, ARRAY_COUNT(MODULES_V1), &module);
    if (variant == NULL)
        return &CONTRACT_DESERIALIZE;
    message->body_case = variant->body_case;
    if (variant->build != NULL) {
        variant->build(&making);
        return NULL;
    }
    BODY(&making, unrouted, unrouted);
    body->variant = variant->shape.name == NULL
                        ? bytes_text(module)
                        : arena_format(arena, "%s.%s", module, variant->shape.name);
    return NULL;
}

static const char *const REPLIES_ON[] = {"never", "success", "error", "always", NULL};
static const struct serde_type SUB_MESSAGE = {{
    NUMBER("id"),
    {.name = "msg", .kind = SERDE_ANY},
    {.name = "gas_limit", .kind = SERDE_U64, .is_optional = true},
    CHOICE("reply_on", REPLIES_ON),
    {.name = "was_msg_encrypted", .kind = SERDE_BOOL, .is_optional = true},
}};

static status read_sub_message(struct arena *arena, const struct json_value *value,
                               struct secretd_contract_sub_message *message)
{
    struct serde serde = {.arena = arena};
    const struct json_value *found[SERDE_FIELDS_MAX];
    if (!serde_read(&serde, value, &SUB_MESSAGE, found))
        return &CONTRACT_DESERIALIZE;
    message->id = number_of(found[0]);
    message->has_gas_limit = found[2] != NULL;
    message->gas_limit = number_of(found[2]);
    message->was_encrypted = found[4] != NULL && found[4]->boolean;
    for (int32_t i = 0; REPLIES_ON[i] != NULL; i++)
        if (bytes_is(found[3]->text, REPLIES_ON[i]))
            message->reply_on = i;
    return read_message(arena, found[1], false, message);
}

status result_messages(struct arena *arena, const struct json_value *list, int32_t generation,
                       struct secretd_contract_sub_message_list *messages)
{
    if (list == NULL || list->kind != JSON_ARRAY)
        return &CONTRACT_DESERIALIZE;
    bool first = generation == SECRETD_CONTRACT_GENERATION_V010;
    messages->items = ARENA_ARRAY(arena, struct secretd_contract_sub_message, list->count);
    messages->count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        struct secretd_contract_sub_message *message = &messages->items[i];
        if (first)
            message->reply_on = SECRETD_CONTRACT_REPLY_ON_NEVER;
        TRY(first ? read_message(arena, &list->items[i], true, message)
                  : read_sub_message(arena, &list->items[i], message));
    }
    return NULL;
}
