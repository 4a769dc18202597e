/* The token rows of hcl-syntax-vectors.json (hcl.md 9.2). */
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lex/lex.h"
#include "unit/json_look.h"
#include "unit/test.h"
#include "value/json.h"

static const char *const token_names[] = {
#define X(kind, name) name,
    PL_TOKENS(X)
#undef X
};

/* Bytes of a base64 text, in `arena`. */
static pl_str decode64(pl_arena *arena, pl_str text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = pl_arena_alloc(arena, text.len + 1);
    size_t n = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        bits = bits << 6 | (uint32_t)(strchr(digits, text.ptr[i]) - digits);
        if (i % 4)
            out[n++] = (char)(bits >> (6 - i % 4 * 2));
    }
    return pl_str_make(out, n);
}

/* The text or its `b64` form, with slack after it. */
static pl_str source(pl_arena *arena, const pl_json *text, const pl_json *b64)
{
    pl_str s = b64 ? decode64(arena, pl_json_text(b64)) : pl_json_text(text);
    char *copy = pl_arena_zero(arena, s.len + PL_VIEW_SLACK, 1);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return pl_str_make(copy, s.len);
}

static void dump_pos(pl_buf *out, pl_pos pos)
{
    pl_buf_printf(out, " %u:%u:%u", pos.line, pos.column, pos.byte);
}

static void dump_token(pl_buf *out, const char *kind, pl_str text, pl_pos start, pl_pos end)
{
    pl_buf_printf(out, "%s(", kind);
    for (size_t i = 0; i < text.len; i++)
        pl_buf_printf(out, text.ptr[i] < 0x20 || text.ptr[i] == 0x7f ? "\\x%02x" : "%c",
                      (unsigned char)text.ptr[i]);
    pl_buf_byte(out, ')');
    dump_pos(out, start);
    dump_pos(out, end);
    pl_buf_byte(out, '\n');
}

static pl_pos want_pos(const pl_json *list, uint32_t i)
{
    int64_t n[3] = { 0 };
    for (uint32_t k = 0; k < 3; k++)
        pl_json_int(json_at(list, i + k), &n[k]);
    return (pl_pos){ (uint32_t)n[0], (uint32_t)n[1], (uint32_t)n[2] };
}

static void dump_want(pl_arena *arena, const pl_json *row, pl_buf *out)
{
    for (const pl_json *t = pl_json_first(pl_json_get(row, "tokens")); t; t = t->next) {
        pl_str kind = pl_json_text(json_at(t, 0));
        const pl_json *text = json_at(t, 1);
        dump_token(out, pl_arena_str(arena, kind).ptr,
                   source(arena, text, pl_json_get(text, "b64")), want_pos(t, 2), want_pos(t, 5));
    }
    for (const pl_json *d = pl_json_first(pl_json_get(row, "diags")); d; d = d->next) {
        pl_buf_printf(out, "%.*s: %.*s", PL_FMT(pl_json_text(pl_json_get(d, "summary"))),
                      PL_FMT(pl_json_text(pl_json_get(d, "detail"))));
        dump_pos(out, want_pos(pl_json_get(d, "start"), 0));
        dump_pos(out, want_pos(pl_json_get(d, "end"), 0));
        pl_buf_byte(out, '\n');
    }
}

/* Columns are counted token by token: no cluster spans two of them. */
static void dump_got(pl_str text, const pl_tokens *tokens, const pl_diags *diags, pl_buf *out)
{
    bool bom = pl_str_starts(text, PL_S("\xef\xbb\xbf"));
    pl_pos pos = { 1, 1, bom ? 3 : 0 };
    for (size_t i = 0; i < tokens->list.n; i++) {
        pl_token t = tokens->list.at[i];
        pl_pos_advance(&pos, pl_str_sub(text, pos.byte, t.start));
        pl_pos start = pos;
        pl_pos_advance(&pos, pl_str_sub(text, t.start, t.end));
        dump_token(out, token_names[t.kind], pl_str_sub(text, t.start, t.end), start, pos);
    }
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diags_get(diags, i);
        pl_buf_printf(out, "%.*s: %.*s", PL_FMT(d->summary), PL_FMT(d->detail));
        dump_pos(out, d->start);
        dump_pos(out, d->end);
        pl_buf_byte(out, '\n');
    }
}

static bool run_row(const pl_json *row, pl_lex_mode mode, pl_tokens *tokens)
{
    pl_arena arena = { 0 };
    pl_buf want = { 0 }, got = { 0 };
    pl_str text = source(&arena, pl_json_get(row, "src"), pl_json_get(row, "src_b64"));
    pl_diags *diags = pl_diags_new();
    pl_lex(text, mode, tokens);
    pl_diags_begin(diags, PL_S("t.pp"), text);
    pl_lex_check(tokens, text, diags);
    pl_diags_end(diags);
    dump_want(&arena, row, &want);
    dump_got(text, tokens, diags, &got);
    bool same = pl_str_eq(pl_buf_view(&want), pl_buf_view(&got));
    if (!same)
        print_error("%.*s\n  want\n%.*s  got\n%.*s", PL_FMT(pl_json_text(pl_json_get(row, "id"))),
                    PL_FMT(pl_buf_view(&want)), PL_FMT(pl_buf_view(&got)));
    CHECK_INT(tokens->suspect, pl_diags_count(diags) > 0, "suspect");
    pl_diags_free(diags);
    pl_buf_done(&want);
    pl_buf_done(&got);
    pl_arena_done(&arena);
    return same;
}

static void run_kind(const char *kind, pl_lex_mode mode)
{
    const char *path = pl_test_shared("spec/hcl-syntax-vectors.json");
    if (!path)
        skip();
    pl_arena arena = { 0 };
    pl_str text;
    pl_json_error err;
    CHECK_INT(pl_file_slurp(path, 64 << 20, &arena, &text), 0, path);
    const pl_json *root = pl_json_parse(&arena, text, &err);
    CHECK(root, err.message);
    pl_tokens tokens = { 0 };
    unsigned rows = 0, good = 0;
    for (const pl_json *row = pl_json_first(root); row; row = row->next) {
        if (!pl_str_eq(pl_json_text(pl_json_get(row, "kind")), pl_str_cstr(kind)))
            continue;
        rows++;
        good += run_row(row, mode, &tokens);
    }
    print_message("%s: %u of %u\n", kind, good, rows);
    pl_tokens_done(&tokens);
    pl_arena_done(&arena);
    CHECK(rows > 0 && good == rows, "every row");
}

TEST(tokens_of_files)
{
    run_kind("tokens", PL_LEX_BODY);
}

TEST(tokens_of_bare_templates)
{
    run_kind("tokens_template", PL_LEX_TEMPLATE);
}
