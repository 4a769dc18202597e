/* arena.h - a bump allocator that dies all at once.
 *
 * A chain of chunks from pl_mem_resize, each twice the one before up to 1 MiB.
 * Nothing in it is freed alone: mark and rewind drop the newest, reset keeps
 * one chunk for reuse, done frees everything. A chain of chunks and not an
 * mi_heap_t: small resources take 5 KiB each this way and 60 KiB as heaps,
 * which also belong to the thread that made them (spec dependencies.md 3.2).
 *
 * Invariants (pl_arena__check, in debug builds):
 *   1. There is a chunk exactly when `at` and `end` are set, and both lie in the newest one.
 *   2. `at` is not after `end`, and `end` is the end of that chunk.
 *   3. `bytes` is the sum of the sizes of all chunks.
 *
 * `{0}` is a valid empty arena. Threads: one user at a time. */
#ifndef PL_BASE_ARENA_H
#define PL_BASE_ARENA_H
#include <pipelite/base.h>

typedef struct pl_chunk pl_chunk;

typedef struct pl_arena {
    char *at, *end;   /* free part of the newest chunk */
    pl_chunk *newest; /* chain, newest first */
    size_t bytes;     /* of all chunks */
    size_t first;     /* wanted size of the first chunk; 0 means 4 KiB */
    size_t most;      /* of later ones that need not be larger; 0 means 1 MiB */
} pl_arena;

typedef struct pl_mark {
    pl_chunk *chunk;
    char *at;
} pl_mark;

void pl_arena_init(pl_arena *arena, size_t first_chunk);
/* Initialise a long-lived arena of about known size: `first_chunk` bytes for the first chunk; each
 * later one has `most` bytes or a quarter of the arena, or more for a larger allocation. */
void pl_arena_init_tight(pl_arena *arena, size_t first_chunk, size_t most);
void pl_arena_done(pl_arena *arena);
/* Free everything in the arena but keep its largest chunk for reuse. */
void pl_arena_reset(pl_arena *arena);

void *pl_arena_grow(pl_arena *arena, size_t size, size_t align); /* slow path */

/* `size` bytes in `arena`, aligned to `align` (a power of two). */
static inline void *pl_arena_take(pl_arena *arena, size_t size, size_t align)
{
    uintptr_t at = ((uintptr_t)arena->at + (align - 1)) & ~(uintptr_t)(align - 1);
    if (!arena->at || at > (uintptr_t)arena->end || size > (uintptr_t)arena->end - at)
        return pl_arena_grow(arena, size, align);
    arena->at = (char *)(at + size);
    return (void *)at;
}

/* 16-byte aligned. */
static inline void *pl_arena_alloc(pl_arena *arena, size_t size)
{
    return pl_arena_take(arena, size, 16);
}

/* One zeroed object of type T. */
#define PL_NEW(arena, T) ((T *)pl_arena_zero((arena), sizeof(T), _Alignof(T)))
void *pl_arena_zero(pl_arena *arena, size_t size, size_t align);

/* Copy `s` into `arena` with a NUL after it, which does not count in the length. */
pl_str pl_arena_str(pl_arena *arena, pl_str s);
/* The same copy for a caller who changes its bytes. */
char *pl_arena_text(pl_arena *arena, pl_str s);
/* The same copy with ASCII letters in lower case. */
pl_str pl_arena_lower(pl_arena *arena, pl_str s);
/* Format a text into `arena` as printf() does, NUL-terminated. */
pl_str pl_arena_printf(pl_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

pl_mark pl_arena_mark(const pl_arena *arena);
void pl_arena_rewind(pl_arena *arena, pl_mark mark);
/* Does `ptr` point into one of the arena's chunks? O(chunks), newest first. */
bool pl_arena_owns(const pl_arena *arena, const void *ptr);
/* The exact memory that the arena takes: all of its chunks, used or free. */
size_t pl_arena_bytes(const pl_arena *arena);
/* Roughly the bytes handed out: all chunks without the free part of the newest one. */
size_t pl_arena_used(const pl_arena *arena);

#endif
