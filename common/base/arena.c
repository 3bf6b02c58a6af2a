#include "common/base/arena.h"

#include <stdalign.h>
#include <stdio.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/base/poison_internal.h"

enum { ALIGNMENT = alignof(max_align_t) };

struct chunk {
    struct chunk *previous;
    size_t capacity;
    size_t used;
    size_t used_before; /* bytes handed out by the chunks before this one */
    alignas(ALIGNMENT) uint8_t memory[];
};

struct arena {
    struct chunk *current;
    size_t chunk_bytes;
    bool fixed;
};

/* Forgets what was handed out past the first `used` bytes of the chunk. */
static void chunk_cut(const struct arena *arena, size_t used)
{
    struct chunk *chunk = arena->current;
    size_t len = chunk->used - used;
    if (arena->fixed)
        wipe(chunk->memory + used, len);
    else
        poison_forbid(chunk->memory + used, len);
    chunk->used = used;
}

static struct chunk *chunk_new(size_t capacity, struct chunk *previous)
{
    struct chunk *chunk = heap_alloc(sizeof(struct chunk) + capacity);
    chunk->previous = previous;
    chunk->capacity = capacity;
    chunk->used = 0;
    chunk->used_before = previous == NULL ? 0 : previous->used_before + previous->used;
    poison_forbid(chunk->memory, capacity);
    return chunk;
}

struct arena *arena_new(size_t chunk_bytes)
{
    struct arena *arena = heap_alloc(sizeof(struct arena));
    arena->chunk_bytes = chunk_bytes < 256 ? 256 : chunk_bytes;
    arena->fixed = false;
    arena->current = chunk_new(arena->chunk_bytes, NULL);
    return arena;
}

struct arena *arena_new_fixed(void *memory, size_t bytes)
{
    ASSERT(((uintptr_t)memory % ALIGNMENT) == 0);
    ASSERT(bytes > sizeof(struct arena) + sizeof(struct chunk) + 2 * ALIGNMENT);
    struct arena *arena = memory;
    size_t head = (sizeof(struct arena) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct chunk *chunk = (void *)((uint8_t *)memory + head);
    *chunk = (struct chunk){.capacity = bytes - head - sizeof(struct chunk)};
    *arena = (struct arena){.current = chunk, .fixed = true};
    return arena;
}

void arena_reset(struct arena *arena)
{
    while (arena->current->previous != NULL) {
        struct chunk *last = arena->current;
        arena->current = last->previous;
        heap_free(last);
    }
    chunk_cut(arena, 0);
}

void arena_drop(struct arena *arena)
{
    if (arena == NULL)
        return;
    arena_reset(arena);
    if (arena->fixed)
        return;
    heap_free(arena->current);
    heap_free(arena);
}

struct arena_mark arena_mark(struct arena *arena)
{
    return (struct arena_mark){arena->current, arena->current->used};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    while (arena->current != mark.chunk) {
        struct chunk *last = arena->current;
        ASSERT(last->previous != NULL);
        arena->current = last->previous;
        heap_free(last);
    }
    ASSERT(mark.used <= arena->current->used);
    chunk_cut(arena, mark.used);
}

size_t arena_bytes_used(const struct arena *arena)
{
    return arena->current->used_before + arena->current->used;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    ASSERT(size < SIZE_MAX / 2);
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded == 0)
        rounded = ALIGNMENT;
    if (!arena->fixed)
        rounded += POISON_GAP_BYTES;
    struct chunk *chunk = arena->current;
    if (chunk->capacity - chunk->used < rounded) {
        if (arena->fixed)
            halt("out of fixed memory: %zu bytes wanted, %zu left", rounded,
                 chunk->capacity - chunk->used);
        size_t wanted = arena->chunk_bytes;
        chunk = chunk_new(rounded > wanted ? rounded : wanted, chunk);
        arena->current = chunk;
    }
    void *memory = chunk->memory + chunk->used;
    chunk->used += rounded;
    poison_allow(memory, size);
    return memory;
}

void *arena_zalloc(struct arena *arena, size_t size)
{
    return memset(arena_alloc(arena, size), 0, size);
}

size_t arena_array_bytes(size_t item_bytes, size_t count)
{
    size_t total;
    ASSERT(!__builtin_mul_overflow(item_bytes, count, &total));
    return total;
}

struct bytes arena_copy(struct arena *arena, struct bytes source)
{
    uint8_t *memory = arena_alloc(arena, source.len);
    if (source.len != 0)
        memcpy(memory, source.data, source.len);
    return bytes_make(memory, source.len);
}

struct bytes arena_concat(struct arena *arena, const struct bytes *parts, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        ASSERT(!__builtin_add_overflow(total, parts[i].len, &total));
    uint8_t *memory = arena_alloc(arena, total);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len != 0)
            memcpy(memory + at, parts[i].data, parts[i].len);
        at += parts[i].len;
    }
    return bytes_make(memory, total);
}

struct bytes arena_format_list(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    ASSERT(len >= 0);
    char *memory = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(memory, (size_t)len + 1, format, again);
    va_end(again);
    return bytes_make(memory, (size_t)len);
}

struct bytes arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

char *arena_text(struct arena *arena, struct bytes source)
{
    char *memory = arena_alloc(arena, source.len + 1);
    if (source.len != 0)
        memcpy(memory, source.data, source.len);
    memory[source.len] = '\0';
    return memory;
}

struct writer writer_new(struct arena *arena, size_t capacity)
{
    struct writer writer = {.arena = arena, .capacity = capacity < 64 ? 64 : capacity};
    writer.data = arena_alloc(arena, writer.capacity);
    return writer;
}

uint8_t *writer_reserve(struct writer *writer, size_t size)
{
    if (writer->capacity - writer->len < size) {
        size_t wanted;
        ASSERT(!__builtin_add_overflow(writer->len, size, &wanted));
        wanted = wanted < writer->capacity * 2 ? writer->capacity * 2 : wanted;
        uint8_t *grown = arena_alloc(writer->arena, wanted);
        memcpy(grown, writer->data, writer->len);
        writer->data = grown;
        writer->capacity = wanted;
    }
    return writer->data + writer->len;
}

void writer_bytes(struct writer *writer, struct bytes source)
{
    if (source.len == 0)
        return;
    memcpy(writer_reserve(writer, source.len), source.data, source.len);
    writer->len += source.len;
}

void writer_byte(struct writer *writer, uint8_t byte)
{
    *writer_reserve(writer, 1) = byte;
    writer->len += 1;
}

void writer_text(struct writer *writer, const char *text)
{
    writer_bytes(writer, bytes_text(text));
}

void writer_format(struct writer *writer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    ASSERT(len >= 0);
    uint8_t *at = writer_reserve(writer, (size_t)len + 1);
    vsnprintf((char *)at, (size_t)len + 1, format, again);
    va_end(again);
    writer->len += (size_t)len;
}
