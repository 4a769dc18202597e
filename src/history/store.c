/* store.c - opening a store, and its transactions. */
#include "history/store.h"
#include "base/assert.h"
#include "base/file.h"
#include "base/path.h"
#include "base/str.h"
#include "history/schema.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void pl_history_report(const pl_history_store *store, pl_diags *diags)
{
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_HISTORY, "the history in %.*s: %.*s",
                  PL_FMT(pl_buf_view(&store->shown)), PL_FMT(pl_buf_view(&store->sql.why)));
}

static pl_history_opened refuse(pl_history_store *store, pl_diags *diags, const char *why)
{
    store->sql.why.len = 0;
    pl_buf_cstr(&store->sql.why, why);
    pl_history_report(store, diags);
    return PL_HISTORY_FAILED;
}

static pl_history_opened report_failure(const pl_history_store *store, pl_diags *diags)
{
    pl_history_report(store, diags);
    return PL_HISTORY_FAILED;
}

/* ---- the file of SQLite: for its owner alone, in a folder of the same kind */

/* Make the file, readable by its owner alone. Returns 0 or the errno. SQLite gives the files that
 * it makes beside this one the same mode. */
static int make_file(pl_str path)
{
    int error = pl_path_make_private_dirs(pl_str_sub(path, 0, pl_str_rfind(path, '/')));
    int fd = error ? -1 : open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (error)
        return error;
    return fd < 0 || close(fd) != 0 ? errno : 0;
}

static pl_history_opened find_file(pl_history_store *store, const pl_history_store_options *o,
                                   pl_diags *diags)
{
    pl_buf path = { 0 };
    pl_dburl_file(o->url, &path);
    pl_buf_byte(&path, 0);
    int error = o->create                     ? make_file((pl_str){ path.ptr, path.len - 1 })
                : access(path.ptr, F_OK) != 0 ? errno
                                              : 0;
    pl_buf_done(&path);
    if (error == ENOENT && !o->create)
        return PL_HISTORY_ABSENT;
    return error ? refuse(store, diags, pl_error_text(error)) : PL_HISTORY_OPENED;
}

/* ---- versions */

static pl_history_opened refuse_newer(pl_history_store *store, pl_diags *diags, int64_t version)
{
    store->sql.why.len = 0;
    pl_buf_printf(&store->sql.why,
                  "it was made by a newer release: it has version %lld, this program knows %d. "
                  "Install that release, or name another store by --history",
                  (long long)version, PL_HISTORY_VERSION);
    return report_failure(store, diags);
}

/* Make the tables where there are none, in one transaction. */
static bool make_tables_once(pl_history_store *store, const pl_history_store_options *o)
{
    int64_t version = 0;
    if (pl_history_begin(store) && pl_history_schema_version(&store->sql, &version) &&
        (version || pl_history_schema_create(&store->sql, o->made_by)) && pl_history_commit(store))
        return true;
    pl_history_roll_back(store);
    return false;
}

/* Make the tables. If several programs do so at once, SQLite lets one begin at a time; in
 * PostgreSQL all but one fail once the first has committed, and find its tables when they try
 * again. */
static pl_history_opened make_tables(pl_history_store *store, const pl_history_store_options *o,
                                     pl_diags *diags)
{
    enum { TRIES = 5 };
    for (int i = 0; i < TRIES; i++)
        if (make_tables_once(store, o))
            return PL_HISTORY_OPENED;
    return report_failure(store, diags);
}

static pl_history_opened check_version(pl_history_store *store, const pl_history_store_options *o,
                                       pl_diags *diags)
{
    int64_t version;
    if (!pl_history_schema_version(&store->sql, &version))
        return report_failure(store, diags);
    if (version > PL_HISTORY_VERSION)
        return refuse_newer(store, diags, version);
    if (version)
        return PL_HISTORY_OPENED;
    return o->create ? make_tables(store, o, diags) : PL_HISTORY_ABSENT;
}

/* ---- open */

static bool find_dialect(pl_dburl url, pl_sql_dialect *out)
{
    const pl_db_driver *driver = pl_db_driver_of(url);
    if (driver == &pl_db__sqlite)
        *out = PL_SQL_SQLITE;
    else if (driver == &pl_db__postgres)
        *out = PL_SQL_POSTGRES;
    else
        return false;
    return true;
}

static bool connect_store(pl_history_store *store, const pl_history_store_options *o)
{
    pl_db_options options = { .url = o->url, .session = true, .environment = o->environment };
    pl_db_error error = { 0 };
    store->db = store->sql.db = pl_db_open(&options, &error);
    pl_buf_str(&store->sql.why, pl_buf_view(&error.text));
    pl_db_error_done(&error);
    /* A reader does not wait for a writer, nor a writer for readers. */
    return store->db && (store->sql.dialect != PL_SQL_SQLITE || !o->create ||
                         (pl_sql_do(&store->sql, "PRAGMA journal_mode = WAL") &&
                          pl_sql_do(&store->sql, "PRAGMA synchronous = NORMAL")));
}

pl_history_opened pl_history_store_init(pl_history_store *store, const pl_history_store_options *o,
                                        pl_diags *diags)
{
    pl_assert(!store->db);
    pl_dburl_print(o->url, &store->shown);
    store->sql.stop = o->stop;
    if (!find_dialect(o->url, &store->sql.dialect))
        return refuse(store, diags,
                      "history is kept in SQLite (sqlite://FILE) or PostgreSQL "
                      "(postgres://HOST/DATABASE)");
    pl_history_opened opened =
        store->sql.dialect == PL_SQL_SQLITE ? find_file(store, o, diags) : PL_HISTORY_OPENED;
    if (opened != PL_HISTORY_OPENED)
        return opened;
    if (!connect_store(store, o))
        return report_failure(store, diags);
    return check_version(store, o, diags);
}

void pl_history_store_done(pl_history_store *store)
{
    pl_db_close(store->db);
    pl_sql_done(&store->sql);
    pl_buf_done(&store->shown);
    *store = (pl_history_store){ 0 };
}

/* ---- transactions */

bool pl_history_begin(pl_history_store *store)
{
    store->sql.conflict = false;
    return pl_sql_do(&store->sql, "{begin}");
}

bool pl_history_commit(pl_history_store *store)
{
    return pl_sql_do(&store->sql, "COMMIT");
}

void pl_history_roll_back(pl_history_store *store)
{
    pl_buf why = store->sql.why; /* its own errors do not matter */
    store->sql.why = (pl_buf){ 0 };
    pl_sql_do(&store->sql, "ROLLBACK");
    pl_buf_done(&store->sql.why);
    store->sql.why = why;
}
