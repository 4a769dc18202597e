#include "cli/spinner.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/output.h"
#include "cli/terminal.h"

#define PERIOD UINT64_C(100000000)
enum { MARGIN = 7 };

static uint64_t now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

void pl_spinner_begin(pl_spinner *spinner, int fd)
{
    memset(spinner, 0, sizeof(*spinner));
    spinner->on = fd >= 0;
    spinner->fd = fd;
}

/* The number of bytes of the message that fit; no character is cut. */
static size_t fitting(const char *message, unsigned columns)
{
    size_t n = strlen(message), most = columns > MARGIN ? columns - MARGIN : 0;

    if (n <= most || !columns)
        return n;
    while (most > 0 && ((unsigned char)message[most] & 0xc0) == 0x80)
        most--;
    return most;
}

static void draw_frame(pl_spinner *spinner)
{
    static const char frames[][4] = { "⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏" };
    size_t n = fitting(spinner->message, pl_terminal_columns());
    pl_output out = { 0 };

    assert(spinner->on && spinner->message[0]);
    if (!spinner->shown)
        pl_output_text(&out, "\033[?25l");
    pl_output_format(&out, "\r\033[K%s ", frames[spinner->frame++ % 10]);
    pl_output_data(&out, spinner->fd, (pl_str){ spinner->message, n });
    pl_output_text(&out, n < strlen(spinner->message) ? " …" : "");
    pl_output_flush_painted(&out, spinner->fd);
    pl_output_done(&out);
    spinner->shown = true;
}

void pl_spinner_turn(pl_spinner *spinner, const char *message)
{
    uint64_t now;

    if (!spinner->on)
        return;
    if (message)
        snprintf(spinner->message, sizeof(spinner->message), "%s", message);
    now = now_ns();
    if (now < spinner->next || !spinner->message[0])
        return;
    spinner->next = now + PERIOD;
    draw_frame(spinner);
}

void pl_spinner_wipe(pl_spinner *spinner)
{
    static const char wipe[] = "\r\033[K\033[?25h";

    if (!atomic_exchange(&spinner->shown, false))
        return;
    pl_cli_write(spinner->fd, wipe, sizeof(wipe) - 1);
}

void pl_spinner_hide(pl_spinner *spinner)
{
    pl_spinner_wipe(spinner);
    spinner->next = 0;
}
