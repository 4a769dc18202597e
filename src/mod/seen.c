/* seen.c - notes files, absent paths, links and directories with their states. */
#include "mod/seen.h"
#include "base/hash.h"
#include "base/str.h"
#include <errno.h>

static void add_input(pl_seen *seen, pl_build_input input)
{
    if (!seen)
        return;
    if (input.path.len > PL_IX_INPUT_PATH_MAX)
        seen->unsure = true;
    input.path = pl_arena_str(seen->arena, input.path);
    pl_vec_push(&seen->list, input);
}

void pl_seen_absent(pl_seen *seen, pl_str path)
{
    add_input(seen, (pl_build_input){ .path = path, .kind = PL_IX_INPUT_ABSENT });
}

void pl_seen_present(pl_seen *seen, pl_str path)
{
    add_input(seen, (pl_build_input){ .path = path, .kind = PL_IX_INPUT_PRESENT });
}

void pl_seen_read(pl_seen *seen, pl_str path, const pl_stamp *stamp, pl_str text)
{
    if (seen)
        add_input(seen, (pl_build_input){ path, PL_IX_INPUT_FILE, *stamp, pl_hash_str(text) });
}

int pl_seen_slurp(pl_seen *seen, const char *path, size_t max, pl_arena *arena, pl_str *out)
{
    pl_reader reader = { 0 };
    pl_view view;
    pl_stamp stamp = { 0 };
    int error = pl_view_open(&reader, path, &view);
    if (!error && view.len > max)
        error = EFBIG;
    if (!error) {
        *out = pl_arena_str(arena, pl_view_str(&view));
        stamp = view.stamp;
    }
    if (!pl_view_close(&view) && !error)
        error = EIO;
    pl_reader_done(&reader);
    if (!error)
        pl_seen_read(seen, pl_str_cstr(path), &stamp, *out);
    else if (error == ENOENT || error == ENOTDIR)
        pl_seen_absent(seen, pl_str_cstr(path));
    else if (seen)
        seen->unsure = true;
    return error;
}

/* ---- walks */

bool pl_seen_is_source(pl_str name)
{
    if (name.len < 3)
        return false;
    const char *end = name.ptr + name.len - 3;
    return end[0] == '.' && (end[1] == 'p' || end[1] == 's') && end[2] == 'p';
}

/* Directories and possible source files count; other files, such as those of editors, come and
 * go unnoticed. The target of a link is found by looking it up, wherever it is. */
uint64_t pl_seen_weigh(pl_str name, pl_name_kind kind)
{
    if (kind != PL_NAME_DIR && !pl_seen_is_source(name))
        return 0;
    return pl_hash_mix(pl_hash_str(name), kind);
}

typedef struct walk {
    pl_seen *seen;
    pl_str root;
    void *ctx;
    const pl_walk_calls *calls;
    pl_buf path;
} walk;

static pl_str absolute(walk *w, pl_str path)
{
    w->path.len = 0;
    pl_buf_str(&w->path, w->root);
    if (path.len && w->root.len > 1)
        pl_buf_byte(&w->path, '/');
    pl_buf_str(&w->path, path);
    return pl_buf_view(&w->path);
}

static bool take_dir(void *ctx, pl_str path)
{
    walk *w = ctx;
    return !w->calls->dir || w->calls->dir(w->ctx, path);
}

static bool take_file(void *ctx, pl_str path, bool is_link)
{
    walk *w = ctx;
    return w->calls->file(w->ctx, path, is_link);
}

static void hear_bad(void *ctx, pl_str path, int error)
{
    walk *w = ctx;
    w->seen->unsure = true;
    if (w->calls->bad)
        w->calls->bad(w->ctx, path, error);
}

static void note_listed(void *ctx, pl_str path, const pl_stamp *stamp, uint64_t weight)
{
    walk *w = ctx;
    add_input(w->seen, (pl_build_input){ absolute(w, path), PL_IX_INPUT_DIR, *stamp, weight });
}

/* Note a link: it would be a source if it led to a file. */
static void note_link(void *ctx, pl_str path)
{
    walk *w = ctx;
    if (pl_seen_is_source(path))
        add_input(w->seen,
                  (pl_build_input){ .path = absolute(w, path), .kind = PL_IX_INPUT_IS_DIR });
}

int pl_seen_walk(pl_seen *seen, pl_str root, void *ctx, const pl_walk_calls *calls)
{
    if (!seen)
        return pl_file_walk_with(root.ptr, ctx, calls);
    walk w = { .seen = seen, .root = root, .ctx = ctx, .calls = calls };
    pl_walk_calls noting = {
        .dir = take_dir,
        .file = take_file,
        .bad = hear_bad,
        .weigh = pl_seen_weigh,
        .listed = note_listed,
        .link = note_link,
    };
    int error = pl_file_walk_with(root.ptr, &w, &noting);
    if (error == ENOENT || error == ENOTDIR)
        pl_seen_absent(seen, root);
    else if (error)
        seen->unsure = true;
    pl_buf_done(&w.path);
    return error;
}
