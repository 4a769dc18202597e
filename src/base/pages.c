#include "base/pages.h"
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE /* Linux 5.14 */
#define MADV_POPULATE_WRITE 23
#endif

void pl_pages_fill(void *at, size_t n)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = ((uintptr_t)at + page - 1) & ~(page - 1),
              to = ((uintptr_t)at + n) & ~(page - 1);
    if (from < to)
        (void)madvise((void *)from, to - from, MADV_POPULATE_WRITE);
}
