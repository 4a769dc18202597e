/* memory.h - where the library's memory comes from, and what happens when there is none.
 *
 *     static void *mine(void *ctx, size_t size) { ... }
 *     pl_memory memory = { .malloc = mine, .realloc = ..., .free = ..., .ctx = pool };
 *     pl_memory_set(&memory);
 *
 * Without pl_memory_set() it is malloc(), or mimalloc where the program links it, and pages of the
 * system for blocks of 64 KiB and more. With it every block comes from there, large ones included.
 *
 * When there is no memory nothing ends. The call at hand gets what it needs from a reserve, an
 * address range that takes no memory before, stops as soon as it can, gives everything back, and
 * returns false or NULL with an error of the code PL_DIAG_NO_MEMORY; a run fails or is cancelled
 * (pipelite/engine.h). Objects stay what they were: they can be used again when there is memory,
 * and closed in any case. The reserve is whole again when what was taken from it has been freed.
 *
 * These calls report it: opening, checking, verifying, preloading, explaining and saving a
 * workspace, and pinning its resources; opening an engine, starting a run, a run itself, reporting
 * and writing it; lists and rendering, where a text without
 * `diags` stays empty; a rescan and a step of a watch, which report it beside their changes, since
 * these were published; settings (pipelite/config.h) and everything about mods (pipelite/mods.h).
 * All other calls have nothing to report it with: they do what they always do, with memory of the
 * reserve.
 *
 * What is not covered: a call that wants more than the whole reserve after memory ran out ends the
 * process with a message, and so may libraries with memory of their own:
 *
 *   - RE2 (regular expressions) and GMP, MPFR (numbers that no double holds) end the process when
 *     malloc() fails. They are small, and bounded by the limits of expressions
 *   - libyaml, zlib, mbedTLS, libcrypt and all client libraries of databases use malloc(), with
 *     SQLite as it is configured in the process; what they cannot do is reported as an error
 *   - OpenSSL (TLS of pipelite/server.h), stacks of threads, mapped files and unnamed files of
 *     results are of the system
 *
 * Threads: pl_memory_set() before anything else; the rest any. The functions of a host are called
 * by any thread. */
#ifndef PIPELITE_MEMORY_H
#define PIPELITE_MEMORY_H
#include <pipelite/base.h>

PL_C_BEGIN

/* As in C: blocks are aligned for any type; NULL when there is no memory. */
typedef struct pl_memory {
    void *(*malloc)(void *ctx, size_t size);             /* size is not 0 */
    void *(*realloc)(void *ctx, void *ptr, size_t size); /* ptr is not NULL, nor size 0 */
    void (*free)(void *ctx, void *ptr);                  /* ptr is not NULL */
    void *ctx;
    size_t reserve; /* bytes; 0: 64 MiB */
} pl_memory;

/* The three functions are all given, or all NULL: only the reserve is set. False, and nothing was
 * changed: some are missing, or memory was taken already. `memory` is copied. */
bool pl_memory_set_sized(size_t size, const pl_memory *memory);
#define pl_memory_set(...) pl_memory_set_sized(sizeof(pl_memory), __VA_ARGS__)

typedef struct pl_memory_stats {
    uint64_t failures;     /* requests that the reserve served, so far */
    uint64_t reserve;      /* bytes; 0: it was not needed yet */
    uint64_t reserve_used; /* of that now */
    uint64_t reserve_most; /* at the most so far */
} pl_memory_stats;
void pl_memory_get_stats_sized(size_t size, pl_memory_stats *out);
#define pl_memory_get_stats(...) pl_memory_get_stats_sized(sizeof(pl_memory_stats), __VA_ARGS__)

PL_C_END

#endif
