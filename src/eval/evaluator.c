/* evaluator.c - an evaluator's lock, lists of messages and paths of files, and its invariants. */
#include "eval/evaluator.h"
#include "base/path.h"
#include "base/str.h"
#include "eval/evaluator_inner.h"

pl_value_store *pl_evaluator_store(const pl_evaluator *ev)
{
    return ev->store;
}

const pl_index *pl_evaluator_index(const pl_evaluator *ev)
{
    return ev->store->options.index;
}

bool pl_value_store_is_cancelled(const pl_value_store *store)
{
    const atomic_bool *cancel = store->options.cancel;
    return cancel && atomic_load_explicit(cancel, memory_order_relaxed);
}

const pl_scope *pl_evaluator_scope(pl_evaluator *ev, uint32_t mod)
{
    pl_assert(mod < ev->n_mods);
    return &ev->mods[mod].scope;
}

const pl_fn_env *pl_evaluator_env(pl_evaluator *ev, uint32_t mod)
{
    pl_assert(mod < ev->n_mods);
    return &ev->mods[mod].env;
}

pl_evaluator_marks pl_evaluator_marks_now(const pl_evaluator *ev)
{
    return ev->marks;
}

/* ---- the lock of the store */

void pl_evaluator__lock(pl_evaluator *ev)
{
    if (ev->locks++ == 0)
        pl_value_store__lock(ev->store, ev);
    pl_assert(ev->store->holder == ev);
}

void pl_evaluator__unlock(pl_evaluator *ev)
{
    pl_assert(ev->locks && ev->store->holder == ev);
    if (--ev->locks)
        return;
    pl_assert(!ev->visiting.n);
    pl_value_store__unlock(ev->store, ev);
}

/* ---- messages */

pl_diags *pl_evaluator_take_diags(pl_evaluator *ev)
{
    return ev->diags.n ? ev->diags.at[--ev->diags.n] : pl_diags_new();
}

void pl_evaluator_put_diags(pl_evaluator *ev, pl_diags *diags)
{
    if (!diags || ev->diags.n == PL_EVALUATOR_DIAGS) {
        pl_diags_free(diags);
        return;
    }
    pl_diags_clear(diags);
    pl_vec_push(&ev->diags, diags);
}

/* ---- paths */

static const pl_str *make_path(pl_evaluator *ev, uint32_t file)
{
    uint32_t n;
    pl_value_store *store = ev->store;
    const pl_ix_file *files = pl_index_files(store->options.index, &n);
    pl_assert(file < n);
    pl_evaluator__lock(ev);
    const pl_str *path = atomic_load_explicit(&store->paths[file], memory_order_relaxed);
    if (!path) {
        pl_str *made = PL_NEW(&store->arena, pl_str);
        *made = pl_path_join(&store->arena, store->options.dir,
                             pl_index_str(store->options.index, files[file].path));
        atomic_store_explicit(&store->paths[file], made, memory_order_release);
        path = made;
    }
    pl_evaluator__unlock(ev);
    return path;
}

pl_str pl_evaluator_path(pl_evaluator *ev, uint32_t file)
{
    const pl_str *path = atomic_load_explicit(&ev->store->paths[file], memory_order_acquire);
    return path ? *path : *make_path(ev, file);
}

/* ---- invariants */

#ifndef NDEBUG
static void check_files(const pl_evaluator *ev)
{
    pl_assert(ev->depth <= ev->files.n && ev->depth <= PL_EVALUATOR_DEPTH + 1);
    for (uint32_t i = 0; i < ev->files.n; i++) {
        const pl_open_file *f = ev->files.at[i];
        pl_assert(!f->shared || (i < ev->depth && !f->view.map));
        pl_assert(i >= ev->depth || f->file != PL_NONE);
    }
}

void pl_evaluator__check(const pl_evaluator *ev)
{
    check_files(ev);
    pl_assert(!ev->locks || ev->store->holder == ev);
    pl_assert(!ev->visiting.n || ev->locks);
    pl_assert(ev->visiting.n <= PL_EVALUATOR_DEPTH);
    for (size_t i = 0; i < ev->visiting.n; i++) {
        const pl_memo *m = pl_memo__find(ev->store, ev->visiting.at[i]);
        pl_assert(m && pl_memo__state(m) == PL_MEMO_VISITING);
        for (size_t j = 0; j < i; j++)
            pl_assert(ev->visiting.at[j] != ev->visiting.at[i]);
    }
    pl_assert(ev->diags.n <= PL_EVALUATOR_DIAGS);
    for (size_t i = 0; i < ev->diags.n; i++)
        pl_assert(!pl_diags_count(ev->diags.at[i]));
}
#endif
