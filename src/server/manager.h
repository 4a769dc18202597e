/* manager.h - notifications for a service manager (serving.md 16).
 *
 * A datagram to the address in NOTIFY_SOCKET, as sd_notify(3) has it; no library is needed.
 * Threads: one. */
#ifndef PL_SERVER_MANAGER_H
#define PL_SERVER_MANAGER_H
#include <pipelite/base.h>

typedef struct pl_manager {
    int fd;               /* -1: there is no NOTIFY_SOCKET */
    uint64_t watchdog_ns; /* 0: no watchdog */
} pl_manager;

/* The value of a variable that the manager has set; empty when there is none. */
pl_str pl_manager_variable(const char *const *environment, const char *name);
/* Read NOTIFY_SOCKET and WATCHDOG_USEC of `environment`. */
void pl_manager_open(pl_manager *manager, const char *const *environment);
void pl_manager_close(pl_manager *manager);
/* "READY=1\nSTATUS=..." */
void pl_manager_send(const pl_manager *manager, pl_str text);
void pl_manager_sendf(const pl_manager *manager, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
