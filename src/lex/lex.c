#include "lex/lex.h"
#include "base/str.h"
#include "lex/lexer.h"
#include <assert.h>

static const char *const names[] = {
#define X(kind, name) name,
    PL_TOKENS(X)
#undef X
};

const char *pl_token_name(pl_token_kind kind)
{
    return (unsigned)kind < PL_T_COUNT ? names[kind] : "?";
}

int pl_token_depth(pl_token_kind kind)
{
    switch (kind) {
    case PL_T_OBRACE:
    case PL_T_OBRACK:
    case PL_T_OPAREN:
    case PL_T_OQUOTE:
    case PL_T_OHEREDOC:
    case PL_T_TEMPLATE_INTERP:
    case PL_T_TEMPLATE_CONTROL: return 1;
    case PL_T_CBRACE:
    case PL_T_CBRACK:
    case PL_T_CPAREN:
    case PL_T_CQUOTE:
    case PL_T_CHEREDOC:
    case PL_T_TEMPLATE_SEQ_END: return -1;
    default: return 0;
    }
}

void pl_tokens_done(pl_tokens *tokens)
{
    pl_vec_done(&tokens->list);
    *tokens = (pl_tokens){ 0 };
}

bool pl_is_ident(pl_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    return s.len && pl_lex__ident(p, p + s.len) == p + s.len;
}

/* ---- what the machine calls */

static void take_array(pl_lexer *lx)
{
    lx->at = lx->out->list.at + lx->out->list.n;
    lx->limit = lx->out->list.at + lx->out->list.cap;
}

void pl_lex__grow(pl_lexer *lx)
{
    lx->out->list.n = (size_t)(lx->at - lx->out->list.at);
    pl_vec_reserve(&lx->out->list, lx->out->list.n + 1);
    take_array(lx);
}

void pl_lex__too_deep(pl_lexer *lx, const unsigned char *ts)
{
    lx->out->too_deep = true;
    pl_lex_suspect(lx, PL_T_INVALID, ts, lx->end);
}

/* Without the flag a file full of openers would be searched to its end for each. */
const unsigned char *pl_lex__block(pl_lexer *lx, const unsigned char *p)
{
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

/* Length of the Unicode white space at `p`. */
static unsigned space_len(const unsigned char *p, const unsigned char *end)
{
    unsigned len = pl_utf8_len(p, end);
    bool space = len && pl_utf8_is_space(pl_utf8_decode(p, len));
    return space && (len == 1 || pl_utf8_valid(pl_str_make(p, len))) ? len : 0;
}

/* Both ends of a line without its white space. */
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

/* The line [p, end) is the end word of the innermost heredoc. Nearly all lines
 * are told apart by their first byte. */
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

/* A CR that ends no line, or a byte that is no UTF-8. A CR costs all the rest. */
static const unsigned char *stray(pl_lexer *lx, const unsigned char *p)
{
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

/* ---- the run */

static size_t bom_len(pl_str text)
{
    return pl_str_starts(text, PL_S("\xef\xbb\xbf")) ? 3 : 0;
}

void pl_lex(pl_str text, pl_lex_mode mode, pl_tokens *out)
{
    assert(text.len < UINT32_MAX);
    const unsigned char *start = (const unsigned char *)(text.ptr ? text.ptr : "");
    pl_lexer lx;
    lx.start = start;
    lx.end = start + text.len;
    lx.out = out;
    lx.braces = 0;
    lx.depth = 0;
    lx.no_close = false;
    out->list.n = 0;
    out->suspect = out->too_deep = false;
    pl_vec_reserve(&out->list, text.len / 8 + 16);
    take_array(&lx);
    if (mode == PL_LEX_TEMPLATE)
        pl_lex_push(&lx, PL_IN_BARE);
    pl_lex__scan(&lx, start + bom_len(text));
    pl_lex_emit(&lx, PL_T_EOF, lx.end, lx.end);
    out->list.n = (size_t)(lx.at - out->list.at);
}
