/* json_indent.h - JSON text without blanks, piece by piece, as indented text.
 *
 * The same bytes as pl_jsonw with `indent`. `{0}` with `step` set is the start. Text that
 * is no JSON comes out in some form. Threads: one user. */
#ifndef PL_BASE_JSON_INDENT_H
#define PL_BASE_JSON_INDENT_H
#include "base/buf.h"

typedef struct pl_json_indent {
    unsigned step;  /* blanks per level */
    unsigned depth; /* now */
    bool quoted, escaped;
    bool opened; /* the last byte opened an array or object */
} pl_json_indent;

void pl_json_indent_add(pl_json_indent *in, pl_str piece, pl_buf *out);

#endif
