#include "enclave/contract/wasm_feature.h"

enum feature {
    SATURATING,
    REFERENCES,
    SIMD,
    THREADS,
    TAIL_CALLS,
    EXCEPTIONS,
    WIDE_ARITHMETIC,
    MEMORY64,
    GARBAGE_COLLECTION,
};

static const struct wasm_feature features[] = {
    [SATURATING] = {"saturating float-to-int conversion (contracts cannot use floating point)",
                    "-C target-feature=-nontrapping-fptoint", "-mno-nontrapping-fptoint"},
    [REFERENCES] = {"reference types", "-C target-feature=-reference-types",
                    "-mno-reference-types"},
    [SIMD] = {"SIMD", "-C target-feature=-simd128", "-mno-simd128"},
    [THREADS] = {"threads", "-C target-feature=-atomics", "-mno-atomics"},
    [TAIL_CALLS] = {"tail calls", "-C target-feature=-tail-call", "-mno-tail-call"},
    [EXCEPTIONS] = {"exceptions", "-C panic=abort", "-fno-exceptions"},
    [WIDE_ARITHMETIC] = {"wide arithmetic", "-C target-feature=-wide-arithmetic",
                         "-mno-wide-arithmetic"},
    [MEMORY64] = {"64-bit memory", "--target wasm32-unknown-unknown", "--target=wasm32"},
    [GARBAGE_COLLECTION] = {"garbage collection", "-C target-feature=-gc", "-mno-gc"},
};

/* Opcodes in a row that belong to the same feature: WebAssembly 3.0, section 5.4. */
static const struct {
    uint16_t first, last;
    enum feature feature;
} opcodes[] = {
    {0x06, 0x0a, EXCEPTIONS},          /* try, catch, throw, rethrow, throw_ref */
    {0x12, 0x13, TAIL_CALLS},          /* return_call, return_call_indirect */
    {0x14, 0x15, GARBAGE_COLLECTION},  /* call_ref, return_call_ref */
    {0x18, 0x19, EXCEPTIONS},          /* delegate, catch_all */
    {0x1c, 0x1c, REFERENCES},          /* select with types */
    {0x1f, 0x1f, EXCEPTIONS},          /* try_table */
    {0x25, 0x26, REFERENCES},          /* table.get, table.set */
    {0xd0, 0xd2, REFERENCES},          /* ref.null, ref.is_null, ref.func */
    {0xd3, 0xd6, GARBAGE_COLLECTION},  /* ref.eq, ref.as_non_null, br_on_null, br_on_non_null */
    {0xfc00, 0xfc07, SATURATING},      /* trunc_sat */
    {0xfc0c, 0xfc11, REFERENCES},      /* table.init to table.fill */
    {0xfc13, 0xfc16, WIDE_ARITHMETIC}, /* i64.add128 to i64.mul_wide_u */
};

static const struct {
    uint8_t prefix;
    enum feature feature;
} prefixes[] = {{0xfb, GARBAGE_COLLECTION}, {0xfd, SIMD}, {0xfe, THREADS}};

const struct wasm_feature *wasm_feature_of_opcode(uint16_t opcode)
{
    for (size_t i = 0; i < ARRAY_COUNT(prefixes); i++)
        if (opcode == prefixes[i].prefix)
            return &features[prefixes[i].feature];
    for (size_t i = 0; i < ARRAY_COUNT(opcodes); i++)
        if (opcode >= opcodes[i].first && opcode <= opcodes[i].last)
            return &features[opcodes[i].feature];
    return NULL;
}

const struct wasm_feature *wasm_feature_of_type(uint8_t type)
{
    enum { V128 = 0x7b, FUNCREF = 0x70, EXTERNREF = 0x6f };
    if (type == V128)
        return &features[SIMD];
    return type == FUNCREF || type == EXTERNREF ? &features[REFERENCES] : NULL;
}

const struct wasm_feature *wasm_feature_of_limits(uint8_t flags)
{
    enum { SHARED = 2, LONG_INDEX = 4, KNOWN = 7 };
    if (flags > KNOWN)
        return NULL;
    return (flags & LONG_INDEX) != 0 ? &features[MEMORY64]
           : (flags & SHARED) != 0   ? &features[THREADS]
                                     : NULL;
}

const struct wasm_feature *wasm_feature_of_tables(void)
{
    return &features[REFERENCES];
}

const struct wasm_feature *wasm_feature_of_section(unsigned id)
{
    enum { TAGS = 13 };
    return id == TAGS ? &features[EXCEPTIONS] : NULL;
}

struct bytes wasm_feature_text(struct arena *arena, const struct wasm_feature *feature)
{
    return arena_format(arena, "%s is not accepted: build with %s (Rust) or %s (clang)",
                        feature->name, feature->rust, feature->clang);
}
