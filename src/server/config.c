/* config.c - reads the flags and environment variables of a server, and reports values that are
 * wrong. */
#include "server/config.h"

#include <stdio.h>
#include <arpa/inet.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/path.h"
#include "base/str.h"
#include "base/vec.h"
#include "db/dburl.h"

/* ---- values */

bool pl_size_parse(pl_str text, uint64_t *out)
{
    static const struct {
        const char *name;
        unsigned shift;
    } units[] = {
        { "", 0 },     { "K", 10 },   { "M", 20 },   { "G", 30 },
        { "KiB", 10 }, { "MiB", 20 }, { "GiB", 30 },
    };
    size_t digits = 0;
    uint64_t n;

    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    if (!pl_str_to_u64(pl_str_sub(text, 0, digits), &n))
        return false;
    for (size_t i = 0; i < PL_COUNT(units); i++) {
        if (!pl_str_eq(pl_str_sub(text, digits, text.len), pl_str_cstr(units[i].name)))
            continue;
        if (n >> (53 - units[i].shift))
            return false;
        *out = n << units[i].shift;
        return true;
    }
    return false;
}

/* Parse an address into 4 or 16 bytes. Returns how many, or 0 if the text is not an address. */
static uint8_t parse_address(pl_str text, unsigned char out[16])
{
    static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    char copy[INET6_ADDRSTRLEN];

    if (!text.len || text.len >= sizeof copy)
        return 0;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    if (inet_pton(AF_INET, copy, out) == 1)
        return 4;
    if (inet_pton(AF_INET6, copy, out) != 1)
        return 0;
    if (memcmp(out, mapped, sizeof mapped) != 0)
        return 16;
    memmove(out, out + sizeof mapped, 4);
    return 4;
}

bool pl_cidr_parse(pl_str text, pl_cidr *out)
{
    pl_str bits = text, address = pl_str_split(&bits, '/');
    uint64_t n;

    out->size = parse_address(address, out->address);
    if (!out->size)
        return false;
    out->bits = (uint8_t)(out->size * 8);
    if (address.len == text.len)
        return true;
    if (!pl_str_to_u64(bits, &n) || n > out->bits)
        return false;
    out->bits = (uint8_t)n;
    return true;
}

bool pl_cidr_holds(const pl_cidr *cidr, pl_str address)
{
    unsigned char bytes[16];
    unsigned whole = cidr->bits / 8, rest = cidr->bits % 8;

    if (parse_address(address, bytes) != cidr->size || memcmp(bytes, cidr->address, whole) != 0)
        return false;
    return rest == 0 || ((bytes[whole] ^ cidr->address[whole]) >> (8 - rest)) == 0;
}

/* ---- flags and variables */

typedef struct reading {
    pl_server_config *config;
    const pl_server_options *options;
    pl_diags *diags;
    bool failed;
} reading;

/* The environment variable of a flag: PIPELITE_MAX_CLIENTS for "max-clients". */
static bool variable(const reading *r, const char *flag, pl_str *out)
{
    char name[64] = "PIPELITE_";
    size_t n = strlen(name);

    for (; *flag && n + 1 < sizeof name; flag++)
        name[n++] = *flag == '-' ? '_' : (char)(*flag >= 'a' && *flag <= 'z' ? *flag - 32 : *flag);
    name[n] = 0;
    return pl_settings_env(r->options->settings, name, out) && out->len > 0;
}

/* The value of a flag, or of its variable; empty when neither is set. */
static pl_str given(const reading *r, const char *flag)
{
    pl_str text = pl_settings_string(r->options->settings, flag), recorded;

    return !text.len && variable(r, flag, &recorded) ? recorded : text;
}

static void refuse(reading *r, const char *flag, pl_str value, const char *allowed)
{
    pl_diag_plain(r->diags, PL_ERROR, PL_DIAG_INVALID_FLAG, "invalid value \"%.*s\" for --%s: %s",
                  PL_FMT(value), flag, allowed);
    r->failed = true;
}

static void read_number(reading *r, const char *flag, uint64_t least, uint64_t most, uint64_t *out)
{
    pl_str text = given(r, flag);
    char allowed[96];
    uint64_t n;

    if (!text.len)
        return;
    if (pl_str_to_u64(text, &n) && n >= least && n <= most) {
        *out = n;
        return;
    }
    snprintf(allowed, sizeof allowed, "a whole number from %llu to %llu is expected",
             (unsigned long long)least, (unsigned long long)most);
    refuse(r, flag, text, allowed);
}

static void read_size(reading *r, const char *flag, uint64_t least, uint64_t *out)
{
    pl_str text = given(r, flag);
    char allowed[128];
    uint64_t n;

    if (!text.len)
        return;
    if (pl_size_parse(text, &n) && n >= least) {
        *out = n;
        return;
    }
    snprintf(allowed, sizeof allowed,
             "a size such as 4096, 64K or 1MiB is expected, at least %llu bytes",
             (unsigned long long)least);
    refuse(r, flag, text, allowed);
}

/* An absolute path that ends with a NUL. */
static pl_str read_path(reading *r, const char *flag)
{
    pl_str text = given(r, flag);
    char cwd[4096];

    if (!text.len)
        return text;
    if (!getcwd(cwd, sizeof cwd))
        return pl_arena_str(&r->config->arena, text);
    return pl_path_join(&r->config->arena, pl_str_cstr(cwd), text);
}

typedef PL_VEC(pl_str) list;

/* The items of a flag, or of its variable, where commas separate them. In `arena`. */
static const pl_str *read_list(reading *r, const char *flag, size_t *n)
{
    const pl_str *items = pl_settings_list(r->options->settings, flag, n);
    list found = { 0 };
    pl_str recorded, *copy;

    if (*n || !variable(r, flag, &recorded))
        return items;
    while (recorded.len) {
        pl_str item = pl_str_trim(pl_str_split(&recorded, ','));

        if (item.len)
            pl_vec_push(&found, item);
    }
    copy = pl_arena_alloc(&r->config->arena, found.n * sizeof *copy);
    if (found.n)
        memcpy(copy, found.at, found.n * sizeof *copy);
    *n = found.n;
    pl_vec_done(&found);
    return copy;
}

static void read_proxies(reading *r)
{
    size_t n;
    const pl_str *items = read_list(r, "trusted-proxy", &n);
    pl_cidr *cidrs = pl_arena_alloc(&r->config->arena, n * sizeof *cidrs);

    for (size_t i = 0; i < n; i++)
        if (!pl_cidr_parse(items[i], &cidrs[i]))
            refuse(r, "trusted-proxy", items[i],
                   "an address or a network such as 10.0.0.0/8 is expected");
    r->config->proxies = cidrs;
    r->config->n_proxies = n;
}

/* Is the text an origin, as "https://ops.example.com:8443", or "*"? */
static bool is_origin(pl_str text)
{
    pl_str rest;

    if (pl_str_eq(text, PL_S("*")))
        return true;
    if (pl_str_starts(text, PL_S("http://")))
        rest = pl_str_sub(text, 7, text.len);
    else if (pl_str_starts(text, PL_S("https://")))
        rest = pl_str_sub(text, 8, text.len);
    else
        return false;
    return rest.len > 0 && pl_str_find(rest, '/') == rest.len;
}

static void read_origins(reading *r)
{
    pl_server_config *c = r->config;

    c->hosts = read_list(r, "allow-host", &c->n_hosts);
    c->origins = read_list(r, "allow-origin", &c->n_origins);
    c->frames = read_list(r, "allow-frame", &c->n_frames);
    for (size_t i = 0; i < c->n_frames; i++)
        if (!is_origin(c->frames[i]) || pl_str_find(c->frames[i], ';') < c->frames[i].len ||
            pl_str_find(c->frames[i], ' ') < c->frames[i].len)
            refuse(r, "allow-frame", c->frames[i],
                   "an origin such as https://wiki.example.com is expected, or *");
    for (size_t i = 0; i < c->n_origins; i++)
        if (!is_origin(c->origins[i]))
            refuse(r, "allow-origin", c->origins[i],
                   "an origin such as https://ops.example.com is expected, or *");
}

/* Parse PATH or PATH,MODE. */
static void read_socket(reading *r)
{
    pl_server_config *c = r->config;
    pl_str text = given(r, "socket"), mode;
    size_t comma = pl_str_rfind(text, ',');

    c->socket_mode = 0660;
    if (!text.len)
        return;
    mode = pl_str_sub(text, comma + 1, text.len);
    if (comma < text.len) {
        c->socket_mode = 0;
        for (size_t i = 0; i < mode.len && mode.len <= 4; i++)
            c->socket_mode = mode.ptr[i] >= '0' && mode.ptr[i] <= '7'
                                 ? c->socket_mode * 8 + (unsigned)(mode.ptr[i] - '0')
                                 : 010000;
        if (!mode.len || mode.len > 4 || c->socket_mode > 0777)
            refuse(r, "socket", text, "a path is expected, and behind a comma an octal mode");
        text = pl_str_sub(text, 0, comma);
    }
    if (text.len >= 108)
        refuse(r, "socket", text, "a path of up to 107 bytes is expected");
    c->socket = pl_arena_str(&c->arena, text);
}

static void read_base_path(reading *r)
{
    pl_str text = given(r, "base-path"), rest = text;

    if (!text.len || pl_str_eq(text, PL_S("/")))
        return;
    bool right = text.ptr[0] == '/' && text.ptr[text.len - 1] != '/';
    pl_str_split(&rest, '/');
    while (rest.len) {
        pl_str part = pl_str_split(&rest, '/');

        right &= part.len > 0 && !pl_str_eq(part, PL_S(".")) && !pl_str_eq(part, PL_S(".."));
        for (size_t i = 0; i < part.len; i++)
            right &= (unsigned char)part.ptr[i] > ' ' && !strchr("?#%\\\"'<>", part.ptr[i]);
    }
    if (right)
        r->config->base_path = text;
    else
        refuse(r, "base-path", text, "a path such as /dash without a slash at its end is expected");
}

/* ---- the page at / */

static bool has_index(pl_str folder)
{
    char path[4096];
    struct stat is;

    snprintf(path, sizeof path, "%.*s/index.html", PL_FMT(folder));
    return stat(path, &is) == 0 && S_ISREG(is.st_mode);
}

static void serve_folder(reading *r, pl_str value, pl_str folder)
{
    r->config->page = PL_PAGE_FOLDER;
    r->config->folder = folder;
    if (has_index(folder))
        return;
    pl_diag_plain(r->diags, PL_ERROR, PL_DIAG_CANNOT_READ,
                  "cannot serve '%.*s' (--ui %.*s): there is no index.html in it", PL_FMT(folder),
                  PL_FMT(value));
    r->failed = true;
}

static void read_page(reading *r)
{
    pl_server_config *c = r->config;
    pl_str ui = given(r, "ui"), install = pl_settings_install_dir(r->options->settings);
    pl_str installed = pl_arena_printf(&c->arena, "%.*s/dashboard/assets", PL_FMT(install));

    if (pl_str_eq(ui, PL_S("own"))) {
        c->page = PL_PAGE_OWN;
    } else if (pl_str_eq(ui, PL_S("off"))) {
        c->page = PL_PAGE_OFF;
    } else if (pl_str_eq(ui, PL_S("installed"))) {
        serve_folder(r, ui, installed);
    } else if (pl_str_find(ui, '/') < ui.len) {
        serve_folder(r, ui, read_path(r, "ui"));
    } else if (ui.len) {
        refuse(r, "ui", ui, "own, installed, off or a folder (with a slash in it) is expected");
    } else if (r->options->drop_in && has_index(installed)) {
        serve_folder(r, ui, installed);
    } else {
        c->page = PL_PAGE_OWN;
    }
}

/* ---- the whole configuration */

static void read_tls(reading *r)
{
    pl_server_config *c = r->config;

    c->tls_cert = read_path(r, "tls-cert");
    c->tls_key = read_path(r, "tls-key");
    c->tls_client_ca = read_path(r, "tls-client-ca");
    c->token_file = read_path(r, "auth-token-file");
    if (!c->tls_cert.len != !c->tls_key.len)
        refuse(r, c->tls_cert.len ? "tls-cert" : "tls-key",
               c->tls_cert.len ? c->tls_cert : c->tls_key,
               "--tls-cert and --tls-key are given together");
    if (c->tls_client_ca.len && !c->tls_cert.len)
        refuse(r, "tls-client-ca", c->tls_client_ca, "--tls-cert and --tls-key are needed too");
}

/* Only who is known may exempt: without tokens and proxy it stays off. */
static void read_exemptions(reading *r)
{
    pl_server_config *c = r->config;

    c->exemptions = read_path(r, "exemptions");
    c->views = read_path(r, "views");
    c->brand = read_path(r, "brand");
    c->allow_exempting = pl_settings_bool(r->options->settings, "allow-exempting") &&
                         (c->token_file.len || c->n_proxies);
    if (pl_settings_bool(r->options->settings, "allow-exempting") && !c->exemptions.len)
        refuse(r, "allow-exempting", PL_S("true"), "--exemptions FILE is needed too");
}

static void read_limits(reading *r)
{
    pl_server_config *c = r->config;
    uint64_t clients = 1024, executions = 16, cache = 0, seconds = 1;

    c->max_message = 1 << 20;
    c->max_queue = 64 << 20;
    read_number(r, "max-clients", 1, 65535, &clients);
    read_number(r, "max-executions", 1, 1024, &executions);
    read_number(r, "cache-mb", 1, 1 << 20, &cache);
    read_number(r, "shutdown-timeout", 0, 3600, &seconds);
    read_size(r, "max-message", 1024, &c->max_message);
    read_size(r, "max-queue", 64 << 10, &c->max_queue);
    c->max_clients = (unsigned)clients;
    c->max_executions = (unsigned)executions;
    c->cache_bytes = cache << 20;
    c->shutdown_ns = seconds * UINT64_C(1000000000);
}

static void read_logs(reading *r)
{
    pl_str format = given(r, "log-format"), log = given(r, "access-log");

    r->config->log_text = pl_str_eq(format, PL_S("text"));
    if (format.len && !r->config->log_text && !pl_str_eq(format, PL_S("json")))
        refuse(r, "log-format", format, "json or text is expected");
    r->config->access_log = pl_str_eq(log, PL_S("-")) ? log : read_path(r, "access-log");
    r->config->metrics_listen = given(r, "metrics-listen");
    r->config->open = pl_settings_bool(r->options->settings, "open");
}

static void check_database(reading *r)
{
    pl_str database = pl_settings_string(r->options->settings, "database");

    if (!database.len || pl_database_backend(database) != PL_BACKEND_UNKNOWN)
        return;
    pl_buf shown = { 0 };
    pl_dburl_print((pl_dburl){ database }, &shown);
    pl_diag_plain(r->diags, PL_ERROR, PL_DIAG_INVALID_FLAG,
                  "could not evaluate backend: '%.*s': unknown backend",
                  PL_FMT(pl_buf_view(&shown)));
    pl_buf_done(&shown);
    r->failed = true;
}

bool pl_server_config_read(pl_server_config *config, const pl_server_options *options,
                           pl_diags *diags)
{
    const pl_settings *s = options->settings;
    reading r = { .config = config, .options = options, .diags = diags };

    *config = (pl_server_config){ 0 };
    config->port = (uint16_t)pl_settings_int(s, "port");
    config->network = pl_str_eq(pl_settings_string(s, "listen"), PL_S("network"));
    config->watch = pl_settings_bool(s, "watch");
    check_database(&r);
    read_socket(&r);
    config->tcp = !config->socket.len || pl_settings_is_set(s, "port");
    read_base_path(&r);
    read_page(&r);
    read_tls(&r);
    read_origins(&r);
    read_proxies(&r);
    read_exemptions(&r);
    read_limits(&r);
    read_logs(&r);
    return !r.failed;
}

void pl_server_config_done(pl_server_config *config)
{
    pl_arena_done(&config->arena);
}
