/* category.c - a category as Powerpipe puts it into panels: the whole resource. */
#include "base/path.h"
#include "base/str.h"
#include "run/node.h"
#include "run/source_text.h"
#include <mbedtls/md.h>

enum { DEEPEST = 50 }; /* bases of bases */

typedef struct making {
    pl_store *store;
    pl_arena *arena;
    const pl_index *ix;
    const pl_resource *r;
    const pl_ix_entry *entry;
    pl_doc *doc;
} making;

static pl_doc *make(pl_store *store, pl_arena *arena, pl_entry_id id, bool with_path,
                    unsigned depth);

static pl_str mod_of(const making *m)
{
    uint32_t n;
    const pl_ix_mod *mod = &pl_index_mods(m->ix, &n)[m->entry->mod];
    return mod->flags & PL_MOD_NO_FILE ? PL_S("") : pl_index_str(m->ix, mod->short_name);
}

/* Add the members that every block has: where it stands and where it came from. */
static void add_place(making *m, pl_doc *doc, uint32_t line, uint32_t end_line, pl_str source)
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

static pl_str reference_name(making *m, const pl_reference *ref, pl_str from)
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

static void add_reference(making *m, const pl_reference *ref, pl_str from, pl_doc *list)
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

static void add_head(making *m)
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

static void add_fields(making *m, const char *names)
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
    making *m = ctx;
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

static void add_blocks(making *m, const char *word, const char *map_key)
{
    pl_doc *map = NULL;
    for (const pl_part_block *p = m->r->parts; p; p = p->next) {
        if (!pl_str_eq(p->schema->word, pl_str_cstr(word)))
            continue;
        if (map_key && !map)
            map = pl_doc_add(m->arena, m->doc, pl_str_cstr(map_key), PL_DOC_OBJECT);
        pl_doc_put(map ? map : m->doc, map ? p->name : p->schema->word,
                   pl_part_doc(m->arena, p, map != NULL));
    }
    if (map)
        pl_doc_sort(map);
}

static pl_doc *make(pl_store *store, pl_arena *arena, pl_entry_id id, bool with_path,
                    unsigned depth)
{
    pl_buf why = { 0 };
    const pl_resource *r = depth < DEEPEST ? pl_store_get(store, id, &why) : NULL;
    pl_buf_done(&why);
    if (!r)
        return NULL;
    const pl_index *ix = pl_store_index(store);
    making m = { store, arena, ix, r, pl_index_entry(ix, id), pl_doc_new(arena, PL_DOC_OBJECT) };
    add_head(&m);
    pl_doc_string_copy(arena, m.doc, PL_S("qualified_name"), pl_store_name(store, id));
    add_fields(&m, "title description documentation tags max_concurrency database search_path "
                   "search_path_prefix");
    if (with_path)
        pl_index_paths(ix, id, add_chain, &m);
    add_fields(&m, "color depth icon href");
    add_blocks(&m, "fold", NULL);
    add_blocks(&m, "property", "properties");
    add_fields(&m, "property_order");
    pl_doc *base =
        r->base == PL_NO_ENTRY ? NULL : make(store, arena, r->base, with_path, depth + 1);
    if (base)
        pl_doc_put(m.doc, PL_S("base"), base);
    return m.doc;
}

pl_doc *pl_category_doc(pl_store *store, pl_arena *arena, pl_entry_id id, bool with_path)
{
    return make(store, arena, id, with_path, 0);
}
