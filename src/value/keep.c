#include "value/keep.h"
#include "base/assert.h"
#include "base/str.h"
#include "value/number.h"

static bool goes(const pl_going *g, const void *ptr)
{
    uintptr_t at = (uintptr_t)ptr, text = (uintptr_t)g->text.ptr;
    return (at >= text && at - text < g->text.len) ||
           (g->arenas[0] && pl_arena_owns(g->arenas[0], ptr)) ||
           (g->arenas[1] && pl_arena_owns(g->arenas[1], ptr));
}

static pl_str keep_str(pl_arena *arena, const pl_going *g, pl_str s)
{
    return s.len && goes(g, s.ptr) ? pl_arena_str(arena, s) : s;
}

/* Copy a type unless it is static. Even a type outside of the expiring memory is copied, because
 * its names may be borrowed from there. */
static const pl_type *keep_type(pl_arena *arena, const pl_type *type)
{
    return type ? pl_type_copy(arena, type) : NULL;
}

static pl_value keep_seq(pl_arena *arena, const pl_going *g, pl_value v)
{
    if (!goes(g, v.seq))
        return v;
    pl_seq *seq = pl_seq_room(arena, v.len);
    seq->elem = keep_type(arena, v.seq->elem);
    seq->shape = v.seq->shape;
    for (uint32_t i = 0; i < v.len; i++)
        seq->at[i] = pl_value_keep(arena, g, v.seq->at[i]);
    v.seq = seq;
    return v;
}

static pl_value keep_members(pl_arena *arena, const pl_going *g, pl_value v)
{
    pl_assert(v.members->shape.depth > 0);
    if (!goes(g, v.members))
        return v;
    pl_members *members = pl_members_room(arena, v.len);
    members->elem = keep_type(arena, v.members->elem);
    members->shape = v.members->shape;
    for (uint32_t i = 0; i < v.len; i++) {
        const pl_member *m = &v.members->at[i];
        members->at[i].key = keep_str(arena, g, m->key);
        members->at[i].value = pl_value_keep(arena, g, m->value);
    }
    v.members = members;
    return v;
}

pl_value pl_value_keep(pl_arena *arena, const pl_going *g, pl_value v)
{
    if (v.tag == PL_V_STRING)
        v.str = keep_str(arena, g, pl_value_get_str(v)).ptr;
    else if (v.tag == PL_V_NUMBER)
        v = goes(g, v.num) ? pl_number_copy(arena, v) : v;
    else if (pl_value_is_seq(v))
        v = keep_seq(arena, g, v);
    else if (pl_value_is_members(v))
        v = keep_members(arena, g, v);
    else if (v.tag == PL_V_NULL || v.tag == PL_V_UNKNOWN)
        v.type = keep_type(arena, v.type);
    return v;
}
