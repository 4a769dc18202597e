#include "unit/hcl/show.h"

typedef struct row {
    const char *what, *src, *want;
} row;

static const row strings[] = {
    { "a plain string", "\"a b\"", "\"a b\"" },
    { "an empty one", "\"\"", "\"\"" },
    { "escapes", "\"\\n\\t\\\"\\\\\\u00e9\\U0001f600\"",
      "\"\\n\\t\\\"\\\\\xc3\xa9\xf0\x9f\x98\x80\"" },
    { "escaped markers", "\"$${a} %%{b} $$$ 100% $5\"", "\"${a} %{b} $$$ 100% $5\"" },
    { "one interpolation alone passes its value", "\"${a}\"", "wrap(a)" },
    { "two do not", "\"${a}${b}\"", "t(a b)" },
    { "neighbouring literals are one", "\"a$b%c$${d}${e}f$\"", "t(\"a$b%c${d}\" e \"f$\")" },
    { "anything may stand inside", "\"${\"${\"}\"}\"}\"", "wrap(wrap(\"}\"))" },
    { "newlines and comments too", "\"${ # }\n a /* } */ }\"", "wrap(a)" },
    { "a heredoc inside", "\"${<<E\n}\nE\n}\"", "wrap(heredoc(\"}\\n\"))" },
};

static const row trims[] = {
    { "before a sequence", "\"a  ${~ b}\"", "t(\"a\" b)" },
    { "after it", "\"${a ~}  b\"", "t(a \"b\")" },
    { "decoded white space too", "\"a\\n\\t${~ b ~}\\n c\"", "t(\"a\" b \"c\")" },
    { "an emptied literal still counts", "\" ${~ a}\"", "t(\"\" a)" },
    { "only the literal next to it", "\"a ${b} ${~ c}\"", "t(\"a \" b \"\" c)" },
    { "nothing to trim between sequences", "\"${a ~}${~ b}\"", "t(a b)" },
    { "Unicode white space",
      "\"a\xc2\xa0\xe3\x80\x80${~ b ~}\xe2\x80\x83"
      "c\"",
      "t(\"a\" b \"c\")" },
    { "a dollar is a literal of its own", "\"a $ ${~ b}\"", "t(\"a $\" b)" },
    { "directives", "\"a %{~ if b ~} c %{~ endif ~} d\"", "t(\"a\" if(b ? \"c\") \"d\")" },
    { "a line of a heredoc is a literal of its own", "<<E\na\n  ${~ b ~}\n  c\nE\n",
      "heredoc(\"a\\n\" b \"  c\\n\")" },
};

static const row flushes[] = {
    { "the smallest indent goes", "<<-E\n    a\n      b\n  E\n", "heredoc(\"a\\n  b\\n\")" },
    { "without the dash it stays", "<<E\n  a\n  E\n", "heredoc(\"  a\\n\")" },
    { "a tab counts as one", "<<-E\n\ta\n  b\nE\n", "heredoc(\"a\\n b\\n\")" },
    { "blank lines do not count and stay", "<<-E\n    a\n \n\n    b\nE\n",
      "heredoc(\"a\\n \\n\\nb\\n\")" },
    { "only blank lines", "<<-E\n \n  \nE\n", "heredoc(\" \\n  \\n\")" },
    { "an empty one", "<<-E\nE\n", "heredoc(\"\")" },
    { "a sequence at the start of a line has no indent", "<<-E\n  a\n${b}\n  c\nE\n",
      "heredoc(\"  a\\n\" b \"\\n  c\\n\")" },
    { "blanks before one count", "<<-E\n    a\n  ${b}\nE\n", "heredoc(\"  a\\n\" b \"\\n\")" },
    { "blanks that a sequence took do not", "<<-E\n    a\n  ${~ b}\n    c\nE\n",
      "heredoc(\"    a\\n\" b \"\\n    c\\n\")" },
    { "a line whose newline was taken goes on", "<<-E\n  a\n  ${b ~}\n  c\nE\n",
      "heredoc(\"a\\n\" b \"  c\\n\")" },
    { "the example of the specification",
      "<<-E\n    select\n      a\n      %{~if x}, b%{endif~}\n      %{~if y}, d%{endif~}\n    from "
      "t\n  E\n",
      "heredoc(\"    select\\n      a\\n\" if(x ? \", b\") \"\" if(y ? \", d\") \"    from "
      "t\\n\")" },
    { "escapes are no indent", "<<-E\n  $${a}\n   b\nE\n", "heredoc(\"${a}\\n b\\n\")" },
    { "Unicode white space counts in clusters",
      "<<-E\n\xc2\xa0\xe3\x80\x80"
      "a\n   b\nE\n",
      "heredoc(\"a\\n b\\n\")" },
    { "a combining mark goes with its blank", "<<-E\n  \xcc\x81x\n  y\nE\n",
      "heredoc(\"x\\ny\\n\")" },
    { "CR LF stays", "<<-E\r\n  a\r\n  b\r\nE\r\n", "heredoc(\"a\\r\\nb\\r\\n\")" },
};

static const row directives[] = {
    { "if", "\"%{ if a }b%{ endif }\"", "t(if(a ? \"b\"))" },
    { "if and else", "\"%{if a}b%{else}c${d}%{endif}\"", "t(if(a ? \"b\" : t(\"c\" d)))" },
    { "empty branches", "\"%{if a}%{else}%{endif}\"", "t(if(a ? \"\" : \"\"))" },
    { "a branch with one sequence is a string", "\"%{if a}${b}%{endif}\"", "t(if(a ? t(b)))" },
    { "for", "\"%{ for v in a }${v}, %{ endfor }\"", "t(loop(v in a : t(v \", \")))" },
    { "for with a key", "\"%{for k, v in a}%{endfor}\"", "t(loop(k, v in a : \"\"))" },
    { "one in the other", "\"a%{if b}%{for c in d}${c}%{endfor}%{else}e%{endif}f\"",
      "t(\"a\" if(b ? t(loop(c in d : t(c))) : \"e\") \"f\")" },
};

static const row errors[] = {
    { "an if that stays open", "\"%{if a}b\"", "t(!) | Unexpected end of template @9-10" },
    { "a for in an if, both open", "\"%{if a}%{for b in c}\"",
      "t(!) | Unexpected end of template @21-22 | Unexpected end of template @21-22" },
    { "endings without a beginning", "\"a%{endif}%{else}%{endfor}\"",
      "t(\"a\" ! ! !) | Unexpected endif directive @2-10 | Unexpected else directive @10-17 | "
      "Unexpected endfor directive @17-26" },
    { "the wrong ending", "\"%{if a}b%{endfor}c\"",
      "t(! \"c\") | Unexpected endfor directive @9-18" },
    { "the other wrong ending", "\"%{for a in b}%{endif}\"",
      "t(!) | Unexpected endif directive @14-22" },
    { "two elses", "\"%{if a}%{else}%{else}%{endif}\"",
      "t(! !) | Unexpected else directive @15-22 | Unexpected endif directive @22-30" },
    { "else in a for", "\"%{for a in b}%{else}%{endfor}\"",
      "t(! !) | Unexpected else directive @14-21 | Unexpected endfor directive @21-30" },
    { "no such directive", "\"%{foo}\"", "\"\" | Invalid template control keyword @3-6" },
    { "no directive", "\"a%{1}b\"", "\"ab\" | Invalid template directive @4-5" },
    { "for without a name", "\"%{for 1 in a}\"", "\"\" | Invalid 'for' directive @7-8" },
    { "for without a second name", "\"%{for a, 1 in b}\"",
      "\"\" | Invalid 'for' directive @10-11" },
    { "for without in", "\"%{for a}\"", "\"\" | Invalid 'for' directive @8-9" },
    { "too much in an if", "\"%{if a b}c%{endif}\"",
      "t(if(a ? \"c\")) | Extra characters in if marker @8-9" },
    { "too much in an else", "\"%{if a}%{else b}%{endif}\"",
      "t(if(a ? \"\" : \"\")) | Extra characters in else marker @15-16" },
    { "too much in a sequence", "\"${a b}c\"",
      "t(a \"c\") | Extra characters after interpolation expression @5-6" },
    { "a colon in a sequence", "\"${a:b}\"",
      "wrap(a) | Extra characters after interpolation expression @4-5" },
    { "an unclosed sequence points at the start", "\"x ${a\"",
      "t(\"x \" a) | Unclosed template interpolation sequence @1-3" },
    { "an empty sequence", "\"${}\"", "wrap(!) | Invalid expression @3-4" },
    { "a bad escape keeps its character", "\"a\\qb\"", "\"aqb\" | Invalid escape sequence @2-4" },
    { "a string over two lines", "\"a\nb\"",
      "\"a\" | Invalid multi-line string @2-3 | Unterminated template string @2-3" },
};

static void check_rows(const row *rows, size_t n, int what)
{
    for (size_t i = 0; i < n; i++)
        check_shown(what, rows[i].src, rows[i].want, rows[i].what);
}

TEST(strings_and_their_parts)
{
    check_rows(strings, PL_COUNT(strings), SHOW_EXPR);
}

TEST(trimming)
{
    check_rows(trims, PL_COUNT(trims), SHOW_EXPR);
}

TEST(indented_heredocs)
{
    check_rows(flushes, PL_COUNT(flushes), SHOW_EXPR);
}

TEST(directives_nest)
{
    check_rows(directives, PL_COUNT(directives), SHOW_EXPR);
}

TEST(template_errors)
{
    check_rows(errors, PL_COUNT(errors), SHOW_EXPR);
}

static const row bare[] = {
    { "text", "a \"b\" \\n", "\"a \\\"b\\\" \\\\n\"" },
    { "nothing", "", "\"\"" },
    { "one sequence alone", "${a}", "wrap(a)" },
    { "lines", "a\n  ${b}\n", "t(\"a\\n  \" b \"\\n\")" },
    { "an escape at the end", "100% $${", "\"100% ${\"" },
    { "an open sequence", "${a", "wrap(a) | Unclosed template interpolation sequence @0-2" },
    { "an open directive", "%{if a}b", "t(!) | Unexpected end of template @8-8" },
};

TEST(bare_templates)
{
    check_rows(bare, PL_COUNT(bare), SHOW_TEMPLATE);
}

static const row ranges[] = {
    { "the start of a template is that of its first part", "\"a${b}\"",
      "t(\"a\"@1-2 b@4-5)@0-7/1-2" },
    { "an empty string starts after both its quotes", "\"\"", "\"\"@2-2@0-2/2-2" },
    { "a wrapped value is where its string is", "\"${a}\"", "wrap(a@3-4)@0-6" },
    { "a heredoc ends with its marker", "<<E\na\n E \n", "heredoc(\"a\\n\"@4-6)@0-9/4-6" },
    { "a stripped line starts after its indent", "<<-E\n  a\nE\n",
      "heredoc(\"a\\n\"@7-9)@0-10/7-9" },
    { "directives", "\"%{if a}b%{endif}\"", "t(if(a@6-7 ? \"b\"@8-9@8-9)@1-17/6-7)@0-18/6-7" },
    { "empty branches", "\"%{if a}%{else}%{endif}\"",
      "t(if(a@6-7 ? \"\"@8-8@8-8 : \"\"@15-15@15-15)@1-23/6-7)@0-24/6-7" },
    { "loops", "\"%{for a in b}%{endfor}\"",
      "t(loop(a in b@12-13 : \"\"@14-14@14-14)@1-23/1-14)@0-24/1-14" },
};

TEST(template_ranges)
{
    check_rows(ranges, PL_COUNT(ranges), SHOW_EXPR | SHOW_RANGES);
}

/* The message and its detail, as far as the vectors do not have them. */
static const struct {
    const char *src, *want;
} details[] = {
    { "\"%{for a in b}c\"", "The for directive at f.pp:1,2-15 is missing its corresponding endfor "
                            "directive." },
    { "\"%{if a}\n%{endfor}\"",
      "Quoted strings may not be split over multiple lines. To produce a "
      "multi-line string, either use the \\n escape to represent a newline "
      "character or use the \"heredoc\" multi-line template syntax." },
    { "<<E\n%{if a}\n%{endfor}\nE\n",
      "Expecting an endif directive for the if started at f.pp:2,1-8." },
    { "<<E\n%{for\n a in b}\n%{endif}\nE\n",
      "Expecting an endfor directive corresponding to the for "
      "directive at f.pp:2,1-3,9." },
    { "\"%{elseif}\"",
      "\"elseif\" is not a valid template control keyword. Did you mean \"else\"?" },
    { "\"%{while}\"", "\"while\" is not a valid template control keyword." },
    { "\"%{fi}\"", "\"fi\" is not a valid template control keyword. Did you mean \"if\"?" },
};

TEST(details_name_places_and_words)
{
    for (size_t i = 0; i < PL_COUNT(details); i++) {
        shown s;
        show_parse(&s, SHOW_EXPR, pl_str_cstr(details[i].src));
        CHECK(pl_diags_count(s.diags) > 0, details[i].src);
        pl_str got = pl_arena_str(&s.arena, pl_diags_get(s.diags, 0)->detail);
        CHECK_STR(got.ptr, details[i].want, details[i].src);
        show_done(&s);
    }
}
