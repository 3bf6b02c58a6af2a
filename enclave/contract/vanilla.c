#include "enclave/contract/vanilla.h"

enum { OK, ERROR_TEXT };
static const struct {
    struct bytes theirs, ours;
} words[] = {
    [OK] = {BYTES_INIT("{\"ok\":"), BYTES_INIT("{\"Ok\":")},
    [ERROR_TEXT] = {BYTES_INIT("{\"error\":"), BYTES_INIT("{\"Err\":")},
};

struct bytes vanilla_answer(struct arena *arena, struct bytes answer)
{
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (!bytes_starts_with(answer, words[i].theirs))
            continue;
        struct bytes rest = bytes_from(answer, words[i].theirs.len);
        if (i == OK && bytes_starts_with(rest, BYTES("\"")))
            return answer;
        struct writer writer = writer_new(arena, answer.len);
        writer_bytes(&writer, words[i].ours);
        writer_bytes(&writer, rest);
        return writer_done(&writer);
    }
    return answer;
}
