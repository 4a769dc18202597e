/* prompt.c - asks for values of variables on the terminal, and restores the terminal whatever ends
 * the question. */
#include "cli/prompt.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* A signal may arrive just before read() blocks, or be handled by another thread; therefore its
 * handler puts a byte into a pipe, and waiting for input includes that pipe. */
static volatile sig_atomic_t interrupted;
static int bell[2] = { -1, -1 };

static void note_interrupt(int signal)
{
    int error = errno;

    (void)signal;
    interrupted = 1;
    if (write(bell[1], "", 1) < 0)
        errno = 0; /* the pipe is full, so it is readable already */
    errno = error;
}

/* Wait until there is something to read, or the end of the input. False: an interrupt. */
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

/* Append the available input. False: the input has ended, or an interrupt. */
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

/* The next line without its end. Text after the last line end is not a line (recorded). */
static bool next_line(pl_prompt *p, pl_str *line)
{
    size_t searched = p->at;

    assert(p->at <= p->text.len);
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

static void print_recorded(pl_prompt *p, const pl_question *q)
{
    pl_output out = { 0 };

    if (!p->began)
        pl_output_text(&out, "\nVariables defined with no value set.\n");
    pl_output_format(&out, "\033[0m\033[1m%.*s\033[0m\n", PL_FMT(q->name));
    if (q->description.len) {
        pl_output_text(&out, "  ");
        pl_output_data(&out, STDOUT_FILENO, q->description);
        pl_output_text(&out, "\n\n");
    }
    pl_output_text(&out, "  \033[1mEnter a value:\033[0m ");
    pl_output_flush_painted(&out, STDOUT_FILENO);
    pl_output_done(&out);
}

static void print_own(pl_prompt *p, const pl_question *q)
{
    const char *bold = p->color ? "\033[1m" : "", *plain = p->color ? "\033[0m" : "";
    pl_output out = { 0 };

    if (!p->began)
        pl_output_text(&out, "Some variables have no value. Ctrl-C ends; --var name=value and "
                             ".ppvars files spare the questions.\n\n");
    pl_output_format(&out, "%s%.*s%s", bold, PL_FMT(q->name), plain);
    if (q->type.len)
        pl_output_format(&out, " (%.*s)", PL_FMT(q->type));
    if (q->description.len) {
        pl_output_text(&out, ": ");
        pl_output_data(&out, STDERR_FILENO, q->description);
    }
    pl_output_format(&out, "\n  value%s: ", q->sensitive ? ", which is not shown" : "");
    pl_output_flush_painted(&out, STDERR_FILENO);
    pl_output_done(&out);
}

/* What a question changes and must restore. */
typedef struct guarded {
    struct sigaction interrupt, terminate, hangup;
    struct termios terminal;
    bool hidden;
} guarded;

static void begin_question(guarded *g, bool hide)
{
    struct sigaction ours = { .sa_handler = note_interrupt };
    struct termios quiet;

    interrupted = 0;
    if (pipe2(bell, O_CLOEXEC | O_NONBLOCK) != 0)
        bell[0] = bell[1] = -1;
    sigaction(SIGINT, &ours, &g->interrupt);
    if (!hide)
        return;
    sigaction(SIGTERM, &ours, &g->terminate);
    sigaction(SIGHUP, &ours, &g->hangup);
    if (tcgetattr(STDIN_FILENO, &g->terminal) != 0)
        return;
    quiet = g->terminal;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    quiet.c_lflag |= ECHONL;
    g->hidden = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
}

static void end_question(const guarded *g, bool hide)
{
    if (g->hidden)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &g->terminal);
    if (hide) {
        sigaction(SIGTERM, &g->terminate, NULL);
        sigaction(SIGHUP, &g->hangup, NULL);
    }
    sigaction(SIGINT, &g->interrupt, NULL);
    if (bell[0] >= 0) {
        close(bell[0]);
        close(bell[1]);
    }
    bell[0] = bell[1] = -1;
}

pl_asked pl_prompt_ask(void *prompt, const pl_question *question, pl_str *answer)
{
    pl_prompt *p = prompt;
    bool hide = p->own && question->sensitive && isatty(STDIN_FILENO), got;
    guarded g = { 0 };

    if (p->ended) /* the explanation of the failure would ask once more */
        return PL_ASKED_INTERRUPT;
    begin_question(&g, hide);
    if (p->own)
        print_own(p, question);
    else
        print_recorded(p, question);
    p->began = true;
    got = next_line(p, answer);
    end_question(&g, hide);
    p->ended = interrupted != 0;
    if (p->ended) {
        if (p->own)
            pl_cli_write(STDERR_FILENO, "\n", 1);
        else
            pl_cli_write(STDOUT_FILENO, "SIG\n\n", 5);
        return PL_ASKED_INTERRUPT;
    }
    if (got && !p->own)
        pl_cli_write(STDOUT_FILENO, "\n", 1);
    return got ? PL_ASKED_ANSWER : PL_ASKED_END;
}

void pl_prompt_done(pl_prompt *prompt)
{
    pl_output_done(&prompt->text);
}
