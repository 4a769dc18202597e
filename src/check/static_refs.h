/* static_refs.h - finds references without a target, and cycles (mod-language.md 5.5, 9.4).
 *
 * Two steps. pl_refs_new() reads only the references of the index. pl_refs_resolve() does what real
 * Powerpipe does in its passes: a block is decoded when everything that it needs exists, and a
 * block that is left over never can be. Only blocks with references that lead nowhere or are
 * deferred, those of a cycle and those that depend on them are searched (ref_search.h). Mostly
 * there are none, and no file is read again.
 *
 * Threads: one per index and call. */
#ifndef PL_CHECK_STATIC_REFS_H
#define PL_CHECK_STATIC_REFS_H
#include "base/diag.h"
#include "check/precheck.h"
#include "eval/evaluator.h"

typedef struct pl_refs pl_refs;

/* Owned; pl_refs_free(). `files`: by row of FILE, with the marks of blocks with deferred
 * references; NULL: there are none. */
pl_refs *pl_refs_new(const pl_index *ix, const pl_file_prechecks *files);
void pl_refs_free(pl_refs *refs); /* NULL is fine */
/* Resolve them, with the values of `ev`, an evaluator of the same index. */
void pl_refs_resolve(pl_refs *refs, pl_evaluator *ev);

/* After pl_refs_resolve(): is something unresolved in the attributes of entry `id` itself? Then it
 * can never be decoded, and nothing else is reported about it; what is nested in it is decoded all
 * the same (recorded). Locals of one block wait together. */
bool pl_refs_holds(const pl_refs *refs, pl_entry_id id);
/* Append the errors of references in the block that begins with `id` to the errors in decoding. */
void pl_refs_report_wrong(const pl_refs *refs, pl_entry_id id, pl_diags *diags);
/* Append the reference errors of all blocks in a file (a row of FILE). */
void pl_refs_report_file(const pl_refs *refs, uint32_t file, pl_diags *diags);
/* Is entry `id` late, so that it is decoded in the second pass? It is if its own attributes need
 * something that stands after its block or is in a block with something late in it. Computed once,
 * from references. One that fails in the first pass proves not to be late: pl_refs_not_late(). */
bool pl_refs_is_late(pl_refs *refs, pl_entry_id id);
void pl_refs_not_late(pl_refs *refs, pl_entry_id id);
/* Does entry `id`, or an entry nested in it, need something that is decoded after its block? */
bool pl_refs_entry_waits(pl_refs *refs, pl_entry_id id);
/* Is `target` decoded only after the first attempt at the block that holds `id`? */
bool pl_refs_is_later(pl_refs *refs, pl_entry_id id, pl_entry_id target);
/* Report the first cycle with its heading, whatever else is wrong; false if there is none. */
bool pl_refs_report_cycle(const pl_refs *refs, pl_diags *diags);
/* Report the first cycle or all missing targets, with their heading. False if it reported anything.
 * Call it only when no other error was found. */
bool pl_refs_report(const pl_refs *refs, pl_diags *diags);

/* Set *name to what Powerpipe calls the target of `text` in its list of missing ones
 * ("query.x"); empty if it has no name for it. */
typedef enum pl_ref_form {
    PL_REF_NAMED,
    PL_REF_NAMELESS,
    PL_REF_NO_PATH, /* "invalid property path" */
    PL_REF_NO_TYPE, /* "invalid resource item type" */
} pl_ref_form;
pl_ref_form pl_ref_parse(pl_str text, pl_str *name);

#endif
