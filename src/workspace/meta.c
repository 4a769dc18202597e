/* meta.c - the table of metadata: writers make records, readers load one pointer, and the records
 * that may be saved are written to and read from a file. */
#include "workspace/meta.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include <pthread.h>
#include <stdatomic.h>

/* A text in the arena: its length, then its bytes. A pointer that is NULL means no text. */
typedef struct word {
    uint32_t len;
    char text[];
} word;

typedef struct pair {
    const word *key, *value;
} pair;

/* Tags, shared by records whose tags have the same source text. */
typedef struct pl_tags {
    uint32_t n;
    pair at[];
} tag_list;
static const tag_list no_tags = { 0 };

typedef struct record {
    const word *title, *description;
    const tag_list *tags; /* NULL: none */
    bool ok;              /* every value could be computed */
    bool reads;           /* it reads more than the index lists */
    pl_diags *recorded;
} record;

/* The memory of the records, words and messages of successive tables. */
typedef struct pool {
    unsigned users;
    pthread_mutex_t lock;        /* guards all fields below */
    PL_VEC(pl_arena) arenas;     /* arenas that no writer is filling */
    PL_VEC(pl_diags *) recorded; /* owned */
} pool;

struct pl_metas {
    const pl_index *ix;
    uint32_t n;
    _Atomic(const record *) *records;
    atomic_uint_fast64_t epoch;
    pool *pool;
};

enum { RECENT = 256, CHUNK = 32 * 1024 };

struct pl_meta_writer {
    pl_metas *metas;
    pl_arena arena;
    const word *recent[RECENT]; /* by the address of the text: the text of a local does not move */
    pl_map words;               /* text -> position in `list` */
    PL_VEC(const word *) list;
    pl_map texts; /* of tags: pl_evaluator_meta.text -> position in `tags` */
    PL_VEC(const tag_list *) tags;
    PL_VEC(pl_diags *) recorded; /* owned */
};

static pool *new_pool(void)
{
    pool *p = pl_mem_zalloc(sizeof *p);
    p->users = 1;
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

static void leave_pool(pool *p)
{
    pthread_mutex_lock(&p->lock);
    bool last = --p->users == 0;
    pthread_mutex_unlock(&p->lock);
    if (!last)
        return;
    for (size_t i = 0; i < p->recorded.n; i++)
        pl_diags_free(p->recorded.at[i]);
    for (size_t i = 0; i < p->arenas.n; i++)
        pl_arena_done(&p->arenas.at[i]);
    pl_vec_done(&p->recorded);
    pl_vec_done(&p->arenas);
    pthread_mutex_destroy(&p->lock);
    pl_mem_free(p);
}

static pl_metas *new_table(const pl_index *ix, pool *p)
{
    pl_metas *m = pl_mem_zalloc(sizeof *m);
    m->ix = ix;
    m->pool = p;
    pl_index_entries(ix, &m->n);
    m->records = pl_mem_zeroed((m->n + 1) * sizeof *m->records);
    return m;
}

pl_metas *pl_metas_new(const pl_index *ix)
{
    return new_table(ix, new_pool());
}

pl_metas *pl_metas_follow(const pl_index *ix, pl_metas *old, const uint32_t *new_of)
{
    pl_metas *m = new_table(ix, old->pool);
    pthread_mutex_lock(&old->pool->lock);
    old->pool->users++;
    for (uint32_t i = 0; i < old->n; i++) {
        const record *r = atomic_load_explicit(&old->records[i], memory_order_acquire);
        if (r && r->ok && !r->reads && new_of[i] != PL_NO_ENTRY)
            atomic_store_explicit(&m->records[new_of[i]], r, memory_order_relaxed);
    }
    m->epoch = old->epoch + 1;
    pthread_mutex_unlock(&old->pool->lock);
    return m;
}

static void pl_metas__check(const pl_metas *m)
{
#ifndef NDEBUG
    for (uint32_t i = 0; i < m->n; i++) {
        const record *r = atomic_load_explicit(&m->records[i], memory_order_acquire);
        pl_assert(!r || r->ok == !r->recorded); /* 1 */
    }
#endif
    (void)m;
}

void pl_metas_free(pl_metas *m)
{
    if (!m)
        return;
    pl_metas__check(m);
    leave_pool(m->pool);
    pl_mem_drop(m->records, (m->n + 1) * sizeof *m->records);
    pl_mem_free(m);
}

/* ---- making records */

pl_meta_writer *pl_meta_writer_new(pl_metas *m)
{
    pl_meta_writer *w = pl_mem_zalloc(sizeof *w);
    pool *p = m->pool;
    w->metas = m;
    pthread_mutex_lock(&p->lock);
    pl_arena_init_tight(&w->arena, 4096, CHUNK);
    if (p->arenas.n)
        w->arena = p->arenas.at[--p->arenas.n];
    pthread_mutex_unlock(&p->lock);
    return w;
}

void pl_meta_writer_free(pl_meta_writer *w)
{
    if (!w)
        return;
    pool *p = w->metas->pool;
    pthread_mutex_lock(&p->lock);
    if (pl_arena_bytes(&w->arena))
        pl_vec_push(&p->arenas, w->arena);
    for (size_t i = 0; i < w->recorded.n; i++)
        pl_vec_push(&p->recorded, w->recorded.at[i]);
    pthread_mutex_unlock(&p->lock);
    pl_map_done(&w->words);
    pl_map_done(&w->texts);
    pl_vec_done(&w->list);
    pl_vec_done(&w->tags);
    pl_vec_done(&w->recorded);
    pl_mem_free(w);
}

static const word *find_word(pl_meta_writer *w, pl_str text)
{
    uint32_t at;
    if (pl_map_find(&w->words, text, &at))
        return w->list.at[at];
    word *made = pl_arena_take(&w->arena, sizeof *made + text.len, _Alignof(word));
    made->len = (uint32_t)text.len;
    if (text.len)
        memcpy(made->text, text.ptr, text.len);
    pl_map_put(&w->words, (pl_str){ made->text, made->len }, (uint32_t)w->list.n, NULL);
    pl_vec_push(&w->list, made);
    return made;
}

static const word *word_of(pl_meta_writer *w, pl_str text)
{
    uint64_t place = (uintptr_t)text.ptr * 0x9e3779b97f4a7c15u >> 56;
    const word **recent = &w->recent[place];
    if (!*recent || (*recent)->len != text.len || memcmp((*recent)->text, text.ptr, text.len) != 0)
        *recent = find_word(w, text);
    return *recent;
}

static pl_str text_of(const word *w)
{
    return w ? (pl_str){ w->text, w->len } : (pl_str){ 0 };
}

static const word *word_of_value(pl_meta_writer *w, pl_value v)
{
    return v.tag == PL_V_STRING ? word_of(w, pl_value_get_str(v)) : NULL;
}

static tag_list *new_tags(pl_meta_writer *w, uint32_t n)
{
    tag_list *list =
        pl_arena_take(&w->arena, sizeof *list + n * sizeof *list->at, _Alignof(tag_list));
    list->n = n;
    return list;
}

/* Tags without a value do not count. */
static uint32_t count_tags(pl_value tags)
{
    uint32_t n = 0;
    for (uint32_t i = 0; pl_value_is_members(tags) && i < tags.len; i++)
        n += tags.members->at[i].value.tag == PL_V_STRING;
    return n;
}

static const tag_list *make_tags(pl_meta_writer *w, pl_value tags)
{
    uint32_t count = count_tags(tags), n = 0;
    tag_list *list = new_tags(w, count);
    for (uint32_t i = 0; n < count; i++) {
        const pl_member *tag = &tags.members->at[i];
        if (tag->value.tag == PL_V_STRING)
            list->at[n++] =
                (pair){ word_of(w, tag->key), word_of(w, pl_value_get_str(tag->value)) };
    }
    return list;
}

static pl_str key_of_text(const uint64_t *text)
{
    return (pl_str){ (const char *)text, sizeof *text };
}

/* Make the list of tags of `meta`, or return the list that this writer made for the same source
 * text. It lies in the writer's arena and lives as long as the table. */
static const tag_list *tags_of(pl_meta_writer *w, const pl_evaluator_meta *meta)
{
    uint32_t at;
    if (meta->text && pl_map_find(&w->texts, key_of_text(&meta->text), &at))
        return w->tags.at[at];
    const tag_list *list = make_tags(w, meta->tags);
    if (meta->text) {
        uint64_t *key = pl_arena_take(&w->arena, sizeof *key, _Alignof(uint64_t));
        *key = meta->text;
        pl_map_put(&w->texts, key_of_text(key), (uint32_t)w->tags.n, NULL);
        pl_vec_push(&w->tags, list);
    }
    return list;
}

bool pl_meta_writer_knows(void *writer, uint64_t text)
{
    const pl_meta_writer *w = writer;
    return pl_map_find(&w->texts, key_of_text(&text), NULL);
}

static record *new_record(pl_meta_writer *w)
{
    return PL_NEW(&w->arena, record);
}

static void publish_record(pl_metas *m, pl_entry_id id, const record *r)
{
    atomic_store_explicit(&m->records[id], r, memory_order_release);
    atomic_fetch_add_explicit(&m->epoch, 1, memory_order_release);
}

void pl_metas_put(pl_meta_writer *w, pl_entry_id id, const pl_evaluator_meta *meta,
                  pl_diags *recorded)
{
    pl_assert(id < w->metas->n);
    record *r = new_record(w);
    r->ok = !recorded;
    r->recorded = recorded;
    if (recorded)
        pl_vec_push(&w->recorded, recorded);
    r->reads = meta->reads;
    r->title = word_of_value(w, meta->title);
    r->description = word_of_value(w, meta->description);
    r->tags = tags_of(w, meta);
    publish_record(w->metas, id, r);
}

/* ---- reading records */

uint32_t pl_meta_open(const pl_index *ix, pl_entry_id id)
{
    return (uint32_t)__builtin_popcount(pl_evaluator_meta_open(pl_index_entry(ix, id)));
}

static const record *record_of(const pl_metas *m, pl_entry_id id)
{
    return m ? atomic_load_explicit(&m->records[id], memory_order_acquire) : NULL;
}

bool pl_metas_has(const pl_metas *m, pl_entry_id id)
{
    return record_of(m, id) != NULL;
}

uint64_t pl_metas_epoch(const pl_metas *m)
{
    return m ? atomic_load_explicit(&m->epoch, memory_order_acquire) : 0;
}

pl_diags *pl_metas_why(pl_metas *m, pl_entry_id id)
{
    pl_diags *copy = NULL;
    if (!m || id >= m->n)
        return NULL;
    const record *r = record_of(m, id);
    if (r && r->recorded) {
        copy = pl_diags_new();
        pl_diags_append(copy, r->recorded);
    }
    return copy;
}

/* ---- tags of the index: of those with equal keys the last one counts */

static const pl_ix_tag *literal_tags(const pl_index *ix, pl_entry_id id, uint32_t *n)
{
    const pl_ix_entry *e = pl_index_entry(ix, id);
    const pl_ix_tag *tags = pl_index_section(ix, PL_IX_TAG, NULL);
    *n = e[1].tags - e->tags;
    return tags + e->tags;
}

static bool is_last(const pl_ix_tag *tags, uint32_t n, uint32_t i)
{
    for (uint32_t k = i + 1; k < n; k++)
        if (tags[k].key == tags[i].key)
            return false;
    return true;
}

static uint32_t count_literal(const pl_index *ix, pl_entry_id id)
{
    uint32_t n, count = 0;
    const pl_ix_tag *tags = literal_tags(ix, id, &n);
    for (uint32_t i = 0; i < n; i++)
        count += is_last(tags, n, i);
    return count;
}

/* How many of the keys that count come before the key of tag `i`. */
static uint32_t rank_of(const pl_index *ix, const pl_ix_tag *tags, uint32_t n, uint32_t i)
{
    uint32_t rank = 0;
    pl_str key = pl_index_str(ix, tags[i].key);
    for (uint32_t k = 0; k < n; k++)
        rank += is_last(tags, n, k) && pl_str_cmp(pl_index_str(ix, tags[k].key), key) < 0;
    return rank;
}

static void literal_tag(const pl_index *ix, pl_entry_id id, uint32_t at, pl_str *key, pl_str *value)
{
    uint32_t n;
    const pl_ix_tag *tags = literal_tags(ix, id, &n);
    *key = *value = (pl_str){ 0 };
    for (uint32_t i = 0; i < n; i++)
        if (is_last(tags, n, i) && rank_of(ix, tags, n, i) == at) {
            *key = pl_index_str(ix, tags[i].key);
            *value = pl_index_str(ix, tags[i].value & PL_IX_TAG_TEXT);
            return;
        }
}

/* Is the description set in the source but missing from the index? That is so for a long
 * literal. */
static bool is_long(const pl_index *ix, pl_entry_id id, const pl_ix_entry *e)
{
    return !e->description && !(e->flags & PL_ENTRY_DESC_OPEN) && (e->flags & PL_ENTRY_HAS_DESC) &&
           pl_index_attr(ix, id, PL_ATTR_DESCRIPTION);
}

static void describe_entry(const pl_index *ix, const record *r, pl_entry_id id, pl_metadata *out)
{
    const pl_ix_entry *e = pl_index_entry(ix, id);
    unsigned open = pl_evaluator_meta_open(e);
    *out = (pl_metadata){ .index = ix, .id = id };
    out->title = pl_index_str(ix, e->title);
    out->description = pl_index_str(ix, e->description);
    out->long_description = is_long(ix, id, e);
    out->resolved = !open || (r && r->ok);
    if (r && r->ok && open & PL_META_TITLE)
        out->title = text_of(r->title);
    if (r && r->ok && open & PL_META_DESCRIPTION)
        out->description = text_of(r->description);
    bool worked_out = r && r->ok && open & PL_META_TAGS;
    out->tags = worked_out ? r->tags ? r->tags : &no_tags : NULL;
    out->n_tags = out->tags ? out->tags->n : count_literal(ix, id);
}

void pl_metas_get(const pl_index *ix, const pl_metas *m, pl_entry_id id, pl_metadata *out)
{
    describe_entry(ix, record_of(m, id), id, out);
}

bool pl_metadata_tag(const pl_metadata *data, size_t i, pl_str *key, pl_str *value)
{
    *key = *value = (pl_str){ 0 };
    if (!data || i >= data->n_tags)
        return false;
    if (data->tags) {
        *key = text_of(data->tags->at[i].key);
        *value = text_of(data->tags->at[i].value);
    } else {
        literal_tag(data->index, data->id, (uint32_t)i, key, value);
    }
    return true;
}

/* ---- on disk */

static const char magic[8] = "PLMETA\n";
enum { VERSION = 1, HAS_TITLE = 1, HAS_DESCRIPTION = 2 };

typedef struct header {
    char magic[8];
    uint32_t version, n_records;
    uint64_t image, values;
    uint64_t checksum; /* of what follows */
} header;

static void put_u32(pl_buf *out, uint32_t n)
{
    pl_buf_add(out, &n, sizeof n);
}

static void put_word(pl_buf *out, const word *w)
{
    put_u32(out, w->len);
    pl_buf_add(out, w->text, w->len);
}

static void put_record(pl_buf *out, pl_entry_id id, const record *r)
{
    put_u32(out, id);
    put_u32(out, (r->title ? HAS_TITLE : 0u) | (r->description ? HAS_DESCRIPTION : 0u));
    uint32_t n_tags = r->tags ? r->tags->n : 0;
    put_u32(out, n_tags);
    if (r->title)
        put_word(out, r->title);
    if (r->description)
        put_word(out, r->description);
    for (uint32_t i = 0; i < n_tags; i++) {
        put_word(out, r->tags->at[i].key);
        put_word(out, r->tags->at[i].value);
    }
}

void pl_metas_write(pl_metas *m, uint64_t image, uint64_t values, pl_buf *out)
{
    header h = { .version = VERSION, .image = image, .values = values };
    size_t start = out->len;
    memcpy(h.magic, magic, sizeof h.magic);
    pl_buf_add(out, &h, sizeof h);
    for (uint32_t id = 0; id < m->n; id++) {
        const record *r = record_of(m, id);
        if (!r || !r->ok || r->reads)
            continue;
        put_record(out, id, r);
        h.n_records++;
    }
    h.checksum = pl_hash_bytes(out->ptr + start + sizeof h, out->len - start - sizeof h);
    memcpy(out->ptr + start, &h, sizeof h);
}

typedef struct taker {
    pl_meta_writer *writer;
    pl_str rest;
    bool bad;
} taker;

static uint32_t take_u32(taker *t)
{
    uint32_t n = 0;
    if (t->rest.len < sizeof n) {
        t->bad = true;
        return 0;
    }
    memcpy(&n, t->rest.ptr, sizeof n);
    t->rest = pl_str_sub(t->rest, sizeof n, t->rest.len);
    return n;
}

static const word *take_word(taker *t)
{
    uint32_t len = take_u32(t);
    if (t->bad || len > t->rest.len) {
        t->bad = true;
        return NULL;
    }
    const word *w = word_of(t->writer, pl_str_sub(t->rest, 0, len));
    t->rest = pl_str_sub(t->rest, len, t->rest.len);
    return w;
}

static bool take_record(taker *t)
{
    pl_entry_id id = take_u32(t);
    uint32_t flags = take_u32(t), n_tags = take_u32(t);
    pl_meta_writer *w = t->writer;
    if (t->bad || id >= w->metas->n || n_tags > t->rest.len / (2 * sizeof(uint32_t)))
        return false;
    record *r = new_record(w);
    tag_list *tags = new_tags(w, n_tags);
    r->ok = true;
    r->tags = tags;
    if (flags & HAS_TITLE)
        r->title = take_word(t);
    if (flags & HAS_DESCRIPTION)
        r->description = take_word(t);
    for (uint32_t i = 0; i < n_tags && !t->bad; i++) {
        tags->at[i].key = take_word(t);
        tags->at[i].value = take_word(t);
    }
    if (!t->bad && pl_meta_open(w->metas->ix, id))
        publish_record(w->metas, id, r);
    return !t->bad;
}

bool pl_metas_read(pl_metas *m, pl_str bytes, uint64_t image, uint64_t values, uint32_t *n)
{
    header h;
    if (bytes.len < sizeof h)
        return false;
    memcpy(&h, bytes.ptr, sizeof h);
    taker t = { .rest = pl_str_sub(bytes, sizeof h, bytes.len) };
    if (memcmp(h.magic, magic, sizeof magic) != 0 || h.version != VERSION || h.image != image ||
        h.values != values || pl_hash_str(t.rest) != h.checksum)
        return false;
    t.writer = pl_meta_writer_new(m);
    for (*n = 0; *n < h.n_records && take_record(&t); *n += 1)
        ;
    pl_meta_writer_free(t.writer);
    return *n == h.n_records;
}
