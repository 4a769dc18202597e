/* json_indent.h - JSON text without blanks, piece by piece, as indented text.
 *
 * It gives the same bytes as pl_jsonw with `indent`. Start with `{0}` and `step` set. Text
 * that is not JSON gives some text, without an error. Threads: one user. */
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
