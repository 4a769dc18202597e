/* fuzz_args.c - bytes as what follows a query's name, as text that is indented, and as cells.
 *
 * The first byte chooses: a call "q(...)", whose arguments are bound to params; JSON in pieces
 * of so many bytes, which has to stay the same JSON; the cells of a table, whose lines
 * have to be of one width. */
#include "base/json_indent.h"
#include "base/str.h"
#include "render/result.h"
#include "run/params.h"
#include "value/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static pl_param_def params[] = {
    { .name = { "a", 1 }, .next = &params[1] },
    { .name = { "b", 1 }, .has_default = true, .dflt = { "[1]", 3 } }
};

static void call(pl_str text)
{
    pl_arena arena = { 0 };
    pl_given_args given;
    pl_bound_args bound;
    pl_buf why = { 0 };
    pl_buf target = { 0 };
    pl_buf_printf(&target, "q(%.*s)", PL_FMT(text));
    if (pl_args_from_user(&arena, pl_buf_view(&target), NULL, 0, false, &given, &why))
        pl_args_bind(
            &arena,
            &(pl_args_binding){ .owner = PL_S("m.query.q"), .params = params, .args = &given },
            &bound, &why);
    pl_args_decode(&arena, text);
    pl_buf_done(&target);
    pl_buf_done(&why);
    pl_arena_done(&arena);
}

static void indent(pl_str json, size_t piece)
{
    pl_arena arena = { 0 };
    pl_json_indent in = { .step = 2 };
    pl_buf out = { 0 };
    bool valid = pl_json_parse(&arena, json, NULL) != NULL;
    for (size_t at = 0; at < json.len; at += piece)
        pl_json_indent_add(&in, pl_str_sub(json, at, at + piece), &out);
    if (valid && !pl_json_parse(&arena, pl_buf_view(&out), NULL))
        __builtin_trap();
    pl_buf_done(&out);
    pl_arena_done(&arena);
}

static bool collect(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static void table(pl_str text)
{
    pl_column columns[2] = { { { "a", 1 }, { "a", 1 }, { "", 0 } },
                             { { "b", 1 }, { "b", 1 }, { "", 0 } } };
    pl_run_output options = { .header = true, .separator = PL_S(",") };
    for (int f = 0; f < PL_RESULT_FORMATS; f++) {
        pl_result r;
        pl_buf out = { 0 };
        pl_str rest = text;
        pl_result_init(&r, (pl_result_format)f, &options);
        pl_row_sink sink = pl_result_sink(&r);
        sink.columns(sink.ctx, columns, 2);
        while (rest.ptr && rest.len) {
            pl_cell cells[2] = { { .tag = PL_CELL_TEXT }, { .tag = PL_CELL_BYTES } };
            cells[0].text = pl_str_split(&rest, 1);
            cells[1].text = rest.ptr ? pl_str_split(&rest, 1) : (pl_str){ 0 };
            sink.row(sink.ctx, cells);
        }
        pl_result_finish(&r, 0);
        pl_spool_read(&r.out, 0, pl_spool_size(&r.out), collect, &out);
        pl_buf_done(&out);
        pl_result_done(&r);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size || size > 65536)
        return 0;
    pl_str text = { (const char *)data + 1, size - 1 };
    switch (data[0] % 4) {
    case 0: call(text); break;
    case 1: indent(text, 1 + data[0] / 4u); break;
    default: table(text);
    }
    return 0;
}
