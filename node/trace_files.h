#ifndef NODE_TRACE_FILES_H
#define NODE_TRACE_FILES_H

#include "node/chain/traces.h"

/* trace_files_new keeps records of contract calls as one file for each height in `folder`, which is
 * made when missing: only heights with calls have one. Files below the last `blocks` heights are
 * removed as new ones come.
 *
 * A file is whole when it has its name, and it has it before its block is in the log: a killed
 * process loses none. It is not synced, since that would cost each block more than its log does;
 * after a power failure records of the last seconds may be gone, and followers that have not got
 * them yet need another node. A file starts with the SHA-256 of the rest; one that does not fit
 * counts as absent.
 *   arena  owns the result, lives as long as it is used */
struct trace_store *trace_files_new(struct arena *arena, const char *folder, int64_t blocks);

#endif
