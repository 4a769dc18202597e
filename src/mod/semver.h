/* semver.h - versions, and the constraints of `version = "..."`.
 *
 * The rules are those of mod-language.md 2.4: operators, wildcards, hyphen ranges, `,` or blank for
 * and, `||` for or. A pre-release satisfies only a comparison that names one itself.
 *
 * Texts are borrowed from the parsed text. Threads: pure functions. */
#ifndef PL_MOD_SEMVER_H
#define PL_MOD_SEMVER_H
#include "base/arena.h"
#include "base/buf.h"

typedef struct pl_version {
    uint64_t major, minor, patch;
    pl_str pre, meta; /* without their '-' and '+' */
} pl_version;

/* Parse "1.2.3-rc.1+b5"; a leading v and missing minor or patch numbers are accepted. */
bool pl_version_parse(pl_str text, pl_version *out);
/* Compare by semantic order; build metadata does not count. */
int pl_version_cmp(const pl_version *a, const pl_version *b);
/* Append "1.2.3-rc.1+b5", always with three numbers. */
void pl_version_print(pl_buf *out, const pl_version *version);

typedef enum pl_version_op {
    PL_VOP_EQUAL, /* also "same minor" or "same major" when parts are open */
    PL_VOP_NOT,
    PL_VOP_GREATER,
    PL_VOP_LESS,
    PL_VOP_AT_LEAST,
    PL_VOP_AT_MOST,
    PL_VOP_TILDE,
    PL_VOP_CARET,
} pl_version_op;

typedef struct pl_comparison {
    pl_version version;
    uint8_t op;
    bool open;       /* some part is a wildcard or missing */
    bool minor_open; /* minor and patch are open, major is not */
    bool patch_open; /* only patch is open */
    bool starts_or;  /* it is the first of a group; groups are alternatives */
} pl_comparison;

typedef struct pl_constraint {
    const pl_comparison *list; /* in the arena; with n 0 every version passes */
    uint32_t n;
} pl_constraint;

/* Parse a constraint. False if `text` is none (then it names a tag, 2.3). Blank text and "latest"
 * are
 * "*". */
bool pl_constraint_parse(pl_str text, pl_arena *arena, pl_constraint *out);
bool pl_constraint_allows(const pl_constraint *constraint, const pl_version *version);

#endif
