/* linter_connections.c - searching for names of connections that do not exist (linter.h). */
#include "base/str.h"
#include "check/linter_inner.h"

void pl_linter_add_connection(pl_linter *l, pl_str name, bool configured)
{
    pl_str own = pl_arena_str(&l->arena, name);
    uint32_t next = (uint32_t)l->connections.n;
    if (pl_names_claim(&l->known_connections, (pl_name_space){ 0 }, own, next) != next)
        return;
    pl_vec_push(&l->connections, own);
    if (configured)
        pl_buf_printf(&l->configured, "%s%.*s", l->configured.len ? ", " : "", PL_FMT(own));
}

static void check_connection(const pl_lint_place *p, pl_str name, pl_range range)
{
    pl_linter *l = p->l;
    if (!l->connections.n || pl_linter__full(l) ||
        pl_names_find(&l->known_connections, (pl_name_space){ 0 }, name, NULL))
        return;
    pl_nearest nearest = pl_linter__nearest(name);
    for (size_t i = 0; i < l->connections.n; i++)
        pl_nearest_offer(&nearest, l->connections.at[i]);
    pl_str all = l->configured.len ? pl_buf_view(&l->configured) : PL_S("none");
    pl_lint_hint hint = { .target = pl_linter__text(l, "connection.%.*s", PL_FMT(name)),
                          .nearest = nearest.best,
                          .detail = pl_linter__text(l, "configured are: %.*s", PL_FMT(all)) };
    pl_linter__report(p, PL_DIAG_UNKNOWN_RESOURCE, range, hint, "there is no connection '%.*s'",
                      PL_FMT(name));
}

/* A variable goes without such a default, and only a run that needs it fails. */
void pl_linter__connection(const pl_lint_place *p, const pl_step *steps, pl_range range)
{
    pl_lint_place place = *p;
    if (!pl_aim_is_name(steps) || !pl_aim_is_name(steps->next))
        return;
    place.waits |= p->top && pl_str_eq(p->top->type, PL_S("variable"));
    check_connection(
        &place, pl_linter__text(p->l, "%.*s.%.*s", PL_FMT(steps->text), PL_FMT(steps->next->text)),
        range);
}

void pl_linter__database(const pl_lint_place *p, const pl_expr *expr)
{
    static const pl_str prefix = PL_S("connection.");
    pl_lint_place place = *p;
    pl_str text;
    if (!pl_expr_string(expr, &p->l->faults->words, &text) || !pl_str_starts(text, prefix))
        return;
    place.waits = true; /* a text becomes a name only in a run */
    check_connection(&place, pl_str_sub(text, prefix.len, text.len), expr->range);
}

/* ---- mod blocks */

static void check_ref(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    if (pl_str_eq(root, PL_S("connection")))
        pl_linter__connection(ctx, steps, range);
}

void pl_linter__mod_block(const pl_lint_place *p, const pl_body *body)
{
    pl_lint_place place = *p;
    place.waits = true;
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        pl_expr_refs(a->expr, check_ref, &place);
        if (pl_str_eq(a->name, PL_S("database")))
            pl_linter__database(&place, a->expr);
    }
    for (const pl_block *b = body->blocks; b; b = b->next)
        pl_linter__mod_block(p, b->body);
}
