/* table.c - the table that every `list` prints (cli.md 2.2, 2.3).
 *
 * Cells are slices of one buffer of text. Their widths are counted in runes while the rows are
 * collected, so printing only copies. */
#include <pipelite/render.h>
#include "base/assert.h"
#include "base/buf.h"
#include "base/oom.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "render/text_give.h"
#include "workspace/value_stores.h"
#include "workspace/newest.h"
#include <stdlib.h>

enum { COLUMNS = 3, PADDING = 4, CUT = 100 };

typedef struct cell {
    uint32_t at, len, runes; /* text in table.text */
} cell;

typedef struct row {
    cell cells[COLUMNS];
    uint32_t order; /* order of collection, which decides between equal rows */
    bool foreign;   /* the row belongs to a dependency */
} row;

typedef struct table {
    pl_buf text;
    PL_VEC(row) rows;
    unsigned columns;
    size_t width[COLUMNS];
} table;

static bool is_dropped(char c)
{
    return c == '\t' || c == '\n' || c == '\r';
}

static uint32_t count_runes(pl_str s)
{
    unsigned char high = 0;
    for (size_t i = 0; i < s.len; i++)
        high |= (unsigned char)s.ptr[i];
    return (uint32_t)(high < 0x80 ? s.len : pl_utf8_runes(s));
}

/* Make the text after `at` a cell of column `column`. */
static cell finish_cell(table *t, size_t at, unsigned column)
{
    pl_assert(column < t->columns && at <= t->text.len);
    size_t n = at;
    for (size_t i = at; i < t->text.len; i++)
        if (!is_dropped(t->text.ptr[i]))
            t->text.ptr[n++] = t->text.ptr[i];
    t->text.len = n;
    if (column + 1 < t->columns && n - at > CUT) {
        t->text.len = at + CUT;
        pl_buf_cstr(&t->text, "\u2026");
    }
    cell c = { .at = (uint32_t)at, .len = (uint32_t)(t->text.len - at) };
    c.runes = count_runes(pl_str_make(t->text.ptr + at, c.len));
    if (c.runes > t->width[column])
        t->width[column] = c.runes;
    return c;
}

static cell add_cell(table *t, pl_str text, unsigned column)
{
    size_t at = t->text.len;
    pl_buf_str(&t->text, text);
    return finish_cell(t, at, column);
}

static cell name_cell(table *t, const pl_entry *e)
{
    size_t at = t->text.len;
    pl_buf_str(&t->text, e->mod);
    pl_buf_byte(&t->text, '.');
    pl_buf_str(&t->text, pl_kind_name(e->kind));
    pl_buf_byte(&t->text, '.');
    pl_buf_str(&t->text, e->short_name);
    return finish_cell(t, at, 1);
}

static bool same_text(const table *t, cell c, pl_str text)
{
    pl_assert(c.at + c.len <= t->text.len);
    return pl_str_eq(pl_str_make(t->text.ptr + c.at, c.len), text);
}

static void add_row(table *t, const pl_entry *e)
{
    /* Rows of one mod are next to each other and share the first cell. */
    const row *last = t->rows.n ? &t->rows.at[t->rows.n - 1] : NULL;
    row r = { .order = (uint32_t)t->rows.n, .foreign = !e->own_mod };
    r.cells[0] =
        last && same_text(t, last->cells[0], e->mod) ? last->cells[0] : add_cell(t, e->mod, 0);
    r.cells[1] = name_cell(t, e);
    if (t->columns > 2)
        r.cells[2] = add_cell(t, e->detection ? PL_S("detection") : PL_S("control"), 2);
    pl_vec_push(&t->rows, r);
}

/* ---- which rows */

/* Resources of mods that only other mods require are not listed. */
static bool is_listed(const pl_entry *e, pl_list_what what)
{
    if (!e->own_mod && !e->direct_mod)
        return false;
    switch (what) {
    case PL_LIST_BENCHMARKS: return e->detection || e->top_level;
    case PL_LIST_DETECTION_BENCHMARKS: return e->detection;
    case PL_LIST_KIND: break;
    }
    return true;
}

/* Reads the references of the index: nothing is evaluated for variables that name none. */
static bool names_connection(const pl_index *ix, pl_entry_id id)
{
    pl_ref_iter it;
    pl_index_ref ref;
    bool found = false;
    pl_ref_iter_init(&it, ix, id);
    while (!found && pl_ref_iter_next(&it, &ref))
        found = pl_str_starts(ref.to, PL_S("connection."));
    pl_ref_iter_done(&it);
    return found;
}

/* Is it a variable whose default names a connection that does not exist (recorded)? Other
 * variables are not evaluated. */
static bool is_lost(pl_workspace *ws, const pl_entry *e)
{
    const pl_var *var;
    if (e->kind != PL_KIND_VARIABLE || !names_connection(pl_workspace_index(ws), e->id))
        return false;
    pl_diags *ignored = pl_diags_new();
    pl_value_store *values = pl_workspace_values(ws, ignored);
    pl_evaluator *ev = values ? pl_evaluator_borrow(values) : NULL;
    if (ev)
        pl_evaluator_var(ev, e->id, &var, ignored);
    bool lost = ev && pl_evaluator_var_lost(ev, e->id);
    pl_evaluator_give_back(ev);
    pl_diags_free(ignored);
    return lost;
}

/* Rows come in the order of the index, which is nearly theirs. */
static void collect(table *t, pl_workspace *ws, pl_list_what what, pl_kind kind)
{
    uint32_t n;
    const pl_index *ix = pl_workspace_index(ws);
    const pl_entry_id *ids = pl_index_kind(ix, kind, &n);
    pl_vec_reserve(&t->rows, n);
    for (uint32_t i = 0; i < n; i++) {
        pl_entry e;
        pl_index_get(ix, ids[i], &e);
        if (is_listed(&e, what) && !is_lost(ws, &e))
            add_row(t, &e);
    }
}

/* ---- their order */

static int cmp_rows(const row *a, const row *b, const char *text)
{
    int order = a->foreign - b->foreign;
    for (unsigned c = 0; c < COLUMNS && !order; c++)
        order = pl_str_cmp(pl_str_make(text + a->cells[c].at, a->cells[c].len),
                           pl_str_make(text + b->cells[c].at, b->cells[c].len));
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static int by_name(const void *a, const void *b, void *text)
{
    return cmp_rows(a, b, text);
}

/* The index has its kinds in nearly this order; only two direct mods with one short name, and
 * two benchmarks with one name, must be sorted here. */
static void sort_rows(table *t)
{
    for (size_t i = 1; i < t->rows.n; i++) {
        if (cmp_rows(&t->rows.at[i - 1], &t->rows.at[i], t->text.ptr) > 0) {
            qsort_r(t->rows.at, t->rows.n, sizeof *t->rows.at, by_name, t->text.ptr);
            return;
        }
    }
}

/* ---- printing */

static void print_row(const table *t, const row *r, pl_buf *out)
{
    pl_assert(t->columns <= COLUMNS);
    for (unsigned c = 0; c < t->columns; c++) {
        pl_buf_add(out, t->text.ptr + r->cells[c].at, r->cells[c].len);
        if (c + 1 < t->columns)
            pl_buf_fill(out, ' ', t->width[c] + PADDING - r->cells[c].runes);
    }
    pl_buf_byte(out, '\n');
}

static row make_header(table *t)
{
    static const char *const words[COLUMNS] = { "MOD", "NAME", "TYPE" };
    row r = { 0 };
    for (unsigned c = 0; c < t->columns; c++)
        r.cells[c] = add_cell(t, pl_str_cstr(words[c]), c);
    return r;
}

/* A list without rows is an empty line. */
static void render_list(pl_workspace *ws, pl_list_what what, pl_kind kind, pl_buf *out)
{
    table t = { .columns = what == PL_LIST_KIND ? 2 : 3 };
    row header = make_header(&t);
    collect(&t, ws, what, what == PL_LIST_KIND ? kind : PL_KIND_BENCHMARK);
    if (t.rows.n) {
        sort_rows(&t);
        print_row(&t, &header, out);
        pl_buf_reserve(out, t.rows.n * (t.width[0] + t.width[1] + 2 * PADDING + 12));
        for (size_t i = 0; i < t.rows.n; i++)
            print_row(&t, &t.rows.at[i], out);
    } else {
        pl_buf_byte(out, '\n');
    }
    pl_vec_done(&t.rows);
    pl_buf_done(&t.text);
}

void pl_render_list(pl_workspace *ws, pl_list_what what, pl_kind kind, pl_text *out)
{
    pl_oom_scope scope;
    pl_buf text = { 0 };
    pl_oom_begin(&scope);
    if (ws)
        render_list(ws, what, kind, &text);
    pl_text_give(&scope, true, &text, out, NULL);
}

bool pl_text_give(pl_oom_scope *scope, bool ok, pl_buf *text, pl_text *out, pl_diags *diags)
{
    out->ptr = pl_buf_take(text, &out->len);
    if (!pl_oom_end_reported(scope, diags))
        return ok;
    pl_text_free(out);
    return false;
}

void pl_text_free(pl_text *text)
{
    if (!text)
        return;
    pl_mem_free(text->ptr);
    *text = (pl_text){ 0 };
}
