/* What other servers than PostgreSQL say, by one of ours that speaks the protocol: Redshift's
 * version, QuestDB's SQLSTATE, the conflicts of clusters. It counts what it is sent. */
#include "unit/client.h"
#include "unit/db/result.h"
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
    int fd;
    unsigned port;
    const char *version, *refuses; /* a statement that is no setting of this server */
    _Atomic int parses, syncs, cancels, floats;
    _Atomic int conflicts; /* so many executions conflict from now on */
} fake;

/* One connection: the text that was parsed last, and what has not been sent yet. */
typedef struct peer {
    int fd;
    char sql[256];
    bool skipping; /* to the next Sync, after an error */
    pl_buf out;
} peer;

static bool receive(int fd, void *to, size_t n)
{
    for (size_t got = 0; got < n;) {
        ssize_t more = recv(fd, (char *)to + got, n - got, 0);
        if (more <= 0)
            return false;
        got += (size_t)more;
    }
    return true;
}

static void put_u32(pl_buf *out, uint32_t n)
{
    n = htonl(n);
    pl_buf_add(out, (const char *)&n, 4);
}

static void put_u16(pl_buf *out, uint16_t n)
{
    n = htons(n);
    pl_buf_add(out, (const char *)&n, 2);
}

static void say(peer *p, char type, const char *body, size_t n)
{
    pl_buf_byte(&p->out, type);
    put_u32(&p->out, (uint32_t)n + 4);
    pl_buf_add(&p->out, body, n);
}

static void flush(peer *p)
{
    if (p->out.len && send(p->fd, p->out.ptr, p->out.len, MSG_NOSIGNAL) < 0)
        shutdown(p->fd, SHUT_RDWR);
    p->out.len = 0;
}

static void refuse(peer *p, const char *state, const char *message)
{
    char body[256];
    int n = snprintf(body, sizeof body, "SERROR%cVERROR%cC%s%cM%s%c", 0, 0, state, 0, message, 0);
    p->skipping = true;
    say(p, 'E', body, (size_t)n + 1);
}

static void say_setting(peer *p, const char *name, const char *value)
{
    char body[128];
    int n = snprintf(body, sizeof body, "%s%c%s", name, 0, value);
    say(p, 'S', body, (size_t)n + 1);
}

static void describe_parameters(peer *p)
{
    pl_buf body = { 0 };
    bool one = strstr(p->sql, "$1");
    put_u16(&body, one);
    if (one)
        put_u32(&body, 25);
    say(p, 't', body.ptr, body.len);
    pl_buf_done(&body);
}

static void describe_rows(peer *p)
{
    pl_buf body = { 0 };
    put_u16(&body, 1);
    pl_buf_add(&body, "a", 2);
    put_u32(&body, 0);
    put_u16(&body, 0);
    put_u32(&body, 25);
    put_u16(&body, 0xffff);
    put_u32(&body, 0xffffffff);
    put_u16(&body, 0);
    say(p, 'T', body.ptr, body.len);
    pl_buf_done(&body);
}

static void execute(peer *p)
{
    if (!strncmp(p->sql, "SET", 3)) {
        say(p, 'C', "SET", 4);
        return;
    }
    if (strstr(p->sql, "zeros"))
        return refuse(p, "00000", "unexpected token [zeros]");
    if (strstr(p->sql, "conflict") && atomic_fetch_sub(&fake.conflicts, 1) > 0)
        return refuse(p, "40001", "restart transaction");
    say(p, 'D', "\0\1\0\0\0\1x", 7);
    if (strstr(p->sql, "late"))
        return refuse(p, "40001", "restart transaction");
    say(p, 'C', "SELECT 1", 9);
}

static void answer(peer *p, char type, const char *body)
{
    switch (type) {
    case 'P':
        atomic_fetch_add(&fake.parses, 1);
        snprintf(p->sql, sizeof p->sql, "%s", body + strlen(body) + 1);
        if (!strcmp(p->sql, fake.refuses))
            return refuse(p, "22023", "outside the valid range");
        if (!strncmp(p->sql, "SET extra", 9))
            atomic_store(&fake.floats, atoi(strrchr(p->sql, ' ')));
        return say(p, '1', "", 0);
    case 'D':
        if (*body == 'S')
            describe_parameters(p);
        return strncmp(p->sql, "SET", 3) ? describe_rows(p) : say(p, 'n', "", 0);
    case 'B': return say(p, '2', "", 0);
    case 'E': return execute(p);
    default: return;
    }
}

static bool greet(peer *p)
{
    uint32_t head[2];
    char rest[1024];
    for (;;) {
        if (!receive(p->fd, head, 8))
            return false;
        uint32_t len = ntohl(head[0]), code = ntohl(head[1]);
        if (len < 8 || len > sizeof rest || !receive(p->fd, rest, len - 8))
            return false;
        if (code == 80877102)
            atomic_fetch_add(&fake.cancels, 1);
        if (code == 196608)
            break;
        if (code != 80877103 || send(p->fd, "N", 1, MSG_NOSIGNAL) != 1)
            return false;
    }
    say(p, 'R', "\0\0\0\0", 4);
    say_setting(p, "server_version", fake.version);
    say_setting(p, "client_encoding", "UTF8");
    say_setting(p, "DateStyle", "ISO, MDY");
    say(p, 'K', "\0\0\0\1\0\0\0\2", 8);
    say(p, 'Z', "I", 1);
    flush(p);
    return true;
}

static void *serve(void *ctx)
{
    peer p = { .fd = (int)(intptr_t)ctx };
    char head[5], body[4096];
    for (bool ok = greet(&p); ok && receive(p.fd, head, 5);) {
        uint32_t len;
        memcpy(&len, head + 1, 4);
        len = ntohl(len) - 4;
        ok = len < sizeof body && receive(p.fd, body, len) && head[0] != 'X';
        if (!ok)
            break;
        if (head[0] == 'S') {
            atomic_fetch_add(&fake.syncs, 1);
            p.skipping = false;
            say(&p, 'Z', "I", 1);
        } else if (!p.skipping) {
            answer(&p, head[0], body);
        }
        if (head[0] == 'S' || head[0] == 'H')
            flush(&p);
    }
    close(p.fd);
    pl_buf_done(&p.out);
    return NULL;
}

static void *accept_all(void *ctx)
{
    int fd;
    pthread_t thread;
    while ((fd = accept(fake.fd, NULL, NULL)) >= 0)
        if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd) == 0)
            pthread_detach(thread);
    return ctx;
}

static void start(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof at;
    pthread_t thread;
    if (fake.port)
        return;
    fake.fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(fake.fd, (struct sockaddr *)&at, n) == 0 && listen(fake.fd, 16) == 0, "a port");
    getsockname(fake.fd, (struct sockaddr *)&at, &n);
    fake.port = ntohs(at.sin_port);
    pthread_create(&thread, NULL, accept_all, NULL);
    pthread_detach(thread);
}

/* A pool on the fake server, which says that it has this version. */
static pl_db *open_fake(const char *version, const char *refuses)
{
    char url[128];
    pl_db_error error = { 0 };
    fake.version = version;
    fake.refuses = refuses;
    atomic_store(&fake.floats, 0);
    start();
    snprintf(url, sizeof url, "postgres://u@127.0.0.1:%u/d?sslmode=disable", fake.port);
    pl_db_options options = { .url = { pl_str_cstr(url) } };
    pl_db *db = pl_db_open(&options, &error);
    CHECK(db, error.text.ptr);
    pl_db_error_done(&error);
    return db;
}

static const struct {
    const char *what, *version, *refuses;
    int floats;
} versions[] = {
    { "Redshift takes at most 2", "8.0.2", "SET extra_float_digits TO 3", 2 },
    { "a server that refuses the setting is used", "8.0.2", "SET extra_float_digits TO 2", 0 },
    { "so is a newer one", "9.6.24", "SET extra_float_digits TO 3", 0 },
    { "before 12 it is 3", "11.22", "", 3 },
    { "from 12 on it need not be set", "12.0", "", 0 },
};

TEST(floats_have_the_digits_that_the_server_can_give)
{
    if (client_missing("libpq.so.5"))
        return;
    for (size_t i = 0; i < PL_COUNT(versions); i++) {
        pl_db *db = open_fake(versions[i].version, versions[i].refuses);
        result r = { 0 };
        CHECK_STR(result_sql(&r, db, "select 1"), "a: \"x\"", versions[i].what);
        CHECK_INT(fake.floats, versions[i].floats, versions[i].what);
        result_done(&r);
        pl_db_close(db);
    }
}

static pl_value text(const char *s)
{
    return (pl_value){ .tag = PL_V_STRING, .len = (uint32_t)strlen(s), .str = s };
}

static const struct {
    const char *what, *sql;
    uint32_t n_args, conflicts;
    const char *want;
    int runs; /* how often it is executed */
} runs[] = {
    { "plain", "select 1", 0, 0, "a: \"x\"", 1 },
    { "with an argument", "select $1", 1, 0, "a: \"x\"", 1 },
    { "too many arguments", "select $1", 2, 0, "! expected 1 arguments, got 2", 1 },
    { "a list for a text", "select $1", 3, 0,
      "! failed to encode args[0]: unable to encode []string{} into text format for text (OID 25): "
      "cannot find encode plan",
      1 },
    { "zeros say nothing", "zeros", 0, 0, "! unexpected token [zeros]", 1 },
    { "nor with an argument", "zeros $1", 1, 0, "! unexpected token [zeros]", 1 },
    { "one conflict", "conflict", 0, 1, "a: \"x\"", 2 },
    { "two", "conflict $1", 1, 2, "a: \"x\"", 3 },
    { "three are too many", "conflict", 0, 3, "! restart transaction (SQLSTATE 40001)", 3 },
    { "the same with an argument", "conflict $1", 1, 3, "! restart transaction (SQLSTATE 40001)",
      3 },
    { "after a row it is too late", "late", 0, 0, "! restart transaction (SQLSTATE 40001)", 1 },
    { "nor then with an argument", "late $1", 1, 0, "! restart transaction (SQLSTATE 40001)", 1 },
    { "the connection is as before", "select $1", 1, 0, "a: \"x\"", 1 },
};

TEST(a_statement_is_one_transaction_and_runs_again_after_a_conflict)
{
    if (client_missing("libpq.so.5"))
        return;
    pl_db *db = open_fake("15.0", "");
    for (size_t i = 0; i < PL_COUNT(runs); i++) {
        result r = { 0 };
        pl_value args[] = { text("v"), text("w") };
        if (runs[i].n_args == 3)
            args[0] = (pl_value){ .tag = PL_V_TUPLE };
        pl_db_query query = { .sql = pl_str_cstr(runs[i].sql),
                              .args = args,
                              .n_args = runs[i].n_args == 3 ? 1 : runs[i].n_args };
        atomic_store(&fake.parses, 0);
        atomic_store(&fake.syncs, 0);
        atomic_store(&fake.conflicts, (int)runs[i].conflicts);
        CHECK_STR(result_of(&r, db, &query), runs[i].want, runs[i].what);
        CHECK_INT(fake.parses, runs[i].runs, runs[i].what);
        CHECK_INT(fake.syncs, runs[i].runs, runs[i].what);
        result_done(&r);
    }
    CHECK_INT(pl_db_idle(db), 1, "one connection for all of them");
    pl_db_close(db);
}

TEST(a_limit_ends_the_wait_after_a_conflict)
{
    if (client_missing("libpq.so.5"))
        return;
    pl_db *db = open_fake("15.0", "");
    result r = { 0 };
    uint64_t began = pl_clock_ns();
    pl_db_query query = { .sql = PL_S("conflict"), .deadline = began + 50000000 };
    atomic_store(&fake.conflicts, 1000);
    CHECK_STR(result_of(&r, db, &query), "! execution cancelled", "a deadline");
    CHECK(r.timed_out, "it says so");
    CHECK(pl_clock_ns() - began < 100000000 || getenv("CI"), "the wait of 100 ms is cut short");
    CHECK_INT(fake.cancels, 0, "nothing ran that could be cancelled");
    atomic_store(&fake.conflicts, 0);
    query.deadline = 0;
    CHECK_STR(result_of(&r, db, &query), "a: \"x\"", "the connection goes on");
    CHECK_INT(pl_db_idle(db), 1, "it is the same");
    result_done(&r);
    pl_db_close(db);
}

static void *fire(void *stop)
{
    while (atomic_load(&fake.conflicts) > 998)
        usleep(1000);
    pl_db_stop_fire(stop);
    return NULL;
}

TEST_THREADS(a_stop_ends_the_wait_after_a_conflict)
{
    if (client_missing("libpq.so.5"))
        return;
    pl_db *db = open_fake("15.0", "");
    pl_db_stop stop = { 0 };
    result r = { 0 };
    pthread_t thread;
    pl_db_query query = {
        .sql = PL_S("conflict $1"), .args = (pl_value[]){ text("v") }, .n_args = 1, .stop = &stop
    };
    atomic_store(&fake.conflicts, 1000);
    pthread_create(&thread, NULL, fire, &stop);
    CHECK_STR(result_of(&r, db, &query), "! execution cancelled", "a stop");
    pthread_join(thread, NULL);
    CHECK_INT(fake.conflicts, 998, "it is not run a third time");
    result_done(&r);
    pl_db_close(db);
}
