#include "node/terminal.h"

#include <stdio.h>
#include <unistd.h>

#include "common/boundary/sandbox.h"
#include "tests/support/test.h"

static const struct api_addresses ADDRESSES = {
    .rpc = BYTES_INIT("tcp://0.0.0.0:26657"),
    .rest = BYTES_INIT("0.0.0.0:1317"),
    .grpc = BYTES_INIT("192.0.2.7:9090"),
    .faucet = BYTES_INIT(":0"),
};

/* A client reads this file to find a node whose ports were chosen by the system. */
static void endpoints_name_every_service_that_runs(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct api_ports ports = {.rpc = 26657, .rest = 1317, .grpc = 9090, .faucet = 41234};
    ASSERT_TEXT(terminal_endpoints(arena, &ADDRESSES, &ports),
                "{\n  \"rest\": \"http://127.0.0.1:1317\",\n"
                "  \"rpc\": \"http://127.0.0.1:26657\",\n"
                "  \"grpc\": \"192.0.2.7:9090\",\n"
                "  \"faucet\": \"http://127.0.0.1:41234\"\n}\n");
    ASSERT_TEXT(terminal_endpoints(arena, &ADDRESSES, &(struct api_ports){0}), "{}\n");
    arena_drop(arena);
}

/* Runs `print` with stdout in a file and gives what it printed. */
static struct bytes printed(struct arena *arena, void (*print)(struct arena *arena))
{
    fflush(stdout);
    FILE *file = tmpfile();
    int terminal = dup(STDOUT_FILENO);
    assert_true(file != NULL && terminal >= 0);
    assert_true(dup2(fileno(file), STDOUT_FILENO) >= 0);
    print(arena);
    fflush(stdout);
    assert_true(dup2(terminal, STDOUT_FILENO) >= 0);
    close(terminal);
    long size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    uint8_t *text = arena_alloc(arena, (size_t)size);
    assert_int_equal(fread(text, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    return bytes_make(text, (size_t)size);
}

static void print_blocks(struct arena *arena)
{
    struct bytes txs[] = {BYTES("abc"), BYTES("")};
    struct tendermint_abci_event_attribute action = {
        .key = BYTES("action"), .value = BYTES("/cosmos.bank.v1beta1.MsgSend")};
    struct tendermint_abci_event event = {.type = BYTES("message"), .attributes = {&action, 1}};
    struct tendermint_abci_exec_tx_result results[] = {
        {.gas_used = 14510, .events = {&event, 1}},
        {.code = 5, .codespace = BYTES("sdk"), .gas_used = 900, .log = BYTES("too little")}};
    const struct tendermint_abci_response_finalize_block response = {.tx_results = {results, 2}};
    const struct tendermint_types_header header = {.height = 7};
    const struct block_input full = {.header = &header, .txs = {txs, 2}};
    const struct block_input empty = {.header = &header};
    terminal_block(&(struct solo_block){.input = &full, .response = &response});
    terminal_block(&(struct solo_block){.input = &empty, .response = &response});
}

static void a_block_is_a_line_and_so_is_each_transaction(void **state)
{
    struct arena *arena = arena_new(4096);
    ASSERT_TEXT(
        printed(arena, print_blocks),
        "block 7  2 tx\n"
        "  BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD  ok  gas 14510  "
        "MsgSend\n"
        "  E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855  failed  sdk/5  "
        "gas 900  too little\n");
    arena_drop(arena);
}

static void print_welcome(struct arena *arena)
{
    const struct home home = {.path = "/home/d/.secretd", .ephemeral = true};
    const struct api_ports ports = {.rest = 1317};
    const struct enclave_info enclave = {.engine = BYTES("wasmtime"),
                                         .sandbox = BOUNDARY_SANDBOX_ALL};
    terminal_welcome(&home, "secretdev-1", &enclave, false, &ADDRESSES, &ports);
}

static void print_inspecting(struct arena *arena)
{
    const struct home home = {.path = "/home/d/.secretd"};
    const struct api_ports ports = {.rest = 1317};
    const struct enclave_info enclave = {
        .engine = BYTES("wasmtime"),
        .sandbox =
            BOUNDARY_SANDBOX_ALL & ~(BOUNDARY_SANDBOX_NAMESPACES | BOUNDARY_SANDBOX_LANDLOCK)};
    terminal_welcome(&home, "secretdev-1", &enclave, true, &ADDRESSES, &ports);
}

/* Nobody may take the simulation for the real thing. */
static void the_welcome_says_simulation_services_and_accounts(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes text = printed(arena, print_welcome);
    assert_true(bytes_starts_with(
        text, BYTES("secretd: chain secretdev-1, home /home/d/.secretd (removed at exit)\n"
                    "SIMULATION: no hardware protects this network's secrets. Contract engine: "
                    "wasmtime.\nSandbox of the enclave process: every protection holds.\n\n"
                    "  REST      http://127.0.0.1:1317\n\n"
                    "  validator secret14aj08vd2ntty7dvskdmdu4zhf23mcwgtute8dz\n")));
    arena_drop(arena);
}

static void the_welcome_says_what_does_not_protect_and_who_can_read(void **state)
{
    struct arena *arena = arena_new(4096);
    assert_non_null(strstr(arena_text(arena, printed(arena, print_inspecting)),
                           "wasmtime.\n"
                           "SANDBOX: the enclave process does not have: namespaces, landlock.\n"
                           "INSPECTION: whoever reaches REST or gRPC reads what "
                           "contracts decrypt, of every sender.\n\n"));
    arena_drop(arena);
}

static void print_following(struct arena *arena)
{
    const struct home home = {.path = "/home/d/.secretd"};
    const struct api_ports ports = {.rest = 1317};
    terminal_following(&home, "secretdev-1", "10.0.0.1:9090", &ADDRESSES, &ports);
}

static void a_follower_says_whom_it_follows_and_what_it_refuses(void **state)
{
    struct arena *arena = arena_new(4096);
    ASSERT_TEXT(printed(arena, print_following),
                "secretd: chain secretdev-1, home /home/d/.secretd\n"
                "No enclave: blocks and traces come from 10.0.0.1:9090, and transactions go there. "
                "Contract queries\nand simulations of contract calls are not taken "
                "here.\n\n  REST      http://127.0.0.1:1317\n\n");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endpoints_name_every_service_that_runs),
        cmocka_unit_test(a_block_is_a_line_and_so_is_each_transaction),
        cmocka_unit_test(the_welcome_says_simulation_services_and_accounts),
        cmocka_unit_test(the_welcome_says_what_does_not_protect_and_who_can_read),
        cmocka_unit_test(a_follower_says_whom_it_follows_and_what_it_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
