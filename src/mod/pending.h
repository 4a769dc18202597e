/* pending.h - the files that an install changes together (mod-management.md 11.2).
 *
 * The lock file, the checksums and the mod file are replaced one after the other. Before the first
 * of them changes, the new contents of all are written to one file beside them, which appears in
 * one step:
 *
 *     pipelite pending 1\n
 *     <name> <fingerprint of the content before> <size of the new one>\n<the new content>\n
 *     ...
 *
 * Numbers are decimal; the fingerprint "-" means that the file did not exist, the size "-" that it
 * is to be removed. Until the pending file appears, the old state counts; from then on the new one
 * does: a command that finds the file while no other one holds the lock finishes the change before
 * it reads anything.
 *
 * A change is finished only if every file has the old or the new content: if any file has another
 * one by now, or is a link, nothing is changed and the pending file is removed.
 * While one of them cannot be read it stays: the next command tries again.
 *
 * Threads: one; processes are kept apart by the lock on the workspace folder. */
#ifndef PL_MOD_PENDING_H
#define PL_MOD_PENDING_H
#include "base/folder.h"
#include "base/log.h"

#define PL_PENDING_FILE ".mod.pending"
enum { PL_PENDING_MOST = 3, PL_PENDING_MAX = 16 << 20 };

typedef struct pl_pending_file {
    pl_str name; /* ".mod.cache.json", ".mod.sum", "mod.pp" or "mod.sp" */
    bool was;    /* the file existed, with the fingerprint `before` */
    uint64_t before;
    bool stays; /* it will exist, with this text */
    pl_str text;
} pl_pending_file;

typedef struct pl_pending {
    pl_pending_file files[PL_PENDING_MOST];
    uint32_t n;
} pl_pending;

/* Note that the file `name` of the workspace (NUL-terminated, as everywhere here) is to become
 * `text`, or to be removed if it does not stay. Nothing is noted if the file is so already. 0, or
 * the errno of reading the file. */
int pl_pending_add(pl_pending *p, pl_str workspace, pl_str name, bool stays, pl_str text);
/* Make the noted changes. 0, or errno with the name of the file that could not be written. If
 * the first write fails, nothing is changed; after a later failure the next command finishes the
 * change. */
int pl_pending_carry_out(const pl_pending *p, pl_str workspace, pl_str *bad);

/* Finish the change that a process has left. The caller holds the lock on the workspace folder. 0
 * or errno. */
int pl_pending_finish(pl_str workspace);
/* Finish the change for a reader, who does not hold the lock: takes it for a moment, or waits up to
 * 5 s for the process that has it. Errors are only logged. */
void pl_pending_finish_for_reader(pl_str workspace, const pl_log *log);
/* Remove the temporary files that a killed process has left beside those files. The caller holds
 * the lock on the workspace folder. */
void pl_pending_remove_leftovers(pl_str workspace);

void pl_pending_print(const pl_pending *p, pl_buf *out);
/* Parse a pending file; texts are borrowed from `text`. False: it is no such file. */
bool pl_pending_parse(pl_str text, pl_pending *out);

#endif
