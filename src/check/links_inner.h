/* links_inner.h - definitions that the checks between resources share. Private to the room.
 *
 *   static_links.c  resources one by one: queries, `with`, children, twins
 *   links_names.c   names inside one owner: inputs, categories
 *   links_inputs.c  inputs that need each other
 *   links_report.c  messages and their places */
#ifndef PL_CHECK_LINKS_INNER_H
#define PL_CHECK_LINKS_INNER_H
#include "check/static_links.h"
#include "check/twins.h"
#include "index/read.h"

/* Where in a block an error is. */
typedef enum pl_link_place { PL_LINK_AT_BODY, PL_LINK_AT_TYPE } pl_link_place;

typedef struct pl_links_check {
    const pl_index *ix;
    const pl_ix_entry *entries;
    uint32_t n;
    pl_twins twins;
    uint8_t *marks;      /* of each entry: PL_LINKS_*, and PL_LINKS__* of static_links.c */
    uint8_t *seen;       /* of each entry: what is nested in it */
    uint32_t *listed_by; /* of each entry: the last benchmark that lists it, twice its id, + 1; once
                             that was reported, + 2 */
    pl_str dir;
    pl_value_store *values; /* made for the first report; NULL: none yet, or `ev` is the caller's */
    pl_evaluator *ev;
    pl_diags *diags; /* messages */
    pl_faults *faults;
    pl_buf text;
} pl_links_check;

/* Bits of `marks` about what is nested in an entry, at any depth. */
enum {
    PL_LINKS__CYCLE = 1 << 3, /* of a dashboard itself: a cycle of its inputs was found */
    PL_LINKS__IN_FAILED = 1 << 4,
    PL_LINKS__IN_HELD = 1 << 5,
    PL_LINKS__IN_LATE = 1 << 6,
    PL_LINKS__SKIPPED = 1 << 7, /* of the entry itself: it is not decoded, as its name is invalid */
};

/* ---- links_report.c */

/* "mod.kind.name"; valid until the next call. */
const char *pl_links__name(pl_links_check *c, pl_entry_id id);
/* Open the block of an entry to report something in it. False: it is not there any more. */
bool pl_links__open(pl_links_check *c, pl_entry_id id, pl_block_view *view, pl_diags *diags);
/* Report an error about an entry whose block is open, or not. */
void pl_links__report_in(pl_links_check *c, pl_diag_code code, const pl_block_view *view,
                         pl_link_place place, pl_str text);
void pl_links__report(pl_links_check *c, pl_diag_code code, pl_entry_id id, pl_link_place place,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Append "\n- path:range" of an entry. */
void pl_links__print_place(pl_links_check *c, pl_entry_id id, pl_buf *out);

/* ---- links_names.c, links_inputs.c */

/* Report inputs and categories whose names are given twice in one owner. Those with an error of
 * their own do not count: they are never added (recorded). */
void pl_links__check_names(pl_links_check *c);
/* Report the first cycle of inputs of each dashboard (mod-language.md 7.9). The references of the
 * index decide: an input needs the inputs that its own or its base's arguments name. */
void pl_links__check_inputs(pl_links_check *c);
/* The dashboard that an input belongs to: the innermost one around it, or PL_NO_ENTRY. */
pl_entry_id pl_links__dashboard(const pl_ix_entry *entries, pl_entry_id input);
/* Does the entry have an error, or can it never be decoded? */
static inline bool pl_links__is_missing(const pl_links_check *c, pl_entry_id id)
{
    return c->marks[id] & (PL_LINKS_FAILED | PL_LINKS_HELD);
}
/* Note the faults of the messages from the n-th on about an entry as a whole: they come after those
 * of all that is nested in it. */
void pl_links__note_whole(pl_links_check *c, pl_entry_id id, size_t n, bool late);
/* Note the faults of the messages from the n-th on: they come after those in entry `id`. `late`: in
 * the second pass. */
void pl_links__note(pl_links_check *c, pl_entry_id id, size_t n, bool late);

#endif
