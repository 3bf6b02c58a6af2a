#include "tests/support/trace_answers.h"

enum { BODY_CLEAR_ADMIN = 15 };

/* A body with something in every field, made by the tables themselves. */
static void fill(struct arena *arena, const struct message_type *type, char *body)
{
    static struct cosmos_base_v1beta1_coin coins[] = {{BYTES_INIT("uscrt"), BYTES_INIT("5")},
                                                      {BYTES_INIT("b"), BYTES_INIT("6")}};
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        void *place = body + field->offset;
        if ((field->flags & FIELD_REPEATED) != 0)
            *(struct cosmos_base_v1beta1_coin_list *)place =
                (struct cosmos_base_v1beta1_coin_list){coins, 2};
        else if (field->kind == FIELD_MESSAGE && field->message == &cosmos_base_v1beta1_coin_type)
            *(struct cosmos_base_v1beta1_coin *)place = coins[0];
        else if (field->kind == FIELD_MESSAGE)
            fill(arena, field->message, place);
        else if (field->kind == FIELD_STRING || field->kind == FIELD_BYTES)
            *(struct bytes *)place = arena_format(arena, "value %u", field->number);
        else if (field->kind == FIELD_INT32)
            *(int32_t *)place = 3;
        else
            *(uint64_t *)place = UINT64_C(18446744073709551000) + field->number;
    }
}

static void survives(struct arena *arena, bool first, uint32_t number)
{
    const struct field_type *member = message_field(&secretd_contract_sub_message_type, number);
    struct secretd_contract_sub_message message = {.body_case = number};
    char *body = arena_zalloc(arena, member->message->size);
    fill(arena, member->message, body);
    if (number == BODY_CLEAR_ADMIN)
        ((struct secretd_contract_wasm_update_admin *)(void *)body)->new_admin.len = 0;
    *(const void **)(void *)((char *)&message + member->offset) = body;
    if (!first) {
        message.id = 12;
        message.reply_on = SECRETD_CONTRACT_REPLY_ON_SUCCESS;
        message.has_gas_limit = true;
        message.gas_limit = 77;
        message.was_encrypted = true;
    }
    const struct secretd_contract_answer answer = {
        .generation = first ? SECRETD_CONTRACT_GENERATION_V010 : SECRETD_CONTRACT_GENERATION_V1,
        .messages = {&message, 1},
    };
    trace_answer_survives(TRACE_JSON, &answer);
}

static void every_message_that_a_contract_can_send_survives_whole(void **state)
{
    struct arena *arena = arena_new(4096);
    for (uint32_t number = 10; number <= 27; number++) {
        survives(arena, false, number);
        survives(arena, true, number);
    }
    const struct secretd_contract_unrouted unrouted[] = {{BYTES("bank.burn")}, {BYTES("custom")}};
    for (size_t i = 0; i < ARRAY_COUNT(unrouted); i++) {
        struct secretd_contract_sub_message message = {.body_case = 30, .unrouted = &unrouted[i]};
        const struct secretd_contract_answer answer = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                       .messages = {&message, 1}};
        trace_answer_survives(TRACE_JSON, &answer);
    }
    arena_drop(arena);
}

/* Each field of each body has its place in the table, or it would be lost. */
static void the_table_knows_every_body(void **state)
{
    assert_int_equal(TRACE_MESSAGE_COUNT, 18);
    for (size_t i = 0; i < TRACE_MESSAGE_COUNT; i++)
        assert_int_equal(TRACE_MESSAGES[i].body, 10 + i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_that_a_contract_can_send_survives_whole),
        cmocka_unit_test(the_table_knows_every_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
