/* validate.c - the checks of settings before a command loads anything, in Powerpipe's order and
 * words. */
#include "cli/validate.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t count_char(pl_str text, char c)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == c;
    return n;
}

/* ---- snapshots */

static bool exists(pl_str path)
{
    pl_output name = { 0 };
    struct stat st;
    bool found;

    pl_output_str(&name, path);
    pl_output_bytes(&name, "", 1);
    found = stat(name.ptr, &st) == 0;
    pl_output_done(&name);
    return found;
}

/* Check the location. One slash makes it a workspace of Turbot Pipes, also in "./dir" and
 * "/dir"; anything else is a directory. */
static bool check_location(pl_cli *cli, int code)
{
    pl_str location = pl_settings_string(cli->settings, "snapshot-location");
    bool remote = location.len == 0 || count_char(location, '/') == 1;

    if (remote) {
        if (pl_settings_pipes_token(cli->settings).len > 0)
            return true;
        pl_cli_fail_str(cli, code, pl_settings_no_token_message(cli->settings));
        return false;
    }
    location = pl_settings_path(cli->settings, location);
    if (exists(location))
        return true;
    pl_cli_fail(cli, code, "snapshot location %.*s does not exist", PL_FMT(location));
    return false;
}

static bool check_snapshot(pl_cli *cli, int code)
{
    bool share = pl_settings_bool(cli->settings, "share");
    bool snapshot = pl_settings_bool(cli->settings, "snapshot");
    const pl_str *tags;
    size_t n;

    if (share && snapshot) {
        pl_cli_fail(cli, code, "only 1 of 'share' and 'snapshot' may be set");
        return false;
    }
    if (!share && !snapshot)
        return true;
    if (!check_location(cli, code))
        return false;
    tags = pl_settings_list(cli->settings, "snapshot-tag", &n);
    for (size_t i = 0; i < n; i++) {
        if (count_char(tags[i], '=') != 1) {
            pl_cli_fail(cli, code, "snapshot tags must be specified '--snapshot-tag key=value'");
            return false;
        }
    }
    return true;
}

/* ---- other flags */

static bool is_check(const pl_cli *cli)
{
    uint8_t id = cli->args.command->id;

    return id == PL_COMMAND_BENCHMARK_RUN || id == PL_COMMAND_CONTROL_RUN;
}

static bool check_pairs(pl_cli *cli, int code)
{
    const pl_settings *s = cli->settings;

    if (pl_settings_is_set(s, "search-path") && pl_settings_is_set(s, "search-path-prefix")) {
        pl_cli_fail(cli, code, "only one of --search-path or --search-path-prefix may be set");
        return false;
    }
    if (is_check(cli) && pl_settings_string(s, "separator").len > 1) {
        pl_cli_fail(cli, code, "'--separator' can be 1 character long at most");
        return false;
    }
    if (pl_settings_is_set(s, "where") && pl_settings_is_set(s, "tag")) {
        pl_cli_fail(cli, code, "only 1 of '--where' and '--tag' may be set");
        return false;
    }
    return true;
}

/* Check a separator, which only pipelite has, for one that the csv format cannot use (golden
 * decision Q5). */
static bool check_query_separator(pl_cli *cli, int code)
{
    pl_str separator = pl_settings_string(cli->settings, "separator");

    if (cli->args.command->id != PL_COMMAND_QUERY_RUN ||
        (separator.len > 0 && !strchr("\"\r\n", separator.ptr[0])))
        return true;
    pl_cli_fail(cli, code, "'--separator' must not be empty, a quote or a line end");
    return false;
}

bool pl_validate_database(pl_cli *cli, int code)
{
    pl_diags *diags = pl_diags_new();
    bool ok = pl_settings_resolve_database(cli->settings, diags);

    if (!ok)
        pl_cli_fail_diags(cli, code, diags);
    pl_diags_free(diags);
    return ok;
}

bool pl_validate_run(pl_cli *cli, int code)
{
    return check_snapshot(cli, code) && check_pairs(cli, code) &&
           check_query_separator(cli, code) && pl_validate_database(cli, code);
}

bool pl_validate_inputs(pl_cli *cli, int code)
{
    size_t n;
    const pl_str *args = pl_settings_list(cli->settings, "arg", &n);

    for (size_t i = 0; i < n; i++) {
        if (count_char(args[i], '=') > 0)
            continue;
        pl_cli_fail(cli, code,
                    "the --arg argument '%.*s' is not correctly specified. It must be an input "
                    "name and value separated an equals sign: --arg key=value",
                    PL_FMT(args[i]));
        return false;
    }
    return true;
}

/* ---- server */

/* Is the port free on all addresses, whatever the setting `listen`? Without IPv6, on all of IPv4.
 * The socket does not listen: a client that connected to it would be cut off when it is closed. */
static bool port_is_free(uint16_t port)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0), off = 0, on = 1;
    bool v6 = fd >= 0, ok;

    if (!v6)
        fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (v6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    ok = v6 ? bind(fd, (struct sockaddr *)&six, sizeof(six)) == 0
            : bind(fd, (struct sockaddr *)&four, sizeof(four)) == 0;
    close(fd);
    return ok;
}

/* The number in a variable; 0: there is none. */
static long number_in(const pl_cli *cli, const char *name)
{
    char copy[24] = "";
    pl_str text;

    if (pl_settings_env(cli->settings, name, &text) && text.len < sizeof(copy))
        memcpy(copy, text.ptr, text.len);
    return atol(copy);
}

/* Is no port needed, because the sockets come from a service manager or the only one is a file? */
static bool needs_no_port(const pl_cli *cli)
{
    pl_str path = pl_settings_string(cli->settings, "socket");

    if (number_in(cli, "LISTEN_PID") == getpid() && number_in(cli, "LISTEN_FDS") > 0)
        return true;
    if (!path.len)
        pl_settings_env(cli->settings, "PIPELITE_SOCKET", &path);
    return path.len && !pl_settings_is_set(cli->settings, "port");
}

bool pl_validate_server(pl_cli *cli)
{
    int64_t port = pl_settings_int(cli->settings, "port");
    pl_str to = pl_settings_string(cli->settings, "listen");

    if (port < 1 || port > 65535) {
        pl_cli_fail(cli, PL_EXIT_FAILED, "invalid port - must be within range (1:65535)");
        return false;
    }
    if (!(to.len == 5 && memcmp(to.ptr, "local", 5) == 0) &&
        !(to.len == 7 && memcmp(to.ptr, "network", 7) == 0)) {
        pl_cli_fail(cli, PL_EXIT_FAILED,
                    "invalid listen type: %.*s. Must be one of 'network' or 'local'", PL_FMT(to));
        return false;
    }
    if (needs_no_port(cli) || port_is_free((uint16_t)port))
        return true;
    pl_cli_fail(cli, PL_EXIT_FAILED,
                "Port %d is not available - is another instance of '%s server' running?\n"
                "       Set a different port using the --port argument",
                (int)port, cli->help.program);
    return false;
}
