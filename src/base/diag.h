/* diag.h - where messages are collected, and how one prints.
 *
 * The function that knows the range reports, once; its callers return false or NULL
 * (style guide 6). A parser works on one file at a time: it brackets its work
 * with begin/end, reports byte ranges, and end() works out lines, columns and
 * the excerpt while the text is still there. A clean file costs nothing.
 *
 * Threads: one writer. Parallel work uses one pl_diags each and pl_diags_append. */
#ifndef PL_BASE_DIAG_H
#define PL_BASE_DIAG_H
#include "base/arena.h"
#include "base/buf.h"

/* From here on messages belong to file `path` with bytes `text` (both borrowed
 * until pl_diags_end). Positions are counted from `origin` (line 1, column 1,
 * byte 0 for a file): byte offsets in ranges are relative to `text`. */
void pl_diags_begin(pl_diags *diags, pl_str path, pl_str text);
/* The same for messages about one block of a large file: byte `at` lies in line `line`, and
 * lines are counted from there. */
void pl_diags_begin_at(pl_diags *diags, pl_str path, pl_str text, uint32_t at, uint32_t line);
void pl_diags_end(pl_diags *diags);

/* Report, with what the message is about (docs/diagnostics.md). `detail` is a printf format; NULL
 * for none. */
void pl_diag_add(pl_diags *diags, pl_severity severity, pl_diag_code code, pl_range range,
                 const char *summary, const char *detail, ...)
    __attribute__((format(printf, 6, 7)));
/* The same with texts as they are. */
void pl_diag_raw(pl_diags *diags, pl_severity severity, pl_diag_code code, pl_range range,
                 pl_str summary, pl_str detail);
/* A message without a place. */
void pl_diag_plain(pl_diags *diags, pl_severity severity, pl_diag_code code, const char *format,
                   ...) __attribute__((format(printf, 4, 5)));
/* At the top of a public function: where its caller gave no `diags`, messages go to one of its own,
 * which is freed on return. */
#define PL_OWN_DIAGS(diags)                                                                        \
    __attribute__((cleanup(pl_diags__forget))) pl_diags *pl_unheard =                              \
        (diags) ? NULL : pl_diags_new();                                                           \
    (diags) = (diags) ? (diags) : pl_unheard
void pl_diags__forget(pl_diags **diags);
/* The caller gave no object: true, and an error that there is no `what`. */
bool pl_diag_nothing(pl_diags *diags, const void *object, const char *what);
/* Is it a code that is reported anywhere? Numbers from a file may be anything. */
bool pl_diag_code_known(uint32_t code);
/* Does it say that there is no such thing? The block may have to wait for it (hcl.md 3.8). */
static inline bool pl_diag_is_unresolved(const pl_diag *d)
{
    return d->code == PL_DIAG_UNKNOWN_VARIABLE || d->code == PL_DIAG_UNSUPPORTED_ATTRIBUTE ||
           d->code == PL_DIAG_MISSING_ELEMENT;
}
/* A finished message, copied with all its texts; it keeps its place, if it has one. */
void pl_diag_copy(pl_diags *diags, const pl_diag *diag);
/* Keep a copy of `diag` as `placed` of the last message. */
void pl_diag_set_placed(pl_diags *diags, const pl_diag *diag);
/* The form of a message that has its place apart from its words. */
static inline const pl_diag *pl_diag_in_place(const pl_diag *d)
{
    return d->placed ? d->placed : d;
}
/* Would a reader see the same message twice? Their places do not count. */
bool pl_diag_reads_as(const pl_diag *a, const pl_diag *b);
/* Copy all messages of `from` after those of `diags`. */
void pl_diags_append(pl_diags *diags, const pl_diags *from);
/* Empty it, for another piece of work. */
void pl_diags_clear(pl_diags *diags);
/* Drop the messages from the n-th on. */
void pl_diags_truncate(pl_diags *diags, size_t n);
/* Drop the messages [from, to). */
void pl_diags_remove(pl_diags *diags, size_t from, size_t to);
/* Name the stage that all of them come from (pl_diags_heading); copied. */
void pl_diags_set_heading(pl_diags *diags, const char *heading);

/* "Summary: Detail\n(path:l,c-c)" as real Powerpipe prints it, without a final
 * newline (mod-language.md 9.1). Nothing but the summary when there is no place. */
void pl_diag_format(const pl_diag *diag, pl_buf *out);
/* The heading, then each error on a line of its own, the same error at several places once. Without
 * any error the warnings instead. */
void pl_diags_format(const pl_diags *diags, pl_buf *out);
/* "path:l,c-c" or "path:l1,c1-l2,c2". */
void pl_diag_place(const pl_diag *diag, pl_buf *out);

/* The same for any range of the open file: messages that name a second place. */
void pl_diags_where(pl_diags *diags, pl_range range, pl_buf *out);
/* Move the last message in front of the i-th: what is found later may have to be reported earlier.
 */
void pl_diags_lift(pl_diags *diags, size_t i);
/* Move the messages [from, to) after all others. */
void pl_diags_sink(pl_diags *diags, size_t from, size_t to);

#endif
