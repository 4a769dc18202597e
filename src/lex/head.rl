#include "lex/head.h"
#include "lex/lex.h"

%%{
    machine pl_head;
    alphtype unsigned char;
                                          # p, pe, cs are locals of pl_head_next

    # actions                             on the way, not on leaving: those come in no good order
    action line  { lines++; }
    action eol   { newline = true; }
    action word  { word = p; lines_before = lines; }
    action more  { word_end = p + 1; }
    action label { close_label(&labels); labels.start = p; labels.n++; }
    action named { labels.end = p + 1; }
    action attr  { kind = PL_HEAD_ATTR; fbreak; }
    action block { kind = PL_HEAD_BLOCK; fbreak; }
    action close { word = p; lines_before = lines; kind = PL_HEAD_CLOSE; fbreak; }

    # characters
    blank  = [ \t];
    eol    = '\r'? '\n' @line @eol;
    letter = [A-Za-z_] | 0x80..0xff;      # which of the high ones: pl_is_ident, afterwards
    digit_ = [0-9] | '-';

    # words
    comment = '/*' ( [^\n] | '\n' @line )* :>> '*/';
    remark  = ( '#' | '//' ) [^\n]*;
    ident   = letter ( letter | digit_ )*;
    quoted  = '"' ( [^"\\\n] | '\\' [^\n] )* '"' @named;
    pad     = blank | comment;

    # machine                             e.g. query "q" {   title =   }   # the end
    string = quoted >label;
    bare   = ident >label $named;
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

/* Bytes above 127 count as letters in the machine. */
static bool is_word(const unsigned char *s, const unsigned char *end)
{
    const unsigned char *p = s;
    while (p < end && *p < 0x80)
        p++;
    return p == end || pl_is_ident((pl_str){ (const char *)s, (size_t)(end - s) });
}

struct labels {
    const unsigned char *start, *end; /* the latest */
    const unsigned char *first, *first_end;
    uint32_t n;
    bool odd; /* one of them is no identifier */
};

static void close_label(struct labels *labels)
{
    if (!labels->n)
        return;
    if (labels->n == 1) {
        labels->first = labels->start;
        labels->first_end = labels->end;
    }
    labels->odd |= *labels->start != '"' && !is_word(labels->start, labels->end);
}

void pl_head_next(pl_str text, uint32_t from, pl_head *out)
{
    const unsigned char *base = (const unsigned char *)text.ptr;
    const unsigned char *p = base + from, *pe = base + text.len;
    const unsigned char *word = NULL, *word_end = NULL;
    struct labels labels = { .first = base, .first_end = base };
    uint32_t lines = 0, lines_before = 0;
    bool newline = false;
    int cs = pl_head_start, kind = -1;

    %% write exec;

    if (kind < 0)
        kind = word ? PL_HEAD_WORD : p == pe && cs >= pl_head_first_final ? PL_HEAD_END : PL_HEAD_JUNK;
    if (kind != PL_HEAD_BLOCK)
        labels.n = 0;
    close_label(&labels);
    if (kind == PL_HEAD_ATTR && p < pe && (*p == '=' || *p == '>'))
        kind = PL_HEAD_WORD; /* an operator */
    if (kind <= PL_HEAD_BLOCK && (labels.odd || !is_word(word, word_end)))
        kind = PL_HEAD_WORD;
    if (!word)
        word = p, lines_before = lines;
    *out = (pl_head){
        .kind = (uint8_t)kind,
        .newline = newline,
        .start = (uint32_t)(word - base),
        .word_end = (uint32_t)((word_end ? word_end : word) - base),
        .label = (uint32_t)(labels.first - base),
        .label_end = (uint32_t)(labels.first_end - base),
        .n_labels = labels.n,
        .at = (uint32_t)(p - base),
        .lines = lines_before,
        .inside = lines - lines_before,
    };
}
