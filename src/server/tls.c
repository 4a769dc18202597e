#include "server/tls.h"

#include <fcntl.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool has_changed(pl_stamp *stamp, pl_str path)
{
    pl_stamp now = { 0 };
    bool other;

    if (!path.len)
        return false;
    pl_file_stat(path.ptr, &now, NULL);
    other = memcmp(&now, stamp, sizeof now) != 0;
    *stamp = now;
    return other;
}

/* Report a file that cannot be read; the library would not say which one it was. */
static bool is_readable(pl_str path, pl_buf *why)
{
    int fd;

    if (!path.len)
        return true;
    fd = open(path.ptr, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        pl_buf_printf(why, "cannot read '%.*s': %s", PL_FMT(path), pl_file_reason(errno));
        return false;
    }
    close(fd);
    return true;
}

bool pl_tls_refresh(pl_tls_state *state, pl_loop *loop, const pl_server_config *config, bool force,
                    pl_buf *why)
{
    pl_tls_files files = {
        .cert = config->tls_cert.ptr,
        .key = config->tls_key.ptr,
        .client_ca = config->tls_client_ca.len ? config->tls_client_ca.ptr : NULL,
        .must_certify = !config->token_file.len,
    };
    bool changed;

    if (!config->tls_cert.len)
        return true;
    changed = has_changed(&state->cert, config->tls_cert);
    changed |= has_changed(&state->key, config->tls_key);
    changed |= has_changed(&state->client_ca, config->tls_client_ca);
    if (!changed && !force)
        return true;
    return is_readable(config->tls_cert, why) && is_readable(config->tls_key, why) &&
           is_readable(config->tls_client_ca, why) && pl_loop_set_tls(loop, &files, why);
}
