/* config.h - the flags and variables of a server, checked (serving.md 4).
 *
 * A flag beats its variable, PIPELITE_ and the name in capitals. Texts are borrowed from the
 * settings or lie in `arena`.
 * Lifetime: until pl_server_config_done(). Threads: read-only once it was read. */
#ifndef PL_SERVER_CONFIG_H
#define PL_SERVER_CONFIG_H
#include "base/arena.h"
#include <pipelite/server.h>

typedef enum pl_page_kind {
    PL_PAGE_OWN,
    PL_PAGE_FOLDER, /* installed, or one that was named */
    PL_PAGE_OFF,
} pl_page_kind;

/* A network: the first `bits` of an address of `size` bytes (4 or 16). */
typedef struct pl_cidr {
    unsigned char address[16];
    uint8_t size, bits;
} pl_cidr;

typedef struct pl_server_config {
    pl_arena arena;
    /* where it listens */
    uint16_t port;
    bool network;  /* on all interfaces, else on loopback addresses */
    bool tcp;      /* false: --socket alone, or passed sockets */
    pl_str socket; /* path, followed by a NUL; empty: none */
    unsigned socket_mode;
    pl_str metrics_listen; /* "127.0.0.1:9090"; empty: none */
    /* what it serves */
    pl_page_kind page;
    pl_str folder;    /* of PL_PAGE_FOLDER: absolute, followed by a NUL */
    pl_str base_path; /* "/dash", no slash at its end; empty: the root */
    bool watch;
    pl_str exemptions;    /* path, followed by a NUL; empty: none */
    pl_str views, brand;  /* paths, followed by a NUL; empty: none */
    bool allow_exempting; /* --allow-exempting, and clients are known by tokens or a proxy */
    /* which clients it serves */
    pl_str tls_cert, tls_key, tls_client_ca,
        token_file;                         /* paths, each followed by a NUL; empty: none */
    const pl_str *origins, *hosts, *frames; /* `frames`: origins that may frame a panel */
    size_t n_origins, n_hosts, n_frames;
    const pl_cidr *proxies;
    size_t n_proxies;
    /* limits */
    unsigned max_clients, max_executions;
    uint64_t max_message, max_queue, cache_bytes;
    uint64_t shutdown_ns;
    /* logs */
    bool log_text;
    pl_str access_log; /* path, or "-"; empty: none */
    bool open;
} pl_server_config;

/* Read and check flags and variables into `*config`. False with an error in `diags`. */
bool pl_server_config_read(pl_server_config *config, const pl_server_options *options,
                           pl_diags *diags);
void pl_server_config_done(pl_server_config *config);

/* "64MiB", "4k": digits and a unit of 1,024; false for anything else, and from 2^53 on. */
bool pl_size_parse(pl_str text, uint64_t *out);
/* Parse "10.0.0.0/8" or "::1": an address, and how many bits of it count. False for anything
 * else. */
bool pl_cidr_parse(pl_str text, pl_cidr *out);
/* Does `address`, as text, lie in it? An IPv4 address in its IPv6 form is that address. */
bool pl_cidr_holds(const pl_cidr *cidr, pl_str address);

#endif
