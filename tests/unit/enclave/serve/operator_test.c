#include "tests/support/served.h"

static struct bytes refusal(struct served *served, enum boundary_frame ask, const void *request)
{
    const struct secretd_boundary_keys_reply *reply =
        served_ask(served, served->operator, ask, request, BOUNDARY_KEYS_REPLY);
    return reply->failure == NULL ? BYTES("accepted") : reply->failure->text;
}

static void a_network_is_made_once(void **state)
{
    struct served served = served_start(true);
    const struct secretd_boundary_keys_reply *reply = served_bootstrap(&served);
    assert_int_equal(reply->io_public_key.len, 32);
    assert_int_equal(reply->epoch, 2);
    assert_int_equal(reply->epoch_io_public_key.len, 32);
    assert_false(bytes_equal(reply->io_public_key, reply->epoch_io_public_key));
    assert_int_equal(reply->exchange_public_key.len, 32);
    assert_int_equal(reply->seed_count, 2);
    assert_int_equal(reply->height, 0);
    assert_true(bytes_starts_with(reply->sealed, BYTES("secretd simulation, not secret")));
    ASSERT_TEXT(refusal(&served, BOUNDARY_BOOTSTRAP, &SERVED_BOOTSTRAP),
                "the keys of this network are not loaded, or loaded already");
    assert_int_equal(served_stop(&served), 0);
}

static void a_genesis_of_value_is_refused(void **state)
{
    struct served served = served_start(true);
    struct secretd_boundary_bootstrap request = SERVED_BOOTSTRAP;
    request.network.simulation_accepted = false;
    ASSERT_TEXT(refusal(&served, BOUNDARY_BOOTSTRAP, &request),
                "a simulated enclave serves development chains only");
    request = SERVED_BOOTSTRAP;
    request.network.state_suite = 2;
    ASSERT_TEXT(refusal(&served, BOUNDARY_BOOTSTRAP, &request), "this state suite is not known");
    request = SERVED_BOOTSTRAP;
    request.network.chain_id.len = 0;
    assert_false(bytes_is(refusal(&served, BOUNDARY_BOOTSTRAP, &request), "accepted"));
    assert_int_equal(served_stop(&served), 0);
}

/* The blob belongs to one network, and opens in another process. */
static void sealed_keys_come_back(void **state)
{
    struct served first = served_start(true), second = served_start(true);
    const struct secretd_boundary_keys_reply *made = served_bootstrap(&first);
    struct secretd_boundary_unseal request = {.network = SERVED_BOOTSTRAP.network,
                                              .sealed = made->sealed};
    request.network.chain_id = BYTES("another-chain");
    ASSERT_TEXT(refusal(&second, BOUNDARY_UNSEAL, &request), "failed to unseal data");
    request.network = SERVED_BOOTSTRAP.network;
    request.network.initial_height = 2;
    ASSERT_TEXT(refusal(&second, BOUNDARY_UNSEAL, &request), "failed to unseal data");
    request.network = SERVED_BOOTSTRAP.network;
    request.sealed.len--;
    ASSERT_TEXT(refusal(&second, BOUNDARY_UNSEAL, &request), "failed to unseal data");
    request.sealed.len++;
    const struct secretd_boundary_keys_reply *opened =
        served_ask(&second, second.operator, BOUNDARY_UNSEAL, &request, BOUNDARY_KEYS_REPLY);
    assert_null(opened->failure);
    ASSERT_BYTES(opened->io_public_key, made->io_public_key);
    ASSERT_BYTES(opened->epoch_io_public_key, made->epoch_io_public_key);
    ASSERT_BYTES(opened->exchange_public_key, made->exchange_public_key);
    assert_int_equal(served_stop(&first), 0);
    assert_int_equal(served_stop(&second), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_is_made_once),
        cmocka_unit_test(a_genesis_of_value_is_refused),
        cmocka_unit_test(sealed_keys_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
