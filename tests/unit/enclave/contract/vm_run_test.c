#include "enclave/contract/vm.h"

#include "tests/support/machine.h"

static struct vm_outcome run(struct machine *machine, const char *name, enum vm_entry entry,
                             const char *message)
{
    struct vm_outcome outcome;
    ASSERT_OK(machine_run(machine, machine_load(machine, name), entry, bytes_text(message),
                          MACHINE_GAS, &outcome));
    return outcome;
}

static void check_environment(struct machine *machine)
{
    struct bytes env = run(machine, "probe", VM_EXECUTE, "e").answer;
    ASSERT_TEXT(env, "{\"block\":{\"height\":1234,\"time\":\"1700000000123456789\",\"chain_id\":"
                     "\"secret-1\",\"random\":\"AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"},"
                     "\"contract\":{\"address\":\"secret1contract\",\"code_hash\":\"ab\"},"
                     "\"transaction\":{\"index\":3,\"hash\":\"FF\"}}");
    ASSERT_TEXT(
        run(machine, "probe", VM_INSTANTIATE, "i").answer,
        "{\"sender\":\"secret1sender\",\"funds\":[{\"denom\":\"uscrt\",\"amount\":\"5\"}]}");
    ASSERT_TEXT(run(machine, "probe", VM_INSTANTIATE, "m").answer, "m");
    env = run(machine, "probe", VM_QUERY, "e").answer;
    assert_non_null(memmem(env.data, env.len, "\"random\":\"AA==\"", 15));
    env = run(machine, "probe_v010", VM_INSTANTIATE, "{}").answer;
    ASSERT_TEXT(env, "{\"block\":{\"height\":1234,\"time\":1700000000,\"chain_id\":\"secret-1\"},"
                     "\"message\":{\"sender\":\"secret1sender\",\"sent_funds\":[{\"denom\":"
                     "\"uscrt\",\"amount\":\"5\"}]},\"contract\":{\"address\":\"secret1contract\"},"
                     "\"contract_key\":null,\"contract_code_hash\":\"ab\",\"transaction\":"
                     "{\"index\":3,\"hash\":\"FF\"}}");
    ASSERT_TEXT(run(machine, "probe_v010", VM_QUERY, "{\"q\":1}").answer, "{\"q\":1}");
    ASSERT_TEXT(machine->printed, "{\"q\":1}");
}

static void entry_points_get_the_environment_of_their_generation(void **state)
{
    machine_on_both(check_environment);
}

static void check_traps(struct machine *machine)
{
    static const struct {
        const char *message;
        const struct error *error;
    } cases[] = {
        {"U", &VM_PANICKED},
        {"Z", &VM_DIVIDED_BY_ZERO},
        {"O", &VM_PANICKED},
        {"B", &VM_MEMORY_OUT_OF_BOUNDS},
        {"T", &VM_NONEXISTENT_RESOURCE},
        {"N", &VM_NONEXISTENT_RESOURCE},
        {"X", &VM_WRONG_SIGNATURE},
        {"L", &VM_OUT_OF_GAS},
        {"R", &VM_READ_MEMORY},
        {"P", &VM_READ_MEMORY},
        {"Q", &VM_READ_MEMORY},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct vm_outcome outcome;
        status failure = machine_run(machine, machine_load(machine, "probe"), VM_EXECUTE,
                                     bytes_text(cases[i].message), 1000000, &outcome);
        if (failure != cases[i].error)
            print_error("%s: %.*s\n", cases[i].message,
                        failure == NULL ? 0 : (int)failure->text.len,
                        failure == NULL ? "" : (const char *)failure->text.data);
        assert_ptr_equal(failure, cases[i].error);
    }
    struct vm_outcome outcome;
    assert_ptr_equal(machine_run(machine, machine_load(machine, "probe"), VM_MIGRATE, BYTES("m"),
                                 MACHINE_GAS, &outcome),
                     &VM_CALL_FAILED);
    assert_ptr_equal(machine_run(machine, machine_load(machine, "probe"), VM_REPLY, BYTES("m"),
                                 MACHINE_GAS, &outcome),
                     &VM_CALL_FAILED);
    assert_ptr_equal(machine_run(machine, machine_load(machine, "probe_v010"), VM_REPLY, BYTES("m"),
                                 MACHINE_GAS, &outcome),
                     &VM_CALL_FAILED);
}

static void a_trap_becomes_the_text_of_the_original(void **state)
{
    machine_on_both(check_traps);
}

static void both_engines_charge_the_same_gas_for_everything_the_probe_does(void **state)
{
    static const char *const messages[] = {"m", "e", "i", "U", "Z", "O", "B", "T",
                                           "N", "X", "L", "R", "P", "Q", "G"};
    struct machine wasmtime = machine_new(VM_WASMTIME), wasmi = machine_new(VM_WASMI);
    for (size_t i = 0; i < ARRAY_COUNT(messages); i++) {
        struct vm_outcome left, right;
        status left_status = machine_run(&wasmtime, machine_load(&wasmtime, "probe"), VM_EXECUTE,
                                         bytes_text(messages[i]), 3000000, &left);
        status right_status = machine_run(&wasmi, machine_load(&wasmi, "probe"), VM_EXECUTE,
                                          bytes_text(messages[i]), 3000000, &right);
        assert_ptr_equal(left_status, right_status);
        assert_int_equal(left.gas_used, right.gas_used);
        assert_int_equal(left.gas_metered, right.gas_metered);
        ASSERT_BYTES(left.answer, right.answer);
    }
    machine_drop(&wasmtime);
    machine_drop(&wasmi);
}

static void check_memory_limit(struct machine *machine)
{
    struct bytes pages = run(machine, "probe", VM_EXECUTE, "G").answer;
    assert_int_equal(pages.len, 4);
    assert_int_equal(pages.data[0], 192);
    assert_int_equal(pages.data[1], 0);
}

static void memory_ends_at_192_pages(void **state)
{
    machine_on_both(check_memory_limit);
}

static void check_fresh(struct machine *machine)
{
    struct vm_outcome first = run(machine, "probe", VM_EXECUTE, "G");
    struct vm_outcome second = run(machine, "probe", VM_EXECUTE, "G");
    ASSERT_BYTES(first.answer, second.answer);
    assert_int_equal(first.gas_used, second.gas_used);
}

static void each_run_starts_from_the_initial_memory(void **state)
{
    machine_on_both(check_fresh);
}

static void check_gas(struct machine *machine)
{
    const struct vm_code *code = machine_load(machine, "probe");
    struct bytes write = MACHINE_IMPORT(machine, 'b', 0, BYTES("key"), BYTES("value"));
    struct bytes read = MACHINE_IMPORT(machine, 'a', 1, BYTES("key"));
    struct vm_outcome outcome;
    ASSERT_OK(machine_run(machine, code, VM_EXECUTE, write, MACHINE_GAS, &outcome));
    uint64_t metered = outcome.gas_metered;
    assert_int_equal(outcome.gas_used, metered - 5 * 5000);
    ASSERT_OK(machine_run(machine, code, VM_INSTANTIATE, write, MACHINE_GAS, &outcome));
    assert_int_equal(outcome.gas_used, outcome.gas_metered);

    machine->external = 100;
    ASSERT_OK(machine_run(machine, code, VM_EXECUTE, read, MACHINE_GAS, &outcome));
    assert_int_equal(outcome.gas_used, outcome.gas_metered - 100);
    machine->external = UINT64_MAX;
    ASSERT_OK(machine_run(machine, code, VM_EXECUTE, read, MACHINE_GAS, &outcome));
    assert_int_equal(outcome.gas_used, 0);

    /* One unit short: what was asked for last is added to what was used before. */
    machine->external = 0;
    assert_ptr_equal(machine_run(machine, code, VM_EXECUTE, write, metered - 1, &outcome),
                     &VM_OUT_OF_GAS);
    assert_true(outcome.gas_used >= metered);
    ASSERT_OK(machine_run(machine, code, VM_EXECUTE, write, metered, &outcome));
    assert_int_equal(outcome.gas_metered, metered);
}

static void gas_is_reported_with_refund_and_without_external_gas(void **state)
{
    machine_on_both(check_gas);
}

static void check_allocation(struct machine *machine)
{
    const struct vm_code *code = machine_load(machine, "probe");
    struct vm_outcome outcome;
    struct writer message = writer_new(machine->arena, 8000);
    while (message.len < 7777)
        writer_byte(&message, 'm');
    assert_ptr_equal(
        machine_run(machine, code, VM_EXECUTE, writer_done(&message), MACHINE_GAS, &outcome),
        &VM_ALLOCATE);
    assert_true(outcome.gas_used < 1000);
    /* Gas that runs out in the contract's own allocate is a failed allocation, but is used. */
    assert_ptr_equal(machine_run(machine, code, VM_EXECUTE, BYTES("m"), 3, &outcome), &VM_ALLOCATE);
    assert_true(outcome.gas_used > 3);
    /* The original panics when allocate calls the host, and charges half the limit. */
    writer_byte(&message, 'm');
    assert_ptr_equal(machine_run(machine, code, VM_EXECUTE, writer_done(&message), 1001, &outcome),
                     &VM_UNEXPECTED);
    assert_int_equal(outcome.gas_used, 500);
}

static void a_failing_allocate_has_an_error_of_its_own(void **state)
{
    machine_on_both(check_allocation);
}

static void check_large_message(struct machine *machine)
{
    struct writer message = writer_new(machine->arena, 3 << 20);
    while (message.len < 3 << 20)
        writer_byte(&message, 'm');
    struct vm_outcome outcome;
    ASSERT_OK(machine_run(machine, machine_load(machine, "probe"), VM_EXECUTE,
                          writer_done(&message), MACHINE_GAS, &outcome));
    ASSERT_BYTES(outcome.answer, writer_done(&message));
}

static void memory_that_grows_while_the_host_writes_is_seen_by_both(void **state)
{
    machine_on_both(check_large_message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entry_points_get_the_environment_of_their_generation),
        cmocka_unit_test(a_trap_becomes_the_text_of_the_original),
        cmocka_unit_test(both_engines_charge_the_same_gas_for_everything_the_probe_does),
        cmocka_unit_test(memory_ends_at_192_pages),
        cmocka_unit_test(each_run_starts_from_the_initial_memory),
        cmocka_unit_test(gas_is_reported_with_refund_and_without_external_gas),
        cmocka_unit_test(a_failing_allocate_has_an_error_of_its_own),
        cmocka_unit_test(memory_that_grows_while_the_host_writes_is_seen_by_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
