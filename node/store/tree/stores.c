#include "node/store/tree/stores.h"

#include "common/base/halt.h"

#define STORE_NAME(id, name) name,
static const char *const names[] = {STORE_TABLE(STORE_NAME)};
#undef STORE_NAME

const char *store_name(enum store_id store)
{
    ASSERT((unsigned)store < STORE_COUNT);
    return names[store];
}

bool store_find(struct bytes name, enum store_id *store)
{
    for (int i = 0; i < STORE_COUNT; i++)
        if (bytes_is(name, names[i])) {
            *store = (enum store_id)i;
            return true;
        }
    return false;
}
