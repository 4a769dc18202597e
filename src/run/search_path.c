/* search_path.c - answers what the metadata of a server says about the search path (server.md 4.1).
 */
#include "base/diag.h"
#include "base/str.h"
#include "run/message.h"
#include "run/live.h"
#include "workspace/value_stores.h"

/* Copy the default database of a session into `arena`. False: there is none. */
static bool find_default(pl_database_request *request, pl_arena *arena, pl_database_choice *out)
{
    pl_generation *g = pl_workspace_acquire(pl_engine__workspace(request->engine));
    pl_diags *unreported = pl_diags_new();
    pl_databases_wish none = { 0 };
    pl_buf why = { 0 };
    pl_loader *loader = g ? pl_generation_loader(g, unreported) : NULL;
    pl_databases *dbs = NULL;
    if (loader) {
        pl_store *store = pl_store_shared(loader, 0);
        pl_store_enter(store);
        dbs = pl_databases_over(pl_engine__pools(request->engine), store,
                                pl_engine__databases(request->engine), &none, &why);
        pl_store_leave(store);
        if (dbs)
            *out = pl_database_choice_copy(arena, pl_databases_session(dbs));
        pl_databases_free(dbs);
        pl_store_free(store);
    }
    pl_buf_done(&why);
    pl_diags_free(unreported);
    pl_generation_release(g);
    return dbs != NULL;
}

static bool take_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    (void)ctx, (void)columns, (void)n;
    return true;
}

static bool take_text(void *ctx, const pl_cell *cells)
{
    if (cells[0].tag == PL_CELL_TEXT)
        pl_buf_str(ctx, cells[0].text);
    return true;
}

/* Read the search path that the server uses when no other one is requested, split at commas. */
static bool read_original(pl_db *db, pl_arena *arena, pl_doc *list)
{
    pl_buf text = { 0 };
    pl_row_sink sink = { take_columns, take_text, &text };
    pl_db_query query = { .sql = PL_S("SHOW search_path") };
    pl_db_error error = { 0 };
    bool ok = pl_db_run(db, &query, &sink, &error, NULL);
    for (pl_str rest = pl_buf_view(&text); ok && rest.len;) {
        pl_str one = pl_str_trim(pl_str_split(&rest, ','));
        if (one.len)
            pl_doc_string_copy(arena, list, (pl_str){ 0 }, one);
    }
    pl_db_error_done(&error);
    pl_buf_done(&text);
    return ok;
}

static void add_list(pl_arena *arena, pl_doc *doc, const char *key, const pl_str *list, uint32_t n)
{
    if (n)
        pl_doc_strings(arena, doc, pl_str_cstr(key), list, n);
    else
        pl_doc_null(arena, doc, pl_str_cstr(key));
}

static bool fill(pl_db *db, pl_db *plain, const pl_database_choice *c, pl_arena *arena, pl_doc *doc)
{
    uint32_t n;
    const pl_str *path = pl_db_search_path(db, &n);
    pl_doc *original = pl_doc_new(arena, PL_DOC_ARRAY);
    if (!read_original(plain, arena, original))
        return false;
    if (n)
        pl_doc_strings(arena, doc, PL_S("resolved_search_path"), path, n);
    else
        pl_doc_put(doc, PL_S("resolved_search_path"), pl_doc_copy(arena, original));
    pl_doc_put(doc, PL_S("original_search_path"), original);
    add_list(arena, doc, "configured_search_path", c->search_path, c->n_search_path);
    add_list(arena, doc, "short_name", c->search_path_prefix, c->n_search_path_prefix);
    return true;
}

/* Describe both search paths. Two pools are used: that of the choice, and that of its database
 * without a search path. */
static bool describe(pl_database_request *request, const pl_database_choice *c, pl_arena *arena,
                     pl_doc *doc)
{
    pl_pools *pools = pl_engine__pools(request->engine);
    pl_database_choice bare = { .url = c->url };
    pl_buf why = { 0 };
    pl_pool *pool = pl_pools_hold(pools, c, 0), *plain = pl_pools_hold(pools, &bare, 0);
    pl_db *db = pl_pool_await(pools, pool, &why);
    pl_db *other = db ? pl_pool_await(pools, plain, &why) : NULL;
    bool ok = other && fill(db, other, c, arena, doc);
    pl_pools_release(pools, pool);
    pl_pools_release(pools, plain);
    pl_buf_done(&why);
    return ok;
}

void pl_database_request__answer(pl_database_request *request)
{
    pl_arena arena = { 0 };
    pl_database_choice choice;
    pl_sink text = { 0 };
    pl_doc *doc = pl_doc_new(&arena, PL_DOC_OBJECT);
    pl_engine *engine = request->engine;
    if (find_default(request, &arena, &choice) &&
        pl_database_backend(choice.url.secret) == PL_BACKEND_POSTGRES &&
        describe(request, &choice, &arena, doc))
        pl_run_doc_write(doc, 0, &text);
    else
        pl_buf_cstr(&text.text, "null");
    request->done(request->ctx, pl_buf_view(&text.text));
    pl_mem_free(request);
    pl_sink_done(&text);
    pl_arena_done(&arena);
    pl_engine__end_request(engine);
}

void pl_engine_search_path(pl_engine *engine, void (*done)(void *ctx, pl_str json), void *ctx)
{
    if (!engine) {
        done(ctx, PL_S("null"));
        return;
    }
    pl_database_request *request = pl_mem_alloc(sizeof *request);
    *request = (pl_database_request){ engine, done, ctx };
    pl_engine__put_request(request);
}
