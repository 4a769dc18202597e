/* dump.c - everything in an index as text that tests can compare (pipelite/show.h). */
#include "base/diag.h"
#include "base/oom.h"
#include "base/str.h"
#include "base/vec.h"
#include "render/dumper.h"
#include "render/text_give.h"
#include "workspace/value_stores.h"
#include "workspace/newest.h"
#include <pipelite/show.h>
#include <stdio.h>
#include <stdlib.h>

/* One line of JSON per resource, in the order of names. Without evaluation everything that is
 * not literal is null. */

typedef pl_dumper dump;

/* ---- members of simple kinds */

/* Borrowed until the next call. */
static pl_str name_of(dump *d, pl_entry_id id)
{
    d->name.len = 0;
    pl_index_print_name(d->ix, id, &d->name);
    return pl_buf_view(&d->name);
}

void pl_dump__name(dump *d, const char *key, pl_entry_id id)
{
    pl_jsonw_member_or_null(d->w, key, id == PL_NO_ENTRY ? (pl_str){ 0 } : name_of(d, id));
}

void pl_dump__print(dump *d, const char *what, const pl_dump_print *print)
{
    char key[32], hex[2 * PL_DUMP_SHA + 1];
    snprintf(key, sizeof key, "%s_length", what);
    if (print && print->len != PL_NONE)
        pl_jsonw_member_int(d->w, key, print->len);
    else
        pl_jsonw_member_or_null(d->w, key, (pl_str){ 0 });
    for (unsigned i = 0; print && i < PL_DUMP_SHA; i++)
        snprintf(hex + 2 * i, 3, "%02x", print->sha[i]);
    snprintf(key, sizeof key, "%s_sha256", what);
    pl_jsonw_member_or_null(d->w, key,
                            print && print->len != PL_NONE ? pl_str_cstr(hex) : (pl_str){ 0 });
}

/* ---- inheriting from a base (mod-language.md 6) */

/* The entry whose `attr` applies to `id`: itself, or the first base that has it; PL_NO_ENTRY:
 * none. */
static pl_entry_id owner(const dump *d, pl_entry_id id, pl_attr_id attr)
{
    const pl_schema *schema = pl_schema_of((pl_kind)d->entries[id].kind);
    bool inherits = pl_schema_inherited(schema) >> attr & 1;
    uint32_t depth = 0;
    while (id != PL_NO_ENTRY && !pl_index_attr(d->ix, id, attr))
        id = inherits ? pl_index_next_base(d->ix, id, &depth) : PL_NO_ENTRY;
    return id;
}

static void put_literal(dump *d, const char *key, pl_entry_id id, pl_attr_id attr)
{
    pl_entry_id at = owner(d, id, attr);
    const pl_ix_attr *a = at == PL_NO_ENTRY ? NULL : pl_index_attr(d->ix, at, attr);
    pl_jsonw_member_or_null(d->w, key, pl_index_attr_text(d->ix, a));
}

/* Write the name of the resource that attribute `attr` of `id` (or of a base) refers to; null
 * unless it is of that kind. */
static void put_target(dump *d, const char *key, pl_entry_id id, pl_attr_id attr, pl_kind kind)
{
    pl_entry_id at = owner(d, id, attr);
    pl_entry_id found = at == PL_NO_ENTRY ? PL_NO_ENTRY : pl_index_named_by(d->ix, at, attr);
    bool fits = found != PL_NO_ENTRY && d->entries[found].kind == kind;
    pl_dump__name(d, key, fits ? found : PL_NO_ENTRY);
}

/* Long descriptions are not in the index; those were read from the source. */
static void put_description(dump *d, pl_entry_id id)
{
    const pl_ix_entry *e = &d->entries[id];
    pl_str text = pl_index_str(d->ix, e->description);
    if (!text.len && !(e->flags & PL_ENTRY_DESC_OPEN)) {
        pl_entry_id at = owner(d, id, PL_ATTR_DESCRIPTION);
        if (at != PL_NO_ENTRY)
            text = d->texts[at].description;
    }
    pl_jsonw_member_or_null(d->w, "description",
                            e->flags & PL_ENTRY_DESC_OPEN ? (pl_str){ 0 } : text);
}

/* Null if a part of them has to be evaluated: half of the tags would be wrong. */
static void put_tags(dump *d, pl_entry_id id)
{
    const pl_ix_entry *e = &d->entries[id];
    const pl_ix_tag *tags = pl_index_section(d->ix, PL_IX_TAG, NULL);
    pl_jsonw_key(d->w, PL_S("tags"));
    if (e->flags & (PL_ENTRY_TAGS_OPEN | PL_ENTRY_TAG_OPEN)) {
        pl_jsonw_null(d->w);
        return;
    }
    pl_jsonw_open(d->w, '{');
    for (uint32_t i = e[0].tags; i < e[1].tags; i++) {
        pl_jsonw_key(d->w, pl_index_str(d->ix, tags[i].key));
        pl_jsonw_str(d->w, pl_index_str(d->ix, tags[i].value & PL_IX_TAG_TEXT));
    }
    pl_jsonw_close(d->w, '}');
}

/* ---- the tree */

static void put_children(dump *d, pl_entry_id id)
{
    uint32_t n;
    const pl_entry_id *child = pl_index_children(d->ix, id, &n);
    pl_jsonw_begin(d->w, "children", '[');
    for (uint32_t i = 0; i < n; i++)
        pl_jsonw_str(d->w, child[i] & PL_IX_MISSING ? pl_index_str(d->ix, child[i] & ~PL_IX_MISSING)
                                                    : name_of(d, child[i]));
    pl_jsonw_close(d->w, ']');
}

static int compare_names(const void *a, const void *b, void *ctx)
{
    const dump *d = ctx;
    return pl_index_name_cmp(d->ix, *(const pl_entry_id *)a, *(const pl_entry_id *)b);
}

/* Written even for a mod without a file, which has no entry. */
static void put_mod_name(dump *d, pl_entry_id id)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(d->ix, &n);
    pl_str name = pl_index_str(d->ix, mods[d->entries[id].mod].short_name);
    d->name.len = 0;
    pl_buf_cstr(&d->name, "mod.");
    pl_buf_str(&d->name, name);
    pl_jsonw_str(d->w, pl_buf_view(&d->name));
}

static bool is_orphan(const dump *d, pl_entry_id id)
{
    uint32_t n;
    const pl_ix_entry *e = &d->entries[id];
    return e->flags & PL_ENTRY_ROOT && pl_index_mods(d->ix, &n)[e->mod].entry == PL_NONE;
}

/* Powerpipe finds the parents of an input by its name. */
static void put_parents(dump *d, pl_entry_id id)
{
    PL_VEC(pl_entry_id) all = { 0 };
    const pl_ix_entry *e = &d->entries[id];
    uint32_t n_same = 1, n;
    const pl_entry_id *same = &id;
    if (e->kind == PL_KIND_INPUT)
        same = pl_index_same_name(d->ix, id, &n_same);
    for (uint32_t s = 0; s < n_same; s++) {
        const pl_entry_id *parents = pl_index_parents(d->ix, same[s], &n);
        for (uint32_t i = 0; i < n && d->entries[same[s]].mod == e->mod; i++)
            pl_vec_push(&all, parents[i]);
    }
    if (all.n)
        qsort_r(all.at, all.n, sizeof *all.at, compare_names, d);
    pl_jsonw_begin(d->w, "parents", '[');
    if (is_orphan(d, id))
        put_mod_name(d, id);
    for (size_t i = 0; i < all.n; i++)
        if (!i || all.at[i] != all.at[i - 1])
            pl_jsonw_str(d->w, name_of(d, all.at[i]));
    pl_jsonw_close(d->w, ']');
    pl_vec_done(&all);
}

/* One of the paths from the mod down to the resource. */
static bool put_chain(void *ctx, const pl_entry_id *chain, uint32_t n)
{
    dump *d = ctx;
    pl_jsonw_open(d->w, '[');
    if (is_orphan(d, chain[0]))
        put_mod_name(d, chain[0]);
    for (uint32_t i = 0; i < n; i++)
        pl_jsonw_str(d->w, name_of(d, chain[i]));
    pl_jsonw_close(d->w, ']');
    return true;
}

static void put_paths(dump *d, pl_entry_id id)
{
    pl_jsonw_begin(d->w, "paths", '[');
    pl_index_paths(d->ix, id, put_chain, d);
    pl_jsonw_close(d->w, ']');
}

static void put_dashboard(dump *d, pl_entry_id id)
{
    pl_entry_id at = PL_NO_ENTRY;
    if (d->entries[id].kind == PL_KIND_INPUT)
        at = d->entries[id].parent;
    while (at != PL_NO_ENTRY && d->entries[at].kind != PL_KIND_DASHBOARD)
        at = d->entries[at].parent;
    pl_dump__name(d, "dashboard", at);
}

/* ---- references: sorted, each once */

typedef struct line {
    pl_str text; /* JSON array */
} line;

static int compare_lines(const void *a, const void *b)
{
    return pl_str_cmp(((const line *)a)->text, ((const line *)b)->text);
}

/* A reference as one line of JSON, so that lines can be sorted and compared as texts. */
static pl_str ref_line(const dump *d, pl_entry_id id, const pl_index_ref *ref, pl_arena *arena)
{
    const pl_ix_entry *e = &d->entries[id];
    pl_buf out = { 0 };
    pl_jsonw w;
    pl_str own = e->flags & PL_ENTRY_ANONYMOUS ? (pl_str){ 0 } : pl_index_str(d->ix, e->short_name);
    pl_jsonw_init(&w, &out, 0, false);
    pl_jsonw_open(&w, '[');
    pl_jsonw_str(&w, ref->to);
    pl_jsonw_str(&w, ref->in_param ? PL_S("param") : pl_kind_word((pl_kind)e->kind));
    pl_jsonw_str(&w, ref->in_param ? ref->block : own);
    pl_jsonw_str(&w, ref->attr);
    pl_jsonw_close(&w, ']');
    pl_str text = pl_arena_str(arena, pl_buf_view(&out));
    pl_buf_done(&out);
    return text;
}

/* What several parts of a block refer to in the same way is listed once. */
static void put_references(dump *d, pl_entry_id id)
{
    PL_VEC(line) lines = { 0 };
    pl_arena arena = { 0 };
    pl_ref_iter it;
    pl_index_ref ref;
    pl_ref_iter_init(&it, d->ix, id);
    while (pl_ref_iter_next(&it, &ref))
        if (ref.recorded)
            pl_vec_push(&lines, ((line){ ref_line(d, id, &ref, &arena) }));
    pl_ref_iter_done(&it);
    if (lines.n)
        qsort(lines.at, lines.n, sizeof *lines.at, compare_lines);
    pl_jsonw_begin(d->w, "references", '[');
    for (size_t i = 0; i < lines.n; i++)
        if (!i || !pl_str_eq(lines.at[i].text, lines.at[i - 1].text))
            pl_jsonw_raw(d->w, lines.at[i].text);
    pl_jsonw_close(d->w, ']');
    pl_vec_done(&lines);
    pl_arena_done(&arena);
}

/* ---- one resource */

static void put_head(dump *d, pl_entry_id id, const pl_entry *e)
{
    pl_str word = pl_kind_word(e->kind);
    pl_dump__name(d, "name", id);
    pl_jsonw_member_or_null(d->w, "short_name", e->short_name);
    pl_jsonw_member_or_null(d->w, "type", word);
    if (e->kind == PL_KIND_BENCHMARK)
        pl_jsonw_member_or_null(d->w, "benchmark_type",
                                e->detection ? PL_S("detection") : PL_S("control"));
    pl_jsonw_member_or_null(d->w, "mod", e->mod);
}

/* Write title, description and tags; null where they have to be evaluated. */
static void put_literals(dump *d, pl_entry_id id, const pl_entry *e)
{
    pl_jsonw_member_or_null(d->w, "title",
                            d->entries[id].flags & PL_ENTRY_TITLE_OPEN ? (pl_str){ 0 } : e->title);
    put_description(d, id);
    put_tags(d, id);
}

/* Write the members of a panel. A width of 0 or 255 in the index means that the width is not
 * known. */
static void put_panel(dump *d, pl_entry_id id, const pl_entry *e)
{
    uint8_t width = d->entries[id].width;
    bool typed = e->kind != PL_KIND_VARIABLE && e->kind != PL_KIND_BENCHMARK;
    put_literal(d, "display", id, PL_ATTR_DISPLAY);
    if (typed)
        put_literal(d, "display_type", id, PL_ATTR_TYPE);
    else
        pl_jsonw_member_or_null(d->w, "display_type", (pl_str){ 0 });
    if (width == 0 || width == 255)
        pl_jsonw_member_or_null(d->w, "width", (pl_str){ 0 });
    else
        pl_jsonw_member_int(d->w, "width", width);
    put_target(d, "category", id, PL_ATTR_CATEGORY, PL_KIND_CATEGORY);
    pl_dump__name(d, "base", pl_index_base(d->ix, id));
}

/* Where the block stands. Of a local it makes no sense to ask whether it is anonymous: null. */
static void put_place(dump *d, const pl_entry *e)
{
    if (e->kind == PL_KIND_LOCAL)
        pl_jsonw_member_or_null(d->w, "anonymous", (pl_str){ 0 });
    else
        pl_jsonw_member_bool(d->w, "anonymous", e->anonymous);
    pl_jsonw_member_bool(d->w, "top_level", e->top_block && e->kind != PL_KIND_MOD);
    pl_jsonw_member_or_null(d->w, "file", e->file);
    pl_jsonw_member_int(d->w, "start_line", e->line);
    pl_jsonw_member_int(d->w, "end_line", e->end_line);
}

static void put_texts(dump *d, pl_entry_id id, const pl_entry *e)
{
    const pl_dump_text *own = &d->texts[id];
    pl_entry_id sql = owner(d, id, PL_ATTR_SQL);
    pl_dump__print(d, "documentation", &own->documentation);
    pl_dump__print(d, "sql", sql == PL_NO_ENTRY ? NULL : &d->texts[sql].sql);
    put_target(d, "query", id, PL_ATTR_QUERY, PL_KIND_QUERY);
    pl_dump__print(d, "source", e->kind == PL_KIND_LOCAL ? NULL : &own->source);
}

/* Members of both dumps, with and without evaluation, have the same order, so that they can be
 * compared line by line. */
static void put_resource(dump *d, pl_entry_id id)
{
    pl_entry e;
    pl_index_get(d->ix, id, &e);
    pl_jsonw_open(d->w, '{');
    put_head(d, id, &e);
    if (!d->view) {
        put_literals(d, id, &e);
        put_panel(d, id, &e);
        put_texts(d, id, &e);
    }
    put_dashboard(d, id);
    put_place(d, &e);
    put_children(d, id);
    put_parents(d, id);
    put_paths(d, id);
    put_references(d, id);
    if (d->view)
        pl_dump__values(d, id);
    pl_jsonw_close(d->w, '}');
}

static void put_line(dump *d, pl_entry_id id, pl_buf *text)
{
    pl_jsonw w;
    pl_jsonw_init(&w, text, 0, false);
    d->w = &w;
    put_resource(d, id);
    pl_buf_byte(text, '\n');
}

/* The dump without evaluation. The sources are read only for the fingerprints of long texts. */
static bool render_dump(const pl_workspace *ws, pl_buf *out, pl_diags *diags)
{
    const pl_index *ix = pl_workspace_index(ws);
    pl_arena arena = { .first = 256 * 1024 };
    uint32_t n, n_names;
    dump d = { .ix = ix, .entries = pl_index_entries(ix, &n) };
    const pl_entry_id *names = pl_index_section(ix, PL_IX_NAME, &n_names);
    d.texts = pl_dump_read_sources(ix, pl_workspace_path(ws), &arena, diags);
    for (uint32_t i = 0; d.texts && i < n_names; i++)
        put_line(&d, names[i], out);
    pl_buf_done(&d.name);
    pl_arena_done(&arena);
    return d.texts != NULL;
}

bool pl_render_dump(const pl_workspace *ws, pl_text *out, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    pl_oom_scope scope;
    pl_buf text = { 0 };
    pl_oom_begin(&scope);
    bool ok = !pl_diag_nothing(diags, ws, "workspace") && render_dump(ws, &text, diags);
    return pl_text_give(&scope, ok, &text, out, diags);
}

enum { FLUSH = 256 << 10 };

/* The dump with evaluation. Each resource is loaded and freed again, so that memory does not grow
 * with the workspace. */
static bool render_values(pl_workspace *ws, bool show, pl_write_fn *write, void *ctx,
                          pl_diags *diags)
{
    pl_value_store *values = pl_workspace_values(ws, diags);
    if (!values)
        return false;
    pl_arena arena = { .first = 16 * 1024 };
    pl_buf text = { 0 };
    uint32_t n, n_names;
    const pl_index *ix = pl_value_store_index(values);
    pl_resource_view view = { .ev = pl_evaluator_borrow(values),
                              .ix = ix,
                              .dir = pl_workspace_path(ws),
                              .arena = &arena,
                              .diags = diags,
                              .secrets = pl_sanitizer_new() };
    dump d = { .ix = ix, .entries = pl_index_entries(ix, &n), .view = &view, .show = show };
    const pl_entry_id *names = pl_index_section(ix, PL_IX_NAME, &n_names);
    bool ok = true;
    for (uint32_t i = 0; ok && i < n_names; i++) {
        put_line(&d, names[i], &text);
        if (text.len < FLUSH && i + 1 < n_names)
            continue;
        ok = write(ctx, pl_buf_view(&text));
        text.len = 0;
    }
    pl_resource_view_done(&view);
    pl_evaluator_give_back(view.ev);
    pl_buf_done(&d.name);
    pl_buf_done(&text);
    pl_arena_done(&arena);
    return ok;
}

bool pl_render_dump_values(pl_workspace *ws, bool show, pl_write_fn *write, void *ctx,
                           pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, ws, "workspace"))
        return false;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = render_values(ws, show, write, ctx, diags);
    return !pl_oom_end_reported(&scope, diags) && ok;
}
