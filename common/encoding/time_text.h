#ifndef COMMON_ENCODING_TIME_TEXT_H
#define COMMON_ENCODING_TIME_TEXT_H

#include "common/base/arena.h"
#include "common/base/bytes.h"

/* Times and durations as text, by calendar arithmetic alone. */

enum {
    TIME_NANOS = 1000000000, /* in a second */
};
#define TIME_SECONDS_MIN (-62135596800) /* 0001-01-01T00:00:00Z, Go's zero time */
#define TIME_SECONDS_MAX 253402300799   /* 9999-12-31T23:59:59Z */

enum time_fraction {
    TIME_FRACTION_TRIMMED, /* Go's RFC3339Nano: as many digits as it needs */
    TIME_FRACTION_GROUPS,  /* protobuf's JSON: none, 3, 6 or 9 digits */
    TIME_FRACTION_NONE,    /* RFC 3339 in seconds */
};

/* time_write appends RFC 3339 in UTC without quotes. `seconds` since 1970 must lie between the two
 * bounds and `nanos` in [0, TIME_NANOS). */
void time_write(struct writer *writer, int64_t seconds, int32_t nanos, enum time_fraction fraction);

/* time_parse reads RFC 3339 with any offset and fraction (digits past the ninth are dropped), as
 * Go's time.Parse(time.RFC3339Nano) does. False: not one, or outside the years 1 to 9999. */
bool time_parse(struct bytes text, int64_t *seconds, int32_t *nanos);

/* duration_parse reads Go's duration text ("1814400s", "1h30m", "-1.5s") into nanoseconds; false
 * when it is none or does not fit. */
bool duration_parse(struct bytes text, int64_t *nanos);

/* duration_write appends protobuf's JSON form without quotes: "90s", "1.500s". Seconds and nanos
 * have one sign and |nanos| < TIME_NANOS. */
void duration_write(struct writer *writer, int64_t seconds, int32_t nanos);

#endif
