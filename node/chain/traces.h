#ifndef NODE_CHAIN_TRACES_H
#define NODE_CHAIN_TRACES_H

#include "common/base/arena.h"
#include "schema/core/secret_compute_v1beta1.h"

/* What the enclave did in the contract calls of one block (secret-fork-differences 9). A node with
 * an enclave writes it down; a node without one takes it instead of calling. Calls are numbered as
 * they happen, from 1, also those whose transaction fails later. */
struct block_traces {
    uint64_t calls; /* numbered so far */
    /* Of a node without an enclave: what another node wrote down. NULL: the enclave is called. */
    const struct secret_compute_v1beta1_query_block_traces_response *given;
    const struct secret_compute_v1beta1_query_block_create_results_response *given_created;
    struct bytes_list given_ibc_codes; /* hashes of modules that it names as answering on IBC */
    /* Of a node that writes down, as protobuf of the two answers; `arena` NULL: it does not. */
    struct arena *arena; /* lives as long as the block */
    struct writer calls_bytes;
    struct writer created_bytes;
};

/* traces_recorder starts an empty record in the block's arena. */
struct block_traces traces_recorder(struct arena *arena);

/* traces_number gives the next call its number. */
int64_t traces_number(struct block_traces *traces);

/* traces_add_call and traces_add_created copy into the record. */
void traces_add_call(struct block_traces *traces,
                     const struct secret_compute_v1beta1_execution_trace_data *call);
void traces_add_created(struct block_traces *traces,
                        const struct secret_compute_v1beta1_create_result_data *created);

/* traces_find_call gives the given call of that number, traces_find_created the check of the module
 * with that SHA-256; NULL: there is none. */
const struct secret_compute_v1beta1_execution_trace_data *
traces_find_call(const struct block_traces *traces, int64_t number);
const struct secret_compute_v1beta1_create_result_data *
traces_find_created(const struct block_traces *traces, const uint8_t wasm_hash[32]);

/* traces_encode gives the record as protobuf secretd.traces.Block, absent when it is empty. */
struct bytes traces_encode(struct arena *arena, const struct block_traces *traces);

/* Records by height, outside of state and bounded: only some of the last blocks are kept. */
struct trace_store {
    void *context;
    /* put keeps a block's record, before the block itself is committed. A record of a height that
     * is executed again replaces the one before. A failing disk is a halt. */
    void (*put)(void *context, int64_t height, struct bytes block);
    /* get gives a record; false: there is none, or none any more. Any thread. */
    bool (*get)(void *context, struct arena *arena, int64_t height, struct bytes *block);
};

#endif
