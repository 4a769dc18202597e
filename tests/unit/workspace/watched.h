/* watched.h - a small workspace under the eyes of a watch, with times a tenth of what is usual. */
#ifndef PL_TEST_WATCHED_H
#define PL_TEST_WATCHED_H
#include "base/clock.h"
#include "unit/workspace/rescanned.h"
#include <pipelite/watch.h>
#include <poll.h>
#include <unistd.h>

typedef struct watched {
    live l;
    pl_watch *watch;
    pl_diags *diags;
    uint64_t spent_ns; /* of the last wait */
    unsigned rescans;  /* that found something, in all */
} watched;

/* Times a tenth of what is usual. */
static const pl_watch_options quick __attribute__((unused)) = { .quiet_ns = 20000000,
                                                                .limit_ns = 200000000,
                                                                .poll_ns = 200000000,
                                                                .install_ns = 200000000,
                                                                .hold_ns = 200000000 };

static inline void write_in(const watched *w, const char *name, const char *text)
{
    place_text(w->l.dir, name, text);
}

static inline void query(const watched *w, const char *file, const char *sql)
{
    char text[300];
    snprintf(text, sizeof text, "query \"q\" {\n  sql = \"%s\"\n}\n", sql);
    write_in(w, file, text);
}

static inline void watch_place(watched *w, const char *name, const pl_watch_options *options)
{
    *w = (watched){ .l = { .dir = place_new(name) }, .diags = pl_diags_new() };
    write_in(w, "mod.pp", "mod \"m\" {}\n");
    query(w, "a.pp", "one");
    write_in(w, "sub/deep/b.pp", "query \"b\" {\n  sql = \"b\"\n}\n");
    live_open(&w->l);
    CHECK(w->l.ws, name);
    CHECK(pl_workspace_verify(w->l.ws, w->diags), "right");
    w->watch = pl_watch_open(w->l.ws, options, w->diags);
    CHECK(w->watch, "watch");
    CHECK(!pl_watch_step(w->watch, w->diags), "nothing is different");
    CHECK(!pl_watch_step(w->watch, w->diags), "sources are kept");
}

static inline void unwatch(watched *w)
{
    pl_watch_close(w->watch);
    live_close(&w->l);
    pl_diags_free(w->diags);
}

/* What the next rescan finds within `ms`, "" when it finds nothing; static. */
static inline const char *within(watched *w, unsigned ms)
{
    uint64_t start = pl_clock_ns(), end = start + ms * (uint64_t)1000000;
    pl_changes *ch = NULL;
    pl_diags_clear(w->diags);
    for (uint64_t now = start; !ch && now < end && !pl_diags_errors(w->diags);
         now = pl_clock_ns()) {
        struct pollfd fd = { .fd = pl_watch_fd(w->watch), .events = POLLIN };
        int left = (int)((end - now) / 1000000) + 1, due = pl_watch_timeout_ms(w->watch);
        poll(&fd, fd.fd >= 0, due < left ? due : left);
        ch = pl_watch_step(w->watch, w->diags);
    }
    w->spent_ns = pl_clock_ns() - start;
    w->rescans += ch != NULL;
    const char *text = ch || pl_diags_errors(w->diags) ? live_text(ch) : "";
    if (ch && ch->outcome == PL_OUTCOME_REFUSED)
        text = "broken";
    else if (ch && ch->recovered)
        text = "recovered";
    if (ch && ch->outcome == PL_OUTCOME_PUBLISHED && !ch->held)
        live_check(&w->l, text);
    pl_changes_free(ch);
    return text;
}

/* Without the figures of how much was read. */
static inline const char *found(watched *w)
{
    static char text[4][500];
    static int turn;
    char *out = text[turn++ & 3];
    snprintf(out, sizeof text[0], "%s", within(w, 30000));
    char *end = strstr(out, " | scanned");
    if (end)
        *end = 0;
    return out;
}

static inline const char *path_in(const watched *w, const char *name)
{
    return place_path(w->l.dir, name);
}

#endif
