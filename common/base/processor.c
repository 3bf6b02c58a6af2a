#include "common/base/processor.h"

static bool move(struct processor_place *place, unsigned processor)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    if (!place->moved && sched_getaffinity(0, sizeof place->home, &place->home) != 0)
        return false;
    if (sched_setaffinity(0, sizeof one, &one) != 0)
        return false;
    place->moved = true;
    return true;
}

uint32_t processor_hold(struct processor_place *place)
{
    int here = sched_getcpu();
    if (here < 0 || here >= CPU_SETSIZE || !move(place, (unsigned)here))
        return 0;
    return (uint32_t)here + 1;
}

void processor_join(struct processor_place *place, uint32_t number)
{
    if (number == 0)
        processor_release(place);
    else if (number <= CPU_SETSIZE)
        (void)move(place, number - 1);
}

void processor_release(struct processor_place *place)
{
    if (place->moved && sched_setaffinity(0, sizeof place->home, &place->home) == 0)
        place->moved = false;
}
