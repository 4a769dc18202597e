/* listen.h - sockets that a server accepts connections from (serving.md 9).
 *
 * Threads: one. */
#ifndef PL_SERVER_LISTEN_H
#define PL_SERVER_LISTEN_H
#include "server/config.h"
#include "server/request.h"

enum { PL_LISTENERS_MAX = 16 };

typedef struct pl_listening {
    int fd[PL_LISTENERS_MAX]; /* owned until pl_loop_listen() takes them */
    pl_reach reach[PL_LISTENERS_MAX];
    unsigned n;
    uint64_t socket_inode; /* of the Unix socket that was made */
} pl_listening;

/* The sockets that a service manager passed to this process (LISTEN_FDS); the variables are
 * removed from the environment of the process. False: none were. */
bool pl_listen_passed(pl_listening *out, const char *const *environment);
/* Open all listeners of `config`. False with an error in `diags`; nothing stays open then. */
bool pl_listen_open(pl_listening *out, const pl_server_config *config, pl_diags *diags);
void pl_listen_close(pl_listening *listening);
/* Remove the file of the Unix socket, if it is still ours. */
void pl_listen_remove(const pl_listening *listening, const pl_server_config *config);
/* Does a process answer at that path? */
bool pl_listen_answers(pl_str path);

#endif
