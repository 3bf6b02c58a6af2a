#ifndef NODE_STORE_DISK_CHECKSUM_H
#define NODE_STORE_DISK_CHECKSUM_H

#include "common/base/bytes.h"

/* checksum_crc32c goes on with a CRC-32C (Castagnoli, as in iSCSI); start with 0. */
uint32_t checksum_crc32c(uint32_t start, struct bytes data);

#endif
