/* The expression rows of hcl-vectors.json (hcl.md 9.1, 9.3): value, type and
 * text of what succeeds; summary, detail and range of every message of what
 * fails. PL_VECTORS=<group or id prefix> runs some of them and prints each failure. */
#include "base/alloc.h"
#include "base/cast.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "hcl/eval.h"
#include "spec/base64.h"
#include "helpers/type_json.h"
#include "unit/json_look.h"
#include "unit/test.h"
#include "value/json.h"
#include <sys/stat.h>
#include <unistd.h>

typedef struct row {
    const pl_json *json;
    pl_arena *arena;
    const char *base; /* directory with the row's files */
    const pl_json *files;
    pl_buf want, got;
} row;

static pl_str field(const row *r, const char *name)
{
    return pl_json_text(pl_json_get(r->json, name));
}

/* ---- files of a row */

static void write_file(row *r, const char *path, pl_str b64)
{
    FILE *f = fopen(path, "w");
    CHECK(f != NULL, path);
    pl_str bytes = from_base64(r->arena, b64);
    fwrite(bytes.ptr, 1, bytes.len, f);
    fclose(f);
}

/* The files of the row, or those that all others have: three rows that list the
 * directory do not say what is in it. */
static const pl_json *files_of(const pl_json *json, const pl_json *rows)
{
    const pl_json *own = pl_json_get(json, "files");
    if (own || !pl_str_starts(pl_json_text(pl_json_get(json, "expr")), PL_S("fileset(")))
        return own;
    for (const pl_json *at = pl_json_first(rows); at && !own; at = at->next)
        own = pl_json_get(at, "files");
    return own;
}

static void make_files(row *r)
{
    static unsigned turn;
    r->base = pl_arena_printf(r->arena, "%s/v%u", pl_test_dir(), turn++).ptr;
    mkdir(r->base, 0700);
    for (const pl_json *f = pl_json_first(r->files); f; f = f->next) {
        pl_str path = pl_arena_printf(r->arena, "%s/%.*s", r->base, PL_FMT(f->key));
        for (size_t i = strlen(r->base) + 1; i < path.len; i++)
            if (path.ptr[i] == '/') {
                ((char *)pl_unconst(path.ptr))[i] = 0;
                mkdir(path.ptr, 0700);
                ((char *)pl_unconst(path.ptr))[i] = '/';
            }
        write_file(r, path.ptr, pl_json_text(f));
    }
}

/* ---- what is expected, as text */

static void put_pos(pl_buf *out, const pl_json *pos)
{
    int64_t line = 0, column = 0;
    if (pl_json_int(json_at(pos, 0), &line) && pl_json_int(json_at(pos, 1), &column))
        pl_buf_printf(out, " %d:%d", (int)line, (int)column);
}

static void replace(pl_buf *text, const char *from, const char *to)
{
    pl_buf out = { 0 };
    pl_buf_byte(text, 0);
    const char *at = text->ptr, *hit;
    while (*from && (hit = strstr(at, from)) != NULL) {
        pl_buf_add(&out, at, (size_t)(hit - at));
        pl_buf_cstr(&out, to);
        at = hit + strlen(from);
    }
    pl_buf_cstr(&out, at);
    pl_buf_done(text);
    *text = out;
}

static void expect(row *r)
{
    const pl_json *diags = pl_json_get(r->json, "diags");
    for (const pl_json *d = pl_json_first(diags); d; d = d->next) {
        pl_buf_str(&r->want, pl_json_text(pl_json_get(d, "summary")));
        pl_buf_cstr(&r->want, ": ");
        pl_buf_str(&r->want, pl_json_text(pl_json_get(d, "detail")));
        put_pos(&r->want, pl_json_get(d, "start"));
        put_pos(&r->want, pl_json_get(d, "end"));
        pl_buf_byte(&r->want, '\n');
    }
    if (!diags)
        pl_buf_str(&r->want, field(r, "error"));
    const pl_json *type = pl_json_get(r->json, "type");
    if (type) {
        const pl_type *t = pl_type_from_json(r->arena, type);
        if (t)
            pl_type_write_json(t, &r->want);
        pl_buf_byte(&r->want, ' ');
        pl_buf_str(&r->want, field(r, "json"));
    }
    replace(&r->want, "<base>", r->base);
    replace(&r->want, "<file>", "vectors.pp");
}

/* ---- what comes out */

/* Rows were evaluated as `locals {\n  x = EXPR\n}\n`. */
static pl_pos relative(pl_pos pos)
{
    pos.column -= pos.line == 2 ? 6 : 0;
    pos.line--;
    return pos;
}

static void put_diags(row *r, const pl_diags *diags)
{
    const pl_json *want = pl_json_first(pl_json_get(r->json, "diags"));
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        pl_str detail = d->detail;
        if (pl_json_get(r->json, "error_is_prefix") && want)
            detail = pl_str_sub(detail, 0, pl_json_text(pl_json_get(want, "detail")).len);
        pl_buf_printf(&r->got, "%.*s: %.*s", PL_FMT(d->summary), PL_FMT(detail));
        pl_pos a = relative(d->start), b = relative(d->end);
        if (want && pl_json_get(want, "start"))
            pl_buf_printf(&r->got, " %u:%u", a.line, a.column);
        if (want && pl_json_get(want, "end"))
            pl_buf_printf(&r->got, " %u:%u", b.line, b.column);
        pl_buf_byte(&r->got, '\n');
        want = want ? want->next : NULL;
    }
}

static void put_value(row *r, pl_value v)
{
    pl_type_write_json(pl_value_type(r->arena, v), &r->got);
    pl_buf_byte(&r->got, ' ');
    size_t at = r->got.len;
    if (!pl_value_json(v, &r->got)) {
        r->got.len = at;
        pl_buf_cstr(&r->got, "infinite");
    }
}

static void evaluate(row *r, pl_parser *parser)
{
    pl_diags *diags = pl_diags_new();
    pl_buf source = { 0 };
    pl_buf_printf(&source, "locals {\n  x = %.*s\n}\n", PL_FMT(field(r, "expr")));
    pl_str text = { source.ptr, source.len };
    memset(pl_buf_reserve(&source, PL_VIEW_SLACK), 0, PL_VIEW_SLACK);
    text.ptr = source.ptr;
    pl_diags_begin(diags, PL_S("vectors.pp"), text);
    pl_body *body = pl_parse_file(parser, text, r->arena, diags);
    pl_attr *x = body->blocks ? pl_body_attr(body->blocks->body, PL_S("x")) : NULL;
    const char *environ[] = { NULL };
    pl_fn_env env = { .base_dir = pl_str_cstr(r->base),
                      .cwd = pl_str_cstr(r->base),
                      .home = PL_S("/root"),
                      .environ = environ };
    pl_eval ev = {
        .arena = r->arena, .diags = diags, .env = &env, .path = PL_S("vectors.pp"), .text = text
    };
    if (pl_diags_errors(diags) == 0 && x) {
        pl_value v = pl_eval_expr(&ev, x->expr);
        if (pl_diags_errors(diags) == 0)
            put_value(r, v);
    }
    pl_diags_end(diags);
    put_diags(r, diags);
    pl_buf_byte(&r->got, 0);
    r->got.len--;
    pl_diags_free(diags);
    pl_buf_done(&source);
}

/* The nine rows whose value is infinite: the expression succeeds, its JSON does not. */
static bool infinite(const row *r)
{
    return strcmp(r->got.ptr, "\"number\" infinite") == 0 &&
           pl_str_starts(field(r, "error"), PL_S("JSON: cannot serialize infinity"));
}

static bool agrees(const row *r)
{
    return infinite(r) || pl_str_eq(pl_buf_view(&r->want), pl_buf_view(&r->got));
}

static bool run_row(const pl_json *json, const pl_json *files, pl_parser *parser, bool verbose)
{
    pl_arena arena = { 0 };
    row r = { .json = json, .arena = &arena, .files = files };
    make_files(&r);
    expect(&r);
    evaluate(&r, parser);
    bool ok = agrees(&r);
    if (!ok && verbose)
        print_error("%.*s: %.*s\n  want %.*s\n  got  %.*s\n", PL_FMT(field(&r, "id")),
                    PL_FMT(field(&r, "expr")), PL_FMT(pl_buf_view(&r.want)),
                    PL_FMT(pl_buf_view(&r.got)));
    pl_buf_done(&r.want);
    pl_buf_done(&r.got);
    pl_arena_done(&arena);
    return ok;
}

typedef struct tally {
    pl_str group;
    unsigned passed, all;
} tally;

static unsigned run_all(const pl_json *rows, pl_parser *parser, tally *groups, unsigned *n)
{
    const char *only = getenv("PL_VECTORS");
    unsigned wrong = 0;
    for (const pl_json *at = pl_json_first(rows); at; at = at->next) {
        pl_str group = pl_json_text(pl_json_get(at, "group"));
        pl_str id = pl_json_text(pl_json_get(at, "id"));
        if (only && !pl_str_starts(id, pl_str_cstr(only)) && !pl_str_eq(group, pl_str_cstr(only)))
            continue;
        unsigned g = 0;
        while (g < *n && !pl_str_eq(groups[g].group, group))
            g++;
        if (g == *n)
            groups[(*n)++] = (tally){ .group = group };
        bool ok = run_row(at, files_of(at, rows), parser, only || wrong < 20);
        groups[g].all++;
        groups[g].passed += ok;
        wrong += !ok;
    }
    return wrong;
}

TEST(every_expression_vector_gives_its_value_or_its_messages)
{
    const char *path = pl_test_shared("spec/hcl-vectors.json");
    if (!path)
        return;
    pl_arena arena = { 0 };
    pl_str text;
    CHECK_INT(pl_file_slurp(path, 64 << 20, &arena, &text), 0, path);
    const pl_json *rows = pl_json_parse(&arena, text, NULL);
    CHECK(rows != NULL, path);
    tally groups[64] = { 0 };
    unsigned n = 0, all = 0, passed = 0;
    pl_parser *parser = pl_parser_new();
    unsigned wrong = run_all(rows, parser, groups, &n);
    for (unsigned i = 0; i < n; i++) {
        print_message("%.*s: %u of %u\n", PL_FMT(groups[i].group), groups[i].passed, groups[i].all);
        all += groups[i].all;
        passed += groups[i].passed;
    }
    print_message("vectors: %u of %u\n", passed, all);
    pl_parser_free(parser);
    pl_arena_done(&arena);
    CHECK_INT(wrong, 0, "rows that fail");
}
