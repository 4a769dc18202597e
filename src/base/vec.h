/* vec.h - typed arrays; elements move when one grows. `{0}` is valid and empty. Threads: one user.
 *
 *     PL_VEC(int) xs = {0};
 *     pl_vec_push(&xs, 7);
 *     for (size_t i = 0; i < xs.n; i++) use(xs.at[i]);
 *     pl_vec_done(&xs);
 */
#ifndef PL_BASE_VEC_H
#define PL_BASE_VEC_H
#include "base/alloc.h"
#include <stdint.h>

#define PL_VEC(T)                                                                                  \
    struct {                                                                                       \
        T *at;                                                                                     \
        size_t n, cap;                                                                             \
    }

/* Make room for at least `want` elements of `size` bytes. */
void *pl_vec__grow(void *at, size_t *cap, size_t want, size_t size);

#define pl_vec_reserve(v, want)                                                                    \
    ((v)->cap >= (want)                                                                            \
         ? (void)0                                                                                 \
         : (void)((v)->at = pl_vec__grow((v)->at, &(v)->cap, (want), sizeof(*(v)->at))))
#define pl_vec_push(v, x) (pl_vec_reserve((v), (v)->n + 1), (void)((v)->at[(v)->n++] = (x)))
/* One more element, not initialised; its address. */
#define pl_vec_add(v) (pl_vec_reserve((v), (v)->n + 1), &(v)->at[(v)->n++])
#define pl_vec_done(v)                                                                             \
    (pl_mem_drop((v)->at, (v)->cap * sizeof(*(v)->at)), (v)->at = NULL, (v)->n = (v)->cap = 0)

#endif
