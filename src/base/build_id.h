/* build_id.h - which program is this?
 * Threads: pure. */
#ifndef PL_BASE_BUILD_ID_H
#define PL_BASE_BUILD_ID_H
#include <stdint.h>

/* A fingerprint of the build id of the program or shared object that this library is
 * linked into. It differs after every change of its code. 0: the linker made no build id. */
uint64_t pl_build_id(void);

#endif
