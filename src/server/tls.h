/* tls.h - the certificate of a server, read again when its files change (serving.md 7).
 *
 * Threads: the loop thread. */
#ifndef PL_SERVER_TLS_H
#define PL_SERVER_TLS_H
#include "base/file.h"
#include "server/config.h"
#include "server/conn.h"

typedef struct pl_tls_state {
    pl_stamp cert, key, client_ca; /* as they were looked at last */
} pl_tls_state;

/* Read the files again if they have changed (or `force`). False with a text in `why` when they
 * cannot be used: the old certificate stays. Each state of the files is reported once. True without
 * TLS. */
bool pl_tls_refresh(pl_tls_state *state, pl_loop *loop, const pl_server_config *config, bool force,
                    pl_buf *why);

#endif
