#ifndef ENCLAVE_CONTRACT_WASM_READER_H
#define ENCLAVE_CONTRACT_WASM_READER_H

#include "common/base/bytes.h"
#include "enclave/contract/wasm_feature.h"

/* A cursor over untrusted module bytes. A read past the end or of a malformed number gives 0 and
 * marks the reader broken for good, so that callers may check once per item instead of once per
 * byte. */
struct wasm_reader {
    const uint8_t *at;
    const uint8_t *end;
    bool broken;
    /* What it broke at, when that is valid WebAssembly which contracts cannot use. */
    const struct wasm_feature *refused;
};

static inline struct wasm_reader wasm_reader_new(struct bytes source)
{
    return (struct wasm_reader){source.data, source.data + source.len, false, NULL};
}

/* wasm_refuse breaks a reader at a feature; NULL: at something unknown. */
static inline void wasm_refuse(struct wasm_reader *reader, const struct wasm_feature *feature)
{
    if (!reader->broken)
        reader->refused = feature;
    reader->broken = true;
}

static inline size_t wasm_left(const struct wasm_reader *reader)
{
    return (size_t)(reader->end - reader->at);
}

static inline uint8_t wasm_byte(struct wasm_reader *reader)
{
    if (reader->at == reader->end) {
        reader->broken = true;
        return 0;
    }
    return *reader->at++;
}

/* wasm_span takes the next `len` bytes. */
static inline struct bytes wasm_span(struct wasm_reader *reader, size_t len)
{
    if (len > wasm_left(reader)) {
        reader->broken = true;
        reader->at = reader->end;
        return (struct bytes){reader->end, 0};
    }
    struct bytes span = {reader->at, len};
    reader->at += len;
    return span;
}

/* wasm_u32 reads an unsigned LEB128 number: at most five bytes, no bit beyond the 32nd. */
uint32_t wasm_u32(struct wasm_reader *reader);

/* wasm_signed reads a signed LEB128 number of 32, 33 or 64 bits. */
int64_t wasm_signed(struct wasm_reader *reader, unsigned bits);

#endif
