#ifndef TESTS_SUPPORT_TRACE_ANSWERS_H
#define TESTS_SUPPORT_TRACE_ANSWERS_H

#include "common/encoding/protobuf.h"
#include "node/modules/compute/trace_json.h"
#include "tests/support/test.h"

/* An answer goes through the JSON of traces and back; the two are compared as protobuf. */
static inline void trace_answer_survives(enum trace_shape shape,
                                         const struct secretd_contract_answer *answer)
{
    struct arena *arena = arena_new(4096);
    struct secretd_contract_answer back;
    struct bytes result = trace_result_write(arena, shape, answer);
    ASSERT_OK(trace_result_read(arena, shape, result, &back));
    ASSERT_BYTES(protobuf_encode(arena, &secretd_contract_answer_type, &back),
                 protobuf_encode(arena, &secretd_contract_answer_type, answer));
    arena_drop(arena);
}

/* The JSON of an answer with one message. */
static inline struct bytes trace_message_json(struct arena *arena, bool first,
                                              struct secretd_contract_sub_message message)
{
    struct writer out = writer_new(arena, 256);
    const struct secretd_contract_sub_message_list list = {&message, 1};
    trace_write_messages(&out, first, &list);
    return writer_done(&out);
}

#endif
