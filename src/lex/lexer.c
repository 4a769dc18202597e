/* lexer.c - the parts of the token machine that run once per line or template: white space, end
 * markers of heredocs, and the token array. */
#include "lex/lexer.h"
#include "base/assert.h"
#include "base/str.h"

void pl_lex__grow(pl_lexer *lx)
{
    pl_assert(lx->at == lx->limit);
    lx->out->list.n = (size_t)(lx->at - lx->out->list.at);
    pl_vec_reserve(&lx->out->list, lx->out->list.n + 1);
    pl_lex__take_array(lx);
}

void pl_lex__too_deep(pl_lexer *lx, const unsigned char *ts)
{
    lx->out->too_deep = true;
    pl_lex_suspect(lx, PL_T_INVALID, ts, lx->end);
}

/* The flag `no_close` keeps a file full of openers from being searched to its end for each. */
const unsigned char *pl_lex__skip_comment(pl_lexer *lx, const unsigned char *p)
{
    pl_assert(p <= lx->end);
    const unsigned char *end = NULL;
    if (!lx->no_close)
        end = memmem(p, (size_t)(lx->end - p), "*/", 2);
    lx->no_close = !end;
    return end ? end + 2 : NULL;
}

static unsigned eol_len(const unsigned char *p, const unsigned char *end)
{
    if (p < end && *p == '\n')
        return 1;
    return end - p > 1 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

const unsigned char *pl_lex__heredoc(pl_lexer *lx, const unsigned char *ts, bool *deep)
{
    pl_assert(ts + 2 <= lx->end && ts[0] == '<' && ts[1] == '<');
    const unsigned char *word = ts + 2, *end, *te;
    word += word < lx->end && *word == '-';
    end = pl_lex__ident(word, lx->end);
    te = end + eol_len(end, lx->end);
    if (end == word || te == end)
        return NULL;
    if (!pl_lex_push(lx, PL_IN_HEREDOC)) {
        *deep = true;
        return NULL;
    }
    pl_lex_top(lx)->marker = (uint32_t)(word - lx->start);
    pl_lex_top(lx)->marker_len = (uint32_t)(end - word);
    return te;
}

/* The length of the Unicode white space character at `p`, or 0. */
static unsigned space_len(const unsigned char *p, const unsigned char *end)
{
    unsigned len = pl_utf8_len(p, end);
    bool space = len && pl_utf8_is_space(pl_utf8_decode(p, len));
    return space && (len == 1 || pl_utf8_valid(pl_str_make(p, len))) ? len : 0;
}

/* The line without white space at both ends. */
static pl_str trim(const unsigned char *p, const unsigned char *end)
{
    unsigned len;
    while (p < end && (len = space_len(p, end)) > 0)
        p += len;
    while (p < end) {
        const unsigned char *last = end - 1;
        while (last > p && (*last & 0xc0) == 0x80)
            last--;
        if (space_len(last, end) != end - last)
            break;
        end = last;
    }
    return pl_str_make(p, (size_t)(end - p));
}

/* Is the line [p, end) the end marker of the innermost heredoc? For nearly all lines the first byte
 * decides. */
static bool is_marker(pl_lexer *lx, const unsigned char *p, const unsigned char *end)
{
    const pl_frame *top = pl_lex_top(lx);
    const unsigned char *word = lx->start + top->marker;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    if ((size_t)(end - p) < top->marker_len || (*p != *word && *p > ' ' && *p < 0x80))
        return false;
    return pl_str_eq(trim(p, end), pl_str_make(word, top->marker_len));
}

/* Emit a token for a CR that ends no line, or a byte that is no UTF-8. After a CR, the rest of the
 * text is one token. */
static const unsigned char *stray(pl_lexer *lx, const unsigned char *p)
{
    pl_assert(p < lx->end);
    bool bare = pl_lex_top(lx)->mode == PL_IN_BARE, cr = *p == '\r';
    const unsigned char *te = cr ? lx->end : p + 1;
    if (cr && bare)
        pl_lex_emit(lx, PL_T_STRING_LIT, p, te);
    else
        pl_lex_suspect(lx, cr ? PL_T_INVALID : PL_T_BAD_UTF8, p, te);
    return te;
}

const unsigned char *pl_lex__text(pl_lexer *lx, const unsigned char *ts, bool *closed)
{
    const unsigned char *pe = lx->end, *te;
    pl_frame *top = pl_lex_top(lx);
    for (; ts < pe && *ts != '$' && *ts != '%'; ts = te) {
        const unsigned char *end = pl_run_text(ts, pe);
        unsigned eol = eol_len(end, pe);
        te = end + eol;
        if (te == ts) {
            te = stray(lx, ts);
        } else if (eol && top->line_start && top->mode == PL_IN_HEREDOC && is_marker(lx, ts, end)) {
            pl_lex_emit(lx, PL_T_CHEREDOC, ts, end);
            pl_lex_emit(lx, PL_T_NEWLINE, end, te);
            lx->depth--;
            *closed = true;
            return te;
        } else {
            pl_lex_emit(lx, PL_T_STRING_LIT, ts, te);
            top->line_start = eol;
        }
    }
    return ts;
}
