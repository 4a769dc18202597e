/* table_links.c - the tables of workspace:// about resources: tags, references, children; and about
 * files and messages. */
#include "base/alloc.h"
#include "base/str.h"
#include "index/read.h"
#include "load/resource.h"
#include "workspace/tables.h"
#include <pipelite/phase.h>

static const pl_index *index_of(const pl_table_walk *walk)
{
    return ((const pl_table_state *)walk->state)->ix;
}

/* Begin with the entries whose rows are wanted: the one with the full name in `column`, or all. */
static void begin(pl_table_walk *walk, uint32_t column)
{
    pl_str wanted;
    if (pl_table__wants(walk, column, &wanted)) {
        pl_entry_id id = pl_table__find(walk->state, wanted);
        walk->list = id == PL_NO_ENTRY ? NULL : pl_index_same_name(index_of(walk), id, &walk->end);
    } else {
        walk->list = pl_index_section(index_of(walk), PL_IX_NAME, &walk->end);
    }
}

static pl_entry_id take(pl_table_walk *walk)
{
    return ((const pl_entry_id *)walk->list)[walk->at++];
}

/* ---- tags: `row` is the resource, `part` the number of the next tag */

enum { TAG_RESOURCE, TAG_KEY, TAG_VALUE };

typedef struct tags {
    pl_metadata meta;
    const pl_resource *loaded; /* NULL: `meta` has them */
    bool open;                 /* there may be further tags of this resource */
    pl_str key, value;
} tags;

static void leave_tags(pl_table_walk *walk)
{
    tags *t = walk->own;
    if (t)
        pl_resource_unpin(t->loaded);
    pl_mem_free(t);
    walk->own = NULL;
}

static bool take_tag(pl_table_walk *walk, tags *t)
{
    uint32_t i = walk->part++;
    t->open = t->loaded ? pl_resource_pair(t->loaded, PL_S("tags"), i, &t->key, &t->value)
                        : pl_metadata_tag(&t->meta, i, &t->key, &t->value);
    return t->open;
}

static void open_tags(pl_table_walk *walk, tags *t)
{
    pl_table_state *state = walk->state;
    pl_resource_unpin(t->loaded);
    walk->row = take(walk);
    walk->part = 0;
    pl_generation_metadata(state->generation, walk->row, &t->meta);
    t->loaded = t->meta.resolved ? NULL : pl_generation_pin(state->generation, walk->row, NULL);
    t->open = true;
}

static bool next_tag(pl_table_walk *walk)
{
    pl_str key;
    bool one = pl_table__wants(walk, TAG_KEY, &key);
    if (!walk->own) {
        begin(walk, TAG_RESOURCE);
        walk->own = pl_mem_zalloc(sizeof(tags));
    }
    tags *t = walk->own;
    pl_arena_reset(&walk->arena);
    for (;;) {
        if (t->open && take_tag(walk, t)) {
            if (!one || pl_str_eq(key, t->key))
                return true;
        } else if (walk->at < walk->end) {
            open_tags(walk, t);
        } else {
            return false;
        }
    }
}

static bool read_tag(pl_table_walk *walk, uint32_t column, pl_cell *out)
{
    const tags *t = walk->own;
    if (column == TAG_RESOURCE)
        return pl_table__name(walk, out, walk->row);
    return pl_table__copy(walk, out, column == TAG_KEY ? t->key : t->value);
}

const pl_table_rows pl_table__tags = { next_tag, read_tag, leave_tags };

/* ---- references: `row` is the resource that refers */

enum { REFERENCE_FROM, REFERENCE_TO, REFERENCE_ATTRIBUTE, REFERENCE_IS_FOUND };

typedef struct references {
    pl_ref_iter at;
    pl_index_ref ref;
    pl_entry_id to;  /* wanted; PL_NO_ENTRY: any */
    bool open;       /* `at` is in use */
    bool is_parents; /* the list has the parents of `to`, whose children refer to it, too */
} references;

static void leave_references(pl_table_walk *walk)
{
    references *r = walk->own;
    if (r && r->open)
        pl_ref_iter_done(&r->at);
    pl_mem_free(r);
    walk->own = NULL;
}

/* Those who refer to a resource are known. */
static void begin_references(pl_table_walk *walk)
{
    references *r = pl_mem_zalloc(sizeof *r);
    pl_str wanted;
    walk->own = r;
    r->to = PL_NO_ENTRY;
    r->is_parents = true;
    begin(walk, REFERENCE_FROM);
    if (pl_table__wants(walk, REFERENCE_FROM, &wanted) ||
        !pl_table__wants(walk, REFERENCE_TO, &wanted))
        return;
    r->to = pl_table__find(walk->state, wanted);
    if (r->to == PL_NO_ENTRY)
        return;
    walk->list = pl_index_dependents(index_of(walk), r->to, &walk->end);
    r->is_parents = false;
}

static bool next_reference(pl_table_walk *walk)
{
    if (!walk->own)
        begin_references(walk);
    references *r = walk->own;
    pl_arena_reset(&walk->arena);
    for (;;) {
        if (r->open && pl_ref_iter_next(&r->at, &r->ref)) {
            if (r->to == PL_NO_ENTRY || r->ref.target == r->to)
                return true;
            continue;
        }
        if (r->open)
            pl_ref_iter_done(&r->at);
        r->open = false;
        if (walk->at == walk->end && !r->is_parents) {
            r->is_parents = true;
            walk->at = 0;
            walk->list = pl_index_parents(index_of(walk), r->to, &walk->end);
        }
        if (walk->at == walk->end)
            return false;
        walk->row = take(walk);
        pl_ref_iter_init(&r->at, index_of(walk), walk->row);
        r->open = true;
    }
}

static bool read_reference(pl_table_walk *walk, uint32_t column, pl_cell *out)
{
    const references *r = walk->own;
    switch (column) {
    case REFERENCE_FROM: return pl_table__name(walk, out, walk->row);
    case REFERENCE_TO:
        return r->ref.target == PL_NO_ENTRY ? pl_table__copy(walk, out, r->ref.to)
                                            : pl_table__name(walk, out, r->ref.target);
    case REFERENCE_ATTRIBUTE: return pl_table__copy(walk, out, r->ref.attr);
    default: return pl_table__bool(out, r->ref.target != PL_NO_ENTRY);
    }
}

const pl_table_rows pl_table__references = { next_reference, read_reference, leave_references };

/* ---- children: `row` is the parent, `part` the position behind the child at hand */

enum { CHILD_PARENT, CHILD_CHILD, CHILD_POSITION };

static const pl_entry_id *children_of(const pl_table_walk *walk, uint32_t *n)
{
    return pl_index_children(index_of(walk), walk->row, n);
}

/* The parents of the wanted child, or as begin() has them. */
static void begin_children(pl_table_walk *walk)
{
    pl_str wanted;
    pl_entry_id id = PL_NO_ENTRY;
    begin(walk, CHILD_PARENT);
    if (!pl_table__wants(walk, CHILD_PARENT, &wanted) &&
        pl_table__wants(walk, CHILD_CHILD, &wanted))
        id = pl_table__find(walk->state, wanted);
    if (id != PL_NO_ENTRY)
        walk->list = pl_index_parents(index_of(walk), id, &walk->end);
}

static bool next_child(pl_table_walk *walk)
{
    uint32_t n = 0;
    pl_arena_reset(&walk->arena);
    if (!walk->own) {
        begin_children(walk);
        walk->own = walk; /* it has begun */
    } else if (walk->at) {
        children_of(walk, &n);
    }
    while (walk->part >= n) {
        if (walk->at == walk->end)
            return false;
        walk->row = take(walk);
        walk->part = 0;
        children_of(walk, &n);
    }
    walk->part++;
    return true;
}

static bool read_child(pl_table_walk *walk, uint32_t column, pl_cell *out)
{
    uint32_t n;
    pl_entry_id child = children_of(walk, &n)[walk->part - 1];
    switch (column) {
    case CHILD_PARENT: return pl_table__name(walk, out, walk->row);
    case CHILD_CHILD:
        if (child & PL_IX_MISSING)
            return pl_table__text(out, pl_index_str(index_of(walk), child & ~PL_IX_MISSING));
        return pl_table__name(walk, out, child);
    default: return pl_table__int(out, walk->part - 1);
    }
}

const pl_table_rows pl_table__children = { next_child, read_child, NULL };

/* ---- files: `row` is the file, `at` the next one */

enum { FILE_PATH, FILE_MOD, FILE_LINES, FILE_BYTES, FILE_RESOURCES };

static bool next_file(pl_table_walk *walk)
{
    pl_index_files(index_of(walk), &walk->end);
    walk->row = walk->at++;
    return walk->row < walk->end;
}

static bool read_file(pl_table_walk *walk, uint32_t column, pl_cell *out)
{
    const pl_index *ix = index_of(walk);
    uint32_t n, first, end;
    const pl_ix_file *file = &pl_index_files(ix, &n)[walk->row];
    switch (column) {
    case FILE_PATH: return pl_table__text(out, pl_index_str(ix, file->path));
    case FILE_MOD:
        return pl_table__text(out, pl_index_str(ix, pl_index_mods(ix, &n)[file->mod].short_name));
    case FILE_LINES: return pl_table__int(out, file->lines);
    case FILE_BYTES: return pl_table__int(out, file->stamp.size);
    default:
        pl_index_file_entries(ix, walk->row, &first, &end);
        return pl_table__int(out, end - first);
    }
}

const pl_table_rows pl_table__files = { next_file, read_file, NULL };

/* ---- diagnostics: `row` is the message, `at` the next one */

enum { SEVERITY, CODE, SUMMARY, DETAIL, PLACE, START_LINE, START_COLUMN, END_LINE, END_COLUMN };

static bool next_diagnostic(pl_table_walk *walk)
{
    pl_table_state *state = walk->state;
    if (!state->problems) {
        state->problems = pl_diags_new();
        pl_workspace_problems(state->ws, state->problems);
    }
    walk->row = walk->at++;
    return walk->row < pl_diags_count(state->problems);
}

static bool read_diagnostic(pl_table_walk *walk, uint32_t column, pl_cell *out)
{
    const pl_diag *d =
        pl_diag_in_place(pl_diags_get(((const pl_table_state *)walk->state)->problems, walk->row));
    bool placed = d->path.len > 0;
    switch (column) {
    case SEVERITY:
        return pl_table__text(out, d->severity == PL_ERROR ? PL_S("error") : PL_S("warning"));
    case CODE: return pl_table__text(out, pl_diag_code_name(d->code));
    case SUMMARY: return pl_table__text(out, d->summary);
    case DETAIL: return d->detail.len ? pl_table__text(out, d->detail) : true;
    case PLACE: return placed ? pl_table__text(out, d->path) : true;
    case START_LINE: return placed ? pl_table__int(out, d->start.line) : true;
    case START_COLUMN: return placed ? pl_table__int(out, d->start.column) : true;
    case END_LINE: return placed ? pl_table__int(out, d->end.line) : true;
    default: return placed ? pl_table__int(out, d->end.column) : true;
    }
}

const pl_table_rows pl_table__diagnostics = { next_diagnostic, read_diagnostic, NULL };
