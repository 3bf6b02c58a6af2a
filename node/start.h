#ifndef NODE_START_H
#define NODE_START_H

#include "node/options.h"

/* start_run runs a node until SIGINT or SIGTERM and gives the exit code: 0 after a clean stop, 1
 * with one line on stderr when it cannot start. */
int start_run(const struct start_options *options);

#endif
