/* notify.c - reports changes in directories with inotify(7). */
#include "base/notify.h"
#include "base/alloc.h"
#include "base/str.h"
#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { BYTES = 16 * 1024 };

struct pl_notify {
    int fd;
    size_t at, n; /* of `bytes` */
    _Alignas(struct inotify_event) char bytes[BYTES];
};

static const uint32_t wanted = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO |
                               IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB | IN_ONLYDIR |
                               IN_EXCL_UNLINK;

int pl_notify_open(pl_notify **out)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    *out = NULL;
    if (fd < 0)
        return errno;
    *out = pl_mem_zalloc(sizeof **out);
    (*out)->fd = fd;
    return 0;
}

void pl_notify_close(pl_notify *n)
{
    if (!n)
        return;
    close(n->fd);
    pl_mem_free(n);
}

int pl_notify_fd(const pl_notify *n)
{
    return n->fd;
}

int pl_notify_add(pl_notify *n, const char *dir, int *id)
{
    *id = inotify_add_watch(n->fd, dir, wanted);
    return *id < 0 ? errno : 0;
}

void pl_notify_remove(pl_notify *n, int id)
{
    inotify_rm_watch(n->fd, id);
}

/* Translate an event. False: it contains nothing new. */
static bool translate(const struct inotify_event *e, pl_notice *out)
{
    *out = (pl_notice){ .id = e->wd, .is_dir = e->mask & IN_ISDIR };
    if (e->len)
        out->name = pl_str_cstr(e->name);
    if (e->mask & IN_Q_OVERFLOW)
        out->kind = PL_NOTICE_LOST;
    else if (e->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT))
        out->kind = PL_NOTICE_OVER;
    else if (e->mask & (IN_CREATE | IN_MOVED_TO))
        out->kind = PL_NOTICE_CAME;
    else if (e->mask & (IN_DELETE | IN_MOVED_FROM))
        out->kind = PL_NOTICE_WENT;
    else if (e->mask & (IN_CLOSE_WRITE | IN_ATTRIB) && e->len)
        out->kind = PL_NOTICE_WRITTEN;
    else
        return false;
    return true;
}

bool pl_notify_next(pl_notify *n, pl_notice *out)
{
    for (;;) {
        if (n->at == n->n) {
            ssize_t got;
            do
                got = read(n->fd, n->bytes, BYTES);
            while (got < 0 && errno == EINTR);
            if (got <= 0)
                return false;
            n->at = 0;
            n->n = (size_t)got;
        }
        const struct inotify_event *e = (const void *)(n->bytes + n->at);
        n->at += sizeof *e + e->len;
        if (translate(e, out))
            return true;
    }
}

bool pl_notify_is_deaf(const char *dir, bool *layered)
{
    /* NFS, CIFS and SMB, 9p, FUSE, AFS, Ceph, Coda, vboxsf */
    static const uint32_t deaf[] = { 0x6969,     0xff534d42, 0xfe534d42, 0x517b,
                                     0x01021997, 0x65735546, 0x5346414f, 0x6b414653,
                                     0x00c36400, 0x73757245, 0x786f4256 };
    const uint32_t overlay = 0x794c7630;
    struct statfs fs;
    *layered = false;
    if (statfs(dir, &fs) != 0)
        return false;
    *layered = (uint32_t)fs.f_type == overlay;
    for (size_t i = 0; i < sizeof deaf / sizeof *deaf; i++)
        if ((uint32_t)fs.f_type == deaf[i])
            return true;
    return false;
}
