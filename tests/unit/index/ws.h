/* ws.h - a workspace written down in one string, scanned and linked.
 *
 *     --- mod main > dep, x.y/o@v1   a mod and its direct dependencies, by name or path
 *     --- a.pp                       a file of it
 *     query "q" { sql = "select 1" }
 *
 * The first mod is the workspace mod. `mod.pp` is the mod file. Answers are texts,
 * so that rows can be compared; they are in the arena of the workspace. */
#ifndef PL_TEST_INDEX_WS_H
#define PL_TEST_INDEX_WS_H
#include "base/str.h"
#include "base/vec.h"
#include "index/build.h"
#include "index/scan.h"
#include "unit/test.h"

enum { WS_MODS = 16, WS_FILES = 64, WS_SLACK = 64 };

typedef struct ws {
    pl_arena arena;
    pl_scanner *scanner;
    pl_build_mod mods[WS_MODS];
    uint32_t n_mods;
    pl_build_file files[WS_MODS][WS_FILES];
    pl_str dep_names[WS_MODS];
    uint32_t deps[WS_MODS][WS_MODS];
    const pl_diags *syntax; /* verdict of every file; NULL: none */
    pl_index *ix;
} ws;

static inline void ws_add_mod(ws *w, pl_str head)
{
    pl_str name = pl_str_trim(pl_str_split(&head, '>'));
    pl_build_mod *mod = &w->mods[w->n_mods];
    size_t at = pl_str_find(name, ' ');
    mod->dep_path =
        w->n_mods ? pl_arena_printf(&w->arena, "github.com/acme/%.*s@v1.0.0", (int)at, name.ptr)
                  : (pl_str){ 0 };
    if (at < name.len) /* "dep github.com/x@v2": a path of its own */
        mod->dep_path = pl_str_trim(pl_str_sub(name, at, name.len));
    mod->short_name = pl_str_sub(name, 0, at);
    mod->dir = mod->dep_path;
    mod->flags = w->n_mods < 2 ? PL_MOD_DIRECT : 0;
    mod->files = w->files[w->n_mods];
    w->dep_names[w->n_mods++] = head;
}

static inline void ws_add_file(ws *w, pl_str name, pl_str text)
{
    pl_build_mod *mod = &w->mods[w->n_mods - 1];
    char *copy = pl_arena_zero(&w->arena, text.len + WS_SLACK, 1);
    memcpy(copy, text.ptr ? text.ptr : "", text.len);
    w->files[w->n_mods - 1][mod->n_files++] = (pl_build_file){
        .path = pl_arena_str(&w->arena, name),
        .stamp = { .size = text.len },
        .part = pl_scan_file(w->scanner, (pl_str){ copy, text.len }, &w->arena),
        .syntax = w->syntax,
        .mod_file = pl_str_ends(name, PL_S("mod.pp")),
    };
}

static inline void ws_link_deps(ws *w)
{
    for (uint32_t m = 0; m < w->n_mods; m++) {
        pl_str rest = w->dep_names[m];
        while (rest.ptr) {
            pl_str dep = pl_str_trim(pl_str_split(&rest, ','));
            for (uint32_t o = 0; o < w->n_mods; o++)
                if (dep.len &&
                    (pl_str_eq(w->mods[o].short_name, dep) || pl_str_eq(w->mods[o].dep_path, dep)))
                    w->deps[m][w->mods[m].n_deps++] = o;
        }
        w->mods[m].deps = w->deps[m];
    }
}

/* The parts only: pl_index_build is up to the caller. */
static inline void ws_scan(ws *w, const char *source)
{
    pl_str rest = pl_str_cstr(source);
    w->scanner = pl_scanner_new();
    while (rest.len) {
        const char *next = rest.len > 4 ? memmem(rest.ptr + 4, rest.len - 4, "--- ", 4) : NULL;
        size_t len = next ? (size_t)(next - rest.ptr) : rest.len;
        pl_str piece = pl_str_sub(rest, 0, len);
        rest = pl_str_sub(rest, len, rest.len);
        pl_str head = pl_str_sub(pl_str_split(&piece, '\n'), 4, SIZE_MAX);
        if (pl_str_starts(head, PL_S("mod ")))
            ws_add_mod(w, pl_str_sub(head, 4, head.len));
        else
            ws_add_file(w, pl_str_trim(head), piece);
    }
    ws_link_deps(w);
}

static inline pl_index *ws_open(ws *w, const char *source)
{
    ws_scan(w, source);
    w->ix = pl_index_build(w->mods, w->n_mods, 7);
    assert_non_null(w->ix);
    assert_true(pl_index__verify(pl_index_bytes(w->ix)));
    return w->ix;
}

static inline void ws_close(ws *w)
{
    pl_index_close(w->ix);
    pl_scanner_free(w->scanner);
    pl_arena_done(&w->arena);
    *w = (ws){ 0 };
}

/* ---- answers */

static inline pl_entry_id ws_id(ws *w, const char *name)
{
    pl_entry e;
    if (!pl_index_find(w->ix, pl_str_cstr(name), &e))
        fail_msg("no %s", name);
    return e.id;
}

static inline const char *ws_text(ws *w, pl_buf *out)
{
    const char *text = pl_arena_str(&w->arena, pl_buf_view(out)).ptr;
    pl_buf_done(out);
    return text;
}

static inline const char *ws_name(ws *w, pl_entry_id id)
{
    pl_buf out = { 0 };
    pl_index_print_name(w->ix, id, &out);
    return ws_text(w, &out);
}

/* Full names, a blank between them; a missing one with a "?" after it. */
static inline const char *ws_names(ws *w, const pl_entry_id *ids, uint32_t n)
{
    pl_buf out = { 0 };
    for (uint32_t i = 0; i < n; i++) {
        pl_buf_cstr(&out, i ? " " : "");
        if (ids[i] & PL_IX_MISSING) {
            pl_buf_str(&out, pl_index_str(w->ix, ids[i] & ~PL_IX_MISSING));
            pl_buf_byte(&out, '?');
        } else {
            pl_index_print_name(w->ix, ids[i], &out);
        }
    }
    return ws_text(w, &out);
}

static inline const char *ws_children(ws *w, const char *name)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_children(w->ix, ws_id(w, name), &n);
    return ws_names(w, ids, n);
}

static inline const char *ws_parents(ws *w, const char *name)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_parents(w->ix, ws_id(w, name), &n);
    return ws_names(w, ids, n);
}

static inline bool ws__add_path(void *ctx, const pl_entry_id *chain, uint32_t n)
{
    struct {
        ws *w;
        pl_buf *out;
    } *c = ctx;
    for (uint32_t i = 0; i < n; i++) {
        pl_buf_cstr(c->out, i ? "/" : c->out->len ? " " : "");
        pl_index_print_name(c->w->ix, chain[i], c->out);
    }
    return true;
}

/* Chains, a blank between them, "/" inside them. */
static inline const char *ws_paths(ws *w, const char *name)
{
    pl_buf out = { 0 };
    struct {
        ws *w;
        pl_buf *out;
    } c = { w, &out };
    assert_true(pl_index_paths(w->ix, ws_id(w, name), ws__add_path, &c));
    return ws_text(w, &out);
}

/* "to -> target (block.attr)", "; " between them. */
static inline const char *ws_refs(ws *w, const char *name)
{
    pl_buf out = { 0 };
    pl_ref_iter it;
    pl_index_ref r;
    pl_ref_iter_init(&it, w->ix, ws_id(w, name));
    while (pl_ref_iter_next(&it, &r)) {
        pl_buf_printf(&out, "%s%.*s", out.len ? "; " : "", PL_FMT(r.to));
        if (r.target != PL_NO_ENTRY) {
            pl_buf_cstr(&out, " -> ");
            pl_index_print_name(w->ix, r.target, &out);
        }
        pl_buf_printf(&out, " (%.*s%s%.*s)", PL_FMT(r.block), r.in_param ? "." : "",
                      PL_FMT(r.attr));
    }
    pl_ref_iter_done(&it);
    return ws_text(w, &out);
}

#endif
