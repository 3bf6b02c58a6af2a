#include "enclave/contract/wasm_reader.h"

uint32_t wasm_u32(struct wasm_reader *reader)
{
    uint32_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        uint8_t byte = wasm_byte(reader);
        if (shift == 28 && byte > 0x0f)
            break;
        value |= (uint32_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
            return reader->broken ? 0 : value;
    }
    reader->broken = true;
    return 0;
}

int64_t wasm_signed(struct wasm_reader *reader, unsigned bits)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < bits; shift += 7) {
        uint8_t byte = wasm_byte(reader);
        unsigned used = bits - shift < 7 ? bits - shift : 7;
        /* In the last byte what lies beyond the number repeats its sign. */
        uint8_t beyond = (uint8_t)((byte & 0x7f) >> (used - 1));
        if (used < 7 && beyond != 0 && beyond != (0x7f >> (used - 1)))
            break;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            unsigned filled = shift + 7;
            if ((byte & 0x40) != 0 && filled < 64)
                value |= UINT64_MAX << filled;
            return reader->broken ? 0 : (int64_t)value;
        }
    }
    reader->broken = true;
    return 0;
}
