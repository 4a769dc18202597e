/* links_names.c - finds names that are given twice in one owner: inputs, categories. */
#include "check/links_inner.h"
#include "base/str.h"
#include "check/names.h"
#include <stdlib.h>

/* An input or a category whose name is given twice in its owner. */
typedef struct twice {
    uint32_t owner, first, id;
} twice;

typedef struct doubles {
    pl_names names;
    PL_VEC(twice) inputs, categories; /* inputs: by owner */
} doubles;

/* Is one of the two decoded only in the second pass? */
static bool is_late(const pl_links_check *c, const twice *t)
{
    return (c->marks[t->first] | c->marks[t->id]) & PL_LINKS_LATE;
}

static int by_owner(const void *a, const void *b)
{
    const twice *x = a, *y = b;
    if (x->owner != y->owner)
        return x->owner < y->owner ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static void find_doubles(pl_links_check *c, doubles *out)
{
    for (uint32_t i = 0; i < c->n; i++) {
        const pl_ix_entry *e = &c->entries[i];
        bool input = e->kind == PL_KIND_INPUT;
        if (e->parent == PL_NONE || (e->flags & PL_ENTRY_ANONYMOUS) || pl_links__is_missing(c, i) ||
            (!input && e->kind != PL_KIND_CATEGORY))
            continue;
        uint32_t owner = input ? pl_links__dashboard(c->entries, i) : e->parent;
        if (owner == PL_NO_ENTRY)
            continue;
        uint32_t first = pl_names_claim(&out->names, (pl_name_space){ owner, e->kind },
                                        pl_index_str(c->ix, e->short_name), i);
        if (first == i)
            continue;
        if (input)
            pl_vec_push(&out->inputs, ((twice){ owner, first, i }));
        else
            pl_vec_push(&out->categories, ((twice){ owner, first, i }));
    }
    if (out->inputs.n)
        qsort(out->inputs.at, out->inputs.n, sizeof *out->inputs.at, by_owner);
}

/* Report the doubles of one dashboard, which begin at `at`, in one message. Returns the position
 * after them. */
static size_t report_inputs(pl_links_check *c, const doubles *d, size_t at)
{
    pl_buf names = { 0 };
    pl_entry_id id = d->inputs.at[at].owner;
    size_t n = pl_diags_count(c->diags);
    bool late = false;
    for (; at < d->inputs.n && d->inputs.at[at].owner == id; at++) {
        pl_entry_id input = d->inputs.at[at].id;
        late = late || is_late(c, &d->inputs.at[at]);
        if (names.len)
            pl_buf_byte(&names, ',');
        if (c->entries[input].parent == id) /* recorded: others go by their full names */
            pl_buf_printf(&names, "input.%.*s",
                          PL_FMT(pl_index_str(c->ix, c->entries[input].short_name)));
        else
            pl_index_print_name(c->ix, input, &names);
    }
    if (!pl_links__is_missing(c, id))
        pl_links__report(c, PL_DIAG_DUPLICATE_NAME, id, PL_LINK_AT_BODY,
                         "Dashboard '%s' contains duplicate input names for: %.*s",
                         pl_links__name(c, id), PL_FMT(pl_buf_view(&names)));
    pl_links__note_whole(c, id, n, late);
    pl_buf_done(&names);
    return at;
}

static void report_category(pl_links_check *c, const twice *t)
{
    size_t n = pl_diags_count(c->diags);
    pl_links__report(c, PL_DIAG_DUPLICATE_NAME, t->id, PL_LINK_AT_BODY,
                     "%s has duplicate category %.*s", pl_links__name(c, t->owner),
                     PL_FMT(pl_index_str(c->ix, c->entries[t->id].short_name)));
    pl_links__note(c, t->id, n, is_late(c, t));
}

void pl_links__check_names(pl_links_check *c)
{
    doubles d = { 0 };
    find_doubles(c, &d);
    for (size_t i = 0; i < d.inputs.n;)
        i = report_inputs(c, &d, i);
    for (size_t i = 0; i < d.categories.n; i++)
        report_category(c, &d.categories.at[i]);
    pl_names_done(&d.names);
    pl_vec_done(&d.inputs);
    pl_vec_done(&d.categories);
}
