/* idle.h - releases memory of a process that will be idle for a while.
 *
 * Threads: any. */
#ifndef PL_BASE_IDLE_H
#define PL_BASE_IDLE_H

/* Release the pages of constants and loader tables of the program and its shared objects. The
 * system maps those that are read again from its file cache. Code is left alone, because a debugger
 * or a probe may have changed it. Returns the number of segments released. */
unsigned pl_idle_constants(void);

#endif
