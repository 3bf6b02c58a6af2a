#ifndef SECRET_MEMORY_H
#define SECRET_MEMORY_H

/* Texts, the allocator and a builder of texts.
 *
 * A call has a fresh memory that is thrown away when it ends, so nothing is ever freed: memory_new
 * moves a mark forward. Running out ends the call. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that somebody else holds, not NUL-terminated. */
struct text {
    const char *data;
    uint32_t len;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/* Ends the call: the transaction fails with "the contract panicked". For what cannot happen. */
static inline _Noreturn void memory_abort(void)
{
    __builtin_trap();
}

#ifdef __wasm__

enum { WASM_PAGE_BYTES = 65536 };

/* The first byte behind the program's data and stack, which the linker knows. */
extern unsigned char __heap_base;
static uintptr_t memory_mark;

/* The compiler calls these for copies, and there is no C library to have them from. Without
 * no_builtin it would turn the loop of memcpy into a call of memcpy. */
__attribute__((no_builtin, used)) void *memcpy(void *to, const void *from, size_t bytes)
{
    unsigned char *out = to;
    const unsigned char *in = from;
    for (size_t i = 0; i < bytes; i++)
        out[i] = in[i];
    return to;
}

__attribute__((no_builtin, used)) void *memset(void *to, int value, size_t bytes)
{
    unsigned char *out = to;
    for (size_t i = 0; i < bytes; i++)
        out[i] = (unsigned char)value;
    return to;
}

/* `bytes` bytes, aligned to 8, not cleared. */
static void *memory_new(uint32_t bytes)
{
    if (memory_mark == 0)
        memory_mark = ((uintptr_t)&__heap_base + 7) & ~(uintptr_t)7;
    uint64_t end = (uint64_t)memory_mark + (((uint64_t)bytes + 7) & ~(uint64_t)7);
    uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) * WASM_PAGE_BYTES;
    if (end > have) {
        uint64_t pages = (end - have + WASM_PAGE_BYTES - 1) / WASM_PAGE_BYTES;
        if (end > UINT32_MAX || __builtin_wasm_memory_grow(0, (size_t)pages) == (size_t)-1)
            memory_abort();
    }
    void *block = (void *)memory_mark;
    memory_mark = (uintptr_t)end;
    return block;
}

#else

#include <stdlib.h>
#include <string.h>

/* In tests every block is one of the heap's, so that sanitizers see its bounds. The list keeps them
 * from being reported as lost. */
struct memory_block {
    struct memory_block *next;
    uint64_t bytes[];
};
static struct memory_block *memory_blocks;

static void *memory_new(uint32_t bytes)
{
    struct memory_block *block = malloc(sizeof *block + bytes);
    if (block == NULL)
        memory_abort();
    block->next = memory_blocks;
    memory_blocks = block;
    return block->bytes;
}

#endif

static inline bool text_equal(struct text a, struct text b)
{
    if (a.len != b.len)
        return false;
    for (uint32_t i = 0; i < a.len; i++)
        if (a.data[i] != b.data[i])
            return false;
    return true;
}

/* The same for secrets: takes as long whatever the first difference is. Only the lengths show. */
static inline bool text_equal_secret(struct text a, struct text b)
{
    unsigned char difference = a.len != b.len;
    for (uint32_t i = 0; i < a.len && i < b.len; i++)
        difference |= (unsigned char)(a.data[i] ^ b.data[i]);
    return difference == 0;
}

/* A text that grows. Start with {0}. */
struct builder {
    char *data;
    uint32_t len, capacity;
};

/* Room for `bytes` more at the end, which the caller fills. */
static inline char *builder_reserve(struct builder *out, uint32_t bytes)
{
    if (bytes > out->capacity - out->len) {
        uint64_t capacity = 2 * ((uint64_t)out->len + bytes) + 64;
        if (capacity > UINT32_MAX)
            memory_abort();
        char *larger = memory_new((uint32_t)capacity);
        for (uint32_t i = 0; i < out->len; i++)
            larger[i] = out->data[i];
        out->data = larger;
        out->capacity = (uint32_t)capacity;
    }
    char *room = out->data + out->len;
    out->len += bytes;
    return room;
}

static inline void builder_add(struct builder *out, struct text text)
{
    char *room = builder_reserve(out, text.len);
    for (uint32_t i = 0; i < text.len; i++)
        room[i] = text.data[i];
}

/* In decimal. */
static inline void builder_add_number(struct builder *out, uint64_t number)
{
    char digits[20];
    uint32_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    builder_add(out, (struct text){digits + at, (uint32_t)sizeof digits - at});
}

/* Spaces up to the next multiple of `step` bytes, so that the length of a ciphertext says less. */
static inline void builder_pad(struct builder *out, uint32_t step)
{
    while (out->len % step != 0)
        builder_add(out, TEXT(" "));
}

static inline struct text builder_done(const struct builder *out)
{
    return (struct text){out->data, out->len};
}

/* Both texts in one. */
static inline struct text text_join(struct text first, struct text second)
{
    struct builder out = {0};
    builder_add(&out, first);
    builder_add(&out, second);
    return builder_done(&out);
}

#endif
