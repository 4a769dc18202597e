/* run_pg.c - 1,000 trivial controls on PostgreSQL over a socket, from start to exit (child.h).
 *
 * The server is a private one in a folder of its own, which ends with this program; where
 * PostgreSQL is not installed there is nothing to measure. The floor is one thread that keeps as
 * many connections busy (floor_postgres.c). */
#include "child.h"
#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONTROLS = 1000 };

typedef struct cluster {
    char bin[300], dir[300]; /* short: a socket is in it */
    pid_t pid;
} cluster;

/* The newest /usr/lib/postgresql/<n>/bin. */
static bool find_server(cluster *c)
{
    int newest = 0;
    DIR *dir = opendir("/usr/lib/postgresql");
    for (struct dirent *e; dir && (e = readdir(dir));)
        if (atoi(e->d_name) > newest)
            newest = atoi(e->d_name);
    if (dir)
        closedir(dir);
    snprintf(c->bin, sizeof c->bin, "/usr/lib/postgresql/%d/bin", newest);
    return newest > 0;
}

/* Servers do not run as root: the account of the package is there for them. */
static struct passwd *account(void)
{
    return geteuid() == 0 ? getpwnam("postgres") : NULL;
}

static pid_t start(const cluster *c, char *const *argv)
{
    char program[400];
    struct passwd *pw = account();
    pid_t pid = fork();
    if (pid)
        return pid;
    snprintf(program, sizeof program, "%s/%s", c->bin, argv[0]);
    int fd = open("/dev/null", O_RDWR);
    dup2(fd, 1);
    dup2(fd, 2);
    if ((pw && (setgid(pw->pw_gid) != 0 || setuid(pw->pw_uid) != 0)) || chdir("/") != 0)
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    execv(program, argv);
    _exit(127);
}

static void make_cluster(cluster *c)
{
    struct passwd *pw = account();
    int status = -1;
    snprintf(c->dir, sizeof c->dir, "/tmp/pipelite-bench-XXXXXX");
    if (!mkdtemp(c->dir) || (pw && chown(c->dir, pw->pw_uid, pw->pw_gid) != 0))
        bench_die("cannot make", c->dir);
    char data[320];
    snprintf(data, sizeof data, "%s/data", c->dir);
    char *init[] = { "initdb", "-D", data, "-U", "bench", "-A", "trust", "--no-sync", NULL };
    waitpid(start(c, init), &status, 0);
    if (status != 0)
        bench_die("cannot initialise", data);
    char key[400];
    snprintf(key, sizeof key, "unix_socket_directories=%s", c->dir);
    char *serve[] = { "postgres", "-D", data, "-c",        "listen_addresses=",
                      "-c",       key,  "-c", "fsync=off", NULL };
    c->pid = start(c, serve);
    char socket[340];
    snprintf(socket, sizeof socket, "%s/.s.PGSQL.5432", c->dir);
    for (int i = 0; i < 1000 && access(socket, F_OK) != 0; i++)
        usleep(10000);
    usleep(200000); /* it may still be starting up */
}

static void end_cluster(cluster *c)
{
    char command[400];
    kill(c->pid, SIGINT);
    waitpid(c->pid, NULL, 0);
    snprintf(command, sizeof command, "rm -rf '%s'", c->dir);
    if (system(command) != 0)
        bench_die("cannot remove", c->dir);
}

static FILE *create(const char *dir, const char *name)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *out = fopen(path, "w");
    if (!out)
        bench_die("cannot write", path);
    return out;
}

static void write_mod(const char *dir, const cluster *c)
{
    FILE *out = create(dir, "mod.pp");
    fprintf(out,
            "mod \"pg\" {\n  database = \"postgresql://bench@/postgres?host=%s\"\n}\n"
            "benchmark \"trivial\" {\n  children = [\n",
            c->dir);
    for (int i = 0; i < CONTROLS; i++)
        fprintf(out, "    control.c%d,\n", i);
    fprintf(out, "  ]\n}\n");
    for (int i = 0; i < CONTROLS; i++)
        fprintf(out,
                "control \"c%d\" {\n  title = \"Control %d\"\n  sql = \"select 'ok' as status, "
                "'r%d' as resource, 'fine' as reason, %d as n\"\n}\n",
                i, i, i, i);
    fclose(out);
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *tools = bench_tools(argv[0]);
    char floor_path[4200], url[400];
    cluster c = { .pid = 0 };
    if (!find_server(&c)) {
        fprintf(stderr, "bench: PostgreSQL is not installed\n");
        return 0;
    }
    mkdir(bench_data("runs-pg"), 0777);
    char *dir = bench_absolute(bench_data("runs-pg")), *pipelite = bench_absolute("build/pipelite");
    make_cluster(&c);
    write_mod(dir, &c);
    snprintf(floor_path, sizeof floor_path, "%s/floor_postgres", tools);
    snprintf(url, sizeof url, "host=%s user=bench dbname=postgres", c.dir);
    bench_command each = { .argv = { floor_path, url, "1000", "10" } };
    bench_command json = { .argv = { pipelite, "benchmark", "run", "trivial", "--output", "json",
                                     "--progress=false" },
                           .dir = dir,
                           .warm = true };
    bench_command_run("run/1000-controls-pg-json", &json, &each, 0);
    end_cluster(&c);
    free(pipelite);
    free(dir);
    return 0;
}
