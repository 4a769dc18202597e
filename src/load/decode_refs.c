/* decode_refs.c - which resources a resource refers to, and where (mod-language.md 10.1).
 *
 * The index has the references but not the lines of their attributes, which are looked up in the
 * parsed block. */
#include "base/str.h"
#include "base/cast.h"
#include "load/load.h"
#include <string.h>

pl_str pl_decode__lines(pl_decoder *d, uint32_t start, uint32_t end)
{
    pl_str text = d->view.text;
    size_t from = pl_str_rfind(pl_str_sub(text, 0, start), '\n');
    from = from == start ? 0 : from + 1;
    size_t to = end + pl_str_find(pl_str_sub(text, end, text.len), '\n');
    return pl_arena_str(&d->r->arena, pl_str_sub(text, from, to));
}

static const pl_attr *attr_of(const pl_block *block, const pl_index_ref *ref)
{
    if (!ref->in_param)
        return pl_body_attr(block->body, ref->attr);
    for (const pl_block *b = block->body->blocks; b; b = b->next) {
        bool param = pl_str_eq(b->type, PL_S("param"));
        pl_str label = b->labels ? b->labels->text : (pl_str){ 0 };
        const pl_attr *attr =
            param && pl_str_eq(label, ref->block) ? pl_body_attr(b->body, ref->attr) : NULL;
        if (attr)
            return attr;
    }
    return NULL;
}

static uint32_t lines_in(pl_str text, uint32_t start, uint32_t end)
{
    uint32_t n = 0;
    for (const char *at = text.ptr + start, *to = text.ptr + end;
         (at = memchr(at, '\n', (size_t)(to - at))) != NULL; at++)
        n++;
    return n;
}

/* Set the lines and the source of the attribute. Its references share the text: one list of
 * children can have hundreds. */
static void place_reference(pl_decoder *d, const pl_attr *attr, pl_reference *out)
{
    out->line = d->view.line + lines_in(d->view.text, d->view.span.start, attr->range.start);
    out->end_line = out->line + lines_in(d->view.text, attr->range.start, attr->range.end);
    out->source = pl_decode__lines(d, attr->range.start, attr->range.end);
}

static void note_reference(pl_decoder *d, const pl_block *block, const pl_index_ref *ref,
                           const pl_reference *placed)
{
    pl_arena *arena = &d->r->arena;
    pl_reference *out = pl_unconst(&d->r->references[d->r->n_references++]);
    pl_str own = block->labels ? block->labels->text : (pl_str){ 0 };
    *out = *placed;
    out->to = pl_arena_str(arena, ref->to);
    out->block_type = ref->in_param ? PL_S("param") : d->r->schema->word;
    out->block_name = pl_arena_str(arena, ref->in_param ? ref->block : own);
    out->attr = pl_arena_str(arena, ref->attr);
}

void pl_decode__references(pl_decoder *d, const pl_block *block)
{
    pl_ref_iter it;
    pl_index_ref ref;
    pl_reference placed = { 0 };
    const pl_attr *before = NULL;
    uint32_t n = 0;
    pl_ref_iter_init(&it, d->ix, d->r->id);
    while (pl_ref_iter_next(&it, &ref))
        n += ref.recorded;
    pl_ref_iter_done(&it);
    d->r->references = pl_arena_alloc(&d->r->arena, n * sizeof *d->r->references);
    pl_ref_iter_init(&it, d->ix, d->r->id);
    while (pl_ref_iter_next(&it, &ref)) {
        const pl_attr *attr = ref.recorded ? attr_of(block, &ref) : NULL;
        if (!attr)
            continue;
        if (attr != before)
            place_reference(d, attr, &placed);
        before = attr;
        note_reference(d, block, &ref, &placed);
    }
    pl_ref_iter_done(&it);
}
