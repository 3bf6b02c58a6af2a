#include "node/terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "common/boundary/sandbox.h"
#include "common/crypto/hash.h"
#include "node/localnet/accounts.h"

struct service {
    const char *name;
    const char *title;
    const char *scheme;
    struct bytes address;
    uint16_t port;
};
enum { SERVICE_COUNT = 5 };

static void list_services(const struct api_addresses *addresses, const struct api_ports *ports,
                          struct service services[SERVICE_COUNT])
{
    services[0] = (struct service){"rest", "REST", "http://", addresses->rest, ports->rest};
    services[1] = (struct service){"rpc", "RPC", "http://", addresses->rpc, ports->rpc};
    services[2] = (struct service){"grpc", "gRPC", "", addresses->grpc, ports->grpc};
    services[3] =
        (struct service){"grpc_web", "gRPC-web", "http://", addresses->grpc_web, ports->grpc_web};
    services[4] = (struct service){"faucet", "Faucet", "http://", addresses->faucet, ports->faucet};
}

/* Where a client on this machine finds the service: "any address" is localhost to it. */
static struct bytes host_of(struct bytes address)
{
    if (bytes_starts_with(address, BYTES("tcp://")))
        address = bytes_from(address, strlen("tcp://"));
    size_t end = address.len;
    while (end > 0 && address.data[end - 1] != ':')
        end--;
    struct bytes host = bytes_slice(address, 0, end == 0 ? 0 : end - 1);
    return host.len == 0 || bytes_is(host, "0.0.0.0") ? BYTES("127.0.0.1") : host;
}

struct bytes terminal_endpoints(struct arena *arena, const struct api_addresses *addresses,
                                const struct api_ports *ports)
{
    struct service services[SERVICE_COUNT];
    list_services(addresses, ports, services);
    struct writer text = writer_new(arena, 512);
    const char *separator = "{\n  ";
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        if (services[i].port == 0)
            continue;
        writer_format(&text, "%s\"%s\": \"%s%.*s:%u\"", separator, services[i].name,
                      services[i].scheme, BYTES_ARG(host_of(services[i].address)),
                      services[i].port);
        separator = ",\n  ";
    }
    writer_text(&text, text.len == 0 ? "{}\n" : "\n}\n");
    return writer_done(&text);
}

static void print_home(const struct home *home, const char *chain_id)
{
    printf("secretd: chain %s, home %s%s\n", chain_id, home->path,
           home->ephemeral ? " (removed at exit)" : "");
}

static void print_services(const struct api_addresses *addresses, const struct api_ports *ports)
{
    struct service services[SERVICE_COUNT];
    list_services(addresses, ports, services);
    for (size_t i = 0; i < SERVICE_COUNT; i++)
        if (services[i].port != 0)
            printf("  %-9s %s%.*s:%u\n", services[i].title, services[i].scheme,
                   BYTES_ARG(host_of(services[i].address)), services[i].port);
    printf("\n");
}

void terminal_following(const struct home *home, const char *chain_id, const char *server,
                        const struct api_addresses *addresses, const struct api_ports *ports)
{
    print_home(home, chain_id);
    printf(
        "No enclave: blocks and traces come from %s, and transactions go there. Contract queries\n"
        "and simulations of contract calls are not taken here.\n\n",
        server);
    print_services(addresses, ports);
    fflush(stdout);
}

static void print_sandbox(uint32_t held)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } protections[] = {
        {BOUNDARY_SANDBOX_PARENT_DEATH, "death with the node"},
        {BOUNDARY_SANDBOX_DESCRIPTORS, "closed descriptors"},
        {BOUNDARY_SANDBOX_NAMESPACES, "namespaces"},
        {BOUNDARY_SANDBOX_UNPRIVILEGED, "dropped capabilities"},
        {BOUNDARY_SANDBOX_NOT_ROOT, "another user than root"},
        {BOUNDARY_SANDBOX_NO_DUMP, "no core dumps"},
        {BOUNDARY_SANDBOX_NO_NEW_PRIVILEGES, "no new privileges"},
        {BOUNDARY_SANDBOX_LIMITS, "resource limits"},
        {BOUNDARY_SANDBOX_LOCKED_MEMORY, "locked memory"},
        {BOUNDARY_SANDBOX_LANDLOCK, "landlock"},
        {BOUNDARY_SANDBOX_SECCOMP, "seccomp"},
        {BOUNDARY_SANDBOX_SELF_TEST, "self-test"},
    };
    if ((held & BOUNDARY_SANDBOX_ALL) == BOUNDARY_SANDBOX_ALL) {
        printf("Sandbox of the enclave process: every protection holds.\n");
        return;
    }
    const char *before = "SANDBOX: the enclave process does not have: ";
    for (size_t i = 0; i < ARRAY_COUNT(protections); i++) {
        if ((held & protections[i].bit) != 0)
            continue;
        printf("%s%s", before, protections[i].name);
        before = ", ";
    }
    printf(".\n");
}

void terminal_welcome(const struct home *home, const char *chain_id,
                      const struct enclave_info *enclave, bool inspect,
                      const struct api_addresses *addresses, const struct api_ports *ports)
{
    print_home(home, chain_id);
    printf("SIMULATION: no hardware protects this network's secrets. Contract engine: %.*s.\n",
           BYTES_ARG(enclave->engine));
    print_sandbox(enclave->sandbox);
    if (inspect)
        printf("INSPECTION: whoever reaches REST or gRPC reads what contracts decrypt, of every "
               "sender.\n");
    printf("\n");
    print_services(addresses, ports);
    for (size_t i = 0; i < LOCALNET_ACCOUNT_COUNT; i++)
        printf("  %-9s %s\n            %s\n", localnet_accounts[i].name,
               localnet_accounts[i].address, localnet_accounts[i].mnemonic);
    printf("\n");
    fflush(stdout);
}

/* The last part of the first message's type URL, out of the events: "MsgSend". */
static struct bytes action_of(const struct tendermint_abci_exec_tx_result *result)
{
    for (size_t i = 0; i < result->events.count; i++) {
        const struct tendermint_abci_event *event = &result->events.items[i];
        if (!bytes_is(event->type, "message") || event->attributes.count == 0 ||
            !bytes_is(event->attributes.items[0].key, "action"))
            continue;
        struct bytes url = event->attributes.items[0].value;
        size_t start = url.len;
        while (start > 0 && url.data[start - 1] != '.')
            start--;
        return bytes_from(url, start);
    }
    return BYTES("-");
}

static void print_tx(struct bytes tx, const struct tendermint_abci_exec_tx_result *result)
{
    uint8_t hash[32];
    crypto_sha256(tx, hash);
    printf("  ");
    for (int i = 0; i < 32; i++)
        printf("%02X", hash[i]);
    if (result->code == 0)
        printf("  ok  gas %" PRId64 "  %.*s\n", result->gas_used, BYTES_ARG(action_of(result)));
    else
        printf("  failed  %.*s/%u  gas %" PRId64 "  %.*s\n", BYTES_ARG(result->codespace),
               result->code, result->gas_used, BYTES_ARG(result->log));
}

void terminal_block(const struct solo_block *block)
{
    bool screen = isatty(STDOUT_FILENO) == 1;
    size_t count = block->input->txs.count;
    if (count == 0 && !screen)
        return;
    printf("%sblock %" PRId64 "  %zu tx%s", screen ? "\r\033[K" : "", block->input->header->height,
           count, count == 0 ? "" : "\n");
    for (size_t i = 0; i < count; i++)
        print_tx(block->input->txs.items[i], &block->response->tx_results.items[i]);
    fflush(stdout);
}
