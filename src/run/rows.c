/* rows.c - the layout of rows that are kept in a spool.
 *
 * A row is
 *
 *     u64 size of what follows   u8 status   number of values   reason   resource   values
 *
 * A text is its length and its bytes, a value the position of its key and its text. Numbers are
 * little-endian, seven bits to a byte. A piece holds whole rows. */
#include "run/rows.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/sort.h"
#include "base/spool.h"
#include "base/str.h"
#include "run/review.h"
#include "run/tree.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

/* ORDER statuses */
static const pl_str statuses[] = {
    { "error", 5 }, { "alarm", 5 }, { "info", 4 }, { "ok", 2 }, { "skip", 4 },
};

pl_str pl_row_status_name(pl_row_status status)
{
    pl_assert((unsigned)status < PL_ROW_STATUSES);
    return statuses[status];
}

bool pl_row_status_find(pl_str text, pl_row_status *out)
{
    for (int i = 0; i < PL_ROW_STATUSES; i++) {
        if (pl_str_eq(text, statuses[i])) {
            *out = (pl_row_status)i;
            return true;
        }
    }
    return false;
}

/* The bytes of one control that are appended to the spool at a time. With ten workers that is
 * little memory, and a control with few rows is one piece. */
enum { PIECE = 32 * 1024, HEAD = sizeof(uint64_t) };

struct pl_row_keeper {
    pthread_mutex_t lock; /* guards the spool */
    pl_spool spool;
    _Atomic int error;
    char dir[]; /* with a NUL; empty: /tmp */
};

typedef struct pl_row_piece {
    uint64_t from, to; /* in the spool */
    struct pl_row_piece *next;
} pl_row_piece;

/* ---- keepers */

pl_row_keeper *pl_row_keeper_new(const char *dir)
{
    size_t n = dir ? pl_str_cstr(dir).len : 0;
    pl_row_keeper *keeper = pl_mem_zalloc(sizeof *keeper + n + 1);
    pthread_mutex_init(&keeper->lock, NULL);
    if (n)
        memcpy(keeper->dir, dir, n);
    keeper->spool.dir = keeper->dir;
    return keeper;
}

const char *pl_row_keeper_dir(const pl_row_keeper *keeper)
{
    return keeper->dir;
}

void pl_row_keeper_free(pl_row_keeper *keeper)
{
    if (!keeper)
        return;
    pl_spool_done(&keeper->spool);
    pthread_mutex_destroy(&keeper->lock);
    pl_mem_free(keeper);
}

int pl_row_keeper_error(const pl_row_keeper *keeper)
{
    return keeper ? atomic_load(&keeper->error) : 0;
}

static bool add_bytes(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static void read_piece(pl_row_keeper *keeper, const pl_row_piece *piece, pl_buf *out)
{
    out->len = 0;
    pthread_mutex_lock(&keeper->lock);
    if (!pl_spool_read(&keeper->spool, piece->from, piece->to, add_bytes, out)) {
        atomic_store(&keeper->error, errno ? errno : EIO);
        out->len = 0;
    }
    pthread_mutex_unlock(&keeper->lock);
}

/* ---- keeping */

void pl_row_keeping_begin(pl_row_keeping *k, pl_row_keeper *keeper, pl_arena *arena)
{
    *k = (pl_row_keeping){ .rows = { .keeper = keeper, .in_order = true }, .arena = arena };
    k->end = &k->first;
}

static void hand_over(pl_row_keeping *k)
{
    pl_row_keeper *keeper = k->rows.keeper;
    pl_row_piece *piece = PL_NEW(k->arena, pl_row_piece);
    pthread_mutex_lock(&keeper->lock);
    piece->from = pl_spool_size(&keeper->spool);
    piece->to = piece->from + k->piece.len;
    pl_spool_add(&keeper->spool, pl_buf_view(&k->piece));
    if (keeper->spool.error)
        atomic_store(&keeper->error, keeper->spool.error);
    pthread_mutex_unlock(&keeper->lock);
    k->piece.len = 0;
    *k->end = piece;
    k->end = &piece->next;
}

static void put_number(pl_buf *out, uint64_t n)
{
    for (; n >= 0x80; n >>= 7)
        pl_buf_byte(out, (char)(n | 0x80));
    pl_buf_byte(out, (char)n);
}

static void put_text(pl_buf *out, pl_str text)
{
    put_number(out, text.len);
    pl_buf_str(out, text);
}

static void add_key(pl_row_keeping *k, const pl_dimension *d)
{
    uint32_t n = k->rows.n_keys;
    if (n == k->keys_cap) {
        k->keys_cap = n ? n * 2 : 8;
        pl_dimension *more = pl_arena_alloc(k->arena, k->keys_cap * sizeof *more);
        if (n)
            memcpy(more, k->keys, n * sizeof *more);
        k->rows.keys = k->keys = more;
    }
    k->keys[k->rows.n_keys++] =
        (pl_dimension){ pl_arena_str(k->arena, d->key), { 0 }, pl_arena_str(k->arena, d->type) };
}

/* The position of a dimension's key in the list of keys. `hint`: where it was in earlier rows. */
static uint32_t key_of(pl_row_keeping *k, const pl_dimension *d, uint32_t hint)
{
    if (hint < k->rows.n_keys && pl_str_eq(k->keys[hint].key, d->key))
        return hint;
    for (uint32_t i = 0; i < k->rows.n_keys; i++)
        if (pl_str_eq(k->keys[i].key, d->key))
            return i;
    add_key(k, d);
    return k->rows.n_keys - 1;
}

void pl_row_keeping_add(pl_row_keeping *k, const pl_check_row *row)
{
    pl_buf *out = &k->piece;
    size_t start = out->len;
    pl_buf_fill(out, 0, HEAD);
    pl_buf_byte(out, (char)row->status);
    put_number(out, row->n_dimensions);
    put_text(out, row->reason);
    put_text(out, row->resource);
    for (uint32_t i = 0; i < row->n_dimensions; i++) {
        put_number(out, key_of(k, &row->dimensions[i], i));
        put_text(out, row->dimensions[i].value);
    }
    uint64_t size = out->len - start - HEAD;
    memcpy(out->ptr + start, &size, HEAD);
    k->rows.n = ++k->rows.kept;
    k->rows.of[row->status]++;
    k->rows.in_order = k->rows.in_order && row->status >= k->status;
    k->status = row->status;
    if (row->n_dimensions > k->rows.most_dimensions)
        k->rows.most_dimensions = row->n_dimensions;
    if (out->len >= PIECE)
        hand_over(k);
}

pl_rows pl_row_keeping_end(pl_row_keeping *k)
{
    if (k->piece.len)
        hand_over(k);
    pl_buf_done(&k->piece);
    k->rows.pieces = k->first;
    return k->rows;
}

void pl_row_keeping_drop(pl_row_keeping *k)
{
    pl_buf_done(&k->piece);
}

/* ---- reading: the bytes were written above, so they are trusted */

static uint64_t get_number(pl_row_walk *walk)
{
    uint64_t n = 0;
    unsigned char c;
    unsigned shift = 0;
    do {
        c = (unsigned char)walk->bytes.ptr[walk->at++];
        n |= (uint64_t)(c & 0x7f) << shift;
        shift += 7;
    } while (c & 0x80);
    return n;
}

/* Read a text: its length, then its bytes. Borrowed from the piece that the walk has read. */
static pl_str get_text(pl_row_walk *walk)
{
    size_t len = get_number(walk), at = walk->at;
    walk->at += len;
    return pl_str_make(walk->bytes.ptr + at, len);
}

static void get_row(pl_row_walk *walk, const pl_rows *rows)
{
    walk->row.status = (uint8_t)walk->bytes.ptr[walk->at++];
    walk->row.n_dimensions = (uint32_t)get_number(walk);
    walk->row.reason = get_text(walk);
    walk->row.resource = get_text(walk);
    for (uint32_t i = 0; i < walk->row.n_dimensions; i++) {
        const pl_dimension *key = &rows->keys[get_number(walk)];
        walk->dimensions[i] = (pl_dimension){ key->key, get_text(walk), key->type };
    }
    walk->row.dimensions = walk->dimensions;
}

static void begin(pl_row_walk *walk, const pl_rows *rows)
{
    walk->began = true;
    walk->dimensions = pl_mem_alloc(((size_t)rows->most_dimensions + 1) * sizeof *walk->dimensions);
}

/* Go to the next status that occurs and back to the first piece. If the rows came in order, one
 * pass has all of them. */
static bool next_status(pl_row_walk *walk, const pl_rows *rows)
{
    if (!walk->began)
        begin(walk, rows);
    else
        walk->status = rows->in_order ? PL_ROW_STATUSES : walk->status + 1;
    while (walk->status < PL_ROW_STATUSES && !rows->of[walk->status])
        walk->status++;
    if (walk->status >= PL_ROW_STATUSES)
        return false;
    walk->left = rows->in_order ? rows->kept : rows->of[walk->status];
    walk->piece = rows->pieces;
    walk->at = SIZE_MAX;
    return true;
}

/* Read the next piece, which must exist because rows are left. False: it cannot be read. */
static bool next_piece(pl_row_walk *walk, const pl_rows *rows)
{
    if (!walk->piece)
        return false;
    if (walk->read != walk->piece)
        read_piece(rows->keeper, walk->piece, &walk->bytes);
    walk->read = walk->piece;
    walk->piece = walk->piece->next;
    walk->at = 0;
    return walk->bytes.len > 0;
}

/* Read the next row, whether or not it is shown. */
static bool next_row(pl_row_walk *walk, const pl_rows *rows)
{
    while (walk->left || next_status(walk, rows)) {
        if (walk->at >= walk->bytes.len && !next_piece(walk, rows))
            break;
        uint64_t size;
        memcpy(&size, walk->bytes.ptr + walk->at, HEAD);
        walk->at += HEAD;
        if (rows->in_order || (uint8_t)walk->bytes.ptr[walk->at] == walk->status) {
            walk->left--;
            get_row(walk, rows);
            return true;
        }
        walk->at += size;
    }
    return false;
}

const pl_check_row *pl_row_walk_next(pl_row_walk *walk, const pl_rows *rows)
{
    while (next_row(walk, rows))
        if (!rows->lens || pl_lens_shows(rows->lens, &walk->row, &walk->scratch))
            return &walk->row;
    pl_row_walk_done(walk);
    return NULL;
}

uint32_t pl_rows_shown(const pl_rows *rows)
{
    pl_row_walk walk = { 0 };
    uint32_t n = 0;
    while (pl_row_walk_next(&walk, rows))
        n++;
    return n;
}

void pl_row_walk_done(pl_row_walk *walk)
{
    pl_mem_free(walk->dimensions);
    pl_buf_done(&walk->bytes);
    pl_buf_done(&walk->scratch);
    *walk = (pl_row_walk){ .began = true, .status = PL_ROW_STATUSES };
}

pl_check_row *pl_check_row_copy(pl_arena *arena, const pl_check_row *row)
{
    pl_check_row *copy = PL_NEW(arena, pl_check_row);
    pl_dimension *dimensions =
        pl_arena_alloc(arena, ((size_t)row->n_dimensions + 1) * sizeof *dimensions);
    for (uint32_t i = 0; i < row->n_dimensions; i++)
        dimensions[i] =
            (pl_dimension){ row->dimensions[i].key, pl_arena_str(arena, row->dimensions[i].value),
                            row->dimensions[i].type };
    *copy = (pl_check_row){ .status = row->status,
                            .change = row->change,
                            .exemption = row->exemption,
                            .reason = pl_arena_str(arena, row->reason),
                            .resource = pl_arena_str(arena, row->resource),
                            .dimensions = dimensions,
                            .n_dimensions = row->n_dimensions };
    return copy;
}

/* ---- as JSON (check-and-outputs.md 15) */

static int compare_row_members(const void *a, const void *b)
{
    return pl_str_cmp(((const pl_dimension *)a)->key, ((const pl_dimension *)b)->key);
}

static void write_json_row(pl_jsonw *w, const pl_check_row *row, pl_row_values values,
                           pl_str reason)
{
    pl_assert(row->n_dimensions == 0 || row->dimensions);
    enum { FIXED = 3 };
    uint32_t n = row->n_dimensions + FIXED;
    pl_dimension fixed[FIXED] = {
        { PL_S("reason"), reason, { 0 } },
        { PL_S("resource"), row->resource, { 0 } },
        { PL_S("status"), pl_row_status_name((pl_row_status)row->status), { 0 } },
    };
    const pl_dimension *few[32], **at = few;
    if (n > PL_COUNT(few))
        at = pl_mem_alloc(n * sizeof *at);
    bool all = values == PL_ROW_ALL_VALUES;
    for (uint32_t i = 0; i < FIXED; i++)
        at[i + (all ? row->n_dimensions : 0)] = &fixed[i];
    for (uint32_t i = 0; i < row->n_dimensions; i++)
        at[i + (all ? 0 : FIXED)] = &row->dimensions[i];
    pl_sort((const void **)at, n, compare_row_members);
    pl_jsonw_open(w, '{');
    for (uint32_t i = 0; i < n; i++) {
        if (!all && i + 1 < n && pl_str_eq(at[i]->key, at[i + 1]->key))
            continue;
        pl_jsonw_key(w, at[i]->key);
        pl_jsonw_str(w, at[i]->value);
    }
    pl_jsonw_close(w, '}');
    if (at != few)
        pl_mem_free(at);
}

void pl_rows_write(const pl_rows *rows, pl_row_values values, bool compared, pl_jsonw *w,
                   pl_sink *sink)
{
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    pl_buf text = { 0 };
    while ((row = pl_row_walk_next(&walk, rows))) {
        text.len = 0;
        if (compared)
            pl_row_put_compared_reason(&text, row);
        write_json_row(w, row, values, compared ? pl_buf_view(&text) : row->reason);
        if (sink)
            pl_sink_pass(sink);
    }
    pl_buf_done(&text);
}

/* ---- rows as JSON that readers share */

pl_rowtext *pl_rowtext_in(pl_spool_store *store, const char *dir)
{
    pl_rowtext *rows = pl_mem_zalloc(sizeof *rows);
    atomic_init(&rows->refs, 1);
    if (store)
        rows->text.store = pl_spool_store_hold(store);
    else
        rows->text.dir = dir;
    return rows;
}

pl_rowtext *pl_rowtext_hold(pl_rowtext *result)
{
    atomic_fetch_add_explicit(&result->refs, 1, memory_order_relaxed);
    return result;
}

void pl_rowtext_release(pl_rowtext *result)
{
    if (!result || atomic_fetch_sub_explicit(&result->refs, 1, memory_order_acq_rel) > 1)
        return;
    pl_spool_done(&result->text);
    pl_mem_free(result);
}

uint64_t pl_rowtext_size(const pl_rowtext *result)
{
    return result ? pl_spool_size(&result->text) : 0;
}

static bool add_to_spool(void *ctx, pl_str bytes)
{
    pl_spool_add(ctx, bytes);
    return true;
}

void pl_rows_keep_json(pl_rows *rows, pl_spool_store *store)
{
    pl_rowtext *json = pl_rowtext_in(store, NULL);
    pl_sink sink = { .flush = add_to_spool, .ctx = &json->text };
    pl_jsonw w;
    pl_jsonw_init(&w, &sink.text, 0, true);
    pl_jsonw_open(&w, '[');
    sink.text.len = 0; /* the elements alone are kept */
    pl_rows_write(rows, PL_ROW_ALL_VALUES, false, &w, &sink);
    pl_sink_finish(&sink);
    pl_sink_done(&sink);
    pl_spool_count(&json->text);
    *rows = (pl_rows){ .keys = rows->keys, .n_keys = rows->n_keys, .json = json };
}
