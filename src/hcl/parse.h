/* parse.h - tokens to a syntax tree, with the reference's recovery and texts.
 *
 * A parser is reusable scratch: token array, newline stack. One parse at a
 * time; the tree goes into the caller's arena. Recursion is bounded by
 * PL_HCL_DEPTH: deeper nesting is one clear diagnostic, never a crash. At the
 * limit a parse takes less than 512 KiB of stack (1.5 MiB under ASan).
 *
 * Diagnostics go between pl_diags_begin/end of the caller, which names the file.
 * Threads: one parser per thread. */
#ifndef PL_HCL_PARSE_H
#define PL_HCL_PARSE_H
#include "base/arena.h"
#include "base/diag.h"
#include "hcl/ast.h"

enum { PL_HCL_DEPTH = 1000 };

typedef struct pl_parser pl_parser;

/* Owned; pl_parser_free(). */
pl_parser *pl_parser_new(void);
void pl_parser_free(pl_parser *parser);

/* Bytes of memory that the parser keeps for the next parse. */
size_t pl_parser_bytes(const pl_parser *parser);

/* Parse a whole file. Always returns a body (perhaps of what was readable
 * before an error); errors are in `diags`. `text` must have PL_VIEW_SLACK
 * readable bytes after it and outlive the tree. */
pl_body *pl_parse_file(pl_parser *parser, pl_str text, pl_arena *arena, pl_diags *diags);
/* Parse the items that lie in bytes `slice` of a file, as if they were all of it:
 * ranges count from the start of `text`. Lexical messages of a broken slice have
 * places relative to the slice; slices come from files that were found clean. */
pl_body *pl_parse_slice(pl_parser *parser, pl_str text, pl_range slice, pl_arena *arena,
                        pl_diags *diags);
/* Parse one expression that must be all of `text`. Newlines do not end it. */
pl_expr *pl_parse_expr(pl_parser *parser, pl_str text, pl_arena *arena, pl_diags *diags);
/* Parse a bare template. */
pl_expr *pl_parse_template(pl_parser *parser, pl_str text, pl_arena *arena, pl_diags *diags);

/* Attribute of that name, or NULL. */
pl_attr *pl_body_attr(const pl_body *body, pl_str name);

/* ---- static views of an expression (hcl.md 2.8) */

/* If `expr` is a string without interpolation, quoted or heredoc, set *out to its value
 * (decoded, in NFC), which lies in `arena` or is borrowed from the tree. False for any
 * other expression, even a string in parentheses. */
bool pl_expr_string(const pl_expr *expr, pl_arena *arena, pl_str *out);
/* If `expr` is a single bare identifier (also true, false, null), set *out to it; else false. */
bool pl_expr_keyword(const pl_expr *expr, pl_str *out);
/* If `expr` is a traversal, or true, false or null taken as a name, set its root name and its
 * steps; else false. */
bool pl_expr_traversal(const pl_expr *expr, pl_str *root, const pl_step **steps);

/* Called for each reference of an expression in source order: a traversal whose
 * root no enclosing `for` binds (hcl.md 2.8 "variables of an expression").
 * `steps` ends at the first non-literal step. */
typedef void pl_ref_fn(void *ctx, pl_str root, const pl_step *steps, pl_range range);
void pl_expr_refs(const pl_expr *expr, pl_ref_fn *fn, void *ctx);
/* Called for each function call of an expression in source order, an outer one before those in its
 * arguments. */
typedef void pl_call_fn(void *ctx, const pl_expr *call);
void pl_expr_calls(const pl_expr *expr, pl_call_fn *fn, void *ctx);

#endif
