#include "enclave/contract/region.h"

#include "enclave/contract/imports.h"

enum { SECTION_LENGTH_BYTES = 4 };

/* Offsets in a region. */
enum { REGION_OFFSET = 0, REGION_CAPACITY = 4, REGION_LENGTH = 8 };

struct view {
    uint8_t *data;
    size_t size;
};

static struct view view_memory(struct run *run)
{
    struct view view;
    view.data = engine_memory(run->instance, &view.size);
    return view;
}

static bool inside(const struct view *view, uint32_t offset, size_t len)
{
    return offset <= view->size && len <= view->size - offset;
}

static bool load(const struct view *view, uint32_t at, uint32_t *value)
{
    if (!inside(view, at, sizeof(*value)))
        return false;
    memcpy(value, view->data + at, sizeof(*value));
    return true;
}

status region_read(struct run *run, uint32_t pointer, struct bytes *content)
{
    struct view view = view_memory(run);
    uint32_t offset, len;
    /* Pointers wrap around as in the original. */
    if (pointer == 0 || !load(&view, pointer + REGION_OFFSET, &offset) ||
        !load(&view, pointer + REGION_LENGTH, &len))
        return &VM_READ_MEMORY;
    if (offset == 0 || !inside(&view, offset, len))
        return &VM_READ_MEMORY;
    *content = bytes_make(view.data + offset, len);
    return imports_work(run, len);
}

status region_sections(struct bytes content, struct bytes *items, size_t *count)
{
    size_t found = 0;
    for (size_t left = content.len; left >= SECTION_LENGTH_BYTES; found++) {
        left -= SECTION_LENGTH_BYTES;
        uint32_t len = load_be32(content.data + left);
        if (len > left)
            return &VM_UNEXPECTED;
        left -= len;
        if (items != NULL)
            items[found] = bytes_slice(content, left, len);
    }
    if (items != NULL)
        for (size_t i = 0; i < found / 2; i++) {
            struct bytes item = items[i];
            items[i] = items[found - 1 - i];
            items[found - 1 - i] = item;
        }
    *count = found;
    return NULL;
}

status region_write(struct run *run, uint32_t pointer, struct bytes content)
{
    struct view view = view_memory(run);
    uint32_t offset, capacity;
    if (!load(&view, pointer + REGION_OFFSET, &offset) || offset == 0 ||
        !load(&view, pointer + REGION_CAPACITY, &capacity) || capacity < content.len)
        return &VM_READ_MEMORY;
    TRY(imports_work(run, content.len));
    uint32_t len = (uint32_t)content.len;
    uint32_t length_at = pointer + REGION_LENGTH;
    if (!inside(&view, offset, len) || !inside(&view, length_at, sizeof(len)))
        return &VM_READ_MEMORY;
    if (len > 0)
        memcpy(view.data + offset, content.data, len);
    memcpy(view.data + length_at, &len, sizeof(len));
    return NULL;
}

status region_new(struct run *run, struct bytes content, uint32_t *pointer)
{
    if (!run->call->code->has_allocate)
        return &VM_ALLOCATE;
    uint32_t len = (uint32_t)content.len;
    run->is_allocating = true;
    enum engine_trap trap = engine_call(run->instance, BYTES("allocate"), &len, 1, pointer);
    run->is_allocating = false;
    if (trap == ENGINE_HOST)
        return run->stopped;
    if (trap != ENGINE_RETURNED)
        return &VM_ALLOCATE;
    return region_write(run, *pointer, content);
}
