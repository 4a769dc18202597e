#include "eval/world.h"
#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "eval/world_inner.h"

static void note_read(void *ctx, pl_str path)
{
    pl_world *world = ctx;
    const pl_world_options *o = &world->options;
    pl_entry_id id = world->depth ? world->files.at[world->depth - 1]->entry : PL_NO_ENTRY;
    world->marks.reads++;
    if (o->file_read)
        atomic_fetch_add_explicit(&world->core->kept, o->file_read(o->file_ctx, id, path),
                                  memory_order_relaxed);
}

static void note_moment(void *ctx)
{
    ((pl_world *)ctx)->marks.reads++;
}

static void init_mod(pl_world *world, uint32_t i, const pl_ix_mod *mod)
{
    const pl_world_options *o = &world->options;
    pl_world_mod *m = &world->mods[i];
    pl_str dir = pl_index_str(o->index, mod->dir);
    *m = (pl_world_mod){ .world = world, .id = i };
    m->dir = dir.len ? pl_path_join(&world->arena, o->dir, dir) : o->dir;
    m->scope = (pl_scope){ .find = pl_world__find, .names = pl_world__names, .ctx = m };
    m->env = (pl_fn_env){ .base_dir = m->dir,
                          .cwd = o->cwd,
                          .home = o->home,
                          .environ = o->environment,
                          .file_read = note_read,
                          .moment = note_moment,
                          .cancel = o->cancel,
                          .ctx = world };
}

static pl_world *new_seat(const pl_world_options *options, pl_world_core *core)
{
    pl_world *world = pl_mem_zalloc(sizeof *world);
    world->options = *options;
    world->core = core;
    const pl_ix_mod *mods = pl_index_mods(options->index, &world->n_mods);
    world->mods =
        pl_arena_zero(&world->arena, world->n_mods * sizeof *world->mods, _Alignof(pl_world_mod));
    for (uint32_t i = 0; i < world->n_mods; i++)
        init_mod(world, i, &mods[i]);
    return world;
}

static void free_seat(pl_world *world)
{
    pl_world__free_files(world);
    for (size_t i = 0; i < world->diags.n; i++)
        pl_diags_free(world->diags.at[i]);
    pl_vec_done(&world->diags);
    pl_vec_done(&world->visiting);
    pl_arena_done(&world->arena);
    pl_mem_free(world);
}

/* ---- the core */

enum { CHUNK = 32 * 1024 }; /* of values: their memory counts for a budget (loader.c) */

/* Few values have no entry of their own: half as many buckets as entries are enough. */
static uint32_t mask_for(uint32_t n_entries)
{
    uint32_t mask = 255;
    while (mask < n_entries / 2)
        mask = mask * 2 + 1;
    return mask;
}

static size_t bytes_of_memos(const pl_world_core *core)
{
    return ((size_t)core->mask + 1) * sizeof *core->memos;
}

static size_t bytes_of_paths(const pl_world *world)
{
    uint32_t n;
    pl_index_files(world->options.index, &n);
    return (n + 1) * sizeof *world->core->paths;
}

/* A value takes a few microseconds, in which it is not worth while to fall asleep. */
static void init_lock(pthread_mutex_t *lock)
{
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_init(lock, &attr);
    pthread_mutexattr_destroy(&attr);
}

pl_world *pl_world_new(const pl_world_options *options)
{
    uint32_t n;
    pl_world_core *core = pl_mem_zalloc(sizeof *core);
    pl_world *world = new_seat(options, core);
    pthread_mutex_init(&core->alone, NULL);
    pthread_mutex_init(&core->seats, NULL);
    init_lock(&core->lock);
    pl_arena_init_tight(&core->arena, 4096, CHUNK);
    core->left = PL_WORLD_BYTES;
    core->strings = pl_type_collection(&core->arena, PL_TYPE_LIST, pl_type_simple(PL_TYPE_STRING));
    core->string_map =
        pl_type_collection(&core->arena, PL_TYPE_MAP, pl_type_simple(PL_TYPE_STRING));
    pl_index_entries(options->index, &n);
    core->mask = mask_for(n);
    core->memos = pl_mem_zeroed(bytes_of_memos(core));
    core->paths = pl_mem_zeroed(bytes_of_paths(world));
    return world;
}

static void free_memos(pl_world_core *core)
{
    for (uint32_t i = 0; i <= core->mask; i++)
        for (const pl_memo *m = core->memos[i]; m; m = m->next)
            if (m->state == PL_MEMO_FAILED || m->state == PL_MEMO_AGAIN)
                pl_diags_free(m->said);
    pl_mem_drop(core->memos, bytes_of_memos(core));
}

void pl_world_free(pl_world *world)
{
    if (!world)
        return;
    pl_world_core *core = world->core;
    for (pl_world *seat = core->idle, *next; seat; seat = next) {
        next = seat->next;
        free_seat(seat);
    }
    pl_world__free_vars(world);
    free_memos(core);
    pl_mem_drop(core->paths, bytes_of_paths(world));
    pl_arena_done(&core->arena);
    pthread_mutex_destroy(&core->alone);
    pthread_mutex_destroy(&core->seats);
    pthread_mutex_destroy(&core->lock);
    pl_mem_free(core);
    free_seat(world);
}

void pl_world_enter(pl_world *world)
{
    pthread_mutex_lock(&world->core->alone);
}

void pl_world_leave(pl_world *world)
{
    pthread_mutex_unlock(&world->core->alone);
}

void pl_world__lock(pl_world *world)
{
    if (world->locks++ == 0)
        pthread_mutex_lock(&world->core->lock);
}

void pl_world__unlock(pl_world *world)
{
    pl_world_core *core = world->core;
    if (--world->locks)
        return;
    atomic_store_explicit(&core->bytes, pl_arena_bytes(&core->arena), memory_order_relaxed);
    pthread_mutex_unlock(&core->lock);
}

pl_world *pl_world_borrow(pl_world *world)
{
    pl_world_core *core = world->core;
    pthread_mutex_lock(&core->seats);
    pl_world *seat = core->idle;
    if (seat)
        core->idle = seat->next;
    pthread_mutex_unlock(&core->seats);
    return seat ? seat : new_seat(&world->options, core);
}

void pl_world_give_back(pl_world *seat)
{
    pl_world_core *core = seat->core;
    size_t bytes = sizeof *seat + pl_arena_bytes(&seat->arena) + pl_world__file_bytes(seat);
    pthread_mutex_lock(&core->seats);
    core->seat_bytes += bytes - seat->bytes;
    seat->bytes = bytes;
    seat->next = core->idle;
    core->idle = seat;
    pthread_mutex_unlock(&core->seats);
}

pl_diags *pl_world_take_diags(pl_world *world)
{
    return world->diags.n ? world->diags.at[--world->diags.n] : pl_diags_new();
}

void pl_world_put_diags(pl_world *world, pl_diags *diags)
{
    enum { KEPT = 8 };
    if (!diags || world->diags.n == KEPT) {
        pl_diags_free(diags);
        return;
    }
    pl_diags_clear(diags);
    pl_vec_push(&world->diags, diags);
}

pl_world_marks pl_world_marks_now(const pl_world *world)
{
    return world->marks;
}

const pl_index *pl_world_index(const pl_world *world)
{
    return world->options.index;
}

const pl_scope *pl_world_scope(pl_world *world, uint32_t mod)
{
    return &world->mods[mod].scope;
}

const pl_fn_env *pl_world_env(pl_world *world, uint32_t mod)
{
    return &world->mods[mod].env;
}

size_t pl_world_bytes(pl_world *world)
{
    pl_world_core *core = world->core;
    pthread_mutex_lock(&core->seats);
    size_t seats = core->seat_bytes;
    pthread_mutex_unlock(&core->seats);
    return sizeof *world + sizeof *core + bytes_of_memos(core) + bytes_of_paths(world) + seats +
           atomic_load_explicit(&core->bytes, memory_order_relaxed) +
           atomic_load_explicit(&core->kept, memory_order_relaxed);
}

/* ---- memo: by entry and what of it */

static _Atomic(pl_memo *) *bucket_of(const pl_world_core *core, uint64_t key)
{
    return &core->memos[(uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & core->mask];
}

/* Without the lock: what is made later may be missed. NULL: there is none. */
static pl_memo *find_memo(const pl_world_core *core, uint64_t key)
{
    pl_memo *m = atomic_load_explicit(bucket_of(core, key), memory_order_acquire);
    while (m && m->key != key)
        m = m->next;
    return m;
}

static pl_memo *add_memo(pl_world_core *core, uint64_t key)
{
    _Atomic(pl_memo *) *bucket = bucket_of(core, key);
    pl_memo *m = PL_NEW(&core->arena, pl_memo);
    m->key = key;
    m->next = atomic_load_explicit(bucket, memory_order_relaxed);
    atomic_store_explicit(bucket, m, memory_order_release);
    return m;
}

static pl_memo_state state_of(const pl_memo *memo)
{
    return (pl_memo_state)atomic_load_explicit(&memo->state, memory_order_acquire);
}

static bool is_finished(const pl_memo *memo)
{
    pl_memo_state state = state_of(memo);
    return state == PL_MEMO_DONE || state == PL_MEMO_FAILED || state == PL_MEMO_NOTHING;
}

static pl_entry_id entry_of(uint64_t key)
{
    return (pl_entry_id)((key - 1) >> 8);
}

/* ---- cycles */

static void add_name(pl_world *world, pl_entry_id id, pl_buf *out)
{
    pl_str kind = pl_kind_name((pl_kind)pl_world__entry(world, id)->kind);
    pl_buf_printf(out, "%.*s.%.*s", PL_FMT(kind), PL_FMT(pl_world__name(world, id)));
}

/* Long circles are shown by their ends. */
static void report_cycle(pl_world *world, uint64_t key, pl_diags *diags)
{
    enum { SHOWN = 20 };
    pl_buf text = { 0 };
    size_t first = world->visiting.n;
    while (first && world->visiting.at[first - 1] != key)
        first--;
    for (size_t i = first ? first - 1 : 0; i < world->visiting.n; i++) {
        if (i >= first + SHOWN && world->visiting.n - i > SHOWN) {
            pl_buf_cstr(&text, "... -> ");
            i = world->visiting.n - SHOWN;
        }
        add_name(world, entry_of(world->visiting.at[i]), &text);
        pl_buf_cstr(&text, " -> ");
    }
    add_name(world, entry_of(key), &text);
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CYCLE,
                  "failed to determine required dependency order: Cycle error: %.*s",
                  PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
}

/* Each of these holds an expression that may be deep itself. */
static bool too_deep(pl_world *world)
{
    const char *here = __builtin_frame_address(0);
    if (!world->visiting.n)
        world->stack = here;
    size_t used =
        here < world->stack ? (size_t)(world->stack - here) : (size_t)(here - world->stack);
    return world->visiting.n >= PL_WORLD_DEPTH || used > PL_WORLD_STACK;
}

/* ---- each once */

static bool said_before(const pl_diags *diags, const pl_diag *d)
{
    for (size_t i = pl_diags_count(diags); i-- > 0;) {
        const pl_diag *old = pl_diags_get(diags, i);
        if (old->range.start == d->range.start && old->range.end == d->range.end &&
            pl_str_eq(old->path, d->path) && pl_diag_reads_as(old, d))
            return true;
    }
    return false;
}

/* Messages of values that need each other pile up: each value would repeat those of all that
 * it needs. The first ones tell why, and each value is told about by itself as well. */
enum { MOST_REPEATED = 32 };

void pl_world__repeat(const pl_diags *said, pl_diags *diags)
{
    for (size_t i = 0; i < pl_diags_count(said) && i < MOST_REPEATED; i++)
        if (!said_before(diags, pl_diags_get(said, i)))
            pl_diag_copy(diags, pl_diags_get(said, i));
}

static pl_found answer(pl_world *world, const pl_memo *memo, pl_value *out, pl_diags *diags)
{
    world->marks.reads += memo->reads;
    switch (state_of(memo)) {
    case PL_MEMO_VISITING: report_cycle(world, memo->key, diags); break;
    case PL_MEMO_DONE: *out = memo->value; return PL_FOUND;
    case PL_MEMO_AGAIN: world->marks.system++; /* fall through */
    case PL_MEMO_FAILED: pl_world__repeat(memo->said, diags); break;
    case PL_MEMO_NOTHING: return PL_FOUND_NOTHING;
    }
    *out = pl_world__unknown();
    return PL_FOUND_ERROR;
}

bool pl_world_is_cancelled(const pl_world *world)
{
    const atomic_bool *cancel = world->options.cancel;
    return cancel && atomic_load_explicit(cancel, memory_order_relaxed);
}

/* Does the memo, which is VISITING; under the lock. */
static void work_out(pl_world *world, pl_memo *memo, pl_entry_id id, unsigned what,
                     pl_world_work *work)
{
    pl_world_marks before = world->marks;
    pl_diags *said = pl_world_take_diags(world);
    pl_value value = pl_world__unknown();
    pl_found found = PL_FOUND_ERROR;
    if (too_deep(world)) {
        pl_diag_plain(said, PL_ERROR, PL_DIAG_NESTED_TOO_DEEPLY,
                      "values that need each other are nested too deeply");
    } else {
        pl_vec_push(&world->visiting, memo->key);
        found = work(world, id, what, &value, said);
        world->visiting.n--;
    }
    memo->reads = before.reads != world->marks.reads;
    memo->round = world->core->round;
    if (found == PL_FOUND)
        memo->value = value;
    if (found == PL_FOUND_ERROR)
        memo->said = said;
    else
        pl_world_put_diags(world, said);
    world->marks.system += found == PL_FOUND_ERROR && pl_world_is_cancelled(world);
    pl_memo_state state = found == PL_FOUND                      ? PL_MEMO_DONE
                          : found == PL_FOUND_NOTHING            ? PL_MEMO_NOTHING
                          : before.system != world->marks.system ? PL_MEMO_AGAIN
                                                                 : PL_MEMO_FAILED;
    atomic_store_explicit(&memo->state, state, memory_order_release);
}

static const pl_memo *once(pl_world *world, uint64_t key, pl_entry_id id, unsigned what,
                           pl_world_work *work)
{
    pl_world_core *core = world->core;
    pl_memo *memo = find_memo(core, key);
    core->round += !world->visiting.n;
    if (!memo) {
        memo = add_memo(core, key);
        work_out(world, memo, id, what, work);
    } else if (state_of(memo) == PL_MEMO_AGAIN && memo->round != core->round) {
        pl_diags_free(memo->said);
        atomic_store_explicit(&memo->state, PL_MEMO_VISITING, memory_order_relaxed);
        work_out(world, memo, id, what, work);
    }
    return memo;
}

pl_found pl_world__once(pl_world *world, pl_entry_id id, unsigned what, pl_world_work *work,
                        pl_value *out, pl_diags *diags)
{
    uint64_t key = ((uint64_t)id << 8 | what) + 1;
    const pl_memo *memo = find_memo(world->core, key);
    if (memo && is_finished(memo))
        return answer(world, memo, out, diags);
    pl_world__lock(world);
    pl_found found = answer(world, once(world, key, id, what, work), out, diags);
    pl_world__unlock(world);
    return found;
}
