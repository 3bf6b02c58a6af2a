#ifndef NODE_CODE_FILES_H
#define NODE_CODE_FILES_H

#include "node/chain/code_store.h"

/* code_files_new keeps uploaded modules as files named by their hash in `folder`, which is made
 * when missing; each is complete and synced before it has its name. A file that does not have its
 * hash counts as absent.
 *   arena  owns the result, lives as long as it is used */
struct code_store *code_files_new(struct arena *arena, const char *folder);

#endif
