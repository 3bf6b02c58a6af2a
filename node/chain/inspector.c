#include "node/chain/inspector.h"

#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "schema/core/secretd_inspect.h"

/* A message in a list that grows; arrays are made when its frame closes. */
struct entry {
    struct secretd_inspect_message message;
    struct entry *next;
};
struct entries {
    struct entry *first, *last;
    size_t count;
};

/* What a contract asked another one; call NULL when that one never ran. */
struct answer {
    const struct secretd_inspect_call *call;
    struct answer *next;
};

/* A message under way, or a query. */
struct frame {
    struct frame *below;
    struct entry *entry; /* NULL: a query */
    struct secretd_inspect_call *call, *reply;
    struct entries of_call, of_reply; /* what the two sent */
    struct answer *answers, *last;    /* to queries of the call that runs */
};

struct inspector {
    struct arena *arena;
    struct entries messages;
    struct frame *top;
};

struct inspector *inspector_new(struct arena *arena)
{
    struct inspector *inspector = ARENA_NEW(arena, struct inspector);
    inspector->arena = arena;
    return inspector;
}

static struct frame *push(struct inspector *inspector)
{
    struct frame *frame = ARENA_NEW(inspector->arena, struct frame);
    frame->below = inspector->top;
    inspector->top = frame;
    return frame;
}

static struct entries *open_list(struct inspector *inspector)
{
    struct frame *top = inspector->top;
    if (top == NULL)
        return &inspector->messages;
    return top->reply != NULL ? &top->of_reply : &top->of_call;
}

void inspector_message_begin(struct inspector *inspector, struct bytes type)
{
    if (inspector == NULL)
        return;
    struct entry *entry = ARENA_NEW(inspector->arena, struct entry);
    entry->message.type = arena_copy(inspector->arena, type);
    struct entries *list = open_list(inspector);
    if (list->first == NULL)
        list->first = entry;
    else
        list->last->next = entry;
    list->last = entry;
    list->count++;
    push(inspector)->entry = entry;
}

void inspector_message_type(struct inspector *inspector, struct bytes type)
{
    if (inspector != NULL && inspector->top != NULL && inspector->top->entry != NULL)
        inspector->top->entry->message.type = arena_copy(inspector->arena, type);
}

static struct secretd_inspect_message_list array_of(struct arena *arena,
                                                    const struct entries *entries)
{
    struct secretd_inspect_message_list list = {
        ARENA_ARRAY(arena, struct secretd_inspect_message, entries->count), entries->count};
    size_t i = 0;
    for (const struct entry *entry = entries->first; entry != NULL; entry = entry->next)
        list.items[i++] = entry->message;
    return list;
}

void inspector_message_end(struct inspector *inspector, uint64_t gas_used, status refused)
{
    if (inspector == NULL)
        return;
    struct frame *frame = inspector->top;
    ASSERT(frame != NULL && frame->entry != NULL);
    struct secretd_inspect_message *message = &frame->entry->message;
    message->gas_used = gas_used;
    if (refused != NULL)
        message->error = arena_copy(inspector->arena, refused->text);
    if (frame->call != NULL)
        frame->call->messages = array_of(inspector->arena, &frame->of_call);
    if (frame->reply != NULL)
        frame->reply->messages = array_of(inspector->arena, &frame->of_reply);
    message->call = frame->call;
    message->reply = frame->reply;
    inspector->top = frame->below;
}

/* The enclave left an empty call where a contract was asked. */
static void place_answers(struct frame *frame, struct secretd_inspect_call *call)
{
    const struct answer *answer = frame->answers;
    for (size_t i = 0; i < call->steps.count && answer != NULL; i++) {
        struct secretd_inspect_step *step = &call->steps.items[i];
        if (step->query == NULL)
            continue;
        step->query = answer->call;
        answer = answer->next;
    }
    frame->answers = frame->last = NULL;
}

void inspector_call(struct inspector *inspector, bool reply, struct bytes call)
{
    if (inspector == NULL || inspector->top == NULL || call.len == 0)
        return;
    struct frame *frame = inspector->top;
    struct secretd_inspect_call *decoded = ARENA_NEW(inspector->arena, struct secretd_inspect_call);
    message_init(&secretd_inspect_call_type, decoded);
    struct bytes kept = arena_copy(inspector->arena, call);
    status refused = protobuf_decode(inspector->arena, &secretd_inspect_call_type, kept, decoded);
    if (refused != NULL)
        halt("the enclave's inspection does not decode: %.*s", BYTES_ARG(refused->text));
    place_answers(frame, decoded);
    if (reply)
        frame->reply = decoded;
    else
        frame->call = decoded;
}

void inspector_query_begin(struct inspector *inspector)
{
    if (inspector != NULL)
        push(inspector);
}

void inspector_query_end(struct inspector *inspector)
{
    if (inspector == NULL)
        return;
    struct frame *frame = inspector->top;
    ASSERT(frame != NULL && frame->entry == NULL);
    inspector->top = frame->below;
    if (inspector->top == NULL)
        return;
    struct answer *answer = ARENA_NEW(inspector->arena, struct answer);
    answer->call = frame->call;
    if (inspector->top->answers == NULL)
        inspector->top->answers = answer;
    else
        inspector->top->last->next = answer;
    inspector->top->last = answer;
}

struct bytes inspector_encode(struct arena *arena, const struct inspector *inspector,
                              struct bytes hash, int64_t height)
{
    bool called = false;
    for (const struct entry *entry = inspector->messages.first; entry != NULL; entry = entry->next)
        called = called || entry->message.call != NULL;
    if (!called)
        return (struct bytes){0};
    const struct secretd_inspect_transaction transaction = {
        .hash = hash,
        .height = height,
        .messages = array_of(arena, &inspector->messages),
    };
    return protobuf_encode(arena, &secretd_inspect_transaction_type, &transaction);
}
