/* values.c - checks the values of a workspace, or skips that when the image has the key of the
 * present inputs (values.h).
 *
 *   key known   values were right with these inputs: nothing is evaluated
 * else the check answers the prechecks while other threads read the files that file() needs;
 *               if all is right, the key is remembered for the next save */
#include "workspace/values.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "check/static_links.h"
#include "check/values.h"
#include "workspace/state.h"
#include "workspace/value_stores.h"

/* ---- files that functions read */

/* Note `path`, which ends in a NUL. Returns its position in the list. */
static uint32_t add_read(pl_values_check *check, pl_str path)
{
    uint32_t at;
    if (pl_map_find(&check->by_path, path, &at))
        return at;
    at = (uint32_t)check->reads.n;
    path = pl_arena_str(&check->texts, path);
    pl_map_put(&check->by_path, path, at, NULL);
    pl_vec_push(&check->reads, ((pl_read_file){ .path = path }));
    return at;
}

/* Note everything that functions have read so far. */
static void take_documents(pl_workspace *ws)
{
    pl_arena scratch = { 0 };
    pl_read_file *list;
    uint32_t n = pl_documents_copy(&ws->surroundings->documents, &scratch, &list);
    for (uint32_t i = 0; i < n; i++)
        add_read(&ws->values, list[i].path);
    pl_arena_done(&scratch);
}

/* The reads of this check and the documents of evaluation in one list, with the states in which
 * they were read, in `arena`. */
static pl_read_file *list_documents(pl_workspace *ws, pl_arena *arena, uint32_t *n)
{
    pl_read_file *noted;
    size_t n_noted = pl_documents_copy(&ws->surroundings->documents, arena, &noted);
    size_t n_reads = ws->values.reads.n;
    pl_read_file *list = pl_arena_alloc(arena, (n_noted + n_reads) * sizeof *list);
    for (size_t i = 0; i < n_noted; i++)
        list[i] = noted[i];
    for (size_t i = 0; i < n_reads; i++) {
        list[n_noted + i] = ws->values.reads.at[i];
        list[n_noted + i].path = pl_arena_str(arena, ws->values.reads.at[i].path);
    }
    *n = (uint32_t)(n_noted + n_reads);
    return list;
}

static bool is_among(pl_str path, const pl_str *paths, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (pl_str_eq(paths[i], path))
            return true;
    return false;
}

uint32_t pl_workspace__changed_documents(pl_workspace *ws, const pl_str *paths, uint32_t n_paths,
                                         pl_arena *arena, pl_read_file **out)
{
    uint32_t n, kept = 0, changed = 0;
    pl_read_file *list = list_documents(ws, arena, &n);
    for (uint32_t i = 0; i < n; i++)
        if (!paths || is_among(list[i].path, paths, n_paths))
            list[kept++] = list[i];
    pl_read_file *now = pl_arena_alloc(arena, (kept + 1) * sizeof *now);
    for (uint32_t i = 0; i < kept; i++)
        now[i] = list[i];
    pl_workspace__look_at(now, kept, false, ws->options.threads);
    for (uint32_t i = 0; i < kept; i++)
        if (now[i].state != list[i].state)
            now[changed++] = now[i];
    *out = now;
    return changed;
}

void pl_values_check_done(pl_values_check *check)
{
    pl_map_done(&check->by_path);
    pl_vec_done(&check->reads);
    pl_arena_done(&check->texts);
    check->n_read = check->n_keys = 0;
    check->of = NULL;
    check->done = check->dirty = false;
}

#ifndef NDEBUG
void pl_values_check__check(const pl_values_check *check, const pl_index *newest)
{
    pl_assert(check->n_read <= check->reads.n && check->by_path.n == check->reads.n); /* 1 */
    pl_assert(check->n_keys <= PL_VALUES_KEYS);                                       /* 2 */
    pl_assert(!check->done || check->of == newest);                                   /* 3 */
}
#endif

/* ---- keys */

static uint64_t connections_key(const pl_workspace *ws)
{
    const pl_settings *s = ws->surroundings->inputs.settings;
    uint64_t key = 0;
    for (size_t i = 0; s && i < pl_settings_connections(s); i++) {
        pl_connection c;
        pl_settings_connection(s, i, &c);
        key = pl_hash_mix(key, pl_hash_mix(pl_hash_str(c.type), pl_hash_str(c.name)));
        key = pl_hash_mix(key, pl_hash_str(c.url));
        for (size_t k = 0; k < c.n_search_path; k++)
            key = pl_hash_mix(key, pl_hash_str(c.search_path[k]));
    }
    return key;
}

static uint64_t environment_key(const pl_workspace *ws)
{
    uint64_t key = 0;
    for (const char *const *e = ws->surroundings->inputs.environment; e && *e; e++)
        key = pl_hash_mix(key, pl_hash_str(pl_str_cstr(*e)));
    return key;
}

/* The part of the key that does not depend on files that functions read: a hash of the values of
 * variables, the connections and, with `environment`, the environment. */
static uint64_t inputs_key(const pl_workspace *ws, pl_value_store *values, bool environment)
{
    uint64_t key = pl_hash_mix(pl_value_store_key(values), connections_key(ws));
    key = pl_hash_mix(key, pl_hash_str(ws->surroundings->inputs.directory));
    key = pl_hash_mix(key, ws->surroundings->inputs.need_values);
    return environment ? pl_hash_mix(key, environment_key(ws)) : key;
}

/* ---- what the image has recorded */

static bool reads_environment(const pl_index *ix)
{
    uint32_t n;
    const pl_ix_precheck *prechecks = pl_index_section(ix, PL_IX_PRECHECK, &n);
    for (uint32_t i = 0; i < n; i++)
        if (prechecks[i].what & PL_PRECHECK_ENV)
            return true;
    return false;
}

/* Mix in the states of files. *young: one of them is so recent that another change could leave the
 * same state. */
static uint64_t mix_states(const pl_workspace *ws, uint64_t key, const pl_read_file *files,
                           uint32_t n, bool *young)
{
    const int64_t while_ns = 2000000000;
    for (uint32_t i = 0; i < n; i++) {
        key = pl_hash_mix(key, files[i].state);
        *young |= files[i].changed > ws->saved.as_of_ns - while_ns;
    }
    return key;
}

/* The states of the files that were read when the image was made: at the first call the states at
 * the start of the process, later the present ones. */
static pl_read_file *present_states(pl_workspace *ws)
{
    uint32_t n;
    const uint32_t *reads = pl_index_section(ws->content.index, PL_IX_READ, &n);
    pl_read_file *files = ws->saved.reads;
    pl_arena paths = { 0 };
    ws->saved.reads = NULL;
    if (files)
        return files;
    files = pl_mem_zalloc((n + (size_t)1) * sizeof *files);
    for (uint32_t i = 0; i < n; i++)
        files[i].path =
            pl_workspace__absolute(ws, pl_index_str(ws->content.index, reads[i]), &paths);
    pl_workspace__look_at(files, n, false, ws->options.threads);
    pl_arena_done(&paths);
    return files;
}

/* The key with these states. */
static uint64_t key_of_image(pl_workspace *ws, uint64_t key)
{
    uint32_t n;
    bool young = false;
    pl_index_section(ws->content.index, PL_IX_READ, &n);
    pl_read_file *files = present_states(ws);
    key = mix_states(ws, key, files, n, &young);
    pl_mem_free(files);
    return key;
}

static bool is_remembered(pl_workspace *ws, uint64_t key)
{
    uint32_t n;
    const pl_ix_verdict *v = pl_index_section(ws->content.index, PL_IX_VERDICT, &n);
    bool first = true;
    for (uint32_t i = 0; i < n; i++) {
        if (v[i].level != 3)
            continue;
        if (first)
            key = key_of_image(ws, key);
        first = false;
        if (v[i].key == key)
            return true;
    }
    return false;
}

/* Did functions read the same files as when the image was made? Then its keys stay valid. */
static bool reads_are_same(const pl_workspace *ws)
{
    uint32_t n;
    const uint32_t *old = pl_index_section(ws->content.index, PL_IX_READ, &n);
    bool same = n == ws->values.reads.n;
    for (uint32_t i = 0; i < n && same; i++)
        same = pl_str_eq(pl_index_str(ws->content.index, old[i]),
                         pl_workspace__relative(ws, ws->values.reads.at[i].path));
    return same;
}

static void remember(pl_workspace *ws, uint64_t key)
{
    pl_values_check *check = &ws->values;
    take_documents(ws);
    uint32_t n, n_reads = (uint32_t)check->reads.n;
    const pl_ix_verdict *v = pl_index_section(ws->content.index, PL_IX_VERDICT, &n);
    bool young = false;
    if (n_reads > check->n_read)
        pl_workspace__look_at(check->reads.at + check->n_read, n_reads - check->n_read, false,
                              ws->options.threads);
    key = mix_states(ws, key, check->reads.at, n_reads, &young);
    if (young)
        return;
    check->keys[check->n_keys++] = key;
    bool same = reads_are_same(ws);
    for (uint32_t i = 0; i < n && same && check->n_keys < PL_VALUES_KEYS; i++)
        if (v[i].level == 3)
            check->keys[check->n_keys++] = v[i].key;
    check->dirty = true;
}

bool pl_workspace__values_verdict(const pl_workspace *ws, pl_arena *arena, pl_values_verdict *out)
{
    const pl_values_check *check = &ws->values;
    if (!check->dirty)
        return false;
    pl_str *reads = pl_arena_alloc(arena, (check->reads.n + 1) * sizeof *reads);
    for (size_t i = 0; i < check->reads.n; i++)
        reads[i] = pl_workspace__relative(ws, check->reads.at[i].path);
    *out = (pl_values_verdict){ check->keys, reads, check->n_keys, (uint32_t)check->reads.n };
    return true;
}

/* ---- the check */

/* The prechecks of all files, from a late check if there was one, else from the image. */
static pl_file_prechecks *list_asks(const pl_workspace *ws, pl_arena *arena)
{
    uint32_t n, n_prechecks, at = 0;
    pl_index_files(ws->content.index, &n);
    const pl_file_verdict *late =
        ws->verdict.checked_late ? pl_workspace__late_verdicts(ws, arena) : NULL;
    const pl_ix_precheck *prechecks =
        pl_index_section(ws->content.index, PL_IX_PRECHECK, &n_prechecks);
    pl_file_prechecks *files =
        pl_arena_zero(arena, (n + 1) * sizeof *files, _Alignof(pl_file_prechecks));
    pl_build_precheck *list = pl_arena_alloc(arena, (n_prechecks + 1) * sizeof *list);
    for (uint32_t i = 0; i < n_prechecks; i++)
        list[i] = (pl_build_precheck){ pl_index_str(ws->content.index, prechecks[i].text),
                                       prechecks[i].what };
    for (uint32_t f = 0; f < n; f++) {
        files[f].list = list + at;
        while (at < n_prechecks && prechecks[at].file == f)
            at++;
        files[f].n = (uint32_t)(list + at - files[f].list);
        if (late && late[f].prechecked)
            files[f] = (pl_file_prechecks){ .list = late[f].prechecks, .n = late[f].n_prechecks };
    }
    return files;
}

typedef PL_VEC(uint32_t) precheck_files; /* positions in the reads, precheck by precheck */

/* List the files of all prechecks that depend on the file system, each once. */
static void list_reads(pl_workspace *ws, pl_evaluator *ev, const pl_file_prechecks *files,
                       precheck_files *out)
{
    pl_values_check *check = &ws->values;
    pl_arena scratch = { 0 };
    uint32_t n;
    const pl_ix_file *rows = pl_index_files(ws->content.index, &n);
    for (uint32_t f = 0; f < n; f++)
        for (uint32_t i = 0; i < files[f].n; i++)
            if (files[f].list[i].what & PL_PRECHECK_FILE) {
                pl_str dir = pl_evaluator_env(ev, rows[f].mod)->base_dir;
                pl_str path = pl_path_join(&scratch, dir, files[f].list[i].text);
                pl_vec_push(out, add_read(check, path));
            }
    pl_arena_done(&scratch);
}

/* Mark the source files with a precheck that failed. False if there is one. */
static bool mark_wrong(const pl_workspace *ws, const precheck_files *at, pl_file_prechecks *files)
{
    const pl_read_file *reads = ws->values.reads.at;
    bool right = true;
    size_t next = 0;
    uint32_t n;
    pl_index_files(ws->content.index, &n);
    for (uint32_t f = 0; f < n; f++)
        for (uint32_t i = 0; i < files[f].n; i++)
            if (files[f].list[i].what & PL_PRECHECK_FILE)
                files[f].wrong |= !reads[at->at[next++]].right;
    for (uint32_t f = 0; f < n; f++)
        right = right && !files[f].wrong;
    return right;
}

static bool report_recorded(const pl_diags *recorded, pl_diags *diags)
{
    if (!pl_diags_count(recorded))
        return true;
    pl_str heading = pl_diags_heading(recorded);
    pl_diags_set_heading(diags, heading.len ? heading.ptr : "");
    pl_workspace__report_once(recorded, diags);
    return false;
}

/* Add the static messages of files that the image calls not checked. If only variables are
 * checked, messages about resources are left out. */
static void add_static(const pl_workspace *ws, pl_file_prechecks *files)
{
    bool variables_only = ws->options.variables_only;
    uint32_t n, row;
    pl_map by_path = { 0 };
    const pl_ix_file *rows = pl_index_files(ws->content.index, &n);
    for (uint32_t i = 0; i < n; i++)
        pl_map_put(&by_path, pl_index_str(ws->content.index, rows[i].path), i, NULL);
    for (uint32_t i = 0; i < ws->files.n; i++) {
        const pl_source_file *f = &ws->files.list[i];
        if (!f->left_out && f->verdicts.resources &&
            pl_map_find(&by_path, pl_workspace__relative(ws, f->path), &row))
            files[row] =
                (pl_file_prechecks){ .list = f->verdicts.prechecks,
                                     .n = f->verdicts.n_prechecks,
                                     .recorded = variables_only ? NULL : f->verdicts.resources };
    }
    pl_map_done(&by_path);
}

/* Does a mod file have a mod block that reads an unreadable file? Powerpipe reports
 * that before anything else. */
static bool mod_is_right(pl_parser *parser, pl_reader *reader, pl_str path, pl_diags *recorded)
{
    pl_view view;
    pl_arena scratch = { 0 };
    pl_mod_info info;
    if (pl_view_open(reader, path.ptr, &view))
        return true;
    bool right = pl_mod_parse(parser, path, pl_view_str(&view), &scratch, &info, recorded);
    pl_view_close(&view);
    pl_arena_done(&scratch);
    if (!right)
        pl_diags_set_heading(recorded, "Internal Error: mod load failed");
    return right;
}

static bool mods_are_right(const pl_workspace *ws, pl_evaluator *ev, const pl_file_prechecks *files,
                           pl_diags *recorded)
{
    uint32_t n, n_entries;
    const pl_ix_mod *mods = pl_index_mods(ws->content.index, &n);
    const pl_ix_entry *entries = pl_index_entries(ws->content.index, &n_entries);
    pl_reader reader = { 0 };
    pl_parser *parser = pl_parser_new();
    bool right = true;
    for (uint32_t m = 0; m < n && right; m++)
        if (mods[m].entry != PL_NONE && files[entries[mods[m].entry].file].wrong)
            right = mod_is_right(parser, &reader,
                                 pl_evaluator_path(ev, entries[mods[m].entry].file), recorded);
    pl_parser_free(parser);
    pl_reader_done(&reader);
    return right;
}

typedef struct decoding {
    pl_evaluator *ev;
    const pl_file_prechecks *files;
    unsigned what; /* PL_VALUES_*; with LINKS errors between resources were found */
    pl_diags *recorded;
} decoding;

/* Check the values; `ctx` is a `decoding`, whose `recorded` gets the errors. Runs on the calling
 * thread of pl_workspace__read_beside(). */
static void check_in_background_reads(void *ctx)
{
    const decoding *d = ctx;
    pl_check_values(d->ev, d->files, d->what, d->recorded);
}

/* Decode on this thread while other threads read the files, as if all of them could be read: that
 * is almost always so. If some cannot, decode once more with what is known then. */
static void decode_and_read(pl_workspace *ws, decoding *d, pl_file_prechecks *files)
{
    pl_values_check *check = &ws->values;
    precheck_files asked = { 0 };
    pl_assert(!pl_diags_count(d->recorded));
    list_reads(ws, d->ev, files, &asked);
    uint32_t n = (uint32_t)check->reads.n;
    pl_workspace__read_beside(check->reads.at, n, ws->options.threads, check_in_background_reads,
                              d);
    check->n_read = n;
    if (!mark_wrong(ws, &asked, files)) {
        pl_diags_truncate(d->recorded, 0);
        pl_diags_set_heading(d->recorded, "");
        if (mods_are_right(ws, d->ev, files, d->recorded))
            check_in_background_reads(d);
    }
    pl_vec_done(&asked);
}

/* Check all values and report what is wrong, with the heading; `links`: errors between resources as
 * well, because some were found before. */
static void check_all(pl_workspace *ws, pl_value_store *values, bool links, pl_diags *recorded)
{
    pl_arena scratch = { 0 };
    pl_evaluator *ev = pl_evaluator_borrow(values);
    pl_file_prechecks *files = list_asks(ws, &scratch);
    bool variables_only = ws->options.variables_only;
    unsigned what = (variables_only ? PL_VALUES_VARIABLES : 0) | (links ? PL_VALUES_LINKS : 0);
    decoding d = { ev, files, what, recorded };
    if (links || variables_only)
        add_static(ws, files);
    if (variables_only)
        check_in_background_reads(&d);
    else
        decode_and_read(ws, &d, files);
    pl_evaluator_give_back(ev);
    if (pl_value_store_is_cancelled(values) && !pl_diags_errors(recorded)) /* that is no verdict */
        pl_diag_plain(recorded, PL_ERROR, PL_DIAG_CANCELLED, "the check was cancelled");
    pl_arena_done(&scratch);
}

static bool check_values(pl_workspace *ws, pl_value_store *values, pl_diags *diags)
{
    pl_diags *recorded = pl_diags_new();
    check_all(ws, values, false, recorded);
    bool ok = report_recorded(recorded, diags);
    pl_diags_free(recorded);
    return ok;
}

/* ---- beside errors that were found before */

bool pl_workspace__add_values(pl_workspace *ws, pl_diags *diags)
{
    bool wrong = ws->verdict.wrong;
    ws->verdict.wrong = false; /* the index is needed although it has errors */
    pl_derived *derived = pl_workspace__derived(ws);
    pl_value_store *values = derived ? pl_derived_values(derived, diags) : NULL;
    if (values) {
        pl_diags *all = pl_diags_new();
        check_all(ws, values, true, all);
        pl_diags_free(ws->verdict.links);
        ws->verdict.links = all;
    }
    ws->verdict.wrong = wrong;
    return values != NULL;
}

/* ---- children that expressions give */

static bool has_open_children(const pl_index *ix)
{
    uint32_t n, n_entries;
    const pl_ix_entry *entries = pl_index_entries(ix, &n_entries);
    const pl_entry_id *ids = pl_index_kind(ix, PL_KIND_BENCHMARK, &n);
    for (uint32_t i = 0; i < n; i++)
        if (entries[ids[i]].flags & PL_ENTRY_CHILDREN_OPEN)
            return true;
    return false;
}

/* Work out children that expressions give. They depend on values, so they are never saved. */
static bool set_open_children(pl_workspace *ws, pl_value_store *values, pl_diags *diags)
{
    pl_open_children children = { 0 };
    if (ws->options.variables_only || !has_open_children(ws->content.index))
        return true;
    pl_evaluator *ev = pl_evaluator_borrow(values);
    bool ok = pl_check_open_children(ev, &children, diags);
    pl_evaluator_give_back(ev);
    if (ok)
        pl_index_set_children(ws->content.index, children.list.at, (uint32_t)children.list.n);
    pl_open_children_done(&children);
    return ok;
}

bool pl_workspace__check_values(pl_workspace *ws, pl_diags *diags)
{
    pl_values_check *state = &ws->values;
    if (!ws->content.index || ws->verdict.wrong || (state->done && state->of == ws->content.index))
        return true;
    state->n_keys = 0;
    state->dirty = false;
    pl_derived *derived = pl_workspace__derived(ws);
    pl_value_store *values = derived ? pl_derived_values(derived, diags) : NULL;
    if (!values)
        return false;
    uint64_t key = inputs_key(ws, values, reads_environment(ws->content.index));
    bool known = is_remembered(ws, key);
    if (!known && !check_values(ws, values, diags))
        return false;
    if (!set_open_children(ws, values, diags))
        return false;
    state->done = true;
    state->of = ws->content.index;
    if (!known)
        remember(ws, key);
    return true;
}
