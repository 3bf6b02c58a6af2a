#include <inttypes.h>

#include "common/encoding/base64.h"
#include "common/encoding/json.h"
#include "common/encoding/protobuf.h"
#include "node/chain/address.h"
#include "node/modules/compute/internal.h"

/* Telling a contract what became of its message (enclave-protocol 3.7). */

/* What precedes the reply in what the enclave is given: nonce and key of the call. */
enum { REPLY_LEAD_BYTES = 64 };

/* ---- data that is addressed to a reply ---- */

static void write_field(struct writer *json, const char *name, struct bytes value)
{
    writer_format(json, "\"%s\":\"", name);
    base64_write(json, value);
    writer_byte(json, '"');
}

struct bytes compute_answer_data(struct arena *arena, const struct secretd_contract_answer *answer)
{
    if (answer->reply_signature.len == 0 || answer->reply_message_id.len == 0)
        return answer->data;
    struct writer json = writer_new(arena, 256);
    writer_byte(&json, '{');
    write_field(&json, "internal_reply_enclave_sig", answer->reply_signature);
    writer_byte(&json, ',');
    write_field(&json, "internal_msg_id", answer->reply_message_id);
    if (answer->data.len != 0) {
        writer_byte(&json, ',');
        write_field(&json, "data", answer->data);
    }
    writer_byte(&json, '}');
    return writer_done(&json);
}

/* The same read back. */
struct addressed {
    struct bytes signature;
    struct bytes message_id;
    struct bytes data;
};

static bool read_field(struct arena *arena, const struct json_value *json, const char *name,
                       struct bytes *value)
{
    const struct json_value *member = json_member(json, name);
    if (member == NULL || member->kind == JSON_NULL)
        return true;
    return member->kind == JSON_STRING && base64_decode(arena, member->text, value);
}

static status read_addressed(struct arena *arena, struct bytes text, struct addressed *out)
{
    struct json_value json;
    status refused = json_parse(arena, text, 0, &json);
    if (refused == NULL &&
        (json.kind != JSON_OBJECT ||
         !read_field(arena, &json, "internal_reply_enclave_sig", &out->signature) ||
         !read_field(arena, &json, "internal_msg_id", &out->message_id) ||
         !read_field(arena, &json, "data", &out->data)))
        refused = chain_error(arena, "json: cannot unmarshal into a Go value");
    if (refused != NULL)
        return error_wrap(arena, refused,
                          "cannot serialize v1 DataWithInternalReplyInfo into json");
    if (out->signature.len == 0 || out->message_id.len == 0)
        return chain_error(arena, "when sending a reply both InternaReplyEnclaveSig and "
                                  "InternalMsgId are expected to be initialized");
    return NULL;
}

/* The data of the response, where the original looks for it: it stumbles over migrations, and over
 * the missing response of any other message that failed. */
static status response_data(struct context *ctx, const struct secretd_contract_sub_message *sub,
                            const struct compute_outcome *outcome, struct bytes *data)
{
    const struct secret_compute_v1beta1_msg_execute_contract_response *executed = outcome->response;
    const struct secret_compute_v1beta1_msg_instantiate_contract_response *instantiated =
        outcome->response;
    if (outcome->response_type == NULL && outcome->refused != NULL)
        return chain_panic(ctx->arena, "runtime error: index out of range [0] with length 0");
    if (sub->wasm_migrate != NULL)
        return chain_panic(ctx->arena,
                           "interface conversion: types.Msg is *types.MsgMigrateContract, not "
                           "*types.MsgMigrateContractResponse");
    if (sub->wasm_execute != NULL)
        *data = executed->data;
    else if (sub->wasm_instantiate != NULL)
        *data = instantiated->data;
    else
        *data = BYTES("{}");
    return NULL;
}

/* ---- errors ---- */

static struct bytes without(struct arena *arena, struct bytes text, struct bytes part)
{
    struct writer out = writer_new(arena, text.len + 1);
    while (text.len > 0) {
        if (bytes_starts_with(text, part)) {
            text = bytes_from(text, part.len);
            continue;
        }
        writer_byte(&out, text.data[0]);
        text = bytes_from(text, 1);
    }
    return writer_done(&out);
}

/* Only what a contract sealed is shown as it is. Other texts may differ from node to node, so that
 * a chain shows them only where nothing depends on it: when it is a simulation. */
static struct bytes shown_error(struct context *ctx, status refused, bool *of_chain)
{
    static const struct bytes marks[] = {
        BYTES_INIT("encrypted: "),
        BYTES_INIT(": execute contract failed"),
        BYTES_INIT(": instantiate contract failed"),
        BYTES_INIT(": migrate contract failed"),
    };
    *of_chain = !bytes_starts_with(refused->text, BYTES("encrypted:"));
    if (*of_chain && ctx->chain->simulation)
        return refused->text;
    if (*of_chain)
        return arena_format(ctx->arena,
                            "the error was redacted (codespace: %s, code: %" PRIu32
                            "). For more info use latest localsecret and reproduce the issue",
                            refused->codespace, refused->code);
    struct bytes text = refused->text;
    for (size_t i = 0; i < ARRAY_COUNT(marks); i++)
        text = without(ctx->arena, text, marks[i]);
    return text;
}

/* ---- the reply ---- */

struct reply {
    struct bytes id;
    bool failed;
    struct bytes error;
    const struct event_list *events;
    struct bytes data;
    bool was_encrypted;
    bool is_encrypted;
};

static void write_text(struct writer *json, const char *name, struct bytes text)
{
    writer_format(json, "\"%s\":", name);
    json_write_string(json, text, true);
}

static void write_events(struct writer *json, const struct event_list *events)
{
    writer_text(json, "\"events\":[");
    for (size_t i = 0; i < events->count; i++) {
        const struct event *event = &events->items[i];
        writer_text(json, i == 0 ? "{" : ",{");
        write_text(json, "type", event->type);
        writer_text(json, ",\"attributes\":[");
        for (size_t at = 0; at < event->count; at++) {
            writer_text(json, at == 0 ? "{" : ",{");
            write_text(json, "key", event->attributes[at].key);
            writer_byte(json, ',');
            write_text(json, "value", event->attributes[at].value);
            writer_byte(json, '}');
        }
        writer_text(json, "]}");
    }
    writer_byte(json, ']');
}

static struct bytes reply_json(struct arena *arena, const struct reply *reply)
{
    struct writer json = writer_new(arena, 512);
    writer_byte(&json, '{');
    write_field(&json, "id", reply->id);
    writer_text(&json, ",\"result\":{");
    if (reply->failed) {
        write_text(&json, "error", reply->error);
    } else {
        writer_text(&json, "\"ok\":{");
        write_events(&json, reply->events);
        if (reply->data.len != 0) {
            writer_byte(&json, ',');
            write_field(&json, "data", reply->data);
        }
        writer_byte(&json, '}');
    }
    writer_format(&json, "},\"was_orig_msg_encrypted\":%s,\"is_encrypted\":%s}",
                  reply->was_encrypted ? "true" : "false", reply->is_encrypted ? "true" : "false");
    return writer_done(&json);
}

/* Calls the contract with a reply that is ready. */
static status run(struct context *ctx, const struct compute_speaker *speaker,
                  const struct reply *reply, struct bytes callback_sig, struct bytes *data)
{
    struct arena *arena = ctx->arena;
    struct compute_call call = {
        .request = {.kind = SECRETD_BOUNDARY_CALL_KIND_REPLY,
                    .contract = speaker->contract,
                    .sender = speaker->contract,
                    .callback_sig = callback_sig},
        .failed = &COMPUTE_REPLY_FAILED,
    };
    TRY(compute_call_contract(ctx, &call));
    TRY(gas_charge(ctx->gas, COMPUTE_INSTANCE_GAS, "Loading Compute module: reply"));
    TRY(compute_call_key(ctx, speaker->contract, &call.request.key));
    TRY(compute_read_random(ctx));
    if (speaker->message.len < REPLY_LEAD_BYTES)
        return chain_panic(arena,
                           "runtime error: slice bounds out of range [:%d] with capacity %zu",
                           REPLY_LEAD_BYTES, speaker->message.len);
    call.request.message = ARENA_CONCAT(arena, bytes_slice(speaker->message, 0, REPLY_LEAD_BYTES),
                                        reply_json(arena, reply));
    TRY(compute_call_run(ctx, &call));
    if (call.answer.generation != SECRETD_CONTRACT_GENERATION_V1)
        return error_wrap(arena, &COMPUTE_REPLY_FAILED,
                          "response of reply should always be a CosmWasm v1 response type");
    /* A reply that succeeds is charged twice. */
    TRY(compute_charge_wasm(ctx, call.wasm_gas_used));
    EVENT(ctx->events, "reply",
          {BYTES("contract_address"), address_text(arena, ADDRESS_ACCOUNT, speaker->contract)});
    const struct compute_speaker again = {.contract = speaker->contract,
                                          .ibc_port = call.info.ibc_port_id,
                                          .message = speaker->message};
    struct bytes given = {0};
    status refused = compute_dispatch(ctx, &again, &call.answer, &given);
    if (refused != NULL && refused->aborts)
        return refused;
    if (refused != NULL)
        return error_wrap_bytes(arena, &COMPUTE_REPLY_FAILED, refused->text);
    if (given.len != 0)
        *data = given;
    return NULL;
}

status compute_reply(struct context *ctx, const struct compute_speaker *speaker,
                     const struct secretd_contract_sub_message *sub,
                     const struct compute_outcome *outcome, struct bytes *data)
{
    static const struct event_list no_events = {0};
    struct arena *arena = ctx->arena;
    bool wasm = compute_is_wasm(sub), encrypted = wasm && sub->was_encrypted, of_chain = false;
    struct reply reply = {
        .id = arena_format(arena, "%" PRIu64, sub->id),
        .failed = outcome->refused != NULL,
        .events = wasm ? outcome->events : &no_events,
        .was_encrypted = sub->was_encrypted,
    };
    if (reply.failed)
        reply.error = shown_error(ctx, outcome->refused, &of_chain);
    if (encrypted && of_chain)
        return chain_error(arena, "an sdk error occurred while sending a sub-message: %.*s",
                           BYTES_ARG(reply.error));
    if (!encrypted) {
        if (!reply.failed && outcome->response_type != NULL)
            reply.data = protobuf_encode(arena, outcome->response_type, outcome->response);
        return run(ctx, speaker, &reply, BYTES(""), data);
    }
    struct bytes response;
    struct addressed addressed = {0};
    TRY(response_data(ctx, sub, outcome, &response));
    TRY(read_addressed(arena, response, &addressed));
    reply.id = addressed.message_id;
    reply.data = addressed.data;
    reply.is_encrypted = true;
    return run(ctx, speaker, &reply, addressed.signature, data);
}
