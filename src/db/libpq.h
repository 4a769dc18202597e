/* libpq.h - declares the part of PostgreSQL's client library that is used here: the library is
 * found at run time, and the build does not need its headers.
 *
 * Nothing newer than libpq 14 (PostgreSQL 14) is used. The library is never unloaded.
 * Threads: a PGconn belongs to one thread at a time; PQcancel may come from any. */
#ifndef PL_DB_LIBPQ_H
#define PL_DB_LIBPQ_H
#include "db/driver.h"
#include "db/library.h"

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
typedef struct pg_cancel PGcancel;
typedef unsigned pl_oid;

enum { PL_PQ_CONNECTION_OK, PL_PQ_CONNECTION_BAD };
enum { PL_PQ_POLL_FAILED, PL_PQ_POLL_READING, PL_PQ_POLL_WRITING, PL_PQ_POLL_OK };
enum {
    PL_PQ_EMPTY_QUERY,
    PL_PQ_COMMAND_OK,
    PL_PQ_TUPLES_OK,
    PL_PQ_COPY_OUT,
    PL_PQ_COPY_IN,
    PL_PQ_BAD_RESPONSE,
    PL_PQ_NONFATAL_ERROR,
    PL_PQ_FATAL_ERROR,
    PL_PQ_COPY_BOTH,
    PL_PQ_SINGLE_TUPLE,
    PL_PQ_PIPELINE_SYNC,
};
enum { PL_PQ_VERBOSE = 2 };
enum { PL_PQ_SEVERITY = 'V', PL_PQ_SQLSTATE = 'C', PL_PQ_MESSAGE = 'M' };

typedef void pl_pq_notice(void *ctx, const PGresult *result);

/* name, result, arguments */
#define PL_LIBPQ(X)                                                                                \
    X(PQconnectStartParams, PGconn *, (const char *const *, const char *const *, int))             \
    X(PQconnectPoll, int, (PGconn *))                                                              \
    X(PQfinish, void, (PGconn *))                                                                  \
    X(PQstatus, int, (const PGconn *))                                                             \
    X(PQerrorMessage, char *, (const PGconn *))                                                    \
    X(PQsocket, int, (const PGconn *))                                                             \
    X(PQbackendPID, int, (const PGconn *))                                                         \
    X(PQserverVersion, int, (const PGconn *))                                                      \
    X(PQparameterStatus, const char *, (const PGconn *, const char *))                             \
    X(PQconnectionNeedsPassword, int, (const PGconn *))                                            \
    X(PQsetErrorVerbosity, int, (PGconn *, int))                                                   \
    X(PQsetNoticeReceiver, pl_pq_notice *, (PGconn *, pl_pq_notice *, void *))                     \
    X(PQsetnonblocking, int, (PGconn *, int))                                                      \
    X(PQflush, int, (PGconn *))                                                                    \
    X(PQsendQueryParams, int,                                                                      \
      (PGconn *, const char *, int, const pl_oid *, const char *const *, const int *, const int *, \
       int))                                                                                       \
    X(PQsendPrepare, int, (PGconn *, const char *, const char *, int, const pl_oid *))             \
    X(PQsendDescribePrepared, int, (PGconn *, const char *))                                       \
    X(PQsendQueryPrepared, int,                                                                    \
      (PGconn *, const char *, int, const char *const *, const int *, const int *, int))           \
    X(PQenterPipelineMode, int, (PGconn *))                                                        \
    X(PQexitPipelineMode, int, (PGconn *))                                                         \
    X(PQsendFlushRequest, int, (PGconn *))                                                         \
    X(PQpipelineSync, int, (PGconn *))                                                             \
    X(PQsetSingleRowMode, int, (PGconn *))                                                         \
    X(PQconsumeInput, int, (PGconn *))                                                             \
    X(PQisBusy, int, (PGconn *))                                                                   \
    X(PQgetResult, PGresult *, (PGconn *))                                                         \
    X(PQputCopyEnd, int, (PGconn *, const char *))                                                 \
    X(PQgetCopyData, int, (PGconn *, char **, int))                                                \
    X(PQfreemem, void, (void *))                                                                   \
    X(PQresultStatus, int, (const PGresult *))                                                     \
    X(PQresultErrorField, char *, (const PGresult *, int))                                         \
    X(PQresultErrorMessage, char *, (const PGresult *))                                            \
    X(PQnparams, int, (const PGresult *))                                                          \
    X(PQparamtype, pl_oid, (const PGresult *, int))                                                \
    X(PQntuples, int, (const PGresult *))                                                          \
    X(PQnfields, int, (const PGresult *))                                                          \
    X(PQfname, char *, (const PGresult *, int))                                                    \
    X(PQftype, pl_oid, (const PGresult *, int))                                                    \
    X(PQgetvalue, char *, (const PGresult *, int, int))                                            \
    X(PQgetlength, int, (const PGresult *, int, int))                                              \
    X(PQgetisnull, int, (const PGresult *, int, int))                                              \
    X(PQclear, void, (PGresult *))                                                                 \
    X(PQgetCancel, PGcancel *, (PGconn *))                                                         \
    X(PQfreeCancel, void, (PGcancel *))                                                            \
    X(PQcancel, int, (PGcancel *, char *, int))

typedef struct pl_libpq {
#define X(name, result, args) result(*name) args;
    PL_LIBPQ(X)
#undef X
} pl_libpq;

enum { PL_LIBPQ_FUNCTIONS = sizeof(pl_libpq) / sizeof(void *) };

extern const pl_library_name pl_pg__library_name;

typedef struct pl_pg_library {
    pl_library library;
    union {
        pl_libpq api;
        void *at[PL_LIBPQ_FUNCTIONS];
    };
} pl_pg_library;

/* The functions of libpq, borrowed from `lib`. NULL with `error` filled in if it cannot be loaded.
 */
const pl_libpq *pl_pg__library(pl_pg_library *lib, const pl_db_target *target, pl_db_error *error);

#endif
