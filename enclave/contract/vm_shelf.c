#include "enclave/contract/vm_shelf.h"

#include <pthread.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

/* Three times what the largest known contract, of 2 MB, asks for. */
enum { EFFORT_MAX = 2000000 };

struct vm_shelf {
    pthread_mutex_t lock; /* over everything below but the engines */
    struct engine *interpreter;
    struct engine *compiler; /* NULL: not asked for */
    struct vm_code *codes;   /* codes_max places; free ones have no module */
    uint32_t codes_max;
    uint32_t users;
    uint64_t clock; /* counts uses, to tell which code was not used for longest */
};

struct vm_shelf *vm_shelf_new(const struct engine_options *engine, uint32_t codes_max)
{
    struct vm_shelf *shelf = heap_zalloc(1, sizeof(*shelf));
    ASSERT(pthread_mutex_init(&shelf->lock, NULL) == 0);
    struct engine_options interpreter = *engine;
    interpreter.kind = ENGINE_WASMI;
    shelf->interpreter = engine_new(&interpreter);
    if (engine->kind == ENGINE_WASMTIME)
        shelf->compiler = engine_new(engine);
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

void vm_shelf_drop(struct vm_shelf *shelf)
{
    pthread_mutex_lock(&shelf->lock);
    bool is_last = --shelf->users == 0;
    pthread_mutex_unlock(&shelf->lock);
    if (!is_last)
        return;
    for (uint32_t i = 0; i < shelf->codes_max; i++)
        if (shelf->codes[i].module != NULL)
            engine_module_drop(shelf->codes[i].module);
    engine_drop(shelf->interpreter);
    if (shelf->compiler != NULL)
        engine_drop(shelf->compiler);
    pthread_mutex_destroy(&shelf->lock);
    heap_free(shelf->codes);
    heap_free(shelf);
}

struct engine_module *vm_shelf_compile(struct vm_shelf *shelf, struct bytes wasm, uint64_t effort)
{
    struct engine_module *module = engine_compile(shelf->interpreter, wasm);
    if (module == NULL || shelf->compiler == NULL || effort > EFFORT_MAX)
        return module;
    struct engine_module *compiled = engine_compile(shelf->compiler, wasm);
    if (compiled == NULL)
        return module;
    engine_module_drop(module);
    return compiled;
}

static struct vm_code *find(struct vm_shelf *shelf, const uint8_t code_hash[32])
{
    for (uint32_t i = 0; i < shelf->codes_max; i++) {
        struct vm_code *code = &shelf->codes[i];
        if (code->module == NULL || memcmp(code->hash, code_hash, sizeof(code->hash)) != 0)
            continue;
        code->used_at = ++shelf->clock;
        code->holds++;
        return code;
    }
    return NULL;
}

struct vm_code *vm_shelf_find(struct vm_shelf *shelf, const uint8_t code_hash[32])
{
    pthread_mutex_lock(&shelf->lock);
    struct vm_code *code = find(shelf, code_hash);
    pthread_mutex_unlock(&shelf->lock);
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
    struct engine_module *unused = code->module;
    pthread_mutex_lock(&shelf->lock);
    struct vm_code *kept = find(shelf, code->hash);
    if (kept == NULL) {
        kept = take_place(shelf);
        unused = kept->module;
        *kept = *code;
        kept->used_at = ++shelf->clock;
        kept->holds = 1;
    }
    pthread_mutex_unlock(&shelf->lock);
    if (unused != NULL)
        engine_module_drop(unused);
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
    pthread_mutex_lock(&shelf->lock);
    ASSERT(code->holds > 0);
    code->holds--;
    pthread_mutex_unlock(&shelf->lock);
}
