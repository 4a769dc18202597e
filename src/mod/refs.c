#include "mod/refs.h"
#include "base/lines.h"
#include "base/str.h"
#include "mod/name.h"

enum { ID_MIN = 40, ID_MAX = 64 };

static bool is_id(pl_str text)
{
    return (text.len == ID_MIN || text.len == ID_MAX) && pl_mod_id_sound(text);
}

/* Read "<id>\trefs/tags/<name>" or "<id>\trefs/heads/<name>"; lines of peeled tags are skipped. */
static bool take_line(pl_str line, pl_ref *out)
{
    pl_str tags = PL_S("refs/tags/"), heads = PL_S("refs/heads/");
    *out = (pl_ref){ .commit = pl_str_split(&line, '\t') };
    out->name = line;
    bool tag = pl_str_starts(line, tags);
    if (!is_id(out->commit) || (!tag && !pl_str_starts(line, heads)) ||
        pl_str_ends(line, PL_S("^{}")))
        return false;
    pl_str name = pl_str_sub(line, tag ? tags.len : heads.len, line.len);
    out->is_version = tag && pl_version_parse(name, &out->version);
    return pl_mod_ref_sound(name);
}

void pl_refs_parse(pl_str text, pl_arena *arena, pl_git_refs *out)
{
    uint32_t lines = pl_line_at(text, text.len);
    pl_ref *list = pl_arena_alloc(arena, lines * sizeof *list);
    *out = (pl_git_refs){ .list = list };
    while (text.ptr) {
        pl_str line = pl_str_split(&text, '\n');
        if (take_line(line, &list[out->n]))
            out->n++;
    }
}

const pl_ref *pl_refs_find(const pl_git_refs *refs, pl_str name)
{
    for (uint32_t i = 0; i < refs->n; i++)
        if (pl_str_eq(refs->list[i].name, name))
            return &refs->list[i];
    return NULL;
}

/* The version of a constraint that is one complete version with a pre-release or a build part; else
 * NULL. */
static const pl_version *exact_of(const pl_constraint *constraint)
{
    const pl_comparison *c = constraint->n == 1 ? &constraint->list[0] : NULL;
    bool exact = c && c->op == PL_VOP_EQUAL && !c->open;
    return exact && (c->version.pre.len || c->version.meta.len) ? &c->version : NULL;
}

bool pl_release_allowed(const pl_constraint *constraint, const pl_version *version)
{
    const pl_version *exact = exact_of(constraint);
    if (exact)
        return pl_version_cmp(exact, version) == 0 && pl_str_eq(exact->meta, version->meta);
    return !version->pre.len && !version->meta.len && pl_constraint_allows(constraint, version);
}

const pl_ref *pl_refs_newest(const pl_git_refs *refs, const pl_require_mod *want)
{
    const pl_ref *best = NULL;
    for (uint32_t i = 0; i < refs->n; i++) {
        const pl_ref *r = &refs->list[i];
        if (r->is_version && pl_release_allowed(&want->constraint, &r->version) &&
            (!best || pl_version_cmp(&r->version, &best->version) > 0))
            best = r;
    }
    return best;
}

const pl_ref *pl_refs_top(const pl_git_refs *refs)
{
    const pl_ref *best = NULL;
    for (uint32_t i = 0; i < refs->n; i++) {
        const pl_ref *r = &refs->list[i];
        if (r->is_version && !r->version.pre.len && !r->version.meta.len &&
            (!best || pl_version_cmp(&r->version, &best->version) > 0))
            best = r;
    }
    return best;
}
