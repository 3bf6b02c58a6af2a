#ifndef ENCLAVE_CONTRACT_EXCEPTIONS_H
#define ENCLAVE_CONTRACT_EXCEPTIONS_H

#include "common/base/bytes.h"

/* The contracts of exceptions.def, and tests' own. */

struct exception {
    const char *contract; /* bech32; NULL ends a table */
    const char *content;
};

struct exceptions {
    const struct exception *admins;      /* content: bech32 */
    const struct exception *code_hashes; /* content: 64 lower-case hex digits */
};

/* What exceptions.def says. */
extern const struct exceptions EXCEPTIONS;

/* exceptions_find gives what a table has for a contract; NULL: nothing. */
const char *exceptions_find(const struct exception *table, struct bytes contract);

#endif
