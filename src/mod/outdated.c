#include "mod/outdated.h"
#include "base/str.h"

static pl_str version_text(pl_mods *m, const pl_version *version)
{
    pl_buf text = { 0 };
    pl_version_print(&text, version);
    pl_str out = pl_arena_str(&m->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return out;
}

/* The id that a tag or a branch points to, shortened for people. */
static pl_str short_id(pl_str id)
{
    return pl_str_sub(id, 0, 12);
}

static void fill_outdated(pl_mods *m, const pl_remote_fact *fact, pl_outdated *out)
{
    const pl_need *need = out->need;
    const pl_require_mod *want = need->want;
    const pl_git_refs *refs = &fact->remote.refs;
    const pl_ref *top = pl_refs_top(refs), *ref;
    if (top)
        out->top = version_text(m, &top->version);
    if (want->by == PL_BY_VERSION) {
        ref = pl_refs_newest(refs, want);
        out->newest = ref ? version_text(m, &ref->version) : (pl_str){ 0 };
        if (need->got && need->got->has_version)
            out->had = version_text(m, &need->got->version);
    } else {
        ref = pl_refs_find(refs, pl_arena_printf(&m->arena, "refs/%s/%.*s",
                                                 want->by == PL_BY_BRANCH ? "heads" : "tags",
                                                 PL_FMT(want->wanted)));
        out->newest = ref ? short_id(ref->commit) : (pl_str){ 0 };
        if (need->got)
            out->had = short_id(need->got->commit);
    }
    out->stale = out->newest.len && !pl_str_eq(out->newest, out->had);
}

static bool has_repository(const pl_need *need)
{
    return need->want->by != PL_BY_PATH;
}

/* Query each repository once. */
static bool query_repositories(pl_mods *m, const pl_needs *needs, pl_diags *diags)
{
    pl_mods__plan_queries(m, diags);
    for (uint32_t i = 0; i < needs->n; i++)
        if (has_repository(&needs->list[i]))
            pl_plan__remote(&m->plan, needs->list[i].name);
    return pl_plan__gather(&m->plan);
}

bool pl_mods__outdated(pl_mods *m, const pl_outdated **list, uint32_t *n, pl_diags *diags)
{
    pl_needs *needs = PL_NEW(&m->arena, pl_needs);
    if (!pl_mods__needs(m, needs, diags) || !query_repositories(m, needs, diags))
        return false;
    pl_outdated *rows = pl_arena_alloc(&m->arena, (needs->n + 1) * sizeof *rows);
    *n = 0;
    for (uint32_t i = 0; i < needs->n; i++) {
        if (!has_repository(&needs->list[i]))
            continue;
        pl_outdated *row = &rows[(*n)++];
        const pl_remote_fact *fact = pl_plan__remote(&m->plan, needs->list[i].name);
        *row = (pl_outdated){ .need = &needs->list[i], .why = fact->why };
        if (fact->state == PL_FACT_KNOWN)
            fill_outdated(m, fact, row);
    }
    *list = rows;
    return true;
}
