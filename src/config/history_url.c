/* history_url.c - the store that the settings name. */
#include "config/history_url.h"

pl_str pl_settings__history(pl_arena *arena, const pl_settings *settings, pl_str folder)
{
    pl_str set = pl_settings_string(settings, "history");
    pl_connection conn;
    if (!set.len)
        return pl_arena_printf(arena, "sqlite://%.*s/.powerpipe/history.db", PL_FMT(folder));
    if (pl_database_backend(set) == PL_BACKEND_CONNECTION &&
        pl_settings_find_connection(settings, set, &conn))
        return conn.url;
    return set;
}
