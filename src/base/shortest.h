/* shortest.h - the functions of the C++ library that double.c uses.
 *
 * std::to_chars is the only packaged function that gives the shortest digits in one step:
 * printing and reading back until they agree took ten times as long. It and std::from_chars are
 * also the only ones that no locale changes. C++ stays inside its object.
 * Threads: pure functions. */
#ifndef PL_BASE_SHORTEST_H
#define PL_BASE_SHORTEST_H
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { PL_SHORTEST_SIZE = 40 };
/* The shortest "d.ddde+xx" that reads back as the finite d, nearest of several; `bits` 32: as
 * a float. Writes a NUL after them. */
void pl_double__shortest(double d, unsigned bits, char text[PL_SHORTEST_SIZE]);

/* Write a finite d as printf() writes it for "%.<precision><verb>", verb e, f or g, in the C
 * locale. Returns the length; 0: `size` is too small. */
size_t pl_double__print(double d, char verb, unsigned precision, char *text, size_t size);

typedef enum pl_read_end { PL_READ_OK, PL_READ_NOTHING, PL_READ_OUT_OF_RANGE } pl_read_end;
/* Read the number at the start of n bytes, without a plus sign and white space; `hex`: without
 * "0x". *used becomes its length. Out of range leaves *out alone. */
pl_read_end pl_double__read(const char *text, size_t n, bool hex, unsigned bits, double *out,
                            size_t *used);

#ifdef __cplusplus
}
#endif

#endif
