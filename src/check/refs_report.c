/* refs_report.c - reporting blocks that can never be decoded, in the words of
 * Powerpipe: cycles first, then what is missing. */
#include "check/refs_inner.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/map.h"
#include "base/str.h"
#include "check/aim.h"
#include "check/cycles.h"
#include "schema/kind.h"

/* ---- what a text is about */

/* May the word begin a path? */
static bool is_item_type(pl_str word)
{
    pl_root root = pl_root_of(word);
    return root == PL_ROOT_KIND || root == PL_ROOT_ITEM;
}

/* The length of the first n parts; of the whole text if it has fewer. */
static size_t length_of(pl_str text, unsigned n)
{
    size_t i = 0;
    for (; i < text.len; i++)
        if (text.ptr[i] == '.' && --n == 0)
            break;
    return i;
}

pl_ref_form pl_ref_parse(pl_str text, pl_str *name)
{
    size_t root = length_of(text, 1), second = length_of(text, 2);
    *name = (pl_str){ 0 };
    if (root == text.len)
        return PL_REF_NO_PATH;
    pl_str first = pl_str_sub(text, 0, root);
    if (pl_str_eq(first, PL_S("each")))
        return PL_REF_NAMELESS;
    if (is_item_type(first)) {
        unsigned parts = pl_str_eq(first, PL_S("connection")) ? 3 : 2;
        *name = pl_str_sub(text, 0, length_of(text, parts));
        return PL_REF_NAMED;
    }
    if (second == text.len)
        return PL_REF_NO_PATH;
    if (!is_item_type(pl_str_sub(text, root + 1, second)))
        return PL_REF_NO_TYPE;
    *name = pl_str_sub(text, root + 1, length_of(text, 3));
    return PL_REF_NAMED;
}

/* ---- cycles */

static void print_unit(const pl_refs *refs, pl_entry_id id, pl_buf *out)
{
    const pl_ix_entry *e = &refs->entries[id];
    pl_buf_printf(out, "%.*s.%.*s", PL_FMT(pl_kind_name((pl_kind)e->kind)),
                  PL_FMT(pl_index_str(refs->ix, e->short_name)));
}

typedef struct unit_graph {
    const pl_refs *refs;
    pl_diags *diags;
} unit_graph;

/* The unit that begins with entry `id`, which was searched. */
static const pl_ref_unit *unit_at(const pl_refs *refs, pl_entry_id id)
{
    pl_assert(refs->unit[id]);
    return &refs->units.at[refs->unit[id] - 1];
}

static bool unit_edge(void *ctx, uint32_t id, uint32_t at, uint32_t *to)
{
    const pl_refs *refs = ((unit_graph *)ctx)->refs;
    const pl_ref_unit *u = unit_at(refs, id);
    if (at == u->unresolved.n)
        return false;
    pl_entry_id target = u->unresolved.at[at].target;
    *to = target == PL_NO_ENTRY ? PL_CYCLE_NOWHERE : refs->node[target];
    return true;
}

/* Report a cycle, which begins with the first of its units. No other is looked for. */
static bool report_cycle(void *ctx, const pl_cycle_step *way, size_t n)
{
    const unit_graph *g = ctx;
    size_t least = pl_cycle_least(way, n);
    pl_buf text = { 0 };
    for (size_t i = 0; i <= n; i++) {
        pl_buf_cstr(&text, i ? " -> " : "");
        print_unit(g->refs, way[(least + i) % n].node, &text);
    }
    pl_diag_plain(g->diags, PL_ERROR, PL_DIAG_CYCLE,
                  "failed to determine required dependency order: Cycle error: %.*s",
                  PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
    return false;
}

static bool report_cycles(const pl_refs *refs, const uint32_t *order, uint32_t n, pl_diags *diags)
{
    unit_graph g = { refs, diags };
    bool found =
        !pl_cycles_find(&(pl_cycle_search){ refs->n, unit_edge, report_cycle, &g }, order, n);
    if (found)
        pl_diags_set_heading(diags, "Internal Error: Failed to decode mod");
    return found;
}

/* ---- what is missing */

/* Mark the late blocks of a mod. A block is decoded again as a whole, so the mark of its first
 * entry counts. */
static void mark_late(const pl_refs *refs, uint32_t mod, bool decoded_alone, uint8_t *late)
{
    uint32_t first, end;
    pl_index_mod_entries(refs->ix, mod, &first, &end);
    for (uint32_t i = first; i < end; i++) {
        pl_entry_id unit = refs->node[i];
        bool skipped = decoded_alone && refs->waiting[unit];
        for (uint32_t k = refs->first[i]; k < refs->first[i + 1] && !skipped; k++) {
            uint32_t needed = refs->list.at[k];
            if (needed >= first && needed < end && (needed >= unit || late[needed]))
                late[unit] = 1;
        }
    }
}

/* By entry: has its unit something late in it, so that it is decoded as a whole in the second pass?
 */
static const uint8_t *late_units(pl_refs *refs)
{
    uint32_t n_mods;
    if (refs->late)
        return refs->late;
    refs->late = pl_mem_zalloc((size_t)refs->n + 1);
    pl_index_mods(refs->ix, &n_mods);
    for (uint32_t mod = 0; mod < n_mods; mod++)
        mark_late(refs, mod, false, refs->late);
    for (uint32_t i = 0; i < refs->n; i++)
        refs->late[i] = refs->late[refs->node[i]];
    return refs->late;
}

static bool needs_later(pl_refs *refs, pl_entry_id id)
{
    for (uint32_t k = refs->first[id]; k < refs->first[id + 1]; k++)
        if (pl_refs_is_later(refs, id, refs->list.at[k]))
            return true;
    return false;
}

bool pl_refs_is_late(pl_refs *refs, pl_entry_id id)
{
    if (!refs->own) {
        refs->own = pl_mem_zalloc((size_t)refs->n + 1);
        for (uint32_t i = 0; i < refs->n; i++)
            refs->own[i] =
                refs->entries[i].kind == PL_KIND_LOCAL ? late_units(refs)[i] : needs_later(refs, i);
    }
    return refs->own[id];
}

void pl_refs_not_late(pl_refs *refs, pl_entry_id id)
{
    if (pl_refs_is_late(refs, id))
        refs->own[id] = 0;
}

bool pl_refs_entry_waits(pl_refs *refs, pl_entry_id id)
{
    const pl_ix_entry *e = refs->entries;
    for (uint32_t i = id; i < refs->n && e[i].file == e[id].file && e[i].start < e[id].end; i++)
        if (needs_later(refs, i))
            return true;
    return false;
}

bool pl_refs_is_later(pl_refs *refs, pl_entry_id id, pl_entry_id target)
{
    const pl_ix_entry *e = refs->entries;
    if (e[target].kind == PL_KIND_VARIABLE || e[target].kind == PL_KIND_MOD ||
        e[target].mod != e[id].mod)
        return false;
    return refs->node[target] >= refs->node[id] || late_units(refs)[target];
}

/* How many passes Powerpipe makes over the blocks: one in their order; one in the order in
 * which they need each other; and, if that helped, another one in vain. */
static unsigned passes_of(const pl_refs *refs, uint32_t mod)
{
    uint8_t *late = pl_mem_zalloc((size_t)refs->n + 1);
    mark_late(refs, mod, true, late);
    bool helped = memchr(late, 1, refs->n);
    pl_mem_free(late);
    return helped ? 3 : 2;
}

typedef struct refs_listing {
    const pl_refs *refs;
    pl_map recorded; /* names that are reported, or reported as waiting themselves */
    pl_arena arena;
    pl_buf text, missing, name;
} refs_listing;

static void list_missing(refs_listing *t, pl_str name)
{
    bool added;
    pl_map_put(&t->recorded, pl_arena_str(&t->arena, name), 0, &added);
    if (!added)
        return;
    pl_buf_printf(&t->text, "\n     MISSING: %.*s", PL_FMT(name));
    pl_buf_printf(&t->missing, "%s%.*s", t->missing.len ? "\n" : "", PL_FMT(name));
}

/* List the containers and dashboards, nested in a dashboard, in which something is missing
 * (recorded). */
static void list_holders(refs_listing *t, pl_entry_id inside)
{
    const pl_ix_entry *e = t->refs->entries;
    for (uint32_t at = e[inside].parent; at != PL_NONE && e[at].parent != PL_NONE;
         at = e[at].parent) {
        if (!(pl_kind_flags((pl_kind)e[at].kind) & PL_KIND_IS_HOLDER))
            continue;
        t->name.len = 0;
        print_unit(t->refs, at, &t->name);
        list_missing(t, pl_buf_view(&t->name));
    }
}

static void list_unit(refs_listing *t, const pl_ref_unit *u)
{
    pl_str name;
    for (size_t i = 0; i < u->unresolved.n; i++) {
        pl_buf_cstr(&t->text, "\n   ");
        print_unit(t->refs, u->id, &t->text);
        pl_buf_printf(&t->text, " -> %.*s", PL_FMT(u->unresolved.at[i].text));
    }
    for (size_t i = 0; i < u->unresolved.n; i++) {
        const pl_unresolved *absent = &u->unresolved.at[i];
        list_holders(t, absent->inside);
        if (absent->target == PL_NO_ENTRY && pl_ref_parse(absent->text, &name) == PL_REF_NAMED)
            list_missing(t, name);
    }
}

static void report_mod(const pl_refs *refs, const uint32_t *order, uint32_t n, uint32_t mod,
                       pl_diags *diags)
{
    refs_listing t = { .refs = refs };
    for (uint32_t i = 0; i < n; i++) {
        if (refs->entries[order[i]].mod != mod)
            continue;
        t.name.len = 0;
        print_unit(refs, order[i], &t.name);
        pl_map_put(&t.recorded, pl_arena_str(&t.arena, pl_buf_view(&t.name)), 0, NULL);
    }
    for (uint32_t i = 0; i < n; i++)
        if (refs->entries[order[i]].mod == mod)
            list_unit(&t, unit_at(refs, order[i]));
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_UNRESOLVED,
                  "Bad Request: Failed to resolve dependencies after %u passes. Unresolved "
                  "blocks:%.*s",
                  passes_of(refs, mod), PL_FMT(pl_buf_view(&t.text)));
    pl_diag_set_subject(diags, pl_buf_view(&t.missing));
    pl_map_done(&t.recorded);
    pl_arena_done(&t.arena);
    pl_buf_done(&t.text);
    pl_buf_done(&t.missing);
    pl_buf_done(&t.name);
}

/* ---- */

/* The units that were never decoded, in order. */
static uint32_t *waiting_units(const pl_refs *refs, uint32_t *n)
{
    uint32_t *order = pl_mem_alloc((refs->units.n + 1) * sizeof *order);
    *n = 0;
    for (uint32_t i = 0; i < refs->n; i++)
        if (refs->unit[i] && refs->waiting[i])
            order[(*n)++] = i;
    return order;
}

static bool has_missing(const pl_refs *refs, const uint32_t *order, uint32_t n, uint32_t mod)
{
    for (uint32_t i = 0; i < n; i++)
        if (refs->entries[order[i]].mod == mod)
            return true;
    return false;
}

/* The mod that fails first. The mods that a mod requires are loaded before it. */
static uint32_t first_mod(const pl_refs *refs, const uint32_t *order, uint32_t n)
{
    uint32_t mod = refs->entries[order[0]].mod, n_mods, n_deps;
    pl_index_mods(refs->ix, &n_mods);
    for (uint32_t steps = 0; steps < n_mods; steps++) {
        const uint32_t *deps = pl_index_mod_deps(refs->ix, mod, &n_deps);
        uint32_t i = 0;
        while (i < n_deps && (deps[i] == mod || !has_missing(refs, order, n, deps[i])))
            i++;
        if (i == n_deps)
            break;
        mod = deps[i];
    }
    return mod;
}

/* Report cycles among the waiting units or, with `mods` and without a cycle, the mod that fails
 * first. True if there were cycles; *n is the number of waiting units. */
static bool report(const pl_refs *refs, bool mods, uint32_t *n, pl_diags *diags)
{
    *n = 0;
    if (!refs->resolved)
        return false;
    uint32_t *order = waiting_units(refs, n);
    bool found = *n && report_cycles(refs, order, *n, diags);
    if (*n && !found && mods)
        report_mod(refs, order, *n, first_mod(refs, order, *n), diags);
    pl_mem_free(order);
    return found;
}

bool pl_refs_report_cycle(const pl_refs *refs, pl_diags *diags)
{
    uint32_t n;
    return report(refs, false, &n, diags);
}

bool pl_refs_report(const pl_refs *refs, pl_diags *diags)
{
    uint32_t n;
    report(refs, true, &n, diags);
    return n == 0;
}
