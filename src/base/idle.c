#include "base/idle.h"

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include "base/alloc.h"

/* Has the loader written to read-only pages of the object? They cannot be read from its file again.
 */
static bool has_text_relocations(const struct dl_phdr_info *object)
{
    for (unsigned i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *h = &object->dlpi_phdr[i];
        const ElfW(Dyn) *d = (const ElfW(Dyn) *)(object->dlpi_addr + h->p_vaddr);

        if (h->p_type != PT_DYNAMIC)
            continue;
        for (; d->d_tag != DT_NULL; d++)
            if (d->d_tag == DT_TEXTREL || (d->d_tag == DT_FLAGS && (d->d_un.d_val & DF_TEXTREL)))
                return true;
    }
    return false;
}

static int let_go(struct dl_phdr_info *object, size_t size, void *ctx)
{
    uintptr_t page = pl_mem_page();
    unsigned *n = ctx;

    (void)size;
    if (has_text_relocations(object))
        return 0;
    for (unsigned i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *h = &object->dlpi_phdr[i];
        uintptr_t from = (object->dlpi_addr + h->p_vaddr) & ~(page - 1);
        uintptr_t to = object->dlpi_addr + h->p_vaddr + h->p_filesz;

        if (h->p_type != PT_LOAD || h->p_flags != PF_R || to <= from)
            continue;
        *n += madvise((void *)from, to - from, MADV_DONTNEED) == 0;
    }
    return 0;
}

unsigned pl_idle_constants(void)
{
    unsigned n = 0;

    dl_iterate_phdr(let_go, &n);
    return n;
}
