/* deprecated.c - warnings about deprecated blocks and attributes of the workspace's own mod, given
 * before every run (mod-language.md 9.3). Mods that it requires are not its author's (recorded). */
#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"
#include "run/session.h"
#include <stdlib.h>

typedef struct habit {
    pl_entry_id id;
    bool nested; /* params are in a nested resource; otherwise they stand beside `query` */
} habit;

typedef PL_VEC(habit) habit_list;

static void collect(const pl_index *ix, habit_list *out)
{
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(ix, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (entries[i].mod != 0 || !(entries[i].flags & PL_ENTRY_HAS_PARAMS))
            continue;
        if (entries[i].parent != PL_NONE)
            pl_vec_push(out, ((habit){ i, true }));
        if (pl_index_attr(ix, i, PL_ATTR_QUERY))
            pl_vec_push(out, ((habit){ i, false }));
    }
}

/* Add the place of the block, from its opening brace on, as "(path:line,column-line,column)". */
static void add_place(pl_evaluator *ev, pl_entry_id id, pl_buf *out)
{
    pl_diags *diags = pl_diags_new(); /* if the file has changed there is no place to show */
    pl_block_view view;
    if (pl_evaluator_open(ev, id, &view, diags)) {
        if (view.block) {
            pl_buf_cstr(out, "\n(");
            pl_diags_where(diags, view.block->body->range, out);
            pl_buf_byte(out, ')');
        }
        pl_evaluator_close(ev, &view, diags);
    }
    pl_diags_free(diags);
}

static void warn(pl_session *s, const habit *h, pl_diags *diags)
{
    pl_buf text = { 0 };
    pl_buf_cstr(&text, "Deprecated usage: ");
    if (h->nested)
        pl_buf_cstr(&text, "Only top level resources can have 'param' blocks: ");
    pl_index_print_name(pl_store_index(s->store), h->id, &text);
    pl_buf_cstr(&text, h->nested ? " contains 'param' blocks but is not a top level resource."
                                 : " has 'query' property set so should not define 'param' blocks");
    add_place(pl_store_evaluator(s->store), h->id, &text);
    pl_diag_plain(diags, PL_WARNING, PL_DIAG_DEPRECATED, "%.*s", PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
}

/* Order by name. */
static int order_habits(const void *a, const void *b, void *ctx)
{
    const habit *x = a, *y = b;
    int order = pl_index_name_cmp(ctx, x->id, y->id);
    return order ? order : (int)y->nested - (int)x->nested;
}

void pl_session_deprecations(pl_session *s, pl_diags *diags)
{
    habit_list list = { 0 };
    const pl_index *ix = pl_store_index(s->store);
    collect(ix, &list);
    if (list.n > 1)
        qsort_r(list.at, list.n, sizeof *list.at, order_habits, (void *)ix);
    for (size_t i = 0; i < list.n; i++)
        warn(s, &list.at[i], diags);
    pl_vec_done(&list);
}
