#ifndef COMMON_ENCODING_HEX_H
#define COMMON_ENCODING_HEX_H

#include "common/base/arena.h"
#include "common/base/bytes.h"

/* hex_lower and hex_upper give two digits per byte. */
struct bytes hex_lower(struct arena *arena, struct bytes source);
struct bytes hex_upper(struct arena *arena, struct bytes source);
void hex_write_upper(struct writer *writer, struct bytes source);

/* hex_decode reads digits of either case; false for an odd length or anything else. An empty text
 * gives an empty, present result. */
bool hex_decode(struct arena *arena, struct bytes text, struct bytes *out);

/* hex_digit gives the value of a digit of either case; -1: it is none. */
int hex_digit(uint8_t c);

#endif
