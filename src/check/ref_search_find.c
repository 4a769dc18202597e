/* ref_search_find.c - the values of names during a search for unresolved references: only as
 * much as the search needs is evaluated. */
#include "check/ref_search_inner.h"
#include "base/diag.h"
#include "base/str.h"
#include "check/aim.h"
#include "eval/readable.h"
#include "schema/kind.h"

pl_str pl_ref_search__text(pl_ref_search *p, pl_str root, const pl_step *steps)
{
    pl_buf text = { 0 };
    pl_buf_str(&text, root);
    for (; steps; steps = steps->next) {
        pl_buf_byte(&text, '.');
        pl_buf_str(&text, steps->text);
    }
    pl_str kept = pl_arena_str(&p->scratch, pl_buf_view(&text));
    pl_buf_done(&text);
    return kept;
}

/* ---- what it is worth */

static pl_value unknown(void)
{
    return pl_value_unknown(pl_type_simple(PL_TYPE_ANY));
}

/* A name whose value could not be obtained: the error is reported where that value is declared. */
static pl_found unseen(pl_ref_search *p, pl_value *out)
{
    pl_diags_truncate(p->ignored, 0);
    p->blind = true;
    *out = unknown();
    return PL_FOUND;
}

static pl_found absent(pl_ref_search *p, const pl_root_traversal *name, pl_entry_id target)
{
    pl_map_put(&p->met, pl_ref_search__text(p, name->root, name->steps), target, NULL);
    return PL_FOUND_LATER;
}

/* A resource of which only the attributes' names matter, even those that expressions may not read.
 */
static pl_value shell(pl_ref_search *p, pl_kind kind)
{
    pl_str names[PL_READABLE_MAX];
    pl_member members[PL_READABLE_MAX];
    uint32_t n = pl_readable_names(kind, names);
    for (uint32_t i = 0; i < n; i++)
        members[i] = (pl_member){ names[i], pl_value_null(pl_type_simple(PL_TYPE_ANY)) };
    return pl_value_members(p->view.scratch, PL_V_OBJECT, NULL, members, n);
}

static pl_found find_whole(pl_ref_search *p, pl_entry_id id, pl_value *out)
{
    if (p->shells)
        *out = shell(p, (pl_kind)p->entries[id].kind);
    else if (pl_evaluator_object(p->ev, id, out, p->ignored) != PL_FOUND)
        return unseen(p, out);
    return PL_FOUND;
}

static bool is_value(pl_kind kind)
{
    return kind == PL_KIND_VARIABLE || kind == PL_KIND_LOCAL;
}

static uint32_t top_of(const pl_ref_search *p, pl_entry_id id)
{
    while (p->entries[id].parent != PL_NONE)
        id = p->entries[id].parent;
    return id;
}

pl_found pl_ref_search__find(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                             unsigned *used, pl_diags *diags)
{
    pl_ref_search *p = scope->ctx;
    (void)diags; /* what is wrong with other blocks is reported where they are */
    const pl_scope *ev = pl_evaluator_scope(p->ev, p->mod);
    pl_aim a = pl_aim_at(p->ix, p->mod, name->root, name->steps);
    *used = 0;
    if (a.connection && ev->find(ev, name, out, used, p->ignored) == PL_FOUND)
        return PL_FOUND;
    pl_diags_truncate(p->ignored, 0);
    if (a.id == PL_NO_ENTRY)
        return absent(p, name, PL_NO_ENTRY);
    if (p->waiting[top_of(p, a.id)])
        return absent(p, name, a.id);
    if (is_value((pl_kind)p->entries[a.id].kind))
        return ev->find(ev, name, out, used, p->ignored) == PL_FOUND ? PL_FOUND : unseen(p, out);
    const pl_step *attr = a.used == 2 ? name->steps->next->next : name->steps->next;
    *used = a.used;
    if (!pl_aim_is_name(attr))
        return find_whole(p, a.id, out);
    if (!pl_readable((pl_kind)p->entries[a.id].kind, attr->text))
        return absent(p, name, PL_NO_ENTRY);
    *used += 1;
    if (pl_evaluator_attr(p->ev, a.id, attr->text, out, p->ignored) != PL_FOUND)
        return unseen(p, out);
    return PL_FOUND;
}
