/* Headers of items, at every level of a file. */
#include "base/str.h"
#include "lex/head.h"
#include "unit/test.h"

static const struct {
    const char *what, *src, *want; /* kind, word, first label, labels; rest; lines */
} heads[] = {
    { "an attribute", "title = 1", "attr title| 1|0+0" },
    { "no blanks around the sign", "title=1", "attr title|1|0+0" },
    { "many blanks", "\t title \t =\t1", "attr title|\t1|0+0" },
    { "the item after empty lines", "\n\n  a = 1", "attr a| 1|2+0 nl" },
    { "CRLF", "\r\n a = 1", "attr a| 1|1+0 nl" },
    { "a block without labels", "locals {", "block locals||0+0" },
    { "a block with one", "query \"q\" {\n", "block query \"q\" 1|~|0+0" },
    { "a bare label", "query q {", "block query q 1||0+0" },
    { "B1 three labels and no blanks", "a\"b\"c \"d\"{x", "block a \"b\" 3|x|0+0" },
    { "B1 blank before the brace is not needed", "a b c{}", "block a b 2|}|0+0" },
    { "B2 a label may hold anything", "a \"x y/.\\n\\\"\\\\$${a}\" {",
      "block a \"x y/.\\n\\\"\\\\$${a}\" 1||0+0" },
    { "B4 keywords are names", "null = 1", "attr null| 1|0+0" },
    { "dashes and digits in words", "a-b_9 = 1", "attr a-b_9| 1|0+0" },
    { "words that are not ASCII", "\303\251t\303\251 = 1", "attr \303\251t\303\251| 1|0+0" },
    { "a label that is not ASCII", "a \303\251 {", "block a \303\251 1||0+0" },
    { "a no-break space is no letter", "a\302\240= 1", "word a\302\240| 1|0+0" },
    { "nor in a label", "a b\302\240c {", "word a b\302\240c 1||0+0" },
    { "C1 comments in front", "# query \"x\" {\n// }\n/* locals { */ a = 1", "attr a| 1|2+0 nl" },
    { "C3 comments inside a header", "a /* { */ \"b\" /* \n\n */ {", "block a \"b\" 1||0+2" },
    { "C4 a line comment inside a header", "a \"b\" # x\n{", "word a|# x~{|0+0" },
    { "C9 a comment in stars is no newline", "/* \n */ a = 1", "attr a| 1|1+0" },
    { "the end of a body", " \n } # x", "close }| # x|1+0 nl" },
    { "nothing", "", "end ||0+0" },
    { "only newlines", "\n\n", "end ||2+0 nl" },
    { "C6 a comment as last line", "\n# x", "end ||1+0 nl" },
    { "C5 a comment that never closes", " /* x", "junk ||0+0" },
    { "B8 the brace on the next line", "a \"b\"\n{", "word a|~{|0+0" },
    { "B9 an equals sign after a label", "a \"b\" = {", "word a|= {|0+0" },
    { "B10 a quoted word", "\"a\" = 1", "junk |\"a\" = 1|0+0" },
    { "an operator", "a == 1", "word a|= 1|0+0" },
    { "an arrow", "a => 1", "word a|> 1|0+0" },
    { "a word and the end", "a", "word a||0+0" },
    { "a word and a newline", "a\n", "word a|~|0+0" },
    { "a number", "1 = 2", "junk |1 = 2|0+0" },
    { "a dash first", "-a = 1", "junk |-a = 1|0+0" },
    { "U4 a lone CR", "\ra = 1", "junk |a = 1|0+0" },
    { "U2 a form feed", "\fa = 1", "junk |\fa = 1|0+0" },
    { "a newline in a label", "a \"b\nc\" {", "word a|~c\" {|0+0" },
    { "a label that never ends", "a \"b", "word a||0+0" },
};

TEST(headers)
{
    static const char *const kinds[] = { "attr", "block", "close", "end", "word", "junk" };
    for (size_t i = 0; i < PL_COUNT(heads); i++) {
        char src[256];
        size_t len = strlen(heads[i].src);
        memset(src, 'x', sizeof src); /* what is after the end must not matter */
        memcpy(src, heads[i].src, len);
        pl_head h;
        pl_head_next((pl_str){ src, len }, 0, &h);
        src[len] = 0;
        char got[256];
        uint32_t word_end = h.kind == PL_HEAD_CLOSE ? h.at : h.word_end;
        int n = snprintf(got, sizeof got, "%s %.*s", kinds[h.kind], (int)(word_end - h.start),
                         src + h.start);
        if (h.n_labels)
            n += snprintf(got + n, sizeof got - (size_t)n, " %.*s %u", (int)(h.label_end - h.label),
                          src + h.label, h.n_labels);
        /* of junk and words the rest starts at the culprit, of items after the sign */
        snprintf(got + n, sizeof got - (size_t)n, "|%s|%u+%u%s", src + h.at, h.lines, h.inside,
                 h.newline ? " nl" : "");
        for (char *c = got; *c; c++)
            if (*c == '\n')
                *c = '~';
        CHECK_STR(got, heads[i].want, heads[i].what);
    }
}
