/* rows.h - the result of a query: its columns once, then each row as it arrives.
 *
 * A cell keeps the value and its type without loss, so that each output can write it in its own
 * way (cell.h): leaf data of panels and snapshots (server.md 7), JSON and text of `query run`
 * (cli.md 4.6), dimensions of controls (check-and-outputs.md 5.3).
 *
 * Lifetime: columns, cells and the texts in them are borrowed for one call of the sink. Threads:
 * the thread that runs the query calls the sink. */
#ifndef PL_DB_ROWS_H
#define PL_DB_ROWS_H
#include "base/str.h"
#include "value/json.h"
#include "value/value.h"

typedef enum pl_cell_tag {
    PL_CELL_NULL,
    PL_CELL_BOOL,
    PL_CELL_INT,
    PL_CELL_DOUBLE,
    PL_CELL_TEXT,     /* the server's text, of any type that has no tag of its own */
    PL_CELL_BYTES,    /* blob, bytea, xml */
    PL_CELL_TIME,     /* date, time, timestamp: `time` */
    PL_CELL_JSON,     /* decoded json, jsonb: `json` */
    PL_CELL_NESTED,   /* list, struct, map, union of DuckDB: `nested` and `kind` */
    PL_CELL_HUGE,     /* hugeint: decimal digits in `text` */
    PL_CELL_DECIMAL,  /* of DuckDB: `decimal` */
    PL_CELL_INTERVAL, /* of DuckDB: `interval` */
    PL_CELL_UUID,     /* 16 bytes in `text` */
    PL_CELL_UINT,     /* beyond the range of INT: `u` */
} pl_cell_tag;

/* The kind of a NESTED cell. */
enum { PL_NESTED_LIST, PL_NESTED_STRUCT, PL_NESTED_MAP, PL_NESTED_UNION };

/* A point in time with a zone of its own, as in the drivers of Powerpipe. */
typedef struct pl_cell_time {
    int64_t seconds; /* since 1970-01-01T00:00:00Z */
    uint32_t nanos;
    int32_t offset; /* seconds east of UTC in which it is shown */
} pl_cell_time;

struct pl_nested;

typedef struct pl_cell {
    uint8_t tag;  /* pl_cell_tag */
    uint8_t kind; /* NESTED: PL_NESTED_* */
    uint8_t bits; /* DOUBLE: 32 or 64, for the shortest digits */
    bool plain;   /* HUGE, DECIMAL, INTERVAL, UUID: a number or a text, no structure of Go */
    union {
        bool b;
        int64_t i;
        double d;
        pl_str text; /* TEXT, BYTES, HUGE, UUID */
        pl_cell_time time;
        uint64_t u;
        const pl_json *json; /* members sorted by key, each key once */
        const struct pl_nested *nested;
        struct {
            uint8_t width, scale;
            pl_str digits; /* unscaled, with sign */
        } decimal;
        struct {
            int32_t months, days;
            int64_t micros;
        } interval;
    };
} pl_cell;

/*  LIST    n elements
 *  STRUCT  n members, sorted by key
 *  MAP     n entries: key at 2i, value at 2i + 1; sorted by key
 *  UNION   n is 1: the value, and its tag in keys[0] */
typedef struct pl_nested {
    uint32_t n;
    const pl_cell *at;
    const pl_str *keys; /* STRUCT, UNION */
} pl_nested;

typedef struct pl_column {
    pl_str name;     /* unique in its row: later duplicates are renamed (cli.md 4.5) */
    pl_str original; /* its name in the database */
    pl_str type;     /* its type as the driver names it: "INT4", "varchar(20)", "" */
} pl_column;

/* Receives the rows. Either function returns false to stop the query (PL_DB_STOPPED, no text). */
typedef struct pl_row_sink {
    /* Called once, before the first row, even if there is none. n is 0 for statements that return
     * nothing. */
    bool (*columns)(void *ctx, const pl_column *columns, uint32_t n);
    bool (*row)(void *ctx, const pl_cell *cells);
    void *ctx;
} pl_row_sink;

#endif
