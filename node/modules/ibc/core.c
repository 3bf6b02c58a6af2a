#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "node/modules/ibc/internal.h"
#include "schema/chain/ibc_core_types_v1.h"
#include "schema/chain/ibc_lightclients_localhost_v2.h"

#define LOCALHOST_CLIENT     "09-localhost"
#define LOCALHOST_CONNECTION "connection-localhost"
#define KEY_CLIENT_SEQUENCE  BYTES("nextClientSequence")
#define KEY_CLIENT_PARAMS    BYTES("clientParams")

enum { CONNECTION_OPEN = 3 };

/* The number behind the last '-' of a chain id of the form "name-1", 0 for any other. */
static uint64_t revision_of(struct bytes chain_id)
{
    uint64_t revision = 0, unit = 1;
    size_t at = chain_id.len;
    for (; at > 0 && chain_id.data[at - 1] >= '0' && chain_id.data[at - 1] <= '9'; at--) {
        if (chain_id.len - at >= 19)
            return 0;
        revision += unit * (uint64_t)(chain_id.data[at - 1] - '0');
        unit *= 10;
    }
    bool has_number = at < chain_id.len && chain_id.data[at] != '0';
    bool has_name = at > 1 && chain_id.data[at - 1] == '-' && chain_id.data[at - 2] != '-';
    return has_number && has_name ? revision : 0;
}

static status set_localhost_client(struct context *ctx)
{
    struct ibc_lightclients_localhost_v2_client_state state = {
        .latest_height = {revision_of(ctx->block->chain_id), (uint64_t)ctx->block->height}};
    struct google_protobuf_any any = {
        .type_url = BYTES("/ibc.lightclients.localhost.v2.ClientState"),
        .value =
            protobuf_encode(ctx->arena, &ibc_lightclients_localhost_v2_client_state_type, &state)};
    return record_set(ctx, STORE_IBC, BYTES("clients/" LOCALHOST_CLIENT "/clientState"),
                      &google_protobuf_any_type, &any);
}

static status set_localhost_connection(struct context *ctx)
{
    struct bytes features[] = {BYTES("ORDER_ORDERED"), BYTES("ORDER_UNORDERED")};
    struct ibc_core_connection_v1_version version = {.identifier = BYTES("1"),
                                                     .features = {features, ARRAY_COUNT(features)}};
    struct ibc_core_connection_v1_connection_end connection = {
        .client_id = BYTES(LOCALHOST_CLIENT),
        .versions = {&version, 1},
        .state = CONNECTION_OPEN,
        .counterparty = {.client_id = BYTES(LOCALHOST_CLIENT),
                         .connection_id = BYTES(LOCALHOST_CONNECTION),
                         .prefix = {BYTES("ibc")}},
    };
    return record_set(ctx, STORE_IBC, BYTES("connections/" LOCALHOST_CONNECTION),
                      &ibc_core_connection_v1_connection_end_type, &connection);
}

static status import_clients(struct context *ctx,
                             const struct ibc_core_client_v1_genesis_state *genesis)
{
    struct arena *arena = ctx->arena;
    TRY(record_set(ctx, STORE_IBC, KEY_CLIENT_PARAMS, &ibc_core_client_v1_params_type,
                   &genesis->params));
    for (size_t at = 0; at < genesis->clients_metadata.count; at++) {
        const struct ibc_core_client_v1_identified_genesis_metadata *client =
            &genesis->clients_metadata.items[at];
        for (size_t i = 0; i < client->client_metadata.count; i++) {
            const struct ibc_core_client_v1_genesis_metadata *entry =
                &client->client_metadata.items[i];
            TRY(kv_set(
                ctx, STORE_IBC,
                ARENA_CONCAT(arena, BYTES("clients/"), client->client_id, BYTES("/"), entry->key),
                entry->value));
        }
    }
    for (size_t at = 0; at < genesis->clients.count; at++) {
        const struct ibc_core_client_v1_identified_client_state *client =
            &genesis->clients.items[at];
        if (client->client_state == NULL)
            return chain_panic(arena, "invalid client state");
        TRY(record_set(ctx, STORE_IBC,
                       ibc_key(arena, "clients/%.*s/clientState", BYTES_ARG(client->client_id)),
                       &google_protobuf_any_type, client->client_state));
    }
    for (size_t at = 0; at < genesis->clients_consensus.count; at++) {
        const struct ibc_core_client_v1_client_consensus_states *client =
            &genesis->clients_consensus.items[at];
        for (size_t i = 0; i < client->consensus_states.count; i++) {
            const struct ibc_core_client_v1_consensus_state_with_height *state =
                &client->consensus_states.items[i];
            if (state->consensus_state == NULL)
                return chain_panic(arena, "invalid consensus state with client ID %.*s",
                                   BYTES_ARG(client->client_id));
            TRY(record_set(ctx, STORE_IBC,
                           ibc_key(arena, "clients/%.*s/consensusStates/%llu-%llu",
                                   BYTES_ARG(client->client_id),
                                   (unsigned long long)state->height.revision_number,
                                   (unsigned long long)state->height.revision_height),
                           &google_protobuf_any_type, state->consensus_state));
        }
    }
    TRY(ibc_set_number(ctx, KEY_CLIENT_SEQUENCE, genesis->next_client_sequence));
    return set_localhost_client(ctx);
}

static status import_connections(struct context *ctx,
                                 const struct ibc_core_connection_v1_genesis_state *genesis)
{
    for (size_t at = 0; at < genesis->connections.count; at++) {
        const struct ibc_core_connection_v1_identified_connection *from =
            &genesis->connections.items[at];
        struct ibc_core_connection_v1_connection_end connection = {
            .client_id = from->client_id,
            .versions = from->versions,
            .state = from->state,
            .counterparty = from->counterparty,
            .delay_period = from->delay_period,
        };
        TRY(record_set(ctx, STORE_IBC, ibc_key(ctx->arena, "connections/%.*s", BYTES_ARG(from->id)),
                       &ibc_core_connection_v1_connection_end_type, &connection));
    }
    for (size_t at = 0; at < genesis->client_connection_paths.count; at++) {
        const struct ibc_core_connection_v1_connection_paths *from =
            &genesis->client_connection_paths.items[at];
        struct ibc_core_connection_v1_client_paths paths = {.paths = from->paths};
        TRY(record_set(ctx, STORE_IBC,
                       ibc_key(ctx->arena, "clients/%.*s/connections", BYTES_ARG(from->client_id)),
                       &ibc_core_connection_v1_client_paths_type, &paths));
    }
    TRY(ibc_set_number(ctx, BYTES("nextConnectionSequence"), genesis->next_connection_sequence));
    TRY(record_set(ctx, STORE_IBC, BYTES("connectionParams"), &ibc_core_connection_v1_params_type,
                   &genesis->params));
    return set_localhost_connection(ctx);
}

static status import_packets(struct context *ctx, const char *prefix,
                             const struct ibc_core_channel_v1_packet_state_list *list,
                             bool receipts)
{
    for (size_t at = 0; at < list->count; at++) {
        const struct ibc_core_channel_v1_packet_state *packet = &list->items[at];
        struct bytes key = ibc_key(ctx->arena, "%s/ports/%.*s/channels/%.*s/sequences/%llu", prefix,
                                   BYTES_ARG(packet->port_id), BYTES_ARG(packet->channel_id),
                                   (unsigned long long)packet->sequence);
        TRY(kv_set(ctx, STORE_IBC, key, receipts ? BYTES("\x01") : packet->data));
    }
    return NULL;
}

static status import_sequences(struct context *ctx, const char *prefix,
                               const struct ibc_core_channel_v1_packet_sequence_list *list)
{
    for (size_t at = 0; at < list->count; at++) {
        const struct ibc_core_channel_v1_packet_sequence *sequence = &list->items[at];
        TRY(ibc_set_number(ctx,
                           ibc_key(ctx->arena, "%s/ports/%.*s/channels/%.*s", prefix,
                                   BYTES_ARG(sequence->port_id), BYTES_ARG(sequence->channel_id)),
                           sequence->sequence));
    }
    return NULL;
}

static status import_channels(struct context *ctx,
                              const struct ibc_core_channel_v1_genesis_state *genesis)
{
    TRY(record_set(ctx, STORE_IBC, BYTES("channelParams"), &ibc_core_channel_v1_params_type,
                   &genesis->params));
    for (size_t at = 0; at < genesis->channels.count; at++) {
        const struct ibc_core_channel_v1_identified_channel *from = &genesis->channels.items[at];
        /* the upgrade sequence is lost on the way, as in the original */
        struct ibc_core_channel_v1_channel channel = {
            .state = from->state,
            .ordering = from->ordering,
            .counterparty = from->counterparty,
            .connection_hops = from->connection_hops,
            .version = from->version,
        };
        TRY(record_set(ctx, STORE_IBC,
                       ibc_key(ctx->arena, "channelEnds/ports/%.*s/channels/%.*s",
                               BYTES_ARG(from->port_id), BYTES_ARG(from->channel_id)),
                       &ibc_core_channel_v1_channel_type, &channel));
    }
    TRY(import_packets(ctx, "acks", &genesis->acknowledgements, false));
    TRY(import_packets(ctx, "commitments", &genesis->commitments, false));
    TRY(import_packets(ctx, "receipts", &genesis->receipts, true));
    TRY(import_sequences(ctx, "nextSequenceSend", &genesis->send_sequences));
    TRY(import_sequences(ctx, "nextSequenceRecv", &genesis->recv_sequences));
    TRY(import_sequences(ctx, "nextSequenceAck", &genesis->ack_sequences));
    return ibc_set_number(ctx, BYTES("nextChannelSequence"), genesis->next_channel_sequence);
}

static status genesis_init(struct context *ctx, const void *message)
{
    const struct ibc_core_types_v1_genesis_state *genesis = message;
    TRY(import_clients(ctx, &genesis->client_genesis));
    TRY(import_connections(ctx, &genesis->connection_genesis));
    return import_channels(ctx, &genesis->channel_genesis);
}

/* Whether the localhost client is on the list of allowed clients, as "*" is. */
static bool localhost_is_allowed(const struct ibc_core_client_v1_params *params)
{
    const struct bytes_list *allowed = &params->allowed_clients;
    if (allowed->count == 1 && bytes_is(allowed->items[0], "*"))
        return true;
    for (size_t at = 0; at < allowed->count; at++) {
        if (bytes_is(allowed->items[at], LOCALHOST_CLIENT))
            return true;
    }
    return false;
}

static status begin_block(struct context *ctx)
{
    struct ibc_core_client_v1_params params;
    bool found;
    TRY(record_get(ctx, STORE_IBC, KEY_CLIENT_PARAMS, &ibc_core_client_v1_params_type, &params,
                   &found));
    return localhost_is_allowed(&params) ? set_localhost_client(ctx) : NULL;
}

const struct module ibc_module = {
    .name = "ibc",
    .consensus_version = 6,
    .genesis = &ibc_core_types_v1_genesis_state_type,
    .genesis_init = genesis_init,
    .begin_block = begin_block,
};

const struct module tendermint_client_module = {.name = "07-tendermint"};
