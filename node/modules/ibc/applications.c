#include "common/crypto/hash.h"
#include "node/chain/errors.h"
#include "node/modules/capability/module.h"
#include "node/modules/ibc/internal.h"
#include "schema/chain/ibc_applications_fee_v1.h"
#include "schema/chain/ibc_applications_interchain_accounts_genesis_v1.h"
#include "schema/chain/ibc_applications_transfer_v1.h"
#include "schema/chain/packetforward_v1.h"

static status set_trace(struct context *ctx,
                        const struct ibc_applications_transfer_v1_denom_trace *trace)
{
    uint8_t hash[32];
    if (trace->path.len > 0)
        CRYPTO_SHA256(hash, trace->path, BYTES("/"), trace->base_denom);
    else
        crypto_sha256(trace->base_denom, hash);
    return record_set(ctx, STORE_TRANSFER, ARENA_CONCAT(ctx->arena, BYTES("\x02"), BYTES_OF(hash)),
                      &ibc_applications_transfer_v1_denom_trace_type, trace);
}

static status transfer_init(struct context *ctx, const void *message)
{
    const struct ibc_applications_transfer_v1_genesis_state *genesis = message;
    TRY(kv_set(ctx, STORE_TRANSFER, BYTES("\x01"), genesis->port_id));
    for (size_t at = 0; at < genesis->denom_traces.count; at++)
        TRY(set_trace(ctx, &genesis->denom_traces.items[at]));
    TRY(capability_bind_port(ctx, "transfer", genesis->port_id));
    TRY(record_set(ctx, STORE_TRANSFER, BYTES("params"), &ibc_applications_transfer_v1_params_type,
                   &genesis->params));
    for (size_t at = 0; at < genesis->total_escrowed.count; at++) {
        const struct cosmos_base_v1beta1_coin *coin = &genesis->total_escrowed.items[at];
        struct cosmos_base_v1beta1_int_proto amount = {.int_ = coin->amount};
        TRY(record_set(ctx, STORE_TRANSFER,
                       ibc_key(ctx->arena, "totalEscrowForDenom/%.*s", BYTES_ARG(coin->denom)),
                       &cosmos_base_v1beta1_int_proto_type, &amount));
    }
    return NULL;
}

/* What the controller's and the host's stores have alike: ports, channels, accounts. */
static status import_port(struct context *ctx, enum store_id store, const char *module,
                          struct bytes port)
{
    TRY(kv_set(ctx, store, ibc_key(ctx->arena, "port/%.*s", BYTES_ARG(port)), BYTES("\x01")));
    return capability_bind_port(ctx, module, port);
}

static status
import_channel(struct context *ctx, enum store_id store,
               const struct ibc_applications_interchain_accounts_genesis_v1_active_channel *channel)
{
    return kv_set(ctx, store,
                  ibc_key(ctx->arena, "activeChannel/%.*s/%.*s", BYTES_ARG(channel->port_id),
                          BYTES_ARG(channel->connection_id)),
                  channel->channel_id);
}

static status import_account(
    struct context *ctx, enum store_id store,
    const struct ibc_applications_interchain_accounts_genesis_v1_registered_interchain_account
        *account)
{
    return kv_set(ctx, store,
                  ibc_key(ctx->arena, "owner/%.*s/%.*s", BYTES_ARG(account->port_id),
                          BYTES_ARG(account->connection_id)),
                  account->account_address);
}

static status controller_init(
    struct context *ctx,
    const struct ibc_applications_interchain_accounts_genesis_v1_controller_genesis_state *genesis)
{
    for (size_t at = 0; at < genesis->ports.count; at++)
        TRY(import_port(ctx, STORE_ICACONTROLLER, "icacontroller", genesis->ports.items[at]));
    for (size_t at = 0; at < genesis->active_channels.count; at++) {
        const struct ibc_applications_interchain_accounts_genesis_v1_active_channel *channel =
            &genesis->active_channels.items[at];
        TRY(import_channel(ctx, STORE_ICACONTROLLER, channel));
        TRY(kv_set(ctx, STORE_ICACONTROLLER,
                   ibc_key(ctx->arena, "isMiddlewareEnabled/%.*s/%.*s", BYTES_ARG(channel->port_id),
                           BYTES_ARG(channel->connection_id)),
                   channel->is_middleware_enabled ? BYTES("\x01") : BYTES("\x02")));
    }
    for (size_t at = 0; at < genesis->interchain_accounts.count; at++)
        TRY(import_account(ctx, STORE_ICACONTROLLER, &genesis->interchain_accounts.items[at]));
    return record_set(ctx, STORE_ICACONTROLLER, BYTES("params"),
                      &ibc_applications_interchain_accounts_controller_v1_params_type,
                      &genesis->params);
}

static status
host_init(struct context *ctx,
          const struct ibc_applications_interchain_accounts_genesis_v1_host_genesis_state *genesis)
{
    TRY(import_port(ctx, STORE_ICAHOST, "icahost", genesis->port));
    for (size_t at = 0; at < genesis->active_channels.count; at++)
        TRY(import_channel(ctx, STORE_ICAHOST, &genesis->active_channels.items[at]));
    for (size_t at = 0; at < genesis->interchain_accounts.count; at++)
        TRY(import_account(ctx, STORE_ICAHOST, &genesis->interchain_accounts.items[at]));
    return record_set(ctx, STORE_ICAHOST, BYTES("params"),
                      &ibc_applications_interchain_accounts_host_v1_params_type, &genesis->params);
}

static status interchainaccounts_init(struct context *ctx, const void *message)
{
    const struct ibc_applications_interchain_accounts_genesis_v1_genesis_state *genesis = message;
    TRY(controller_init(ctx, &genesis->controller_genesis_state));
    return host_init(ctx, &genesis->host_genesis_state);
}

static struct bytes packet_key(struct arena *arena, const char *prefix,
                               const struct ibc_core_channel_v1_packet_id *id)
{
    return ibc_key(arena, "%s/%.*s/%.*s/%llu", prefix, BYTES_ARG(id->port_id),
                   BYTES_ARG(id->channel_id), (unsigned long long)id->sequence);
}

static status import_payees(struct context *ctx,
                            const struct ibc_applications_fee_v1_genesis_state *genesis)
{
    for (size_t at = 0; at < genesis->registered_payees.count; at++) {
        const struct ibc_applications_fee_v1_registered_payee *payee =
            &genesis->registered_payees.items[at];
        TRY(kv_set(ctx, STORE_FEEIBC,
                   ibc_key(ctx->arena, "payee/%.*s/%.*s", BYTES_ARG(payee->relayer),
                           BYTES_ARG(payee->channel_id)),
                   payee->payee));
    }
    for (size_t at = 0; at < genesis->registered_counterparty_payees.count; at++) {
        const struct ibc_applications_fee_v1_registered_counterparty_payee *payee =
            &genesis->registered_counterparty_payees.items[at];
        TRY(kv_set(ctx, STORE_FEEIBC,
                   ibc_key(ctx->arena, "counterpartyPayee/%.*s/%.*s", BYTES_ARG(payee->relayer),
                           BYTES_ARG(payee->channel_id)),
                   payee->counterparty_payee));
    }
    return NULL;
}

static status feeibc_init(struct context *ctx, const void *message)
{
    const struct ibc_applications_fee_v1_genesis_state *genesis = message;
    for (size_t at = 0; at < genesis->identified_fees.count; at++) {
        const struct ibc_applications_fee_v1_identified_packet_fees *from =
            &genesis->identified_fees.items[at];
        struct ibc_applications_fee_v1_packet_fees fees = {.packet_fees = from->packet_fees};
        TRY(record_set(ctx, STORE_FEEIBC, packet_key(ctx->arena, "feesInEscrow", &from->packet_id),
                       &ibc_applications_fee_v1_packet_fees_type, &fees));
    }
    TRY(import_payees(ctx, genesis));
    for (size_t at = 0; at < genesis->forward_relayers.count; at++) {
        const struct ibc_applications_fee_v1_forward_relayer_address *relayer =
            &genesis->forward_relayers.items[at];
        TRY(kv_set(ctx, STORE_FEEIBC, packet_key(ctx->arena, "forwardRelayer", &relayer->packet_id),
                   relayer->address));
    }
    for (size_t at = 0; at < genesis->fee_enabled_channels.count; at++) {
        const struct ibc_applications_fee_v1_fee_enabled_channel *channel =
            &genesis->fee_enabled_channels.items[at];
        TRY(kv_set(ctx, STORE_FEEIBC,
                   ibc_key(ctx->arena, "feeEnabled/%.*s/%.*s", BYTES_ARG(channel->port_id),
                           BYTES_ARG(channel->channel_id)),
                   BYTES("\x01")));
    }
    return NULL;
}

static status packetforward_init(struct context *ctx, const void *message)
{
    const struct packetforward_v1_genesis_state *genesis = message;
    for (size_t at = 0; at < genesis->in_flight_packets.count; at++) {
        const struct packetforward_v1_genesis_state_in_flight_packets_entry *entry =
            &genesis->in_flight_packets.items[at];
        TRY(record_set(ctx, STORE_PACKETFORWARD, entry->key,
                       &packetforward_v1_in_flight_packet_type, &entry->value));
    }
    return NULL;
}

const struct module transfer_module = {
    .name = "transfer",
    .consensus_version = 5,
    .genesis = &ibc_applications_transfer_v1_genesis_state_type,
    .genesis_init = transfer_init,
};

const struct module interchainaccounts_module = {
    .name = "interchainaccounts",
    .consensus_version = 3,
    .genesis = &ibc_applications_interchain_accounts_genesis_v1_genesis_state_type,
    .genesis_init = interchainaccounts_init,
};

const struct module feeibc_module = {
    .name = "feeibc",
    .consensus_version = 2,
    .genesis = &ibc_applications_fee_v1_genesis_state_type,
    .genesis_init = feeibc_init,
};

/* The missing 'r' is the network's own spelling. */
const struct module packetforward_module = {
    .name = "packetfowardmiddleware",
    .consensus_version = 3,
    .genesis = &packetforward_v1_genesis_state_type,
    .genesis_init = packetforward_init,
};
