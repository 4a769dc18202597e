/* parser.h - the state of one parse, shared by the files of the parser.
 *
 * The tokens are an array; `tok` is the next one that counts. Comments never
 * count, newlines only while `newlines` is set, which constructs change around
 * their inside (hcl.md 2.2). A line comment counts as the newline it swallowed:
 * its token becomes one the first time that matters.
 *
 * Errors follow the reference: once `recovery` is set, messages about the token
 * at hand are silent for the rest of the file (pl_hcl__complain), those about
 * something that was understood are not (pl_hcl__error). Callers ask
 * pl_hcl__failed(ps, errors before) and then only look for their closing token.
 *
 * Depth: `depth` counts the constructs open at this moment, `deepest` how deep
 * the tree of the current expression reaches. Left-leaning chains (a + b + c,
 * a[b][c]) push what they already have one deeper. Both are bounded by
 * PL_HCL_DEPTH, so walkers of a tree may recurse. Beyond it there is one
 * message and the rest of the file is skipped.
 *
 * Private to the room. */
#ifndef PL_HCL_PARSER_H
#define PL_HCL_PARSER_H
#include "base/str.h"
#include "base/assert.h"
#include "base/vec.h"
#include "hcl/parse.h"
#include "lex/lex.h"

/* A piece of a template between scanning it and building its tree. */
typedef enum pl_part_kind {
    PL_PART_LIT,
    PL_PART_INTERP,
    PL_PART_IF,
    PL_PART_ELSE,
    PL_PART_ENDIF,
    PL_PART_FOR,
    PL_PART_ENDFOR,
    PL_PART_END, /* where the template ends; always the last */
} pl_part_kind;

typedef struct pl_template_part {
    uint8_t kind;    /* pl_part_kind */
    bool line;       /* layout.c: a literal that begins a line and counts for the indent, */
    bool plain;      /* which is made of single bytes */
    uint32_t indent; /* clusters of white space */
    pl_range range;
    pl_str text;   /* LIT: decoded */
    pl_expr *expr; /* INTERP; IF: the condition; FOR: its T_FOR without a value yet */
} pl_template_part;

struct pl_parser {
    pl_tokens tokens;
    pl_token *raw; /* first token not read yet */
    pl_token *tok; /* first of them that counts */
    bool newlines, recovery, too_deep;
    unsigned errors; /* reported in this parse */
    unsigned depth, deepest;
    pl_range prev; /* of the last token read */
    pl_str text;
    pl_arena *arena;
    pl_diags *diags;
    PL_VEC(pl_template_part) parts; /* a stack: a nested template works above the outer one */
    PL_VEC(uint8_t) open;           /* brackets seen by pl_hcl__skip_item */
    pl_buf scratch;
};

/* ---- tokens */

/* The first token from `t` on that counts. */
static inline pl_token *pl_hcl__counting(const pl_parser *ps, pl_token *t)
{
    for (;; t++) {
        if (t->kind == PL_T_COMMENT) {
            if (!ps->newlines || ps->text.ptr[t->end - 1] != '\n')
                continue;
            t->kind = PL_T_NEWLINE;
        }
        if (t->kind != PL_T_NEWLINE || ps->newlines)
            return t;
    }
}

static inline uint8_t pl_hcl__peek(const pl_parser *ps)
{
    return ps->tok->kind;
}

static inline pl_range pl_hcl__range(const pl_token *t)
{
    return (pl_range){ t->start, t->end };
}

/* Everything from the start of `a` to the end of `b`. */
static inline pl_range pl_hcl__span(pl_range a, pl_range b)
{
    return (pl_range){ a.start, b.end };
}

static inline pl_str pl_hcl__slice(const pl_parser *ps, pl_range r)
{
    pl_assert(r.start <= r.end && r.end <= ps->text.len);
    return (pl_str){ ps->text.ptr + r.start, r.end - r.start };
}

/* Consume the tokens up to and including `t`. EOF is never consumed. */
static inline void pl_hcl__pass(pl_parser *ps, pl_token *t)
{
    pl_assert(t >= ps->raw && t < ps->tokens.list.at + ps->tokens.list.n);
    ps->prev = pl_hcl__range(t);
    ps->raw = t + (t->kind != PL_T_EOF);
    ps->tok = pl_hcl__counting(ps, ps->raw);
}

static inline pl_token *pl_hcl__read(pl_parser *ps)
{
    pl_token *t = ps->tok;
    pl_hcl__pass(ps, t);
    return t;
}

/* Set whether newlines count as tokens. Returns the setting before. */
static inline bool pl_hcl__newlines(pl_parser *ps, bool count)
{
    pl_assert(ps->raw <= ps->tok);
    bool before = ps->newlines;
    ps->newlines = count;
    ps->tok = pl_hcl__counting(ps, ps->raw);
    return before;
}

/* Is the next token the identifier `word`? */
static inline bool pl_hcl__word(const pl_parser *ps, const char *word, size_t len)
{
    const pl_token *t = ps->tok;
    return t->kind == PL_T_IDENT && t->end - t->start == len &&
           memcmp(ps->text.ptr + t->start, word, len) == 0;
}
#define PL_HCL_WORD(ps, lit) pl_hcl__word(ps, lit, sizeof lit - 1)

/* ---- recover.c: messages, limits, finding a place to go on */

void pl_hcl__error(pl_parser *ps, pl_diag_code code, pl_range range, const char *summary,
                   const char *detail, ...) __attribute__((format(printf, 5, 6)));
/* Like pl_hcl__error(), but reports nothing once the parser has recovered from an error. */
void pl_hcl__complain(pl_parser *ps, pl_diag_code code, pl_range range, const char *summary,
                      const char *detail, ...) __attribute__((format(printf, 5, 6)));
/* "FILE:l,c-c" of `range`, NUL-terminated, valid until the next call. */
const char *pl_hcl__place(pl_parser *ps, pl_range range);

static inline bool pl_hcl__failed(const pl_parser *ps, unsigned errors_before)
{
    return ps->recovery && ps->errors != errors_before;
}

/* Read up to and including the `end` that closes what is open now, or the end of
 * the file. Returns the range of that token. */
pl_range pl_hcl__recover(pl_parser *ps, pl_token_kind end);
/* Read up to and including the next newline outside of brackets, strings and
 * templates that open from here on. */
void pl_hcl__skip_item(pl_parser *ps);

void pl_hcl__too_deep(pl_parser *ps);

/* Enter a nested construct. False with an error at the limit of depth; otherwise the caller calls
 * pl_hcl__leave() afterwards. */
static inline bool pl_hcl__enter(pl_parser *ps)
{
    if (ps->depth >= PL_HCL_DEPTH) {
        pl_hcl__too_deep(ps);
        return false;
    }
    if (++ps->depth > ps->deepest)
        ps->deepest = ps->depth;
    return true;
}

static inline void pl_hcl__leave(pl_parser *ps)
{
    pl_assert(ps->depth > 0);
    ps->depth--;
}

/* The expression parsed so far becomes the left operand of a new node: its tree grows by one level.
 * False with an error at the limit of depth. */
static inline bool pl_hcl__deeper(pl_parser *ps)
{
    if (ps->deepest >= PL_HCL_DEPTH) {
        pl_hcl__too_deep(ps);
        return false;
    }
    ps->deepest++;
    return true;
}

/* ---- nodes */

/* Only as many bytes as the members of `kind` need are allocated. */
static inline pl_expr *pl_hcl__node(pl_parser *ps, pl_expr_kind kind, size_t size, pl_range range,
                                    pl_range start)
{
    pl_expr *e = pl_arena_take(ps->arena, size, _Alignof(pl_expr));
    memset(e, 0, size);
    e->kind = (uint8_t)kind;
    e->range = range;
    e->start = start;
    return e;
}
#define PL_HCL_NODE(ps, kind, member, range, start)                                                \
    pl_hcl__node(ps, kind, offsetof(pl_expr, member) + sizeof(((pl_expr *)0)->member), range, start)
/* A node that stands for an expression with a syntax error. */
pl_expr *pl_hcl__bad(pl_parser *ps, pl_range range);
pl_expr *pl_hcl__literal(pl_parser *ps, pl_lit_kind lit, pl_str text, pl_range range);
/* Append to the list whose end is *tail. */
void pl_hcl__item(pl_parser *ps, pl_item ***tail, pl_expr *expr);

/* ---- the grammar */

/* expr.c. Never NULL. */
pl_expr *pl_hcl__expr(pl_parser *ps);
/* A term with what follows it: the operand of a unary operator. */
pl_expr *pl_hcl__operand(pl_parser *ps);
/* cons.c: from the opening bracket on. */
pl_expr *pl_hcl__tuple(pl_parser *ps);
pl_expr *pl_hcl__object(pl_parser *ps);
/* The names of a loop, `k, v in`, after its `for`, into e->loop. Returns NULL, or the text for what
 * is missing where the next token is. */
typedef struct pl_for_texts {
    const char *first, *second, *in; /* the message when this name, or the keyword, is missing */
} pl_for_texts;
const char *pl_hcl__for_names(pl_parser *ps, const pl_for_texts *lacking, pl_expr *e);
/* postfix.c: .name .0 .* [key] [*] after `from`. */
pl_expr *pl_hcl__postfix(pl_parser *ps, pl_expr *from);
/* Is the number token `t` a valid number? False with an error otherwise. */
bool pl_hcl__check_number(pl_parser *ps, const pl_token *t);
/* template.c: a string or heredoc from its opening token on. */
pl_expr *pl_hcl__quoted(pl_parser *ps);
/* Up to the token `end`, which is read too. `open` is where it began. */
pl_expr *pl_hcl__template(pl_parser *ps, pl_token_kind end, bool flush, const pl_token *open);
/* The value of one literal token. */
pl_str pl_hcl__decode(pl_parser *ps, const pl_token *t);
/* layout.c: pl_hcl__flush() strips the common indentation of the literals in parts [from, n), as
 * `<<-` does; pl_hcl__meld() joins neighbouring literals. */
void pl_hcl__flush(pl_parser *ps, size_t from);
void pl_hcl__meld(pl_parser *ps, size_t from);
/* The number of bytes of Unicode white space at the start (_before) or the end (_after) of `s`. */
size_t pl_hcl__leading_space(pl_str s);
size_t pl_hcl__trailing_space(pl_str s);
/* build.c: the tree of parts [from, n), whose last is END. */
pl_item *pl_hcl__build(pl_parser *ps, size_t from, uint32_t *n);

#endif
