/* render.h - what users see: tables, trees, dumps.
 *
 * Output goes into memory that the caller frees; streaming to a FILE would tie
 * the library to stdio.
 * Threads: pure over their arguments. */
#ifndef PIPELITE_RENDER_H
#define PIPELITE_RENDER_H
#include <pipelite/workspace.h>

/* What a `list` command lists (cli.md 2.2). */
typedef enum pl_list_what {
    PL_LIST_KIND,                /* every resource of `kind` */
    PL_LIST_BENCHMARKS,          /* `benchmark list`: top-level ones and detection benchmarks */
    PL_LIST_DETECTION_BENCHMARKS /* `dashboard detectionbenchmark list` */
} pl_list_what;

typedef struct pl_text { /* owned; pl_text_free() */
    char *ptr;
    size_t len;
} pl_text;
void pl_text_free(pl_text *text);

/* The table of cli.md 2.3. Of variables with connections in their defaults those that
 * exist are listed (pl_inputs.settings). */
void pl_render_list(pl_workspace *ws, pl_list_what what, pl_kind kind, pl_text *out);
/* The tree of cli.md 2.8. */
void pl_render_mod_tree(const pl_workspace *ws, pl_text *out);
/* One JSON line per resource, members as golden/index-truth/README.md names
 * them; what needs evaluation is null. False with a diagnostic when a source
 * file cannot be read any more. */
bool pl_render_dump(const pl_workspace *ws, pl_text *out, pl_diags *diags);
/* Messages as the command line prints them (mod-language.md 9.1): `prefix` and the
 * heading of `diags` in front of the first, the same message at several places once;
 * `excerpt` adds the source line under each. */
void pl_render_diags(const pl_diags *diags, const char *prefix, bool excerpt, pl_text *out);

#endif
