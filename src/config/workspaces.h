/* workspaces.h - reads `workspace` blocks: profiles and what they inherit.
 *
 * Threads: immutable once read. */
#ifndef PL_CONFIG_WORKSPACES_H
#define PL_CONFIG_WORKSPACES_H
#include "config/files.h"
#include "config/setting.h"

enum { PL_PROFILE_ATTRS = 26 };

typedef struct pl_profile {
    pl_str name;
    size_t dir; /* index into the config path */
    pl_setting_value value[PL_PROFILE_ATTRS];
} pl_profile;

typedef struct pl_profiles {
    PL_VEC(pl_profile) list; /* each name once */
    pl_map names;            /* -> index */
} pl_profiles;

/* Read all `workspace` blocks, in the order of the set. Values lie in the arena of the settings,
 * which also get the warnings. False if something was reported. */
bool pl_profiles__read(pl_profiles *profiles, const pl_ppc_set *set, pl_settings *s,
                       pl_diags *diags);
void pl_profiles__done(pl_profiles *profiles);
/* The profile with that name, or NULL. */
const pl_profile *pl_profiles__find(const pl_profiles *profiles, pl_str name);
/* Store the values of the profile in a layer of the settings. */
void pl_profile__apply(const pl_profile *profile, pl_setting_layer layer, pl_settings *s);

#endif
