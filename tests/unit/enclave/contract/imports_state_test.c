#include "tests/support/machine.h"

static void check_state(struct machine *machine)
{
    struct bytes more;
    assert_int_equal(machine_call(machine, MACHINE_IMPORT(machine, 'a', 1, BYTES("k")), &more), 0);
    machine_call(machine, MACHINE_IMPORT(machine, 'b', 0, BYTES("k"), BYTES("value")), &more);
    assert_int_not_equal(machine_call(machine, MACHINE_IMPORT(machine, 'a', 1, BYTES("k")), &more),
                         0);
    ASSERT_TEXT(more, "value");
    /* An empty value is a value. */
    machine_call(machine, MACHINE_IMPORT(machine, 'b', 0, BYTES("k"), BYTES("")), &more);
    assert_int_not_equal(machine_call(machine, MACHINE_IMPORT(machine, 'a', 1, BYTES("k")), &more),
                         0);
    assert_int_equal(more.len, 0);
    machine_call(machine, MACHINE_IMPORT(machine, 'c', 0, BYTES("k")), &more);
    assert_int_equal(machine_call(machine, MACHINE_IMPORT(machine, 'a', 1, BYTES("k")), &more), 0);
}

static void a_contract_reads_what_it_wrote(void **state)
{
    machine_on_both(check_state);
}

static void check_query_mode(struct machine *machine)
{
    const struct vm_code *code = machine_load(machine, "probe");
    struct vm_outcome outcome;
    ASSERT_OK(machine_run(machine, code, VM_QUERY, MACHINE_IMPORT(machine, 'a', 1, BYTES("k")),
                          MACHINE_GAS, &outcome));
    assert_ptr_equal(machine_run(machine, code, VM_QUERY,
                                 MACHINE_IMPORT(machine, 'b', 0, BYTES("k"), BYTES("v")),
                                 MACHINE_GAS, &outcome),
                     &VM_WRITE_IN_QUERY);
    assert_ptr_equal(machine_run(machine, code, VM_QUERY,
                                 MACHINE_IMPORT(machine, 'c', 0, BYTES("k")), MACHINE_GAS,
                                 &outcome),
                     &VM_WRITE_IN_QUERY);
    assert_int_equal(machine->count, 0);
}

static void a_query_writes_nothing(void **state)
{
    machine_on_both(check_query_mode);
}

static void check_query_chain(struct machine *machine)
{
    struct bytes more;
    machine->query_answer = BYTES("{\"Ok\":{\"Ok\":\"\"}}");
    machine->external = 77;
    machine_call(machine, MACHINE_IMPORT(machine, 'd', 1, BYTES("{\"custom\":{}}")), &more);
    ASSERT_TEXT(more, "{\"Ok\":{\"Ok\":\"\"}}");
    ASSERT_TEXT(machine->request, "{\"custom\":{}}");
    assert_in_range(machine->query_gas_left, MACHINE_GAS - 100000, MACHINE_GAS - 1);
    machine_call(machine, MACHINE_IMPORT(machine, 'h', 0, BYTES("seen")), &more);
    ASSERT_TEXT(machine->printed, "seen");
}

static void a_query_goes_to_the_host_and_its_answer_back(void **state)
{
    machine_on_both(check_query_chain);
}

static void check_refusal(struct machine *machine)
{
    static const struct error refusal = {"test", 9, false, BYTES_INIT("no")};
    machine->refusal = &refusal;
    const struct vm_code *code = machine_load(machine, "probe");
    struct bytes messages[] = {
        MACHINE_IMPORT(machine, 'a', 0, BYTES("k")),
        MACHINE_IMPORT(machine, 'b', 0, BYTES("k"), BYTES("v")),
        MACHINE_IMPORT(machine, 'c', 0, BYTES("k")),
        MACHINE_IMPORT(machine, 'd', 0, BYTES("q")),
    };
    for (size_t i = 0; i < ARRAY_COUNT(messages); i++) {
        struct vm_outcome outcome;
        assert_ptr_equal(machine_run(machine, code, VM_EXECUTE, messages[i], MACHINE_GAS, &outcome),
                         &refusal);
        assert_true(outcome.gas_used > 0);
    }
}

static void what_the_host_refuses_ends_the_run_with_its_words(void **state)
{
    machine_on_both(check_refusal);
}

static void check_own_gas(struct machine *machine)
{
    const struct vm_code *code = machine_load(machine, "probe");
    struct vm_outcome outcome;
    ASSERT_OK(machine_run(machine, code, VM_EXECUTE, machine_import(machine, 'p', 0, NULL, 0),
                          MACHINE_GAS, &outcome));
    uint64_t seen = load_le64(outcome.answer.data);
    assert_in_range(seen, 8, outcome.gas_metered / 1000);

    /* What evaporating costs beyond its minimum. */
    static const uint8_t nothing[4], seven[4] = {7}, nine[4] = {9}, minus[4] = {255, 255, 255, 255};
    uint64_t gas[3];
    const uint8_t *amounts[] = {nothing, seven, nine};
    for (size_t i = 0; i < ARRAY_COUNT(amounts); i++) {
        struct bytes message = MACHINE_IMPORT(machine, 'q', 0, bytes_make(amounts[i], 4));
        ASSERT_OK(machine_run(machine, code, VM_EXECUTE, message, MACHINE_GAS, &outcome));
        gas[i] = outcome.gas_metered;
    }
    assert_int_equal(gas[1], gas[0]);
    assert_int_equal(gas[2], gas[0] + 1000);
    assert_ptr_equal(machine_run(machine, code, VM_EXECUTE,
                                 MACHINE_IMPORT(machine, 'q', 0, BYTES_OF(minus)), MACHINE_GAS,
                                 &outcome),
                     &VM_OUT_OF_GAS);
    assert_true(outcome.gas_used > MACHINE_GAS);
}

static void a_contract_sees_and_burns_its_gas(void **state)
{
    machine_on_both(check_own_gas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contract_reads_what_it_wrote),
        cmocka_unit_test(a_query_writes_nothing),
        cmocka_unit_test(a_query_goes_to_the_host_and_its_answer_back),
        cmocka_unit_test(what_the_host_refuses_ends_the_run_with_its_words),
        cmocka_unit_test(a_contract_sees_and_burns_its_gas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
