#ifndef ENCLAVE_CONTRACT_INSTRUMENT_H
#define ENCLAVE_CONTRACT_INSTRUMENT_H

#include "enclave/contract/wasm_module.h"

/* What makes a contract's behaviour ours and not the engine's: the module is rewritten so that it
 * counts its own gas and its own call depth, asks for gas before it grows its memory, and cannot
 * have more than INSTRUMENT_PAGES_MAX pages. Any correct engine then gives the same results, gas
 * and traps (enclave-protocol.md 5.8, store-and-speed.md 4.6).
 *
 * Gas, exactly as the original: on entry to each sequence (function body, block, loop, then, else)
 * two units for every instruction that stands directly in it. `end`, `else` and `nop` are free, and
 * so is what follows an unconditional branch in the same sequence. Too little left: the amount goes
 * to the exhausted global and the contract traps, with nothing charged. Where that cannot be told
 * from outside, several sequences are charged at once.
 *
 * Before memory.grow comes what the original charges for its pages, and before memory.copy,
 * memory.fill and memory.init, which the original refuses, one unit for each byte of the length
 * that they are given. Both are charged in a function of ours that pays for its own instructions,
 * INSTRUMENT_METER_COST.
 *
 * Depth: each frame weighs INSTRUMENT_FRAME_WEIGHT plus its parameters, locals and deepest operand
 * stack, and one for every INSTRUMENT_CONSTANTS_EACH instructions that an interpreter may keep a
 * value for in the frame: constants, global.get, if and br_if. More than INSTRUMENT_DEPTH_MAX at
 * once sets the depth global to INSTRUMENT_TOO_DEEP and traps. The original counts the slots of its
 * own engine instead (7,680); this limit lets everything pass that passed there, save recursion in
 * frames of fewer than ten slots or of ten thousand constants, and stays below 1,000 frames and
 * 1,000,000 values in them. */

enum {
    INSTRUMENT_PAGES_MAX = 192,  /* 12 MiB */
    INSTRUMENT_COST = 2,         /* of an instruction */
    INSTRUMENT_METER_COST = 28,  /* of a charge by length, beside what it charges */
    INSTRUMENT_GROW_COST = 8192, /* of a page */
    INSTRUMENT_BYTE_COST = 1,    /* of a byte copied or filled */
    INSTRUMENT_FRAME_WEIGHT = 32,
    INSTRUMENT_CONSTANTS_EACH = 30,
    INSTRUMENT_DEPTH_MAX = 31000,
    /* Functions that call nothing and weigh no more than this are not counted. */
    INSTRUMENT_LEAF_WEIGHT_MAX = 512,
};
#define INSTRUMENT_TOO_DEEP UINT32_MAX

struct instrumented {
    struct bytes wasm;
    /* What compiling it will take, roughly in microseconds. A compiler that is quick with what
     * other compilers write can need hours for what somebody writes on purpose; an interpreter does
     * not. */
    uint64_t effort;
};

/* instrument_module rewrites a module; what it then exports beside its own stands in engine.h. The
 * same input always gives the same bytes.
 *   module        parsed; without a start function, with one memory that fits INSTRUMENT_PAGES_MAX,
 *                 and importing functions only
 *   instrumented  out, in `arena`
 * Rejects: VM_INVALID_CODE (malformed body, more than WASM_SLOTS_MAX), VM_FLOATING_POINT. */
MUST_CHECK status instrument_module(struct arena *arena, const struct wasm_module *module,
                                    struct instrumented *instrumented);

#endif
