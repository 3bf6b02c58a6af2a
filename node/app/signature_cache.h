#ifndef NODE_APP_SIGNATURE_CACHE_H
#define NODE_APP_SIGNATURE_CACHE_H

#include "node/chain/chain.h"

/* signature_cache_new remembers the last good signatures of this process, a bounded number. Any
 * thread may ask it. */
struct signature_cache *signature_cache_new(void);
void signature_cache_free(struct signature_cache *cache);

#endif
