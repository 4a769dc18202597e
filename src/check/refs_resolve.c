/* refs_resolve.c - which blocks can be decoded, in whatever order.
 *
 * Powerpipe goes over all blocks again and again: a block is decoded as soon as all that it
 * needs is there, and what is left when a pass decodes nothing is reported. To come to the same
 * end without evaluating everything, only units (refs_inner.h) are searched for which the index
 * does not decide it:
 *
 *     a --> b --> c            a needs b: `list`; turned around, b is needed by a: `back`
 *     z --> x <=> y            x and y need each other
 *
 *   1. suspect_cycles  Units that need nothing are taken away (c), then those that need only these
 *                       (b, then a). What is left is in a cycle or depends on one: x, y, z.
 *   2. spread           Units with deferred references, and all that depend on them, join those.
 *   3. queue_open       All of these wait, and each is queued.
 *   4. look_at_all      A unit in which nothing is unresolved is there: it no longer waits, and the
 *                       waiting units that need it are queued once more.
 *
 * A unit stops waiting at most once and is looked at once for each unit that it needs and once
 * more, so this ends. Units that still wait then can never be decoded; `unresolved` lists what they
 * lack. */
#include "check/refs_inner.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/str.h"
#include "hcl/parse.h"
#include "schema/kind.h"

typedef struct ref_resolution {
    pl_refs *refs;
    pl_evaluator *ev;
    pl_ref_search *search;
    pl_parser *parser;
    pl_arena tree;
    /* which nodes need node i: back[at[i]] up to back[at[i + 1]] */
    uint32_t *at, *back;
    PL_VEC(uint32_t) queue; /* units to look at */
    uint8_t *queued;        /* of the first entry of a unit */
} ref_resolution;

/* ---- units */

static uint32_t unit_of(pl_refs *refs, pl_entry_id id)
{
    pl_assert(refs->node[id] == id);
    if (refs->unit[id])
        return refs->unit[id];
    pl_vec_push(&refs->units, ((pl_ref_unit){ .id = id }));
    return refs->unit[id] = (uint32_t)refs->units.n;
}

/* ---- which units are not clear */

static void turn_around(ref_resolution *j)
{
    const pl_refs *refs = j->refs;
    uint32_t n = refs->n;
    j->at = pl_mem_zalloc(((size_t)n + 2) * sizeof *j->at);
    j->back = pl_mem_alloc((refs->list.n + 1) * sizeof *j->back);
    for (size_t k = 0; k < refs->list.n; k++)
        j->at[refs->list.at[k] + 2]++;
    for (uint32_t i = 0; i < n; i++)
        j->at[i + 2] += j->at[i + 1];
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = refs->first[i]; k < refs->first[i + 1]; k++)
            j->back[j->at[refs->list.at[k] + 1]++] = refs->node[i];
}

/* Mark the nodes that need each other and those that need them: the ones that remain after nodes
 * that need nothing more are removed repeatedly. */
static void suspect_cycles(ref_resolution *j, uint8_t *open)
{
    const pl_refs *refs = j->refs;
    uint32_t *needs = pl_mem_zalloc(((size_t)refs->n + 1) * sizeof *needs);
    PL_VEC(uint32_t) clear = { 0 };
    for (uint32_t i = 0; i < refs->n; i++)
        needs[refs->node[i]] += refs->first[i + 1] - refs->first[i];
    for (uint32_t i = 0; i < refs->n; i++)
        if (refs->node[i] == i && !needs[i])
            pl_vec_push(&clear, i);
    while (clear.n) {
        uint32_t id = clear.at[--clear.n];
        for (uint32_t k = j->at[id]; k < j->at[id + 1]; k++)
            if (--needs[j->back[k]] == 0)
                pl_vec_push(&clear, j->back[k]);
    }
    for (uint32_t i = 0; i < refs->n; i++)
        open[i] = needs[refs->node[i]] > 0;
    pl_vec_done(&clear);
    pl_mem_free(needs);
}

/* Mark all nodes that depend on suspects. */
static void spread(ref_resolution *j, uint8_t *open)
{
    const pl_refs *refs = j->refs;
    PL_VEC(uint32_t) way = { 0 };
    for (size_t i = 0; i < refs->suspects.n; i++)
        open[refs->suspects.at[i]] = 1;
    for (uint32_t i = 0; i < refs->n; i++)
        if (refs->node[i] == i && open[i])
            pl_vec_push(&way, i);
    while (way.n) {
        uint32_t id = way.at[--way.n];
        for (uint32_t k = j->at[id]; k < j->at[id + 1]; k++) {
            uint32_t node = j->back[k];
            if (!open[node])
                pl_vec_push(&way, node);
            open[node] = 1;
        }
    }
    pl_vec_done(&way);
}

static void put_in_queue(ref_resolution *j, uint32_t unit)
{
    pl_assert(unit > 0 && unit <= j->refs->units.n);
    pl_entry_id id = j->refs->units.at[unit - 1].id;
    if (j->queued[id])
        return;
    j->queued[id] = 1;
    pl_vec_push(&j->queue, unit);
}

/* Queue the units of open nodes: each waits until it is searched. */
static void queue_open(ref_resolution *j)
{
    pl_refs *refs = j->refs;
    uint8_t *open = pl_mem_zalloc(refs->n + 1);
    suspect_cycles(j, open);
    spread(j, open);
    for (uint32_t i = 0; i < refs->n; i++) {
        if (!open[i] || refs->node[i] != i)
            continue;
        memset(refs->waiting + i, 1, refs->end[i] - i);
        put_in_queue(j, unit_of(refs, i));
    }
    pl_mem_free(open);
}

/* ---- searching */

/* Search a unit (position in `units` + 1) again, and replace what was found in it before. */
static void search_unit(ref_resolution *j, uint32_t unit)
{
    pl_assert(unit > 0 && unit <= j->refs->units.n);
    pl_refs *refs = j->refs;
    pl_ref_unit *u = &refs->units.at[unit - 1];
    pl_diags *wrong = pl_diags_new();
    pl_ref_search_entries(j->search, u->id, refs->end[u->id], &u->unresolved, wrong);
    pl_diags_free(u->wrong);
    u->wrong = NULL;
    if (pl_diags_count(wrong))
        u->wrong = wrong;
    else
        pl_diags_free(wrong);
}

/* The locals of one block wait together. */
static void hold_locals(pl_refs *refs)
{
    for (size_t i = 0; i < refs->units.n; i++) {
        pl_entry_id id = refs->units.at[i].id;
        if (refs->entries[id].kind == PL_KIND_LOCAL && refs->waiting[id])
            memset(refs->held + id, 1, refs->end[id] - id);
    }
}

/* A unit is decoded: those that wait for it may be decoded, too. */
static void release(ref_resolution *j, uint32_t unit)
{
    pl_refs *refs = j->refs;
    pl_entry_id id = refs->units.at[unit - 1].id;
    pl_assert(!refs->units.at[unit - 1].unresolved.n);
    pl_assert(refs->end[id] > id && refs->end[id] <= refs->n);
    memset(refs->waiting + id, 0, refs->end[id] - id);
    for (uint32_t k = j->at[id]; k < j->at[id + 1]; k++)
        if (refs->waiting[j->back[k]])
            put_in_queue(j, unit_of(refs, j->back[k]));
}

static void search_queue(ref_resolution *j)
{
    pl_refs *refs = j->refs;
    for (size_t i = 0; i < j->queue.n; i++) {
        uint32_t unit = j->queue.at[i];
        j->queued[refs->units.at[unit - 1].id] = 0;
        search_unit(j, unit);
        if (!refs->units.at[unit - 1].unresolved.n)
            release(j, unit);
    }
}

/* ---- paths that are none */

/* The body around the first local of a block. */
static pl_range body_of_locals(ref_resolution *j, const pl_block_view *view)
{
    pl_diags *ignored = pl_diags_new();
    pl_range range = view->attr->range;
    pl_diags_begin(ignored, view->path, view->text);
    const pl_body *body = pl_parse_file(j->parser, view->text, &j->tree, ignored);
    for (const pl_block *b = body->blocks; b; b = b->next)
        if (b->range.start < range.start && b->range.end >= range.end)
            range = b->body->range;
    pl_diags_end(ignored);
    pl_diags_free(ignored);
    pl_arena_reset(&j->tree);
    return range;
}

static void add_bad_path(ref_resolution *j, pl_ref_unit *u, const pl_unresolved *absent,
                         pl_ref_form form)
{
    pl_block_view view;
    pl_range range;
    pl_buf summary = { 0 };
    if (!u->wrong)
        u->wrong = pl_diags_new();
    if (!pl_evaluator_open(j->ev, absent->inside, &view, u->wrong))
        return;
    if (view.block)
        range = view.block->body->range;
    else
        range = body_of_locals(j, &view);
    pl_buf_printf(&summary, "failed to parse dependency: Bad Request: %s: %.*s",
                  form == PL_REF_NO_PATH
                      ? "invalid property path"
                      : "invalid resource item type passed to ParseResourcePropertyPath",
                  PL_FMT(absent->text));
    pl_diag_raw(u->wrong, PL_ERROR, PL_DIAG_INVALID_REFERENCE, range, pl_buf_view(&summary),
                (pl_str){ 0 });
    pl_buf_done(&summary);
    pl_evaluator_close(j->ev, &view, u->wrong);
}

static void find_bad_paths(ref_resolution *j)
{
    for (size_t i = 0; i < j->refs->units.n; i++) {
        pl_ref_unit *u = &j->refs->units.at[i];
        for (size_t k = 0; k < u->unresolved.n; k++) {
            pl_str name;
            pl_ref_form form = pl_ref_parse(u->unresolved.at[k].text, &name);
            if (form == PL_REF_NO_PATH || form == PL_REF_NO_TYPE)
                add_bad_path(j, u, &u->unresolved.at[k], form);
        }
    }
}

/* Search what is queued, and all that this releases. */
static void search_all(ref_resolution *j)
{
    j->parser = pl_parser_new();
    j->search = pl_ref_search_new(j->ev, j->refs->waiting, j->refs->held, &j->refs->arena);
    search_queue(j);
    hold_locals(j->refs);
    find_bad_paths(j);
    pl_ref_search_free(j->search);
    pl_parser_free(j->parser);
    pl_arena_done(&j->tree);
}

void pl_refs_resolve(pl_refs *refs, pl_evaluator *ev)
{
    pl_assert(!refs->resolved);
    ref_resolution j = { .refs = refs, .ev = ev };
    refs->unit = pl_mem_zalloc(((size_t)refs->n + 1) * sizeof *refs->unit);
    refs->waiting = pl_mem_zalloc(refs->n + 1);
    refs->held = pl_mem_zalloc(refs->n + 1);
    j.queued = pl_mem_zalloc(refs->n + 1);
    turn_around(&j);
    queue_open(&j);
    if (j.queue.n)
        search_all(&j);
    refs->resolved = true;
    pl_vec_done(&j.queue);
    pl_mem_free(j.queued);
    pl_mem_free(j.at);
    pl_mem_free(j.back);
}
