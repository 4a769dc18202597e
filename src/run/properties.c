/* properties.c - `properties` of panels (server.md 5.8). */
#include "base/str.h"
#include "run/node.h"
#include "value/number.h"

/* The attributes of each kind that are properties; a "+" in front marks nested blocks and what
 * is computed. */
static const char *const lists[PL_KIND_COUNT] = {
    [PL_KIND_CARD] = "label value icon href",
    [PL_KIND_CHART] = "+legend +axes grouping transform +series",
    [PL_KIND_TABLE] = "+column",
    [PL_KIND_TEXT] = "value",
    [PL_KIND_IMAGE] = "src alt",
    [PL_KIND_INPUT] = "label placeholder +option +unqualified_name",
    [PL_KIND_NODE] = "+category",
    [PL_KIND_EDGE] = "+category",
    [PL_KIND_GRAPH] = "direction +categories +nodes +edges",
    [PL_KIND_FLOW] = "+categories +nodes +edges",
    [PL_KIND_HIERARCHY] = "+categories +nodes +edges",
    [PL_KIND_WITH] = "",
    [PL_KIND_CONTROL] = "severity",
    [PL_KIND_DETECTION] = "severity display_columns",
};

typedef struct making {
    pl_store *store;
    pl_arena *arena;
    const pl_node *panel;
    const pl_resource *r;
    pl_doc *doc;
} making;

/* ---- plain attributes */

static bool is_zero(pl_value v)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_BOOL: return !v.b;
    case PL_V_INT: return v.i == 0;
    case PL_V_NUMBER: return pl_number_sign(v) == 0;
    case PL_V_STRING: return v.len == 0;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE: return v.len == 0;
    case PL_V_MAP:
    case PL_V_OBJECT: return false;
    default: return true;
    }
}

static void add_field(making *m, pl_str name)
{
    pl_value v = pl_resource_field(m->r, name);
    if (!is_zero(v))
        pl_doc_value_text(m->arena, m->doc, name, v);
}

/* ---- nested blocks */

static void add_options(making *m)
{
    pl_doc *list = NULL;
    for (const pl_part_block *p = m->r->parts; p; p = p->next) {
        if (!pl_str_eq(p->schema->word, PL_S("option")))
            continue;
        if (!list)
            list = pl_doc_add(m->arena, m->doc, PL_S("options"), PL_DOC_ARRAY);
        pl_doc_put(list, (pl_str){ 0 }, pl_part_doc(m->arena, p, true));
    }
}

/* ---- graphs */

static void add_names(making *m, const char *key, pl_kind kind)
{
    pl_doc *list = NULL;
    for (uint32_t i = 0; i < m->panel->n_children; i++) {
        const pl_node *child = m->panel->children[i];
        if (!child->resource || child->resource->kind != kind)
            continue;
        if (!list)
            list = pl_doc_add(m->arena, m->doc, pl_str_cstr(key), PL_DOC_ARRAY);
        pl_doc_string_copy(m->arena, list, (pl_str){ 0 }, child->name);
    }
}

/* Add the categories written inside `id`, unless their names are taken. */
static void add_own_categories(making *m, pl_entry_id id, pl_doc *map)
{
    uint32_t n;
    const pl_index *ix = pl_store_index(m->store);
    const pl_ix_entry *all = pl_index_entries(ix, &n);
    for (pl_entry_id i = id + 1; i < n && all[i].start < all[id].end && all[i].file == all[id].file;
         i++) {
        pl_str name = pl_index_str(ix, all[i].short_name);
        if (all[i].kind != PL_KIND_CATEGORY || all[i].parent != id || pl_doc_member(map, name))
            continue;
        pl_doc *one = pl_category_doc(m->store, m->arena, i, false);
        if (one)
            pl_doc_put(map, name, one);
    }
}

static void add_categories(making *m)
{
    uint32_t depth = 0;
    const pl_index *ix = pl_store_index(m->store);
    pl_doc *map = pl_doc_add(m->arena, m->doc, PL_S("categories"), PL_DOC_OBJECT);
    for (pl_entry_id id = m->r->id; id != PL_NO_ENTRY; id = pl_index_next_base(ix, id, &depth))
        add_own_categories(m, id, map);
    pl_doc_sort(map);
}

static void add_category(making *m)
{
    if (m->r->category == PL_NO_ENTRY)
        return;
    pl_doc *one = pl_category_doc(m->store, m->arena, m->r->category, true);
    if (!one)
        return;
    pl_doc_sort_all(one);
    pl_doc_put(m->doc, PL_S("category"), one);
}

/* ---- all kinds of properties */

static void add_special(making *m, pl_str word)
{
    const pl_part_rule *rule = pl_schema_part(m->r->schema, word);
    if (pl_str_eq(word, PL_S("option")))
        add_options(m);
    else if (rule)
        pl_parts__add(m->arena, m->r->parts, rule->schema, m->doc);
    else if (pl_str_eq(word, PL_S("unqualified_name")))
        pl_doc_string_copy(
            m->arena, m->doc, word,
            pl_arena_printf(m->arena, "input.%.*s", PL_FMT(m->panel->shown.short_name)));
    else if (pl_str_eq(word, PL_S("category")))
        add_category(m);
    else if (pl_str_eq(word, PL_S("categories")))
        add_categories(m);
    else if (pl_str_eq(word, PL_S("nodes")))
        add_names(m, "nodes", PL_KIND_NODE);
    else
        add_names(m, "edges", PL_KIND_EDGE);
}

pl_doc *pl_node_properties(pl_store *store, pl_arena *arena, const pl_node *panel)
{
    const pl_resource *r = panel->resource;
    making m = { store, arena, panel, r, pl_doc_new(arena, PL_DOC_OBJECT) };
    pl_str rest = pl_str_cstr(r && lists[r->kind] ? lists[r->kind] : "");
    pl_doc_string_copy(arena, m.doc, PL_S("name"), panel->shown.short_name);
    while (rest.len) {
        pl_str word = pl_str_split(&rest, ' ');
        if (word.ptr[0] == '+')
            add_special(&m, pl_str_sub(word, 1, word.len));
        else
            add_field(&m, word);
    }
    pl_doc *axes = pl_doc_member(m.doc, PL_S("axes"));
    if (axes)
        pl_doc_sort_all(axes);
    pl_doc_sort(m.doc);
    return m.doc;
}
