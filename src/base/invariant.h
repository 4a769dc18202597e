/* invariant.h - functions that check the invariants of a structure.
 *
 *     PL_CHECKS(pl_index__check, pl_index);
 *
 * declares `void pl_index__check(const pl_index *)`. It is defined under #ifndef NDEBUG and asserts
 * the invariants that the header numbers; in release builds a call does nothing. */
#ifndef PL_BASE_INVARIANT_H
#define PL_BASE_INVARIANT_H

#ifdef NDEBUG
#define PL_CHECKS(name, type)                                                                      \
    static inline void name(const type *checked)                                                   \
    {                                                                                              \
        (void)checked;                                                                             \
    }                                                                                              \
    _Static_assert(1, "takes the semicolon")
#else
#define PL_CHECKS(name, type) void name(const type *checked)
#endif

#endif
