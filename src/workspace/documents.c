/* documents.c - the table of files that functions have read: three lists with a map for each. */
#include "workspace/documents.h"
#include "base/assert.h"
#include "base/str.h"

void pl_documents_init(pl_documents *d)
{
    enum { CHUNK = 16 * 1024 }; /* kept as long as the workspace */
    *d = (pl_documents){ 0 };
    pthread_mutex_init(&d->lock, NULL);
    pl_arena_init_tight(&d->texts, 4096, CHUNK);
}

static void check_sizes(const pl_documents *d)
{
    pl_assert(d->by_path.n == d->list.n);     /* 1 */
    pl_assert(d->by_entry.n == d->entries.n); /* 1 */
    pl_assert(d->by_pair.n == d->readers.n);  /* 1 */
    (void)d;
}

static void pl_documents__check(const pl_documents *d)
{
#ifndef NDEBUG
    uint32_t at;
    check_sizes(d);
    for (size_t i = 0; i < d->list.n; i++)
        pl_assert(pl_map_find(&d->by_path, d->list.at[i].path, &at) && at == i); /* 1 */
    for (size_t i = 0; i < d->entries.n; i++)
        pl_assert(pl_map_find(&d->by_entry, d->entries.at[i], &at) && at == i); /* 1 */
    for (size_t i = 0; i < d->readers.n; i++)
        pl_assert(d->readers.at[i].document < d->list.n &&
                  d->readers.at[i].entry < d->entries.n); /* 2 */
#endif
    (void)d;
}

void pl_documents_clear(pl_documents *d)
{
    pthread_mutex_lock(&d->lock);
    pl_documents__check(d);
    pl_map_done(&d->by_path);
    pl_map_done(&d->by_entry);
    pl_map_done(&d->by_pair);
    pl_vec_done(&d->list);
    pl_vec_done(&d->entries);
    pl_vec_done(&d->readers);
    pl_arena_done(&d->texts);
    d->epoch++;
    pthread_mutex_unlock(&d->lock);
}

void pl_documents_done(pl_documents *d)
{
    pl_documents_clear(d);
    pthread_mutex_destroy(&d->lock);
}

/* ---- functions that require the lock */

static uint32_t add_path(pl_documents *d, pl_str path, size_t *bytes)
{
    uint32_t at;
    if (pl_map_find(&d->by_path, path, &at))
        return at;
    pl_read_file file = { .path = pl_arena_str(&d->texts, path) };
    pl_workspace__look_at_one(&file);
    at = (uint32_t)d->list.n;
    pl_map_put(&d->by_path, file.path, at, NULL);
    pl_vec_push(&d->list, file);
    d->epoch++;
    *bytes += path.len + 2 * sizeof(pl_map_slot) + 2 * sizeof file;
    return at;
}

static uint32_t add_entry(pl_documents *d, pl_str name, size_t *bytes)
{
    uint32_t at;
    if (pl_map_find(&d->by_entry, name, &at))
        return at;
    at = (uint32_t)d->entries.n;
    name = pl_arena_str(&d->texts, name);
    pl_map_put(&d->by_entry, name, at, NULL);
    pl_vec_push(&d->entries, name);
    *bytes += name.len + 2 * sizeof(pl_map_slot) + 2 * sizeof name;
    return at;
}

static void add_reader(pl_documents *d, uint32_t document, uint32_t entry, size_t *bytes)
{
    uint32_t at, pair[] = { document, entry };
    pl_str key = { (const char *)pair, sizeof pair };
    if (pl_map_find(&d->by_pair, key, &at)) {
        d->readers.at[at].forgotten = false;
        return;
    }
    pl_map_put(&d->by_pair, pl_arena_str(&d->texts, key), (uint32_t)d->readers.n, NULL);
    pl_vec_push(&d->readers, ((pl_document_reader){ document, entry, false }));
    *bytes += sizeof pair + 2 * (sizeof(pl_map_slot) + sizeof *d->readers.at);
}

/* ---- functions of the header */

size_t pl_documents_note(pl_documents *d, pl_str path, pl_str entry)
{
    size_t bytes = 0;
    pthread_mutex_lock(&d->lock);
    uint32_t document = add_path(d, path, &bytes);
    if (entry.len)
        add_reader(d, document, add_entry(d, entry, &bytes), &bytes);
    check_sizes(d);
    pthread_mutex_unlock(&d->lock);
    return bytes;
}

void pl_documents_forget_entry(pl_documents *d, pl_str entry)
{
    uint32_t at;
    pthread_mutex_lock(&d->lock);
    if (pl_map_find(&d->by_entry, entry, &at))
        for (size_t i = 0; i < d->readers.n; i++)
            d->readers.at[i].forgotten |= d->readers.at[i].entry == at;
    pthread_mutex_unlock(&d->lock);
}

uint32_t pl_documents_copy(pl_documents *d, pl_arena *arena, pl_read_file **out)
{
    pthread_mutex_lock(&d->lock);
    uint32_t n = (uint32_t)d->list.n;
    *out = pl_arena_alloc(arena, (n + (size_t)1) * sizeof **out);
    for (uint32_t i = 0; i < n; i++) {
        (*out)[i] = d->list.at[i];
        (*out)[i].path = pl_arena_str(arena, d->list.at[i].path);
    }
    pthread_mutex_unlock(&d->lock);
    return n;
}

uint32_t pl_documents_readers(pl_documents *d, pl_str path, pl_arena *arena, pl_str **out)
{
    uint32_t document, n = 0;
    pthread_mutex_lock(&d->lock);
    *out = pl_arena_alloc(arena, (d->readers.n + 1) * sizeof **out);
    if (pl_map_find(&d->by_path, path, &document))
        for (size_t i = 0; i < d->readers.n; i++)
            if (d->readers.at[i].document == document && !d->readers.at[i].forgotten)
                (*out)[n++] = pl_arena_str(arena, d->entries.at[d->readers.at[i].entry]);
    pthread_mutex_unlock(&d->lock);
    return n;
}

void pl_documents_set_state(pl_documents *d, const pl_read_file *file)
{
    uint32_t at;
    pthread_mutex_lock(&d->lock);
    if (pl_map_find(&d->by_path, file->path, &at)) {
        pl_str path = d->list.at[at].path;
        d->list.at[at] = *file;
        d->list.at[at].path = path;
    }
    pthread_mutex_unlock(&d->lock);
}

uint64_t pl_documents_epoch(pl_documents *d)
{
    pthread_mutex_lock(&d->lock);
    uint64_t epoch = d->epoch;
    pthread_mutex_unlock(&d->lock);
    return epoch;
}
