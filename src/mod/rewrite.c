/* rewrite.c - edits the requirements in the text of a mod file, lays the file out, and proves the
 * result. */
#include "mod/rewrite.h"
#include "base/assert.h"
#include "base/file.h"
#include "base/str.h"
#include "mod/tidy.h"
#include <assert.h>
#include <stdlib.h>

/* An edit: a slice of `texts` replaces bytes [start, end) of the file. */
typedef struct cut {
    uint32_t start, end;
    size_t from, to;
} cut;

typedef struct rewriting {
    pl_str text;
    const pl_block *mod, *require; /* `require` is NULL if the file has none */
    PL_VEC(cut) cuts;
    pl_buf texts;
} rewriting;

static const char *const words[] = { "version", "tag", "branch", "path" }; /* ORDER require by */

void pl_rewrite_quote(pl_buf *out, pl_str text)
{
    pl_buf_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool opens = i + 1 < text.len && text.ptr[i + 1] == '{' && (c == '$' || c == '%');
        if (c == '"' || c == '\\')
            pl_buf_printf(out, "\\%c", c);
        else if (c == '\n' || c == '\r' || c == '\t')
            pl_buf_cstr(out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
        else if (c < 0x20 || c == 0x7f)
            pl_buf_printf(out, "\\u%04x", c);
        else
            pl_buf_printf(out, opens ? "%c%c" : "%c", c, c);
    }
    pl_buf_byte(out, '"');
}

/* ---- edits */

static void replace_span(rewriting *rw, uint32_t start, uint32_t end, size_t from)
{
    assert(start <= end && end <= rw->text.len);
    cut c = { start, end, from, rw->texts.len };
    pl_vec_push(&rw->cuts, c);
}

/* Append the attribute as it is to be written. */
static void put_source(rewriting *rw, const pl_require_edit *e)
{
    assert((size_t)e->by < PL_COUNT(words));
    pl_buf_printf(&rw->texts, "%s = ", words[e->by]);
    pl_rewrite_quote(&rw->texts, e->wanted);
}

static void put_block(rewriting *rw, const pl_require_edit *e)
{
    pl_buf_cstr(&rw->texts, "mod ");
    pl_rewrite_quote(&rw->texts, e->name);
    pl_buf_cstr(&rw->texts, " {\n");
    put_source(rw, e);
    pl_buf_cstr(&rw->texts, "\n}\n");
}

/* Does the closing brace of `block` share its line with tokens before it? */
static bool close_shares_line(const rewriting *rw, const pl_block *block)
{
    for (uint32_t at = block->close.start; at > 0; at--) {
        char c = rw->text.ptr[at - 1];
        if (c != ' ' && c != '\t')
            return c != '\n';
    }
    return false;
}

/* Give both braces of a block that is on one line a line of their own. */
static void open_up(rewriting *rw, const pl_block *block)
{
    if (!close_shares_line(rw, block))
        return;
    size_t from = rw->texts.len;
    pl_buf_byte(&rw->texts, '\n');
    if (block->body->attrs || block->body->blocks)
        replace_span(rw, block->open.end, block->open.end, from);
    from = rw->texts.len;
    pl_buf_byte(&rw->texts, '\n');
    replace_span(rw, block->close.start, block->close.start, from);
}

/* Add new requirements before the closing brace of `require`, or the whole block if there is none.
 */
static void add_new(rewriting *rw, const pl_require_edit *edits, size_t n, const bool *done)
{
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || (!done[i] && !edits[i].remove);
    if (!any)
        return;
    const pl_block *into = rw->require ? rw->require : rw->mod;
    if (rw->require && close_shares_line(rw, rw->mod))
        open_up(rw, rw->mod);
    open_up(rw, into);
    size_t from = rw->texts.len;
    if (!rw->require)
        pl_buf_cstr(&rw->texts, "\nrequire {\n");
    for (size_t i = 0; i < n; i++)
        if (!done[i] && !edits[i].remove)
            put_block(rw, &edits[i]);
    if (!rw->require)
        pl_buf_cstr(&rw->texts, "}\n\n");
    replace_span(rw, into->close.start, into->close.start, from);
}

static const pl_attr *source_of(const pl_block *block)
{
    for (const pl_attr *a = block->body->attrs; a; a = a->next)
        for (size_t i = 0; i < PL_COUNT(words); i++)
            if (pl_str_eq(a->name, pl_str_cstr(words[i])))
                return a;
    return NULL;
}

static bool is_require_of(const pl_block *b, pl_str name)
{
    return pl_str_eq(b->type, PL_S("mod")) && b->labels && pl_str_eq(b->labels->text, name);
}

/* The edit that applies to the requirement `b`, the last one with its name; NULL: none. */
static const pl_require_edit *find_edit(const pl_block *b, const pl_require_edit *edits, size_t n)
{
    for (size_t i = n; i-- > 0;)
        if (is_require_of(b, edits[i].name))
            return &edits[i];
    return NULL;
}

/* Will the block be empty after the edits? */
static bool is_emptied(const rewriting *rw, const pl_require_edit *edits, size_t n)
{
    pl_assert(rw->require);
    bool removed = false;
    if (rw->require->body->attrs)
        return false;
    for (const pl_block *b = rw->require->body->blocks; b; b = b->next) {
        const pl_require_edit *e = find_edit(b, edits, n);
        if (!e || !e->remove)
            return false;
        removed = true;
    }
    for (size_t i = 0; i < n; i++)
        removed = removed && edits[i].remove;
    return removed;
}

/* Is it the last block of its name, which is the one that counts? */
static bool is_last_of(const pl_block *b)
{
    for (const pl_block *o = b->next; o; o = o->next)
        if (is_require_of(o, b->labels->text))
            return false;
    return true;
}

static void change_old(rewriting *rw, const pl_require_edit *edits, size_t n, bool *done)
{
    pl_assert(rw->require);
    for (const pl_block *b = rw->require->body->blocks; b; b = b->next) {
        const pl_require_edit *e = find_edit(b, edits, n);
        const pl_attr *source = e ? source_of(b) : NULL;
        if (!e || (!e->remove && (!source || !is_last_of(b))))
            continue;
        size_t from = rw->texts.len;
        if (!e->remove)
            put_source(rw, e);
        replace_span(rw, e->remove ? b->range.start : source->range.start,
                     e->remove ? b->range.end : source->range.end, from);
        done[e - edits] = true;
    }
}

static const pl_block *find_block(const pl_body *body, const char *type, const char *other)
{
    for (const pl_block *b = body->blocks; b; b = b->next)
        if (pl_str_eq(b->type, pl_str_cstr(type)) || pl_str_eq(b->type, pl_str_cstr(other)))
            return b;
    return NULL;
}

static void plan(rewriting *rw, const pl_require_edit *edits, size_t n)
{
    bool *done = pl_mem_zalloc(n + 1);
    if (rw->require && is_emptied(rw, edits, n)) {
        replace_span(rw, rw->require->range.start, rw->require->range.end, rw->texts.len);
    } else {
        if (rw->require)
            change_old(rw, edits, n, done);
        add_new(rw, edits, n, done);
    }
    pl_mem_free(done);
}

/* ---- applying */

static int by_start(const void *a, const void *b)
{
    const cut *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->from < y->from ? -1 : x->from > y->from;
}

static void apply(rewriting *rw, pl_buf *out)
{
    pl_assert(!rw->cuts.n || rw->texts.len >= rw->cuts.at[rw->cuts.n - 1].to);
    uint32_t at = 0;
    if (rw->cuts.n)
        qsort(rw->cuts.at, rw->cuts.n, sizeof(cut), by_start);
    for (size_t i = 0; i < rw->cuts.n; i++) {
        const cut *c = &rw->cuts.at[i];
        assert(c->start >= at);
        pl_buf_str(out, pl_str_sub(rw->text, at, c->start));
        pl_buf_str(out, pl_str_sub(pl_buf_view(&rw->texts), c->from, c->to));
        at = c->end;
    }
    pl_buf_str(out, pl_str_sub(rw->text, at, rw->text.len));
}

/* The text, with PL_VIEW_SLACK readable bytes after it. */
static pl_str slack(pl_buf *buf)
{
    memset(pl_buf_reserve(buf, PL_VIEW_SLACK), 0, PL_VIEW_SLACK);
    return pl_buf_view(buf);
}

/* ---- proving */

/* The position of the next token from `i` on that is no line end and no comment. */
static size_t next_token(const pl_tokens *tokens, size_t i)
{
    while (tokens->list.at[i].kind == PL_T_NEWLINE || tokens->list.at[i].kind == PL_T_COMMENT)
        i++;
    return i;
}

static bool same_tokens(pl_str a, pl_str b)
{
    pl_tokens x = { 0 }, y = { 0 };
    pl_lex(a, PL_LEX_BODY, &x);
    pl_lex(b, PL_LEX_BODY, &y);
    bool same = true, end = false;
    for (size_t i = 0, j = 0; same && !end; i++, j++) {
        i = next_token(&x, i), j = next_token(&y, j);
        pl_token s = x.list.at[i], t = y.list.at[j];
        same = s.kind == t.kind &&
               pl_str_eq(pl_str_sub(a, s.start, s.end), pl_str_sub(b, t.start, t.end));
        end = s.kind == PL_T_EOF;
    }
    pl_tokens_done(&x);
    pl_tokens_done(&y);
    return same;
}

/* The last requirement of that name. */
static const pl_require_mod *required(const pl_mod_info *info, pl_str name)
{
    for (uint32_t i = info->n_mods; i-- > 0;)
        if (pl_str_eq(info->mods[i].name, name))
            return &info->mods[i];
    return NULL;
}

static bool is_done(const pl_mod_info *info, const pl_require_edit *e)
{
    const pl_require_mod *m = required(info, e->name);
    return e->remove ? !m : m && m->by == e->by && pl_str_eq(m->wanted, e->wanted);
}

static bool prove(pl_parser *parser, const pl_rewrite *r, pl_str edited, pl_str result)
{
    pl_arena arena = { 0 };
    pl_mod_info info;
    pl_buf whole = { 0 }; /* with the line end that was taken off */
    pl_diags *quiet = pl_diags_new();
    pl_buf_str(&whole, result);
    pl_buf_byte(&whole, '\n');
    pl_str text = slack(&whole);
    bool ok =
        same_tokens(edited, text) && pl_mod_parse(parser, r->path, text, &arena, &info, quiet);
    for (size_t i = 0; i < r->n && ok; i++)
        ok = is_done(&info, &r->edits[i]);
    pl_diags_free(quiet);
    pl_buf_done(&whole);
    pl_arena_done(&arena);
    return ok;
}

/* ---- the whole */

static void lay_out(const pl_rewrite *r, pl_str edited, pl_buf *out)
{
    pl_tidy tidy = { 0 };
    pl_buf laid = { 0 };
    pl_tidy_format(&tidy, edited, &laid);
    pl_tidy_squeeze(&tidy, slack(&laid), out);
    if (!r->real && out->len && out->ptr[out->len - 1] == '\r')
        out->len--;
    pl_buf_done(&laid);
    pl_tidy_done(&tidy);
}

/* Write the edited text into `edited` and the formatted result into `out`. False if the file does
 * not parse. */
static bool make_text(pl_parser *parser, const pl_rewrite *r, pl_buf *edited, pl_buf *out)
{
    rewriting rw = { .text = r->text };
    pl_arena tree = { 0 };
    pl_diags *quiet = pl_diags_new();
    pl_diags_begin(quiet, r->path, r->text);
    const pl_body *body = pl_parse_file(parser, r->text, &tree, quiet);
    pl_diags_end(quiet);
    rw.mod = find_block(body, "mod", "mod");
    bool ok = rw.mod && !pl_diags_errors(quiet);
    if (ok) {
        rw.require = find_block(rw.mod->body, "require", "requires");
        plan(&rw, r->edits, r->n);
        apply(&rw, edited);
        lay_out(r, slack(edited), out);
    }
    pl_diags_free(quiet);
    pl_buf_done(&rw.texts);
    pl_vec_done(&rw.cuts);
    pl_arena_done(&tree);
    return ok;
}

bool pl_rewrite_mod(pl_parser *parser, const pl_rewrite *r, pl_buf *out, pl_diags *diags)
{
    pl_buf edited = { 0 };
    bool ok =
        make_text(parser, r, &edited, out) && prove(parser, r, pl_buf_view(&edited), slack(out));
    if (!ok)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE,
                      "cannot change the requirements in '%.*s': edit it by hand", PL_FMT(r->path));
    pl_buf_done(&edited);
    return ok;
}
