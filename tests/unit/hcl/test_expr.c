#include "unit/hcl/show.h"

static const struct {
    const char *what, *src, *want;
} exprs[] = {
    { "multiplication binds tighter", "1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)" },
    { "levels from low to high", "a || b && c == d > e + f * -g",
      "(a || (b && (c == (d > (e + (f * -g))))))" },
    { "operators of one level lean left", "a == b != c", "((a == b) != c)" },
    { "a condition leans right", "a ? b : c ? d : e", "(a ? b : (c ? d : e))" },
    { "its middle is a whole expression", "a ? b ? c : d : e", "(a ? (b ? c : d) : e)" },
    { "unary operators take traversals", "-a.b[0] + !c", "(-a.b[0] + !c)" },
    { "unary operators nest", "!!-a", "!!-a" },
    { "parentheses stay", "(1 + 2) * 3", "(paren((1 + 2)) * 3)" },
    { "newlines do not end a whole expression", "a\n+\nb\n.c", "(a + b.c)" },
    { "words that are values", "[true, false, null]", "[true, false, null]" },
    { "a call with blanks before it", "f (a, b)", "f(a, b)" },
    { "a trailing comma in a call", "f(a,)", "f(a)" },
    { "the last argument expanded", "f(a, b...)", "f(a, b...)" },
    { "names with colons", "a::b :: c(d)", "a::b::c(d)" },
    { "true can be a function", "true(1)", "true(1)" },
    { "tuples", "[1, [2], ]", "[1, [2]]" },
    { "objects", "{a = 1, \"b\" : 2\n(c) = 3\n4 = 5}", "{a = 1, \"b\" = 2, paren(c) = 3, 4 = 5}" },
    { "keys with dots are references", "{a.b = 1, c[0] = 2}", "{ref a.b = 1, ref c[0] = 2}" },
    { "keys that are words", "{true = 1, if = 2}", "{true = 1, if = 2}" },
    { "for over values", "[for v in a : v]", "[for v in a : v]" },
    { "for with everything", "{\nfor k, v in a :\n k => v...\n if c}",
      "{for k, v in a : k => v... if c}" },
    { "literal keys fold", "a[\"b\"][0][true].c", "a[\"b\"][0][true].c" },
    { "decoded ones too", "a[\"b\\n\"]", "a[\"b\\n\"]" },
    { "other keys do not", "a[b].c[-1]", "index(rel(index(a, b)).c, -1)" },
    { "a key in parentheses is not literal", "a[(\"b\")]", "index(a, paren(\"b\"))" },
    { "steps after anything", "f(a).b[0]", "rel(f(a)).b[0]" },
    { "legacy indexes", "a.0.b", "a[0].b" },
    { "an attribute splat takes dots only", "a.*.b.0.c[1]", "rel(attrs(a)[rel(!).b[0].c])[1]" },
    { "a full splat takes everything", "a[*].b[1][*].c", "splat(a)[splat(rel(!).b[1])[rel(!).c]]" },
    { "a splat alone", "a[*]", "splat(a)[]" },
    { "splats in a row", "a.*.b[*].c", "splat(attrs(a)[rel(!).b])[rel(!).c]" },
    { "numbers keep their text", "[00012, 1.50, 1e5, 1.e-3]", "[00012, 1.50, 1e5, 1.e-3]" },
};

TEST(expressions_parse)
{
    for (size_t i = 0; i < PL_COUNT(exprs); i++)
        check_shown(SHOW_EXPR, exprs[i].src, exprs[i].want, exprs[i].what);
}

static const struct {
    const char *what, *src, *want;
} errors[] = {
    { "nothing", "", "! | Missing expression @0-0" },
    { "too much", "a b", "a | Extra characters after expression @2-3" },
    { "not after an error", "a + ]", "a | Invalid expression @4-5" },
    { "an operand is missing: the left is kept", "a + b * ", "a | Missing expression @8-8" },
    { "no colon: the condition is kept", "a ? b",
      "a | Missing false expression in conditional @5-5" },
    { "a call at the end of the file", "f(a", "f(a) | Unterminated function call @0-2" },
    { "a call without commas", "f(a b)", "f(a) | Missing argument separator @4-5" },
    { "no zero-argument expansion", "f(...)", "f(!) | Invalid expression @2-5" },
    { "nothing after an expansion", "f(a..., b)", "f(a...) | Missing closing parenthesis @3-6" },
    { "a namespace without a name", "a::1(b) + c", "! | Missing function name @3-4" },
    { "a namespace without a call", "a::b + (c)", "! | Missing open parenthesis @5-6" },
    { "a tuple at the end of the file", "[a",
      "[a] | Unterminated tuple constructor expression @0-1" },
    { "an object at the end of the file", "{a = 1",
      "{a = 1} | Unterminated object constructor expression @0-1" },
    { "a value without a key", "{a, b = 1}", "{} | Missing attribute value @2-3" },
    { "a key of two words", "{a b = 1}", "{} | Missing key/value separator @3-4" },
    { "items without separator", "{a = 1 b = 2}", "{a = 1} | Missing attribute separator @7-8" },
    { "the index points at the bracket it recovers to", "a[1 2]",
      "a[1] | Missing close bracket on index @5-6" },
    { "so does the splat", "a[* 2].b",
      "splat(a)[rel(!).b] | Missing close bracket on splat index @5-6" },
    { "numbers that are none", "[1.2.3, 1e5.5, 1..2]",
      "[!, !, !] | Invalid number literal @1-6 | Invalid number literal @8-13 | "
      "Invalid number literal @15-19" },
    { "two legacy indexes", "a.0.1", "a[0.1] | Invalid legacy index syntax @2-5" },
    { "two of them in a splat point at the star", "a.*.0.1",
      "attrs(a)[rel(!)[0.1]] | Invalid legacy index syntax @2-3" },
    { "a dot without a name", "a.+b", "a | Invalid attribute name @2-3" },
    { "a splat in a splat", "a.*.*", "a | Nested splat expression not allowed @4-5" },
    { "a splat and no name", "a.*.", "a | Invalid attribute name @2-3" },
    { "an error inside parentheses drops them", "(a + )", "a | Invalid expression @5-6" },
    { "parentheses that stay open", "(a b", "paren(a) | Unbalanced parentheses @3-4" },
    { "for without a name", "[for]", "! | Invalid 'for' expression @4-5" },
    { "for without a second name", "[for a, 1 in b : c]", "! | Invalid 'for' expression @8-9" },
    { "for without in", "[for a b]", "! | Invalid 'for' expression @7-8" },
    { "for without a colon", "[for a in b c]", "! | Invalid 'for' expression @12-13" },
    { "for with too much", "[for a in b : c d]",
      "[for a in b : c] | Invalid 'for' expression @16-17" },
    { "a tuple has no keys and no groups", "[for a in b : c => d...]",
      "[for a in b : c => d...] | Invalid 'for' expression @14-15 | "
      "Invalid 'for' expression @20-23" },
    { "an object needs keys", "{for a in b : c}",
      "{for a in b : c} | Invalid 'for' expression @14-15" },
};

TEST(errors_keep_what_was_read)
{
    for (size_t i = 0; i < PL_COUNT(errors); i++)
        check_shown(SHOW_EXPR, errors[i].src, errors[i].want, errors[i].what);
}

/* ---- static views */

static void note_ref(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    pl_buf *out = ctx;
    pl_buf_printf(out, "%s%.*s", out->len ? " " : "", PL_FMT(root));
    for (; steps; steps = steps->next)
        pl_buf_printf(out, steps->is_index ? "[%.*s]" : ".%.*s", PL_FMT(steps->text));
    pl_buf_printf(out, "@%u-%u", range.start, range.end);
}

static const struct {
    const char *what, *src, *want;
} refs[] = {
    { "none", "[1, \"a\", true.b, {a = 1}]", "" },
    { "in source order", "a.b + f(c[0], d)", "a.b@0-3 c[0]@8-12 d@14-15" },
    { "a loop binds its names, not for its collection", "[for k, v in v : k + v + w]",
      "v@13-14 w@25-26" },
    { "inner loops add names", "[for a in b : [for c in a : a + c + d]]", "b@10-11 d@36-37" },
    { "a directive binds too", "\"%{for x in xs}${x}${y}%{endfor}${x}\"",
      "xs@12-14 y@21-22 x@34-35" },
    { "the key and the condition are inside", "{for k in a : k => b if k && c}",
      "a@10-11 b@19-20 c@29-30" },
    { "a traversal ends before a key that must be evaluated", "a.b[c.d].e", "a.b@0-3 c.d@4-7" },
    { "and before a splat", "a.b[*].c[d]", "a.b@0-3 d@9-10" },
    { "keys of objects only with dots or in parentheses", "{a = b, c.d = e, (f) = g}",
      "b@5-6 c.d@8-11 e@14-15 f@18-19 g@23-24" },
    { "branches and conditions", "a ? \"%{if b}${c}%{else}${d}%{endif}\" : e",
      "a@0-1 b@10-11 c@14-15 d@25-26 e@39-40" },
};

TEST(references_are_found)
{
    for (size_t i = 0; i < PL_COUNT(refs); i++) {
        pl_buf out = { 0 };
        shown s;
        show_parse(&s, SHOW_EXPR, pl_str_cstr(refs[i].src));
        CHECK_INT(pl_diags_count(s.diags), 0, refs[i].what);
        pl_expr_refs(s.expr, note_ref, &out);
        pl_buf_byte(&out, '\0');
        CHECK_STR(out.ptr, refs[i].want, refs[i].what);
        pl_buf_done(&out);
        show_done(&s);
    }
}

static const struct {
    const char *src, *keyword, *string, *root; /* NULL: none */
} views[] = {
    { "a", "a", NULL, "a" },
    { "true", "true", NULL, "true" },
    { "null.a", NULL, NULL, "null" },
    { "a.b", NULL, NULL, "a" },
    { "(a)", NULL, NULL, NULL },
    { "\"a\"", NULL, "a", NULL },
    { "\"$${a}\"", NULL, "${a}", NULL },
    { "\"${a}\"", NULL, NULL, NULL },
    { "(\"a\")", NULL, NULL, NULL },
    { "<<E\na\nE\n", NULL, "a\n", NULL },
    { "\"e\xcc\x81\"", NULL, "\xc3\xa9", NULL },
    { "1", NULL, NULL, NULL },
    { "f(a).b", NULL, NULL, NULL },
    { "\"\"", NULL, "", NULL },
};

static const char *word_or_none(pl_arena *arena, bool found, pl_str s)
{
    return found ? pl_arena_str(arena, s).ptr : "(none)";
}

TEST(static_views)
{
    for (size_t i = 0; i < PL_COUNT(views); i++) {
        shown s;
        pl_str got = { 0 };
        const pl_step *steps;
        show_parse(&s, SHOW_EXPR, pl_str_cstr(views[i].src));
        bool found = pl_expr_keyword(s.expr, &got);
        CHECK_STR(word_or_none(&s.arena, found, got),
                  views[i].keyword ? views[i].keyword : "(none)", views[i].src);
        found = pl_expr_string(s.expr, &s.arena, &got);
        CHECK_STR(word_or_none(&s.arena, found, got), views[i].string ? views[i].string : "(none)",
                  views[i].src);
        found = pl_expr_traversal(s.expr, &got, &steps);
        CHECK_STR(word_or_none(&s.arena, found, got), views[i].root ? views[i].root : "(none)",
                  views[i].src);
        show_done(&s);
    }
}

/* ---- literals */
