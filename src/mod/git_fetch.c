/* git_fetch.c - fetches a reference into a mirror and checks out the files of the mod.
 *
 * A mirror is a bare repository, <mirrors>/<name with %xx>.git, in which refs/mods/<id> holds the
 * objects fetched for the id that the remote lists. Its info/attributes switch off all conversions
 * and filters. Only the holder of the lock on its folder uses it. */
#include "base/file.h"
#include "base/assert.h"
#include "base/folder.h"
#include "base/inside.h"
#include "base/path.h"
#include "base/process.h"
#include "base/str.h"
#include "mod/git_inner.h"
#include <errno.h>

#define ATTRIBUTES "* -text -filter -ident -working-tree-encoding -eol\n"

/* The state of one fetch. */
typedef struct fetching {
    const pl_git *git;
    const pl_git_fetch *f;
    pl_arena *arena;
    pl_str mirror; /* NUL-terminated */
    pl_folder_lock lock;
    pl_str ref;          /* refs/mods/<id> */
    uint64_t before;     /* bytes of the mirror when the fetch began */
    const char *git_dir; /* "--git-dir=<mirror>" */
} fetching;

/* ---- the mirror */

pl_str pl_git__mirror_name(pl_str name, pl_arena *arena)
{
    pl_buf text = { 0 };
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_' || (c == '.' && i > 0);
        pl_buf_printf(&text, plain ? "%c" : "%%%02x", (unsigned char)c);
    }
    pl_str out = pl_arena_printf(arena, "%.*s.git", PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
    return out;
}

/* Make a mirror under another name and rename it, so that it is complete even if the process dies.
 */
static bool make_mirror(fetching *f, pl_str *why)
{
    pl_buf beside = { 0 };
    pl_buf_printf(&beside, "%s.", f->mirror.ptr);
    pl_file_temp_name(&beside);
    pl_buf_byte(&beside, 0);
    const char *argv[] = {
        "git", "init", "--quiet", "--bare", "--template=", "--", beside.ptr, NULL
    };
    pl_git_call call = {
        .argv = argv,
        .environment = pl_git__environment(f->git, PL_S(""), false, false, NULL, f->arena),
    };
    bool ok = pl_git__call(f->git, &call, f->arena, why);
    pl_str info = pl_arena_printf(f->arena, "%s/info", beside.ptr);
    pl_str file = pl_arena_printf(f->arena, "%s/info/attributes", beside.ptr);
    if (ok) {
        pl_folder_make(info.ptr);
        int error = pl_file_replace(file.ptr, PL_S(ATTRIBUTES), false);
        if (!error && pl_file_rename(beside.ptr, f->mirror.ptr) == EEXIST)
            pl_folder_remove(beside.ptr);
        ok = !error;
        if (error)
            *why = pl_arena_str(f->arena, pl_str_cstr(pl_file_reason(error)));
    }
    pl_buf_done(&beside);
    return ok;
}

static bool open_mirror(fetching *f, pl_str folder, pl_str *why)
{
    pl_stamp stamp;
    bool is_dir;
    if (pl_path_make_private_dirs(folder) != 0)
        return false;
    f->mirror = pl_path_join(f->arena, folder, pl_git__mirror_name(f->f->name, f->arena));
    if (pl_file_stat(f->mirror.ptr, &stamp, &is_dir) != 0 &&
        (!f->f->remote || !make_mirror(f, why)))
        return false;
    pl_lock_wait wait = { .stop = f->git->options->stop };
    int error = pl_folder_lock_take(&f->lock, f->mirror.ptr, &wait);
    if (error && error != ENOLCK && error != ENOSYS && error != EOPNOTSUPP)
        *why = pl_arena_str(f->arena, pl_str_cstr(pl_file_reason(error)));
    f->git_dir = pl_arena_printf(f->arena, "--git-dir=%s", f->mirror.ptr).ptr;
    pl_file_touch(f->mirror.ptr);
    return !error || error == ENOLCK || error == ENOSYS || error == EOPNOTSUPP;
}

/* Does refs/mods/<id> hold the commit? */
static bool has_commit(fetching *f)
{
    pl_str path, text;
    return pl_path_inside(f->arena, f->mirror, f->ref, PL_LINKS_INSIDE, &path) == 0 &&
           pl_file_slurp(path.ptr, 256, f->arena, &text) == 0 &&
           pl_str_eq(pl_str_trim(text), f->f->commit);
}

/* ---- transferring */

static int add_size(void *ctx, const pl_thing *thing)
{
    *(uint64_t *)ctx += thing->kind == PL_THING_FILE ? thing->size : 0;
    return 0;
}

static uint64_t size_of(pl_str dir)
{
    uint64_t size = 0;
    pl_folder_walk(dir.ptr, add_size, &size);
    return size;
}

/* Does the fetch still fit the limit? Objects arrive packed, so if they exceed the limit of the
 * files, the files do, too. */
static bool fits_limit(void *ctx)
{
    fetching *f = ctx;
    uint64_t most = f->git->options->max_bytes;
    return !most || size_of(f->mirror) <= f->before + most;
}

/* Fetch the reference into the mirror, one commit deep. False with one line in *why, also if it no
 * longer leads to the wanted commit. */
static bool transfer(fetching *f, pl_str *why)
{
    pl_assert(f->f->remote && f->f->ref.len);
    const pl_remote *remote = f->f->remote;
    pl_str name = f->f->name, host = pl_str_sub(name, 0, pl_str_find(name, '/'));
    pl_str spec = pl_arena_printf(f->arena, "+%.*s:%.*s", PL_FMT(f->f->ref), PL_FMT(f->ref));
    const char *argv[] = { "git",
                           f->git_dir,
                           "fetch",
                           "--depth",
                           "1",
                           "--no-tags",
                           "--force",
                           "--progress",
                           "--no-recurse-submodules",
                           "--",
                           remote->url.ptr,
                           spec.ptr,
                           NULL };
    bool token = !remote->foreign && pl_git__trusts(f->git, name);
    pl_git_call call = {
        .argv = argv,
        .environment =
            pl_git__environment(f->git, host, token, !token || !f->git->token.len, NULL, f->arena),
        .network = true,
        .go_on = fits_limit,
        .ctx = f,
    };
    f->before = size_of(f->mirror);
    if (!pl_git__try(f->git, &call, f->arena, why))
        return false;
    if (!has_commit(f))
        *why = PL_S("the reference moved while it was fetched: try again");
    return has_commit(f);
}

/* ---- files */

/* Does a tree fit the limits? `listing` is from `ls-tree -r -t -l -z`:
 * "<mode> <type> <id> <size>\t<path>". NULL, or what is wrong with it. */
static const char *find_excess(fetching *f, pl_str listing)
{
    uint64_t sum = 0, most = f->git->options->max_bytes;
    for (unsigned n = 0; listing.len; n++) {
        if (n == PL_GIT_MOST_NAMES)
            return PL_GIT_TOO_MANY;
        pl_str line = pl_str_split(&listing, 0), head = pl_str_split(&line, '\t');
        uint64_t size = 0;
        pl_str_to_u64(pl_str_sub(head, pl_str_rfind(head, ' ') + 1, head.len), &size);
        sum = size > UINT64_MAX - sum ? UINT64_MAX : sum + size;
    }
    return most && sum > most ? PL_GIT_TOO_LARGE : NULL;
}

static bool check_size(fetching *f, pl_str *why)
{
    /* -t: folders without files have names, too. */
    const char *argv[] = { "git", f->git_dir, "ls-tree", "-r", "-t", "-l", "-z", f->ref.ptr, NULL };
    pl_str listing = { 0 };
    pl_git_call call = {
        .argv = argv,
        .environment = pl_git__environment(f->git, PL_S(""), false, false, NULL, f->arena),
        .most = PL_GIT_MOST_LISTED,
        .out = &listing,
    };
    bool ok = pl_git__call(f->git, &call, f->arena, why);
    const char *excess = ok ? find_excess(f, listing) : NULL;
    if (!ok && pl_str_eq(*why, PL_S(PL_GIT_ENDLESS)))
        excess = PL_GIT_TOO_MANY;
    if (excess)
        *why = pl_str_cstr(excess);
    return ok && !excess;
}

static bool check_out(fetching *f, pl_str *why)
{
    pl_assert(f->f->to.len && f->f->scratch.len);
    pl_str to = f->f->to;
    pl_str tree = pl_arena_printf(f->arena, "--work-tree=%s", to.ptr);
    pl_str index =
        pl_path_join(f->arena, f->f->scratch, pl_git__mirror_name(f->f->commit, f->arena));
    const char *argv[] = { "git",     f->git_dir, tree.ptr,   "read-tree",
                           "--reset", "-u",       f->ref.ptr, NULL };
    pl_git_call call = {
        .argv = argv,
        .environment = pl_git__environment(f->git, PL_S(""), false, false, index.ptr, f->arena),
    };
    int error = pl_path_make_dirs(to);
    if (error) {
        *why = pl_arena_str(f->arena, pl_str_cstr(pl_file_reason(error)));
        return false;
    }
    bool ok = pl_git__call(f->git, &call, f->arena, why);
    pl_file_remove(index.ptr);
    return ok;
}

/* Open one of the user's mirrors or, if they cannot be kept, one in the scratch folder. */
static bool open_any(fetching *f, pl_str *why)
{
    pl_str mirrors = f->git->options->mirrors;
    if (mirrors.len && open_mirror(f, mirrors, why))
        return true;
    if (atomic_load(f->git->options->stop))
        return false;
    return open_mirror(f, pl_path_join(f->arena, f->f->scratch, PL_S("git")), why);
}

bool pl_git_fetch_run(const pl_git *git, const pl_git_fetch *fetch, pl_arena *arena, pl_str *why)
{
    fetching f = { .git = git, .f = fetch, .arena = arena, .lock = { -1 } };
    *why = fetch->remote ? PL_S("cannot make a folder for it") : PL_S("it was not fetched yet");
    f.ref = pl_arena_printf(arena, "refs/mods/%.*s", PL_FMT(fetch->commit));
    bool ok = open_any(&f, why);
    if (ok && !has_commit(&f)) {
        ok = fetch->remote && transfer(&f, why);
        if (!fetch->remote)
            *why = PL_S("it was not fetched yet");
    }
    ok = ok && check_size(&f, why) && check_out(&f, why);
    pl_folder_lock_drop(&f.lock);
    if (!ok && (pl_str_eq(*why, PL_S(PL_GIT_TOO_LARGE)) || pl_str_eq(*why, PL_S(PL_GIT_TOO_MANY))))
        *why = pl_arena_printf(arena, "mod '%.*s' is %.*s", PL_FMT(fetch->name), PL_FMT(*why));
    return ok;
}
