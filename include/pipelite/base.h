/* base.h - the types that every other public header uses.
 *
 * Text is a pl_str: pointer and length, not NUL-terminated, borrowed from
 * the object that handed it out. Positions are what an editor shows: line and column
 * from 1, the column counted in grapheme clusters.
 *
 * NULL for an object means that there is none: a function of the library works with the defaults or
 * with nothing, or it returns false or NULL and reports PL_DIAG_NO_OBJECT where it has `diags`.
 * Options may be NULL or `{0}`. `diags` may be NULL. What a function writes its answer to may not
 * be NULL.
 *
 * Structs of options and of statistics may grow at their end in a later release. A function that
 * takes one is therefore a macro, which passes sizeof the struct as the program was compiled:
 * pl_workspace_open(&options, diags) calls pl_workspace_open_sized(sizeof(pl_open_options),
 * &options, diags). Bindings of other languages call that function. Members that the caller's
 * struct lacks count as zero; nothing is written beyond its end.
 *
 * Threads: plain values, no state.
 */
#ifndef PIPELITE_BASE_H
#define PIPELITE_BASE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* In C++ the declarations have C linkage. */
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
/* A text that ends with a NUL as a pl_str; NULL is the empty text. */
static inline pl_str pl_str_cstr(const char *s)
{
    pl_str text = { s, s ? strlen(s) : 0 };
    return text;
}
#define PL_FMT(s) (int)(s).len, (s).ptr /* arguments for "%.*s" */

typedef struct pl_range {
    uint32_t start, end; /* byte offsets into one file, end exclusive */
} pl_range;

typedef struct pl_pos {
    uint32_t line, column; /* from 1; 0 when unknown */
    uint32_t byte;         /* from 0 */
} pl_pos;

typedef enum pl_severity { PL_ERROR, PL_WARNING } pl_severity;

/* What a message is about, for programs to decide by: its text is for people and may be reworded.
 * The numbers, and the names that pl_diag_code_name() returns, never change. */
typedef enum pl_diag_code {
    PL_DIAG_OTHER = 0,
    PL_DIAG_UNKNOWN_VARIABLE = 1,
    PL_DIAG_UNSUPPORTED_ATTRIBUTE = 2,
    PL_DIAG_MISSING_ELEMENT = 3,
    PL_DIAG_INVALID_INDEX = 4,
    PL_DIAG_CYCLE = 5,
    PL_DIAG_EVALUATION_OVER = 6,
    PL_DIAG_NO_MOD_FILE = 7,
    PL_DIAG_NOT_THERE_YET = 8,
    PL_DIAG_INVALID_CHARACTER = 9,
    PL_DIAG_INVALID_ESCAPE = 10,
    PL_DIAG_INVALID_SYNTAX = 11,
    PL_DIAG_UNCLOSED = 12,
    PL_DIAG_NESTED_TOO_DEEPLY = 13,
    PL_DIAG_UNSUPPORTED_BLOCK = 14,
    PL_DIAG_UNSUPPORTED_ARGUMENT = 15,
    PL_DIAG_MISSING_ARGUMENT = 16,
    PL_DIAG_DUPLICATE_ARGUMENT = 17,
    PL_DIAG_DUPLICATE_BLOCK = 18,
    PL_DIAG_INVALID_LABELS = 19,
    PL_DIAG_INVALID_NAME = 20,
    PL_DIAG_NOT_ALLOWED_HERE = 21,
    PL_DIAG_NULL_VALUE = 22,
    PL_DIAG_INVALID_OPERAND = 23,
    PL_DIAG_INVALID_INTERPOLATION = 24,
    PL_DIAG_INVALID_KEY = 25,
    PL_DIAG_INVALID_CONDITION = 26,
    PL_DIAG_NOT_ITERABLE = 27,
    PL_DIAG_UNKNOWN_FUNCTION = 28,
    PL_DIAG_ARGUMENT_COUNT = 29,
    PL_DIAG_INVALID_FUNCTION_ARGUMENT = 30,
    PL_DIAG_FUNCTION_FAILED = 31,
    PL_DIAG_UNSUITABLE_VALUE = 32,
    PL_DIAG_INVALID_TYPE = 33,
    PL_DIAG_DUPLICATE_RESOURCE = 34,
    PL_DIAG_UNKNOWN_RESOURCE = 35,
    PL_DIAG_WRONG_KIND = 36,
    PL_DIAG_UNRESOLVED = 37,
    PL_DIAG_INVALID_REFERENCE = 38,
    PL_DIAG_INVALID_PARAM = 39,
    PL_DIAG_INVALID_CHILD = 40,
    PL_DIAG_QUERY = 41,
    PL_DIAG_DUPLICATE_NAME = 42,
    PL_DIAG_MISPLACED_WITH = 43,
    PL_DIAG_VARIABLE_NOT_SET = 44,
    PL_DIAG_UNDECLARED_VARIABLE = 45,
    PL_DIAG_INVALID_VARIABLE = 46,
    PL_DIAG_VARIABLE_FILE = 47,
    PL_DIAG_INVALID_MOD_FILE = 48,
    PL_DIAG_INVALID_REQUIREMENT = 49,
    PL_DIAG_REQUIREMENT_NOT_MET = 50,
    PL_DIAG_INVALID_LOCK_FILE = 51,
    PL_DIAG_MISSING_MOD = 52,
    PL_DIAG_UNKNOWN_MOD = 53,
    PL_DIAG_INSTALL_FAILED = 54,
    PL_DIAG_CHECKSUM = 55,
    PL_DIAG_MISSING_PROGRAM = 56,
    PL_DIAG_CANNOT_READ = 57,
    PL_DIAG_CANNOT_WRITE = 58,
    PL_DIAG_CANNOT_LISTEN = 59,
    PL_DIAG_INVALID_SETTING = 60,
    PL_DIAG_INVALID_FLAG = 61,
    PL_DIAG_INVALID_CONFIG = 62,
    PL_DIAG_OUTPUT_TEMPLATE = 63,
    PL_DIAG_DEPRECATED = 64,
    PL_DIAG_CANNOT_RUN = 65,
    PL_DIAG_NO_DATABASE = 66,
    PL_DIAG_NO_THREAD = 67,
    PL_DIAG_CANCELLED = 68,
    PL_DIAG_CLOSED = 69,
    PL_DIAG_NO_INDEX = 70,
    PL_DIAG_TOO_LARGE = 71,
    PL_DIAG_CHANGED = 72,
    PL_DIAG_NO_MEMORY = 73, /* pipelite/memory.h */
    PL_DIAG_UNKNOWN_VALUE = 74,
    PL_DIAG_NO_OBJECT = 75,
    PL_DIAG_INVALID_EXEMPTION = 76,
    PL_DIAG_EXPIRED_EXEMPTION = 77,
    PL_DIAG_UNUSED_EXEMPTION = 78,
    PL_DIAG_INVALID_BASELINE = 79,
    PL_DIAG_FAILED_PANEL = 80,
    PL_DIAG_COPY_IN_WORKSPACE = 81,
    PL_DIAG_MORE_MESSAGES = 82,
    PL_DIAG_HISTORY = 83,
    PL_DIAG_NO_HISTORY = 84,
} pl_diag_code;
/* The name of a code, such as "null-value". `code` must be one of the above. Static; any thread. */
pl_str pl_diag_code_name(pl_diag_code code);

/* One message. All text is borrowed from the pl_diags that contains it. */
typedef struct pl_diag {
    pl_severity severity;
    pl_diag_code code;
    pl_str summary;
    pl_str detail;  /* may be empty */
    pl_str path;    /* file as it was named to the parser; empty: no place */
    pl_range range; /* subject in that file */
    pl_pos start, end;
    pl_str excerpt; /* the line that holds `start`, without its end */
    pl_str subject; /* without a path: the names that it is about, one in a line; or empty */
    /* This message with a path and a range, if `summary` only names its place in words, as
     * Powerpipe does; else NULL */
    const struct pl_diag *placed;
} pl_diag;

typedef enum pl_log_level {
    PL_LOG_OFF,
    PL_LOG_ERROR,
    PL_LOG_WARN,
    PL_LOG_INFO,
    PL_LOG_DEBUG,
    PL_LOG_TRACE,
} pl_log_level;

/* Where an object writes its log; `{0}`: nowhere. */
typedef struct pl_logger {
    pl_log_level level; /* lines of this level and of more severe ones */
    /* Takes one line with its newline: JSON with the members time, level, msg and more. Called by
     * whichever thread logs. NULL: nothing is logged. */
    void (*write)(void *ctx, pl_str line);
    void *ctx; /* its first argument */
} pl_logger;

/* Finds, among names that are offered one by one, the one nearest to what a user wrote: the name
 * that takes the fewest byte edits, and of several such names the first in byte order. Texts of
 * more than 64 bytes match nothing. */
typedef struct pl_nearest {
    pl_str given;
    pl_str best;       /* borrowed from the offers; empty: none is near */
    unsigned distance; /* of `best`; private until there is one */
} pl_nearest;
/* Begin a search for a name at most `within` edits away from `given`, which is borrowed. */
pl_nearest pl_nearest_to(pl_str given, unsigned within);
/* Offer a name, which is borrowed: it becomes `best` if it is nearer than all names before it. */
void pl_nearest_offer(pl_nearest *nearest, pl_str name);

/* An ordered collection of messages. Opaque; see the functions below.
 * Threads: one writer, or any number of readers. */
typedef struct pl_diags pl_diags;

/* Owned; free with pl_diags_free(). */
pl_diags *pl_diags_new(void);
void pl_diags_free(pl_diags *diags); /* NULL is fine */
/* Add a reference and return `diags`; from now on no message may be added. Every sharer frees its
 * own reference. Any thread. */
pl_diags *pl_diags_share(const pl_diags *diags);

/* How many messages there are; how many of them are errors. */
size_t pl_diags_count(const pl_diags *diags);
size_t pl_diags_errors(const pl_diags *diags);
/* The i-th message, borrowed from `diags` while nothing is added. */
const pl_diag *pl_diags_get(const pl_diags *diags, size_t i);
/* The heading that the command line prints before the first message, which names the operation that
 * failed ("Internal Error: Failed to load mod"). Empty if the messages need none. Borrowed from
 * `diags`. */
pl_str pl_diags_heading(const pl_diags *diags);

PL_C_END

#endif
