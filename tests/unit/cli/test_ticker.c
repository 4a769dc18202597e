/* What the ticker writes while its caller waits; a pipe stands for the terminal. */
#include "cli/ticker.h"
#include "unit/place.h"
#include <poll.h>
#include <unistd.h>

#define WIPE "\r\033[K\033[?25h"

typedef struct line {
    pl_ticker ticker;
    int pipe[2];
    char text[4096];
    size_t len;
} line;

static void open_line(line *l, bool shown)
{
    memset(l, 0, sizeof(*l));
    CHECK_INT(pipe(l->pipe), 0, "a pipe");
    l->ticker.what = "Running query";
    pl_spinner_begin(&l->ticker.spinner, shown ? l->pipe[1] : -1);
}

static void close_line(line *l)
{
    close(l->pipe[0]);
    close(l->pipe[1]);
}

/* Add what is written within `ms`; false when nothing came. */
static bool more(line *l, int ms)
{
    struct pollfd p = { .fd = l->pipe[0], .events = POLLIN };

    if (poll(&p, 1, ms) != 1)
        return false;
    ssize_t n = read(l->pipe[0], l->text + l->len, sizeof(l->text) - 1 - l->len);
    CHECK(n > 0, "bytes to read");
    l->len += (size_t)n;
    l->text[l->len] = 0;
    return true;
}

static bool ends_with_wipe(const line *l)
{
    size_t n = sizeof(WIPE) - 1;
    return l->len >= n && memcmp(l->text + l->len - n, WIPE, n) == 0;
}

TEST(nothing_without_a_terminal)
{
    line l;
    open_line(&l, false);
    pl_ticker_begin(&l.ticker);
    CHECK(!l.ticker.running, "no thread");
    pl_ticker_end(&l.ticker);
    CHECK(!more(&l, 0), "nothing is written");
    close_line(&l);
}

/* A machine may be so slow that half a second passes: then what was drawn is wiped. */
TEST(nothing_stays_of_what_ends_at_once)
{
    line l;
    open_line(&l, true);
    pl_ticker_begin(&l.ticker);
    CHECK(l.ticker.running, "a thread draws");
    pl_ticker_end(&l.ticker);
    while (more(&l, 0))
        ;
    CHECK(l.len == 0 || ends_with_wipe(&l), "an empty line");
    close_line(&l);
}

TEST(says_what_runs_and_wipes_it)
{
    line l;
    open_line(&l, true);
    for (int round = 0; round < 2; round++) {
        l.len = 0;
        pl_ticker_begin(&l.ticker);
        while (l.len == 0 || !strstr(l.text, " s)"))
            if (!more(&l, 60000)) {
                CHECK(false, "nothing within a minute");
                break;
            }
        CHECK(strstr(l.text, "\033[?25l") != NULL, "the cursor is hidden");
        CHECK(strstr(l.text, "Running query. (") != NULL, "what runs");
        pl_ticker_end(&l.ticker);
        CHECK(!l.ticker.running, "no thread");
        while (more(&l, 0) && l.len < sizeof(l.text) - 256)
            ;
        CHECK(ends_with_wipe(&l), "an empty line");
    }
    pl_ticker_end(&l.ticker); /* twice is once */
    CHECK(!more(&l, 0), "nothing is written");
    close_line(&l);
}
