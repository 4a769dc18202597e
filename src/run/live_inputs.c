/* live_inputs.c - inputs of a run: given before it begins, and while it runs. */
#include "base/assert.h"
#include "base/str.h"
#include "run/live.h"

/* ---- inputs */

static pl_str full_name(pl_arena *arena, pl_str name)
{
    return pl_str_starts(name, PL_S("input.")) ? pl_arena_str(arena, name)
                                               : pl_arena_printf(arena, "input.%.*s", PL_FMT(name));
}

/* Decode JSON; text that is not JSON becomes a string. */
static pl_value decode(pl_arena *arena, pl_str json)
{
    return pl_args_decode(arena, pl_arena_str(arena, json));
}

static const uint32_t not_given = UINT32_MAX;

static uint32_t place_of(const pl_run *run, pl_str name)
{
    uint32_t at;
    return pl_map_find(&run->request.inputs_at, name, &at) ? at : not_given;
}

/* Remove the value at `at`; the last one takes its place. */
static void take_out(pl_run *run, uint32_t at)
{
    pl_assert(at < run->request.inputs.n);
    pl_map_set(&run->request.inputs_at, run->request.inputs.at[at].name, not_given);
    run->request.inputs.at[at] = run->request.inputs.at[--run->request.inputs.n];
    if (at < run->request.inputs.n)
        pl_map_set(&run->request.inputs_at, run->request.inputs.at[at].name, at);
}

/* Set the value of an input; an empty one removes it. */
void pl_run__give(pl_run *run, const pl_run_input_value *value)
{
    pl_str name = full_name(&run->request.texts, value->name);
    uint32_t at = place_of(run, name);
    if (!value->json.len) {
        if (at != not_given)
            take_out(run, at);
        return;
    }
    pl_input_value one = { name, decode(&run->request.texts, value->json) };
    if (at != not_given) {
        run->request.inputs.at[at] = one;
        return;
    }
    pl_map_set(&run->request.inputs_at, name, (uint32_t)run->request.inputs.n);
    pl_vec_push(&run->request.inputs, one);
}

/* ---- inputs of a run that has begun (server.md 5.7) */

/* Which inputs depend on which: for each name a list of inputs, in the order of panels. */
typedef struct waiting {
    uint32_t panel, next; /* `next`: position in `links`, or no_link */
} waiting;

static const uint32_t no_link = UINT32_MAX;

typedef struct dependents {
    pl_map first; /* name -> position in `links` */
    PL_VEC(waiting) links;
    pl_map there; /* name -> 1: a value other than null is given */
    pl_map taken;
    PL_VEC(pl_str) names; /* the dependents, in the order in which they were found */
} dependents;

static void dependents_done(dependents *d)
{
    pl_map_done(&d->first);
    pl_vec_done(&d->links);
    pl_map_done(&d->there);
    pl_map_done(&d->taken);
    pl_vec_done(&d->names);
}

static uint32_t first_link(const dependents *d, pl_str name)
{
    uint32_t at;
    return pl_map_find(&d->first, name, &at) ? at : no_link;
}

static void link_inputs(const pl_run *run, dependents *d)
{
    for (size_t i = run->e.panels.n; i-- > 0;) {
        const pl_node *p = run->e.panels.at[i];
        for (uint32_t k = 0; k < pl_node_n_deps(p); k++) {
            const pl_dependency *dep = &p->plan->deps[k];
            if (!p->resource || p->resource->kind != PL_KIND_INPUT ||
                !pl_str_eq(dep->root, PL_S("input")))
                continue;
            pl_vec_push(&d->links, ((waiting){ (uint32_t)i, first_link(d, dep->target) }));
            pl_map_set(&d->first, dep->target, (uint32_t)d->links.n - 1);
        }
    }
}

/* Of several values for one name the first counts. */
static void note_values(dependents *d, const pl_run_input_value *inputs, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        pl_str name = inputs[i].name;
        if (pl_str_starts(name, PL_S("input.")))
            name = pl_str_sub(name, 6, name.len);
        bool is_null = pl_str_eq(pl_str_trim(inputs[i].json), PL_S("null"));
        pl_map_put(&d->there, name, inputs[i].json.len && !is_null, NULL);
    }
}

static bool is_there(const dependents *d, pl_str name)
{
    uint32_t there;
    return pl_map_find(&d->there, name, &there) && there;
}

/* Collect the inputs that depend on `input`, directly or through others; it comes without
 * "input." in front. Each name is visited once. The path is an array because as many inputs may
 * depend on each other as there are. */
static void find_dependents(const pl_run *run, pl_str input, dependents *d)
{
    PL_VEC(uint32_t) path = { 0 };
    link_inputs(run, d);
    pl_vec_push(&path, first_link(d, input));
    while (path.n) {
        uint32_t at = path.at[path.n - 1];
        bool fresh;
        if (at == no_link) {
            path.n--;
            continue;
        }
        path.at[path.n - 1] = d->links.at[at].next;
        pl_str name = run->e.panels.at[d->links.at[at].panel]->shown.short_name;
        pl_map_put(&d->taken, name, 0, &fresh);
        if (!fresh)
            continue;
        pl_vec_push(&d->names, name);
        if (is_there(d, name))
            pl_vec_push(&path, first_link(d, name));
    }
    pl_vec_done(&path);
}

static void report_cleared(pl_run *run, const dependents *cleared)
{
    if (!cleared->names.n)
        return;
    pl_str *names = pl_arena_alloc(&run->request.texts, cleared->names.n * sizeof *names);
    for (size_t i = 0; i < cleared->names.n; i++)
        names[i] = full_name(&run->request.texts, cleared->names.at[i]);
    pl_outbox_put(&run->outbox, (pl_news){ .kind = PL_RUN_EVENT_CLEARED,
                                           .names = names,
                                           .n_names = (uint32_t)cleared->names.n });
}

static bool had_value(const pl_run *run, pl_str name)
{
    const pl_value *given = pl_execution__input(&run->e, name);
    return given && given->tag != PL_V_NULL;
}

/* Apply new values to a run that has begun. False: it cannot take them, so a new run is needed. */
static bool change(pl_run *run, pl_str changed, const pl_run_input_value *inputs, uint32_t n)
{
    dependents cleared = { 0 };
    pl_str full = full_name(&run->request.texts, changed), name = pl_str_sub(full, 6, full.len);
    note_values(&cleared, inputs, n);
    if (changed.len)
        find_dependents(run, name, &cleared);
    report_cleared(run, &cleared);
    bool ok = run->stage.begun && run->e.ready.unfinished && !run->stage.cancelled &&
              !run->stage.expired && !(changed.len && had_value(run, name));
    for (uint32_t i = 0; i < n && ok; i++) {
        pl_str one = full_name(&run->request.texts, inputs[i].name);
        if (inputs[i].json.len && !pl_map_find(&cleared.taken, pl_str_sub(one, 6, one.len), NULL))
            pl_execution_input(&run->e, one, decode(&run->e.arena, inputs[i].json));
    }
    dependents_done(&cleared);
    return ok;
}

bool pl_run_input(pl_run *run, pl_str changed, const pl_run_input_value *inputs, uint32_t n)
{
    if (!run)
        return false;
    bool ok;
    pl_run__enter(run);
    if (atomic_load(&run->phase) == PL_RUN_PHASE_STARTING) {
        ok = true;
        for (uint32_t i = 0; i < n; i++)
            pl_run__give(run, &inputs[i]);
    } else {
        ok = change(run, changed, inputs, n);
    }
    if (ok && run->stage.begun) {
        pl_execution__publish(&run->e);
        pl_run__dispatch(run);
        pl_run__set_phase(run);
    }
    pl_run__leave_and_work(run);
    return ok;
}
