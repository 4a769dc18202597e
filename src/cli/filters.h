/* filters.h - `--tag` and `--where` that match nothing are mistakes (docs/names.md).
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

/* Keys of the tags of all controls, and the values that `key` has in them, a thousand of each at
 * most. Zeroed `out` first. Waits until the tags are evaluated. */
void pl_filters_tags(pl_workspace *ws, pl_str key, pl_tag_words *out);
void pl_filters_tags_done(pl_tag_words *tags);

/* Before anything runs. False after printing what is wrong; `*code` is what to exit with. */
bool pl_filters_check(pl_cli *cli, int *code);
/* The run had no control: print what there is to filter by. Returns what to exit with;
 * PL_EXIT_OK, after a warning, when that was allowed or there is no filter. */
int pl_filters_nothing(pl_cli *cli, pl_workspace *ws);

#endif
