#include "cli/prompt.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A signal may arrive just before read() blocks, or be handled by another thread: the handler
 * leaves a byte in a pipe, and who waits for input waits for that, too. */
static volatile sig_atomic_t interrupted;
static int bell[2] = { -1, -1 };

static void note_interrupt(int signal)
{
    int error = errno;

    (void)signal;
    interrupted = 1;
    if (write(bell[1], "", 1) < 0)
        errno = 0; /* full: it rings already */
    errno = error;
}

/* Is there something to read, or the end? False on an interrupt. */
static bool wait_for_input(void)
{
    struct pollfd fds[] = { { STDIN_FILENO, POLLIN, 0 }, { bell[0], POLLIN, 0 } };

    while (!interrupted) {
        int n = poll(fds, bell[0] < 0 ? 1 : 2, -1);
        if (n < 0 ? errno != EINTR : fds[0].revents != 0)
            break;
    }
    return !interrupted;
}

/* Append what there is to read. False at the end of the input and on an interrupt. */
static bool read_more(pl_prompt *p)
{
    char bytes[4096];
    ssize_t n = -1;

    while (wait_for_input() && (n = read(STDIN_FILENO, bytes, sizeof bytes)) < 0 && errno == EINTR)
        ;
    if (n > 0)
        pl_output_bytes(&p->text, bytes, (size_t)n);
    return n > 0 && !interrupted;
}

/* The next line without its end; what comes behind the last line end is none (recorded). */
static bool next_line(pl_prompt *p, pl_str *line)
{
    size_t searched = p->at;

    for (;;) {
        const char *from = p->text.ptr + searched, *end = NULL;
        if (searched < p->text.len)
            end = memchr(from, '\n', p->text.len - searched);
        if (end) {
            *line = (pl_str){ p->text.ptr + p->at, (size_t)(end - p->text.ptr) - p->at };
            p->at = (size_t)(end - p->text.ptr) + 1;
            return true;
        }
        searched = p->text.len;
        if (!read_more(p))
            return false;
    }
}

static void print_question(pl_prompt *p, pl_str name, pl_str description)
{
    pl_output out = { 0 };

    if (!p->began)
        pl_output_text(&out, "\nVariables defined with no value set.\n");
    p->began = true;
    pl_output_format(&out, "\033[0m\033[1m%.*s\033[0m\n", PL_FMT(name));
    if (description.len)
        pl_output_format(&out, "  %.*s\n\n", PL_FMT(description));
    pl_output_text(&out, "  \033[1mEnter a value:\033[0m ");
    pl_output_flush(&out, STDOUT_FILENO);
    pl_output_done(&out);
}

pl_asked pl_prompt_ask(void *prompt, pl_str name, pl_str description, pl_str *answer)
{
    struct sigaction ours = { .sa_handler = note_interrupt }, theirs;
    bool got;

    interrupted = 0;
    if (pipe2(bell, O_CLOEXEC | O_NONBLOCK) != 0)
        bell[0] = bell[1] = -1;
    sigaction(SIGINT, &ours, &theirs);
    print_question(prompt, name, description);
    got = next_line(prompt, answer);
    sigaction(SIGINT, &theirs, NULL);
    close(bell[0]);
    close(bell[1]);
    if (interrupted) {
        pl_cli_write(STDOUT_FILENO, "SIG\n\n", 5);
        return PL_ASKED_INTERRUPT;
    }
    if (got)
        pl_cli_write(STDOUT_FILENO, "\n", 1);
    return got ? PL_ASKED_ANSWER : PL_ASKED_END;
}

void pl_prompt_done(pl_prompt *prompt)
{
    pl_output_done(&prompt->text);
}
