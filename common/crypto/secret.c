#include "common/crypto/secret.h"

#include <errno.h>
#include <sys/random.h>

#include <openssl/crypto.h>

#include "common/base/halt.h"

void crypto_random(uint8_t *out, size_t len)
{
    while (len > 0) {
        ssize_t got = getrandom(out, len, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            halt("the kernel's random generator failed: errno %d", errno);
        out += got;
        len -= (size_t)got;
    }
}

bool crypto_equal(struct bytes left, struct bytes right)
{
    return left.len == right.len &&
           (left.len == 0 || CRYPTO_memcmp(left.data, right.data, left.len) == 0);
}

bool crypto_is_zero(struct bytes data)
{
    uint8_t all = 0;
    for (size_t i = 0; i < data.len; i++)
        all |= data.data[i];
    return all == 0;
}
