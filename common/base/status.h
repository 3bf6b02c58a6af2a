#ifndef COMMON_BASE_STATUS_H
#define COMMON_BASE_STATUS_H

#include "common/base/arena.h"
#include "common/base/bytes.h"

/* Why something was refused. Constants stand in errors.def tables; a wrapped error lives in an
 * arena. `codespace` and `code` are the existing network's and part of the results hash. */
struct error {
    const char *codespace;
    uint32_t code;
    bool aborts;       /* the original panics here: no handler may turn this into success */
    struct bytes text; /* whole text as clients see it, "detail: description" */
};

/* The result of everything that can refuse its input: NULL is success. */
typedef const struct error *status;

#define MUST_CHECK                       __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

/* The only macro that returns: hands a refusal to the caller. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        status try_status_ = (call);                                                               \
        if (__builtin_expect(try_status_ != NULL, 0))                                              \
            return try_status_;                                                                    \
    } while (0)

/* error_wrap puts "detail: " before the cause's text and keeps its code, as errors.Wrap does.
 *   arena  owns the result */
status error_wrap(struct arena *arena, status cause, const char *format, ...) PRINTF_LIKE(3, 4)
    __attribute__((returns_nonnull));

/* error_wrap_bytes is error_wrap for a detail that may hold any byte. */
status error_wrap_bytes(struct arena *arena, status cause, struct bytes detail)
    __attribute__((returns_nonnull));

/* error_replace keeps code and codespace of the cause and gives it another whole text. */
status error_replace(struct arena *arena, status cause, struct bytes text)
    __attribute__((returns_nonnull));

/* error_is tells whether `failure` is `kind`, wrapped or not (same codespace and code). */
bool error_is(status failure, const struct error *kind);

/* ERRORS_DEFINE(table) is used by errors.c files: see common/base/errors.def for the form
 *     ERROR(NAME, codespace, code, "description") */
#define ERROR_CONSTANT(name, space, number, description)                                           \
    const struct error name = {space, number, false, BYTES_INIT(description)};
#define ERROR_EXTERN(name, space, number, description) extern const struct error name;

#endif
