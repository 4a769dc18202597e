/* kept.h - a workspace whose index outlives it, opened again and again.
 *
 * Link with -Wl,--wrap=pl_clock_wall_ns: the wall clock of the library is `kept_ahead`
 * nanoseconds ahead of that of files, so that what was just written is old enough to be
 * trusted by its times (or not, if a test sets it so). */
#ifndef PL_TEST_KEPT_H
#define PL_TEST_KEPT_H
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "index/build.h"
#include "index/store.h"
#include "unit/place.h"
#include "workspace/newest.h"
#include <fcntl.h>
#include <pipelite/program.h>
#include <pipelite/workspace.h>
#include <sys/stat.h>

#define SECOND 1000000000ll

static int64_t kept_ahead;
int64_t __real_pl_clock_wall_ns(void);
int64_t __wrap_pl_clock_wall_ns(void)
{
    return __real_pl_clock_wall_ns() + kept_ahead;
}

/* How to open. */
typedef struct kept_how {
    const char *dir, *index; /* of the workspace; where its index is kept */
    bool strict, keep_wrong, variables_only, fresh, all_bytes;
    unsigned threads;
} kept_how;

typedef struct kept {
    pl_workspace *ws; /* NULL: refused */
    pl_diags *diags;
    pl_index_origin from;
    uint64_t bytes_read;
} kept;

static inline void kept_open(kept *k, const kept_how *how)
{
    *k = (kept){ .diags = pl_diags_new() };
    pl_open_options options = {
        .path = pl_str_cstr(how->dir),
        .index_dir = pl_str_cstr(how->index),
        .strict = how->strict,
        .need_mod_file = how->strict,
        .keep_wrong = how->keep_wrong,
        .variables_only = how->variables_only,
        .fresh = how->fresh,
        .all_bytes = how->all_bytes,
        .threads = how->threads,
    };
    pl_open_times times;
    k->ws = pl_workspace_open(&options, k->diags);
    if (!k->ws)
        return;
    pl_workspace_origin(k->ws, &k->from);
    pl_workspace_times(k->ws, &times);
    k->bytes_read = times.bytes_read;
}

static inline void kept_close(kept *k, bool save)
{
    if (k->ws && save)
        pl_workspace_save(k->ws);
    pl_workspace_close(k->ws);
    pl_diags_free(k->diags);
    *k = (kept){ 0 };
}

/* All messages, one per line, without the scratch directory. */
static inline const char *kept_messages(const kept *k)
{
    static char text[2][8192];
    static int turn;
    char *to = text[turn++ & 1];
    pl_buf out = { 0 };
    pl_buf_str(&out, pl_diags_heading(k->diags));
    for (size_t i = 0; i < pl_diags_count(k->diags); i++) {
        const pl_diag *d = pl_diags_get(k->diags, i);
        pl_buf_byte(&out, '\n');
        pl_diag_format(d, &out);
        pl_buf_printf(&out, " [%u-%u|%.*s]", d->range.start, d->range.end, PL_FMT(d->excerpt));
    }
    snprintf(to, sizeof text[0], "%.*s", (int)out.len, out.ptr ? out.ptr : "");
    pl_buf_done(&out);
    const char *dir = pl_test_dir();
    for (char *at; (at = strstr(to, dir)) != NULL;)
        memmove(at, at + strlen(dir), strlen(at + strlen(dir)) + 1);
    return to;
}

/* Two images say the same: every section, states of files included. The strings of late
 * verdicts stand at the end. */
static inline bool kept_same(const pl_index *a, const pl_index *b)
{
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        static const uint8_t size[] = {
#define X(name, type) sizeof(type),
            PL_IX_SECTIONS(X)
#undef X
        };
        uint32_t n, m;
        const void *x = pl_index_section(a, (pl_ix_section)s, &n);
        const void *y = pl_index_section(b, (pl_ix_section)s, &m);
        if (n != m || (n && memcmp(x, y, (size_t)n * size[s]) != 0)) {
            print_message("section %u differs: %u and %u rows\n", s, n, m);
            return false;
        }
    }
    return true;
}

/* Open as it is kept, compare with a fresh build (the same answer, or the same refusal),
 * save and close. What was found is left in *from, with its texts gone. */
static inline void kept_check(const kept_how *how, pl_index_origin *from, const char *what)
{
    kept k, fresh;
    kept_how again = *how;
    again.fresh = true;
    kept_open(&k, how);
    kept_open(&fresh, &again);
    CHECK((k.ws != NULL) == (fresh.ws != NULL), what);
    CHECK_STR(kept_messages(&k), kept_messages(&fresh), what);
    if (k.ws) {
        const pl_index *a = pl_workspace_index(k.ws), *b = pl_workspace_index(fresh.ws);
        CHECK((a != NULL) == (b != NULL), what);
        if (a) {
            CHECK(pl_index__verify(pl_index_bytes(a)), what);
            CHECK(kept_same(a, b), what);
        }
    }
    *from = k.from;
    from->path = from->why = (pl_str){ 0 };
    kept_close(&fresh, false);
    kept_close(&k, true);
}

/* ---- the files */

static inline void kept_text(const kept_how *how, const char *path, const char *text)
{
    place_text(how->dir, path, text);
}

/* The one image in the directory; static. */
static inline const char *kept_image(const kept_how *how)
{
    static char path[PLACE_MAX];
    kept k;
    kept_open(&k, how);
    CHECK(k.ws && k.from.path.len, "an index is kept");
    snprintf(path, sizeof path, "%.*s", PL_FMT(k.from.path));
    kept_close(&k, false);
    return path;
}

static inline bool kept_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

#endif
