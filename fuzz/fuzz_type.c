/* fuzz_type.c - any text as a type constraint, and a value for it in the lines after the first:
 * a type or a message, the same type again from its JSON; what converts is of the type and
 * converts to itself (hcl.md 4, 5). The first byte chooses: of the language (0) or of a variable
 * (1). */
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "hcl/eval.h"
#include "hcl/typeexpr.h"
#include "value/convert.h"
#include "../tests/helpers/type_json.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { VARIABLE = 1, LONGEST = 16 * 1024 };

static void require(bool claim)
{
    if (!claim)
        abort();
}

/* Copy the text, with the readable bytes after it that the parser requires. */
static pl_str padded(pl_arena *arena, pl_str text)
{
    char *copy = pl_arena_zero(arena, text.len + PL_VIEW_SLACK, 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    return (pl_str){ copy, text.len };
}

/* NULL with a message. */
static pl_expr *parse(pl_parser *parser, pl_arena *arena, pl_str text, pl_diags *diags)
{
    pl_diags_begin(diags, PL_S("f.pp"), text);
    pl_expr *e = pl_parse_expr(parser, text, arena, diags);
    bool clean = !pl_diags_count(diags);
    pl_diags_end(diags);
    return clean ? e : NULL;
}

static const pl_type *read_type(pl_expr *e, bool variable, pl_arena *arena)
{
    static const pl_str connections[] = { PL_S("postgres"), PL_S("sqlite") };
    pl_diags *diags = pl_diags_new();
    pl_attr attr = { .name = PL_S("type"), .range = e->range, .expr = e };
    const pl_type *type =
        variable ? pl_type_parse_variable(&attr, connections, PL_COUNT(connections), arena, diags)
                 : pl_type_parse(e, NULL, NULL, arena, diags);
    require((type != NULL) == (pl_diags_errors(diags) == 0));
    require(!variable || pl_diags_count(diags) <= 1);
    pl_diags_free(diags);
    return type;
}

static void check_type(pl_arena *arena, const pl_type *type)
{
    pl_buf json = { 0 };
    require(pl_type_eq(type, type) && pl_type_eq(type, pl_type_copy(arena, type)));
    pl_type_write_json(type, &json);
    const pl_json *read = pl_json_parse(arena, pl_buf_view(&json), NULL);
    bool exact = !memmem(json.ptr, json.len, "\\ufffd", 6); /* bytes that are no UTF-8 change */
    require(read || !exact);
    pl_buf_done(&json);
}

static void check_convert(pl_arena *arena, pl_value v, const pl_type *type)
{
    pl_value got, twice;
    pl_buf why = { 0 };
    if (pl_convert(arena, v, type, &got, &why)) {
        require(pl_convert(arena, got, type, &twice, &why));
        require(pl_value_same_type(got, twice));
        require(!pl_value_is_known(got) || pl_value_equal(got, twice));
    } else {
        require(why.len > 0);
    }
    pl_buf_done(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size || size > LONGEST)
        return 0;
    pl_arena arena = { 0 };
    pl_parser *parser = pl_parser_new();
    pl_diags *diags = pl_diags_new();
    pl_str rest = pl_str_make(data + 1, size - 1);
    pl_str text = padded(&arena, pl_str_split(&rest, '\n'));
    pl_expr *e = parse(parser, &arena, text, diags);
    const pl_type *type = e ? read_type(e, data[0] & VARIABLE, &arena) : NULL;
    if (type)
        check_type(&arena, type);
    text = padded(&arena, rest);
    e = type ? parse(parser, &arena, text, diags) : NULL;
    if (e) {
        pl_fn_env env = { .base_dir = PL_S("/nowhere"), .cwd = PL_S("/nowhere") };
        pl_scope scope = { .no_variables = true, .no_functions = true };
        pl_eval ev = {
            .arena = &arena, .diags = diags, .scope = &scope, .env = &env, .budget = 1 << 20
        };
        pl_value v = pl_eval_expr(&ev, e);
        if (!ev.failed)
            check_convert(&arena, v, type);
    }
    pl_diags_free(diags);
    pl_parser_free(parser);
    pl_arena_done(&arena);
    return 0;
}
