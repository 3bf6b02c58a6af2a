#include "enclave/serve/program.h"

#include <elf.h>
#include <link.h>
#include <string.h>

/* Notes are name and content, each behind its length and filled up to words (ELF, "Note Section").
 */
static size_t words(uint32_t len)
{
    return ((size_t)len + 3) & ~(size_t)3;
}

static bool find_in(const uint8_t *at, size_t left, uint8_t id[PROGRAM_ID])
{
    ElfW(Nhdr) note;
    while (left >= sizeof note) {
        memcpy(&note, at, sizeof note);
        size_t name = words(note.n_namesz), content = words(note.n_descsz);
        at += sizeof note;
        left -= sizeof note;
        if (name > left || content > left - name)
            return false;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_descsz == PROGRAM_ID &&
            note.n_namesz == sizeof "GNU" && memcmp(at, "GNU", sizeof "GNU") == 0) {
            memcpy(id, at + name, PROGRAM_ID);
            return true;
        }
        at += name + content;
        left -= name + content;
    }
    return false;
}

struct search {
    uint8_t *id;
    bool found;
};

/* The program itself comes first; its libraries are of no interest. */
static int look(struct dl_phdr_info *object, size_t size, void *context)
{
    struct search *search = context;
    for (int i = 0; i < object->dlpi_phnum && !search->found; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        if (header->p_type == PT_NOTE)
            search->found = find_in((const uint8_t *)(object->dlpi_addr + header->p_vaddr),
                                    header->p_memsz, search->id);
    }
    return 1;
}

bool program_id(uint8_t id[PROGRAM_ID])
{
    struct search search = {.id = id};
    dl_iterate_phdr(look, &search);
    return search.found;
}
