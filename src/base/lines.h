/* lines.h - positions in a text as lines. */
#ifndef PL_BASE_LINES_H
#define PL_BASE_LINES_H
#include "base/str.h"

/* The line, from 1, of byte `at`; of what is after the end, the last. The line of `text.len` is
 * how many there are. */
static inline uint32_t pl_line_at(pl_str text, size_t at)
{
    uint32_t line = 1;
    for (size_t i = 0; i < at && i < text.len; i++)
        line += text.ptr[i] == '\n';
    return line;
}

#endif
