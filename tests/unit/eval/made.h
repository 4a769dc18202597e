/* made.h - a workspace of several mods written down in one string, put on disk, indexed
 * and given a store of values with an evaluator.
 *
 *     --- mod main > dep             a mod and its direct dependencies
 *     --- a.pp                       a file of it, below the mod's directory
 *     locals { a = dep.var.x }
 *
 * The first mod is the workspace. Answers are texts that hold until the next one. */
#ifndef PL_TEST_MOD_MADE_H
#define PL_TEST_MOD_MADE_H
#include "unit/place.h"
#include "base/str.h"
#include "base/vec.h"
#include "index/build.h"
#include "index/scan.h"
#include "eval/evaluator.h"

enum { MADE_MODS = 8, MADE_FILES = 32 };

typedef struct made {
    const char *dir;
    pl_arena arena;
    pl_scanner *scanner;
    pl_reader reader;
    pl_build_mod mods[MADE_MODS];
    pl_build_file files[MADE_MODS][MADE_FILES];
    pl_str dep_names[MADE_MODS];
    uint32_t deps[MADE_MODS][MADE_MODS];
    uint32_t n_mods;
    pl_index *ix;
    pl_value_store_options options;
    pl_value_store *values;
    pl_evaluator *ev;
    pl_diags *diags;
    pl_buf answer;
} made;

static inline void made_mod(made *m, pl_str head)
{
    pl_str name = pl_str_trim(pl_str_split(&head, '>'));
    pl_build_mod *mod = &m->mods[m->n_mods];
    *mod = (pl_build_mod){ .short_name = name, .flags = m->n_mods < 2 ? PL_MOD_DIRECT : 0 };
    if (m->n_mods) {
        mod->dep_path =
            pl_arena_printf(&m->arena, "github.com/acme/powerpipe-mod-%.*s@v1.0.0", PL_FMT(name));
        mod->dir = pl_arena_printf(&m->arena, ".powerpipe/mods/%.*s", PL_FMT(mod->dep_path));
    }
    mod->files = m->files[m->n_mods];
    m->dep_names[m->n_mods++] = head;
}

static inline void made_file(made *m, pl_str name, pl_str text)
{
    pl_build_mod *mod = &m->mods[m->n_mods - 1];
    pl_view view;
    pl_str path = mod->dir.len
                      ? pl_arena_printf(&m->arena, "%.*s/%.*s", PL_FMT(mod->dir), PL_FMT(name))
                      : pl_arena_str(&m->arena, name);
    place_bytes(m->dir, path.ptr, text.ptr ? text.ptr : "", text.len);
    if (!pl_str_ends(name, PL_S(".pp")))
        return; /* a file of values, or to be read */
    CHECK(pl_view_open(&m->reader, place_path(m->dir, path.ptr), &view) == 0, path.ptr);
    m->files[m->n_mods - 1][mod->n_files++] = (pl_build_file){
        .path = path,
        .stamp = view.stamp,
        .part = pl_scan_file(m->scanner, pl_view_str(&view), &m->arena),
        .mod_file = pl_str_eq(name, PL_S("mod.pp")),
    };
    pl_view_close(&view);
}

static inline void made_link(made *m)
{
    for (uint32_t i = 0; i < m->n_mods; i++) {
        pl_str rest = m->dep_names[i];
        while (rest.ptr) {
            pl_str dep = pl_str_trim(pl_str_split(&rest, ','));
            for (uint32_t o = 0; o < m->n_mods; o++)
                if (dep.len && pl_str_eq(m->mods[o].short_name, dep))
                    m->deps[i][m->mods[i].n_deps++] = o;
        }
        m->mods[i].deps = m->deps[i];
    }
    m->ix = pl_index_build(m->mods, m->n_mods, 7);
    assert_non_null(m->ix);
}

/* Options but `index` and `dir` may be set before. */
static inline void made_open(made *m, const char *name, const char *source)
{
    pl_str rest = pl_arena_str(&m->arena, pl_str_cstr(source));
    m->dir = place_new(name);
    m->scanner = pl_scanner_new();
    while (rest.len) {
        const char *next = rest.len > 4 ? memmem(rest.ptr + 4, rest.len - 4, "--- ", 4) : NULL;
        size_t len = next ? (size_t)(next - rest.ptr) : rest.len;
        pl_str piece = pl_str_sub(rest, 0, len);
        rest = pl_str_sub(rest, len, rest.len);
        pl_str head = pl_str_sub(pl_str_split(&piece, '\n'), 4, SIZE_MAX);
        if (pl_str_starts(head, PL_S("mod ")))
            made_mod(m, pl_str_sub(head, 4, head.len));
        else
            made_file(m, pl_str_trim(head), piece);
    }
    made_link(m);
    m->options.index = m->ix;
    m->options.dir = pl_str_cstr(m->dir);
    if (!m->options.cwd.len)
        m->options.cwd = m->options.dir;
    m->values = pl_value_store_new(&m->options);
    m->ev = pl_evaluator_borrow(m->values);
    m->diags = pl_diags_new();
}

static inline void made_close(made *m)
{
    pl_evaluator_give_back(m->ev);
    pl_value_store_free(m->values);
    pl_diags_free(m->diags);
    pl_index_close(m->ix);
    pl_scanner_free(m->scanner);
    pl_reader_done(&m->reader);
    pl_arena_done(&m->arena);
    pl_buf_done(&m->answer);
    *m = (made){ 0 };
}

/* The directory is cut off the paths of messages. */
static inline const char *made_text(made *m)
{
    pl_buf_byte(&m->answer, 0);
    size_t n = strlen(m->dir) + 1;
    for (char *at = m->answer.ptr; (at = strstr(at, m->dir)) != NULL;)
        memmove(at, at + n, strlen(at + n) + 1);
    return m->answer.ptr;
}

/* Messages since the last question, one below the other; they are dropped. */
static inline const char *made_said(made *m)
{
    m->answer.len = 0;
    for (size_t i = 0; i < pl_diags_count(m->diags); i++) {
        pl_buf_cstr(&m->answer, i ? "\n" : "");
        pl_diag_format(pl_diags_get(m->diags, i), &m->answer);
    }
    pl_diags_free(m->diags);
    m->diags = pl_diags_new();
    return made_text(m);
}

static inline uint32_t made_mod_id(made *m, const char *name)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(m->ix, &n);
    for (uint32_t i = 0; i < n; i++)
        if (pl_str_eq(pl_index_str(m->ix, mods[i].short_name), pl_str_cstr(name)))
            return i;
    fail_msg("no mod %s", name);
    return 0;
}

/* The value of an expression in the scope of a mod as JSON, "unknown", or messages. */
static inline const char *made_eval(made *m, const char *mod, const char *expr)
{
    pl_arena scratch = { 0 };
    pl_parser *parser = pl_parser_new();
    uint32_t id = made_mod_id(m, mod);
    size_t len = strlen(expr);
    char *text = pl_arena_zero(&scratch, len + PL_VIEW_SLACK, 1);
    memcpy(text, expr, len);
    pl_diags_begin(m->diags, PL_S("expr"), (pl_str){ text, len });
    pl_eval ev = { .arena = &scratch,
                   .diags = m->diags,
                   .scope = pl_evaluator_scope(m->ev, id),
                   .env = pl_evaluator_env(m->ev, id) };
    pl_value v =
        pl_eval_expr(&ev, pl_parse_expr(parser, (pl_str){ text, len }, &scratch, m->diags));
    pl_diags_end(m->diags);
    m->answer.len = 0;
    bool known = !pl_diags_count(m->diags) && pl_value_is_known(v);
    if (known)
        pl_value_json(v, &m->answer);
    else if (!pl_diags_count(m->diags))
        pl_buf_cstr(&m->answer, "unknown");
    const char *answer = pl_diags_count(m->diags) ? made_said(m) : made_text(m);
    pl_parser_free(parser);
    pl_arena_done(&scratch);
    return answer;
}

#endif
