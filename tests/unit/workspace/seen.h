/* seen.h - an opened workspace as text, for rows. */
#ifndef PL_TEST_SEEN_H
#define PL_TEST_SEEN_H
#include "unit/place.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"
#include "workspace/newest.h"
#include <pipelite/workspace.h>

typedef struct seen {
    pl_workspace *ws; /* NULL: refused */
    pl_diags *diags;
    pl_buf log;
} seen;

static inline void seen_log(void *ctx, pl_str line)
{
    pl_buf_str(&((seen *)ctx)->log, line);
}

static inline void seen_open(seen *s, const char *path, bool strict)
{
    *s = (seen){ .diags = pl_diags_new() };
    pl_open_options options = { .path = pl_str_cstr(path),
                                .strict = strict,
                                .need_mod_file = strict };
    options.log.level = PL_LOG_WARN;
    options.log.write = seen_log;
    options.log.ctx = s;
    s->ws = pl_workspace_open(&options, s->diags);
}

static inline void seen_close(seen *s)
{
    pl_workspace_close(s->ws);
    pl_diags_free(s->diags);
    pl_buf_done(&s->log);
}

static inline bool seen_logged(const seen *s, const char *text)
{
    return s->log.len && memmem(s->log.ptr, s->log.len, text, strlen(text)) != NULL;
}

/* Full names of all entries of one kind, in their order, separated by blanks. */
static inline const char *seen_names(const seen *s, pl_kind kind)
{
    static char text[16384];
    uint32_t n;
    size_t at = 0;
    const pl_entry_id *ids = pl_index_kind(pl_workspace_index(s->ws), kind, &n);
    text[0] = 0;
    for (uint32_t i = 0; i < n && at + 300 < sizeof text; i++) {
        if (i)
            text[at++] = ' ';
        at += pl_index_name(pl_workspace_index(s->ws), ids[i], text + at, sizeof text - at);
        text[at] = 0;
    }
    return text;
}

/* Children of a named entry. */
static inline const char *seen_children(const seen *s, const char *name)
{
    static char text[8192];
    const pl_index *ix = pl_workspace_index(s->ws);
    pl_entry e;
    size_t at = 0;
    uint32_t n;
    CHECK(pl_index_find(ix, pl_str_cstr(name), &e), name);
    const pl_entry_id *ids = pl_index_children(ix, e.id, &n);
    pl_index_stats stats;
    pl_index_get_stats(ix, &stats);
    text[0] = 0;
    for (uint32_t i = 0; i < n && at + 300 < sizeof text; i++) {
        if (ids[i] >= stats.entries)
            continue;
        if (at)
            text[at++] = ' ';
        at += pl_index_name(ix, ids[i], text + at, sizeof text - at);
        text[at] = 0;
    }
    return text;
}

/* "heading: " and all messages, warnings marked, one per line; the scratch
 * directory is left out of paths. */
static inline const char *seen_messages(const seen *s)
{
    static char text[16384];
    pl_buf out = { 0 };
    pl_str heading = pl_diags_heading(s->diags);
    if (heading.len)
        pl_buf_printf(&out, "%.*s: ", PL_FMT(heading));
    for (size_t i = 0; i < pl_diags_count(s->diags); i++) {
        const pl_diag *d = pl_diags_get(s->diags, i);
        if (i)
            pl_buf_byte(&out, '\n');
        if (d->severity == PL_WARNING)
            pl_buf_cstr(&out, "warning: ");
        pl_diag_format(d, &out);
    }
    snprintf(text, sizeof text, "%.*s", (int)out.len, out.ptr ? out.ptr : "");
    pl_buf_done(&out);
    const char *dir = pl_test_dir();
    for (char *at; (at = strstr(text, dir)) != NULL;)
        memmove(at, at + strlen(dir), strlen(at + strlen(dir)) + 1);
    return text;
}

static inline bool seen_finds(const seen *s, const char *name)
{
    pl_entry e;
    return pl_index_find(pl_workspace_index(s->ws), pl_str_cstr(name), &e);
}

#endif
