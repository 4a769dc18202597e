/* mods_tree.c - `mod tree` and `mod why` (mod-management.md 18.3). */
#include <pipelite/mod_tools.h>
#include "base/diag.h"
#include "base/assert.h"
#include "base/buf.h"
#include "base/jsonw.h"
#include "base/sized.h"
#include "base/str.h"
#include "mod/needs.h"
#include "render/text_give.h"

enum { MOST_NODES = 100000, MOST_CHAINS = 1000, DEEPEST = 64 };

/* Read the requirements of all mods; false: an error. */
static bool begin(pl_mods *m, pl_needs *needs, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    return !pl_diag_nothing(diags, m, "mods") && pl_mods__needs(m, needs, diags);
}

/* The requirements above the one at hand. */
typedef struct chain {
    const pl_need *need;
    const struct chain *up;
} chain;

static bool is_above(const chain *c, pl_str dep_path)
{
    for (; c; c = c->up)
        if (pl_str_eq(c->need->got->dep_path, dep_path))
            return true;
    return false;
}

static unsigned depth_of(const chain *c)
{
    unsigned n = 0;
    for (; c; c = c->up)
        n++;
    return n;
}

/* ---- members of a requirement in JSON */

static void put_text(pl_jsonw *w, const char *key, pl_str value)
{
    pl_jsonw_key(w, pl_str_cstr(key));
    if (value.ptr)
        pl_jsonw_str(w, value);
    else
        pl_jsonw_null(w);
}

static void put_version(pl_jsonw *w, const char *key, const pl_lock_entry *e)
{
    pl_buf text = { 0 };
    if (e)
        pl_need_version(e, &text);
    put_text(w, key, pl_buf_view(&text));
    pl_buf_done(&text);
}

static void put_need(pl_jsonw *w, const pl_need *n)
{
    put_text(w, "name", n->name);
    put_text(w, "kind", pl_str_cstr(pl_need_kind(n)));
    put_text(w, "constraint", n->want->wanted);
    put_version(w, "installed", n->got);
    put_text(w, "dependency_path", n->got ? n->got->dep_path : (pl_str){ 0 });
}

static void put_place(pl_jsonw *w, const pl_need *n)
{
    put_text(w, "required_by", n->parent);
    put_text(w, "file", n->file);
    pl_jsonw_member_int(w, "line", n->line);
}

/* ---- tree */

typedef struct drawing {
    const pl_needs *needs;
    uint32_t depth; /* levels; UINT32_MAX: all */
    unsigned left;
    pl_buf *out, lines;
    pl_jsonw w;
} drawing;

static void label(const pl_need *n, pl_buf *out)
{
    pl_str name = n->got ? n->got->dep_path : n->name;
    pl_buf_printf(out, "%.*s", PL_FMT(name));
    if (n->want->by == PL_BY_VERSION)
        pl_buf_printf(out, " (%.*s)", PL_FMT(n->want->wanted));
    pl_buf_cstr(out, n->got ? "\n" : " - not installed\n");
}

/* Does the tree go on below the requirement? It does not below a mod that is also above itself. */
static bool goes_on(const drawing *d, const pl_need *n, const chain *up)
{
    unsigned depth = depth_of(up) + 1;
    return n->got && depth < d->depth && depth < DEEPEST && !is_above(up, n->got->dep_path);
}

/* A tree can be as large as all ways through it: after MOST_NODES nodes it ends. */
static void draw_text(drawing *d, pl_str parent, const chain *up)
{
    uint32_t n;
    const pl_need *list = pl_needs_of(d->needs, parent, &n);
    for (uint32_t i = 0; i < n && d->left; i++) {
        chain here = { &list[i], up };
        size_t len = d->lines.len;
        d->left--;
        pl_buf_str(d->out, pl_buf_view(&d->lines));
        pl_buf_cstr(d->out, i + 1 < n ? "\u251c\u2500\u2500 " : "\u2514\u2500\u2500 ");
        label(&list[i], d->out);
        pl_buf_cstr(&d->lines, i + 1 < n ? "\u2502   " : "    ");
        if (goes_on(d, &list[i], up))
            draw_text(d, list[i].got->dep_path, &here);
        d->lines.len = len;
    }
}

/* The same tree as objects; a mod that the tree does not enter has no member `requires`. */
static void draw_json(drawing *d, pl_str parent, const chain *up)
{
    uint32_t n;
    const pl_need *list = pl_needs_of(d->needs, parent, &n);
    pl_jsonw_begin(&d->w, "requires", '[');
    for (uint32_t i = 0; i < n && d->left; i++) {
        chain here = { &list[i], up };
        d->left--;
        pl_jsonw_open(&d->w, '{');
        put_need(&d->w, &list[i]);
        if (goes_on(d, &list[i], up))
            draw_json(d, list[i].got->dep_path, &here);
        pl_jsonw_close(&d->w, '}');
    }
    pl_jsonw_close(&d->w, ']');
}

static void draw(const pl_needs *needs, uint32_t depth, bool json, pl_buf *out)
{
    drawing d = { .needs = needs, .out = out, .left = MOST_NODES };
    d.depth = depth ? depth : UINT32_MAX;
    if (!json) {
        pl_buf_printf(out, "%.*s\n", PL_FMT(needs->root));
        draw_text(&d, needs->root, NULL);
    } else {
        pl_jsonw_init(&d.w, out, 2, false);
        pl_jsonw_open(&d.w, '{');
        put_text(&d.w, "name", needs->root);
        draw_json(&d, needs->root, NULL);
        pl_jsonw_close(&d.w, '}');
        pl_buf_byte(out, '\n');
    }
    pl_buf_done(&d.lines);
}

/* ---- duplicates */

/* Is it the first requirement of its name whose mod is installed in another version as well? */
static bool is_duplicate(const pl_needs *needs, uint32_t at)
{
    pl_assert(at < needs->n);
    const pl_need *n = &needs->list[at];
    bool other = false;
    for (uint32_t i = 0; i < needs->n && n->got; i++) {
        const pl_need *o = &needs->list[i];
        if (!o->got || !pl_str_eq(o->name, n->name))
            continue;
        if (i < at)
            return false;
        other = other || !pl_str_eq(o->got->dep_path, n->got->dep_path);
    }
    return other;
}

/* The mod, and who needs which of its versions. */
static void duplicate_text(const pl_needs *needs, uint32_t at, pl_buf *out)
{
    pl_assert(at < needs->n);
    pl_buf_printf(out, "%.*s\n", PL_FMT(needs->list[at].name));
    for (uint32_t i = at; i < needs->n; i++) {
        const pl_need *o = &needs->list[i];
        if (!o->got || !pl_str_eq(o->name, needs->list[at].name))
            continue;
        pl_buf_cstr(out, "  ");
        pl_need_version(o->got, out);
        pl_buf_printf(out, " needed by %.*s (%.*s)\n", PL_FMT(o->parent), PL_FMT(o->want->wanted));
    }
}

static void duplicate_json(const pl_needs *needs, uint32_t at, pl_jsonw *w)
{
    pl_jsonw_open(w, '{');
    put_text(w, "name", needs->list[at].name);
    pl_jsonw_begin(w, "versions", '[');
    for (uint32_t i = at; i < needs->n; i++) {
        const pl_need *o = &needs->list[i];
        if (!o->got || !pl_str_eq(o->name, needs->list[at].name))
            continue;
        pl_jsonw_open(w, '{');
        put_need(w, o);
        put_place(w, o);
        pl_jsonw_close(w, '}');
    }
    pl_jsonw_end(w, "]}");
}

/* Only mods that are installed in several versions: one version for many is what a lock file is
 * for. */
static void list_duplicates(const pl_needs *needs, bool json, pl_buf *out)
{
    pl_jsonw w;
    pl_jsonw_init(&w, out, 2, false);
    if (json)
        pl_jsonw_open(&w, '[');
    for (uint32_t i = 0; i < needs->n; i++) {
        if (!is_duplicate(needs, i))
            continue;
        if (!json)
            duplicate_text(needs, i, out);
        else
            duplicate_json(needs, i, &w);
    }
    if (json) {
        pl_jsonw_close(&w, ']');
        pl_buf_byte(out, '\n');
    } else if (!out->len) {
        pl_buf_cstr(out, "No mod is installed in several versions.\n");
    }
}

bool pl_render_mods_tree_sized(size_t size, pl_mods *m, const pl_mods_tree *how, bool json,
                               pl_text *text, pl_diags *diags)
{
    pl_mods_tree known;
    how = pl_sized_options(&known, sizeof known, how, size);
    pl_oom_scope scope;
    pl_needs needs;
    pl_buf out = { 0 };
    pl_oom_begin(&scope);
    bool ok = begin(m, &needs, diags);
    if (ok && how->duplicates)
        list_duplicates(&needs, json, &out);
    else if (ok)
        draw(&needs, how->depth, json, &out);
    return pl_text_give(&scope, ok, &out, text, diags);
}

/* ---- why */

typedef struct asking {
    const pl_needs *needs;
    pl_str name;
    bool json;
    pl_jsonw w;
    pl_buf *out;
    unsigned found, left; /* `left`: steps that are still taken */
} asking;

static bool is_meant(const asking *a, const pl_need *n)
{
    return pl_str_eq(n->name, a->name) ||
           (n->got && (pl_str_eq(n->got->alias, a->name) || pl_str_eq(n->got->dep_path, a->name)));
}

/* Write the requirements from the workspace down to the one that was asked for. */
static void put_chain(asking *a, const chain *c)
{
    if (c->up)
        put_chain(a, c->up);
    const pl_need *n = c->need;
    if (a->json) {
        pl_jsonw_open(&a->w, '{');
        put_place(&a->w, n);
        put_need(&a->w, n);
        pl_jsonw_close(&a->w, '}');
        return;
    }
    pl_buf_printf(a->out, "%.*s requires %.*s (%.*s), ", PL_FMT(n->parent), PL_FMT(n->name),
                  PL_FMT(n->want->wanted));
    if (n->got)
        pl_need_version(n->got, a->out);
    else
        pl_buf_cstr(a->out, "not installed");
    pl_buf_printf(a->out, "\n    %.*s:%u\n", PL_FMT(n->file), n->line);
}

/* One way from the workspace to the mod: a list in JSON, a paragraph in text. */
static void add_need(asking *a, const chain *c)
{
    if (a->json)
        pl_jsonw_open(&a->w, '[');
    else if (a->found)
        pl_buf_byte(a->out, '\n');
    put_chain(a, c);
    if (a->json)
        pl_jsonw_close(&a->w, ']');
    a->found++;
}

/* Look for the mod below `parent`. A mod may be required in many ways, so both steps and
 * results are limited. */
static void walk_below(asking *a, pl_str parent, const chain *up)
{
    uint32_t n;
    const pl_need *list = pl_needs_of(a->needs, parent, &n);
    for (uint32_t i = 0; i < n && a->left && a->found < MOST_CHAINS; i++) {
        chain here = { &list[i], up };
        a->left--;
        if (is_meant(a, &list[i]))
            add_need(a, &here);
        if (list[i].got && depth_of(up) < DEEPEST && !is_above(up, list[i].got->dep_path))
            walk_below(a, list[i].got->dep_path, &here);
    }
}

/* Write all ways from the workspace to the mod of that name. */
static void list_chains(const pl_needs *needs, pl_str name, bool json, bool *found, pl_buf *out)
{
    asking a = { .needs = needs, .name = name, .json = json, .out = out };
    a.left = MOST_NODES;
    pl_jsonw_init(&a.w, out, 2, false);
    if (json)
        pl_jsonw_open(&a.w, '[');
    walk_below(&a, needs->root, NULL);
    if (json) {
        pl_jsonw_close(&a.w, ']');
        pl_buf_byte(out, '\n');
    }
    *found = a.found > 0;
}

bool pl_render_mods_why(pl_mods *m, pl_str name, bool json, bool *found, pl_text *text,
                        pl_diags *diags)
{
    pl_oom_scope scope;
    pl_needs needs;
    pl_buf out = { 0 };
    *found = false;
    pl_oom_begin(&scope);
    bool ok = begin(m, &needs, diags);
    if (ok)
        list_chains(&needs, name, json, found, &out);
    return pl_text_give(&scope, ok, &out, text, diags);
}
