#ifndef ENCLAVE_KEYS_SEALING_H
#define ENCLAVE_KEYS_SEALING_H

#include "common/base/arena.h"
#include "enclave/keys/keys.h"

/* What the enclave gives the node to keep: bytes that only an enclave like this one opens.
 *
 * This is the simulation: the key is a published constant, so whoever reads the blob reads the
 * seeds. It says so in its first bytes, and a program with real sealing refuses it. */

enum { SEALING_OVERHEAD = 32 + 32 + 16, SEALING_BYTES_MAX = 1 << 20 };

/* sealing_seal makes a blob of payload.len + SEALING_OVERHEAD bytes; no two are equal. */
struct bytes sealing_seal(struct arena *arena, struct bytes payload);

/* sealing_open gives the payload in `arena`, which should be one that is wiped. False: not sealed
 * by this program, or damaged. */
bool sealing_open(struct arena *arena, struct bytes blob, struct bytes *payload);

/* The same for what contracts were compiled to, which is run as it is when it comes back: the key
 * is of the network's last seed as well, which is not published even here. Whoever made a blob
 * knew the seeds.
 *   about  what the blob is bound to, at most SEALING_ABOUT_MAX; it opens with the same only */
enum { SEALING_ABOUT_MAX = 256, SEALING_NATIVE_MAX = 24 << 20 };
struct bytes sealing_seal_native(struct arena *arena, const struct keys_chain *keys,
                                 struct bytes about, struct bytes payload);
bool sealing_open_native(struct arena *arena, const struct keys_chain *keys, struct bytes about,
                         struct bytes blob, struct bytes *payload);

#endif
