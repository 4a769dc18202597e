/* source.c - opening files and blocks of an index, and evaluating expressions in open blocks. */
#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "eval/evaluator_inner.h"
#include "value/keep.h"

/* An arena that has grown beyond this is freed instead of being kept. */
enum { KEEP_BYTES = 256 * 1024 };

static void reset_arena(pl_arena *arena)
{
    if (pl_arena_bytes(arena) > KEEP_BYTES)
        pl_arena_done(arena);
    else
        pl_arena_reset(arena);
}

static void free_file(pl_open_file *f)
{
    pl_view_close(&f->view);
    pl_reader_done(&f->reader);
    pl_arena_done(&f->tree);
    pl_arena_done(&f->scratch);
    pl_arena_done(&f->scan);
    pl_arena_done(&f->kept);
    pl_parser_free(f->parser);
    pl_mem_free(f);
}

void pl_evaluator__free_files(pl_evaluator *ev)
{
    for (size_t i = 0; i < ev->files.n; i++)
        free_file(ev->files.at[i]);
    pl_vec_done(&ev->files);
}

size_t pl_evaluator__file_bytes(const pl_evaluator *ev)
{
    size_t bytes = 0;
    for (size_t i = 0; i < ev->files.n; i++) {
        const pl_open_file *f = ev->files.at[i];
        bytes += sizeof *f + f->reader.cap + pl_parser_bytes(f->parser) + pl_arena_bytes(&f->tree) +
                 pl_arena_bytes(&f->scratch) + pl_arena_bytes(&f->scan) + pl_arena_bytes(&f->kept);
    }
    return bytes;
}

static pl_open_file *file_at_depth(pl_evaluator *ev)
{
    while (ev->files.n <= ev->depth) {
        pl_open_file *f = pl_mem_zalloc(sizeof *f);
        f->view.guard = -1;
        f->file = PL_NONE;
        f->parser = pl_parser_new();
        pl_vec_push(&ev->files, f);
    }
    return ev->files.at[ev->depth];
}

/* Can the previous view be used again? Not if the file differs from the index: it may have changed
 * once more. */
static bool is_viewed(const pl_open_file *f, uint32_t id, pl_str path)
{
    pl_stamp now;
    if (f->file != id)
        return false;
    return !f->part || (pl_file_stat(path.ptr, &now, NULL) == 0 &&
                        memcmp(&now, &f->view.stamp, sizeof now) == 0);
}

/* Share the view of an outer block: a value is often in the same file as the block that needs
 * it, which is open. */
static bool share_view(const pl_evaluator *ev, pl_open_file *f, uint32_t id)
{
    for (uint32_t i = 0; i < ev->depth && i < ev->files.n; i++) {
        const pl_open_file *outer = ev->files.at[i];
        if (outer->file != id || outer->part)
            continue;
        pl_view_close(&f->view);
        f->view = outer->view;
        f->view.map = NULL; /* the outer view closes it */
        f->file = id;
        f->part = NULL;
        f->shared = true;
        return true;
    }
    return false;
}

/* Leave the innermost file after nested work, and drop its view if it was shared. */
static void leave_file(pl_evaluator *ev)
{
    pl_open_file *f = ev->files.at[--ev->depth];
    if (f->shared) {
        f->view = (pl_view){ .guard = -1 };
        f->file = PL_NONE;
        f->shared = false;
    }
}

/* View the text of the file as it was indexed instead of the present one. */
static bool view_kept(const pl_evaluator *ev, pl_open_file *f, uint32_t id)
{
    const pl_value_store_options *o = &ev->store->options;
    pl_str text;
    reset_arena(&f->kept);
    if (!o->source || !o->source(o->source_ctx, id, &f->kept, &text))
        return false;
    pl_view_close(&f->view);
    f->view = (pl_view){ .ptr = (const unsigned char *)text.ptr, .len = text.len, .guard = -1 };
    f->file = id;
    return true;
}

/* View file `id`, which is opened unless the previous view can be used. */
static bool view_file(pl_evaluator *ev, pl_open_file *f, uint32_t id, pl_diags *diags)
{
    uint32_t n;
    const pl_ix_file *file = &pl_index_files(ev->store->options.index, &n)[id];
    pl_str path = pl_evaluator_path(ev, id);
    if (is_viewed(f, id, path)) {
        ev->marks.system += f->part != NULL;
        return true;
    }
    if (share_view(ev, f, id))
        return true;
    pl_view_close(&f->view);
    f->file = PL_NONE;
    f->part = NULL;
    int error = pl_view_open(&f->reader, path.ptr, &f->view);
    if (!error) {
        f->file = id;
        if (!pl_ix_stamp_is(&file->stamp, &f->view.stamp) &&
            pl_hash_str(pl_view_str(&f->view)) != file->hash && !view_kept(ev, f, id))
            pl_evaluator__rescan(f);
        ev->marks.system += f->part != NULL;
        return true;
    }
    if (view_kept(ev, f, id))
        return true;
    ev->marks.system++;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s", path.ptr,
                  pl_file_reason(error));
    pl_view_close(&f->view);
    return false;
}

/* A heredoc ends with its line, so an expression that ends with one needs the line end. */
static uint32_t with_line_end(pl_str text, uint32_t end)
{
    if (end >= text.len)
        return (uint32_t)text.len;
    if (text.ptr[end] == '\r' && end + 1 < text.len)
        end++;
    return text.ptr[end] == '\n' ? end + 1 : end;
}

/* Open the file of entry `id` without parsing anything. ev->depth becomes one more. */
static pl_open_file *open_file(pl_evaluator *ev, pl_entry_id id, pl_diags *diags)
{
    if (ev->depth > PL_EVALUATOR_DEPTH) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NESTED_TOO_DEEPLY,
                      "values that need each other are nested too deeply");
        return NULL;
    }
    pl_open_file *f = file_at_depth(ev);
    if (!view_file(ev, f, pl_evaluator__entry(ev, id)->file, diags))
        return NULL;
    f->entry = id;
    reset_arena(&f->tree);
    reset_arena(&f->scratch);
    ev->depth++;
    return f;
}

bool pl_evaluator_open(pl_evaluator *ev, pl_entry_id id, pl_block_view *out, pl_diags *diags)
{
    const pl_ix_entry *e = pl_evaluator__entry(ev, id);
    *out = (pl_block_view){ 0 };
    pl_open_file *f = open_file(ev, id, diags);
    if (!f)
        return false;
    if (!pl_evaluator__place(ev, f, id, &out->span, &out->line)) {
        leave_file(ev);
        ev->marks.system++;
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CHANGED,
                      "'%s' has changed since the workspace was read: try again",
                      pl_evaluator_path(ev, e->file).ptr);
        return false;
    }
    out->text = pl_view_str(&f->view);
    out->scratch = &f->scratch;
    out->tree = &f->tree;
    out->path = pl_evaluator_path(ev, e->file);
    pl_diags_begin_at(diags, out->path, out->text, out->span.start, out->line);
    uint32_t end = with_line_end(out->text, out->span.end);
    pl_range slice = { out->span.start < end ? out->span.start : end, end };
    const pl_body *body = pl_parse_slice(f->parser, out->text, slice, &f->tree, diags);
    out->block = body->blocks;
    out->attr = body->attrs;
    return true;
}

void pl_evaluator_close(pl_evaluator *ev, pl_block_view *view, pl_diags *diags)
{
    pl_assert(ev->depth && view->scratch == &ev->files.at[ev->depth - 1]->scratch);
    pl_diags_end(diags);
    leave_file(ev);
    *view = (pl_block_view){ 0 };
}

/* Move a value into the arena of the store, counted against PL_VALUE_STORE_BYTES. */
static pl_value keep_value(pl_evaluator *ev, const pl_open_file *f, pl_value v)
{
    pl_value_store *store = ev->store;
    pl_going going = { { &f->scratch, &f->tree }, pl_view_str(&f->view) };
    size_t before = pl_arena_bytes(&store->arena);
    v = pl_value_keep(&store->arena, &going, v);
    size_t kept = pl_arena_bytes(&store->arena) - before;
    store->left = store->left > kept ? store->left - kept : 1; /* 0 would mean no limit */
    return v;
}

bool pl_evaluator__eval(pl_evaluator *ev, const pl_wanted *wanted, pl_value *out, pl_diags *diags)
{
    pl_assert(ev->depth);
    pl_open_file *f = ev->files.at[ev->depth - 1];
    uint32_t mod = wanted->mod;
    pl_evaluator__lock(ev);
    uint64_t left = ev->store->left;
    pl_eval eval = { .arena = &f->scratch,
                     .diags = diags,
                     .scope = wanted->scope ? wanted->scope : pl_evaluator_scope(ev, mod),
                     .env = pl_evaluator_env(ev, mod),
                     .budget = left < PL_EVAL_BUDGET ? left : PL_EVAL_BUDGET };
    pl_value v = pl_evaluator__unknown();
    if (wanted->type)
        pl_eval_as(&eval, wanted->expr, wanted->type, &v);
    else
        v = pl_eval_expr(&eval, wanted->expr);
    *out = keep_value(ev, f, v);
    pl_evaluator__unlock(ev);
    return !eval.failed;
}

/* Is the value a text, or an object or map of texts, so that nothing needs conversion? */
static bool is_plain(pl_value v, const pl_type *want)
{
    if (want->kind == PL_TYPE_STRING)
        return v.tag == PL_V_STRING;
    bool plain = pl_value_is_members(v);
    for (uint32_t i = 0; plain && i < v.len; i++)
        plain = v.members->at[i].value.tag == PL_V_STRING;
    return plain;
}

/* Evaluate the expression at a place of an open file, in scratch memory. False: it has an error. */
static bool eval_place(pl_evaluator *ev, pl_open_file *f, uint32_t mod, pl_asked_place *p,
                       pl_diags *diags)
{
    pl_str text = pl_str_sub(pl_view_str(&f->view), p->place.start, p->place.end);
    p->text = pl_hash_mix(mod, pl_hash_str(text));
    p->known = p->knows && p->knows(p->ctx, p->text);
    if (p->known)
        return true;
    const pl_expr *expr = pl_parse_expr(f->parser, text, &f->tree, diags);
    if (pl_diags_count(diags))
        return false;
    pl_eval eval = { .arena = &f->scratch,
                     .diags = diags,
                     .scope = pl_evaluator_scope(ev, mod),
                     .env = pl_evaluator_env(ev, mod) };
    p->value = pl_eval_expr(&eval, expr);
    if (eval.failed || is_plain(p->value, p->want))
        return !eval.failed;
    return pl_eval_as(&eval, expr, p->want, &p->value);
}

void pl_evaluator__eval_at(pl_evaluator *ev, pl_entry_id id, pl_asked_place *places, unsigned n)
{
    const pl_ix_entry *e = pl_evaluator__entry(ev, id);
    pl_diags *ignored = pl_evaluator_take_diags(ev);
    pl_open_file *f = open_file(ev, id, ignored);
    for (unsigned i = 0; f && !f->part && i < n; i++) {
        pl_diags_begin(ignored, pl_evaluator_path(ev, e->file), pl_view_str(&f->view));
        places[i].right = eval_place(ev, f, e->mod, &places[i], ignored);
        pl_diags_end(ignored);
        pl_diags_clear(ignored);
    }
    if (f)
        leave_file(ev);
    pl_evaluator_put_diags(ev, ignored);
}
