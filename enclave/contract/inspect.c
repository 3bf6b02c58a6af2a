#include "enclave/contract/inspect.h"

#if SECRETD_SIMULATION

#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "common/encoding/text.h"
#include "schema/core/secretd_inspect.h"

enum { STEPS_FIRST = 16 };

struct inspection {
    struct arena *arena;
    struct secretd_inspect_call call;
    size_t step_capacity;
    size_t text_bytes;
    uint64_t gas_before;               /* the open function */
    struct secretd_inspect_step *step; /* NULL: none is open, or it is left out */
};

static bool is_plain(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x7f && byte != '\\';
}

/* Names in state are often texts behind lengths: those stay readable. */
static struct bytes escaped(struct arena *arena, struct bytes source)
{
    size_t plain = 0;
    for (size_t i = 0; i < source.len; i++)
        plain += is_plain(source.data[i]);
    if (2 * plain < source.len)
        return ARENA_CONCAT(arena, BYTES("0x"), hex_lower(arena, source));
    struct writer text = writer_new(arena, 2 * source.len);
    for (size_t i = 0; i < source.len; i++) {
        if (is_plain(source.data[i]))
            writer_byte(&text, source.data[i]);
        else
            writer_format(&text, "\\x%02x", source.data[i]);
    }
    return writer_done(&text);
}

/* Nothing that a terminal would obey: it may come from anybody's contract. */
static bool is_text(struct bytes source)
{
    for (size_t i = 0; i < source.len; i++) {
        uint8_t byte = source.data[i], next = i + 1 < source.len ? source.data[i + 1] : 0;
        bool is_control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f ||
                          (byte == 0xc2 && next >= 0x80 && next < 0xa0); /* U+0080 to U+009F */
        if (is_control)
            return false;
    }
    return text_is_utf8(source);
}

static struct bytes readable(struct arena *arena, struct bytes source)
{
    bool cut = source.len > INSPECT_TEXT_BYTES_MAX;
    struct bytes text = cut ? bytes_slice(source, 0, INSPECT_TEXT_BYTES_MAX) : source;
    /* A cut may fall into a character. */
    while (cut && text.len > 0 && (text.data[text.len - 1] & 0x80) != 0)
        text.len--;
    struct bytes shown = is_text(text) ? arena_copy(arena, text) : escaped(arena, text);
    return cut ? ARENA_CONCAT(arena, shown, BYTES("...")) : shown;
}

struct inspection *inspect_begin(struct arena *arena, const struct inspect_start *start)
{
    struct inspection *inspection = ARENA_NEW(arena, struct inspection);
    struct cosmos_base_v1beta1_coin *funds =
        ARENA_ARRAY(arena, struct cosmos_base_v1beta1_coin, start->funds_count);
    for (size_t i = 0; i < start->funds_count; i++)
        funds[i] = (struct cosmos_base_v1beta1_coin){.denom = start->funds[i].denom,
                                                     .amount = start->funds[i].amount};
    inspection->arena = arena;
    inspection->call = (struct secretd_inspect_call){
        .entry = bytes_text(start->entry),
        .contract = arena_copy(arena, start->contract),
        .sender = arena_copy(arena, start->sender),
        .code_hash = hex_lower(arena, start->code_hash),
        .funds = {funds, start->funds_count},
        .message = readable(arena, start->message),
    };
    return inspection;
}

static void make_room(struct inspection *inspection)
{
    if (inspection->call.steps.count < inspection->step_capacity)
        return;
    size_t capacity = inspection->step_capacity == 0 ? STEPS_FIRST : 2 * inspection->step_capacity;
    struct secretd_inspect_step *steps =
        ARENA_ARRAY(inspection->arena, struct secretd_inspect_step, capacity);
    for (size_t i = 0; i < inspection->call.steps.count; i++)
        steps[i] = inspection->call.steps.items[i];
    inspection->call.steps.items = steps;
    inspection->step_capacity = capacity;
}

void inspect_import_begin(struct inspection *inspection, const char *name, uint64_t gas_left)
{
    if (inspection == NULL)
        return;
    inspection->gas_before = gas_left;
    inspection->step = NULL;
    if (inspection->call.steps.count == INSPECT_STEPS_MAX) {
        inspection->call.steps_left_out++;
        return;
    }
    make_room(inspection);
    inspection->step = &inspection->call.steps.items[inspection->call.steps.count++];
    inspection->step->name = bytes_text(name);
}

static bool is_crypto(struct bytes name)
{
    return bytes_starts_with(name, BYTES("secp256k1_")) ||
           bytes_starts_with(name, BYTES("ed25519_")) || bytes_starts_with(name, BYTES("dcap_"));
}

void inspect_import_end(struct inspection *inspection, uint64_t gas_left, uint64_t writes)
{
    if (inspection == NULL)
        return;
    struct secretd_inspect_step *step = inspection->step;
    struct secretd_inspect_gas *gas = &inspection->call.gas;
    uint64_t used = inspection->gas_before > gas_left ? inspection->gas_before - gas_left : 0;
    /* The end of the gas may come between noting the pseudo cost and taking it. */
    writes = writes < used ? writes : used;
    used -= writes;
    gas->writes += writes;
    if (step != NULL && is_crypto(step->name))
        gas->crypto += used;
    else
        gas->host += used;
    if (step != NULL)
        step->gas = used;
    inspection->step = NULL;
}

static struct bytes step_text(struct inspection *inspection, struct bytes source)
{
    if (source.data == NULL || inspection->text_bytes > INSPECT_BYTES_MAX)
        return (struct bytes){0};
    struct bytes text = readable(inspection->arena, source);
    inspection->text_bytes += text.len;
    return text;
}

void inspect_access(struct inspection *inspection, struct bytes input, struct bytes output,
                    uint64_t chain_gas)
{
    if (inspection == NULL || inspection->step == NULL)
        return;
    inspection->step->input = step_text(inspection, input);
    inspection->step->output = step_text(inspection, output);
    inspection->step->chain_gas = chain_gas;
}

void inspect_asked(struct inspection *inspection)
{
    static const struct secretd_inspect_call place = {0};
    if (inspection != NULL && inspection->step != NULL)
        inspection->step->query = &place;
}

struct bytes inspect_finish(struct inspection *inspection, const struct inspect_end *end)
{
    if (inspection == NULL)
        return (struct bytes){0};
    struct secretd_inspect_call *call = &inspection->call;
    struct secretd_inspect_gas *gas = &call->gas;
    uint64_t elsewhere = gas->host + gas->crypto + gas->writes + end->gas_memory;
    gas->instructions = end->gas_metered > elsewhere ? end->gas_metered - elsewhere : 0;
    gas->memory = end->gas_memory;
    gas->reported = end->gas_reported;
    gas->chain = end->chain_gas;
    gas->flush = end->flush_gas;
    if (end->failure != NULL)
        call->error = end->failure->text;
    else
        call->answer = readable(inspection->arena, end->answer);
    return protobuf_encode(inspection->arena, &secretd_inspect_call_type, call);
}

#endif
