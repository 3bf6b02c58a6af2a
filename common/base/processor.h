#ifndef COMMON_BASE_PROCESSOR_H
#define COMMON_BASE_PROCESSOR_H

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

/* Keeps the two threads of a conversation on one processor. Where one only ever waits for the
 * other, waking a second processor is dearer than the work between two messages, most of all under
 * a hypervisor. Numbers count from 1; 0 is none. Nothing depends on it but time, so that a system
 * that refuses is no error. */

/* Of one thread; zero: it is where the system puts it. */
struct processor_place {
    bool moved;
    cpu_set_t home; /* where it may run otherwise */
};

/* processor_hold keeps the calling thread where it runs now and gives that processor, or 0. */
uint32_t processor_hold(struct processor_place *place);

/* processor_join moves the calling thread to a processor that somebody else named, who may name
 * any; 0 is processor_release. */
void processor_join(struct processor_place *place, uint32_t number);

/* processor_release lets the calling thread run where it might before. */
void processor_release(struct processor_place *place);

#endif
