#ifndef NODE_MODULES_AUTHZ_QUERIES_H
#define NODE_MODULES_AUTHZ_QUERIES_H

#include "node/chain/module.h"

enum { AUTHZ_QUERY_COUNT = 3 };
extern const struct query_route authz_queries[AUTHZ_QUERY_COUNT];

#endif
