/* plan_facts.c - finds the facts of a plan, and gathers missing ones. */
#include "base/assert.h"
#include "base/folder.h"
#include "base/inside.h"
#include "base/path.h"
#include "base/pool.h"
#include "base/str.h"
#include "mod/locate.h"
#include "mod/plan.h"
#include "mod/tree.h"
#include <assert.h>
#include <errno.h>

pl_remote_fact *pl_plan__remote(pl_plan *plan, pl_str name)
{
    for (size_t i = 0; i < plan->remotes.n; i++)
        if (pl_str_eq(plan->remotes.at[i]->name, name))
            return plan->remotes.at[i];
    pl_remote_fact *fact = PL_NEW(plan->arena, pl_remote_fact);
    fact->name = name;
    pl_vec_push(&plan->remotes, fact);
    return fact;
}

/* ---- repositories */

/* Fill a fact with the references of a repository that a lock file has. */
static void refs_of_lock(const pl_lock *lock, pl_remote_fact *fact)
{
    pl_buf text = { 0 };
    for (uint32_t i = 0; i < lock->n; i++) {
        const pl_lock_entry *e = &lock->list[i];
        if (pl_str_eq(e->name, fact->name) && e->git_ref.len)
            pl_buf_printf(&text, "%.*s\t%.*s\n", PL_FMT(e->commit), PL_FMT(e->git_ref));
    }
    pl_refs_parse(pl_arena_str(&fact->arena, pl_buf_view(&text)), &fact->arena, &fact->remote.refs);
    pl_buf_done(&text);
    fact->state = fact->remote.refs.n ? PL_FACT_KNOWN : PL_FACT_FAILED;
}

static void list_offline(pl_plan *plan, pl_remote_fact *fact)
{
    const pl_plan_options *o = plan->o;
    refs_of_lock(o->from.len ? o->from_lock : o->lock, fact);
    if (fact->state == PL_FACT_KNOWN)
        return;
    if (o->from.len)
        fact->why = pl_arena_printf(&fact->arena, "'%.*s' does not have it", PL_FMT(o->from));
    else
        fact->why = pl_arena_printf(&fact->arena,
                                    "it is not installed: '%.*s mod install' without --offline "
                                    "would fetch it",
                                    PL_FMT(o->program));
}

/* One round of work, on a few threads. */
typedef struct round {
    pl_plan *plan;
    const pl_git *git;
    const char *shadow;
    PL_VEC(pl_remote_fact *) remotes;
    PL_VEC(pl_mod_fact *) mods;
} round;

static void list_one(void *ctx, size_t item, unsigned worker)
{
    round *r = ctx;
    pl_remote_fact *fact = r->remotes.at[item];
    pl_assert(fact->state == PL_FACT_WANTED);
    (void)worker;
    bool ok = pl_git_list(r->git, fact->name, &fact->arena, &fact->remote, &fact->why);
    fact->state = ok ? PL_FACT_KNOWN : PL_FACT_FAILED;
}

/* ---- mods */

typedef struct links {
    pl_str dir;
    pl_buf bad; /* path of the first link that leads out */
} links;

/* Does the link lead out of the mod, judged only by its text? Links to nothing are judged this way.
 */
static bool reads_as_out(const links *l, const pl_thing *thing, pl_str target)
{
    pl_arena scratch = { 0 };
    pl_str folder = pl_str_sub(thing->path, 0, pl_str_rfind(thing->path, '/'));
    if (folder.len == thing->path.len)
        folder.len = 0;
    pl_str at = pl_path_join(&scratch, l->dir, folder.len ? folder : PL_S("."));
    pl_str end = pl_path_join(&scratch, at, target);
    bool out = (target.len && target.ptr[0] == '/') ||
               (!pl_str_eq(end, l->dir) && pl_path_below(end, l->dir).len == end.len);
    pl_arena_done(&scratch);
    return out;
}

/* Does the link lead out of the mod, by its text or through other links? */
static bool leads_out(const links *l, const pl_thing *thing, pl_str target)
{
    int error = pl_path_prove(l->dir.ptr, thing->path.ptr, PL_LINKS_INSIDE);
    return (error && error != ENOENT && error != ENOTDIR && error != ELOOP) ||
           reads_as_out(l, thing, target);
}

static int check_thing(void *ctx, const pl_thing *thing)
{
    links *l = ctx;
    pl_buf target = { 0 };
    int error = 0;
    if (thing->kind == PL_THING_FILE && (thing->mode & 07000))
        error = pl_file_set_mode(thing->full, thing->mode & 0777);
    if (thing->kind == PL_THING_LINK) {
        error = pl_file_link_target(thing->full, &target);
        if (!error && leads_out(l, thing, pl_buf_view(&target))) {
            pl_buf_str(&l->bad, thing->path);
            error = EPERM;
        }
    }
    pl_buf_done(&target);
    return error;
}

/* Check that no link in a fetched mod leads out of it. */
static bool check_files(pl_mod_fact *fact)
{
    pl_assert(fact->dir.len && fact->dir.ptr[fact->dir.len] == 0);
    links l = { .dir = fact->dir };
    int error = pl_folder_walk(fact->dir.ptr, check_thing, &l);
    if (l.bad.len)
        fact->why =
            pl_arena_printf(&fact->arena, "mod '%.*s' contains a link that leaves its folder: %.*s",
                            PL_FMT(fact->name), PL_FMT(pl_buf_view(&l.bad)));
    else if (error)
        fact->why = pl_arena_printf(&fact->arena, "cannot read '%s': %s", fact->dir.ptr,
                                    pl_file_reason(error));
    pl_buf_done(&l.bad);
    return !error;
}

static bool copy_from(const pl_plan *plan, pl_mod_fact *fact)
{
    const pl_plan_options *o = plan->o;
    pl_str dir, parent = pl_str_sub(fact->dir, 0, pl_str_rfind(fact->dir, '/'));
    int error = pl_path_inside(&fact->arena, o->from, fact->dep_path, PL_LINKS_INSIDE, &dir);
    if (!error)
        error = pl_path_make_dirs(parent);
    if (!error)
        error = pl_folder_copy(dir.ptr, fact->dir.ptr);
    if (error)
        fact->why = pl_arena_printf(&fact->arena, "cannot copy '%.*s/%.*s': %s", PL_FMT(o->from),
                                    PL_FMT(fact->dep_path), pl_path_reason(error));
    return !error;
}

static const pl_remote *remote_of(const pl_plan *plan, pl_str name)
{
    for (size_t i = 0; i < plan->remotes.n; i++)
        if (pl_str_eq(plan->remotes.at[i]->name, name))
            return plan->o->offline ? NULL : &plan->remotes.at[i]->remote;
    return NULL;
}

static void fail_fact(pl_mod_fact *fact, pl_str why)
{
    fact->state = PL_FACT_FAILED;
    fact->why = why;
}

static void fetch_one(void *ctx, size_t item, unsigned worker)
{
    round *r = ctx;
    pl_mod_fact *fact = r->mods.at[item];
    (void)worker;
    pl_str shadow = pl_str_cstr(r->shadow);
    if (pl_path_inside(&fact->arena, shadow, fact->dep_path, PL_LINKS_INSIDE, &fact->dir) != 0) {
        fail_fact(fact,
                  pl_arena_printf(&fact->arena, "invalid mod name %.*s", PL_FMT(fact->dep_path)));
        return;
    }
    pl_git_fetch fetch = {
        .name = fact->name,
        .remote = remote_of(r->plan, fact->name),
        .ref = fact->ref,
        .commit = fact->commit,
        .to = fact->dir,
        .scratch = shadow,
    };
    if (r->plan->o->fetching)
        r->plan->o->fetching(r->plan->o->ctx, fact->dep_path);
    bool ok = r->plan->o->from.len ? copy_from(r->plan, fact)
                                   : pl_git_fetch_run(r->git, &fetch, &fact->arena, &fact->why);
    ok = ok && check_files(fact);
    fact->state = ok ? PL_FACT_KNOWN : PL_FACT_FAILED;
}

/* ---- reading */

/* Was the same message reported for another place? */
static bool was_said(const pl_diags *diags, size_t i)
{
    const pl_diag *d = pl_diags_get(diags, i);
    for (size_t k = 0; k < i; k++) {
        const pl_diag *o = pl_diags_get(diags, k);
        if (pl_diag_reads_as(o, d))
            return true;
    }
    return false;
}

static pl_str all_of(const pl_diags *diags, pl_arena *arena)
{
    pl_buf text = { 0 };
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        if (was_said(diags, i))
            continue;
        if (i)
            pl_buf_byte(&text, '\n');
        pl_diag_format(pl_diags_get(diags, i), &text);
    }
    pl_str out = pl_arena_str(arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return out;
}

static void read_mod(pl_plan *plan, pl_mod_fact *fact)
{
    pl_view view;
    fact->file = pl_mod_file(fact->dir, &fact->arena);
    if (!fact->file.len && !fact->name.len) {
        fail_fact(fact, pl_arena_printf(&fact->arena, "'%.*s' does not contain a mod definition",
                                        PL_FMT(fact->dep_path)));
        return;
    }
    int error = fact->file.len ? pl_view_open(&plan->reader, fact->file.ptr, &view) : ENOENT;
    if (error) {
        fail_fact(fact,
                  pl_arena_printf(&fact->arena, "mod '%.*s' does not contain a valid mod file",
                                  PL_FMT(fact->name)));
        return;
    }
    pl_diags *own = pl_diags_new();
    fact->state = PL_FACT_KNOWN;
    if (!pl_mod_parse(plan->parser, fact->file, pl_view_str(&view), &fact->arena, &fact->info,
                      own)) {
        pl_str all = all_of(own, &fact->arena);
        fail_fact(fact, pl_arena_printf(&fact->arena, "Internal Error: Failed to load mod: %.*s",
                                        PL_FMT(all)));
    }
    pl_diags_free(own);
    pl_view_close(&view);
}

/* Does one of two folders of mods lie in the other? */
static bool overlap(pl_str a, pl_str b)
{
    return pl_path_below(a, b).len < a.len || pl_path_below(b, a).len < b.len;
}

/* Fail a fetch into a folder inside that of another mod, whose links could redirect it. In one
 * repository git cannot have branches "a" and "a/b", but a hostile server may list both. */
static void keep_apart(pl_plan *plan, pl_mod_fact *fact)
{
    for (size_t i = 0; i < plan->mods.n; i++) {
        const pl_mod_fact *other = plan->mods.at[i];
        if (other->name.len && fact->name.len && overlap(fact->dep_path, other->dep_path))
            fail_fact(fact, pl_arena_printf(plan->arena, "the folders of '%.*s' and '%.*s' overlap",
                                            PL_FMT(fact->dep_path), PL_FMT(other->dep_path)));
    }
}

pl_mod_fact *pl_plan__mod(pl_plan *plan, const pl_lock_entry *e, bool fetch, pl_str dir)
{
    for (size_t i = 0; i < plan->mods.n; i++) {
        pl_mod_fact *fact = plan->mods.at[i];
        if (pl_str_eq(fact->dep_path, e->dep_path) && fact->fetch == fetch)
            return fact;
    }
    pl_mod_fact *fact = PL_NEW(plan->arena, pl_mod_fact);
    fact->dep_path = e->dep_path;
    fact->fetch = fetch;
    fact->name = e->path.len ? (pl_str){ 0 } : e->name;
    fact->ref = e->git_ref;
    fact->commit = e->commit;
    if (fetch)
        keep_apart(plan, fact);
    pl_vec_push(&plan->mods, fact);
    if (!fetch) {
        fact->dir = dir;
        read_mod(plan, fact);
    }
    return fact;
}

/* ---- rounds */

static void collect_round(pl_plan *plan, round *r)
{
    for (size_t i = 0; i < plan->remotes.n; i++) {
        pl_remote_fact *fact = plan->remotes.at[i];
        if (fact->state == PL_FACT_WANTED && plan->o->offline)
            list_offline(plan, fact);
        else if (fact->state == PL_FACT_WANTED)
            pl_vec_push(&r->remotes, fact);
    }
    for (size_t i = 0; i < plan->mods.n; i++)
        if (plan->mods.at[i]->state == PL_FACT_WANTED)
            pl_vec_push(&r->mods, plan->mods.at[i]);
}

static void fetch_all(pl_plan *plan, round *r)
{
    pl_pool_run(PL_PLAN_SIDE_BY_SIDE, r->mods.n, fetch_one, r);
    for (size_t i = 0; i < r->mods.n; i++)
        if (r->mods.at[i]->state == PL_FACT_KNOWN)
            read_mod(plan, r->mods.at[i]);
}

bool pl_plan__gather(pl_plan *plan)
{
    round r = { .plan = plan };
    bool ok = true;
    collect_round(plan, &r);
    bool needs_git = r.remotes.n || (r.mods.n && !plan->o->from.len);
    if (needs_git)
        ok = (r.git = plan->o->git(plan->o->ctx)) != NULL;
    if (ok && r.mods.n) {
        plan->began = true;
        ok = (r.shadow = plan->o->shadow(plan->o->ctx)) != NULL;
    }
    if (ok)
        pl_pool_run(PL_PLAN_SIDE_BY_SIDE, r.remotes.n, list_one, &r);
    if (ok)
        fetch_all(plan, &r);
    pl_vec_done(&r.remotes);
    pl_vec_done(&r.mods);
    return ok;
}
