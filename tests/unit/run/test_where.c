#include "base/alloc.h"
#include "run/where.h"
#include "base/str.h"
#include "unit/test.h"

/* ---- the expression, as one line: column[->key] op values */

static const char *const ops[] = { "=",      "!=",       "order", "in",        "not in",
                                   "like",   "not like", "ilike", "not ilike", "is",
                                   "is not", "alone",    "not",   "and",       "or" };

static void put(pl_buf *out, const pl_where *where)
{
    if (where->parts) {
        pl_buf_printf(out, "(%s", ops[where->op]);
        for (const pl_where *part = where->parts; part; part = part->next) {
            pl_buf_byte(out, ' ');
            put(out, part);
        }
        pl_buf_byte(out, ')');
        return;
    }
    pl_buf_str(out, where->column);
    if (where->has_path)
        pl_buf_printf(out, "->%.*s", PL_FMT(where->key));
    pl_buf_printf(out, " %s", ops[where->op]);
    bool is_null = where->with_null && (where->op == PL_WHERE_IS || where->op == PL_WHERE_IS_NOT);
    for (uint32_t i = 0; i < where->n_values && !is_null; i++)
        pl_buf_printf(out, " [%.*s]", PL_FMT(where->values[i]));
    if (where->with_null)
        pl_buf_cstr(out, " null");
}

static const char *dump(pl_arena *arena, pl_str text, bool own)
{
    pl_buf out = { 0 }, why = { 0 };
    const pl_where *where = pl_where_parse(arena, text, own, &why);
    if (where) {
        put(&out, where);
    } else {
        pl_buf_str(&out, pl_buf_view(&why));
    }
    const char *line = pl_arena_str(arena, pl_buf_view(&out)).ptr;
    pl_buf_done(&out);
    pl_buf_done(&why);
    return line;
}

#define REFUSED "failed to convert 'where' arg to qual"
#define BAD "failed to parse 'where' property: "
#define WANTED "no match found, expected: "

static const struct {
    const char *what, *text, *want;
} expressions[] = {
    { "equality", "severity = 'high'", "severity = [high]" },
    { "no blanks", "severity='high'", "severity = [high]" },
    { "columns fold", "SEVERITY != 'High'", "severity != [High]" },
    { "quoted columns do not", "\"Sev\"\"x\" = 'a'", "Sev\"x = [a]" },
    { "a doubled quote is one", "title = 'it''s'", "title = [it's]" },
    { "a column on the right is its name", "severity = HIGH", "severity = [high]" },
    { "a quoted one, too", "severity = \"high\"", "severity = [high]" },
    { "a number is its spelling", "width = -1.50e+3", "width = [-1.50e+3]" },
    { "truth is lower case", "a = TRUE", "a = [true]" },
    { "now is its text", "a = now() - interval '1 day'", "a = [now()]" },
    { "an interval is a text", "a = now() - interval 5",
      BAD "1:22 (21): " WANTED "\"'\" or [ \\n\\t\\r]" },
    { "orders are read", "a >= 1", "a order [1]" },
    { "the other unequal is an order", "a <> 1", "a order [1]" },
    { "in", "a in ('x', 2, y)", "a in [x] [2] [y]" },
    { "not in", "a NOT IN ('x')", "a not in [x]" },
    { "like", "a like '%x'", "a like [%x]" },
    { "not ilike", "a not ilike '_'", "a not ilike [_]" },
    { "a path", "tags ->> 'k' = 'v'", "tags->k = [v]" },
    { "of a path the first step counts", "tags -> 'k' ->> 1 = 'v'", "tags->k = [v]" },
    { "a path in a list", "tags->'k' in ('v')", "tags->k in [v]" },
    { "parentheses around it", "((a = 'b'))", "a = [b]" },
    { "a word that begins with a keyword", "notes = 'x'", REFUSED },
    { "another", "nothing = 'x'", REFUSED },
    { "no column on the left", "'a' = 'a'", " = [a]" },
    { "a number on the left", "4 < 5", " order [5]" },
    { "now on the left", "now() > 5", " order [5]" },
    { "a truth on the left", "true = true", " = [true]" },
    { "a list beside a number", "1 in ('a')", " in [a]" },
    { "blanks may be missing", "a in('x')andb='y'", REFUSED },

    { "and", "a = 'b' and c = 'd'", REFUSED },
    { "or", "a = 'b' or c = 'd'", REFUSED },
    { "not", "not a = 'b'", REFUSED },
    { "is null", "a is null", REFUSED },
    { "is not true", "a is not true", REFUSED },
    { "a column alone", "a", REFUSED },
    { "an empty list", "a in ()", "failed to parse cn" },

    { "nothing behind the sign", "a = ",
      BAD "1:5 (4): " WANTED "\"'\", \"(\", \"-\", \"0\", \"\\\"\", \"false\"i, \"now\"i, "
          "\"true\"i, [ \\n\\t\\r], [1-9] or [A-Za-z_]" },
    { "an unknown sign", "a == 'b'",
      BAD "1:4 (3): " WANTED "\"'\", \"(\", \"-\", \"0\", \"\\\"\", \"false\"i, \"now\"i, "
          "\"true\"i, [ \\n\\t\\r], [1-9] or [A-Za-z_]" },
    { "a semicolon", "a = 'b';", BAD "1:8 (7): " WANTED "\"and\"i, \"or\"i, [ \\n\\t\\r] or EOF" },
    { "a remark", "name = 'crane' --x",
      BAD "1:16 (15): " WANTED "\"and\"i, \"or\"i, [ \\n\\t\\r] or EOF" },
    { "an open quote", "a = 'b", BAD "1:7 (6): " WANTED "\"'\", \"''\" or [^']" },
    { "an open column", "\"a", BAD "1:3 (2): " WANTED "\"\\\"\", \"\\\"\\\"\" or [^\"]" },
    { "a comma too many", "name in ('crane',)",
      BAD "1:18 (17): " WANTED "\"'\", \"-\", \"0\", \"\\\"\", \"false\"i, \"now\"i, \"true\"i, "
          "[ \\n\\t\\r], [1-9] or [A-Za-z_]" },
    { "an open list", "a in ('b' ", BAD "1:11 (10): " WANTED "\")\", \",\" or [ \\n\\t\\r]" },
    { "truth with a rest is no value", "trueish ='prod'",
      BAD "1:9 (8): " WANTED "\"->\", \"and\"i, \"ilike\"i, \"is\"i, \"like\"i, \"not\"i, \"or\"i, "
          "[ \\n\\t\\r] or EOF" },
    { "is what", "tags ->> 'env' is '%'",
      BAD "1:19 (18): " WANTED "\"false\"i, \"not\"i, \"null\"i, \"true\"i or [ \\n\\t\\r]" },
    { "lines count", "a like\n =", BAD "2:2 (8): " WANTED "\"'\" or [ \\n\\t\\r]" },
    { "a group around a column alone", "(a) = ('b')",
      BAD "1:5 (4): " WANTED "\"and\"i, \"or\"i, [ \\n\\t\\r] or EOF" },
};

TEST(where_expressions)
{
    pl_arena arena = { 0 };
    for (size_t i = 0; i < PL_COUNT(expressions); i++)
        CHECK_STR(dump(&arena, pl_str_cstr(expressions[i].text), false), expressions[i].want,
                  expressions[i].what);
    pl_arena_done(&arena);
}

TEST(where_ends_at_its_depth)
{
    pl_arena arena = { 0 };
    enum { DEEP = 20000 };
    char *text = pl_mem_alloc(DEEP);
    for (int i = 0; i < 2; i++) {
        memset(text, '(', DEEP);
        CHECK_STR(dump(&arena, pl_str_make(text, DEEP), i), BAD "more than 100 levels of nesting",
                  "parentheses");
        for (size_t at = 0; at + 4 <= DEEP; at += 4)
            memcpy(text + at, "not ", 4);
        CHECK_STR(dump(&arena, pl_str_make(text, DEEP), i), BAD "more than 100 levels of nesting",
                  "not");
    }
    pl_mem_free(text);
    pl_arena_done(&arena);
}

TEST(where_takes_memory_like_its_text)
{
    pl_arena arena = { 0 };
    pl_buf text = { 0 }, why = { 0 };
    pl_buf_cstr(&text, "a in (''");
    for (int i = 0; i < 40000; i++)
        pl_buf_cstr(&text, ",''");
    pl_buf_cstr(&text, ")");
    const pl_where *where = pl_where_parse(&arena, pl_buf_view(&text), false, &why);
    CHECK(where, "it is right");
    CHECK_INT(where->n_values, 40001, "all");
    CHECK(pl_arena_bytes(&arena) < 24 * text.len, "memory");
    pl_buf_done(&text);
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

/* ---- our own manner */

static const struct {
    const char *what, *text, *want;
} combined[] = {
    { "one comparison", "severity = 'high'", "severity = [high]" },
    { "and", "a = 'b' and c != 'd'", "(and a = [b] c != [d])" },
    { "or", "a = 'b' OR c = 'd'", "(or a = [b] c = [d])" },
    { "and binds first", "a = 1 or b = 2 and c = 3 or d = 4",
      "(or a = [1] (and b = [2] c = [3]) d = [4])" },
    { "parentheses", "(a = 1 or b = 2) and c = 3", "(and (or a = [1] b = [2]) c = [3])" },
    { "not binds before and", "not a = 1 and b = 2", "(and (not a = [1]) b = [2])" },
    { "not of a group", "NOT(a = 1 and b = 2)", "(not (and a = [1] b = [2]))" },
    { "not twice", "not not a like 'x'", "(not (not a like [x]))" },
    { "is null", "a is null", "a is null" },
    { "is not null", "a IS NOT NULL", "a is not null" },
    { "is not true", "a is not true", "a is not [true]" },
    { "a member that is null", "tags ->> 'k' is null", "tags->k is null" },
    { "lists", "a in ('x', 'y') or a not in (1)", "(or a in [x] [y] a not in [1])" },
    { "patterns", "a not like 'x%' and a ilike 'y'", "(and a not like [x%] a ilike [y])" },
    { "a column in parentheses", "(a) = 'b' and (a) like 'c' and (a) is null and (a) in (1)",
      "(and a = [b] a like [c] a is null a in [1])" },
    { "a literal on the left", "'high' = severity", "severity = [high]" },
    { "columns that begin with a keyword", "notes = 'x' and nothing = 'y' and trueish is null",
      "(and notes = [x] nothing = [y] trueish is null)" },
    { "values that begin with one", "a = nullable", "a = [nullable]" },
    { "quotes and words in texts", "a = 'it''s or (' or b = 'and'",
      "(or a = [it's or (] b = [and])" },
    { "the word null is noted", "a = null or b in (1, null)",
      "(or a = [null] null b in [1] [null] null)" },
    { "but not where it is quoted", "a = \"null\" or a = 'null'", "(or a = [null] a = [null])" },
    { "lines", "a = 1\n\tor\r\nb = 2", "(or a = [1] b = [2])" },
    { "blanks may be missing beside parentheses", "(a=1)or(b=2)and not(c=3)",
      "(or a = [1] (and b = [2] (not c = [3])))" },
    { "numbers have exponents", "a = 1e5 or b = 2", "(or a = [1e5] b = [2])" },

    { "words are whole", "a in('x')andb='y'",
      BAD "1:10 (9): " WANTED "\"and\"i, \"or\"i, [ \\n\\t\\r] or EOF" },
    { "a column alone", "a",
      BAD "1:2 (1): " WANTED
          "\"!=\", \"->\", \"<\", \"<=\", \"<>\", \"=\", \">\", \">=\", \"ilike\"i, "
          "\"in\"i, \"is\"i, \"like\"i, \"not\"i, [ \\n\\t\\r] or [A-Za-z0-9_]" },
    { "an open group", "(a = 'b'",
      BAD "1:9 (8): " WANTED "\")\", \"and\"i, \"or\"i or [ \\n\\t\\r]" },
    { "nothing after or", "a = 'b' or",
      BAD "1:11 (10): " WANTED
          "\"'\", \"(\", \"-\", \"0\", \"\\\"\", \"false\"i, \"not\"i, \"now\"i, "
          "\"true\"i, [ \\n\\t\\r], [1-9] or [A-Za-z_]" },
    { "an empty list", "a in ()",
      BAD "1:7 (6): " WANTED "\"'\", \"-\", \"0\", \"\\\"\", \"false\"i, \"now\"i, "
          "\"true\"i, [ \\n\\t\\r], [1-9] or [A-Za-z_]" },
};

TEST(where_combines_in_our_own_manner)
{
    pl_arena arena = { 0 };
    for (size_t i = 0; i < PL_COUNT(combined); i++)
        CHECK_STR(dump(&arena, pl_str_cstr(combined[i].text), true), combined[i].want,
                  combined[i].what);
    pl_arena_done(&arena);
}

/* Column `u` is unset, `e` is null and compares as an empty text, any other is its own name. */
static pl_where_cell name_of_column(void *ctx, const pl_where *where)
{
    (void)ctx;
    if (pl_str_eq(where->column, PL_S("u")))
        return (pl_where_cell){ false, true, { 0 } };
    if (pl_str_eq(where->column, PL_S("e")))
        return (pl_where_cell){ true, true, { 0 } };
    return (pl_where_cell){ true, false, where->column };
}

static const struct {
    const char *text;
    pl_truth want;
} truths[] = {
    { "a = 'a'", PL_TRUTH_TRUE },
    { "a = 'A'", PL_TRUTH_FALSE },
    { "a ilike 'A'", PL_TRUTH_TRUE },
    { "u = 'a'", PL_TRUTH_UNKNOWN },
    { "u != 'a'", PL_TRUTH_UNKNOWN },
    { "u not in ('a')", PL_TRUTH_UNKNOWN },
    { "u not like 'a'", PL_TRUTH_UNKNOWN },
    { "not u = 'a'", PL_TRUTH_UNKNOWN },
    { "not (u = 'a' and a = 'a')", PL_TRUTH_UNKNOWN },
    { "u = 'a' and a = 'b'", PL_TRUTH_FALSE },
    { "not (u = 'a' and a = 'b')", PL_TRUTH_TRUE },
    { "u = 'a' or a = 'a'", PL_TRUTH_TRUE },
    { "u = 'a' or a = 'b'", PL_TRUTH_UNKNOWN },
    { "a = 'b' or u = 'a' or b = 'c'", PL_TRUTH_UNKNOWN },
    { "u is null", PL_TRUTH_TRUE },
    { "u is not null", PL_TRUTH_FALSE },
    { "a is null", PL_TRUTH_FALSE },
    { "a is not null and not u is not null", PL_TRUTH_TRUE },
    { "u is true", PL_TRUTH_FALSE },
    { "u is not false", PL_TRUTH_TRUE },
    { "\"true\" is true", PL_TRUTH_TRUE },
    { "e is null and e = '' and e != 'x'", PL_TRUTH_TRUE },
    { "not e = 'x'", PL_TRUTH_TRUE },
    { "a < 'b'", PL_TRUTH_UNKNOWN },
};

TEST(truth_has_three_values)
{
    pl_arena arena = { 0 };
    pl_buf why = { 0 };
    for (size_t i = 0; i < PL_COUNT(truths); i++) {
        const pl_where *where = pl_where_parse(&arena, pl_str_cstr(truths[i].text), true, &why);
        CHECK(where, truths[i].text);
        if (where)
            CHECK_INT(pl_where_truth(where, name_of_column, NULL), truths[i].want, truths[i].text);
    }
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

TEST(where_chains_are_long)
{
    pl_arena arena = { 0 };
    pl_buf text = { 0 }, why = { 0 };
    pl_buf_cstr(&text, "a = 'b'");
    for (int i = 0; i < 20000; i++)
        pl_buf_cstr(&text, " or a = 'b' and b = 'b'");
    pl_buf_cstr(&text, " or a = 'a'");
    const pl_where *where = pl_where_parse(&arena, pl_buf_view(&text), true, &why);
    CHECK(where, "it is right");
    CHECK_INT(pl_where_truth(where, name_of_column, NULL), PL_TRUTH_TRUE, "the last one counts");
    pl_buf_done(&text);
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

/* ---- patterns */

static const struct {
    const char *pattern, *text;
    bool matches, folded;
} patterns[] = {
    { "abc", "abc", true, true },
    { "ABC", "abc", false, true },
    { "a%", "abc", true, true },
    { "%c", "abc", true, true },
    { "%b%", "abc", true, true },
    { "%x%", "abc", false, false },
    { "a_c", "abc", true, true },
    { "a_", "abc", false, false },
    { "a*", "abc/def", true, true },
    { "a?c", "abc", true, true },
    { "", "", true, true },
    { "%", "", true, true },
    { "", "a", false, false },
    { "[ab]bc", "abc", true, true },
    { "[!ab]bc", "abc", false, false },
    { "[^x]bc", "abc", true, true },
    { "[a-c]%", "bcd", true, true },
    { "[]]", "]", true, true },
    { "[a", "a", false, false },
    { "a\\*c", "a*c", true, true },
    { "a\\*c", "abc", false, false },
    { "a\\%", "a*", true, true },
    { "a\\%", "a%", false, false },
    { "a\\_", "a?", true, true },
    { "a\\", "a", false, false },
    { "\xc3\x84%", "\xc3\xa4x", false, true },
    { "_", "\xe2\x9d\x8c", true, true },
    { "%a%a%a%b", "aaaaaaaaaaaaaaaaaaaa", false, false },
};

TEST(like_patterns)
{
    for (size_t i = 0; i < PL_COUNT(patterns); i++) {
        pl_str pattern = pl_str_cstr(patterns[i].pattern), text = pl_str_cstr(patterns[i].text);
        CHECK_INT(pl_where_like(pattern, text, false), patterns[i].matches, patterns[i].pattern);
        CHECK_INT(pl_where_like(pattern, text, true), patterns[i].folded, patterns[i].pattern);
    }
}

TEST(like_is_never_slow)
{
    enum { N = 20000 };
    char *pattern = pl_mem_alloc(N), *text = pl_mem_alloc(N);
    memset(text, 'a', N);
    for (size_t i = 0; i < N; i++)
        pattern[i] = i % 2 ? 'a' : '%';
    pattern[N - 1] = 'b';
    CHECK(!pl_where_like(pl_str_make(pattern, N), pl_str_make(text, N), false), "no match");
    pl_mem_free(pattern);
    pl_mem_free(text);
}
