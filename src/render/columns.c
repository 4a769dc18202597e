/* columns.c - `show` as pretty and plain text (cli.md 2.7): an object is a row of
 * columns, those without a value included, because they count for the width. */
#include "base/path.h"
#include "base/str.h"
#include "render/resource.h"
#include "value/number.h"

/* The attribute of a column whose name is not simply in lower case. */
static pl_str attribute_of(pl_resource_view *view, pl_str column)
{
    char *name = pl_arena_take(view->arena, column.len, 1);
    for (size_t i = 0; i < column.len; i++)
        name[i] = (char)(column.ptr[i] >= 'A' && column.ptr[i] <= 'Z' ? column.ptr[i] + 32
                                                                      : column.ptr[i]);
    return pl_str_make(name, column.len);
}

static const pl_ix_entry *entry_of(const pl_resource_view *view, pl_entry_id id)
{
    return pl_index_entry(view->ix, id);
}

/* The name as it is shown: in the workspace's own mod the short one. */
static pl_str shown_name(pl_resource_view *view, pl_entry_id id)
{
    const pl_ix_entry *e = entry_of(view, id);
    return e->mod == 0 ? pl_index_str(view->ix, e->short_name)
                       : pl_resource_view_full_name(view, id);
}

static void add_text(pl_resource_view *view, pl_doc *doc, pl_str key, pl_str text)
{
    if (text.len)
        pl_doc_string(view->arena, doc, key, text);
    else
        pl_doc_add(view->arena, doc, key, PL_DOC_NULL);
}

/* ---- params and args */

static void add_params(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    pl_doc *list = pl_doc_add(view->arena, doc, PL_S("Params"), PL_DOC_ARRAY);
    for (const pl_param_def *p = r->params; p; p = p->next) {
        pl_doc *one = pl_doc_add(view->arena, list, (pl_str){ 0 }, PL_DOC_OBJECT);
        add_text(view, one, PL_S("Name"),
                 pl_arena_printf(view->arena, "param.%.*s", PL_FMT(p->name)));
        add_text(view, one, PL_S("Description"), p->description);
        add_text(view, one, PL_S("Default"), p->has_default ? p->dflt : (pl_str){ 0 });
    }
}

static void add_args(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    pl_doc *object = pl_doc_add(view->arena, doc, PL_S("Args"), PL_DOC_OBJECT);
    pl_doc *map = pl_doc_add(view->arena, object, PL_S("ArgMap"), PL_DOC_MAP);
    pl_doc *list = pl_doc_add(view->arena, object, PL_S("ArgList"), PL_DOC_ARRAY);
    pl_doc_add(view->arena, object, PL_S("References"), PL_DOC_NULL);
    for (const pl_arg *a = r->args; a; a = a->next) {
        pl_str text = a->is_runtime ? PL_S("null") : a->text;
        if (!a->name.len)
            pl_doc_string(view->arena, list, a->name, text);
        else if (!a->is_runtime)
            pl_doc_string(view->arena, map, a->name, text);
    }
}

/* ---- other resources */

static pl_doc *take_under(pl_doc *parent, pl_doc *child, pl_str key)
{
    child->key = key;
    pl_doc_link(parent, child);
    return child;
}

static void add_query(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    pl_doc *query = r->query == PL_NO_ENTRY ? NULL : pl_resource_view_columns(view, r->query);
    if (query)
        take_under(doc, query, PL_S("Query"));
    else
        pl_doc_add(view->arena, doc, PL_S("Query"), PL_DOC_NULL);
}

static void add_kids(pl_resource_view *view, const pl_resource *r, pl_doc *doc, pl_str key,
                     pl_kind kind)
{
    pl_doc *list = pl_doc_add(view->arena, doc, key, PL_DOC_ARRAY);
    for (uint32_t i = 0; i < r->n_children; i++) {
        pl_doc *kid = entry_of(view, r->children[i])->kind == kind
                          ? pl_resource_view_columns(view, r->children[i])
                          : NULL;
        if (kid)
            take_under(list, kid, (pl_str){ 0 });
    }
}

static void add_children(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    pl_doc *list = pl_doc_add(view->arena, doc, PL_S("Children"), PL_DOC_ARRAY);
    for (uint32_t i = 0; i < r->n_children; i++)
        pl_doc_string(view->arena, list, (pl_str){ 0 },
                      pl_resource_view_full_name(view, r->children[i]));
}

/* ---- nested blocks, in readable form (G7) */

static void fill_part(pl_resource_view *view, const pl_part_block *part, pl_doc *doc)
{
    if (part->name.len)
        pl_doc_string(view->arena, doc, PL_S("name"), part->name);
    for (unsigned i = 0; i < part->schema->n_fields; i++)
        pl_doc_value(view->arena, doc, part->schema->fields[i].name, part->fields[i]);
    for (const pl_part_block *p = part->parts; p; p = p->next)
        fill_part(view, p, pl_doc_add(view->arena, doc, p->schema->word, PL_DOC_OBJECT));
}

static void add_parts(pl_resource_view *view, const pl_resource *r, pl_doc *doc, pl_str key,
                      const pl_schema *part)
{
    pl_doc *list = NULL;
    for (const pl_part_block *p = r->parts; p; p = p->next) {
        if (p->schema != part)
            continue;
        if (p->rule->single) {
            fill_part(view, p, pl_doc_add(view->arena, doc, key, PL_DOC_OBJECT));
            return;
        }
        if (!list)
            list = pl_doc_add(view->arena, doc, key, PL_DOC_ARRAY);
        fill_part(view, p, pl_doc_add(view->arena, list, (pl_str){ 0 }, PL_DOC_OBJECT));
    }
    if (!list)
        pl_doc_add(view->arena, doc, key, PL_DOC_NULL);
}

/* ---- one column */

static void add_database(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    pl_value v = pl_resource_field(r, PL_S("database"));
    pl_str text = { 0 };
    if (v.tag == PL_V_STRING)
        text = pl_arena_printf(view->arena, "{%.*s}", PL_FMT(pl_value_get_str(v)));
    add_text(view, doc, PL_S("Database"), text);
}

static void add_dashboard(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    pl_entry_id at = entry_of(view, r->id)->parent;
    while (at != PL_NONE && entry_of(view, at)->kind != PL_KIND_DASHBOARD)
        at = entry_of(view, at)->parent;
    add_text(view, doc, PL_S("DashboardName"),
             at == PL_NONE ? (pl_str){ 0 } : pl_resource_view_full_name(view, at));
}

static pl_str mod_name(pl_resource_view *view, const pl_resource *r)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(view->ix, &n);
    return pl_index_str(view->ix, mods[entry_of(view, r->id)->mod].short_name);
}

static void add_column(pl_resource_view *view, const pl_resource *r, pl_doc *doc, pl_str column)
{
    pl_arena *a = view->arena;
    if (pl_str_eq(column, PL_S("Name")))
        add_text(view, doc, column, shown_name(view, r->id));
    else if (pl_str_eq(column, PL_S("Mod")))
        add_text(view, doc, column, mod_name(view, r));
    else if (pl_str_eq(column, PL_S("Database")))
        add_database(view, r, doc);
    else if (pl_str_eq(column, PL_S("Query")))
        add_query(view, r, doc);
    else if (pl_str_eq(column, PL_S("Args")))
        add_args(view, r, doc);
    else if (pl_str_eq(column, PL_S("Params")))
        add_params(view, r, doc);
    else if (pl_str_eq(column, PL_S("Children")))
        add_children(view, r, doc);
    else if (pl_str_eq(column, PL_S("Nodes")))
        add_kids(view, r, doc, column, PL_KIND_NODE);
    else if (pl_str_eq(column, PL_S("Edges")))
        add_kids(view, r, doc, column, PL_KIND_EDGE);
    else if (pl_str_eq(column, PL_S("Inputs")))
        add_kids(view, r, doc, column, PL_KIND_INPUT);
    else if (pl_str_eq(column, PL_S("DashboardName")))
        add_dashboard(view, r, doc);
    else if (pl_schema_part_as(r->schema, column))
        add_parts(view, r, doc, column, pl_schema_part_as(r->schema, column)->schema);
    else
        pl_doc_value(a, doc, column, pl_resource_field(r, attribute_of(view, column)));
}

/* A benchmark of detections is shown as the dashboard that it is when it runs. */
static const char *columns_of(const pl_resource_view *view, const pl_resource *r)
{
    bool detection =
        r->kind == PL_KIND_BENCHMARK && (entry_of(view, r->id)->flags & PL_ENTRY_DETECTION) != 0;
    const char *names = pl_schema_of(detection ? PL_KIND_CONTAINER : r->kind)->columns;
    return names ? names : pl_schema_of(PL_KIND_MOD)->columns;
}

enum { DEEPEST = 50 };

pl_doc *pl_resource_view_columns(pl_resource_view *view, pl_entry_id id)
{
    if (view->depth > DEEPEST)
        return NULL;
    pl_resource *r = pl_resource_view_load(view, id);
    if (!r)
        return NULL;
    pl_doc *doc = pl_doc_new(view->arena, PL_DOC_OBJECT);
    pl_str rest = pl_str_cstr(columns_of(view, r));
    view->depth++;
    while (rest.ptr)
        add_column(view, r, doc, pl_str_split(&rest, ' '));
    view->depth--;
    return doc;
}
