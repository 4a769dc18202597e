/* sums_folder.c - computes the digests of a folder: of each file, of all together, and git's tree.
 */
#include "base/str.h"
#include "hcl/digest.h"
#include "mod/sums.h"
#include <errno.h>
#include <stdlib.h>

typedef struct summing {
    pl_arena *arena;
    pl_digest_kind git; /* SHA-1, or SHA-256 in newer repositories */
    PL_VEC(pl_sum_file) files;
} summing;

static pl_str hex_of(pl_arena *arena, pl_digest_kind kind, pl_str bytes)
{
    unsigned char digest[PL_DIGEST_MAX];
    size_t n = pl_digest(kind, bytes, digest);
    char *out = pl_arena_alloc(arena, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    out[2 * n] = 0;
    return pl_str_make(out, 2 * n);
}

/* The id of a git object: the digest of "<type> <length>", a zero byte and the bytes. */
static pl_str object_of(summing *s, const char *type, pl_str bytes)
{
    pl_buf all = { 0 };
    pl_buf_printf(&all, "%s %zu", type, bytes.len);
    pl_buf_byte(&all, 0);
    pl_buf_str(&all, bytes);
    pl_str out = hex_of(s->arena, s->git, pl_buf_view(&all));
    pl_buf_done(&all);
    return out;
}

static int sum_file(summing *s, const pl_thing *thing)
{
    pl_reader reader = { 0 };
    pl_view view;
    int error = pl_view_open(&reader, thing->full, &view);
    if (!error) {
        pl_sum_file f = { .path = pl_arena_str(s->arena, thing->path) };
        f.executable = thing->mode & 0100;
        f.sha256 = hex_of(s->arena, PL_DIGEST_SHA256, pl_view_str(&view));
        f.blob = object_of(s, "blob", pl_view_str(&view));
        pl_vec_push(&s->files, f);
        pl_view_close(&view);
    }
    pl_reader_done(&reader);
    return error;
}

static int sum_link(summing *s, const pl_thing *thing)
{
    pl_buf target = { 0 };
    int error = pl_file_link_target(thing->full, &target);
    pl_sum_file f = { .path = pl_arena_str(s->arena, thing->path), .link = true };
    f.blob = object_of(s, "blob", pl_buf_view(&target));
    pl_vec_push(&s->files, f);
    pl_buf_done(&target);
    return error;
}

/* Sum one entry of the folder. A clone that a user made by hand has a .git, which is no content. */
static int sum_thing(void *ctx, const pl_thing *thing)
{
    switch (thing->kind) {
    case PL_THING_FILE: return sum_file(ctx, thing);
    case PL_THING_LINK: return sum_link(ctx, thing);
    case PL_THING_FOLDER: return pl_str_eq(thing->path, PL_S(".git")) ? ECANCELED : 0;
    default: return 0;
    }
}

static int by_path(const void *a, const void *b)
{
    const pl_sum_file *x = a, *y = b;
    return pl_str_cmp(x->path, y->path);
}

/* ---- the tree of git */

/* One name in a folder: a file, or all files [first, end) of a folder below. */
typedef struct entry {
    pl_str name;
    bool folder;
    size_t first, end;
} entry;

/* Order as git does: a folder sorts as if its name ended in a slash. */
static int by_git(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    size_t n = x->name.len < y->name.len ? x->name.len : y->name.len;
    int order = n ? memcmp(x->name.ptr, y->name.ptr, n) : 0;
    if (order)
        return order;
    unsigned char c = x->name.len > n ? (unsigned char)x->name.ptr[n] : x->folder ? '/' : 0;
    unsigned char d = y->name.len > n ? (unsigned char)y->name.ptr[n] : y->folder ? '/' : 0;
    return (c > d) - (c < d);
}

static void put_id(pl_buf *out, pl_str hex)
{
    for (size_t i = 0; i + 1 < hex.len; i += 2) {
        unsigned byte = 0;
        for (size_t k = i; k < i + 2; k++)
            byte = byte << 4 |
                   (unsigned)(hex.ptr[k] <= '9' ? hex.ptr[k] - '0' : hex.ptr[k] - 'a' + 10);
        pl_buf_byte(out, (char)byte);
    }
}

/* The id of the tree of files [first, end), which share the first `skip` bytes of their paths. It
 * recurses by the depth of paths, which the system bounds. */
static pl_str tree_of(summing *s, size_t first, size_t end, size_t skip)
{
    PL_VEC(entry) entries = { 0 };
    for (size_t i = first, next; i < end; i = next) {
        pl_str rest = pl_str_sub(s->files.at[i].path, skip, s->files.at[i].path.len);
        entry e = { .name = pl_str_sub(rest, 0, pl_str_find(rest, '/')), .first = i };
        e.folder = e.name.len < rest.len;
        for (next = i + 1; e.folder && next < end; next++) {
            pl_str other = pl_str_sub(s->files.at[next].path, skip, s->files.at[next].path.len);
            if (!pl_str_starts(other, e.name) || other.len <= e.name.len ||
                other.ptr[e.name.len] != '/')
                break;
        }
        e.end = next;
        pl_vec_push(&entries, e);
    }
    if (entries.n)
        qsort(entries.at, entries.n, sizeof(entry), by_git);
    pl_buf text = { 0 };
    for (size_t i = 0; i < entries.n; i++) {
        const entry *e = &entries.at[i];
        const pl_sum_file *f = &s->files.at[e->first];
        const char *mode = e->folder       ? "40000"
                           : f->link       ? "120000"
                           : f->executable ? "100755"
                                           : "100644";
        pl_buf_printf(&text, "%s %.*s", mode, PL_FMT(e->name));
        pl_buf_byte(&text, 0);
        put_id(&text, e->folder ? tree_of(s, e->first, e->end, skip + e->name.len + 1) : f->blob);
    }
    pl_str id = object_of(s, "tree", pl_buf_view(&text));
    pl_buf_done(&text);
    pl_vec_done(&entries);
    return id;
}

/* ---- the whole */

static pl_str sum_of_all(const summing *s)
{
    pl_buf text = { 0 };
    for (size_t i = 0; i < s->files.n; i++)
        if (!s->files.at[i].link)
            pl_buf_printf(&text, "%.*s  %.*s\n", PL_FMT(s->files.at[i].sha256),
                          PL_FMT(s->files.at[i].path));
    pl_str out = hex_of(s->arena, PL_DIGEST_SHA256, pl_buf_view(&text));
    pl_buf_done(&text);
    return out;
}

int pl_sums_of_folder(pl_str dir, pl_str commit, pl_arena *arena, pl_folder_sum *out)
{
    summing s = { .arena = arena };
    s.git = commit.len > 40 ? PL_DIGEST_SHA256 : PL_DIGEST_SHA1;
    int error = pl_folder_walk(dir.ptr, sum_thing, &s);
    *out = (pl_folder_sum){ 0 };
    if (!error) {
        if (s.files.n)
            qsort(s.files.at, s.files.n, sizeof(pl_sum_file), by_path);
        pl_sum_file *files = pl_arena_alloc(arena, (s.files.n + 1) * sizeof *files);
        if (s.files.n)
            memcpy(files, s.files.at, s.files.n * sizeof *files);
        *out = (pl_folder_sum){ .files = files, .n = (uint32_t)s.files.n };
        out->sha256 = sum_of_all(&s);
        out->tree = tree_of(&s, 0, s.files.n, 0);
    }
    pl_vec_done(&s.files);
    return error;
}
