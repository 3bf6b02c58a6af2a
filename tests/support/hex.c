#include "tests/support/hex.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

char *test_hex(struct bytes data)
{
    char *text = heap_alloc(data.len * 2 + 1);
    for (size_t i = 0; i < data.len; i++)
        snprintf(text + 2 * i, 3, "%02x", data.data[i]);
    text[data.len * 2] = '\0';
    return text;
}

void test_hex_free(void *memory)
{
    heap_free(memory);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

struct bytes test_unhex(struct arena *arena, const char *hex)
{
    struct writer out = writer_new(arena, strlen(hex) / 2);
    while (*hex != '\0') {
        if (*hex == ' ' || *hex == '\n') {
            hex++;
            continue;
        }
        int high = digit(hex[0]), low = digit(hex[1]);
        ASSERT(high >= 0 && low >= 0);
        writer_byte(&out, (uint8_t)(high * 16 + low));
        hex += 2;
    }
    return writer_done(&out);
}

struct bytes test_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        halt("test file %s is missing (tests run from the repository root)", path);
    struct writer out = writer_new(arena, 4096);
    for (;;) {
        uint8_t *room = writer_reserve(&out, 65536);
        size_t got = fread(room, 1, 65536, file);
        out.len += got;
        if (got == 0)
            break;
    }
    fclose(file);
    return writer_done(&out);
}
