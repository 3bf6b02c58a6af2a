#include "node/follow/grpc_client.h"

#include "tests/support/grpc_peer.h"
#include "tests/support/test.h"

static struct grpc_peer_answer answer_of(void *context, size_t number)
{
    return ((const struct grpc_peer_answer *)context)[number];
}

struct scene {
    struct arena *arena;
    struct grpc_peer *peer;
    struct grpc_client *client;
    _Atomic bool stop;
};

static void scene_start(struct scene *scene, const struct grpc_peer_answer *answers)
{
    char address[GRPC_PEER_ADDRESS];
    scene->arena = arena_new(4096);
    scene->peer = grpc_peer_start(answer_of, (void *)(uintptr_t)answers, address);
    scene->client = grpc_client_new(bytes_text(address), &scene->stop);
}

static void scene_end(struct scene *scene)
{
    grpc_client_free(scene->client);
    grpc_peer_stop(scene->peer);
    arena_drop(scene->arena);
}

static struct grpc_answer call(struct scene *scene)
{
    struct grpc_answer answer;
    grpc_client_call(scene->client, scene->arena, "/a.B/C", BYTES("request"), &answer);
    return answer;
}

static void answers_and_refusals_come_back(void **state)
{
    const struct grpc_peer_answer answers[] = {
        {.body = BYTES("an answer")},
        {.body = BYTES("")},
        {.code = 5, .message = "nothing 100%25 here%21%"},
    };
    struct scene scene = {0};
    scene_start(&scene, answers);
    struct grpc_answer answer = call(&scene);
    assert_true(answer.answered);
    assert_int_equal(answer.code, 0);
    ASSERT_TEXT(answer.body, "an answer");
    answer = call(&scene);
    assert_true(answer.answered);
    assert_int_equal(answer.body.len, 0);
    answer = call(&scene);
    assert_true(answer.answered);
    assert_int_equal(answer.code, 5);
    ASSERT_TEXT(answer.reason, "nothing 100% here!%");
    scene_end(&scene);
}

static void what_is_no_grpc_is_no_answer(void **state)
{
    const struct grpc_peer_answer answers[] = {{.raw = "HTTP/1.1 200 OK\r\n\r\n"}};
    struct scene scene = {0};
    scene_start(&scene, answers);
    struct grpc_answer answer = call(&scene);
    assert_false(answer.answered);
    assert_true(answer.reason.len > 0);
    scene.stop = true;
    assert_false(call(&scene).answered);
    scene_end(&scene);
}

static void a_length_that_lies_is_no_answer(void **state)
{
    const struct grpc_peer_answer answers[] = {
        {.body = BYTES("short"), .announced = 6},
        {.body = BYTES("long"), .announced = 3},
        {.body = BYTES("huge"), .announced = UINT32_MAX},
    };
    static const char *const reasons[] = {"its answer is cut off or compressed",
                                          "its answer is cut off or compressed",
                                          "its answer is too large"};
    struct scene scene = {0};
    scene_start(&scene, answers);
    for (size_t i = 0; i < ARRAY_COUNT(answers); i++) {
        struct grpc_answer answer = call(&scene);
        assert_false(answer.answered);
        ASSERT_TEXT(answer.reason, reasons[i]);
    }
    scene_end(&scene);
}

static void nobody_there_is_no_answer(void **state)
{
    struct scene scene = {0};
    scene_start(&scene, NULL);
    grpc_peer_stop(scene.peer);
    struct grpc_answer answer = call(&scene);
    assert_false(answer.answered);
    ASSERT_TEXT(answer.reason, "Couldn't connect to server");
    grpc_client_free(scene.client);
    arena_drop(scene.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_and_refusals_come_back),
        cmocka_unit_test(what_is_no_grpc_is_no_answer),
        cmocka_unit_test(a_length_that_lies_is_no_answer),
        cmocka_unit_test(nobody_there_is_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
