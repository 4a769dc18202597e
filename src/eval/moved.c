/* moved.c - finding an entry in a file that has changed since it was indexed.
 *
 * The file is scanned again. The entry is the one with the same kind and label that has the same
 * number of such entries before it in the same block. Only places are taken from the new scan:
 * relations to other entries stay as in the index until the workspace is read again. */
#include "base/str.h"
#include "index/scan.h"
#include "eval/evaluator_inner.h"

void pl_evaluator__rescan(pl_open_file *f)
{
    pl_scanner *scanner = pl_scanner_new();
    pl_arena_reset(&f->scan);
    f->part = pl_scan_file(scanner, pl_view_str(&f->view), &f->scan);
    pl_scanner_free(scanner);
}

static pl_str label_of(const pl_index *ix, const pl_ix_entry *e)
{
    return e->flags & PL_ENTRY_ANONYMOUS ? (pl_str){ 0 } : pl_index_str(ix, e->short_name);
}

/* The number of entries like `id` before it in the same block. */
static uint32_t rank_of(const pl_index *ix, pl_entry_id id)
{
    uint32_t n, first, end, rank = 0;
    const pl_ix_entry *all = pl_index_entries(ix, &n), *e = &all[id];
    pl_str label = label_of(ix, e);
    pl_index_file_entries(ix, e->file, &first, &end);
    for (uint32_t i = first; i < id; i++)
        rank += all[i].parent == e->parent && all[i].kind == e->kind &&
                pl_str_eq(label_of(ix, &all[i]), label);
    return rank;
}

/* The entry of the part inside `parent` with that rank; PL_NONE: there is none. */
static uint32_t find_like(const pl_part *part, uint32_t parent, unsigned kind, pl_str label,
                          uint32_t rank)
{
    for (uint32_t i = 0; i < part->n_entries; i++) {
        const pl_part_entry *e = &part->entries[i];
        if (e->parent == parent && e->kind == kind &&
            pl_str_eq(pl_part_str(part, e->label), label) && rank-- == 0)
            return i;
    }
    return PL_NONE;
}

static uint32_t find_again(const pl_index *ix, const pl_part *part, pl_entry_id id)
{
    uint32_t parent = PL_NONE;
    const pl_ix_entry *e = pl_index_entry(ix, id);
    if (e->parent != PL_NONE) {
        parent = find_again(ix, part, e->parent);
        if (parent == PL_NONE)
            return PL_NONE;
    }
    return find_like(part, parent, e->kind, label_of(ix, e), rank_of(ix, id));
}

bool pl_evaluator__place(const pl_evaluator *ev, const pl_open_file *f, pl_entry_id id,
                         pl_range *out, uint32_t *line)
{
    const pl_ix_entry *e = pl_evaluator__entry(ev, id);
    if (!f->part) {
        *out = (pl_range){ e->start, e->end };
        *line = e->line;
        return true;
    }
    uint32_t at = find_again(ev->store->options.index, f->part, id);
    if (at == PL_NONE)
        return false;
    *out = (pl_range){ f->part->entries[at].start, f->part->entries[at].end };
    *line = f->part->entries[at].line;
    return true;
}
