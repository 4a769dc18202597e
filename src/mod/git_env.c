/* git_env.c - builds the environment of a git child (mod-management.md 10.2, 10.3).
 *
 * The folder that a command stands in may be a stranger's: a clone, or an unpacked archive. Git
 * would read the configuration of a repository around it, which names programs to run. Therefore a
 * child is told that there is none (GIT_DIR, GIT_CEILING_DIRECTORIES), and it runs in PL_GIT_DIR,
 * where relative names of programs and files lead nowhere. What the user's own variables name
 * relative to the current directory is made absolute. */
#include "base/file.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/git_inner.h"
#include <stdio.h>
#include <stdlib.h>

/* Variables that would point git at another repository, print what it sends, ask in a window, or
 * enable something that is disabled here. */
static const char *const dropped[] = {
    "GIT_DIR=",
    "GIT_WORK_TREE=",
    "GIT_INDEX_FILE=",
    "GIT_OBJECT_DIRECTORY=",
    "GIT_NAMESPACE=",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES=",
    "GIT_COMMON_DIR=",
    "GIT_CONFIG_COUNT=",
    "GIT_CONFIG=",
    "GIT_CEILING_DIRECTORIES=",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM=",
    "GIT_IMPLICIT_WORK_TREE=",
    "GIT_PREFIX=",
    "GIT_INTERNAL_SUPER_PREFIX=",
    "GIT_GRAFT_FILE=",
    "GIT_REPLACE_REF_BASE=",
    "GIT_TRACE",
    "GIT_CURL_VERBOSE=",
    "GIT_ALLOW_PROTOCOL",
    "GIT_TERMINAL_PROMPT=",
    "GIT_SSH_COMMAND=",
    "GIT_CONFIG_PARAMETERS=",
    "GIT_TEMPLATE_DIR=",
    "GIT_SHALLOW_FILE=",
    "GIT_QUARANTINE_PATH=",
    "GIT_ATTR_SOURCE=",
    "SSH_ASKPASS=",
    "LC_ALL=",
    "LANGUAGE=",
    "POWERPIPE_GIT_TOKEN=",
};

/* Variables of the user that name files, which may be relative to the current directory; a program
 * without a slash is found in PATH. */
static const char *const files[] = {
    "HOME",          "XDG_CONFIG_HOME",   "GIT_CONFIG_GLOBAL",  "GIT_CONFIG_SYSTEM",
    "GIT_EXEC_PATH", "GIT_SSL_CAINFO",    "GIT_SSL_CAPATH",     "GIT_SSL_CERT",
    "GIT_SSL_KEY",   "SSL_CERT_FILE",     "SSL_CERT_DIR",       "CURL_CA_BUNDLE",
    "SSH_AUTH_SOCK", "GIT_PROXY_SSL_KEY", "GIT_PROXY_SSL_CERT", "GIT_PROXY_SSL_CAINFO",
};
static const char *const programs[] = { "GIT_ASKPASS", "GIT_SSH", "GIT_PROXY_COMMAND" };

typedef struct env {
    const pl_git *git;
    pl_arena *arena;
    const char **list;
    size_t n;
    unsigned settings;
    pl_buf quoted; /* for a git that is too old to count them */
} env;

enum { ROOM = 64 };

static const char *value_of(const pl_git *git, const char *name)
{
    size_t len = strlen(name);
    for (const char *const *e = git->options->environment; e && *e; e++)
        if (!strncmp(*e, name, len) && (*e)[len] == '=')
            return *e + len + 1;
    return NULL;
}

static bool is_dropped(const char *variable)
{
    for (size_t i = 0; i < PL_COUNT(dropped); i++)
        if (!strncmp(variable, dropped[i], strlen(dropped[i])))
            return true;
    return false;
}

static void put_variable(env *e, const char *name, const char *value)
{
    e->list[e->n++] = pl_arena_printf(e->arena, "%s=%s", name, value).ptr;
}

static bool is_named(const char *variable, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(names[i]);
        if (!strncmp(variable, names[i], len) && variable[len] == '=')
            return true;
    }
    return false;
}

/* The absolute folders of a PATH. */
static void put_path(env *e, const char *value)
{
    pl_buf kept = { 0 };
    for (pl_str rest = pl_str_cstr(value); rest.ptr;) {
        pl_str dir = pl_str_split(&rest, ':');
        if (dir.len && dir.ptr[0] == '/')
            pl_buf_printf(&kept, "%s%.*s", kept.len ? ":" : "", PL_FMT(dir));
    }
    pl_buf_byte(&kept, 0);
    put_variable(e, "PATH", kept.ptr);
    pl_buf_done(&kept);
}

/* Hand on a variable of the user. */
static void hand_on(env *e, const char *variable)
{
    const char *value = strchr(variable, '=');
    bool file = is_named(variable, files, PL_COUNT(files)) ||
                (is_named(variable, programs, PL_COUNT(programs)) && strchr(value, '/'));
    if (!strncmp(variable, "PATH=", 5)) {
        put_path(e, value + 1);
    } else if (file && value[1] && value[1] != '/') {
        pl_str full = pl_path_join(e->arena, pl_file_cwd(e->arena), pl_str_cstr(value + 1));
        e->list[e->n++] =
            pl_arena_printf(e->arena, "%.*s=%s", (int)(value - variable), variable, full.ptr).ptr;
    } else {
        e->list[e->n++] = variable;
    }
}

/* Append 'key=value' in quotes, as git passes settings to its own children. */
static void quote(pl_buf *out, const char *key, const char *value)
{
    pl_buf_cstr(out, out->len ? " '" : "'");
    pl_buf_printf(out, "%s=", key);
    for (; *value; value++)
        if (*value == '\'' || *value == '!')
            pl_buf_printf(out, "'\\%c'", *value);
        else
            pl_buf_byte(out, *value);
    pl_buf_byte(out, '\'');
}

static void set_option(env *e, const char *key, const char *value)
{
    enum { COUNTED_SINCE = 2031 };
    if (e->git->version < COUNTED_SINCE) {
        quote(&e->quoted, key, value);
        return;
    }
    char name[40];
    snprintf(name, sizeof name, "GIT_CONFIG_KEY_%u", e->settings);
    put_variable(e, name, key);
    snprintf(name, sizeof name, "GIT_CONFIG_VALUE_%u", e->settings++);
    put_variable(e, name, value);
}

static void base64(pl_buf *out, pl_str in)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < in.len; i += 3) {
        unsigned left = in.len - i > 2 ? 3 : (unsigned)(in.len - i), bits = 0;
        for (unsigned k = 0; k < 3; k++)
            bits = bits << 8 | (k < left ? (unsigned char)in.ptr[i + k] : 0);
        for (unsigned k = 0; k < 4; k++)
            pl_buf_byte(out, k <= left ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
}

/* Set the header with user and password, which depend on the kind of the token; only requests to
 * the host get it. */
static void set_token(env *e, pl_str host)
{
    pl_str token = e->git->token;
    pl_buf both = { 0 }, header = { 0 };
    if (pl_str_starts(token, PL_S("ghs_")))
        pl_buf_printf(&both, "x-access-token:%.*s", PL_FMT(token));
    else if (pl_str_starts(token, PL_S("glpat-")))
        pl_buf_printf(&both, ":%.*s", PL_FMT(token));
    else
        pl_buf_printf(&both, "%.*s:", PL_FMT(token));
    pl_buf_cstr(&header, "Authorization: Basic ");
    base64(&header, pl_buf_view(&both));
    pl_buf_byte(&header, 0);
    set_option(e, pl_arena_printf(e->arena, "http.https://%.*s/.extraHeader", PL_FMT(host)).ptr,
               header.ptr);
    pl_buf_done(&both);
    pl_buf_done(&header);
}

/* Set git's configuration for this call: nothing of the fetched repository is executed, redirects
 * are followed only with `follow`, and with `token` requests to `host` carry the token. */
static void set_all(env *e, pl_str host, bool token, bool follow)
{
    static const char *const fixed[][2] = {
        { "protocol.ext.allow", "never" },
        { "protocol.file.allow", "never" },
        { "core.hooksPath", "/dev/null" },
        { "core.autocrlf", "false" },
        { "core.fsmonitor", "false" },
        { "core.symlinks", "true" },
        { "filter.lfs.smudge", "" },
        { "filter.lfs.process", "" },
        { "filter.lfs.required", "false" },
        { "submodule.recurse", "false" },
        { "fetch.recurseSubmodules", "false" },
        { "gc.auto", "0" },
        { "maintenance.auto", "false" },
        { "http.lowSpeedLimit", "1" },
        { "http.lowSpeedTime", "30" },
        { "fetch.writeCommitGraph", "false" },
    };
    for (size_t i = 0; i < PL_COUNT(fixed); i++)
        set_option(e, fixed[i][0], fixed[i][1]);
    set_option(e, "http.followRedirects", follow ? "initial" : "false");
    if (token && e->git->token.len) {
        /* The first request goes to the host alone: no credentials for where it leads, and no
         * second request by the newer protocol, which would carry the header along. */
        set_token(e, host);
        if (follow) {
            set_option(e, "protocol.version", "0");
            set_option(e, "credential.helper", "");
        }
    }
}

/* Set the command for ssh, the user's if there is one, so that it never asks. */
static void put_ssh(env *e)
{
    const char *command = value_of(e->git, "GIT_SSH_COMMAND");
    if (!command && value_of(e->git, "GIT_SSH"))
        return;
    put_variable(e, "GIT_SSH_COMMAND",
                 pl_arena_printf(e->arena, "%s -o BatchMode=yes -o ServerAliveInterval=15",
                                 command && *command ? command : "ssh")
                     .ptr);
}

/* The number of settings in the user's own GIT_CONFIG_COUNT, which come first. */
static unsigned counted(const pl_git *git)
{
    const char *text = value_of(git, "GIT_CONFIG_COUNT");
    uint64_t n = 0;
    return text && pl_str_to_u64(pl_str_cstr(text), &n) && n < 1000 ? (unsigned)n : 0;
}

/* Hide all repositories (--git-dir names ours), and forbid questions and traces: with
 * trace2.configParams a trace would have the header with the token. GIT_ASKPASS stays: users often
 * name a script there that knows the answer. */
static void put_fixed(env *e)
{
    static const char *const fixed[][2] = {
        { "GIT_DIR", "/dev/null" },
        { "GIT_CEILING_DIRECTORIES", PL_GIT_DIR },
        { "GIT_TERMINAL_PROMPT", "0" },
        { "GIT_TRACE2", "0" },
        { "GIT_TRACE2_EVENT", "0" },
        { "GIT_TRACE2_PERF", "0" },
        { "LC_ALL", "C" },
    };
    for (size_t i = 0; i < PL_COUNT(fixed); i++)
        put_variable(e, fixed[i][0], fixed[i][1]);
    if (!value_of(e->git, "GCM_INTERACTIVE"))
        put_variable(e, "GCM_INTERACTIVE", "never"); /* Git Credential Manager */
}

const char *const *pl_git__environment(const pl_git *git, pl_str host, bool token, bool follow,
                                       const char *index, pl_arena *arena)
{
    size_t given = 0;
    for (const char *const *v = git->options->environment; v && *v; v++)
        given++;
    env e = { .git = git, .arena = arena };
    e.settings = counted(git);
    e.list = pl_arena_alloc(arena, (given + ROOM) * sizeof *e.list);
    for (size_t i = 0; i < given; i++)
        if (!is_dropped(git->options->environment[i]))
            hand_on(&e, git->options->environment[i]);
    put_fixed(&e);
    put_ssh(&e);
    if (index)
        put_variable(&e, "GIT_INDEX_FILE", index);
    set_all(&e, host, token, follow);
    if (e.quoted.len) {
        pl_buf_byte(&e.quoted, 0);
        put_variable(&e, "GIT_CONFIG_PARAMETERS", e.quoted.ptr);
    } else {
        put_variable(&e, "GIT_CONFIG_COUNT", pl_arena_printf(arena, "%u", e.settings).ptr);
    }
    pl_buf_done(&e.quoted);
    e.list[e.n] = NULL;
    return e.list;
}
