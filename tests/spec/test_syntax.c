/* Runs the syntax vectors that need no values (hcl.md 9.2): `body`, `refs` and
 * `type` rows, the messages of `template` rows, and from the expression vectors
 * what the parser has to say about each. Reports how many of each kind agree. */
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "hcl/parse.h"
#include "hcl/typeexpr.h"
#include "unit/json_look.h"
#include "unit/test.h"
#include "value/json.h"

static const char *const node_names[] = {
#define X(kind, name) name,
    PL_EXPRS(X)
#undef X
};

/* ---- one row at work */

typedef struct run {
    pl_arena arena;
    pl_parser *parser;
    pl_diags *diags;
    pl_str text;
    pl_buf why; /* first disagreement */
} run;

static void start(run *r, pl_str text)
{
    /* The parser may look past the end. */
    char *copy = pl_arena_take(&r->arena, text.len + PL_VIEW_SLACK, 1);
    memset(copy, 0, text.len + PL_VIEW_SLACK);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    r->text = pl_str_make(copy, text.len);
    r->diags = pl_diags_new();
    pl_diags_begin(r->diags, PL_S("<file>"), r->text);
}

static void finish(run *r)
{
    pl_diags_free(r->diags);
    pl_arena_reset(&r->arena);
    r->why.len = 0;
}

__attribute__((format(printf, 2, 3))) static bool differ(run *r, const char *format, ...)
{
    va_list args;
    if (r->why.len)
        return false;
    va_start(args, format);
    pl_buf_vprintf(&r->why, format, args);
    va_end(args);
    return false;
}

/* ---- comparing */

static pl_pos pos_of(pl_str text, uint32_t at)
{
    pl_pos pos = { .line = 1, .column = 1 };
    pl_pos_advance(&pos, pl_str_sub(text, 0, at));
    pos.byte = at;
    return pos;
}

static int64_t number_at(const pl_json *list, uint32_t i)
{
    int64_t n = -1;
    pl_json_int(json_at(list, i), &n);
    return n;
}

static bool same_pos(const pl_json *want, pl_pos got)
{
    return number_at(want, 0) == got.line && number_at(want, 1) == got.column &&
           number_at(want, 2) == got.byte;
}

static bool same_range(run *r, const char *what, const pl_json *start_pos, const pl_json *end_pos,
                       pl_range got)
{
    if (same_pos(start_pos, pos_of(r->text, got.start)) &&
        same_pos(end_pos, pos_of(r->text, got.end)))
        return true;
    return differ(r, "%s: want bytes %d-%d, got %u-%u", what, (int)number_at(start_pos, 2),
                  (int)number_at(end_pos, 2), got.start, got.end);
}

static bool same_diag(run *r, const pl_json *want, const pl_diag *got)
{
    if (!pl_str_eq(pl_json_text(pl_json_get(want, "summary")), got->summary) ||
        !pl_str_eq(pl_json_text(pl_json_get(want, "detail")), got->detail))
        return differ(r, "message: got %.*s: %.*s", PL_FMT(got->summary), PL_FMT(got->detail));
    if (same_pos(pl_json_get(want, "start"), got->start) &&
        same_pos(pl_json_get(want, "end"), got->end))
        return true;
    return differ(r, "%.*s: got %u,%u,%u-%u,%u,%u", PL_FMT(got->summary), got->start.line,
                  got->start.column, got->start.byte, got->end.line, got->end.column,
                  got->end.byte);
}

static bool same_diags(run *r, const pl_json *want)
{
    pl_diags_end(r->diags);
    size_t n = pl_diags_count(r->diags), wanted = want ? want->n : 0;
    for (uint32_t i = 0; i < n && i < wanted; i++)
        if (!same_diag(r, json_at(want, i), pl_diags_get(r->diags, i)))
            return false;
    if (n == wanted)
        return true;
    pl_str last = n ? pl_diags_get(r->diags, n - 1)->summary : PL_S("none");
    return differ(r, "want %zu messages, got %zu, the last is %.*s", wanted, n, PL_FMT(last));
}

/* ---- bodies */

static bool same_labels(const pl_json *want, const pl_block *got)
{
    uint32_t n = 0;
    for (const pl_label *l = got->labels; l; l = l->next)
        if (!pl_str_eq(pl_json_text(json_at(want, n++)), l->text))
            return false;
    return n == got->n_labels && n == (pl_json_is(want, PL_JSON_NULL) ? 0 : want->n);
}

static bool same_body(run *r, const pl_json *want, const pl_body *got);

static bool same_block(run *r, const pl_json *want, const pl_block *got)
{
    const pl_json *bytes = pl_json_get(want, "bytes");
    if (!pl_str_eq(pl_json_text(pl_json_get(want, "type")), got->type) ||
        !same_labels(pl_json_get(want, "labels"), got))
        return differ(r, "block %.*s: type or labels", PL_FMT(got->type));
    if (number_at(bytes, 0) != got->range.start || number_at(bytes, 1) != got->range.end)
        return differ(r, "block %.*s: got bytes %u-%u", PL_FMT(got->type), got->range.start,
                      got->range.end);
    return same_body(r, pl_json_get(want, "body"), got->body);
}

static bool same_body(run *r, const pl_json *want, const pl_body *got)
{
    const pl_json *attrs = pl_json_get(want, "attrs"), *blocks = pl_json_get(want, "blocks");
    uint32_t n = 0;
    for (const pl_attr *a = got->attrs; a; a = a->next, n++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", PL_FMT(a->name));
        if (!pl_json_get(attrs, name))
            return differ(r, "attribute %s is too many", name);
    }
    if (n != attrs->n)
        return differ(r, "want %u attributes, got %u", attrs->n, n);
    n = 0;
    for (const pl_block *b = got->blocks; b; b = b->next)
        if (!same_block(r, json_at(blocks, n++), b))
            return false;
    if (n != (pl_json_is(blocks, PL_JSON_NULL) ? 0 : blocks->n))
        return differ(r, "got %u blocks", n);
    return true;
}

static bool run_body(run *r, const pl_json *row)
{
    const pl_body *body = pl_parse_file(r->parser, r->text, &r->arena, r->diags);
    return same_diags(r, pl_json_get(row, "diags")) && same_body(r, pl_json_get(row, "body"), body);
}

/* ---- references and ranges */

typedef struct ref_walk {
    run *r;
    const pl_json *want; /* array */
    uint32_t n;
    bool good;
} ref_walk;

/* An index key is wrapped in an array. */
static bool same_key(const pl_json *want, const pl_step *got)
{
    const pl_json *key = got->is_index ? json_at(want, 0) : want;
    switch (key ? key->kind : PL_JSON_OBJECT) {
    case PL_JSON_NULL: return got->key == PL_LIT_NULL;
    case PL_JSON_BOOL: return got->key == (key->truth ? PL_LIT_TRUE : PL_LIT_FALSE);
    case PL_JSON_NUMBER: return got->key == PL_LIT_NUMBER && pl_str_eq(key->text, got->text);
    case PL_JSON_STRING:
        return (!got->is_index || got->key == PL_LIT_STRING) && pl_str_eq(key->text, got->text);
    default: return false;
    }
}

static bool same_path(const pl_json *want, pl_str root, const pl_step *steps)
{
    uint32_t n = 1;
    if (!pl_str_eq(pl_json_text(json_at(want, 0)), root))
        return false;
    for (; steps; steps = steps->next)
        if (!same_key(json_at(want, n++), steps))
            return false;
    return n == want->n;
}

static void on_ref(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    ref_walk *w = ctx;
    const pl_json *want = json_at(w->want, w->n++);
    if (!want || !same_path(pl_json_get(want, "path"), root, steps))
        w->good = differ(w->r, "reference %u: got %.*s", w->n, PL_FMT(root));
    else
        w->good &= same_range(w->r, "reference", pl_json_get(want, "start"),
                              pl_json_get(want, "end"), range);
}

static bool same_offsets(const pl_json *want, uint32_t i, pl_range got)
{
    return number_at(want, i) == got.start && number_at(want, i + 1) == got.end;
}

static bool same_static_list(const pl_json *want, const pl_expr *e)
{
    if (!want != (e->kind != PL_E_TUPLE))
        return false;
    uint32_t n = 0;
    if (want)
        for (const pl_item *i = e->tuple.items; i; i = i->next)
            if (!same_offsets(json_at(want, n++), 0, i->expr->range))
                return false;
    return !want || n == want->n;
}

static bool same_static_map(const pl_json *want, const pl_expr *e)
{
    if (!want != (e->kind != PL_E_OBJECT))
        return false;
    uint32_t n = 0;
    if (want)
        for (const pl_pair *p = e->object.pairs; p; p = p->next, n++)
            if (!same_offsets(json_at(want, n), 0, p->key->range) ||
                !same_offsets(json_at(want, n), 2, p->value->range))
                return false;
    return !want || n == want->n;
}

static bool same_static_call(const pl_json *want, const pl_expr *e)
{
    if (!want || e->kind != PL_E_CALL)
        return !want && e->kind != PL_E_CALL;
    return pl_str_eq(pl_json_text(json_at(want, 0)), e->call.name) &&
           number_at(want, 1) == e->call.n;
}

static bool same_views(run *r, const pl_json *want, const pl_expr *e)
{
    pl_str word, root;
    const pl_step *steps = NULL;
    const pl_json *keyword = pl_json_get(want, "keyword");
    const pl_json *path = pl_json_get(want, "static_traversal");
    bool has_word = pl_expr_keyword(e, &word), has_path = pl_expr_traversal(e, &root, &steps);
    if (has_word != (keyword != NULL) || (has_word && !pl_str_eq(keyword->text, word)))
        return differ(r, "keyword");
    if (has_path != (path != NULL) || (has_path && !same_path(path, root, steps)))
        return differ(r, "static traversal");
    if (!same_static_list(pl_json_get(want, "static_list"), e))
        return differ(r, "static list");
    if (!same_static_map(pl_json_get(want, "static_map"), e))
        return differ(r, "static map");
    if (!same_static_call(pl_json_get(want, "static_call"), e))
        return differ(r, "static call");
    return true;
}

static bool same_expr(run *r, const pl_json *want, const pl_expr *e)
{
    /* The reference leaves a literal of no value where it read nothing. */
    const char *node = e->kind == PL_E_BAD ? "literal" : node_names[e->kind];
    const pl_json *range = pl_json_get(want, "range"), *first = pl_json_get(want, "start_range");
    if (!pl_str_eq(pl_json_text(pl_json_get(want, "node")), pl_str_cstr(node)))
        return differ(r, "node: got %s", node);
    return same_range(r, "range", json_at(range, 0), json_at(range, 1), e->range) &&
           same_range(r, "start range", json_at(first, 0), json_at(first, 1), e->start) &&
           same_views(r, want, e);
}

static bool run_refs(run *r, const pl_json *row)
{
    const pl_body *body = pl_parse_file(r->parser, r->text, &r->arena, r->diags);
    const pl_attr *x = pl_body_attr(body, PL_S("x"));
    ref_walk w = { r, pl_json_get(row, "refs"), 0, true };
    if (!same_diags(r, pl_json_get(row, "diags")) || !x)
        return false;
    pl_expr_refs(x->expr, on_ref, &w);
    if (w.good && w.n != w.want->n)
        return differ(r, "got %u references", w.n);
    return w.good && same_expr(r, pl_json_get(row, "expr"), x->expr);
}

/* ---- types and templates */

/* Defaults are for the evaluator: here they are taken as they come. */
static bool any_default(void *ctx, const pl_expr *value, const pl_type *type, pl_diags *diags)
{
    (void)ctx, (void)value, (void)type, (void)diags;
    return true;
}

static bool run_type(run *r, const pl_json *row)
{
    const pl_expr *e = pl_parse_expr(r->parser, r->text, &r->arena, r->diags);
    const pl_type *type = pl_type_parse(e, any_default, NULL, &r->arena, r->diags);
    const pl_json *want = pl_json_get(row, "type_string");
    if (!same_diags(r, pl_json_get(row, "diags")))
        return false;
    if (!type || !want)
        return type == NULL && want == NULL;
    pl_buf got = { 0 };
    pl_type_write(type, &got);
    bool same = pl_str_eq(pl_buf_view(&got), want->text) ||
                differ(r, "got %.*s", PL_FMT(pl_buf_view(&got)));
    pl_buf_done(&got);
    return same;
}

static bool run_template(run *r, const pl_json *row)
{
    pl_parse_template(r->parser, r->text, &r->arena, r->diags);
    return same_diags(r, pl_json_get(row, "diags"));
}

/* ---- all rows */

static const pl_json *load(pl_arena *arena, const char *what)
{
    const char *path = pl_test_shared(what);
    pl_str text;
    pl_json_error err = { 0 };
    if (!path)
        return NULL;
    if (pl_file_slurp(path, (size_t)64 << 20, arena, &text) != 0)
        fail_msg("cannot read %s", path);
    const pl_json *rows = pl_json_parse(arena, text, &err);
    if (!rows)
        fail_msg("%s:%u: %s", path, err.line, err.message);
    return rows;
}

static int base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

static pl_str base64(pl_arena *arena, pl_str s)
{
    char *to = pl_arena_alloc(arena, s.len + 1);
    size_t n = 0;
    unsigned bits = 0, have = 0;
    for (size_t i = 0; i < s.len; i++) {
        int digit = base64_digit(s.ptr[i]);
        if (digit < 0)
            break;
        bits = bits << 6 | (unsigned)digit;
        have += 6;
        if (have >= 8)
            to[n++] = (char)(bits >> (have -= 8));
    }
    return pl_str_make(to, n);
}

typedef struct suite {
    const char *kind;
    bool (*fn)(run *r, const pl_json *row);
    const char *skip_with; /* rows with this member need values */
    const char *later;     /* the row that does so without saying it */
    uint32_t n, good, waiting;
} suite;

static void run_row(run *r, suite *s, const pl_json *row, pl_arena *scratch)
{
    pl_str id = pl_json_text(pl_json_get(row, "id"));
    const pl_json *src = pl_json_get(row, strcmp(s->kind, "type") == 0 ? "type_expr" : "src");
    pl_str text =
        src ? pl_json_text(src) : base64(scratch, pl_json_text(pl_json_get(row, "src_b64")));
    if ((s->skip_with && pl_json_get(row, s->skip_with)) ||
        (s->later && pl_str_eq(id, pl_str_cstr(s->later)))) {
        s->waiting++;
        return;
    }
    s->n++;
    start(r, text);
    if (s->fn(r, row))
        s->good++;
    else
        print_error("%.*s: %.*s\n", PL_FMT(id), PL_FMT(pl_buf_view(&r->why)));
    finish(r);
}

TEST(syntax_vectors)
{
    /* syn-418 converts the default of an attribute. */
    suite suites[] = {
        { .kind = "body", .fn = run_body },
        { .kind = "refs", .fn = run_refs },
        { .kind = "type", .fn = run_type, .skip_with = "src", .later = "syn-418" },
        { .kind = "template", .fn = run_template },
    };
    pl_arena scratch = { 0 };
    const pl_json *rows = load(&scratch, "spec/hcl-syntax-vectors.json");
    run r = { .parser = pl_parser_new() };
    bool good = true;
    for (const pl_json *row = pl_json_first(rows); row; row = row->next)
        for (size_t i = 0; i < PL_COUNT(suites); i++)
            if (pl_str_eq(pl_json_text(pl_json_get(row, "kind")), pl_str_cstr(suites[i].kind)))
                run_row(&r, &suites[i], row, &scratch);
    for (size_t i = 0; rows && i < PL_COUNT(suites); i++) {
        print_message("%s: %u of %u", suites[i].kind, suites[i].good, suites[i].n);
        print_message(suites[i].waiting ? " (%u more need values)\n" : "\n", suites[i].waiting);
        good &= suites[i].good == suites[i].n;
    }
    pl_parser_free(r.parser);
    pl_buf_done(&r.why);
    pl_arena_done(&r.arena);
    pl_arena_done(&scratch);
    CHECK(good, "every row agrees");
}

/* ---- expression vectors: what the parser says */

/* Expressions stand as `  x = EXPR` in line 2; positions are relative to them. */
static bool same_place(const pl_json *want, pl_pos got)
{
    int64_t line = (int64_t)got.line - 1, column = (int64_t)got.column - (line == 1 ? 6 : 0);
    return number_at(want, 0) == line && number_at(want, 1) == column;
}

/* Terraform widens an empty range by one column. */
static bool same_end(const pl_json *want, const pl_diag *got)
{
    pl_pos wider = got->end;
    wider.column++;
    return same_place(want, got->end) ||
           (got->start.byte == got->end.byte && same_place(want, wider));
}

static bool same_messages(run *r, const pl_json *want)
{
    size_t n = pl_diags_count(r->diags);
    for (uint32_t i = 0; i < n; i++) {
        const pl_diag *got = pl_diags_get(r->diags, i);
        const pl_json *w = json_at(want, i);
        if (!w || !pl_str_eq(pl_json_text(pl_json_get(w, "summary")), got->summary) ||
            !pl_str_eq(pl_json_text(pl_json_get(w, "detail")), got->detail))
            return differ(r, "got %.*s: %.*s", PL_FMT(got->summary), PL_FMT(got->detail));
        if (pl_json_get(w, "start") && (!same_place(pl_json_get(w, "start"), got->start) ||
                                        !same_end(pl_json_get(w, "end"), got)))
            return differ(r, "%.*s at %u,%u-%u,%u", PL_FMT(got->summary), got->start.line,
                          got->start.column, got->end.line, got->end.column);
    }
    return !want || n == want->n || differ(r, "want %u messages, got %zu", want->n, n);
}

/* Messages that only the parser gives. */
static bool is_syntax(pl_str summary)
{
    static const char *const starts[] = {
        "Invalid expression",
        "Missing ",
        "Extra characters",
        "Unterminated",
        "Unclosed",
        "Unexpected",
        "Invalid 'for' expression",
        "Invalid 'for' directive",
        "Invalid template c",
        "Invalid template d",
        "Invalid attribute name",
        "Invalid number literal",
        "Invalid character",
        "Invalid escape sequence",
        "Unbalanced",
        "Invalid legacy",
        "Nested",
        "Invalid multi-line",
        "Unsupported operator",
    };
    for (size_t i = 0; i < PL_COUNT(starts); i++)
        if (pl_str_starts(summary, pl_str_cstr(starts[i])) &&
            !pl_str_eq(summary, PL_S("Missing map element")))
            return true;
    return false;
}

/* A string that is written down has its value already. */
static bool same_string(run *r, const pl_json *row, const pl_body *body, uint32_t *strings)
{
    const pl_json *want = pl_json_get(row, "result");
    pl_str got;
    if (!pl_json_is(want, PL_JSON_STRING) ||
        !pl_expr_string(body->blocks->body->attrs->expr, &r->arena, &got))
        return true;
    ++*strings;
    return pl_str_eq(want->text, got) || differ(r, "string: got %.*s", PL_FMT(got));
}

static bool run_expression(run *r, const pl_json *row, uint32_t *strings)
{
    const pl_json *want = pl_json_get(row, "diags");
    const pl_body *body = pl_parse_file(r->parser, r->text, &r->arena, r->diags);
    pl_diags_end(r->diags);
    if (pl_diags_count(r->diags))
        return same_messages(r, want);
    if (!same_string(r, row, body, strings))
        return false;
    pl_str first = pl_json_text(pl_json_get(json_at(want, 0), "summary"));
    return !is_syntax(first) || differ(r, "no message");
}

TEST(expression_vectors_parse)
{
    pl_arena scratch = { 0 };
    pl_buf text = { 0 };
    const pl_json *rows = load(&scratch, "spec/hcl-vectors.json");
    run r = { .parser = pl_parser_new() };
    uint32_t n = 0, good = 0, strings = 0;
    for (const pl_json *row = pl_json_first(rows); row; row = row->next, n++) {
        text.len = 0;
        pl_buf_printf(&text, "locals {\n  x = %.*s\n}\n",
                      PL_FMT(pl_json_text(pl_json_get(row, "expr"))));
        start(&r, pl_buf_view(&text));
        if (run_expression(&r, row, &strings))
            good++;
        else
            print_error("%.*s: %.*s\n", PL_FMT(pl_json_text(pl_json_get(row, "id"))),
                        PL_FMT(pl_buf_view(&r.why)));
        finish(&r);
    }
    if (rows)
        print_message("expressions parse: %u of %u, %u strings have their value\n", good, n,
                      strings);
    pl_parser_free(r.parser);
    pl_buf_done(&text);
    pl_buf_done(&r.why);
    pl_arena_done(&r.arena);
    pl_arena_done(&scratch);
    CHECK(good == n, "every expression parses as the reference does");
}
