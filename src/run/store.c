/* store.c - loads each resource once, by itself or through the shared cache, and follows a resource
 * to the one that has its SQL. */
#include "run/store.h"
#include "base/cast.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/search.h"
#include "base/str.h"
#include "base/vec.h"
#include "schema/kind.h"
#include <pthread.h>

typedef struct held {
    pl_entry_id id;
    const pl_resource *r;
} held;

struct pl_store {
    pl_evaluator *ev;     /* a shared store has it only while a thread is inside */
    pl_loader *loader;    /* NULL: it is not shared */
    pthread_mutex_t turn; /* held by the thread that is inside; not used by a shared store */
    unsigned how;         /* PL_LOAD_* */
    const pl_index *ix;
    PL_VEC(held) held; /* by id */
    pl_arena arena;    /* holds names */
    pl_diags *diags;   /* empty between two calls; NULL: none was needed yet, or nobody is inside */
    pl_buf name;       /* of the call at hand */
};

pl_store *pl_store_new(pl_value_store *values, unsigned how)
{
    pl_store *store = pl_mem_zalloc(sizeof *store);
    store->ev = pl_evaluator_borrow(values);
    pthread_mutex_init(&store->turn, NULL);
    store->how = how;
    store->ix = pl_value_store_index(values);
    return store;
}

pl_store *pl_store_shared(pl_loader *loader, unsigned how)
{
    pl_store *store = pl_mem_zalloc(sizeof *store);
    store->loader = loader;
    pl_arena_init_tight(&store->arena, 256, 1024);
    store->how = how;
    store->ix = pl_loader_index(loader);
    return store;
}

pl_store *pl_store_twin(const pl_store *store, unsigned how)
{
    if (!store->loader)
        return pl_store_new(pl_evaluator_store(store->ev), how);
    pl_store *twin = pl_store_shared(store->loader, how);
    twin->ev = store->ev;
    return twin;
}

bool pl_store_is_shared(const pl_store *store)
{
    return store->loader;
}

static void drop_scratch(pl_store *store)
{
    pl_diags_free(store->diags);
    store->diags = NULL;
    pl_buf_done(&store->name);
}

void pl_store_free(pl_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->held.n; i++)
        if (store->loader)
            pl_resource_unpin(store->held.at[i].r);
        else
            pl_resource_free(pl_unconst(store->held.at[i].r));
    pl_vec_done(&store->held);
    pl_arena_done(&store->arena);
    drop_scratch(store);
    if (!store->loader) {
        pl_evaluator_give_back(store->ev);
        pthread_mutex_destroy(&store->turn);
    }
    pl_mem_free(store);
}

void pl_store_enter(pl_store *store)
{
    if (store->loader)
        store->ev = pl_evaluator_borrow(pl_loader_values(store->loader));
    else
        pthread_mutex_lock(&store->turn);
}

void pl_store_leave(pl_store *store)
{
    pl_evaluator *ev = store->ev;
    if (!store->loader) {
        pthread_mutex_unlock(&store->turn);
        return;
    }
    store->ev = NULL;
    drop_scratch(store);
    pl_evaluator_give_back(ev);
}

const pl_index *pl_store_index(const pl_store *store)
{
    return store->ix;
}

pl_evaluator *pl_store_evaluator(const pl_store *store)
{
    return store->ev;
}

/* The position of `id` in `held`, or where it would be inserted. */
static size_t place_of(const pl_store *store, pl_entry_id id)
{
    return pl_lower_bound(store->held.at, store->held.n, sizeof(held), offsetof(held, id), id);
}

static void put(pl_store *store, size_t at, const pl_resource *r)
{
    (void)pl_vec_add(&store->held);
    memmove(&store->held.at[at + 1], &store->held.at[at], (store->held.n - 1 - at) * sizeof(held));
    store->held.at[at] = (held){ r->id, r };
}

static const pl_resource *load(pl_store *store, pl_entry_id id, pl_diags *diags)
{
    if (!store->loader)
        return pl_load_resource(store->ev, id, store->how, diags);
    if (store->how & PL_LOAD_LISTED)
        return pl_loader_pin_listed(store->loader, id, diags);
    return pl_loader_pin(store->loader, id, diags);
}

const pl_resource *pl_store_get(pl_store *store, pl_entry_id id, pl_buf *why)
{
    size_t at = place_of(store, id);
    if (at < store->held.n && store->held.at[at].id == id)
        return store->held.at[at].r;
    if (!store->diags)
        store->diags = pl_diags_new();
    const pl_resource *r = load(store, id, store->diags);
    if (r)
        put(store, at, r);
    else
        pl_diags_lines(store->diags, why);
    if (pl_diags_count(store->diags))
        drop_scratch(store);
    return r;
}

pl_str pl_store_name(pl_store *store, pl_entry_id id)
{
    store->name.len = 0;
    pl_index_print_name(store->ix, id, &store->name);
    return pl_arena_str(&store->arena, pl_buf_view(&store->name));
}

pl_str pl_store_text(const pl_resource *r, const char *field)
{
    pl_str text = { 0 };
    if (r)
        pl_resource_text(r, pl_str_cstr(field), &text);
    return text;
}

/* ---- where SQL comes from */

static bool is_name(pl_str text)
{
    unsigned dots = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= ' ' || c == '(' || c == ';')
            return false;
        dots += c == '.';
    }
    return dots == 1 || dots == 2;
}

/* The query provider that `r` names as its SQL. */
static pl_entry_id provider_named(const pl_store *store, const pl_resource *r, pl_str text)
{
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(store->ix, &n);
    pl_entry_id id = is_name(text) ? pl_index_find_from(store->ix, r->mod, text) : PL_NO_ENTRY;
    bool provider =
        id != PL_NO_ENTRY && pl_kind_flags((pl_kind)entries[id].kind) & PL_KIND_IS_PROVIDER;
    return provider ? id : PL_NO_ENTRY;
}

static bool takes_params(pl_store *store, const pl_resource *r, pl_entry_id other, pl_buf *why)
{
    if (!r->params)
        return true;
    pl_buf_printf(why,
                  "%.*s has an 'SQL' property which refers to %.*s, so it cannot define 'param' "
                  "blocks",
                  PL_FMT(pl_store_name(store, r->id)), PL_FMT(pl_store_name(store, other)));
    return false;
}

bool pl_store_source(pl_store *store, const pl_resource *r, pl_source *out, pl_buf *why)
{
    *out = (pl_source){ 0 };
    while (r) {
        if (out->n == PL_SOURCE_STEPS) {
            pl_buf_printf(why, "%.*s: queries refer to each other in more than %d steps",
                          PL_FMT(pl_store_name(store, out->chain[0]->id)), PL_SOURCE_STEPS);
            return false;
        }
        out->chain[out->n++] = r;
        pl_entry_id next = r->query;
        out->sql = (pl_str){ 0 };
        out->has_sql = pl_resource_text(r, PL_S("sql"), &out->sql);
        if (next == PL_NO_ENTRY && out->has_sql) {
            next = provider_named(store, r, out->sql);
            if (next != PL_NO_ENTRY && !takes_params(store, r, next, why))
                return false;
        }
        if (next == PL_NO_ENTRY)
            return true;
        r = pl_store_get(store, next, why);
    }
    return false;
}

bool pl_source_args(pl_store *store, const pl_source *from, pl_arena *arena, pl_given_args *args,
                    pl_buf *why)
{
    pl_buf reason = { 0 };
    for (uint32_t i = 1; i < from->n; i++) {
        pl_given_args own = pl_args_of_resource(arena, from->chain[i]);
        if (pl_args_merge(arena, &own, args, args, &reason))
            continue;
        pl_buf_cstr(why, "runtime argument validation failed when merging runtime args into '");
        pl_index_print_name(pl_store_index(store), from->chain[i]->id, why);
        pl_buf_printf(why, "': %.*s", PL_FMT(pl_buf_view(&reason)));
        pl_buf_done(&reason);
        return false;
    }
    return true;
}
