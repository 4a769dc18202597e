/* fn_csv.c - csvdecode (hcl.md 7.3): RFC 4180, empty lines skipped. */
#include "base/vec.h"
#include "hcl/fn_text.h"
#include "value/finder.h"
#include "value/quote.h"
#include <assert.h>

typedef struct csv {
    pl_call *call;
    pl_str rest;
    uint32_t line, record; /* read last, from 1; where the record starts */
    PL_VEC(pl_str) fields;
    pl_buf quoted; /* the quoted field being read */
} csv;

/* The next line without its end; false at the end of the text. */
static bool read_line(csv *c, pl_str *line, bool *ended)
{
    if (!c->rest.len)
        return false;
    size_t n = pl_str_find(c->rest, '\n');
    *ended = n < c->rest.len;
    *line = pl_str_sub(c->rest, 0, n);
    c->rest = pl_str_sub(c->rest, n + *ended, c->rest.len);
    c->line++;
    line->len -= line->len && line->ptr[line->len - 1] == '\r'; /* the last line's, too */
    return true;
}

static bool bad(csv *c, uint32_t line, const char *what)
{
    return pl_fn_fail(c->call, "CSV parse error on line %u: %s", line, what);
}

static bool push_field(csv *c, pl_str field)
{
    pl_vec_push(&c->fields, field);
    return pl_fn_charge(c->call, 2 * sizeof field + field.len);
}

/* A field without quotes from *line up to a comma or its end. */
static bool plain_field(csv *c, pl_str *line, bool *more)
{
    size_t n = pl_str_find(*line, ',');
    pl_str field = pl_str_sub(*line, 0, n);
    *more = n < line->len;
    *line = pl_str_sub(*line, n + *more, line->len);
    if (pl_str_find(field, '"') < field.len)
        return bad(c, c->line, "bare \" in non-quoted-field");
    return push_field(c, field);
}

/* A field in quotes, over as many lines as it takes. */
static bool quoted_field(csv *c, pl_str *line, bool *ended, bool *more)
{
    uint32_t last = c->line; /* that had any text */
    c->quoted.len = 0;
    *line = pl_str_sub(*line, 1, line->len);
    for (;;) {
        size_t n = pl_str_find(*line, '"');
        if (!pl_text__add(c->call, &c->quoted, pl_str_sub(*line, 0, n)))
            return false;
        if (n >= line->len) {
            if (*ended)
                pl_buf_byte(&c->quoted, '\n');
            if (!read_line(c, line, ended))
                return bad(c, last, "extraneous or missing \" in quoted-field");
            last = line->len || *ended ? c->line : last;
            continue;
        }
        *line = pl_str_sub(*line, n + 1, line->len);
        if (line->len && line->ptr[0] == '"') {
            pl_buf_byte(&c->quoted, '"');
            *line = pl_str_sub(*line, 1, line->len);
            continue;
        }
        *more = line->len > 0;
        if (*more && line->ptr[0] != ',')
            return bad(c, c->line, "extraneous or missing \" in quoted-field");
        *line = pl_str_sub(*line, *more, line->len);
        return push_field(c, pl_arena_str(c->call->arena, pl_buf_view(&c->quoted)));
    }
}

/* The next record into c->fields; *any false at the end. */
static bool read_record(csv *c, bool *any)
{
    pl_str line;
    bool ended, more = true;
    c->fields.n = 0;
    do {
        *any = read_line(c, &line, &ended);
    } while (*any && !line.len);
    if (!*any)
        return true;
    c->record = c->line;
    while (more)
        if (!(line.len && line.ptr[0] == '"' ? quoted_field(c, &line, &ended, &more)
                                             : plain_field(c, &line, &more)))
            return false;
    return true;
}

/* Tell the first name that stands there a second time. */
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

/* Column names of the first record as an object type, in the order of the columns
 * in `names`. */
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
    *n = (uint32_t)c->fields.n;
    if (!pl_fn_charge(c->call, 4 * *n * sizeof(pl_type_attr))) /* put in order, too */
        return NULL;
    *names = pl_arena_alloc(arena, *n * sizeof **names);
    pl_type_attr *attrs = pl_arena_alloc(arena, *n * sizeof *attrs);
    for (uint32_t i = 0; i < *n; i++) {
        (*names)[i] = pl_value_get_str(pl_value_text(arena, c->fields.at[i], false));
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
        members[i] = (pl_member){ names[i], pl_value_text(arena, c->fields.at[i], false) };
    *out = pl_value_members(arena, PL_V_OBJECT, NULL, members, n);
    return true;
}

static bool decode(csv *c, pl_value *out)
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
        if (c->fields.n != n)
            ok = bad(c, c->record, "wrong number of fields");
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
    csv c = { .call = call, .rest = pl_text__arg(call, 0) };
    bool ok = decode(&c, out);
    pl_vec_done(&c.fields);
    pl_buf_done(&c.quoted);
    return ok;
}
