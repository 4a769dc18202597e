/* choice.c - copy what a database is chosen by. */
#include "base/str.h"
#include "run/database.h"

const pl_str *pl_strs_copy(pl_arena *arena, const pl_str *list, size_t n)
{
    pl_str *out = pl_arena_alloc(arena, (n + 1) * sizeof *out);
    for (size_t i = 0; i < n; i++)
        out[i] = pl_arena_str(arena, list[i]);
    return out;
}

pl_database_choice pl_database_choice_copy(pl_arena *arena, const pl_database_choice *c)
{
    pl_database_choice copy = *c;
    copy.url.secret = pl_arena_str(arena, c->url.secret);
    copy.search_path = pl_strs_copy(arena, c->search_path, c->n_search_path);
    copy.search_path_prefix = pl_strs_copy(arena, c->search_path_prefix, c->n_search_path_prefix);
    copy.place = pl_arena_str(arena, c->place);
    copy.lost = pl_arena_str(arena, c->lost);
    copy.from = pl_arena_str(arena, c->from);
    copy.to = pl_arena_str(arena, c->to);
    return copy;
}
