#include "enclave/serve/native.h"

#include "enclave/keys/sealing.h"
#include "enclave/serve/program.h"

struct about {
    uint8_t program[PROGRAM_ID];
    uint8_t code_hash[32];
};

static bool about_of(const uint8_t code_hash[32], struct about *about)
{
    memcpy(about->code_hash, code_hash, 32);
    return program_id(about->program);
}

static struct bytes about_bytes(const struct about *about)
{
    return bytes_make(about, sizeof *about);
}

void native_seal(struct post *post, struct secretd_boundary_block_reply *reply)
{
    uint8_t *code_hash = arena_alloc(post->arena, 32);
    struct bytes native;
    struct about about;
    if (!vm_native_take(post->vm, post->arena, code_hash, &native) ||
        native.len > SEALING_NATIVE_MAX || !about_of(code_hash, &about))
        return;
    reply->native_hash = bytes_make(code_hash, 32);
    reply->native =
        sealing_seal_native(post->arena, post->server->keys, about_bytes(&about), native);
}

struct bytes native_open(const struct server *server, struct arena *arena,
                         const uint8_t code_hash[32], struct bytes blob)
{
    struct about about;
    struct bytes native;
    if (!about_of(code_hash, &about) ||
        !sealing_open_native(arena, server->keys, about_bytes(&about), blob, &native))
        return (struct bytes){0};
    return native;
}
