#include "lex/head.h"
#include "lex/lex.h"
#include "lex/run.h"
#include <string.h>

/* Are all words in [s, end) that are outside of quotes and comments identifiers? There are
 * bytes above 127 in it, which the machine takes for letters without looking further. */
static bool words_are_good(const unsigned char *s, const unsigned char *end)
{
    while (s < end) {
        const unsigned char *from = s;
        if (*s == '"') {
            for (s++; s < end && *s != '"'; s++)
                s += *s == '\\';
            s++;
        } else if (*s == '/') {
            s = memmem(s + 2, (size_t)(end - s - 2), "*/", 2);
            s += 2;
        } else if (*s == ' ' || *s == '\t' || *s == '=' || *s == '{') {
            s++;
        } else {
            while (s < end && (*s >= 0x80 || pl_run_name(s, s + 1) > s))
                s++;
            if (!pl_is_ident((pl_str){ (const char *)from, (size_t)(s - from) }))
                return false;
        }
    }
    return true;
}

%%{
    machine pl_head;
    alphtype unsigned char;
                                          # p, pe, cs are locals of pl_head_next

    # actions                             on transitions: the order of leaving actions is unsuitable
    # word and text jump over what cannot matter. Blanks are few, and quicker one by one: predicted
    # branches need not wait, but the next step must wait for a position that is computed
    action line  { lines++; }
    action eol   { newline = true; }
    action word  { word = p; lines_before = lines; p = pl_run_name(p, pe) - (*p < 0x80); }
    action more  { word_end = p + 1; high |= *p; }
    action label { if (!n_labels++) label = p; }
    action text  { p = pl_run_ascii(p + 1, pe, true) - 1; }
    action quote { if (n_labels == 1) label_end = p + 1; }
    action bare  { if (n_labels == 1) label_end = p + 1; high |= *p; }
    action attr  { kind = PL_HEAD_ATTR; fbreak; }
    action block { kind = PL_HEAD_BLOCK; fbreak; }
    action close { word = p; lines_before = lines; kind = PL_HEAD_CLOSE; fbreak; }

    # characters
    blank  = [ \t];
    eol    = '\r'? '\n' @line @eol;
    letter = [A-Za-z_] | 0x80..0xff;      # above 127: pl_is_ident decides afterwards
    digit_ = [0-9] | '-';

    # words
    comment = '/*' ( [^\n] | '\n' @line )* :>> '*/';
    remark  = ( '#' | '//' ) [^\n]*;
    ident   = letter ( letter | digit_ )*;
    quoted  = '"' @text ( [^"\\\n] | '\\' [^\n] )* '"' @quote;
    pad     = blank | comment;

    # machine                             e.g. query "q" {   title =   }   # the end
    string = quoted >label;
    bare   = ident >label $bare;
    header = (                            # a word needs space between itself and another
        start: ( ident >word $more -> first ),
        first: ( '=' @attr -> final | '{' @block -> final | pad -> open  | string -> loose ),
        open:  ( '=' @attr -> final | '{' @block -> final | pad -> open  | string -> loose |
                 bare -> tight ),
        tight: ( '{' @block -> final | pad -> loose | string -> loose ),
        loose: ( '{' @block -> final | pad -> loose | string -> loose | bare -> tight )
    );
    main := ( pad | eol | remark '\n' @line @eol )* ( header | '}' @close | remark )?;
}%%

%% write data noerror noentry;

void pl_head_next(pl_str text, uint32_t from, pl_head *out)
{
    const unsigned char *base = (const unsigned char *)text.ptr;
    const unsigned char *p = base + from, *pe = base + text.len;
    const unsigned char *word = NULL, *word_end = NULL, *label = base, *label_end = base;
    uint32_t lines = 0, lines_before = 0, n_labels = 0;
    unsigned char high = 0; /* all bytes of words or'ed: is one above 127? */
    bool newline = false;
    int cs = pl_head_start, kind = -1;

    %% write exec;

    if (kind < 0) {
        kind = word ? PL_HEAD_WORD : p == pe && cs >= pl_head_first_final ? PL_HEAD_END : PL_HEAD_JUNK;
        n_labels = 0;
    }
    if (kind == PL_HEAD_ATTR && p < pe && (*p == '=' || *p == '>'))
        kind = PL_HEAD_WORD; /* an operator */
    if (high >= 0x80 && kind <= PL_HEAD_BLOCK && !words_are_good(word, p))
        kind = PL_HEAD_WORD;
    if (!word)
        word = p, lines_before = lines;
    *out = (pl_head){
        .kind = (uint8_t)kind,
        .newline = newline,
        .start = (uint32_t)(word - base),
        .word_end = (uint32_t)((word_end ? word_end : word) - base),
        .label = (uint32_t)(label - base),
        .label_end = (uint32_t)(label_end - base),
        .n_labels = n_labels,
        .at = (uint32_t)(p - base),
        .lines = lines_before,
        .inside = lines - lines_before,
    };
}
