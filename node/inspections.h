#ifndef NODE_INSPECTIONS_H
#define NODE_INSPECTIONS_H

#include "node/chain/inspector.h"

enum {
    INSPECTIONS_MAX = 1000,           /* transactions that are remembered */
    INSPECTIONS_BYTES_MAX = 64 << 20, /* of them all; one that is larger is not kept */
};

/* inspections_new makes an empty memory of what contracts did in the last transactions. They are in
 * clear and never written to the disk. */
struct inspection_store *inspections_new(void);
void inspections_free(struct inspection_store *store);

#endif
