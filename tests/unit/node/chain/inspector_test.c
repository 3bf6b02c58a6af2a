#include "node/chain/inspector.h"

#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "schema/core/secretd_inspect.h"
#include "tests/support/test.h"

/* What the enclave tells of a call with this many questions to other contracts. */
static struct bytes call_of(struct arena *arena, const char *contract, size_t questions)
{
    static const struct secretd_inspect_call asked = {0};
    struct secretd_inspect_step *steps = ARENA_ARRAY(arena, struct secretd_inspect_step, 8);
    steps[0].name = BYTES("db_read");
    for (size_t i = 0; i < questions; i++)
        steps[1 + i] = (struct secretd_inspect_step){.name = BYTES("query_chain"), .query = &asked};
    const struct secretd_inspect_call call = {.contract = bytes_text(contract),
                                              .steps = {steps, 1 + questions}};
    return protobuf_encode(arena, &secretd_inspect_call_type, &call);
}

static struct secretd_inspect_transaction *decode(struct arena *arena, struct bytes encoded)
{
    struct secretd_inspect_transaction *tree = ARENA_NEW(arena, struct secretd_inspect_transaction);
    message_init(&secretd_inspect_transaction_type, tree);
    ASSERT_OK(protobuf_decode(arena, &secretd_inspect_transaction_type, encoded, tree));
    return tree;
}

static void messages_calls_and_replies_form_a_tree(void **state)
{
    struct arena *arena = arena_new(4096);
    struct inspector *inspector = inspector_new(arena);
    inspector_message_begin(inspector, BYTES("/execute"));
    inspector_call(inspector, false, call_of(arena, "outer", 0));
    inspector_message_begin(inspector, BYTES("/send"));
    inspector_message_end(inspector, 10, &CHAIN_UNAUTHORIZED);
    inspector_message_begin(inspector, BYTES("/execute"));
    inspector_call(inspector, false, call_of(arena, "inner", 0));
    inspector_call(inspector, true, call_of(arena, "outer", 0));
    inspector_message_begin(inspector, BYTES("/of-the-reply"));
    inspector_message_end(inspector, 5, NULL);
    inspector_message_end(inspector, 100, NULL);
    inspector_message_end(inspector, 1000, NULL);

    struct secretd_inspect_transaction *tree =
        decode(arena, inspector_encode(arena, inspector, BYTES("AB"), 7));
    assert_int_equal(tree->height, 7);
    assert_int_equal(tree->messages.count, 1);
    const struct secretd_inspect_message *top = &tree->messages.items[0];
    assert_int_equal(top->gas_used, 1000);
    ASSERT_TEXT(top->call->contract, "outer");
    assert_int_equal(top->call->messages.count, 2);
    ASSERT_TEXT(top->call->messages.items[0].error, "unauthorized");
    assert_null(top->call->messages.items[0].call);
    const struct secretd_inspect_message *sent = &top->call->messages.items[1];
    ASSERT_TEXT(sent->call->contract, "inner");
    assert_int_equal(sent->call->messages.count, 0);
    ASSERT_TEXT(sent->reply->contract, "outer");
    ASSERT_TEXT(sent->reply->messages.items[0].type, "/of-the-reply");
    arena_drop(arena);
}

static void queries_stand_where_they_were_asked(void **state)
{
    struct arena *arena = arena_new(4096);
    struct inspector *inspector = inspector_new(arena);
    inspector_message_begin(inspector, BYTES("/execute"));
    inspector_query_begin(inspector); /* nobody is there */
    inspector_query_end(inspector);
    inspector_query_begin(inspector);
    inspector_query_begin(inspector);
    inspector_call(inspector, false, call_of(arena, "third", 0));
    inspector_query_end(inspector);
    inspector_call(inspector, false, call_of(arena, "second", 1));
    inspector_query_end(inspector);
    inspector_call(inspector, false, call_of(arena, "first", 2));
    inspector_message_end(inspector, 1, NULL);

    struct secretd_inspect_transaction *tree =
        decode(arena, inspector_encode(arena, inspector, BYTES("AB"), 1));
    const struct secretd_inspect_call *first = tree->messages.items[0].call;
    assert_null(first->steps.items[0].query);
    assert_null(first->steps.items[1].query);
    const struct secretd_inspect_call *second = first->steps.items[2].query;
    ASSERT_TEXT(second->contract, "second");
    ASSERT_TEXT(second->steps.items[1].query->contract, "third");
    arena_drop(arena);
}

static void without_contracts_there_is_nothing_to_tell(void **state)
{
    struct arena *arena = arena_new(4096);
    struct inspector *inspector = inspector_new(arena);
    inspector_message_begin(inspector, BYTES("/send"));
    inspector_message_end(inspector, 1, NULL);
    assert_null(inspector_encode(arena, inspector, BYTES("AB"), 1).data);
    inspector_message_begin(NULL, BYTES("/send"));
    inspector_query_begin(NULL);
    inspector_query_end(NULL);
    inspector_call(NULL, false, BYTES("x"));
    inspector_message_end(NULL, 1, NULL);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_calls_and_replies_form_a_tree),
        cmocka_unit_test(queries_stand_where_they_were_asked),
        cmocka_unit_test(without_contracts_there_is_nothing_to_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
