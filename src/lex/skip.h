/* skip.h - skips a value or a block without making tokens.
 *
 * The skipper recognises brackets, strings, heredocs, interpolation and comments (hcl.md 8.1). It
 * jumps from one byte that can matter to the next with AVX2 where the processor has it, and goes
 * byte by byte elsewhere, with the same results. In text that parses it ends a value where the
 * parser does.
 *
 * Threads: one user per skipper. */
#ifndef PL_LEX_SKIP_H
#define PL_LEX_SKIP_H
#include "base/vec.h"
#include <pipelite/base.h>

/* Templates and interpolations that may be open at a time: about twice what the lexer allows
 * (PL_LEX_DEPTH), because each template and each interpolation counts here. */
enum { PL_SKIP_DEPTH = 2048 };

typedef enum pl_skip_stop {
    PL_SKIP_NEWLINE, /* at a newline or a line comment outside all brackets */
    PL_SKIP_BRACE,   /* at a closing brace that was not opened here */
    PL_SKIP_END,     /* at the end of the text */
    PL_SKIP_LOST,    /* inside something that never closes, or is too deep */
} pl_skip_stop;

typedef struct pl_skip {
    uint8_t stop;        /* pl_skip_stop */
    bool bad;            /* it has something that no parser accepts */
    bool open;           /* it has an interpolation or a control sequence */
    bool control;        /* it has a control sequence outside any interpolation */
    bool escapes;        /* it has a backslash, $${ or %%{ in a template outside interpolations */
    uint32_t start, end; /* of the tokens, without blanks and comments around them */
    uint32_t first;      /* one past the string or heredoc that begins the value; 0: neither does */
    uint32_t at;         /* where skipping stopped: that byte is not consumed */
    uint32_t lines;      /* newlines between `from` and `at` ... */
    uint32_t end_lines;  /* ... and `end` */
} pl_skip;

typedef struct pl_skipper {
    const unsigned char *text, *end; /* borrowed */
    PL_VEC(pl_range) holes; /* contents of the outermost interpolations of the last value */
    uint32_t no_close;      /* no block comment ends after this offset */
    bool wide;              /* use AVX2 */
} pl_skipper;

/* Does this processor have AVX2? */
bool pl_skip_wide(void);

/* Begin on `text`, at most 4 GiB with PL_VIEW_SLACK readable bytes after it.
 * `wide` only where pl_skip_wide(). A zeroed skipper is valid. */
void pl_skip_begin(pl_skipper *sk, pl_str text, bool wide);
void pl_skip_done(pl_skipper *sk);

/* Skip from after `=` to the end of the value. An empty value has start == end. */
void pl_skip_value(pl_skipper *sk, uint32_t from, pl_skip *out);
/* Skip from after `{` of a block to its `}`: `stop` is PL_SKIP_BRACE unless the block never ends.
 */
void pl_skip_body(pl_skipper *sk, uint32_t from, pl_skip *out);

#endif
