/* inner.h - the tree of a template, and the functions that read and walk it.
 *
 *   scan.c      text -> the items of Go's lexer
 *   parse.c     items -> control structures      parse_pipe.c  -> pipelines, operands
 *   source.c    nodes as text, for messages
 *   exec.c      control structures               exec_pipe.c   commands, arguments
 *   field.c     members of values
 *   builtin.c   and or not len index slice html js urlquery     compare.c  eq ... ge
 *   print.c     %v                               format.c      printf
 *
 * Private to the room. Lifetime: nodes lie in the arena of the set. */
#ifndef PL_GOTMPL_INNER_H
#define PL_GOTMPL_INNER_H
#include "base/vec.h"
#include "gotmpl/gotmpl.h"

enum {
    TMPL_NESTING = 500,      /* of structures and parentheses */
    TMPL_DEPTH = 2000,       /* of calls, structures and pipelines of an execution together */
    TMPL_MAX_ARGS = 4000,    /* of one command */
    TMPL_TEXT_MAX = 8 << 20, /* bytes of one file */
};
#ifdef PL_FUZZ /* lower limits, which are reached sooner */
#define TMPL_STEPS ((uint64_t)1 << 14)
#define TMPL_OUTPUT ((size_t)4 << 20)
#else
#define TMPL_STEPS ((uint64_t)1 << 28)   /* nodes walked by one execution */
#define TMPL_OUTPUT ((size_t)1024 << 20) /* bytes that it produces, values included */
#endif

/* ---- items */

typedef enum pl_tmpl_item_kind {
    ITEM_TEXT,
    ITEM_LEFT,  /* {{ */
    ITEM_RIGHT, /* }} */
    ITEM_SPACE,
    ITEM_IDENT, /* a function, or a keyword: see `text` */
    ITEM_FIELD, /* .Name */
    ITEM_VARIABLE,
    ITEM_DOT,
    ITEM_NUMBER, /* also 'c' */
    ITEM_STRING, /* "..." */
    ITEM_RAW,    /* `...` */
    ITEM_PIPE,
    ITEM_OPEN,
    ITEM_CLOSE,
    ITEM_COMMA,
    ITEM_DECLARE, /* := */
    ITEM_ASSIGN,
    ITEM_OTHER, /* a printable character without a meaning */
    ITEM_END,
    ITEM_ERROR, /* `text` is the message */
} pl_tmpl_item_kind;

typedef struct pl_tmpl_item {
    uint8_t kind;
    uint32_t pos, line;
    pl_str text;
} pl_tmpl_item;

typedef struct pl_tmpl_scanner {
    pl_str text;
    uint32_t at, line;
    bool inside;    /* inside an action */
    bool trim_next; /* drop the blanks at the beginning of the next text */
    uint32_t parens;
} pl_tmpl_scanner;

/* The next item; ITEM_END and ITEM_ERROR are returned for ever. */
pl_tmpl_item pl_tmpl__scan(pl_tmpl_scanner *scanner);

/* ---- nodes */

typedef enum pl_tmpl_operand_kind {
    OPERAND_DOT,
    OPERAND_NIL,
    OPERAND_BOOL,
    OPERAND_NUMBER,
    OPERAND_STRING,
    OPERAND_FIELD,    /* .A.B */
    OPERAND_VARIABLE, /* $x.A */
    OPERAND_PIPE,     /* (...).A */
    OPERAND_FUNCTION,
} pl_tmpl_operand_kind;

typedef struct pl_tmpl_pipe pl_tmpl_pipe;

typedef struct pl_tmpl_operand {
    uint8_t kind;
    bool is_int, is_float;
    bool is_true;
    uint32_t pos;
    pl_str text;         /* as written; the name of a variable, the value of a string */
    pl_str quoted;       /* a string as written */
    const pl_str *chain; /* the members after it */
    uint32_t n_chain;
    int64_t i;
    double d;
    const pl_tmpl_pipe *pipe;
    const pl_tmpl_function *function;
} pl_tmpl_operand;

typedef struct pl_tmpl_command {
    uint32_t pos;
    pl_tmpl_operand *args;
    uint32_t n;
    struct pl_tmpl_command *next;
} pl_tmpl_command;

struct pl_tmpl_pipe {
    uint32_t pos;
    pl_str names[2]; /* of variables, with the $ */
    uint8_t n_names;
    bool assign; /* = and not := */
    pl_tmpl_command *commands;
};

typedef enum pl_tmpl_node_kind {
    NODE_TEXT,
    NODE_ACTION,
    NODE_IF,
    NODE_WITH,
    NODE_RANGE,
    NODE_TEMPLATE,
    NODE_BREAK,
    NODE_CONTINUE,
} pl_tmpl_node_kind;

typedef struct pl_tmpl_node {
    uint8_t kind;
    uint32_t pos;
    pl_str text; /* TEXT; of TEMPLATE the name */
    const pl_tmpl_pipe *pipe;
    struct pl_tmpl_node *body, *otherwise;
    struct pl_tmpl_node *next;
} pl_tmpl_node;

typedef struct pl_tmpl_template {
    pl_str name, file, text; /* of the whole file */
    pl_tmpl_node *body;
    bool empty; /* it holds nothing but blanks and definitions */
} pl_tmpl_template;

struct pl_tmpl_set {
    pl_arena arena;
    PL_VEC(pl_tmpl_template) templates;
    const pl_tmpl_function *functions;
    uint32_t n_functions;
};

const pl_tmpl_template *pl_tmpl__find(const pl_tmpl_set *set, pl_str name);
/* Find a function: the caller's first, then Go's own; NULL: none. */
const pl_tmpl_function *pl_tmpl__function(const pl_tmpl_set *set, pl_str name);

/* ---- parsing */

typedef struct pl_tmpl_parser {
    pl_tmpl_set *set;
    pl_str file;
    pl_tmpl_scanner scanner;
    pl_tmpl_item peeked[3];
    unsigned n_peeked;
    pl_tmpl_item last; /* the item that a message is about */
    PL_VEC(pl_str) variables;
    unsigned ranges, depth;
    pl_buf *error;
    bool failed;
} pl_tmpl_parser;

pl_tmpl_item pl_tmpl__next(pl_tmpl_parser *p);
pl_tmpl_item pl_tmpl__next_solid(pl_tmpl_parser *p); /* skips blanks */
void pl_tmpl__back(pl_tmpl_parser *p, pl_tmpl_item item);
void pl_tmpl__fail(pl_tmpl_parser *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void pl_tmpl__unexpected(pl_tmpl_parser *p, pl_tmpl_item item, const char *context);
/* Parse a pipeline and the item that ends it, }} or ). NULL: it failed. */
pl_tmpl_pipe *pl_tmpl__pipe(pl_tmpl_parser *p, const char *context, pl_tmpl_item_kind end);
/* Decode a quoted or raw string literal into `arena`; false if it is malformed. */
bool pl_tmpl__unquote(pl_arena *arena, pl_str quoted, pl_str *out);
/* Parse a number or character literal into *out; false if `text` is neither. */
bool pl_tmpl__number(pl_str text, pl_tmpl_operand *out);

/* ---- nodes as text, with single blanks (check-and-outputs.md 20.2) */
void pl_tmpl__write_operand(pl_buf *out, const pl_tmpl_operand *operand);
void pl_tmpl__write_command(pl_buf *out, const pl_tmpl_command *command);
void pl_tmpl__write_pipe(pl_buf *out, const pl_tmpl_pipe *pipe);
void pl_tmpl__write_node(pl_buf *out, const pl_tmpl_node *node);

/* ---- execution */

typedef struct pl_tmpl_variable {
    pl_str name;
    pl_tmpl_value value;
} pl_tmpl_variable;

typedef struct pl_tmpl_place { /* the part that is executed; one of them is set */
    const pl_tmpl_node *node;
    const pl_tmpl_pipe *pipe;
    const pl_tmpl_command *command;
    const pl_tmpl_operand *operand;
} pl_tmpl_place;

typedef struct pl_tmpl_exec {
    const pl_tmpl_set *set;
    const pl_tmpl_template *in;
    pl_tmpl_place place;
    PL_VEC(pl_tmpl_variable) variables;
    unsigned depth;
    uint64_t steps;
    pl_arena arena; /* for values */
    pl_buf *out;
    size_t out_from;
    pl_buf reason; /* why a function failed */
    pl_tmpl_call call;
    pl_buf *error;
    bool failed;
} pl_tmpl_exec;

/* Set the error to "template: file:line:column: executing ... at <...>: message", unless an earlier
 * one is set. Always false, so that callers can return it. */
bool pl_tmpl__stop(pl_tmpl_exec *x, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline void pl_tmpl__at(pl_tmpl_exec *x, pl_tmpl_place place)
{
    x->place = place;
}
/* Evaluate a pipeline; its variables are pushed or assigned. */
bool pl_tmpl__eval_pipe(pl_tmpl_exec *x, pl_tmpl_value dot, const pl_tmpl_pipe *pipe,
                        pl_tmpl_value *out);
/* Arguments that are not evaluated yet; `final` is the value piped in as the last one, or NULL. */
typedef struct pl_tmpl_args {
    pl_tmpl_value dot;
    const pl_tmpl_operand *at;
    uint32_t n;
    const pl_tmpl_value *final;
} pl_tmpl_args;
/* Evaluate the arguments and check them against `params`, those of function or method `name`. The
 * values lie in the arena of the execution. */
bool pl_tmpl__eval_args(pl_tmpl_exec *x, const pl_tmpl_args *args, const char *name,
                        const char *params, pl_tmpl_value **out);
/* Get the member `m` of `object`; `args` are the arguments of a method, already checked. */
void pl_tmpl__get(const pl_tmpl_member *m, pl_tmpl_call *call, const void *object,
                  const pl_tmpl_value *args, pl_tmpl_value *out);
/* Evaluate the member `name` of an object or the element of a map; `args` are for methods. */
bool pl_tmpl__member(pl_tmpl_exec *x, pl_tmpl_value v, pl_str name, const pl_tmpl_args *args,
                     pl_tmpl_value *out);
/* Enter one level of the tree and count a step. False with an error at a limit of depth or steps;
 * otherwise the caller calls pl_tmpl__leave() afterwards. */
bool pl_tmpl__enter(pl_tmpl_exec *x);
static inline void pl_tmpl__leave(pl_tmpl_exec *x)
{
    x->depth--;
}
/* Check the number of arguments `n`, which includes a piped one, against `params`. */
bool pl_tmpl__count_args(pl_tmpl_exec *x, const char *name, const char *params, uint32_t n);

/* ---- printing */
/* The value of field `i` of a structure; new values lie in `arena`. */
pl_tmpl_value pl_tmpl__field(pl_arena *arena, pl_tmpl_value v, uint32_t i);
/* Is `v` a pointer to something? */
static inline bool pl_tmpl__is_pointer(pl_tmpl_value v)
{
    return v.tag == PL_TMPL_OBJECT && v.class->type[0] == '*';
}
/* Append a value as print shows it at top level: a pointer to a structure gets an `&`. */
void pl_tmpl__print_arg(pl_buf *out, pl_tmpl_value v);

/* ---- functions */
extern const pl_tmpl_function pl_tmpl__builtins[];
extern const size_t pl_tmpl__builtins_n;
typedef bool pl_tmpl_function_fn(pl_tmpl_call *call, const pl_tmpl_value *args, uint32_t n,
                                 pl_tmpl_value *out);
/* compare.c */
pl_tmpl_function_fn pl_tmpl__eq, pl_tmpl__ne, pl_tmpl__lt, pl_tmpl__le, pl_tmpl__gt, pl_tmpl__ge;
/* format.c */
pl_tmpl_function_fn pl_tmpl__printf;
/* Is it `and` or `or`? The evaluator handles these, because it evaluates no more arguments than
 * needed. */
bool pl_tmpl__is_and(const pl_tmpl_function *function);
bool pl_tmpl__is_or(const pl_tmpl_function *function);

/* format.c: append `format` with `args`, as Go's Sprintf does; false if it is too long. */
bool pl_tmpl__format(pl_buf *out, pl_str format, const pl_tmpl_value *args, uint32_t n);
/* Append the arguments as Go's Sprint does, with a blank between two operands when neither is a
 * text; with `line` as Sprintln does.
 */
void pl_tmpl__sprint(pl_buf *out, const pl_tmpl_value *args, uint32_t n, bool line);

#endif
