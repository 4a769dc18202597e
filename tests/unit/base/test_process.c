/* Programs that are run to their end. */
#include "base/process.h"
#include "base/str.h"
#include "unit/test.h"
#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 1 << 20 };

static const char *const usual[] = { "PATH=/usr/bin:/bin", "WORD=held", NULL };

static const struct {
    const char *what, *script, *out, *err;
    int code;
} rows[] = {
    { "both streams are taken", "echo one; echo two >&2", "one\n", "two\n", 0 },
    { "the status is that of the program", "exit 7", "", "", 7 },
    { "it has nothing to read", "cat; echo end", "end\n", "", 0 },
    { "it has the environment that it was given", "echo $WORD$HOME", "held\n", "", 0 },
    { "it may close its streams early", "exec >&- 2>&-; exit 3", "", "", 3 },
    { "signals end it as they end others", "kill -PIPE $$; exit 1", "", "", 128 + SIGPIPE },
};

TEST(programs_run_to_their_end)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        const char *argv[] = { "sh", "-c", rows[i].script, NULL };
        pl_process p = { .argv = argv, .environment = usual, .max_output = MOST, .stop = NULL };
        pl_buf out = { 0 }, err = { 0 };
        int status;
        CHECK_INT(pl_process_run(&p, &out, &err, &status), 0, rows[i].what);
        CHECK_INT(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), rows[i].code,
                  rows[i].what);
        pl_buf_byte(&out, 0);
        pl_buf_byte(&err, 0);
        CHECK_STR(out.ptr, rows[i].out, rows[i].what);
        CHECK_STR(err.ptr, rows[i].err, rows[i].what);
        pl_buf_done(&out);
        pl_buf_done(&err);
    }
}

static int try_to_run(const char *program, const char *const *environment)
{
    const char *argv[] = { program, NULL };
    pl_process p = { .argv = argv, .environment = environment, .max_output = MOST, .stop = NULL };
    pl_buf out = { 0 }, err = { 0 };
    int status;
    int e = pl_process_run(&p, &out, &err, &status);
    pl_buf_done(&out);
    pl_buf_done(&err);
    return e;
}

TEST(programs_are_looked_for_in_the_path_that_was_given)
{
    char dir[300], path[320], entry[700];
    const char *environment[] = { entry, NULL };
    snprintf(dir, sizeof dir, "%s/process", pl_test_dir());
    snprintf(path, sizeof path, "%s/own", dir);
    mkdir(dir, 0755);
    FILE *file = fopen(path, "w");
    fputs("#!/bin/sh\nexit 0\n", file);
    fclose(file);
    snprintf(entry, sizeof entry, "PATH=:/nowhere:%s", dir);
    CHECK_INT(try_to_run("own", environment), ENOENT, "it cannot be executed");
    chmod(path, 0755);
    CHECK_INT(try_to_run("own", environment), 0, "found");
    CHECK_INT(try_to_run("own", usual), ENOENT, "not there");
    CHECK_INT(try_to_run(path, usual), 0, "by its path");
    CHECK_INT(try_to_run(dir, usual), ENOENT, "a directory");
    CHECK_INT(try_to_run("sh", NULL), 0, "no environment");
}

TEST(more_than_is_wanted_is_dropped)
{
    const char *argv[] = { "sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2",
                           NULL };
    pl_process p = { .argv = argv, .environment = usual, .max_output = 1000, .stop = NULL };
    pl_buf out = { 0 }, err = { 0 };
    int status;
    CHECK_INT(pl_process_run(&p, &out, &err, &status), 0, "run");
    CHECK(out.len == 1000 && err.len == 1000 && status == 0, "bounded");
    pl_buf_done(&out);
    pl_buf_done(&err);
}

/* Fires when the program has begun: it makes a file. */
typedef struct stopping {
    char path[300];
    _Atomic bool fired;
} stopping;

static void *stop_it(void *ctx)
{
    stopping *s = ctx;
    while (access(s->path, F_OK) != 0)
        usleep(1000);
    atomic_store(&s->fired, true);
    return NULL;
}

TEST(a_stop_ends_the_program)
{
    stopping s = { 0 };
    char script[400];
    const char *argv[] = { "sh", "-c", script, NULL };
    pl_process p = { .argv = argv, .environment = usual, .max_output = MOST, .stop = &s.fired };
    pl_buf out = { 0 }, err = { 0 };
    pthread_t thread;
    int status;
    snprintf(s.path, sizeof s.path, "%s/begun", pl_test_dir());
    snprintf(script, sizeof script, "trap '' TERM; : >%s; while :; do sleep 1; done", s.path);
    pthread_create(&thread, NULL, stop_it, &s);
    CHECK_INT(pl_process_run(&p, &out, &err, &status), ECANCELED, "stopped");
    CHECK(WIFSIGNALED(status), "by force when it does not listen");
    pthread_join(thread, NULL);
    pl_buf_done(&out);
    pl_buf_done(&err);
}

static int run_limited(pl_process p, pl_buf *out)
{
    pl_buf err = { 0 };
    int status;
    p.environment = usual;
    p.group = true;
    int error = pl_process_run(&p, out, &err, &status);
    pl_buf_done(&err);
    return error;
}

TEST(programs_run_where_they_are_told)
{
    const char *argv[] = { "sh", "-c", "pwd", NULL };
    pl_buf out = { 0 };
    CHECK_INT(run_limited((pl_process){ .argv = argv, .dir = "/", .max_output = MOST }, &out), 0,
              "it runs");
    pl_buf_byte(&out, 0);
    CHECK_STR(out.ptr, "/\n", "the folder");
    pl_buf_done(&out);
}

TEST(programs_without_end_are_ended)
{
    const char *endless[] = { "sh", "-c", "while :; do echo line; done", NULL };
    const char *loud[] = { "sh", "-c", "while :; do echo line >&2; done", NULL };
    pl_process p = { .argv = endless, .max_output = 1000, .ends_at_max = true };
    pl_buf out = { 0 };
    CHECK_INT(run_limited(p, &out), EOVERFLOW, "too much output");
    CHECK_INT(out.len, 1000, "what is kept");
    p.argv = loud;
    CHECK_INT(run_limited(p, &out), EOVERFLOW, "too many messages");
    p = (pl_process){ .argv = endless, .max_output = 1000, .most_ms = 200 };
    CHECK_INT(run_limited(p, &out), ETIME, "too long");
    pl_buf_done(&out);
}
