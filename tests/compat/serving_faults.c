/* serving_faults.c - preloaded into a server: the n-th accept, read, write, wait or allocation
 * fails.
 *
 *     cc -shared -fPIC serving_faults.c -o faults.so -ldl
 *     LD_PRELOAD=./faults.so FAULTS=<file of 16 bytes> pipelite server ...
 *
 * The file is shared with the test: which call (enum fault), how many of them still succeed, how
 * many fail after that, how many have failed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum fault { NONE, ACCEPT, RECEIVE, SEND, WAIT, ALLOCATE, OURS };

typedef struct plan {
    _Atomic uint32_t fault;
    _Atomic int32_t before, times;
    _Atomic uint32_t failed;
} plan;
static plan *the_plan;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("FAULTS");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *map =
        fd >= 0 ? mmap(NULL, sizeof(plan), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : NULL;

    if (fd >= 0)
        close(fd);
    the_plan = map == MAP_FAILED ? NULL : map;
}

static int fails(uint32_t fault)
{
    if (!the_plan || the_plan->fault != fault || atomic_fetch_sub(&the_plan->before, 1) > 0)
        return 0;
    if (atomic_fetch_sub(&the_plan->times, 1) <= 0)
        return 0;
    atomic_fetch_add(&the_plan->failed, 1);
    return 1;
}

/* The function of that name that comes after this library. */
#define NEXT(name)                                                                                 \
    static __typeof__(&name) next;                                                                 \
    if (!next)                                                                                     \
    next = (__typeof__(next))dlsym(RTLD_NEXT, #name)

static int refuse(int error)
{
    errno = error;
    return -1;
}

int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags)
{
    NEXT(accept4);
    return fails(ACCEPT) ? refuse(EMFILE) : next(fd, address, size, flags);
}

ssize_t recv(int fd, void *to, size_t n, int flags)
{
    NEXT(recv);
    return fails(RECEIVE) ? refuse(ECONNRESET) : next(fd, to, n, flags);
}

ssize_t send(int fd, const void *from, size_t n, int flags)
{
    NEXT(send);
    return fails(SEND) ? refuse(EPIPE) : next(fd, from, n, flags);
}

int poll(struct pollfd *fds, nfds_t n, int timeout)
{
    NEXT(poll);
    return fails(WAIT) ? refuse(ENOMEM) : next(fds, n, timeout);
}

/* dlsym() may allocate before it has found the first of these. */
static char early[65536];
static size_t early_used;

static void *take_early(size_t n)
{
    void *at = early + early_used;

    early_used += (n + 15) & ~(size_t)15;
    if (early_used > sizeof early)
        abort();
    return at;
}

static int is_early(const void *at)
{
    return (const char *)at >= early && (const char *)at < early + sizeof early;
}

static __thread int looking;

void *malloc(size_t n)
{
    static void *(*next)(size_t);

    if (looking)
        return take_early(n);
    if (!next) {
        looking = 1;
        next = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
        looking = 0;
    }
    return fails(ALLOCATE) ? NULL : next(n);
}

void *calloc(size_t n, size_t size)
{
    static void *(*next)(size_t, size_t);

    if (looking)
        return take_early(n * size);
    if (!next) {
        looking = 1;
        next = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
        looking = 0;
    }
    return fails(ALLOCATE) ? NULL : next(n, size);
}

void *realloc(void *old, size_t n)
{
    static void *(*next)(void *, size_t);

    if (is_early(old) || looking) {
        void *new = malloc(n);

        return old && new ? memcpy(new, old, n) : new;
    }
    if (!next) {
        looking = 1;
        next = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
        looking = 0;
    }
    return fails(ALLOCATE) ? NULL : next(old, n);
}

void free(void *old)
{
    static void (*next)(void *);

    if (!old || is_early(old))
        return;
    if (!next) {
        looking = 1;
        next = (void (*)(void *))dlsym(RTLD_NEXT, "free");
        looking = 0;
    }
    next(old);
}

/* What the program itself allocates with. */
void *mi_malloc(size_t n)
{
    static void *(*next)(size_t);

    if (!next)
        next = (void *(*)(size_t))dlsym(RTLD_NEXT, "mi_malloc");
    return fails(OURS) ? NULL : next(n);
}
