#ifndef TESTS_SUPPORT_API_GROUP_H
#define TESTS_SUPPORT_API_GROUP_H

#include "tests/support/fake_chain.h"

/* What the tests of one program share: a chain with all servers, made by `start` for the group and
 * dropped by `stop`. */

static struct fake_chain chain;
static struct api_ports ports;

static inline int start(void **state)
{
    ports = fake_start_all(&chain);
    return 0;
}

static inline int stop(void **state)
{
    fake_stop(&chain);
    return 0;
}

#endif
