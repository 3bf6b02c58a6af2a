#ifndef NODE_MODULES_CRON_KEYS_H
#define NODE_MODULES_CRON_KEYS_H

#include "common/base/bytes.h"

/* Keys of store `cron` (chain-surface 7.4). */
#define CRON_PREFIX_SCHEDULE BYTES("\x01") /* then the schedule's name */
#define CRON_KEY_COUNT       BYTES("\x02")
#define CRON_KEY_PARAMS      BYTES("\x03")

#endif
