/* resource.h - resources as documents (cli.md 2.6).
 *
 * Private to the room. Threads: one view per thread. */
#ifndef PL_RENDER_RESOURCE_H
#define PL_RENDER_RESOURCE_H
#include "base/vec.h"
#include "load/load.h"
#include "render/doc.h"
#include "run/params.h"

typedef struct pl_resource_view {
    pl_evaluator *ev;
    const pl_index *ix;
    pl_str dir;      /* of the workspace, absolute */
    pl_arena *arena; /* of the document */
    pl_diags *diags;
    pl_sanitizer *secrets;        /* owned; NULL: JSON hides nothing */
    unsigned depth;               /* resources inside resources so far */
    PL_VEC(pl_resource *) loaded; /* what the document borrows from */
    pl_given_args call;           /* they take the place of the args of what is shown itself */
    pl_buf text;                  /* in the making */
} pl_resource_view;

/* The document of entry `id`, NULL with errors in diags. It borrows from resources
 * that stay until pl_resource_view_reset(). */
pl_doc *pl_resource_view_doc(pl_resource_view *view, pl_entry_id id);
/* Load one that is about to be shown: stays until pl_resource_view_reset(). NULL with errors. */
pl_resource *pl_resource_view_load(pl_resource_view *view, pl_entry_id id);
/* The document of the benchmark that `all` stands for, which no file declares. In the arena of the
 * view. */
pl_doc *pl_resource_view_root(pl_resource_view *view);
/* variable.c: a value as it is shown, without what was computed for a connection. */
pl_value pl_resource_view_value(pl_resource_view *view, pl_value v);
/* "mod.kind.name", in the arena of the view. */
static inline pl_str pl_resource_view_full_name(pl_resource_view *view, pl_entry_id id)
{
    pl_buf name = { 0 };
    pl_index_print_name(view->ix, id, &name);
    pl_str copy = pl_arena_str(view->arena, pl_buf_view(&name));
    pl_buf_done(&name);
    return copy;
}
/* The document of a variable, as pl_resource_view_doc(). */
pl_doc *pl_resource_view_variable(pl_resource_view *view, pl_entry_id id);
/* columns.c: the document of `id` for text output, one member for each column of cli.md 2.7. */
pl_doc *pl_resource_view_columns(pl_resource_view *view, pl_entry_id id);
void pl_resource_view_reset(pl_resource_view *view); /* frees them and resets the arena */
void pl_resource_view_done(pl_resource_view *view);

#endif
