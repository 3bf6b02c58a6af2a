#ifndef NODE_APP_RECORDING_H
#define NODE_APP_RECORDING_H

#include "common/base/status.h"
#include "common/encoding/json.h"

/* Reading the files of a recorded chain. */

enum { RECORDING_FILE_BYTES_MAX = 1 << 28, RECORDING_LINE_BYTES_MAX = 1 << 28 };

/* recording_file reads a whole file; refused when it is not there, too long, or the disk fails. */
MUST_CHECK status recording_file(struct arena *arena, const char *folder, const char *name,
                                 struct bytes *content);

/* A gzip-compressed file of lines. */
struct recording_lines;
MUST_CHECK status recording_open(struct arena *arena, const char *folder, const char *name,
                                 struct recording_lines **lines);
void recording_close(struct recording_lines *lines);
/* recording_next gives the next line, which lives until the following call; *more false at the end.
 */
MUST_CHECK status recording_next(struct recording_lines *lines, struct arena *arena,
                                 struct bytes *line, bool *more);

/* Members of a recorded object; a missing or wrong one gives an absent text, 0 or NULL. */
struct bytes recording_text(const struct json_value *object, const char *name);
struct bytes recording_base64(struct arena *arena, const struct json_value *object,
                              const char *name);
struct bytes recording_hex(struct arena *arena, const struct json_value *object, const char *name);
int64_t recording_number(const struct json_value *object, const char *name);
/* recording_log is the log, in its base64 form when it is not UTF-8. */
struct bytes recording_log(struct arena *arena, const struct json_value *object);

#endif
