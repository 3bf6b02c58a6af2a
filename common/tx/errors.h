#ifndef COMMON_TX_ERRORS_H
#define COMMON_TX_ERRORS_H

#include "common/base/status.h"

#define ERROR ERROR_EXTERN
#include "common/tx/errors.def"
#undef ERROR

/* tx_error is an error without a code of its own: codespace "undefined", code 1. */
status tx_error(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3)
    __attribute__((returns_nonnull));

/* tx_panic stands where the original panics: codespace "undefined", code 111222, and it aborts. */
status tx_panic(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3)
    __attribute__((returns_nonnull));

/* What the original's runtime says when it follows a nil pointer. */
#define TX_NIL_POINTER "runtime error: invalid memory address or nil pointer dereference"

#endif
