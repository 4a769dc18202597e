#include "base/intern.h"
#include "base/hash.h"
#include "base/str.h"

void pl_interner_done(pl_interner *in)
{
    pl_buf_done(&in->text);
    pl_vec_done(&in->offsets);
    pl_mem_free(in->slots);
    pl_mem_free(in->hashes);
    *in = (pl_interner){ 0 };
}

pl_str pl_intern_get(const pl_interner *in, uint32_t id)
{
    if (id < in->old_n) {
        uint32_t at = in->old_offsets[id];
        return (pl_str){ in->old_text + at, in->old_offsets[id + 1] - at };
    }
    if (id >= in->n)
        return (pl_str){ "", 0 };
    const uint32_t *at = &in->offsets.at[id - in->old_n];
    return (pl_str){ in->text.ptr ? in->text.ptr + at[0] : "", at[1] - at[0] };
}

uint32_t pl_intern_hash(const pl_interner *in, uint32_t id)
{
    return id < in->old_n ? (uint32_t)pl_hash_str(pl_intern_get(in, id))
                          : in->hashes[id - in->old_n];
}

static bool is(const pl_interner *in, uint32_t id, pl_str s, uint32_t hash)
{
    return (id < in->old_n || in->hashes[id - in->old_n] == hash) &&
           pl_str_eq(pl_intern_get(in, id), s);
}

static uint32_t *probe(const pl_interner *in, pl_str s, uint32_t hash)
{
    for (uint32_t i = hash & in->mask;; i = (i + 1) & in->mask) {
        uint32_t slot = in->slots[i];
        if (!slot || is(in, slot - 1, s, hash))
            return &in->slots[i];
    }
}

static void rehash(pl_interner *in, uint32_t slots)
{
    uint32_t *old = in->slots, n = old ? in->mask + 1 : 0;
    in->slots = pl_mem_zalloc(slots * sizeof *in->slots);
    in->mask = slots - 1;
    for (uint32_t k = 0; k < n; k++) {
        if (!old[k])
            continue;
        uint32_t i = pl_intern_hash(in, old[k] - 1) & in->mask;
        while (in->slots[i])
            i = (i + 1) & in->mask;
        in->slots[i] = old[k];
    }
    pl_mem_free(old);
}

static uint32_t add(pl_interner *in, pl_str s, uint32_t hash, uint32_t *slot)
{
    if (in->text.len + s.len > UINT32_MAX)
        pl_oom(s.len); /* ids and offsets are 32 bits; no workspace gets near */
    if (in->n - in->old_n == in->hash_cap) {
        in->hash_cap = in->hash_cap ? in->hash_cap * 2 : 64;
        in->hashes = pl_mem_realloc(in->hashes, in->hash_cap * sizeof *in->hashes);
    }
    in->hashes[in->n - in->old_n] = hash;
    in->used++;
    pl_buf_str(&in->text, s);
    pl_vec_push(&in->offsets, (uint32_t)in->text.len);
    *slot = in->n + 1;
    return in->n++;
}

/* The empty string takes id 0 when the table is made. */
static void start(pl_interner *in)
{
    pl_vec_push(&in->offsets, 0);
    rehash(in, 256);
    uint32_t hash = (uint32_t)pl_hash_str((pl_str){ 0 });
    add(in, (pl_str){ 0 }, hash, probe(in, (pl_str){ 0 }, hash));
}

uint32_t pl_intern(pl_interner *in, pl_str s)
{
    if (!in->slots)
        start(in);
    if (!s.len)
        return 0;
    if (in->used * 2 > in->mask)
        rehash(in, (in->mask + 1) * 2);
    uint32_t hash = (uint32_t)pl_hash_str(s);
    uint32_t *slot = probe(in, s, hash);
    return *slot ? *slot - 1 : add(in, s, hash, slot);
}

void pl_interner_continue(pl_interner *in, const char *text, const uint32_t *offsets, uint32_t n)
{
    in->old_text = text;
    in->old_offsets = offsets;
    in->n = in->old_n = n;
    pl_vec_push(&in->offsets, 0);
    rehash(in, 1024);
}

uint32_t pl_intern_know(pl_interner *in, uint32_t id)
{
    if (!id || id >= in->old_n)
        return id;
    if (in->used * 2 > in->mask)
        rehash(in, (in->mask + 1) * 2);
    pl_str s = pl_intern_get(in, id);
    uint32_t *slot = probe(in, s, (uint32_t)pl_hash_str(s));
    if (!*slot) {
        *slot = id + 1;
        in->used++;
    }
    return *slot - 1;
}

bool pl_intern_find(const pl_interner *in, pl_str s, uint32_t *id)
{
    if (!in->slots)
        return false;
    uint32_t slot = *probe(in, s, (uint32_t)pl_hash_str(s));
    if (slot)
        *id = slot - 1;
    return slot != 0;
}

void pl_interner_reserve(pl_interner *in, uint32_t strings, size_t bytes)
{
    uint32_t slots = 256;
    while (slots < strings * 2)
        slots *= 2;
    if (!in->slots)
        start(in);
    if (slots > in->mask + 1)
        rehash(in, slots);
    if (strings > in->hash_cap) {
        in->hash_cap = strings;
        in->hashes = pl_mem_realloc(in->hashes, strings * sizeof *in->hashes);
    }
    pl_vec_reserve(&in->offsets, (size_t)strings + 1);
    if (bytes > in->text.len)
        pl_buf_reserve(&in->text, bytes - in->text.len);
}
