#include "eval/meta.h"
#include "base/diag.h"
#include "base/str.h"
#include "eval/evaluator_inner.h"

unsigned pl_evaluator_meta_open(const pl_ix_entry *entry)
{
    unsigned open = 0;
    if (entry->flags & PL_ENTRY_TITLE_OPEN)
        open |= PL_META_TITLE;
    if (entry->flags & PL_ENTRY_DESC_OPEN)
        open |= PL_META_DESCRIPTION;
    if (entry->flags & (PL_ENTRY_TAGS_OPEN | PL_ENTRY_TAG_OPEN))
        open |= PL_META_TAGS;
    return open;
}

/* Find the place of an attribute whose value depends on the block alone: it is not merged with the
 * base's. False otherwise. */
static bool own_place(const pl_evaluator *ev, pl_entry_id id, pl_attr_id attr, pl_range *out)
{
    const pl_ix_attr *at = pl_index_attr(ev->store->options.index, id, attr);
    bool inherits = pl_evaluator__entry(ev, id)->flags & PL_ENTRY_HAS_BASE;
    if (!at || at->flags & (PL_ATTR_BLOCK | PL_IX_ATTR_TEXT) || (inherits && attr == PL_ATTR_TAGS))
        return false;
    *out = (pl_range){ at->start, at->end };
    return true;
}

static bool the_long_way(pl_evaluator *ev, pl_entry_id id, pl_attr_id attr, pl_value *out,
                         pl_diags *diags)
{
    pl_found found = pl_evaluator_attr(ev, id, pl_attr_name(attr), out, diags);
    if (found == PL_FOUND_NOTHING)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "'%.*s' of a %.*s cannot be read",
                      PL_FMT(pl_attr_name(attr)),
                      PL_FMT(pl_kind_word(pl_evaluator__entry(ev, id)->kind)));
    return found == PL_FOUND;
}

enum { ATTRS = 3, TAGS = 2 }; /* ORDER metadata */
static const struct {
    unsigned bit;
    pl_attr_id attr;
} attrs[ATTRS] = {
    { PL_META_TITLE, PL_ATTR_TITLE },
    { PL_META_DESCRIPTION, PL_ATTR_DESCRIPTION },
    { PL_META_TAGS, PL_ATTR_TAGS },
};

/* Find the attributes in `open` that the block itself has, in the order of ATTRS; the others get
 * no type. Returns their number. */
static unsigned find_places(const pl_evaluator *ev, pl_entry_id id, unsigned open,
                            pl_asked_place places[ATTRS], unsigned at[ATTRS])
{
    unsigned n = 0;
    for (unsigned i = 0; i < ATTRS; i++) {
        at[i] = ATTRS;
        if (!(open & attrs[i].bit) || !own_place(ev, id, attrs[i].attr, &places[n].place))
            continue;
        places[n].want = i == TAGS ? ev->store->string_map : pl_type_simple(PL_TYPE_STRING);
        at[i] = n++;
    }
    return n;
}

bool pl_evaluator_meta_of(pl_evaluator *ev, pl_entry_id id, pl_evaluator_knows *knows, void *ctx,
                          pl_evaluator_meta *out, pl_diags *diags)
{
    unsigned open = pl_evaluator_meta_open(pl_evaluator__entry(ev, id)), at[ATTRS];
    pl_evaluator_marks before = ev->marks;
    pl_asked_place places[ATTRS] = { 0 };
    pl_value *const into[ATTRS] = { &out->title, &out->description, &out->tags };
    bool ok = true;
    pl_assert(!ev->depth);
    out->text = 0;
    out->title = out->description = pl_value_null(pl_type_simple(PL_TYPE_STRING));
    out->tags = pl_value_null(ev->store->string_map);
    unsigned n = find_places(ev, id, open, places, at);
    if (at[TAGS] < n) {
        places[at[TAGS]].knows = knows;
        places[at[TAGS]].ctx = ctx;
    }
    if (n)
        pl_evaluator__eval_at(ev, id, places, n);
    ev->depth += n != 0; /* keeps their values while others are computed */
    for (unsigned i = 0; i < ATTRS; i++) {
        const pl_asked_place *p = at[i] < n ? &places[at[i]] : NULL;
        if (p && p->right)
            *into[i] = p->known ? *into[i] : p->value;
        else if (open & attrs[i].bit)
            ok &= the_long_way(ev, id, attrs[i].attr, into[i], diags);
    }
    ev->depth -= n != 0;
    out->reads = before.reads != ev->marks.reads;
    if (at[TAGS] < n && places[at[TAGS]].right && !out->reads && before.system == ev->marks.system)
        out->text = places[at[TAGS]].text;
    return ok;
}
