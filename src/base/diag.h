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
/* Like pl_diags_begin(), for messages about one block of a large file: byte `at` of `text` is in
 * line `line`. Lines are counted from there, which saves counting from the start of the file. */
void pl_diags_begin_at(pl_diags *diags, pl_str path, pl_str text, uint32_t at, uint32_t line);
void pl_diags_end(pl_diags *diags);

/* Add a message at a range of the open file. `code` tells programs what it is about
 * (docs/diagnostics.md). `detail` is a printf format; NULL: no detail. */
void pl_diag_add(pl_diags *diags, pl_severity severity, pl_diag_code code, pl_range range,
                 const char *summary, const char *detail, ...)
    __attribute__((format(printf, 6, 7)));
/* Like pl_diag_add(), but `detail` is a text and not a format. Texts are copied. */
void pl_diag_raw(pl_diags *diags, pl_severity severity, pl_diag_code code, pl_range range,
                 pl_str summary, pl_str detail);
/* Add a message without a place; `format` gives its summary. */
void pl_diag_plain(pl_diags *diags, pl_severity severity, pl_diag_code code, const char *format,
                   ...) __attribute__((format(printf, 4, 5)));
/* Used at the top of a public function: if its caller passed NULL, `diags` becomes a list of the
 * function's own, which is freed on return. */
#define PL_OWN_DIAGS(diags)                                                                        \
    __attribute__((cleanup(pl_diags__forget))) pl_diags *pl_unheard =                              \
        (diags) ? NULL : pl_diags_new();                                                           \
    (diags) = (diags) ? (diags) : pl_unheard
void pl_diags__forget(pl_diags **diags);
/* Is `object` NULL? Then it also reports that there is no `what`. */
bool pl_diag_nothing(pl_diags *diags, const void *object, const char *what);
/* Is `code` one of pl_diag_code? For numbers read from a file. */
bool pl_diag_code_known(uint32_t code);
/* Does the message say that a name refers to nothing? The block may have to wait until it does
 * (hcl.md 3.8). */
static inline bool pl_diag_is_unresolved(const pl_diag *d)
{
    return d->code == PL_DIAG_UNKNOWN_VARIABLE || d->code == PL_DIAG_UNSUPPORTED_ATTRIBUTE ||
           d->code == PL_DIAG_MISSING_ELEMENT;
}
/* Add a copy of a finished message, with all its texts and its place, if it has one. */
void pl_diag_copy(pl_diags *diags, const pl_diag *diag);
/* Set the `subject` of the last message. Copied. */
void pl_diag_set_subject(pl_diags *diags, pl_str subject);
/* Set `placed` of the last message to a copy of `diag`: its form for readers that show places. */
void pl_diag_set_placed(pl_diags *diags, const pl_diag *diag);
/* The form of the message that has its place as a range and not in its words. Borrowed. */
static inline const pl_diag *pl_diag_in_place(const pl_diag *d)
{
    return d->placed ? d->placed : d;
}
/* Do both messages have the same summary and detail? Places are not compared. */
bool pl_diag_reads_as(const pl_diag *a, const pl_diag *b);
/* Copy all messages of `from` after those of `diags`. */
void pl_diags_append(pl_diags *diags, const pl_diags *from);
/* Remove all messages, so that the list can be used again. */
void pl_diags_clear(pl_diags *diags);
/* Drop the messages from the n-th on. */
void pl_diags_truncate(pl_diags *diags, size_t n);
/* Drop the messages [from, to). */
void pl_diags_remove(pl_diags *diags, size_t from, size_t to);
/* Set the heading of the list (pl_diags_heading), which names the stage that failed. Copied. */
void pl_diags_set_heading(pl_diags *diags, const char *heading);

/* "Summary: Detail\n(path:l,c-c)" as real Powerpipe prints it, without a final
 * newline (mod-language.md 9.1). Nothing but the summary when there is no place. */
void pl_diag_format(const pl_diag *diag, pl_buf *out);
/* Append all of them in that form, with line ends between. */
void pl_diags_lines(const pl_diags *diags, pl_buf *out);
/* Append the heading, then one line for each different error. If there are no errors the warnings
 * are listed instead. */
void pl_diags_format(const pl_diags *diags, pl_buf *out);
/* "path:l,c-c" or "path:l1,c1-l2,c2". */
void pl_diag_place(const pl_diag *diag, pl_buf *out);

/* Append the place of a range of the open file in that form: messages may name a second place. */
void pl_diags_where(pl_diags *diags, pl_range range, pl_buf *out);
/* Move the last message to position i, for checks that find errors in another order than they
 * report them. */
void pl_diags_lift(pl_diags *diags, size_t i);
/* Move the messages [from, to) after all others. */
void pl_diags_sink(pl_diags *diags, size_t from, size_t to);

#endif
