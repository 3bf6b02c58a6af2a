#include "node/api/listener.h"

#include "tests/support/http_client.h"
#include "tests/support/test.h"

#include <unistd.h>

static void port_0_takes_a_free_one(void **state)
{
    struct arena *arena = arena_new(1024);
    uint16_t port = 0;
    int fd;
    ASSERT_OK(listener_open(arena, BYTES("tcp://127.0.0.1:0"), &port, &fd));
    assert_int_not_equal(port, 0);
    assert_int_equal(listener_accept(fd), -1);
    int client = http_client_open(port);
    int accepted = listener_accept(fd);
    assert_true(accepted >= 0);
    close(accepted);
    close(client);
    close(fd);
    arena_drop(arena);
}

static void an_address_in_use_is_named(void **state)
{
    struct arena *arena = arena_new(1024);
    uint16_t port;
    int fd, second;
    ASSERT_OK(listener_open(arena, BYTES("127.0.0.1:0"), &port, &fd));
    struct bytes address = arena_format(arena, "127.0.0.1:%u", port);
    status refused = listener_open(arena, address, &port, &second);
    assert_true(error_is(refused, &API_LISTEN));
    ASSERT_BYTES(refused->text, arena_format(arena, "%.*s: Address already in use: cannot listen",
                                             BYTES_ARG(address)));
    close(fd);
    arena_drop(arena);
}

static void what_is_no_address_is_refused(void **state)
{
    static const char *const bad[] = {"",       "localhost",   "127.0.0.1:",     "127.0.0.1:http",
                                      "[::1:5", "300.1.1.1:5", "127.0.0.1:70000"};
    struct arena *arena = arena_new(1024);
    uint16_t port;
    int fd;
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_true(error_is(listener_open(arena, bytes_text(bad[i]), &port, &fd), &API_LISTEN));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(port_0_takes_a_free_one),
        cmocka_unit_test(an_address_in_use_is_named),
        cmocka_unit_test(what_is_no_address_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
