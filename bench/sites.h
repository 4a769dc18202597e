/* sites.h - where memory was asked for: call sites, by bytes, by calls, and what they held at the
 * peak.
 *
 * Off until it is started: noting a call stack costs more than most allocations. Memory of its
 * own comes from the C library and is not counted.
 * Threads: any, under one lock. */
#ifndef PL_BENCH_SITES_H
#define PL_BENCH_SITES_H
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

void bench_sites_start(void);
void bench_sites_stop(void);
/* The three lists, `top` lines each. */
void bench_sites_print(FILE *out, unsigned top);

/* Called by count.c for each block. */
void bench_sites_add(const void *block, uint64_t size);
void bench_sites_gone(const void *block);

#endif
