/* lists_writer.h - one message of lists.h while it is written.
 *
 * Private to lists.c and lists_compact.c. Threads: one user. */
#ifndef PL_SERVER_LISTS_WRITER_H
#define PL_SERVER_LISTS_WRITER_H
#include "base/arena.h"
#include "base/jsonw.h"
#include "index/read.h"
#include "server/lists.h"

/* One message while it is written. */
typedef struct pl_list_writer {
    const pl_listed *what;
    const pl_index *ix;
    const pl_ix_entry *entries;
    pl_jsonw w;
    pl_arena names; /* holds full names */
    pl_str *name;   /* by entry; empty: not needed so far */
    uint32_t n_entries;
    uint32_t n_nested; /* how many copies of benchmarks were put inside others */
    uint32_t n_cut;    /* benchmarks so far whose children were left out: there is a limit */
    size_t filled;     /* the pages of the buffer have memory up to here */
    struct pl_list_twice *twice;   /* by entry; NULL: benchmarks are not listed */
    struct pl_list_trunk **trunks; /* by entry; NULL: not computed */
    uint32_t n_steps;              /* how many names they have together */
    pl_str mod, mod_name;          /* the last mod that was written: "x" and "mod.x" */
} pl_list_writer;

/* Append to `out`; pl_list__end() frees what it needs meanwhile. */
void pl_list__begin(pl_list_writer *w, const pl_listed *what, pl_buf *out);
void pl_list__end(pl_list_writer *w);
/* The full name; borrowed from the writer. */
pl_str pl_list__name(pl_list_writer *w, pl_entry_id id);
void pl_list__metadata(pl_list_writer *w, pl_entry_id id, pl_metadata *out);
/* Is it of the workspace or of a mod that it requires itself? Fills `*out` in either case. */
bool pl_list__is_listed(pl_list_writer *w, pl_entry_id id, pl_entry *out);

#endif
