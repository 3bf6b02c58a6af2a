#include "enclave/contract/vanilla.h"

#include "enclave/contract/serde.h"

enum { ANSWERED, FAILED };
static const struct {
    struct bytes theirs, ours;
} words[] = {
    [ANSWERED] = {BYTES_INIT("{\"ok\":"), BYTES_INIT("{\"Ok\":")},
    [FAILED] = {BYTES_INIT("{\"error\":"), BYTES_INIT("{\"Err\":")},
};

struct bytes vanilla_answer(struct arena *arena, struct bytes answer)
{
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (!bytes_starts_with(answer, words[i].theirs))
            continue;
        struct bytes rest = bytes_from(answer, words[i].theirs.len);
        if (i == ANSWERED && bytes_starts_with(rest, BYTES("\"")))
            return answer;
        struct writer writer = writer_new(arena, answer.len);
        writer_bytes(&writer, words[i].ours);
        writer_bytes(&writer, rest);
        return writer_done(&writer);
    }
    return answer;
}

struct bytes vanilla_told(struct arena *arena, struct bytes answer)
{
    static const struct bytes DATA = BYTES_INIT("{\"Ok\":{\"Ok\":"),
                              CONTRACT_ERROR = BYTES_INIT("{\"Ok\":{\"Err\":"),
                              SYSTEM_ERROR = BYTES_INIT("{\"Err\":"), END = BYTES_INIT("}}");
    struct writer out = writer_new(arena, answer.len + 64);
    if (bytes_starts_with(answer, DATA)) {
        writer_text(&out, "{\"ok\":{\"ok\":");
        writer_bytes(&out, bytes_from(answer, DATA.len));
    } else if (bytes_starts_with(answer, CONTRACT_ERROR) &&
               answer.len >= CONTRACT_ERROR.len + END.len) {
        struct bytes error = bytes_from(answer, CONTRACT_ERROR.len);
        writer_text(&out, "{\"ok\":{\"error\":");
        serde_write_string(&out, bytes_slice(error, 0, error.len - END.len));
        writer_bytes(&out, END);
    } else if (bytes_starts_with(answer, SYSTEM_ERROR)) {
        writer_text(&out, "{\"error\":");
        writer_bytes(&out, bytes_from(answer, SYSTEM_ERROR.len));
    } else {
        return answer;
    }
    return writer_done(&out);
}
