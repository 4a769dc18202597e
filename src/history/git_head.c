/* git_head.c - asks git for commit and state of a folder. */
#include "history/git_head.h"
#include "base/process.h"
#include "base/str.h"

enum { LONGEST_MS = 2000, LONGEST_OUTPUT = 4096, WORDS = 16 };

/* Run git in the folder and append the beginning of what it prints. False if it failed. */
static bool ask_git(const char *folder, const char *const *environment, const char *const *words,
                    pl_buf *out)
{
    /* What the configuration of a repository could start. */
    const char *argv[WORDS] = {
        "git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks"
    };
    size_t n = 6;
    pl_buf err = { 0 };
    int status = 0;
    while (*words)
        argv[n++] = *words++;
    pl_process git = { .argv = argv,
                       .environment = environment,
                       .dir = folder,
                       .max_output = LONGEST_OUTPUT,
                       .most_ms = LONGEST_MS };
    bool ok = pl_process_run(&git, out, &err, &status) == 0 && status == 0;
    pl_buf_done(&err);
    return ok;
}

/* Filters are programs, too, and a status runs them for files whose times have changed. So only the
 * names of what may differ are asked for where the repository configures none. */
static bool is_dirty(const char *folder, const char *const *environment)
{
    static const char *const filters[] = { "config", "--local", "--get-regexp", "^filter\\..*",
                                           NULL };
    static const char *const status[] = {
        "status", "--porcelain", "--untracked-files=no", "--ignore-submodules", "--", ".", NULL
    };
    pl_buf out = { 0 };
    bool filtered = ask_git(folder, environment, filters, &out);
    out.len = 0;
    bool dirty = !filtered && ask_git(folder, environment, status, &out) && out.len;
    pl_buf_done(&out);
    return dirty;
}

pl_str pl_git_head(pl_str folder, const char *const *environment, pl_arena *arena, bool *dirty)
{
    static const char *const head[] = { "rev-parse", "--verify", "--quiet", "HEAD", NULL };
    pl_str path = pl_arena_printf(arena, "%.*s", PL_FMT(folder)), commit = { 0 };
    pl_buf out = { 0 };
    *dirty = false;
    if (ask_git(path.ptr, environment, head, &out)) {
        commit = pl_arena_str(arena, pl_str_trim(pl_buf_view(&out)));
        *dirty = is_dirty(path.ptr, environment);
    }
    pl_buf_done(&out);
    return commit;
}
