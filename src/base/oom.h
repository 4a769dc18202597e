/* oom.h - out of memory: a call fails, the host goes on.
 *
 * There are about 150 places where a lock is held, a list is half changed or a file is open while
 * something allocates. Jumping out of them (longjmp to the public call) would need a list of what
 * to undo at each, maintained on every path that succeeds; a missing entry is a deadlock or a
 * broken structure that no test finds. Therefore this design does not jump:
 *
 *   1. pl_mem_alloc() never returns NULL. What the system or the host does not give comes from the
 *      reserve, and the scope that the thread is in has failed.
 *   2. A scope encloses a public call, or a job of a worker. Loops over files, resources and rows
 *      test pl_oom_failed() where they also test for cancellation, and leave in the same way. Code
 *      that does not test it continues and produces a complete result from the reserve.
 *   3. The code that began the scope tests at the end whether it has failed, discards its result
 *      and reports PL_DIAG_NO_MEMORY. Caches that were filled meanwhile hold correct data.
 *
 * Cleanup is therefore the same as after any other error, and a failure leaves nothing half done.
 * The price is a limit: a call that needs more than the reserve after memory ran out ends in
 * pl_oom().
 *
 * The reserve is one mapped range that takes no memory until it is touched, handed out from its
 * beginning to its end; when its last block was freed it begins anew.
 *
 * Threads: a scope belongs to the thread that began it, and to those that joined it. */
#ifndef PL_BASE_OOM_H
#define PL_BASE_OOM_H
#include <pipelite/memory.h>
#include <stdatomic.h>

typedef struct pl_oom_scope {
    struct pl_oom_scope *outer; /* fails with it */
    atomic_bool failed;
} pl_oom_scope;

/* Begin and end a scope, which lies in the caller's storage. Scopes of a thread are nested. */
void pl_oom_begin(pl_oom_scope *scope);
/* End the scope. True if memory ran out in it. */
bool pl_oom_end(pl_oom_scope *scope);
/* Like pl_oom_end(), and reports in `diags` (may be NULL) that memory ran out. */
bool pl_oom_end_reported(pl_oom_scope *scope, pl_diags *diags);
/* Has memory run out in this thread's scope? The caller should then stop as if cancelled. */
bool pl_oom_failed(void);

/* pl_oom_scope_now(): the scope of this thread, or NULL. pl_oom_join(): put this thread into the
 * scope of another thread (NULL: none), which waits for it; returns the scope it was in before. */
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
