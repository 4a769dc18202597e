/* resource.c - the members of each kind, in declaration order.
 *
 * pl_schema.members has them in the words of cli.md 2.6: H stands for what every block has (name,
 * file, lines, source, references), N for the naming attributes, S for the search paths and the
 * path, L for the leaf attributes; every other word is an attribute or a special member. */
#include "render/resource.h"
#include "base/path.h"
#include "base/str.h"
#include <mbedtls/md.h>

static void add_member(pl_resource_view *view, const pl_resource *r, pl_doc *doc, pl_str name);

static pl_str full_name(pl_resource_view *view, pl_entry_id id)
{
    view->text.len = 0;
    pl_index_print_name(view->ix, id, &view->text);
    return pl_arena_str(view->arena, pl_buf_view(&view->text));
}

static const pl_ix_entry *entry_of(const pl_resource_view *view, pl_entry_id id)
{
    return pl_index_entry(view->ix, id);
}

static pl_str unqualified(pl_resource_view *view, const pl_resource *r)
{
    pl_str word = pl_kind_name(r->kind);
    pl_str name = pl_index_str(view->ix, entry_of(view, r->id)->short_name);
    return pl_arena_printf(view->arena, "%.*s.%.*s", PL_FMT(word), PL_FMT(name));
}

/* ---- H */

static pl_str file_name(pl_resource_view *view, const pl_ix_entry *e)
{
    uint32_t n;
    pl_str path = pl_index_str(view->ix, pl_index_files(view->ix, &n)[e->file].path);
    return path.len && path.ptr[0] == '/' ? path : pl_path_join(view->arena, view->dir, path);
}

static pl_str mod_name(pl_resource_view *view, const pl_ix_entry *e)
{
    uint32_t n;
    const pl_ix_mod *mod = &pl_index_mods(view->ix, &n)[e->mod];
    return mod->flags & PL_MOD_NO_FILE ? PL_S("") : pl_index_str(view->ix, mod->short_name);
}

/* What all references of a resource share. */
typedef struct ref_head {
    pl_str from, mod, file;
} ref_head;

/* First 8 hex digits of the MD5 of five lines (mod-language.md 10.1). */
static pl_str reference_name(pl_resource_view *view, const pl_reference *ref, pl_str from)
{
    const pl_str lines[] = { PL_S("To: "),          ref->to,
                             PL_S("\nFrom: "),      from,
                             PL_S("\nBlockType: "), ref->block_type,
                             PL_S("\nBlockName: "), ref->block_name,
                             PL_S("\nAttribute: "), ref->attr };
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[16];
    char name[8];
    view->text.len = 0;
    for (size_t i = 0; i < PL_COUNT(lines); i++)
        pl_buf_str(&view->text, lines[i]);
    mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_MD5), (const unsigned char *)view->text.ptr,
               view->text.len, digest);
    for (size_t i = 0; i < sizeof name; i++)
        name[i] = digits[digest[i / 2] >> (i & 1 ? 0 : 4) & 15];
    return pl_arena_str(view->arena, (pl_str){ name, sizeof name });
}

static void add_reference(pl_resource_view *view, const pl_reference *ref, const ref_head *head,
                          pl_doc *list)
{
    pl_arena *a = view->arena;
    pl_doc *doc = pl_doc_add(a, list, (pl_str){ 0 }, PL_DOC_OBJECT);
    pl_doc_string(a, doc, PL_S("resource_name"), reference_name(view, ref, head->from));
    pl_doc_string(a, doc, PL_S("mod_name"), head->mod);
    pl_doc_string(a, doc, PL_S("file_name"), head->file);
    pl_doc_int(a, doc, PL_S("start_line_number"), ref->line);
    pl_doc_int(a, doc, PL_S("end_line_number"), ref->end_line);
    pl_doc_bool(a, doc, PL_S("auto_generated"), false);
    pl_doc_string(a, doc, PL_S("source_definition"), ref->source);
    pl_doc_bool(a, doc, PL_S("is_anonymous"), false);
    pl_doc_string(a, doc, PL_S("reference_to"), ref->to);
    pl_doc_string(a, doc, PL_S("reference_from"), head->from);
    pl_doc_string(a, doc, PL_S("from_block_type"), ref->block_type);
    if (ref->block_name.len)
        pl_doc_string(a, doc, PL_S("from_block_name"), ref->block_name);
    pl_doc_string(a, doc, PL_S("from_attribute"), ref->attr);
}

static void add_head(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    pl_arena *a = view->arena;
    const pl_ix_entry *e = entry_of(view, r->id);
    bool is_mod = r->kind == PL_KIND_MOD;
    pl_doc_string(a, doc, PL_S("resource_name"), pl_index_str(view->ix, e->short_name));
    pl_doc_string(a, doc, PL_S("mod_name"), mod_name(view, e));
    pl_doc_string(a, doc, PL_S("file_name"), file_name(view, e));
    pl_doc_int(a, doc, PL_S("start_line_number"), e->line);
    pl_doc_int(a, doc, PL_S("end_line_number"), e->end_line);
    pl_doc_bool(a, doc, PL_S("auto_generated"), false);
    pl_doc_string(a, doc, PL_S("source_definition"), is_mod ? PL_S("") : r->source);
    pl_doc_bool(a, doc, PL_S("is_anonymous"), (e->flags & PL_ENTRY_ANONYMOUS) != 0);
    if (!r->n_references || is_mod)
        return;
    pl_doc *list = pl_doc_add(a, doc, PL_S("references"), PL_DOC_ARRAY);
    ref_head head = { unqualified(view, r), mod_name(view, e), file_name(view, e) };
    for (uint32_t i = 0; i < r->n_references; i++)
        add_reference(view, &r->references[i], &head, list);
}

/* ---- values */

/* Is the value empty? A text that is set is shown even if it is empty. */
static bool is_empty(pl_value v)
{
    bool sized = pl_value_is_seq(v) || pl_value_is_members(v);
    return v.tag == PL_V_NULL || (sized && v.len == 0);
}

static void add_value(pl_resource_view *view, pl_doc *doc, pl_str key, pl_value v)
{
    if (!is_empty(v))
        pl_doc_value(view->arena, doc, key, v);
}

static void add_field(pl_resource_view *view, const pl_resource *r, pl_doc *doc, const char *name)
{
    add_value(view, doc, pl_str_cstr(name), pl_resource_field(r, pl_str_cstr(name)));
}

static void add_fields(pl_resource_view *view, const pl_resource *r, pl_doc *doc,
                       const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_field(view, r, doc, names[i]);
}

/* ---- path */

typedef struct chains {
    pl_resource_view *view;
    pl_doc *list;
} chains;

/* Powerpipe computes the chains of a dependency before the root is loaded. Only chains of
 * resources without children are added later, by their parents in the root. */
static bool is_seen(const pl_resource_view *view, const pl_entry_id *chain, uint32_t n)
{
    uint32_t children;
    for (uint32_t i = 0; i + 1 < n; i++)
        if (entry_of(view, chain[i])->mod != entry_of(view, chain[0])->mod)
            return false;
    pl_index_children(view->ix, chain[n - 1], &children);
    return !children || entry_of(view, chain[n - 1])->mod == entry_of(view, chain[0])->mod;
}

static bool add_chain(void *ctx, const pl_entry_id *chain, uint32_t n)
{
    chains *c = ctx;
    if (!is_seen(c->view, chain, n))
        return true;
    pl_doc *one = pl_doc_add(c->view->arena, c->list, (pl_str){ 0 }, PL_DOC_ARRAY);
    for (uint32_t i = 0; i < n; i++)
        pl_doc_string(c->view->arena, one, (pl_str){ 0 }, full_name(c->view, chain[i]));
    return true;
}

static void add_path(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    chains c = { view, pl_doc_new(view->arena, PL_DOC_ARRAY) };
    pl_index_paths(view->ix, r->id, add_chain, &c);
    if (!c.list->n)
        return;
    pl_doc *list = pl_doc_add(view->arena, doc, PL_S("path"), PL_DOC_ARRAY);
    list->first = c.list->first;
    list->last = c.list->last;
    list->n = c.list->n;
}

/* ---- params and args */

static void add_params(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    pl_arena *a = view->arena;
    if (!r->params)
        return;
    pl_doc *list = pl_doc_add(a, doc, PL_S("params"), PL_DOC_ARRAY);
    for (const pl_param_def *p = r->params; p; p = p->next) {
        pl_doc *one = pl_doc_add(a, list, (pl_str){ 0 }, PL_DOC_OBJECT);
        pl_doc_string(a, one, PL_S("name"), p->name);
        if (p->has_description)
            pl_doc_string(a, one, PL_S("description"), p->description);
        else
            pl_doc_add(a, one, PL_S("description"), PL_DOC_NULL);
        if (p->has_default)
            pl_doc_string(a, one, PL_S("default"), p->dflt);
        else
            pl_doc_add(a, one, PL_S("default"), PL_DOC_NULL);
    }
}

static void add_args(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    pl_arena *a = view->arena;
    if (!r->has_args && r->kind != PL_KIND_CONTROL)
        return;
    pl_doc *object = pl_doc_add(a, doc, PL_S("args"), PL_DOC_OBJECT), *inner = NULL;
    for (const pl_arg *arg = r->args; arg; arg = arg->next) {
        if (arg->name.len && arg->is_runtime)
            continue;
        bool named = arg->name.len != 0;
        if (!inner)
            inner = named ? pl_doc_add(a, object, PL_S("args"), PL_DOC_MAP)
                          : pl_doc_add(a, object, PL_S("args_list"), PL_DOC_ARRAY);
        pl_doc_string(a, inner, arg->name, arg->is_runtime ? PL_S("null") : arg->text);
    }
}

/* ---- nested blocks */

static bool add_parts(pl_resource_view *view, const pl_part_block *parts, const pl_schema *schema,
                      pl_str map, pl_doc *doc);
/* Blocks that are no list are a map. */
static pl_str map_of(const pl_schema *part)
{
    return part->list ? (pl_str){ 0 } : pl_str_cstr(part->map);
}

/* Is it an axis, whose blocks come before its attributes? */
static bool is_axis(const pl_schema *schema)
{
    return pl_str_eq(schema->word, PL_S("x")) || pl_str_eq(schema->word, PL_S("y"));
}

static void add_inner_parts(pl_resource_view *view, const pl_part_block *part, pl_doc *doc)
{
    for (unsigned i = 0; i < part->schema->n_parts; i++) {
        const pl_schema *inner = part->schema->parts[i].schema;
        add_parts(view, part->parts, inner, map_of(inner), doc);
    }
}

static void fill_part(pl_resource_view *view, const pl_part_block *part, pl_doc *doc)
{
    if (part->name.len && !pl_str_eq(part->schema->word, PL_S("point")))
        pl_doc_string(view->arena, doc, PL_S("name"), part->name);
    if (is_axis(part->schema))
        add_inner_parts(view, part, doc);
    bool always = pl_str_eq(part->schema->word, PL_S("opengraph"));
    for (unsigned i = 0; i < part->schema->n_fields; i++)
        if (always)
            pl_doc_value(view->arena, doc, part->schema->fields[i].name, part->fields[i]);
        else
            add_value(view, doc, part->schema->fields[i].name, part->fields[i]);
    if (!is_axis(part->schema))
        add_inner_parts(view, part, doc);
}

/* All blocks of one type: the single one, a list, or, under the key `map`, a map by name. False:
 * there is none. */
static bool add_parts(pl_resource_view *view, const pl_part_block *parts, const pl_schema *schema,
                      pl_str map, pl_doc *doc)
{
    pl_str key = map.len ? map : pl_str_cstr(schema->list);
    pl_doc *list = NULL;
    for (const pl_part_block *p = parts; p; p = p->next) {
        if (p->schema != schema)
            continue;
        if (p->rule->single) {
            fill_part(view, p, pl_doc_add(view->arena, doc, key, PL_DOC_OBJECT));
            return true;
        }
        if (!list)
            list = pl_doc_add(view->arena, doc, key, map.len ? PL_DOC_MAP : PL_DOC_ARRAY);
        fill_part(view, p,
                  pl_doc_add(view->arena, list, map.len ? p->name : (pl_str){ 0 }, PL_DOC_OBJECT));
    }
    return list != NULL;
}

/* ---- resources inside resources */

static void add_names(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    if (!r->n_children)
        return;
    pl_doc *list = pl_doc_add(view->arena, doc, PL_S("children"), PL_DOC_ARRAY);
    for (uint32_t i = 0; i < r->n_children; i++)
        pl_doc_string(view->arena, list, (pl_str){ 0 }, full_name(view, r->children[i]));
}

/* Collect the children of one kind and, if `deep`, those in containers. */
static void collect_kids(pl_resource_view *view, const pl_entry_id *ids, uint32_t n, pl_kind kind,
                         bool deep, pl_doc *list)
{
    uint32_t inner;
    for (uint32_t i = 0; i < n; i++) {
        bool fits = !(ids[i] & PL_IX_MISSING) && entry_of(view, ids[i])->kind == kind;
        pl_doc *one = fits ? pl_resource_view_doc(view, ids[i]) : NULL;
        if (one)
            pl_doc_link(list, one);
    }
    for (uint32_t i = 0; deep && i < n; i++) {
        if (ids[i] & PL_IX_MISSING || entry_of(view, ids[i])->kind != PL_KIND_CONTAINER)
            continue;
        const pl_entry_id *below = pl_index_children(view->ix, ids[i], &inner);
        collect_kids(view, below, inner, kind, true, list);
    }
}

static void add_kids(pl_resource_view *view, const pl_resource *r, pl_doc *doc, const char *key,
                     pl_kind kind)
{
    pl_doc *list = pl_doc_new(view->arena, PL_DOC_ARRAY);
    collect_kids(view, r->children, r->n_children, kind, r->kind == PL_KIND_DASHBOARD, list);
    if (!list->n)
        return;
    list->key = pl_str_cstr(key);
    pl_doc_link(doc, list);
}

static void add_resource(pl_resource_view *view, pl_doc *doc, pl_str key, pl_entry_id id)
{
    pl_doc *one = id == PL_NO_ENTRY ? NULL : pl_resource_view_doc(view, id);
    if (!one)
        return;
    one->key = key;
    pl_doc_link(doc, one);
}

static bool has_member(const pl_doc *object, pl_str key)
{
    for (const pl_doc *m = object->first; m; m = m->next)
        if (pl_str_eq(m->key, key))
            return true;
    return false;
}

/* A nested category, or a top-level one of another file that has the same name: in other files
 * that one counts, in its own file the nested one (both recorded). */
static pl_entry_id category_for(pl_resource_view *view, pl_entry_id nested)
{
    const pl_ix_entry *e = entry_of(view, nested);
    pl_str name = pl_index_str(view->ix, e->short_name);
    if (!(e->flags & PL_ENTRY_SHADOWED))
        return nested;
    pl_entry_id top = pl_index_find_in(view->ix, e->mod, PL_KIND_CATEGORY, name);
    return top != PL_NO_ENTRY && entry_of(view, top)->file != e->file ? top : nested;
}

/* Add the categories written inside `id`, which are not children, unless their names are taken. */
static void add_own_categories(pl_resource_view *view, pl_entry_id id, pl_doc *map)
{
    uint32_t n;
    const pl_ix_entry *all = pl_index_entries(view->ix, &n);
    for (pl_entry_id i = id + 1; i < n && all[i].start < all[id].end && all[i].file == all[id].file;
         i++) {
        pl_str name = pl_index_str(view->ix, all[i].short_name);
        if (all[i].kind == PL_KIND_CATEGORY && all[i].parent == id && !has_member(map, name))
            add_resource(view, map, name, category_for(view, i));
    }
}

static void add_categories(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    uint32_t depth = 0;
    pl_doc *map = pl_doc_add(view->arena, doc, PL_S("categories"), PL_DOC_MAP);
    for (pl_entry_id id = r->id; id != PL_NO_ENTRY; id = pl_index_next_base(view->ix, id, &depth))
        add_own_categories(view, id, map);
}

/* ---- one member by its word */

static const struct {
    const char *word;
    pl_kind kind;
} kid_members[] = { { "inputs", PL_KIND_INPUT },
                    { "nodes", PL_KIND_NODE },
                    { "edges", PL_KIND_EDGE } };

static void add_dependency_path(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    uint32_t n;
    const pl_ix_mod *mod = &pl_index_mods(view->ix, &n)[entry_of(view, r->id)->mod];
    pl_str path = pl_index_str(view->ix, mod->dep_path);
    if (path.len)
        pl_doc_string(view->arena, doc, PL_S("dependency_path"), path);
}

static bool add_special(pl_resource_view *view, const pl_resource *r, pl_doc *doc, pl_str name)
{
    for (size_t i = 0; i < PL_COUNT(kid_members); i++)
        if (pl_str_eq(name, pl_str_cstr(kid_members[i].word))) {
            add_kids(view, r, doc, kid_members[i].word, kid_members[i].kind);
            return true;
        }
    if (pl_str_eq(name, PL_S("params")))
        add_params(view, r, doc);
    else if (pl_str_eq(name, PL_S("args")))
        add_args(view, r, doc);
    else if (pl_str_eq(name, PL_S("children")))
        add_names(view, r, doc);
    else if (pl_str_eq(name, PL_S("categories")) && r->kind != PL_KIND_MOD)
        add_categories(view, r, doc);
    else if (pl_str_eq(name, PL_S("query")) && r->query != PL_NO_ENTRY)
        pl_doc_string(view->arena, doc, name, full_name(view, r->query));
    else if (pl_str_eq(name, PL_S("category")))
        add_resource(view, doc, name, r->category);
    else if (pl_str_eq(name, PL_S("base")))
        add_resource(view, doc, name, r->base);
    else if (pl_str_eq(name, PL_S("url_path")))
        pl_doc_string(view->arena, doc, name,
                      pl_arena_printf(view->arena, "/%.*s", PL_FMT(full_name(view, r->id))));
    else if (pl_str_eq(name, PL_S("dependency_path")))
        add_dependency_path(view, r, doc);
    else if (pl_str_eq(name, PL_S("unqualified_name")))
        pl_doc_string(view->arena, doc, name, unqualified(view, r));
    else
        return false;
    return true;
}

/* The dashboard of an input: the outermost block around it. */
static void add_dashboard(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    pl_entry_id at = entry_of(view, r->id)->parent;
    while (at != PL_NONE && entry_of(view, at)->kind != PL_KIND_DASHBOARD)
        at = entry_of(view, at)->parent;
    if (at != PL_NONE)
        pl_doc_string(view->arena, doc, PL_S("dashboard"), full_name(view, at));
}

static void add_named(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    static const char *const names[] = { "title", "description", "documentation", "tags",
                                         "max_concurrency" };
    pl_doc_string(view->arena, doc, PL_S("qualified_name"), full_name(view, r->id));
    add_fields(view, r, doc, names, PL_COUNT(names));
}

static void add_search(pl_resource_view *view, const pl_resource *r, pl_doc *doc)
{
    static const char *const names[] = { "search_path", "search_path_prefix" };
    add_fields(view, r, doc, names, PL_COUNT(names));
    add_path(view, r, doc);
}

/* Add the nested blocks that `name` stands for: their word or, for a map that is there even if it
 * has nothing, "Series". False: it stands for none. */
static bool add_blocks(pl_resource_view *view, const pl_resource *r, pl_doc *doc, pl_str name)
{
    const pl_part_rule *rule = pl_schema_part(r->schema, name);
    if (rule) {
        add_parts(view, r->parts, rule->schema, map_of(rule->schema), doc);
        return true;
    }
    bool is_map = name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
    rule = is_map ? pl_schema_part_as(r->schema, name) : NULL;
    if (rule && !add_parts(view, r->parts, rule->schema, name, doc))
        pl_doc_add(view->arena, doc, name, PL_DOC_NULL);
    return rule != NULL;
}

static void add_member(pl_resource_view *view, const pl_resource *r, pl_doc *doc, pl_str name)
{
    static const char *const leaf[] = { "width", "type", "display" };
    if (pl_str_eq(name, PL_S("H")))
        add_head(view, r, doc);
    else if (pl_str_eq(name, PL_S("N")))
        add_named(view, r, doc);
    else if (pl_str_eq(name, PL_S("S")))
        add_search(view, r, doc);
    else if (pl_str_eq(name, PL_S("L")))
        add_fields(view, r, doc, leaf, PL_COUNT(leaf));
    else if (pl_str_eq(name, PL_S("dashboard")))
        add_dashboard(view, r, doc);
    else if (!add_blocks(view, r, doc, name) && !add_special(view, r, doc, name))
        add_value(view, doc, name, pl_resource_field(r, name));
}

/* ---- resources */

/* Replace the arguments of a resource by those of the call "name(...)"; its own do not count then
 * (cli.md 1.5). */
static void take_call(pl_resource *r, const pl_given_args *call)
{
    pl_arg **end = &r->args;
    r->has_args = true;
    for (uint32_t i = 0; i < call->n; i++) {
        pl_arg *arg = *end = PL_NEW(&r->arena, pl_arg);
        pl_value v = call->at[i].value;
        pl_buf text = { 0 };
        if (v.tag == PL_V_STRING)
            pl_buf_str(&text, pl_value_get_str(v));
        else
            pl_value_json(v, &text);
        arg->name = call->at[i].name;
        arg->text = pl_arena_str(&r->arena, pl_buf_view(&text));
        pl_buf_done(&text);
        end = &arg->next;
    }
    *end = NULL;
}

pl_resource *pl_resource_view_load(pl_resource_view *view, pl_entry_id id)
{
    pl_resource *r = pl_load_resource(view->ev, id, PL_LOAD_LISTED, view->diags);
    if (!r)
        return NULL;
    pl_vec_push(&view->loaded, r);
    if (view->call.given && !view->depth)
        take_call(r, &view->call);
    return r;
}

pl_doc *pl_resource_view_root(pl_resource_view *view)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(view->ix, &n);
    pl_doc *doc = pl_doc_new(view->arena, PL_DOC_OBJECT);
    pl_str mod = n ? pl_index_str(view->ix, mods[0].short_name) : (pl_str){ 0 };
    pl_doc_string(view->arena, doc, PL_S("qualified_name"),
                  pl_arena_printf(view->arena, "%.*s.benchmark.root", PL_FMT(mod)));
    pl_doc_string(view->arena, doc, PL_S("resource_name"), (pl_str){ 0 });
    pl_doc_string(view->arena, doc, PL_S("mod_name"), (pl_str){ 0 });
    pl_doc_string(view->arena, doc, PL_S("file_name"), (pl_str){ 0 });
    pl_doc_int(view->arena, doc, PL_S("start_line_number"), 0);
    pl_doc_int(view->arena, doc, PL_S("end_line_number"), 0);
    pl_doc_bool(view->arena, doc, PL_S("auto_generated"), false);
    pl_doc_string(view->arena, doc, PL_S("source_definition"), (pl_str){ 0 });
    pl_doc_bool(view->arena, doc, PL_S("is_anonymous"), false);
    return doc;
}

enum { DEEPEST = 50 }; /* resources inside resources; real ones reach 4 */

pl_doc *pl_resource_view_doc(pl_resource_view *view, pl_entry_id id)
{
    if (view->depth > DEEPEST)
        return NULL;
    if (entry_of(view, id)->kind == PL_KIND_VARIABLE)
        return pl_resource_view_variable(view, id);
    pl_resource *r = pl_resource_view_load(view, id);
    if (!r)
        return NULL;
    pl_doc *doc = pl_doc_new(view->arena, PL_DOC_OBJECT);
    pl_str rest = pl_str_cstr(r->schema->members ? r->schema->members : "H N");
    view->depth++;
    while (rest.ptr)
        add_member(view, r, doc, pl_str_split(&rest, ' '));
    view->depth--;
    return doc;
}

void pl_resource_view_reset(pl_resource_view *view)
{
    for (size_t i = 0; i < view->loaded.n; i++)
        pl_resource_free(view->loaded.at[i]);
    view->loaded.n = 0;
    pl_arena_reset(view->arena);
}

void pl_resource_view_done(pl_resource_view *view)
{
    pl_resource_view_reset(view);
    pl_vec_done(&view->loaded);
    pl_buf_done(&view->text);
    pl_sanitizer_free(view->secrets);
    view->secrets = NULL;
}
