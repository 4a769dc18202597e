/* Connecting to PostgreSQL: where settings come from, and what is reported when it fails. */
#include "unit/client.h"
#include "unit/db/pg.h"
#include <netinet/in.h>
#include <sys/socket.h>

/* ---- connecting: texts (cli.md 6.1.1) */

static const char *shown_port(char *text)
{
    char port[16], *at;
    snprintf(port, sizeof port, "%u", pg.port);
    while ((at = strstr(text, port)) != NULL) {
        memmove(at + 1, at + strlen(port), strlen(at + strlen(port)) + 1);
        *at = 'P';
    }
    return text;
}

static const struct {
    const char *what, *user, *rest, *want;
} refused[] = {
    { "wrong database", "golden", "nope",
      "failed to connect to `user=golden database=nope`:\n"
      "\t127.0.0.1:P (127.0.0.1): tls error: server refused TLS connection\n"
      "\t127.0.0.1:P (127.0.0.1): server error: FATAL: database \"nope\" does not exist (SQLSTATE "
      "3D000)" },
    { "wrong role", "nobody", "postgres?sslmode=disable",
      "failed to connect to `user=nobody database=postgres`: 127.0.0.1:P (127.0.0.1): server "
      "error: FATAL: role "
      "\"nobody\" does not exist (SQLSTATE 28000)" },
    { "wrong password", "locked:wrong", "postgres",
      "failed to connect to `user=locked database=postgres`:\n"
      "\t127.0.0.1:P (127.0.0.1): tls error: server refused TLS connection\n"
      "\t127.0.0.1:P (127.0.0.1): failed SASL auth: FATAL: password authentication failed for user "
      "\"locked\" "
      "(SQLSTATE 28P01)" },
    { "no password", "locked", "postgres?sslmode=disable",
      "failed to connect to `user=locked database=postgres`: 127.0.0.1:P (127.0.0.1): failed SASL "
      "auth: FATAL: "
      "password authentication failed for user \"locked\" (SQLSTATE 28P01)" },
    { "TLS wanted", "golden", "postgres?sslmode=require",
      "failed to connect to `user=golden database=postgres`: 127.0.0.1:P (127.0.0.1): tls error: "
      "server refused "
      "TLS connection" },
    { "a bad timeout", "golden:pw", "postgres?connect_timeout=x",
      "cannot parse `postgres://golden:xxxxx@127.0.0.1:P/postgres?connect_timeout=x`: invalid "
      "connect_timeout "
      "(strconv.ParseInt: parsing \"x\": invalid syntax)" },
    { "a bad mode", "golden", "postgres?sslmode=maybe",
      "cannot parse `postgres://golden@127.0.0.1:P/postgres?sslmode=maybe`: failed to configure "
      "TLS (sslmode is "
      "invalid)" },
    { "an unknown setting", "golden", "postgres?sslmode=disable&nope=1",
      "failed to connect to `user=golden database=postgres`: 127.0.0.1:P (127.0.0.1): server "
      "error: FATAL: "
      "unrecognized configuration parameter \"nope\" (SQLSTATE 42704)" },
};

TEST(refused_connections_say_why)
{
    if (!started())
        return;
    for (size_t i = 0; i < PL_COUNT(refused); i++) {
        char why[1024];
        CHECK(!try_open(url_of(refused[i].user, refused[i].rest), NULL, why, sizeof why),
              refused[i].what);
        CHECK_STR(shown_port(why), refused[i].want, refused[i].what);
    }
}

static const struct {
    const char *url, *want;
} unreachable[] = {
    { "postgres://u:p@127.0.0.1:1/d",
      "failed to connect to `user=u database=d`:\n"
      "\t127.0.0.1:1 (127.0.0.1): dial error: dial tcp 127.0.0.1:1: connect: connection refused\n"
      "\t127.0.0.1:1 (127.0.0.1): dial error: dial tcp 127.0.0.1:1: connect: connection refused" },
    { "postgres://u@127.0.0.1:1/?sslmode=require",
      "failed to connect to `user=u database=`: 127.0.0.1:1 (127.0.0.1): dial error: dial tcp "
      "127.0.0.1:1: "
      "connect: connection refused" },
    { "postgres://u@/d?host=/nowhere&port=7",
      "failed to connect to `user=u database=d`: /nowhere/.s.PGSQL.7 (/nowhere): dial error: dial "
      "unix "
      "/nowhere/.s.PGSQL.7: connect: no such file or directory" },
    { "postgres://u@127.0.0.1:1,127.0.0.1:2/d?sslmode=disable",
      "failed to connect to `user=u database=d`:\n"
      "\t127.0.0.1:1 (127.0.0.1): dial error: dial tcp 127.0.0.1:1: connect: connection refused\n"
      "\t127.0.0.1:2 (127.0.0.1): dial error: dial tcp 127.0.0.1:2: connect: connection refused" },
    { "postgres://u:p@127.0.0.1:port/d", "cannot parse `postgres://u:xxxxxx@127.0.0.1:port/d`: "
                                         "failed to parse as URL (invalid port \":port\" after "
                                         "host)" },
    { "postgres://u:p@127.0.0.1:99999/d", "cannot parse `postgres://u:xxxxx@127.0.0.1:99999/d`: "
                                          "invalid port (strconv.ParseUint: parsing \"99999\": "
                                          "value out of range)" },
    { "postgres://u:p%zz@127.0.0.1/d", "cannot parse `postgres://u:xxxxxx@127.0.0.1/d`: failed to "
                                       "parse as URL (invalid URL escape \"%zz\")" },
    { "postgres://u:p w@127.0.0.1/d", "cannot parse `postgres://u:xxxxxx@127.0.0.1/d`: failed to "
                                      "parse as URL (net/url: invalid userinfo)" },
    { "postgres://u@127.0.0.1/d?service=gone&servicefile=/nowhere/x",
      "cannot parse `postgres://u@127.0.0.1/d?service=gone&servicefile=/nowhere/x`: failed to read "
      "service (open "
      "/nowhere/x: no such file or directory)" },
    { "postgres://u@127.0.0.1/d?target_session_attrs=best",
      "cannot parse `postgres://u@127.0.0.1/d?target_session_attrs=best`: unknown "
      "target_session_attrs value: "
      "best" },
};

TEST(unreachable_servers_say_how_they_were_tried)
{
    if (client_missing("libpq.so.5"))
        return;
    for (size_t i = 0; i < PL_COUNT(unreachable); i++) {
        char why[1024];
        CHECK(!try_open(unreachable[i].url, NULL, why, sizeof why), unreachable[i].url);
        CHECK_STR(why, unreachable[i].want, unreachable[i].url);
    }
    char why[1024];
    CHECK(!try_open("postgres://u@no-such-host.invalid/d?sslmode=disable", NULL, why, sizeof why),
          "host");
    CHECK(strstr(why, "failed to connect to `user=u database=d`: hostname resolving error: lookup "
                      "no-such-host.invalid on ") == why &&
              strstr(why, ":53: no such host"),
          why);
}

/* ---- where settings come from */

static const char *whoami(const char *url, const char *const *environment)
{
    static char line[1024];
    pl_db *db = try_open(url, environment, line, sizeof line);
    if (!db)
        return line;
    result r = { 0 };
    snprintf(
        line, sizeof line, "%s",
        result_sql(&r, db,
                   "select current_user::text as u, current_database()::text as d, "
                   "current_setting('application_name') as n, current_setting('TimeZone') as z, "
                   "current_setting('search_path') as p"));
    result_done(&r);
    pl_db_close(db);
    return line;
}

TEST(variables_services_and_password_files_fill_what_is_missing)
{
    if (!started())
        return;
    char port[32], service[600], passfile[600], url[900], env_service[700], env_pass[700];
    snprintf(port, sizeof port, "PGPORT=%u", pg.port);
    snprintf(service, sizeof service, "%s/service", pl_test_dir());
    snprintf(passfile, sizeof passfile, "%s/pass", pl_test_dir());
    snprintf(env_service, sizeof env_service, "PGSERVICEFILE=%s", service);
    snprintf(env_pass, sizeof env_pass, "PGPASSFILE=%s", passfile);
    FILE *f = fopen(service, "w");
    fprintf(f,
            "# services\n[other]\nuser=nobody\n[mine]\nhost = "
            "127.0.0.1\nport=%u\nuser=golden\ndbname=postgres\n",
            pg.port);
    fclose(f);
    f = fopen(passfile, "w");
    fprintf(f, "127.0.0.1:%u:*:locked:secret\n", pg.port);
    fclose(f);
    chmod(passfile, 0600);
    const char *basic[] = { "PGHOST=127.0.0.1",
                            port,
                            "PGUSER=golden",
                            "PGDATABASE=template1",
                            "PGAPPNAME=tests",
                            "PGTZ=Europe/Berlin",
                            "PGOPTIONS=-c search_path=a,b",
                            NULL };
    CHECK_STR(whoami("postgres://", basic),
              "u,d,n,z,p: \"golden\",\"template1\",\"tests\",\"Europe/Berlin\",\"a,b\"",
              "variables");
    CHECK_STR(whoami("postgres:///postgres?application_name=it&search_path=zz&TimeZone=Asia/Tokyo",
                     basic),
              "u,d,n,z,p: \"golden\",\"postgres\",\"it\",\"Asia/Tokyo\",\"zz\"",
              "the string is stronger");
    const char *by_service[] = { env_service, "PGSERVICE=mine", "PGUSER=nobody", NULL };
    CHECK_STR(whoami("postgres://", by_service),
              "u,d,n,z,p: \"golden\",\"postgres\",\"\",\"UTC\",\"\\\"$user\\\", public\"",
              "service");
    const char *only_file[] = { env_service, NULL };
    CHECK_STR(whoami("postgres:///template1?service=mine", only_file),
              "u,d,n,z,p: \"golden\",\"template1\",\"\",\"UTC\",\"\\\"$user\\\", public\"",
              "service in the string");
    CHECK(strstr(whoami("postgres:///?service=gone", only_file), "unable to find service: gone"),
          "unknown service");
    snprintf(url, sizeof url, "postgres://locked@127.0.0.1:%u/postgres", pg.port);
    const char *by_file[] = { env_pass, NULL };
    CHECK(strstr(whoami(url, by_file), "\"locked\",\"postgres\""), "password file");
    const char *by_variable[] = { "PGPASSWORD=secret", NULL };
    CHECK(strstr(whoami(url, by_variable), "\"locked\",\"postgres\""), "password variable");
    snprintf(url, sizeof url, "postgres://golden@/postgres?host=%s&port=%u", pg.dir, pg.port);
    CHECK(strstr(whoami(url, NULL), "\"golden\",\"postgres\""), "socket");
    snprintf(url, sizeof url, "postgresql://golden@localhost:%u/postgres", pg.port);
    CHECK(strstr(whoami(url, NULL), "\"golden\",\"postgres\""), "by name");
}

/* ---- nothing answers */

TEST(a_connection_that_hangs_ends_at_its_timeout)
{
    if (client_missing("libpq.so.5"))
        return;
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(fd, (struct sockaddr *)&at, len) == 0 && listen(fd, 1) == 0, "listen");
    getsockname(fd, (struct sockaddr *)&at, &len);
    char url[128], why[600], want[600];
    unsigned port = ntohs(at.sin_port);
    snprintf(url, sizeof url, "postgres://u@127.0.0.1:%u/d?connect_timeout=1&sslmode=disable",
             port);
    CHECK(!try_open(url, NULL, why, sizeof why), "no answer");
    snprintf(want, sizeof want,
             "failed to connect to `user=u database=d`: 127.0.0.1:%u (127.0.0.1): dial error: "
             "timeout: context "
             "deadline exceeded",
             port);
    CHECK_STR(why, want, "text");
    close(fd);
}

/* ---- the last one: a server with TLS */

static const struct {
    const char *what, *user, *rest, *want;
} secure[] = {
    { "TLS is tried first", "golden", "postgres", "ssl: true" },
    { "not if it was not asked for", "golden", "postgres?sslmode=disable", "ssl: false" },
    { "nor if it need not be", "golden", "postgres?sslmode=allow", "ssl: false" },
    { "it may be needed", "golden", "postgres?sslmode=require", "ssl: true" },
    { "a password goes through it", "locked:secret", "postgres", "ssl: true" },
    { "its certificate is checked", "golden", "postgres?sslmode=verify-full&sslrootcert=DIR/crt",
      "ssl: true" },
    { "against one that is there", "golden", "postgres?sslmode=verify-ca&sslrootcert=DIR/none",
      "failed to connect to `user=golden database=postgres`: 127.0.0.1:P (127.0.0.1): tls error: "
      "root certificate file \"DIR/none\" does not exist" },
    { "a refused password is final", "locked:no", "postgres",
      "failed to connect to `user=locked database=postgres`: 127.0.0.1:P (127.0.0.1): failed SASL "
      "auth: FATAL: password authentication failed for user \"locked\" (SQLSTATE 28P01)" },
    { "so is a database that is not there", "golden", "nope",
      "failed to connect to `user=golden database=nope`: 127.0.0.1:P (127.0.0.1): server error: "
      "FATAL: database \"nope\" does not exist (SQLSTATE 3D000)" },
};

/* A certificate for 127.0.0.1, of the account of the server. */
static bool make_certificate(void)
{
    char key[600], crt[600], log[600];
    snprintf(key, sizeof key, "%s/key", pg.dir);
    snprintf(crt, sizeof crt, "%s/crt", pg.dir);
    snprintf(log, sizeof log, "%s/log", pg.dir);
    const char *argv[] = { "openssl",
                           "req",
                           "-new",
                           "-x509",
                           "-days",
                           "2",
                           "-nodes",
                           "-subj",
                           "/CN=own",
                           "-addext",
                           "subjectAltName=IP:127.0.0.1",
                           "-out",
                           crt,
                           "-keyout",
                           key,
                           NULL };
    if (server_run("postgres", log, argv) != 0)
        return false;
    return chmod(key, 0600) == 0;
}

static const char *put_dir(const char *text, const char *dir, char *out, size_t size)
{
    const char *at = strstr(text, "DIR");
    snprintf(out, size, "%.*s%s%s", at ? (int)(at - text) : (int)strlen(text), text, at ? dir : "",
             at ? at + 3 : "");
    return out;
}

TEST(z_a_server_with_tls_is_met_in_each_way)
{
    char sql[800], why[1024] = "", url[800], want[1024];
    if (!started())
        return;
    if (!make_certificate()) {
        print_message("openssl is not installed: skipped\n");
        return;
    }
    pl_db *db = open_db();
    result r = { 0 };
    snprintf(sql, sizeof sql, "alter system set ssl_cert_file = '%s/crt'", pg.dir);
    CHECK_STR(result_sql(&r, db, sql), "", sql);
    snprintf(sql, sizeof sql, "alter system set ssl_key_file = '%s/key'", pg.dir);
    CHECK_STR(result_sql(&r, db, sql), "", sql);
    CHECK_STR(result_sql(&r, db, "alter system set ssl = on"), "", "on");
    result_sql(&r, db, "select pg_reload_conf()");
    result_done(&r);
    pl_db_close(db);
    snprintf(url, sizeof url, "%s", url_of("golden", "postgres?sslmode=require"));
    for (int i = 0; i < 3000 && !(db = try_open(url, NULL, why, sizeof why)); i++)
        usleep(20000);
    CHECK(db, why);
    pl_db_close(db);
    for (size_t i = 0; i < PL_COUNT(secure); i++) {
        r = (result){ 0 };
        put_dir(url_of(secure[i].user, secure[i].rest), pg.dir, url, sizeof url);
        db = try_open(url, NULL, why, sizeof why);
        if (db)
            snprintf(
                why, sizeof why, "%s",
                result_sql(&r, db, "select ssl from pg_stat_ssl where pid = pg_backend_pid()"));
        CHECK_STR(shown_port(why), put_dir(secure[i].want, pg.dir, want, sizeof want),
                  secure[i].what);
        result_done(&r);
        pl_db_close(db);
    }
}
