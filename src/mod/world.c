#include "mod/world.h"
#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "mod/world_inner.h"

static void note_read(void *ctx, pl_str path)
{
    pl_world *world = ctx;
    world->marks.reads++;
    if (world->options.file_read)
        world->options.file_read(world->options.file_ctx, path);
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
                          .ctx = world };
}

pl_world *pl_world_new(const pl_world_options *options)
{
    pl_world *world = pl_mem_zalloc(sizeof *world);
    world->options = *options;
    pthread_mutex_init(&world->lock, NULL);
    world->left = PL_WORLD_BYTES;
    world->strings =
        pl_type_collection(&world->arena, PL_TYPE_LIST, pl_type_simple(PL_TYPE_STRING));
    world->string_map =
        pl_type_collection(&world->arena, PL_TYPE_MAP, pl_type_simple(PL_TYPE_STRING));
    const pl_ix_mod *mods = pl_index_mods(options->index, &world->n_mods);
    world->mods =
        pl_arena_zero(&world->arena, world->n_mods * sizeof *world->mods, _Alignof(pl_world_mod));
    for (uint32_t i = 0; i < world->n_mods; i++)
        init_mod(world, i, &mods[i]);
    return world;
}

static void free_memos(pl_world *world)
{
    for (uint32_t i = 0; world->memo && i <= world->memo_mask; i++)
        if (world->memo[i].key &&
            (world->memo[i].state == PL_MEMO_FAILED || world->memo[i].state == PL_MEMO_AGAIN))
            pl_diags_free(world->memo[i].said);
    pl_mem_free(world->memo);
}

void pl_world_free(pl_world *world)
{
    if (!world)
        return;
    pl_world__free_vars(world);
    pl_world__free_files(world);
    free_memos(world);
    pl_vec_done(&world->visiting);
    pl_arena_done(&world->arena);
    pthread_mutex_destroy(&world->lock);
    pl_mem_free(world);
}

void pl_world_enter(pl_world *world)
{
    pthread_mutex_lock(&world->lock);
}

void pl_world_leave(pl_world *world)
{
    pthread_mutex_unlock(&world->lock);
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

size_t pl_world_bytes(const pl_world *world)
{
    size_t memo = world->memo ? ((size_t)world->memo_mask + 1) * sizeof *world->memo : 0;
    return sizeof *world + memo + pl_arena_bytes(&world->arena);
}

/* ---- memo: open addressing by entry and what of it */

static pl_memo *probe(pl_memo *slots, uint32_t mask, uint64_t key)
{
    uint32_t i = (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & mask;
    while (slots[i].key && slots[i].key != key)
        i = (i + 1) & mask;
    return &slots[i];
}

static void grow(pl_world *world)
{
    uint32_t mask = world->memo ? world->memo_mask * 2 + 1 : 255;
    pl_memo *slots = pl_mem_zalloc(((size_t)mask + 1) * sizeof *slots);
    for (uint32_t i = 0; world->memo && i <= world->memo_mask; i++)
        if (world->memo[i].key)
            *probe(slots, mask, world->memo[i].key) = world->memo[i];
    pl_mem_free(world->memo);
    world->memo = slots;
    world->memo_mask = mask;
}

/* The memo of `key`, made when it is new. The address holds until the next call. */
static pl_memo *memo_of(pl_world *world, uint64_t key, bool *fresh)
{
    if (!world->memo || world->n_memo * 2 > world->memo_mask)
        grow(world);
    pl_memo *memo = probe(world->memo, world->memo_mask, key);
    *fresh = !memo->key;
    if (*fresh) {
        *memo = (pl_memo){ .key = key, .state = PL_MEMO_VISITING };
        world->n_memo++;
    }
    return memo;
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
    pl_diag_plain(diags, PL_ERROR,
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
            pl_str_eq(old->path, d->path) && pl_str_eq(old->summary, d->summary) &&
            pl_str_eq(old->detail, d->detail))
            return true;
    }
    return false;
}

void pl_world__repeat(const pl_diags *said, pl_diags *diags)
{
    for (size_t i = 0; i < pl_diags_count(said); i++)
        if (!said_before(diags, pl_diags_get(said, i)))
            pl_diag_copy(diags, pl_diags_get(said, i));
}

static pl_found answer(pl_world *world, const pl_memo *memo, pl_value *out, pl_diags *diags)
{
    world->marks.reads += memo->reads;
    switch ((pl_memo_state)memo->state) {
    case PL_MEMO_VISITING: report_cycle(world, memo->key, diags); break;
    case PL_MEMO_DONE: *out = memo->value; return PL_FOUND;
    case PL_MEMO_AGAIN: world->marks.system++; /* fall through */
    case PL_MEMO_FAILED: pl_world__repeat(memo->said, diags); break;
    case PL_MEMO_NOTHING: return PL_FOUND_NOTHING;
    }
    *out = pl_world__unknown();
    return PL_FOUND_ERROR;
}

pl_found pl_world__once(pl_world *world, pl_entry_id id, unsigned what, pl_world_work *work,
                        pl_value *out, pl_diags *diags)
{
    uint64_t key = ((uint64_t)id << 8 | what) + 1;
    bool fresh;
    pl_memo *memo = memo_of(world, key, &fresh);
    world->round += !world->visiting.n;
    if (memo->state == PL_MEMO_AGAIN && memo->round != world->round) {
        pl_diags_free(memo->said);
        memo->state = PL_MEMO_VISITING;
    } else if (!fresh) {
        return answer(world, memo, out, diags);
    }
    pl_world_marks before = world->marks;
    pl_diags *said = pl_diags_new();
    pl_value value = pl_world__unknown();
    pl_found found = PL_FOUND_ERROR;
    if (too_deep(world)) {
        pl_diag_plain(said, PL_ERROR, "values that need each other are nested too deeply");
    } else {
        pl_vec_push(&world->visiting, key);
        found = work(world, id, what, &value, said);
        world->visiting.n--;
    }
    memo = memo_of(world, key, &fresh);
    memo->state = found == PL_FOUND                      ? PL_MEMO_DONE
                  : found == PL_FOUND_NOTHING            ? PL_MEMO_NOTHING
                  : before.system != world->marks.system ? PL_MEMO_AGAIN
                                                         : PL_MEMO_FAILED;
    memo->reads = before.reads != world->marks.reads;
    memo->round = world->round;
    if (found == PL_FOUND)
        memo->value = value;
    if (found == PL_FOUND_ERROR)
        memo->said = said;
    else
        pl_diags_free(said);
    return answer(world, memo, out, diags);
}
