/* oom.h - out of memory: a call fails, the host goes on.
 *
 * There are about 150 places where a lock is held, a list is half changed or a file is open while
 * something allocates. Jumping out of them (longjmp to the public call) would need a list of what
 * to undo at each, maintained on every path that succeeds; a missing entry is a deadlock or a
 * broken structure that no test finds. Therefore this design does not jump:
 *
 *   1. pl_mem_alloc() never returns NULL. What the system or the host does not give comes from the
 *      reserve, and the scope that the thread is in has failed.
 *   2. A scope begins at a public call, or at a job of a worker, and encloses it. Loops over files,
 *      resources and rows ask pl_oom_failed() where they would also stop for a cancel, and take the
 *      same way out. What is not asked about goes on to its end, right and whole.
 *   3. The code that began the scope asks in the end whether it has failed, gives up what it made,
 * and reports PL_DIAG_NO_MEMORY. Caches that were filled meanwhile hold what is right.
 *
 * So clean-up is what it is on every other way, and a failure leaves nothing half done. The price
 * is a limit: a call that wants more than the reserve after memory ran out ends in pl_oom().
 *
 * The reserve is one mapped range that takes no memory until it is touched, handed out from its
 * beginning to its end; when its last block was freed it begins anew.
 *
 * Threads: a scope is of the thread that began it, and of those that joined it. */
#ifndef PL_BASE_OOM_H
#define PL_BASE_OOM_H
#include <pipelite/memory.h>
#include <stdatomic.h>

typedef struct pl_oom_scope {
    struct pl_oom_scope *outer; /* fails with it */
    atomic_bool failed;
} pl_oom_scope;

/* In the caller's storage; each begin has its end, on the same thread, the inner one first. */
void pl_oom_begin(pl_oom_scope *scope);
/* True: memory ran out in it. */
bool pl_oom_end(pl_oom_scope *scope);
/* The same, and reports it in `diags`, which may be NULL. */
bool pl_oom_end_reported(pl_oom_scope *scope, pl_diags *diags);
/* Has the scope that this thread is in failed? Then there is no use in going on. */
bool pl_oom_failed(void);

/* The scope of this thread, NULL: none; and for a thread that works for another one, while that
 * one waits: the scope that is joined (NULL: none). Returns what it was in before. */
pl_oom_scope *pl_oom_scope_now(void);
pl_oom_scope *pl_oom_join(pl_oom_scope *scope);

/* ---- for base/alloc.c */

/* 16-byte aligned; the scope has failed. */
void *pl_reserve_take(size_t size);
bool pl_reserve_has(const void *ptr);
void pl_reserve_give(void *ptr);
/* Its size, before it is mapped; 0: the default. */
void pl_reserve_size(size_t size);

#endif
