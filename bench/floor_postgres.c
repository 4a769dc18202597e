/* floor_postgres.c - the least that many statements on PostgreSQL take: one thread, a few
 * connections that never block, each sent the next statement when it is free, as pgbench does.
 *
 *   floor_postgres CONNECTION N POOL     run and print N statements as the controls of run_pg.c
 *                                        have them, on POOL connections
 *
 * The library is found at run time: its headers need not be there. */
#include <dlfcn.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 100, POLL_READING = 1, POLL_OK = 3 };

static void *(*connect_start)(const char *);
static int (*connect_poll)(void *);
static int (*socket_of)(const void *);
static int (*send_query)(void *, const char *, int, const unsigned *, const char *const *,
                         const int *, const int *, int);
static int (*consume)(void *);
static int (*is_busy)(void *);
static void *(*get_result)(void *);
static int (*rows_of)(const void *);
static int (*fields_of)(const void *);
static char *(*value_of)(const void *, int, int);
static void (*clear)(void *);
static void (*finish)(void *);

typedef struct connection {
    void *conn;
    int state;    /* of connect_poll() */
    int awaiting; /* a statement is on its way */
} connection;

static void load(void)
{
    void *lib = dlopen("libpq.so.5", RTLD_NOW);
    if (!lib)
        exit(2);
#define LOAD(at, name) *(void **)&(at) = dlsym(lib, name)
    LOAD(connect_start, "PQconnectStart");
    LOAD(connect_poll, "PQconnectPoll");
    LOAD(socket_of, "PQsocket");
    LOAD(send_query, "PQsendQueryParams");
    LOAD(consume, "PQconsumeInput");
    LOAD(is_busy, "PQisBusy");
    LOAD(get_result, "PQgetResult");
    LOAD(rows_of, "PQntuples");
    LOAD(fields_of, "PQnfields");
    LOAD(value_of, "PQgetvalue");
    LOAD(clear, "PQclear");
    LOAD(finish, "PQfinish");
#undef LOAD
}

static void send_next(connection *c, int *next, int n)
{
    char sql[160];
    if (*next == n)
        return;
    snprintf(sql, sizeof sql, "select 'ok' as status, 'r%d' as resource, 'fine' as reason, %d as n",
             *next, *next);
    c->awaiting = send_query(c->conn, sql, 0, NULL, NULL, NULL, NULL, 0);
    ++*next;
}

static void print(const void *result)
{
    for (int row = 0; row < rows_of(result); row++)
        for (int i = 0, n = fields_of(result); i < n; i++) {
            fputs(value_of(result, row, i), stdout);
            putchar_unlocked(i + 1 < n ? ',' : '\n');
        }
}

/* What came for `c`; how many statements it finished. */
static int take(connection *c)
{
    void *result;
    if (!consume(c->conn))
        exit(3);
    while (!is_busy(c->conn)) {
        if (!(result = get_result(c->conn))) {
            c->awaiting = 0;
            return 1;
        }
        print(result);
        clear(result);
    }
    return 0;
}

int main(int argc, char **argv)
{
    static connection all[MOST];
    static struct pollfd fds[MOST];
    int n = argc == 4 ? atoi(argv[2]) : 0, pool = argc == 4 ? atoi(argv[3]) : 0, next = 0;
    load();
    for (int i = 0; i < pool; i++)
        all[i] = (connection){ connect_start(argv[1]), 2, 0 };
    for (int done = 0; done < n;) {
        for (int i = 0; i < pool; i++)
            fds[i] = (struct pollfd){
                socket_of(all[i].conn),
                all[i].state == POLL_READING || all[i].state == POLL_OK ? POLLIN : POLLOUT, 0
            };
        poll(fds, (nfds_t)pool, -1);
        for (int i = 0; i < pool; i++) {
            if (!fds[i].revents)
                continue;
            if (all[i].state != POLL_OK)
                all[i].state = connect_poll(all[i].conn);
            else if (all[i].awaiting)
                done += take(&all[i]);
            if (all[i].state == 0)
                return 1;
            if (all[i].state == POLL_OK && !all[i].awaiting)
                send_next(&all[i], &next, n);
        }
    }
    for (int i = 0; i < pool; i++)
        finish(all[i].conn);
    return 0;
}
