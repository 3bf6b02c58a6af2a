#include "common/crypto/hkdf.h"

#include "common/base/halt.h"
#include "common/base/memory.h"

const uint8_t crypto_hkdf_salt[32] = {
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x4b, 0xea, 0xd8, 0xdf, 0x69, 0x99,
    0x08, 0x52, 0xc2, 0x02, 0xdb, 0x0e, 0x00, 0x97, 0xc1, 0xa1, 0x2e, 0xa6, 0x37, 0xd7, 0xe9, 0x6d,
};

void crypto_hkdf_extract(struct bytes salt, const struct bytes *parts, size_t count,
                         uint8_t prk[32])
{
    crypto_hmac_sha256_parts(salt, parts, count, prk);
}

void crypto_hkdf_expand(const uint8_t prk[32], struct bytes info, uint8_t *out, size_t out_len)
{
    ASSERT(out_len <= 255 * 32 && info.len <= CRYPTO_HKDF_INFO_MAX);
    uint8_t block[32];
    size_t block_len = 0;
    for (uint8_t number = 1; out_len > 0; number++) {
        CRYPTO_HMAC(block, bytes_make(prk, 32), bytes_make(block, block_len), info,
                    bytes_make(&number, 1));
        block_len = sizeof block;
        size_t take = out_len < sizeof block ? out_len : sizeof block;
        memcpy(out, block, take);
        out += take;
        out_len -= take;
    }
    wipe(block, sizeof block);
}
