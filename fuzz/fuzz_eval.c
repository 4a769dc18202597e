/* fuzz_eval.c - any expression gives a sound value or a message, within its budget. The
 * first byte chooses: expression or template (1), much or little budget (2), names in reach
 * (4), neither names nor functions (8). */
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "hcl/eval.h"
#include "../tests/helpers/type_json.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEMPLATE = 1, LITTLE = 2, NAMES = 4, NOTHING = 8 };

static void require(bool claim)
{
    if (!claim)
        abort();
}

/* ---- names in reach: a value of each kind */

static pl_found find(const pl_scope *scope, const pl_root_traversal *name, pl_value *out,
                     unsigned *used, pl_diags *diags)
{
    pl_arena *arena = scope->ctx;
    pl_value text = pl_value_str(PL_S("text"));
    (void)used, (void)diags;
    if (name->root.len != 1)
        return PL_FOUND_NOTHING;
    switch (name->root.ptr[0]) {
    case 'u': *out = pl_value_unknown(pl_type_simple(PL_TYPE_ANY)); break;
    case 'n': *out = pl_value_null(pl_type_simple(PL_TYPE_STRING)); break;
    case 'l':
        *out = pl_value_seq(arena, PL_V_LIST, pl_type_simple(PL_TYPE_STRING), &text, 1);
        break;
    case 'e': *out = pl_value_seq(arena, PL_V_SET, pl_type_simple(PL_TYPE_NUMBER), NULL, 0); break;
    case 'm': {
        pl_member member = { PL_S("k"), pl_value_int(7, PL_BITS_INT) };
        *out = pl_value_members(arena, PL_V_MAP, pl_type_simple(PL_TYPE_NUMBER), &member, 1);
        break;
    }
    case 's':
        *out = text;
        out->marks = PL_MARK_SENSITIVE;
        break;
    default: return PL_FOUND_NOTHING;
    }
    return PL_FOUND;
}

/* ---- what holds of every value */

static void check_value(pl_value v);

static void check_seq(pl_value v)
{
    for (uint32_t i = 0; i < v.len; i++) {
        check_value(v.seq->at[i]);
        if (v.tag == PL_V_SET && i)
            require(pl_value_set_order(v.seq->at[i - 1], v.seq->at[i]) <= 0 &&
                    !pl_value_equal(v.seq->at[i - 1], v.seq->at[i]));
    }
}

static void check_members(pl_value v)
{
    for (uint32_t i = 0; i < v.len; i++) {
        check_value(v.members->at[i].value);
        require(i == 0 || pl_str_cmp(v.members->at[i - 1].key, v.members->at[i].key) < 0);
    }
}

static void check_value(pl_value v)
{
    if (pl_value_is_seq(v))
        check_seq(v);
    else if (pl_value_is_members(v))
        check_members(v);
}

static void check_type(pl_arena *arena, pl_value v)
{
    const pl_type *type = pl_value_type(arena, v);
    pl_buf json = { 0 };
    require(pl_value_has_type(v, type) && pl_value_same_type(v, v));
    pl_type_write_json(type, &json);
    const pl_json *read = pl_json_parse(arena, pl_buf_view(&json), NULL);
    const pl_type *again = read ? pl_type_from_json(arena, read) : NULL;
    bool exact = !memmem(json.ptr, json.len, "\\ufffd", 6); /* bytes that are no UTF-8 change */
    require(again && (!exact || pl_type_eq(type, again)));
    pl_buf_done(&json);
}

/* A copy equals its original in every way that can be compared. */
static void check_copy(pl_value v)
{
    pl_arena arena = { 0 };
    pl_buf a = { 0 }, b = { 0 };
    pl_value copy = pl_value_copy(&arena, v);
    pl_value_json(v, &a);
    pl_value_json(copy, &b);
    require(pl_str_eq(pl_buf_view(&a), pl_buf_view(&b)) && pl_value_same_type(v, copy));
    require(!pl_value_is_known(v) || pl_value_equal(v, copy));
    require(pl_value_depth(v) == pl_value_depth(copy));
    pl_buf_done(&a);
    pl_buf_done(&b);
    pl_arena_done(&arena);
}

/* What converts is of the wanted kind, and converts to it again. */
static void check_conversions(pl_arena *arena, pl_value v)
{
    const pl_type *any = pl_type_simple(PL_TYPE_ANY);
    const pl_type *wanted[] = { pl_type_simple(PL_TYPE_STRING),
                                pl_type_simple(PL_TYPE_NUMBER),
                                pl_type_collection(arena, PL_TYPE_LIST, any),
                                pl_type_collection(arena, PL_TYPE_SET, any),
                                pl_type_collection(arena, PL_TYPE_MAP, any),
                                pl_value_type(arena, v) };
    for (size_t i = 0; i < PL_COUNT(wanted); i++) {
        pl_buf why = { 0 };
        pl_value got, twice;
        bool ok = pl_convert(arena, v, wanted[i], &got, &why);
        require(ok || why.len);
        if (ok) {
            require(pl_value_type(arena, got)->kind == wanted[i]->kind ||
                    wanted[i]->kind == PL_TYPE_ANY);
            check_value(got);
            require(pl_convert(arena, got, wanted[i], &twice, &why));
        }
        pl_buf_done(&why);
    }
}

static void check(const pl_eval *ev, pl_value v, size_t len)
{
    size_t n = pl_diags_count(ev->diags);
    require(ev->failed == (n > 0) && (!ev->stopped || ev->failed));
    for (size_t i = 0; i < n; i++) {
        pl_range range = pl_diags_get(ev->diags, i)->range;
        require(range.start <= range.end && range.end <= len);
    }
    require(pl_value_depth(v) <= PL_VALUE_DEPTH && pl_value_weight(v) <= PL_EVAL_WEIGHT);
    check_value(v);
    check_type(ev->arena, v);
    check_copy(v);
    check_conversions(ev->arena, v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    pl_arena arena = { 0 };
    pl_parser *parser = pl_parser_new();
    pl_diags *diags = pl_diags_new();
    char *copy = pl_arena_zero(&arena, size - 1 + PL_VIEW_SLACK, 1);
    memcpy(copy, data + 1, size - 1);
    pl_str text = pl_str_make(copy, size - 1);
    pl_diags_begin(diags, PL_S("f.pp"), text);
    const pl_expr *e = data[0] & TEMPLATE ? pl_parse_template(parser, text, &arena, diags)
                                          : pl_parse_expr(parser, text, &arena, diags);
    const char *environ[] = { "HOME=/nowhere", NULL };
    pl_fn_env env = { .base_dir = PL_S("/nowhere"),
                      .cwd = PL_S("/nowhere"),
                      .home = PL_S("/nowhere"),
                      .environ = environ };
    pl_scope scope = { .find = data[0] & NAMES ? find : NULL,
                       .ctx = &arena,
                       .no_variables = data[0] & NOTHING,
                       .no_functions = data[0] & NOTHING };
    pl_eval ev = { .arena = &arena,
                   .diags = diags,
                   .scope = &scope,
                   .env = &env,
                   .budget = data[0] & LITTLE ? 1 << 14 : 1 << 22 };
    if (pl_diags_count(diags) == 0) {
        uint64_t most = pl_arena_bytes(&arena) + 4 * ev.budget;
        pl_value v = pl_eval_expr(&ev, e);
        require(pl_arena_bytes(&arena) <= 2 * most); /* chunks double */
        check(&ev, v, text.len);
    }
    pl_diags_end(diags);
    pl_diags_free(diags);
    pl_parser_free(parser);
    pl_arena_done(&arena);
    return 0;
}
