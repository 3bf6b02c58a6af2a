/* Writes the instrumented form of a module to the standard output, for sequences.py.
 *
 *   instrument FILE */
#include <stdio.h>

#include "common/base/halt.h"
#include "enclave/contract/instrument.h"

static struct bytes read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        halt("cannot read %s", path);
    struct writer out = writer_new(arena, 1 << 20);
    for (size_t got = 1; got > 0; out.len += got)
        got = fread(writer_reserve(&out, 1 << 16), 1, 1 << 16, file);
    fclose(file);
    return writer_done(&out);
}

int main(int count, char **arguments)
{
    if (count != 2)
        halt("usage: instrument FILE");
    struct arena *arena = arena_new(1 << 20);
    struct wasm_module module;
    struct instrumented instrumented;
    status failure = wasm_module_parse(arena, read_file(arena, arguments[1]), &module);
    if (failure == NULL)
        failure = instrument_module(arena, &module, &instrumented);
    if (failure != NULL) {
        fprintf(stderr, "%.*s\n", BYTES_ARG(failure->text));
        return 1;
    }
    size_t written = fwrite(instrumented.wasm.data, 1, instrumented.wasm.len, stdout);
    return written != instrumented.wasm.len;
}
