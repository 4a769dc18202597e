/* test_result.c - rows of a query as text (cli.md 4.3). */
#include "render/result.h"
#include "base/str.h"
#include "unit/test.h"

enum { COLUMNS = 2 };

static bool collect(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static pl_cell text(const char *s)
{
    return s ? (pl_cell){ .tag = PL_CELL_TEXT, .text = pl_str_cstr(s) }
             : (pl_cell){ .tag = PL_CELL_NULL };
}

/* Rows of two columns, NULL ends them. */
static void print(pl_result_format format, const pl_run_output *options, const pl_column *columns,
                  const char *const (*rows)[COLUMNS], size_t n, pl_buf *out)
{
    pl_result r;
    pl_result_init(&r, format, options);
    pl_row_sink sink = pl_result_sink(&r);
    CHECK(sink.columns(sink.ctx, columns, COLUMNS), "columns");
    for (size_t i = 0; i < n; i++) {
        pl_cell cells[COLUMNS] = { text(rows[i][0]), text(rows[i][1]) };
        CHECK(sink.row(sink.ctx, cells), "row");
    }
    CHECK(pl_result_finish(&r, 1234000000), "finish");
    CHECK(pl_spool_read(&r.out, 0, pl_spool_size(&r.out), collect, out), "read");
    pl_buf_byte(out, 0);
    pl_result_done(&r);
}

static const pl_column plain[COLUMNS] = { { { "a", 1 }, { "a", 1 }, { "TEXT", 4 } },
                                          { { "b", 1 }, { "b", 1 }, { "TEXT", 4 } } };
static const pl_column twice[COLUMNS] = { { { "b", 1 }, { "b", 1 }, { "TEXT", 4 } },
                                          { { "a_x", 3 }, { "a", 1 }, { "INT", 3 } } };

static const struct {
    const char *what;
    pl_result_format format;
    const char *const rows[3][COLUMNS];
    size_t n;
    const char *want;
    const pl_column *columns; /* NULL: plain */
    const char *separator;    /* NULL: a comma */
    bool no_header, timing;
} rows[] = {
    { "csv", PL_RESULT_CSV, { { "1", "x" }, { NULL, "" } }, 2, "a,b\n1,x\n,\n", NULL, NULL, 0, 0 },
    { "csv quotes what needs it",
      PL_RESULT_CSV,
      { { "a,b", "say \"x\"" }, { " lead", "two\nlines" }, { "\\.", "tail " } },
      3,
      "a,b\n\"a,b\",\"say \"\"x\"\"\"\n\" lead\",\"two\nlines\"\n\"\\.\",tail \n",
      NULL,
      NULL,
      0,
      0 },
    { "csv without header, another separator",
      PL_RESULT_CSV,
      { { "a;b", "c,d" } },
      1,
      "\"a;b\";c,d\n",
      NULL,
      ";",
      true,
      0 },
    { "a separator of several bytes",
      PL_RESULT_CSV,
      { { "1", "→" } },
      1,
      "a→b\n1→\"→\"\n",
      NULL,
      "→→",
      0,
      0 },
    { "csv has the names of the database",
      PL_RESULT_CSV,
      { { "1", "2" } },
      1,
      "b,a\n1,2\n",
      twice,
      NULL,
      0,
      0 },
    { "json sorts members",
      PL_RESULT_JSON,
      { { "1", NULL } },
      1,
      "{\n \"columns\": [\n  {\n   \"name\": \"b\",\n   \"data_type\": \"text\"\n  },\n  {\n   "
      "\"name\": \"a_x\",\n   \"data_type\": \"int\",\n   \"original_name\": \"a\"\n  }\n ],\n "
      "\"rows\": [\n  {\n   \"a_x\": null,\n   \"b\": \"1\"\n  }\n ]\n}\n",
      twice,
      NULL,
      0,
      0 },
    { "json without rows, with timing",
      PL_RESULT_JSON,
      { { NULL, NULL } },
      0,
      "{\n \"columns\": [\n  {\n   \"name\": \"a\",\n   \"data_type\": \"text\"\n  },\n  {\n   "
      "\"name\": \"b\",\n   \"data_type\": \"text\"\n  }\n ],\n \"rows\": [],\n \"metadata\": {\n  "
      "\"rows_returned\": 0,\n  \"duration_ms\": \"1.234s\"\n }\n}\n",
      NULL,
      NULL,
      0,
      true },
    { "lines",
      PL_RESULT_LINE,
      { { "one\nlonger", NULL } },
      1,
      "-[ RECORD 1  ]------------------------------------------------------------------------"
      "---\na | one    +\n  | longer\nb | <null>\n",
      NULL,
      NULL,
      0,
      0 },
    { "no lines without rows", PL_RESULT_LINE, { { NULL, NULL } }, 0, "", NULL, NULL, 0, 0 },
    { "a table",
      PL_RESULT_TABLE,
      { { "1", "two\nlines" }, { NULL, "\t" } },
      2,
      "+--------+-------+\n| a      | b     |\n+--------+-------+\n| 1      | two   |\n|        | "
      "lines |\n| <null> |       |\n+--------+-------+\n",
      NULL,
      NULL,
      0,
      0 },
    { "a table without rows",
      PL_RESULT_TABLE,
      { { NULL, NULL } },
      0,
      "+---+---+\n| a | b |\n+---+---+\n+---+---+\n",
      NULL,
      NULL,
      0,
      0 },
    { "a table without a header",
      PL_RESULT_TABLE,
      { { "xy", "z" } },
      1,
      "+----+---+\n| xy | z |\n+----+---+\n",
      NULL,
      NULL,
      true,
      0 },
    { "nothing of both", PL_RESULT_TABLE, { { NULL, NULL } }, 0, "", NULL, NULL, true, 0 },
    { "widths are those of a terminal",
      PL_RESULT_TABLE,
      { { "東京", "e\xcc\x81" } },
      1,
      "+------+---+\n| a    | b |\n+------+---+\n| 東京 | e\xcc\x81 |\n+------+---+\n",
      NULL,
      NULL,
      0,
      0 },
    { "what cannot be shown goes, returns overwrite",
      PL_RESULT_TABLE,
      { { "be\al\x1b[1m", "abc\rX" } },
      1,
      "+--------+-----+\n| a      | b   |\n+--------+-----+\n| bel[1m | Xbc |\n+--------+-----+\n",
      NULL,
      NULL,
      0,
      0 },
};

TEST(results_print_rows)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        pl_run_output options = { .header = !rows[i].no_header, .timing = rows[i].timing };
        options.separator = pl_str_cstr(rows[i].separator ? rows[i].separator : ",");
        pl_buf out = { 0 };
        print(rows[i].format, &options, rows[i].columns ? rows[i].columns : plain, rows[i].rows,
              rows[i].n, &out);
        CHECK_STR(out.ptr, rows[i].want, rows[i].what);
        pl_buf_done(&out);
    }
}

TEST(results_without_columns)
{
    static const char *const want[] = { "", "\n", "{\n \"columns\": null,\n \"rows\": []\n}\n",
                                        "" };
    for (int f = 0; f < PL_RESULT_FORMATS; f++) {
        pl_run_output options = { .header = true, .separator = PL_S(",") };
        pl_result r;
        pl_buf out = { 0 };
        pl_result_init(&r, (pl_result_format)f, &options);
        CHECK(pl_result_finish(&r, 0), "finish");
        CHECK(pl_spool_read(&r.out, 0, pl_spool_size(&r.out), collect, &out), "read");
        pl_buf_byte(&out, 0);
        CHECK_STR(out.ptr, want[f], "a statement without a result");
        pl_result_done(&r);
        pl_buf_done(&out);
    }
}

TEST(tables_break_wide_cells_and_stop)
{
    pl_run_output options = { .header = true, .separator = PL_S(",") };
    char wide[PL_TABLE_WIDTH + 11];
    pl_result r;
    pl_buf out = { 0 };
    memset(wide, 'w', sizeof wide - 1);
    wide[sizeof wide - 1] = 0;
    pl_result_init(&r, PL_RESULT_TABLE, &options);
    pl_row_sink sink = pl_result_sink(&r);
    sink.columns(sink.ctx, plain, COLUMNS);
    for (int i = 0; i < PL_TABLE_ROWS + 5; i++) {
        pl_cell cells[COLUMNS] = { text(i ? "x" : wide), text("y") };
        sink.row(sink.ctx, cells);
    }
    CHECK(pl_result_finish(&r, 0), "finish");
    CHECK_INT(r.widths[0], PL_TABLE_WIDTH, "the widest column");
    CHECK(pl_spool_read(&r.out, 0, pl_spool_size(&r.out), collect, &out), "read");
    pl_str end = PL_S("10,005 rows (10,000 shown). Table output is limited to 10,000 rows. Use "
                      "json/csv/line to view all the rows.\n");
    CHECK(pl_str_ends(pl_buf_view(&out), end), "what is left out is counted");
    size_t lines = 0;
    for (size_t i = 0; i < out.len; i++)
        lines += out.ptr[i] == '\n';
    CHECK_INT(lines, PL_TABLE_ROWS + 1 + 1 + 3 + 1,
              "rows, one of two lines, header, rules, notice");
    pl_result_done(&r);
    pl_buf_done(&out);
}
