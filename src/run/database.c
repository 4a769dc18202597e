/* database.c - chooses the database of a session and of each resource, and explains a choice that
 * leads to no database. */
#include "run/database.h"
#include "base/diag.h"
#include "base/str.h"
#include "run/plugins.h"
#include "run/pools.h"
#include "schema/kind.h"
#include <pthread.h>

struct pl_databases {
    const pl_settings *settings;
    bool explain;               /* errors say more than Powerpipe's */
    pl_database_choice session; /* the default of the session */
    bool named;                 /* the user named it for this run */
    pl_db *first;               /* the database of the default, once it is open */
    pthread_mutex_t lock;       /* guards `arena` and `has_failed` */
    pl_arena arena;             /* holds the choices */
    pl_pools *pools;            /* borrowed */
    bool has_failed;            /* a database could not be opened: */
    pl_database_choice failed;  /* the first of them */
};

/* ---- values as choices */

static bool take_list(pl_arena *arena, pl_value v, const pl_str **out, uint32_t *n)
{
    if (!pl_value_is_seq(v))
        return false;
    pl_str *list = pl_arena_alloc(arena, (v.len + 1) * sizeof *list);
    *n = 0;
    for (uint32_t i = 0; i < v.len; i++)
        if (v.seq->at[i].tag == PL_V_STRING)
            list[(*n)++] = pl_arena_str(arena, pl_value_get_str(v.seq->at[i]));
    *out = list;
    return true;
}

/* Each of the two is set on its own; null leaves the present one. */
static void take_paths(pl_databases *dbs, pl_value path, pl_value prefix, pl_database_choice *out)
{
    take_list(&dbs->arena, path, &out->search_path, &out->n_search_path);
    take_list(&dbs->arena, prefix, &out->search_path_prefix, &out->n_search_path_prefix);
}

/* The placeholder for a connection string that becomes known only when it is used (pools.h). */
static pl_str name_of(pl_arena *arena, const pl_connection *conn)
{
    return pl_arena_printf(arena, "connection.%.*s.%.*s", PL_FMT(conn->type), PL_FMT(conn->name));
}

static bool use_connection(pl_databases *dbs, pl_str name, pl_database_choice *out)
{
    pl_connection conn;
    if (!dbs->settings || !pl_settings_find_connection(dbs->settings, name, &conn))
        return false;
    out->url.secret =
        conn.url.len ? pl_arena_str(&dbs->arena, conn.url) : name_of(&dbs->arena, &conn);
    if (conn.search_path) {
        out->search_path = pl_strs_copy(&dbs->arena, conn.search_path, conn.n_search_path);
        out->n_search_path = (uint32_t)conn.n_search_path;
    }
    if (conn.search_path_prefix) {
        out->search_path_prefix =
            pl_strs_copy(&dbs->arena, conn.search_path_prefix, conn.n_search_path_prefix);
        out->n_search_path_prefix = (uint32_t)conn.n_search_path_prefix;
    }
    return true;
}

static void use_text(pl_databases *dbs, pl_str text, pl_database_choice *out)
{
    if (pl_database_backend(text) == PL_BACKEND_CONNECTION && use_connection(dbs, text, out))
        return;
    out->url.secret = pl_arena_str(&dbs->arena, text);
}

/* A database is a text or a connection object. A connection of Tailpipe has no string, only a
 * name. */
static void use_value(pl_databases *dbs, pl_value v, pl_database_choice *out)
{
    pl_value part;
    if (v.tag == PL_V_STRING)
        use_text(dbs, pl_value_get_str(v), out);
    else if (pl_value_member(v, PL_S("name"), &part) && part.tag == PL_V_STRING &&
             use_connection(dbs, pl_value_get_str(part), out))
        return;
    else if (pl_value_member(v, PL_S("connection_string"), &part) && part.tag == PL_V_STRING)
        use_text(dbs, pl_value_get_str(part), out);
}

/* ---- names that lead to no connection */

/* Append why the default of a variable names no connection. */
static void say_variable(pl_evaluator *ev, pl_entry_id id, pl_buf *out)
{
    pl_diags *diags = pl_diags_new();
    const pl_var *var;
    size_t from = out->len;
    if (!pl_evaluator_var(ev, id, &var, diags) && pl_evaluator_var_lost(ev, id) &&
        pl_diags_count(diags))
        pl_diag_format(pl_diags_get(diags, 0), out);
    for (size_t i = from; i < out->len; i++)
        if (out->ptr[i] == '\n')
            out->ptr[i] = ' ';
    pl_diags_free(diags);
}

static void say_connections(const pl_databases *dbs, pl_buf *out)
{
    size_t from = out->len;
    for (size_t i = 0; i < pl_settings_connections(dbs->settings); i++) {
        pl_connection conn;
        pl_settings_connection(dbs->settings, i, &conn);
        if (conn.file.len) /* others are implied */
            pl_buf_printf(out, "%s%.*s.%.*s", out->len > from ? ", " : "", PL_FMT(conn.type),
                          PL_FMT(conn.name));
    }
    if (out->len == from)
        pl_buf_cstr(out, "none");
}

/* "var.x" of "var.x.name" and "dep.var.x" of "dep.var.x[0]". */
static pl_str without_members(pl_str text)
{
    pl_str rest = text;
    unsigned parts = 2 + !pl_str_starts(text, PL_S("var."));
    while (parts-- && rest.len)
        pl_str_split(&rest, '.');
    text = pl_str_sub(text, 0, text.len - rest.len - (rest.len > 0));
    return pl_str_sub(text, 0, pl_str_find(text, '['));
}

/* Does the text lead to no database: is it empty, or the name of a connection that does not
 * exist? */
static bool is_none(const pl_databases *dbs, pl_str text)
{
    pl_backend backend = pl_database_backend(text);
    pl_connection conn;
    return backend == PL_BACKEND_UNKNOWN ||
           (backend == PL_BACKEND_CONNECTION &&
            !pl_settings_find_connection(dbs->settings, text, &conn));
}

/* Note the place of the attribute `database` of `r`, and why it names no connection. */
static void explain_lost(pl_databases *dbs, pl_store *store, const pl_resource *r, pl_str text,
                         pl_database_choice *out)
{
    pl_evaluator *ev = pl_store_evaluator(store);
    const pl_index *ix = pl_store_index(store);
    uint32_t mod = pl_index_entry(ix, r->id)->mod;
    pl_buf why = { 0 };
    out->place = pl_database_place(ev, r->id, 0, &dbs->arena);
    if (pl_str_starts(text, PL_S("connection."))) {
        pl_buf_cstr(&why, "there is no such connection; configured are: ");
        say_connections(dbs, &why);
    } else if (text.len) {
        pl_entry_id id = pl_index_find_from(ix, mod, without_members(text));
        if (id != PL_NO_ENTRY && pl_index_entry(ix, id)->kind == PL_KIND_VARIABLE)
            say_variable(ev, id, &why);
    }
    out->lost = pl_arena_str(&dbs->arena, pl_buf_view(&why));
    pl_buf_done(&why);
}

/* ---- of a resource */

/* Use the database that `r` itself names. An empty name is kept, too, as that of no database: a
 * variable without a value must not lead to rows of another database. */
static bool use_own(pl_databases *dbs, pl_store *store, const pl_resource *r,
                    pl_database_choice *out)
{
    pl_str text;
    out->place = out->lost = (pl_str){ 0 };
    if (!r->connection.len || !use_connection(dbs, r->connection, out)) {
        if (!pl_resource_text(r, PL_S("database"), &text))
            return false;
        use_text(dbs, text, out);
        if (dbs->explain && is_none(dbs, text))
            explain_lost(dbs, store, r, text, out);
    }
    out->by = PL_DATABASE_BY_RESOURCE;
    out->who = r->id;
    return true;
}

static void use_own_paths(pl_databases *dbs, const pl_resource *r, pl_database_choice *out)
{
    take_paths(dbs, pl_resource_field(r, PL_S("search_path")),
               pl_resource_field(r, PL_S("search_path_prefix")), out);
}

/* ---- the session default */

static const pl_resource *mod_resource(pl_store *store, uint32_t mod, pl_buf *why, bool *failed)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(pl_store_index(store), &n);
    if (mod >= n || mods[mod].entry == PL_NONE)
        return NULL;
    const pl_resource *r = pl_store_get(store, mods[mod].entry, why);
    *failed |= !r;
    return r;
}

/* Does the database or search path of the mod refer to something that does not exist
 * (mod-language.md 2.1)? */
static bool lacks(const pl_resource *mod, pl_buf *why)
{
    if (!mod || !mod->lacking.len)
        return false;
    pl_buf_str(why, mod->lacking);
    return true;
}

/* Use the database that all required mods agree on, if there is one. */
static bool use_common(pl_databases *dbs, pl_store *store, pl_database_choice *out, pl_buf *why)
{
    uint32_t n;
    const uint32_t *deps = pl_index_mod_deps(pl_store_index(store), 0, &n);
    pl_database_choice fallback = { 0 }, found = { 0 };
    bool failed = false;
    use_connection(dbs, PL_S("steampipe.default"), &fallback);
    for (uint32_t i = 0; i < n; i++) {
        const pl_resource *mod = mod_resource(store, deps[i], why, &failed);
        pl_database_choice one = fallback;
        if (mod)
            use_own(dbs, store, mod, &one);
        if (i && !pl_str_eq(one.url.secret, found.url.secret))
            return false;
        found = one;
    }
    if (n)
        *out = (pl_database_choice){
            .url = found.url, .by = PL_DATABASE_BY_COMMON, .place = found.place, .lost = found.lost
        };
    return n > 0 && !pl_str_eq(found.url.secret, fallback.url.secret);
}

static bool is_pathless(const pl_database_choice *c)
{
    return !c->n_search_path && !c->n_search_path_prefix;
}

static void use_flags(pl_databases *dbs, pl_database_choice *out)
{
    size_t n;
    const pl_str *list = pl_settings_list(dbs->settings, "search-path", &n);
    out->search_path = pl_strs_copy(&dbs->arena, list, n);
    out->n_search_path = (uint32_t)n;
    list = pl_settings_list(dbs->settings, "search-path-prefix", &n);
    out->search_path_prefix = pl_strs_copy(&dbs->arena, list, n);
    out->n_search_path_prefix = (uint32_t)n;
}

static pl_database_choice of_machine(pl_databases *dbs)
{
    pl_database_choice out = { .by = PL_DATABASE_BY_DEFAULT };
    use_connection(dbs, PL_S("steampipe.default"), &out);
    return out;
}

/* Use the first of --database, the root mod, its dependencies and steampipe.default. The search
 * path comes from flags or configuration, else from the root mod; if neither has one, from the
 * connection. */
static bool choose_session(pl_databases *dbs, pl_store *store, pl_buf *why)
{
    pl_database_choice *s = &dbs->session, found = { 0 };
    bool failed = false;
    pl_str flag = pl_settings_string(dbs->settings, "database");
    const pl_resource *root = mod_resource(store, 0, why, &failed);
    if (failed || (!flag.len && lacks(root, why)))
        return false;
    use_flags(dbs, s);
    dbs->named = flag.len > 0;
    if (dbs->named) {
        use_text(dbs, flag, &found);
        found.by = PL_DATABASE_BY_SETTING;
    } else if (!(root && use_own(dbs, store, root, &found)) &&
               !use_common(dbs, store, &found, why)) {
        found = of_machine(dbs);
    }
    if (is_pathless(s) && root)
        use_own_paths(dbs, root, s);
    if (is_pathless(s)) {
        *s = found;
        return true;
    }
    s->url = found.url;
    s->place = found.place;
    s->lost = found.lost;
    s->by = found.by;
    s->who = found.who;
    return true;
}

/* ---- for a resource */

static pl_value field_of(const pl_resource *r, const char *name)
{
    return pl_resource_field(r, pl_str_cstr(name));
}

static bool use_required(pl_databases *dbs, pl_store *store, uint32_t mod, pl_database_choice *out,
                         pl_buf *why)
{
    pl_diags *diags = pl_diags_new();
    pl_required req;
    bool ok = pl_required_read(pl_store_evaluator(store), mod, &req, diags);
    for (size_t i = 0; !ok && i < pl_diags_count(diags); i++)
        pl_diag_format(pl_diags_get(diags, i), why);
    pl_diags_free(diags);
    if (!ok)
        return false;
    if (req.database.tag != PL_V_STRING && !pl_value_is_members(req.database))
        return true;
    *out = (pl_database_choice){ .by = PL_DATABASE_BY_REQUIRE, .who = mod };
    use_value(dbs, req.database, out);
    if (!out->url.secret.len && dbs->explain) {
        pl_evaluator *ev = pl_store_evaluator(store);
        uint32_t n, root = pl_index_mods(pl_store_index(store), &n)[0].entry;
        out->place = pl_database_place(ev, root, req.line, &dbs->arena);
    }
    take_paths(dbs, req.search_path, req.search_path_prefix, out);
    return true;
}

/* For a resource of a required mod: use what the `require` block of the root mod sets for it, then
 * what the mod itself sets, which wins. The root mod sets nothing for mods that it requires only
 * indirectly. */
static bool use_dependency(pl_databases *dbs, pl_store *store, uint32_t mod,
                           pl_database_choice *out, pl_buf *why)
{
    bool failed = false;
    if (!use_required(dbs, store, mod, out, why))
        return false;
    const pl_resource *r = mod_resource(store, mod, why, &failed);
    if (r) {
        use_own(dbs, store, r, out);
        use_own_paths(dbs, r, out);
    }
    return !failed && !lacks(r, why);
}

/* The database of a dashboard itself has no effect (mod-language.md 4.3). */
static bool has_database(pl_kind kind)
{
    return !(pl_kind_flags(kind) & (PL_KIND_IS_HOLDER | PL_KIND_IS_GRAPH));
}

static bool choose(pl_databases *dbs, pl_store *store, const pl_resource *r,
                   const pl_resource *query, pl_database_choice *out, pl_buf *why)
{
    uint32_t mod = pl_index_entry(pl_store_index(store), r->id)->mod;
    *out = dbs->session;
    if (dbs->named && (r->kind == PL_KIND_CONTROL || r->kind == PL_KIND_BENCHMARK))
        return true;
    if (mod != 0 && !use_dependency(dbs, store, mod, out, why))
        return false;
    if (!(has_database(r->kind) && use_own(dbs, store, r, out)) && query)
        use_own(dbs, store, query, out);
    take_paths(dbs, field_of(r, "search_path"), field_of(r, "search_path_prefix"), out);
    out->from = dbs->session.from;
    out->to = dbs->session.to;
    return true;
}

bool pl_databases_choose(pl_databases *dbs, pl_store *store, const pl_resource *r,
                         const pl_resource *query, pl_database_choice *out, pl_buf *why)
{
    pthread_mutex_lock(&dbs->lock);
    bool ok = choose(dbs, store, r, query, out, why);
    pthread_mutex_unlock(&dbs->lock);
    return ok;
}

/* ---- opening */

void pl_databases_note(pl_databases *dbs, const pl_database_choice *choice)
{
    pthread_mutex_lock(&dbs->lock);
    if (!dbs->has_failed)
        dbs->failed = *choice;
    dbs->has_failed = true;
    pthread_mutex_unlock(&dbs->lock);
}

pl_db *pl_databases_get(pl_databases *dbs, const pl_database_choice *choice, pl_buf *why)
{
    pl_db *db = pl_pools_get(dbs->pools, choice, why);
    if (!db)
        pl_databases_note(dbs, choice);
    return db;
}

const pl_database_choice *pl_databases_unopened(const pl_databases *dbs)
{
    return dbs->has_failed ? &dbs->failed : NULL;
}

/* ---- explaining an error */

static const char *name_of_setting(const pl_databases *dbs)
{
    switch (pl_settings_layer(dbs->settings, "database")) {
    case PL_LAYER_FLAG: return "--database";
    case PL_LAYER_ENVIRONMENT: return "POWERPIPE_DATABASE";
    default: return "'database' of the workspace profile";
    }
}

static void explain_by(const pl_databases *dbs, const pl_index *ix,
                       const pl_database_choice *choice, pl_buf *out)
{
    uint32_t n;
    const pl_ix_mod *mods = pl_index_mods(ix, &n);
    switch ((pl_database_by)choice->by) {
    case PL_DATABASE_BY_SETTING: pl_buf_cstr(out, name_of_setting(dbs)); break;
    case PL_DATABASE_BY_RESOURCE:
        pl_buf_cstr(out, "'database' of ");
        pl_index_print_name(ix, choice->who, out);
        break;
    case PL_DATABASE_BY_COMMON: pl_buf_cstr(out, "the mods that are required"); break;
    case PL_DATABASE_BY_REQUIRE:
        pl_buf_printf(out, "the require block of mod.%.*s",
                      PL_FMT(pl_index_str(ix, mods[choice->who].short_name)));
        break;
    case PL_DATABASE_BY_DEFAULT:
        pl_buf_cstr(out, "connection.steampipe.default, as nothing else names one");
        break;
    }
}

void pl_databases_explain(const pl_databases *dbs, const pl_index *ix,
                          const pl_database_choice *choice, pl_buf *out)
{
    if (choice->url.secret.len)
        pl_dburl_print(choice->url, out);
    else
        pl_buf_cstr(out, "''");
    pl_buf_cstr(out, ", chosen by ");
    explain_by(dbs, ix, choice, out);
    if (choice->place.len)
        pl_buf_printf(out, " (%.*s)", PL_FMT(choice->place));
    if (choice->lost.len)
        pl_buf_printf(out, ": %.*s", PL_FMT(choice->lost));
}

void pl_databases_prepare(pl_databases *dbs, const pl_database_choice *const *choices, size_t n)
{
    pl_pools_open(dbs->pools, choices, n);
}

static pl_databases *make(pl_pools *pools, const pl_databases_options *options)
{
    pl_databases *dbs = pl_mem_zalloc(sizeof *dbs);
    dbs->pools = pools;
    dbs->settings = options->settings;
    dbs->explain = options->explain;
    pthread_mutex_init(&dbs->lock, NULL);
    pl_arena_init_tight(&dbs->arena, 256, 1024);
    return dbs;
}

static void follow_wish(pl_databases *dbs, const pl_databases_wish *wish)
{
    pl_database_choice *s = &dbs->session;
    if (wish->has_search_path || wish->has_search_path_prefix) {
        s->search_path = pl_strs_copy(&dbs->arena, wish->search_path, wish->n_search_path);
        s->n_search_path = wish->n_search_path;
        s->search_path_prefix =
            pl_strs_copy(&dbs->arena, wish->search_path_prefix, wish->n_search_path_prefix);
        s->n_search_path_prefix = wish->n_search_path_prefix;
    }
    s->from = wish->from;
    s->to = wish->to;
}

pl_databases *pl_databases_over(pl_pools *pools, pl_store *store,
                                const pl_databases_options *options, const pl_databases_wish *wish,
                                pl_buf *why)
{
    pl_databases *dbs = make(pools, options);
    if (choose_session(dbs, store, why)) {
        if (wish)
            follow_wish(dbs, wish);
        return dbs;
    }
    pl_databases_free(dbs);
    return NULL;
}

bool pl_databases_open_default(pl_databases *dbs, pl_buf *why)
{
    dbs->first = pl_databases_get(dbs, &dbs->session, why);
    return dbs->first != NULL;
}

void pl_databases_free(pl_databases *dbs)
{
    if (!dbs)
        return;
    pthread_mutex_destroy(&dbs->lock);
    pl_arena_done(&dbs->arena);
    pl_mem_free(dbs);
}

pl_db *pl_databases_default(const pl_databases *dbs)
{
    return dbs->first;
}

const pl_database_choice *pl_databases_session(const pl_databases *dbs)
{
    return &dbs->session;
}

bool pl_databases_is_local(const pl_databases *dbs)
{
    pl_backend backend = pl_database_backend(dbs->session.url.secret);
    return backend == PL_BACKEND_SQLITE || backend == PL_BACKEND_DUCKDB ||
           backend == PL_BACKEND_DUCKDB_INIT || backend == PL_BACKEND_WORKSPACE;
}

const pl_str *pl_databases_search_path(const pl_databases *dbs, uint32_t *n)
{
    return pl_database_choice_path(&dbs->session, dbs->first, n);
}

const pl_str *pl_database_choice_path(const pl_database_choice *choice, const pl_db *db,
                                      uint32_t *n)
{
    bool postgres = pl_database_backend(choice->url.secret) == PL_BACKEND_POSTGRES;
    if (db)
        return pl_db_search_path(db, n);
    *n = postgres && !choice->n_search_path_prefix ? choice->n_search_path : 0;
    return choice->search_path;
}

bool pl_database_same(pl_dburl a, pl_dburl b)
{
    return pl_str_eq(a.secret, b.secret);
}

bool pl_database_choice_asks(const pl_database_choice *choice)
{
    return pl_database_backend(choice->url.secret) == PL_BACKEND_POSTGRES &&
           choice->n_search_path_prefix > 0;
}

bool pl_databases_is_quiet(const pl_databases *dbs)
{
    pl_backend backend = pl_database_backend(dbs->session.url.secret);
    return backend == PL_BACKEND_SQLITE || backend == PL_BACKEND_MYSQL ||
           backend == PL_BACKEND_WORKSPACE;
}

bool pl_databases_is_named(const pl_databases *dbs)
{
    return dbs->named;
}
