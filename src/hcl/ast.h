/* ast.h - the syntax tree of one file or expression.
 *
 * Everything lies in one arena and dies with it. Ranges are byte offsets into
 * the text that was parsed; names and literal text are slices of that text
 * (borrowed: the view must outlive the tree) or, where escapes were decoded,
 * copies in the arena. Lists are singly linked in source order.
 *
 * A tree is at most 2 * PL_HCL_DEPTH + 8 nodes high: walkers may recurse. A node is
 * only as large as its kind needs: never copy a pl_expr, never touch a member of
 * another kind.
 *
 * What is where in the grammar: hcl.md 2; ranges: hcl.md 2.8.
 * Threads: immutable once parsed. */
#ifndef PL_HCL_AST_H
#define PL_HCL_AST_H
#include <pipelite/base.h>

typedef struct pl_expr pl_expr;
typedef struct pl_body pl_body;

typedef struct pl_attr {
    pl_str name;
    pl_range name_range;
    pl_range range; /* name ... last token of the expression */
    pl_range equals;
    pl_expr *expr; /* never NULL; PL_E_BAD after an error without any value */
    struct pl_attr *next;
} pl_attr;

typedef struct pl_label {
    pl_str text; /* decoded */
    pl_range range;
    struct pl_label *next;
} pl_label;

typedef struct pl_block {
    pl_str type;
    pl_range type_range;
    pl_label *labels;
    uint32_t n_labels;
    pl_range open, close; /* the braces; close is empty when missing */
    pl_range range; /* type ... one past the closing brace; only the type after a header error */
    pl_range def_range; /* type ... last label */
    pl_body *body;
    struct pl_block *next;
} pl_block;

struct pl_body {
    pl_attr *attrs; /* the first of two with one name only */
    pl_block *blocks;
    pl_range range; /* from the opening brace; in a one-line block that of its attribute */
    uint32_t end;   /* end of that range: the place of "Missing ..." messages */
};

/* ORDER exprs: the names of hcl.md 9.2 (`refs`, expr.node). Where to add a kind: here and in the
 * union of pl_expr; the parser makes it (expr.c, postfix.c, cons.c, template.c), eval.c evaluates
 * it, traverse.c and check/linter_refs.c walk through it. */
/* clang-format off */
#define PL_EXPRS(X)                   \
    X(BAD, "bad")                     \
    X(LITERAL, "literal")             \
    X(TEMPLATE, "template")           \
    X(TEMPLATE_WRAP, "template-wrap") \
    X(TRAVERSAL, "traversal")         \
    X(RELATIVE, "relative-traversal") \
    X(INDEX, "index")                 \
    X(SPLAT, "splat")                 \
    X(CALL, "call")                   \
    X(CONDITIONAL, "conditional")     \
    X(BINARY, "binary")               \
    X(UNARY, "unary")                 \
    X(PARENS, "parentheses")          \
    X(TUPLE, "tuple")                 \
    X(OBJECT, "object")               \
    X(FOR, "for")                     \
    X(T_IF, "template-if")            \
    X(T_FOR, "template-for")
/* clang-format on */

typedef enum pl_expr_kind {
#define X(kind, name) PL_E_##kind,
    PL_EXPRS(X)
#undef X
} pl_expr_kind;

typedef enum pl_lit_kind {
    PL_LIT_NULL,
    PL_LIT_TRUE,
    PL_LIT_FALSE,
    PL_LIT_NUMBER,
    PL_LIT_STRING
} pl_lit_kind;

/* One step of a traversal: `.name`, `.0`, `[literal]`. */
typedef struct pl_step {
    bool is_index;   /* [key] or legacy .0 */
    pl_lit_kind key; /* of an index: NUMBER, STRING (decoded), TRUE, FALSE, NULL */
    pl_str text;     /* attribute name, number text, or string value */
    pl_range range;  /* with its dot or brackets */
    struct pl_step *next;
} pl_step;

/* A list element: tuple item, call argument, template part. */
typedef struct pl_item {
    pl_expr *expr;
    struct pl_item *next;
} pl_item;

typedef struct pl_pair {
    pl_expr *key; /* a naked identifier is a one-step TRAVERSAL (or LITERAL) with `naked` set */
    pl_expr *value;
    bool naked;
    struct pl_pair *next;
} pl_pair;

struct pl_expr {
    uint8_t kind; /* pl_expr_kind */
    uint8_t lit;  /* LITERAL: pl_lit_kind */
    uint8_t op;   /* BINARY, UNARY: pl_token_kind of the operator */
    bool flag;    /* TEMPLATE: heredoc; CALL: final `...`; FOR: object; SPLAT: full [*];
                     FOR with `group`: see there; T_IF: has an else */
    pl_range range;
    pl_range start; /* "start range": subject of many diagnostics (hcl.md 2.8) */
    union {
        struct { /* LITERAL: number text or decoded string (a literal part of a template) */
            pl_str text;
        } literal;
        struct { /* TEMPLATE, TEMPLATE_WRAP (exactly one part) */
            pl_item *parts;
            uint32_t n;
        } tmpl;
        struct { /* TRAVERSAL: root name and steps. RELATIVE: source expression and steps */
            pl_str root;
            pl_range root_range;
            pl_expr *source;
            pl_step *steps;
        } traversal;
        struct { /* INDEX: collection[key] */
            pl_expr *collection, *key;
            pl_range open, close;
        } index;
        struct { /* SPLAT: each is applied per element; NULL for none. Its innermost
                    source is PL_E_BAD with an empty range: the element itself */
            pl_expr *source, *each;
            pl_range marker;
        } splat;
        struct {         /* CALL */
            pl_str name; /* with any a::b:: in front */
            pl_range name_range, open, close;
            pl_item *args;
            uint32_t n;
        } call;
        struct { /* CONDITIONAL, T_IF (branches are TEMPLATEs; otherwise may be NULL) */
            pl_expr *cond, *then, *otherwise;
        } conditional;
        struct { /* BINARY; UNARY uses `right` and op_range */
            pl_expr *left, *right;
            pl_range op_range;
        } op2;
        struct { /* PARENS */
            pl_expr *inner;
        } parens;
        struct { /* TUPLE */
            pl_item *items;
            uint32_t n;
            pl_range open, close;
        } tuple;
        struct { /* OBJECT */
            pl_pair *pairs;
            uint32_t n;
            pl_range open, close;
        } object;
        struct {                       /* FOR, T_FOR (value is a TEMPLATE) */
            pl_str key_var, value_var; /* key_var empty when absent */
            pl_range key_range, value_range;
            pl_expr *collection, *key, *value, *cond; /* key, cond may be NULL */
            bool group;                               /* value... */
            pl_range open, close;
        } loop;
    };
};

#endif
