/* Rows of controls: kept as bytes, handed out by status and then as they came. */
#include "run/identity.h"
#include "run/rows.h"
#include "unit/test.h"

static void add(pl_row_keeping *k, pl_row_status status, const char *reason, const char *resource,
                const pl_dimension *dimensions, uint32_t n)
{
    pl_check_row row = { .status = (uint8_t)status,
                         .reason = pl_str_cstr(reason),
                         .resource = pl_str_cstr(resource),
                         .dimensions = dimensions,
                         .n_dimensions = n };
    pl_row_keeping_add(k, &row);
}

/* "status reason resource key=value:type ...", one line each. */
static void dump(const pl_rows *rows, pl_buf *out)
{
    pl_row_walk walk = { 0 };
    const pl_check_row *row;
    while ((row = pl_row_walk_next(&walk, rows))) {
        pl_buf_printf(out, "%u %.*s %.*s", row->status, PL_FMT(row->reason), PL_FMT(row->resource));
        for (uint32_t i = 0; i < row->n_dimensions; i++)
            pl_buf_printf(out, " %.*s=%.*s:%.*s", PL_FMT(row->dimensions[i].key),
                          PL_FMT(row->dimensions[i].value), PL_FMT(row->dimensions[i].type));
        pl_buf_byte(out, '\n');
    }
    CHECK(pl_row_walk_next(&walk, rows) == NULL, "the end stays the end");
    pl_buf_byte(out, 0);
}

TEST(rows_are_shown_by_status_then_as_they_came)
{
    static const pl_row_status came[] = { PL_ROW_OK,   PL_ROW_SKIP,  PL_ROW_ERROR, PL_ROW_OK,
                                          PL_ROW_INFO, PL_ROW_ALARM, PL_ROW_ERROR };
    static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g" };
    pl_arena arena = { 0 };
    pl_buf got = { 0 };
    pl_row_keeper *keeper = pl_row_keeper_new(NULL);
    pl_row_keeping k;
    pl_row_keeping_begin(&k, keeper, &arena);
    for (size_t i = 0; i < PL_COUNT(came); i++)
        add(&k, came[i], names[i], "r", NULL, 0);
    pl_rows rows = pl_row_keeping_end(&k);
    dump(&rows, &got);
    CHECK_STR(got.ptr, "0 c r\n0 g r\n1 f r\n2 e r\n3 a r\n3 d r\n4 b r\n", "order");
    CHECK_INT(rows.n, 7, "how many");
    CHECK_INT(rows.of[PL_ROW_OK], 2, "how many of one status");
    pl_buf_done(&got);
    pl_row_keeper_free(keeper);
    pl_arena_done(&arena);
}

static const char *json_of(const pl_rows *rows, pl_row_values values, pl_buf *out)
{
    pl_jsonw w;
    out->len = 0;
    pl_jsonw_init(&w, out, 0, true);
    pl_jsonw_open(&w, '[');
    pl_rows_write(rows, values, false, &w, NULL);
    pl_jsonw_close(&w, ']');
    pl_buf_byte(out, 0);
    return out->ptr;
}

TEST(rows_are_json_objects_with_sorted_members)
{
    enum { MANY = 40 }; /* more than fit on the stack */
    const pl_dimension some[] = { { PL_S("x"), PL_S("1"), PL_S("TEXT") },
                                  { PL_S("a"), PL_S("2"), PL_S("INT8") },
                                  { PL_S("x"), PL_S("3"), PL_S("TEXT") } };
    pl_dimension many[MANY];
    pl_arena arena = { 0 };
    pl_buf got = { 0 };
    pl_row_keeper *keeper = pl_row_keeper_new(NULL);
    pl_row_keeping k;
    pl_row_keeping_begin(&k, keeper, &arena);
    pl_rows none = pl_row_keeping_end(&k);
    CHECK_STR(json_of(&none, PL_ROW_LAST_VALUES, &got), "[]", "none");
    pl_row_keeping_begin(&k, keeper, &arena);
    add(&k, PL_ROW_OK, "fine", "r", NULL, 0);
    add(&k, PL_ROW_ALARM, "bad", "s", some, PL_COUNT(some));
    pl_rows rows = pl_row_keeping_end(&k);
    CHECK_STR(
        json_of(&rows, PL_ROW_LAST_VALUES, &got),
        "[{\"a\":\"2\",\"reason\":\"bad\",\"resource\":\"s\",\"status\":\"alarm\",\"x\":\"3\"},"
        "{\"reason\":\"fine\",\"resource\":\"r\",\"status\":\"ok\"}]",
        "as they are shown; of two with one key the last one counts");
    const pl_dimension own = { PL_S("reason"), PL_S("column"), PL_S("TEXT") };
    CHECK(strstr(json_of(&rows, PL_ROW_ALL_VALUES, &got), "\"x\":\"1\",\"x\":\"3\"}") != NULL,
          "all values, as they came");
    pl_row_keeping_begin(&k, keeper, &arena);
    add(&k, PL_ROW_OK, "fine", "r", &own, 1);
    rows = pl_row_keeping_end(&k);
    CHECK(strstr(json_of(&rows, PL_ROW_ALL_VALUES, &got),
                 "{\"reason\":\"column\",\"reason\":\"fine\"") != NULL,
          "the row's own reason stands last");
    CHECK(strstr(json_of(&rows, PL_ROW_LAST_VALUES, &got), "{\"reason\":\"column\",\"res") != NULL,
          "a column of that name counts");
    for (int i = 0; i < MANY; i++)
        many[i] = (pl_dimension){ pl_arena_printf(&arena, "k%02d", i), PL_S("v"), PL_S("TEXT") };
    pl_row_keeping_begin(&k, keeper, &arena);
    add(&k, PL_ROW_OK, "fine", "r", many, MANY);
    rows = pl_row_keeping_end(&k);
    CHECK(strstr(json_of(&rows, PL_ROW_LAST_VALUES, &got), "[{\"k00\":\"v\",\"k01\"") != NULL,
          "the first of many");
    CHECK(strstr(got.ptr, "\"k39\":\"v\",\"reason\"") != NULL, "the last of many");
    pl_buf_done(&got);
    pl_row_keeper_free(keeper);
    pl_arena_done(&arena);
}

TEST(rows_have_the_values_that_came)
{
    const pl_dimension two[] = { { PL_S("zone"), PL_S("eu"), PL_S("TEXT") },
                                 { PL_S("n"), PL_S(""), PL_S("INT4") } };
    const pl_dimension same[] = { { PL_S("x"), PL_S("1"), PL_S("TEXT") },
                                  { PL_S("x"), PL_S("2"), PL_S("INT8") },
                                  { PL_S("n"), PL_S("3"), PL_S("INT4") } };
    pl_arena arena = { 0 };
    pl_buf got = { 0 };
    pl_row_keeper *keeper = pl_row_keeper_new(NULL);
    pl_row_keeping k;
    pl_row_keeping_begin(&k, keeper, &arena);
    add(&k, PL_ROW_ALARM, "", "", two, 2);
    add(&k, PL_ROW_ALARM, "why", "what", same, 3);
    add(&k, PL_ROW_ALARM, "no values", "", NULL, 0);
    pl_rows rows = pl_row_keeping_end(&k);
    dump(&rows, &got);
    CHECK_STR(got.ptr,
              "1   zone=eu:TEXT n=:INT4\n1 why what x=1:TEXT x=2:TEXT n=3:INT4\n1 no values \n",
              "rows");
    CHECK_INT(rows.n_keys, 3, "distinct keys");
    CHECK(pl_str_eq(rows.keys[0].key, PL_S("zone")) && pl_str_eq(rows.keys[1].key, PL_S("n")) &&
              pl_str_eq(rows.keys[2].key, PL_S("x")),
          "in the order in which they appear");
    pl_buf_done(&got);
    pl_row_keeper_free(keeper);
    pl_arena_done(&arena);
}

TEST(rows_of_nothing_are_none)
{
    pl_arena arena = { 0 };
    pl_row_keeper *keeper = pl_row_keeper_new(NULL);
    pl_row_keeping k;
    pl_row_walk walk = { 0 }, other = { 0 };
    pl_row_keeping_begin(&k, keeper, &arena);
    pl_rows rows = pl_row_keeping_end(&k), never = { 0 };
    CHECK(pl_row_walk_next(&walk, &rows) == NULL, "nothing was added");
    CHECK(pl_row_walk_next(&other, &never) == NULL, "nothing was ever kept");
    pl_row_keeping_begin(&k, keeper, &arena);
    add(&k, PL_ROW_OK, "dropped", "", NULL, 0);
    pl_row_keeping_drop(&k);
    pl_row_keeper_free(keeper);
    pl_row_keeper_free(NULL);
    pl_arena_done(&arena);
}

/* ---- many rows */

enum { RUNS = 3, ROWS = 12000 };

static void number(char *out, size_t cap, int run, int row)
{
    snprintf(out, cap, "run %d, row %d, and a text that makes it %*d", run, row, 60 + row % 50,
             row);
}

/* Rows of several runs come in turns; there are more than memory keeps. */
static void add_many(pl_row_keeping *k)
{
    for (int row = 0; row < ROWS; row++)
        for (int run = 0; run < RUNS; run++) {
            char text[200], value[32];
            number(text, sizeof text, run, row);
            snprintf(value, sizeof value, "%d", row);
            pl_dimension d = { PL_S("n"), pl_str_cstr(value), PL_S("INT4") };
            add(&k[run], (pl_row_status)((row * 7 + run) % PL_ROW_STATUSES), text, "r", &d, 1);
        }
}

static void check_run(const pl_rows *rows, int run)
{
    pl_row_walk walk = { 0 };
    int n = 0, last_status = 0, last = -1;
    for (const pl_check_row *row; (row = pl_row_walk_next(&walk, rows)); n++) {
        char want[200];
        uint64_t number_of = UINT64_MAX;
        CHECK(pl_str_to_u64(row->dimensions[0].value, &number_of), "a number");
        int at = (int)number_of;
        CHECK((at * 7 + run) % PL_ROW_STATUSES == row->status, "the status that came");
        CHECK(row->status > last_status || (row->status == last_status && at > last), "in order");
        number(want, sizeof want, run, at);
        CHECK(pl_str_eq(row->reason, pl_str_cstr(want)), want);
        last_status = row->status;
        last = at;
    }
    CHECK_INT(n, ROWS, "all of them");
}

TEST(rows_of_many_runs_come_back_from_a_file)
{
    pl_arena arena = { 0 };
    pl_row_keeper *keeper = pl_row_keeper_new(NULL);
    pl_row_keeping k[RUNS];
    for (int run = 0; run < RUNS; run++)
        pl_row_keeping_begin(&k[run], keeper, &arena);
    add_many(k);
    for (int run = 0; run < RUNS; run++) {
        pl_rows rows = pl_row_keeping_end(&k[run]);
        check_run(&rows, run);
    }
    CHECK_INT(pl_row_keeper_error(keeper), 0, "nothing went wrong");
    CHECK(pl_arena_bytes(&arena) < 64 * 1024, "and memory has places alone");
    pl_row_keeper_free(keeper);
    pl_arena_done(&arena);
}

TEST(a_large_row_is_whole)
{
    enum { SIZE = 3 << 20 };
    pl_arena arena = { 0 };
    char *text = pl_arena_alloc(&arena, SIZE + 1);
    pl_row_keeper *keeper = pl_row_keeper_new(NULL);
    pl_row_keeping k;
    pl_row_walk walk = { 0 };
    memset(text, 'x', SIZE);
    text[SIZE] = 0;
    pl_row_keeping_begin(&k, keeper, &arena);
    add(&k, PL_ROW_OK, "small", "", NULL, 0);
    add(&k, PL_ROW_ALARM, text, text, NULL, 0);
    add(&k, PL_ROW_OK, "small", "", NULL, 0);
    pl_rows rows = pl_row_keeping_end(&k);
    const pl_check_row *row = pl_row_walk_next(&walk, &rows);
    CHECK(row && row->reason.len == SIZE && row->resource.len == SIZE, "its size");
    CHECK(memcmp(row->resource.ptr, text, SIZE) == 0, "its text");
    const pl_check_row *copy = pl_check_row_copy(&arena, row);
    pl_row_walk_done(&walk);
    CHECK(copy->reason.len == SIZE && copy->reason.ptr[SIZE - 1] == 'x',
          "a copy outlives the walk");
    CHECK(pl_row_walk_next(&walk, &rows) == NULL, "a walk that was left has ended");
    pl_row_keeper_free(keeper);
    pl_arena_done(&arena);
}

/* ---- which rows are the same finding (identity.h) */

TEST(findings_are_the_same_by_resource_and_dimensions)
{
    static const pl_dimension dims[] = { { { "b", 1 }, { "1", 1 }, { 0 } },
                                         { { "a", 1 }, { "2", 1 }, { 0 } },
                                         { { "b", 1 }, { "3", 1 }, { 0 } } };
    static const pl_dimension same[] = { { { "a", 1 }, { "2", 1 }, { "TEXT", 4 } },
                                         { { "b", 1 }, { "3", 1 }, { 0 } } };
    const pl_dimension *out[3];
    pl_buf one = { 0 }, two = { 0 };
    CHECK_INT(pl_identity_dimensions(dims, 3, out), 2, "each key once");
    CHECK(out[0] == &dims[1] && out[1] == &dims[2], "in order, the last of two");
    CHECK_INT(pl_identity_dimensions(dims, 0, out), 0, "none");
    pl_identity_key(PL_S("r"), dims, 3, &one);
    pl_identity_key(PL_S("r"), same, 2, &two);
    CHECK(pl_str_eq(pl_buf_view(&one), pl_buf_view(&two)), "types and earlier values do not count");
    two.len = 0;
    pl_identity_key(PL_S("r"), same, 1, &two);
    CHECK(!pl_str_eq(pl_buf_view(&one), pl_buf_view(&two)), "dimensions count");
    pl_identity a = pl_identity_of(PL_S("r"), dims, 3, 0, &one);
    pl_identity b = pl_identity_of(PL_S("r"), same, 2, 0, &two);
    pl_identity c = pl_identity_of(PL_S("r"), same, 2, 1, &two);
    CHECK(a.high == b.high && a.low == b.low, "one identity");
    CHECK(a.high != c.high && a.low != c.low, "another one for its like");
    pl_buf_done(&one);
    pl_buf_done(&two);
}
