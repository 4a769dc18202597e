/* guard.c - a file that is cut short while it is mapped does not kill the process.
 *
 * Reading a page after the new end of a mapped file raises SIGBUS. The handler searches the
 * address among the guarded mappings (a fixed table of atomic slots, because a signal handler
 * must not take a lock), puts a page of zeroes in its place and marks the slot, so that
 * pl_view_close() can report that the content cannot be trusted. A fault at any other address
 * goes to the handler that was installed before.
 *
 * This is the only process-wide state of the library, and only programs that call
 * pl_file_guard() have it. */
#include "base/guard.h"
#include "base/assert.h"
#include "base/file.h"
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SLOTS = 64, RESERVED = 1 };

/* `start` is 0 in a free slot, and RESERVED while the slot is being filled. It is written by the
 * thread that owns the mapping and read by handlers. */
static struct {
    atomic_uintptr_t start;
    atomic_size_t len;
    atomic_bool hit, whole;
} slots[SLOTS];

static atomic_int state; /* 0 not installed, 1 installing, 2 installed */
static struct sigaction before;

static bool cover(uintptr_t address)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < SLOTS; i++) {
        uintptr_t start = atomic_load(&slots[i].start);
        size_t len = atomic_load(&slots[i].len);
        if (!start || address < start || address - start >= len)
            continue;
        bool whole = atomic_load(&slots[i].whole);
        void *at = (void *)(whole ? start : address & ~(page - 1));
        if (mmap(at, whole ? len : page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
                 0) == MAP_FAILED)
            return false;
        atomic_store(&slots[i].hit, true);
        return true;
    }
    return false;
}

static void on_sigbus(int sig, siginfo_t *info, void *context)
{
    if (cover((uintptr_t)info->si_addr))
        return;
    if (before.sa_flags & SA_SIGINFO) {
        before.sa_sigaction(sig, info, context);
    } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
        before.sa_handler(sig);
    } else {
        signal(sig, SIG_DFL); /* the faulting instruction runs again and ends the process */
    }
}

void pl_file_guard(void)
{
    int idle = 0;
    if (!atomic_compare_exchange_strong(&state, &idle, 1))
        return;
    struct sigaction act = { .sa_sigaction = on_sigbus, .sa_flags = SA_SIGINFO | SA_NODEFER };
    sigemptyset(&act.sa_mask);
    atomic_store(&state, sigaction(SIGBUS, &act, &before) == 0 ? 2 : 0);
}

bool pl_file_guarded(void)
{
    return atomic_load(&state) == 2;
}

int pl_guard__enter(void *start, size_t len, bool whole)
{
    pl_assert(len > 0);
    pl_assert((uintptr_t)start > RESERVED && ((uintptr_t)start & 4095) == 0); /* 1 */
    for (int i = 0; i < SLOTS; i++) {
        uintptr_t none = 0;
        if (!atomic_compare_exchange_strong(&slots[i].start, &none, RESERVED))
            continue;
        pl_assert(atomic_load(&slots[i].len) == 0); /* so no handler takes the slot for a mapping */
        atomic_store(&slots[i].hit, false);
        atomic_store(&slots[i].whole, whole);
        atomic_store(&slots[i].len, len);
        atomic_store(&slots[i].start, (uintptr_t)start);
        return i;
    }
    return -1;
}

bool pl_guard__leave(int slot)
{
    pl_assert(slot >= 0 && slot < SLOTS);
    pl_assert(atomic_load(&slots[slot].start) > RESERVED); /* 2 */
    atomic_store(&slots[slot].len, 0);
    bool hit = atomic_load(&slots[slot].hit);
    atomic_store(&slots[slot].start, 0);
    return hit;
}
