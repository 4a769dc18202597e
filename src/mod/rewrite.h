/* rewrite.h - changes the requirements of a mod file and leaves the rest as its author wrote it
 * (mod-management.md 12).
 *
 * Only the requirements that change are edited; then the whole file gets the canonical layout
 * (mod/tidy.h). The result is verified before it is returned: it parses, it has the tokens of the
 * edited file, and its requirements are the wanted ones.
 * Threads: pure, except that it uses the parser. */
#ifndef PL_MOD_REWRITE_H
#define PL_MOD_REWRITE_H
#include "mod/mod.h"

typedef struct pl_require_edit {
    pl_str name;
    bool remove;
    pl_require_by by; /* the new requirement, unless it is removed */
    pl_str wanted;    /* the text of `version`, `branch`, `tag` or `path` */
} pl_require_edit;

typedef struct pl_rewrite {
    pl_str path;                  /* of the mod file */
    pl_str text;                  /* its bytes, with PL_VIEW_SLACK readable ones after them */
    const pl_require_edit *edits; /* a name that is not required yet is added */
    size_t n;                     /* 0: the file is only laid out */
    bool real; /* do as real Powerpipe, which leaves a carriage return at the end of a file whose
                  lines end in two characters, so that no command can read it */
} pl_rewrite;

/* Append the new content. False with a message if the file is not as expected or the result fails
 * the verification; *out is undefined then. */
bool pl_rewrite_mod(pl_parser *parser, const pl_rewrite *rewrite, pl_buf *out, pl_diags *diags);

/* Append `text` as a quoted string of the language, with the necessary escapes. */
void pl_rewrite_quote(pl_buf *out, pl_str text);

#endif
