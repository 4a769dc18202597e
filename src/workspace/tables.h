/* tables.h - the workspace as a database: the tables of workspace:// (docs/history.md, "SQL over
 * the workspace"), which a pool of connections shows with SELECT (db/tables.h).
 *
 *     pipelite_resource                 every resource; pipelite_panel has the panels alone
 *     pipelite_control, pipelite_query ...  those of one kind
 *     pipelite_tag, pipelite_reference, pipelite_child, pipelite_file, pipelite_diagnostic
 *
 * A statement holds the generation that is the newest when it begins. Rows are entries of its
 * index; what the index has is read from there, and a resource is loaded only when a statement
 * reads an attribute that needs it.
 *
 * They live here and not in `db`, which cannot see a workspace, nor in `run`, which needs only to
 * hand them to its pools.
 *
 * Lifetime: the workspace is borrowed until pl_workspace_tables_free(). Threads: any. */
#ifndef PL_WORKSPACE_TABLES_H
#define PL_WORKSPACE_TABLES_H
#include "db/tables.h"
#include <pipelite/workspace.h>

/* Owned; pl_workspace_tables_free(), when no pool uses them any more. */
pl_tables *pl_workspace_tables_new(pl_workspace *ws);
void pl_workspace_tables_free(pl_tables *tables); /* NULL is fine */

/* ---- private to the room */

/* What a statement reads. */
typedef struct pl_table_state {
    pl_workspace *ws;
    pl_generation *generation;
    const pl_index *ix;
    pl_diags *problems; /* made on first use; owned */
} pl_table_state;

/* How the rows of a table are found and read; the contracts are those of pl_tables. */
typedef struct pl_table_rows {
    bool (*next)(pl_table_walk *walk);
    bool (*read)(pl_table_walk *walk, uint32_t column, pl_cell *out);
    void (*end)(pl_table_walk *walk); /* NULL: there is nothing to do */
} pl_table_rows;

/* pl_table.more */
typedef struct pl_table_plan {
    const pl_table_rows *rows;
    uint32_t kinds;      /* bits of the kinds that it has */
    uint32_t n_common;   /* columns before the attributes */
    const pl_str *attrs; /* the names of the attributes in the columns behind these */
} pl_table_plan;

extern const pl_table_rows pl_table__resources, pl_table__tags, pl_table__references,
    pl_table__children, pl_table__files, pl_table__diagnostics;
/* The columns that all tables of resources begin with. */
extern const pl_table_column pl_table__common[];
extern const uint32_t pl_table__n_common;

/* table_values.c: fill a cell. They return what read() has to. */
bool pl_table__text(pl_cell *out, pl_str text);                      /* of the image */
bool pl_table__copy(pl_table_walk *walk, pl_cell *out, pl_str text); /* into the row's arena */
bool pl_table__int(pl_cell *out, int64_t n);
bool pl_table__bool(pl_cell *out, bool truth);
bool pl_table__name(pl_table_walk *walk, pl_cell *out, pl_entry_id id); /* NULL: PL_NO_ENTRY */
/* The value that rows must have in `column`; false: any. */
bool pl_table__wants(const pl_table_walk *walk, uint32_t column, pl_str *value);
/* The entry with the full name `name`; PL_NO_ENTRY: there is none. */
pl_entry_id pl_table__find(const pl_table_state *state, pl_str name);

#endif
