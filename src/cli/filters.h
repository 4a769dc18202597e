/* filters.h - reports `--tag` and `--where` that match nothing (docs/names.md).
 * Threads: one. */
#ifndef PL_CLI_FILTERS_H
#define PL_CLI_FILTERS_H
#include "cli/cli.h"

/* Distinct texts; borrowed from the workspace. */
typedef struct pl_words {
    pl_str *at; /* owned */
    size_t n;
} pl_words;

typedef struct pl_tag_words {
    pl_words keys, values;
} pl_tag_words;

/* Collect the keys of the tags of all controls, and the values of `key` in them, at most a thousand
 * of each. `out` must be zeroed before. Waits until the tags are evaluated. */
void pl_filters_tags(pl_workspace *ws, pl_str key, pl_tag_words *out);
void pl_filters_tags_done(pl_tag_words *tags);

/* Check the filters before anything runs. False after printing the error; *code is the exit code.
 */
bool pl_filters_check(pl_cli *cli, int *code);
/* A run had no controls: print the tags and columns by which it could be filtered. Returns the exit
 * code, which is PL_EXIT_OK, after a warning, if an empty run is allowed or there is no filter. */
int pl_filters_nothing(pl_cli *cli, pl_workspace *ws);

#endif
