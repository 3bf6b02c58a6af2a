#ifndef NODE_API_RPC_H
#define NODE_API_RPC_H

#include "common/base/status.h"
#include "common/encoding/json.h"
#include "node/api/http_server.h"
#include "node/api/rpc_json.h"
#include "node/api/workers.h"

struct api;
struct websocket;

/* CometBFT's JSON-RPC (chain-surface 6.1, 6.2): one table of methods for POST, URI and websocket.
 */

enum { RPC_ARGUMENTS_MAX = 5, RPC_BATCH_MAX = 10 };

enum rpc_kind {
    RPC_INT, /* a number; missing is 0 and not present */
    RPC_TEXT,
    RPC_BASE64, /* bytes: base64 in JSON, 0x hex or a quoted text in a URI */
    RPC_HEX,    /* bytes: hex in JSON, the same in a URI */
    RPC_BOOL,
};

struct rpc_argument {
    const char *name;
    enum rpc_kind kind;
};

struct rpc_value {
    bool present;
    bool boolean;
    int64_t number;
    struct bytes bytes; /* never NULL data */
};

/* One call of a method, whatever it came by. */
struct rpc_call {
    struct api *api;
    struct arena *arena;
    const struct rpc_method *method; /* NULL when the call is an error already */
    struct bytes id;                 /* as it stands in the request; absent: data NULL */
    struct rpc_value values[RPC_ARGUMENTS_MAX];
    struct websocket *client; /* NULL over HTTP */

    struct writer result; /* JSON text, when it succeeded */
    int error_code;       /* 0: it succeeded */
    const char *error_message;
    struct bytes error_data;

    void (*finish)(struct rpc_call *call); /* called once, by any thread */
    void *context;                         /* of finish */
};

enum rpc_flags {
    RPC_WEBSOCKET = 1 << 0, /* only over a websocket */
    RPC_QUICK = 1 << 1,     /* takes microseconds: runs on the loop's thread */
};

struct rpc_method {
    const char *name;
    unsigned flags;
    /* Either answers at once: writes call->result, or gives a refusal whose text is the error's
     * data; */
    status (*answer)(struct rpc_call *call);
    /* or starts something that ends with rpc_done or rpc_refuse, on any thread. */
    void (*start)(struct rpc_call *call);
    struct rpc_argument arguments[RPC_ARGUMENTS_MAX];
    size_t argument_count;
};

extern const struct rpc_method rpc_methods[];
extern const size_t rpc_method_count;
const struct rpc_method *rpc_method_find(struct bytes name);

/* The codes of JSON-RPC 2.0 as CometBFT uses them. */
enum rpc_code {
    RPC_PARSE_ERROR = -32700,
    RPC_INVALID_REQUEST = -32600,
    RPC_METHOD_NOT_FOUND = -32601,
    RPC_INVALID_PARAMS = -32602,
    RPC_INTERNAL_ERROR = -32603,
    RPC_SERVER_ERROR = -32000,
};

/* rpc_error makes the call an error; the message belongs to the code. */
void rpc_error(struct rpc_call *call, enum rpc_code code, struct bytes data);

/* rpc_done and rpc_refuse end a call that was started. */
void rpc_done(struct rpc_call *call);
void rpc_refuse(struct rpc_call *call, struct bytes text);

/* rpc_run carries a call out up to its finish. On the loop's thread (`may_wait` false) what is not
 * quick is refused with false and nothing happens: hand it to a worker. */
bool rpc_run(struct rpc_call *call, bool may_wait);

/* rpc_read_request fills a call from a JSON-RPC request object. False: a notification, which gets
 * no response. */
bool rpc_read_request(struct rpc_call *call, const struct json_value *request);

/* rpc_write_response appends the JSON-RPC response of a finished call. */
void rpc_write_response(struct writer *out, const struct rpc_call *call);

/* rpc_read_params and rpc_read_uri fill call->values from JSON `params` or a URI's query; the
 * refusal's text is the error's data. */
MUST_CHECK status rpc_read_params(struct rpc_call *call, const struct json_value *params);
MUST_CHECK status rpc_read_uri(struct rpc_call *call, struct bytes query);

/* rpc_handle serves one HTTP request of the RPC port; its owner is the api. */
void rpc_handle(struct http_request *request);

/* rpc_refused is an error with just this text. */
status rpc_refused(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3)
    __attribute__((returns_nonnull));

#endif
