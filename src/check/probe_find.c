#include "check/probe_inner.h"
#include "base/diag.h"
#include "base/str.h"
#include "mod/readable.h"
#include "schema/kind.h"

static bool is_name(const pl_step *step)
{
    return step && (!step->is_index || step->key == PL_LIT_STRING);
}

pl_str pl_probe__text(pl_probe *p, pl_str root, const pl_step *steps)
{
    pl_buf text = { 0 };
    pl_buf_str(&text, root);
    for (; steps; steps = steps->next) {
        pl_buf_byte(&text, '.');
        pl_buf_str(&text, steps->text);
    }
    pl_str kept = pl_arena_str(&p->texts, pl_buf_view(&text));
    pl_buf_done(&text);
    return kept;
}

/* ---- what it names */

typedef struct aim {
    pl_entry_id id; /* or PL_NO_ENTRY */
    unsigned used;  /* steps that say so */
    bool connection;
} aim;

/* The own mod sees what stands at the top level of its files. */
static pl_entry_id find_entry(const pl_probe *p, uint32_t mod, pl_kind kind, pl_str name)
{
    pl_entry_id id = pl_index_find_in(p->ix, mod, kind, name);
    bool seen = id != PL_NO_ENTRY && (mod != p->mod || kind == PL_KIND_LOCAL ||
                                      p->entries[id].flags & PL_ENTRY_TOP_BLOCK);
    return seen ? id : PL_NO_ENTRY;
}

static uint32_t find_dependency(const pl_probe *p, pl_str name)
{
    uint32_t n, n_deps;
    const pl_ix_mod *mods = pl_index_mods(p->ix, &n);
    const uint32_t *deps = pl_index_mod_deps(p->ix, p->mod, &n_deps);
    for (uint32_t i = 0; i < n_deps; i++)
        if (deps[i] != p->mod && pl_str_eq(pl_index_str(p->ix, mods[deps[i]].short_name), name))
            return deps[i];
    return PL_NONE;
}

static pl_entry_id find_mod(const pl_probe *p, const pl_step *steps)
{
    uint32_t n;
    const pl_ix_mod *m = &pl_index_mods(p->ix, &n)[p->mod];
    bool own = is_name(steps) && pl_str_eq(pl_index_str(p->ix, m->short_name), steps->text);
    return own ? m->entry : PL_NO_ENTRY;
}

/* Known only while a dashboard runs. */
static bool is_runtime(pl_str root)
{
    return pl_str_eq(root, PL_S("self")) || pl_str_eq(root, PL_S("with")) ||
           pl_str_eq(root, PL_S("param"));
}

static aim take_aim(const pl_probe *p, pl_str root, const pl_step *steps)
{
    aim a = { .id = PL_NO_ENTRY, .used = 1 };
    pl_kind kind;
    if (is_runtime(root))
        return a;
    a.connection = pl_str_eq(root, PL_S("connection"));
    if (a.connection || !is_name(steps))
        return a;
    if (pl_kind_find_name(root, &kind)) {
        a.id = kind == PL_KIND_MOD ? find_mod(p, steps) : find_entry(p, p->mod, kind, steps->text);
        return a;
    }
    uint32_t dep = find_dependency(p, root);
    a.used = 2;
    if (dep != PL_NONE && pl_kind_find_name(steps->text, &kind) && kind != PL_KIND_LOCAL &&
        kind != PL_KIND_MOD && is_name(steps->next))
        a.id = find_entry(p, dep, kind, steps->next->text);
    return a;
}

/* ---- what it is worth */

uint32_t pl_probe__names(pl_kind kind, pl_str out[PL_PROBE_NAMES])
{
    uint32_t n = pl_readable_names(kind, out);
    if (kind == PL_KIND_QUERY)
        out[n++] = PL_S("unused");
    return n;
}

static pl_value unknown(void)
{
    return pl_value_unknown(pl_type_simple(PL_TYPE_ANY));
}

/* Something that was asked for in vain: its value is told to be wrong where it is. */
static pl_found unseen(pl_probe *p, pl_value *out)
{
    pl_diags_truncate(p->unheard, 0);
    p->blind = true;
    *out = unknown();
    return PL_FOUND;
}

static pl_found lack(pl_probe *p, pl_str root, const pl_step *steps, pl_range range,
                     pl_entry_id target, pl_diags *diags)
{
    pl_str text = pl_probe__text(p, root, steps);
    pl_map_put(&p->met, text, target, NULL);
    pl_diag_raw(diags, PL_ERROR, range, PL_S(PL_PROBE_MARK), text);
    return PL_FOUND_ERROR;
}

/* A resource of which only the names matter, those included that nobody may read. */
static pl_value shell(pl_probe *p, pl_kind kind)
{
    pl_str names[PL_PROBE_NAMES];
    pl_member members[PL_PROBE_NAMES];
    uint32_t n = pl_probe__names(kind, names);
    for (uint32_t i = 0; i < n; i++)
        members[i] = (pl_member){ names[i], pl_value_null(pl_type_simple(PL_TYPE_ANY)) };
    return pl_value_members(p->view.scratch, PL_V_OBJECT, NULL, members, n);
}

static pl_found find_whole(pl_probe *p, pl_entry_id id, pl_value *out)
{
    if (p->shells)
        *out = shell(p, (pl_kind)p->entries[id].kind);
    else if (pl_world_object(p->world, id, out, p->unheard) != PL_FOUND)
        return unseen(p, out);
    return PL_FOUND;
}

static bool is_value(pl_kind kind)
{
    return kind == PL_KIND_VARIABLE || kind == PL_KIND_LOCAL;
}

static uint32_t top_of(const pl_probe *p, pl_entry_id id)
{
    while (p->entries[id].parent != PL_NONE)
        id = p->entries[id].parent;
    return id;
}

pl_found pl_probe__find(const pl_scope *scope, pl_str root, const pl_step *steps, pl_range range,
                        pl_value *out, unsigned *used, pl_diags *diags)
{
    pl_probe *p = scope->ctx;
    const pl_scope *world = pl_world_scope(p->world, p->mod);
    aim a = take_aim(p, root, steps);
    *used = 0;
    if (a.connection && world->find(world, root, steps, range, out, used, p->unheard) == PL_FOUND)
        return PL_FOUND;
    pl_diags_truncate(p->unheard, 0);
    if (a.id == PL_NO_ENTRY)
        return lack(p, root, steps, range, PL_NO_ENTRY, diags);
    if (p->waiting[top_of(p, a.id)])
        return lack(p, root, steps, range, a.id, diags);
    if (is_value((pl_kind)p->entries[a.id].kind))
        return world->find(world, root, steps, range, out, used, p->unheard) == PL_FOUND
                   ? PL_FOUND
                   : unseen(p, out);
    const pl_step *attr = a.used == 2 ? steps->next->next : steps->next;
    *used = a.used;
    if (!is_name(attr))
        return find_whole(p, a.id, out);
    if (!pl_readable((pl_kind)p->entries[a.id].kind, attr->text))
        return lack(p, root, steps, range, PL_NO_ENTRY, diags);
    *used += 1;
    if (pl_world_attr(p->world, a.id, attr->text, out, p->unheard) != PL_FOUND)
        return unseen(p, out);
    return PL_FOUND;
}
