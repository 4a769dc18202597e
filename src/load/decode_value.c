/* decode_value.c - evaluates the expressions of a resource, also those that may lack a value. */
#include "base/str.h"
#include "load/load.h"
#include "mod/field.h"

/* ---- attributes of a mod without a value (mod-language.md 2.1)
 * The mod is loaded without such an attribute, because the check reports errors in it, its
 * references need no target, and a run that needs the value reports why there is none. */

/* A mod: move the messages from the n-th on to `unresolved`. False for other resources. */
static bool move_to_unresolved(pl_decoder *d, size_t n)
{
    size_t end = pl_diags_count(d->diags);
    if (d->r->kind != PL_KIND_MOD || end == n)
        return false;
    if (!d->unresolved) {
        d->unresolved = pl_diags_new();
        pl_diags_begin(d->unresolved, d->view.path, d->view.text);
    }
    for (size_t i = n; i < end; i++) {
        const pl_diag *m = pl_diags_get(d->diags, i);
        if (m->start.line)
            pl_diag_copy(d->unresolved, m); /* of another file */
        else
            pl_diag_raw(d->unresolved, m->severity, m->code, m->range, m->summary, m->detail);
    }
    pl_diags_truncate(d->diags, n);
    return true;
}

void pl_decode__keep_lack(pl_decoder *d, const pl_field *field)
{
    static const pl_str needed[] = { PL_S("database"), PL_S("search_path"),
                                     PL_S("search_path_prefix") };
    bool is_needed = false;
    for (size_t i = 0; i < PL_COUNT(needed); i++)
        is_needed |= pl_str_eq(field->name, needed[i]);
    if (!is_needed)
        pl_diags_truncate(d->unresolved, d->n_unresolved);
    d->n_unresolved = pl_diags_count(d->unresolved);
}

void pl_decode__end_lacks(pl_decoder *d)
{
    pl_buf text = { 0 };
    pl_diags_truncate(d->unresolved, d->n_unresolved);
    pl_diags_end(d->unresolved);
    pl_diags_lines(d->unresolved, &text);
    d->r->lacking = pl_arena_str(&d->r->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    pl_diags_free(d->unresolved);
    d->unresolved = NULL;
}

/* ---- values */

bool pl_decode__value(pl_decoder *d, const pl_expr *expr, pl_field_type type, pl_value *out)
{
    size_t before = pl_diags_count(d->diags);
    pl_eval ev = { .arena = d->view.scratch,
                   .diags = d->diags,
                   .scope = pl_evaluator_scope(d->ev, d->entry->mod),
                   .env = pl_evaluator_env(d->ev, d->entry->mod),
                   .path = d->view.path,
                   .text = d->view.text };
    bool ok = pl_field_eval(&ev, expr, type, out);
    if (ok)
        *out = pl_value_copy(&d->r->arena, *out);
    else if (move_to_unresolved(d, before))
        return false;
    d->failed |= !ok;
    return ok;
}

/* Do all messages from the n-th on report a missing name or a cycle? */
static bool is_unresolved(const pl_diags *diags, size_t n)
{
    bool only = pl_diags_count(diags) > n;
    for (; only && n < pl_diags_count(diags); n++) {
        const pl_diag *d = pl_diags_get(diags, n);
        only = pl_diag_is_unresolved(d) || d->code == PL_DIAG_INVALID_INDEX ||
               d->code == PL_DIAG_CYCLE;
    }
    return only;
}

bool pl_decode__lenient(pl_decoder *d, const pl_expr *expr, pl_field_type type, pl_value *out)
{
    size_t before = pl_diags_count(d->diags);
    bool failed = d->failed;
    if (pl_decode__value(d, expr, type, out))
        return true;
    if (is_unresolved(d->diags, before)) {
        pl_diags_truncate(d->diags, before);
        d->failed = failed;
    }
    return false;
}
