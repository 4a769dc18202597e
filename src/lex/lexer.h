/* lexer.h - the state of one run of the token machine, and the functions that its actions call.
 *
 * Private to lex.c and the machines. Functions that run once per token are inline; those that run
 * once per line or template are in lexer.c.
 *
 * A frame is one open template: a quoted string, a heredoc, or the bare template with which the run
 * began. Code inside `${` of the innermost template counts its open braces in `braces`; the frame
 * keeps the count of the code around the template. So a `}` at 0 open braces returns to the
 * template, if one is open.
 *
 *     code --"--> quoted --${--> code --}--> quoted --"--> code
 *
 * Invariants: start <= ts < te <= end; tokens ascend and never overlap; a
 * machine is in code mode with depth > 0 only inside `${` or `%{`. */
#ifndef PL_LEX_LEXER_H
#define PL_LEX_LEXER_H
#include "base/utf8.h"
#include "base/assert.h"
#include "lex/lex.h"
#include "lex/run.h"
#include <string.h>

typedef enum pl_lex_in { PL_IN_QUOTED, PL_IN_HEREDOC, PL_IN_BARE } pl_lex_in;

typedef struct pl_frame {
    uint32_t marker, marker_len; /* HEREDOC: its end word, as a slice of the text */
    int32_t braces;              /* of the code around this template */
    uint8_t mode;                /* pl_lex_in */
    bool line_start;             /* HEREDOC: only literal text precedes on this line */
} pl_frame;

typedef struct pl_lexer {
    const unsigned char *start, *end;
    pl_token *at, *limit; /* free part of the token array */
    pl_tokens *out;
    int32_t braces;
    uint32_t depth; /* frames in use */
    bool no_close;  /* no end of a comment follows any more: do not search again */
    pl_frame frames[PL_LEX_DEPTH];
} pl_lexer;

/* pp.rl: emit all tokens of [p, lx->end) except EOF. Begins in a template if a frame is open. */
void pl_lex__scan(pl_lexer *lx, const unsigned char *p);
/* ident.rl: the end of the longest identifier at `p`; `p` if there is none. */
const unsigned char *pl_lex__ident(const unsigned char *p, const unsigned char *pe);
/* Point `at` and `limit` to the free part of the token array. */
static inline void pl_lex__take_array(pl_lexer *lx)
{
    lx->at = lx->out->list.at + lx->out->list.n;
    lx->limit = lx->out->list.at + lx->out->list.cap;
}
/* Double the token array. */
void pl_lex__grow(pl_lexer *lx);
/* Turn the rest of the text into one token, because templates are nested too deeply. */
void pl_lex__too_deep(pl_lexer *lx, const unsigned char *ts);

static inline void pl_lex_emit(pl_lexer *lx, pl_token_kind kind, const unsigned char *ts,
                               const unsigned char *te)
{
    if (lx->at == lx->limit)
        pl_lex__grow(lx);
    *lx->at++ = (pl_token){ (uint32_t)(ts - lx->start), (uint32_t)(te - lx->start), (uint8_t)kind };
}

static inline void pl_lex_suspect(pl_lexer *lx, pl_token_kind kind, const unsigned char *ts,
                                  const unsigned char *te)
{
    lx->out->suspect = true;
    pl_lex_emit(lx, kind, ts, te);
}

static inline pl_frame *pl_lex_top(pl_lexer *lx)
{
    pl_assert(lx->depth > 0);
    return &lx->frames[lx->depth - 1];
}

/* Open a template. False: too many are open, and the rest becomes one token. */
static inline bool pl_lex_push(pl_lexer *lx, pl_lex_in mode)
{
    if (lx->depth == PL_LEX_DEPTH)
        return false;
    lx->frames[lx->depth++] = (pl_frame){ .mode = (uint8_t)mode, .line_start = true };
    return true;
}

/* Begin code inside the innermost template. */
static inline void pl_lex_enter(pl_lexer *lx)
{
    pl_assert(lx->depth > 0);
    pl_frame *top = pl_lex_top(lx);
    top->braces = lx->braces;
    top->line_start = false;
    lx->braces = 0;
}

/* Process a closing brace: true if it returns to the innermost template. */
static inline bool pl_lex_leave(pl_lexer *lx)
{
    if (lx->depth && lx->braces == 0) {
        lx->braces = pl_lex_top(lx)->braces;
        return true;
    }
    lx->braces--;
    return false;
}

/* The end of the identifier at `ts`, which begins with an ASCII character. */
static inline const unsigned char *pl_lex_name(const unsigned char *ts, const unsigned char *pe)
{
    const unsigned char *te = pl_run_name(ts, pe);
    return te < pe && *te >= 0x80 ? pl_lex__ident(ts, pe) : te;
}

/* The end of a line comment, its newline included. */
static inline const unsigned char *pl_lex_line(const unsigned char *p, const unsigned char *pe)
{
    const unsigned char *nl = memchr(p, '\n', (size_t)(pe - p));
    return nl ? nl + 1 : pe;
}

/* One past the end of the block comment whose body begins at `p`; NULL if it never ends. Sets
 * lx->no_close then, so that later openers are not searched again. */
const unsigned char *pl_lex__skip_comment(pl_lexer *lx, const unsigned char *p);

/* The end of the heredoc opener whose `<<` is [ts, ts + 2); NULL if it is none. Pushes its frame;
 * *deep is set if that is one too many. */
const unsigned char *pl_lex__heredoc(pl_lexer *lx, const unsigned char *ts, bool *deep);
/* Emit the tokens of the lines of a heredoc or bare template from `ts` on, up to the next `$` or
 * `%` at most. Returns where it stopped; *closed if that is after the end marker. */
const unsigned char *pl_lex__text(pl_lexer *lx, const unsigned char *ts, bool *closed);

/* Emit a `$` or `%` that begins nothing. At the end of the input it is text only in a bare
 * template; in others it is invalid, because a character must follow. */
static inline void pl_lex_dollar(pl_lexer *lx, pl_token_kind kind, const unsigned char *ts,
                                 const unsigned char *te)
{
    pl_lex_top(lx)->line_start = false;
    if (te == lx->end && pl_lex_top(lx)->mode != PL_IN_BARE)
        pl_lex_suspect(lx, PL_T_INVALID, ts, te);
    else
        pl_lex_emit(lx, kind, ts, te);
}

#endif
