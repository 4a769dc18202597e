/* base64.h - bytes that a vector could not hold as text. */
#ifndef PL_TEST_BASE64_H
#define PL_TEST_BASE64_H
#include "base/arena.h"
#include "base/str.h"

/* The bytes that `s` stands for, in `arena`. */
static inline pl_str from_base64(pl_arena *arena, pl_str s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = pl_arena_alloc(arena, s.len + 1);
    size_t n = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < s.len && s.ptr[i] != '='; i++) {
        bits = bits << 6 | (uint32_t)(strchr(digits, s.ptr[i]) - digits);
        if (i % 4)
            to[n++] = (char)(bits >> (6 - i % 4 * 2));
    }
    return pl_str_make(to, n);
}

#endif
