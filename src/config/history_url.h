/* history_url.h - where runs of a workspace are recorded (history.md 2).
 *
 * Threads: any. */
#ifndef PL_CONFIG_HISTORY_URL_H
#define PL_CONFIG_HISTORY_URL_H
#include "base/arena.h"
#include <pipelite/config.h>

/* The connection string of the store: the setting `history`, or the connection that it names, else
 * the file of the workspace in `folder`. In `arena`, or borrowed from the settings. */
pl_str pl_settings__history(pl_arena *arena, const pl_settings *settings, pl_str folder);

#endif
