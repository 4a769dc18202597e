/* build_id.h - which program is this?
 * Threads: pure. */
#ifndef PL_BASE_BUILD_ID_H
#define PL_BASE_BUILD_ID_H
#include <stdint.h>

/* A fingerprint of the build id that the linker gave the program (or shared object)
 * this library is part of: another one after every change of its code. 0: it has none. */
uint64_t pl_build_id(void);

#endif
