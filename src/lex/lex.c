#include "lex/lex.h"
#include "base/assert.h"
#include "base/str.h"
#include "lex/lexer.h"
#include <assert.h>

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
    pl_lex__take_array(&lx);
    if (mode == PL_LEX_TEMPLATE)
        pl_lex_push(&lx, PL_IN_BARE);
    pl_lex__scan(&lx, start + bom_len(text));
    pl_lex_emit(&lx, PL_T_EOF, lx.end, lx.end);
    out->list.n = (size_t)(lx.at - out->list.at);
}
