#ifndef COMMON_BOUNDARY_FRAME_H
#define COMMON_BOUNDARY_FRAME_H

#include "common/encoding/message.h"
#include "schema/core/secretd_boundary.h"

/* The frames between node and enclave: number, message, who sends it, on which streams, how long it
 * may be. A change here or in schema/secretd is a new version. Source: enclave-protocol 8,
 * trust-and-attestation 5.4. */

enum { BOUNDARY_VERSION = 2 };

/* What a stream may be used for: fixed when it is made, by the descriptor it came on. */
enum boundary_right {
    BOUNDARY_RIGHT_OPERATOR = 1 << 0, /* keys */
    BOUNDARY_RIGHT_EXECUTOR = 1 << 1, /* blocks and calls */
    BOUNDARY_RIGHT_QUERY = 1 << 2,    /* queries only */
    BOUNDARY_RIGHT_ANY = BOUNDARY_RIGHT_OPERATOR | BOUNDARY_RIGHT_EXECUTOR | BOUNDARY_RIGHT_QUERY,
    BOUNDARY_RIGHT_RUN = BOUNDARY_RIGHT_EXECUTOR | BOUNDARY_RIGHT_QUERY,
};

enum boundary_side { BOUNDARY_NODE, BOUNDARY_ENCLAVE };

enum { BOUNDARY_KB = 1024, BOUNDARY_MB = 1024 * 1024 };

/* FRAME(id, message, sender, rights, largest encoding in bytes); the number of a frame is its place
 * from 1. */
#define BOUNDARY_FRAMES(FRAME)                                                                     \
    FRAME(HELLO, hello, NODE, ANY, BOUNDARY_KB)                                                    \
    FRAME(HELLO_REPLY, hello_reply, ENCLAVE, ANY, BOUNDARY_KB)                                     \
    FRAME(BOOTSTRAP, bootstrap, NODE, OPERATOR, BOUNDARY_KB)                                       \
    FRAME(UNSEAL, unseal, NODE, OPERATOR, 2 * BOUNDARY_MB)                                         \
    FRAME(KEYS_REPLY, keys_reply, ENCLAVE, OPERATOR, 2 * BOUNDARY_MB)                              \
    FRAME(BEGIN_BLOCK, begin_block, NODE, EXECUTOR, 128 * BOUNDARY_MB)                             \
    FRAME(END_BLOCK, end_block, NODE, EXECUTOR, BOUNDARY_KB)                                       \
    FRAME(BLOCK_REPLY, block_reply, ENCLAVE, EXECUTOR, 32 * BOUNDARY_MB)                           \
    FRAME(TX_BEGIN, tx_begin, NODE, EXECUTOR, BOUNDARY_KB)                                         \
    FRAME(TX_COMMIT, tx_commit, NODE, EXECUTOR, BOUNDARY_KB)                                       \
    FRAME(TX_ABORT, tx_abort, NODE, EXECUTOR, BOUNDARY_KB)                                         \
    FRAME(MESSAGE_BEGIN, message_begin, NODE, EXECUTOR, BOUNDARY_KB)                               \
    FRAME(MARK, mark, NODE, EXECUTOR, BOUNDARY_KB)                                                 \
    FRAME(ROLLBACK, rollback, NODE, EXECUTOR, BOUNDARY_KB)                                         \
    FRAME(RELEASE, release, NODE, EXECUTOR, BOUNDARY_KB)                                           \
    FRAME(CALL, call, NODE, RUN, 8 * BOUNDARY_MB)                                                  \
    FRAME(UPDATE_ADMIN, update_admin, NODE, RUN, BOUNDARY_MB)                                      \
    FRAME(QUERY, query, NODE, RUN, 8 * BOUNDARY_MB)                                                \
    FRAME(CALL_REPLY, call_reply, ENCLAVE, RUN, 64 * BOUNDARY_MB)                                  \
    FRAME(READ, read, ENCLAVE, RUN, BOUNDARY_MB)                                                   \
    FRAME(READ_REPLY, read_reply, NODE, RUN, 64 * BOUNDARY_MB)                                     \
    FRAME(CODE_REQUEST, code_request, ENCLAVE, RUN, BOUNDARY_KB)                                   \
    FRAME(CODE_REPLY, code_reply, NODE, RUN, 32 * BOUNDARY_MB)                                     \
    FRAME(CHAIN_QUERY, chain_query, ENCLAVE, RUN, 64 * BOUNDARY_MB)                                \
    FRAME(CHAIN_QUERY_REPLY, chain_query_reply, NODE, RUN, 64 * BOUNDARY_MB)                       \
    FRAME(CHECK_CODE, check_code, NODE, RUN, 8 * BOUNDARY_MB)                                      \
    FRAME(CHECK_CODE_REPLY, check_code_reply, ENCLAVE, RUN, BOUNDARY_MB)

enum boundary_frame {
    BOUNDARY_NONE,
#define FRAME(id, message, sender, rights, bytes_max) BOUNDARY_##id,
    BOUNDARY_FRAMES(FRAME)
#undef FRAME
        BOUNDARY_FRAME_END
};

struct boundary_frame_type {
    const struct message_type *message;
    enum boundary_side sender;
    uint32_t rights; /* of enum boundary_right */
    uint32_t bytes_max;
};

/* boundary_frame_type looks a number up; NULL when there is no such frame. */
const struct boundary_frame_type *boundary_frame_type(uint32_t number);

/* boundary_schema_hash is SHA-256 over every frame and, through it, every field of every message:
 * both sides must have been built from the same schema. The value for BOUNDARY_VERSION stands in
 * the test of this file. */
void boundary_schema_hash(uint8_t hash[32]);

#endif
