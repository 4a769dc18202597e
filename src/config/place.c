/* place.c - makes the paths in settings absolute (`~`, relative ones), and builds two paths that
 * other rooms use. */
#include "base/path.h"
#include "config/setting.h"

pl_str pl_settings_path(pl_settings *s, pl_str path)
{
    if (!s)
        return (pl_str){ 0 };
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    path = pl_path_home(&s->arena, s->home, path);
    path = pl_path_join(&s->arena, s->directory, path);
    pl_settings__note(s, &scope);
    return path;
}

pl_str pl_settings_mod_location(const pl_settings *s)
{
    if (!s)
        return (pl_str){ 0 };
    return s->mod_location;
}

pl_str pl_settings_pipes_dir(const pl_settings *s)
{
    if (!s)
        return (pl_str){ 0 };
    return s->pipes_dir;
}
