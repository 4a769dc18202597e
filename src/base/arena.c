/* arena.c - chunks of an arena: how large the next one is, and what mark, rewind and reset keep. */
#include "base/arena.h"
#include "base/ascii.h"
#include "base/assert.h"
#include "base/alloc.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };

/* A chunk is this head followed by its bytes. */
struct pl_chunk {
    pl_chunk *older;
    size_t size; /* of the whole chunk */
};
_Static_assert(sizeof(pl_chunk) == 16, "bytes of a chunk start 16-byte aligned");

static char *chunk_start(pl_chunk *chunk)
{
    return (char *)(chunk + 1);
}

static char *chunk_end(pl_chunk *chunk)
{
    return (char *)chunk + chunk->size;
}

/* Invariants 1 and 2; with `whole` 3 as well. */
static void pl_arena__check(const pl_arena *arena, bool whole)
{
#ifndef NDEBUG
    pl_assert(!arena->newest == !arena->at && !arena->at == !arena->end);
    if (arena->newest) {
        pl_assert(arena->at >= chunk_start(arena->newest) && arena->at <= arena->end);
        pl_assert(arena->end == chunk_end(arena->newest));
    }
    size_t bytes = 0;
    for (const pl_chunk *c = arena->newest; whole && c; c = c->older)
        bytes += c->size;
    pl_assert(!whole || bytes == arena->bytes);
#endif
    (void)arena, (void)whole;
}

void pl_arena_init(pl_arena *arena, size_t first_chunk)
{
    *arena = (pl_arena){ .first = first_chunk };
}

void pl_arena_init_tight(pl_arena *arena, size_t first_chunk, size_t most)
{
    *arena = (pl_arena){ .first = first_chunk, .most = most };
}

static void drop_chunk(pl_arena *arena)
{
    pl_chunk *chunk = arena->newest;
    arena->newest = chunk->older;
    arena->bytes -= chunk->size;
    pl_mem_drop(chunk, chunk->size);
}

void pl_arena_done(pl_arena *arena)
{
    pl_arena__check(arena, true);
    while (arena->newest)
        drop_chunk(arena);
    arena->at = arena->end = NULL;
}

void pl_arena_reset(pl_arena *arena)
{
    pl_chunk *keep = arena->newest;
    pl_arena__check(arena, true);
    if (!keep)
        return;
    for (pl_chunk *c = keep->older; c; c = c->older)
        if (c->size > keep->size)
            keep = c;
    for (pl_chunk *c = arena->newest, *older; c; c = older) {
        older = c->older;
        if (c != keep)
            pl_mem_drop(c, c->size);
    }
    keep->older = NULL;
    arena->newest = keep;
    arena->bytes = keep->size;
    arena->at = chunk_start(keep);
    arena->end = chunk_end(keep);
}

static size_t next_size(const pl_arena *arena)
{
    if (!arena->newest)
        return arena->first ? arena->first : FIRST_CHUNK;
    size_t twice = arena->newest->size * 2, most = arena->most ? arena->most : LARGEST_CHUNK;
    if (arena->most && most < arena->bytes / 4)
        most = arena->bytes / 4;
    return twice < most ? twice : most;
}

void *pl_arena_grow(pl_arena *arena, size_t size, size_t align)
{
    size_t want = next_size(arena), need;
    pl_assert(align && (align & (align - 1)) == 0);
    pl_arena__check(arena, false);
    if (__builtin_add_overflow(size, sizeof(pl_chunk) + align, &need))
        pl_oom(size);
    if (want < need)
        want = need;
    want = pl_mem_good(want); /* so that `bytes` counts what the chunk really takes */
    pl_chunk *chunk = pl_mem_resize(NULL, 0, want);
    *chunk = (pl_chunk){ .older = arena->newest, .size = want };
    arena->newest = chunk;
    arena->bytes += want;
    arena->at = chunk_start(chunk);
    arena->end = chunk_end(chunk);
    return pl_arena_take(arena, size, align);
}

void *pl_arena_zero(pl_arena *arena, size_t size, size_t align)
{
    return memset(pl_arena_take(arena, size, align), 0, size);
}

char *pl_arena_text(pl_arena *arena, pl_str s)
{
    char *copy = pl_arena_take(arena, s.len + 1, 1);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = 0;
    return copy;
}

pl_str pl_arena_str(pl_arena *arena, pl_str s)
{
    return (pl_str){ pl_arena_text(arena, s), s.len };
}

pl_str pl_arena_lower(pl_arena *arena, pl_str s)
{
    char *copy = pl_arena_text(arena, s);
    for (size_t i = 0; i < s.len; i++)
        copy[i] = (char)pl_to_lower(copy[i]);
    return (pl_str){ copy, s.len };
}

pl_str pl_arena_printf(pl_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    size_t room = (size_t)(arena->end - arena->at);
    int len = vsnprintf(arena->at, room, format, args);
    va_end(args);
    char *text = pl_arena_take(arena, len < 0 ? 1 : (size_t)len + 1, 1);
    if (len < 0)
        text[0] = 0, len = 0;
    else if ((size_t)len >= room)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (pl_str){ text, (size_t)len };
}

pl_mark pl_arena_mark(const pl_arena *arena)
{
    return (pl_mark){ arena->newest, arena->at };
}

void pl_arena_rewind(pl_arena *arena, pl_mark mark)
{
    while (arena->newest != mark.chunk) {
        pl_assert(arena->newest); /* else the mark is of another arena, or from before a reset */
        drop_chunk(arena);
    }
    arena->at = mark.at;
    arena->end = mark.chunk ? chunk_end(mark.chunk) : NULL;
    pl_arena__check(arena, false);
}

bool pl_arena_owns(const pl_arena *arena, const void *ptr)
{
    uintptr_t at = (uintptr_t)ptr;
    for (pl_chunk *c = arena->newest; c; c = c->older)
        if (at >= (uintptr_t)c && at < (uintptr_t)chunk_end(c))
            return true;
    return false;
}

size_t pl_arena_bytes(const pl_arena *arena)
{
    return arena->bytes;
}

size_t pl_arena_used(const pl_arena *arena)
{
    return arena->bytes - (size_t)(arena->end - arena->at);
}
