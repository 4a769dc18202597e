/* store.c - opens, verifies and saves images on disk, and removes the oldest ones. */
#include "index/store.h"
#include "base/blob.h"
#include "base/build_id.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "index/image.h"
#include <errno.h>
#include <pipelite/program.h>
#include <stdlib.h>

uint64_t pl_store_program(void)
{
    const struct {
        uint64_t build;
        uint32_t format, order, pointer, header;
    } facts = { pl_build_id(), PL_IX_VERSION, PL_IX_ORDER, sizeof(void *), sizeof(pl_ix_header) };
    return pl_hash_mix(pl_hash_bytes(&facts, sizeof facts), pl_hash_str(PL_S(PIPELITE_VERSION)));
}

static const pl_str ending = { ".plx", 4 };
enum { NAME_LEN = 16 + 4, TEMP_LEN = NAME_LEN + 7 /* ".XXXXXX" */ };

pl_str pl_store_path(pl_arena *arena, pl_str dir, uint64_t key)
{
    return pl_arena_printf(arena, "%.*s/%016llx%s", PL_FMT(dir), (unsigned long long)key,
                           ending.ptr);
}

const char *pl_store_words(pl_store_found found)
{
    static const char *const words[] = {
        "it is sound",
        "none was saved",
        "it cannot be read",
        "somebody else may write to it",
        "it was saved by another version",
        "it is broken",
    };
    pl_assert(found < PL_COUNT(words));
    return words[found];
}

/* ---- load */

/* Nothing needs to be done about a file that was cut short while it was mapped: the rest of the
 * image was zero from then on, as if it had no entries, and the next open rejects the file. */
static void release(void *ctx)
{
    (void)pl_blob_close(ctx);
    pl_mem_free(ctx);
}

static pl_store_found look(const pl_blob *blob, uint64_t options, uint64_t program)
{
    const pl_ix_header *h = (const pl_ix_header *)blob->ptr;
    if (blob->len < sizeof *h || memcmp(h->magic, PL_IX_MAGIC, sizeof h->magic) != 0)
        return PL_STORE_BROKEN;
    bool same = h->version == PL_IX_VERSION && h->byte_order == PL_IX_ORDER &&
                h->program == program && h->options == options;
    return same ? PL_STORE_SOUND : PL_STORE_OTHER;
}

pl_index *pl_store_open(const char *path, uint64_t options, uint64_t program, pl_store_found *found,
                        bool *mapped)
{
    pl_blob *blob = pl_mem_alloc(sizeof *blob);
    int error = pl_blob_open(path, UINT32_MAX, blob);
    *mapped = blob->mapped;
    if (error)
        *found = error == ENOENT || error == ENOTDIR ? PL_STORE_ABSENT
                 : error == EPERM                    ? PL_STORE_FOREIGN
                                                     : PL_STORE_UNREADABLE;
    else
        *found = look(blob, options, program);
    pl_str image = { blob->ptr, blob->len };
    if (*found == PL_STORE_SOUND && !pl_index__verify_rows(image))
        *found = PL_STORE_BROKEN;
    if (*found == PL_STORE_SOUND)
        return pl_index__wrap(image, release, blob);
    release(blob);
    return NULL;
}

void pl_store_rest(const pl_index *ix)
{
    if (ix->release == release)
        pl_blob_rest(ix->ctx);
}

bool pl_store_prove(const pl_index *ix)
{
    bool sound = pl_index__verify(ix->image);
    if (sound)
        pl_index__check(ix);
    return sound;
}

/* ---- save */

typedef struct pruning {
    PL_VEC(int64_t) times; /* times of the saved images */
    int64_t oldest, now;
} pruning;

static bool is_image(pl_str name)
{
    return name.len == NAME_LEN && pl_str_ends(name, ending);
}

static bool note_time(void *ctx, pl_str name, const pl_stamp *stamp)
{
    pruning *p = ctx;
    if (is_image(name))
        pl_vec_push(&p->times, stamp->mtime_ns);
    return false;
}

/* Is it an image beyond the number that is kept, or the rest of a writer that was killed? */
static bool is_old(void *ctx, pl_str name, const pl_stamp *stamp)
{
    const int64_t hour = 3600 * 1000000000ll;
    const pruning *p = ctx;
    if (is_image(name))
        return stamp->mtime_ns < p->oldest;
    return name.len == TEMP_LEN && pl_str_eq(pl_str_sub(name, 16, NAME_LEN), ending) &&
           stamp->mtime_ns < p->now - hour;
}

static int newest_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

static void prune(const char *dir)
{
    pruning p = { .oldest = INT64_MIN, .now = pl_clock_wall_ns() };
    pl_dir_prune(dir, note_time, &p);
    if (p.times.n > PL_STORE_MOST) {
        qsort(p.times.at, p.times.n, sizeof *p.times.at, newest_first);
        p.oldest = p.times.at[PL_STORE_MOST - 1];
    }
    pl_dir_prune(dir, is_old, &p);
    pl_vec_done(&p.times);
}

int pl_store_save(pl_str path, pl_str image)
{
    pl_assert(path.len && image.ptr); /* either an image or its metadata */
    pl_arena arena = { 0 };
    pl_str dir = pl_arena_str(&arena, pl_str_sub(path, 0, pl_str_rfind(path, '/')));
    int error = pl_file_replace(path.ptr, image, false);
    if (error == ENOENT) {
        error = pl_path_make_private_dirs(dir);
        error = error ? error : pl_file_replace(path.ptr, image, false);
    }
    if (!error)
        prune(dir.ptr);
    pl_arena_done(&arena);
    return error;
}
