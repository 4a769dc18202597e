#include "outcome.h"

/* ---- scopes */

static pl_value word(const char *s)
{
    return pl_value_str(pl_str_cstr(s));
}

/* `shop` is an object; `lazy.NAME` is found name and all, as locals are; `later` is not
 * known before the program runs; `broken` has reported. */
static pl_found find(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                     unsigned *used, pl_diags *diags)
{
    pl_arena *arena = scope->ctx;
    if (pl_str_eq(name->root, PL_S("shop"))) {
        pl_member at[] = { { PL_S("name"), word("Mill") }, { PL_S("open"), pl_value_bool(true) } };
        *out = pl_value_members(arena, PL_V_OBJECT, NULL, at, 2);
        return PL_FOUND;
    }
    if (pl_str_eq(name->root, PL_S("lazy")) && name->steps && !name->steps->is_index) {
        pl_member at[] = { { PL_S("name"), pl_value_str(name->steps->text) } };
        *out = pl_value_members(arena, PL_V_OBJECT, NULL, at, 1);
        *used = 1;
        return PL_FOUND;
    }
    if (pl_str_eq(name->root, PL_S("later"))) {
        *out = pl_value_unknown(pl_type_simple(PL_TYPE_ANY));
        return PL_FOUND;
    }
    if (pl_str_eq(name->root, PL_S("secret"))) {
        *out = word("s3");
        out->marks = PL_MARK_SENSITIVE;
        return PL_FOUND;
    }
    if (!pl_str_eq(name->root, PL_S("broken")))
        return PL_FOUND_NOTHING;
    pl_diag_add(diags, PL_ERROR, PL_DIAG_OTHER, name->range, "Broken", "it is");
    return PL_FOUND_ERROR;
}

static void names(const pl_scope *scope, void (*each)(void *ctx, pl_str name), void *ctx)
{
    (void)scope;
    each(ctx, PL_S("shoe"));
    each(ctx, PL_S("shop"));
    each(ctx, PL_S("lazy"));
}

static const struct {
    const char *what, *src, *want;
} scoped[] = {
    { "an attribute of a root", "shop.name", "\"Mill\"" },
    { "what the scope used is not applied again", "lazy.x.name", "\"x\"" },
    { "what it did not use is", "lazy.x[\"name\"]", "\"x\"" },
    { "a step that fails", "lazy.x.other",
      "! Unsupported attribute: This object does not have an attribute named \"other\". @6-12" },
    { "an unknown root", "nope", "! Unknown variable: There is no variable named \"nope\". @0-4" },
    { "a near one: the first in order", "shot",
      "! Unknown variable: There is no variable named \"shot\". Did you mean \"shoe\"? @0-4" },
    { "a loop variable is near, too", "[for item in [1] : itme]",
      "! Unknown variable: There is no variable named \"itme\". Did you mean \"item\"? @19-23" },
    { "a loop variable hides a root", "[for shop in [1] : shop]", "[1]" },
    { "not in the collection", "[for shop in [shop.name] : shop]", "[\"Mill\"]" },
    { "what the scope reported", "[broken.x, shop.open]", "! Broken: it is @1-9" },
    { "try hides it", "try(broken, 1)", "1" },
    { "what is not known yet", "later.a[0].b", "unknown" },
    { "goes through everything", "upper(\"${later}-${shop.name}\")", "unknown" },
    { "also through a loop", "[for x in later : x.y if x.z]", "unknown" },
    { "but mistakes show", "[later, nope]",
      "! Unknown variable: There is no variable named \"nope\". @8-12" },
    { "and the known part of a choice", "true ? 1 : later", "1" },
};

TEST(eval_asks_the_scope)
{
    for (size_t i = 0; i < PL_COUNT(scoped); i++) {
        outcome o = { 0 };
        pl_scope scope = { .find = find, .names = names, .ctx = &o.arena };
        o.ev.scope = &scope;
        evaluate(&o, pl_str_cstr(scoped[i].src));
        CHECK_STR(show(&o), scoped[i].want, scoped[i].what);
        done(&o);
    }
}

TEST(eval_without_variables_and_functions)
{
    pl_scope scope = { .no_variables = true, .no_functions = true };
    outcome o = { .ev.scope = &scope };
    evaluate(&o, PL_S("[a.b, upper(\"x\"), [for x in [1] : x]]"));
    CHECK_STR(show(&o),
              "! Variables not allowed: Variables may not be used here. @1-2 "
              "! Function calls not allowed: Functions may not be called here. @6-16",
              "neither is allowed");
    done(&o);
}

TEST(eval_of_an_empty_scope)
{
    outcome o = { 0 };
    evaluate(&o, PL_S("1 + x"));
    CHECK_STR(show(&o), "! Unknown variable: There is no variable named \"x\". @4-5", "no scope");
    CHECK(o.ev.failed && !o.ev.stopped, "failed, not over");
    done(&o);
}

/* ---- attributes of a type (hcl.md 3.14) */

static const struct {
    const char *src;
    pl_type_kind type;
    const char *want;
} attrs[] = {
    { "5", PL_TYPE_STRING, "\"5\"" },
    { "true", PL_TYPE_STRING, "\"true\"" },
    { "\"1\"", PL_TYPE_BOOL, "true" },
    { "null", PL_TYPE_STRING, "null" },
    { "[1]", PL_TYPE_STRING,
      "! Unsuitable value type: Unsuitable value: string required, but have tuple @0-1" },
    { "x", PL_TYPE_STRING,
      "! Unknown variable: There is no variable named \"x\". @0-1 "
      "! Unsuitable value type: Unsuitable value: value must be known @0-1" },
    { "[x]", PL_TYPE_STRING,
      "! Unknown variable: There is no variable named \"x\". @1-2 "
      "! Unsuitable value type: Unsuitable value: string required, but have tuple @0-1" },
    { "{for k in [1, 1] : k => k}", PL_TYPE_STRING,
      "! Duplicate object key: Two different items produced the key \"1\" in this 'for' "
      "expression. If duplicates are expected, use the ellipsis (...) after the value expression "
      "to enable grouping by key. @19-20 "
      "! Unsuitable value type: Unsuitable value: string required, but have object @0-1" },
    /* A part that cannot be text counts for nothing: the template has a value. */
    { "\"a${null}\"", PL_TYPE_STRING,
      "! Invalid template interpolation value: The expression result is null. Cannot include a "
      "null "
      "value in a string template. @4-8" },
    { "\"a${[]}\"", PL_TYPE_STRING,
      "! Invalid template interpolation value: Cannot include the given value in a string "
      "template: "
      "string required, but have tuple. @4-6" },
    { "{ (null) = 1 }", PL_TYPE_STRING,
      "! Null value as key: Can't use a null value as a key. @11-12 "
      "! Unsuitable value type: Unsuitable value: value must be known @0-1" },
};

TEST(eval_as_a_type)
{
    for (size_t i = 0; i < PL_COUNT(attrs); i++) {
        outcome o = { 0 };
        pl_parser *parser = pl_parser_new();
        pl_str text = pl_arena_printf(&o.arena, "%s%64s", attrs[i].src, "");
        text.len = strlen(attrs[i].src);
        o.diags = pl_diags_new();
        o.ev = (pl_eval){ .arena = &o.arena, .diags = o.diags };
        pl_diags_begin(o.diags, PL_S("f.pp"), text);
        const pl_expr *e = pl_parse_expr(parser, text, &o.arena, o.diags);
        bool ok = pl_eval_as(&o.ev, e, pl_type_simple(attrs[i].type), &o.value);
        pl_diags_end(o.diags);
        CHECK_STR(show(&o), attrs[i].want, attrs[i].src);
        CHECK_INT(ok, pl_diags_count(o.diags) == 0, attrs[i].src);
        pl_parser_free(parser);
        done(&o);
    }
}

/* ---- marks */

static const struct {
    const char *src;
    bool marked;
} marks[] = {
    { "secret", true },
    { "\"a${secret}\"", true },
    { "\"a\"", false },
    { "upper(secret)", true },
    { "[secret][0]", true },
    { "[secret, 1][1]", false },
    { "{a = secret}.a", true },
    { "{(secret) = 1}", true },
    { "secret == \"x\"", true },
    { "length([secret])", false },
    { "contains([\"a\"], secret)", true },
    { "secret == \"x\" ? 1 : 2", true },
    { "[for x in [1] : x if secret != \"\"]", true },
    { "{for x in [secret] : x => 1}", true },
    { "[for x in sensitive([1]) : x]", true },
    { "nonsensitive(secret)", false },
    { "merge({a = secret}, {b = 1}).b", false },
    { "merge({a = secret}, {b = 1}).a", true },
    { "merge(sensitive({}), {b = 1}).b", true },
    { "element([secret, 1], 1)", false },
    { "toset([secret])", true },
    { "flatten([[secret], 1])[0]", true },
    { "flatten([sensitive([1]), 2])[0]", true },
    { "alltrue([sensitive(true)])", true },
    { "[1, 2][sensitive(0)]", true },
    { "\"%{ for x in [secret] }${x}%{ endfor }\"", true },
    { "\"%{ if secret == \"\" }a%{ endif }\"", true },
    { "tonumber(sensitive(\"1\"))", true },
    { "sum([sensitive(1), 2])", true },
};

TEST(eval_marks_travel)
{
    for (size_t i = 0; i < PL_COUNT(marks); i++) {
        outcome o = { 0 };
        pl_scope scope = { .find = find, .ctx = &o.arena };
        o.ev.scope = &scope;
        evaluate(&o, pl_str_cstr(marks[i].src));
        CHECK_INT(o.value.marks != 0, marks[i].marked, marks[i].src);
        done(&o);
    }
}

TEST(eval_messages_hide_what_is_sensitive)
{
    static const struct {
        const char *src, *want;
    } rows[] = {
        { "tonumber(sensitive(\"x\"))",
          "! Invalid function argument: Invalid value for \"v\" parameter: cannot convert this "
          "sensitive string to number. @9-19" },
        { "parseint(sensitive(\"x\"), 10)",
          "! Invalid function argument: Invalid value for \"number\" parameter: cannot parse "
          "(sensitive value) as a base 10 integer. @9-19" },
        { "lookup(tomap({a = 1}), sensitive(\"k\"))",
          "! Error in function call: Call to function \"lookup\" failed: lookup failed to find key "
          "(sensitive value). @0-7" },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        outcome o = { 0 };
        evaluate(&o, pl_str_cstr(rows[i].src));
        CHECK_STR(show(&o), rows[i].want, rows[i].src);
        done(&o);
    }
}

/* ---- messages of parts that do not count */

/* What failed keeps the type that its expression has whatever its parts are. */
static const struct {
    const char *what, *src, *want;
} typed[] = {
    { "a failed negation is a bool", "!1 / 3",
      "! Invalid operand: Unsuitable value for unary operand: bool required, but have number. @1-2 "
      "! Invalid operand: Unsuitable value for left operand: number required, but have bool. "
      "@0-2" },
    { "a failed sum is a number", "(\"x\" + 1)[0]",
      "! Invalid operand: Unsuitable value for left operand: a number is required. @1-4 "
      "! Invalid index: This value does not have any indices. @9-12" },
    { "a failed comparison is a bool", "({} < 1).a",
      "! Invalid operand: Unsuitable value for left operand: number required, but have object. "
      "@1-3 "
      "! Unsupported attribute: Can't access attributes on a primitive-typed value (bool). @8-10" },
    { "an operation with null, too", "!(1 + null)",
      "! Operation failed: Error during operation: argument must not be null. @2-10 "
      "! Invalid operand: Unsuitable value for unary operand: bool required, but have number. "
      "@1-11" },
    { "nothing walks through it", "[for x in !{} : x]",
      "! Invalid operand: Unsuitable value for unary operand: bool required, but have object. "
      "@11-13 "
      "! Iteration over non-iterable value: A value of type bool cannot be used as the collection "
      "in a 'for' expression. @10-13" },
    { "nor a loop in a template", "\"%{ for x in !{} }%{ endfor }\"",
      "! Invalid operand: Unsuitable value for unary operand: bool required, but have object. "
      "@14-16 "
      "! Iteration over non-iterable value: A value of type bool cannot be used as the collection "
      "in a 'for' expression. @13-16" },
    { "a failed conditional has the type of its branches", "({} ? {a = 1} : {}) + 1",
      "! Incorrect condition type: The condition expression must be of type bool. @1-3 "
      "! Invalid operand: Unsuitable value for left operand: number required, but have map of "
      "number. @0-19" },
    { "a splat takes one value for a list of one", "(!{})[*].a",
      "! Invalid operand: Unsuitable value for unary operand: bool required, but have object. @2-4 "
      "! Unsupported attribute: Can't access attributes on a primitive-typed value (bool). @8-10" },
    { "a wrong argument is converted all the same", "signum(\"x${[]}\")",
      "! Invalid template interpolation value: Cannot include the given value in a string "
      "template: "
      "string required, but have tuple. @11-13 "
      "! Invalid function argument: Invalid value for \"num\" parameter: a number is required. "
      "@8-9" },
    { "null is looked for when all else is right", "replace([], \"a\", tostring(null))",
      "! Invalid function argument: Invalid value for \"str\" parameter: string required, but have "
      "tuple. @8-9" },
    { "the first null counts", "replace(null, null, \"a\")",
      "! Invalid function argument: Invalid value for \"str\" parameter: argument must not be "
      "null. "
      "@8-12" },
    { "a null of another type is no list", "max(tonumber(null)...)",
      "! Invalid expanding argument value: The expanding argument (indicated by ...) must be of a "
      "tuple, list, or set type. @4-18" },
    { "a null list is null", "max(tolist(null)...)",
      "! Invalid expanding argument value: The expanding argument (indicated by ...) must not be "
      "null. @4-16" },
    { "what cannot be evaluated is not expanded", "max(\"x${[]}\"...)",
      "! Invalid template interpolation value: Cannot include the given value in a string "
      "template: "
      "string required, but have tuple. @8-10" },
    { "try expands before it tries", "try(1, \"x\"...)",
      "! Invalid expanding argument value: The expanding argument (indicated by ...) must be of a "
      "tuple, list, or set type. @7-10" },
    { "and takes the first of a list", "try(1 / [], [2, 3]...)", "2" },
    { "can is given one, written or expanded", "[can([1]...), can(1 / []), can(1)]",
      "[true,false,true]" },
    { "but not two", "can([1, 2]...)",
      "! Too many function arguments: Function \"can\" expects only 1 argument(s). @4-10" },
    { "nor none", "can([]...)",
      "! Not enough function arguments: Function \"can\" expects 1 argument(s). Missing value for "
      "\"expression\". @9-10" },
    { "a null text is no map", "merge({}, tostring(null))",
      "! Error in function call: Call to function \"merge\" failed: arguments must be maps or "
      "objects, got \"string\". @0-6" },
    { "a null map is none", "merge({a = 1}, tomap(null))", "{\"a\":1}" },
    { "one message about clauses is enough", "[for v in tolist([null, \"a\"]) : v if v]",
      "! Invalid 'for' condition: The value of the 'if' clause must not be null. @37-38" },
    { "and about keys", "{for v in [null, []] : v => 1}",
      "! Invalid object key: Key expression in 'for' expression must not produce a null value. "
      "@23-24" },
};

TEST(eval_failures_keep_their_types)
{
    for (size_t i = 0; i < PL_COUNT(typed); i++) {
        outcome o = { 0 };
        evaluate(&o, pl_str_cstr(typed[i].src));
        CHECK_STR(show(&o), typed[i].want, typed[i].what);
        done(&o);
    }
}

static const struct {
    const char *src;
    pl_diag_code code;
} codes[] = {
    { "nope", PL_DIAG_UNKNOWN_VARIABLE },
    { "{}.a", PL_DIAG_UNSUPPORTED_ATTRIBUTE },
    { "\"a\".b", PL_DIAG_UNSUPPORTED_ATTRIBUTE },
    { "tomap({}).a", PL_DIAG_MISSING_ELEMENT },
    { "[][0]", PL_DIAG_INVALID_INDEX },
    { "{}[\"a\"]", PL_DIAG_INVALID_INDEX },
    { "range(1024)[[for a in range(1024) : [for b in range(1024) : [for c in range(1024) : c]]]]",
      PL_DIAG_EVALUATION_OVER },
    { "1 + []", PL_DIAG_INVALID_OPERAND },
};

TEST(eval_failures_have_codes)
{
    for (size_t i = 0; i < PL_COUNT(codes); i++) {
        outcome o = { 0 };
        evaluate(&o, pl_str_cstr(codes[i].src));
        CHECK(pl_diags_count(o.diags) > 0, codes[i].src);
        CHECK_INT(pl_diags_get(o.diags, pl_diags_count(o.diags) - 1)->code, codes[i].code,
                  codes[i].src);
        done(&o);
    }
}

static const struct {
    const char *what, *src, *want;
} kept[] = {
    { "those of the branch not taken are dropped", "true ? 1 : a", "1" },
    { "those of the taken one stay", "[true ? a : b, c]",
      "! Unknown variable: There is no variable named \"a\". @8-9 "
      "! Unknown variable: There is no variable named \"c\". @15-16" },
    { "after those of the condition", "[a, true][1] ? b : c",
      "! Unknown variable: There is no variable named \"a\". @1-2 "
      "! Unknown variable: There is no variable named \"b\". @15-16" },
    { "an unknown condition takes none", "a ? b : c",
      "! Unknown variable: There is no variable named \"a\". @0-1" },
    { "branches inside branches", "false ? (true ? a : b) : (false ? c : d)",
      "! Unknown variable: There is no variable named \"d\". @38-39" },
    { "try keeps nothing when it succeeds", "[a, try(b, c, 1), d]",
      "! Unknown variable: There is no variable named \"a\". @1-2 "
      "! Unknown variable: There is no variable named \"d\". @18-19" },
    { "a failed try tells all", "try(a,\n  can(b) ? 1 : d)",
      "! Error in function call: Call to function \"try\" failed: no expression succeeded:\n"
      "- Unknown variable (at f.pp:1,5-6)\n  There is no variable named \"a\".\n"
      "- Unknown variable (at f.pp:2,16-17)\n  There is no variable named \"d\".\n\n"
      "At least one expression must produce a successful result. @0-4" },
};

TEST(eval_keeps_the_messages_that_count)
{
    for (size_t i = 0; i < PL_COUNT(kept); i++) {
        outcome o = { 0 };
        evaluate(&o, pl_str_cstr(kept[i].src));
        CHECK_STR(show(&o), kept[i].want, kept[i].what);
        done(&o);
    }
}

/* ---- limits */

#define LIMIT                                                                                      \
    "! Evaluation limit exceeded: This expression needs more memory or more steps than "           \
    "one expression may use."

static const struct {
    const char *what, *src;
} bombs[] = {
    { "a product of ranges", "setproduct(range(1024), range(1024), range(1024), range(1024))" },
    { "loops in loops",
      "[for a in range(1024) : [for b in range(1024) : [for c in range(1024) : a + b + c]]]" },
    { "doubling text",
      "[for a in [\"0123456789\"] : [for b in [\"${a}${a}${a}${a}${a}${a}${a}${a}\"] : [for c in "
      "[\"${b}${b}${b}${b}${b}${b}${b}${b}\"] : [for d in [\"${c}${c}${c}${c}${c}${c}${c}${c}\"] : "
      "[for e in [\"${d}${d}${d}${d}${d}${d}${d}${d}\"] : [for f in [\"${e}${e}${e}${e}${e}${e}\"]"
      " : [for g in [\"${f}${f}${f}${f}${f}${f}${f}\"] : [for h in [\"${g}${g}${g}${g}${g}${g}\"] "
      ": [for i in [\"${h}${h}${h}${h}${h}${h}\"] : [for j in [\"${i}${i}${i}${i}${i}${i}\"] : "
      "[for k in [\"${j}${j}${j}${j}${j}${j}\"] : k]]]]]]]]]]]" },
    { "a number with more digits than memory", "1e600000000" },
    { "its text", "\"${1e600000000}\"" },
    { "a small one", "1e-600000000" },
    { "a product that long", "1e999999 * 1e999999" },
    { "try does not catch it", "try(setproduct(range(1024), range(1024), range(1024)), 1)" },
    { "neither does can", "[can(setproduct(range(1024), range(1024), range(1024))), x, 1 + null]" },
    { "nor a choice", "true ? 1 : setproduct(range(1024), range(1024), range(1024))" },
    { "messages without end", "[for a in range(1024) : [for b in range(1024) : [for c in "
                              "range(1024) : try(1 + null, nope.x, 2)]]]" },
    { "comparing without end",
      "[for x in [setproduct(range(1000), range(100))] : [for i in range(1024) : x == x]]" },
};

TEST(eval_is_bounded)
{
    for (size_t i = 0; i < PL_COUNT(bombs); i++) {
        outcome o = { 0 };
        evaluate(&o, pl_str_cstr(bombs[i].src));
        CHECK_INT(pl_diags_count(o.diags), 1, bombs[i].what);
        CHECK(strncmp(show(&o), LIMIT, strlen(LIMIT)) == 0, bombs[i].what);
        CHECK(o.ev.stopped && o.ev.failed, bombs[i].what);
        CHECK(pl_arena_bytes(&o.arena) < (size_t)280 << 20, bombs[i].what);
        done(&o);
    }
}

TEST(eval_stops_at_the_budget)
{
    outcome o = { .ev.budget = 10 * PL_EVAL_STEP };
    evaluate(&o, PL_S("[1, 2, 3]"));
    CHECK_STR(show(&o), "[1,2,3]", "enough");
    CHECK(o.ev.budget < 10 * PL_EVAL_STEP, "some is gone");
    done(&o);
    o = (outcome){ .ev.budget = 3 * PL_EVAL_STEP };
    evaluate(&o, PL_S("[[1, 2], 3]"));
    CHECK(strncmp(show(&o), LIMIT, strlen(LIMIT)) == 0, "not enough");
    done(&o);
}

/* The literal of a number is short, its text has 100,000 digits: they are paid for before they are
 * written. */
TEST(eval_pays_for_the_digits_of_numbers)
{
    static const char *const rows[] = {
        "\"n${19e99999}\"",
        "{ (19e99999) = 1 }",
        "{ for i in [19e99999] : i => 1 }",
        "{ a = 1 }[19e99999]",
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        outcome o = { .ev.budget = 1 << 14 };
        evaluate(&o, pl_str_cstr(rows[i]));
        CHECK(strncmp(show(&o), LIMIT, strlen(LIMIT)) == 0, rows[i]);
        CHECK(pl_arena_bytes(&o.arena) < 1 << 16, rows[i]);
        done(&o);
    }
}

TEST(eval_can_be_cancelled)
{
    atomic_bool cancel = true;
    pl_fn_env env = { .cancel = &cancel };
    outcome o = { .ev.env = &env };
    evaluate(&o, PL_S("try([1, 2], 3)"));
    CHECK_STR(show(&o),
              "! Evaluation cancelled: The evaluation of this expression was cancelled. "
              "@0-14",
              "at once");
    CHECK(o.ev.stopped, "over");
    done(&o);
}

/* A value may hold itself twice at each level: it is small, a walk over it is not. */
TEST(eval_values_of_many_paths_are_refused)
{
    pl_buf src = { 0 };
    outcome o = { 0 };
    for (int i = 0; i < 40; i++)
        pl_buf_printf(&src, "[for x%d in [%s] : ", i,
                      i ? pl_arena_printf(&o.arena, "[x%d, x%d]", i - 1, i - 1).ptr : "1");
    pl_buf_cstr(&src, "x39 == x39");
    for (int i = 0; i < 40; i++)
        pl_buf_byte(&src, ']');
    evaluate(&o, pl_buf_view(&src));
    CHECK(strncmp(show(&o), LIMIT, strlen(LIMIT)) == 0, "too heavy");
    done(&o);
    pl_buf_done(&src);
}

static void repeat(pl_buf *out, const char *s, int n)
{
    while (n--)
        pl_buf_cstr(out, s);
}

static const struct {
    const char *open, *inner, *close;
} deep[] = {
    { "[", "1", "]" },          { "(", "1", ")" },          { "{a = ", "1", "}" },
    { "-", "1", "" },           { "true ? ", "1", " : 1" }, { "try(", "1", ")" },
    { "flatten([", "1", "])" }, { "\"${", "1", "}\"" },     { "[for x in [1] : ", "x", "]" },
    { "1 + ", "1", "" },        { "a[", "0", "]" },
};

/* The parser enforces the limit; up to it the evaluator must not run out of stack. */
TEST(eval_deep_nesting_is_no_crash)
{
    static const int levels[] = { 300, 900, 10000 };
    for (size_t i = 0; i < PL_COUNT(deep); i++)
        for (size_t j = 0; j < PL_COUNT(levels); j++) {
            outcome o = { 0 };
            pl_buf src = { 0 };
            repeat(&src, deep[i].open, levels[j]);
            pl_buf_cstr(&src, deep[i].inner);
            repeat(&src, deep[i].close, levels[j]);
            evaluate(&o, pl_buf_view(&src));
            if (deep[i].open[0] != 'a' && levels[j] == 300)
                CHECK_INT(pl_diags_count(o.diags), 0, deep[i].open);
            done(&o);
            pl_buf_done(&src);
        }
}

/* ---- the table of functions */

TEST(functions_are_sorted_and_their_types_known)
{
    static const char *const types[] = { "any",       "string",           "number",
                                         "list(any)", "list(string)",     "list(bool)",
                                         "set(any)",  "map(list(string))" };
    uint32_t n;
    const pl_fn *table = pl_fn_table(&n);
    for (uint32_t i = 0; i < n; i++) {
        CHECK(pl_fn_find(pl_str_cstr(table[i].name)) == &table[i], table[i].name);
        for (size_t p = 0; p < PL_COUNT(table[i].params) && table[i].params[p].name; p++) {
            bool known = false;
            for (size_t t = 0; t < PL_COUNT(types); t++)
                known |= strcmp(types[t], table[i].params[p].type) == 0;
            CHECK(known, table[i].name);
        }
    }
    CHECK(pl_fn_find(PL_S("nope")) == NULL && pl_fn_find(PL_S("")) == NULL, "others");
}
