/* sqlite_fn.c - the SQL functions that older versions of SQLite lack, as application-defined
 * functions. */
#include "db/sqlite_fn.h"
#include "base/buf.h"
#include "base/str.h"
#include <sqlite3.h>

enum { MODES = SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

/* The text of a value: numbers as SQLite prints them, the bytes of blobs. Borrowed from `v`. */
static pl_str text_of(sqlite3_value *v)
{
    const char *text = (const char *)sqlite3_value_text(v);
    return pl_str_make(text ? text : "", text ? (size_t)sqlite3_value_bytes(v) : 0);
}

static void give_text(sqlite3_context *ctx, pl_buf *text)
{
    sqlite3_result_text64(ctx, text->len ? text->ptr : "", text->len, SQLITE_TRANSIENT,
                          SQLITE_UTF8);
    pl_buf_done(text);
}

/* ---- concat(X, ...), concat_ws(SEPARATOR, X, ...) */

/* NULL and, until SQLite 3.49, empty texts get no separator. */
static void join_texts(sqlite3_context *ctx, pl_str separator, int n, sqlite3_value **args)
{
    pl_buf out = { 0 };
    for (int i = 0; i < n; i++) {
        pl_str text = text_of(args[i]);
        if (text.len && out.len)
            pl_buf_str(&out, separator);
        pl_buf_str(&out, text);
    }
    give_text(ctx, &out);
}

static void concat(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    if (n < 1)
        sqlite3_result_error(ctx, "wrong number of arguments to function concat()", -1);
    else
        join_texts(ctx, PL_S(""), n, args);
}

static void concat_ws(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    if (n < 2)
        sqlite3_result_error(ctx, "wrong number of arguments to function concat_ws()", -1);
    else if (sqlite3_value_type(args[0]) != SQLITE_NULL)
        join_texts(ctx, text_of(args[0]), n - 1, args + 1);
}

/* ---- octet_length(X): in the encoding of the database */

static bool is_text(sqlite3_value *v)
{
    int type = sqlite3_value_type(v);
    return type != SQLITE_NULL && type != SQLITE_BLOB;
}

static void octet_length(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    (void)n;
    if (sqlite3_value_type(args[0]) != SQLITE_NULL)
        sqlite3_result_int64(ctx, sqlite3_value_bytes(args[0]));
}

static void octet_length_16(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    if (is_text(args[0]))
        sqlite3_result_int64(ctx, sqlite3_value_bytes16(args[0]));
    else
        octet_length(ctx, n, args);
}

/* ---- unhex(X), unhex(X, IGNORED): NULL unless X is pairs of digits, ignored characters between */

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The bytes of the character at the begin of `text`. */
static size_t width(pl_str text)
{
    size_t n = 1;
    while (n < text.len && ((unsigned char)text.ptr[n] & 0xc0) == 0x80)
        n++;
    return n;
}

static bool is_ignored(pl_str character, pl_str ignored)
{
    while (ignored.len) {
        size_t n = width(ignored);
        if (pl_str_eq(pl_str_sub(ignored, 0, n), character))
            return true;
        ignored = pl_str_sub(ignored, n, ignored.len);
    }
    return false;
}

static bool decode_hex(pl_str text, pl_str ignored, pl_buf *out)
{
    while (text.len) {
        size_t n = 2;
        int high = digit(text.ptr[0]), low = high >= 0 && text.len > 1 ? digit(text.ptr[1]) : -1;
        if (high >= 0 && low < 0)
            return false;
        if (high >= 0)
            pl_buf_byte(out, (char)(high << 4 | low));
        else if (!is_ignored(pl_str_sub(text, 0, n = width(text)), ignored))
            return false;
        text = pl_str_sub(text, n, text.len);
    }
    return true;
}

static void unhex(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    pl_buf out = { 0 };
    for (int i = 0; i < n; i++)
        if (sqlite3_value_type(args[i]) == SQLITE_NULL)
            return;
    if (decode_hex(text_of(args[0]), n > 1 ? text_of(args[1]) : PL_S(""), &out))
        sqlite3_result_blob64(ctx, out.len ? out.ptr : "", out.len, SQLITE_TRANSIENT);
    pl_buf_done(&out);
}

/* ---- string_agg(X, SEPARATOR), as group_concat, over windows, too */

/* The state of string_agg. `text` has the values in the window, each preceded by its separator;
 * `sizes` has two numbers for each value, the bytes of its separator and its own. Values that have
 * left the window lie before offsets `gone` and `first` and are not removed at once. */
typedef struct joined {
    pl_buf text, sizes;
    size_t gone, first; /* bytes of `text`, of `sizes` */
} joined;

static void agg_add(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    joined *j = sqlite3_aggregate_context(ctx, sizeof *j);
    if (!j || sqlite3_value_type(args[0]) == SQLITE_NULL)
        return;
    (void)n;
    pl_str text = text_of(args[0]), separator = text_of(args[1]);
    size_t sizes[] = { separator.len, text.len };
    pl_buf_str(&j->text, separator);
    pl_buf_str(&j->text, text);
    pl_buf_add(&j->sizes, (const char *)sizes, sizeof sizes);
}

static void sizes_at(const joined *j, size_t at, size_t sizes[2])
{
    memcpy(sizes, j->sizes.ptr + at, 2 * sizeof *sizes);
}

static void agg_remove(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    size_t sizes[2];
    joined *j = sqlite3_aggregate_context(ctx, sizeof *j);
    if (!j || sqlite3_value_type(args[0]) == SQLITE_NULL)
        return;
    (void)n;
    sizes_at(j, j->first, sizes);
    j->gone += sizes[0] + sizes[1];
    j->first += sizeof sizes;
}

/* The first value of a window has no separator. */
static void value(sqlite3_context *ctx)
{
    size_t sizes[2];
    const joined *j = sqlite3_aggregate_context(ctx, 0);
    if (!j || j->first == j->sizes.len)
        return;
    sizes_at(j, j->first, sizes);
    size_t from = j->gone + sizes[0];
    sqlite3_result_text64(ctx, j->text.ptr ? j->text.ptr + from : "", j->text.len - from,
                          SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void agg_end(sqlite3_context *ctx)
{
    joined *j = sqlite3_aggregate_context(ctx, 0);
    value(ctx);
    if (!j)
        return;
    pl_buf_done(&j->text);
    pl_buf_done(&j->sizes);
}

/* ---- which are missing */

typedef void function(sqlite3_context *ctx, int n, sqlite3_value **args);

static const struct {
    const char *name;
    int since, n_args, encoding;
    function *call;
} functions[] = {
    { "unhex", 3041000, 1, SQLITE_UTF8, unhex },
    { "unhex", 3041000, 2, SQLITE_UTF8, unhex },
    { "octet_length", 3043000, 1, SQLITE_UTF8, octet_length },
    { "octet_length", 3043000, 1, SQLITE_UTF16, octet_length_16 },
    { "concat", 3044000, -1, SQLITE_UTF8, concat },
    { "concat_ws", 3044000, -1, SQLITE_UTF8, concat_ws },
};

bool pl_sqlite__add_functions(struct sqlite3 *db, int version)
{
    bool ok = version >= 3044000 || sqlite3_create_window_function(
                                        db, "string_agg", 2, SQLITE_UTF8 | MODES, NULL, agg_add,
                                        agg_end, value, agg_remove, NULL) == SQLITE_OK;
    for (size_t i = 0; ok && i < PL_COUNT(functions); i++)
        ok = version >= functions[i].since ||
             sqlite3_create_function_v2(db, functions[i].name, functions[i].n_args,
                                        functions[i].encoding | MODES, NULL, functions[i].call,
                                        NULL, NULL, NULL) == SQLITE_OK;
    return ok;
}
