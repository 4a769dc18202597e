/* server.h - database servers of this test run: private ones, gone with it.
 *
 * A server runs as a child that dies with us. It needs an account that is not root:
 * tests run by root start it as the account that the package made. */
#ifndef PL_TEST_SERVER_H
#define PL_TEST_SERVER_H
#include "unit/test.h"
#include "base/cast.h"
#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct server {
    char dir[512]; /* of its files */
    unsigned port;
    pid_t pid;
} server;

static inline bool server_become(const char *account)
{
    struct passwd *pw = geteuid() == 0 ? getpwnam(account) : NULL;
    return !pw || (setgid(pw->pw_gid) == 0 && setuid(pw->pw_uid) == 0);
}

/* Start a program as `account`, its output in `log`. */
static inline pid_t server_spawn(const char *account, const char *log, const char *const *argv)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666);
    dup2(fd, 1);
    dup2(fd, 2);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    if (!server_become(account) || chdir("/") != 0)
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT); /* changing the account took it away */
    execvp(argv[0], pl_unconst(argv));
    _exit(127);
}

static inline int server_run(const char *account, const char *log, const char *const *argv)
{
    int status = -1;
    waitpid(server_spawn(account, log, argv), &status, 0);
    return status;
}

/* A directory that belongs to the account. Short: sockets are in it. */
static inline void server_make_dir(server *s, const char *name, const char *account)
{
    struct passwd *pw = geteuid() == 0 ? getpwnam(account) : NULL;
    snprintf(s->dir, sizeof s->dir, "%s/%s", pl_test_dir(), name);
    chmod(pl_test_dir(), 0755);
    mkdir(s->dir, 0755);
    if (pw && chown(s->dir, pw->pw_uid, pw->pw_gid) != 0)
        fail();
    s->port = 10000 + (unsigned)getpid() % 20000; /* below those that clients get */
}

static inline void server_stop(server *s, int signal)
{
    if (s->pid > 0) {
        kill(s->pid, signal);
        waitpid(s->pid, NULL, 0);
    }
    s->pid = 0;
}

/* The newest /usr/lib/postgresql/<n>/bin, or NULL. */
static inline const char *server_pg_bin(void)
{
    static char path[300];
    int newest = 0;
    DIR *dir = opendir("/usr/lib/postgresql");
    for (struct dirent *e; dir && (e = readdir(dir));)
        if (atoi(e->d_name) > newest)
            newest = atoi(e->d_name);
    if (dir)
        closedir(dir);
    snprintf(path, sizeof path, "/usr/lib/postgresql/%d/bin", newest);
    return newest ? path : NULL;
}

/* What was killed may hold its files for a moment: start it again when it has ended at once. */
static inline void server_keep(server *s, void (*start)(server *))
{
    if (waitpid(s->pid, NULL, WNOHANG) == s->pid)
        start(s);
}

static inline bool server_missing(const char *what)
{
    const char *ci = getenv("CI");
    print_message("%s is not installed: skipped\n", what);
    if (ci && !strcmp(ci, "true"))
        fail();
    return true;
}

static inline void server_start_pg(server *s)
{
    char postgres[320], data[600], log[600], port[16], key[700];
    snprintf(postgres, sizeof postgres, "%s/postgres", server_pg_bin());
    snprintf(data, sizeof data, "%s/data", s->dir);
    snprintf(log, sizeof log, "%s/log", s->dir);
    snprintf(port, sizeof port, "%u", s->port);
    snprintf(key, sizeof key, "unix_socket_directories=%s", s->dir);
    const char *argv[] = {
        postgres, "-D",        data, "-p",           port, "-c", "listen_addresses=127.0.0.1",
        "-c",     "fsync=off", "-c", "timezone=UTC", "-c", key,  NULL
    };
    s->pid = server_spawn("postgres", log, argv);
}

/* A PostgreSQL server: user "golden" without a password, "locked" with password "secret".
 * False, with a message: none is installed. */
static inline bool server_open_pg(server *s)
{
    char initdb[320], data[600], log[600], hba[700];
    if (!server_pg_bin())
        return !server_missing("PostgreSQL");
    server_make_dir(s, "pg", "postgres");
    snprintf(initdb, sizeof initdb, "%s/initdb", server_pg_bin());
    snprintf(data, sizeof data, "%s/data", s->dir);
    snprintf(log, sizeof log, "%s/log", s->dir);
    const char *argv[] = { initdb,  "-D", data,   "-U",        "golden", "-A",
                           "trust", "-E", "UTF8", "--no-sync", NULL };
    if (server_run("postgres", log, argv) != 0) {
        print_error("initdb failed: see %s\n", log);
        fail();
    }
    snprintf(hba, sizeof hba, "%s/pg_hba.conf", data);
    FILE *file = fopen(hba, "w");
    fputs("host all locked all scram-sha-256\nhost all old all md5\nhost all all all trust\n"
          "local all all trust\n",
          file);
    fclose(file);
    server_start_pg(s);
    return true;
}

static inline void server_start_maria(server *s)
{
    char data[600], log[600], port[32], socket[600], temp[600];
    snprintf(data, sizeof data, "--datadir=%s/data", s->dir);
    snprintf(log, sizeof log, "%s/log", s->dir);
    snprintf(port, sizeof port, "--port=%u", s->port);
    snprintf(socket, sizeof socket, "--socket=%s/sock", s->dir);
    snprintf(temp, sizeof temp, "--tmpdir=%s", s->dir);
    const char *argv[] = { "/usr/sbin/mariadbd",
                           "--no-defaults",
                           data,
                           port,
                           socket,
                           temp,
                           "--bind-address=127.0.0.1",
                           "--innodb-flush-log-at-trx-commit=0",
                           "--skip-log-bin",
                           "--character-set-server=utf8mb4",
                           NULL };
    s->pid = server_spawn("mysql", log, argv);
}

/* A MariaDB server: user "root" without a password. False, with a message: none is there. */
static inline bool server_open_maria(server *s)
{
    char data[600], log[600], install[700];
    if (access("/usr/sbin/mariadbd", X_OK) != 0)
        return !server_missing("MariaDB");
    server_make_dir(s, "maria", "mysql");
    snprintf(data, sizeof data, "--datadir=%s/data", s->dir);
    snprintf(log, sizeof log, "%s/log", s->dir);
    snprintf(install, sizeof install, "mariadb-install-db");
    const char *make[] = { install,
                           "--no-defaults",
                           data,
                           "--skip-test-db",
                           "--auth-root-authentication-method=normal",
                           NULL };
    if (server_run("mysql", log, make) != 0) {
        print_error("mariadb-install-db failed: see %s\n", log);
        fail();
    }
    server_start_maria(s);
    return true;
}

#endif
