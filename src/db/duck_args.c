/* duck_args.c - binding arguments to a prepared statement of DuckDB (server.md 8.5). */
#include "db/duck.h"
#include "value/number.h"

static bool is_double(const pl_value *v)
{
    return v->tag == PL_V_NUMBER || (v->tag == PL_V_INT && v->bits == PL_BITS_DOUBLE);
}

static double double_of(const pl_value *v)
{
    bool exact;
    return pl_number_to_double(*v, &exact);
}

/* Make a value of the library from a text, number or bool; NULL for anything else. */
static void *make_value(const pl_libduckdb *duck, const pl_value *v)
{
    switch ((pl_value_tag)v->tag) {
    case PL_V_BOOL: return duck->duckdb_create_bool(v->b);
    case PL_V_INT:
    case PL_V_NUMBER: return duck->duckdb_create_double(double_of(v));
    case PL_V_STRING: return duck->duckdb_create_varchar_length(v->len ? v->str : "", v->len);
    default: return NULL;
    }
}

static int element_id(const pl_value *list)
{
    switch (list->len ? (pl_value_tag)list->seq->at[0].tag : PL_V_STRING) {
    case PL_V_BOOL: return PL_DUCK_BOOLEAN;
    case PL_V_INT:
    case PL_V_NUMBER: return PL_DUCK_DOUBLE;
    default: return PL_DUCK_VARCHAR;
    }
}

/* Bind a list whose elements are all texts, all numbers or all bools. */
static bool bind_list(const pl_libduckdb *duck, void *prepared, const pl_value *list,
                      uint32_t index)
{
    pl_arena scratch = { 0 };
    void **values = pl_arena_alloc(&scratch, ((size_t)list->len + 1) * sizeof *values);
    void *type = duck->duckdb_create_logical_type(element_id(list));
    for (uint32_t i = 0; i < list->len; i++)
        values[i] = make_value(duck, &list->seq->at[i]);
    void *all = duck->duckdb_create_list_value(type, values, list->len);
    bool ok = all && duck->duckdb_bind_value(prepared, index + 1, all) == 0;
    duck->duckdb_destroy_value(&all);
    for (uint32_t i = 0; i < list->len; i++)
        duck->duckdb_destroy_value(&values[i]);
    duck->duckdb_destroy_logical_type(&type);
    pl_arena_done(&scratch);
    return ok;
}

static bool is_plain_list(const pl_value *v)
{
    static const char *const plain[] = { "string", "float64", "bool" };
    bool ok = false;
    for (size_t i = 0; pl_value_is_seq(*v) && i < PL_COUNT(plain); i++)
        ok |= !strcmp(pl_db__element_type(*v), plain[i]);
    return ok;
}

static bool bind_value(const pl_libduckdb *duck, void *prepared, const pl_value *v, uint32_t index)
{
    if (is_double(v))
        return duck->duckdb_bind_double(prepared, index + 1, double_of(v)) == 0;
    switch ((pl_value_tag)v->tag) {
    case PL_V_BOOL: return duck->duckdb_bind_boolean(prepared, index + 1, v->b) == 0;
    case PL_V_INT: return duck->duckdb_bind_int64(prepared, index + 1, v->i) == 0;
    case PL_V_STRING:
        return duck->duckdb_bind_varchar_length(prepared, index + 1, v->len ? v->str : "",
                                                v->len) == 0;
    case PL_V_NULL:
    case PL_V_UNKNOWN: return duck->duckdb_bind_null(prepared, index + 1) == 0;
    default: return bind_list(duck, prepared, v, index);
    }
}

bool pl_duck__bind_arg(const pl_libduckdb *duck, void *prepared, const pl_value *arg,
                       uint32_t index, pl_db_error *error)
{
    if (!is_plain_list(arg) && !pl_db__check_arg(arg, index, error))
        return false;
    return bind_value(duck, prepared, arg, index) ||
           pl_db__fail(error, PL_DB_FAILED, "could not bind parameter: index: %u", index + 1);
}
