#include "common/crypto/hash.h"

/* Keccak-256 with the original padding (0x01), as Ethereum uses it; libcrypto 3.0 offers only
 * SHA-3's. */

enum { KECCAK_ROUNDS = 24, KECCAK_RATE = 136 };

static const uint64_t ROUND_CONSTANTS[KECCAK_ROUNDS] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};
static const uint8_t ROTATIONS[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                      27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
static const uint8_t LANES[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                  15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};

static uint64_t rotate(uint64_t value, unsigned by)
{
    return value << by | value >> (64 - by);
}

static void permute(uint64_t lane[25])
{
    for (size_t round = 0; round < KECCAK_ROUNDS; round++) {
        uint64_t column[5];
        for (size_t x = 0; x < 5; x++)
            column[x] = lane[x] ^ lane[x + 5] ^ lane[x + 10] ^ lane[x + 15] ^ lane[x + 20];
        for (size_t x = 0; x < 5; x++) {
            uint64_t parity = column[(x + 4) % 5] ^ rotate(column[(x + 1) % 5], 1);
            for (size_t y = 0; y < 25; y += 5)
                lane[y + x] ^= parity;
        }
        uint64_t moving = lane[1];
        for (size_t i = 0; i < 24; i++) {
            uint64_t next = lane[LANES[i]];
            lane[LANES[i]] = rotate(moving, ROTATIONS[i]);
            moving = next;
        }
        for (size_t y = 0; y < 25; y += 5) {
            uint64_t row[5];
            memcpy(row, lane + y, sizeof row);
            for (size_t x = 0; x < 5; x++)
                lane[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
        }
        lane[0] ^= ROUND_CONSTANTS[round];
    }
}

static void absorb(uint64_t lane[25], const uint8_t block[KECCAK_RATE])
{
    for (size_t i = 0; i < KECCAK_RATE / 8; i++)
        lane[i] ^= load_le64(block + 8 * i);
    permute(lane);
}

void crypto_keccak256(struct bytes data, uint8_t hash[32])
{
    uint64_t lane[25] = {0};
    while (data.len >= KECCAK_RATE) {
        absorb(lane, data.data);
        data = bytes_from(data, KECCAK_RATE);
    }
    uint8_t last[KECCAK_RATE] = {0};
    if (data.len != 0)
        memcpy(last, data.data, data.len);
    last[data.len] = 0x01;
    last[KECCAK_RATE - 1] |= 0x80;
    absorb(lane, last);
    for (size_t i = 0; i < 4; i++)
        store_le64(hash + 8 * i, lane[i]);
}
