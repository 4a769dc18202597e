/* problems.h - what is wrong with the workspace, for clients (serving.md 3.2).
 *
 * Texts are those of the command line. Connection strings in them have no password.
 * Threads: made by any, then read by the loop thread. */
#ifndef PL_SERVER_PROBLEMS_H
#define PL_SERVER_PROBLEMS_H
#include "base/buf.h"
#include "server/payload.h"
#include <pipelite/workspace.h>

/* `{0}`: nothing is wrong, as far as is known. */
typedef struct pl_problems {
    pl_buf items; /* JSON objects, separated by commas; owned */
    pl_buf error; /* the text that the command line prints after "Error: "; empty: no error */
    pl_str root;  /* of the workspace; borrowed */
    uint32_t errors, warnings;
    uint64_t generation;
    bool incomplete, pending;
} pl_problems;

void pl_problems_done(pl_problems *problems);
/* Add the messages of `diags`; paths below `root` are shown without it. */
void pl_problems_add(pl_problems *problems, const pl_diags *diags, pl_str root);
/* The same for what a check of the workspace found: the text of the error is that of Powerpipe,
 * each item has its place and what was probably meant (pl_workspace_explain()). If there are
 * errors, all files are read again: for the keeper's thread. */
void pl_problems_explain(pl_problems *problems, pl_workspace *ws, const pl_diags *found);
/* Append /-/problems.json. `local`: include the path of the workspace. */
void pl_problems_write(const pl_problems *problems, bool local, pl_buf *out);
/* A workspace_error with that text. Owned, one reference. */
pl_payload *pl_problems_message(pl_str error);

#endif
