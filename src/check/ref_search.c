/* ref_search.c - evaluates the attributes of one block to find its unresolved references.
 *
 * The scope reports a name that cannot be resolved (ref_search_find.c). A message of the evaluator
 * has only a place, so the expression is walked to find the reference at that place. */
#include "check/ref_search.h"
#include "check/aim.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/search.h"
#include "base/str.h"
#include "check/ref_search_inner.h"
#include "index/read.h"
#include "schema/kind.h"
#include <stdlib.h>

pl_ref_search *pl_ref_search_new(pl_evaluator *ev, const uint8_t *waiting, uint8_t *held,
                                 pl_arena *texts)
{
    pl_ref_search *p = pl_mem_zalloc(sizeof *p);
    p->ev = ev;
    p->ix = pl_evaluator_index(ev);
    p->entries = pl_index_entries(p->ix, &p->n);
    p->waiting = waiting;
    p->held = held;
    p->texts = texts;
    p->ignored = pl_diags_new();
    p->scope = (pl_scope){ .find = pl_ref_search__find, .ctx = p };
    return p;
}

void pl_ref_search_free(pl_ref_search *p)
{
    if (!p)
        return;
    pl_diags_free(p->ignored);
    pl_map_done(&p->listed);
    pl_map_done(&p->met);
    pl_arena_done(&p->scratch);
    pl_mem_free(p);
}

/* ---- one expression */

/* The place of a message, and the text of the reference there once it is found. */
typedef struct place {
    uint32_t at;
    uint32_t message; /* its position in the list of them */
    pl_str text;
} place;

typedef struct places {
    pl_ref_search *search;
    place *place; /* ascending by `at` */
    size_t n;
} places;

static int by_at(const void *a, const void *b)
{
    const place *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

static int by_message(const void *a, const void *b)
{
    const place *x = a, *y = b;
    return (x->message > y->message) - (x->message < y->message);
}

static void match(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    places *p = ctx;
    size_t i = pl_lower_bound(p->place, p->n, sizeof *p->place, offsetof(place, at), range.start);
    if (i == p->n || p->place[i].at >= range.end)
        return;
    pl_str text = pl_ref_search__text(p->search, root, steps);
    for (; i < p->n && p->place[i].at < range.end; i++)
        p->place[i].text = text;
}

static void add_unresolved(pl_ref_search *p, pl_str text, pl_entry_id target)
{
    bool added;
    p->held[p->entry] = 1;
    p->found = true;
    pl_map_put(&p->listed, text, 0, &added);
    if (added)
        pl_vec_push(p->out, ((pl_unresolved){ pl_arena_str(p->texts, text), target,
                                              p->early ? p->top : p->entry }));
}

/* Is the message about an attribute that a value lacks? Then the block waits for that value. */
static bool is_waiting_for(const pl_diag *d)
{
    return d->code == PL_DIAG_UNSUPPORTED_ATTRIBUTE || d->code == PL_DIAG_MISSING_ELEMENT;
}

/* The places of the messages from `from` on that may make a reference unresolved, each with the
 * reference there, in the order of the messages. */
static places find_places(pl_ref_search *p, const pl_expr *e, size_t from)
{
    size_t most = pl_diags_count(p->diags) - from;
    places out = { .search = p };
    if (!most)
        return out;
    out.place = pl_arena_take(p->view.scratch, most * sizeof(place), _Alignof(place));
    for (size_t i = from; i < pl_diags_count(p->diags); i++) {
        const pl_diag *d = pl_diags_get(p->diags, i);
        if (d->code == PL_DIAG_NOT_THERE_YET || is_waiting_for(d))
            out.place[out.n++] = (place){ .at = d->range.start, .message = (uint32_t)i };
    }
    if (!out.n)
        return out;
    qsort(out.place, out.n, sizeof *out.place, by_at);
    pl_expr_refs(e, match, &out);
    qsort(out.place, out.n, sizeof *out.place, by_message);
    return out;
}

static void take_unresolved(pl_ref_search *p, const pl_expr *e, size_t from)
{
    pl_assert(from <= pl_diags_count(p->diags));
    places found = find_places(p, e, from);
    for (size_t i = 0; i < found.n; i++) {
        const place *at = &found.place[i];
        uint32_t target = PL_NO_ENTRY;
        if (!at->text.len)
            continue;
        if (pl_diags_get(p->diags, at->message)->code == PL_DIAG_NOT_THERE_YET)
            pl_map_find(&p->met, at->text, &target);
        add_unresolved(p, at->text, target);
    }
}

static pl_eval begin(pl_ref_search *p)
{
    p->blind = false;
    return (pl_eval){ .arena = p->view.scratch,
                      .diags = p->diags,
                      .scope = &p->scope,
                      .env = pl_evaluator_env(p->ev, p->mod) };
}

static void search_expr(pl_ref_search *p, const pl_expr *e)
{
    size_t from = pl_diags_count(p->diags);
    pl_eval ev = begin(p);
    pl_eval_expr(&ev, e);
    take_unresolved(p, e, from);
    pl_diags_truncate(p->diags, from);
}

/* Search an expression where the schema requires a resource or a list of resources. */
static void search_expr_as(pl_ref_search *p, const pl_expr *e, const pl_type *want)
{
    size_t from = pl_diags_count(p->diags);
    pl_assert(!p->shells);
    pl_eval ev = begin(p);
    pl_value v;
    p->shells = true;
    p->found = false;
    bool ok = pl_eval_as(&ev, e, want, &v);
    p->shells = false;
    for (uint32_t i = 0; ok && v.tag == PL_V_LIST && i < v.len; i++)
        if (v.seq->at[i].tag == PL_V_NULL) {
            pl_diag_raw(p->diags, PL_ERROR, PL_DIAG_NULL_VALUE, e->start,
                        PL_S("Unsuitable value type"),
                        PL_S("Unsuitable value: null value is not allowed"));
            ok = false;
        }
    take_unresolved(p, e, from);
    if (p->found || p->blind)
        pl_diags_truncate(p->diags, from);
}

/* ---- blocks */

/* What a reference to a resource of that kind is converted to: what all kinds have may be
 * absent. */
static const pl_type *record_of(pl_arena *arena, pl_kind kind)
{
    pl_str names[PL_READABLE_MAX];
    pl_type_attr attrs[PL_READABLE_MAX];
    uint32_t n = pl_readable_own_names(kind, names);
    for (uint32_t i = 0; i < n; i++)
        attrs[i] = (pl_type_attr){ names[i], pl_type_simple(PL_TYPE_ANY), false };
    return pl_type_object(arena, attrs, n);
}

static const pl_type *list_of_records(pl_arena *arena)
{
    pl_type_attr name = { PL_S("name"), pl_type_simple(PL_TYPE_ANY), false };
    return pl_type_collection(arena, PL_TYPE_LIST, pl_type_object(arena, &name, 1));
}

static void search_attr(pl_ref_search *p, const pl_schema *schema, const pl_field *field,
                        const pl_expr *expr)
{
    pl_arena *arena = p->view.scratch;
    switch ((pl_field_type)field->type) {
    case PL_FIELD_BASE: search_expr_as(p, expr, record_of(arena, (pl_kind)schema->kind)); break;
    case PL_FIELD_REF: search_expr_as(p, expr, record_of(arena, (pl_kind)field->ref)); break;
    case PL_FIELD_CHILDREN: search_expr_as(p, expr, list_of_records(arena)); break;
    case PL_FIELD_ARGS:
    case PL_FIELD_DATABASE:
    case PL_FIELD_TYPE: break;
    default:
        p->early = field->flags & PL_FIELD_NOT_NULL;
        if (!(field->flags & (PL_FIELD_IGNORED | PL_FIELD_RUNTIME)))
            search_expr(p, expr);
        p->early = false;
    }
}

/* Move on to the entry of a nested block; entries are in the order of the source. */
static bool next_entry(pl_ref_search *p, const pl_block *block)
{
    pl_assert(p->cursor >= p->entry && p->entry < p->n);
    uint32_t file = p->entries[p->entry].file;
    while (p->cursor < p->n && p->entries[p->cursor].file == file &&
           p->entries[p->cursor].start < block->range.start)
        p->cursor++;
    return p->cursor < p->n && p->entries[p->cursor].file == file &&
           p->entries[p->cursor].start == block->range.start;
}

static void search_body(pl_ref_search *p, const pl_body *body, const pl_schema *schema)
{
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        const pl_field *field = pl_schema_evaluated(schema, a->name);
        if (field)
            search_attr(p, schema, field, a->expr);
    }
    for (const pl_block *b = body->blocks; b; b = b->next) {
        const pl_part_rule *part = pl_schema_part(schema, b->type);
        pl_kind kind;
        if (part) {
            search_body(p, b->body, part->schema);
        } else if (pl_kind_find(b->type, &kind) && next_entry(p, b)) {
            pl_entry_id outer = p->entry;
            p->entry = p->cursor;
            search_body(p, b->body, pl_schema_of(kind));
            p->entry = outer;
        }
    }
}

/* Clear the results of an earlier search for entry `id` and the entries nested in it. */
static void release(pl_ref_search *p, pl_entry_id id)
{
    const pl_ix_entry *e = p->entries;
    pl_entry_id end = id + 1;
    while (end < p->n && e[end].file == e[id].file && e[end].start < e[id].end)
        end++;
    memset(p->held + id, 0, end - id);
}

/* Report the errors in entries in which nothing is unresolved. */
static void report_wrong(const pl_ref_search *p, uint32_t file, pl_diags *wrong)
{
    for (size_t i = 0; i < pl_diags_count(p->diags); i++) {
        const pl_diag *d = pl_diags_get(p->diags, i);
        pl_entry_id id = pl_check__entry_in(p->ix, file, d->range.start);
        if (id == PL_NO_ENTRY || !p->held[id])
            pl_diag_copy(wrong, d);
    }
}

static void search_entry(pl_ref_search *p, pl_entry_id id, pl_diags *wrong)
{
    pl_assert(id < p->n && !p->diags);
    pl_assert(!p->early && !p->shells);
    const pl_ix_entry *e = &p->entries[id];
    p->diags = pl_diags_new();
    p->entry = p->top = id;
    release(p, id);
    p->cursor = id + 1;
    p->mod = e->mod;
    if (pl_evaluator_open(p->ev, id, &p->view, p->diags)) {
        if (p->view.attr)
            search_expr(p, p->view.attr->expr);
        else if (p->view.block)
            search_body(p, p->view.block->body, pl_schema_of((pl_kind)e->kind));
        pl_evaluator_close(p->ev, &p->view, p->diags);
    }
    report_wrong(p, e->file, wrong);
    pl_diags_free(p->diags);
    p->diags = NULL;
}

void pl_ref_search_entries(pl_ref_search *p, pl_entry_id id, pl_entry_id end,
                           pl_unresolved_list *out, pl_diags *wrong)
{
    out->n = 0;
    p->out = out;
    pl_map_clear(&p->listed);
    pl_map_clear(&p->met);
    pl_arena_reset(&p->scratch);
    for (; id < end; id++)
        if (p->entries[id].parent == PL_NONE)
            search_entry(p, id, wrong);
}
