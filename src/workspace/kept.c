/* kept.c - keeps sources deflated and reference counted, and hashes the tokens of each block. */
#include "workspace/kept.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/path.h"
#include "base/str.h"
#include "lex/lex.h"
#include <stdatomic.h>
#include <zlib.h>

/* The text of one file. */
typedef struct text {
    atomic_uint users;
    uint32_t len;    /* of the text */
    uint32_t packed; /* of `bytes`; equal to `len`: the text is not deflated */
    unsigned char bytes[];
} text;

struct pl_kept {
    uint32_t n_files, n_entries;
    text **texts;      /* by file; NULL: not kept */
    uint32_t *effects; /* by entry */
};

/* ---- texts */

static text *pack(pl_str s)
{
    enum { FAST = 1 };
    uLongf most = compressBound((uLong)s.len);
    text *t = pl_mem_alloc(sizeof *t + most);
    atomic_init(&t->users, 1);
    t->len = t->packed = (uint32_t)s.len;
    if (compress2(t->bytes, &most, (const Bytef *)s.ptr, (uLong)s.len, FAST) == Z_OK &&
        most < s.len)
        t->packed = (uint32_t)most;
    else
        memcpy(t->bytes, s.ptr, s.len);
    return pl_mem_trim(t, sizeof *t + t->packed);
}

static void leave_text(text *t)
{
    if (t && atomic_fetch_sub_explicit(&t->users, 1, memory_order_acq_rel) == 1)
        pl_mem_free(t);
}

bool pl_kept_text(const pl_kept *k, uint32_t file, pl_arena *arena, pl_str *out)
{
    if (!k || file >= k->n_files || !k->texts[file])
        return false;
    const text *t = k->texts[file];
    unsigned char *bytes = pl_arena_alloc(arena, t->len + (size_t)PL_VIEW_SLACK);
    uLongf len = t->len;
    memset(bytes + t->len, 0, PL_VIEW_SLACK);
    if (t->packed == t->len)
        memcpy(bytes, t->bytes, t->len);
    else if (uncompress(bytes, &len, t->bytes, t->packed) != Z_OK || len != t->len)
        return false;
    *out = (pl_str){ (const char *)bytes, t->len };
    return true;
}

/* ---- effects */

static uint64_t effect_of(const pl_tokens *tokens, pl_str s, uint32_t start, uint32_t end)
{
    size_t low = 0, high = tokens->list.n;
    uint64_t hash = 1;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (tokens->list.at[mid].start < start)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < tokens->list.n && tokens->list.at[low].start < end; low++) {
        const pl_token *t = &tokens->list.at[low];
        if (t->kind != PL_T_COMMENT && t->kind != PL_T_NEWLINE)
            hash = pl_hash_mix(hash,
                               pl_hash_mix(t->kind, pl_hash_str(pl_str_sub(s, t->start, t->end))));
    }
    return hash;
}

static void find_effects(pl_kept *k, const pl_index *ix, uint32_t file, pl_str s, pl_tokens *tokens)
{
    uint32_t first, end, n;
    const pl_ix_entry *entries = pl_index_entries(ix, &n);
    pl_lex(s, PL_LEX_BODY, tokens);
    pl_index_file_entries(ix, file, &first, &end);
    for (uint32_t id = first; id < end; id++) {
        uint32_t effect = (uint32_t)effect_of(tokens, s, entries[id].start, entries[id].end);
        k->effects[id] = effect ? effect : 1;
    }
}

uint32_t pl_kept_effect(const pl_kept *k, pl_entry_id id)
{
    return k && id < k->n_entries ? k->effects[id] : 0;
}

/* ---- the texts of all files */

typedef struct reading {
    pl_kept *kept;
    const pl_index *ix, *old_ix;
    const pl_kept *old;
    pl_str dir;
    pl_reader reader;
    pl_tokens tokens;
    pl_map old_rows; /* path -> row; if several mods have the file, the row of the first */
    pl_arena scratch;
} reading;

/* Take the text over from the old generation if the file has the same bytes. */
static bool take_old(reading *r, uint32_t file, const pl_ix_file *row)
{
    uint32_t at, n, first, end, old_first, old_end;
    if (!r->old || !pl_map_find(&r->old_rows, pl_index_str(r->ix, row->path), &at) ||
        pl_index_files(r->old_ix, &n)[at].hash != row->hash)
        return false;
    pl_index_file_entries(r->ix, file, &first, &end);
    pl_index_file_entries(r->old_ix, at, &old_first, &old_end);
    if (end - first != old_end - old_first || (first < end && !r->old->effects[old_first]))
        return false;
    memcpy(r->kept->effects + first, r->old->effects + old_first, (end - first) * sizeof(uint32_t));
    text *t = r->old->texts[at];
    if (t)
        atomic_fetch_add_explicit(&t->users, 1, memory_order_relaxed);
    r->kept->texts[file] = t;
    return true;
}

static void read_file(reading *r, uint32_t file, const pl_ix_file *row)
{
    pl_view view;
    pl_str path = pl_index_str(r->ix, row->path);
    pl_arena_reset(&r->scratch);
    pl_str full = pl_path_join(&r->scratch, r->dir, path);
    if (pl_view_open(&r->reader, full.ptr, &view) != 0)
        return;
    if (pl_hash_str(pl_view_str(&view)) == row->hash) {
        find_effects(r->kept, r->ix, file, pl_view_str(&view), &r->tokens);
        r->kept->texts[file] = pack(pl_view_str(&view));
    }
    pl_view_close(&view);
}

static void index_old(reading *r)
{
    uint32_t n = 0;
    const pl_ix_file *rows = r->old ? pl_index_files(r->old_ix, &n) : NULL;
    for (uint32_t i = 0; i < n; i++)
        pl_map_put(&r->old_rows, pl_index_str(r->old_ix, rows[i].path), i, NULL);
}

pl_kept *pl_kept_read(const pl_index *ix, pl_str dir, const pl_index *old_ix, const pl_kept *old)
{
    pl_kept *k = pl_mem_zalloc(sizeof *k);
    reading r = { .kept = k, .ix = ix, .old_ix = old_ix, .old = old, .dir = dir };
    const pl_ix_file *rows = pl_index_files(ix, &k->n_files);
    pl_assert(!old || old_ix);
    pl_index_entries(ix, &k->n_entries);
    k->texts = pl_mem_zalloc((k->n_files + (size_t)1) * sizeof *k->texts);
    k->effects = pl_mem_zalloc((k->n_entries + (size_t)1) * sizeof *k->effects);
    index_old(&r);
    for (uint32_t i = 0; i < k->n_files; i++)
        if (!take_old(&r, i, &rows[i]))
            read_file(&r, i, &rows[i]);
    pl_reader_done(&r.reader);
    pl_tokens_done(&r.tokens);
    pl_map_done(&r.old_rows);
    pl_arena_done(&r.scratch);
    return k;
}

void pl_kept_free(pl_kept *k)
{
    if (!k)
        return;
    for (uint32_t i = 0; i < k->n_files; i++)
        leave_text(k->texts[i]);
    pl_mem_free(k->texts);
    pl_mem_free(k->effects);
    pl_mem_free(k);
}
