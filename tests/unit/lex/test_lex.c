#include "lex/lex.h"
#include "base/cast.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "unit/test.h"
#include <sys/mman.h>

/* `text` copied so that the slack ends at an unmapped page. */
typedef struct edge {
    char *page;
    size_t size;
    pl_str text;
} edge;

static edge edge_of(pl_str text)
{
    size_t room = (text.len + PL_VIEW_SLACK + 4095) & ~(size_t)4095;
    edge e = { .size = room + 4096 };
    e.page = mmap(NULL, e.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(e.page != MAP_FAILED && mprotect(e.page + room, 4096, PROT_NONE) == 0);
    char *at = e.page + room - PL_VIEW_SLACK - text.len;
    if (text.len)
        memcpy(at, text.ptr, text.len);
    e.text = pl_str_make(at, text.len);
    return e;
}

static void edge_done(edge *e)
{
    munmap(e->page, e->size);
}

/* Tokens ascend, lie inside, leave out only blanks and the mark, and end in EOF. */
static bool is_sound(pl_str text, const pl_tokens *tokens)
{
    size_t at = pl_str_starts(text, PL_S("\xef\xbb\xbf")) ? 3 : 0;
    for (size_t i = 0; i < tokens->list.n; i++) {
        pl_token t = tokens->list.at[i];
        for (; at < t.start; at++)
            if (text.ptr[at] != ' ' && text.ptr[at] != '\t')
                return false;
        bool last = i + 1 == tokens->list.n;
        if (t.start < at || t.end > text.len || (t.kind == PL_T_EOF) != last ||
            (t.start == t.end) != last)
            return false;
        at = t.end;
    }
    return at == text.len && tokens->list.n > 0;
}

static const char *short_name(pl_token_kind kind)
{
    switch (kind) {
    case PL_T_IDENT: return "ident";
    case PL_T_NUMBER_LIT: return "num";
    case PL_T_QUOTED_LIT: return "lit";
    case PL_T_STRING_LIT: return "text";
    case PL_T_COMMENT: return "comment";
    case PL_T_INVALID: return "invalid";
    case PL_T_BAD_UTF8: return "bad";
    case PL_T_QUOTED_NEWLINE: return "break";
    case PL_T_CHEREDOC: return "end";
    default: return NULL;
    }
}

static void dump_text(pl_buf *out, pl_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '\n' || c == '\r')
            pl_buf_cstr(out, c == '\n' ? "\\n" : "\\r");
        else if (c < 0x20 || c >= 0x7f)
            pl_buf_printf(out, "\\x%02x", c);
        else
            pl_buf_byte(out, (char)c);
    }
}

/* ident(a) = <<E text(x\n) end(E) nl eof; a template's quotes are "( and )", the
 * brace that ends an interpolation is }$. */
static void dump_token(pl_buf *out, pl_token t, pl_str text)
{
    pl_str s = pl_str_sub(text, t.start, t.end);
    const char *name = short_name(t.kind);
    pl_buf_cstr(out, out->len ? " " : "");
    if (name)
        pl_buf_printf(out, "%s(", name);
    switch (t.kind) {
    case PL_T_NEWLINE: pl_buf_cstr(out, "nl"); break;
    case PL_T_EOF: pl_buf_cstr(out, "eof"); break;
    case PL_T_OQUOTE: pl_buf_cstr(out, "\"("); break;
    case PL_T_CQUOTE: pl_buf_cstr(out, ")"); break;
    case PL_T_TEMPLATE_SEQ_END: pl_buf_cstr(out, s.len == 2 ? "~}$" : "}$"); break;
    case PL_T_OHEREDOC: dump_text(out, pl_str_trim(s)); break;
    default: dump_text(out, s);
    }
    if (name)
        pl_buf_byte(out, ')');
}

static const char *dump(pl_str text, pl_lex_mode mode)
{
    static char line[4096];
    edge e = edge_of(text);
    pl_tokens tokens = { 0 };
    pl_buf out = { 0 };
    pl_lex(e.text, mode, &tokens);
    CHECK(is_sound(e.text, &tokens), text.ptr);
    for (size_t i = 0; i < tokens.list.n; i++)
        dump_token(&out, tokens.list.at[i], e.text);
    snprintf(line, sizeof line, "%.*s", PL_FMT(pl_buf_view(&out)));
    pl_buf_done(&out);
    pl_tokens_done(&tokens);
    edge_done(&e);
    return line;
}

typedef struct row {
    const char *what, *src, *want;
} row;

static void check_rows(const row *rows, size_t n, pl_lex_mode mode)
{
    for (size_t i = 0; i < n; i++)
        CHECK_STR(dump(pl_str_cstr(rows[i].src), mode), rows[i].want, rows[i].what);
}

static const row code_rows[] = {
    { "an attribute", "a = 1\n", "ident(a) = num(1) nl eof" },
    { "a block in one line", "a \"b\" { c = d }",
      "ident(a) \"( lit(b) ) { ident(c) = ident(d) } eof" },
    { "labels need no blanks", "a\"b\"c{}", "ident(a) \"( lit(b) ) ident(c) { } eof" },
    { "a name keeps its dashes", "s3-tls a- _x a--b",
      "ident(s3-tls) ident(a-) ident(_x) ident(a--b) eof" },
    { "a dash begins no name", "-a", "- ident(a) eof" },
    { "names of sixteen and more characters", "abcdefghijklmnop abcdefghijklmnopq.x",
      "ident(abcdefghijklmnop) ident(abcdefghijklmnopq) . ident(x) eof" },
    { "a name may go on in letters of any script", "x\xc3\xa9-1=", "ident(x\\xc3\\xa9-1) = eof" },
    { "a combining mark continues and does not begin", "e\xcc\x81 \xcc\x81",
      "ident(e\\xcc\\x81) invalid(\\xcc\\x81) eof" },
    { "letters younger than Unicode 9 begin nothing", "\xf0\x91\x9c\x80 \xe1\xb2\x90",
      "ident(\\xf0\\x91\\x9c\\x80) invalid(\\xe1\\xb2\\x90) eof" },
    { "numbers", "1 1.5 1..2 1e5 1E-5 1e5.5 00",
      "num(1) num(1.5) num(1..2) num(1e5) num(1E-5) num(1e5.5) num(00) eof" },
    { "a number does not end in a point", "1. 1... 1e 1e+ .5",
      "num(1) . num(1) ... num(1) ident(e) num(1) ident(e) + . num(5) eof" },
    { "neither hexadecimal nor grouped", "0x1F 1_0", "num(0) ident(x1F) num(1) ident(_0) eof" },
    { "the longest operator wins", "===>=>=<==", "== => => = <= = eof" },
    { "operators", "a+b-c*d/e%f<g>h && i||!j ? (k) : l[m]",
      "ident(a) + ident(b-c) * ident(d) / ident(e) % ident(f) < ident(g) > ident(h) && ident(i) || "
      "! ident(j) ? ( ident(k) ) : ident(l) [ ident(m) ] eof" },
    { "dots and colons", "...... .. :::", "... ... . . :: : eof" },
    { "shifts are two operators", "1 << 2", "num(1) < < num(2) eof" },
    { "a power is two stars", "a**b", "ident(a) * * ident(b) eof" },
    { "tilde and brace are one token", "~} {~}", "~}$ { ~}$ eof" },
    { "stray braces", "}}{", "} } { eof" },
    { "T6: braces of an object", "{b = {c = \"}\"}}",
      "{ ident(b) = { ident(c) = \"( lit(}) ) } } eof" },
    { "blanks are space and tab only", "a\t \f\v", "ident(a) invalid(\\x0c) invalid(\\x0b) eof" },
    { "U3: CRLF", "a\r\nb\r\n", "ident(a) nl ident(b) nl eof" },
    { "U4: a lone CR", "a\rb", "ident(a) invalid(\\r) ident(b) eof" },
    { "U1: a mark at the start",
      "\xef\xbb\xbf"
      "a",
      "ident(a) eof" },
    { "U2: a mark elsewhere", "a \xef\xbb\xbf", "ident(a) invalid(\\xef\\xbb\\xbf) eof" },
    { "U2: no-break and wide blanks", "\xc2\xa0 \xe3\x80\x80",
      "invalid(\\xc2\\xa0) invalid(\\xe3\\x80\\x80) eof" },
    { "U6: each broken byte alone", "\xff\x80\xe2\x82(\xc3(",
      "bad(\\xff) bad(\\x80) bad(\\xe2) bad(\\x82) ( bad(\\xc3) ( eof" },
    { "surrogates and overlongs are sound bytes", "\xed\xa0\x80 \xc0\xaf",
      "invalid(\\xed\\xa0\\x80) invalid(\\xc0\\xaf) eof" },
    { "a sequence cut by the end", "\xf0\x9f\x98", "bad(\\xf0) bad(\\x9f) bad(\\x98) eof" },
    { "C1: comments to the end of the line", "# query \"x\" {\n// }\nc",
      "comment(# query \"x\" {\\n) comment(// }\\n) ident(c) eof" },
    { "C6: a comment as last line", "a # b", "ident(a) comment(# b) eof" },
    { "C5: a block comment ends at the first end", "/* /* */ */", "comment(/* /* */) * / eof" },
    { "C5: the shortest block comments", "/**/ /***/ /*/",
      "comment(/**/) comment(/***/) / * / eof" },
    { "C5: an open block comment is none", "/* a", "/ * ident(a) eof" },
    { "a comment after an open one is none either", "/* a /* b", "/ * ident(a) / * ident(b) eof" },
    { "C9: a block comment over lines", "/* a\n} */ b", "comment(/* a\\n} */) ident(b) eof" },
    { "C8: bad bytes in comments are passed over", "# \xff\n/*\xff*/",
      "comment(# \\xff\\n) comment(/*\\xff*/) eof" },
    { "U4: a lone CR hides in a comment", "# a\rb\nc", "comment(# a\\rb\\n) ident(c) eof" },
};

TEST(lex_code)
{
    check_rows(code_rows, PL_COUNT(code_rows), PL_LEX_BODY);
}

static const row quoted_rows[] = {
    { "T1: braces in a string", "\"{\" \"}\"", "\"( lit({) ) \"( lit(}) ) eof" },
    { "T2: a string with a brace in an interpolation", "\"${\"}\"}\"",
      "\"( ${ \"( lit(}) ) }$ ) eof" },
    { "T2: three levels", "\"${\"${\"${\"}\"}\"}\"}\" x",
      "\"( ${ \"( ${ \"( ${ \"( lit(}) ) }$ ) }$ ) }$ ) ident(x) eof" },
    { "T3: comments in an interpolation", "\"${ /* } */ x # }\n}\"",
      "\"( ${ comment(/* } */) ident(x) comment(# }\\n) }$ ) eof" },
    { "T4: quotes in an interpolation", "\"${f({x = \"}\"})}\"",
      "\"( ${ ident(f) ( { ident(x) = \"( lit(}) ) } ) }$ ) eof" },
    { "T5: braces after a directive", "\"%{ if a }}%{ endif }\"",
      "\"( %{ ident(if) ident(a) }$ lit(}) %{ ident(endif) }$ ) eof" },
    { "T7: an escaped quote", "\"\\\"{\"", "\"( lit(\\\"{) ) eof" },
    { "T7: an escaped backslash", "\"\\\\\" x", "\"( lit(\\\\) ) ident(x) eof" },
    { "T7: a quote that is escaped after all", "\"\\\" x", "\"( lit(\\\" x) eof" },
    { "a backslash hides an interpolation", "\"\\${a}\"", "\"( lit(\\${a}) ) eof" },
    { "but not after another", "\"\\\\${a}\"", "\"( lit(\\\\) ${ ident(a) }$ ) eof" },
    { "a backslash takes a whole character", "\"\\\xc3\xa9\"", "\"( lit(\\\\xc3\\xa9) ) eof" },
    { "a backslash takes no newline", "\"a\\\nb\"",
      "\"( lit(a) invalid(\\) break(\\n) lit(b) ) eof" },
    { "a backslash at the end", "\"x \\", "\"( lit(x ) invalid(\\) eof" },
    { "a backslash before a broken byte", "\"\\\xff\"", "\"( invalid(\\) bad(\\xff) ) eof" },
    { "dollars and percents stand alone", "\"a$b%%$$\"",
      "\"( lit(a) lit($) lit(b) lit(%) lit(%) lit($) lit($) ) eof" },
    { "escaped markers", "\"$${a}%%{b}\"", "\"( lit($${) lit(a}) lit(%%{) lit(b}) ) eof" },
    { "three dollars", "\"$$${a}\"", "\"( lit($) lit($${) lit(a}) ) eof" },
    { "a dollar before a directive", "\"$%{a}%${b}\"",
      "\"( lit($) %{ ident(a) }$ lit(%) ${ ident(b) }$ ) eof" },
    { "trim marks", "\"${~a~}%{~b~}\"", "\"( ${~ ident(a) ~}$ %{~ ident(b) ~}$ ) eof" },
    { "a tilde before a nested brace", "\"${{~}}\"", "\"( ${ { ~}$ }$ ) eof" },
    { "U8: a newline is an error and no end", "\"a\nb\" c",
      "\"( lit(a) break(\\n) lit(b) ) ident(c) eof" },
    { "a run of line ends is one token", "\"\r\n\n\r\"", "\"( break(\\r\\n\\n\\r) ) eof" },
    { "a lone CR in a string", "\"a\rb\"", "\"( lit(a) break(\\r) lit(b) ) eof" },
    { "C2: comments in strings", "\"# a // b /* c */\"", "\"( lit(# a // b /* c */) ) eof" },
    { "a long literal", "\"abcdefghijklmnopqrstuvwxyz 0123456789\\\"abcdefghijklmnopqrstuvwxyz\"",
      "\"( lit(abcdefghijklmnopqrstuvwxyz 0123456789\\\"abcdefghijklmnopqrstuvwxyz) ) eof" },
    { "U6: a bad byte in a string",
      "\"a\xff"
      "b\"",
      "\"( lit(a) bad(\\xff) lit(b) ) eof" },
    { "heredoc openers in strings", "\"<<E\"", "\"( lit(<<E) ) eof" },
};

TEST(lex_quoted_strings)
{
    check_rows(quoted_rows, PL_COUNT(quoted_rows), PL_LEX_BODY);
}

static const row heredoc_rows[] = {
    { "a heredoc ends at its marker", "a = <<E\nx\nE\n",
      "ident(a) = <<E text(x\\n) end(E) nl eof" },
    { "an empty one", "<<E\nE\n", "<<E end(E) nl eof" },
    { "H1: fake blocks", "<<-E\nquery \"x\" {\n}\n  E\nb",
      "<<-E text(query \"x\" {\\n) text(}\\n) end(  E) nl ident(b) eof" },
    { "H2: look-alikes", "<<E\nEX\n-- E\n' E'\nE # c\nE;\nE,\ne\nE E\nE\n",
      "<<E text(EX\\n) text(-- E\\n) text(' E'\\n) text(E # c\\n) text(E;\\n) text(E,\\n) "
      "text(e\\n) text(E E\\n) end(E) nl eof" },
    { "H3: blanks around the marker", "<<E\n\t E \t\n", "<<E end(\\x09 E \\x09) nl eof" },
    { "H3: Unicode blanks around it",
      "<<E\n\xc2\xa0"
      "E\xe3\x80\x80\xc2\x85\n",
      "<<E end(\\xc2\\xa0E\\xe3\\x80\\x80\\xc2\\x85) nl eof" },
    { "H3: form feeds around it", "<<E\n\fE\v\n", "<<E end(\\x0cE\\x0b) nl eof" },
    { "H3: a zero-width mark is no blank",
      "<<E\n\xef\xbb\xbf"
      "E\nE\n",
      "<<E text(\\xef\\xbb\\xbfE\\n) end(E) nl eof" },
    { "H3: an overlong blank is none",
      "<<E\n\xc0\xa0"
      "E\nE\n",
      "<<E text(\\xc0\\xa0E\\n) end(E) nl eof" },
    { "H4: a marker after an interpolation", "<<E\n${x}E\nE\n",
      "<<E ${ ident(x) }$ text(E\\n) end(E) nl eof" },
    { "H4: a marker before an interpolation", "<<E\nE${x}\nE\n",
      "<<E text(E) ${ ident(x) }$ text(\\n) end(E) nl eof" },
    { "H4: a marker after a dollar", "<<E\n$E E\n$$E\nE\n",
      "<<E text($) text(E E\\n) text($) text($E) text(\\n) end(E) nl eof" },
    { "H5: a marker inside an interpolation", "<<E\n${\"E\"}${\nE\n}\nE\n",
      "<<E ${ \"( lit(E) ) }$ ${ nl ident(E) nl }$ text(\\n) end(E) nl eof" },
    { "H5: a heredoc in a heredoc", "<<E\n${<<E\nE\n}E\nE\n",
      "<<E ${ <<E end(E) nl }$ text(E\\n) end(E) nl eof" },
    { "H6: a marker at the end of the file", "<<E\na\nE", "<<E text(a\\n) text(E) eof" },
    { "H7: no openers", "<< E\n<<\"E\"\n<<--E\n<<1A\n<<E \n<<E",
      "< < ident(E) nl < < \"( lit(E) ) nl < < - - ident(E) nl < < num(1) ident(A) nl "
      "< < ident(E) nl < < ident(E) eof" },
    { "an opener right after anything", "a<<E\nE\n1<<-E\nE\n<<<E\nE\n",
      "ident(a) <<E end(E) nl num(1) <<-E end(E) nl < <<E end(E) nl eof" },
    { "a marker in another script", "<<\xc3\x89-1\n\xc3\x89\n\xc3\x89-1\n",
      "<<\\xc3\\x89-1 text(\\xc3\\x89\\n) end(\\xc3\\x89-1) nl eof" },
    { "H8: code look-alikes", "<<E\n1 << 2 # \" \\ /* -- // '\nE\n",
      "<<E text(1 << 2 # \" \\ /* -- // '\\n) end(E) nl eof" },
    { "H9: parameters and percents", "<<E\n$1 100% like '%'\nE\n",
      "<<E text($) text(1 100) text(%) text( like ') text(%') text(\\n) end(E) nl eof" },
    { "one character shares the token of its dollar", "<<E\n$a\n%\xc3\xa9\r\n$\nE\n",
      "<<E text($a) text(\\n) text(%\\xc3\\xa9) text(\\r\\n) text($) text(\\n) end(E) nl eof" },
    { "H9: escaped markers", "<<E\n$${x}%%{y}\nE\n",
      "<<E text($${) text(x}) text(%%{) text(y}\\n) end(E) nl eof" },
    { "H11: in brackets", "[<<A\na\nA\n, <<B\nB\n]",
      "[ <<A text(a\\n) end(A) nl , <<B end(B) nl ] eof" },
    { "H15: CRLF", "<<E\r\na\r\n E\r\nb", "<<E text(a\\r\\n) end( E) nl ident(b) eof" },
    { "H16: a lone CR costs the rest", "<<E\nx\ry\nE\n", "<<E text(x) invalid(\\ry\\nE\\n) eof" },
    { "H16: after the marker, too", "<<E\nE\r\r\nE\n", "<<E text(E) invalid(\\r\\r\\nE\\n) eof" },
    { "H16: at the end", "<<E\nx\r", "<<E text(x) invalid(\\r) eof" },
    { "H17: not nested by text", "<<a\n<<b\nb\na\n", "<<a text(<<b\\n) text(b\\n) end(a) nl eof" },
    { "H18: a marker before an open directive ends", "<<E\n%{if a}\nE\n",
      "<<E %{ ident(if) ident(a) }$ text(\\n) end(E) nl eof" },
    { "lines of sixteen bytes and more", "<<E\n0123456789abcdef\n0123456789abcdef0\nE\n",
      "<<E text(0123456789abcdef\\n) text(0123456789abcdef0\\n) end(E) nl eof" },
    { "U6: a bad byte in a heredoc",
      "<<E\na\xff"
      "b\nE\n",
      "<<E text(a) bad(\\xff) text(b\\n) end(E) nl eof" },
    { "a dollar at the end of the file", "<<E\n$", "<<E invalid($) eof" },
    { "an opener at the end of the file", "<<E\n", "<<E eof" },
};

TEST(lex_heredocs)
{
    check_rows(heredoc_rows, PL_COUNT(heredoc_rows), PL_LEX_BODY);
}

static const row bare_rows[] = {
    { "text and code", "a ${b} c", "text(a ) ${ ident(b) }$ text( c) eof" },
    { "lines", "a\nb\r\n", "text(a\\n) text(b\\r\\n) eof" },
    { "quotes and braces are text", "\"}\" # {", "text(\"}\" # {) eof" },
    { "a dollar at the end", "a$", "text(a) text($) eof" },
    { "a lone CR keeps the rest together", "a\rb\nc", "text(a) text(\\rb\\nc) eof" },
    { "no marker ends it", "E\nE\n", "text(E\\n) text(E\\n) eof" },
    { "an interpolation left open", "${a", "${ ident(a) eof" },
    { "a heredoc inside", "${<<E\nx\ry\n", "${ <<E text(x) invalid(\\ry\\n) eof" },
    { "a mark at the start",
      "\xef\xbb\xbf"
      "a",
      "text(a) eof" },
    { "a bad byte", "a\xff", "text(a) bad(\\xff) eof" },
};

TEST(lex_bare_templates)
{
    check_rows(bare_rows, PL_COUNT(bare_rows), PL_LEX_TEMPLATE);
}

TEST(lex_takes_nul_bytes_as_characters)
{
    CHECK_STR(dump(PL_S("a\0b"), PL_LEX_BODY), "ident(a) invalid(\\x00) ident(b) eof", "code");
    CHECK_STR(dump(PL_S("\"a\0b\\\0\""), PL_LEX_BODY), "\"( lit(a\\x00b\\\\x00) ) eof", "string");
    CHECK_STR(dump(PL_S("<<E\n\0E\nE\n"), PL_LEX_BODY), "<<E text(\\x00E\\n) end(E) nl eof",
              "heredoc");
    CHECK_STR(dump(PL_S("#\0\n\0"), PL_LEX_BODY), "comment(#\\x00\\n) invalid(\\x00) eof",
              "comment");
}

/* What is lexically wrong, one line per message. */
static const char *complaints(pl_str text)
{
    static char lines[4096];
    edge e = edge_of(text);
    pl_tokens tokens = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_buf out = { 0 };
    pl_lex(e.text, PL_LEX_BODY, &tokens);
    pl_diags_begin(diags, PL_S("t.pp"), e.text);
    pl_lex_check(&tokens, e.text, diags);
    pl_diags_end(diags);
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        pl_buf_printf(&out, "%u-%u %.*s: %.24s\n", d->range.start, d->range.end, PL_FMT(d->summary),
                      d->detail.ptr);
    }
    snprintf(lines, sizeof lines, "%.*s", PL_FMT(pl_buf_view(&out)));
    pl_buf_done(&out);
    pl_diags_free(diags);
    pl_tokens_done(&tokens);
    edge_done(&e);
    return lines;
}

static const row check_cases[] = {
    { "a clean file", "a = 1\n", "" },
    { "four operators are reported", "& | ^ ~ & |",
      "0-1 Unsupported operator: Bitwise operators are no\n"
      "2-3 Unsupported operator: Bitwise operators are no\n"
      "4-5 Unsupported operator: Bitwise operators are no\n"
      "6-7 Unsupported operator: Bitwise operators are no\n" },
    { "apostrophes 1 and 3", "''''''",
      "0-1 Invalid character: Single quotes are not va\n"
      "2-3 Invalid character: Single quotes are not va\n" },
    { "backticks 1 and 3, counted apart", "`'````",
      "0-1 Invalid character: The \"`\" character is not\n"
      "1-2 Invalid character: Single quotes are not va\n"
      "3-4 Invalid character: The \"`\" character is not\n" },
    { "one semicolon", ";;;", "0-1 Invalid character: The \";\" character is not\n" },
    { "one broken byte", "\xff\xfe", "0-1 Invalid character encoding: All input files must be \n" },
    { "every newline in a string", "\"\n\"\"\n\"",
      "1-2 Invalid multi-line string: Quoted strings may not b\n"
      "4-5 Invalid multi-line string: Quoted strings may not b\n" },
    { "curly quotes",
      "\xe2\x80\x9c"
      "a\xe2\x80\x9d\xe2\x80\x98",
      "0-3 Invalid character: \"Curly quotes\" are not v\n"
      "4-7 Invalid character: \"Curly quotes\" are not v\n"
      "7-10 Invalid character: This character is not us\n" },
};

TEST(lex_check_reports_within_limits)
{
    for (size_t i = 0; i < PL_COUNT(check_cases); i++)
        CHECK_STR(complaints(pl_str_cstr(check_cases[i].src)), check_cases[i].want,
                  check_cases[i].what);
}

/* `n` times `piece`, with slack; free() it. */
static pl_str repeat(const char *piece, size_t n)
{
    size_t len = strlen(piece);
    char *text = calloc(n * len + PL_VIEW_SLACK, 1);
    for (size_t i = 0; i < n; i++)
        memcpy(text + i * len, piece, len);
    return pl_str_make(text, n * len);
}

TEST(lex_bounds_the_nesting_of_templates)
{
    static const char *const pieces[] = { "\"${", "<<E\n${", "\"%{" };
    for (size_t i = 0; i < PL_COUNT(pieces); i++) {
        pl_tokens tokens = { 0 };
        pl_str text = repeat(pieces[i], 10000);
        unsigned at = PL_LEX_DEPTH * (unsigned)strlen(pieces[i]);
        char want[128];
        pl_lex(text, PL_LEX_BODY, &tokens);
        CHECK(is_sound(text, &tokens) && tokens.too_deep && tokens.suspect, pieces[i]);
        CHECK_INT(tokens.list.n, 2 * PL_LEX_DEPTH + 2, pieces[i]);
        CHECK_INT(tokens.list.at[tokens.list.n - 2].kind, PL_T_INVALID, pieces[i]);
        snprintf(want, sizeof want, "%u-%u Templates nested too deeply: Templates and heredocs m\n",
                 at, at + 1);
        CHECK_STR(complaints(text), want, pieces[i]);
        text.len = at;
        pl_lex(text, PL_LEX_BODY, &tokens);
        CHECK(is_sound(text, &tokens) && !tokens.too_deep && !tokens.suspect, "at the limit");
        pl_tokens_done(&tokens);
        free(pl_unconst(text.ptr));
    }
}

/* Inputs that would take minutes if anything looked at the rest again and again. */
TEST(lex_time_grows_with_the_input_only)
{
    static const char *const pieces[] = { "/* ",   "<<A ", "<<", "<",        "1.",     "1e",
                                          "<<E\n", "\"",   "\\", "\xe2\x82", "${",     "$",
                                          "\"$",   "\r",   "~",  "{",        "\"${a}", "\xc3\xa9" };
    for (size_t i = 0; i < PL_COUNT(pieces); i++) {
        pl_tokens tokens = { 0 };
        pl_str text = repeat(pieces[i], (2u << 20) / strlen(pieces[i]));
        for (int mode = PL_LEX_BODY; mode <= PL_LEX_TEMPLATE; mode++) {
            pl_lex(text, (pl_lex_mode)mode, &tokens);
            CHECK(is_sound(text, &tokens), pieces[i]);
        }
        pl_tokens_done(&tokens);
        free(pl_unconst(text.ptr));
    }
}

/* Every prefix of a text with everything in it: nothing is terminated. */
TEST(lex_survives_any_cut)
{
    static const char text[] =
        "\xef\xbb\xbf# c\r\nq \"l\" {\n  a = \"x\\n$${y}${f(1.5e+3, <<-E\n  t ${\"}\"} $a\n  "
        "E\r\n)}%{~ if b "
        "~}\xc3\xa9\" /* c */\n  d = [<<\xc3\x89\n\xe3\x80\x80z\n\xc2\xa0\xc3\x89 \n, ...]\n}\n";
    for (size_t n = 0; n < sizeof text; n++) {
        dump(pl_str_make(text, n), PL_LEX_BODY);
        dump(pl_str_make(text, n), PL_LEX_TEMPLATE);
    }
}

TEST(is_ident_wants_the_whole_text)
{
    static const struct {
        const char *text;
        bool want;
    } rows[] = {
        { "a", true },
        { "_", true },
        { "a-1", true },
        { "", false },
        { "-a", false },
        { "1a", false },
        { "a b", false },
        { "a.b", false },
        { "\xe4\xbb\x8a\xe6\x97\xa5", true },
        { "a\xcc\x81", true },
        { "\xcc\x81", false },
        { "a\xff", false },
        { "a\xe4\xbb", false },
        { "\xe2\x84\x98", true },
        { "a\xc2\xb7", true },
        { "\xe1\xb3\xb2", false }, /* a letter since Unicode 12 only */
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        edge e = edge_of(pl_str_cstr(rows[i].text));
        CHECK_INT(pl_is_ident(e.text), rows[i].want, rows[i].text);
        edge_done(&e);
    }
    CHECK(!pl_is_ident((pl_str){ 0 }), "no text");
}

/* The sizes of the published sets, and `_` and `-` that the language adds. */
TEST(ident_classes_are_those_of_unicode_9)
{
    unsigned starts = 0, continues = 0;
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        char text[6] = "a";
        unsigned len = pl_utf8_encode(cp, text + 1);
        starts += pl_is_ident(pl_str_make(text + 1, len));
        continues += pl_is_ident(pl_str_make(text, len + 1));
    }
    CHECK_INT(starts, 117007 + 1, "ID_Start");
    CHECK_INT(continues, 119691 + 1, "ID_Continue");
}
