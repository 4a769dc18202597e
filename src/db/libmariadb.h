/* libmariadb.h - declares the part of MariaDB's client library that is used here, which is found at
 * run time. Version 3 (libmariadb.so.3) with its non-blocking calls: X_start returns what to wait
 * for, X_cont continues, 0 means done.
 *
 * Threads: a connection belongs to one thread at a time. */
#ifndef PL_DB_LIBMARIADB_H
#define PL_DB_LIBMARIADB_H
#include "db/library.h"

enum { PL_MY_WAIT_READ = 1, PL_MY_WAIT_WRITE = 2 };
enum {
    PL_MY_CHARSET_NAME = 7,
    PL_MY_LOCAL_INFILE = 8,
    PL_MY_PROTOCOL = 9,
    PL_MY_VERIFY_CERT = 21,
    PL_MY_CLEARTEXT = 36,
    PL_MY_SSL_ENFORCE = 38,
    PL_MY_NONBLOCK = 6000,
};
enum { PL_MY_FOUND_ROWS = 2, PL_MY_MULTI = 1 << 16, PL_MY_MULTI_RESULTS = 1 << 17 };
enum { PL_MY_NO_DATA = 100, PL_MY_TRUNCATED = 101 };
enum { PL_MY_UNSIGNED = 32, PL_MY_ENUM = 256, PL_MY_SET = 2048, PL_MY_BINARY_CHARSET = 63 };

/* ORDER mysql types: numbers of the protocol */
enum {
    PL_MY_DECIMAL,
    PL_MY_TINY,
    PL_MY_SHORT,
    PL_MY_LONG,
    PL_MY_FLOAT,
    PL_MY_DOUBLE,
    PL_MY_NULL,
    PL_MY_TIMESTAMP,
    PL_MY_LONGLONG,
    PL_MY_INT24,
    PL_MY_DATE,
    PL_MY_TIME,
    PL_MY_DATETIME,
    PL_MY_YEAR,
    PL_MY_NEWDATE,
    PL_MY_VARCHAR,
    PL_MY_BIT,
    PL_MY_JSON = 245,
    PL_MY_NEWDECIMAL,
    PL_MY_ENUM_TYPE,
    PL_MY_SET_TYPE,
    PL_MY_TINY_BLOB,
    PL_MY_MEDIUM_BLOB,
    PL_MY_LONG_BLOB,
    PL_MY_BLOB,
    PL_MY_VAR_STRING,
    PL_MY_STRING,
    PL_MY_GEOMETRY,
};

typedef struct pl_my_field {
    char *name, *org_name, *table, *org_table, *db, *catalog, *def;
    unsigned long length, max_length;
    unsigned name_length, lengths[6];
    unsigned flags, decimals, charset;
    unsigned type;
    void *extension;
} pl_my_field;

typedef struct pl_my_bind {
    unsigned long *length;
    char *is_null;
    void *buffer;
    char *error;
    void *hidden[4];
    unsigned long buffer_length, offset, length_value;
    unsigned flags, pack_length, buffer_type;
    char error_value, is_unsigned, long_data_used, is_null_value;
    void *extension;
} pl_my_bind;
_Static_assert(sizeof(pl_my_field) == 128 && sizeof(pl_my_bind) == 112, "as the library has it");

/* name, result, arguments; a void * is a handle */
#define PL_LIBMARIADB(X)                                                                           \
    X(mysql_init, void *, (void *))                                                                \
    X(mysql_options, int, (void *, int, const void *))                                             \
    X(mysql_close, void, (void *))                                                                 \
    X(mysql_errno, unsigned, (void *))                                                             \
    X(mysql_error, const char *, (void *))                                                         \
    X(mysql_sqlstate, const char *, (void *))                                                      \
    X(mysql_get_socket, int, (const void *))                                                       \
    X(mysql_thread_id, unsigned long, (void *))                                                    \
    X(mysql_field_count, unsigned, (void *))                                                       \
    X(mysql_num_fields, unsigned, (void *))                                                        \
    X(mysql_fetch_fields, pl_my_field *, (void *))                                                 \
    X(mysql_fetch_lengths, unsigned long *, (void *))                                              \
    X(mysql_use_result, void *, (void *))                                                          \
    X(mysql_more_results, char, (void *))                                                          \
    X(mysql_real_connect, void *,                                                                  \
      (void *, const char *, const char *, const char *, const char *, unsigned, const char *,     \
       unsigned long))                                                                             \
    X(mysql_real_query, int, (void *, const char *, unsigned long))                                \
    X(mysql_real_connect_start, int,                                                               \
      (void **, void *, const char *, const char *, const char *, const char *, unsigned,          \
       const char *, unsigned long))                                                               \
    X(mysql_real_connect_cont, int, (void **, void *, int))                                        \
    X(mysql_real_query_start, int, (int *, void *, const char *, unsigned long))                   \
    X(mysql_real_query_cont, int, (int *, void *, int))                                            \
    X(mysql_fetch_row_start, int, (char ***, void *))                                              \
    X(mysql_fetch_row_cont, int, (char ***, void *, int))                                          \
    X(mysql_free_result_start, int, (void *))                                                      \
    X(mysql_free_result_cont, int, (void *, int))                                                  \
    X(mysql_free_result, void, (void *))                                                           \
    X(mysql_next_result_start, int, (int *, void *))                                               \
    X(mysql_next_result_cont, int, (int *, void *, int))                                           \
    X(mysql_stmt_init, void *, (void *))                                                           \
    X(mysql_stmt_errno, unsigned, (void *))                                                        \
    X(mysql_stmt_error, const char *, (void *))                                                    \
    X(mysql_stmt_sqlstate, const char *, (void *))                                                 \
    X(mysql_stmt_param_count, unsigned long, (void *))                                             \
    X(mysql_stmt_bind_param, char, (void *, pl_my_bind *))                                         \
    X(mysql_stmt_bind_result, char, (void *, pl_my_bind *))                                        \
    X(mysql_stmt_result_metadata, void *, (void *))                                                \
    X(mysql_stmt_fetch_column, int, (void *, pl_my_bind *, unsigned, unsigned long))               \
    X(mysql_stmt_prepare_start, int, (int *, void *, const char *, unsigned long))                 \
    X(mysql_stmt_prepare_cont, int, (int *, void *, int))                                          \
    X(mysql_stmt_execute_start, int, (int *, void *))                                              \
    X(mysql_stmt_execute_cont, int, (int *, void *, int))                                          \
    X(mysql_stmt_fetch_start, int, (int *, void *))                                                \
    X(mysql_stmt_fetch_cont, int, (int *, void *, int))                                            \
    X(mysql_stmt_close, char, (void *))

typedef struct pl_libmariadb {
#define X(name, result, args) result(*name) args;
    PL_LIBMARIADB(X)
#undef X
} pl_libmariadb;

enum { PL_LIBMARIADB_FUNCTIONS = sizeof(pl_libmariadb) / sizeof(void *) };

#endif
