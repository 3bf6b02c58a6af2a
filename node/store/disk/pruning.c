#include "node/store/disk/pruning.h"

#include "node/store/disk/errors.h"

enum { KEEP_RECENT_MIN = 2, INTERVAL_MIN = 10, DIGITS_MAX = 18 };

static bool parse_number(struct bytes text, int64_t *out)
{
    *out = 0;
    if (text.len == 0 || text.len > DIGITS_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        *out = *out * 10 + (text.data[i] - '0');
    }
    return true;
}

static status refuse(struct arena *arena, const char *text)
{
    return error_replace(arena, &STORE_OPTIONS,
                         arena_format(arena, "invalid pruning options: %s", text));
}

static status parse_custom(struct arena *arena, struct bytes keep_recent, struct bytes interval,
                           struct pruning *out)
{
    if (!parse_number(keep_recent, &out->keep_recent) || !parse_number(interval, &out->interval))
        return refuse(arena, "'pruning-keep-recent' and 'pruning-interval' are numbers");
    if (out->interval == 0)
        return refuse(arena, "'pruning-interval' must not be 0. If you want to disable pruning, "
                             "select pruning = \"nothing\"");
    if (out->interval < INTERVAL_MIN)
        return refuse(arena, "'pruning-interval' must not be less than 10. For the most "
                             "aggressive pruning, select pruning = \"everything\"");
    if (out->keep_recent < KEEP_RECENT_MIN)
        return refuse(arena, "'pruning-keep-recent' must not be less than 2. For the most "
                             "aggressive pruning, select pruning = \"everything\"");
    return NULL;
}

status pruning_parse(struct arena *arena, struct bytes strategy, struct bytes keep_recent,
                     struct bytes interval, struct pruning *out)
{
    if (bytes_is(strategy, "default"))
        *out = PRUNING_DEFAULT;
    else if (bytes_is(strategy, "nothing"))
        *out = PRUNING_NOTHING;
    else if (bytes_is(strategy, "everything"))
        *out = PRUNING_EVERYTHING;
    else if (bytes_is(strategy, "custom"))
        return parse_custom(arena, keep_recent, interval, out);
    else
        return refuse(arena, "the strategy is default, nothing, everything or custom");
    return NULL;
}
