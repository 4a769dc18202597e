/* static_refs.h - what blocks refer to that is not there, and circles (mod-language.md 5.5,
 * 9.4).
 *
 * Two steps. pl_refs_new() looks at the references of the index alone: where all of them
 * lead somewhere, no block has deferred references and none needs itself, nothing more is looked
 * at, and no file is read again. Otherwise pl_refs_resolve() does what real Powerpipe does in its
 * passes: a block can be decoded when all that it needs is there, and a block that is left then
 * never can. Only blocks with deferred references, those of a circle and those that depend on them
 * are searched (ref_search.h).
 *
 * Threads: one per index and call. */
#ifndef PL_CHECK_STATIC_REFS_H
#define PL_CHECK_STATIC_REFS_H
#include "base/diag.h"
#include "check/deferred_refs.h"
#include "eval/evaluator.h"

typedef struct pl_refs pl_refs;

/* Owned; pl_refs_free(). `deferred`: by row of FILE; NULL: none. */
pl_refs *pl_refs_new(const pl_index *ix, const pl_deferred_refs *deferred);
void pl_refs_free(pl_refs *refs); /* NULL is fine */
/* Has pl_refs_resolve() run, or is there nothing for it to do? */
bool pl_refs_is_resolved(const pl_refs *refs);
/* Resolve the rest, by values of `ev`, which is an evaluator of the same index. */
void pl_refs_resolve(pl_refs *refs, pl_evaluator *ev);

/* After pl_refs_resolve(): entry `id` stands in a block that can never be decoded, so there is
 * nothing else to say of it. */
bool pl_refs_holds(const pl_refs *refs, pl_entry_id id);
/* What is wrong in the block that begins with `id`, as one of the errors in decoding. */
void pl_refs_tell(const pl_refs *refs, pl_entry_id id, pl_diags *diags);
/* The same for all blocks of a file. */
void pl_refs_tell_file(const pl_refs *refs, uint32_t file, pl_diags *diags);
/* By entry: those in blocks that need something that stands after them, or that is late itself:
 * they are decoded in the second pass. Worked out once, by references; belongs to `refs`. A block
 * turns out not to be late when it fails in the first. */
uint8_t *pl_refs_late(pl_refs *refs);
void pl_refs_not_late(pl_refs *refs, pl_entry_id id);
/* Does entry `id` itself, or what stands in it, need something that is decoded after its block? */
bool pl_refs_entry_waits(pl_refs *refs, pl_entry_id id);
/* Would `target` be there when the block that begins with `id` is decoded first? */
bool pl_refs_is_later(pl_refs *refs, pl_entry_id id, pl_entry_id target);
/* Is there a circle, whatever else is wrong? Then it is reported, with its heading. */
bool pl_refs_report_circle(const pl_refs *refs, pl_diags *diags);
/* The first circle, or all that is missing. With the heading that belongs to it. False when
 * there was something. Reported only when nothing else is wrong. */
bool pl_refs_report(const pl_refs *refs, pl_diags *diags);

/* What the real program calls the thing that `text` is about, for its list of what is
 * missing ("query.x"); empty when it has no name for it. */
typedef enum pl_ref_form {
    PL_REF_NAMED,
    PL_REF_NAMELESS,
    PL_REF_NO_PATH, /* "invalid property path" */
    PL_REF_NO_TYPE, /* "invalid resource item type" */
} pl_ref_form;
pl_ref_form pl_ref_parse(pl_str text, pl_str *name);

#endif
