/* own_file.h - pipelite.hcl: settings that only pipelite has.
 *
 * Threads: as loading the settings. */
#ifndef PL_CONFIG_OWN_FILE_H
#define PL_CONFIG_OWN_FILE_H
#include "base/diag.h"
#include "config/setting.h"

/* Put the values of the file into the settings, below the environment; an absent file has none.
 * False with an error in `diags`. */
bool pl_settings__read_own_file(pl_settings *s, pl_diags *diags);

#endif
