/* my_kill.c - ends a statement on a MySQL server over a second connection, if it is still ours. */
#include "base/alloc.h"
#include "base/ascii.h"
#include "base/assert.h"
#include "base/clock.h"
#include "db/my.h"
#include <stdio.h>

/* ENOUGH: the first 100 bytes identify a statement; some servers list no more than that. */
enum { KILL_MS = 1000, KILL_MOST_MS = 5000, ENOUGH = 100 };

/* ---- is it ours */

/* The statement as servers list it: without blanks around it and semicolons at its end. */
static pl_str bare(pl_str sql)
{
    while (sql.len && pl_is_space(*sql.ptr))
        sql = pl_str_sub(sql, 1, sql.len);
    while (sql.len && (pl_is_space(sql.ptr[sql.len - 1]) || sql.ptr[sql.len - 1] == ';'))
        sql.len--;
    return sql;
}

static bool ends(pl_str text, pl_str part)
{
    return text.len >= part.len && pl_str_eq(pl_str_sub(text, text.len - part.len, text.len), part);
}

/* May the server's list differ from the statement at `c`? It may show a value for a question mark,
 * and any character for one that its tables cannot hold. */
static bool is_vague(char c, bool marks)
{
    return (marks && c == '?') || (unsigned char)c >= 0x80;
}

/* Take the next stretch of the statement that servers list unchanged. *open: a vague character
 * follows it. */
static pl_str next_part(pl_str *sql, bool marks, bool *open)
{
    size_t n = 0;
    while (n < sql->len && !is_vague(sql->ptr[n], marks))
        n++;
    pl_str part = pl_str_sub(*sql, 0, n);
    *open = n < sql->len;
    while (n < sql->len && is_vague(sql->ptr[n], marks))
        n++;
    *sql = pl_str_sub(*sql, n, sql->len);
    return part;
}

/* Does `info` consist of the unchanged stretches of `sql`, in order, with any text between them? */
static bool fits_statement(pl_str sql, bool marks, pl_str info)
{
    bool open;
    pl_str part = next_part(&sql, marks, &open);
    if (!pl_str_starts(info, part) || (!open && info.len != part.len))
        return false;
    while (open) {
        info = pl_str_sub(info, part.len, info.len);
        part = next_part(&sql, marks, &open);
        const char *at = part.len ? memmem(info.ptr, info.len, part.ptr, part.len) : info.ptr;
        if (!at || (!open && !ends(info, part)))
            return false;
        info = pl_str_sub(info, (size_t)(at - info.ptr), info.len);
    }
    return true;
}

bool pl_my__is_statement(pl_str sql, bool marks, bool part, pl_str info)
{
    sql = bare(sql);
    info = bare(info);
    if (!info.len || !sql.len)
        return false;
    if (part && memmem(sql.ptr, sql.len, info.ptr, info.len))
        return true;
    if (pl_str_starts(sql, info)) /* all of it, or what the server shows of a long one */
        return info.len == sql.len || info.len >= ENOUGH;
    return fits_statement(sql, marks, info);
}

/* ---- killing */

typedef struct killing {
    pl_helper helper;
    pl_db_conn *conn; /* its own connection */
    pl_net_address to;
    bool has_address; /* false: a socket in the file system */
    unsigned long id;
    pl_buf sql;    /* the statement of that number */
    bool has_args; /* it has */
    bool ours;     /* the server that was reached runs it */
} killing;

static void free_killing(pl_helper *helper)
{
    killing *k = (killing *)helper;
    pl_my__close(k->conn);
    pl_buf_done(&k->sql);
    pl_mem_free(k);
}

static bool compare_process(void *ctx, const pl_cell *cells)
{
    killing *k = ctx;
    k->ours =
        cells[0].tag == PL_CELL_TEXT &&
        pl_my__is_statement(pl_buf_view(&k->sql), k->has_args, k->conn->dsn->multi, cells[0].text);
    return true;
}

static bool query_processes(killing *k, const pl_db_limits *limits, const char *format,
                            const pl_row_sink *sink)
{
    char sql[128];
    pl_db_error error = { 0 };
    int n = snprintf(sql, sizeof sql, format, k->id);
    pl_db_statement st = { .sql = { sql, (size_t)n }, .limits = *limits, .sink = sink };
    bool ok = pl_my__query(k->conn, &st, &error);
    pl_db_error_done(&error);
    return ok;
}

/* On the helper thread: connect to the server and, if connection k->id runs our statement there,
 * kill that statement. Errors are ignored. */
static void kill_if_ours(pl_helper *helper)
{
    killing *k = (killing *)helper;
    pl_db_limits limits = { .deadline = pl_clock_ns() + KILL_MOST_MS * UINT64_C(1000000),
                            .fired = &helper->helpers->closing };
    pl_db_error error = { 0 };
    pl_row_sink sink = { pl_db__no_columns, compare_process, k };
    k->conn->limits = limits;
    bool ok = pl_my__attempt(k->conn, k->has_address ? &k->to : NULL, &error);
    pl_db_error_done(&error);
    const char *which = "select info from information_schema.processlist where id = %lu";
    if (ok && query_processes(k, &limits, which, &sink) && k->ours)
        query_processes(k, &limits, "KILL QUERY %lu", &pl_db__no_sink);
}

void pl_my__kill(pl_db_conn *conn)
{
    if (conn->broken || !conn->my->mysql_thread_id(conn->conn))
        return;
    conn->broken = true;
    if (conn->no_kill || !conn->sql.len)
        return;
    pl_db_limits limits = { .deadline = pl_clock_ns() + KILL_MS * UINT64_C(1000000) };
    killing *k = pl_mem_zalloc(sizeof *k);
    k->helper.work = kill_if_ours;
    k->helper.free = free_killing;
    k->conn = pl_my__new(conn->my, conn->dsn, conn->helpers);
    k->conn->no_kill = true;
    k->has_address = conn->ip[0];
    k->to.six = strchr(conn->ip, ':');
    snprintf(k->to.ip, sizeof k->to.ip, "%s", conn->ip);
    k->id = conn->my->mysql_thread_id(conn->conn);
    k->has_args = conn->has_args;
    pl_buf_str(&k->sql, conn->sql);
    if (pl_helpers_run(conn->helpers, &k->helper, &limits, NULL))
        free_killing(&k->helper);
}
