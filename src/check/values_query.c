/* values_query.c - evaluates and names blocks for all checks of values, and finds resources without
 * SQL because their attributes turn out to be null (mod-language.md 9.3). The static level only
 * sees whether the attributes are written. */
#include "base/str.h"
#include "check/aim.h"
#include "check/needs.h"
#include "check/values_inner.h"
#include "mod/field.h"

/* ---- what all checks of values use */

pl_entry_id pl_check__block_at(const pl_blocks *b, const pl_block *block)
{
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(b->ix, &n);
    pl_entry_id id = pl_check__entry_in(b->ix, b->file, block->range.start);
    return id != PL_NO_ENTRY && entries[id].start == block->range.start ? id : PL_NO_ENTRY;
}

void pl_check__print_name(const pl_blocks *b, const pl_block *block, pl_buf *out)
{
    pl_entry_id id = pl_check__block_at(b, block);
    if (id != PL_NO_ENTRY)
        pl_index_print_name(b->ix, id, out);
}

bool pl_check__evaluate_attr(pl_blocks *b, const pl_expr *expr, pl_field_type type, pl_value *out)
{
    pl_eval ev = { .arena = b->view.scratch,
                   .diags = b->recorded,
                   .scope = &b->scope,
                   .env = pl_evaluator_env(b->ev, b->mod) };
    return pl_field_eval(&ev, expr, type, out);
}

/* ---- queries */

typedef enum given { ABSENT, VOID, GIVEN } given;

/* Is it certainly not null, because it is a text, a literal or the name of a resource? */
static bool is_plain(const pl_expr *e)
{
    pl_kind kind;
    if (e->kind != PL_E_TRAVERSAL)
        return e->kind == PL_E_TEMPLATE || e->kind == PL_E_LITERAL;
    return pl_kind_find_name(e->traversal.root, &kind) && kind != PL_KIND_LOCAL &&
           kind != PL_KIND_VARIABLE;
}

/* Is the attribute `name` ABSENT, null (VOID) or GIVEN? It is evaluated if need be. Messages are
 * dropped: checking the attribute itself reports them. */
static given state_of(pl_blocks *b, const pl_block *block, pl_str name)
{
    const pl_attr *attr = pl_body_attr(block->body, name);
    pl_value v;
    size_t before = pl_diags_count(b->recorded);
    if (!attr)
        return ABSENT;
    if (attr->expr->kind == PL_E_LITERAL && attr->expr->lit == PL_LIT_NULL)
        return VOID;
    if (is_plain(attr->expr))
        return GIVEN;
    bool ok = pl_check__evaluate_attr(b, attr->expr, PL_FIELD_ANY, &v);
    pl_diags_truncate(b->recorded, before);
    return ok && v.tag == PL_V_NULL ? VOID : GIVEN;
}

static bool has_block(const pl_block *block, pl_str type)
{
    for (const pl_block *in = block->body->blocks; in; in = in->next)
        if (pl_str_eq(in->type, type))
            return true;
    return false;
}

void pl_check__query(pl_blocks *b, const pl_block *block, const pl_schema *schema)
{
    static const pl_str names[] = { PL_S("sql"), PL_S("query"), PL_S("base") };
    bool some = false;
    if (schema->kind < 0)
        return;
    const char *what =
        pl_query_missing((pl_kind)schema->kind, block != b->view.block,
                         has_block(block, PL_S("node")) || has_block(block, PL_S("edge")));
    if (!what || (schema->kind == PL_KIND_INPUT && pl_has_choices(block)))
        return;
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        given is = state_of(b, block, names[i]);
        if (is == GIVEN)
            return;
        some |= is == VOID;
    }
    if (!some) /* the static level has reported it */
        return;
    pl_buf text = { 0 };
    pl_check__print_name(b, block, &text);
    pl_buf_cstr(&text, what);
    pl_diag_raw(b->recorded, PL_ERROR, PL_DIAG_QUERY, block->body->range, pl_buf_view(&text),
                (pl_str){ 0 });
    pl_buf_done(&text);
}
