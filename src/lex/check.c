/* check.c - reports lexical errors of a file (hcl.md 1.2), with the texts of the reference. */
#include "base/str.h"
#include "lex/lex.h"

enum {
    MAX_OPERATORS = 4, /* bitwise operators reported per file */
    EVERY_OTHER = 3,   /* see every_other() */
};

typedef struct checker {
    pl_str text;
    pl_diags *diags;
    unsigned operators, apostrophes, backticks, semicolons, bad_bytes;
} checker;

static const char multi_line[] =
    "Quoted strings may not be split over multiple lines. To produce a multi-line string, either "
    "use the \\n escape to represent a newline character or use the \"heredoc\" multi-line "
    "template syntax.";
static const char curly[] =
    "\"Curly quotes\" are not valid here. These can sometimes be inadvertently introduced when "
    "sharing code via documents or discussion forums. It might help to replace the character with "
    "a \"straight quote\".";
static const char not_utf8[] = "All input files must be UTF-8 encoded. Ensure that UTF-8 encoding "
                               "is selected in your editor.";
static const char semicolon[] =
    "The \";\" character is not valid. Use newlines to separate arguments and blocks, and commas "
    "to separate items in collection values.";
static const char backtick[] = "The \"`\" character is not valid. To create a multi-line string, "
                               "use the \"heredoc\" syntax, like \"<<EOT\".";
static const char apostrophe[] =
    "Single quotes are not valid. Use double quotes (\") to enclose strings.";

static void report_token(checker *ck, pl_diag_code code, pl_token t, const char *summary,
                         const char *detail)
{
    pl_diag_raw(ck->diags, PL_ERROR, code, (pl_range){ t.start, t.end }, pl_str_cstr(summary),
                pl_str_cstr(detail));
}

/* True for the first and the third call with a counter: like the reference, report only the first
 * of each pair of quotes, and at most two pairs. */
static bool every_other(unsigned *count)
{
    bool even = *count % 2 == 0;
    if (*count < EVERY_OTHER)
        ++*count;
    return even;
}

static void bitwise(checker *ck, pl_token t)
{
    if (ck->operators++ >= MAX_OPERATORS)
        return;
    static const char *const hints[] = {
        [PL_T_BIT_AND] = " Did you mean boolean AND (\"&&\")?",
        [PL_T_BIT_OR] = " Did you mean boolean OR (\"||\")?",
        [PL_T_BIT_NOT] = " Did you mean boolean NOT (\"!\")?",
        [PL_T_BIT_XOR] = "",
    };
    pl_diag_add(ck->diags, PL_ERROR, PL_DIAG_INVALID_CHARACTER, (pl_range){ t.start, t.end },
                "Unsupported operator", "Bitwise operators are not supported.%s", hints[t.kind]);
}

static void invalid(checker *ck, pl_token t)
{
    pl_str s = pl_str_sub(ck->text, t.start, t.end);
    bool quote = pl_str_eq(s, PL_S("\u201c")) || pl_str_eq(s, PL_S("\u201d"));
    report_token(ck, PL_DIAG_INVALID_CHARACTER, t, "Invalid character",
                 quote ? curly : "This character is not used within the language.");
}

/* Report what is wrong with one token of an error-only kind. Most kinds are reported only a few
 * times in a file. */
static void check_token(checker *ck, pl_token t)
{
    switch (t.kind) {
    case PL_T_BIT_AND:
    case PL_T_BIT_OR:
    case PL_T_BIT_NOT:
    case PL_T_BIT_XOR: bitwise(ck, t); break;
    case PL_T_BACKTICK:
        if (every_other(&ck->backticks))
            report_token(ck, PL_DIAG_INVALID_CHARACTER, t, "Invalid character", backtick);
        break;
    case PL_T_APOSTROPHE:
        if (every_other(&ck->apostrophes))
            report_token(ck, PL_DIAG_INVALID_CHARACTER, t, "Invalid character", apostrophe);
        break;
    case PL_T_SEMICOLON:
        if (!ck->semicolons++)
            report_token(ck, PL_DIAG_INVALID_CHARACTER, t, "Invalid character", semicolon);
        break;
    case PL_T_BAD_UTF8:
        if (!ck->bad_bytes++)
            report_token(ck, PL_DIAG_INVALID_CHARACTER, t, "Invalid character encoding", not_utf8);
        break;
    case PL_T_QUOTED_NEWLINE:
        report_token(ck, PL_DIAG_UNCLOSED, t, "Invalid multi-line string", multi_line);
        break;
    case PL_T_INVALID: invalid(ck, t); break;
    }
}

void pl_lex_check(const pl_tokens *tokens, pl_str text, pl_diags *diags)
{
    checker ck = { .text = text, .diags = diags };
    size_t n = tokens->list.n;
    if (!tokens->suspect)
        return;
    if (tokens->too_deep)
        n -= 2;
    for (size_t i = 0; i < n; i++)
        check_token(&ck, tokens->list.at[i]);
    if (tokens->too_deep) {
        pl_token t = tokens->list.at[n];
        pl_diag_add(diags, PL_ERROR, PL_DIAG_NESTED_TOO_DEEPLY, (pl_range){ t.start, t.start + 1 },
                    "Templates nested too deeply",
                    "Templates and heredocs may be nested at most %d deep.", PL_LEX_DEPTH);
    }
}
