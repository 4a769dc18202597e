/* assert.h - preconditions and invariants.
 *
 * pl_assert() states what the rest of the program guarantees. In builds for tests and fuzzing a
 * condition that is false ends the program with its file and line; release builds do not evaluate
 * it. Mistakes of users and of files are diagnosed instead. */
#ifndef PL_BASE_ASSERT_H
#define PL_BASE_ASSERT_H
#include <assert.h>

#ifdef NDEBUG
#define pl_assert(condition) ((void)sizeof(condition)) /* compiled, never evaluated */
#else
#define pl_assert(condition) assert(condition)
#endif

#endif
