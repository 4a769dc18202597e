/* regex.h - the language's dialect of regular expressions (hcl.md 7.5).
 *
 * Checks a pattern with the reference's rules and texts and rewrites it for RE2:
 * names of groups are removed (RE2 has neither `(?<n>...)` nor two groups of one
 * name), Unicode classes get RE2's names or are spelled out. RE2 refuses a pattern
 * that passes here only for its size. Threads: pure. */
#ifndef PL_HCL_REGEX_H
#define PL_HCL_REGEX_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

/* Classes that have to be spelled out, each at most once for a pattern. */
enum { PL_REGEX_SPELLED = 4 };

typedef struct pl_regex_syntax {
    pl_buf pattern;       /* for RE2 */
    PL_VEC(pl_str) names; /* of each group, empty without; borrowed from the pattern */
    uint32_t classes;     /* how often a Unicode class stands in it */
    const char *error;    /* "missing closing )", static; NULL when it is right */
    pl_str fragment;      /* what the error is about; borrowed from the pattern */
    pl_buf spelled[2 * PL_REGEX_SPELLED]; /* private: each class and its complement */
} pl_regex_syntax;

/* Check `pattern` and fill in *out, which is `{0}` or was used before. False with `error` and
 * `fragment` set. */
bool pl_regex_check(pl_str pattern, pl_regex_syntax *out);
void pl_regex_syntax_done(pl_regex_syntax *syntax);

/* Private to the room: append the class \p{name} (negated: \P) to the pattern as RE2
 * writes it; `inside` brackets or not. False when there is no such class. */
bool pl_regex__unicode_class(pl_regex_syntax *syntax, pl_str name, bool negated, bool inside);

#endif
