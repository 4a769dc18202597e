/* The skipper ends a value where a parser does, with and without AVX2. */
#include "base/str.h"
#include "lex/skip.h"
#include "unit/test.h"

/* A copy with readable slack after it that would mislead a scanner that reads on. */
static char *padded(const char *text)
{
    size_t len = strlen(text);
    char *copy = malloc(len + 64);
    memcpy(copy, text, len);
    memset(copy + len, '{', 64);
    return copy;
}

/* What is left after the value, as C text: "end" -> rest; stop; flags. */
static void dump(const char *text, bool wide, bool body, char *out, size_t cap)
{
    static const char *const stops[] = { "newline", "brace", "end", "lost" };
    char *copy = padded(text);
    pl_skipper sk = { 0 };
    pl_skip got;
    pl_skip_begin(&sk, (pl_str){ copy, strlen(text) }, wide);
    if (body)
        pl_skip_body(&sk, 0, &got);
    else
        pl_skip_value(&sk, 0, &got);
    int n;
    if (body)
        n = snprintf(out, cap, "%s@%u lines %u", stops[got.stop], got.at, got.lines);
    else
        n = snprintf(out, cap, "[%.*s] %s@%u lines %u/%u%s%s%s%s", (int)(got.end - got.start),
                     copy + got.start, stops[got.stop], got.at, got.end_lines, got.lines,
                     got.bad ? " bad" : "", got.open ? " open" : "", got.control ? " control" : "",
                     got.first && got.first == got.end ? " alone" : "");
    for (size_t i = 0; i < sk.holes.n && n < (int)cap && !body; i++)
        n +=
            snprintf(out + n, cap - (size_t)n, " <%.*s>",
                     (int)(sk.holes.at[i].end - sk.holes.at[i].start), copy + sk.holes.at[i].start);
    for (char *c = out; *c; c++)
        if (*c == '\n')
            *c = '~';
    pl_skip_done(&sk);
    free(copy);
}

static const struct {
    const char *what, *src, *want;
} values[] = {
    { "a word", " a\nb", "[a] newline@2 lines 0/0" },
    { "the end of the text ends a value", " a", "[a] end@2 lines 0/0" },
    { "a brace of somebody else ends a value", " a }", "[a] brace@3 lines 0/0" },
    { "blanks around do not belong to it", " \ta \t\r\nb", "[a] newline@6 lines 0/0" },
    { "nothing at all", " \nb", "[] newline@1 lines 0/0" },
    { "a comment after it does not belong to it", " a # } \n", "[a] newline@3 lines 0/0" },
    { "nor does one with slashes", " a // }\n", "[a] newline@3 lines 0/0" },
    { "nor one in stars", " a /* } */\n", "[a] newline@10 lines 0/0" },
    { "nor one in stars in front", " /* x */ a\n", "[a] newline@10 lines 0/0" },
    { "lines of comments count apart", " /* ~\n */ a /* \n\n */\n", "[a] newline@20 lines 1/3" },
    { "a comment inside belongs to it", "a /* x */ b\n", "[a /* x */ b] newline@11 lines 0/0" },
    { "a slash divides", "a / b\n", "[a / b] newline@5 lines 0/0" },
    { "a comment in stars that never closes is an operator", "a /* b\n",
      "[a /* b] newline@6 lines 0/0" },
    { "nor does one in front", " /* a\nb", "[/* a] newline@5 lines 0/0" },
    { "a slash and the end", "a /", "[a /] end@3 lines 0/0" },
    { "brackets hold newlines", "[\n1,\n(2)\n]\n", "[[~1,~(2)~]] newline@10 lines 3/3" },
    { "an object holds newlines", "{\n a = 1\n}\n", "[{~ a = 1~}] newline@10 lines 2/2" },
    { "a comment in brackets hides a bracket", "[ # ]\n]\n", "[[ # ]~]] newline@7 lines 1/1" },
    { "a bracket that never closes", "[1\n2", "[[1~2] end@4 lines 1/1 bad" },
    { "a closing bracket too many", "1]\n", "[1]] newline@2 lines 0/0 bad" },

    { "a string", "\"a\"\n", "[\"a\"] newline@3 lines 0/0 alone" },
    { "a string and more", "\"a\" == b\n", "[\"a\" == b] newline@8 lines 0/0" },
    { "T1 a brace in a string", "\"{\"\n}", "[\"{\"] newline@3 lines 0/0 alone" },
    { "T2 a string in an interpolation", "\"${\"}\"}\"\n",
      "[\"${\"}\"}\"] newline@8 lines 0/0 open alone <\"}\">" },
    { "T2 three levels", "\"${\"${\"}\"}\"}\"\n",
      "[\"${\"${\"}\"}\"}\"] newline@13 lines 0/0 open alone <\"${\"}\"}\">" },
    { "T3 a comment in an interpolation", "\"${ /* } */ \"x\" }\"\n",
      "[\"${ /* } */ \"x\" }\"] newline@18 lines 0/0 open alone < /* } */ \"x\" >" },
    { "T3 a line comment in an interpolation", "\"${\"x\" # }\n}\"\n",
      "[\"${\"x\" # }~}\"] newline@13 lines 1/1 open alone <\"x\" # }~>" },
    { "T4 an object in an interpolation", "\"${f({x = \"}\"}, [\"x\"])}\"\n",
      "[\"${f({x = \"}\"}, [\"x\"])}\"] newline@24 lines 0/0 open alone <f({x = \"}\"}, "
      "[\"x\"])>" },
    { "T5 control sequences", "\"%{ if a }}%{ endif }\"\n",
      "[\"%{ if a }}%{ endif }\"] newline@22 lines 0/0 open control alone < if a > < endif >" },
    { "T7 an escaped quote", "\"\\\"\"\n", "[\"\\\"\"] newline@4 lines 0/0 alone" },
    { "T7 an escaped backslash", "\"\\\\\"\n", "[\"\\\\\"] newline@4 lines 0/0 alone" },
    { "T7 a string that runs on", "\"\\\"\nb = \"c\"\n",
      "[\"\\\"~b = \"c\"~] lost@12 lines 2/2 bad" },
    { "a backslash keeps a dollar", "\"\\${a\"\n", "[\"\\${a\"] newline@6 lines 0/0 alone" },
    { "an escaped interpolation", "\"$${a\"\n", "[\"$${a\"] newline@6 lines 0/0 alone" },
    { "three dollars: text, then an escape", "\"$$${a\"\n",
      "[\"$$${a\"] newline@7 lines 0/0 alone" },
    { "a dollar before a control sequence", "\"$%{ if a }%{endif}\"\n",
      "[\"$%{ if a }%{endif}\"] newline@20 lines 0/0 open control alone < if a > <endif>" },
    { "trim markers are outside the hole", "\"${~a~}\"\n",
      "[\"${~a~}\"] newline@8 lines 0/0 open alone <a>" },
    { "a dollar at the end", "\"$", "[\"$] lost@2 lines 0/0 bad" },
    { "an open string at the end", "\"a", "[\"a] lost@2 lines 0/0 bad" },
    { "a backslash at the end", "\"\\", "[\"\\] lost@2 lines 0/0 bad" },
    { "holes of holes are not listed", "\"${\"${a}\"} ${b}\"\n",
      "[\"${\"${a}\"} ${b}\"] newline@16 lines 0/0 open alone <\"${a}\"> <b>" },

    { "a heredoc ends with its marker", "<<E\nx\nE\n", "[<<E~x~E] newline@7 lines 2/2 alone" },
    { "an indented marker, blanks after it", "<<E\nx\n\t E \t\n",
      "[<<E~x~\t E \t] newline@11 lines 2/2 alone" },
    { "an empty heredoc", "<<E\nE\n", "[<<E~E] newline@5 lines 1/1 alone" },
    { "H1 it may hold anything", "<<-EOT\n}\nquery \"x\" {\n # \" /*\n EOT\n",
      "[<<-EOT~}~query \"x\" {~ # \" /*~ EOT] newline@33 lines 4/4 alone" },
    { "H2 look-alikes are text", "<<EOT\nEOTX\n-- EOT\nEOT # c\nEOT,\neot\nEOT EOT\nEOT\n",
      "[<<EOT~EOTX~-- EOT~EOT # c~EOT,~eot~EOT EOT~EOT] newline@46 lines 7/7 alone" },
    { "H3 a marker in no-break and wide space", "<<E\n\302\240E\343\200\200\nx",
      "[<<E~\302\240E\343\200\200] newline@10 lines 1/1 alone" },
    { "H3 a byte order mark is no space", "<<E\n\357\273\277E\nE\n",
      "[<<E~\357\273\277E~E] newline@10 lines 2/2 alone" },
    { "H4 not after an interpolation", "<<E\n${x}E\nE\n",
      "[<<E~${x}E~E] newline@11 lines 2/2 open alone <x>" },
    { "H5 not inside an interpolation", "<<E\n${<<F\nE\nF\n}\nE\n",
      "[<<E~${<<F~E~F~}~E] newline@17 lines 5/5 open alone <<<F~E~F~>" },
    { "H6 no marker without a newline", "<<E\nx\nE", "[<<E~x~E] lost@7 lines 2/2 bad" },
    { "H7 a blank after the opener", "<<E \nx\n", "[<<E] newline@4 lines 0/0" },
    { "H7 two dashes", "<<--E\nx\n", "[<<--E] newline@5 lines 0/0" },
    { "H7 a digit first", "<<1A\nx\n", "[<<1A] newline@4 lines 0/0" },
    { "H9 dollars and percents in SQL", "<<E\n$1 $$x$$ 100% '%' $${x} %%{\nE\n",
      "[<<E~$1 $$x$$ 100% '%' $${x} %%{~E] newline@33 lines 2/2 alone" },
    { "H11 the comma on the next line", "[<<E\nx\nE\n, 1]\n",
      "[[<<E~x~E~, 1]] newline@13 lines 3/3" },
    { "H14 a heredoc as a branch ends the value", "a ? <<E\nx\nE\n : b\n",
      "[a ? <<E~x~E] newline@11 lines 2/2" },
    { "H15 CRLF", "<<E\r\nx\r\nE\r\nb", "[<<E\r~x\r~E] newline@10 lines 2/2 alone" },
    { "H16 a lone CR makes the rest unreadable", "<<E\nx\ry\nE\n",
      "[<<E~x\ry~E~] lost@10 lines 1/1 bad" },
    { "H17 heredocs in text do not nest", "<<a\n<<b\na\n",
      "[<<a~<<b~a] newline@9 lines 2/2 alone" },
    { "a marker of several letters, as SQL has it", "<<-EOQ\n  select Q\n  from EOQ\n  EOQ\n",
      "[<<-EOQ~  select Q~  from EOQ~  EOQ] newline@34 lines 3/3 alone" },
    { "a marker that is not ASCII", "<<\303\211\nx\n\303\211\n",
      "[<<\303\211~x~\303\211] newline@9 lines 2/2 alone" },
    { "a line as long as the text and no marker", "<<E\nEE", "[<<E~EE] lost@6 lines 1/1 bad" },
    { "long lines of SQL",
      "<<E\nselect aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,\nE ,\n\n\nE\n",
      "[<<E~select aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,~E ,~~~E] "
      "newline@84 lines 5/5 alone" },
};

TEST(values_end_where_a_parser_ends_them)
{
    for (size_t i = 0; i < PL_COUNT(values); i++)
        for (int wide = 0; wide <= (int)pl_skip_wide(); wide++) {
            char got[512];
            dump(values[i].src, wide, false, got, sizeof got);
            CHECK_STR(got, values[i].want, values[i].what);
        }
}

static const struct {
    const char *what, *src, *want;
} bodies[] = {
    { "an empty block", "}", "brace@0 lines 0" },
    { "newlines do not end a block", "\n a = 1\n}\n", "brace@8 lines 2" },
    { "blocks in blocks", "\n b { c {} }\n}\n", "brace@13 lines 2" },
    { "comments and strings hide braces", "\n# }\n a = \"}\" // }\n}", "brace@19 lines 3" },
    { "a heredoc hides braces", "\n a = <<E\n}\nE\n}", "brace@14 lines 4" },
    { "a block that never closes", "\n a = 1\n", "end@8 lines 2" },
};

TEST(bodies_end_at_their_brace)
{
    for (size_t i = 0; i < PL_COUNT(bodies); i++)
        for (int wide = 0; wide <= (int)pl_skip_wide(); wide++) {
            char got[256];
            dump(bodies[i].src, wide, true, got, sizeof got);
            CHECK_STR(got, bodies[i].want, bodies[i].what);
        }
}

static void nest(char *out, size_t n, const char *open, const char *close)
{
    *out = 0;
    for (size_t i = 0; i < n; i++)
        out = stpcpy(out, open);
    out = stpcpy(out, "x");
    for (size_t i = 0; i < n; i++)
        out = stpcpy(out, close);
}

TEST(nesting_is_bounded)
{
    static char text[400000];
    char *copy;
    pl_skipper sk = { 0 };
    pl_skip got;
    for (int wide = 0; wide <= (int)pl_skip_wide(); wide++) {
        nest(text, 1000, "\"${", "}\"");
        copy = padded(text);
        pl_skip_begin(&sk, (pl_str){ copy, strlen(text) }, wide);
        pl_skip_value(&sk, 0, &got);
        CHECK(got.stop == PL_SKIP_END && !got.bad, "1,000 templates deep");
        free(copy);
        nest(text, 1100, "\"${", "}\"");
        copy = padded(text);
        pl_skip_begin(&sk, (pl_str){ copy, strlen(text) }, wide);
        pl_skip_value(&sk, 0, &got);
        CHECK(got.stop == PL_SKIP_LOST && got.bad && got.at == strlen(text),
              "deeper: the rest is lost");
        free(copy);
        nest(text, 100000, "[", "]");
        copy = padded(text);
        pl_skip_begin(&sk, (pl_str){ copy, strlen(text) }, wide);
        pl_skip_value(&sk, 0, &got);
        CHECK(got.stop == PL_SKIP_END && !got.bad, "brackets need no stack");
        free(copy);
    }
    pl_skip_done(&sk);
}

/* Openers of comments without an end must not be searched for again and again. */
TEST(unclosed_comments_cost_linear_time)
{
    enum { N = 1 << 20 };
    char *text = malloc(N + 64);
    for (size_t i = 0; i < N; i += 2)
        memcpy(text + i, "/*", 2);
    memset(text + N, 0, 64);
    for (int wide = 0; wide <= (int)pl_skip_wide(); wide++) {
        pl_skipper sk = { 0 };
        pl_skip got;
        pl_skip_begin(&sk, (pl_str){ text + 1, N - 1 }, wide);
        pl_skip_value(&sk, 0, &got);
        CHECK(got.at == N - 1, "to the end");
        pl_skip_done(&sk);
    }
    free(text);
}

/* Every byte of interest at every place of a block of 32, and across its border. */
TEST(bytes_are_found_at_every_offset)
{
    static const char special[] = "\"#/()[]{}<\n\\$%\r";
    for (size_t s = 0; s < sizeof special - 1; s++)
        for (size_t at = 0; at < 80; at++) {
            char text[160], a[512], b[512];
            for (int quoted = 0; quoted < 3; quoted++) {
                const char *open = quoted == 1 ? "\"" : quoted == 2 ? "<<E\n" : "";
                size_t n = strlen(open);
                memcpy(text, open, n);
                memset(text + n, 'x', at);
                text[n + at] = special[s];
                strcpy(text + n + at + 1, quoted == 1   ? "yy\"\nzz"
                                          : quoted == 2 ? "yy\nE\nzz"
                                                        : "yy\nzz");
                dump(text, false, false, a, sizeof a);
                if (pl_skip_wide()) {
                    dump(text, true, false, b, sizeof b);
                    CHECK_STR(b, a, text);
                }
            }
        }
}
