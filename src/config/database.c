/* database.c - resolving the setting `database`: a connection string, a connection or a Pipes
 * handle. */
#include "base/diag.h"
#include "base/str.h"
#include "config/setting.h"

static const struct {
    const char *prefix;
    pl_backend backend;
} schemes[] = {
    { "postgres://", PL_BACKEND_POSTGRES },   { "postgresql://", PL_BACKEND_POSTGRES },
    { "mysql://", PL_BACKEND_MYSQL },         { "sqlite://", PL_BACKEND_SQLITE },
    { "duckdb://", PL_BACKEND_DUCKDB },       { "duckdbinit://", PL_BACKEND_DUCKDB_INIT },
    { "workspace://", PL_BACKEND_WORKSPACE }, { "history://", PL_BACKEND_HISTORY },
};

/* Is it a Pipes handle: exactly one slash with something on both sides? */
static bool is_handle(pl_str text)
{
    size_t slash = pl_str_find(text, '/');
    return slash > 0 && slash + 1 < text.len && pl_str_rfind(text, '/') == slash;
}

static bool is_reference(pl_str text)
{
    pl_str prefix = PL_S("connection.");
    if (!pl_str_starts(text, prefix))
        return false;
    text = pl_str_sub(text, prefix.len, text.len);
    size_t dot = pl_str_find(text, '.');
    return dot > 0 && dot + 1 < text.len;
}

pl_backend pl_database_backend(pl_str text)
{
    for (size_t i = 0; i < PL_COUNT(schemes); i++)
        if (pl_str_starts(text, pl_str_cstr(schemes[i].prefix)))
            return schemes[i].backend;
    if (is_reference(text))
        return PL_BACKEND_CONNECTION;
    return is_handle(text) ? PL_BACKEND_PIPES : PL_BACKEND_UNKNOWN;
}

/* Use the search path of a connection as the setting, unless the user has set a search path or a
 * prefix in any layer. */
static void import_search_path(pl_settings *s, pl_setting_layer layer, const pl_connection *conn)
{
    if (pl_settings_is_set(s, "search-path") || pl_settings_is_set(s, "search-path-prefix"))
        return;
    if (conn->search_path)
        pl_settings_put_list(s, layer, "search-path", conn->search_path, conn->n_search_path);
    if (conn->search_path_prefix)
        pl_settings_put_list(s, layer, "search-path-prefix", conn->search_path_prefix,
                             conn->n_search_path_prefix);
}

static bool use_connection(pl_settings *s, pl_str name, pl_diags *diags)
{
    pl_connection conn;
    pl_setting_layer layer = pl_settings_layer(s, "database");
    if (!pl_settings_find_connection(s, name, &conn))
        return pl_settings__refuse(diags, "connection '%.*s' not found", PL_FMT(name));
    import_search_path(s, layer, &conn);
    if (conn.url.len)
        pl_settings_put_string(s, layer, "database", conn.url);
    return true;
}

static bool resolve_database(pl_settings *s, pl_diags *diags)
{
    pl_str text = pl_settings_string(s, "database");
    switch (pl_database_backend(text)) {
    case PL_BACKEND_CONNECTION: return use_connection(s, text, diags);
    case PL_BACKEND_PIPES:
        return pl_settings_pipes_token(s).len ||
               pl_settings__refuse(diags, "%.*s", PL_FMT(s->no_token));
    default: return true;
    }
}

bool pl_settings_resolve_database(pl_settings *s, pl_diags *diags)
{
    PL_OWN_DIAGS(diags);
    if (!s)
        return true;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = resolve_database(s, diags);
    return pl_settings__end(s, &scope, ok, diags);
}
