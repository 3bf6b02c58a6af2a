#ifndef NODE_REEXECUTE_H
#define NODE_REEXECUTE_H

/* `secretd debug reexecute --home DIR [--engine NAME] [--enclave FILE]`: runs every block of a home
 * again from genesis, in memory and with an enclave of its own, and compares app hash and results
 * of each height with the block log. The exit code is 0 when all are equal; the first difference is
 * printed otherwise. The home is not changed, but must not be in use. */
int reexecute_main(int count, char **arguments);

#endif
