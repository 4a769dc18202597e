/* assert.h - preconditions and invariants.
 *
 * pl_assert() states what the rest of the program guarantees. Builds for tests and fuzzing stop
 * with the place when it does not hold; release builds do not evaluate it. Whatever a user or a
 * file may get wrong is diagnosed instead. */
#ifndef PL_BASE_ASSERT_H
#define PL_BASE_ASSERT_H
#include <assert.h>

#ifdef NDEBUG
#define pl_assert(condition) ((void)sizeof(condition)) /* compiled, never evaluated */
#else
#define pl_assert(condition) assert(condition)
#endif

#endif
