/* tls.h - the certificate of a server, read again when its files change (serving.md 7).
 *
 * Threads: the loop thread. */
#ifndef PL_SERVER_TLS_H
#define PL_SERVER_TLS_H
#include "base/file.h"
#include "server/config.h"
#include "server/lws.h"

typedef struct pl_tls_state {
    pl_stamp cert, key, client_ca; /* as they were looked at last */
} pl_tls_state;

/* Look at the files, and use them if they are others (or `force`). False with a text in `why`:
 * they cannot be used, and the old ones stay; it is said once per state of the files. True where
 * there is no TLS. */
bool pl_tls_refresh(pl_tls_state *state, pl_loop *loop, const pl_server_config *config, bool force,
                    pl_buf *why);

#endif
