#include "lex/head.h"
#include "lex/lex.h"
#include "lex/run.h"

/* The last of the blanks that begin behind `p`, or `p`. */
static inline const unsigned char *skip_blank(const unsigned char *p, const unsigned char *pe)
{
    const unsigned char *q = p + 1;
#ifdef __SSE2__
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)q);
    q += __builtin_ctz(~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(' '))));
#endif
    while (q < pe && *q == ' ')
        q++;
    return q < pe ? q - 1 : pe - 1;
}

/* Bytes above 127 count as letters in the machine; `high` has their top bit. */
static bool is_word(const unsigned char *s, const unsigned char *end, unsigned char high)
{
    return high < 0x80 || pl_is_ident((pl_str){ (const char *)s, (size_t)(end - s) });
}

struct labels {
    const unsigned char *start, *end; /* the latest */
    const unsigned char *first, *first_end;
    uint32_t n;
    unsigned char high; /* all bytes of the latest, or some of them and all above 127 */
    bool odd;           /* one of them is no identifier */
};

static void close_label(struct labels *labels)
{
    if (labels->n == 1) {
        labels->first = labels->start;
        labels->first_end = labels->end;
    }
    labels->odd |= *labels->start != '"' && !is_word(labels->start, labels->end, labels->high);
    labels->high = 0;
}

%%{
    machine pl_head;
    alphtype unsigned char;
                                          # p, pe, cs are locals of pl_head_next

    # actions                             on the way, not on leaving: those come in no good order
    # (eol, tab, word and text jump over what cannot matter: that is half of the time)
    action line  { lines++; }
    action eol   { newline = true; p = skip_blank(p, pe); }
    action tab   { p = skip_blank(p, pe); }
    action word  { word = p; lines_before = lines; p = pl_run_name(p, pe) - (*p < 0x80); }
    action more  { word_end = p + 1; high |= *p; }
    action label { if (labels.n) close_label(&labels); labels.start = p; labels.n++; }
    action text  { p = pl_run_ascii(p + 1, pe, true) - 1; }
    action named { labels.end = p + 1; labels.high |= *p; }
    action attr  { kind = PL_HEAD_ATTR; fbreak; }
    action block { kind = PL_HEAD_BLOCK; fbreak; }
    action close { word = p; lines_before = lines; kind = PL_HEAD_CLOSE; fbreak; }

    # characters
    blank  = [ \t] @tab;
    eol    = '\r'? '\n' @line @eol;
    letter = [A-Za-z_] | 0x80..0xff;      # which of the high ones: pl_is_ident, afterwards
    digit_ = [0-9] | '-';

    # words
    comment = '/*' ( [^\n] | '\n' @line )* :>> '*/';
    remark  = ( '#' | '//' ) [^\n]*;
    ident   = letter ( letter | digit_ )*;
    quoted  = '"' @text ( [^"\\\n] | '\\' [^\n] )* '"' @named;
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

void pl_head_next(pl_str text, uint32_t from, pl_head *out)
{
    const unsigned char *base = (const unsigned char *)text.ptr;
    const unsigned char *p = base + from, *pe = base + text.len;
    const unsigned char *word = NULL, *word_end = NULL;
    struct labels labels = { .first = base, .first_end = base };
    uint32_t lines = 0, lines_before = 0;
    unsigned char high = 0;
    bool newline = false;
    int cs = pl_head_start, kind = -1;

    %% write exec;

    if (kind < 0)
        kind = word ? PL_HEAD_WORD : p == pe && cs >= pl_head_first_final ? PL_HEAD_END : PL_HEAD_JUNK;
    if (kind != PL_HEAD_BLOCK)
        labels.n = 0;
    if (labels.n)
        close_label(&labels);
    if (kind == PL_HEAD_ATTR && p < pe && (*p == '=' || *p == '>'))
        kind = PL_HEAD_WORD; /* an operator */
    if (kind <= PL_HEAD_BLOCK && (labels.odd || !is_word(word, word_end, high)))
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
