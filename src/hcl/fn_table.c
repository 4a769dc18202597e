/* fn_table.c - the table of functions, made from the .def files, and how to find one by name. */
#include "hcl/fn.h"
#include "base/assert.h"
#include "base/str.h"

/* Rows of the first file. */
enum {
    N_DATA = 0
#define FN(...) +1
#define FN_PARTS FN
#define FN_MARKS FN
#define FN_LAZY FN
#include "hcl/fn_data.def"
#undef FN
#undef FN_PARTS
#undef FN_MARKS
#undef FN_LAZY
};

/* ORDER functions: each file sorted by name, see pl_fn_find(). */
#define FN(name, ...) { #name, pl_fn__##name, { __VA_ARGS__ }, PL_FN_ALL_MARKS },
#define FN_PARTS(name, ...) { #name, pl_fn__##name, { __VA_ARGS__ }, PL_FN_OUTER_MARKS },
#define FN_MARKS(name, ...) { #name, pl_fn__##name, { __VA_ARGS__ }, PL_FN_OWN_MARKS },
#define FN0(name) { #name, pl_fn__##name, { { 0 } }, PL_FN_ALL_MARKS },
#define FN_LAZY(name) { #name, NULL, { { 0 } }, PL_FN_OWN_MARKS },
static const pl_fn table[] = {
#include "hcl/fn_data.def"
#include "hcl/fn_text.def"
};
#undef FN
#undef FN_PARTS
#undef FN_MARKS
#undef FN0
#undef FN_LAZY

const pl_fn *pl_fn_table(uint32_t *n)
{
    *n = PL_COUNT(table);
    return table;
}

static const pl_fn *find_row(const pl_fn *rows, size_t n, pl_str name)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = pl_str_cmp(pl_str_cstr(rows[middle].name), name);
        pl_assert(middle == 0 || pl_str_cmp(pl_str_cstr(rows[middle - 1].name),
                                            pl_str_cstr(rows[middle].name)) < 0);
        if (order == 0)
            return &rows[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const pl_fn *pl_fn_find(pl_str name)
{
    const pl_fn *fn = find_row(table, N_DATA, name);
    return fn ? fn : find_row(table + N_DATA, PL_COUNT(table) - N_DATA, name);
}
