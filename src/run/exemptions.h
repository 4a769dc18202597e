/* exemptions.h - results that may fail: a reviewed file with a control, a resource, a reason and
 * a last day for each (docs/results.md).
 *
 *     control,resource,reason,until
 *     control.lit,lamp-*,being replaced,2026-12-31
 *
 * or the same as JSON, an array of objects with these members. A file that is wrong anywhere is
 * refused as a whole, with all that is wrong.
 *
 * Lifetime: everything is in the arena of the exemptions, paths and texts copied. Threads: any
 * number may look things up; the tallies belong to who reviews. */
#ifndef PL_RUN_EXEMPTIONS_H
#define PL_RUN_EXEMPTIONS_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/vec.h"

typedef struct pl_exemption {
    pl_str control;  /* "control.x" of the workspace's mod, or "mod.control.x"; may have * and ? */
    pl_str resource; /* may have them, too */
    pl_str reason;
    pl_str until; /* its last day, "2026-12-31"; empty: without end */
    uint32_t line;
    uint32_t next;             /* of the same control without patterns, + 1; 0: none */
    uint64_t applied, expired; /* tallies: rows that it exempts; that it would if it held */
    bool known;                /* a control of that name ran */
} pl_exemption;

typedef struct pl_exemptions {
    pl_str path;
    PL_VEC(pl_exemption) list; /* in the order of the file */
    pl_map exact;              /* "control\0resource" without patterns -> index */
    pl_map by_control; /* control without patterns -> the last with a pattern of resources */
    PL_VEC(uint32_t) patterns; /* those with a pattern of controls */
    pl_arena arena;
} pl_exemptions;

/* Into `out`, which is empty. A path that ends in ".csv" is CSV, all else JSON. False with errors
 * in `diags`. */
bool pl_exemptions_parse(pl_exemptions *out, pl_str path, pl_str text, pl_diags *diags);
void pl_exemptions_done(pl_exemptions *e);

/* The first that holds on `today` for a result of the control with these names; else the first
 * that has expired; NULL: none. `scratch` is overwritten. */
pl_exemption *pl_exemptions_find(const pl_exemptions *e, pl_str full_name, pl_str control_id,
                                 pl_str resource, pl_str today, pl_buf *scratch);
/* Is `today`, a date like it, no later than its last day? */
bool pl_exemption_holds(const pl_exemption *x, pl_str today);
/* Is it for that control? */
bool pl_exemption_is_for(const pl_exemption *x, pl_str full_name, pl_str control_id);

/* Does `text` match `pattern`, in which * stands for any text and ? for one byte? O(product). */
bool pl_exemption_match(pl_str pattern, pl_str text);

#endif
