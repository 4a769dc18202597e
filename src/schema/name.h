/* name.h - the names of resources, as text and as parts (mod-language.md 5.1).
 *
 *     query.q   aws.query.q   var.limit   aws.var.limit   mod.aws
 *     github.com/turbot/steampipe-mod-aws-compliance@v1.13.0.query.q
 *
 * Short names hold no dot, mods may (paths): a name is read from its end.
 * Threads: pure functions. */
#ifndef PL_SCHEMA_NAME_H
#define PL_SCHEMA_NAME_H
#include "base/buf.h"
#include <pipelite/kind.h>

typedef struct pl_name {
    pl_str mod; /* short name or path; empty: the mod in whose context it was said */
    pl_kind kind;
    pl_str name; /* short name */
} pl_name;

/* Slices of `text`. False when it has not the shape of a name: fewer than two
 * parts, an empty part, or a kind that does not exist. */
bool pl_name_parse(pl_str text, pl_name *out);
/* "mod.kind.name"; "kind.name" when `mod` is empty; "mod.name" for a mod. */
void pl_name_print(pl_buf *out, pl_str mod, pl_kind kind, pl_str name);
/* A letter or "_", then letters, digits, "_", "-": what labels of resources must
 * be (mod-language.md 4.1). */
bool pl_name_valid(pl_str label);

#endif
