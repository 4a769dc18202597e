/* batch.c - collects the values of rows, and turns them into one INSERT: with a prepared statement
 * for SQLite, from a JSON array for PostgreSQL. */
#include "history/batch.h"
#include "base/assert.h"
#include "base/jsonw.h"
#include "base/str.h"

enum { ROWS = 500, BYTES = 1 << 18 };

/* ---- values */

void pl_batch_clean(pl_str text, pl_buf *out)
{
    if (!text.len || !memchr(text.ptr, 0, text.len)) {
        pl_buf_str(out, text);
        return;
    }
    for (size_t i = 0; i < text.len; i++)
        pl_buf_str(out, text.ptr[i] ? pl_str_sub(text, i, i + 1) : PL_S("\xef\xbf\xbd"));
}

void pl_batch_text(pl_batch *batch, pl_str text)
{
    size_t start = batch->texts.len;
    pl_batch_clean(text, &batch->texts);
    pl_sql_arg value = { .type = PL_SQL_TEXT,
                         .n = (int64_t)start,
                         .text = { NULL, batch->texts.len - start } };
    pl_vec_push(&batch->values, value);
}

void pl_batch_text_or_null(pl_batch *batch, pl_str text)
{
    if (text.len)
        pl_batch_text(batch, text);
    else
        pl_vec_push(&batch->values, (pl_sql_arg){ 0 });
}

void pl_batch_int(pl_batch *batch, int64_t n)
{
    pl_vec_push(&batch->values, pl_sql_int(n));
}

void pl_batch_end_row(pl_batch *batch)
{
    batch->n++;
    pl_assert(batch->values.n % batch->n == 0);
}

bool pl_batch_is_full(const pl_batch *batch)
{
    return batch->n >= ROWS || batch->texts.len >= BYTES;
}

static void forget_rows(pl_batch *batch)
{
    batch->n = 0;
    batch->values.n = batch->texts.len = 0;
}

/* Set the pointers of the texts, which do not move any more. */
static const pl_sql_arg *settle(pl_batch *batch)
{
    for (size_t i = 0; i < batch->values.n; i++)
        if (batch->values.at[i].type == PL_SQL_TEXT)
            batch->values.at[i].text.ptr = batch->texts.ptr + batch->values.at[i].n;
    return batch->values.at;
}

/* ---- statements */

static void write_value(pl_jsonw *w, const pl_sql_arg *value)
{
    if (value->type == PL_SQL_INT)
        pl_jsonw_int(w, value->n);
    else if (value->type == PL_SQL_TEXT)
        pl_jsonw_str(w, value->text);
    else
        pl_jsonw_null(w);
}

pl_sql_arg pl_batch_take(pl_batch *batch)
{
    pl_assert(batch->n);
    pl_jsonw w;
    size_t width = batch->values.n / batch->n;
    const pl_sql_arg *value = settle(batch);
    batch->json.len = 0;
    pl_jsonw_init(&w, &batch->json, 0, false);
    pl_jsonw_open(&w, '[');
    for (uint32_t row = 0; row < batch->n; row++) {
        pl_jsonw_open(&w, '[');
        for (size_t i = 0; i < width; i++)
            write_value(&w, value++);
        pl_jsonw_close(&w, ']');
    }
    pl_jsonw_close(&w, ']');
    forget_rows(batch);
    return pl_sql_text(pl_buf_view(&batch->json));
}

/* " VALUES ($1, $2)" */
static void add_values(const char *types, pl_buf *out)
{
    for (unsigned i = 0; types[i]; i++)
        pl_buf_printf(out, "%s$%u", i ? ", " : " VALUES (", i + 1);
    pl_buf_byte(out, ')');
}

/* " SELECT CAST(j.value->>0 AS bigint), j.value->>1 FROM {rows}" */
static void add_select(const char *types, pl_buf *out)
{
    for (unsigned i = 0; types[i]; i++) {
        const char *type = types[i] == 'b'   ? "bigint"
                           : types[i] == 'i' ? "integer"
                           : types[i] == 'j' ? "jsonb"
                                             : "text";
        pl_buf_printf(out, "%sCAST(j.value->>%u AS %s)", i ? ", " : " SELECT ", i, type);
    }
    pl_buf_cstr(out, " FROM {rows}");
}

bool pl_batch_insert(pl_batch *batch, pl_sql *sql, const pl_batch_table *table)
{
    if (!batch->n)
        return true;
    pl_buf text = { 0 };
    bool sets = sql->dialect == PL_SQL_SQLITE, ok;
    pl_buf_cstr(&text, table->insert);
    if (sets)
        add_values(table->types, &text);
    else
        add_select(table->types, &text);
    pl_buf_byte(&text, 0);
    if (sets)
        ok = pl_sql_run_sets(sql, text.ptr, settle(batch), batch->values.n, batch->n);
    else
        ok = PL_SQL_RUN(sql, text.ptr, NULL, NULL, pl_batch_take(batch));
    forget_rows(batch);
    pl_buf_done(&text);
    return ok;
}

void pl_batch_done(pl_batch *batch)
{
    pl_vec_done(&batch->values);
    pl_buf_done(&batch->texts);
    pl_buf_done(&batch->json);
    *batch = (pl_batch){ 0 };
}
