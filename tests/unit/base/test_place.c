/* link: -Wl,--wrap=mremap */
/* Blocks are placed where the system refuses to move pages, having dropped those that were
 * there. */
#include "base/alloc.h"
#include "unit/test.h"
#include <errno.h>
#include <stdarg.h>
#include <sys/mman.h>

static unsigned refused;

void *__real_mremap(void *at, size_t size, size_t wanted, int flags, ...);
void *__wrap_mremap(void *at, size_t size, size_t wanted, int flags, ...);
void *__wrap_mremap(void *at, size_t size, size_t wanted, int flags, ...)
{
    if (!(flags & MREMAP_FIXED))
        return __real_mremap(at, size, wanted, flags);
    va_list args;
    va_start(args, flags);
    munmap(va_arg(args, void *), wanted);
    va_end(args);
    refused++;
    errno = ENOMEM;
    return MAP_FAILED;
}

TEST(a_block_is_placed_where_pages_do_not_move)
{
    size_t page = pl_mem_page(), size = 2 * PL_MEM_PAGES + 100;
    char *into = pl_mem_resize(NULL, 0, 4 * PL_MEM_PAGES), *block = pl_mem_resize(NULL, 0, size);
    memset(into, 'x', 4 * PL_MEM_PAGES);
    memset(block, 'y', size);
    pl_mem_place(into + page, block, size, size);
    CHECK(into[page - 1] == 'x' && into[page] == 'y' && into[page + size - 1] == 'y', "copied");
    CHECK(into[page + size + page] == 'x', "what is after it stays");
#ifndef PL_PLAIN_MALLOC
    CHECK_INT(refused, 1, "it was tried");
#endif
    pl_mem_drop(into, 4 * PL_MEM_PAGES);
}
