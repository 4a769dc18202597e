/* exemptions.h - failures that were accepted: a reviewed file that names for each a control, a
 * resource, a reason and a last day (docs/results.md).
 *
 *     control,resource,reason,until,by,at
 *     control.lit,lamp-*,being replaced,2026-12-31,ann,2026-03-01T10:00:00Z
 *
 * `until` may be left out, as may `by` and `at`: who wrote it down, and when.
 * or the same as JSON, an array of objects with these members. A file with a mistake is refused as
 * a whole; every mistake is reported.
 *
 * Lifetime: everything is in the arena of the exemptions; paths and texts are copied. Threads: any
 * number may look exemptions up; the tallies belong to the thread that reviews. */
#ifndef PL_RUN_EXEMPTIONS_H
#define PL_RUN_EXEMPTIONS_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/vec.h"

typedef struct pl_exemption {
    pl_str control;  /* "control.x" of the workspace's mod, or "mod.control.x"; a pattern */
    pl_str resource; /* a pattern, too: see pl_exemption_match() */
    pl_str reason;
    pl_str until;  /* its last day, "2026-12-31"; empty: without end */
    pl_str by, at; /* as written; empty: not said */
    uint32_t line;
    uint32_t next;             /* 1 + index of the next one in `by_control`'s list; 0: none */
    uint64_t applied, expired; /* tallies: rows it exempts; rows it would exempt if still valid */
    bool known;                /* a control of that name ran */
} pl_exemption;

typedef struct pl_exemptions {
    pl_str path;
    PL_VEC(pl_exemption) list; /* in the order of the file */
    pl_map exact;              /* "control\0resource", both without wildcards -> index */
    pl_map by_control; /* control without wildcards -> the last one whose resource has some */
    PL_VEC(uint32_t) patterns; /* indexes of those whose control has wildcards */
    pl_arena arena;
} pl_exemptions;

/* Parse into `out`, which is empty: CSV if `path` ends in ".csv", else JSON. False with errors in
 * `diags`. */
bool pl_exemptions_parse(pl_exemptions *out, pl_str path, pl_str text, pl_diags *diags);
void pl_exemptions_done(pl_exemptions *e);
/* Today, as `until` is written; local time. */
void pl_exemptions_today(char out[static 16]);

/* The first exemption of a result that is valid on `today`, else the first that has expired; NULL:
 * none. `scratch` is overwritten. */
pl_exemption *pl_exemptions_find(const pl_exemptions *e, pl_str full_name, pl_str control_id,
                                 pl_str resource, pl_str today, pl_buf *scratch);
/* Is it valid on `today`, "2026-01-31"? */
bool pl_exemption_holds(const pl_exemption *x, pl_str today);
/* Does it cover that control? */
bool pl_exemption_is_for(const pl_exemption *x, pl_str full_name, pl_str control_id);

/* Does `text` match `pattern`, in which * stands for any text and ? for one byte? O(product). */
bool pl_exemption_match(pl_str pattern, pl_str text);

#endif
