/* plan_choose.c - decides whether to keep an installed version or to take one of the repository
 * (mod-management.md 9.1). */
#include "base/str.h"
#include "mod/name.h"
#include "mod/plan.h"
#include "mod/tree.h"
#include <assert.h>

/* A requirement to decide about, and the versions to choose from. */
typedef struct choosing {
    pl_plan *plan;
    pl_str parent;
    const pl_require_mod *want;
    bool targeted;
    pl_decision *out;
} choosing;

static bool satisfies(const pl_require_mod *want, const pl_lock_entry *e)
{
    if (want->by == PL_BY_VERSION)
        return e->has_version && pl_release_allowed(&want->constraint, &e->version);
    return pl_lock_satisfies(want, e);
}

static pl_choice keep_locked(choosing *c, const pl_lock_entry *e)
{
    c->out->entry = *e;
    c->out->fetch = false;
    for (size_t i = 0; i < c->plan->mods.n; i++)
        if (pl_str_eq(c->plan->mods.at[i]->dep_path, e->dep_path) && c->plan->mods.at[i]->fetch)
            c->out->fetch = true; /* it is fetched anew for another parent */
    return PL_CHOICE_MADE;
}

static pl_choice fail_choice(choosing *c, pl_miss_kind kind, pl_str why)
{
    c->out->miss = kind;
    c->out->why = why;
    return PL_CHOICE_FAILED;
}

/* ---- from the repository */

static void fill_choice(choosing *c, const pl_ref *ref)
{
    pl_lock_entry *e = &c->out->entry;
    *e = (pl_lock_entry){ .name = c->want->name, .commit = ref->commit, .git_ref = ref->name };
    switch (c->want->by) {
    case PL_BY_BRANCH: e->branch = c->want->wanted; break;
    case PL_BY_TAG: e->tag = c->want->wanted; break;
    default: e->has_version = true; e->version = ref->version;
    }
    pl_lock_name(e, c->plan->arena);
    c->out->fetch = true;
}

static pl_str full_ref(choosing *c)
{
    const char *folder = c->want->by == PL_BY_BRANCH ? "heads" : "tags";
    return pl_arena_printf(c->plan->arena, "refs/%s/%.*s", folder, PL_FMT(c->want->wanted));
}

static const pl_ref *wanted_ref(choosing *c, const pl_remote *remote)
{
    return c->want->by == PL_BY_VERSION ? pl_refs_newest(&remote->refs, c->want)
                                        : pl_refs_find(&remote->refs, full_ref(c));
}

static pl_choice not_there(choosing *c)
{
    pl_arena *arena = c->plan->arena;
    pl_str name = c->want->name, wanted = c->want->wanted;
    switch (c->want->by) {
    case PL_BY_TAG:
        return fail_choice(c, PL_MISS_TAG,
                           pl_arena_printf(arena, "tag %.*s not found for mod %.*s", PL_FMT(wanted),
                                           PL_FMT(name)));
    case PL_BY_BRANCH:
        c->plan->began = true;
        return fail_choice(c, PL_MISS_BRANCH,
                           pl_arena_printf(arena, "branch %.*s not found for mod %.*s",
                                           PL_FMT(wanted), PL_FMT(name)));
    default:
        return fail_choice(
            c, PL_MISS_VERSION,
            pl_arena_printf(arena, "no version of %.*s found satisfying version constraint: %.*s",
                            PL_FMT(name), PL_FMT(wanted)));
    }
}

/* The answer of the repository; NULL: there is none, and *choice says why. */
static const pl_remote *answer_of_remote(choosing *c, pl_choice *choice)
{
    pl_remote_fact *fact = pl_plan__remote(c->plan, c->want->name);
    static const char doubled[] =
        "Bad Request: could not retrieve version data from Git URL %.*s - "
        "Bad Request: could not retrieve version data from Git URL %.*s - "
        "%.*s";
    if (fact->state == PL_FACT_KNOWN)
        return &fact->remote;
    *choice = PL_CHOICE_MISSING;
    if (fact->state == PL_FACT_FAILED)
        *choice = fail_choice(c, PL_MISS_REMOTE,
                              pl_arena_printf(c->plan->arena, doubled, PL_FMT(fact->name),
                                              PL_FMT(fact->name), PL_FMT(fact->why)));
    return NULL;
}

static pl_choice take_newest(choosing *c)
{
    pl_choice choice;
    const pl_remote *remote = answer_of_remote(c, &choice);
    if (!remote)
        return choice;
    const pl_ref *ref = wanted_ref(c, remote);
    if (!ref)
        return not_there(c);
    fill_choice(c, ref);
    return PL_CHOICE_MADE;
}

/* ---- installed already */

/* May the mod move to a newer version or commit, by the pull strategy? */
static bool may_move(const choosing *c)
{
    pl_pull pull = c->plan->o->pull;
    switch (c->want->by) {
    case PL_BY_VERSION: return pull == PL_PULL_FULL || pull == PL_PULL_LATEST;
    case PL_BY_TAG: return pull == PL_PULL_FULL;
    case PL_BY_BRANCH: return pull != PL_PULL_MINIMAL;
    case PL_BY_PATH: break;
    }
    return false;
}

/* Is `ref` newer than `e`? */
static bool is_newer(const choosing *c, const pl_lock_entry *e, const pl_ref *ref)
{
    int order = c->want->by == PL_BY_VERSION ? pl_version_cmp(&ref->version, &e->version) : 0;
    bool moved = !pl_str_eq(ref->commit, e->commit);
    if (order)
        return order > 0;
    return moved && (c->want->by == PL_BY_BRANCH || c->plan->o->pull == PL_PULL_FULL);
}

static pl_choice take_newer(choosing *c, const pl_lock_entry *e)
{
    pl_choice choice;
    const pl_remote *remote = answer_of_remote(c, &choice);
    if (!remote)
        return choice;
    const pl_ref *ref = wanted_ref(c, remote);
    if (!ref || !is_newer(c, e, ref))
        return keep_locked(c, e);
    fill_choice(c, ref);
    return PL_CHOICE_MADE;
}

/* Set *best to the highest version in the list that satisfies, of any parent, if that is higher. */
static void find_best(const choosing *c, const pl_lock_entry *list, size_t n,
                      const pl_lock_entry **best)
{
    for (size_t i = 0; i < n; i++) {
        const pl_lock_entry *e = &list[i];
        if (pl_str_eq(e->name, c->want->name) && satisfies(c->want, e) &&
            (!*best || pl_version_cmp(&e->version, &(*best)->version) > 0))
            *best = e;
    }
}

/* The best version that was chosen in this run, or is installed, for any parent. */
static const pl_lock_entry *of_others(const choosing *c)
{
    const pl_lock_entry *best = NULL;
    find_best(c, c->plan->chosen.at, c->plan->chosen.n, &best);
    find_best(c, c->plan->o->old->list, c->plan->o->old->n, &best);
    return best;
}

static pl_choice choose_free(choosing *c)
{
    const pl_plan_options *o = c->plan->o;
    const pl_lock_entry *old = pl_lock_find(o->old, c->parent, c->want->name);
    bool lazy = o->pull == PL_PULL_MINIMAL || o->pull == PL_PULL_DEVELOPMENT || !c->targeted;
    if (old && satisfies(c->want, old))
        return c->targeted && may_move(c) ? take_newer(c, old) : keep_locked(c, old);
    const pl_lock_entry *other = old ? NULL : of_others(c);
    if (other && lazy)
        return keep_locked(c, other);
    return take_newest(c);
}

/* ---- exactly what the lock file has */

static pl_choice differs(choosing *c, const pl_lock_entry *e)
{
    pl_arena *arena = c->plan->arena;
    pl_str found = e ? e->dep_path : PL_S("nothing");
    return fail_choice(
        c, PL_MISS_OTHER,
        pl_arena_printf(arena,
                        "the lock file does not satisfy the requirement of '%.*s' on %.*s "
                        "(%.*s): it has %.*s",
                        PL_FMT(c->parent), PL_FMT(c->want->name), PL_FMT(c->want->wanted),
                        PL_FMT(found)));
}

/* Choose exactly what the lock file has (`locked`). Fails if that does not satisfy the requirement,
 * or if the repository has another commit under that reference. */
static pl_choice choose_locked(choosing *c)
{
    const pl_plan_options *o = c->plan->o;
    const pl_lock_entry *e = pl_lock_find(o->lock, c->parent, c->want->name);
    if (!e || !satisfies(c->want, e))
        return differs(c, e);
    const pl_lock_entry *old = pl_lock_find(o->old, c->parent, c->want->name);
    if (old)
        return keep_locked(c, old);
    pl_choice choice;
    const pl_remote *remote = answer_of_remote(c, &choice);
    if (!remote)
        return choice;
    const pl_ref *ref = pl_refs_find(&remote->refs, e->git_ref);
    if (ref && !pl_str_eq(ref->commit, e->commit))
        return fail_choice(
            c, PL_MISS_OTHER,
            pl_arena_printf(c->plan->arena,
                            "%.*s of %.*s is not what the lock file has: it has %.*s, found "
                            "was %.*s",
                            PL_FMT(e->git_ref), PL_FMT(e->name), PL_FMT(e->commit),
                            PL_FMT(ref->commit)));
    c->out->entry = *e;
    if (!ref) /* the reference is gone, its commit may be there */
        c->out->entry.git_ref = e->commit;
    c->out->fetch = true;
    return PL_CHOICE_MADE;
}

/* Keep the installed version; nothing else may be chosen. */
static pl_choice choose_kept(choosing *c)
{
    const pl_lock_entry *old = pl_lock_find(c->plan->o->old, c->parent, c->want->name);
    return old ? keep_locked(c, old) : PL_CHOICE_MISSING;
}

pl_choice pl_plan__choose(pl_plan *plan, pl_str parent, const pl_require_mod *want, bool targeted,
                          pl_decision *out)
{
    choosing c = { plan, parent, want, targeted, out };
    *out = (pl_decision){ 0 };
    assert(want->by != PL_BY_PATH);
    if (pl_mod_name_hostile(want->name) ||
        (want->by != PL_BY_VERSION && pl_mod_name_hostile(want->wanted)) ||
        (want->by != PL_BY_VERSION && plan->o->locked && !pl_mod_ref_sound(want->wanted)))
        return fail_choice(
            &c, PL_MISS_OTHER,
            pl_arena_printf(plan->arena, "invalid mod name %.*s", PL_FMT(want->name)));
    if (plan->o->keep_only)
        return choose_kept(&c);
    return plan->o->locked ? choose_locked(&c) : choose_free(&c);
}
