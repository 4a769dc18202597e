/* shared.c - functions for all drivers: the sink that keeps nothing, limits, errors, arguments. */
#include "base/ascii.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "db/cell.h"
#include "db/db.h"
#include "db/inner.h"
#include <stdatomic.h>

bool pl_db__no_columns(void *ctx, const pl_column *columns, uint32_t n)
{
    (void)ctx, (void)columns, (void)n;
    return true;
}

static bool no_row(void *ctx, const pl_cell *cells)
{
    (void)ctx, (void)cells;
    return true;
}

const pl_row_sink pl_db__no_sink = { pl_db__no_columns, no_row, NULL };

bool pl_db__is_over(const pl_db_limits *limits, const _Atomic bool *interrupted)
{
    return (interrupted && atomic_load(interrupted)) ||
           (limits->fired && atomic_load(limits->fired)) ||
           (limits->deadline && pl_clock_ns() >= limits->deadline);
}

void pl_db_error_done(pl_db_error *error)
{
    pl_buf_done(&error->text);
}

bool pl_db__fail(pl_db_error *error, pl_db_end end, const char *format, ...)
{
    pl_assert(end != PL_DB_OK);
    va_list args;
    va_start(args, format);
    error->end = end;
    error->conflict = false;
    error->text.len = 0;
    pl_buf_vprintf(&error->text, format, args);
    va_end(args);
    return false;
}

bool pl_db__cancelled(pl_db_error *error)
{
    return pl_db__fail(error, PL_DB_CANCELLED, "execution cancelled");
}

bool pl_db__stopped(pl_db_error *error)
{
    error->end = PL_DB_STOPPED;
    error->conflict = false;
    error->text.len = 0;
    return false;
}

void pl_db__add_reason(pl_buf *text, int error_number)
{
    const char *reason = pl_error_text(error_number);
    pl_buf_printf(text, ": %c%s", pl_to_lower(*reason), reason + 1);
}

bool pl_db__columns(pl_arena *arena, pl_column *columns, uint32_t n, const pl_row_sink *sink)
{
    pl_map seen = { 0 };
    for (uint32_t i = 0; i < n; i++) {
        bool added;
        columns[i].original = columns[i].name.ptr ? columns[i].name : PL_S("");
        pl_map_put(&seen, columns[i].original, i, &added);
        if (!added) {
            pl_buf name = { 0 };
            pl_column_rename(columns[i].original, i, &name);
            columns[i].name = pl_arena_str(arena, pl_buf_view(&name));
            pl_buf_done(&name);
        }
    }
    pl_map_done(&seen);
    return sink->columns(sink->ctx, columns, n);
}

/* ---- arguments as Go's types */

static const char *element_type(pl_value v)
{
    switch ((pl_value_tag)v.tag) {
    case PL_V_STRING: return "string";
    case PL_V_INT:
    case PL_V_NUMBER: return "float64";
    case PL_V_BOOL: return "bool";
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE: return "[]interface {}";
    case PL_V_MAP:
    case PL_V_OBJECT: return "map[string]interface {}";
    default: return "interface {}";
    }
}

const char *pl_db__element_type(pl_value list)
{
    const char *type = list.len ? element_type(list.seq->at[0]) : "string";
    for (uint32_t i = 1; i < list.len; i++)
        if (element_type(list.seq->at[i]) != type)
            return "interface {}";
    return type;
}

/* The kind in Go's reflection of a type that pl_db__element_type() returned. */
static const char *kind_of(const char *type)
{
    if (!strcmp(type, "interface {}"))
        return "interface";
    return *type == '[' ? "slice" : *type == 'm' ? "map" : type;
}

bool pl_db__check_arg(const pl_value *arg, uint32_t index, pl_db_error *error)
{
    pl_assert(arg->tag <= PL_V_OBJECT);
    if (pl_value_is_seq(*arg)) {
        const char *type = pl_db__element_type(*arg);
        return pl_db__fail(
            error, PL_DB_FAILED,
            "sql: converting argument $%u type: unsupported type []%s, a slice of %s", index + 1,
            type, kind_of(type));
    }
    if (pl_value_is_members(*arg))
        return pl_db__fail(error, PL_DB_FAILED,
                           "sql: converting argument $%u type: unsupported type "
                           "map[string]interface {}, a map",
                           index + 1);
    return true;
}

bool pl_db__check_args(const pl_db_statement *statement, pl_db_error *error)
{
    for (uint32_t i = 0; i < statement->n_args; i++)
        if (!pl_db__check_arg(&statement->args[i], i, error))
            return false;
    return true;
}

void pl_db__begin(pl_db_limits *limits, const pl_db_statement *statement, pl_db_error *error)
{
    pl_assert(statement->sink && (statement->args || !statement->n_args));
    pl_assert(!statement->sql.ptr[statement->sql.len]);
    *limits = statement->limits;
    error->late = false;
}

void pl_db__end(pl_db_limits *limits, pl_arena *arena)
{
    pl_arena_reset(arena);
    *limits = (pl_db_limits){ 0 };
}
