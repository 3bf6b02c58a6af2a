#ifndef NODE_INSPECT_H
#define NODE_INSPECT_H

/* inspect_main is `secretd debug inspect`: asks a running node what the contracts of a transaction
 * did, and prints it as a tree, as JSON, or as folded stacks for a flame-graph viewer. Gives the
 * exit code. */
int inspect_main(int count, char **arguments);

#endif
