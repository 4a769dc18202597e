/* recording.h - where runs are recorded, and recording one.
 *
 * A store is named by the person who runs: --history, POWERPIPE_HISTORY, or pipelite.hcl of the
 * installation directory. Nothing that a clone could bring is asked.
 *
 * Threads: one. */
#ifndef PL_CLI_RECORDING_H
#define PL_CLI_RECORDING_H
#include <pipelite/history.h>

#include "cli/cli.h"

typedef struct pl_recording {
    pl_history_options options;
    pl_output url, pending, program; /* texts of the options */
} pl_recording;

/* Find the store for the workspace in `folder` (empty: that of the mod location). False after
 * printing what is wrong; pl_recording_done() in any case. */
bool pl_recording_init(pl_recording *recording, pl_cli *cli, pl_str folder);
void pl_recording_done(pl_recording *recording);

/* Does --baseline name the history, "history" or "history:RUN", and not a file? */
bool pl_recording_is_baseline(const pl_cli *cli);
/* Append what the history has for that, as text for a review. False after printing why not. */
bool pl_recording_baseline(pl_cli *cli, pl_workspace *ws, const pl_engine *engine, pl_output *out);

/* Should runs be recorded? */
bool pl_recording_wanted(const pl_cli *cli);
/* Check the flags of recording before anything runs. False after printing what is wrong. */
bool pl_recording_check(pl_cli *cli);
/* Record a run that has ended. What fails is printed; it never changes an exit code. */
void pl_recording_run(pl_cli *cli, pl_workspace *ws, const pl_run *run, pl_stop *stop);
/* Put the dashboards about the history into the workspace if there is a store to show. False:
 * there is none, or the workspace cannot be written. */
bool pl_recording_dashboards(pl_cli *cli);

#endif
