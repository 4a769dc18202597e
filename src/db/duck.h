/* duck.h - what the files of the DuckDB driver share. */
#ifndef PL_DB_DUCK_H
#define PL_DB_DUCK_H
#include "db/inner.h"
#include "db/libduckdb.h"

/* ---- types */

/* A type, taken apart once for each column of a result, and where its values lie in the
 * chunk at hand. */
typedef struct pl_duck_type {
    uint8_t id;       /* PL_DUCK_* */
    uint8_t internal; /* of DECIMAL and ENUM */
    uint8_t width, scale;
    bool json;                     /* VARCHAR that is called JSON */
    uint64_t n;                    /* children; of ARRAY elements of a value */
    pl_str *names;                 /* STRUCT, UNION: of children; ENUM: values */
    uint32_t *order;               /* STRUCT: children by name */
    struct pl_duck_type *children; /* LIST, ARRAY 1; MAP key and value; STRUCT; UNION */

    const void *data;
    const uint64_t *validity; /* NULL: every row has a value */
    const void *tags;         /* UNION */
} pl_duck_type;

/* Take `logical` apart. Everything is in `arena`. */
void pl_duck__describe(const pl_libduckdb *duck, pl_arena *arena, void *logical, pl_duck_type *out);
/* "DECIMAL(18,3)", "STRUCT("a" INTEGER)" ... */
void pl_duck__type_name(const pl_duck_type *type, pl_buf *out);
/* The name of the first type in it that the real program cannot read, or NULL. */
const char *pl_duck__unsupported(const pl_duck_type *type);
/* Find the values of a chunk. */
void pl_duck__bind(const pl_libduckdb *duck, pl_duck_type *type, void *vector);
/* One of them; texts are borrowed from the chunk, the rest is in `arena`. */
void pl_duck__cell(pl_arena *arena, const pl_duck_type *type, uint64_t row, pl_cell *out);

/* ---- arguments */

/* Bind `arg` as parameter `index` + 1. False with `error` filled in. */
bool pl_duck__bind_arg(const pl_libduckdb *duck, void *prepared, const pl_value *arg,
                       uint32_t index, pl_db_error *error);

#endif
