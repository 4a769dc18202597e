/* test_params.c - arguments: given, merged, bound (mod-language.md 7, cli.md 1.5). */
#include "run/params.h"
#include "base/str.h"
#include "unit/test.h"
#include "value/doc.h"

/* "name=value ..." or "value ...", values as JSON; "?" is not there. */
static const char *show(pl_arena *arena, const pl_given_args *args)
{
    pl_buf out = { 0 };
    pl_doc *list = pl_doc_new(arena, PL_DOC_ARRAY);
    for (uint32_t i = 0; i < args->n; i++) {
        if (args->at[i].name.len)
            pl_buf_printf(&out, "%.*s=", PL_FMT(args->at[i].name));
        if (args->at[i].value.tag == PL_V_UNKNOWN)
            pl_buf_byte(&out, '?');
        else
            pl_buf_str(&out,
                       pl_doc_value_text(arena, list, (pl_str){ 0 }, args->at[i].value)->text);
        pl_buf_byte(&out, ' ');
    }
    if (out.len)
        out.len--;
    pl_str copy = pl_arena_str(arena, pl_buf_view(&out));
    pl_buf_done(&out);
    return copy.ptr ? copy.ptr : "";
}

static const struct {
    const char *what, *args[4], *want, *why;
} flag_rows[] = {
    { "by name", { "a=1", "b=x" }, "a=\"1\" b=\"x\"", "" },
    { "by position", { "1", "x" }, "\"1\" \"x\"", "" },
    { "an empty value", { "a=" }, "a=\"\"", "" },
    { "an empty position", { "" }, "\"\"", "" },
    { "of one name the last", { "a=1", "a=2" }, "a=\"2\"", "" },
    { "values are no JSON", { "a={\"k\": 1}" }, "a=\"{\\\"k\\\": 1}\"", "" },
    { "mixed", { "a=1", "2" }, "", "cannot mix positional and named args" },
    { "two equals signs", { "a=1=2" }, "", "invalid arg format: a=1=2" },
};

TEST(args_from_flags)
{
    for (size_t i = 0; i < PL_COUNT(flag_rows); i++) {
        pl_arena arena = { 0 };
        pl_buf why = { 0 };
        pl_given_args out;
        pl_str args[4];
        size_t n = 0;
        for (; n < 4 && flag_rows[i].args[n]; n++)
            args[n] = pl_str_cstr(flag_rows[i].args[n]);
        bool ok = pl_args_from_flags(&arena, args, n, false, &out, &why);
        pl_given_args own;
        pl_buf none = { 0 };
        bool mixes = strcmp(flag_rows[i].what, "mixed") == 0;
        CHECK(pl_args_from_flags(&arena, args, n, true, &own, &none) != mixes, flag_rows[i].what);
        if (strcmp(flag_rows[i].what, "two equals signs") == 0)
            CHECK_STR(show(&arena, &own), "a=\"1=2\"", "in our own manner");
        pl_buf_done(&none);
        pl_buf_byte(&why, 0);
        CHECK_STR(ok ? show(&arena, &out) : "", flag_rows[i].want, flag_rows[i].what);
        CHECK_STR(why.ptr, flag_rows[i].why, flag_rows[i].what);
        pl_buf_done(&why);
        pl_arena_done(&arena);
    }
}

static const struct {
    const char *what, *target, *want, *why;
} call_rows[] = {
    { "no call", "query.q", "", "" },
    { "an open one is none", "query.q(1", "", "" },
    { "without arguments", "query.q()", "", "" },
    { "values of all types", "q(1, 2.5, true, \"x\", null)", "1 2.5 true \"x\" null", "" },
    { "lists and objects", "q([1, \"a\"], { k = [true] })", "[1,\"a\"] {\"k\":[true]}", "" },
    { "commas in texts", "q(\"a,b\", 1)", "\"a,b\" 1", "" },
    { "by name", "q(b => 1, a => \"x\")", "b=1 a=\"x\"", "" },
    { "blanks around", "  q( 1 )  ", "1", "" },
    { "empty pieces are none", "q(1,,2,)", "1 2", "" },
    { "numbers are doubles", "q(9007199254740993)", "9007199254740992", "" },
    { "a bracket too many", "q(1])", "", "bad arg syntax" },
    { "a variable", "q(var.x)", "",
      "Internal Error: bad arg syntax: Variables not allowed: Variables may not be used here." },
    { "a function", "q(upper(\"a\"))", "",
      "Internal Error: bad arg syntax: Function calls not allowed: Functions may not be called "
      "here." },
    { "named and not", "q(a => 1, 2)", "",
      "Internal Error: bad arg syntax: Extra characters after expression: An expression was "
      "successfully parsed, but extra characters were found after it." },
};

TEST(args_from_call)
{
    for (size_t i = 0; i < PL_COUNT(call_rows); i++) {
        pl_arena arena = { 0 };
        pl_buf why = { 0 };
        pl_given_args out;
        bool ok = pl_args_from_call(&arena, pl_str_cstr(call_rows[i].target), &out, &why);
        pl_buf_byte(&why, 0);
        CHECK_STR(ok ? show(&arena, &out) : "", call_rows[i].want, call_rows[i].what);
        CHECK_STR(why.ptr, call_rows[i].why, call_rows[i].what);
        pl_buf_done(&why);
        pl_arena_done(&arena);
    }
}

TEST(args_from_user_are_given_once)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    pl_given_args out;
    pl_str flag = PL_S("x");
    CHECK(!pl_args_from_user(&arena, PL_S("q(1)"), &flag, 1, false, &out, &why), "both");
    pl_buf_byte(&why, 0);
    CHECK_STR(why.ptr, "both command line args and query invocation args are set", "both");
    CHECK(!pl_args_from_user(&arena, PL_S("q(1) "), &flag, 1, false, &out, &why),
          "blanks behind it");
    CHECK(pl_args_from_user(&arena, PL_S("q(1"), &flag, 1, false, &out, &why),
          "an open call is none");
    CHECK(pl_args_from_user(&arena, PL_S("q()"), NULL, 0, false, &out, &why) && out.given && !out.n,
          "explicitly none");
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

/* ---- merging and binding: arguments as calls write them, "?" is not there yet */

static pl_given_args given(pl_arena *arena, const char *call)
{
    pl_buf why = { 0 };
    pl_given_args out;
    pl_args_from_call(arena, pl_str_cstr(call), &out, &why);
    for (uint32_t i = 0; i < out.n; i++)
        if (out.at[i].value.tag == PL_V_STRING &&
            pl_str_eq(pl_value_get_str(out.at[i].value), PL_S("?")))
            out.at[i].value = pl_value_unknown(pl_type_simple(PL_TYPE_ANY));
    pl_buf_done(&why);
    return out;
}

static const struct {
    const char *what, *own, *over, *want;
} merge_rows[] = {
    { "nothing over nothing", "q()", "q()", "" },
    { "own alone", "q(1, 2)", "q()", "1 2" },
    { "positions win one by one", "q(1, 2)", "q(9)", "9 2" },
    { "more positions", "q(1)", "q(8, 9)", "8 9" },
    { "names win one by one", "q(a => 1, b => 2)", "q(b => 9, c => 3)", "a=1 b=9 c=3" },
    { "what is not there yet wins nothing", "q(1)", "q(\"?\")", "1" },
    { "what is not there yet is kept", "q()", "q(\"?\", 2)", "? 2" },
    { "names and positions", "q(1)", "q(a => 2)",
      "args contain both positional and named parameters" },
};

TEST(args_merge)
{
    for (size_t i = 0; i < PL_COUNT(merge_rows); i++) {
        pl_arena arena = { 0 };
        pl_buf why = { 0 };
        pl_given_args own = given(&arena, merge_rows[i].own);
        pl_given_args over = given(&arena, merge_rows[i].over);
        bool ok = pl_args_merge(&arena, &own, &over, &over, &why); /* out is one of both */
        pl_buf_byte(&why, 0);
        CHECK_STR(ok ? show(&arena, &over) : why.ptr, merge_rows[i].want, merge_rows[i].what);
        pl_buf_done(&why);
        pl_arena_done(&arena);
    }
}

static pl_param_def params[] = {
    { .name = { "a", 1 }, .next = &params[1] },
    { .name = { "b", 1 },
      .has_default = true,
      .default_is_string = true,
      .dflt = { "5", 1 },
      .next = &params[2] },
    { .name = { "c", 1 }, .has_default = true, .dflt = { "[1,\"x\"]", 7 } },
};

static const struct {
    const char *what, *args, *want;
    bool no_params;
} bind_rows[] = {
    { "all by position", "q(1, 2, 3)", "1 2 3", false },
    { "defaults: texts stay texts, JSON is read", "q(1)", "1 \"5\" [1,\"x\"]", false },
    { "all by name, in the order of the params", "q(c => 3, a => 1)", "1 \"5\" 3", false },
    { "unknown names are ignored", "q(a => 1, z => 2)", "1 \"5\" [1,\"x\"]", false },
    { "null is a value", "q(1, null)", "1 null [1,\"x\"]", false },
    { "missing", "q()", "failed to resolve args for m.query.q: a", false },
    { "too many", "q(1, 2, 3, 4)",
      "failed to resolve args for m.query.q: resolvePositionalParameters failed for 'm.query.q' - "
      "4 arguments were provided but there are 3 parameter definitions",
      false },
    { "without params the list as it is", "q(1, \"x\")", "1 \"x\"", true },
    { "without params names are dropped", "q(a => 1)", "", true },
};

TEST(args_bind)
{
    for (size_t i = 0; i < PL_COUNT(bind_rows); i++) {
        pl_arena arena = { 0 };
        pl_buf why = { 0 };
        pl_bound_args bound;
        pl_given_args args = given(&arena, bind_rows[i].args);
        pl_args_binding b = { .owner = PL_S("m.query.q"),
                              .params = bind_rows[i].no_params ? NULL : params,
                              .args = &args };
        bool ok = pl_args_bind(&arena, &b, &bound, &why);
        pl_given_args shown = { 0 };
        shown.at = pl_arena_alloc(&arena, (bound.n + 1) * sizeof *shown.at);
        for (; ok && shown.n < bound.n; shown.n++)
            shown.at[shown.n] = (pl_given_arg){ { 0 }, bound.at[shown.n] };
        pl_buf_byte(&why, 0);
        CHECK_STR(ok ? show(&arena, &shown) : why.ptr, bind_rows[i].want, bind_rows[i].what);
        pl_buf_done(&why);
        pl_arena_done(&arena);
    }
}

TEST(a_null_default_is_null_in_our_own_manner)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    pl_bound_args bound;
    pl_given_args none = { 0 };
    pl_param_def second = { .name = PL_S("b") },
                 first = { .name = PL_S("a"), .default_is_null = true, .next = &second };
    pl_args_binding b = { .owner = PL_S("q"), .params = &first, .args = &none };
    CHECK(!pl_args_bind(&arena, &b, &bound, &why), "both are missing");
    b.own = b.nulls = true;
    why.len = 0;
    CHECK(!pl_args_bind(&arena, &b, &bound, &why), "one is missing");
    pl_buf_byte(&why, 0);
    CHECK_STR(why.ptr, "q needs values of its params: --arg b=...", "which, and the flag");
    first.next = NULL;
    CHECK(pl_args_bind(&arena, &b, &bound, &why) && bound.at[0].tag == PL_V_NULL, "NULL");
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

TEST(args_bind_late_defaults)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    pl_bound_args bound;
    pl_given_args none = { 0 };
    pl_late_default late = { PL_S("a"), pl_value_bool(true) };
    pl_args_binding b = {
        .owner = PL_S("q"), .params = params, .args = &none, .late = &late, .n_late = 1
    };
    CHECK(pl_args_bind(&arena, &b, &bound, &why), "bind");
    CHECK(bound.n == 3 && bound.at[0].tag == PL_V_BOOL, "the late one");
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

/* ---- many names: found by a map, and as few are */

static pl_str number_name(pl_arena *arena, uint32_t i)
{
    return pl_arena_printf(arena, "p%u", i);
}

static pl_param_def *many_params(pl_arena *arena, uint32_t n)
{
    pl_param_def *all = pl_arena_zero(arena, n * sizeof *all, _Alignof(pl_param_def));
    for (uint32_t i = 0; i < n; i++) {
        all[i].name = number_name(arena, i);
        all[i].next = i + 1 < n ? &all[i + 1] : NULL;
    }
    return all;
}

/* Every second in the order of the params, then the others backwards. */
static pl_given_args many_args(pl_arena *arena, uint32_t n)
{
    pl_str *list = pl_arena_alloc(arena, n * sizeof *list);
    pl_buf why = { 0 };
    pl_given_args out;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t which = i < n / 2 ? 2 * i : 2 * (n - 1 - i) + 1;
        list[i] = pl_arena_printf(arena, "p%u=%u", which, which);
    }
    CHECK(pl_args_from_flags(arena, list, n, false, &out, &why), "flags");
    pl_buf_done(&why);
    return out;
}

TEST(many_names_are_bound_like_few)
{
    static const uint32_t sizes[] = { 2, 16, 18, 1000, 60000 };
    for (size_t s = 0; s < PL_COUNT(sizes); s++) {
        pl_arena arena = { 0 };
        pl_buf why = { 0 };
        pl_bound_args bound;
        uint32_t n = sizes[s], wrong = 0;
        pl_given_args given_args = many_args(&arena, n), merged;
        CHECK(pl_args_merge(&arena, &given_args, &given_args, &merged, &why), "merge");
        CHECK_INT(merged.n, n, "each name once");
        pl_args_binding b = { .owner = PL_S("q"),
                              .params = many_params(&arena, n),
                              .args = &merged,
                              .late = NULL,
                              .n_late = 0 };
        CHECK(pl_args_bind(&arena, &b, &bound, &why), "bind");
        for (uint32_t i = 0; i < n; i++)
            wrong += !pl_str_eq(pl_value_get_str(bound.at[i]), pl_arena_printf(&arena, "%u", i));
        CHECK_INT(wrong, 0, "each has its own");
        pl_buf_done(&why);
        pl_arena_done(&arena);
    }
}

TEST(many_late_defaults_are_found)
{
    enum { MANY = 60000 };
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    pl_bound_args bound;
    pl_given_args none = { 0 };
    uint32_t wrong = 0;
    pl_late_default *late = pl_arena_alloc(&arena, MANY * sizeof *late);
    for (uint32_t i = 0; i < MANY; i++)
        late[MANY - 1 - i] = (pl_late_default){ number_name(&arena, i), pl_value_int(i, 64) };
    pl_args_binding b = { .owner = PL_S("q"),
                          .params = many_params(&arena, MANY),
                          .args = &none,
                          .late = late,
                          .n_late = MANY };
    CHECK(pl_args_bind(&arena, &b, &bound, &why), "bind");
    for (uint32_t i = 0; i < MANY; i++)
        wrong += bound.at[i].i != i;
    CHECK_INT(wrong, 0, "each has its own");
    pl_buf_done(&why);
    pl_arena_done(&arena);
}
