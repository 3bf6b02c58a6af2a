#ifndef NODE_CHAIN_ERRORS_H
#define NODE_CHAIN_ERRORS_H

#include "common/base/status.h"

/* The refusals that every module shares (chain-surface 3.5). Those of a module stand in its own
 * errors.def. */
#define ERROR ERROR_EXTERN
#include "node/chain/errors.def"
#undef ERROR

/* Running out of gas, as the original's panic does: no handler may go on. */
extern const struct error CHAIN_OUT_OF_GAS; /* "sdk" 11 "out of gas" */
/* What a recovered panic becomes. */
extern const struct error CHAIN_PANIC; /* "undefined" 111222 "panic" */

/* chain_error is an error that the original makes with errors.New or fmt.Errorf: codespace
 * "undefined", code 1, and just this text. */
status chain_error(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3)
    __attribute__((returns_nonnull));

/* chain_panic stands where the original panics with `text`: it aborts, and run_tx reports it as
 * "recovered: <text>\nstack:\n" with code 111222. */
status chain_panic(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3)
    __attribute__((returns_nonnull));

/* chain_grpc_error is an error that the original makes with status.Error and returns from a message
 * or query: codespace "undefined", code 1, text "rpc error: code = <name> desc = <text>". code gRPC
 * code; queries answer with it, see grpc_code */
status chain_grpc_error(struct arena *arena, uint32_t code, const char *format, ...)
    PRINTF_LIKE(3, 4) __attribute__((returns_nonnull));

enum grpc_code {
    GRPC_UNKNOWN = 2,
    GRPC_INVALID_ARGUMENT = 3,
    GRPC_NOT_FOUND = 5,
    GRPC_PERMISSION_DENIED = 7,
    GRPC_FAILED_PRECONDITION = 9,
    GRPC_UNIMPLEMENTED = 12,
    GRPC_INTERNAL = 13,
};

/* chain_grpc_code tells the gRPC code and text that a refusal carries; GRPC_UNKNOWN and the whole
 * text for all that chain_grpc_error did not make. */
uint32_t chain_grpc_code(status failure, struct bytes *text);

#endif
