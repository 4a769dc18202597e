/* my_prepared.c - runs statements with arguments: they are prepared on the server, and values
 * arrive in binary. The library converts them to text, which is read like that of a plain
 * statement. */
#include "base/double.h"
#include "base/cast.h"
#include "db/my.h"
#include "value/number.h"
#include <inttypes.h>

typedef struct statement {
    pl_db_conn *conn;
    void *st;
    const pl_my_field *fields;
    unsigned n;
    pl_my_bind *binds;
    pl_cell *cells;
    unsigned long *lengths;
    char *nulls;
    union {
        int64_t i;
        double d;
        float f;
    } * numbers;
} statement;

static bool report_statement_error(statement *s, pl_db_error *error)
{
    const pl_libmariadb *my = s->conn->my;
    return pl_my__fail(s->conn, my->mysql_stmt_errno(s->st), my->mysql_stmt_sqlstate(s->st),
                       my->mysql_stmt_error(s->st), error);
}

/* ---- arguments */

typedef union scalar {
    int64_t i;
    double d;
} scalar;

static void bind_arg(const pl_value *v, scalar *room, pl_my_bind *out)
{
    bool exact;
    *out = (pl_my_bind){ .buffer = room };
    if (v->tag == PL_V_STRING) {
        out->buffer_type = PL_MY_STRING;
        out->buffer = pl_unconst(v->len ? v->str : "");
        out->buffer_length = out->length_value = v->len;
    } else if (v->tag == PL_V_BOOL || (v->tag == PL_V_INT && v->bits != PL_BITS_DOUBLE)) {
        out->buffer_type = PL_MY_LONGLONG;
        room->i = v->tag == PL_V_BOOL ? v->b : v->i;
    } else if (v->tag == PL_V_INT || v->tag == PL_V_NUMBER) {
        out->buffer_type = PL_MY_DOUBLE;
        room->d = pl_number_to_double(*v, &exact);
    } else {
        out->buffer_type = PL_MY_NULL;
    }
    out->length = &out->length_value;
}

static bool bind_args(statement *s, const pl_db_statement *st, pl_db_error *error)
{
    pl_arena *arena = &s->conn->arena;
    uint32_t wanted = (uint32_t)s->conn->my->mysql_stmt_param_count(s->st);
    if (wanted != st->n_args)
        return pl_db__fail(error, PL_DB_FAILED, "sql: expected %u arguments, got %u", wanted,
                           st->n_args);
    pl_my_bind *binds = pl_arena_zero(arena, (wanted + 1) * sizeof *binds, 16);
    scalar *room = pl_arena_zero(arena, (wanted + 1) * sizeof *room, 16);
    for (uint32_t i = 0; i < wanted; i++)
        bind_arg(&st->args[i], &room[i], &binds[i]);
    return !wanted || !s->conn->my->mysql_stmt_bind_param(s->st, binds) ||
           report_statement_error(s, error);
}

/* ---- rows */

static unsigned buffer_type(const pl_my_field *f)
{
    if (pl_my__is_int(f->type))
        return PL_MY_LONGLONG;
    return f->type == PL_MY_FLOAT || f->type == PL_MY_DOUBLE ? f->type : PL_MY_STRING;
}

static bool bind_result(statement *s, pl_db_error *error)
{
    pl_arena *arena = &s->conn->arena;
    s->binds = pl_arena_zero(arena, (s->n + 1) * sizeof *s->binds, 16);
    s->cells = pl_arena_zero(arena, (s->n + 1) * sizeof *s->cells, 16);
    s->lengths = pl_arena_zero(arena, (s->n + 1) * sizeof *s->lengths, 16);
    s->nulls = pl_arena_zero(arena, s->n + 1, 1);
    s->numbers = pl_arena_zero(arena, (s->n + 1) * sizeof *s->numbers, 16);
    for (unsigned i = 0; i < s->n; i++) {
        unsigned type = buffer_type(&s->fields[i]);
        s->binds[i] =
            (pl_my_bind){ .buffer_type = type,
                          .buffer = &s->numbers[i],
                          .buffer_length = type == PL_MY_STRING ? 0 : sizeof s->numbers[i],
                          .is_unsigned = (s->fields[i].flags & PL_MY_UNSIGNED) != 0,
                          .length = &s->lengths[i],
                          .is_null = &s->nulls[i] };
    }
    return !s->conn->my->mysql_stmt_bind_result(s->st, s->binds) ||
           report_statement_error(s, error);
}

/* Fetch a text, whose length is known now. */
static pl_str fetch_text(statement *s, unsigned i)
{
    unsigned long len = s->lengths[i];
    char *text = pl_arena_take(&s->conn->arena, len + 1, 1);
    pl_my_bind bind = { .buffer_type = PL_MY_STRING,
                        .buffer = text,
                        .buffer_length = len + 1,
                        .length = &bind.length_value,
                        .is_null = &bind.is_null_value,
                        .error = &bind.error_value };
    if (s->conn->my->mysql_stmt_fetch_column(s->st, &bind, i, 0) != 0)
        len = 0;
    text[len] = 0;
    return pl_str_make(text, len);
}

static pl_str text_of(statement *s, unsigned i)
{
    pl_buf text = { 0 };
    switch (s->binds[i].buffer_type) {
    case PL_MY_LONGLONG:
        if (s->binds[i].is_unsigned)
            pl_buf_u64(&text, (uint64_t)s->numbers[i].i);
        else
            pl_buf_printf(&text, "%" PRId64, s->numbers[i].i);
        break;
    case PL_MY_FLOAT: pl_double_general(&text, (double)s->numbers[i].f, 32); break;
    case PL_MY_DOUBLE: pl_double_general(&text, s->numbers[i].d, 64); break;
    default: return fetch_text(s, i);
    }
    pl_str copy = pl_arena_str(&s->conn->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return copy;
}

static bool send_row(statement *s, const pl_row_sink *sink, pl_db_error *error)
{
    pl_mark mark = pl_arena_mark(&s->conn->arena);
    for (unsigned i = 0; i < s->n; i++) {
        s->cells[i].tag = PL_CELL_NULL;
        if (!s->nulls[i])
            pl_my__cell(&s->conn->dsn->zone, &s->fields[i], text_of(s, i), &s->cells[i]);
    }
    bool ok = sink->row(sink->ctx, s->cells);
    pl_arena_rewind(&s->conn->arena, mark);
    if (ok)
        return true;
    pl_my__kill(s->conn);
    return pl_db__stopped(error);
}

static bool fetch(statement *s, int *result, pl_db_error *error)
{
    const pl_libmariadb *my = s->conn->my;
    int status = my->mysql_stmt_fetch_start(result, s->st);
    return pl_my__finish(s->conn, status, my->mysql_stmt_fetch_cont, result, s->st, error);
}

static bool send_rows(statement *s, const pl_row_sink *sink, pl_db_error *error)
{
    void *meta = s->conn->my->mysql_stmt_result_metadata(s->st);
    bool ok;
    if (!meta)
        return sink->columns(sink->ctx, NULL, 0) || pl_db__stopped(error);
    s->fields = s->conn->my->mysql_fetch_fields(meta);
    s->n = s->conn->my->mysql_num_fields(meta);
    ok = bind_result(s, error) &&
         (pl_my__send_columns(s->conn, s->fields, s->n, sink) || pl_db__stopped(error));
    error->late = true;
    for (int result; ok;) {
        ok = fetch(s, &result, error);
        if (!ok || result == PL_MY_NO_DATA)
            break;
        ok = result == 0 || result == PL_MY_TRUNCATED ? send_row(s, sink, error)
                                                      : report_statement_error(s, error);
    }
    s->conn->my->mysql_free_result(meta);
    return ok;
}

static bool prepare_statement(statement *s, const pl_db_statement *st, pl_db_error *error)
{
    const pl_libmariadb *my = s->conn->my;
    int failed, status = my->mysql_stmt_prepare_start(&failed, s->st, st->sql.ptr, st->sql.len);
    return pl_my__finish(s->conn, status, my->mysql_stmt_prepare_cont, &failed, s->st, error) &&
           (!failed || report_statement_error(s, error));
}

static bool execute(statement *s, pl_db_error *error)
{
    const pl_libmariadb *my = s->conn->my;
    int failed, status = my->mysql_stmt_execute_start(&failed, s->st);
    return pl_my__finish(s->conn, status, my->mysql_stmt_execute_cont, &failed, s->st, error) &&
           (!failed || report_statement_error(s, error));
}

bool pl_my__run_prepared(pl_db_conn *conn, const pl_db_statement *st, pl_db_error *error)
{
    statement s = { .conn = conn, .st = conn->my->mysql_stmt_init(conn->conn) };
    bool ok = prepare_statement(&s, st, error) && bind_args(&s, st, error) && execute(&s, error) &&
              send_rows(&s, st->sink, error);
    conn->my->mysql_stmt_close(s.st);
    return ok;
}
