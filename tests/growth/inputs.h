/* inputs.h - the inputs of rows.h, and their evaluation. */
#ifndef PL_TEST_GROWTH_INPUTS_H
#define PL_TEST_GROWTH_INPUTS_H
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"
#include "hcl/eval.h"
#include "rows.h"
#include <string.h>

typedef struct growth {
    pl_arena inputs, arena; /* of one evaluation */
    PL_VEC(pl_member) members;
    pl_value local;
    pl_diags *diags;
    pl_parser *parser;
    pl_scope scope;
    pl_fn_env env;
    pl_eval ev;
} growth;

static inline void growth__put(growth *g, const char *name, pl_value v)
{
    pl_vec_push(&g->members, ((pl_member){ pl_str_cstr(name), v }));
}

/* `unit` again and again up to n bytes; `end` after it. */
static inline void growth__text(growth *g, const char *name, const char *start, const char *unit,
                                size_t n, const char *end)
{
    pl_buf text = { 0 };
    size_t len = strlen(unit);
    pl_buf_cstr(&text, start);
    for (size_t i = 0; i + len <= n; i += len)
        pl_buf_add(&text, unit, len);
    pl_buf_cstr(&text, end);
    growth__put(g, name, pl_value_text(&g->inputs, pl_buf_view(&text), true));
    pl_buf_done(&text);
}

/* Texts of a format with one %u: one after the other. */
static inline void growth__numbered(growth *g, const char *name, const char *format, size_t n,
                                    const char *start, const char *end)
{
    pl_buf text = { 0 };
    pl_buf_cstr(&text, start);
    for (unsigned i = 0; text.len < n; i++)
        pl_buf_str(&text, pl_arena_printf(&g->inputs, format, i));
    pl_buf_cstr(&text, end);
    growth__put(g, name, pl_value_text(&g->inputs, pl_buf_view(&text), true));
    pl_buf_done(&text);
}

static inline pl_value growth__word(growth *g, const char *format, unsigned i)
{
    return pl_value_str(pl_arena_printf(&g->inputs, format, i));
}

static inline pl_value growth__object(growth *g, pl_str key, pl_value v)
{
    pl_member two[] = { { key, v }, { PL_S("b"), pl_value_int(1, PL_BITS_INT) } };
    return pl_value_members(&g->inputs, PL_V_OBJECT, NULL, two, 2);
}

static inline void growth__lists(growth *g, size_t n)
{
    uint32_t few = (uint32_t)(n / 64), many = (uint32_t)(n / 16);
    pl_seq *list = pl_seq_room(&g->inputs, many), *numbers = pl_seq_room(&g->inputs, many);
    pl_seq *objects = pl_seq_room(&g->inputs, few), *odd = pl_seq_room(&g->inputs, few);
    pl_seq *lists = pl_seq_room(&g->inputs, few), *maps = pl_seq_room(&g->inputs, few);
    pl_members *map = pl_members_room(&g->inputs, many), *wide = pl_members_room(&g->inputs, many);
    for (uint32_t i = 0; i < many; i++) {
        list->at[i] = growth__word(g, "k%06u", i);
        numbers->at[i] = pl_value_int(i % 3 + 1, PL_BITS_INT);
        map->at[i] = (pl_member){ pl_value_get_str(list->at[i]), list->at[i] };
        wide->at[i] = (pl_member){ pl_arena_printf(&g->inputs, "nop%u", i), list->at[i] };
    }
    for (uint32_t i = 0; i < few; i++) {
        pl_value word = list->at[i];
        objects->at[i] = growth__object(g, PL_S("a"), word);
        odd->at[i] = growth__object(g, pl_value_get_str(word), word);
        lists->at[i] =
            pl_value_seq(&g->inputs, PL_V_LIST, pl_type_simple(PL_TYPE_STRING), &word, 1);
        maps->at[i] = odd->at[i];
    }
    growth__put(g, "list",
                pl_value_take_seq(PL_V_LIST, pl_type_simple(PL_TYPE_STRING), list, many));
    growth__put(g, "numbers", pl_value_take_seq(PL_V_TUPLE, NULL, numbers, many));
    growth__put(g, "objects", pl_value_take_seq(PL_V_TUPLE, NULL, objects, few));
    growth__put(g, "odd", pl_value_take_seq(PL_V_TUPLE, NULL, odd, few));
    growth__put(g, "lists", pl_value_take_seq(PL_V_TUPLE, NULL, lists, few));
    growth__put(g, "maps", pl_value_take_seq(PL_V_TUPLE, NULL, maps, few));
    growth__put(g, "map", pl_value_take_members(PL_V_OBJECT, NULL, map, many));
    growth__put(g, "wideobject", pl_value_take_members(PL_V_OBJECT, NULL, wide, many));
}

static inline void growth__marks(growth *g, size_t n)
{
    pl_buf text = { 0 };
    for (size_t i = 0; i < n / 2; i++)
        pl_buf_cstr(&text, i < n / 4 ? "\314\201" : "\314\226");
    growth__put(g, "marks", pl_value_str(pl_arena_str(&g->inputs, pl_buf_view(&text))));
    pl_buf_done(&text);
}

static inline void growth__inputs(growth *g, size_t n)
{
    growth__put(g, "n", pl_value_int((int64_t)(n / 32), PL_BITS_INT));
    growth__text(g, "s", "", "abcdefgh ", n, "");
    growth__text(g, "u", "", "\303\251\303\200", n, "");
    growth__text(g, "same", "", "a", n, "");
    growth__text(g, "nearly", "", "a", n / 2, "b");
    growth__text(g, "blanks", "", " ", n, "");
    growth__text(g, "words", "", "word ", n, "");
    growth__text(g, "lines", "", "line\n", n, "");
    growth__text(g, "base64", "", "aaaa", n, "");
    growth__text(g, "digits", "", "1", n / 32, "");
    growth__text(g, "verbs", "", "%s", n / 16 * 2, "");
    growth__text(g, "json", "[1", ",2", n, "]");
    growth__text(g, "badjson", "[1", ",2", n, "");
    growth__text(g, "brackets", "", "[", n, "");
    growth__text(g, "dashes", "", "- ", n, "");
    growth__text(g, "keys", "", "? ", n, "");
    growth__text(g, "parens", "", "(a)", n, "");
    growth__text(g, "posix", "[", "[:a", n, "]");
    growth__text(g, "classes", "", "\\pL", n / 16, "");
    growth__text(g, "quotes", "a,b\n\"", "a\"\"\n", n, "");
    growth__text(g, "yamllist", "", "- a\n", n, "");
    growth__text(g, "commas", "", ",", n, "");
    growth__text(g, "slashes", "", "a/", n, "*");
    growth__text(g, "groups", "", "(?P<a>a)?", n / 16, "");
    growth__text(g, "named", "", "$b", n / 16, "");
    growth__numbered(g, "objectjson", "\"k%u\":1,", n, "{", "\"k\":1}");
    growth__numbered(g, "yaml", "k%u: v\n", n, "", "");
    growth__numbered(g, "csv", "%u,b,c\n", n, "a,b,c\n", "");
    growth__numbered(g, "wide", "c%u,", n, "", "z\n");
    growth__numbered(g, "twice", "c%u,", n, "", "z,z\n");
    pl_buf deep = { 0 };
    pl_buf_fill(&deep, '[', n / 16);
    pl_buf_fill(&deep, ']', n / 16);
    growth__put(g, "deepjson", pl_value_text(&g->inputs, pl_buf_view(&deep), true));
    pl_buf_done(&deep);
    growth__marks(g, n);
    growth__lists(g, n);
}

static inline pl_found growth__find(const pl_scope *scope, const pl_root_traversal *name,
                                    pl_value *out, unsigned *used, pl_diags *diags)
{
    const growth *g = scope->ctx;
    (void)diags;
    if (!name->steps || !pl_str_eq(name->root, PL_S("local")))
        return PL_FOUND_NOTHING;
    *out = g->local;
    *used = 0;
    return PL_FOUND;
}

static inline void growth_init(growth *g, size_t n)
{
    static const char *const environment[] = { "A=1", "B=2", NULL };
    *g = (growth){ .diags = pl_diags_new(), .parser = pl_parser_new() };
    growth__inputs(g, n);
    g->local =
        pl_value_members(&g->inputs, PL_V_OBJECT, NULL, g->members.at, (uint32_t)g->members.n);
    g->scope = (pl_scope){ .find = growth__find, .ctx = g };
    g->env = (pl_fn_env){ .base_dir = PL_S("/"), .environ = environment };
}

/* Forget the last evaluation. */
static inline void growth_reset(growth *g)
{
    pl_diags_clear(g->diags);
    pl_arena_reset(&g->arena);
}

static inline void growth_evaluate(growth *g, const char *text)
{
    size_t len = strlen(text);
    char *copy = pl_arena_zero(&g->arena, len + PL_VIEW_SLACK, 1);
    memcpy(copy, text, len);
    g->ev = (pl_eval){ .arena = &g->arena, .diags = g->diags, .scope = &g->scope, .env = &g->env };
    pl_diags_begin(g->diags, PL_S("f.pp"), pl_str_make(copy, len));
    pl_eval_expr(&g->ev, pl_parse_expr(g->parser, pl_str_make(copy, len), &g->arena, g->diags));
    pl_diags_end(g->diags);
}

static inline void growth_done(growth *g)
{
    pl_diags_free(g->diags);
    pl_parser_free(g->parser);
    pl_vec_done(&g->members);
    pl_arena_done(&g->arena);
    pl_arena_done(&g->inputs);
}

#endif
