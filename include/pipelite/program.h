/* program.h - what a whole program may opt into; libraries inside other programs
 * never call this.
 * Threads: call it before starting any. */
#ifndef PIPELITE_PROGRAM_H
#define PIPELITE_PROGRAM_H
#include <pipelite/index.h>

PL_C_BEGIN

#define PIPELITE_VERSION "0.1.0"
/* Major, minor and patch version, two digits each: rises with each release. */
#define PIPELITE_VERSION_NUMBER 100
/* The version of the library that is linked. If it differs from PIPELITE_VERSION_NUMBER, the
 * program was compiled with the headers of another release. Static text; any thread. */
const char *pl_version_text(void);
unsigned pl_version_number(void);

/* Map large source files instead of reading them. If one is cut short while it is mapped, its bytes
 * read as zero instead of killing the process: this installs a handler for SIGBUS, which passes
 * signals from other addresses on to the handler before it. Idempotent. */
void pl_program_init(void);

/* Verify every invariant of the image of `ix` again, as if it came from an untrusted disk. False if
 * one is violated. O(image), allocates next to nothing. */
bool pl_program_verify(const pl_index *ix);

PL_C_END

#endif
