/* derived.c - makes the derived data of a generation on first use, and answers what an evaluator
 * needs from outside the index: connections, sources, documents, values of variables. */
#include "workspace/derived.h"
#include "base/cast.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/diag.h"
#include "base/str.h"
#include "config/value.h"

/* ---- surroundings */

pl_surroundings *pl_surroundings_new(pl_str dir, uint64_t cache_bytes)
{
    pl_surroundings *s = pl_mem_zalloc(sizeof *s);
    char *copy = pl_mem_alloc(dir.len + 1);
    memcpy(copy, dir.ptr, dir.len);
    copy[dir.len] = 0;
    s->dir = (pl_str){ copy, dir.len };
    s->cache_bytes = cache_bytes ? cache_bytes : PL_CACHE_DEFAULT_BYTES;
    atomic_init(&s->users, 1);
    pthread_mutex_init(&s->lock, NULL);
    pl_documents_init(&s->documents);
    return s;
}

void pl_surroundings_leave(pl_surroundings *s)
{
    if (!s || atomic_fetch_sub_explicit(&s->users, 1, memory_order_acq_rel) != 1)
        return;
    pl_cache_free(s->cache);
    pl_documents_done(&s->documents);
    pthread_mutex_destroy(&s->lock);
    pl_mem_free(pl_unconst(s->dir.ptr));
    pl_mem_free(s);
}

void pl_surroundings_close(pl_surroundings *s)
{
    atomic_store(&s->closed, true);
    atomic_store(&s->cancelled, true);
}

pl_cache *pl_surroundings_cache(pl_surroundings *s)
{
    pl_resource_cache_options o = { .max_bytes = s->cache_bytes };
    pthread_mutex_lock(&s->lock);
    if (!s->cache)
        s->cache = pl_resource_cache_new(&o);
    pthread_mutex_unlock(&s->lock);
    return s->cache;
}

/* ---- what is derived from one index */

struct pl_derived {
    pl_surroundings *surroundings;
    const pl_index *index;
    _Atomic(pl_standing) standing;
    _Atomic(pl_kept *) kept; /* owned; set once and never replaced */
    pthread_mutex_t lock;    /* held while one of the following is made; what was made stays */
    pl_value_store *values;
    pl_loader *loader;
    pl_metas *metas;
    pl_twins twins;
    bool has_twins;     /* `twins` were looked for */
    uint64_t var_files; /* pl_value_store_files_key() from before `values` were made */
    uint64_t epoch;     /* of the connections, when this was made */
};

pl_derived *pl_derived_new(pl_surroundings *s, const pl_index *ix)
{
    pl_derived *d = pl_mem_zalloc(sizeof *d);
    atomic_fetch_add_explicit(&s->users, 1, memory_order_relaxed);
    d->surroundings = s;
    d->epoch = pl_settings_epoch(s->inputs.settings);
    d->index = ix;
    pthread_mutex_init(&d->lock, NULL);
    return d;
}

void pl_derived_forget(pl_derived *d)
{
    pthread_mutex_lock(&d->lock);
    pl_metas_free(d->metas);
    pl_loader_free(d->loader);
    pl_value_store_free(d->values);
    d->metas = NULL;
    d->loader = NULL;
    d->values = NULL;
    d->var_files = 0;
    pthread_mutex_unlock(&d->lock);
}

void pl_derived_free(pl_derived *d)
{
    if (!d)
        return;
    pl_derived_forget(d);
    pthread_mutex_destroy(&d->lock);
    pl_twins_done(&d->twins);
    pl_kept_free(atomic_load(&d->kept));
    pl_surroundings_leave(d->surroundings);
    pl_mem_free(d);
}

const pl_index *pl_derived_index(const pl_derived *d)
{
    return d->index;
}

const pl_twins *pl_derived_twins(pl_derived *d)
{
    pthread_mutex_lock(&d->lock);
    if (!d->has_twins)
        pl_twins_find(&d->twins, d->index);
    d->has_twins = true;
    pthread_mutex_unlock(&d->lock);
    return &d->twins;
}

/* ---- values */

static bool find_connection(void *ctx, pl_str type, pl_str name, pl_arena *arena, pl_value *out)
{
    const pl_derived *d = ctx;
    return pl_connection_value(d->surroundings->inputs.settings, type, name, arena, out);
}

static void name_connections(void *ctx, pl_buf *out)
{
    const pl_settings *s = ((const pl_derived *)ctx)->surroundings->inputs.settings;
    for (size_t i = 0; i < pl_settings_connections(s); i++) {
        pl_connection conn;
        pl_settings_connection(s, i, &conn);
        if (conn.file.len) /* others are implied */
            pl_buf_printf(out, "%s%.*s.%.*s", out->len ? ", " : "", PL_FMT(conn.type),
                          PL_FMT(conn.name));
    }
}

static bool read_connection(void *ctx, pl_str text, pl_arena *arena, pl_value *out)
{
    (void)ctx;
    return pl_connection_from_string(text, arena, out);
}

static bool ask_for_value(void *ctx, const pl_var *var, pl_buf *answer, pl_diags *diags)
{
    const pl_inputs *in = &((const pl_derived *)ctx)->surroundings->inputs;
    pl_buf name = { 0 }, type = { 0 };
    pl_str text = { 0 };
    pl_buf_printf(&name, "var.%.*s", PL_FMT(var->name));
    if (var->type->kind != PL_TYPE_ANY)
        pl_type_write_friendly(var->type, true, &type);
    pl_question question = { pl_buf_view(&name), pl_buf_view(&type), var->description,
                             var->sensitive };
    pl_asked asked = in->ask(in->ctx, &question, &text);
    pl_buf_done(&type);
    if (asked == PL_ASKED_ANSWER)
        pl_buf_str(answer, text);
    else
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANCELLED,
                      asked == PL_ASKED_END ? "EOF" : "interrupted");
    pl_buf_done(&name);
    return asked == PL_ASKED_ANSWER;
}

static size_t note_document(void *ctx, pl_entry_id id, pl_str path)
{
    const pl_derived *d = ctx;
    pl_buf name = { 0 };
    if (id != PL_NO_ENTRY)
        pl_index_print_name(d->index, id, &name);
    size_t bytes = pl_documents_note(&d->surroundings->documents, path, pl_buf_view(&name));
    pl_buf_done(&name);
    return bytes;
}

static bool find_source(void *ctx, uint32_t file, pl_arena *arena, pl_str *text)
{
    return pl_kept_text(pl_derived_kept(ctx), file, arena, text);
}

static void add_connections(pl_derived *d, pl_value_store_options *options)
{
    options->connection_types = pl_connection_types(&options->n_connection_types);
    options->connection_string = read_connection;
    if (!d->surroundings->inputs.settings)
        return;
    options->connection = find_connection;
    options->connection_names = name_connections;
    options->connection_ctx = d;
}

static pl_value_store_options values_options(pl_derived *d)
{
    pl_surroundings *s = d->surroundings;
    const pl_inputs *in = &s->inputs;
    pl_value_store_options options = {
        .index = d->index,
        .dir = s->dir,
        .environment = in->environment,
        .cwd = in->directory,
        .home = in->home,
        .var_files = in->var_files,
        .n_var_files = pl_u32(in->n_var_files),
        .vars = in->vars,
        .n_vars = pl_u32(in->n_vars),
        .need_values = in->need_values,
        .ask = in->ask ? ask_for_value : NULL,
        .ask_ctx = d,
        .missing_apart = in->missing_apart,
        .file_read = note_document,
        .file_ctx = d,
        .source = find_source,
        .source_ctx = d,
        .cancel = &s->cancelled,
    };
    add_connections(d, &options);
    return options;
}

/* Owned; NULL with errors. */
static pl_value_store *new_values(pl_derived *d, pl_diags *diags)
{
    pl_value_store_options options = values_options(d);
    d->var_files = pl_value_store_files_key(&options);
    pl_value_store *values = pl_value_store_new(&options);
    pl_evaluator *ev = pl_evaluator_borrow(values);
    bool ok = pl_evaluator_read_vars(ev, diags);
    pl_evaluator_give_back(ev);
    if (ok)
        return values;
    pl_value_store_free(values);
    return NULL;
}

/* ---- functions that require the lock */

static pl_value_store *make_values(pl_derived *d, pl_diags *diags)
{
    if (atomic_load(&d->surroundings->closed))
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CLOSED, "the workspace is closed");
    else if (!d->values)
        d->values = new_values(d, diags);
    return atomic_load(&d->surroundings->closed) ? NULL : d->values;
}

static pl_loader *make_loader(pl_derived *d, pl_diags *diags)
{
    pl_value_store *values = make_values(d, diags);
    if (values && !d->loader)
        d->loader = pl_loader_new(pl_surroundings_cache(d->surroundings), values);
    return values ? d->loader : NULL;
}

/* ---- accessors */

pl_value_store *pl_derived_values(pl_derived *d, pl_diags *diags)
{
    pthread_mutex_lock(&d->lock);
    pl_value_store *values = make_values(d, diags);
    pthread_mutex_unlock(&d->lock);
    return values;
}

pl_loader *pl_derived_loader(pl_derived *d, pl_diags *diags)
{
    pthread_mutex_lock(&d->lock);
    pl_loader *loader = make_loader(d, diags);
    pthread_mutex_unlock(&d->lock);
    return loader;
}

pl_value_store *pl_derived_values_there(pl_derived *d)
{
    pthread_mutex_lock(&d->lock);
    pl_value_store *values = d->values;
    pthread_mutex_unlock(&d->lock);
    return values;
}

pl_loader *pl_derived_loader_there(pl_derived *d)
{
    pthread_mutex_lock(&d->lock);
    pl_loader *loader = d->loader;
    pthread_mutex_unlock(&d->lock);
    return loader;
}

pl_metas *pl_derived_metas(pl_derived *d)
{
    pthread_mutex_lock(&d->lock);
    pl_metas *metas = d->metas;
    pthread_mutex_unlock(&d->lock);
    return metas;
}

pl_metas *pl_derived_make_metas(pl_derived *d, pl_derived_read_fn *read, void *ctx, pl_diags *diags)
{
    pthread_mutex_lock(&d->lock);
    pl_value_store *values = make_values(d, diags);
    if (values && !d->metas) {
        d->metas = pl_metas_new(d->index);
        read(ctx, d->metas, values);
    }
    pl_metas *metas = values ? d->metas : NULL;
    pthread_mutex_unlock(&d->lock);
    return metas;
}

pl_standing pl_derived_standing(const pl_derived *d)
{
    return atomic_load_explicit(&d->standing, memory_order_acquire);
}

void pl_derived_set_standing(pl_derived *d, pl_standing standing)
{
    atomic_store_explicit(&d->standing, standing, memory_order_release);
}

/* ---- has the outside changed? */

bool pl_derived_has_other_values(pl_derived *d)
{
    pthread_mutex_lock(&d->lock);
    uint64_t then = d->var_files;
    pthread_mutex_unlock(&d->lock);
    if (d->epoch != pl_settings_epoch(d->surroundings->inputs.settings))
        return true;
    pl_value_store_options options = values_options(d);
    return then && then != pl_value_store_files_key(&options);
}

/* The variable is borrowed from `values`, which outlive the call. */
static const pl_var *variable_of(pl_value_store *values, pl_entry_id id, pl_diags *diags)
{
    const pl_var *var;
    pl_evaluator *ev = pl_evaluator_borrow(values);
    bool ok = pl_evaluator_var(ev, id, &var, diags);
    pl_evaluator_give_back(ev);
    return ok ? var : NULL;
}

static bool has_same_variable(pl_value_store *old, pl_entry_id before, pl_value_store *new,
                              pl_entry_id now)
{
    pl_diags *unreported = pl_diags_new();
    const pl_var *a = variable_of(old, before, unreported);
    const pl_var *b = variable_of(new, now, unreported);
    pl_diags_free(unreported);
    return a && b && pl_value_equal(a->value, b->value);
}

static bool has_same_local(pl_derived *d, pl_entry_id id, pl_derived *old, pl_entry_id old_id)
{
    pl_diags *unreported = pl_diags_new();
    pl_loader *now = pl_derived_loader(d, unreported), *then = pl_derived_loader(old, unreported);
    const pl_resource *a = then ? pl_loader_pin(then, old_id, unreported) : NULL;
    const pl_resource *b = now ? pl_loader_pin(now, id, unreported) : NULL;
    bool same = a && b && pl_value_equal(a->value, b->value);
    pl_resource_unpin(a);
    pl_resource_unpin(b);
    pl_diags_free(unreported);
    return same;
}

static bool read_attribute(pl_value_store *values, pl_entry_id id, pl_str name, pl_value *out,
                           pl_diags *diags)
{
    pl_evaluator *ev = pl_evaluator_borrow(values);
    bool ok = pl_evaluator_attr(ev, id, name, out, diags) == PL_FOUND;
    pl_evaluator_give_back(ev);
    return ok;
}

static bool has_same_attribute(pl_value_store *old, pl_entry_id before, pl_value_store *new,
                               pl_entry_id now, pl_str name)
{
    pl_value a, b;
    pl_diags *unreported = pl_diags_new();
    bool ok = read_attribute(old, before, name, &a, unreported);
    ok = read_attribute(new, now, name, &b, unreported) && ok;
    pl_diags_free(unreported);
    return ok && pl_value_equal(a, b);
}

bool pl_derived_same_value(pl_derived *d, pl_entry_id id, pl_derived *old, pl_entry_id old_id)
{
    static const char *const where[] = { "database", "search_path", "search_path_prefix" };
    pl_kind kind = (pl_kind)pl_index_entry(d->index, id)->kind;
    if (kind == PL_KIND_LOCAL)
        return has_same_local(d, id, old, old_id);
    pl_diags *unreported = pl_diags_new();
    pl_value_store *now = pl_derived_values(d, unreported),
                   *then = pl_derived_values(old, unreported);
    bool same = now && then;
    if (same && kind == PL_KIND_VARIABLE)
        same = has_same_variable(then, old_id, now, id);
    for (size_t i = 0; same && kind == PL_KIND_MOD && i < PL_COUNT(where); i++)
        same = has_same_attribute(then, old_id, now, id, pl_str_cstr(where[i]));
    pl_diags_free(unreported);
    return same;
}

uint32_t pl_derived_changed_variables(pl_derived *d, pl_derived *old, pl_arena *arena, pl_str **out)
{
    pl_diags *unreported = pl_diags_new();
    pl_value_store *now = pl_derived_values(d, unreported),
                   *before = pl_derived_values(old, unreported);
    pl_buf name = { 0 };
    uint32_t n, changed = 0;
    const pl_entry_id *ids = pl_index_kind(d->index, PL_KIND_VARIABLE, &n);
    *out = pl_arena_alloc(arena, (n + (size_t)1) * sizeof **out);
    for (uint32_t i = 0; i < n && now && before; i++) {
        pl_entry_id was = pl_index_find_same(old->index, d->index, ids[i]);
        name.len = 0;
        pl_index_print_name(d->index, ids[i], &name);
        if (was != PL_NO_ENTRY && !has_same_variable(before, was, now, ids[i]))
            (*out)[changed++] = pl_arena_str(arena, pl_buf_view(&name));
    }
    pl_buf_done(&name);
    pl_diags_free(unreported);
    return changed;
}

/* ---- sources */

const pl_kept *pl_derived_kept(const pl_derived *d)
{
    return atomic_load_explicit(&d->kept, memory_order_acquire);
}

void pl_derived_keep(pl_derived *d, const pl_derived *old)
{
    if (pl_derived_kept(d))
        return;
    const pl_kept *before = old ? pl_derived_kept(old) : NULL;
    pl_kept *kept =
        pl_kept_read(d->index, d->surroundings->dir, before ? old->index : NULL, before);
    atomic_store_explicit(&d->kept, kept, memory_order_release);
}

/* ---- the next generation */

/* Forget what changed entries have read; it is noted again when they are evaluated again. */
static void forget_readers(pl_documents *documents, const pl_changes *changes)
{
    for (uint32_t i = 0; i < changes->n_entries; i++)
        pl_documents_forget_entry(documents, changes->entries[i].name);
}

void pl_derived_follow(pl_derived *d, pl_derived *old, const pl_changes *changes)
{
    pl_diags *unreported = pl_diags_new(); /* a later call that loads the entry reports them */
    pl_loader *loader = pl_derived_loader_there(old);
    pl_metas *metas = pl_derived_metas(old);
    pl_assert(!d->metas); /* it can have a loader with locals only, which are not handed on */
    forget_readers(&d->surroundings->documents, changes);
    if (loader || metas) {
        uint32_t *new_of = pl_derived__map_entries(old->index, d->index, changes);
        if (metas)
            d->metas = pl_metas_follow(d->index, metas, new_of);
        if (loader && pl_derived_loader(d, unreported))
            pl_loader_follow(d->loader, loader, new_of);
        pl_mem_free(new_of);
    }
    pl_diags_free(unreported);
}
