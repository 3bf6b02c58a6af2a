#include "enclave/contract/exceptions.h"

static const struct exception ADMINS[] = {
#define ADMIN(contract, admin) {contract, admin},
#define CODE_HASH(contract, hash)
#include "enclave/contract/exceptions.def"
#undef ADMIN
#undef CODE_HASH
    {NULL, NULL},
};

static const struct exception CODE_HASHES[] = {
#define ADMIN(contract, admin)
#define CODE_HASH(contract, hash) {contract, hash},
#include "enclave/contract/exceptions.def"
#undef ADMIN
#undef CODE_HASH
    {NULL, NULL},
};

const struct exceptions EXCEPTIONS = {ADMINS, CODE_HASHES};

const char *exceptions_find(const struct exception *table, struct bytes contract)
{
    for (; table->contract != NULL; table++)
        if (bytes_is(contract, table->contract))
            return table->content;
    return NULL;
}
