/* variable.c - variables as documents (cli.md 2.6).
 *
 * H without mod_name, qualified_name title description path tags type_string value_default
 * value enum mod_name. */
#include "base/str.h"
#include "eval/stored.h"
#include "render/resource.h"

static const pl_ix_entry *entry_of(const pl_resource_view *view, pl_entry_id id)
{
    return pl_index_entry(view->ix, id);
}

/* ---- values */

/* Sets are their JSON text (recorded). */
pl_value pl_resource_view_value(pl_resource_view *view, pl_value v)
{
    if (v.tag == PL_V_SET) {
        pl_buf text = { 0 };
        pl_value_json(v, &text);
        v = pl_value_text(view->arena, pl_buf_view(&text), true);
        pl_buf_done(&text);
    } else if (v.tag == PL_V_LIST || v.tag == PL_V_TUPLE) {
        pl_seq *seq = pl_seq_room(view->arena, v.len);
        for (uint32_t i = 0; i < v.len; i++)
            seq->at[i] = pl_resource_view_value(view, v.seq->at[i]);
        v = pl_value_take_seq(PL_V_TUPLE, NULL, seq, v.len);
    } else if (pl_value_is_members(v)) {
        pl_members *all = pl_members_room(view->arena, v.len);
        for (uint32_t i = 0; i < v.len; i++) {
            pl_member m = v.members->at[i];
            bool hidden = pl_stored_hidden(v, m.key);
            all->at[i].key = m.key;
            all->at[i].value = hidden ? pl_value_null(pl_type_simple(PL_TYPE_STRING))
                                      : pl_resource_view_value(view, m.value);
        }
        v = pl_value_take_members(PL_V_OBJECT, NULL, all, v.len);
    }
    return v;
}

static void add_value(pl_resource_view *view, pl_doc *doc, pl_str key, pl_value v)
{
    if (v.tag == PL_V_NULL)
        pl_doc_add(view->arena, doc, key, PL_DOC_NULL);
    else
        pl_doc_value(view->arena, doc, key, pl_resource_view_value(view, v));
}

/* ---- where it stands */

/* The whole lines that hold the block. */
static pl_str source_of(pl_resource_view *view, pl_entry_id id)
{
    pl_block_view block;
    pl_str source = { 0 };
    if (!pl_evaluator_open(view->ev, id, &block, view->diags))
        return source;
    const pl_ix_entry *e = entry_of(view, id);
    pl_str before = pl_str_sub(block.text, 0, e->start);
    size_t start = pl_str_rfind(before, '\n');
    pl_str rest = pl_str_sub(block.text, e->end, block.text.len);
    size_t end = e->end + pl_str_find(rest, '\n');
    source =
        pl_arena_str(view->arena, pl_str_sub(block.text, start == before.len ? 0 : start + 1, end));
    pl_evaluator_close(view->ev, &block, view->diags);
    return source;
}

/* Powerpipe notes the only chain each time it visits the variables: twice, once more for args
 * that use variables, and three times as often in dependencies. */
static void add_path(pl_resource_view *view, pl_doc *doc, const pl_ix_entry *e, pl_str full)
{
    pl_arena *a = view->arena;
    uint32_t n, times = pl_evaluator_args_use_vars(view->ev) ? 3 : 2;
    const pl_ix_mod *mods = pl_index_mods(view->ix, &n);
    pl_str mod = pl_index_str(view->ix, mods[e->mod].short_name);
    pl_doc *list = pl_doc_add(a, doc, PL_S("path"), PL_DOC_ARRAY);
    mod = pl_arena_printf(a, "mod.%.*s", PL_FMT(mod));
    for (uint32_t i = e->mod ? times * 3 : times; i > 0; i--) {
        pl_doc *chain = pl_doc_add(a, list, (pl_str){ 0 }, PL_DOC_ARRAY);
        pl_doc_string(a, chain, (pl_str){ 0 }, mod);
        pl_doc_string(a, chain, (pl_str){ 0 }, full);
    }
}

pl_doc *pl_resource_view_variable(pl_resource_view *view, pl_entry_id id)
{
    pl_arena *a = view->arena;
    const pl_ix_entry *e = entry_of(view, id);
    const pl_var *var;
    if (!pl_evaluator_var(view->ev, id, &var, view->diags))
        return NULL;
    pl_doc *doc = pl_doc_new(a, PL_DOC_OBJECT);
    pl_str full = pl_resource_view_full_name(view, id);
    pl_doc_string(a, doc, PL_S("resource_name"), var->name);
    pl_doc_string(a, doc, PL_S("file_name"), pl_evaluator_path(view->ev, e->file));
    pl_doc_int(a, doc, PL_S("start_line_number"), e->line);
    pl_doc_int(a, doc, PL_S("end_line_number"), e->end_line);
    pl_doc_bool(a, doc, PL_S("auto_generated"), false);
    pl_doc_string(a, doc, PL_S("source_definition"), source_of(view, id));
    pl_doc_bool(a, doc, PL_S("is_anonymous"), false);
    pl_doc_string(a, doc, PL_S("qualified_name"), full);
    if (var->title.len)
        pl_doc_string(a, doc, PL_S("title"), var->title);
    pl_doc_string(a, doc, PL_S("description"), var->description);
    add_path(view, doc, e, full);
    if (var->tags.tag != PL_V_NULL && var->tags.len)
        pl_doc_value(a, doc, PL_S("tags"), var->tags);
    pl_doc_string(a, doc, PL_S("type_string"), var->type_text);
    add_value(view, doc, PL_S("value_default"), var->dflt);
    add_value(view, doc, PL_S("value"), var->value);
    if (var->enums.tag != PL_V_NULL)
        pl_doc_value(a, doc, PL_S("enum"), pl_resource_view_value(view, var->enums));
    pl_doc_string(a, doc, PL_S("mod_name"), var->mod);
    return doc;
}
