/* base.h - the types every other public header speaks.
 *
 * Text is a pl_str: pointer and length, not NUL-terminated, borrowed from
 * whoever handed it out. Positions are what an editor shows: line and column
 * from 1, the column counted in grapheme clusters (spec hcl.md 1.1).
 *
 * Threads: plain values, no state.
 */
#ifndef PIPELITE_BASE_H
#define PIPELITE_BASE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct pl_str {
    const char *ptr; /* NULL only when len is 0 */
    size_t len;      /* bytes */
} pl_str;

#define PL_S(lit) ((pl_str){ ("" lit ""), sizeof(lit) - 1 })
#define PL_FMT(s) (int)(s).len, (s).ptr /* arguments for "%.*s" */

typedef struct pl_range {
    uint32_t start, end; /* byte offsets into one file, end exclusive */
} pl_range;

typedef struct pl_pos {
    uint32_t line, column; /* from 1; 0 when unknown */
    uint32_t byte;         /* from 0 */
} pl_pos;

typedef enum pl_severity { PL_ERROR, PL_WARNING } pl_severity;

/* One message. All text is borrowed from the pl_diags it sits in. */
typedef struct pl_diag {
    pl_severity severity;
    pl_str summary;
    pl_str detail;  /* may be empty */
    pl_str path;    /* file as it was named to the parser; empty: no place */
    pl_range range; /* subject in that file */
    pl_pos start, end;
    pl_str excerpt; /* the line that holds `start`, without its end */
} pl_diag;

/* An ordered collection of messages. Opaque; see the functions below.
 * Threads: one writer, or any number of readers. */
typedef struct pl_diags pl_diags;

/* Owned; free with pl_diags_free(). */
pl_diags *pl_diags_new(void);
void pl_diags_free(pl_diags *diags); /* NULL is fine */

size_t pl_diags_count(const pl_diags *diags);
size_t pl_diags_errors(const pl_diags *diags);
/* The i-th message, borrowed from `diags` while nothing is added. */
const pl_diag *pl_diags_get(const pl_diags *diags, size_t i);
/* What failed as a whole, as the command line puts it in front of the first message
 * ("Internal Error: Failed to load mod"); empty when the messages say it all. */
pl_str pl_diags_heading(const pl_diags *diags);

#endif
