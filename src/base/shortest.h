/* shortest.h - the one question that double.c has for the C++ library.
 *
 * std::to_chars is the only packaged function that gives the shortest digits in one step:
 * printing and reading back until they agree took ten times as long. C++ stays inside its object.
 * Threads: pure function. */
#ifndef PL_BASE_SHORTEST_H
#define PL_BASE_SHORTEST_H
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { PL_SHORTEST_SIZE = 40 };
/* The shortest "d.ddde+xx" that reads back as the finite d, nearest of several; `bits` 32: as
 * a float. Writes a NUL after them. */
void pl_double__shortest(double d, unsigned bits, char text[PL_SHORTEST_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
