#include "base/build_id.h"
#ifdef __linux__
#include "base/hash.h"
#include <elf.h>
#include <link.h>
#include <string.h>

typedef struct search {
    uintptr_t code; /* an address in the object that is searched for */
    uint64_t id;
} search;

static size_t round_up(size_t n)
{
    return (n + 3) & ~(size_t)3;
}

/* The build id among the notes of one segment, otherwise 0. */
static uint64_t find_note(const char *at, size_t len)
{
    while (len >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)at;
        size_t name = round_up(note->n_namesz), desc = round_up(note->n_descsz);
        size_t size = sizeof *note + name + desc;
        if (size > len)
            break;
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
            memcmp(at + sizeof *note, "GNU", 4) == 0)
            return pl_hash_bytes(at + sizeof *note + name, note->n_descsz);
        at += size;
        len -= size;
    }
    return 0;
}

static int take_build_id(struct dl_phdr_info *info, size_t size, void *ctx)
{
    search *s = ctx;
    uint64_t id = 0;
    bool ours = false;
    (void)size;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + ph->p_vaddr;
        if (ph->p_type == PT_LOAD)
            ours = ours || (s->code >= start && s->code - start < ph->p_memsz);
        else if (ph->p_type == PT_NOTE && !id)
            id = find_note((const char *)start, ph->p_memsz);
    }
    if (ours)
        s->id = id;
    return ours;
}

uint64_t pl_build_id(void)
{
    search s = { .code = (uintptr_t)pl_build_id };
    dl_iterate_phdr(take_build_id, &s);
    return s.id;
}
#else
uint64_t pl_build_id(void)
{
    return 0;
}
#endif
