#include "common/encoding/protobuf.h"
#include "common/tx/textual_internal.h"
#include "schema/core/registry.h"
#include "schema/core/tendermint_types.h"
#include "tests/support/test.h"

static status no_metadata(void *reader, struct bytes denom,
                          const struct cosmos_bank_v1beta1_metadata **metadata)
{
    *metadata = NULL;
    return NULL;
}

/* Screens as text, one a line: indent, title and content. */
static struct bytes shown(struct arena *arena, const struct screens *screens)
{
    struct writer writer = writer_new(arena, 256);
    for (size_t i = 0; i < screens->count; i++)
        writer_format(&writer, "%d|%.*s|%.*s\n", screens->items[i].indent,
                      BYTES_ARG(screens->items[i].title), BYTES_ARG(screens->items[i].content));
    return writer_done(&writer);
}

static void a_message_is_shown_field_by_field(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct sign_context context = {.registry = &schema_core_registry,
                                   .denom_metadata = no_metadata};
    struct screens screens = {.arena = arena, .context = &context};
    struct cosmos_base_v1beta1_coin coins[] = {{BYTES("uscrt"), BYTES("2000")},
                                               {BYTES("uatom"), BYTES("1")}};
    struct cosmos_bank_v1beta1_output outputs[] = {{BYTES("to one"), {coins, 2}},
                                                   {BYTES("to two"), {coins, 1}}};
    struct cosmos_bank_v1beta1_msg_multi_send send = {.outputs = {outputs, 2}};
    struct google_protobuf_any any = {
        BYTES("/cosmos.bank.v1beta1.MsgMultiSend"),
        protobuf_encode(arena, &cosmos_bank_v1beta1_msg_multi_send_type, &send)};
    ASSERT_OK(textual_any(&screens, &any));
    ASSERT_TEXT(shown(arena, &screens), "0||/cosmos.bank.v1beta1.MsgMultiSend\n"
                                        "1|Outputs|2 Output\n"
                                        "2|Outputs (1/2)|Output object\n"
                                        "3|Address|to one\n"
                                        "3|Coins|1 uatom, 2'000 uscrt\n"
                                        "2|Outputs (2/2)|Output object\n"
                                        "3|Address|to two\n"
                                        "3|Coins|2'000 uscrt\n"
                                        "1||End of Outputs\n");
    arena_drop(arena);
}

static void scalars_times_and_bytes_have_forms_of_their_own(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct sign_context context = {.registry = &schema_core_registry};
    struct screens screens = {.arena = arena, .context = &context};
    uint8_t hash[36] = {0xab, 0xcd, 0xef};
    struct tendermint_types_vote vote = {.type = 2,
                                         .height = 1234567,
                                         .timestamp = {1700000000, 500000000},
                                         .validator_address = bytes_make(hash, 3),
                                         .signature = BYTES_OF(hash)};
    struct google_protobuf_any any = {BYTES("/tendermint.types.Vote"),
                                      protobuf_encode(arena, &tendermint_types_vote_type, &vote)};
    ASSERT_OK(textual_any(&screens, &any));
    struct bytes text = shown(arena, &screens);
    assert_non_null(strstr(arena_text(arena, text), "|Type|SIGNED_MSG_TYPE_PRECOMMIT\n"));
    assert_non_null(strstr(arena_text(arena, text), "|Height|1'234'567\n"));
    assert_non_null(strstr(arena_text(arena, text), "|Timestamp|2023-11-14T22:13:20.5Z\n"));
    assert_non_null(strstr(arena_text(arena, text), "|Validator address|ABCD EF\n"));
    assert_non_null(strstr(arena_text(arena, text), "|Signature|SHA-256="));
    arena_drop(arena);
}

static void durations_are_split_into_days_hours_minutes_and_seconds(void **state)
{
    static const struct {
        int64_t seconds;
        int32_t nanos;
        const char *text;
    } CASES[] = {
        {0, 0, "0 seconds"},
        {1, 0, "1 second"},
        {0, 500000000, "0.5 seconds"},
        {90, 0, "1 minute, 30 seconds"},
        {1483530, 0, "17 days, 4 hours, 5 minutes, 30 seconds"},
        {86400, 0, "1 day"},
        {86401, 0, "1 day, 0 hours, 0 minutes, 1 second"},
        {-3600, 0, "-1 hour"},
    };
    struct arena *arena = arena_new(1 << 16);
    struct sign_context context = {.registry = &schema_core_registry};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        struct screens screens = {.arena = arena, .context = &context};
        struct google_protobuf_duration duration = {CASES[i].seconds, CASES[i].nanos};
        struct google_protobuf_any any = {
            BYTES("/google.protobuf.Duration"),
            protobuf_encode(arena, &google_protobuf_duration_type, &duration)};
        ASSERT_OK(textual_any(&screens, &any));
        assert_int_equal(screens.items[1].indent, 1);
        ASSERT_TEXT(screens.items[1].content, CASES[i].text);
    }
    arena_drop(arena);
}

static void a_type_that_nobody_knows_is_refused(void **state)
{
    struct arena *arena = arena_new(1024);
    struct sign_context context = {.registry = &schema_core_registry};
    struct screens screens = {.arena = arena, .context = &context};
    struct google_protobuf_any any = {BYTES("/no.such.Msg"), BYTES("")};
    ASSERT_TEXT(textual_any(&screens, &any)->text, "unable to resolve type URL /no.such.Msg");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_shown_field_by_field),
        cmocka_unit_test(scalars_times_and_bytes_have_forms_of_their_own),
        cmocka_unit_test(durations_are_split_into_days_hours_minutes_and_seconds),
        cmocka_unit_test(a_type_that_nobody_knows_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
