/* static_refs.c - builds the graph of which top-level block needs which, and selects the blocks
 * that must be searched (refs_inner.h). */
#include "check/static_refs.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/str.h"
#include "check/refs_inner.h"
#include "schema/kind.h"
#include "schema/schema.h"

/* ---- which unit needs which */

/* A cached answer: must the targets of an attribute's references exist? */
typedef struct known_attr {
    uint32_t attr; /* string id + 1 */
    pl_kind kind;
    bool needs;
} known_attr;

enum { KNOWN = 64 };

typedef struct finder {
    pl_refs *refs;
    known_attr known[KNOWN];
    pl_entry_id unit; /* of the entry at hand */
} finder;

/* Arguments and defaults of params are evaluated when something runs. A missing database is
 * reported when it is used, by the kinds that use one (mod-language.md 4.3, 7.4). The value of an
 * attribute that the kind does not have is not evaluated at all. */
static bool must_exist(pl_kind kind, pl_str attr, bool in_param)
{
    const pl_schema *schema = pl_schema_of(kind);
    if (in_param) /* "<label>.<attr>" */
        return !pl_str_ends(attr, PL_S(".default"));
    if (kind == PL_KIND_LOCAL)
        return true;
    const pl_field *field = pl_schema_field(schema, attr, NULL);
    bool later = pl_str_eq(attr, PL_S("args")) || (field && field->flags & PL_FIELD_LENIENT);
    return !later && pl_schema_evaluates(schema, attr);
}

static bool is_needed(finder *f, pl_kind kind, uint32_t attr)
{
    attr &= PL_IX_REF_ATTR | PL_IX_REF_PARAM;
    known_attr *k = &f->known[(attr + (uint32_t)kind) % KNOWN];
    if (k->attr != attr + 1 || k->kind != kind) {
        pl_str name = pl_index_str(f->refs->ix, attr & PL_IX_REF_ATTR);
        *k = (known_attr){ attr + 1, kind, must_exist(kind, name, attr & PL_IX_REF_PARAM) };
    }
    return k->needs;
}

static void suspect(finder *f)
{
    pl_refs *refs = f->refs;
    if (!refs->suspects.n || refs->suspects.at[refs->suspects.n - 1] != f->unit)
        pl_vec_push(&refs->suspects, f->unit);
}

static void add_need(finder *f, uint32_t target)
{
    pl_assert(target < f->refs->n);
    const pl_ix_entry *e = &f->refs->entries[target];
    if (e->kind != PL_KIND_VARIABLE && e->kind != PL_KIND_MOD)
        pl_vec_push(&f->refs->list, f->refs->node[target]);
}

static void add_children(finder *f, uint32_t id)
{
    uint32_t n;
    const pl_entry_id *children = pl_index_children(f->refs->ix, id, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (children[i] & PL_IX_MISSING)
            suspect(f);
        else
            add_need(f, children[i]);
    }
}

static void add_needs(finder *f, uint32_t id, const pl_ix_ref *rows)
{
    const pl_ix_entry *e = &f->refs->entries[id];
    f->unit = f->refs->node[id];
    if (e->kind == PL_KIND_MOD || e->kind == PL_KIND_VARIABLE)
        return;
    for (uint32_t r = e[0].refs; r < e[1].refs; r++) {
        const pl_ix_ref *ref = &rows[r];
        if (!is_needed(f, (pl_kind)e->kind, ref->attr))
            continue;
        if (ref->to == PL_IX_CHILDREN)
            add_children(f, id);
        else if (ref->target != PL_NONE)
            add_need(f, ref->target);
        else if (!pl_str_starts(pl_index_str(f->refs->ix, ref->to), PL_S("file:")))
            suspect(f);
    }
}

/* Find the unit of each entry. An entry comes before those nested in it. */
static void find_nodes(pl_refs *refs)
{
    const pl_ix_entry *e = refs->entries;
    refs->node = pl_mem_alloc(((size_t)refs->n + 1) * sizeof *refs->node);
    refs->end = pl_mem_alloc(((size_t)refs->n + 1) * sizeof *refs->end);
    for (uint32_t i = 0; i < refs->n; i++) {
        bool joins = i && e[i].kind == PL_KIND_LOCAL && !(e[i].flags & PL_ENTRY_FIRST);
        refs->node[i] = e[i].parent != PL_NONE ? refs->node[e[i].parent]
                        : joins                ? refs->node[i - 1]
                                               : i;
        refs->end[refs->node[i]] = i + 1;
    }
}

static void find_needs(pl_refs *refs)
{
    finder f = { .refs = refs };
    const pl_ix_ref *rows = pl_index_section(refs->ix, PL_IX_REF, NULL);
    refs->first = pl_mem_alloc(((size_t)refs->n + 1) * sizeof *refs->first);
    for (uint32_t i = 0; i < refs->n; i++) {
        refs->first[i] = (uint32_t)refs->list.n;
        add_needs(&f, i, rows);
    }
    refs->first[refs->n] = (uint32_t)refs->list.n;
    pl_assert(refs->first[0] == 0);
}

/* ---- blocks with deferred references */

/* Suspect the units of a file whose blocks begin in that range. */
static void suspect_range(pl_refs *refs, uint32_t file, pl_range range)
{
    pl_assert(range.start < range.end);
    uint32_t first, end;
    pl_index_file_entries(refs->ix, file, &first, &end);
    for (uint32_t i = first; i < end && refs->entries[i].start < range.end; i++)
        if (refs->entries[i].start >= range.start && refs->node[i] == i)
            pl_vec_push(&refs->suspects, i);
}

static void take_deferred(pl_refs *refs, const pl_file_prechecks *files)
{
    uint32_t n;
    pl_range at;
    pl_index_files(refs->ix, &n);
    for (uint32_t f = 0; files && f < n; f++)
        for (uint32_t i = 0; i < files[f].n; i++)
            if (files[f].list[i].what & PL_PRECHECK_DEFERRED &&
                pl_deferred_ref_read(files[f].list[i].text, &at))
                suspect_range(refs, f, at);
}

/* ---- life */

pl_refs *pl_refs_new(const pl_index *ix, const pl_file_prechecks *files)
{
    pl_refs *refs = pl_mem_zalloc(sizeof *refs);
    refs->ix = ix;
    refs->entries = pl_index_entries(ix, &refs->n);
    find_nodes(refs);
    find_needs(refs);
    take_deferred(refs, files);
    return refs;
}

void pl_refs_free(pl_refs *refs)
{
    if (!refs)
        return;
    for (size_t i = 0; i < refs->units.n; i++) {
        pl_vec_done(&refs->units.at[i].unresolved);
        pl_diags_free(refs->units.at[i].wrong);
    }
    pl_vec_done(&refs->units);
    pl_vec_done(&refs->list);
    pl_vec_done(&refs->suspects);
    pl_mem_free(refs->node);
    pl_mem_free(refs->end);
    pl_mem_free(refs->late);
    pl_mem_free(refs->own);
    pl_mem_free(refs->held);
    pl_mem_free(refs->first);
    pl_mem_free(refs->unit);
    pl_mem_free(refs->waiting);
    pl_arena_done(&refs->arena);
    pl_mem_free(refs);
}

bool pl_refs_holds(const pl_refs *refs, pl_entry_id id)
{
    return refs->resolved && refs->held[id];
}

void pl_refs_report_wrong(const pl_refs *refs, pl_entry_id id, pl_diags *diags)
{
    if (!refs->resolved || refs->node[id] != id || !refs->unit[id])
        return;
    const pl_ref_unit *u = &refs->units.at[refs->unit[id] - 1];
    if (u->wrong)
        pl_diags_append(diags, u->wrong);
}

void pl_refs_report_file(const pl_refs *refs, uint32_t file, pl_diags *diags)
{
    uint32_t first, end;
    if (!refs->resolved)
        return;
    pl_index_file_entries(refs->ix, file, &first, &end);
    for (uint32_t i = first; i < end; i++)
        pl_refs_report_wrong(refs, i, diags);
}
