/* dump.h - a syntax tree on one line, for rows of tests.
 *
 * Attributes and blocks in source order, `;` between them:
 *
 *     a = 1; query "q" c { sql = "select 1" }
 *
 * Expressions look like their source; what the source does not show has a word:
 * t"a" x" a template and its parts, heredoc(...), wrap(x), rel(f(a)).b[0],
 * index(a, b), splat(a.b)[.c], paren(a), if(c ? x : y), loop(x in a : ...), ! where
 * nothing could be read. Strings are quoted as JSON.
 *
 * With `ranges` each expression is followed by @start-end and, when it differs,
 * /start-end of its start range. Threads: pure. */
#ifndef PL_TEST_DUMP_H
#define PL_TEST_DUMP_H
#include "base/buf.h"
#include "hcl/ast.h"

void pl_expr_dump(const pl_expr *expr, bool ranges, pl_buf *out);
void pl_body_dump(const pl_body *body, bool ranges, pl_buf *out);

#endif
