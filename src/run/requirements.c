/* requirements.c - the warnings before every run: requirements of `require` blocks that are not
 * met (mod-language.md 2.2), and deprecated blocks and attributes. */
#include "base/diag.h"
#include "base/cast.h"
#include "base/str.h"
#include "base/vec.h"
#include "run/plugins.h"
#include "run/session.h"
#include <stdlib.h>

/* The version of the program that mods are written for and that their requirements are compared
 * with. */
#define COMPATIBLE_WITH "1.5.2"

typedef struct looking {
    pl_session *s;
    bool asked; /* its plugins were looked up */
    pl_plugins plugins;
    pl_arena arena;
    pl_diags *diags;
    pl_buf text;
} looking;

static pl_str mod_name(const looking *l, uint32_t mod)
{
    uint32_t n;
    const pl_index *ix = pl_store_index(l->s->store);
    return pl_index_str(ix, pl_index_mods(ix, &n)[mod].short_name);
}

/* The path and version of a required mod; the short name of the workspace's own. */
static pl_str mod_path(const looking *l, uint32_t mod)
{
    uint32_t n;
    const pl_index *ix = pl_store_index(l->s->store);
    pl_str path = pl_index_str(ix, pl_index_mods(ix, &n)[mod].dep_path);
    return path.len ? path : mod_name(l, mod);
}

static void warn(looking *l)
{
    pl_diag_plain(l->diags, PL_WARNING, PL_DIAG_REQUIREMENT_NOT_MET, "%.*s",
                  PL_FMT(pl_buf_view(&l->text)));
    l->text.len = 0;
}

static void check_program(looking *l, uint32_t mod, const pl_mod_info *info)
{
    pl_version own;
    pl_str text = { 0 };
    if (!info->min_powerpipe.len || !pl_version_parse(PL_S(COMPATIBLE_WITH), &own) ||
        pl_version_cmp(&own, &info->powerpipe_at_least) >= 0)
        return;
    text = pl_arena_printf(&l->arena,
                           "powerpipe version " COMPATIBLE_WITH
                           " does not satisfy mod.%.*s which requires version %.*s",
                           PL_FMT(mod_name(l, mod)), PL_FMT(info->min_powerpipe));
    if (mod == 0 && l->s->options.force && l->s->options.recorded) {
        pl_buf_printf(&l->text, "--force is set, ignoring 1 mod validation error:\n\t%.*s",
                      PL_FMT(text));
        warn(l);
    }
    pl_buf_str(&l->text, text);
    warn(l);
}

static bool is_steampipe(looking *l)
{
    if (!l->asked)
        pl_plugins_read(&l->plugins, pl_databases_default(l->s->dbs), pl_session_stop(l->s));
    l->asked = true;
    return l->plugins.is_steampipe;
}

static const char *backend_name(looking *l, pl_backend backend)
{
    switch (backend) {
    case PL_BACKEND_SQLITE: return "SQLite";
    case PL_BACKEND_MYSQL: return "MySQL";
    case PL_BACKEND_POSTGRES: return is_steampipe(l) ? "Steampipe" : "PostgreSQL";
    default: return "DuckDB";
    }
}

/* Write the location of a database: without the scheme for files, with it but without the
 * password for servers, because logs have many readers. */
static void put_location(pl_dburl url, pl_backend backend, pl_buf *out)
{
    bool server = backend == PL_BACKEND_POSTGRES || backend == PL_BACKEND_MYSQL;
    pl_buf shown = { 0 };
    pl_dburl_print(url, &shown);
    pl_str text = pl_buf_view(&shown);
    size_t start = server ? 0 : pl_str_find(text, ':') + 3; /* after "://" */
    pl_buf_str(out, pl_str_sub(text, start, text.len));
    pl_buf_done(&shown);
}

/* Is the backend of the default database known? A PostgreSQL server has to be queried for it, which
 * is not possible if it was not opened, because nothing needs it or because it is down. */
static bool knows_backend(const looking *l, pl_backend backend)
{
    return backend != PL_BACKEND_CONNECTION && backend != PL_BACKEND_PIPES &&
           backend != PL_BACKEND_WORKSPACE && backend != PL_BACKEND_HISTORY &&
           (backend != PL_BACKEND_POSTGRES || pl_databases_default(l->s->dbs));
}

/* Only a Steampipe has plugins. On a plain PostgreSQL every required plugin gives a warning, as
 * on the other databases (V12). */
static void check_plugins(looking *l, uint32_t mod, const pl_mod_info *info)
{
    const pl_db *db = pl_databases_default(l->s->dbs);
    pl_dburl url = db ? pl_db_url(db) : pl_databases_session(l->s->dbs)->url;
    pl_backend backend = pl_database_backend(url.secret);
    if (!info->n_plugins || !knows_backend(l, backend))
        return;
    const char *name = backend_name(l, backend);
    for (uint32_t i = 0; i < info->n_plugins; i++) {
        if (pl_plugins_satisfy(&l->plugins, &info->plugins[i]))
            continue;
        pl_buf_printf(&l->text, "%s backend '", name);
        put_location(url, backend, &l->text);
        pl_buf_printf(&l->text,
                      "' does not provide a plugin which satisfies requirement '%.*s@%.*s' - "
                      "required by '%.*s'",
                      PL_FMT(info->plugins[i].name), PL_FMT(info->plugins[i].min_version),
                      PL_FMT(mod_path(l, mod)));
        warn(l);
    }
}

void pl_session_requirements(pl_session *s, pl_diags *diags)
{
    looking l = { .s = s, .diags = diags };
    uint32_t n;
    pl_index_mods(pl_store_index(s->store), &n);
    for (uint32_t mod = 0; mod < n; mod++) {
        pl_mod_info info;
        pl_diags *own = pl_diags_new(); /* the check has reported its errors */
        if (pl_required_info(pl_store_evaluator(s->store), mod, &l.arena, &info, own)) {
            check_program(&l, mod, &info);
            check_plugins(&l, mod, &info);
        }
        pl_diags_free(own);
    }
    pl_plugins_done(&l.plugins);
    pl_buf_done(&l.text);
    pl_arena_done(&l.arena);
}

/* ---- deprecated blocks and attributes of the own mod (mod-language.md 9.3); the mods that it
 * requires are not its author's (recorded) */

typedef struct habit {
    pl_entry_id id;
    bool nested; /* params are in a nested resource; otherwise they stand beside `query` */
} habit;

typedef PL_VEC(habit) habit_list;

static void collect(const pl_index *ix, habit_list *out)
{
    uint32_t n;
    const pl_ix_entry *entries = pl_index_entries(ix, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (entries[i].mod != 0 || !(entries[i].flags & PL_ENTRY_HAS_PARAMS))
            continue;
        if (entries[i].parent != PL_NONE)
            pl_vec_push(out, ((habit){ i, true }));
        if (pl_index_attr(ix, i, PL_ATTR_QUERY))
            pl_vec_push(out, ((habit){ i, false }));
    }
}

/* Add the place of the block, from its opening brace on, as "(path:line,column-line,column)". */
static void add_place(pl_evaluator *ev, pl_entry_id id, pl_buf *out)
{
    pl_diags *diags = pl_diags_new(); /* if the file has changed there is no place to show */
    pl_block_view view;
    if (pl_evaluator_open(ev, id, &view, diags)) {
        if (view.block) {
            pl_buf_cstr(out, "\n(");
            pl_diags_where(diags, view.block->body->range, out);
            pl_buf_byte(out, ')');
        }
        pl_evaluator_close(ev, &view, diags);
    }
    pl_diags_free(diags);
}

static void warn_deprecated(pl_session *s, const habit *h, pl_diags *diags)
{
    pl_buf text = { 0 };
    pl_buf_cstr(&text, "Deprecated usage: ");
    if (h->nested)
        pl_buf_cstr(&text, "Only top level resources can have 'param' blocks: ");
    pl_index_print_name(pl_store_index(s->store), h->id, &text);
    pl_buf_cstr(&text, h->nested ? " contains 'param' blocks but is not a top level resource."
                                 : " has 'query' property set so should not define 'param' blocks");
    add_place(pl_store_evaluator(s->store), h->id, &text);
    pl_diag_plain(diags, PL_WARNING, PL_DIAG_DEPRECATED, "%.*s", PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
}

/* Order by name. */
static int order_habits(const void *a, const void *b, void *ctx)
{
    const habit *x = a, *y = b;
    int order = pl_index_name_cmp(ctx, x->id, y->id);
    return order ? order : (int)y->nested - (int)x->nested;
}

void pl_session_deprecations(pl_session *s, pl_diags *diags)
{
    habit_list list = { 0 };
    const pl_index *ix = pl_store_index(s->store);
    collect(ix, &list);
    if (list.n > 1)
        qsort_r(list.at, list.n, sizeof *list.at, order_habits, pl_unconst(ix));
    for (size_t i = 0; i < list.n; i++)
        warn_deprecated(s, &list.at[i], diags);
    pl_vec_done(&list);
}
