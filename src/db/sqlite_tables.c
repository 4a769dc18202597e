/* sqlite_tables.c - the tables of a source (tables.h) as virtual tables of SQLite.
 *
 * Each table is a module that SQLite offers under the module's name, without CREATE VIRTUAL TABLE
 * (an "eponymous" virtual table). SQLite tests each row against all conditions again, so a source
 * may return rows that do not match. */
#include "db/tables.h"
#include "base/alloc.h"
#include "base/assert.h"
#include <sqlite3.h>

/* One table on one connection: what SQLite knows the module by. */
typedef struct module_of {
    const pl_table *table;
    struct pl_sqlite_link *link;
} module_of;

typedef struct pl_sqlite_link {
    const pl_tables *tables;
    void *state; /* of the statement that runs; NULL between statements */
    module_of modules[];
} pl_sqlite_link;

typedef struct virtual_table {
    sqlite3_vtab base; /* first: SQLite sees this */
    const module_of *of;
} virtual_table;

typedef struct virtual_cursor {
    sqlite3_vtab_cursor base; /* first */
    pl_table_walk walk;
    pl_arena keys; /* holds those of `walk` */
    bool begun, ended;
    sqlite3_int64 row;
} virtual_cursor;

static const module_of *module_of_cursor(const sqlite3_vtab_cursor *cursor)
{
    return ((const virtual_table *)cursor->pVtab)->of;
}

/* ---- tables */

static void print_declaration(const pl_table *table, pl_buf *out)
{
    pl_buf_cstr(out, "CREATE TABLE t (");
    for (uint32_t i = 0; i < table->n_columns; i++)
        pl_buf_printf(out, "%s\"%.*s\" %.*s", i ? ", " : "", PL_FMT(table->columns[i].name),
                      PL_FMT(table->columns[i].type));
    pl_buf_add(out, ")", 2); /* and the NUL */
}

static int connect_table(sqlite3 *db, void *aux, int argc, const char *const *argv,
                         sqlite3_vtab **out, char **why)
{
    const module_of *of = aux;
    virtual_table *table = sqlite3_malloc64(sizeof *table);
    pl_buf text = { 0 };
    (void)argc, (void)argv, (void)why;
    if (!table)
        return SQLITE_NOMEM;
    *table = (virtual_table){ .of = of };
    print_declaration(of->table, &text);
    int code = sqlite3_declare_vtab(db, text.ptr);
    pl_buf_done(&text);
    if (code == SQLITE_OK)
        *out = &table->base;
    else
        sqlite3_free(table);
    return code;
}

static int disconnect_table(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

/* Is it "column = value" for a key column, compared byte by byte? */
static bool is_usable(const pl_table *table, sqlite3_index_info *info, int i)
{
    int column = info->aConstraint[i].iColumn;
    return info->aConstraint[i].usable && info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ &&
           column >= 0 && (uint32_t)column < table->n_columns && table->columns[column].is_key &&
           !strcmp(sqlite3_vtab_collation(info, i), "BINARY");
}

/* Take the wanted keys, whose columns are the bytes of idxNum. */
static int plan(sqlite3_vtab *vtab, sqlite3_index_info *info)
{
    const pl_table *table = ((const virtual_table *)vtab)->of->table;
    unsigned columns = 0;
    int n = 0;
    double cost = 100000;
    for (int i = 0; i < info->nConstraint && n < PL_TABLE_KEYS; i++) {
        if (!is_usable(table, info, i))
            continue;
        columns |= (unsigned)info->aConstraint[i].iColumn << (8 * n);
        info->aConstraintUsage[i].argvIndex = ++n;
        cost /= 50;
    }
    info->idxNum = (int)columns;
    info->estimatedCost = cost;
    info->estimatedRows = cost < 1 ? 1 : (sqlite3_int64)cost;
    return SQLITE_OK;
}

/* ---- walks */

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    virtual_cursor *cursor = sqlite3_malloc64(sizeof *cursor);
    (void)table;
    if (!cursor)
        return SQLITE_NOMEM;
    *cursor = (virtual_cursor){ 0 };
    *out = &cursor->base;
    return SQLITE_OK;
}

static void end_walk(virtual_cursor *cursor)
{
    if (cursor->begun)
        module_of_cursor(&cursor->base)->link->tables->end(&cursor->walk);
    pl_arena_done(&cursor->walk.arena);
    pl_arena_done(&cursor->keys);
    cursor->walk = (pl_table_walk){ 0 };
    cursor->begun = false;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    end_walk((virtual_cursor *)base);
    sqlite3_free(base);
    return SQLITE_OK;
}

static int next_row(sqlite3_vtab_cursor *base)
{
    virtual_cursor *cursor = (virtual_cursor *)base;
    cursor->row++;
    cursor->ended = !module_of_cursor(base)->link->tables->next(&cursor->walk);
    return SQLITE_OK;
}

/* Begin the walk. Nothing equals NULL. */
static int filter_rows(sqlite3_vtab_cursor *base, int columns, const char *text, int argc,
                       sqlite3_value **argv)
{
    virtual_cursor *cursor = (virtual_cursor *)base;
    const module_of *of = module_of_cursor(base);
    (void)text;
    end_walk(cursor);
    pl_assert(of->link->state && argc <= PL_TABLE_KEYS);
    cursor->walk.table = of->table;
    cursor->walk.state = of->link->state;
    cursor->begun = true;
    cursor->row = 0;
    for (int i = 0; i < argc; i++) {
        const char *value = (const char *)sqlite3_value_text(argv[i]);
        size_t len = (size_t)sqlite3_value_bytes(argv[i]);
        cursor->ended = !value;
        if (!value)
            return SQLITE_OK;
        cursor->walk.keys[cursor->walk.n_keys++] =
            (pl_table_key){ (unsigned)columns >> (8 * i) & 255,
                            pl_arena_str(&cursor->keys, pl_str_make(value, len)) };
    }
    return next_row(base);
}

static int is_ended(sqlite3_vtab_cursor *base)
{
    return ((const virtual_cursor *)base)->ended;
}

static int row_number(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = ((const virtual_cursor *)base)->row;
    return SQLITE_OK;
}

static int read_column(sqlite3_vtab_cursor *base, sqlite3_context *ctx, int column)
{
    virtual_cursor *cursor = (virtual_cursor *)base;
    pl_cell cell = { 0 };
    bool lasts = module_of_cursor(base)->link->tables->read(&cursor->walk, (uint32_t)column, &cell);
    switch ((pl_cell_tag)cell.tag) {
    case PL_CELL_BOOL: sqlite3_result_int(ctx, cell.b); break;
    case PL_CELL_INT: sqlite3_result_int64(ctx, cell.i); break;
    case PL_CELL_DOUBLE: sqlite3_result_double(ctx, cell.d); break;
    case PL_CELL_TEXT:
        sqlite3_result_text64(ctx, cell.text.len ? cell.text.ptr : "", cell.text.len,
                              lasts ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    default: sqlite3_result_null(ctx);
    }
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect = connect_table,
    .xBestIndex = plan,
    .xDisconnect = disconnect_table,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter_rows,
    .xNext = next_row,
    .xEof = is_ended,
    .xColumn = read_column,
    .xRowid = row_number,
};

/* ---- connections */

pl_sqlite_link *pl_sqlite__add_tables(sqlite3 *db, const pl_tables *tables)
{
    pl_sqlite_link *link = pl_mem_zalloc(sizeof *link + tables->n * sizeof *link->modules);
    link->tables = tables;
    for (uint32_t i = 0; i < tables->n; i++) {
        module_of *of = &link->modules[i];
        pl_assert(tables->list[i].n_columns <= PL_TABLE_COLUMNS);
        *of = (module_of){ &tables->list[i], link };
        if (sqlite3_create_module_v2(db, of->table->name.ptr, &module, of, NULL) != SQLITE_OK) {
            pl_mem_free(link);
            return NULL;
        }
    }
    return link;
}

void pl_sqlite__free_tables(pl_sqlite_link *link)
{
    pl_assert(!link || !link->state);
    pl_mem_free(link);
}

bool pl_sqlite__pin_tables(pl_sqlite_link *link)
{
    if (link)
        link->state = link->tables->pin(link->tables->ctx);
    return !link || link->state;
}

void pl_sqlite__unpin_tables(pl_sqlite_link *link)
{
    if (link && link->state)
        link->tables->unpin(link->state);
    if (link)
        link->state = NULL;
}
