#ifndef NODE_API_SERVICE_H
#define NODE_API_SERVICE_H

#include "common/base/status.h"
#include "common/encoding/message.h"
#include "node/api/workers.h"
#include "schema/core/tendermint_abci.h"

struct api;

/* A call of a gRPC method, whatever it came by: gRPC, gRPC-web, REST or an ABCI query. Modules
 * answer through the application, the services that need blocks here. */
struct service_call {
    struct work work; /* first; used by service_start */
    struct api *api;
    struct arena *arena;
    const struct method_type *method;
    struct bytes request; /* protobuf */
    int64_t height;       /* wanted, 0: the latest; afterwards the one that answered */

    uint32_t code; /* gRPC status; 0: `response` is there */
    struct bytes message;
    status refused;        /* what `code` and `message` were made of, when a handler refused */
    struct bytes response; /* protobuf */

    void (*finish)(struct service_call *call); /* called once, by any thread */
    void *context;                             /* of finish */
    const void *context_own;                   /* of the method that was started */
};

/* service_start carries a call out on a worker, or refuses it with RESOURCE_EXHAUSTED; any thread.
 */
void service_start(struct service_call *call);

/* service_run is service_start for a caller that may wait. */
void service_run(struct service_call *call);

/* service_refuse ends a call with a gRPC status. */
void service_refuse(struct service_call *call, uint32_t code, struct bytes message);

/* One method that is answered here. */
struct service_method {
    const char *path;
    /* Either fills the response struct, or gives a refusal (chain_grpc_error decides its code); */
    status (*answer)(struct service_call *call, const void *request, void *response);
    /* or starts something that ends with service_respond or service_refuse. */
    void (*start)(struct service_call *call, const void *request);
};

/* service_abci_error is what the original's ABCI query path makes of a handler's refusal
 * (chain-surface 5.1). */
status service_abci_error(struct arena *arena, status refused) __attribute__((returns_nonnull));

/* service_respond ends a started call with its response struct. */
void service_respond(struct service_call *call, const void *response);

/* service_find_own gives the api's own method, NULL when a module answers. */
const struct service_method *service_find_own(struct bytes path);

/* The methods by file; each table ends with a NULL path. */
extern const struct service_method tx_service_methods[];
extern const struct service_method tendermint_service_methods[];
extern const struct service_method reflection_service_methods[];
extern const struct service_method inspect_service_methods[];
extern const struct service_method follow_service_methods[];

#endif
