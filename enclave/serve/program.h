#ifndef ENCLAVE_SERVE_PROGRAM_H
#define ENCLAVE_SERVE_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

enum { PROGRAM_ID = 20 };

/* program_id gives the build id that the linker put into this very program: a hash of its code,
 * engines included. False: it was linked without one. */
bool program_id(uint8_t id[PROGRAM_ID]);

#endif
