/* git.c - runs git once or several times, finds it, and lists the references of a repository. */
#include "mod/git.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/path.h"
#include "base/process.h"
#include "base/str.h"
#include "mod/git_inner.h"
#include "mod/name.h"
#include <errno.h>
#include <poll.h>
#include <sys/wait.h>

enum { OLDEST = 2020, IDLE_MS = 30000, LOCAL_MS = 600000, TRIES = 3, FIRST_PAUSE_MS = 500 };

/* ---- one call */

/* The line of git's messages with the reason: the first that begins with "fatal: ", else the last.
 */
static pl_str reason_of(pl_str text, pl_arena *arena)
{
    pl_str fatal = PL_S("fatal: "), found = { 0 }, last = { 0 };
    while (text.ptr && !found.len) {
        pl_str line = pl_str_trim(pl_str_split(&text, '\n'));
        size_t progress = pl_str_rfind(line, '\r'); /* which ends in no line end of its own */
        if (progress < line.len)
            line = pl_str_trim(pl_str_sub(line, progress, line.len));
        if (pl_str_starts(line, fatal))
            found = pl_str_sub(line, fatal.len, line.len);
        else if (line.len)
            last = line;
    }
    pl_str why = found.len ? found : last.len ? last : PL_S("git failed");
    char *out = pl_arena_text(arena, why);
    for (size_t i = 0; i < why.len; i++)
        if ((unsigned char)out[i] < 0x20 || out[i] == 0x7f)
            out[i] = '?';
    return (pl_str){ out, why.len };
}

static pl_str reason_of_errno(int error, pl_arena *arena)
{
    switch (error) {
    case ECANCELED: return PL_S("interrupted");
    case ETIMEDOUT: return PL_S("no answer for 30 seconds");
    case ETIME: return PL_S("no end after ten minutes");
    case EFBIG: return PL_S(PL_GIT_TOO_LARGE);
    case EOVERFLOW: return PL_S(PL_GIT_ENDLESS);
    case ENOENT: return PL_S("git is not installed");
    default: return pl_arena_str(arena, pl_str_cstr(pl_file_reason(error)));
    }
}

bool pl_git__call(const pl_git *git, const pl_git_call *call, pl_arena *arena, pl_str *why)
{
    pl_process p = {
        .argv = call->argv,
        .environment = call->environment,
        .dir = PL_GIT_DIR,
        .max_output = call->most ? call->most : PL_GIT_MOST_PRINTED,
        .ends_at_max = true,
        .stop = git->options->stop,
        .group = true,
        .idle_ms = call->network ? IDLE_MS : 0,
        .most_ms = call->network ? 0 : LOCAL_MS,
        .go_on = call->go_on,
        .ctx = call->ctx,
    };
    pl_buf out = { 0 }, err = { 0 };
    int status, error = pl_process_run(&p, &out, &err, &status);
    bool ok = !error && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (call->out)
        *call->out = pl_arena_str(arena, pl_buf_view(&out));
    if (call->err)
        *call->err = pl_arena_str(arena, pl_buf_view(&err));
    if (!ok)
        *why = error ? reason_of_errno(error, arena) : reason_of(pl_buf_view(&err), arena);
    pl_buf_done(&out);
    pl_buf_done(&err);
    return ok;
}

/* Does git's message `why` mean a temporary failure: the server is busy or limits requests? */
static bool is_passing(pl_str why)
{
    static const char *const codes[] = { "error: 429", "error: 500", "error: 502", "error: 503",
                                         "error: 504" };
    for (size_t i = 0; i < PL_COUNT(codes); i++)
        if (memmem(why.ptr, why.len, codes[i], strlen(codes[i])))
            return true;
    return false;
}

bool pl_git__try(const pl_git *git, const pl_git_call *call, pl_arena *arena, pl_str *why)
{
    int pause = FIRST_PAUSE_MS;
    for (int i = 0; i < TRIES; i++, pause *= 3) {
        if (pl_git__call(git, call, arena, why))
            return true;
        if (!is_passing(*why) || i + 1 == TRIES)
            return false;
        for (int ms = 0; ms < pause && !atomic_load(git->options->stop); ms += 50)
            poll(NULL, 0, 50);
    }
    return false;
}

/* ---- which git */

/* "git version 2.39.5" */
static unsigned version_of(pl_str text)
{
    pl_str prefix = PL_S("git version ");
    uint64_t major, minor;
    if (!pl_str_starts(text, prefix))
        return 0;
    text = pl_str_sub(text, prefix.len, text.len);
    pl_str a = pl_str_split(&text, '.'), b = pl_str_split(&text, '.');
    if (!pl_str_to_u64(a, &major) || !pl_str_to_u64(pl_str_trim(b), &minor) || major > 1000)
        return 0;
    return (unsigned)(major * 1000 + (minor < 999 ? minor : 999));
}

static pl_str token_of(const pl_git_options *options)
{
    static const char name[] = "POWERPIPE_GIT_TOKEN=";
    for (const char *const *e = options->environment; e && *e; e++)
        if (!strncmp(*e, name, sizeof name - 1))
            return pl_str_trim(pl_str_cstr(*e + sizeof name - 1));
    return (pl_str){ 0 };
}

bool pl_git_open(pl_git *out, const pl_git_options *options, pl_diags *diags)
{
    pl_arena arena = { 0 };
    pl_str text = { 0 }, why = { 0 };
    const char *argv[] = { "git", "--version", NULL };
    *out = (pl_git){ .options = options, .token = token_of(options) };
    pl_git_call call = {
        .argv = argv,
        .environment = pl_git__environment(out, PL_S(""), false, false, NULL, &arena),
        .out = &text,
    };
    bool ok = pl_git__call(out, &call, &arena, &why);
    out->version = ok ? version_of(text) : 0;
    if (out->version < OLDEST) {
        pl_str found = ok ? pl_str_trim(text) : why;
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_MISSING_PROGRAM,
                      "git 2.20 or newer is needed to install mods - %.*s", PL_FMT(found));
    }
    pl_arena_done(&arena);
    return out->version >= OLDEST;
}

/* ---- what is there */

/* "warning: redirecting to <url>" */
static pl_str redirection(pl_str text)
{
    pl_str prefix = PL_S("warning: redirecting to ");
    while (text.ptr) {
        pl_str line = pl_str_trim(pl_str_split(&text, '\n'));
        if (pl_str_starts(line, prefix))
            return pl_str_trim(pl_str_sub(line, prefix.len, line.len));
    }
    return (pl_str){ 0 };
}

static pl_str host_of(pl_str name)
{
    return pl_str_sub(name, 0, pl_str_find(name, '/'));
}

/* Note where a redirection led; later calls use that URL, so that the token can be withheld. */
static void note_redirection(const pl_git *git, pl_str name, pl_str messages, pl_remote *out,
                             pl_arena *arena)
{
    pl_str to = redirection(messages), scheme = PL_S("https://");
    if (!git->token.len || !pl_git__trusts(git, name) || !to.len)
        return;
    pl_str rest = pl_str_starts(to, scheme) ? pl_str_sub(to, scheme.len, to.len) : (pl_str){ 0 };
    out->url = pl_arena_str(arena, to);
    out->foreign = !pl_str_eq(host_of(rest), host_of(name));
}

bool pl_git__trusts(const pl_git *git, pl_str name)
{
    for (size_t i = 0; i < git->options->n_own; i++)
        if (pl_str_eq(host_of(git->options->own[i]), host_of(name)))
            return true;
    return false;
}

static bool list_from(const pl_git *git, pl_str name, const char *url, pl_arena *arena,
                      pl_remote *out, pl_str *why)
{
    const char *argv[] = { "git", "ls-remote", "--tags", "--heads", "--", url, NULL };
    pl_str text = { 0 }, messages = { 0 };
    pl_git_call call = {
        .argv = argv,
        .environment =
            pl_git__environment(git, host_of(name), pl_git__trusts(git, name), true, NULL, arena),
        .network = true,
        .out = &text,
        .err = &messages,
    };
    if (!pl_git__try(git, &call, arena, why))
        return false;
    *out = (pl_remote){ .url = pl_str_cstr(url) };
    note_redirection(git, name, messages, out, arena);
    pl_refs_parse(text, arena, &out->refs);
    if (!pl_str_trim(text).len)
        *why = PL_S("remote repository is empty");
    return pl_str_trim(text).len > 0;
}

bool pl_git_list(const pl_git *git, pl_str name, pl_arena *arena, pl_remote *out, pl_str *why)
{
    pl_str hub = PL_S("github.com/"), first, second;
    const char *refusal = pl_mod_name_refusal(name);
    if (refusal) {
        *why = pl_str_cstr(refusal);
        return false;
    }
    pl_str url = pl_arena_printf(arena, "https://%.*s", PL_FMT(name));
    if (list_from(git, name, url.ptr, arena, out, &first)) {
        return true;
    }
    *why = first;
    if (!pl_str_starts(name, hub) || atomic_load(git->options->stop) ||
        pl_str_eq(first, PL_S("remote repository is empty")))
        return false;
    pl_str path = pl_str_sub(name, hub.len, name.len);
    url = pl_arena_printf(arena, "git@github.com:%.*s%s", PL_FMT(path),
                          pl_str_ends(path, PL_S(".git")) ? "" : ".git");
    return list_from(git, name, url.ptr, arena, out, &second);
}
