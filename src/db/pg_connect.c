/* pg_connect.c - connects to a PostgreSQL server.
 *
 * Powerpipe tries each address of each host with TLS and then without (sslmode prefer), and
 * reports the outcome of each attempt. So each attempt is made separately here: one address, one
 * way. The library gives the reason of a failure only as text, from which Powerpipe's words
 * are derived.
 *
 * Most servers on the same machine have no TLS. libpq can then go on without TLS on the same
 * connection, which saves the server a process. So a single attempt with sslmode prefer comes
 * first, and the ways are tried one by one only if a server was reached and refused the login. */
#include "base/ascii.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "db/pg.h"
#include <stdio.h>

enum { ADDRESSES = 16, PARAMS = 32 };

typedef struct attempts {
    const pl_libpq *pq;
    pl_helpers *helpers;
    const pl_pg_config *config;
    const pl_db_limits *limits;
    pl_buf text;  /* a line for each failed attempt */
    bool final;   /* another attempt would fail in the same way */
    bool reached; /* the last attempt reached a server */
    bool cancelled;
} attempts;

typedef struct way {
    const pl_pg_host *host;
    const pl_net_address *address; /* NULL: a socket in the file system */
    bool tls;
} way;

/* ---- messages of the library */

/* The text after "... failed: "; with libpq 13 and before, the whole text. */
static pl_str reason_of(pl_str text)
{
    static const char *const marks[] = { " failed: ", "could not connect to server: " };
    for (size_t i = 0; i < PL_COUNT(marks); i++)
        for (size_t at = 0; at + strlen(marks[i]) <= text.len; at++)
            if (!memcmp(text.ptr + at, marks[i], strlen(marks[i])))
                return pl_str_sub(text, at + strlen(marks[i]), text.len);
    return text;
}

static pl_str first_line(pl_str text)
{
    return pl_str_sub(text, 0, pl_str_find(text, '\n'));
}

/* Is it an error of the server, "FATAL:  28P01: password authentication failed ..."? */
static bool is_server_error(pl_str text, pl_str *severity, pl_str *state, pl_str *message)
{
    size_t colon = pl_str_find(text, ':');
    pl_str rest = pl_str_trim(pl_str_sub(text, colon + 1, text.len));
    if (colon == text.len || rest.len < 7 || rest.ptr[5] != ':')
        return false;
    for (size_t i = 0; i < 5; i++)
        if (!pl_is_upper(rest.ptr[i]) && !pl_is_digit(rest.ptr[i]))
            return false;
    *severity = pl_str_sub(text, 0, colon);
    *state = pl_str_sub(rest, 0, 5);
    *message = pl_str_trim(pl_str_sub(rest, 6, rest.len));
    return true;
}

static bool has_part(pl_str text, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= text.len; i++)
        if (!memcmp(text.ptr + i, part, n))
            return true;
    return false;
}

/* Would another attempt fail with the same error of the server? */
static bool is_final(pl_str state, bool tls)
{
    return pl_str_eq(state, PL_S("28P01")) || pl_str_eq(state, PL_S("3D000")) ||
           pl_str_eq(state, PL_S("42501")) || (tls && pl_str_eq(state, PL_S("28000")));
}

static void put_dial(const way *w, const char *address, pl_str reason, pl_buf *out)
{
    pl_buf_printf(out, "dial error: dial %s %s: connect: ", w->address ? "tcp" : "unix", address);
    pl_buf_byte(out, reason.len ? (char)pl_to_lower(reason.ptr[0]) : '?');
    pl_buf_str(out, pl_str_sub(reason, 1, reason.len));
}

/* Explain a failed login. Servers ask for SCRAM since version 14, and a refused password is a
 * failed exchange then; the library does not report which method was used. */
static void explain_login(attempts *a, const way *w, const char *address, PGconn *conn)
{
    pl_str text = pl_str_cstr(a->pq->PQerrorMessage(conn));
    pl_str reason = first_line(reason_of(text)), severity, state, message;
    a->reached = true;
    if (is_server_error(reason, &severity, &state, &message)) {
        bool password = pl_str_eq(state, PL_S("28P01"));
        pl_buf_printf(&a->text, "%s: %.*s: %.*s (SQLSTATE %.*s)",
                      password ? "failed SASL auth" : "server error", PL_FMT(severity),
                      PL_FMT(message), PL_FMT(state));
        a->final = is_final(state, w->tls);
    } else if (a->pq->PQconnectionNeedsPassword(conn)) {
        pl_buf_printf(&a->text,
                      "failed SASL auth: FATAL: password authentication failed for user \"%.*s\" "
                      "(SQLSTATE 28P01)",
                      PL_FMT(a->config->user));
        a->final = true;
    } else if (has_part(text, "server does not support SSL")) {
        pl_buf_cstr(&a->text, "tls error: server refused TLS connection");
    } else if (has_part(text, "SSL") || has_part(text, "certificate")) {
        pl_buf_printf(&a->text, "tls error: %.*s", PL_FMT(reason));
    } else if (has_part(text, "server closed the connection")) {
        pl_buf_cstr(&a->text, "failed to receive message: unexpected EOF");
    } else if (reason.ptr != text.ptr) {
        put_dial(w, address, reason, &a->text);
        a->reached = false;
    } else {
        pl_buf_str(&a->text, reason);
    }
}

/* ---- one attempt */

static void begin_line(attempts *a, const way *w, const char *address)
{
    if (a->text.len)
        pl_buf_byte(&a->text, '\n');
    pl_buf_printf(&a->text, "%s (%.*s): ", address, PL_FMT(w->host->host));
}

static PGconn *start_attempt(attempts *a, const way *w, const char *sslmode)
{
    const char *names[PARAMS], *values[PARAMS];
    char port[8];
    int n = 0;
    snprintf(port, sizeof port, "%u", w->host->port);
#define ADD(name, value) (names[n] = (name), values[n++] = (value))
    ADD("host", w->host->host.ptr);
    if (w->address)
        ADD("hostaddr", w->address->ip);
    ADD("port", port);
    ADD("user", a->config->user.ptr);
    ADD("dbname", a->config->database.ptr);
    if (a->config->has_password)
        ADD("password", a->config->password.ptr);
    ADD("sslmode", sslmode);
    ADD("gssencmode", "disable");
    ADD("client_encoding", "UTF8");
    for (uint32_t i = 0; i < a->config->n_params; i++)
        ADD(a->config->params[i].name, a->config->params[i].value);
    names[n] = values[n] = NULL;
#undef ADD
    return a->pq->PQconnectStartParams(names, values, 0);
}

/* Finish an attempt; true if the server has accepted the login. */
static bool finish_attempt(attempts *a, PGconn *conn, uint64_t until, bool *late)
{
    pl_net_bell none = { .fd = -1 };
    int state = PL_PQ_POLL_WRITING;
    while (state == PL_PQ_POLL_READING || state == PL_PQ_POLL_WRITING) {
        *late = until && pl_clock_ns() >= until;
        a->cancelled = pl_db__is_over(a->limits, NULL);
        if (*late || a->cancelled)
            return false;
        if (pl_net__wait(a->pq->PQsocket(conn), state == PL_PQ_POLL_WRITING, &none, until))
            state = a->pq->PQconnectPoll(conn);
    }
    return state == PL_PQ_POLL_OK;
}

/* Make one attempt with the given sslmode. Owned; NULL after adding a line about the failure to
 * a->text. */
static PGconn *try_mode(attempts *a, const way *w, const char *sslmode)
{
    pl_buf address = { 0 };
    uint64_t seconds = a->config->timeout;
    bool late = false, ok = false;
    if (w->address)
        pl_net__endpoint(w->address, w->host->port, &address);
    else
        pl_buf_printf(&address, "%s/.s.PGSQL.%u", w->host->host.ptr, w->host->port);
    pl_buf_byte(&address, 0);
    a->reached = false;
    PGconn *conn = start_attempt(a, w, sslmode);
    if (conn && a->pq->PQstatus(conn) != PL_PQ_CONNECTION_BAD) {
        a->pq->PQsetErrorVerbosity(conn, PL_PQ_VERBOSE);
        ok = finish_attempt(a, conn, seconds ? pl_clock_ns() + seconds * 1000000000u : 0, &late);
    }
    if (!ok) {
        begin_line(a, w, address.ptr);
        if (late)
            pl_buf_cstr(&a->text, "dial error: timeout: context deadline exceeded");
        else if (conn)
            explain_login(a, w, address.ptr, conn);
        a->pq->PQfinish(conn);
        conn = NULL;
    }
    pl_buf_done(&address);
    return conn;
}

static PGconn *attempt(attempts *a, const way *w)
{
    const pl_pg_config *config = a->config;
    if (w->tls && config->tls == PL_PG_PREFER && !strcmp(config->sslmode, "require")) {
        size_t lines = a->text.len;
        PGconn *conn = try_mode(a, w, "prefer");
        if (conn || !a->reached)
            return conn;
        a->text.len = lines;
        a->final = false;
    }
    return try_mode(a, w, w->tls ? config->sslmode : "disable");
}

/* ---- all attempts */

static PGconn *try_addresses(attempts *a, const pl_pg_host *host, bool tls)
{
    pl_net_address at[ADDRESSES];
    if (host->host.ptr[0] == '/') {
        way w = { host, NULL, false };
        return tls ? NULL : attempt(a, &w);
    }
    unsigned n = pl_net__resolve(a->helpers, a->limits, host->host.ptr, at, ADDRESSES);
    if (!n && pl_db__is_over(a->limits, NULL)) {
        a->cancelled = true;
    } else if (!n) {
        pl_buf_cstr(&a->text, a->text.len ? "\n" : "hostname resolving error: ");
        pl_net__no_host(host->host.ptr, &a->text);
    }
    for (unsigned i = 0; i < n; i++) {
        way w = { host, &at[i], tls };
        PGconn *conn = attempt(a, &w);
        if (conn || a->final || a->cancelled)
            return conn;
    }
    return NULL;
}

static PGconn *try_host(attempts *a, const pl_pg_host *host)
{
    static const struct {
        unsigned n;
        bool tls[2];
    } orders[] = { [PL_PG_DISABLE] = { 1, { false } },
                   [PL_PG_ALLOW] = { 2, { false, true } },
                   [PL_PG_PREFER] = { 2, { true, false } },
                   [PL_PG_REQUIRE] = { 1, { true } } };
    bool socket = host->host.ptr[0] == '/';
    unsigned n = socket ? 1 : orders[a->config->tls].n;
    for (unsigned i = 0; i < n; i++) {
        PGconn *conn = try_addresses(a, host, !socket && orders[a->config->tls].tls[i]);
        if (conn || a->final || a->cancelled)
            return conn;
    }
    return NULL;
}

static void put_error(const attempts *a, pl_db_error *error)
{
    bool lines = a->text.len && memchr(a->text.ptr, '\n', a->text.len);
    pl_db__fail(error, PL_DB_FAILED, "failed to connect to `user=%.*s database=%.*s`:%s",
                PL_FMT(a->config->user), PL_FMT(a->config->shown_database), lines ? "\n\t" : " ");
    for (size_t i = 0; i < a->text.len; i++) {
        pl_buf_byte(&error->text, a->text.ptr[i]);
        if (a->text.ptr[i] == '\n')
            pl_buf_byte(&error->text, '\t');
    }
}

PGconn *pl_pg__connect(const pl_libpq *pq, pl_helpers *helpers, const pl_pg_config *config,
                       const pl_db_limits *limits, pl_db_error *error)
{
    attempts a = { .pq = pq, .helpers = helpers, .config = config, .limits = limits };
    PGconn *conn = NULL;
    for (uint32_t i = 0; i < config->n_hosts && !conn && !a.final && !a.cancelled; i++)
        conn = try_host(&a, &config->hosts[i]);
    if (!conn && a.cancelled)
        pl_db__cancelled(error);
    else if (!conn)
        put_error(&a, error);
    pl_buf_done(&a.text);
    return conn;
}
