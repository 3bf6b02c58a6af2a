#include "common/encoding/time_text.h"

#include "common/base/halt.h"

enum { DAY_SECONDS = 86400, ERA_DAYS = 146097, ERA_YEARS = 400 };
enum { EPOCH_FROM_ERA_DAYS = 719468 }; /* days from 0000-03-01 to 1970-01-01 */

struct date {
    int year;
    unsigned month, day;
};

/* The proleptic Gregorian date of a day; years begin in March inside, so that the leap day is the
 * last. */
static struct date date_of_day(int64_t day)
{
    day += EPOCH_FROM_ERA_DAYS;
    int64_t era = (day >= 0 ? day : day - (ERA_DAYS - 1)) / ERA_DAYS;
    unsigned in_era = (unsigned)(day - era * ERA_DAYS);
    unsigned year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    unsigned in_year = in_era - (365 * year + year / 4 - year / 100);
    unsigned month = (5 * in_year + 2) / 153;
    struct date date = {
        .year = (int)(era * ERA_YEARS + year) + (month >= 10),
        .month = month < 10 ? month + 3 : month - 9,
        .day = in_year - (153 * month + 2) / 5 + 1,
    };
    return date;
}

static int64_t day_of_date(struct date date)
{
    int64_t year = date.year - (date.month <= 2);
    int64_t era = (year >= 0 ? year : year - (ERA_YEARS - 1)) / ERA_YEARS;
    unsigned in_era = (unsigned)(year - era * ERA_YEARS);
    unsigned month = date.month > 2 ? date.month - 3 : date.month + 9;
    unsigned in_year = (153 * month + 2) / 5 + date.day - 1;
    return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 + in_year -
           EPOCH_FROM_ERA_DAYS;
}

static void write_fraction(struct writer *writer, int32_t nanos, enum time_fraction fraction)
{
    if (nanos == 0 || fraction == TIME_FRACTION_NONE)
        return;
    unsigned digits = 9, unit = fraction == TIME_FRACTION_GROUPS ? 3 : 1;
    int32_t divisor = unit == 3 ? 1000 : 10;
    while (nanos % divisor == 0) {
        nanos /= divisor;
        digits -= unit;
    }
    writer_format(writer, ".%0*d", (int)digits, nanos);
}

void time_write(struct writer *writer, int64_t seconds, int32_t nanos, enum time_fraction fraction)
{
    ASSERT(seconds >= TIME_SECONDS_MIN && seconds <= TIME_SECONDS_MAX);
    ASSERT(nanos >= 0 && nanos < TIME_NANOS);
    int64_t day = (seconds >= 0 ? seconds : seconds - (DAY_SECONDS - 1)) / DAY_SECONDS;
    int in_day = (int)(seconds - day * DAY_SECONDS);
    struct date date = date_of_day(day);
    writer_format(writer, "%04d-%02u-%02uT%02d:%02d:%02d", date.year, date.month, date.day,
                  in_day / 3600, in_day / 60 % 60, in_day % 60);
    write_fraction(writer, nanos, fraction);
    writer_byte(writer, 'Z');
}

static bool take_number(struct bytes *text, size_t digits, unsigned *value)
{
    *value = 0;
    if (text->len < digits)
        return false;
    for (size_t i = 0; i < digits; i++) {
        if (text->data[i] < '0' || text->data[i] > '9')
            return false;
        *value = *value * 10 + (text->data[i] - '0');
    }
    *text = bytes_from(*text, digits);
    return true;
}

static bool take(struct bytes *text, char c)
{
    if (text->len == 0 || text->data[0] != (uint8_t)c)
        return false;
    *text = bytes_from(*text, 1);
    return true;
}

static unsigned days_of_month(struct date date)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    return days[date.month - 1] + (date.month == 2 && is_leap);
}

static bool take_date(struct bytes *text, int64_t *day)
{
    unsigned year, month, day_of_month;
    if (!take_number(text, 4, &year) || !take(text, '-') || !take_number(text, 2, &month) ||
        !take(text, '-') || !take_number(text, 2, &day_of_month))
        return false;
    struct date date = {(int)year, month, day_of_month};
    if (month < 1 || month > 12 || day_of_month < 1 || day_of_month > days_of_month(date))
        return false;
    *day = day_of_date(date);
    return true;
}

static bool take_clock(struct bytes *text, int64_t *seconds)
{
    unsigned hours, minutes, rest;
    if (!take_number(text, 2, &hours) || !take(text, ':') || !take_number(text, 2, &minutes) ||
        !take(text, ':') || !take_number(text, 2, &rest))
        return false;
    *seconds = hours * 3600 + minutes * 60 + rest;
    return hours < 24 && minutes < 60 && rest < 60;
}

static bool take_fraction(struct bytes *text, int32_t *nanos)
{
    *nanos = 0;
    if (!take(text, '.') && !take(text, ','))
        return true;
    int32_t unit = TIME_NANOS / 10;
    if (text->len == 0 || text->data[0] < '0' || text->data[0] > '9')
        return false;
    for (; text->len > 0 && text->data[0] >= '0' && text->data[0] <= '9'; unit /= 10) {
        *nanos += (text->data[0] - '0') * unit;
        *text = bytes_from(*text, 1);
    }
    return true;
}

static bool take_offset(struct bytes *text, int64_t *seconds)
{
    *seconds = 0;
    if (take(text, 'Z'))
        return true;
    bool is_west = take(text, '-');
    unsigned hours, minutes;
    if (!is_west && !take(text, '+'))
        return false;
    if (!take_number(text, 2, &hours) || !take(text, ':') || !take_number(text, 2, &minutes) ||
        hours > 24 || minutes > 60)
        return false;
    *seconds = hours * 3600 + minutes * 60;
    if (is_west)
        *seconds = -*seconds;
    return true;
}

bool time_parse(struct bytes text, int64_t *seconds, int32_t *nanos)
{
    int64_t day, clock, offset;
    if (!take_date(&text, &day) || !take(&text, 'T') || !take_clock(&text, &clock) ||
        !take_fraction(&text, nanos) || !take_offset(&text, &offset) || text.len != 0)
        return false;
    *seconds = day * DAY_SECONDS + clock - offset;
    return *seconds >= TIME_SECONDS_MIN && *seconds <= TIME_SECONDS_MAX;
}

/* The nanoseconds of one unit, 0 for none; takes its letters. */
static int64_t take_unit(struct bytes *text)
{
    static const struct {
        struct bytes name;
        int64_t nanos;
    } units[] = {
        {BYTES_INIT("ns"), 1},
        {BYTES_INIT("us"), 1000},
        {BYTES_INIT("\xC2\xB5s"), 1000}, /* micro sign */
        {BYTES_INIT("\xCE\xBCs"), 1000}, /* Greek mu */
        {BYTES_INIT("ms"), 1000000},
        {BYTES_INIT("s"), TIME_NANOS},
        {BYTES_INIT("m"), 60LL * TIME_NANOS},
        {BYTES_INIT("h"), 3600LL * TIME_NANOS},
    };
    size_t len = 0;
    while (len < text->len && text->data[len] != '.' &&
           (text->data[len] < '0' || text->data[len] > '9'))
        len++;
    struct bytes name = bytes_slice(*text, 0, len);
    *text = bytes_from(*text, len);
    for (size_t i = 0; i < ARRAY_COUNT(units); i++)
        if (bytes_equal(name, units[i].name))
            return units[i].nanos;
    return 0;
}

static size_t take_digits(struct bytes *text, struct bytes *digits)
{
    size_t len = 0;
    while (len < text->len && text->data[len] >= '0' && text->data[len] <= '9')
        len++;
    *digits = bytes_slice(*text, 0, len);
    *text = bytes_from(*text, len);
    return len;
}

/* One "12.5h": false when it is none or the sum does not fit in 2^63. */
static bool take_part(struct bytes *text, uint64_t *sum)
{
    struct bytes whole, fraction = {NULL, 0};
    take_digits(text, &whole);
    if (take(text, '.'))
        take_digits(text, &fraction);
    int64_t unit = take_unit(text);
    if ((whole.len == 0 && fraction.len == 0) || unit == 0)
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < whole.len; i++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(whole.data[i] - '0'), &value))
            return false;
    if (__builtin_mul_overflow(value, (uint64_t)unit, &value))
        return false;
    uint64_t numerator = 0, denominator = 1;
    for (size_t i = 0; i < fraction.len && denominator < 1000000000000000u; i++) {
        numerator = numerator * 10 + (fraction.data[i] - '0');
        denominator *= 10;
    }
    value += (uint64_t)((unsigned __int128)numerator * (uint64_t)unit / denominator);
    return !__builtin_add_overflow(*sum, value, sum) && *sum <= (uint64_t)INT64_MAX + 1;
}

bool duration_parse(struct bytes text, int64_t *nanos)
{
    bool is_negative = take(&text, '-');
    if (!is_negative)
        take(&text, '+');
    *nanos = 0;
    if (bytes_is(text, "0"))
        return true;
    if (text.len == 0)
        return false;
    uint64_t sum = 0;
    while (text.len > 0)
        if (!take_part(&text, &sum))
            return false;
    if (sum > (uint64_t)INT64_MAX + is_negative)
        return false;
    *nanos = (int64_t)(is_negative ? -sum : sum);
    return true;
}

void duration_write(struct writer *writer, int64_t seconds, int32_t nanos)
{
    ASSERT(nanos > -TIME_NANOS && nanos < TIME_NANOS);
    bool is_negative = seconds < 0 || nanos < 0;
    uint64_t magnitude = is_negative ? -(uint64_t)seconds : (uint64_t)seconds;
    writer_format(writer, "%s%llu", is_negative ? "-" : "", (unsigned long long)magnitude);
    write_fraction(writer, nanos < 0 ? -nanos : nanos, TIME_FRACTION_GROUPS);
    writer_byte(writer, 's');
}
