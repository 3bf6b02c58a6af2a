#include "enclave/contract/vm_shelf.h"

#include <pthread.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

enum {
    EFFORT_MAX = 2000000, /* three times what the largest known contract, of 2 MB, asks for */
    UPLOADS_MAX = 4,      /* waiting to be loaded; more are loaded when they are called */
    NATIVE_CHUNK = 1 << 20,
};

struct upload {
    uint8_t hash[32];
    struct bytes wasm;
};

struct vm_shelf {
    pthread_mutex_t lock;    /* over everything below but the engines */
    pthread_cond_t wanted;   /* there is work */
    pthread_cond_t uploaded; /* no upload is being loaded any more */
    struct engine *interpreter;
    struct engine *compiler; /* NULL: not asked for */
    bool later;
    struct vm_code *codes; /* codes_max places; free ones have no module */
    uint32_t codes_max;
    uint32_t users;
    uint64_t clock; /* counts uses, to tell which code was not used for longest */
    struct upload uploads[UPLOADS_MAX];
    uint32_t uploads_count;
    uint8_t loading[32]; /* the upload that vm_work has taken */
    bool is_loading;
};

struct vm_shelf *vm_shelf_new(const struct engine_options *engine, uint32_t codes_max, bool later)
{
    struct vm_shelf *shelf = heap_zalloc(1, sizeof(*shelf));
    ASSERT(pthread_mutex_init(&shelf->lock, NULL) == 0 &&
           pthread_cond_init(&shelf->wanted, NULL) == 0 &&
           pthread_cond_init(&shelf->uploaded, NULL) == 0);
    struct engine_options interpreter = *engine;
    interpreter.kind = ENGINE_WASMI;
    shelf->interpreter = engine_new(&interpreter);
    if (engine->kind == ENGINE_WASMTIME)
        shelf->compiler = engine_new(engine);
    shelf->later = later;
    shelf->codes = heap_zalloc(codes_max, sizeof(*shelf->codes));
    shelf->codes_max = codes_max;
    shelf->users = 1;
    return shelf;
}

void vm_shelf_share(struct vm_shelf *shelf)
{
    pthread_mutex_lock(&shelf->lock);
    shelf->users++;
    pthread_mutex_unlock(&shelf->lock);
}

static bool is_free(const struct vm_code *code)
{
    return code->interpreted == NULL && code->compiled == NULL;
}

/* What a place held, when nobody can see it any more. */
static void drop_parts(const struct vm_code *code)
{
    if (code->interpreted != NULL)
        engine_module_drop(code->interpreted);
    if (code->compiled != NULL)
        engine_module_drop(code->compiled);
    heap_free((void *)code->waiting.data);
    heap_free((void *)code->native.data);
}

void vm_shelf_drop(struct vm_shelf *shelf)
{
    pthread_mutex_lock(&shelf->lock);
    bool is_last = --shelf->users == 0;
    pthread_mutex_unlock(&shelf->lock);
    if (!is_last)
        return;
    for (uint32_t i = 0; i < shelf->codes_max; i++)
        drop_parts(&shelf->codes[i]);
    for (uint32_t i = 0; i < shelf->uploads_count; i++)
        heap_free((void *)shelf->uploads[i].wasm.data);
    engine_drop(shelf->interpreter);
    if (shelf->compiler != NULL)
        engine_drop(shelf->compiler);
    pthread_mutex_destroy(&shelf->lock);
    pthread_cond_destroy(&shelf->wanted);
    pthread_cond_destroy(&shelf->uploaded);
    heap_free(shelf->codes);
    heap_free(shelf);
}

static struct bytes heap_copy(struct bytes source)
{
    uint8_t *copy = heap_alloc(source.len);
    memcpy(copy, source.data, source.len);
    return bytes_make(copy, source.len);
}

/* ---- making modules ---- */

bool vm_shelf_make(struct vm_shelf *shelf, struct bytes wasm, uint64_t effort, struct vm_code *code)
{
    code->interpreted = engine_compile(shelf->interpreter, wasm);
    if (code->interpreted == NULL)
        return false;
    if (shelf->compiler == NULL || effort > EFFORT_MAX)
        return true;
    if (shelf->later) {
        code->waiting = heap_copy(wasm);
        return true;
    }
    code->compiled = engine_compile(shelf->compiler, wasm);
    if (code->compiled != NULL) {
        engine_module_drop(code->interpreted);
        code->interpreted = NULL;
    }
    return true;
}

bool vm_shelf_restore(struct vm_shelf *shelf, struct bytes native, struct vm_code *code)
{
    code->compiled = shelf->compiler == NULL ? NULL : engine_restore(shelf->compiler, native);
    return code->compiled != NULL;
}

struct engine_module *vm_shelf_module(const struct vm_code *code)
{
    struct engine_module *compiled = __atomic_load_n(&code->compiled, __ATOMIC_ACQUIRE);
    return compiled == NULL ? code->interpreted : compiled;
}

/* ---- finding and keeping ---- */

static struct vm_code *find(struct vm_shelf *shelf, const uint8_t code_hash[32])
{
    for (uint32_t i = 0; i < shelf->codes_max; i++) {
        struct vm_code *code = &shelf->codes[i];
        if (is_free(code) || memcmp(code->hash, code_hash, sizeof(code->hash)) != 0)
            continue;
        code->used_at = ++shelf->clock;
        code->holds++;
        return code;
    }
    return NULL;
}

/* Takes an upload off the list; false: it is not there. */
static bool take_upload(struct vm_shelf *shelf, uint32_t at, struct upload *upload)
{
    if (at >= shelf->uploads_count)
        return false;
    *upload = shelf->uploads[at];
    shelf->uploads_count--;
    for (; at < shelf->uploads_count; at++)
        shelf->uploads[at] = shelf->uploads[at + 1];
    return true;
}

static uint32_t find_upload(const struct vm_shelf *shelf, const uint8_t code_hash[32])
{
    uint32_t at = 0;
    while (at < shelf->uploads_count && memcmp(shelf->uploads[at].hash, code_hash, 32) != 0)
        at++;
    return at;
}

struct vm_code *vm_shelf_find(struct vm_shelf *shelf, const uint8_t code_hash[32])
{
    struct upload overtaken = {0};
    pthread_mutex_lock(&shelf->lock);
    while (shelf->is_loading && memcmp(shelf->loading, code_hash, 32) == 0)
        pthread_cond_wait(&shelf->uploaded, &shelf->lock);
    struct vm_code *code = find(shelf, code_hash);
    if (code == NULL)
        take_upload(shelf, find_upload(shelf, code_hash), &overtaken);
    pthread_mutex_unlock(&shelf->lock);
    heap_free((void *)overtaken.wasm.data);
    return code;
}

/* A free place, or that of the code not used for longest. */
static struct vm_code *take_place(struct vm_shelf *shelf)
{
    struct vm_code *place = NULL;
    for (uint32_t i = 0; i < shelf->codes_max; i++) {
        struct vm_code *code = &shelf->codes[i];
        if (code->holds == 0 && (place == NULL || code->used_at < place->used_at))
            place = code;
    }
    ASSERT(place != NULL);
    return place;
}

struct vm_code *vm_shelf_put_take(struct vm_shelf *shelf, const struct vm_code *code)
{
    struct vm_code unused = *code;
    pthread_mutex_lock(&shelf->lock);
    struct vm_code *kept = find(shelf, code->hash);
    if (kept == NULL) {
        kept = take_place(shelf);
        unused = *kept;
        *kept = *code;
        kept->used_at = ++shelf->clock;
        kept->holds = 1;
        pthread_cond_signal(&shelf->wanted);
    }
    pthread_mutex_unlock(&shelf->lock);
    drop_parts(&unused);
    return kept;
}

void vm_shelf_hold(struct vm_shelf *shelf, struct vm_code *code)
{
    pthread_mutex_lock(&shelf->lock);
    code->holds++;
    pthread_mutex_unlock(&shelf->lock);
}

void vm_shelf_release(struct vm_shelf *shelf, struct vm_code *code)
{
    struct engine_module *unused = NULL;
    pthread_mutex_lock(&shelf->lock);
    ASSERT(code->holds > 0);
    if (--code->holds == 0 && code->compiled != NULL) {
        unused = code->interpreted;
        code->interpreted = NULL;
    }
    pthread_mutex_unlock(&shelf->lock);
    if (unused != NULL)
        engine_module_drop(unused);
}

/* ---- the thread that compiles ---- */

void vm_shelf_upload(struct vm_shelf *shelf, const uint8_t code_hash[32], struct bytes wasm)
{
    pthread_mutex_lock(&shelf->lock);
    bool is_known = find_upload(shelf, code_hash) < shelf->uploads_count;
    for (uint32_t i = 0; i < shelf->codes_max && !is_known; i++)
        is_known = !is_free(&shelf->codes[i]) && memcmp(shelf->codes[i].hash, code_hash, 32) == 0;
    if (shelf->later && !is_known && shelf->uploads_count < UPLOADS_MAX) {
        struct upload *upload = &shelf->uploads[shelf->uploads_count++];
        memcpy(upload->hash, code_hash, 32);
        upload->wasm = heap_copy(wasm);
        pthread_cond_signal(&shelf->wanted);
    }
    pthread_mutex_unlock(&shelf->lock);
}

/* The code that waits and was used last; NULL: none waits. */
static struct vm_code *find_waiting(struct vm_shelf *shelf)
{
    struct vm_code *latest = NULL;
    for (uint32_t i = 0; i < shelf->codes_max; i++) {
        struct vm_code *code = &shelf->codes[i];
        if (code->waiting.data != NULL && (latest == NULL || code->used_at > latest->used_at))
            latest = code;
    }
    return latest;
}

static void compile(struct vm_shelf *shelf, struct vm_code *code, struct bytes wasm)
{
    struct engine_module *compiled = engine_compile(shelf->compiler, wasm);
    struct bytes native = {0};
    if (compiled != NULL) {
        struct arena *arena = arena_new(NATIVE_CHUNK);
        native = heap_copy(engine_native(arena, compiled));
        arena_drop(arena);
    }
    heap_free((void *)wasm.data);
    pthread_mutex_lock(&shelf->lock);
    __atomic_store_n(&code->compiled, compiled, __ATOMIC_RELEASE);
    code->native = native;
    pthread_mutex_unlock(&shelf->lock);
    vm_shelf_release(shelf, code);
}

bool vm_shelf_work(struct vm_shelf *shelf, uint8_t code_hash[32], struct bytes *wasm)
{
    struct upload upload;
    struct vm_code *code = NULL;
    struct bytes waiting = {0};
    pthread_mutex_lock(&shelf->lock);
    while (shelf->uploads_count == 0 && (code = find_waiting(shelf)) == NULL)
        pthread_cond_wait(&shelf->wanted, &shelf->lock);
    bool is_upload = take_upload(shelf, 0, &upload);
    if (is_upload) {
        memcpy(shelf->loading, upload.hash, 32);
        shelf->is_loading = true;
    } else {
        waiting = code->waiting;
        code->waiting = (struct bytes){0};
        code->holds++;
    }
    pthread_mutex_unlock(&shelf->lock);
    if (!is_upload) {
        compile(shelf, code, waiting);
        return false;
    }
    memcpy(code_hash, upload.hash, 32);
    *wasm = upload.wasm;
    return true;
}

void vm_shelf_uploaded(struct vm_shelf *shelf)
{
    pthread_mutex_lock(&shelf->lock);
    shelf->is_loading = false;
    pthread_cond_broadcast(&shelf->uploaded);
    pthread_mutex_unlock(&shelf->lock);
}

struct vm_code *vm_shelf_native_take(struct vm_shelf *shelf, struct bytes *native)
{
    struct vm_code *code = NULL;
    pthread_mutex_lock(&shelf->lock);
    for (uint32_t i = 0; i < shelf->codes_max && code == NULL; i++)
        if (shelf->codes[i].native.data != NULL)
            code = &shelf->codes[i];
    if (code != NULL) {
        *native = code->native;
        code->native = (struct bytes){0};
        code->holds++;
    }
    pthread_mutex_unlock(&shelf->lock);
    return code;
}
