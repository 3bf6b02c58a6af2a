/* Uploaded modules: taken apart, checked and rewritten. What is rewritten must be a module again,
 * and be the same whenever it is made. */
#include "common/base/halt.h"
#include "enclave/contract/instrument.h"
#include "enclave/contract/vm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_instrumented(struct arena *arena, const struct wasm_module *module)
{
    struct instrumented first, second;
    struct wasm_module again;
    if (instrument_module(arena, module, &first) != NULL)
        return;
    ASSERT(instrument_module(arena, module, &second) == NULL &&
           bytes_equal(first.wasm, second.wasm));
    status refused = wasm_module_parse(arena, first.wasm, &again);
    ASSERT(refused == NULL);
    ASSERT(again.functions_count >= module->functions_count && !again.has_floats);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes wasm = bytes_make(data, size);
    struct wasm_module module;
    struct vm_code_info info;
    status checked = vm_check_code(arena, wasm, (size & 1) != 0, &info);
    status parsed = wasm_module_parse(arena, wasm, &module);
    ASSERT(checked != NULL || parsed == NULL);
    /* What vm_load makes sure of before it rewrites a module. */
    bool usable = parsed == NULL && module.sections[WASM_SECTION_MEMORY].count == 1 &&
                  module.memory.initial <= INSTRUMENT_PAGES_MAX &&
                  !module.sections[WASM_SECTION_START].present && !module.has_floats &&
                  module.imported[WASM_FUNCTION] == module.sections[WASM_SECTION_IMPORT].count &&
                  wasm_module_check_segments(arena, &module) == NULL;
    if (usable)
        check_instrumented(arena, &module);
    arena_drop(arena);
    return 0;
}
