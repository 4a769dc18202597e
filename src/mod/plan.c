/* plan.c - the passes of a plan: walks the requirements, chooses for each, and descends into the
 * chosen mods. */
#include "mod/plan.h"
#include "base/assert.h"
#include "base/inside.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/tree.h"
#include <assert.h>

/* One mod and its requirements, in the chain that led to it. */
typedef struct level {
    const struct level *up;
    pl_str key;      /* in the lock: short name of the workspace's mod, or dependency path */
    pl_str now, end; /* its folder as it is now, and where it will be */
    pl_str file;     /* its mod file */
    bool targeted;
    unsigned depth;
} level;

/* The failures below one mod. */
typedef struct failures {
    unsigned n;
    pl_buf text;
} failures;

static void resolve_level(pl_plan *plan, const level *at, const pl_mod_info *info,
                          failures *failed);

/* ---- what failed */

static void add_failure(failures *f, pl_str text)
{
    if (f->n == 1) { /* a second one: one line each */
        pl_buf first = f->text;
        f->text = (pl_buf){ 0 };
        pl_buf_printf(&f->text, "\n\t- %.*s", PL_FMT(pl_buf_view(&first)));
        pl_buf_done(&first);
    }
    pl_buf_cstr(&f->text, f->n ? "\n\t- " : "");
    pl_buf_str(&f->text, text);
    f->n++;
}

static void chain_of(const level *at, pl_buf *out)
{
    if (at->up) {
        chain_of(at->up, out);
        pl_buf_cstr(out, " > ");
    }
    pl_buf_str(out, at->key);
}

static void note_miss(pl_plan *plan, const level *at, const pl_require_mod *want, pl_miss_kind kind,
                      pl_str why)
{
    pl_buf chain = { 0 };
    chain_of(at, &chain);
    pl_miss miss = { kind, want, at->file, pl_arena_str(plan->arena, pl_buf_view(&chain)), why };
    pl_vec_push(&plan->misses, miss);
    pl_buf_done(&chain);
}

static bool is_above(const level *at, pl_str key)
{
    for (; at; at = at->up)
        if (at->up && pl_str_eq(at->key, key))
            return true;
    return false;
}

static pl_str cycle_text(pl_plan *plan, const level *at, pl_str key)
{
    pl_buf chain = { 0 };
    chain_of(at, &chain);
    pl_str text = pl_arena_printf(plan->arena, "mods require each other: %.*s > %.*s",
                                  PL_FMT(pl_buf_view(&chain)), PL_FMT(key));
    pl_buf_done(&chain);
    return text;
}

/* ---- one requirement */

/* Put an entry into `chosen`, which has one for each parent and name: of two the last counts. */
static void put_chosen(pl_plan *plan, const pl_lock_entry *e)
{
    pl_assert(e->parent.len && e->dep_path.len);
    for (size_t i = 0; i < plan->chosen.n; i++) {
        pl_lock_entry *old = &plan->chosen.at[i];
        if (pl_str_eq(old->parent, e->parent) && pl_str_eq(old->key, e->key)) {
            if (!pl_str_eq(old->dep_path, e->dep_path))
                pl_vec_push(&plan->surplus, old->dep_path);
            *old = *e;
            return;
        }
    }
    pl_vec_push(&plan->chosen, *e);
}

/* Were the requirements of this mod processed in this pass, as `targeted`? */
static bool is_resolved(const pl_plan *plan, const pl_lock_entry *e, bool targeted)
{
    for (size_t i = 0; i < plan->chosen.n; i++) {
        const pl_lock_entry *o = &plan->chosen.at[i];
        if (o->resolved > targeted && pl_str_eq(o->dep_path, e->dep_path))
            return true;
    }
    return false;
}

static pl_str alias_of(const pl_mod_fact *mod)
{
    if (mod->info.short_name.len)
        return mod->info.short_name;
    pl_str name = mod->name.len ? mod->name : mod->dep_path;
    return pl_str_sub(name, pl_str_rfind(name, '/') + 1, name.len);
}

/* Where a mod by path is now: if it lies inside the mod that requires it, it is in the shadow
 * folder with that mod. */
static pl_str path_now(pl_plan *plan, const level *at, pl_str path)
{
    pl_str below = pl_path_below(path, at->end), now;
    if (below.len == path.len || pl_str_eq(at->now, at->end) ||
        pl_path_inside(plan->arena, at->now, below, PL_LINKS_INSIDE, &now) != 0)
        return path;
    return now;
}

static pl_choice choose_path(pl_plan *plan, const level *at, const pl_require_mod *want,
                             pl_decision *out, pl_str *now)
{
    pl_str path = pl_path_join(plan->arena, at->end, want->wanted.len ? want->wanted : want->name);
    *out = (pl_decision){ .entry = { .key = path, .name = path, .path = path } };
    pl_lock_name(&out->entry, plan->arena);
    *now = path_now(plan, at, path);
    return PL_CHOICE_MADE;
}

/* Process the requirements of a mod, one level deeper. */
static void descend(pl_plan *plan, const level *at, pl_lock_entry *e, const pl_mod_fact *mod,
                    failures *failed)
{
    failures below = { 0 };
    level next = { .up = at, .key = e->dep_path, .now = mod->dir, .file = mod->file };
    pl_assert(at->depth < PL_PLAN_DEPTH);
    next.end = pl_lock_place(plan->o->workspace, e, plan->arena);
    next.targeted = at->targeted;
    next.depth = at->depth + 1;
    bool done = is_resolved(plan, e, next.targeted);
    e->resolved = 1 + next.targeted;
    put_chosen(plan, e);
    if (!done)
        resolve_level(plan, &next, &mod->info, &below);
    if (below.n) {
        pl_str text = pl_arena_printf(plan->arena, "%u child %s failed to %s - %.*s", below.n,
                                      below.n == 1 ? "dependency" : "dependencies", plan->o->verb,
                                      PL_FMT(pl_buf_view(&below.text)));
        add_failure(failed, text);
    }
    pl_buf_done(&below.text);
}

static bool is_target(const pl_plan *plan, pl_str name)
{
    for (size_t i = 0; i < plan->o->n_targets; i++)
        if (pl_str_eq(plan->o->targets[i], name))
            return true;
    return plan->o->n_targets == 0;
}

static void miss(pl_plan *plan, const level *at, const pl_require_mod *want, pl_miss_kind kind,
                 pl_str why, failures *failed)
{
    note_miss(plan, at, want, kind, why);
    add_failure(failed, why);
}

/* Process one requirement of the mod at `from`: choose a version, find its mod file and descend
 * into its requirements. A missing fact is noted for the next pass; a failure goes to `failed`. */
static void require(pl_plan *plan, const level *from, const pl_require_mod *want, failures *failed)
{
    pl_decision d;
    pl_str now = { 0 };
    level at = *from;
    at.targeted = from->targeted || is_target(plan, want->name);
    pl_choice choice = want->by == PL_BY_PATH
                           ? choose_path(plan, &at, want, &d, &now)
                           : pl_plan__choose(plan, at.key, want, at.targeted, &d);
    if (choice == PL_CHOICE_FAILED)
        miss(plan, &at, want, d.miss, d.why, failed);
    plan->missing = plan->missing || choice == PL_CHOICE_MISSING;
    if (choice != PL_CHOICE_MADE)
        return;
    pl_lock_entry *e = &d.entry;
    e->parent = at.key;
    e->key = want->by == PL_BY_PATH ? e->key : want->name;
    if (is_above(&at, e->dep_path) || at.depth >= PL_PLAN_DEPTH) {
        miss(plan, &at, want, PL_MISS_OTHER, cycle_text(plan, &at, e->dep_path), failed);
        return;
    }
    if (!now.len)
        now = pl_lock_dir(plan->o->workspace, e, plan->arena);
    const pl_mod_fact *mod = pl_plan__mod(plan, e, d.fetch, now);
    plan->missing = plan->missing || mod->state == PL_FACT_WANTED;
    if (mod->state == PL_FACT_FAILED)
        miss(plan, &at, want, PL_MISS_OTHER, mod->why, failed);
    if (mod->state != PL_FACT_KNOWN)
        return;
    e->alias = alias_of(mod);
    descend(plan, &at, e, mod, failed);
}

static void resolve_level(pl_plan *plan, const level *at, const pl_mod_info *info, failures *failed)
{
    for (uint32_t i = 0; i < info->n_mods; i++)
        require(plan, at, &info->mods[i], failed);
}

/* ---- passes */

static void make_pass(pl_plan *plan)
{
    const pl_plan_options *o = plan->o;
    failures failed = { 0 };
    pl_mod_info info = { .mods = o->wants, .n_mods = o->n_wants };
    level root = { .key = o->root, .now = o->workspace, .end = o->workspace };
    root.file = o->root_file;
    plan->chosen.n = plan->surplus.n = plan->misses.n = 0;
    plan->missing = false;
    resolve_level(plan, &root, &info, &failed);
    pl_buf_done(&plan->failure);
    plan->failures = failed.n;
    plan->failure = failed.text;
}

/* Make all parents agree: a mod that is fetched for one parent has the fetched commit for all. */
static void agree(pl_plan *plan)
{
    pl_assert(!plan->missing);
    for (size_t i = 0; i < plan->chosen.n; i++) {
        pl_lock_entry *e = &plan->chosen.at[i];
        for (size_t k = 0; k < plan->mods.n; k++) {
            const pl_mod_fact *m = plan->mods.at[k];
            if (m->fetch && m->state == PL_FACT_KNOWN && pl_str_eq(m->dep_path, e->dep_path)) {
                e->commit = m->commit;
                e->git_ref = pl_str_starts(m->ref, PL_S("refs/")) ? m->ref : e->git_ref;
            }
        }
    }
}

bool pl_plan_run(pl_plan *plan)
{
    do {
        make_pass(plan);
        if (plan->o->keep_only)
            plan->missing = false;
        if (plan->missing && !pl_plan__gather(plan))
            return false;
    } while (plan->missing);
    agree(plan);
    return true;
}

const pl_mod_fact *pl_plan_mod(const pl_plan *plan, pl_str dep_path)
{
    const pl_mod_fact *found = NULL;
    for (size_t i = 0; i < plan->mods.n; i++) {
        const pl_mod_fact *m = plan->mods.at[i];
        if (pl_str_eq(m->dep_path, dep_path) && (!found || m->fetch) && m->state == PL_FACT_KNOWN)
            found = m;
    }
    return found;
}

void pl_plan_init(pl_plan *plan, const pl_plan_options *options, pl_arena *arena)
{
    pl_assert(options->workspace.len && options->verb);
    *plan = (pl_plan){ .o = options, .arena = arena, .parser = pl_parser_new() };
}

void pl_plan_done(pl_plan *plan)
{
    for (size_t i = 0; i < plan->remotes.n; i++)
        pl_arena_done(&plan->remotes.at[i]->arena);
    for (size_t i = 0; i < plan->mods.n; i++)
        pl_arena_done(&plan->mods.at[i]->arena);
    pl_vec_done(&plan->remotes);
    pl_vec_done(&plan->mods);
    pl_vec_done(&plan->chosen);
    pl_vec_done(&plan->surplus);
    pl_vec_done(&plan->misses);
    pl_buf_done(&plan->failure);
    pl_parser_free(plan->parser);
    pl_reader_done(&plan->reader);
}
