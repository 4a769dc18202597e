/* word.h - compares short words without a function call.
 * Threads: pure function. */
#ifndef PL_SCHEMA_WORD_H
#define PL_SCHEMA_WORD_H
#include <pipelite/base.h>
#include <string.h>

/* Words of the tables are 3 to 13 bytes long: two overlapping loads see all of one. */
static inline bool pl_word_same(pl_str a, pl_str b)
{
    uint64_t x[2], y[2];
    uint32_t u[2], v[2];
    if (a.len != b.len)
        return false;
    if (a.len >= 8 && a.len <= 16) {
        memcpy(&x[0], a.ptr, 8);
        memcpy(&x[1], a.ptr + a.len - 8, 8);
        memcpy(&y[0], b.ptr, 8);
        memcpy(&y[1], b.ptr + b.len - 8, 8);
        return x[0] == y[0] && x[1] == y[1];
    }
    if (a.len >= 4 && a.len < 8) {
        memcpy(&u[0], a.ptr, 4);
        memcpy(&u[1], a.ptr + a.len - 4, 4);
        memcpy(&v[0], b.ptr, 4);
        memcpy(&v[1], b.ptr + b.len - 4, 4);
        return u[0] == v[0] && u[1] == v[1];
    }
    return a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0;
}

#endif
