#include "node/api/api_internal.h"
#include "node/api/service.h"
#include "node/chain/errors.h"
#include "schema/chain/cosmos_base_reflection_v1beta1.h"
#include "schema/chain/cosmos_base_reflection_v2alpha1.h"
#include "schema/chain/registry.h"

/* The SDK's two reflection services, told from the schema's tables. */

#define MSG_INTERFACE BYTES("cosmos.base.v1beta1.Msg")

enum { INTERFACES_MAX = 128 };

/* Adds a name to a sorted list without repetitions. */
static void insert_name(struct bytes_list *list, struct bytes name)
{
    size_t at = list->count;
    while (at > 0 && bytes_compare(list->items[at - 1], name) > 0)
        at--;
    if ((at > 0 && bytes_equal(list->items[at - 1], name)) || list->count == INTERFACES_MAX)
        return;
    memmove(list->items + at + 1, list->items + at, (list->count - at) * sizeof *list->items);
    list->items[at] = name;
    list->count++;
}

static struct bytes_list all_interfaces(struct arena *arena)
{
    struct bytes_list list = {ARENA_ARRAY(arena, struct bytes, INTERFACES_MAX), 0};
    for (size_t i = 0; i < schema_chain_registry.count; i++) {
        const char *const *names = schema_chain_registry.types[i]->implements;
        for (; names != NULL && *names != NULL; names++)
            insert_name(&list, bytes_text(*names));
    }
    insert_name(&list, MSG_INTERFACE);
    return list;
}

static bool implements(const struct message_type *type, struct bytes interface)
{
    for (const char *const *names = type->implements; names != NULL && *names != NULL; names++)
        if (bytes_is(interface, *names))
            return true;
    return false;
}

/* Messages are told by their services, not by an annotation. */
static bool is_message(const struct message_type *type)
{
    for (size_t i = 0; i < schema_chain_services.count; i++) {
        const struct service_type *service = schema_chain_services.services[i];
        for (size_t k = 0; service->is_msg && k < service->method_count; k++)
            if (service->methods[k].request == type)
                return true;
    }
    return false;
}

static struct bytes_list implementations(struct arena *arena, struct bytes interface)
{
    struct bytes_list list = {ARENA_ARRAY(arena, struct bytes, schema_chain_registry.count), 0};
    bool messages = bytes_equal(interface, MSG_INTERFACE);
    for (size_t i = 0; i < schema_chain_registry.count; i++) {
        const struct message_type *type = schema_chain_registry.types[i];
        if (implements(type, interface) || (messages && is_message(type)))
            list.items[list.count++] = arena_format(arena, "/%s", type->full_name);
    }
    return list;
}

static status list_all_interfaces(struct service_call *call, const void *request, void *out)
{
    struct cosmos_base_reflection_v1beta1_list_all_interfaces_response *response = out;
    response->interface_names = all_interfaces(call->arena);
    return NULL;
}

static status list_implementations(struct service_call *call, const void *message, void *out)
{
    const struct cosmos_base_reflection_v1beta1_list_implementations_request *request = message;
    struct cosmos_base_reflection_v1beta1_list_implementations_response *response = out;
    if (request->interface_name.len == 0)
        return chain_grpc_error(call->arena, GRPC_INVALID_ARGUMENT, "invalid interface name");
    response->implementation_message_names = implementations(call->arena, request->interface_name);
    return NULL;
}

/* ---- v2alpha1 ---- */

static status get_chain(struct service_call *call, const void *request, void *out)
{
    struct cosmos_base_reflection_v2alpha1_get_chain_descriptor_response *response = out;
    struct cosmos_base_reflection_v2alpha1_chain_descriptor *chain =
        ARENA_NEW(call->arena, struct cosmos_base_reflection_v2alpha1_chain_descriptor);
    chain->id = call->api->options.genesis->chain_id;
    response->chain = chain;
    return NULL;
}

static status get_configuration(struct service_call *call, const void *request, void *out)
{
    struct cosmos_base_reflection_v2alpha1_get_configuration_descriptor_response *response = out;
    struct cosmos_base_reflection_v2alpha1_configuration_descriptor *configuration =
        ARENA_NEW(call->arena, struct cosmos_base_reflection_v2alpha1_configuration_descriptor);
    configuration->bech32_account_address_prefix = BYTES("secret");
    response->config = configuration;
    return NULL;
}

static status get_authn(struct service_call *call, const void *request, void *out)
{
    static const struct {
        const char *name;
        int32_t number;
    } modes[] = {{"SIGN_MODE_DIRECT", 1},
                 {"SIGN_MODE_TEXTUAL", 2},
                 {"SIGN_MODE_DIRECT_AUX", 3},
                 {"SIGN_MODE_LEGACY_AMINO_JSON", 127},
                 {"SIGN_MODE_EIP_191", 191}};
    struct cosmos_base_reflection_v2alpha1_get_authn_descriptor_response *response = out;
    struct cosmos_base_reflection_v2alpha1_authn_descriptor *authn =
        ARENA_NEW(call->arena, struct cosmos_base_reflection_v2alpha1_authn_descriptor);
    authn->sign_modes.count = ARRAY_COUNT(modes);
    authn->sign_modes.items =
        ARENA_ARRAY(call->arena, struct cosmos_base_reflection_v2alpha1_signing_mode_descriptor,
                    ARRAY_COUNT(modes));
    for (size_t i = 0; i < ARRAY_COUNT(modes); i++) {
        authn->sign_modes.items[i].name = bytes_text(modes[i].name);
        authn->sign_modes.items[i].number = modes[i].number;
    }
    response->authn = authn;
    return NULL;
}

static status get_query_services(struct service_call *call, const void *request, void *out)
{
    struct cosmos_base_reflection_v2alpha1_get_query_services_descriptor_response *response = out;
    struct cosmos_base_reflection_v2alpha1_query_services_descriptor *queries =
        ARENA_NEW(call->arena, struct cosmos_base_reflection_v2alpha1_query_services_descriptor);
    queries->query_services.items =
        ARENA_ARRAY(call->arena, struct cosmos_base_reflection_v2alpha1_query_service_descriptor,
                    schema_chain_services.count);
    for (size_t i = 0; i < schema_chain_services.count; i++) {
        const struct service_type *service = schema_chain_services.services[i];
        if (service->is_msg)
            continue;
        struct cosmos_base_reflection_v2alpha1_query_service_descriptor *one =
            &queries->query_services.items[queries->query_services.count++];
        one->fullname = bytes_text(service->full_name);
        one->methods.count = service->method_count;
        one->methods.items =
            ARENA_ARRAY(call->arena, struct cosmos_base_reflection_v2alpha1_query_method_descriptor,
                        service->method_count);
        for (size_t k = 0; k < service->method_count; k++) {
            struct bytes path = bytes_text(service->methods[k].path);
            one->methods.items[k].full_query_path = path;
            one->methods.items[k].name = bytes_from(path, strlen(service->full_name) + 2);
        }
    }
    response->queries = queries;
    return NULL;
}

static status get_codec(struct service_call *call, const void *request, void *out)
{
    struct cosmos_base_reflection_v2alpha1_get_codec_descriptor_response *response = out;
    struct cosmos_base_reflection_v2alpha1_codec_descriptor *codec =
        ARENA_NEW(call->arena, struct cosmos_base_reflection_v2alpha1_codec_descriptor);
    struct bytes_list names = all_interfaces(call->arena);
    codec->interfaces.count = names.count;
    codec->interfaces.items = ARENA_ARRAY(
        call->arena, struct cosmos_base_reflection_v2alpha1_interface_descriptor, names.count);
    for (size_t i = 0; i < names.count; i++) {
        struct cosmos_base_reflection_v2alpha1_interface_descriptor *one =
            &codec->interfaces.items[i];
        struct bytes_list types = implementations(call->arena, names.items[i]);
        one->fullname = names.items[i];
        one->interface_implementers.count = types.count;
        one->interface_implementers.items = ARENA_ARRAY(
            call->arena, struct cosmos_base_reflection_v2alpha1_interface_implementer_descriptor,
            types.count);
        for (size_t k = 0; k < types.count; k++) {
            one->interface_implementers.items[k].type_url = types.items[k];
            one->interface_implementers.items[k].fullname = bytes_from(types.items[k], 1);
        }
    }
    response->codec = codec;
    return NULL;
}

static status get_tx(struct service_call *call, const void *request, void *out)
{
    struct cosmos_base_reflection_v2alpha1_get_tx_descriptor_response *response = out;
    struct cosmos_base_reflection_v2alpha1_tx_descriptor *tx =
        ARENA_NEW(call->arena, struct cosmos_base_reflection_v2alpha1_tx_descriptor);
    struct bytes_list types = implementations(call->arena, MSG_INTERFACE);
    tx->fullname = BYTES("cosmos.tx.v1beta1.Tx");
    tx->msgs.count = types.count;
    tx->msgs.items = ARENA_ARRAY(call->arena, struct cosmos_base_reflection_v2alpha1_msg_descriptor,
                                 types.count);
    for (size_t i = 0; i < types.count; i++)
        tx->msgs.items[i].msg_type_url = types.items[i];
    response->tx = tx;
    return NULL;
}

#define V1 "/cosmos.base.reflection.v1beta1.ReflectionService/"
#define V2 "/cosmos.base.reflection.v2alpha1.ReflectionService/"

const struct service_method reflection_service_methods[] = {
    {V1 "ListAllInterfaces", list_all_interfaces, NULL},
    {V1 "ListImplementations", list_implementations, NULL},
    {V2 "GetChainDescriptor", get_chain, NULL},
    {V2 "GetConfigurationDescriptor", get_configuration, NULL},
    {V2 "GetAuthnDescriptor", get_authn, NULL},
    {V2 "GetQueryServicesDescriptor", get_query_services, NULL},
    {V2 "GetCodecDescriptor", get_codec, NULL},
    {V2 "GetTxDescriptor", get_tx, NULL},
    {NULL, NULL, NULL},
};
