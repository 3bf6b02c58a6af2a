#include "node/api/grpc_reflection.h"

#include "common/encoding/protobuf.h"
#include "schema/chain/grpc_reflection_v1.h"
#include "schema/chain/registry.h"

enum {
    REQUEST_FILE_NAME = 3,
    REQUEST_SYMBOL = 4,
    REQUEST_LIST = 7,
    RESPONSE_FILES = 4,
    RESPONSE_LIST = 6,
    RESPONSE_ERROR = 7,
    CODE_NOT_FOUND = 5,
    CODE_UNIMPLEMENTED = 12,
    FILES_MAX = 512,
};

bool grpc_reflection_serves(struct bytes path)
{
    return bytes_is(path, "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo") ||
           bytes_is(path, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
}

static const struct schema_file *find_file(struct bytes name)
{
    for (size_t i = 0; i < schema_chain_files.file_count; i++)
        if (bytes_is(name, schema_chain_files.files[i]->name))
            return schema_chain_files.files[i];
    return NULL;
}

static const struct schema_file *find_symbol(struct bytes name)
{
    for (size_t i = 0; i < schema_chain_files.symbol_count; i++)
        if (bytes_is(name, schema_chain_files.symbols[i].full_name))
            return schema_chain_files.symbols[i].file;
    return NULL;
}

/* The file and everything it imports, each once, so that clients need not ask for every import. */
static size_t gather(const struct schema_file *first, const struct schema_file *files[FILES_MAX])
{
    size_t count = 1;
    files[0] = first;
    for (size_t at = 0; at < count; at++) {
        const struct schema_file *const *import = files[at]->dependencies;
        for (; import != NULL && *import != NULL && count < FILES_MAX; import++) {
            bool known = false;
            for (size_t i = 0; i < count && !known; i++)
                known = files[i] == *import;
            if (!known)
                files[count++] = *import;
        }
    }
    return count;
}

static void refuse(struct arena *arena, struct grpc_reflection_v1_server_reflection_response *out,
                   int32_t code, struct bytes message)
{
    struct grpc_reflection_v1_error_response *error =
        ARENA_NEW(arena, struct grpc_reflection_v1_error_response);
    error->error_code = code;
    error->error_message = message;
    out->message_response_case = RESPONSE_ERROR;
    out->error_response = error;
}

static void answer_file(struct arena *arena, const struct schema_file *file, struct bytes wanted,
                        struct grpc_reflection_v1_server_reflection_response *out)
{
    const struct schema_file *files[FILES_MAX];
    if (file == NULL) {
        refuse(arena, out, CODE_NOT_FOUND,
               arena_format(arena, "not found: %.*s", BYTES_ARG(wanted)));
        return;
    }
    struct grpc_reflection_v1_file_descriptor_response *answer =
        ARENA_NEW(arena, struct grpc_reflection_v1_file_descriptor_response);
    size_t count = gather(file, files);
    answer->file_descriptor_proto =
        (struct bytes_list){ARENA_ARRAY(arena, struct bytes, count), count};
    for (size_t i = 0; i < count; i++)
        answer->file_descriptor_proto.items[i] = files[i]->descriptor;
    out->message_response_case = RESPONSE_FILES;
    out->file_descriptor_response = answer;
}

/* Messages are sent in transactions, not called; ABCI is spoken to nobody here. */
static bool is_served(const struct service_type *service)
{
    return !service->is_msg && !bytes_is(bytes_text(service->full_name), "tendermint.abci.ABCI");
}

static void answer_list(struct arena *arena,
                        struct grpc_reflection_v1_server_reflection_response *out)
{
    struct grpc_reflection_v1_list_service_response *answer =
        ARENA_NEW(arena, struct grpc_reflection_v1_list_service_response);
    answer->service.items =
        ARENA_ARRAY(arena, struct grpc_reflection_v1_service_response, schema_chain_services.count);
    for (size_t i = 0; i < schema_chain_services.count; i++)
        if (is_served(schema_chain_services.services[i]))
            answer->service.items[answer->service.count++].name =
                bytes_text(schema_chain_services.services[i]->full_name);
    out->message_response_case = RESPONSE_LIST;
    out->list_services_response = answer;
}

bool grpc_reflection_answer(struct arena *arena, struct bytes encoded, struct bytes *response)
{
    struct grpc_reflection_v1_server_reflection_request request;
    struct grpc_reflection_v1_server_reflection_response out = {0};
    if (protobuf_decode(arena, &grpc_reflection_v1_server_reflection_request_type, encoded,
                        &request) != NULL)
        return false;
    out.valid_host = request.host;
    out.original_request = &request;
    if (request.message_request_case == REQUEST_FILE_NAME)
        answer_file(arena, find_file(request.file_by_filename), request.file_by_filename, &out);
    else if (request.message_request_case == REQUEST_SYMBOL)
        answer_file(arena, find_symbol(request.file_containing_symbol),
                    request.file_containing_symbol, &out);
    else if (request.message_request_case == REQUEST_LIST)
        answer_list(arena, &out);
    else
        refuse(arena, &out, CODE_UNIMPLEMENTED, BYTES("extensions are not served"));
    *response = protobuf_encode(arena, &grpc_reflection_v1_server_reflection_response_type, &out);
    return true;
}
