/* graft_ids.c - the three numberings of entries and strings in a graft.
 *
 *      old        0 1 2 3 4 5 6 7 8         the old image
 *                 | | |  \    \ \ \
 *      new        0 1 2 3 4 5 6 7 8         `to` and `from` go between old and new
 *                       | | |
 *      local            0 1 2               the linker; `id` and `local` go between it and new
 *
 * An entry of a file that did not change is the same entry before and after. In a changed file the
 * n-th old and the n-th new block of a kind and name are the same entry. Strings: the linker
 * interns those of the files of the set first, so that `origin` gives their old ids; all others are
 * added to the image by pl_graft__string(). */
#include "index/graft.h"
#include "base/cast.h"
#include "base/hash.h"
#include "base/str.h"
#include "index/strings.h"
#include <string.h>

/* Blocks with the same name are the same entry only if these flags agree. */
static const uint32_t class_flags = PL_ENTRY_TOP_BLOCK | PL_ENTRY_DETECTION | PL_ENTRY_ANONYMOUS;

/* ---- strings */

static void adopt(pl_graft *g, uint32_t string)
{
    if (pl_intern(&g->lk.strings, pl_ix__str(g->old, string)) == g->origin.n)
        pl_vec_push(&g->origin, string);
}

void pl_graft__adopt_strings(pl_graft *g, const pl_graft_file *f)
{
    const pl_index *ix = g->old;
    const pl_ix_entry *e = ix->entries + f->old_first, *end = ix->entries + f->old_end;
    uint32_t child = ix->child_off[f->old_first];
    const pl_ix_run runs[PL_IX_SECTION_COUNT] = {
        [PL_IX_FILE] = { pl_unconst(ix->files + f->row), 1 },
        [PL_IX_ENTRY] = { pl_unconst(e), f->old_end - f->old_first },
        [PL_IX_ATTR] = { pl_unconst(ix->attrs + e->attrs), end->attrs - e->attrs },
        [PL_IX_TAG] = { pl_unconst(ix->tags + e->tags), end->tags - e->tags },
        [PL_IX_REF] = { pl_unconst(ix->refs + e->refs), end->refs - e->refs },
        [PL_IX_CHILD] = { pl_unconst(ix->child + child), ix->child_off[f->old_end] - child },
    };
#define STRING_FIELD(field, bits, holds)                                                           \
    if (holds)                                                                                     \
        adopt(g, (field) & (bits));
    PL_IX_SECTIONS(PL_IX_EACH_STRING)
#undef STRING_FIELD
}

uint32_t pl_graft__string(pl_graft *g, uint32_t local)
{
    pl_assert(local < g->lk.strings.n);
    if (g->string[local] == PL_NONE)
        g->string[local] = pl_patch__str(g->patch, pl_intern_get(&g->lk.strings, local));
    return g->string[local];
}

void pl_graft__map_strings(pl_graft *g)
{
    size_t n = g->lk.strings.n;
    g->string = pl_arena_take(&g->arena, (n + 1) * sizeof *g->string, 4);
    memset(g->string, 0xff, n * sizeof *g->string);
    memcpy(g->string, g->origin.at, g->origin.n * sizeof *g->string);
}

/* ---- entries */

static void map_rest(pl_graft *g, uint32_t old, uint32_t end, uint32_t id)
{
    if (old == end)
        return;
    pl_vec_push(&g->rest, ((pl_graft_rest){ id, id + (end - old), old }));
    g->moved = g->moved || id != old;
    uint32_t *to = g->to + old, *out = g->out + old, *from = g->from + id, n = end - old;
    memset(g->local + id, 0xff, n * sizeof *g->local);
    for (uint32_t i = 0; i < n; i++) {
        to[i] = id + i;
        out[i] = id + i;
        from[i] = old + i;
    }
}

/* Match blocks of the same kind and name in their order. Their classes must agree. */
static void match(pl_graft *g, const pl_graft_file *f)
{
    const pl_ix_entry *old = g->old->entries + f->old_first;
    uint32_t n = f->old_end - f->old_first, size = 4;
    while (size < n * 2)
        size *= 2;
    pl_mark mark = pl_arena_mark(&g->arena);
    uint32_t *next = pl_arena_take(&g->arena, (n + 1) * sizeof *next, _Alignof(uint32_t));
    uint32_t *head = pl_arena_take(&g->arena, size * sizeof *head, _Alignof(uint32_t));
    memset(head, 0xff, size * sizeof *head);
    for (uint32_t i = n; i-- > 0;) {
        uint64_t h = pl_hash_str(pl_ix__str(g->old, old[i].short_name)) + old[i].kind;
        next[i] = head[h & (size - 1)];
        head[h & (size - 1)] = i;
    }
    for (uint32_t l = f->first; l < f->end; l++) {
        const pl_ix_entry *e = &g->lk.entry[l];
        pl_str name = pl_intern_get(&g->lk.strings, e->short_name);
        uint32_t *at = &head[(pl_hash_str(name) + e->kind) & (size - 1)], i;
        while ((i = *at) != PL_NONE &&
               (old[i].kind != e->kind || !pl_str_eq(pl_ix__str(g->old, old[i].short_name), name)))
            at = &next[i];
        if (i == PL_NONE)
            continue;
        *at = next[i];
        if ((old[i].flags ^ e->flags) & class_flags)
            continue;
        g->from[g->id[l]] = f->old_first + i;
        g->to[f->old_first + i] = g->id[l];
        g->moved = g->moved || g->id[l] != f->old_first + i;
    }
    pl_arena_rewind(&g->arena, mark);
}

static void map_file(pl_graft *g, pl_graft_file *f, uint32_t id)
{
    f->new_first = id;
    for (uint32_t l = f->first; l < f->end; l++, id++) {
        g->id[l] = id;
        g->local[id] = l;
        g->from[id] = PL_NONE;
    }
    for (uint32_t old = f->old_first; old < f->old_end; old++)
        g->to[old] = g->out[old] = PL_NONE;
    if (f->changed) {
        match(g, f);
        return;
    }
    for (uint32_t old = f->old_first; old < f->old_end; old++) {
        g->to[old] = g->out[old] = f->new_first + (old - f->old_first);
        g->from[g->to[old]] = old;
    }
    g->moved = g->moved || f->new_first != f->old_first;
}

/* False: a file that did not change has other entries now. */
bool pl_graft__map_ids(pl_graft *g)
{
    uint32_t n_old = g->old->n_entries, at = 0, id = 0;
    size_t n = (size_t)n_old + g->lk.n + 1;
    g->to = pl_arena_take(&g->arena, (n_old + 1) * sizeof *g->to, 4);
    g->out = pl_arena_take(&g->arena, (n_old + 1) * sizeof *g->out, 4);
    g->from = pl_arena_take(&g->arena, n * sizeof *g->from, 4);
    g->local = pl_arena_take(&g->arena, n * sizeof *g->local, 4);
    g->id = pl_arena_take(&g->arena, (g->lk.n + (size_t)1) * sizeof *g->id, 4);
    g->rest.n = 0;
    g->moved = false;
    for (size_t i = 0; i < g->files.n; i++) {
        pl_graft_file *f = &g->files.at[i];
        if (!f->changed && f->end - f->first != f->old_end - f->old_first)
            return false;
        map_rest(g, at, f->old_first, id);
        id += f->old_first - at;
        map_file(g, f, id);
        id += f->end - f->first;
        at = f->old_end;
    }
    map_rest(g, at, n_old, id);
    g->n = id + (n_old - at);
    g->moved = g->moved || g->n != n_old;
    g->to[n_old] = g->out[n_old] = g->n;
    return true;
}

void pl_graft__find_differences(pl_graft *g)
{
    g->gone.n = g->fresh.n = 0;
    for (size_t i = 0; i < g->files.n; i++) {
        const pl_graft_file *f = &g->files.at[i];
        for (uint32_t old = f->old_first; f->changed && old < f->old_end; old++)
            if (g->to[old] == PL_NONE)
                pl_vec_push(&g->gone, old);
        for (uint32_t l = f->first; f->changed && l < f->end; l++)
            if (g->from[g->id[l]] == PL_NONE)
                pl_vec_push(&g->fresh, g->id[l]);
    }
}

#ifndef NDEBUG
void pl_graft__check(const pl_graft *g)
{
    uint32_t shared = 0, old = 0;
    for (uint32_t o = 0; o < g->old->n_entries; o++) {
        pl_assert(g->to[o] == PL_NONE || (g->to[o] < g->n && g->from[g->to[o]] == o)); /* 1 */
        pl_assert(g->out[o] == PL_NONE || g->out[o] == g->to[o]);                      /* 4 */
    }
    for (uint32_t id = 0; id < g->n; id++) {
        uint32_t was = g->from[id], local = g->local[id];
        pl_assert(was == PL_NONE || g->to[was] == id);     /* 1 */
        pl_assert(was != PL_NONE || local != PL_NONE);     /* 2 */
        pl_assert(local == PL_NONE || g->id[local] == id); /* 3 */
    }
    for (uint32_t l = 0; l < g->lk.n; l++)
        pl_assert(g->local[g->id[l]] == l && (l == 0 || g->id[l - 1] < g->id[l])); /* 3 */
    for (size_t i = 0; i < g->files.n; i++) {                                      /* 5 */
        const pl_graft_file *f = &g->files.at[i];
        pl_assert(f->old_first >= old && f->old_end >= f->old_first);
        old = f->old_end;
        shared += f->end - f->first;
    }
    for (size_t i = 0; i < g->rest.n; i++) {
        pl_assert(i == 0 || g->rest.at[i - 1].end <= g->rest.at[i].first);
        shared += g->rest.at[i].end - g->rest.at[i].first;
    }
    pl_assert(shared == g->n);
    for (size_t i = 0; i < g->gone.n; i++) { /* 6 */
        pl_assert(g->to[g->gone.at[i]] == PL_NONE);
        pl_assert(i == 0 || g->gone.at[i - 1] < g->gone.at[i]);
    }
    for (size_t i = 0; i < g->fresh.n; i++)
        pl_assert(g->from[g->fresh.at[i]] == PL_NONE);
}
#endif
