#include "check/refs_inner.h"
#include "base/alloc.h"
#include "base/map.h"
#include "base/str.h"
#include "check/probe.h"
#include "hcl/parse.h"
#include "schema/kind.h"

typedef struct judge {
    pl_refs *refs;
    pl_world *world;
    pl_probe *probe;
    pl_parser *parser;
    pl_arena tree;
    pl_diags *unheard;
    /* who is needed by whom: of node i back[at[i]] up to back[at[i + 1]] */
    uint32_t *at, *back;
    PL_VEC(uint32_t) queue; /* units to look at */
    uint8_t *queued;        /* of the first entry of a unit */
} judge;

/* ---- units */

static uint32_t add_unit(pl_refs *refs, pl_entry_id first, uint32_t end, pl_range braces)
{
    pl_ref_unit u = { .id = first, .end = end, .braces = braces };
    pl_vec_push(&refs->units, u);
    for (uint32_t i = first; i < end; i++)
        refs->unit[i] = (uint32_t)refs->units.n;
    return (uint32_t)refs->units.n;
}

/* The locals of a file, by blocks. */
static void add_blocks_of_locals(judge *j, const pl_body *body, uint32_t file)
{
    pl_refs *refs = j->refs;
    uint32_t i, file_end;
    pl_index_file_entries(refs->ix, file, &i, &file_end);
    for (const pl_block *b = body->blocks; b; b = b->next) {
        while (i < file_end && refs->entries[i].start < b->range.start)
            i++;
        uint32_t end = i;
        while (end < file_end && refs->entries[end].start < b->range.end)
            end++;
        if (i < end && pl_refs__is_local(refs, i) && !refs->unit[i])
            add_unit(refs, i, end, (pl_range){ b->open.start, b->close.end });
        i = end;
    }
}

static void read_locals(judge *j, pl_entry_id id)
{
    pl_block_view view;
    if (pl_world_open(j->world, id, &view, j->unheard)) {
        pl_diags *said = pl_diags_new();
        pl_diags_begin(said, view.path, view.text);
        const pl_body *body = pl_parse_file(j->parser, view.text, &j->tree, said);
        add_blocks_of_locals(j, body, j->refs->entries[id].file);
        pl_diags_end(said);
        pl_diags_free(said);
        pl_arena_reset(&j->tree);
        pl_world_close(j->world, &view, j->unheard);
    }
    pl_diags_truncate(j->unheard, 0);
}

/* The unit of a top-level entry; a local of which the file cannot be read is one alone. */
static uint32_t unit_of(judge *j, pl_entry_id id)
{
    pl_refs *refs = j->refs;
    uint32_t end = id + 1;
    if (!refs->unit[id] && pl_refs__is_local(refs, id))
        read_locals(j, id);
    if (refs->unit[id])
        return refs->unit[id];
    while (end < refs->n && refs->entries[end].parent != PL_NONE)
        end++;
    return add_unit(refs, id, end, (pl_range){ 0 });
}

/* ---- which units are not clear */

static void turn_around(judge *j)
{
    const pl_refs *refs = j->refs;
    uint32_t n = refs->n;
    j->at = pl_mem_zalloc(((size_t)n + 2) * sizeof *j->at);
    j->back = pl_mem_alloc((refs->list.n + 1) * sizeof *j->back);
    for (size_t k = 0; k < refs->list.n; k++)
        j->at[refs->node[refs->list.at[k]] + 2]++;
    for (uint32_t i = 0; i < n; i++)
        j->at[i + 2] += j->at[i + 1];
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = refs->first[i]; k < refs->first[i + 1]; k++)
            j->back[j->at[refs->node[refs->list.at[k]] + 1]++] = pl_refs__top(refs, i);
}

/* Nodes that need each other, and those that need them: what is left when all are taken
 * away that need nothing. */
static void suspect_circles(judge *j, uint8_t *open)
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
            if (--needs[refs->node[j->back[k]]] == 0)
                pl_vec_push(&clear, refs->node[j->back[k]]);
    }
    for (uint32_t i = 0; i < refs->n; i++)
        open[i] = needs[refs->node[i]] > 0;
    pl_vec_done(&clear);
    pl_mem_free(needs);
}

/* And all that depend on what is suspect. */
static void spread(judge *j, uint8_t *open)
{
    const pl_refs *refs = j->refs;
    PL_VEC(uint32_t) way = { 0 };
    for (size_t i = 0; i < refs->suspects.n; i++)
        open[refs->node[refs->suspects.at[i]]] = 1;
    for (uint32_t i = 0; i < refs->n; i++)
        if (refs->node[i] == i && open[i])
            pl_vec_push(&way, i);
    while (way.n) {
        uint32_t id = way.at[--way.n];
        for (uint32_t k = j->at[id]; k < j->at[id + 1]; k++) {
            uint32_t node = refs->node[j->back[k]];
            if (!open[node])
                pl_vec_push(&way, node);
            open[node] = 1;
        }
    }
    pl_vec_done(&way);
}

static void put_in_queue(judge *j, uint32_t unit)
{
    pl_entry_id id = j->refs->units.at[unit - 1].id;
    if (j->queued[id])
        return;
    j->queued[id] = 1;
    pl_vec_push(&j->queue, unit);
}

/* Every unit of an open node waits until it was looked at. */
static void queue_open(judge *j)
{
    pl_refs *refs = j->refs;
    uint8_t *open = pl_mem_zalloc(refs->n + 1);
    suspect_circles(j, open);
    spread(j, open);
    for (uint32_t i = 0; i < refs->n; i++) {
        if (!open[refs->node[i]] || refs->entries[i].parent != PL_NONE)
            continue;
        uint32_t unit = unit_of(j, i);
        const pl_ref_unit *u = &refs->units.at[unit - 1];
        memset(refs->waiting + u->id, 1, u->end - u->id);
        put_in_queue(j, unit);
    }
    pl_mem_free(open);
}

/* ---- looking */

static void look(judge *j, uint32_t unit)
{
    pl_refs *refs = j->refs;
    pl_ref_unit *u = &refs->units.at[unit - 1];
    pl_diags *wrong = pl_diags_new();
    pl_map seen = { 0 };
    u->lacks.n = 0;
    for (pl_entry_id id = u->id; id < u->end; id++) {
        uint32_t n;
        if (refs->entries[id].parent != PL_NONE)
            continue;
        const pl_lack *lacks = pl_probe_entry(j->probe, id, &n, wrong);
        for (uint32_t i = 0; i < n; i++) {
            pl_ref_lack lack = { pl_arena_str(&refs->arena, lacks[i].text), lacks[i].target,
                                 lacks[i].inside };
            bool added;
            pl_map_put(&seen, lack.text, 0, &added);
            if (added)
                pl_vec_push(&u->lacks, lack);
        }
    }
    pl_map_done(&seen);
    pl_diags_free(u->wrong);
    u->wrong = NULL;
    if (!u->lacks.n && pl_diags_count(wrong))
        u->wrong = wrong;
    else
        pl_diags_free(wrong);
}

/* It is there now: those that wait for it may be decoded, too. */
static void release(judge *j, uint32_t unit)
{
    pl_refs *refs = j->refs;
    pl_ref_unit u = refs->units.at[unit - 1];
    uint32_t node = refs->node[u.id];
    memset(refs->waiting + u.id, 0, u.end - u.id);
    for (uint32_t k = j->at[node]; k < j->at[node + 1]; k++)
        if (refs->waiting[j->back[k]])
            put_in_queue(j, unit_of(j, j->back[k]));
}

static void look_at_all(judge *j)
{
    pl_refs *refs = j->refs;
    for (size_t i = 0; i < j->queue.n; i++) {
        uint32_t unit = j->queue.at[i];
        j->queued[refs->units.at[unit - 1].id] = 0;
        look(j, unit);
        if (!refs->units.at[unit - 1].lacks.n)
            release(j, unit);
    }
}

/* ---- paths that are none */

/* Between the braces of the block. */
static bool open_unit(judge *j, const pl_ref_unit *u, pl_block_view *view, pl_range *range,
                      pl_diags *diags)
{
    if (!pl_world_open(j->world, u->id, view, diags))
        return false;
    *range = u->braces;
    if (view->block)
        *range = (pl_range){ view->block->open.start, view->block->close.end };
    return true;
}

static void add_bad_path(judge *j, pl_ref_unit *u, pl_str text, pl_ref_form form)
{
    pl_block_view view;
    pl_range range;
    pl_buf summary = { 0 };
    if (!u->wrong)
        u->wrong = pl_diags_new();
    if (!open_unit(j, u, &view, &range, u->wrong))
        return;
    pl_buf_printf(&summary, "failed to parse dependency: Bad Request: %s: %.*s",
                  form == PL_REF_NO_PATH
                      ? "invalid property path"
                      : "invalid resource item type passed to ParseResourcePropertyPath",
                  PL_FMT(text));
    pl_diag_raw(u->wrong, PL_ERROR, range, pl_buf_view(&summary), (pl_str){ 0 });
    pl_buf_done(&summary);
    pl_world_close(j->world, &view, u->wrong);
}

static void find_bad_paths(judge *j)
{
    for (size_t i = 0; i < j->refs->units.n; i++) {
        pl_ref_unit *u = &j->refs->units.at[i];
        for (size_t k = 0; k < u->lacks.n; k++) {
            pl_str name;
            pl_ref_form form = pl_ref_parse(u->lacks.at[k].text, &name);
            if (form == PL_REF_NO_PATH || form == PL_REF_NO_TYPE)
                add_bad_path(j, u, u->lacks.at[k].text, form);
        }
    }
}

void pl_refs_judge(pl_refs *refs, pl_world *world)
{
    if (pl_refs_settled(refs))
        return;
    judge j = { .refs = refs, .world = world, .parser = pl_parser_new() };
    refs->unit = pl_mem_zalloc(((size_t)refs->n + 1) * sizeof *refs->unit);
    refs->waiting = pl_mem_zalloc(refs->n + 1);
    j.queued = pl_mem_zalloc(refs->n + 1);
    j.unheard = pl_diags_new();
    j.probe = pl_probe_new(world, refs->waiting);
    turn_around(&j);
    queue_open(&j);
    look_at_all(&j);
    find_bad_paths(&j);
    refs->judged = true;
    pl_probe_free(j.probe);
    pl_parser_free(j.parser);
    pl_diags_free(j.unheard);
    pl_arena_done(&j.tree);
    pl_vec_done(&j.queue);
    pl_mem_free(j.queued);
    pl_mem_free(j.at);
    pl_mem_free(j.back);
}
