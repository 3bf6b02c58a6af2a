#include "node/inspect.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <curl/curl.h>

#include "common/encoding/gateway_json.h"
#include "schema/chain/registry.h"
#include "schema/core/secretd_inspect.h"

enum {
    ARENA_CHUNK_BYTES = 256 * 1024,
    ANSWER_BYTES_MAX = 512 << 20,
    CONNECT_SECONDS = 5,
    ANSWER_SECONDS = 60,
    INDENT = 2,
    UNITS = 1000, /* wasm units in one SDK gas */
};

/* ---- asking the node ---- */

static size_t take_part(char *data, size_t size, size_t count, void *context)
{
    struct writer *body = context;
    if (body->len + size * count > ANSWER_BYTES_MAX)
        return 0;
    writer_bytes(body, bytes_make(data, size * count));
    return size * count;
}

/* fetch prints one line and gives false when there is no answer. */
static bool fetch(const char *url, struct writer *body, long *code)
{
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        return false;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)ANSWER_SECONDS);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_part);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    CURLcode failed = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, code);
    curl_easy_cleanup(curl);
    if (failed != CURLE_OK)
        fprintf(stderr, "secretd: %s: %s; is the node running, and is --rest its address?\n", url,
                curl_easy_strerror(failed));
    return failed == CURLE_OK;
}

static bool read_answer(struct arena *arena, struct bytes body, long code,
                        struct secretd_inspect_get_transaction_response *response)
{
    struct json_value json;
    if (json_parse(arena, body, JSON_UTF8, &json) != NULL) {
        fprintf(stderr, "secretd: the answer is no JSON\n");
        return false;
    }
    const struct json_value *message = json_member(&json, "message");
    if (code != 200 && message != NULL && message->kind == JSON_STRING) {
        fprintf(stderr, "secretd: %.*s\n", BYTES_ARG(message->text));
        return false;
    }
    status refused = gateway_json_read(arena, &schema_chain_registry,
                                       &secretd_inspect_get_transaction_response_type,
                                       GATEWAY_ALLOW_UNKNOWN, &json, response);
    if (refused != NULL || response->transaction == NULL) {
        fprintf(stderr, "secretd: the answer is of another kind of node\n");
        return false;
    }
    return true;
}

/* ---- as a tree ---- */

/* Texts of contracts, each on one line. */
static void print_text(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\n')
            fputs("\\n", stdout);
        else
            putchar(text.data[i]);
    }
}

static void print_field(int depth, const char *name, struct bytes text)
{
    printf("%*s%-8s ", depth * INDENT, "", name);
    print_text(text);
    putchar('\n');
}

static void line(int depth, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void line(int depth, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("%*s", depth * INDENT, "");
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
}

static void print_message(int depth, const struct secretd_inspect_message *message);
static void print_call(int depth, const struct secretd_inspect_call *call);

static void print_step(int depth, const struct secretd_inspect_step *step)
{
    printf("%*s%.*s%s", depth * INDENT, "", BYTES_ARG(step->name), step->input.len != 0 ? " " : "");
    print_text(step->input);
    if (step->output.len != 0)
        printf(" -> ");
    print_text(step->output);
    printf("  [%" PRIu64 " units", step->gas);
    if (step->chain_gas != 0)
        printf(", %" PRIu64 " gas of the chain", step->chain_gas);
    printf("]\n");
    if (step->query != NULL)
        print_call(depth + 1, step->query);
}

static void print_call(int depth, const struct secretd_inspect_call *call)
{
    const struct secretd_inspect_gas *gas = &call->gas;
    line(depth, "%.*s %.*s", BYTES_ARG(call->entry), BYTES_ARG(call->contract));
    depth++;
    if (call->sender.len != 0)
        line(depth, "sender   %.*s", BYTES_ARG(call->sender));
    for (size_t i = 0; i < call->funds.count; i++)
        line(depth, "funds    %.*s%.*s", BYTES_ARG(call->funds.items[i].amount),
             BYTES_ARG(call->funds.items[i].denom));
    print_field(depth, "message", call->message);
    for (size_t i = 0; i < call->steps.count; i++)
        print_step(depth, &call->steps.items[i]);
    if (call->steps_left_out != 0)
        line(depth, "... and %" PRIu64 " more", call->steps_left_out);
    if (call->error.len != 0)
        print_field(depth, "failed", call->error);
    else
        print_field(depth, "answer", call->answer);
    line(depth,
         "gas      instructions %" PRIu64 ", host %" PRIu64 ", crypto %" PRIu64 ", memory %" PRIu64
         ", writes %" PRIu64 " units; charged %" PRIu64 " units and %" PRIu64
         " gas of the chain, %" PRIu64 " of it for what was written",
         gas->instructions, gas->host, gas->crypto, gas->memory, gas->writes, gas->reported,
         gas->chain + gas->flush, gas->flush);
    for (size_t i = 0; i < call->messages.count; i++)
        print_message(depth, &call->messages.items[i]);
}

/* What a contract sent may come to no message of the chain. */
static struct bytes type_of(const struct secretd_inspect_message *message)
{
    return message->type.len == 0 ? BYTES("no message") : message->type;
}

static void print_message(int depth, const struct secretd_inspect_message *message)
{
    line(depth, "%.*s  [%" PRIu64 " gas]", BYTES_ARG(type_of(message)), message->gas_used);
    if (message->error.len != 0)
        print_field(depth + 1, "refused", message->error);
    if (message->call != NULL)
        print_call(depth + 1, message->call);
    if (message->reply != NULL)
        print_call(depth + 1, message->reply);
}

static void print_tree(const struct secretd_inspect_transaction *transaction)
{
    printf("%.*s at height %" PRId64 " (a simulation: on a real network nobody can see this)\n",
           BYTES_ARG(transaction->hash), transaction->height);
    for (size_t i = 0; i < transaction->messages.count; i++)
        print_message(0, &transaction->messages.items[i]);
}

/* ---- as folded stacks: frames joined by ';', then the wasm units of the last one alone ---- */

/* Prints what of `units` its parts did not take; gives the units of all. */
static uint64_t fold(struct bytes stack, uint64_t units, uint64_t parts)
{
    if (units > parts)
        printf("%.*s %" PRIu64 "\n", BYTES_ARG(stack), units - parts);
    return units > parts ? units : parts;
}

static struct bytes below(struct arena *arena, struct bytes stack, struct bytes frame)
{
    return stack.len == 0 ? frame : ARENA_CONCAT(arena, stack, BYTES(";"), frame);
}

static uint64_t fold_message(struct arena *arena, struct bytes stack,
                             const struct secretd_inspect_message *message);
static uint64_t fold_call(struct arena *arena, struct bytes stack,
                          const struct secretd_inspect_call *call);

static uint64_t fold_step(struct arena *arena, struct bytes stack,
                          const struct secretd_inspect_step *step)
{
    stack = below(arena, stack, step->name);
    uint64_t parts = step->query == NULL ? 0 : fold_call(arena, stack, step->query);
    return fold(stack, step->gas + step->chain_gas * UNITS, parts);
}

static uint64_t fold_call(struct arena *arena, struct bytes stack,
                          const struct secretd_inspect_call *call)
{
    const struct secretd_inspect_gas *gas = &call->gas;
    stack = below(arena, stack, ARENA_CONCAT(arena, call->entry, BYTES(" "), call->contract));
    uint64_t units = fold(below(arena, stack, BYTES("instructions")), gas->instructions, 0) +
                     fold(below(arena, stack, BYTES("memory.grow")), gas->memory, 0) +
                     fold(below(arena, stack, BYTES("state.flush")), gas->flush * UNITS, 0);
    uint64_t told = 0; /* of the host's functions; there may be more of them */
    for (size_t i = 0; i < call->steps.count; i++) {
        told += call->steps.items[i].gas;
        units += fold_step(arena, stack, &call->steps.items[i]);
    }
    if (gas->host + gas->crypto > told)
        units += fold(below(arena, stack, BYTES("others")), gas->host + gas->crypto - told, 0);
    for (size_t i = 0; i < call->messages.count; i++)
        units += fold_message(arena, stack, &call->messages.items[i]);
    return units;
}

/* What no contract took is the chain's: fees of calls, its own modules. */
static uint64_t fold_message(struct arena *arena, struct bytes stack,
                             const struct secretd_inspect_message *message)
{
    uint64_t parts = 0;
    stack = below(arena, stack, type_of(message));
    if (message->call != NULL)
        parts += fold_call(arena, stack, message->call);
    if (message->reply != NULL)
        parts += fold_call(arena, stack, message->reply);
    return fold(below(arena, stack, BYTES("chain")), message->gas_used * UNITS, parts);
}

/* ---- the command ---- */

struct request {
    const char *hash;
    const char *rest;
    const char *format;
};

static bool parse(int count, char **arguments, struct request *request)
{
    *request = (struct request){.rest = "http://127.0.0.1:1317", .format = "tree"};
    for (int i = 0; i < count; i++) {
        bool has_value = i + 1 < count;
        if (strcmp(arguments[i], "--rest") == 0 && has_value)
            request->rest = arguments[++i];
        else if (strcmp(arguments[i], "--format") == 0 && has_value)
            request->format = arguments[++i];
        else if (arguments[i][0] != '-' && request->hash == NULL)
            request->hash = arguments[i];
        else
            return false;
    }
    return request->hash != NULL && strspn(request->hash, "0123456789abcdefABCDEF") == 64 &&
           request->hash[64] == '\0' &&
           (strcmp(request->format, "tree") == 0 || strcmp(request->format, "json") == 0 ||
            strcmp(request->format, "folded") == 0);
}

static int run(struct arena *arena, const struct request *request)
{
    struct secretd_inspect_get_transaction_response response = {0};
    struct writer body = writer_new(arena, ARENA_CHUNK_BYTES);
    long code = 0;
    const char *url = arena_text(arena, arena_format(arena, "%s/secretd/inspect/transactions/%s",
                                                     request->rest, request->hash));
    if (!fetch(url, &body, &code) || !read_answer(arena, writer_done(&body), code, &response))
        return 1;
    if (strcmp(request->format, "json") == 0) {
        printf("%.*s\n", BYTES_ARG(writer_done(&body)));
    } else if (strcmp(request->format, "tree") == 0) {
        print_tree(response.transaction);
    } else {
        for (size_t i = 0; i < response.transaction->messages.count; i++)
            fold_message(arena, BYTES(""), &response.transaction->messages.items[i]);
    }
    return 0;
}

int inspect_main(int count, char **arguments)
{
    struct request request;
    if (!parse(count, arguments, &request)) {
        fprintf(
            stderr,
            "usage: secretd debug inspect TXHASH [--rest URL] [--format tree|json|folded]\n"
            "  what the contracts of a transaction did, in clear, told by a node that runs with "
            "--inspect;\n"
            "  folded is for flame-graph viewers (speedscope, flamegraph.pl)\n");
        return 1;
    }
    struct arena *arena = arena_new(ARENA_CHUNK_BYTES);
    int code = run(arena, &request);
    arena_drop(arena);
    return code;
}
