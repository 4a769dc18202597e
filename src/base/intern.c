/* intern.c - the table from strings to ids: open addressing over hashes, with all texts in one
 * block. */
#include "base/intern.h"
#include "base/assert.h"
#include "base/hash.h"
#include "base/str.h"
#include <string.h>

static void pl_interner__check(const pl_interner *in, bool whole)
{
#ifndef NDEBUG
    if (!in->slots)
        return;
    pl_assert(in->offsets.n == (size_t)in->n + 1 && in->offsets.at[0] == 0);
    pl_assert(in->offsets.at[in->n] == in->text.n);
    pl_assert((in->mask & (in->mask + 1)) == 0 && in->n <= in->mask);
    for (uint32_t i = 0; whole && i < in->n; i++)
        pl_assert(in->offsets.at[i] <= in->offsets.at[i + 1]);
#endif
    (void)in, (void)whole;
}

void pl_interner_done(pl_interner *in)
{
    if (in->offsets.n) /* otherwise an image has taken the texts */
        pl_interner__check(in, true);
    pl_vec_done(&in->text);
    pl_vec_done(&in->offsets);
    pl_mem_drop(in->slots, in->slots ? (in->mask + (size_t)1) * sizeof *in->slots : 0);
    *in = (pl_interner){ 0 };
}

pl_str pl_intern_get(const pl_interner *in, uint32_t id)
{
    if (id >= in->n)
        return (pl_str){ "", 0 };
    const uint32_t *at = &in->offsets.at[id];
    return (pl_str){ in->text.at ? in->text.at + at[0] : "", at[1] - at[0] };
}

uint32_t pl_intern_hash(const pl_interner *in, uint32_t id)
{
    return (uint32_t)pl_hash_str(pl_intern_get(in, id));
}

/* The slot of `s`, or the free slot for it. */
static pl_intern_slot *find_slot(const pl_interner *in, pl_str s, uint32_t hash)
{
    for (uint32_t i = hash & in->mask;; i = (i + 1) & in->mask) {
        pl_intern_slot *slot = &in->slots[i];
        if (!slot->id || (slot->hash == hash && pl_str_eq(pl_intern_get(in, slot->id - 1), s)))
            return slot;
    }
}

static void make_slots(pl_interner *in, uint32_t slots)
{
    pl_intern_slot *old = in->slots;
    uint32_t n = old ? in->mask + 1 : 0;
    in->slots = pl_mem_zeroed(slots * sizeof *in->slots);
    in->mask = slots - 1;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = old[k].hash & in->mask;
        if (!old[k].id)
            continue;
        while (in->slots[i].id)
            i = (i + 1) & in->mask;
        in->slots[i] = old[k];
    }
    pl_mem_drop(old, n * sizeof *old);
}

/* Make room for one more slot; at most 3/4 are used. */
static void make_room(pl_interner *in)
{
    if (in->n > in->mask - in->mask / 4)
        make_slots(in, (in->mask + 1) * 2);
}

static uint32_t add_string(pl_interner *in, pl_str s, pl_intern_slot *slot, uint32_t hash)
{
    if (in->text.n + s.len > UINT32_MAX)
        pl_oom(s.len); /* ids and offsets have 32 bits; no workspace comes near that */
    pl_vec_reserve(&in->text, in->text.n + s.len);
    if (s.len)
        memcpy(in->text.at + in->text.n, s.ptr, s.len);
    in->text.n += s.len;
    pl_vec_push(&in->offsets, (uint32_t)in->text.n);
    *slot = (pl_intern_slot){ in->n + 1, hash };
    in->n++;
    pl_interner__check(in, false);
    return in->n - 1;
}

/* Make the table. The empty string gets id 0. */
static void make_table(pl_interner *in, uint32_t slots)
{
    pl_assert(!in->slots && !in->n);
    uint32_t hash = (uint32_t)pl_hash_str((pl_str){ 0 });
    pl_vec_push(&in->offsets, 0);
    make_slots(in, slots);
    add_string(in, (pl_str){ 0 }, &in->slots[hash & in->mask], hash);
}

uint32_t pl_intern(pl_interner *in, pl_str s)
{
    if (!in->slots)
        make_table(in, 256);
    if (!s.len)
        return 0;
    make_room(in);
    uint32_t hash = (uint32_t)pl_hash_str(s);
    pl_intern_slot *slot = find_slot(in, s, hash);
    return slot->id ? slot->id - 1 : add_string(in, s, slot, hash);
}

void pl_interner_expect(pl_interner *in, size_t strings, size_t bytes)
{
    uint32_t slots = 256;
    if (in->slots)
        return;
    while (slots < strings && slots < 1u << 30)
        slots *= 2;
    pl_vec_reserve(&in->offsets, strings + 1);
    pl_vec_reserve(&in->text, bytes);
    make_table(in, slots);
}
