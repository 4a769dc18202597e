/* dump_source.h - what a dump needs from the source files themselves.
 *
 * Each file is opened once and read in order; what is kept of it are fingerprints
 * and the decoded texts of literals that the index holds as ranges only.
 * Threads: one user. */
#ifndef PL_RENDER_DUMP_SOURCE_H
#define PL_RENDER_DUMP_SOURCE_H
#include "base/arena.h"
#include "index/read.h"

enum { PL_DUMP_SHA = 32 };

/* A text and its SHA-256. `len` PL_NONE: not known. */
typedef struct pl_dump_print {
    uint32_t len;
    unsigned char sha[PL_DUMP_SHA];
} pl_dump_print;

/* Of one entry's own block; nothing of it through `base`. */
typedef struct pl_dump_text {
    pl_dump_print source;             /* its whole lines (mod-language.md 10) */
    pl_dump_print sql, documentation; /* literals */
    pl_str description;               /* literal too long for the index; ptr NULL: none */
} pl_dump_text;

/* One per entry, in `arena`. NULL with a diagnostic when a file cannot be read any
 * more or does not hold its blocks any more. `root`: absolute path of the workspace. */
pl_dump_text *pl_dump_read_sources(const pl_index *ix, pl_str root, pl_arena *arena,
                                   pl_diags *diags);

#endif
