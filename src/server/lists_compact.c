/* lists_compact.c - /-/list.json: what the page needs, each text once. */
#include <stdlib.h>

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "server/lists_writer.h"

typedef struct item {
    pl_entry e;
    pl_metadata data;
    pl_str sort; /* title or name, in lower case */
} item;

typedef struct compact {
    pl_list_writer w;
    PL_VEC(item) items;
    uint32_t *place; /* by entry: its position in `items` plus 1 */
    pl_map mods, tags;
} compact;

static void add_items(compact *c, pl_kind kind)
{
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(c->w.ix, kind, &n);

    for (uint32_t i = 0; i < n; i++) {
        item it;

        if (!pl_list__is_listed(&c->w, ids[i], &it.e))
            continue;
        pl_list__metadata(&c->w, ids[i], &it.data);
        it.sort = pl_arena_str(&c->w.names,
                               it.data.title.len ? it.data.title : pl_list__name(&c->w, ids[i]));
        for (size_t k = 0; k < it.sort.len; k++)
            if (it.sort.ptr[k] >= 'A' && it.sort.ptr[k] <= 'Z')
                ((char *)(uintptr_t)it.sort.ptr)[k] += 'a' - 'A';
        pl_vec_push(&c->items, it);
    }
}

static int by_sort(const void *a, const void *b)
{
    const item *x = a, *y = b;
    int order = pl_str_cmp(x->sort, y->sort);

    return order ? order : (x->e.id > y->e.id) - (x->e.id < y->e.id);
}

/* The workspace's own mod comes first, the others in the order in which they occur. */
static void put_compact_mods(compact *c)
{
    pl_list_writer *w = &c->w;
    uint32_t n;
    const pl_entry_id *ids = pl_index_kind(w->ix, PL_KIND_MOD, &n);
    pl_metadata data;
    bool added;
    pl_entry e;

    pl_jsonw_key(&w->w, PL_S("mods"));
    pl_jsonw_open(&w->w, '[');
    for (int own = 1; own >= 0; own--)
        for (uint32_t i = 0; i < n; i++) {
            pl_index_get(w->ix, ids[i], &e);
            if (e.own_mod != (own == 1) || !e.direct_mod)
                continue;
            pl_map_put(&c->mods, e.mod, c->mods.n, &added);
            if (!added)
                continue;
            pl_list__metadata(w, ids[i], &data);
            pl_jsonw_open(&w->w, '[');
            pl_jsonw_str(&w->w, e.mod);
            pl_jsonw_str(&w->w, data.title);
            pl_jsonw_close(&w->w, ']');
        }
    pl_jsonw_close(&w->w, ']');
}

/* The position of a tag, which is a pair of key and value. */
static uint32_t tag_place(compact *c, pl_str key, pl_str value)
{
    pl_str pair = pl_arena_printf(&c->w.names, "%.*s%c%.*s", PL_FMT(key), 0, PL_FMT(value));

    return pl_map_put(&c->tags, pair, c->tags.n, NULL);
}

static void put_compact_tags(compact *c)
{
    pl_str key, value;

    pl_jsonw_key(&c->w.w, PL_S("tags"));
    pl_jsonw_open(&c->w.w, '[');
    for (size_t i = 0; i < c->items.n; i++)
        for (uint32_t k = 0; k < c->items.at[i].data.n_tags; k++) {
            uint32_t before = c->tags.n;

            pl_metadata_tag(&c->items.at[i].data, k, &key, &value);
            if (tag_place(c, key, value) != before)
                continue;
            pl_jsonw_open(&c->w.w, '[');
            pl_jsonw_str(&c->w.w, key);
            pl_jsonw_str(&c->w.w, value);
            pl_jsonw_close(&c->w.w, ']');
        }
    pl_jsonw_close(&c->w.w, ']');
}

/* Write a dashboard or benchmark: kind, name, title, mod, tags, whether it is at the top, children.
 * Mods, tags and children are positions in the lists of this message. */
static void put_item(compact *c, const item *it)
{
    pl_jsonw *w = &c->w.w;
    uint32_t n, mod = 0;
    const pl_entry_id *ids = pl_index_children(c->w.ix, it->e.id, &n);
    pl_str key, value;

    pl_map_find(&c->mods, it->e.mod, &mod);
    pl_jsonw_open(w, '[');
    pl_jsonw_str(w, it->e.kind == PL_KIND_DASHBOARD ? PL_S("d")
                    : it->e.detection               ? PL_S("t")
                                                    : PL_S("b"));
    pl_jsonw_str(w, pl_list__name(&c->w, it->e.id));
    pl_jsonw_str(w, it->data.title);
    pl_jsonw_int(w, mod);
    pl_jsonw_open(w, '[');
    for (uint32_t i = 0; i < it->data.n_tags; i++) {
        pl_metadata_tag(&it->data, i, &key, &value);
        pl_jsonw_int(w, tag_place(c, key, value));
    }
    pl_jsonw_close(w, ']');
    pl_jsonw_int(w, it->e.kind == PL_KIND_DASHBOARD || it->e.top_level);
    pl_jsonw_open(w, '[');
    for (uint32_t i = 0; i < n && it->e.kind == PL_KIND_BENCHMARK; i++)
        if (ids[i] < c->w.n_entries && c->place[ids[i]])
            pl_jsonw_int(w, c->place[ids[i]] - 1);
    pl_jsonw_close(w, ']');
    pl_jsonw_close(w, ']');
}

static void put_state(pl_jsonw *w, const pl_compact_state *state)
{
    pl_jsonw_key(w, PL_S("generation"));
    pl_jsonw_int(w, (int64_t)state->generation);
    pl_jsonw_key(w, PL_S("epoch"));
    pl_jsonw_int(w, (int64_t)state->epoch);
    pl_jsonw_key(w, PL_S("final"));
    pl_jsonw_bool(w, true); /* always; read by pages of earlier versions */
    pl_jsonw_key(w, PL_S("complete"));
    pl_jsonw_bool(w, state->complete);
}

void pl_list_put_compact(const pl_listed *what, const pl_compact_state *state, pl_buf *out)
{
    compact c = { 0 };

    pl_list__begin(&c.w, what, out);
    c.w.w.html = false;
    c.place = pl_mem_zeroed((size_t)c.w.n_entries * sizeof *c.place);
    add_items(&c, PL_KIND_DASHBOARD);
    add_items(&c, PL_KIND_BENCHMARK);
    if (c.items.n)
        qsort(c.items.at, c.items.n, sizeof *c.items.at, by_sort);
    for (size_t i = 0; i < c.items.n; i++)
        c.place[c.items.at[i].e.id] = (uint32_t)i + 1;
    pl_jsonw_open(&c.w.w, '{');
    put_state(&c.w.w, state);
    put_compact_mods(&c);
    put_compact_tags(&c);
    pl_jsonw_key(&c.w.w, PL_S("items"));
    pl_jsonw_open(&c.w.w, '[');
    for (size_t i = 0; i < c.items.n; i++)
        put_item(&c, &c.items.at[i]);
    pl_jsonw_close(&c.w.w, ']');
    pl_jsonw_close(&c.w.w, '}');
    pl_mem_drop(c.place, (size_t)c.w.n_entries * sizeof *c.place);
    pl_vec_done(&c.items);
    pl_map_done(&c.mods);
    pl_map_done(&c.tags);
    pl_list__end(&c.w);
}
