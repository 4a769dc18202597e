/* jsonw.h - JSON text, streamed into a buffer.
 *
 * The bytes are those of Go's encoder (cli.md 7.8). The caller must nest brackets
 * correctly; the writer adds commas and indentation. Threads: one user. */
#ifndef PL_BASE_JSONW_H
#define PL_BASE_JSONW_H
#include "base/buf.h"

typedef struct pl_jsonw {
    pl_buf *out;     /* borrowed */
    unsigned indent; /* blanks per level; 0: one line, no blanks */
    bool html;       /* write < > & as \u003c \u003e \u0026 */
    unsigned depth;
    bool first, after_key;
} pl_jsonw;

void pl_jsonw_init(pl_jsonw *w, pl_buf *out, unsigned indent, bool html);
void pl_jsonw_open(pl_jsonw *w, char bracket);  /* '{' or '[' */
void pl_jsonw_close(pl_jsonw *w, char bracket); /* '}' or ']' */
void pl_jsonw_key(pl_jsonw *w, pl_str key);
void pl_jsonw_str(pl_jsonw *w, pl_str s);
void pl_jsonw_int(pl_jsonw *w, int64_t n);
void pl_jsonw_double(pl_jsonw *w, double d);
void pl_jsonw_bool(pl_jsonw *w, bool b);
void pl_jsonw_null(pl_jsonw *w);
/* A key and the bracket after it; several closing brackets, innermost first. */
void pl_jsonw_begin(pl_jsonw *w, const char *key, char bracket);
void pl_jsonw_end(pl_jsonw *w, const char *brackets);
/* A key with its value. */
void pl_jsonw_member(pl_jsonw *w, const char *key, pl_str value);
void pl_jsonw_member_int(pl_jsonw *w, const char *key, int64_t n);
void pl_jsonw_member_bool(pl_jsonw *w, const char *key, bool b);
/* null where `value` is empty. */
void pl_jsonw_member_or_null(pl_jsonw *w, const char *key, pl_str value);
/* Text that is JSON already, written as it is. */
void pl_jsonw_raw(pl_jsonw *w, pl_str json);
/* The quoted, escaped string alone, without any state. */
void pl_json_quote(pl_buf *out, pl_str s, bool html);

#endif
