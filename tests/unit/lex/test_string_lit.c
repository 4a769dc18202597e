#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"
#include "lex/lex.h"
#include "unit/test.h"

/* "text" or "text ! 3-5 message ! ..."; the literal starts at byte 10 of its file. */
static const char *decode(const char *raw, bool quoted)
{
    static char line[1024];
    static const char pad[] = "..........";
    pl_buf out = { 0 }, text = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_buf_printf(&text, "%s%s", pad, raw);
    pl_diags_begin(diags, PL_S("t.pp"), pl_buf_view(&text));
    bool good = pl_string_decode(pl_str_cstr(raw), quoted, sizeof pad - 1, &out, diags);
    pl_diags_end(diags);
    CHECK_INT(good, pl_diags_count(diags) == 0, raw);
    if (good)
        CHECK_INT(pl_string_plain(pl_str_cstr(raw), quoted),
                  pl_str_eq(pl_str_cstr(raw), pl_buf_view(&out)), raw);
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        CHECK(pl_str_eq(d->summary, PL_S("Invalid escape sequence")), raw);
        pl_buf_printf(&out, " ! %u-%u %.*s", d->range.start, d->range.end, PL_FMT(d->detail));
    }
    snprintf(line, sizeof line, "%.*s", PL_FMT(pl_buf_view(&out)));
    pl_diags_free(diags);
    pl_buf_done(&out);
    pl_buf_done(&text);
    return line;
}

typedef struct row {
    const char *what, *raw, *want;
} row;

static const row quoted_rows[] = {
    { "nothing", "", "" },
    { "plain text", "a 'b' {c} \xc3\xa9", "a 'b' {c} \xc3\xa9" },
    { "the short escapes", "\\n\\r\\t\\\"\\\\", "\n\r\t\"\\" },
    { "four digits in both cases", "\\u00e9\\u00E9\\u4eca", "\u00e9\u00e9\u4eca" },
    { "eight digits", "\\U0001F600!", "\U0001F600!" },
    { "no more than four", "\\u00410", "A0" },
    { "escaped markers", "$${a}%%{b}", "${a}%{b}" },
    { "the escape is found from the left", "$$${a}", "$${a}" },
    { "dollars that escape nothing", "$ $$ $a %% $ {", "$ $$ $a %% $ {" },
    { "T7: an escaped quote and brace", "\\\"\\u007d", "\"}" },
    { "an escaped backslash before a letter", "\\\\n", "\\n" },
    { "an unknown selector stands for itself", "a\\xb",
      "axb ! 11-13 The symbol \"x\" is not a valid escape sequence selector." },
    { "a dollar is no selector", "\\${a}",
      "${a} ! 10-12 The symbol \"$\" is not a valid escape sequence selector." },
    { "a selector of several bytes", "\\\xc3\xa9",
      "\xc3\xa9 ! 10-13 The symbol \"\xc3\xa9\" is not a valid escape sequence selector." },
    { "all mistakes are reported", "\\a\\0",
      "a0 ! 10-12 The symbol \"a\" is not a valid escape sequence selector."
      " ! 12-14 The symbol \"0\" is not a valid escape sequence selector." },
    { "three digits", "\\u12z",
      "u12z ! 10-14 The \\u escape sequence must be followed by four hexadecimal digits." },
    { "no digits", "\\u",
      "u ! 10-12 The \\u escape sequence must be followed by four hexadecimal digits." },
    { "four digits for eight", "\\U0001",
      "U0001 ! 10-16 The \\U escape sequence must be followed by eight hexadecimal digits." },
    { "a surrogate", "\\ud83d", "ud83d ! 10-16 Cannot encode character U+d83d in UTF-8." },
    { "no pairs", "\\ud83d\\ude00",
      "ud83dude00 ! 10-16 Cannot encode character U+d83d in UTF-8."
      " ! 16-22 Cannot encode character U+de00 in UTF-8." },
    { "beyond Unicode", "\\U00110000",
      "U00110000 ! 10-20 Cannot encode character U+110000 in UTF-8." },
    { "the last character there is", "\\U0010ffff", "\U0010ffff" },
};

static const row text_rows[] = {
    { "nothing", "", "" },
    { "no backslash escapes", "\\n\\\\\\u0041", "\\n\\\\\\u0041" },
    { "escaped markers", "$${a}%%{b}$", "${a}%{b}$" },
    { "after a backslash, too", "\\$${a}", "\\${a}" },
    { "an odd number of dollars", "$$$${", "$$${" },
};

TEST(string_lit_decodes_quoted_text)
{
    for (size_t i = 0; i < PL_COUNT(quoted_rows); i++)
        CHECK_STR(decode(quoted_rows[i].raw, true), quoted_rows[i].want, quoted_rows[i].what);
}

TEST(string_lit_decodes_heredoc_text)
{
    for (size_t i = 0; i < PL_COUNT(text_rows); i++)
        CHECK_STR(decode(text_rows[i].raw, false), text_rows[i].want, text_rows[i].what);
}

TEST(string_lit_needs_no_place_for_messages)
{
    pl_buf out = { 0 };
    CHECK(!pl_string_decode(PL_S("\\x\\u1\\ud800"), true, 0, &out, NULL), "all bad");
    CHECK(pl_str_eq(pl_buf_view(&out), PL_S("xu1ud800")), "text");
    pl_buf_done(&out);
}

TEST(string_lit_keeps_what_no_lexer_would_give_it)
{
    static const struct {
        const char *what;
        pl_str raw, want;
    } rows[] = {
        { "a backslash at the end", { "a\\", 2 }, { "a\\", 2 } },
        { "a backslash before a broken byte", { "\\\xff", 2 }, { "\\\xff", 2 } },
        { "NUL bytes", { "a\0b", 3 }, { "a\0b", 3 } },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_buf out = { 0 };
        CHECK(pl_string_decode(rows[i].raw, true, 0, &out, NULL), rows[i].what);
        CHECK(pl_str_eq(pl_buf_view(&out), rows[i].want), rows[i].what);
        pl_buf_done(&out);
    }
}
