/* saved.c - finds, opens and compares the saved image of a workspace, and saves a new one. */
#include "workspace/saved.h"
#include "base/assert.h"
#include "base/hash.h"
#include "base/oom.h"
#include "base/path.h"
#include "base/sized.h"
#include "base/str.h"
#include "index/renew.h"
#include "index/store.h"
#include "workspace/staleness.h"
#include "workspace/resolution.h"
#include "workspace/state.h"
#include "workspace/value_stores.h"
#include <errno.h>

void pl_workspace__begin_saved(pl_workspace *ws)
{
    pl_saved *s = &ws->saved;
    const pl_str dir = ws->options.index_dir;
    pl_stamp stamp;
    s->seen.arena = &ws->files.arena;
    s->noting = !ws->options.strict;
    if (pl_file_stat(ws->files.place.dir.ptr, &stamp, NULL) != 0)
        return;
    s->device = stamp.device;
    if (!dir.len)
        return;
    /* The key contains the path as it was given, with its links, because messages name files by
     * it, the level that was checked, because a check of variables alone proves nothing about
     * the rest, and which mods are looked for. */
    unsigned level = ws->options.strict | (unsigned)ws->options.variables_only << 1 |
                     (unsigned)ws->options.own_mods << 2;
    uint64_t key = pl_hash_mix(pl_hash_str(ws->files.place.dir), level);
    s->noting = true;
    s->dir = pl_arena_str(&ws->life, dir);
    s->path = pl_store_path(&ws->life, s->dir, key);
    s->options = pl_hash_mix(key, pl_hash_str(ws->files.place.file));
    s->program = pl_store_program();
}

void pl_saved_done(pl_saved *saved)
{
    pl_vec_done(&saved->seen.list);
    pl_log_warned_done(&saved->warned);
    pl_map_done(&saved->old_rows);
    pl_index_close(saved->old);
    saved->old = NULL;
    pl_mem_free(saved->reads);
    saved->reads = NULL;
}

#ifndef NDEBUG
void pl_saved__check(const pl_saved *s)
{
    pl_assert(!s->used || !s->old);   /* 1 */
    pl_assert(s->used || !s->mapped); /* 1 */
    pl_assert(s->sure || !s->whole);  /* 2 */
}
#endif

/* ---- opening */

/* Keep the old image open beside the one that is built, which takes verdicts from it. */
static void keep_old(pl_workspace *ws, pl_index *ix)
{
    uint32_t n;
    const pl_ix_file *files = pl_index_files(ix, &n);
    ws->saved.old = ix;
    for (uint32_t i = 0; i < n; i++)
        pl_map_put(&ws->saved.old_rows, pl_index_str(ix, files[i].path), i, NULL);
}

/* A copy of the image with the present states. */
static pl_index *renew(const pl_workspace *ws, pl_index *ix, const pl_staleness *stale)
{
    pl_renewal what = { .as_of_ns = ws->saved.as_of_ns, .device = ws->saved.device };
    what.files = stale->files;
    what.inputs = stale->inputs;
    pl_index *next = pl_index_renew(ix, &what);
    pl_index_close(ix);
    return next;
}

static pl_staleness find_staleness(const pl_workspace *ws, const pl_index *ix)
{
    pl_staleness stale;
    pl_staleness_options options = {
        .dir = ws->files.place.dir,
        .device = ws->saved.device,
        .now_ns = ws->saved.as_of_ns,
        .all_bytes = ws->options.all_bytes,
        .ignore = ws->saved.dir.ptr,
        .threads = ws->options.threads,
        .reads = ws->options.strict && !ws->options.variables_only, /* values are checked next */
    };
    pl_staleness_find(ix, &options, &stale);
    return stale;
}

/* Use the image, or keep it as the old one; an image that is not sound is closed. */
static pl_store_found compare_image(pl_workspace *ws, pl_index *ix, bool mapped)
{
    pl_saved *s = &ws->saved;
    pl_staleness stale = find_staleness(ws, ix);
    if (!stale.sound) {
        pl_staleness_done(&stale);
        pl_index_close(ix);
        return PL_STORE_BROKEN;
    }
    s->changed = (uint32_t)stale.changed.n;
    s->places = (uint32_t)stale.places.n;
    s->touched = stale.touched;
    s->compared = stale.compared;
    if (s->changed || s->places) {
        s->why = s->changed ? "files have changed" : "folders have changed";
        keep_old(ws, ix);
    } else {
        s->dirty = stale.touched || stale.young;
        s->mapped = mapped && !stale.touched;
        ws->content.index = stale.touched ? renew(ws, ix, &stale) : ix;
        s->used = s->whole = s->sure = ws->content.index != NULL;
        s->reads = stale.reads;
        stale.reads = NULL;
    }
    pl_staleness_done(&stale);
    return PL_STORE_SOUND;
}

bool pl_workspace__open_saved(pl_workspace *ws)
{
    pl_saved *s = &ws->saved;
    pl_store_found found;
    bool mapped;
    if (!s->path.len || ws->options.fresh) {
        s->why = s->path.len ? "it was asked for" : "none is kept";
        return false;
    }
    pl_index *ix = pl_store_open(s->path.ptr, s->options, s->program, &found, &mapped);
    if (ix)
        found = compare_image(ws, ix, mapped);
    if (found != PL_STORE_SOUND)
        s->why = pl_store_words(found);
    if (s->used)
        ws->verdict.checked = pl_workspace__is_checked(ws->content.index);
    else if (found != PL_STORE_ABSENT)
        pl_log_line(&ws->log, PL_LOG_DEBUG, "not using the saved index", 2, "path", s->path.ptr,
                    "reason", s->why);
    return s->used;
}

/* ---- saving */

void pl_workspace__keep(pl_workspace *ws)
{
    pl_saved *s = &ws->saved;
    uint64_t bytes = 0;
    s->sure = s->noting && !s->seen.unsure;
    for (uint32_t i = 0; i < ws->files.n && s->sure; i++) {
        s->sure = !ws->files.list[i].error;
        bytes += ws->files.list[i].stamp.size;
    }
    s->whole = s->dirty = s->sure && !s->warned.n && s->path.len && bytes >= ws->options.index_from;
}

static int write_renewed(const pl_workspace *ws)
{
    pl_arena scratch = { 0 };
    pl_renewal what = { .as_of_ns = ws->saved.as_of_ns, .device = ws->saved.device };
    pl_values_verdict values;
    if (pl_workspace__values_verdict(ws, &scratch, &values))
        what.values = &values;
    if (ws->verdict.checked_late)
        what.verdicts = pl_workspace__late_verdicts(ws, &scratch);
    pl_index *ix = pl_index_renew(ws->content.index, &what);
    int error = ix ? pl_store_save(ws->saved.path, pl_index_bytes(ix)) : EFBIG;
    pl_index_close(ix);
    pl_arena_done(&scratch);
    return error;
}

static bool save_all(pl_workspace *ws)
{
    pl_saved *s = &ws->saved;
    bool late = s->whole && (ws->verdict.checked_late || ws->values.dirty);
    bool kept = pl_workspace__save_metas(ws);
    if ((!s->dirty && !late) || !pl_workspace__is_keepable(ws))
        return kept;
    if (!ws->content.index)
        pl_workspace__link(ws);
    if (!ws->content.index)
        return false;
    bool as_it_is = !late && pl_index_header(ws->content.index)->as_of_ns == s->as_of_ns;
    int error =
        as_it_is ? pl_store_save(s->path, pl_index_bytes(ws->content.index)) : write_renewed(ws);
    if (error)
        pl_log_line(&ws->log, PL_LOG_DEBUG, "cannot save the index", 2, "path", s->path.ptr,
                    "error", pl_file_reason(error));
    s->dirty = ws->verdict.checked_late = ws->values.dirty = false;
    return !error;
}

static bool save_now(pl_workspace *ws)
{
    pthread_mutex_lock(&ws->maintenance);
    bool ok = save_all(ws);
    pthread_mutex_unlock(&ws->maintenance);
    return ok;
}

bool pl_workspace_save(pl_workspace *ws)
{
    if (!ws)
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = save_now(ws);
    return !pl_oom_end_reported(&scope, NULL) && ok;
}

static void fill_index_origin(const pl_workspace *ws, pl_index_origin *out)
{
    if (!ws) {
        *out = (pl_index_origin){ 0 };
        return;
    }
    const pl_saved *s = &ws->saved;
    *out = (pl_index_origin){
        .path = s->path,
        .saved = s->used,
        .mapped = s->mapped,
        .why = pl_str_cstr(s->used || !s->why ? "" : s->why),
        .changed = s->changed,
        .places = s->places,
        .touched = s->touched,
        .compared = s->compared,
    };
}

void pl_workspace_origin_sized(size_t size, const pl_workspace *ws, pl_index_origin *out)
{
    pl_index_origin known;
    fill_index_origin(ws, &known);
    pl_sized_fill(out, size, &known, sizeof known);
}
