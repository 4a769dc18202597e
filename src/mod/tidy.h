/* tidy.h - the canonical layout of a file (mod-management.md 12.3, 12.4).
 *
 * Only the blanks in front of tokens change; no token is added, removed or changed. A
 * here-document is one token of the line that it begins on, and keeps its text.
 * Threads: one user per pl_tidy. */
#ifndef PL_MOD_TIDY_H
#define PL_MOD_TIDY_H
#include "base/buf.h"
#include "base/vec.h"
#include "lex/lex.h"

/* A token and its place in the layout; a here-document is one token. */
typedef struct pl_tidy_token {
    pl_str text;
    uint8_t kind;    /* pl_token_kind */
    uint32_t spaces; /* blanks before it */
} pl_tidy_token;

typedef struct pl_tidy_line {
    uint32_t first, end;      /* its tokens, with the line end if that is a token of its own */
    uint32_t assign, comment; /* the first tokens of these cells; `end`: none */
} pl_tidy_line;

typedef struct pl_tidy {
    PL_VEC(pl_tidy_token) tokens;
    PL_VEC(pl_tidy_line) lines;
    PL_VEC(int32_t)
    levels; /* for each open level of indentation: how many brackets it stands for */
    pl_tokens lexed;
} pl_tidy;

void pl_tidy_done(pl_tidy *tidy);
/* Append `text`, which parses without errors, in its canonical layout. `text` must have
 * PL_VIEW_SLACK readable bytes after it. Idempotent. */
void pl_tidy_format(pl_tidy *tidy, pl_str text, pl_buf *out);
/* Append `text` without its empty lines (those in here-documents stay) and without the line end of
 * its last line. */
void pl_tidy_squeeze(pl_tidy *tidy, pl_str text, pl_buf *out);

#endif
