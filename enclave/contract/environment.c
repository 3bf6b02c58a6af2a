#include "enclave/contract/environment.h"

#include "common/encoding/base64.h"
#include "enclave/contract/serde.h"

enum { NANOSECONDS = 1000000000 };

static void write_funds(struct writer *writer, const struct vm_coin *funds, size_t count)
{
    writer_byte(writer, '[');
    for (size_t i = 0; i < count; i++) {
        writer_text(writer, i == 0 ? "{\"denom\":" : ",{\"denom\":");
        serde_write_string(writer, funds[i].denom);
        writer_text(writer, ",\"amount\":");
        serde_write_string(writer, funds[i].amount);
        writer_byte(writer, '}');
    }
    writer_byte(writer, ']');
}

static void write_transaction(struct writer *writer, const struct vm_environment *environment)
{
    writer_text(writer, ",\"transaction\":");
    if (!environment->has_transaction) {
        writer_text(writer, "null}");
        return;
    }
    writer_format(writer, "{\"index\":%u,\"hash\":", environment->transaction_index);
    serde_write_string(writer, environment->transaction_hash);
    writer_text(writer, "}}");
}

struct bytes environment_v010(struct arena *arena, const struct vm_environment *environment)
{
    struct writer writer = writer_new(arena, 512);
    writer_format(&writer,
                  "{\"block\":{\"height\":%lu,\"time\":%lu,\"chain_id\":", environment->height,
                  environment->time_ns / NANOSECONDS);
    serde_write_string(&writer, environment->chain_id);
    writer_text(&writer, "},\"message\":{\"sender\":");
    serde_write_string(&writer, environment->sender);
    writer_text(&writer, ",\"sent_funds\":");
    write_funds(&writer, environment->funds, environment->funds_count);
    writer_text(&writer, "},\"contract\":{\"address\":");
    serde_write_string(&writer, environment->contract);
    writer_text(&writer, "},\"contract_key\":null,\"contract_code_hash\":");
    serde_write_string(&writer, environment->code_hash);
    write_transaction(&writer, environment);
    return writer_done(&writer);
}

struct bytes environment_v1(struct arena *arena, const struct vm_environment *environment,
                            struct bytes random)
{
    struct writer writer = writer_new(arena, 512);
    writer_format(&writer,
                  "{\"block\":{\"height\":%lu,\"time\":\"%lu\",\"chain_id\":", environment->height,
                  environment->time_ns);
    serde_write_string(&writer, environment->chain_id);
    if (random.data != NULL) {
        writer_text(&writer, ",\"random\":\"");
        base64_write(&writer, random);
        writer_byte(&writer, '"');
    }
    writer_text(&writer, "},\"contract\":{\"address\":");
    serde_write_string(&writer, environment->contract);
    writer_text(&writer, ",\"code_hash\":");
    serde_write_string(&writer, environment->code_hash);
    writer_byte(&writer, '}');
    write_transaction(&writer, environment);
    return writer_done(&writer);
}

struct bytes environment_v1_info(struct arena *arena, const struct vm_environment *environment)
{
    struct writer writer = writer_new(arena, 256);
    writer_text(&writer, "{\"sender\":");
    serde_write_string(&writer, environment->sender);
    writer_text(&writer, ",\"funds\":");
    write_funds(&writer, environment->funds, environment->funds_count);
    writer_byte(&writer, '}');
    return writer_done(&writer);
}
