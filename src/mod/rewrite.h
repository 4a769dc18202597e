/* rewrite.h - change what a mod file requires and leave the rest to its author
 * (mod-management.md 12).
 *
 * Only the requirements that change are edited; then the whole file gets the canonical layout
 * (mod/tidy.h). The result is proved before it is handed out: it parses, it has the tokens of
 * the edited file, and its requirements are the wanted ones.
 * Threads: pure but for the parser. */
#ifndef PL_MOD_REWRITE_H
#define PL_MOD_REWRITE_H
#include "mod/mod.h"

typedef struct pl_require_edit {
    pl_str name;
    bool remove;
    pl_require_by by; /* what it requires from now on, unless it is removed */
    pl_str wanted;    /* the text of `version`, `branch`, `tag` or `path` */
} pl_require_edit;

typedef struct pl_rewrite {
    pl_str path;                  /* of the mod file */
    pl_str text;                  /* its bytes, with PL_VIEW_SLACK readable ones after them */
    const pl_require_edit *edits; /* a name that is not required yet is added */
    size_t n;                     /* none: the file is only laid out */
    bool real; /* as real Powerpipe does, which leaves a carriage return at the end of a file
                  whose lines end in two characters: no command can read it then */
} pl_rewrite;

/* Append the new content. False with a message when the file is not what was expected, or the
 * result could not be proved; *out is undefined then. */
bool pl_rewrite_mod(pl_parser *parser, const pl_rewrite *rewrite, pl_buf *out, pl_diags *diags);

/* Append `text` as a quoted string of the language. */
void pl_rewrite_quote(pl_buf *out, pl_str text);

#endif
