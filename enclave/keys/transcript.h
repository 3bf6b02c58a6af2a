#ifndef ENCLAVE_KEYS_TRANSCRIPT_H
#define ENCLAVE_KEYS_TRANSCRIPT_H

#include "common/base/halt.h"

/* The byte strings of suite 2 that derivations and authentication cover (trust-and-attestation 6):
 * numbers big-endian, LP(x) = u32 length || x. A transcript is public; it is a value and needs no
 * freeing. Writing past KEYS_TRANSCRIPT_MAX is a broken promise of the caller, who bounds what came
 * from outside first. */

enum { KEYS_TRANSCRIPT_MAX = 1024 };

struct keys_transcript {
    size_t len;
    uint8_t bytes[KEYS_TRANSCRIPT_MAX];
};

static inline void keys_transcript_put(struct keys_transcript *transcript, struct bytes data)
{
    ASSERT(data.len <= KEYS_TRANSCRIPT_MAX - transcript->len);
    if (data.len != 0)
        memcpy(transcript->bytes + transcript->len, data.data, data.len);
    transcript->len += data.len;
}

static inline void keys_transcript_u32(struct keys_transcript *transcript, uint32_t number)
{
    uint8_t bytes[4];
    store_be32(bytes, number);
    keys_transcript_put(transcript, BYTES_OF(bytes));
}

static inline void keys_transcript_u64(struct keys_transcript *transcript, uint64_t number)
{
    uint8_t bytes[8];
    store_be64(bytes, number);
    keys_transcript_put(transcript, BYTES_OF(bytes));
}

/* keys_transcript_lp writes LP(data). */
static inline void keys_transcript_lp(struct keys_transcript *transcript, struct bytes data)
{
    ASSERT(data.len <= KEYS_TRANSCRIPT_MAX);
    keys_transcript_u32(transcript, (uint32_t)data.len);
    keys_transcript_put(transcript, data);
}

static inline struct bytes keys_transcript_bytes(const struct keys_transcript *transcript)
{
    return bytes_make(transcript->bytes, transcript->len);
}

#endif
