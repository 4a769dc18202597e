/* memory.h - where the library's memory comes from, and what happens when there is none.
 *
 *     static void *mine(void *ctx, size_t size) { ... }
 *     pl_memory memory = { .malloc = mine, .realloc = ..., .free = ..., .ctx = pool };
 *     pl_memory_set(&memory);
 *
 * Without pl_memory_set() memory comes from malloc(), or from mimalloc if the program links it, and
 * blocks of 64 KiB and more are mapped from the system. With it, every block comes from the given
 * functions, large ones included.
 *
 * Running out of memory does not end the process. The current call continues with memory from a
 * reserve, an address range that costs no memory until it is needed. It stops as soon as it can,
 * frees what it took, and returns false or NULL with an error of the code PL_DIAG_NO_MEMORY; a run
 * fails or is cancelled (pipelite/engine.h). Objects are left as they were: they can be used again
 * once there is memory, and can always be closed. The reserve is full again once every block taken
 * from it has been freed.
 *
 * These calls report it: opening, checking, verifying, preloading, explaining and saving a
 * workspace, and pinning its resources; opening an engine, starting a run, a run itself, reporting
 * and writing it; lists and rendering, where a function without `diags` leaves its text empty; a
 * rescan and a step of a watch, which return their changes as well, because these were published;
 * settings (pipelite/config.h) and everything about mods (pipelite/mods.h). All other calls cannot
 * report it: they complete normally, using the reserve.
 *
 * What is not covered: a call that needs more than the whole reserve after memory ran out ends the
 * process with a message, and so may libraries that allocate memory themselves:
 *
 *   - RE2 (regular expressions) and GMP, MPFR (numbers that no double holds) end the process when
 *     malloc() fails. They are small, and bounded by the limits of expressions
 *   - libyaml, zlib, mbedTLS, libcrypt and all client libraries of databases use malloc(), with
 *     SQLite as it is configured in the process; their failures are reported as errors
 *   - OpenSSL (TLS of pipelite/server.h), stacks of threads, mapped files and unnamed files of
 *     results come from the system
 *
 * Threads: pl_memory_set() is called before anything else, all other functions by any thread. Any
 * thread may call the functions of the host. */
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

/* Give either all three functions, or none to set only the size of the reserve. `memory` is copied.
 * False if some functions are missing or memory was already allocated; nothing is changed then. */
bool pl_memory_set_sized(size_t size, const pl_memory *memory);
#define pl_memory_set(...) pl_memory_set_sized(sizeof(pl_memory), __VA_ARGS__)

typedef struct pl_memory_stats {
    uint64_t failures;     /* how often the allocator failed, so that the reserve was used */
    uint64_t reserve;      /* its size in bytes; 0: it was not needed yet */
    uint64_t reserve_used; /* bytes of it that are in use now */
    uint64_t reserve_most; /* the most bytes that were in use at a time */
} pl_memory_stats;
/* Fill *out with figures of the whole process since its start. */
void pl_memory_get_stats_sized(size_t size, pl_memory_stats *out);
#define pl_memory_get_stats(...) pl_memory_get_stats_sized(sizeof(pl_memory_stats), __VA_ARGS__)

PL_C_END

#endif
