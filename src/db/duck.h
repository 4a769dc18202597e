/* duck.h - definitions that the files of the DuckDB driver share. */
#ifndef PL_DB_DUCK_H
#define PL_DB_DUCK_H
#include "db/inner.h"
#include "db/libduckdb.h"

/* ---- types */

/* A type, analysed once for each column of a result, and where its values lie in the current
 * chunk. */
typedef struct pl_duck_type {
    uint8_t id;       /* PL_DUCK_* */
    uint8_t internal; /* of DECIMAL and ENUM */
    uint8_t width, scale;
    bool json;                     /* VARCHAR with the alias JSON */
    bool plain;                    /* pl_cell.plain of its values */
    uint64_t n;                    /* number of children; ARRAY: of elements of a value */
    pl_str *names;                 /* STRUCT, UNION: names of the children; ENUM: the values */
    uint32_t *order;               /* STRUCT: positions of the children, sorted by name */
    struct pl_duck_type *children; /* LIST, ARRAY: one; MAP: key and value; STRUCT, UNION: n */

    const void *data;
    const uint64_t *validity; /* NULL: every row has a value */
    const void *tags;         /* UNION */
} pl_duck_type;

/* Analyse `logical`. The result lies in `arena`. */
void pl_duck__describe(const pl_libduckdb *duck, pl_arena *arena, void *logical, pl_duck_type *out);
/* Set `plain` of the type and of all in it. */
void pl_duck__set_plain(pl_duck_type *type);
/* "DECIMAL(18,3)", "STRUCT("a" INTEGER)" ... */
void pl_duck__type_name(const pl_duck_type *type, pl_buf *out);
/* The name of the first type within `type` that Powerpipe cannot read, or NULL. */
const char *pl_duck__unsupported(const pl_duck_type *type);
/* Point `type` to the values of a chunk's vector. */
void pl_duck__bind(const pl_libduckdb *duck, pl_duck_type *type, void *vector);
/* The value of one row; texts are borrowed from the chunk, the rest lies in `arena`. */
void pl_duck__cell(pl_arena *arena, const pl_duck_type *type, uint64_t row, pl_cell *out);

/* ---- arguments */

/* Bind `arg` as parameter `index` + 1. False with `error` filled in. */
bool pl_duck__bind_arg(const pl_libduckdb *duck, void *prepared, const pl_value *arg,
                       uint32_t index, pl_db_error *error);

#endif
