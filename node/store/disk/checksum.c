#include "node/store/disk/checksum.h"

/* One nibble at a time, for processors without the instruction. */
static uint32_t crc_by_table(uint32_t crc, struct bytes data)
{
    static const uint32_t table[16] = {
        0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
        0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
        0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
    };
    for (size_t i = 0; i < data.len; i++) {
        crc ^= data.data[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return crc;
}

__attribute__((target("sse4.2"))) static uint32_t crc_by_instruction(uint32_t crc,
                                                                     struct bytes data)
{
    uint64_t wide = crc;
    size_t i = 0;
    for (; i + 8 <= data.len; i += 8)
        wide = __builtin_ia32_crc32di(wide, load_le64(data.data + i));
    crc = (uint32_t)wide;
    for (; i < data.len; i++)
        crc = __builtin_ia32_crc32qi(crc, data.data[i]);
    return crc;
}

uint32_t checksum_crc32c(uint32_t start, struct bytes data)
{
    if (__builtin_cpu_supports("sse4.2"))
        return ~crc_by_instruction(~start, data);
    return ~crc_by_table(~start, data);
}
