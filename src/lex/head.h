/* head.h - reads the header of an item of a body, with the second Ragel machine.
 *
 * A body is a list of items, `name = value` and `type labels {`. The machine reads blank space,
 * comments and one header; the caller skips the value or the body after it (lex/skip.h). It agrees
 * with the token lexer on every input that parses; text that neither can read is PL_HEAD_JUNK.
 *
 * Threads: pure function. */
#ifndef PL_LEX_HEAD_H
#define PL_LEX_HEAD_H
#include <pipelite/base.h>

typedef enum pl_head_kind {
    PL_HEAD_ATTR,  /* word =        at: after the equals sign */
    PL_HEAD_BLOCK, /* word label {  at: after the brace */
    PL_HEAD_CLOSE, /* }             at: after the brace, start: at it */
    PL_HEAD_END,   /* nothing more  at: end of the text */
    PL_HEAD_WORD,  /* a word, but no item; at: the byte after it that cannot follow */
    PL_HEAD_JUNK,  /* no word       at: the offending byte */
} pl_head_kind;

typedef struct pl_head {
    uint8_t kind;   /* pl_head_kind */
    bool newline;   /* a line ended between `from` and the item */
    uint32_t start; /* of the word */
    uint32_t word_end;
    uint32_t label, label_end; /* first label as written, quotes included; equal: none */
    uint32_t n_labels;
    uint32_t at;
    uint32_t lines;  /* newlines between `from` and `start` */
    uint32_t inside; /* newlines between `start` and `at` (block comments hold them) */
} pl_head;

/* Read the header of the item at or after byte `from`, and fill in *out. `text` must have
 * PL_VIEW_SLACK readable bytes after it. The value or body of the item begins at out->at;
 * the next call begins after its end. */
void pl_head_next(pl_str text, uint32_t from, pl_head *out);

#endif
