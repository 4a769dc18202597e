/* fuzz_cells.c - texts of servers as cells, and cells in every form. The first byte chooses a
 * type of PostgreSQL, of MySQL, a time, or an argument for a parameter. JSON of a cell has to
 * read back. */
#include "base/str.h"
#include "db/cell.h"
#include "db/civil.h"
#include "db/my.h"
#include "db/pg.h"
#include "value/json.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void reads_back(const pl_buf *text)
{
    pl_arena arena = { 0 };
    require(pl_json_parse(&arena, pl_buf_view(text), NULL) != NULL);
    pl_arena_done(&arena);
}

static void write_forms(const pl_cell *cell, const char *type)
{
    pl_column column = { .name = PL_S("c"), .original = PL_S("c"), .type = pl_str_cstr(type) };
    pl_buf out = { 0 };
    pl_jsonw w;
    pl_jsonw_init(&w, &out, 0, true);
    pl_cell_leaf(cell, &column, &w);
    reads_back(&out);
    out.len = 0;
    pl_jsonw_init(&w, &out, 1, false);
    pl_cell_json(cell, &column, &w);
    reads_back(&out);
    pl_cell_text(cell, &column, false, &out);
    pl_cell_text(cell, &column, true, &out);
    pl_cell_dimension(cell, &column, &out);
    pl_cell_is_scalar(cell, &column);
    pl_buf_done(&out);
}

static const pl_oid oids[] = { 16,  17,   20,   23,   25,   114,  142,  700,
                               701, 1082, 1114, 1184, 1700, 2950, 1009, 99999 };

static void postgres(unsigned choice, pl_str text)
{
    pl_arena arena = { 0 };
    pl_cell cell = { 0 };
    pl_oid oid = oids[choice % PL_COUNT(oids)];
    pl_str copy = pl_arena_str(&arena, text);
    pl_pg__cell(&arena, pl_pg__type(oid), copy, &cell);
    write_forms(&cell, pl_pg__type_name(&arena, oid).ptr);
    pl_arena_done(&arena);
}

static void mysql(unsigned choice, pl_str text)
{
    static const pl_zone utc;
    pl_cell cell = { 0 };
    pl_my_field field = { .type = choice < 17 ? choice : 228 + choice,
                          .flags = choice & 1 ? PL_MY_UNSIGNED : 0,
                          .charset = choice & 2 ? PL_MY_BINARY_CHARSET : 33 };
    pl_my__cell(&utc, &field, text, &cell);
    write_forms(&cell, pl_my__type_name(&field));
}

static void time_of(unsigned choice, pl_str text)
{
    pl_cell cell = { .tag = PL_CELL_TIME };
    (void)choice;
    if (pl_civil__parse(text, &cell.time))
        write_forms(&cell, "TIMESTAMP");
}

/* Texts between line breaks: one is an argument, several are a list. */
static void argument(unsigned choice, pl_str text)
{
    enum { MOST = 16 };
    pl_arena arena = { 0 };
    pl_value at[MOST];
    uint32_t n = 0;
    const char *encoded;
    pl_db_error error = { 0 };
    while (text.len && n < MOST)
        at[n++] = pl_value_text(&arena, pl_str_split(&text, '\n'), true);
    pl_value v = n == 1 ? at[0] : pl_value_seq(&arena, PL_V_TUPLE, NULL, at, n);
    if (!pl_pg__encode(&arena, &v, 0, oids[choice % PL_COUNT(oids)], &encoded, &error))
        require(error.text.len > 0);
    pl_db_error_done(&error);
    pl_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const ways[])(unsigned, pl_str) = { postgres, mysql, time_of, argument };
    if (size > 1)
        ways[data[0] % PL_COUNT(ways)](data[1] % 28, pl_str_make(data + 2, size - 2));
    return 0;
}
