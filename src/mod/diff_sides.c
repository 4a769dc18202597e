/* diff_sides.c - finds or fetches the two folders for `mod diff`. */
#include "mod/diff_sides.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/name.h"
#include "mod/tree.h"

/* The installed version that an argument means; for a bare name any, preferably that of the
 * workspace. */
static const pl_lock_entry *installed(const pl_mods *m, const pl_mod_arg *arg,
                                      const pl_require_mod *want)
{
    const pl_lock_entry *e = pl_lock_find(&m->old, m->root, arg->name);
    if (e && !arg->given)
        return e;
    for (uint32_t i = 0; i < m->old.n; i++) {
        e = &m->old.list[i];
        if (!pl_str_eq(e->name, arg->name))
            continue;
        if (!arg->given ||
            (want->by == PL_BY_VERSION
                 ? e->has_version && pl_release_allowed(&want->constraint, &e->version)
                 : pl_lock_satisfies(want, e)))
            return e;
    }
    return NULL;
}

static bool side_of_entry(pl_mods *m, const pl_lock_entry *e, pl_diff_side *out)
{
    *out = (pl_diff_side){ e->dep_path, pl_lock_dir(m->place.dir, e, &m->arena) };
    return out->dir.len > 0;
}

/* Fetch the version that `want` means into the shadow folder; nothing is installed. */
static bool fetch_side(pl_mods *m, const pl_require_mod *want, pl_diff_side *out, pl_diags *diags)
{
    pl_decision d;
    static const pl_lock none;
    pl_mods__plan_queries(m, diags);
    m->asked = want->name;
    m->plan_options.old = &none; /* as if nothing were installed */
    m->plan_options.pull = PL_PULL_LATEST;
    pl_choice choice = pl_plan__choose(&m->plan, m->root, want, true, &d);
    if (choice == PL_CHOICE_MISSING) {
        if (!pl_plan__gather(&m->plan))
            return false;
        choice = pl_plan__choose(&m->plan, m->root, want, true, &d);
    }
    if (choice != PL_CHOICE_MADE) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_MOD, "%.*s", PL_FMT(d.why));
        return false;
    }
    const pl_mod_fact *mod = pl_plan__mod(&m->plan, &d.entry, true, (pl_str){ 0 });
    if (mod->state == PL_FACT_WANTED && !pl_plan__gather(&m->plan))
        return false;
    if (mod->state != PL_FACT_KNOWN)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_MOD, "%.*s",
                      PL_FMT(pl_mods__show(m, mod->why)));
    *out = (pl_diff_side){ mod->dep_path, mod->dir };
    return mod->state == PL_FACT_KNOWN;
}

static bool refused(const pl_mod_arg *arg, pl_diags *diags)
{
    if (arg->fault == PL_ARG_INVALID)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_MOD, "invalid mod name %.*s",
                      PL_FMT(arg->text));
    if (arg->fault == PL_ARG_NO_MOD)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_MOD,
                      "'%.*s' does not contain a mod definition", PL_FMT(arg->name));
    return arg->fault != PL_ARG_FINE;
}

static bool side_of(pl_mods *m, pl_str text, pl_diff_side *out, pl_diags *diags)
{
    pl_mod_arg arg;
    pl_mod_arg_parse(text, pl_file_cwd(&m->arena), &m->arena, &arg);
    if (refused(&arg, diags))
        return false;
    if (arg.by == PL_BY_PATH) {
        *out = (pl_diff_side){ text, arg.name };
        return true;
    }
    pl_require_mod want = { .name = arg.name, .by = arg.by, .wanted = arg.wanted };
    if (want.by == PL_BY_VERSION)
        pl_constraint_parse(want.wanted, &m->arena, &want.constraint);
    const pl_lock_entry *e = installed(m, &arg, &want);
    return e ? side_of_entry(m, e, out) : fetch_side(m, &want, out, diags);
}

/* Compare the installed version with the newest release. */
static bool sides_of_one(pl_mods *m, pl_str name, pl_diff_side out[2], pl_diags *diags)
{
    pl_mod_arg arg;
    pl_mod_arg_parse(name, pl_file_cwd(&m->arena), &m->arena, &arg);
    if (refused(&arg, diags))
        return false;
    pl_require_mod want = { .name = arg.name, .wanted = PL_S("*") };
    pl_constraint_parse(want.wanted, &m->arena, &want.constraint);
    const pl_lock_entry *e = arg.by == PL_BY_PATH ? NULL : installed(m, &arg, &want);
    if (!e) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_MISSING_MOD,
                      "'%.*s' is not installed: name two mods to compare", PL_FMT(name));
        return false;
    }
    return side_of_entry(m, e, &out[0]) && fetch_side(m, &want, &out[1], diags);
}

bool pl_mods__diff_sides(pl_mods *m, pl_str a, pl_str b, pl_diff_side out[2], pl_diags *diags)
{
    if (!pl_mods__read(m, diags))
        return false;
    if (!b.len)
        return sides_of_one(m, a, out, diags);
    return side_of(m, a, &out[0], diags) && side_of(m, b, &out[1], diags);
}
