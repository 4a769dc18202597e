/* lex.h - turns bytes into tokens.
 *
 * A whole file is lexed in one go into a reusable array, so that the parser looks ahead for free
 * and the Ragel machine keeps its variables in registers. The last token is always EOF. Every byte
 * string has a token list (hcl.md 1); pl_lex_check() reports lexical errors.
 *
 * Input must have PL_VIEW_SLACK readable bytes after its end.
 * Threads: one user per pl_tokens. */
#ifndef PL_LEX_LEX_H
#define PL_LEX_LEX_H
#include "base/diag.h"
#include "base/vec.h"
#include "lex/token.h"

typedef enum pl_lex_mode {
    PL_LEX_BODY,     /* a file or an expression */
    PL_LEX_TEMPLATE, /* a bare template */
} pl_lex_mode;

typedef struct pl_tokens {
    PL_VEC(pl_token) list;
    bool suspect;  /* it has tokens of error-only kinds, which pl_lex_check() reports */
    bool too_deep; /* the last token before EOF is all the text beyond PL_LEX_DEPTH */
} pl_tokens;

void pl_tokens_done(pl_tokens *tokens);
/* Replace the contents of `out` with the tokens of `text`. Ranges count from
 * the start of `text`. Nesting of templates and heredocs beyond PL_LEX_DEPTH
 * turns the rest into one Invalid token. */
enum { PL_LEX_DEPTH = 1000 };
void pl_lex(pl_str text, pl_lex_mode mode, pl_tokens *out);
/* Report lexical errors by the table of hcl.md 1.2. */
void pl_lex_check(const pl_tokens *tokens, pl_str text, pl_diags *diags);

/* Is the whole of `s` one identifier (hcl.md 1.3)? */
bool pl_is_ident(pl_str s);

/* string_lit.rl: decode one literal part of a template into `out` (hcl.md 1.6).
 * `quoted`: it has backslash escapes; both forms have $${ and %%{. Bad escapes are reported with
 * their range (base + offset in `raw`) and kept as text. The result is not normalised to NFC;
 * values do that. False if something was reported. */
bool pl_string_decode(pl_str raw, bool quoted, uint32_t base, pl_buf *out, pl_diags *diags);
/* Would decoding change nothing, so that `raw` is the value? */
bool pl_string_plain(pl_str raw, bool quoted);

#endif
