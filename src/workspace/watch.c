/* watch.c - deciding when to rescan.
 *
 *     report --places--> topic --> files      due `quiet` after the last, `limit` after the first
 *                              --> installed  due `install` after the last, 60 s after the first
 *                              --> lock       due at once
 *     clock            --> is the lock file the same? can broken content be opened now? are held
 *                          files due? has anything changed where changes are not reported?
 *
 * One step is at most one rescan. Changes that are reported while it runs wait in a queue of the
 * system until the next step reads them, and cause one more rescan. */
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/sized.h"
#include "base/str.h"
#include "workspace/state.h"
#include "workspace/watch_places.h"
#include <pipelite/watch.h>

/* The first and the last report that no rescan has dealt with; 0: none. */
typedef struct burst {
    uint64_t first, last;
} burst;

enum { MAX_PATHS = 64 }; /* if more files changed, everything is compared */

struct pl_watch {
    pl_workspace *ws;
    pl_watch_options options;
    pl_notify *notify; /* NULL: nothing can be watched, or should be */
    pl_watch_places places;
    burst files, installed;
    bool all, now;        /* compare everything; do it at once */
    bool dropped;         /* a watched folder was removed */
    bool logged;          /* it was logged that states are compared */
    bool kept;            /* pl_workspace_keep_sources() was called */
    pl_arena texts;       /* holds `paths` */
    PL_VEC(pl_str) paths; /* files that changed, while not `all` */
    pl_stamp lock;        /* last seen state of the lock file; zero: it did not exist */
    uint64_t polled_ns, retry_ns, held_ns; /* the last poll; when to look again, 0: no need */
};

static const uint64_t second = 1000000000;

/* ---- open and close */

static uint64_t or (uint64_t given, uint64_t usual)
{
    return given ? given : usual;
}

static pl_stamp stamp_of_lock(const pl_watch *w)
{
    pl_stamp stamp = { 0 };
    if (pl_file_stat(w->places.lock.ptr, &stamp, NULL) != 0)
        return (pl_stamp){ 0 };
    return stamp;
}

bool pl_watch_is_polling(const pl_watch *w)
{
    if (!w)
        return false;
    return !w->notify || w->places.deaf || w->places.error;
}

uint32_t pl_watch_folders(const pl_watch *w)
{
    if (!w)
        return 0;
    uint32_t n = 0;
    for (size_t i = 0; i < w->places.list.n; i++)
        n += w->places.list.at[i].id >= 0;
    return n;
}

static void log_polling(pl_watch *w)
{
    if (!pl_watch_is_polling(w) || w->logged)
        return;
    w->logged = true;
    pl_log_line(&w->ws->log, PL_LOG_WARN, "watching by polling", 2, "path", w->places.root.ptr,
                "reason",
                w->options.poll   ? "it was asked for"
                : w->places.error ? pl_file_reason(w->places.error)
                : !w->notify      ? "the system cannot report changes"
                                  : "changes are not reported on this file system");
}

pl_watch *pl_watch_open_sized(size_t size, pl_workspace *ws, const pl_watch_options *options,
                              pl_diags *diags)
{
    pl_watch_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return NULL;
    static const pl_watch_options none;
    const pl_watch_options *o = options ? options : &none;
    if (!ws->generations) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_INDEX, "the workspace has no index");
        return NULL;
    }
    pl_watch *w = pl_mem_zalloc(sizeof *w);
    w->ws = ws;
    w->options = *o;
    w->options.quiet_ns = or (o->quiet_ns, second / 5);
    w->options.limit_ns = or (o->limit_ns, 2 * second);
    w->options.poll_ns = or (o->poll_ns, 2 * second);
    w->options.install_ns = or (o->install_ns, 2 * second);
    w->options.hold_ns = or (o->hold_ns, 2 * second);
    if (!o->poll)
        pl_notify_open(&w->notify); /* otherwise states are compared */
    pl_watch_places_init(&w->places, ws, w->notify);
    w->lock = stamp_of_lock(w);
    w->polled_ns = pl_clock_ns();
    w->all = w->now = true; /* compare once, for changes since the workspace was opened */
    log_polling(w);
    return w;
}

void pl_watch_close(pl_watch *w)
{
    if (!w)
        return;
    pl_watch_places_done(&w->places);
    pl_notify_close(w->notify);
    pl_vec_done(&w->paths);
    pl_arena_done(&w->texts);
    pl_mem_free(w);
}

int pl_watch_fd(const pl_watch *w)
{
    if (!w)
        return -1;
    return w->notify ? pl_notify_fd(w->notify) : -1;
}

void pl_watch_look_at_all(pl_watch *w)
{
    if (!w)
        return;
    w->all = w->now = true;
}

/* ---- reports of the system */

static void note_event(burst *b, uint64_t now)
{
    b->last = now;
    if (!b->first)
        b->first = now;
}

static void note_path(pl_watch *w, pl_str path)
{
    for (size_t i = 0; i < w->paths.n; i++)
        if (pl_str_eq(w->paths.at[i], path))
            return;
    if (w->paths.n == MAX_PATHS)
        w->all = true;
    else
        pl_vec_push(&w->paths, pl_arena_str(&w->texts, path));
}

static void take_notice(pl_watch *w, const pl_notice *notice, uint64_t now)
{
    pl_str path = { 0 };
    switch (pl_watch_places_hear(&w->places, notice, &path)) {
    case PL_WATCH_NOTHING: return;
    case PL_WATCH_INSTALLED: note_event(&w->installed, now); break;
    case PL_WATCH_FILE: note_event(&w->files, now), note_path(w, path); break;
    case PL_WATCH_ALL: note_event(&w->files, now), w->all = true; break;
    case PL_WATCH_LOCK: w->all = w->now = true; break;
    }
    w->dropped |= notice->kind == PL_NOTICE_OVER;
}

static void read_notices(pl_watch *w, uint64_t now)
{
    pl_notice notice;
    while (w->notify && pl_notify_next(w->notify, &notice))
        take_notice(w, &notice, now);
}

/* Watch files that functions have read since the folders were listed. */
static void follow_documents(pl_watch *w)
{
    if (pl_documents_epoch(&w->ws->surroundings->documents) != w->places.documents)
        pl_watch_places_refresh(&w->places);
}

static void poll_states(pl_watch *w, uint64_t now)
{
    if (now - w->polled_ns < w->options.poll_ns)
        return;
    w->polled_ns = now;
    follow_documents(w);
    pl_stamp lock = stamp_of_lock(w);
    bool moved = lock.mtime_ns != w->lock.mtime_ns || lock.size != w->lock.size ||
                 lock.inode != w->lock.inode;
    if (moved || pl_watch_is_polling(w))
        w->all = w->now = true;
    w->lock = lock;
}

/* ---- the time of the next step */

static uint64_t due_of(const burst *b, uint64_t quiet, uint64_t limit)
{
    if (!b->first)
        return UINT64_MAX;
    uint64_t late = b->first + limit, due = b->last + quiet;
    return due < late ? due : late;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t due(const pl_watch *w)
{
    const pl_watch_options *o = &w->options;
    uint64_t at = due_of(&w->files, o->quiet_ns, o->limit_ns);
    at = earlier(at, due_of(&w->installed, o->install_ns, 60 * second));
    at = earlier(at, w->retry_ns ? w->retry_ns : UINT64_MAX);
    at = earlier(at, w->held_ns ? w->held_ns : UINT64_MAX);
    return w->now ? 0 : at;
}

uint64_t pl_watch_deadline_ns(const pl_watch *w)
{
    if (!w)
        return 0;
    return w->kept ? earlier(due(w), w->polled_ns + w->options.poll_ns) : 0;
}

int pl_watch_timeout_ms(const pl_watch *w)
{
    if (!w)
        return -1;
    uint64_t now = pl_clock_ns(), at = pl_watch_deadline_ns(w);
    uint64_t ms = at > now ? (at - now + 999999) / 1000000 : 0;
    return ms < 1000000 ? (int)ms : 1000000;
}

/* ---- a step */

/* Must this rescan compare everything, not only the files in `paths`? It must if no paths are
 * known, or something is due that may concern other files: held files, installed mods, a retry. */
static bool must_compare_all(const pl_watch *w, uint64_t now)
{
    const pl_watch_options *o = &w->options;
    return w->all || w->now || !w->paths.n || w->retry_ns || (w->held_ns && w->held_ns <= now) ||
           due_of(&w->installed, o->install_ns, 60 * second) <= now;
}

/* Forget the reports that a rescan has dealt with; what it did not examine is still due. */
static void clear(pl_watch *w, bool all)
{
    w->files = (burst){ 0 };
    w->all = w->now = false;
    w->paths.n = 0;
    if (!all)
        return;
    w->installed = (burst){ 0 };
    w->held_ns = 0;
}

/* The result of a rescan decides when to look again, and what to watch. */
static void note_outcome(pl_watch *w, const pl_changes *changes, uint64_t now)
{
    bool failed = w->retry_ns || !changes;
    w->retry_ns = changes ? 0 : now + w->options.poll_ns;
    if (changes && changes->held)
        w->held_ns = earlier(changes->held_until_ns, w->held_ns ? w->held_ns : UINT64_MAX);
    if (failed || changes->searched || changes->outcome != PL_OUTCOME_SAME || w->dropped)
        pl_watch_places_refresh(&w->places);
    w->dropped = false;
    w->lock = stamp_of_lock(w);
    log_polling(w);
    pl_arena_reset(&w->texts);
}

static pl_changes *rescan(pl_watch *w, uint64_t now, pl_diags *diags)
{
    bool all = must_compare_all(w, now);
    pl_rescan_options options = {
        .paths = all ? NULL : w->paths.at,
        .n_paths = all ? 0 : (uint32_t)w->paths.n,
        .hold_ns = w->options.hold_ns,
        .publish = w->options.publish == PL_PUBLISH_ALL ? PL_PUBLISH_ALL : PL_PUBLISH_CLEAN,
    };
    pl_changes *changes = pl_workspace_rescan(w->ws, &options, diags);
    clear(w, all);
    note_outcome(w, changes, now);
    if (!changes || changes->outcome != PL_OUTCOME_SAME || changes->recovered)
        return changes;
    pl_changes_free(changes);
    return NULL;
}

pl_changes *pl_watch_step(pl_watch *w, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, w, "watch"))
        return NULL;
    uint64_t now = pl_clock_ns();
    read_notices(w, now);
    poll_states(w, now);
    if (due(w) <= now)
        return rescan(w, now, diags);
    if (!w->kept)
        pl_workspace_keep_sources(w->ws); /* there is nothing else to do */
    w->kept = true;
    return NULL;
}
