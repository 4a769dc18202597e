/* libduckdb.h - declares the part of DuckDB's C interface that is used here, because the library's
 * package has no header. Version 1.4; 1.1 and later have all of it.
 *
 * Threads: a connection belongs to one thread at a time; any may call duckdb_interrupt. */
#ifndef PL_DB_LIBDUCKDB_H
#define PL_DB_LIBDUCKDB_H
#include "db/library.h"

/* ORDER duckdb types: numbers of the library */
enum {
    PL_DUCK_INVALID,
    PL_DUCK_BOOLEAN,
    PL_DUCK_TINYINT,
    PL_DUCK_SMALLINT,
    PL_DUCK_INTEGER,
    PL_DUCK_BIGINT,
    PL_DUCK_UTINYINT,
    PL_DUCK_USMALLINT,
    PL_DUCK_UINTEGER,
    PL_DUCK_UBIGINT,
    PL_DUCK_FLOAT,
    PL_DUCK_DOUBLE,
    PL_DUCK_TIMESTAMP,
    PL_DUCK_DATE,
    PL_DUCK_TIME,
    PL_DUCK_INTERVAL,
    PL_DUCK_HUGEINT,
    PL_DUCK_VARCHAR,
    PL_DUCK_BLOB,
    PL_DUCK_DECIMAL,
    PL_DUCK_TIMESTAMP_S,
    PL_DUCK_TIMESTAMP_MS,
    PL_DUCK_TIMESTAMP_NS,
    PL_DUCK_ENUM,
    PL_DUCK_LIST,
    PL_DUCK_STRUCT,
    PL_DUCK_MAP,
    PL_DUCK_UUID,
    PL_DUCK_UNION,
    PL_DUCK_BIT,
    PL_DUCK_TIME_TZ,
    PL_DUCK_TIMESTAMP_TZ,
    PL_DUCK_UHUGEINT,
    PL_DUCK_ARRAY,
    PL_DUCK_ANY,
    PL_DUCK_BIGNUM,
    PL_DUCK_SQLNULL,
    PL_DUCK_STRING_LITERAL,
    PL_DUCK_INTEGER_LITERAL,
    PL_DUCK_TIME_NS,
    PL_DUCK_TYPES
};

/* Six fields of eight bytes, of which only the last is used here. */
typedef struct pl_duck_result {
    uint64_t hidden[5];
    void *data;
} pl_duck_result;

/* A string as it lies in vectors. */
typedef struct pl_duck_string {
    uint32_t len;
    char start[4]; /* a string of up to 12 bytes starts here; else 4 bytes and a pointer */
    const char *ptr;
} pl_duck_string;
_Static_assert(sizeof(pl_duck_string) == 16, "as the library has it");

typedef struct pl_duck_huge {
    uint64_t low;
    int64_t high;
} pl_duck_huge;

typedef struct pl_duck_list {
    uint64_t offset, len;
} pl_duck_list;

typedef struct pl_duck_interval {
    int32_t months, days;
    int64_t micros;
} pl_duck_interval;

/* name, result, arguments; a void * is a handle, a void ** points to one that is made or freed */
#define PL_LIBDUCKDB(X)                                                                            \
    X(duckdb_create_config, int, (void **))                                                        \
    X(duckdb_set_config, int, (void *, const char *, const char *))                                \
    X(duckdb_destroy_config, void, (void **))                                                      \
    X(duckdb_open_ext, int, (const char *, void **, void *, char **))                              \
    X(duckdb_close, void, (void **))                                                               \
    X(duckdb_connect, int, (void *, void **))                                                      \
    X(duckdb_disconnect, void, (void **))                                                          \
    X(duckdb_interrupt, void, (void *))                                                            \
    X(duckdb_free, void, (void *))                                                                 \
    X(duckdb_extract_statements, uint64_t, (void *, const char *, void **))                        \
    X(duckdb_extract_statements_error, const char *, (void *))                                     \
    X(duckdb_prepare_extracted_statement, int, (void *, void *, uint64_t, void **))                \
    X(duckdb_destroy_extracted, void, (void **))                                                   \
    X(duckdb_prepare_error, const char *, (void *))                                                \
    X(duckdb_nparams, uint64_t, (void *))                                                          \
    X(duckdb_bind_boolean, int, (void *, uint64_t, bool))                                          \
    X(duckdb_bind_int64, int, (void *, uint64_t, int64_t))                                         \
    X(duckdb_bind_double, int, (void *, uint64_t, double))                                         \
    X(duckdb_bind_varchar_length, int, (void *, uint64_t, const char *, uint64_t))                 \
    X(duckdb_bind_null, int, (void *, uint64_t))                                                   \
    X(duckdb_bind_value, int, (void *, uint64_t, void *))                                          \
    X(duckdb_create_logical_type, void *, (int))                                                   \
    X(duckdb_create_bool, void *, (bool))                                                          \
    X(duckdb_create_double, void *, (double))                                                      \
    X(duckdb_create_varchar_length, void *, (const char *, uint64_t))                              \
    X(duckdb_create_list_value, void *, (void *, void **, uint64_t))                               \
    X(duckdb_destroy_value, void, (void **))                                                       \
    X(duckdb_execute_prepared_streaming, int, (void *, pl_duck_result *))                          \
    X(duckdb_destroy_prepare, void, (void **))                                                     \
    X(duckdb_result_error, const char *, (pl_duck_result *))                                       \
    X(duckdb_destroy_result, void, (pl_duck_result *))                                             \
    X(duckdb_column_count, uint64_t, (pl_duck_result *))                                           \
    X(duckdb_column_name, const char *, (pl_duck_result *, uint64_t))                              \
    X(duckdb_column_logical_type, void *, (pl_duck_result *, uint64_t))                            \
    X(duckdb_fetch_chunk, void *, (pl_duck_result))                                                \
    X(duckdb_data_chunk_get_size, uint64_t, (void *))                                              \
    X(duckdb_data_chunk_get_vector, void *, (void *, uint64_t))                                    \
    X(duckdb_destroy_data_chunk, void, (void **))                                                  \
    X(duckdb_vector_get_data, void *, (void *))                                                    \
    X(duckdb_vector_get_validity, uint64_t *, (void *))                                            \
    X(duckdb_list_vector_get_child, void *, (void *))                                              \
    X(duckdb_array_vector_get_child, void *, (void *))                                             \
    X(duckdb_struct_vector_get_child, void *, (void *, uint64_t))                                  \
    X(duckdb_get_type_id, int, (void *))                                                           \
    X(duckdb_logical_type_get_alias, char *, (void *))                                             \
    X(duckdb_destroy_logical_type, void, (void **))                                                \
    X(duckdb_decimal_width, uint8_t, (void *))                                                     \
    X(duckdb_decimal_scale, uint8_t, (void *))                                                     \
    X(duckdb_decimal_internal_type, int, (void *))                                                 \
    X(duckdb_enum_internal_type, int, (void *))                                                    \
    X(duckdb_enum_dictionary_size, uint32_t, (void *))                                             \
    X(duckdb_enum_dictionary_value, char *, (void *, uint64_t))                                    \
    X(duckdb_list_type_child_type, void *, (void *))                                               \
    X(duckdb_array_type_child_type, void *, (void *))                                              \
    X(duckdb_array_type_array_size, uint64_t, (void *))                                            \
    X(duckdb_map_type_key_type, void *, (void *))                                                  \
    X(duckdb_map_type_value_type, void *, (void *))                                                \
    X(duckdb_struct_type_child_count, uint64_t, (void *))                                          \
    X(duckdb_struct_type_child_name, char *, (void *, uint64_t))                                   \
    X(duckdb_struct_type_child_type, void *, (void *, uint64_t))                                   \
    X(duckdb_union_type_member_count, uint64_t, (void *))                                          \
    X(duckdb_union_type_member_name, char *, (void *, uint64_t))                                   \
    X(duckdb_union_type_member_type, void *, (void *, uint64_t))

typedef struct pl_libduckdb {
#define X(name, result, args) result(*name) args;
    PL_LIBDUCKDB(X)
#undef X
} pl_libduckdb;

enum { PL_LIBDUCKDB_FUNCTIONS = sizeof(pl_libduckdb) / sizeof(void *) };

#endif
