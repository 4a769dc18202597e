/* SIGPIPE of a thread that is in a client library: its host may have any disposition. */
#include "db/pipe.h"
#include "unit/test.h"
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

/* How a child ends that does this, as a shell reports it: 128 plus the signal. */
static int status_of(void (*child)(void))
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGPIPE, SIG_DFL);
        child();
        _exit(7);
    }
    CHECK(pid > 0 && waitpid(pid, &status, 0) == pid, "a child");
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void break_pipe(void)
{
    int fds[2];
    if (pipe(fds) != 0)
        _exit(1);
    close(fds[0]);
    if (write(fds[1], "x", 1) >= 0)
        _exit(2);
    close(fds[1]);
}

static void in_guard(void)
{
    pl_pipe_guard guard;
    pl_pipe_begin(&guard, true);
    break_pipe();
    break_pipe();
    pl_pipe_end(&guard);
}

static void after_guard(void)
{
    in_guard();
    break_pipe();
}

static void in_none(void)
{
    pl_pipe_guard guard;
    pl_pipe_begin(&guard, false);
    break_pipe();
    pl_pipe_end(&guard);
}

static void in_two(void)
{
    pl_pipe_guard guard;
    pl_pipe_begin(&guard, true);
    in_guard();
    break_pipe();
    pl_pipe_end(&guard);
}

static void *break_in_thread(void *ctx)
{
    break_pipe();
    return ctx;
}

static void in_thread_of_guard(void)
{
    pl_pipe_guard guard;
    pthread_t thread;
    pl_pipe_begin(&guard, true);
    if (pthread_create(&thread, NULL, break_in_thread, NULL) != 0)
        _exit(3);
    pthread_join(thread, NULL);
    pl_pipe_end(&guard);
}

/* The host blocked it and waits for it: it finds it. */
static void what_is_the_hosts(void)
{
    sigset_t set, waits;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    break_pipe();
    in_guard();
    sigpending(&waits);
    _exit(sigismember(&waits, SIGPIPE) ? 9 : 8);
}

static const struct {
    const char *what;
    void (*child)(void);
    int want;
} rows[] = {
    { "without a guard the host ends", break_pipe, 128 + SIGPIPE },
    { "in a guard it does not", in_guard, 7 },
    { "afterwards it is as it was", after_guard, 128 + SIGPIPE },
    { "where there are no sockets nothing is done", in_none, 128 + SIGPIPE },
    { "guards may be nested", in_two, 7 },
    { "threads started in there have it", in_thread_of_guard, 7 },
    { "what waits for the host is left to it", what_is_the_hosts, 9 },
};

TEST(a_broken_connection_ends_no_host)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_INT(status_of(rows[i].child), rows[i].want, rows[i].what);
}
