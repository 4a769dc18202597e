/* install.c - install, update, uninstall: turns arguments into a plan, and carries the plan out. */
#include "base/diag.h"
#include "base/inside.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/name.h"
#include "mod/session.h"
#include "mod/tree.h"
#include <assert.h>
#include <pipelite/program.h>

/* The version of Powerpipe that this one stands for. */
static const pl_version stands_for = { .major = 1, .minor = 5, .patch = 2 };

/* ---- requirements of the workspace itself */

static void check_program(pl_mods *m, pl_diags *diags)
{
    if (!m->info.min_powerpipe.len || pl_version_cmp(&stands_for, &m->info.powerpipe_at_least) >= 0)
        return;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_REQUIREMENT_NOT_MET,
                  "powerpipe version 1.5.2 does not satisfy mod.%.*s which requires version %.*s",
                  PL_FMT(m->root), PL_FMT(m->info.min_powerpipe));
    if (m->o.real)
        return;
    pl_mod_hint hint = { pl_arena_printf(
        &m->arena,
        "mod.%.*s requires powerpipe %.*s in %.*s; this is %.*s " PIPELITE_VERSION
        ", which does what powerpipe 1.5.2 does",
        PL_FMT(m->root), PL_FMT(m->info.min_powerpipe), PL_FMT(m->place.file),
        PL_FMT(m->o.program)) };
    pl_vec_push(&m->hints, hint);
}

/* Check the versions of Powerpipe (and, with `plugins`, of plugins) that the workspace's own mod
 * requires. False with errors; with the option `force` unmet requirements are only recorded in
 * m->overridden.
 */
static bool check_own_requirements(pl_mods *m, bool plugins, pl_diags *diags)
{
    pl_diags *own = pl_diags_new();
    check_program(m, own);
    if (plugins && !m->o.force && m->o.plugins && (m->info.n_plugins || m->o.real))
        m->o.plugins(m->o.ctx, m, own);
    size_t n = pl_diags_count(own);
    for (size_t i = 0; i < n && m->o.force; i++) {
        pl_str text = pl_arena_str(&m->arena, pl_diags_get(own, i)->summary);
        pl_vec_push(&m->overridden, text);
    }
    if (!m->o.force)
        pl_diags_append(diags, own);
    pl_diags_free(own);
    return m->o.force || n == 0;
}

/* ---- what is wanted */

static void take_requirements(pl_mods *m, size_t more)
{
    m->wants = pl_arena_alloc(&m->arena, (m->info.n_mods + more + 1) * sizeof *m->wants);
    m->n_wants = m->info.n_mods;
    if (m->n_wants)
        memcpy(m->wants, m->info.mods, m->n_wants * sizeof *m->wants);
}

static pl_str folder_of(pl_mods *m, const pl_require_mod *want)
{
    return pl_path_join(&m->arena, m->place.dir, want->wanted.len ? want->wanted : want->name);
}

/* The last requirement with the name of the argument, or NULL. */
static pl_require_mod *required(pl_mods *m, const pl_mod_arg *arg)
{
    for (uint32_t i = m->n_wants; i-- > 0;) {
        pl_require_mod *want = &m->wants[i];
        if (pl_str_eq(want->name, arg->name) || (want->by == PL_BY_PATH && arg->by == PL_BY_PATH &&
                                                 pl_str_eq(folder_of(m, want), arg->name)))
            return want;
    }
    return NULL;
}

static bool is_same(pl_mods *m, const pl_require_mod *want, const pl_mod_arg *arg)
{
    if (want->by != arg->by)
        return false;
    pl_str now = want->by == PL_BY_PATH ? folder_of(m, want) : want->wanted;
    return pl_str_eq(now, arg->wanted);
}

static void set_want(pl_mods *m, pl_require_mod *want, const pl_mod_arg *arg)
{
    want->by = arg->by;
    want->wanted = arg->wanted;
    if (want->by == PL_BY_VERSION)
        pl_constraint_parse(want->wanted, &m->arena, &want->constraint);
}

/* Add or change the requirement of an argument; of several with one name the last counts. */
static void want_more(pl_mods *m, const pl_mod_arg *arg)
{
    pl_require_mod *want = required(m, arg);
    if (want && is_same(m, want, arg))
        return;
    if (!want) {
        want = &m->wants[m->n_wants++];
        *want = (pl_require_mod){ .name = arg->name };
    }
    set_want(m, want, arg);
    for (size_t i = 0; i < m->edits.n; i++)
        if (pl_str_eq(m->edits.at[i].name, want->name)) {
            m->edits.at[i].by = arg->by;
            m->edits.at[i].wanted = arg->wanted;
            return;
        }
    pl_require_edit edit = { .name = want->name, .by = arg->by, .wanted = arg->wanted };
    pl_vec_push(&m->edits, edit);
}

static bool refuse_arg(pl_mods *m, pl_diags *diags, const pl_mod_arg *arg)
{
    switch (arg->fault) {
    case PL_ARG_INVALID:
        pl_mods__hint_address(m, arg->text);
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_MOD, "invalid mod name %.*s",
                      PL_FMT(arg->text));
        return false;
    case PL_ARG_NO_MOD:
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_MOD,
                      "'%.*s' does not contain a mod definition", PL_FMT(arg->name));
        return false;
    case PL_ARG_FINE: break;
    }
    return true;
}

static bool wrong(pl_diags *diags, const pl_mod_arg *arg, const char *why)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_MOD, "invalid arg '%.*s' - %s",
                  PL_FMT(arg->text), why);
    return false;
}

static bool has_twins(const pl_mod_info *info)
{
    for (uint32_t i = 1; i < info->n_mods; i++)
        for (uint32_t k = 0; k < i; k++)
            if (pl_str_eq(info->mods[i].name, info->mods[k].name))
                return true;
    return false;
}

/* ---- planning */

static void set_plan(pl_mods *m, const char *verb, pl_pull fallback)
{
    pl_plan_options *o = &m->plan_options;
    *o = pl_mods__plan_options(m, verb);
    o->root_file = m->place.file;
    o->wants = m->wants;
    o->n_wants = m->n_wants;
    o->pull = m->o.pull == PL_PULL_DEFAULT ? fallback : m->o.pull;
    o->locked = m->o.locked;
}

/* Report the failures as one message, after which nothing else needs to be reported. */
static void report_failures(pl_mods *m, pl_diags *diags)
{
    const pl_plan *p = &m->plan;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_INSTALL_FAILED, "%u %s failed to %s - %.*s", p->failures,
                  p->failures == 1 ? "dependency" : "dependencies", m->plan_options.verb,
                  PL_FMT(pl_mods__show(m, pl_buf_view(&p->failure))));
    if (!m->o.real)
        pl_mods__find_hints(m);
}

/* Powerpipe makes the folder before it knows that a branch is missing. */
static void leave_folder(pl_mods *m)
{
    pl_str top;
    if (m->plan.began && !m->shadow &&
        pl_path_inside(&m->arena, m->place.dir, PL_S(PL_PRIVATE_DIR), PL_LINKS_INSIDE, &top) == 0)
        pl_folder_make(top.ptr);
}

/* Make the plan and, unless that fails or only the plan was requested, commit it. */
static bool carry_out(pl_mods *m, pl_diags *diags)
{
    m->diags = diags;
    m->planned = true;
    pl_plan_init(&m->plan, &m->plan_options, &m->arena);
    if (!pl_plan_run(&m->plan))
        return false;
    if (pl_oom_failed())
        return false;
    bool failed = m->plan.failures > 0;
    if (atomic_load(&m->stop)) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANCELLED, "interrupted");
        return false;
    }
    if (failed)
        report_failures(m, diags);
    leave_folder(m);
    if (failed && !m->o.force)
        return false;
    pl_mods__reachable(m, m->plan.chosen.at, m->plan.chosen.n, &m->next);
    if (!pl_mods__check_sums(m, diags))
        return false;
    pl_mods__compare(m);
    if (pl_oom_failed())
        m->changes.n = 0; /* none was made, nor will be */
    if (m->o.dry_run || pl_oom_failed())
        return !failed;
    return pl_mods__commit(m, diags) && !failed;
}

/* ---- the commands */

static bool install(pl_mods *m, const pl_str *args, size_t n, pl_diags *diags)
{
    pl_str *targets;
    if (!pl_mods__read(m, diags) || !check_own_requirements(m, true, diags))
        return false;
    assert(!m->planned);
    take_requirements(m, n);
    targets = pl_arena_alloc(&m->arena, (n + 1) * sizeof *targets);
    for (size_t i = 0; i < n; i++) {
        pl_mod_arg arg;
        pl_mod_arg_parse(args[i], m->place.dir, &m->arena, &arg);
        if (!refuse_arg(m, diags, &arg))
            return false;
        want_more(m, &arg);
        targets[i] = arg.name;
    }
    m->relayout = has_twins(&m->info);
    set_plan(m, "install", n ? PL_PULL_LATEST : PL_PULL_MINIMAL);
    m->plan_options.targets = targets;
    m->plan_options.n_targets = n;
    bool ok = carry_out(m, diags);
    for (size_t i = 0; i < n && ok; i++)
        pl_mods__hint_git(m, targets[i]);
    return ok;
}

static bool check_update(pl_mods *m, const pl_mod_arg *arg, pl_diags *diags)
{
    if (arg->by == PL_BY_PATH)
        return wrong(diags, arg, "cannot update mod referenced via filepath");
    if (arg->by == PL_BY_BRANCH || (arg->given && pl_str_find(arg->text, '@') == arg->text.len))
        return wrong(diags, arg, "cannot specify a branch when updating");
    if (arg->given)
        return wrong(diags, arg, "cannot specify a version when updating");
    if (!refuse_arg(m, diags, arg))
        return false;
    if (required(m, arg))
        return true;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNKNOWN_MOD,
                  "cannot update '%.*s' as it is not a direct dependency of this workspace",
                  PL_FMT(arg->name));
    pl_mods__hint_required(m, arg->text);
    return false;
}

static bool update(pl_mods *m, const pl_str *args, size_t n, pl_diags *diags)
{
    if (!pl_mods__read(m, diags) || !check_own_requirements(m, false, diags))
        return false;
    assert(!m->planned);
    take_requirements(m, 0);
    pl_str *targets = pl_arena_alloc(&m->arena, (n + 1) * sizeof *targets);
    for (size_t i = 0; i < n; i++) {
        pl_mod_arg arg;
        pl_mod_arg_parse(args[i], m->place.dir, &m->arena, &arg);
        if (!check_update(m, &arg, diags))
            return false;
        targets[i] = arg.name;
    }
    set_plan(m, "update", PL_PULL_LATEST);
    m->plan_options.targets = targets;
    m->plan_options.n_targets = n;
    return carry_out(m, diags);
}

/* Drop a requirement, all of its blocks. */
static void want_less(pl_mods *m, pl_str name)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < m->n_wants; i++)
        if (!pl_str_eq(m->wants[i].name, name))
            m->wants[kept++] = m->wants[i];
    m->n_wants = kept;
    pl_require_edit edit = { .name = name, .remove = true };
    pl_vec_push(&m->edits, edit);
}

static bool uninstall(pl_mods *m, const pl_str *args, size_t n, pl_diags *diags)
{
    if (!pl_mods__read(m, diags))
        return false;
    assert(!m->planned);
    take_requirements(m, 0);
    while (!n && m->n_wants)
        want_less(m, m->wants[0].name);
    for (size_t i = 0; i < n; i++) {
        pl_mod_arg arg;
        pl_mod_arg_parse(args[i], m->place.dir, &m->arena, &arg);
        if (arg.fault == PL_ARG_INVALID)
            return refuse_arg(m, diags, &arg);
        if (arg.by != PL_BY_PATH && arg.given && pl_str_find(arg.text, '@') < arg.text.len)
            return wrong(diags, &arg, "cannot specify a version when uninstalling");
        pl_require_mod *want = required(m, &arg);
        if (want)
            want_less(m, want->name);
        else
            pl_mods__hint_required(m, arg.text);
    }
    set_plan(m, "uninstall", PL_PULL_MINIMAL);
    m->plan_options.keep_only = true;
    return carry_out(m, diags);
}

typedef bool command(pl_mods *m, const pl_str *args, size_t n, pl_diags *diags);

static bool run_command(command *run, pl_mods *m, const pl_str *args, size_t n, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, m, "mods"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = run(m, args, n, diags);
    return pl_mods__end(&scope, ok, diags);
}

bool pl_mods_install(pl_mods *m, const pl_str *args, size_t n, pl_diags *diags)
{
    return run_command(install, m, args, n, diags);
}

bool pl_mods_update(pl_mods *m, const pl_str *args, size_t n, pl_diags *diags)
{
    return run_command(update, m, args, n, diags);
}

bool pl_mods_uninstall(pl_mods *m, const pl_str *args, size_t n, pl_diags *diags)
{
    return run_command(uninstall, m, args, n, diags);
}
