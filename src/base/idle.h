/* idle.h - memory that a process can do without while it has nothing to do.
 *
 * Threads: any. */
#ifndef PL_BASE_IDLE_H
#define PL_BASE_IDLE_H

/* Let go of the pages of constants and of tables for the loader, of the program and of its shared
 * objects: the system maps those that are read again, from its cache of files. Code stays where it
 * is: a debugger or a probe may have changed it. Returns how many segments there were. */
unsigned pl_idle_constants(void);

#endif
