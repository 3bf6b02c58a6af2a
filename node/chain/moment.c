#include "node/chain/moment.h"

enum { DAY_SECONDS = 86400, NANOS = 1000000000 };

/* 0001-01-01T00:00:00Z */
const struct google_protobuf_timestamp MOMENT_NONE = {.seconds = -62135596800};

struct google_protobuf_timestamp moment_of_block(const struct context *ctx)
{
    return (struct google_protobuf_timestamp){.seconds = ctx->block->time_seconds,
                                              .nanos = ctx->block->time_nanos};
}

struct google_protobuf_timestamp moment_add(struct google_protobuf_timestamp moment,
                                            struct google_protobuf_duration duration)
{
    moment.seconds += duration.seconds;
    int64_t nanos = (int64_t)moment.nanos + duration.nanos;
    if (nanos >= NANOS) {
        nanos -= NANOS;
        moment.seconds++;
    } else if (nanos < 0) {
        nanos += NANOS;
        moment.seconds--;
    }
    moment.nanos = (int32_t)nanos;
    return moment;
}

int moment_compare(struct google_protobuf_timestamp left, struct google_protobuf_timestamp right)
{
    if (left.seconds != right.seconds)
        return left.seconds < right.seconds ? -1 : 1;
    return (left.nanos > right.nanos) - (left.nanos < right.nanos);
}

struct civil {
    int64_t year;
    int32_t month, day, hour, minute, second;
};

/* The Gregorian calendar counted in eras of 400 years that begin on the first of March. */
static struct civil civil_of(int64_t seconds)
{
    int64_t days = seconds / DAY_SECONDS;
    int64_t rest = seconds % DAY_SECONDS;
    if (rest < 0) {
        rest += DAY_SECONDS;
        days--;
    }
    days += 719468; /* from 0000-03-01 to 1970-01-01 */
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    struct civil civil = {
        .year = year_of_era + era * 400 + (month >= 10 ? 1 : 0),
        .month = (int32_t)(month < 10 ? month + 3 : month - 9),
        .day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1),
        .hour = (int32_t)(rest / 3600),
        .minute = (int32_t)(rest / 60 % 60),
        .second = (int32_t)(rest % 60),
    };
    return civil;
}

static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2 ? 1 : 0;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct bytes moment_key(struct arena *arena, struct google_protobuf_timestamp moment)
{
    struct civil at = civil_of(moment.seconds);
    return arena_format(arena, "%04lld-%02d-%02dT%02d:%02d:%02d.%09d", (long long)at.year, at.month,
                        at.day, at.hour, at.minute, at.second, moment.nanos);
}

struct bytes moment_text(struct arena *arena, struct google_protobuf_timestamp moment)
{
    struct civil at = civil_of(moment.seconds);
    return arena_format(arena, "%04lld-%02d-%02dT%02d:%02d:%02dZ", (long long)at.year, at.month,
                        at.day, at.hour, at.minute, at.second);
}

static bool read_digits(struct bytes text, size_t start, size_t count, int64_t *value)
{
    *value = 0;
    for (size_t at = start; at < start + count; at++) {
        if (text.data[at] < '0' || text.data[at] > '9')
            return false;
        *value = *value * 10 + (text.data[at] - '0');
    }
    return true;
}

bool moment_parse_key(struct bytes text, struct google_protobuf_timestamp *moment)
{
    int64_t year, month, day, hour, minute, second, nanos;
    if (text.len != MOMENT_KEY_BYTES || text.data[4] != '-' || text.data[7] != '-' ||
        text.data[10] != 'T' || text.data[13] != ':' || text.data[16] != ':' ||
        text.data[19] != '.')
        return false;
    if (!read_digits(text, 0, 4, &year) || !read_digits(text, 5, 2, &month) ||
        !read_digits(text, 8, 2, &day) || !read_digits(text, 11, 2, &hour) ||
        !read_digits(text, 14, 2, &minute) || !read_digits(text, 17, 2, &second) ||
        !read_digits(text, 20, 9, &nanos))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59)
        return false;
    moment->seconds = days_of(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
    moment->nanos = (int32_t)nanos;
    return true;
}

int64_t duration_nanoseconds(struct google_protobuf_duration duration)
{
    return duration.seconds * NANOS + duration.nanos;
}

/* Digits of `value` / 10^places with trailing zeros dropped. */
static void write_fraction(struct writer *out, uint64_t value, uint64_t unit)
{
    writer_format(out, "%llu", (unsigned long long)(value / unit));
    uint64_t rest = value % unit;
    if (rest == 0)
        return;
    writer_byte(out, '.');
    while (rest != 0) {
        unit /= 10;
        writer_byte(out, (uint8_t)('0' + rest / unit));
        rest %= unit;
    }
}

struct bytes duration_text(struct arena *arena, struct google_protobuf_duration duration)
{
    int64_t signed_nanos = duration_nanoseconds(duration);
    uint64_t nanos = signed_nanos < 0 ? -(uint64_t)signed_nanos : (uint64_t)signed_nanos;
    struct writer out = writer_new(arena, 32);
    if (signed_nanos < 0)
        writer_byte(&out, '-');
    if (nanos == 0) {
        writer_text(&out, "0s");
    } else if (nanos < 1000) {
        writer_format(&out, "%lluns", (unsigned long long)nanos);
    } else if (nanos < 1000000) {
        write_fraction(&out, nanos, 1000);
        writer_text(&out, "µs");
    } else if (nanos < NANOS) {
        write_fraction(&out, nanos, 1000000);
        writer_text(&out, "ms");
    } else {
        uint64_t seconds = nanos / NANOS;
        if (seconds >= 3600)
            writer_format(&out, "%lluh", (unsigned long long)(seconds / 3600));
        if (seconds >= 60)
            writer_format(&out, "%llum", (unsigned long long)(seconds / 60 % 60));
        write_fraction(&out, nanos % (60ULL * NANOS), NANOS);
        writer_byte(&out, 's');
    }
    return writer_done(&out);
}
