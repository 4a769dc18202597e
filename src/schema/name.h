/* name.h - splits and prints the names of resources (mod-language.md 5.1).
 *
 *     query.q   aws.query.q   var.limit   aws.var.limit   mod.aws
 *     github.com/turbot/steampipe-mod-aws-compliance@v1.13.0.query.q
 *
 * Short names hold no dot but mods may (paths), so a name is read from its end.
 * Threads: pure functions. */
#ifndef PL_SCHEMA_NAME_H
#define PL_SCHEMA_NAME_H
#include "base/buf.h"
#include <pipelite/kind.h>

typedef struct pl_name {
    pl_str mod; /* short name or path; empty: the mod that the name is used in */
    pl_kind kind;
    pl_str name; /* short name */
} pl_name;

/* Split a name into slices of `text`. False if it does not have the shape of a name: fewer than two
 * parts, an empty part, or a kind that does not exist. */
bool pl_name_parse(pl_str text, pl_name *out);
/* Append "mod.kind.name"; "kind.name" if `mod` is empty; "mod.name" for a mod. */
void pl_name_print(pl_buf *out, pl_str mod, pl_kind kind, pl_str name);
/* Is it a valid label of a resource: a letter or "_", then letters, digits, "_", "-"
 * (mod-language.md 4.1)? */
bool pl_name_valid(pl_str label);

#endif
