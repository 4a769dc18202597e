/* pending.c - writes, reads and carries out the pending file of a change. */
#include "mod/pending.h"
#include "base/assert.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/inside.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/lock.h"
#include <errno.h>

#define HEAD "pipelite pending 1\n"

/* ORDER: the files in the order in which they change. The lock file decides what is installed. */
static const char *const names[] = { PL_LOCK_FILE, ".mod.sum", "mod.pp", "mod.sp" };

static bool is_known(pl_str name)
{
    for (size_t i = 0; i < PL_COUNT(names); i++)
        if (pl_str_eq(name, pl_str_cstr(names[i])))
            return true;
    return false;
}

/* ---- the file */

static void print_number(pl_buf *out, bool there, uint64_t number)
{
    if (there)
        pl_buf_printf(out, " %llu", (unsigned long long)number);
    else
        pl_buf_cstr(out, " -");
}

void pl_pending_print(const pl_pending *p, pl_buf *out)
{
    pl_buf_cstr(out, HEAD);
    for (uint32_t i = 0; i < p->n; i++) {
        const pl_pending_file *f = &p->files[i];
        pl_buf_str(out, f->name);
        print_number(out, f->was, f->before);
        print_number(out, f->stays, f->text.len);
        pl_buf_byte(out, '\n');
        if (f->stays)
            pl_buf_str(out, f->text);
        pl_buf_byte(out, '\n');
    }
}

static bool parse_number(pl_str text, bool *there, uint64_t *out)
{
    *out = 0;
    *there = !pl_str_eq(text, PL_S("-"));
    return !*there || pl_str_to_u64(text, out);
}

static bool parse_file(pl_str *rest, pl_pending_file *f)
{
    uint64_t size;
    pl_str line = pl_str_split(rest, '\n');
    f->name = pl_str_split(&line, ' ');
    pl_str before = pl_str_split(&line, ' ');
    if (!is_known(f->name) || !parse_number(before, &f->was, &f->before) ||
        !parse_number(line, &f->stays, &size))
        return false;
    if (size >= rest->len || rest->ptr[size] != '\n')
        return false;
    f->text = pl_str_sub(*rest, 0, (size_t)size);
    *rest = pl_str_sub(*rest, (size_t)size + 1, rest->len);
    return true;
}

bool pl_pending_parse(pl_str text, pl_pending *out)
{
    pl_str head = PL_S(HEAD);
    *out = (pl_pending){ 0 };
    if (!pl_str_starts(text, head))
        return false;
    for (pl_str rest = pl_str_sub(text, head.len, text.len); rest.len; out->n++) {
        pl_pending_file *f = &out->files[out->n];
        if (out->n == PL_PENDING_MOST || !parse_file(&rest, f))
            return false;
        for (uint32_t i = 0; i < out->n; i++)
            if (pl_str_eq(out->files[i].name, f->name))
                return false;
    }
    return out->n > 0;
}

/* ---- changing */

/* Read a file as it is now. 0, also if it does not exist, or errno. */
static int read_current(pl_str workspace, pl_str name, pl_arena *arena, bool *there, pl_str *text)
{
    pl_str path = pl_path_join(arena, workspace, name);
    int error = pl_file_slurp(path.ptr, PL_PENDING_MAX, arena, text);
    *there = !error;
    if (error)
        *text = (pl_str){ 0 };
    return error == ENOENT ? 0 : error;
}

int pl_pending_add(pl_pending *p, pl_str workspace, pl_str name, bool stays, pl_str text)
{
    pl_arena arena = { 0 };
    pl_pending_file f = { .name = name, .stays = stays, .text = text };
    pl_str before;
    pl_assert(is_known(name));
    int error = read_current(workspace, name, &arena, &f.was, &before);
    f.before = f.was ? pl_hash_str(before) : 0;
    bool same = f.was == stays && (!stays || pl_str_eq(before, text));
    pl_arena_done(&arena);
    if (error || same)
        return error;
    pl_assert(p->n < PL_PENDING_MOST);
    p->files[p->n++] = f;
    return 0;
}

/* Write or remove one file. Writing keeps a symbolic link and replaces its target. The target of
 * the mod file may be anywhere; the other files are our own, so that a link out of the workspace
 * was not made by the user: writing through it is refused. */
static int change_file(pl_str workspace, const pl_pending_file *f)
{
    pl_arena arena = { 0 };
    pl_links links = pl_str_starts(f->name, PL_S("mod.")) ? PL_LINKS_ANY : PL_LINKS_INSIDE;
    pl_str path;
    int error = pl_path_inside(&arena, workspace, f->name, f->stays ? links : PL_LINKS_ANY, &path);
    if (!error)
        error = f->stays ? pl_file_rewrite(path.ptr, f->text, 0644) : pl_file_remove(path.ptr);
    pl_arena_done(&arena);
    return error;
}

static int remove_pending(pl_str workspace)
{
    return change_file(workspace, &(pl_pending_file){ .name = PL_S(PL_PENDING_FILE) });
}

/* Write the pending file, unless there is only one change, which happens in one step. */
static int write_pending(const pl_pending *p, pl_str workspace)
{
    pl_buf text = { 0 };
    pl_pending_print(p, &text);
    pl_pending_file f = { .name = PL_S(PL_PENDING_FILE), .stays = true };
    f.text = pl_buf_view(&text);
    int error = p->n > 1 && text.len <= PL_PENDING_MAX ? change_file(workspace, &f) : 0;
    pl_buf_done(&text);
    return error;
}

int pl_pending_carry_out(const pl_pending *p, pl_str workspace, pl_str *bad)
{
    *bad = PL_S(PL_PENDING_FILE);
    int error = write_pending(p, workspace);
    if (error)
        return error;
    for (uint32_t i = 0; i < p->n && !error; i++) {
        *bad = p->files[i].name;
        error = change_file(workspace, &p->files[i]);
        if (error && i > 0)
            return error;
    }
    if (p->n > 1)
        remove_pending(workspace);
    return error;
}

/* ---- finishing */

typedef enum pending_state { PENDING_BEFORE, PENDING_AFTER, PENDING_OTHER } pending_state;

/* Compare a file with its old and its new content. 0, or an errno if that is impossible now; it may
 * succeed another time. */
static int state_of(const pl_pending_file *f, pl_str workspace, pl_arena *arena, pending_state *out)
{
    pl_buf target = { 0 };
    pl_str now;
    bool there;
    bool link = pl_file_link_target(pl_path_join(arena, workspace, f->name).ptr, &target) == 0;
    pl_buf_done(&target);
    int error = link ? EISDIR : read_current(workspace, f->name, arena, &there, &now);
    *out = PENDING_OTHER;
    if (error)
        return error == EISDIR || error == EFBIG ? 0 : error;
    if (there == f->stays && (!there || pl_str_eq(now, f->text)))
        *out = PENDING_AFTER;
    else if (there == f->was && (!there || pl_hash_str(now) == f->before))
        *out = PENDING_BEFORE;
    return 0;
}

static int finish_pending(const pl_pending *p, pl_str workspace, pl_arena *arena)
{
    pending_state states[PL_PENDING_MOST];
    bool other = false;
    for (uint32_t i = 0; i < p->n; i++) {
        int error = state_of(&p->files[i], workspace, arena, &states[i]);
        if (error)
            return error;
        other = other || states[i] == PENDING_OTHER;
    }
    for (uint32_t i = 0; i < p->n && !other; i++) {
        int error = states[i] == PENDING_BEFORE ? change_file(workspace, &p->files[i]) : 0;
        if (error)
            return error;
    }
    return remove_pending(workspace);
}

int pl_pending_finish(pl_str workspace)
{
    pl_arena arena = { 0 };
    pl_pending pending;
    pl_stamp stamp;
    pl_str text;
    const char *path = pl_path_join(&arena, workspace, PL_S(PL_PENDING_FILE)).ptr;
    bool there = pl_file_stat(path, &stamp, NULL) == 0;
    int error = there ? pl_file_slurp(path, 2 * PL_PENDING_MAX, &arena, &text) : 0;
    if (!error && there && pl_pending_parse(text, &pending))
        error = finish_pending(&pending, workspace, &arena);
    pl_arena_done(&arena);
    return error;
}

void pl_pending_finish_for_reader(pl_str workspace, const pl_log *log)
{
    enum { STEP_MS = 5, LONGEST_MS = 5000 };
    pl_arena arena = { 0 };
    pl_stamp stamp;
    const char *path = pl_path_join(&arena, workspace, PL_S(PL_PENDING_FILE)).ptr;
    int error = EWOULDBLOCK;
    for (int waited = 0; error == EWOULDBLOCK && waited < LONGEST_MS; waited += STEP_MS) {
        pl_folder_lock alone = { -1 };
        if (pl_file_stat(path, &stamp, NULL) != 0)
            break;
        error = pl_folder_lock_try(&alone, workspace.ptr, false, STEP_MS);
        if (error != EWOULDBLOCK)
            error = pl_pending_finish(workspace);
        pl_folder_lock_drop(&alone);
        if (error && error != EWOULDBLOCK)
            pl_log_line(log, PL_LOG_WARN, "cannot finish an installation that was interrupted", 2,
                        "path", workspace.ptr, "error", pl_file_reason(error));
    }
    pl_arena_done(&arena);
}

/* ---- left-overs */

static bool is_left_over(pl_str name)
{
    pl_str mark = PL_S(PL_FILE_BESIDE);
    size_t tail = mark.len + 6; /* of mkstemp() */
    if (name.len <= tail)
        return false;
    pl_str stem = pl_str_sub(name, 0, name.len - tail);
    return pl_str_starts(pl_str_sub(name, stem.len, name.len), mark) &&
           (is_known(stem) || pl_str_eq(stem, PL_S(PL_PENDING_FILE)));
}

static int remove_leftover(void *ctx, const pl_thing *thing)
{
    (void)ctx;
    if (thing->kind == PL_THING_FILE && is_left_over(thing->path))
        pl_file_remove(thing->full);
    return thing->kind == PL_THING_FOLDER ? ECANCELED : 0;
}

void pl_pending_remove_leftovers(pl_str workspace)
{
    pl_folder_walk(workspace.ptr, remove_leftover, NULL);
}
