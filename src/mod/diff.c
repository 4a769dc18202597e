/* diff.c - compares the blocks of two mods by hashes of their tokens. */
#include "mod/diff.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "hcl/parse.h"
#include "lex/lex.h"
#include "mod/files.h"
#include <stdlib.h>

/* An attribute, or a nested block. */
typedef struct part {
    pl_str name;
    uint64_t hash; /* of its tokens */
} part;

typedef struct thing {
    pl_str kind, name;
    part *parts;
    uint32_t n;
} thing;

/* The blocks of one mod. */
typedef struct reading {
    pl_arena *arena;
    pl_diags *diags;
    pl_parser *parser;
    pl_reader reader;
    pl_tokens tokens;
    pl_str text;
    PL_VEC(thing) things;
} reading;

/* ---- reading */

static uint64_t hash_range(const reading *r, pl_range range)
{
    uint64_t hash = 0;
    size_t lo = 0, hi = r->tokens.list.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (r->tokens.list.at[mid].start < range.start)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; r->tokens.list.at[lo].kind != PL_T_EOF && r->tokens.list.at[lo].end <= range.end; lo++) {
        pl_token t = r->tokens.list.at[lo];
        if (t.kind != PL_T_NEWLINE && t.kind != PL_T_COMMENT)
            hash = pl_hash_mix(hash, pl_hash_str(pl_str_sub(r->text, t.start, t.end)));
    }
    return hash;
}

static int by_name(const void *a, const void *b)
{
    const part *x = a, *y = b;
    int order = pl_str_cmp(x->name, y->name);
    return order ? order : (x->hash > y->hash) - (x->hash < y->hash);
}

static void take_parts(reading *r, const pl_body *body, thing *out)
{
    uint32_t n = 0;
    for (const pl_attr *a = body->attrs; a; a = a->next)
        n++;
    for (const pl_block *b = body->blocks; b; b = b->next)
        n++;
    out->parts = pl_arena_alloc(r->arena, (n + 1) * sizeof *out->parts);
    for (const pl_attr *a = body->attrs; a; a = a->next)
        out->parts[out->n++] =
            (part){ pl_arena_str(r->arena, a->name), hash_range(r, a->expr->range) };
    for (const pl_block *b = body->blocks; b; b = b->next) {
        pl_str label = b->labels ? b->labels->text : (pl_str){ 0 };
        pl_str name = pl_arena_printf(r->arena, label.len ? "%.*s.%.*s" : "%.*s", PL_FMT(b->type),
                                      PL_FMT(label));
        out->parts[out->n++] = (part){ name, hash_range(r, b->range) };
    }
    if (out->n)
        qsort(out->parts, out->n, sizeof *out->parts, by_name);
}

/* Note a block, unless it is `locals`, which has no name, or `mod`, which is no resource. */
static void take_block(reading *r, const pl_block *b)
{
    if (!b->labels || pl_str_eq(b->type, PL_S("mod")))
        return;
    thing t = { .kind = pl_arena_str(r->arena, b->type) };
    t.name = pl_arena_str(r->arena, b->labels->text);
    take_parts(r, b->body, &t);
    pl_vec_push(&r->things, t);
}

static bool take_file(reading *r, pl_str path)
{
    pl_arena tree = { 0 };
    pl_view view;
    int error = pl_view_open(&r->reader, path.ptr, &view);
    if (error) {
        pl_diag_plain(r->diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s", path.ptr,
                      pl_file_reason(error));
        return false;
    }
    r->text = pl_view_str(&view);
    size_t before = pl_diags_errors(r->diags);
    pl_diags_begin(r->diags, path, r->text);
    const pl_body *body = pl_parse_file(r->parser, r->text, &tree, r->diags);
    pl_diags_end(r->diags);
    pl_lex(r->text, PL_LEX_BODY, &r->tokens);
    for (const pl_block *b = body->blocks; b; b = b->next)
        take_block(r, b);
    pl_view_close(&view);
    pl_arena_done(&tree);
    return pl_diags_errors(r->diags) == before;
}

static int by_kind(const void *a, const void *b)
{
    const thing *x = a, *y = b;
    int order = pl_str_cmp(x->kind, y->kind);
    return order ? order : pl_str_cmp(x->name, y->name);
}

static bool read_mod(pl_str dir, reading *r)
{
    pl_sources sources = { 0 };
    int error = pl_mod_files(dir, PL_FILES_APART, r->arena, &sources, NULL, NULL);
    bool ok = !error;
    if (error)
        pl_diag_plain(r->diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%.*s': %s",
                      PL_FMT(dir), pl_file_reason(error));
    r->parser = pl_parser_new();
    for (size_t i = 0; i < sources.list.n; i++)
        ok = take_file(r, sources.list.at[i].path) && ok;
    if (r->things.n)
        qsort(r->things.at, r->things.n, sizeof *r->things.at, by_kind);
    pl_parser_free(r->parser);
    pl_reader_done(&r->reader);
    pl_tokens_done(&r->tokens);
    pl_vec_done(&sources.list);
    return ok;
}

/* ---- comparing */

typedef struct comparing {
    pl_arena *arena;
    PL_VEC(pl_difference) list;
    PL_VEC(pl_str) names; /* of the parts at hand that differ */
} comparing;

static void note_name(comparing *c, pl_str name)
{
    if (!c->names.n || !pl_str_eq(c->names.at[c->names.n - 1], name))
        pl_vec_push(&c->names, name);
}

static void compare_parts(comparing *c, const thing *a, const thing *b)
{
    c->names.n = 0;
    for (uint32_t i = 0, k = 0; i < a->n || k < b->n;) {
        int order = i == a->n ? 1 : k == b->n ? -1 : by_name(&a->parts[i], &b->parts[k]);
        if (order < 0)
            note_name(c, a->parts[i].name);
        if (order > 0)
            note_name(c, b->parts[k].name);
        i += order <= 0;
        k += order >= 0;
    }
}

static void add_difference(comparing *c, pl_diff_kind change, const thing *t)
{
    pl_difference d = { .change = change, .kind = t->kind, .name = t->name };
    if (change == PL_DIFF_CHANGED) {
        pl_str *copy = pl_arena_alloc(c->arena, c->names.n * sizeof *copy);
        memcpy(copy, c->names.at, c->names.n * sizeof *copy);
        d.attributes = copy;
        d.n_attributes = (uint32_t)c->names.n;
    }
    pl_vec_push(&c->list, d);
}

static void compare_readings(comparing *c, const reading *a, const reading *b)
{
    for (size_t i = 0, k = 0; i < a->things.n || k < b->things.n;) {
        int order = i == a->things.n   ? 1
                    : k == b->things.n ? -1
                                       : by_kind(&a->things.at[i], &b->things.at[k]);
        if (order < 0)
            add_difference(c, PL_DIFF_REMOVED, &a->things.at[i]);
        if (order > 0)
            add_difference(c, PL_DIFF_ADDED, &b->things.at[k]);
        if (order == 0)
            compare_parts(c, &a->things.at[i], &b->things.at[k]);
        if (order == 0 && c->names.n)
            add_difference(c, PL_DIFF_CHANGED, &b->things.at[k]);
        i += order <= 0;
        k += order >= 0;
    }
}

bool pl_mod_diff(pl_str a, pl_str b, pl_arena *arena, pl_diff *out, pl_diags *diags)
{
    reading x = { .arena = arena, .diags = diags }, y = { .arena = arena, .diags = diags };
    comparing c = { .arena = arena };
    bool ok = read_mod(a, &x);
    ok = read_mod(b, &y) && ok;
    *out = (pl_diff){ 0 };
    if (ok) {
        compare_readings(&c, &x, &y);
        pl_difference *list = pl_arena_alloc(arena, (c.list.n + 1) * sizeof *list);
        if (c.list.n)
            memcpy(list, c.list.at, c.list.n * sizeof *list);
        *out = (pl_diff){ list, (uint32_t)c.list.n };
    }
    pl_vec_done(&c.list);
    pl_vec_done(&c.names);
    pl_vec_done(&x.things);
    pl_vec_done(&y.things);
    return ok;
}
