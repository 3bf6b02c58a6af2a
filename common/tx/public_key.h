#ifndef COMMON_TX_PUBLIC_KEY_H
#define COMMON_TX_PUBLIC_KEY_H

#include "common/base/status.h"
#include "schema/core/google_protobuf.h"

/* Account keys as they stand in an Any (chain-surface 3.1). */

enum { PUBLIC_KEY_DEPTH_MAX = 16, PUBLIC_KEY_MEMBERS_MAX = 4096 };

enum public_key_kind {
    PUBLIC_KEY_SECP256K1,
    PUBLIC_KEY_SECP256R1,
    PUBLIC_KEY_ED25519,
    PUBLIC_KEY_MULTISIG,
};

struct public_key {
    enum public_key_kind kind;
    struct bytes key; /* of a single key, as given: its length is not checked here */
    uint32_t threshold;
    const struct public_key *members; /* of a multisig key */
    size_t member_count;
    const struct google_protobuf_any *any;
};

/* public_key_parse decodes; refused with the original's text when the type is no account key or the
 * bytes do not decode. The result borrows from `any`. */
MUST_CHECK status public_key_parse(struct arena *arena, const struct google_protobuf_any *any,
                                   struct public_key *key);

/* public_key_address gives the raw address: 20 bytes, of a secp256r1 key 32. Refused as the
 * original's panic when a key has the wrong length or a multisig member has no amino form. */
MUST_CHECK status public_key_address(struct arena *arena, const struct public_key *key,
                                     struct bytes *address);

/* public_key_amino is the amino-binary form, of which a multisig address is the hash. */
MUST_CHECK status public_key_amino(struct arena *arena, const struct public_key *key,
                                   struct bytes *amino);

/* public_key_pack gives the canonical Any of a key, as accounts store it. */
const struct google_protobuf_any *public_key_pack(struct arena *arena,
                                                  const struct public_key *key);

/* public_key_count counts single keys, those of nested multisigs too (CountSubKeys). */
size_t public_key_count(const struct public_key *key);

#endif
