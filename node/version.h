#ifndef NODE_VERSION_H
#define NODE_VERSION_H

/* The version of the existing network that this node is equal to; clients read it
 * (chain-surface 1.1). */
#define SECRETD_VERSION "1.25.0"

/* The commit it was built from, given by the build. */
#ifndef SECRETD_COMMIT
#define SECRETD_COMMIT ""
#endif

#endif
