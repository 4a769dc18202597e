#include "server/manager.h"

#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"

pl_str pl_manager_variable(const char *const *environment, const char *name)
{
    size_t n = strlen(name);

    for (; environment && *environment; environment++)
        if (strncmp(*environment, name, n) == 0 && (*environment)[n] == '=')
            return pl_str_cstr(*environment + n + 1);
    return (pl_str){ 0 };
}

void pl_manager_open(pl_manager *manager, const char *const *environment)
{
    pl_str path = pl_manager_variable(environment, "NOTIFY_SOCKET");
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    uint64_t microseconds, pid;

    *manager = (pl_manager){ .fd = -1 };
    if (path.len < 2 || path.len >= sizeof address.sun_path ||
        (path.ptr[0] != '/' && path.ptr[0] != '@'))
        return;
    memcpy(address.sun_path, path.ptr, path.len);
    if (path.ptr[0] == '@') /* an abstract socket name */
        address.sun_path[0] = 0;
    manager->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (manager->fd >= 0 &&
        connect(manager->fd, (struct sockaddr *)&address,
                (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.len)) != 0)
        pl_manager_close(manager);
    if (pl_str_to_u64(pl_manager_variable(environment, "WATCHDOG_PID"), &pid) &&
        (pid_t)pid != getpid())
        return;
    if (pl_str_to_u64(pl_manager_variable(environment, "WATCHDOG_USEC"), &microseconds))
        manager->watchdog_ns = microseconds * 1000;
}

void pl_manager_close(pl_manager *manager)
{
    if (manager->fd >= 0)
        close(manager->fd);
    manager->fd = -1;
}

void pl_manager_send(const pl_manager *manager, pl_str text)
{
    if (manager->fd >= 0 && send(manager->fd, text.ptr, text.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return; /* without a manager the server goes on */
}

void pl_manager_sendf(const pl_manager *manager, const char *format, ...)
{
    pl_buf text = { 0 };
    va_list args;

    if (manager->fd < 0)
        return;
    va_start(args, format);
    pl_buf_vprintf(&text, format, args);
    va_end(args);
    pl_manager_send(manager, pl_buf_view(&text));
    pl_buf_done(&text);
}
