/* evaluators.c - makes, lends and frees the evaluators of a store. Idle ones are kept for the next
 * borrower. */
#include "eval/evaluators.h"
#include "base/alloc.h"
#include "base/path.h"

/* ---- files that its functions read */

static void note_read(void *ctx, pl_str path)
{
    pl_evaluator *ev = ctx;
    const pl_value_store_options *o = &ev->store->options;
    pl_entry_id id = ev->depth ? ev->files.at[ev->depth - 1]->entry : PL_NO_ENTRY;
    ev->marks.reads++;
    if (o->file_read)
        atomic_fetch_add_explicit(&ev->store->noted, o->file_read(o->file_ctx, id, path),
                                  memory_order_relaxed);
}

static void note_moment(void *ctx)
{
    ((pl_evaluator *)ctx)->marks.reads++;
}

/* ---- making and freeing */

static void init_mod(pl_evaluator *ev, uint32_t i, const pl_ix_mod *mod)
{
    const pl_value_store_options *o = &ev->store->options;
    pl_mod_scope *m = &ev->mods[i];
    pl_str dir = pl_index_str(o->index, mod->dir);
    *m = (pl_mod_scope){ .ev = ev, .id = i };
    m->dir = dir.len ? pl_path_join(&ev->arena, o->dir, dir) : o->dir;
    m->scope = (pl_scope){ .find = pl_evaluator__find, .names = pl_evaluator__names, .ctx = m };
    m->env = (pl_fn_env){ .base_dir = m->dir,
                          .cwd = o->cwd,
                          .home = o->home,
                          .environ = o->environment,
                          .file_read = note_read,
                          .moment = note_moment,
                          .cancel = o->cancel,
                          .ctx = ev };
}

static pl_evaluator *new_evaluator(pl_value_store *store)
{
    pl_evaluator *ev = pl_mem_zalloc(sizeof *ev);
    ev->store = store;
    const pl_ix_mod *mods = pl_index_mods(store->options.index, &ev->n_mods);
    ev->mods = pl_arena_zero(&ev->arena, ev->n_mods * sizeof *ev->mods, _Alignof(pl_mod_scope));
    for (uint32_t i = 0; i < ev->n_mods; i++)
        init_mod(ev, i, &mods[i]);
    return ev;
}

static void free_evaluator(pl_evaluator *ev)
{
    pl_evaluator__free_files(ev);
    for (size_t i = 0; i < ev->diags.n; i++)
        pl_diags_free(ev->diags.at[i]);
    pl_vec_done(&ev->diags);
    pl_vec_done(&ev->visiting);
    pl_arena_done(&ev->arena);
    pl_mem_free(ev);
}

void pl_evaluators__free_idle(pl_value_store *store)
{
    for (pl_evaluator *ev = store->idle.first, *next; ev; ev = next) {
        next = ev->next_idle;
        free_evaluator(ev);
    }
    store->idle.first = NULL;
}

/* ---- lending */

pl_evaluator *pl_evaluator_borrow(pl_value_store *store)
{
    pthread_mutex_lock(&store->idle.lock);
    pl_evaluator *ev = store->idle.first;
    if (ev)
        store->idle.first = ev->next_idle;
    store->idle.n_lent++;
    pthread_mutex_unlock(&store->idle.lock);
    return ev ? ev : new_evaluator(store);
}

void pl_evaluator_give_back(pl_evaluator *ev)
{
    if (!ev)
        return;
    pl_value_store *store = ev->store;
    pl_assert(!ev->locks && !ev->depth && !ev->visiting.n);
#ifndef NDEBUG
    pl_evaluator__check(ev);
#endif
    size_t bytes = sizeof *ev + pl_arena_bytes(&ev->arena) + pl_evaluator__file_bytes(ev);
    pthread_mutex_lock(&store->idle.lock);
    pl_assert(store->idle.n_lent);
    store->idle.n_lent--;
    store->idle.bytes += bytes - ev->bytes;
    ev->bytes = bytes;
    ev->next_idle = store->idle.first;
    store->idle.first = ev;
    pthread_mutex_unlock(&store->idle.lock);
}
