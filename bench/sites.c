#include "sites.h"
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 7, OURS = 3, SITES = 8192, SHOWN = 4 }; /* OURS: frames of the counting */

typedef struct site {
    void *at[FRAMES];
    uint64_t calls, bytes, live, at_peak;
} site;

typedef struct block {
    const void *at; /* NULL: free; GONE: was one */
    uint64_t size;
    uint32_t site;
} block;

static const char gone_mark;
#define GONE ((const void *)&gone_mark)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool on;
static site *sites;
static block *blocks;
static size_t n_blocks, mask; /* of `blocks`; n: used or gone */
static uint64_t live, peak;

/* ---- blocks: open addressing by address */

static size_t slot_of(const block *table, size_t m, const void *at)
{
    size_t i = (size_t)((uintptr_t)at * 0x9e3779b97f4a7c15u >> 20) & m;
    while (table[i].at && table[i].at != at)
        i = (i + 1) & m;
    return i;
}

static void grow(void)
{
    size_t m = blocks ? mask * 2 + 1 : 65535;
    block *table = calloc(m + 1, sizeof *table);
    if (!table)
        abort();
    n_blocks = 0;
    for (size_t i = 0; blocks && i <= mask; i++)
        if (blocks[i].at && blocks[i].at != GONE) {
            table[slot_of(table, m, blocks[i].at)] = blocks[i];
            n_blocks++;
        }
    free(blocks);
    blocks = table;
    mask = m;
}

/* ---- sites */

static uint32_t site_of(void *const *frames)
{
    uint64_t hash = 0;
    for (int i = 0; i < FRAMES; i++)
        hash = (hash ^ (uintptr_t)frames[i]) * 0x9e3779b97f4a7c15u;
    uint32_t i = (uint32_t)(hash >> 32) % SITES;
    while (sites[i].calls && memcmp(sites[i].at, frames, sizeof sites[i].at) != 0)
        i = (i + 1) % SITES;
    memcpy(sites[i].at, frames, sizeof sites[i].at);
    return i;
}

/* What everybody holds, when it is notably more than the last time. */
static void note_peak(void)
{
    if (live <= peak + peak / 256)
        return;
    peak = live;
    for (uint32_t i = 0; i < SITES; i++)
        sites[i].at_peak = sites[i].live;
}

void bench_sites_add(const void *at, uint64_t size)
{
    void *frames[OURS + FRAMES] = { 0 };
    if (!atomic_load_explicit(&on, memory_order_relaxed))
        return;
    backtrace(frames, OURS + FRAMES);
    pthread_mutex_lock(&lock);
    if (n_blocks * 2 >= mask)
        grow();
    uint32_t s = site_of(frames + OURS);
    sites[s].calls++;
    sites[s].bytes += size;
    sites[s].live += size;
    blocks[slot_of(blocks, mask, at)] = (block){ at, size, s };
    n_blocks++;
    live += size;
    note_peak();
    pthread_mutex_unlock(&lock);
}

void bench_sites_gone(const void *at)
{
    if (!at || !atomic_load_explicit(&on, memory_order_relaxed))
        return;
    pthread_mutex_lock(&lock);
    block *b = &blocks[slot_of(blocks, mask, at)];
    if (b->at) { /* else it is older than the profile */
        sites[b->site].live -= b->size;
        live -= b->size;
        b->at = GONE;
    }
    pthread_mutex_unlock(&lock);
}

void bench_sites_start(void)
{
    pthread_mutex_lock(&lock);
    free(sites);
    free(blocks);
    sites = calloc(SITES, sizeof *sites);
    blocks = NULL;
    live = peak = 0;
    grow();
    pthread_mutex_unlock(&lock);
    if (!sites)
        abort();
    atomic_store(&on, true);
}

void bench_sites_stop(void)
{
    atomic_store(&on, false);
}

/* ---- the lists */

/* A path that other programs find, too. */
static const char *file_of(const Dl_info *info, char *room, size_t cap)
{
    if (strchr(info->dli_fname, '/') && strcmp(info->dli_fname, program_invocation_name) != 0)
        return info->dli_fname;
    ssize_t n = readlink("/proc/self/exe", room, cap - 1);
    room[n < 0 ? 0 : n] = 0;
    return room;
}

static const char *name_of(const void *at)
{
    static char name[128];
    char path[4096], command[4200], *end;
    Dl_info info;
    if (!dladdr(at, &info) || !info.dli_fname)
        return "?";
    snprintf(command, sizeof command, "addr2line -f -e '%s' %#zx 2>/dev/null",
             file_of(&info, path, sizeof path),
             (size_t)((const char *)at - (const char *)info.dli_fbase) - 1);
    FILE *in = popen(command, "r");
    bool ok = in && fgets(name, sizeof name, in);
    if (in)
        pclose(in);
    if (!ok)
        return "?";
    if ((end = strchr(name, '\n')) != NULL)
        *end = 0;
    return name;
}

static bool is_seam(const char *name)
{
    static const char *const seams[] = { "pl_arena_", "pl_mem_", "__wrap_", "pl_vec_", "pl_buf_" };
    for (size_t i = 0; i < sizeof seams / sizeof *seams; i++)
        if (strncmp(name, seams[i], strlen(seams[i])) == 0)
            return true;
    return false;
}

/* The innermost functions that have a purpose of their own. */
static void print_site(FILE *out, const site *s)
{
    int shown = 0;
    for (int i = 0; i < FRAMES && s->at[i] && shown < SHOWN; i++) {
        const char *name = name_of(s->at[i]);
        if (!shown && is_seam(name))
            continue;
        fprintf(out, "%s%s", shown++ ? " < " : "", name);
    }
    fprintf(out, "\n");
}

typedef uint64_t figure_of(const site *s);
static uint64_t calls_of(const site *s)
{
    return s->calls;
}
static uint64_t bytes_of(const site *s)
{
    return s->bytes;
}
static uint64_t peak_of(const site *s)
{
    return s->at_peak;
}

static void print_list(FILE *out, const char *heading, figure_of *figure, unsigned top)
{
    bool *seen = calloc(SITES, sizeof *seen);
    fprintf(out, "%s\n", heading);
    for (unsigned k = 0; seen && k < top; k++) {
        uint32_t best = SITES;
        for (uint32_t i = 0; i < SITES; i++)
            if (!seen[i] && figure(&sites[i]) &&
                (best == SITES || figure(&sites[i]) > figure(&sites[best])))
                best = i;
        if (best == SITES)
            break;
        seen[best] = true;
        fprintf(out, "%12llu  ", (unsigned long long)figure(&sites[best]));
        print_site(out, &sites[best]);
    }
    free(seen);
}

void bench_sites_print(FILE *out, unsigned top)
{
    bool was = atomic_exchange(&on, false);
    if (sites) {
        print_list(out, "bytes held at the peak", peak_of, top);
        print_list(out, "bytes asked for", bytes_of, top);
        print_list(out, "calls", calls_of, top);
    }
    atomic_store(&on, was);
}
