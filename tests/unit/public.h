/* public.h - the functions that the public headers declare, for tests that must know them all. */
#ifndef PL_TEST_PUBLIC_H
#define PL_TEST_PUBLIC_H
#include "unit/test.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/look.h"
#include "base/str.h"

static inline bool public_take_name(void *ctx, pl_str name, pl_file_type type)
{
    (void)type;
    pl_buf_str(ctx, name);
    pl_buf_byte(ctx, '\n');
    return true;
}

/* The name in front of the first bracket of a line that declares a function; empty: it does not. */
static inline pl_str public_declared(pl_str line)
{
    size_t end = pl_str_find(line, '('), start;
    if (end == line.len || !line.len || !((line.ptr[0] | 32) >= 'a' && (line.ptr[0] | 32) <= 'z') ||
        pl_str_starts(line, PL_S("typedef")) || pl_str_starts(line, PL_S("static")))
        return PL_S("");
    for (start = end; start && line.ptr[start - 1] != ' ' && line.ptr[start - 1] != '*'; start--)
        ;
    pl_str name = pl_str_sub(line, start, end);
    if (pl_str_ends(name, PL_S("_sized"))) /* called by a macro without that, pipelite/base.h */
        name.len -= strlen("_sized");
    return pl_str_starts(name, PL_S("pl_")) ? name : PL_S("");
}

/* Call `see` with each of them; returns how many there are. */
static inline unsigned public_each(void (*see)(void *ctx, pl_str function), void *ctx)
{
    pl_arena arena = { 0 };
    pl_buf names = { 0 };
    unsigned n = 0;
    CHECK_INT(pl_file_list("include/pipelite", &names, public_take_name), 0, "the headers");
    for (pl_str list = pl_buf_view(&names); list.len;) {
        char file[200];
        pl_str text, name = pl_str_split(&list, '\n');
        snprintf(file, sizeof file, "include/pipelite/%.*s", PL_FMT(name));
        CHECK_INT(pl_file_slurp(file, 1 << 20, &arena, &text), 0, file);
        while (text.ptr) {
            pl_str function = public_declared(pl_str_split(&text, '\n'));
            n += function.len > 0;
            if (function.len)
                see(ctx, function);
        }
    }
    pl_buf_done(&names);
    pl_arena_done(&arena);
    return n;
}

/* Is there a call of `function` in the text of a program? */
static inline bool public_is_called(pl_str program, pl_str function)
{
    char want[100];
    snprintf(want, sizeof want, "%.*s(", PL_FMT(function));
    return memmem(program.ptr, program.len, want, strlen(want)) != NULL;
}

#endif
