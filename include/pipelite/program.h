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
/* Those of the library that is linked: another number than PIPELITE_VERSION_NUMBER means that the
 * program was compiled with the headers of another release. Static text; any thread. */
const char *pl_version_text(void);
unsigned pl_version_number(void);

/* Take the SIGBUS guard: large source files are mapped instead of read, and one that
 * is cut short while it is mapped reads as zero bytes instead of killing the
 * process. Installs a handler for SIGBUS that passes on what is not ours. Idempotent. */
void pl_program_init(void);

/* Prove every invariant of the image of `ix` again, as if it came from a disk that is not
 * to be trusted. O(image), allocates next to nothing. */
bool pl_program_verify(const pl_index *ix);

PL_C_END

#endif
