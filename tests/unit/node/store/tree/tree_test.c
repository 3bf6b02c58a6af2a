#include "node/store/tree/tree_internal.h"

#include "common/crypto/hash.h"
#include "tests/support/rows.h"
#include "tests/support/test.h"

/* Plays tests/vectors/iavl/trees.txt, which came from Go iavl, on the bare tree operations. */
enum { FIELDS_MAX = 5 };

struct player {
    struct arena *arena;
    struct pool pool;
    struct id_list orphans;
    struct tree_edit edit;
    uint32_t commits;
};

static int64_t number(struct bytes text)
{
    int64_t value = 0;
    for (size_t i = 0; i < text.len; i++)
        value = value * 10 + (text.data[i] - '0');
    return value;
}

static struct bytes unhex(struct player *player, struct bytes field)
{
    if (bytes_is(field, "-"))
        return BYTES("");
    return test_unhex(player->arena, arena_text(player->arena, field));
}

static void restart(struct player *player)
{
    pool_drop(&player->pool);
    pool_init(&player->pool);
    player->orphans.count = 0;
    player->edit = (struct tree_edit){&player->pool, 1, 0, &player->orphans};
}

static void set_ascending(struct player *player, int64_t count)
{
    for (int i = 0; i < count; i++)
        tree_set(&player->edit, arena_format(player->arena, "k%05d", i),
                 arena_format(player->arena, "v%05d", i));
}

/* Set H: operations drawn from SHA-256 of a counter. */
static void drive(struct player *player, int64_t version)
{
    for (uint64_t i = (uint64_t)(version - 1) * 100; i < (uint64_t)version * 100; i++) {
        uint8_t counter[8], d[32];
        store_be64(counter, i);
        CRYPTO_SHA256(d, BYTES("iavl-vector"), BYTES_OF(counter));
        struct bytes key = arena_format(player->arena, "key%03d", (d[1] << 8 | d[2]) % 500);
        if (d[0] < 80)
            tree_remove(&player->edit, key);
        else
            tree_set(&player->edit, key, bytes_make(d + 8, d[3] % 20));
    }
}

static void commit(struct player *player, const struct bytes *fields)
{
    tree_hash_fresh(&player->pool);
    pool_fresh_clear(&player->pool);
    uint32_t root = player->edit.root;
    uint8_t hash[32];
    crypto_sha256(BYTES(""), hash);
    if (root != 0)
        memcpy(hash, pool_hash(&player->pool, root), 32);
    if (!bytes_is(fields[2], "-"))
        ASSERT_BYTES(BYTES_OF(hash), unhex(player, fields[2]));
    const struct node *node = pool_node(&player->pool, root);
    assert_int_equal(root == 0 ? 0 : node_leaf_count(node), number(fields[3]));
    if (!bytes_is(fields[4], "-"))
        assert_int_equal(root == 0 ? 0 : node->height, number(fields[4]));
    player->commits++;
}

/* The version is that of the next commit, which stands in the file after the operations. */
static int64_t next_version(struct bytes rest)
{
    while (rest.len != 0) {
        struct bytes line = test_take(&rest, '\n');
        if (bytes_is(test_take(&line, ' '), "commit"))
            return number(test_take(&line, ' '));
    }
    return 0;
}

static void play_line(struct player *player, struct bytes line, struct bytes rest)
{
    struct bytes fields[FIELDS_MAX] = {{0}};
    for (int i = 0; i < FIELDS_MAX; i++)
        fields[i] = test_take(&line, ' ');
    if (bytes_is(fields[0], "tree")) {
        restart(player);
        player->edit.version = (uint32_t)next_version(rest);
    } else if (bytes_is(fields[0], "set")) {
        tree_set(&player->edit, unhex(player, fields[1]), unhex(player, fields[2]));
    } else if (bytes_is(fields[0], "del")) {
        tree_remove(&player->edit, unhex(player, fields[1]));
    } else if (bytes_is(fields[0], "ascending")) {
        set_ascending(player, number(fields[1]));
    } else if (bytes_is(fields[0], "driven")) {
        drive(player, number(fields[1]));
    } else if (bytes_is(fields[0], "commit")) {
        assert_int_equal(player->edit.version, number(fields[1]));
        commit(player, fields);
        player->edit.version = (uint32_t)next_version(rest);
    }
}

static void trees_equal_those_of_go_iavl(void **state)
{
    struct player player = {.arena = arena_new(1 << 16)};
    pool_init(&player.pool);
    restart(&player);
    struct bytes file = test_file(player.arena, "tests/vectors/iavl/trees.txt");
    while (file.len != 0) {
        struct bytes line = test_take(&file, '\n');
        play_line(&player, line, file);
    }
    assert_int_equal(player.commits, 7 + 1 + 1 + 8 + 2 + 1 + 8 + 20 + 70 + 5);
    pool_drop(&player.pool);
    id_list_drop(&player.orphans);
    arena_drop(player.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_equal_those_of_go_iavl),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
