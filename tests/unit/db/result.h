/* result.h - a query's result as one line of text, and values as arguments. */
#ifndef PL_TEST_RESULT_H
#define PL_TEST_RESULT_H
#include "base/buf.h"
#include "base/clock.h"
#include "db/cell.h"
#include "db/db.h"

/* How cells are written. */
enum { RESULT_LEAF, RESULT_JSON, RESULT_TEXT, RESULT_TABLE, RESULT_DIMENSION };

typedef struct result {
    int form;
    bool types;       /* write the types of the columns after their names */
    uint32_t stop_at; /* rows after which the sink stops; 0: never */
    void (*on_row)(void *ctx, uint32_t row);
    void *ctx;
    uint32_t rows, n;
    pl_column columns[64]; /* names and types in `kept` */
    pl_buf text;           /* "a,b: 1,x; 2,null" */
    char kept[8192];
    size_t used;
    pl_db_error error;
    bool timed_out;
} result;

static inline pl_str result_keep(result *r, pl_str s)
{
    if (r->used + s.len >= sizeof r->kept)
        return PL_S("");
    char *at = r->kept + r->used;
    memcpy(at, s.len ? s.ptr : "", s.len);
    at[s.len] = 0;
    r->used += s.len + 1;
    return pl_str_make(at, s.len);
}

static inline bool result_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    result *r = ctx;
    r->n = n;
    for (uint32_t i = 0; i < n; i++) {
        pl_buf_printf(&r->text, "%s%.*s", i ? "," : "", PL_FMT(columns[i].name));
        if (r->types)
            pl_buf_printf(&r->text, " %.*s", PL_FMT(columns[i].type));
        if (i < PL_COUNT(r->columns))
            r->columns[i] = (pl_column){ .name = result_keep(r, columns[i].name),
                                         .type = result_keep(r, columns[i].type) };
    }
    return true;
}

static inline void result_cell(const result *r, const pl_cell *cell, uint32_t i, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 0, false);
    if (r->form == RESULT_LEAF)
        pl_cell_leaf(cell, &r->columns[i], &w);
    else if (r->form == RESULT_JSON)
        pl_cell_json(cell, &r->columns[i], &w);
    else if (r->form == RESULT_DIMENSION)
        pl_cell_dimension(cell, &r->columns[i], out);
    else
        pl_cell_text(cell, &r->columns[i], r->form == RESULT_TABLE, out);
}

static inline bool result_row(void *ctx, const pl_cell *cells)
{
    result *r = ctx;
    if (r->on_row)
        r->on_row(r->ctx, r->rows);
    pl_buf_cstr(&r->text, r->rows++ ? "; " : ": ");
    for (uint32_t i = 0; i < r->n && i < PL_COUNT(r->columns); i++) {
        if (i)
            pl_buf_byte(&r->text, ',');
        result_cell(r, &cells[i], i, &r->text);
    }
    return !r->stop_at || r->rows < r->stop_at;
}

static inline void result_done(result *r)
{
    pl_buf_done(&r->text);
    pl_db_error_done(&r->error);
}

/* The line, or the text of the error after "! "; in `r`. */
static inline const char *result_of(result *r, pl_db *db, const pl_db_query *query)
{
    pl_row_sink sink = { result_columns, result_row, r };
    r->rows = r->n = 0;
    r->used = r->text.len = 0;
    if (!pl_db_run(db, query, &sink, &r->error, &r->timed_out)) {
        r->text.len = 0;
        pl_buf_printf(&r->text, "! %.*s", PL_FMT(r->error.text));
    }
    pl_buf_byte(&r->text, 0);
    return r->text.ptr;
}

static inline const char *result_sql(result *r, pl_db *db, const char *sql)
{
    pl_db_query query = { .sql = pl_str_cstr(sql) };
    return result_of(r, db, &query);
}

/* A statement without an end, with deadlines that grow until rows came before one: how many do
 * depends on the machine. */
static inline const char *result_until_late(result *r, pl_db *db, const char *sql)
{
    pl_db_query query = { .sql = pl_str_cstr(sql) };
    const char *got = "";
    r->error.late = false;
    for (uint64_t ns = 100000000; ns <= 100000000000u && !r->error.late; ns *= 10) {
        query.deadline = pl_clock_ns() + ns;
        got = result_of(r, db, &query);
    }
    return got;
}

#endif
