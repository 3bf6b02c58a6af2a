#include "node/store/disk/checksum.h"

#include "tests/support/test.h"

static uint32_t bit_by_bit(uint32_t start, struct bytes data)
{
    uint32_t crc = ~start;
    for (size_t i = 0; i < data.len; i++) {
        crc ^= data.data[i];
        for (int b = 0; b < 8; b++)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0x82f63b78u : 0);
    }
    return ~crc;
}

static void checksum_equals_the_iscsi_vectors(void **state)
{
    uint8_t zeros[32] = {0}, ones[32];
    memset(ones, 0xff, sizeof ones);
    assert_int_equal(checksum_crc32c(0, BYTES("123456789")), 0xe3069283);
    assert_int_equal(checksum_crc32c(0, BYTES_OF(zeros)), 0x8a9136aa);
    assert_int_equal(checksum_crc32c(0, BYTES_OF(ones)), 0x62a8ab43);
}

static void checksum_goes_on_where_it_stopped(void **state)
{
    uint8_t data[70];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 37 + 5);
    for (size_t cut = 0; cut <= sizeof data; cut++) {
        uint32_t first = checksum_crc32c(7, bytes_make(data, cut));
        assert_int_equal(first, bit_by_bit(7, bytes_make(data, cut)));
        assert_int_equal(checksum_crc32c(first, bytes_make(data + cut, sizeof data - cut)),
                         bit_by_bit(7, BYTES_OF(data)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checksum_equals_the_iscsi_vectors),
        cmocka_unit_test(checksum_goes_on_where_it_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
