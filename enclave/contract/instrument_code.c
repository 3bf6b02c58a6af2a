#include "enclave/contract/instrument_internal.h"
#include "enclave/contract/vm.h"

/* What goes into a body, in the order of its bytes. */
enum edit_kind { EDIT_METER, EDIT_CALL, EDIT_GROW, EDIT_BYTES, EDIT_INDIRECT };
struct edit {
    size_t offset; /* in the code; the insertion stands before this byte */
    enum edit_kind kind;
    uint32_t replaced; /* bytes of the instruction whose place it takes */
    uint32_t type;     /* EDIT_INDIRECT */
    /* EDIT_METER: */
    uint32_t count; /* instructions of the sequence */
    bool is_joined; /* charged by the sequence around it */
    size_t joined;  /* the sequence that this one charges for, 0 when there is none */
};

/* An open sequence. */
struct frame {
    uint16_t opcode;
    bool is_dead;     /* behind an unconditional branch */
    bool is_plain;    /* nothing so far that could trap, call or branch */
    uint32_t params;  /* values found on the stack at its start */
    uint32_t results; /* and left there at its end */
    uint32_t base;    /* operand height below those */
    size_t meter;     /* its edit */
};

struct scan {
    struct arena *arena;
    const struct wasm_module *module;
    const uint8_t *start;
    struct edit *edits;
    size_t edits_count;
    size_t edits_room;
    struct frame *frames;
    size_t frames_count;
    uint32_t dead_nesting; /* blocks opened in dead code */
    uint32_t height;       /* operands on the stack */
    uint32_t height_max;
    struct {
        uint64_t sequences, calls, indirect_calls, memory_calls, labels, constants;
    } counts;
    bool has_floats;
    bool broken;
};

static size_t add_edit(struct scan *scan, enum edit_kind kind, const uint8_t *at)
{
    if (scan->edits_count == scan->edits_room) {
        scan->edits_room = scan->edits_room == 0 ? 64 : 2 * scan->edits_room;
        struct edit *edits = ARENA_ARRAY(scan->arena, struct edit, scan->edits_room);
        for (size_t i = 0; i < scan->edits_count; i++)
            edits[i] = scan->edits[i];
        scan->edits = edits;
    }
    scan->edits[scan->edits_count] =
        (struct edit){.offset = (size_t)(at - scan->start), .kind = kind};
    return scan->edits_count++;
}

static void pop(struct scan *scan, size_t count)
{
    const struct frame *frame = &scan->frames[scan->frames_count - 1];
    if (scan->height - frame->base < count)
        scan->broken = true;
    else
        scan->height -= (uint32_t)count;
}

static void push(struct scan *scan, size_t count)
{
    scan->height += (uint32_t)count;
    if (scan->height > scan->height_max)
        scan->height_max = scan->height;
}

/* Opens a sequence at the height that is left when its parameters are taken off. */
static void open_sequence(struct scan *scan, uint16_t opcode, uint32_t params, uint32_t results,
                          const uint8_t *at)
{
    if (scan->frames_count == WASM_NESTING_MAX) {
        scan->broken = true;
        return;
    }
    size_t meter = add_edit(scan, EDIT_METER, at);
    scan->counts.sequences++;
    scan->frames[scan->frames_count++] =
        (struct frame){opcode, false, true, params, results, scan->height, meter};
    push(scan, params);
}

/* A block that is sure to be entered once the sequence around it is, before anything else could
 * stop the contract: charged together with that sequence. See write_meter for why nobody can tell.
 */
static void join_block(struct scan *scan, struct frame *outer)
{
    size_t meter = scan->frames[scan->frames_count - 1].meter;
    scan->edits[meter].is_joined = true;
    scan->edits[outer->meter].joined = meter;
}

/* Instructions that neither trap nor call nor branch. */
static bool is_plain(uint16_t opcode)
{
    bool is_division = (opcode >= WASM_I32_DIV_S && opcode <= WASM_I32_REM_U) ||
                       (opcode >= WASM_I64_DIV_S && opcode <= WASM_I64_REM_U);
    return opcode >= WASM_DROP && !(opcode >= WASM_I32_LOAD && opcode <= WASM_I64_STORE32) &&
           opcode != WASM_MEMORY_GROW && opcode < WASM_MEMORY_INIT && !is_division;
}

/* What may become a constant of its own in a frame of wasmi: see INSTRUMENT_CONSTANTS_EACH. A
 * conditional branch does when it goes far. */
static bool is_constant(uint16_t opcode)
{
    return opcode == WASM_I32_CONST || opcode == WASM_I64_CONST || opcode == WASM_GLOBAL_GET ||
           opcode == WASM_IF || opcode == WASM_BR_IF;
}

static void close_sequence(struct scan *scan)
{
    const struct frame *frame = &scan->frames[--scan->frames_count];
    scan->height = frame->base;
    push(scan, frame->results);
}

/* The else arm is a sequence of its own in the place of the then arm. */
static void open_else(struct scan *scan, const uint8_t *at)
{
    struct frame *frame = &scan->frames[scan->frames_count - 1];
    if (frame->opcode != WASM_IF) {
        scan->broken = true;
        return;
    }
    scan->height = frame->base + frame->params;
    frame->opcode = WASM_ELSE;
    frame->is_dead = false;
    frame->is_plain = true;
    frame->meter = add_edit(scan, EDIT_METER, at);
    scan->counts.sequences++;
}

static void scan_call(struct scan *scan, const struct wasm_instruction *instruction,
                      const uint8_t *at)
{
    const struct wasm_module *module = scan->module;
    bool is_indirect = instruction->opcode == WASM_CALL_INDIRECT;
    uint32_t limit =
        is_indirect ? module->sections[WASM_SECTION_TYPE].count : module->functions_count;
    if (instruction->index >= limit) {
        scan->broken = true;
        return;
    }
    const struct wasm_type *type = is_indirect ? &module->types[instruction->index]
                                               : wasm_function_type(module, instruction->index);
    scan->counts.calls++;
    scan->counts.indirect_calls += is_indirect;
    add_edit(scan, EDIT_CALL, at);
    pop(scan, type->params.len);
    push(scan, type->results.len);
}

static void scan_block(struct scan *scan, const struct wasm_instruction *instruction,
                       const uint8_t *next)
{
    if (!instruction->has_type) {
        open_sequence(scan, instruction->opcode, 0, instruction->index != WASM_BLOCK_EMPTY, next);
        return;
    }
    if (instruction->index >= scan->module->sections[WASM_SECTION_TYPE].count) {
        scan->broken = true;
        return;
    }
    const struct wasm_type *type = &scan->module->types[instruction->index];
    pop(scan, type->params.len);
    open_sequence(scan, instruction->opcode, (uint32_t)type->params.len,
                  (uint32_t)type->results.len, next);
}

/* Code that can never run: not charged for, only followed to its end. */
static void scan_dead(struct scan *scan, const struct wasm_instruction *instruction,
                      const uint8_t *next)
{
    switch (instruction->opcode) {
    case WASM_BLOCK:
    case WASM_LOOP:
    case WASM_IF:
        scan->dead_nesting++;
        break;
    case WASM_ELSE:
        if (scan->dead_nesting == 0)
            open_else(scan, next);
        break;
    case WASM_END:
        if (scan->dead_nesting == 0)
            close_sequence(scan);
        else
            scan->dead_nesting--;
        break;
    default:
        break;
    }
}

static void scan_live(struct scan *scan, const struct wasm_instruction *instruction,
                      const uint8_t *at, const uint8_t *next)
{
    struct frame *frame = &scan->frames[scan->frames_count - 1];
    switch (instruction->opcode) {
    case WASM_END:
        close_sequence(scan);
        return;
    case WASM_ELSE:
        open_else(scan, next);
        return;
    case WASM_NOP:
        return;
    default:
        break;
    }
    bool was_plain = frame->is_plain;
    frame->is_plain = was_plain && is_plain(instruction->opcode);
    scan->edits[frame->meter].count++;
    scan->counts.constants += is_constant(instruction->opcode);
    pop(scan, instruction->pops);
    switch (instruction->opcode) {
    case WASM_BLOCK:
    case WASM_LOOP:
    case WASM_IF:
        scan_block(scan, instruction, next);
        if (was_plain && instruction->opcode == WASM_BLOCK && !scan->broken)
            join_block(scan, frame);
        return;
    case WASM_BR_TABLE:
        scan->counts.labels += instruction->index;
        frame->is_dead = true;
        return;
    case WASM_BR:
    case WASM_RETURN:
    case WASM_UNREACHABLE:
        frame->is_dead = true;
        return;
    case WASM_CALL:
    case WASM_CALL_INDIRECT:
        scan_call(scan, instruction, at);
        return;
    case WASM_MEMORY_GROW:
        add_edit(scan, EDIT_GROW, at);
        scan->counts.memory_calls++;
        break;
    case WASM_MEMORY_COPY:
    case WASM_MEMORY_FILL:
    case WASM_MEMORY_INIT:
        add_edit(scan, EDIT_BYTES, at);
        scan->counts.memory_calls++;
        break;
    default:
        break;
    }
    push(scan, instruction->pushes);
}

/* A table number in more bytes than it needs is for engines that know several tables. */
static void shorten(struct scan *scan, const struct wasm_instruction *instruction,
                    const uint8_t *at, const uint8_t *next)
{
    size_t edit = add_edit(scan, EDIT_INDIRECT, at);
    scan->edits[edit].replaced = (uint32_t)(next - at);
    scan->edits[edit].type = instruction->index;
}

static void scan_code(struct scan *scan, struct wasm_reader *reader, size_t results)
{
    scan->start = reader->at;
    open_sequence(scan, WASM_BLOCK, 0, (uint32_t)results, reader->at);
    while (scan->frames_count > 0 && !scan->broken) {
        const uint8_t *at = reader->at;
        struct wasm_instruction instruction;
        wasm_next(reader, &instruction);
        if (reader->broken) {
            scan->broken = true;
            return;
        }
        if (instruction.is_float)
            scan->has_floats = true;
        if (scan->frames[scan->frames_count - 1].is_dead)
            scan_dead(scan, &instruction, reader->at);
        else
            scan_live(scan, &instruction, at, reader->at);
        if (instruction.is_long)
            shorten(scan, &instruction, at, reader->at);
    }
    if (wasm_left(reader) > 0)
        scan->broken = true;
}

static void write_cost(struct writer *writer, uint64_t cost)
{
    writer_byte(writer, WASM_I64_CONST);
    instrument_signed(writer, (int64_t)cost);
}

/* if (gas < cost) { exhausted = cost; unreachable } gas -= cost
 *
 * With joined sequences `cost` is the sum. When it is too much, each is charged on its own, in
 * order: one of them is then the one that the original stops at, with the same amount left and the
 * same amount asked for. Between their beginnings stand plain instructions only, whose work is lost
 * in the trap. */
static void write_meter(struct writer *writer, const struct instrument_indices *indices,
                        const struct edit *edits, const struct edit *edit)
{
    uint64_t total = 0, last = 0;
    struct writer one_by_one = writer_new(writer->arena, 64);
    for (;; edit = &edits[edit->joined]) {
        uint64_t cost = (uint64_t)edit->count * INSTRUMENT_COST;
        if (cost != 0 && last != 0) {
            write_cost(&one_by_one, last);
            instrument_index(&one_by_one, WASM_CALL, indices->charge);
        }
        last = cost != 0 ? cost : last;
        total += cost;
        if (edit->joined == 0)
            break;
    }
    if (total == 0)
        return;
    instrument_index(writer, WASM_GLOBAL_GET, indices->gas);
    write_cost(writer, total);
    writer_byte(writer, WASM_I64_LT_U);
    writer_byte(writer, WASM_IF);
    writer_byte(writer, WASM_BLOCK_EMPTY);
    writer_bytes(writer, writer_done(&one_by_one));
    write_cost(writer, last);
    instrument_index(writer, WASM_GLOBAL_SET, indices->exhausted);
    writer_byte(writer, WASM_UNREACHABLE);
    writer_byte(writer, WASM_END);
    instrument_index(writer, WASM_GLOBAL_GET, indices->gas);
    write_cost(writer, total);
    writer_byte(writer, WASM_I64_SUB);
    instrument_index(writer, WASM_GLOBAL_SET, indices->gas);
}

/* own = depth + weight; if (own > max) { depth = too deep; unreachable }
 * The global holds the caller's depth: a function sets it to its own before each call, so that
 * nothing has to be undone on the many ways out of a function. */
static void write_prologue(struct writer *writer, const struct instrument_indices *indices,
                           uint32_t own, uint32_t weight)
{
    instrument_index(writer, WASM_GLOBAL_GET, indices->depth);
    writer_byte(writer, WASM_I32_CONST);
    instrument_signed(writer, weight);
    writer_byte(writer, WASM_I32_ADD);
    instrument_index(writer, WASM_LOCAL_TEE, own);
    writer_byte(writer, WASM_I32_CONST);
    instrument_signed(writer, INSTRUMENT_DEPTH_MAX);
    writer_byte(writer, WASM_I32_GT_U);
    writer_byte(writer, WASM_IF);
    writer_byte(writer, WASM_BLOCK_EMPTY);
    writer_byte(writer, WASM_I32_CONST);
    instrument_signed(writer, (int32_t)INSTRUMENT_TOO_DEEP);
    instrument_index(writer, WASM_GLOBAL_SET, indices->depth);
    writer_byte(writer, WASM_UNREACHABLE);
    writer_byte(writer, WASM_END);
}

static void write_edit(struct writer *writer, const struct instrument_indices *indices,
                       const struct edit *edits, const struct edit *edit, uint32_t own)
{
    switch (edit->kind) {
    case EDIT_METER:
        if (!edit->is_joined)
            write_meter(writer, indices, edits, edit);
        break;
    case EDIT_CALL:
        instrument_index(writer, WASM_LOCAL_GET, own);
        instrument_index(writer, WASM_GLOBAL_SET, indices->depth);
        break;
    case EDIT_GROW:
        instrument_index(writer, WASM_CALL, indices->grow_meter);
        break;
    case EDIT_BYTES:
        instrument_index(writer, WASM_CALL, indices->byte_meter);
        break;
    case EDIT_INDIRECT:
        instrument_index(writer, WASM_CALL_INDIRECT, edit->type);
        writer_byte(writer, 0);
        break;
    }
}

/* Microseconds, as measured with wasmtime 48 on modules that have much of one thing. */
static uint64_t compile_effort(const struct scan *scan, size_t code_bytes, uint32_t locals)
{
    enum {
        FUNCTION = 45,
        SEQUENCE = 14,
        CALL = 10,
        INDIRECT_CALL = 75,
        MEMORY_CALL = 30,
        LABEL = 3
    };
    enum { INDIRECT_CALLS_SQUARED = 70, CODE_BYTES = 3, LOCALS = 20 }; /* so many for one */
    uint64_t indirect = scan->counts.indirect_calls;
    return FUNCTION + SEQUENCE * scan->counts.sequences + CALL * scan->counts.calls +
           INDIRECT_CALL * indirect + indirect * indirect / INDIRECT_CALLS_SQUARED +
           MEMORY_CALL * scan->counts.memory_calls + LABEL * scan->counts.labels +
           code_bytes / CODE_BYTES + locals / LOCALS;
}

status instrument_body(struct arena *arena, struct arena *scratch, const struct wasm_module *module,
                       const struct instrument_indices *indices, const struct wasm_type *type,
                       struct bytes body, struct writer *writer, uint64_t *effort)
{
    struct scan scan = {.arena = scratch, .module = module};
    scan.frames = arena_alloc(scratch, WASM_NESTING_MAX * sizeof(struct frame));
    struct wasm_reader reader = wasm_reader_new(body);
    uint32_t locals;
    wasm_read_locals(&reader, &locals, &scan.has_floats);
    struct bytes declarations = bytes_make(body.data, (size_t)(reader.at - body.data));
    uint32_t own = (uint32_t)type->params.len + locals;
    if (reader.broken || own > WASM_SLOTS_MAX)
        return wasm_invalid(arena, "malformed locals");
    struct bytes code = bytes_make(reader.at, wasm_left(&reader));
    scan_code(&scan, &reader, type->results.len);
    if (scan.broken)
        return wasm_invalid(arena, "malformed function body");
    if (own + scan.height_max > WASM_SLOTS_MAX)
        return wasm_invalid(arena, "function needs too many slots");
    if (scan.has_floats)
        return &VM_FLOATING_POINT;
    *effort += compile_effort(&scan, code.len, own);

    uint32_t weight = INSTRUMENT_FRAME_WEIGHT + own + scan.height_max +
                      (uint32_t)(scan.counts.constants / INSTRUMENT_CONSTANTS_EACH);
    bool is_counted = scan.counts.calls > 0 || weight > INSTRUMENT_LEAF_WEIGHT_MAX;
    struct writer out = writer_new(scratch, 2 * body.len + 64);
    struct wasm_reader groups = wasm_reader_new(declarations);
    uint32_t groups_count = wasm_u32(&groups);
    instrument_u32(&out, groups_count + (is_counted ? 1 : 0));
    writer_bytes(&out, bytes_make(groups.at, wasm_left(&groups)));
    if (is_counted) {
        writer_byte(&out, 1);
        writer_byte(&out, WASM_I32);
        write_prologue(&out, indices, own, weight);
    }
    size_t done = 0;
    for (size_t i = 0; i < scan.edits_count; i++) {
        writer_bytes(&out, bytes_slice(code, done, scan.edits[i].offset - done));
        done = scan.edits[i].offset + scan.edits[i].replaced;
        write_edit(&out, indices, scan.edits, &scan.edits[i], own);
    }
    writer_bytes(&out, bytes_from(code, done));
    instrument_u32(writer, (uint32_t)out.len);
    writer_bytes(writer, writer_done(&out));
    return NULL;
}
