#ifndef COMMON_BASE_ARENA_H
#define COMMON_BASE_ARENA_H

#include <stdarg.h>
#include "common/base/bytes.h"

/* Memory that is dropped whole: one arena per process, block, transaction or query. Allocation
 * never returns NULL: exhaustion of the machine is a halt, and limits reject input long before. */
struct arena;

/* arena_new makes an empty arena that grows by chunks of at least `chunk_bytes`. */
struct arena *arena_new(size_t chunk_bytes);

/* arena_new_fixed makes an arena over memory the caller owns (locked, for example); it never grows,
 * and asking for more than is left is a halt. The memory is wiped by arena_reset and arena_drop. */
struct arena *arena_new_fixed(void *memory, size_t bytes);

/* arena_reset forgets everything allocated and keeps one chunk. */
void arena_reset(struct arena *arena);

/* arena_drop frees the arena and all it holds. NULL is allowed. */
void arena_drop(struct arena *arena);

/* A place in an arena to go back to. Everything allocated after it dies at arena_rewind. */
struct arena_mark {
    void *chunk;
    size_t used;
};
struct arena_mark arena_mark(struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* arena_bytes_used counts the bytes handed out since the last reset, for limits and tests. */
size_t arena_bytes_used(const struct arena *arena);

/* arena_alloc gives `size` bytes aligned for any object, not cleared. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull, malloc));

/* arena_zalloc is arena_alloc cleared to zero. */
void *arena_zalloc(struct arena *arena, size_t size) __attribute__((returns_nonnull, malloc));

/* ARENA_NEW(arena, struct x) is one cleared object; ARENA_ARRAY(arena, struct x, n) n of them. */
#define ARENA_NEW(arena, type) ((type *)arena_zalloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count)                                                            \
    ((type *)arena_zalloc((arena), arena_array_bytes(sizeof(type), (count))))
size_t arena_array_bytes(size_t item_bytes, size_t count);

/* arena_copy duplicates bytes into the arena; an empty input stays present (data not NULL). */
struct bytes arena_copy(struct arena *arena, struct bytes source);

/* arena_concat joins `count` byte strings. */
struct bytes arena_concat(struct arena *arena, const struct bytes *parts, size_t count);
#define ARENA_CONCAT(arena, ...)                                                                   \
    arena_concat((arena), (const struct bytes[]){__VA_ARGS__},                                     \
                 sizeof((const struct bytes[]){__VA_ARGS__}) / sizeof(struct bytes))

/* arena_format is printf into the arena. No floating point, no locale-dependent conversion. */
struct bytes arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct bytes arena_format_list(struct arena *arena, const char *format, va_list arguments);

/* arena_text is a NUL-terminated copy, for system calls and libraries. */
char *arena_text(struct arena *arena, struct bytes source);

/* A byte string that is being written. It grows inside its arena; `data` and `len` are the result
 * so far. */
struct writer {
    struct arena *arena;
    uint8_t *data;
    size_t len;
    size_t capacity;
};
struct writer writer_new(struct arena *arena, size_t capacity);
void writer_bytes(struct writer *writer, struct bytes source);
void writer_byte(struct writer *writer, uint8_t byte);
void writer_text(struct writer *writer, const char *text);
void writer_format(struct writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* writer_reserve makes room for `size` more bytes and returns where they go; the caller adds to
 * len. */
uint8_t *writer_reserve(struct writer *writer, size_t size);
static inline struct bytes writer_done(const struct writer *writer)
{
    return bytes_make(writer->data, writer->len);
}

#endif
