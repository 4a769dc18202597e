/* properties.c - `properties` of panels (server.md 5.8), the categories in them, which are shown as
 * whole resources, and the blocks inside a resource (series, columns, points ...). */
#include "base/path.h"
#include "base/str.h"
#include "run/node.h"
#include "run/source_text.h"
#include "value/number.h"
#include <mbedtls/md.h>

/* ---- blocks inside a resource */

void pl_parts__add(pl_arena *arena, const pl_part_block *parts, const pl_schema *only, pl_doc *doc)
{
    for (const pl_part_block *p = parts; p; p = p->next) {
        if (only && p->schema != only)
            continue;
        const char *key = p->schema->map;
        pl_doc *map = key ? pl_doc_member(doc, pl_str_cstr(key)) : NULL;
        if (map && map->kind != PL_DOC_OBJECT)
            continue; /* an attribute has taken the name */
        bool named = key && !pl_str_eq(p->schema->word, PL_S("point"));
        if (key && !map)
            map = pl_doc_add(arena, doc, pl_str_cstr(key), PL_DOC_OBJECT);
        pl_doc *one = pl_part_doc(arena, p, named);
        if (map || !only || one->first) /* an empty legend is left out (recorded) */
            pl_doc_put(map ? map : doc, map ? p->name : p->schema->word, one);
    }
    for (const pl_part_block *p = parts; p; p = p->next) {
        bool is_last = !p->next || p->next->schema != p->schema;
        const char *key = is_last ? p->schema->map : NULL;
        pl_doc *map = key ? pl_doc_member(doc, pl_str_cstr(key)) : NULL;
        if (map && map->kind == PL_DOC_OBJECT)
            pl_doc_sort(map);
    }
}

pl_doc *pl_part_doc(pl_arena *arena, const pl_part_block *part, bool with_name)
{
    pl_doc *doc = pl_doc_new(arena, PL_DOC_OBJECT);
    if (with_name)
        pl_doc_string_copy(arena, doc, PL_S("name"), part->name);
    for (unsigned i = 0; i < part->schema->n_fields; i++)
        if (part->fields[i].tag != PL_V_NULL)
            pl_doc_value_text(arena, doc, part->schema->fields[i].name, part->fields[i]);
    pl_parts__add(arena, part->parts, NULL, doc);
    return doc;
}

/* ---- categories */

enum { DEEPEST = 50 }; /* bases of bases */

typedef struct showing {
    pl_store *store;
    pl_arena *arena;
    const pl_index *ix;
    const pl_resource *r;
    const pl_ix_entry *entry;
    pl_doc *doc;
} showing;

static pl_doc *make_category(pl_store *store, pl_arena *arena, pl_entry_id id, bool with_path,
                             unsigned depth);

static pl_str mod_of(const showing *m)
{
    uint32_t n;
    const pl_ix_mod *mod = &pl_index_mods(m->ix, &n)[m->entry->mod];
    return mod->flags & PL_MOD_NO_FILE ? PL_S("") : pl_index_str(m->ix, mod->short_name);
}

/* Add the members that every block has: where it stands and where it came from. */
static void add_place(showing *m, pl_doc *doc, uint32_t line, uint32_t end_line, pl_str source)
{
    pl_evaluator *ev = pl_store_evaluator(m->store);
    pl_doc_string_copy(m->arena, doc, PL_S("mod_name"), mod_of(m));
    pl_doc_string_copy(m->arena, doc, PL_S("file_name"), pl_evaluator_path(ev, m->entry->file));
    pl_doc_int(m->arena, doc, PL_S("start_line_number"), line);
    pl_doc_int(m->arena, doc, PL_S("end_line_number"), end_line);
    pl_doc_bool(m->arena, doc, PL_S("auto_generated"), false);
    pl_doc_string_copy(m->arena, doc, PL_S("source_definition"),
                       pl_source_without_passwords(m->arena, source));
}

/* ---- references (mod-language.md 10.1) */

static pl_str reference_name(showing *m, const pl_reference *ref, pl_str from)
{
    unsigned char digest[16];
    pl_str text = pl_arena_printf(
        m->arena, "To: %.*s\nFrom: %.*s\nBlockType: %.*s\nBlockName: %.*s\nAttribute: %.*s",
        PL_FMT(ref->to), PL_FMT(from), PL_FMT(ref->block_type), PL_FMT(ref->block_name),
        PL_FMT(ref->attr));
    mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_MD5), (const unsigned char *)text.ptr, text.len,
               digest);
    return pl_arena_printf(m->arena, "%02x%02x%02x%02x", digest[0], digest[1], digest[2],
                           digest[3]);
}

static void add_reference(showing *m, const pl_reference *ref, pl_str from, pl_doc *list)
{
    pl_arena *a = m->arena;
    pl_doc *doc = pl_doc_add(a, list, (pl_str){ 0 }, PL_DOC_OBJECT);
    pl_doc_string_copy(a, doc, PL_S("resource_name"), reference_name(m, ref, from));
    add_place(m, doc, ref->line, ref->end_line, ref->source);
    pl_doc_bool(a, doc, PL_S("is_anonymous"), false);
    pl_doc_string_copy(a, doc, PL_S("reference_to"), ref->to);
    pl_doc_string_copy(a, doc, PL_S("reference_from"), from);
    pl_doc_string_copy(a, doc, PL_S("from_block_type"), ref->block_type);
    if (ref->block_name.len)
        pl_doc_string_copy(a, doc, PL_S("from_block_name"), ref->block_name);
    pl_doc_string_copy(a, doc, PL_S("from_attribute"), ref->attr);
}

static void add_head(showing *m)
{
    pl_str short_name = pl_index_str(m->ix, m->entry->short_name);
    pl_str from = pl_arena_printf(m->arena, "category.%.*s", PL_FMT(short_name));
    pl_doc_string_copy(m->arena, m->doc, PL_S("resource_name"), short_name);
    add_place(m, m->doc, m->entry->line, m->entry->end_line, m->r->source);
    pl_doc_bool(m->arena, m->doc, PL_S("is_anonymous"),
                (m->entry->flags & PL_ENTRY_ANONYMOUS) != 0);
    if (!m->r->n_references)
        return;
    pl_doc *list = pl_doc_add(m->arena, m->doc, PL_S("references"), PL_DOC_ARRAY);
    for (uint32_t i = 0; i < m->r->n_references; i++)
        add_reference(m, &m->r->references[i], from, list);
}

/* ---- other members */

static void add_fields(showing *m, const char *names)
{
    pl_str rest = pl_str_cstr(names);
    while (rest.len) {
        pl_str name = pl_str_split(&rest, ' ');
        pl_value v = pl_resource_field(m->r, name);
        bool sized = pl_value_is_seq(v) || pl_value_is_members(v);
        if (v.tag != PL_V_NULL && !(sized && v.len == 0))
            pl_doc_value_text(m->arena, m->doc, name, v);
    }
}

static bool add_chain(void *ctx, const pl_entry_id *chain, uint32_t n)
{
    showing *m = ctx;
    pl_doc *list = m->doc->last;
    if (!list || !pl_str_eq(list->key, PL_S("path")))
        list = pl_doc_add(m->arena, m->doc, PL_S("path"), PL_DOC_ARRAY);
    unsigned times = m->entry->mod == 0 ? 1 : 3; /* in required mods three times (recorded) */
    for (unsigned k = 0; k < times; k++) {
        pl_doc *one = pl_doc_add(m->arena, list, (pl_str){ 0 }, PL_DOC_ARRAY);
        for (uint32_t i = 0; i < n; i++)
            pl_doc_string_copy(m->arena, one, (pl_str){ 0 }, pl_store_name(m->store, chain[i]));
    }
    return true;
}

static void add_blocks(showing *m, const pl_schema *part)
{
    pl_doc *map = NULL;
    for (const pl_part_block *p = m->r->parts; p; p = p->next) {
        if (p->schema != part)
            continue;
        if (part->map && !map)
            map = pl_doc_add(m->arena, m->doc, pl_str_cstr(part->map), PL_DOC_OBJECT);
        pl_doc_put(map ? map : m->doc, map ? p->name : part->word,
                   pl_part_doc(m->arena, p, map != NULL));
    }
    if (map)
        pl_doc_sort(map);
}

static pl_doc *make_category(pl_store *store, pl_arena *arena, pl_entry_id id, bool with_path,
                             unsigned depth)
{
    pl_buf why = { 0 };
    const pl_resource *r = depth < DEEPEST ? pl_store_get(store, id, &why) : NULL;
    pl_buf_done(&why);
    if (!r)
        return NULL;
    const pl_index *ix = pl_store_index(store);
    showing m = { store, arena, ix, r, pl_index_entry(ix, id), pl_doc_new(arena, PL_DOC_OBJECT) };
    add_head(&m);
    pl_doc_string_copy(arena, m.doc, PL_S("qualified_name"), pl_store_name(store, id));
    add_fields(&m, "title description documentation tags max_concurrency database search_path "
                   "search_path_prefix");
    if (with_path)
        pl_index_paths(ix, id, add_chain, &m);
    add_fields(&m, "color depth icon href");
    add_blocks(&m, pl_schema_part(r->schema, PL_S("fold"))->schema);
    add_blocks(&m, pl_schema_part(r->schema, PL_S("property"))->schema);
    add_fields(&m, "property_order");
    pl_doc *base =
        r->base == PL_NO_ENTRY ? NULL : make_category(store, arena, r->base, with_path, depth + 1);
    if (base)
        pl_doc_put(m.doc, PL_S("base"), base);
    return m.doc;
}

pl_doc *pl_category_doc(pl_store *store, pl_arena *arena, pl_entry_id id, bool with_path)
{
    return make_category(store, arena, id, with_path, 0);
}

/* ---- properties: the words of pl_schema.properties; a "+" in front marks nested blocks and what
 * is computed */

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
    pl_str rest = pl_str_cstr(r && r->schema->properties ? r->schema->properties : "");
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
