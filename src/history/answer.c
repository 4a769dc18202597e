/* answer.c - answers as JSON, CSV and lines; text_*.c have those for people. */
#include "history/answer.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/harmless.h"
#include "base/jsonw.h"
#include "base/oom.h"
#include "base/sized.h"
#include "base/str.h"

void pl_history_answer_free(pl_history_answer *answer)
{
    if (!answer)
        return;
    pl_history_answer_free(answer->head);
    pl_vec_done(&answer->cells);
    pl_arena_done(&answer->arena);
    pl_mem_free(answer);
}

/* ---- cells */

static bool find_column(const pl_history_answer *answer, pl_str name, uint32_t *out)
{
    for (uint32_t i = 0; i < answer->n_columns; i++)
        if (pl_str_eq(pl_str_cstr(answer->columns[i].name), name)) {
            *out = i;
            return true;
        }
    return false;
}

size_t pl_history_count(const pl_history_answer *answer)
{
    return answer ? pl_answer_rows(answer) : 0;
}

pl_str pl_history_get(const pl_history_answer *answer, size_t row, pl_str column)
{
    uint32_t at;
    if (!answer || row >= pl_answer_rows(answer) || !find_column(answer, column, &at))
        return (pl_str){ 0 };
    return answer->cells.at[row * answer->n_columns + at];
}

pl_str pl_answer_cell(const pl_history_answer *answer, size_t row, const char *column)
{
    pl_assert(row < pl_answer_rows(answer));
    return pl_history_get(answer, row, pl_str_cstr(column));
}

int64_t pl_answer_number(const pl_history_answer *answer, size_t row, const char *column)
{
    uint64_t n = 0;
    pl_str_to_u64(pl_answer_cell(answer, row, column), &n);
    return (int64_t)n;
}

/* ---- JSON */

static void put_value(pl_jsonw *w, const pl_answer_column *column, pl_str value)
{
    if (!value.ptr)
        pl_jsonw_null(w);
    else if (column->form == PL_COLUMN_TEXT)
        pl_jsonw_str(w, value);
    else if (column->form == PL_COLUMN_TRUTH)
        pl_jsonw_bool(w, !pl_str_eq(value, PL_S("0")));
    else
        pl_jsonw_raw(w, value);
}

static void put_rows(pl_jsonw *w, const pl_history_answer *answer)
{
    pl_jsonw_open(w, '[');
    for (size_t i = 0; i < pl_answer_rows(answer); i++) {
        pl_jsonw_open(w, '{');
        for (uint32_t k = 0; k < answer->n_columns; k++) {
            pl_jsonw_key(w, pl_str_cstr(answer->columns[k].name));
            put_value(w, &answer->columns[k], answer->cells.at[i * answer->n_columns + k]);
        }
        pl_jsonw_close(w, '}');
    }
    pl_jsonw_close(w, ']');
}

static void write_json(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, how->compact ? 0 : 2, false);
    if (answer->head) {
        pl_jsonw_open(&w, '{');
        pl_jsonw_key(&w, PL_S("runs"));
        put_rows(&w, answer->head);
        pl_jsonw_key(&w, pl_str_cstr(answer->view->rows));
    }
    put_rows(&w, answer);
    if (answer->head)
        pl_jsonw_close(&w, '}');
    pl_buf_byte(out, '\n');
}

/* ---- CSV */

static bool needs_quotes(pl_str text, char separator)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == separator || pl_char_in(text.ptr[i], "\"\r\n"))
            return true;
    return text.len && (text.ptr[0] == ' ' || text.ptr[0] == '\t');
}

static void put_cell(pl_buf *out, pl_str text, char separator)
{
    if (!needs_quotes(text, separator)) {
        pl_buf_str(out, text);
        return;
    }
    pl_buf_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        pl_buf_cstr(out, text.ptr[i] == '"' ? "\"" : "");
        pl_buf_byte(out, text.ptr[i]);
    }
    pl_buf_byte(out, '"');
}

static void write_csv(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out)
{
    char separator = how->separator.len ? how->separator.ptr[0] : ',';
    for (uint32_t k = 0; how->header && k < answer->n_columns; k++) {
        pl_buf_add(out, &separator, k > 0);
        pl_buf_cstr(out, answer->columns[k].name);
    }
    pl_buf_cstr(out, how->header ? "\n" : "");
    for (size_t i = 0; i < answer->cells.n; i++) {
        pl_buf_add(out, &separator, i % answer->n_columns > 0);
        put_cell(out, answer->cells.at[i], separator);
        pl_buf_cstr(out, (i + 1) % answer->n_columns ? "" : "\n");
    }
}

/* ---- lines: a heading for each row, then a line for each value */

static void write_lines(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out)
{
    size_t widest = 0;
    for (uint32_t k = 0; k < answer->n_columns; k++) {
        size_t n = pl_str_cstr(answer->columns[k].name).len;
        widest = n > widest ? n : widest;
    }
    for (size_t i = 0; i < answer->cells.n; i++) {
        uint32_t k = (uint32_t)(i % answer->n_columns);
        if (!k)
            pl_buf_printf(out, "-[ RECORD %zu ]-\n", i / answer->n_columns + 1);
        pl_buf_printf(out, "%-*s | ", (int)widest, answer->columns[k].name);
        if (how->terminal)
            pl_harmless_add(out, answer->cells.at[i]);
        else
            pl_buf_str(out, answer->cells.at[i]);
        pl_buf_byte(out, '\n');
    }
}

/* ---- any format */

static void write_text(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out)
{
    answer->view->text(answer, how, out);
}

typedef void write_fn(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out);

static write_fn *find_writer(pl_str format)
{
    static const struct {
        const char *word;
        write_fn *write;
    } formats[] = { { "text", write_text },
                    { "json", write_json },
                    { "csv", write_csv },
                    { "line", write_lines } };
    for (size_t i = 0; i < PL_COUNT(formats); i++)
        if (pl_str_eq(pl_str_cstr(formats[i].word), format))
            return formats[i].write;
    return NULL;
}

bool pl_history_write_sized(size_t size, const pl_history_answer *answer,
                            const pl_history_output *how, pl_write_fn *write, void *ctx,
                            pl_diags *diags)
{
    pl_history_output known;
    how = pl_sized_options(&known, sizeof known, how, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, answer, "answer") || pl_diag_nothing(diags, how, "output"))
        return false;
    write_fn *write_answer = find_writer(how->format);
    if (!write_answer) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_INVALID_FLAG, "an answer has no format '%.*s'",
                      PL_FMT(how->format));
        return false;
    }
    pl_buf out = { 0 };
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    write_answer(answer, how, &out);
    bool ok = !pl_oom_end_reported(&scope, diags) && write(ctx, pl_buf_view(&out));
    pl_buf_done(&out);
    return ok;
}
