#include "eval/world_inner.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "value/keep.h"

/* An arena that once was huge is given back. */
enum { KEEP_BYTES = 256 * 1024 };

static void reset(pl_arena *arena)
{
    if (pl_arena_bytes(arena) > KEEP_BYTES)
        pl_arena_done(arena);
    else
        pl_arena_reset(arena);
}

static void free_file(pl_world_file *f)
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

void pl_world__free_files(pl_world *world)
{
    for (size_t i = 0; i < world->files.n; i++)
        free_file(world->files.at[i]);
    pl_vec_done(&world->files);
}

size_t pl_world__file_bytes(const pl_world *world)
{
    size_t bytes = 0;
    for (size_t i = 0; i < world->files.n; i++) {
        const pl_world_file *f = world->files.at[i];
        bytes += sizeof *f + f->reader.cap + pl_parser_bytes(f->parser) + pl_arena_bytes(&f->tree) +
                 pl_arena_bytes(&f->scratch) + pl_arena_bytes(&f->scan) + pl_arena_bytes(&f->kept);
    }
    return bytes;
}

static pl_world_file *file_at_depth(pl_world *world)
{
    while (world->files.n <= world->depth) {
        pl_world_file *f = pl_mem_zalloc(sizeof *f);
        f->view.guard = -1;
        f->file = PL_NONE;
        f->parser = pl_parser_new();
        pl_vec_push(&world->files, f);
    }
    return world->files.at[world->depth];
}

static const pl_str *make_path(pl_world *world, uint32_t file)
{
    uint32_t n;
    const pl_ix_file *files = pl_index_files(world->options.index, &n);
    _Atomic(const pl_str *) *place = &world->core->paths[file];
    pl_world__lock(world);
    const pl_str *path = atomic_load_explicit(place, memory_order_relaxed);
    if (!path) {
        pl_arena *arena = &world->core->arena;
        pl_str *made = PL_NEW(arena, pl_str);
        *made = pl_path_join(arena, world->options.dir,
                             pl_index_str(world->options.index, files[file].path));
        atomic_store_explicit(place, made, memory_order_release);
        path = made;
    }
    pl_world__unlock(world);
    return path;
}

pl_str pl_world_path(pl_world *world, uint32_t file)
{
    const pl_str *path = atomic_load_explicit(&world->core->paths[file], memory_order_acquire);
    return path ? *path : *make_path(world, file);
}

/* What was viewed last time will do. A file that is not what the index knows may have become
 * another one since, or be itself again. */
static bool is_viewed(const pl_world_file *f, uint32_t id, pl_str path)
{
    pl_stamp now;
    if (f->file != id)
        return false;
    return !f->part || (pl_file_stat(path.ptr, &now, NULL) == 0 &&
                        memcmp(&now, &f->view.stamp, sizeof now) == 0);
}

/* A value that stands in the file of who needs it: one that is open already has its bytes. */
static bool share_view(const pl_world *world, pl_world_file *f, uint32_t id)
{
    for (uint32_t i = 0; i < world->depth && i < world->files.n; i++) {
        const pl_world_file *outer = world->files.at[i];
        if (outer->file != id || outer->part)
            continue;
        pl_view_close(&f->view);
        f->view = outer->view;
        f->view.map = NULL; /* it is not ours to close */
        f->file = id;
        f->part = NULL;
        f->shared = true;
        return true;
    }
    return false;
}

/* Nested work is over: a view that was shared may go now. */
static void leave_file(pl_world *world)
{
    pl_world_file *f = world->files.at[--world->depth];
    if (f->shared) {
        f->view = (pl_view){ .guard = -1 };
        f->file = PL_NONE;
        f->shared = false;
    }
}

/* View the file as it was indexed, in place of what is there now. */
static bool view_kept(const pl_world *world, pl_world_file *f, uint32_t id)
{
    const pl_world_options *o = &world->options;
    pl_str text;
    reset(&f->kept);
    if (!o->source || !o->source(o->source_ctx, id, &f->kept, &text))
        return false;
    pl_view_close(&f->view);
    f->view = (pl_view){ .ptr = (const unsigned char *)text.ptr, .len = text.len, .guard = -1 };
    f->file = id;
    return true;
}

/* The view of file `id`, opened unless it is the one of last time. */
static bool view_file(pl_world *world, pl_world_file *f, uint32_t id, pl_diags *diags)
{
    uint32_t n;
    const pl_ix_file *file = &pl_index_files(world->options.index, &n)[id];
    pl_str path = pl_world_path(world, id);
    if (is_viewed(f, id, path)) {
        world->marks.system += f->part != NULL;
        return true;
    }
    if (share_view(world, f, id))
        return true;
    pl_view_close(&f->view);
    f->file = PL_NONE;
    f->part = NULL;
    int error = pl_view_open(&f->reader, path.ptr, &f->view);
    if (!error) {
        f->file = id;
        if (!pl_ix_stamp_is(&file->stamp, &f->view.stamp) &&
            pl_hash_str(pl_view_str(&f->view)) != file->hash && !view_kept(world, f, id))
            pl_world__rescan(f);
        world->marks.system += f->part != NULL;
        return true;
    }
    if (view_kept(world, f, id))
        return true;
    world->marks.system++;
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ, "cannot read '%s': %s", path.ptr,
                  pl_file_reason(error));
    pl_view_close(&f->view);
    return false;
}

/* A heredoc ends with its line. */
static uint32_t with_line_end(pl_str text, uint32_t end)
{
    if (end >= text.len)
        return (uint32_t)text.len;
    if (text.ptr[end] == '\r' && end + 1 < text.len)
        end++;
    return text.ptr[end] == '\n' ? end + 1 : end;
}

/* The file of entry `id`, with nothing of it parsed; world->depth is one more. */
static pl_world_file *open_file(pl_world *world, pl_entry_id id, pl_diags *diags)
{
    if (world->depth > PL_WORLD_DEPTH) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NESTED_TOO_DEEPLY,
                      "values that need each other are nested too deeply");
        return NULL;
    }
    pl_world_file *f = file_at_depth(world);
    if (!view_file(world, f, pl_world__entry(world, id)->file, diags))
        return NULL;
    f->entry = id;
    reset(&f->tree);
    reset(&f->scratch);
    world->depth++;
    return f;
}

bool pl_world_open(pl_world *world, pl_entry_id id, pl_block_view *out, pl_diags *diags)
{
    const pl_ix_entry *e = pl_world__entry(world, id);
    *out = (pl_block_view){ 0 };
    pl_world_file *f = open_file(world, id, diags);
    if (!f)
        return false;
    if (!pl_world__place(world, f, id, &out->span, &out->line)) {
        leave_file(world);
        world->marks.system++;
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CHANGED,
                      "'%s' has changed since the workspace was read: try again",
                      pl_world_path(world, e->file).ptr);
        return false;
    }
    out->text = pl_view_str(&f->view);
    out->scratch = &f->scratch;
    out->tree = &f->tree;
    out->path = pl_world_path(world, e->file);
    pl_diags_begin_at(diags, out->path, out->text, out->span.start, out->line);
    uint32_t end = with_line_end(out->text, out->span.end);
    pl_range slice = { out->span.start < end ? out->span.start : end, end };
    const pl_body *body = pl_parse_slice(f->parser, out->text, slice, &f->tree, diags);
    out->block = body->blocks;
    out->attr = body->attrs;
    return true;
}

void pl_world_close(pl_world *world, pl_block_view *view, pl_diags *diags)
{
    pl_diags_end(diags);
    leave_file(world);
    *view = (pl_block_view){ 0 };
}

bool pl_world__eval(pl_world *world, uint32_t mod, const pl_expr *expr, const pl_type *want,
                    pl_value *out, pl_diags *diags)
{
    return pl_world__eval_in(world, mod, pl_world_scope(world, mod), expr, want, out, diags);
}

/* Into the arena of the core, on account of PL_WORLD_BYTES. */
static pl_value keep(pl_world *world, const pl_world_file *f, pl_value v)
{
    pl_world_core *core = world->core;
    pl_going going = { { &f->scratch, &f->tree }, pl_view_str(&f->view) };
    size_t before = pl_arena_bytes(&core->arena);
    v = pl_value_keep(&core->arena, &going, v);
    size_t kept = pl_arena_bytes(&core->arena) - before;
    core->left = core->left > kept ? core->left - kept : 1; /* 0 would mean any amount */
    return v;
}

bool pl_world__eval_in(pl_world *world, uint32_t mod, const pl_scope *scope, const pl_expr *expr,
                       const pl_type *want, pl_value *out, pl_diags *diags)
{
    pl_world_file *f = world->files.at[world->depth - 1];
    pl_world__lock(world);
    pl_eval ev = { .arena = &f->scratch,
                   .diags = diags,
                   .scope = scope,
                   .env = pl_world_env(world, mod),
                   .budget =
                       world->core->left < PL_EVAL_BUDGET ? world->core->left : PL_EVAL_BUDGET };
    pl_value v = pl_world__unknown();
    if (want)
        pl_eval_as(&ev, expr, want, &v);
    else
        v = pl_eval_expr(&ev, expr);
    *out = keep(world, f, v);
    pl_world__unlock(world);
    return !ev.failed;
}

/* A text, or an object or map of nothing else: there is nothing to convert. */
static bool is_plain(pl_value v, const pl_type *want)
{
    if (want->kind == PL_TYPE_STRING)
        return v.tag == PL_V_STRING;
    bool plain = pl_value_is_members(v);
    for (uint32_t i = 0; plain && i < v.len; i++)
        plain = v.members->at[i].value.tag == PL_V_STRING;
    return plain;
}

/* What stands at a place of an open file, in scratch memory. False when anything is wrong. */
static bool eval_place(pl_world *world, pl_world_file *f, uint32_t mod, pl_asked_place *p,
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
    pl_eval ev = { .arena = &f->scratch,
                   .diags = diags,
                   .scope = pl_world_scope(world, mod),
                   .env = pl_world_env(world, mod) };
    p->value = pl_eval_expr(&ev, expr);
    if (ev.failed || is_plain(p->value, p->want))
        return !ev.failed;
    return pl_eval_as(&ev, expr, p->want, &p->value);
}

void pl_world__eval_at(pl_world *world, pl_entry_id id, pl_asked_place *places, unsigned n)
{
    const pl_ix_entry *e = pl_world__entry(world, id);
    pl_diags *unheard = pl_world_take_diags(world);
    pl_world_file *f = open_file(world, id, unheard);
    for (unsigned i = 0; f && !f->part && i < n; i++) {
        pl_diags_begin(unheard, pl_world_path(world, e->file), pl_view_str(&f->view));
        places[i].right = eval_place(world, f, e->mod, &places[i], unheard);
        pl_diags_end(unheard);
        pl_diags_clear(unheard);
    }
    if (f)
        leave_file(world);
    pl_world_put_diags(world, unheard);
}
