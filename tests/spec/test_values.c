/* The rows of hcl-syntax-vectors.json that need values (hcl.md 9.2): what templates
 * come to, what constraints make of a value, and the attributes of bodies. */
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "hcl/eval.h"
#include "hcl/parse.h"
#include "helpers/typedefault.h"
#include "spec/base64.h"
#include "helpers/type_json.h"
#include "unit/json_look.h"
#include "unit/test.h"
#include "value/json.h"

typedef struct run {
    pl_arena arena;
    pl_parser *parser;
    pl_diags *diags;
    pl_str text; /* of the body at hand */
    pl_buf want, got;
} run;

static pl_str field(const pl_json *row, const char *name)
{
    return pl_json_text(pl_json_get(row, name));
}

/* The parser may look past the end. */
static pl_str with_slack(run *r, pl_str text)
{
    char *copy = pl_arena_zero(&r->arena, text.len + PL_VIEW_SLACK, 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    return pl_str_make(copy, text.len);
}

static pl_value evaluate(run *r, const pl_expr *expr)
{
    pl_eval ev = { .arena = &r->arena, .diags = r->diags };
    return pl_eval_expr(&ev, expr);
}

/* ---- messages and values as text */

static void put_diags(run *r, size_t from)
{
    for (size_t i = from; i < pl_diags_count(r->diags); i++) {
        const pl_diag *d = pl_diags_get(r->diags, i);
        pl_buf_printf(&r->got, "%.*s: %.*s %u:%u:%u-%u:%u:%u\n", PL_FMT(d->summary),
                      PL_FMT(d->detail), d->start.line, d->start.column, d->start.byte, d->end.line,
                      d->end.column, d->end.byte);
    }
}

static void put_wanted_pos(pl_buf *out, const pl_json *pos)
{
    for (uint32_t i = 0; i < 3; i++) {
        pl_buf_cstr(out, i ? ":" : "");
        pl_buf_str(out, pl_json_text(json_at(pos, i)));
    }
}

static void put_wanted_diags(run *r, const pl_json *diags)
{
    for (const pl_json *d = pl_json_first(diags); d; d = d->next) {
        pl_buf_printf(&r->want, "%.*s: %.*s ", PL_FMT(field(d, "summary")),
                      PL_FMT(field(d, "detail")));
        put_wanted_pos(&r->want, pl_json_get(d, "start"));
        pl_buf_byte(&r->want, '-');
        put_wanted_pos(&r->want, pl_json_get(d, "end"));
        pl_buf_byte(&r->want, '\n');
    }
}

static void put_value(run *r, pl_value v)
{
    pl_type_write_json(pl_value_type(&r->arena, v), &r->got);
    pl_buf_byte(&r->got, ' ');
    pl_value_json(v, &r->got);
}

static void put_wanted_value(run *r, const pl_json *row)
{
    const pl_json *type = pl_json_get(row, "result_type");
    const pl_type *t = type ? pl_type_from_json(&r->arena, type) : NULL;
    if (!t)
        return;
    pl_type_write_json(t, &r->want);
    pl_buf_byte(&r->want, ' ');
    pl_buf_str(&r->want, field(row, "json"));
}

/* ---- the kinds of rows */

static void run_template(run *r, const pl_json *row)
{
    pl_str text = with_slack(r, field(row, "src"));
    pl_diags_begin(r->diags, PL_S("<file>"), text);
    const pl_expr *e = pl_parse_template(r->parser, text, &r->arena, r->diags);
    bool clean = pl_diags_errors(r->diags) == 0;
    pl_value v = clean ? evaluate(r, e) : (pl_value){ 0 };
    clean = pl_diags_errors(r->diags) == 0;
    pl_diags_end(r->diags);
    put_diags(r, 0);
    if (clean)
        put_value(r, v);
    put_wanted_diags(r, pl_json_get(row, "diags"));
    put_wanted_value(r, row);
}

static void convert_as_told(run *r, const pl_type *type, const pl_defaults *defaults, pl_value v)
{
    pl_buf why = { 0 };
    v = pl_defaults_apply(&r->arena, defaults, v);
    if (pl_convert(&r->arena, v, type, &v, &why))
        put_value(r, v);
    else
        pl_buf_str(&r->got, pl_buf_view(&why));
    pl_buf_done(&why);
}

static void run_type(run *r, const pl_json *row)
{
    const pl_defaults *defaults;
    pl_str text = with_slack(r, field(row, "type_expr"));
    pl_str src = with_slack(r, field(row, "src"));
    pl_diags_begin(r->diags, PL_S("<file>"), text);
    const pl_expr *e = pl_parse_expr(r->parser, text, &r->arena, r->diags);
    const pl_type *type = pl_type_parse_defaults(e, &r->arena, r->diags, &defaults);
    pl_diags_end(r->diags);
    put_diags(r, 0);
    if (type && src.len) {
        pl_diags_begin(r->diags, PL_S("<file>"), src);
        pl_value v = evaluate(r, pl_parse_expr(r->parser, src, &r->arena, r->diags));
        pl_diags_end(r->diags);
        convert_as_told(r, type, defaults, v);
    } else if (type) {
        pl_type_write(type, &r->got);
    }
    put_wanted_diags(r, pl_json_get(row, "diags"));
    pl_buf_str(&r->want, field(row, "type_string"));
    pl_buf_str(&r->want, field(row, "convert_error"));
    put_wanted_value(r, row);
}

/* JSON of the row as jsonencode would write it. */
static void put_plain_json(run *r, const pl_json *json, pl_buf *out)
{
    bool object = pl_json_is(json, PL_JSON_OBJECT), first = true;
    pl_value v;
    switch ((pl_json_kind)json->kind) {
    case PL_JSON_NULL: pl_buf_cstr(out, "null"); return;
    case PL_JSON_BOOL: pl_buf_cstr(out, json->truth ? "true" : "false"); return;
    case PL_JSON_NUMBER:
        CHECK(pl_number_parse(&r->arena, json->text, &v), "a number");
        pl_number_text(v, out);
        return;
    case PL_JSON_STRING: pl_value_json(pl_value_str(json->text), out); return;
    default: break;
    }
    pl_buf_byte(out, object ? '{' : '[');
    for (const pl_json *part = pl_json_first(json); part; part = part->next, first = false) {
        pl_buf_cstr(out, first ? "" : ",");
        if (object) {
            pl_value_json(pl_value_str(part->key), out);
            pl_buf_byte(out, ':');
        }
        put_plain_json(r, part, out);
    }
    pl_buf_byte(out, object ? '}' : ']');
}

static unsigned compare_body(run *r, const pl_body *body, const pl_json *want);

static unsigned compare_attr(run *r, const pl_body *body, const pl_json *want)
{
    const pl_attr *attr = pl_body_attr(body, want->key);
    const pl_json *value = pl_json_get(want, "value");
    size_t before = pl_diags_count(r->diags);
    pl_buf_printf(&r->want, "%.*s: ", PL_FMT(want->key));
    pl_buf_printf(&r->got, "%.*s: ", PL_FMT(want->key));
    CHECK(attr != NULL, "the attribute is there");
    pl_diags_begin(r->diags, PL_S("<file>"), r->text);
    pl_value v = evaluate(r, attr->expr);
    pl_diags_end(r->diags);
    if (value)
        put_plain_json(r, value, &r->want);
    else if (pl_json_get(want, "unknown"))
        pl_buf_cstr(&r->want, "unknown");
    else
        put_wanted_diags(r, pl_json_get(want, "diags"));
    put_diags(r, before);
    if (pl_diags_count(r->diags) == before && !pl_value_is_known(v))
        pl_buf_cstr(&r->got, "unknown");
    else if (pl_diags_count(r->diags) == before)
        pl_value_json(v, &r->got);
    pl_buf_byte(&r->want, '\n');
    pl_buf_byte(&r->got, '\n');
    return 1;
}

static unsigned compare_body(run *r, const pl_body *body, const pl_json *want)
{
    unsigned n = 0;
    const pl_block *block = body->blocks;
    for (const pl_json *a = pl_json_first(pl_json_get(want, "attrs")); a; a = a->next)
        n += compare_attr(r, body, a);
    for (const pl_json *b = pl_json_first(pl_json_get(want, "blocks")); b && block;
         b = b->next, block = block->next)
        n += compare_body(r, block->body, pl_json_get(b, "body"));
    return n;
}

/* Messages of the parser are another runner's business. */
static unsigned run_body(run *r, const pl_json *row)
{
    const pl_json *coded = pl_json_get(row, "src_b64");
    r->text = with_slack(r, coded ? from_base64(&r->arena, coded->text) : field(row, "src"));
    pl_diags_begin(r->diags, PL_S("<file>"), r->text);
    const pl_body *body = pl_parse_file(r->parser, r->text, &r->arena, r->diags);
    pl_diags_end(r->diags);
    return compare_body(r, body, pl_json_get(row, "body"));
}

/* ---- all rows */

static const pl_json *load(pl_arena *arena, const char *what)
{
    const char *path = pl_test_shared(what);
    pl_str text;
    if (!path)
        return NULL;
    CHECK_INT(pl_file_slurp(path, (size_t)64 << 20, arena, &text), 0, path);
    const pl_json *rows = pl_json_parse(arena, text, NULL);
    CHECK(rows != NULL, path);
    return rows;
}

typedef struct tally {
    unsigned rows, good, values;
} tally;

typedef unsigned row_fn(run *r, const pl_json *row);

static unsigned template_row(run *r, const pl_json *row)
{
    run_template(r, row);
    return 1;
}

static unsigned type_row(run *r, const pl_json *row)
{
    run_type(r, row);
    return 1;
}

static void run_row(run *r, const pl_json *row, row_fn *fn, tally *t)
{
    r->diags = pl_diags_new();
    t->values += fn(r, row);
    t->rows++;
    bool same = pl_str_eq(pl_buf_view(&r->want), pl_buf_view(&r->got));
    t->good += same;
    if (!same)
        print_error("%.*s: %.*s\n want %.*s\n got  %.*s\n", PL_FMT(field(row, "id")),
                    PL_FMT(field(row, "src")), PL_FMT(pl_buf_view(&r->want)),
                    PL_FMT(pl_buf_view(&r->got)));
    r->want.len = r->got.len = 0;
    pl_diags_free(r->diags);
    pl_arena_reset(&r->arena);
}

/* All rows of one kind; how many agree is printed. */
static void run_kind(const char *kind, row_fn *fn, unsigned least)
{
    pl_arena scratch = { 0 };
    run r = { .parser = pl_parser_new() };
    tally t = { 0 };
    const pl_json *rows = load(&scratch, "spec/hcl-syntax-vectors.json");
    for (const pl_json *row = pl_json_first(rows); row; row = row->next)
        if (pl_str_eq(field(row, "kind"), pl_str_cstr(kind)))
            run_row(&r, row, fn, &t);
    if (rows)
        print_message("%s: %u of %u rows, %u values\n", kind, t.good, t.rows, t.values);
    pl_parser_free(r.parser);
    pl_buf_done(&r.want);
    pl_buf_done(&r.got);
    pl_arena_done(&r.arena);
    pl_arena_done(&scratch);
    CHECK_INT(t.good, t.rows, "rows that agree");
    CHECK(!rows || t.rows >= least, "all rows were there");
}

TEST(templates_have_their_values)
{
    run_kind("template", template_row, 24);
}

TEST(constraints_convert_and_put_in_defaults)
{
    run_kind("type", type_row, 143);
}

TEST(attributes_of_bodies_have_their_values)
{
    run_kind("body", run_body, 272);
}
