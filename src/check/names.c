#include "check/names.h"
#include "base/str.h"
#include <string.h>

/* The bytes of the space, then the name. */
static pl_str make_key(pl_names *names, pl_name_space space, pl_str name)
{
    char *key = pl_arena_take(&names->keys, sizeof space + name.len, 1);
    memcpy(key, &space, sizeof space);
    if (name.len)
        memcpy(key + sizeof space, name.ptr, name.len);
    return pl_str_make(key, sizeof space + name.len);
}

uint32_t pl_names_claim(pl_names *names, pl_name_space space, pl_str name, uint32_t holder)
{
    bool added;
    pl_mark mark = pl_arena_mark(&names->keys);
    holder = pl_map_put(&names->map, make_key(names, space, name), holder, &added);
    if (!added)
        pl_arena_rewind(&names->keys, mark);
    return holder;
}

bool pl_names_find(pl_names *names, pl_name_space space, pl_str name, uint32_t *holder)
{
    pl_mark mark = pl_arena_mark(&names->keys);
    bool found = pl_map_find(&names->map, make_key(names, space, name), holder);
    pl_arena_rewind(&names->keys, mark);
    return found;
}

void pl_names_clear(pl_names *names)
{
    pl_map_clear(&names->map);
    pl_arena_reset(&names->keys);
}

void pl_names_done(pl_names *names)
{
    pl_map_done(&names->map);
    pl_arena_done(&names->keys);
}
