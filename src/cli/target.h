/* target.h - finds the resource that an argument of show or run names (cli.md 1.4, 1.5).
 * Threads: pure over their arguments. */
#ifndef PL_CLI_TARGET_H
#define PL_CLI_TARGET_H
#include <pipelite/workspace.h>

#include "cli/cli.h"
#include "cli/command.h"

typedef struct pl_target {
    bool sql;       /* it is the text of a query, not a name */
    bool all;       /* it is every benchmark of the workspace's mod */
    pl_entry entry; /* otherwise: the resource */
} pl_target;

/* An argument of a command. */
typedef struct pl_target_name {
    pl_noun noun; /* what the command is about */
    pl_str text;
    bool alone;      /* the only argument */
    bool query_text; /* a text that is no name is SQL */
} pl_target_name;

/* Find the resource that `wanted` names. False: the reason is appended to `why`. */
bool pl_target_find(const pl_workspace *ws, const pl_target_name *wanted, pl_target *out,
                    pl_output *why);
/* Could `text` be SQL rather than the name of a resource? Then no mod is needed. */
bool pl_target_is_sql(pl_str text);
/* Is it one word that no database takes as a statement? Then it is a misspelt name. */
bool pl_target_is_word(pl_str text);
/* Append "; did you mean 'x'?" when a resource of `noun` has a name like `text`. */
void pl_target_suggest(const pl_workspace *ws, pl_noun noun, pl_str text, pl_output *why);
/* Print why pl_target_find() failed, or why a word is no query. Returns `code`. */
int pl_target_fail(const pl_cli *cli, const pl_workspace *ws, pl_str text, int code,
                   pl_output *why);

#endif
