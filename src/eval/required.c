#include "eval/required.h"
#include "base/str.h"
#include "eval/vars_inner.h"

static pl_value none(void)
{
    return pl_value_null(pl_type_simple(PL_TYPE_ANY));
}

bool pl_world_requires(pl_world *world, uint32_t dep)
{
    uint32_t n;
    const uint32_t *deps = pl_index_mod_deps(pl_world_index(world), 0, &n);
    for (uint32_t i = 0; i < n; i++)
        if (deps[i] == dep)
            return true;
    return false;
}

static bool read_attr(pl_world *world, const pl_block *block, pl_str name, const pl_type *want,
                      pl_value *out, pl_diags *diags)
{
    const pl_attr *attr = pl_body_attr(block->body, name);
    pl_value v;
    if (!attr)
        return true;
    if (!pl_world__eval(world, 0, attr->expr, want, &v, diags))
        return false;
    if (pl_value_is_known(v))
        *out = v;
    return true;
}

static bool read_block(pl_world *world, const pl_block *block, pl_required *out, pl_diags *diags)
{
    const pl_type *list =
        pl_type_collection(&world->core->arena, PL_TYPE_LIST, pl_type_simple(PL_TYPE_STRING));
    return read_attr(world, block, PL_S("database"), NULL, &out->database, diags) &&
           read_attr(world, block, PL_S("search_path"), list, &out->search_path, diags) &&
           read_attr(world, block, PL_S("search_path_prefix"), list, &out->search_path_prefix,
                     diags);
}

bool pl_world_required(pl_world *world, uint32_t dep, pl_required *out, pl_diags *diags)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(pl_world_index(world), &n);
    pl_block_view view;
    bool ok = true;
    *out = (pl_required){ none(), none(), none() };
    if (!pl_world_requires(world, dep) || mods[0].entry == PL_NONE)
        return true;
    if (!pl_world_open(world, mods[0].entry, &view, diags))
        return false;
    for (const pl_block *r = view.block ? view.block->body->blocks : NULL; r && ok; r = r->next)
        for (const pl_block *b = r->body->blocks; b && ok && pl_world_is_require(r); b = b->next)
            if (pl_str_eq(b->type, PL_S("mod")) && pl_vars__required_by(world, 0, b) == dep)
                ok = read_block(world, b, out, diags);
    pl_world_close(world, &view, diags);
    return ok;
}
