/* rescanned.h - an open workspace whose files change, for the tests of rescanning. */
#ifndef PL_TEST_RESCANNED_H
#define PL_TEST_RESCANNED_H
#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"
#include "index/build.h"
#include "unit/index/same.h"
#include "unit/place.h"
#include "workspace/newest.h"
#include <pipelite/rescan.h>

typedef struct live {
    const char *dir, *index; /* NULL: no index is kept */
    bool strict;
    pl_workspace *ws;
    pl_diags *diags; /* of the last call */
    pl_index_origin from;
} live;

static inline void live_open(live *l)
{
    pl_open_options options = { .path = pl_str_cstr(l->dir),
                                .index_dir = pl_str_cstr(l->index),
                                .strict = l->strict,
                                .threads = 2 };
    pl_diags_free(l->diags);
    l->diags = pl_diags_new();
    l->ws = pl_workspace_open(&options, l->diags);
    if (l->ws)
        pl_workspace_origin(l->ws, &l->from);
}

static inline void live_close(live *l)
{
    pl_workspace_close(l->ws);
    pl_diags_free(l->diags);
    l->ws = NULL;
    l->diags = NULL;
}

/* Owned; NULL with messages in l->diags. */
static inline pl_changes *live_rescan(live *l, const pl_rescan_options *options)
{
    pl_diags_free(l->diags);
    l->diags = pl_diags_new();
    return pl_workspace_rescan(l->ws, options, l->diags);
}

/* The same without looking at what is new; false when it was refused. */
static inline bool live_next(live *l)
{
    pl_changes *ch = live_rescan(l, NULL);
    pl_changes_free(ch);
    return ch != NULL;
}

/* What a fresh start would say is what it says now. */
static inline void live_check(const live *l, const char *what)
{
    live fresh = { .dir = l->dir, .strict = l->strict };
    same s;
    live_open(&fresh);
    CHECK(fresh.ws, what);
    if (!same_content(&s, pl_workspace_index(fresh.ws), pl_workspace_index(l->ws)))
        fail_msg("%s: %s", what, s.why);
    if (!pl_index__verify(pl_index_bytes(pl_workspace_index(l->ws))))
        fail_msg("%s: not sound", what);
    live_close(&fresh);
}

static inline void live__list(pl_buf *out, const pl_change *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pl_buf_printf(out, " %c%.*s", "+~-*"[list[i].what], PL_FMT(list[i].name));
}

/* "1>2 +file ~file | +entry ~entry -entry *affected | scanned 1 mods searched"; static. */
static inline const char *live_text(const pl_changes *ch)
{
    static char text[4][4096];
    static int turn;
    pl_buf out = { 0 };
    char *to = text[turn++ & 3];
    if (!ch)
        return "refused";
    pl_buf_printf(&out, "%s", ch->from == ch->to ? "same" : "new");
    live__list(&out, ch->files, ch->n_files);
    pl_buf_cstr(&out, " |");
    live__list(&out, ch->entries, ch->n_entries);
    pl_buf_printf(&out, " | scanned %u", ch->scanned);
    if (ch->held)
        pl_buf_printf(&out, " held %u", ch->held);
    pl_buf_printf(&out, "%s%s", ch->mods ? " mods" : "", ch->searched ? " searched" : "");
    snprintf(to, sizeof text[0], "%.*s", (int)out.len, out.ptr);
    pl_buf_done(&out);
    return to;
}

/* Rescan and compare with a fresh start; the changes as text. */
static inline const char *live_step(live *l, const pl_rescan_options *options, const char *what)
{
    pl_changes *ch = live_rescan(l, options);
    const char *text = live_text(ch);
    if (ch && !ch->held)
        live_check(l, what);
    pl_changes_free(ch);
    return text;
}

#endif
