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

/* C++ sees plain C functions. */
#ifdef __cplusplus
#define PL_C_BEGIN extern "C" {
#define PL_C_END }
#else
#define PL_C_BEGIN
#define PL_C_END
#endif

PL_C_BEGIN

typedef struct pl_str {
    const char *ptr; /* NULL only when len is 0 */
    size_t len;      /* bytes */
} pl_str;

/* A literal as a pl_str. */
#ifdef __cplusplus
#define PL_S(lit) (pl_str{ "" lit "", sizeof(lit) - 1 })
#else
#define PL_S(lit) ((pl_str){ ("" lit ""), sizeof(lit) - 1 })
#endif
#define PL_FMT(s) (int)(s).len, (s).ptr /* arguments for "%.*s" */

typedef struct pl_range {
    uint32_t start, end; /* byte offsets into one file, end exclusive */
} pl_range;

typedef struct pl_pos {
    uint32_t line, column; /* from 1; 0 when unknown */
    uint32_t byte;         /* from 0 */
} pl_pos;

typedef enum pl_severity { PL_ERROR, PL_WARNING } pl_severity;

/* What a message is about, where a program may want to know: texts are for people
 * (docs/diagnostics.md). Numbers stay what they are. */
typedef enum pl_diag_code {
    PL_DIAG_OTHER = 0,
    PL_DIAG_UNKNOWN_VARIABLE = 1,      /* an expression names a root that there is not */
    PL_DIAG_UNSUPPORTED_ATTRIBUTE = 2, /* ... an attribute that a value does not have */
    PL_DIAG_MISSING_ELEMENT = 3,       /* ... a key that a map does not have */
    PL_DIAG_INVALID_INDEX = 4,         /* ... an index that a value does not have */
    PL_DIAG_CYCLE = 5,                 /* values or blocks that need each other */
    PL_DIAG_EVALUATION_OVER = 6,       /* an expression took too much, or was cancelled */
    PL_DIAG_NO_MOD_FILE = 7,           /* a command that needs one found none */
    /* Inside the library: something has to be there first. Never handed out. */
    PL_DIAG_WAITS = 8,
} pl_diag_code;

/* One message. All text is borrowed from the pl_diags it sits in. */
typedef struct pl_diag {
    pl_severity severity;
    pl_diag_code code; /* not kept in a saved index */
    pl_str summary;
    pl_str detail;  /* may be empty */
    pl_str path;    /* file as it was named to the parser; empty: no place */
    pl_range range; /* subject in that file */
    pl_pos start, end;
    pl_str excerpt; /* the line that holds `start`, without its end */
} pl_diag;

/* The name that is nearest to what a user wrote, among those offered one by one: the fewest
 * edits of bytes, the first in the alphabet of several. Texts above 64 bytes are near nothing. */
typedef struct pl_nearest {
    pl_str given;
    pl_str best;       /* borrowed from the offers; empty: none is near */
    unsigned distance; /* of `best`; private until there is one */
} pl_nearest;
/* At most `within` edits away. */
pl_nearest pl_nearest_to(pl_str given, unsigned within);
void pl_nearest_offer(pl_nearest *nearest, pl_str name);

/* An ordered collection of messages. Opaque; see the functions below.
 * Threads: one writer, or any number of readers. */
typedef struct pl_diags pl_diags;

/* Owned; free with pl_diags_free(). */
pl_diags *pl_diags_new(void);
void pl_diags_free(pl_diags *diags); /* NULL is fine */
/* Another reference; no message may be added any more. Free each reference. Any thread. */
pl_diags *pl_diags_share(const pl_diags *diags);

size_t pl_diags_count(const pl_diags *diags);
size_t pl_diags_errors(const pl_diags *diags);
/* The i-th message, borrowed from `diags` while nothing is added. */
const pl_diag *pl_diags_get(const pl_diags *diags, size_t i);
/* What failed as a whole, as the command line puts it in front of the first message
 * ("Internal Error: Failed to load mod"); empty when the messages say it all. */
pl_str pl_diags_heading(const pl_diags *diags);

PL_C_END

#endif
