/* fn_csv.c - csvdecode (hcl.md 7.3). */
#include "base/vec.h"
#include "hcl/fn_text.h"
#include "value/csv.h"
#include "value/finder.h"
#include "value/quote.h"
#include <assert.h>

typedef struct csv {
    pl_call *call;
    pl_csv reader;
} csv;

static bool charge(void *call, uint64_t bytes)
{
    return pl_fn_charge(call, bytes);
}

static bool bad(csv *c, uint32_t line, const char *what)
{
    return pl_fn_fail(c->call, "CSV parse error on line %u: %s", line, what);
}

static bool read_record(csv *c, bool *any)
{
    if (pl_csv_next(&c->reader, any))
        return true;
    return c->reader.wrong && bad(c, c->reader.wrong_line, c->reader.wrong);
}

/* Report the first name that occurs a second time. */
static void bad_column(csv *c, const pl_str *names, uint32_t n)
{
    pl_finder finder;
    pl_buf quoted = { 0 };
    uint32_t i = 0;
    pl_value *at = pl_arena_alloc(c->call->arena, n * sizeof *at);
    for (uint32_t k = 0; k < n; k++)
        at[k] = pl_value_str(names[k]);
    pl_finder_init(&finder, at, n);
    while (i < n && pl_finder_is_first(&finder, i))
        i++;
    pl_finder_done(&finder);
    assert(i < n);
    pl_quote_go(&quoted, names[i]);
    pl_fn_fail(c->call, "duplicate column name %.*s", PL_FMT(pl_buf_view(&quoted)));
    pl_buf_done(&quoted);
}

/* The names of the columns in the first record as an object type, and in their order in `names`. */
static const pl_type *read_header(csv *c, pl_str **names, uint32_t *n)
{
    bool any;
    pl_arena *arena = c->call->arena;
    if (!read_record(c, &any))
        return NULL;
    if (!any) {
        pl_fn_fail(c->call, "missing header line");
        return NULL;
    }
    *n = (uint32_t)c->reader.fields.n;
    if (!pl_fn_charge(c->call, 4 * *n * sizeof(pl_type_attr))) /* put in order, too */
        return NULL;
    *names = pl_arena_alloc(arena, *n * sizeof **names);
    pl_type_attr *attrs = pl_arena_alloc(arena, *n * sizeof *attrs);
    for (uint32_t i = 0; i < *n; i++) {
        (*names)[i] = pl_value_get_str(pl_value_text(arena, c->reader.fields.at[i], false));
        attrs[i] = (pl_type_attr){ .name = (*names)[i], .type = pl_type_simple(PL_TYPE_STRING) };
    }
    const pl_type *type = pl_type_object(arena, attrs, *n);
    if (type->n == *n)
        return type;
    bad_column(c, *names, *n);
    return NULL;
}

static bool read_row(csv *c, const pl_str *names, uint32_t n, pl_value *out)
{
    pl_arena *arena = c->call->arena;
    if (!pl_fn_charge(c->call, 2 * n * sizeof(pl_member)))
        return false;
    pl_member *members = pl_arena_alloc(arena, n * sizeof *members);
    for (uint32_t i = 0; i < n; i++)
        members[i] = (pl_member){ names[i], pl_value_text(arena, c->reader.fields.at[i], false) };
    *out = pl_value_members(arena, PL_V_OBJECT, NULL, members, n);
    return true;
}

static bool decode_csv(csv *c, pl_value *out)
{
    PL_VEC(pl_value) rows = { 0 };
    pl_str *names = NULL;
    uint32_t n = 0;
    const pl_type *type = read_header(c, &names, &n);
    bool ok = type != NULL;
    while (ok) {
        pl_value row;
        bool any;
        ok = read_record(c, &any);
        if (!ok || !any)
            break;
        if (c->reader.fields.n != n)
            ok = bad(c, c->reader.record, "wrong number of fields");
        ok = ok && read_row(c, names, n, &row);
        if (ok)
            pl_vec_push(&rows, row);
    }
    if (ok)
        *out = pl_value_seq(c->call->arena, PL_V_LIST, type, rows.at, (uint32_t)rows.n);
    pl_vec_done(&rows);
    return ok;
}

bool pl_fn__csvdecode(pl_call *call, pl_value *out)
{
    csv c = {
        call, { .rest = pl_text__arg(call, 0), .arena = call->arena, .charge = charge, .ctx = call }
    };
    bool ok = decode_csv(&c, out);
    pl_csv_done(&c.reader);
    return ok;
}
