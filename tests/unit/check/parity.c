#include "unit/check/parity.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "hcl/parse.h"
#include "index/scanner.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct way_ref {
    uint32_t start, end;
    pl_str to;
} way_ref;

typedef struct way_entry {
    pl_kind kind;
    uint32_t start, end, parent;
    pl_str label;
    const pl_body *body; /* of a resource */
    const pl_attr *attr; /* of a local */
    bool closed;         /* its end is a brace */
} way_entry;

typedef struct ways {
    pl_str text;
    pl_arena arena;
    PL_VEC(way_entry) entries;
    PL_VEC(way_ref) refs; /* of one entry */
    char message[512];
} ways;

static bool way_fail(ways *r, const char *what, uint32_t at)
{
    snprintf(r->message, sizeof r->message, "%s, at byte %u", what, at);
    return false;
}

/* ---- entries of a tree */

static void way_blocks(ways *r, const pl_body *body, uint32_t parent)
{
    for (const pl_block *b = body->blocks; b; b = b->next) {
        pl_kind kind;
        bool known = pl_kind_find(b->type, &kind);
        if (parent == PL_NONE && pl_str_eq(b->type, PL_S("detection_benchmark")))
            known = true, kind = PL_KIND_BENCHMARK;
        if (!known)
            continue;
        if (parent == PL_NONE && kind == PL_KIND_LOCAL) {
            for (const pl_attr *a = b->body->attrs; a; a = a->next)
                pl_vec_push(&r->entries, ((way_entry){ .kind = kind,
                                                       .start = a->range.start,
                                                       .end = a->range.end,
                                                       .parent = PL_NONE,
                                                       .label = a->name,
                                                       .attr = a }));
            continue;
        }
        if (parent == PL_NONE ? !(pl_kind_flags(kind) & PL_KIND_IS_TOP)
                              : !pl_kind_allows(r->entries.at[parent].kind, kind))
            continue;
        uint32_t id = (uint32_t)r->entries.n;
        pl_vec_push(&r->entries, ((way_entry){ .kind = kind,
                                               .start = b->range.start,
                                               .end = b->range.end,
                                               .parent = parent,
                                               .label = b->labels ? b->labels->text : (pl_str){ 0 },
                                               .body = b->body,
                                               .closed = b->close.end > b->close.start }));
        way_blocks(r, b->body, id);
    }
}

/* ---- references of a tree */

static bool way_is_target(pl_str word)
{
    pl_kind kind;
    return pl_kind_find_name(word, &kind) || pl_str_eq(word, PL_S("param")) ||
           pl_str_eq(word, PL_S("connection"));
}

static void way_traversal(void *ctx, pl_str root, const pl_step *steps, pl_range range)
{
    ways *r = ctx;
    pl_str parts[3] = { root };
    size_t ends[3] = { root.len }, keep = 0;
    unsigned n = 1;
    pl_buf path = { 0 };
    pl_buf_str(&path, root);
    for (const pl_step *s = steps; s; s = s->next, n++) {
        pl_buf_byte(&path, '.');
        pl_buf_str(&path, s->text);
        if (n < 3) {
            parts[n] = s->text;
            ends[n] = path.len;
        }
    }
    if (n >= 2 && pl_str_eq(root, PL_S("var")))
        keep = path.len;
    else if (n >= 2 && pl_str_eq(root, PL_S("connection")))
        keep = ends[n < 3 ? 1 : 2];
    else if (n >= 2 && way_is_target(root))
        keep = ends[1];
    else if (n >= 3 && way_is_target(parts[1]) && !pl_str_eq(parts[1], PL_S("local")) &&
             !pl_str_eq(parts[1], PL_S("connection")))
        keep = ends[2];
    if (keep)
        pl_vec_push(&r->refs, ((way_ref){ range.start, range.end,
                                          pl_arena_str(&r->arena, (pl_str){ path.ptr, keep }) }));
    pl_buf_done(&path);
}

/* Of a body and of the blocks in it that are no entries themselves. */
static void way_body_refs(ways *r, const pl_body *body, bool is_entry, pl_kind kind)
{
    for (const pl_attr *a = body->attrs; a; a = a->next)
        pl_expr_refs(a->expr, way_traversal, r);
    for (const pl_block *b = body->blocks; b; b = b->next) {
        pl_kind inner;
        if (is_entry && pl_kind_find(b->type, &inner) && pl_kind_allows(kind, inner))
            continue;
        way_body_refs(r, b->body, false, kind);
    }
}

static int way_order(const void *a, const void *b)
{
    const way_ref *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

static bool way_check_refs(ways *r, const way_entry *want, const pl_part *part, uint32_t i)
{
    r->refs.n = 0;
    if (want->attr)
        pl_expr_refs(want->attr->expr, way_traversal, r);
    else
        way_body_refs(r, want->body, true, want->kind);
    if (r->refs.n > 1)
        qsort(r->refs.at, r->refs.n, sizeof *r->refs.at, way_order);
    size_t k = 0;
    for (uint32_t j = part->entries[i].refs; j < part->entries[i + 1].refs; j++) {
        const pl_part_ref *got = &part->refs[j];
        pl_str to = pl_part_str(part, got->to);
        if (pl_str_starts(to, PL_S("file:")))
            continue;
        if (k == r->refs.n)
            return way_fail(r, "a reference too many", got->start);
        const way_ref *ref = &r->refs.at[k++];
        if (ref->start != got->start || ref->end != got->end || !pl_str_eq(ref->to, to))
            return way_fail(r, "another reference", got->start);
    }
    return k == r->refs.n || way_fail(r, "a reference too few", r->refs.at[k].start);
}

/* ---- texts and tags of a tree */

static bool way_check_text(ways *r, const pl_body *body, pl_str name, pl_str got, bool has,
                           bool open, bool may_be_long)
{
    const pl_attr *a = pl_body_attr(body, name);
    pl_str want = { 0 };
    if (!a || (a->expr->kind == PL_E_LITERAL && a->expr->lit == PL_LIT_NULL))
        return (!has && !open && !got.len) || way_fail(r, "a text from nowhere", body->range.start);
    if (!has)
        return way_fail(r, "a text was not seen", a->range.start);
    bool literal = pl_expr_string(a->expr, &r->arena, &want) || a->expr->kind == PL_E_LITERAL;
    if (literal == open)
        return way_fail(r, "literal and open texts confused", a->range.start);
    if (!literal || (may_be_long && !got.len))
        return true;
    return pl_str_eq(want, got) || way_fail(r, "another text", a->range.start);
}

/* Literal strings of an object; everything else is a matter of taste. */
static bool way_check_tags(ways *r, const pl_body *body, const pl_part *part,
                           const pl_part_entry *e)
{
    const pl_attr *a = pl_body_attr(body, PL_S("tags"));
    if (!a || a->expr->kind != PL_E_OBJECT)
        return true;
    for (const pl_pair *p = a->expr->object.pairs; p; p = p->next) {
        pl_str key, value, later;
        bool again = false;
        if (p->naked ? !pl_expr_keyword(p->key, &key) : !pl_expr_string(p->key, &r->arena, &key))
            continue;
        for (const pl_pair *q = p->next; q; q = q->next)
            again |= (q->naked ? pl_expr_keyword(q->key, &later)
                               : pl_expr_string(q->key, &r->arena, &later)) &&
                     pl_str_eq(key, later);
        if (again || !pl_utf8_valid(key))
            continue;
        bool literal = pl_expr_string(p->value, &r->arena, &value), seen = false;
        for (uint32_t i = e->tags; i < e[1].tags; i++) {
            if (!pl_str_eq(pl_part_str(part, part->tags[i].key), key))
                continue;
            seen = true;
            if (literal &&
                (part->tags[i].open || !pl_str_eq(pl_part_str(part, part->tags[i].value), value)))
                return way_fail(r, "another tag", p->value->range.start);
        }
        bool ascii = true;
        for (size_t i = 0; i < key.len; i++)
            ascii &= (unsigned char)key.ptr[i] < 0x80;
        if (!seen && ascii)
            return way_fail(r, "a tag was not seen", p->key->range.start);
    }
    return true;
}

static bool way_check_attrs(ways *r, const pl_body *body, const pl_part *part,
                            const pl_part_entry *e)
{
    for (uint32_t i = e->attrs; i < e[1].attrs; i++) {
        const pl_part_attr *got = &part->attrs[i];
        if (got->flags & PL_ATTR_BLOCK)
            continue;
        const pl_attr *a = pl_body_attr(body, pl_attr_name((pl_attr_id)got->id));
        if (!a)
            return way_fail(r, "an attribute from nowhere", got->start);
        if (a->expr->range.start != got->start || a->expr->range.end != got->end)
            return way_fail(r, "an expression has other bytes", got->start);
        const pl_step *steps;
        pl_str root;
        bool ref = a->expr->kind == PL_E_TRAVERSAL && pl_expr_traversal(a->expr, &root, &steps);
        if (ref != ((got->flags & PL_ATTR_REF) != 0))
            return way_fail(r, "a traversal was not recognised", got->start);
    }
    return true;
}

/* ---- both ways */

static uint32_t way_line(pl_str text, uint32_t at)
{
    uint32_t line = 1;
    for (uint32_t i = 0; i < at; i++)
        line += text.ptr[i] == '\n';
    return line;
}

static bool way_check_entry(ways *r, const way_entry *want, const pl_part *part, uint32_t i)
{
    const pl_part_entry *got = &part->entries[i];
    if (got->start != want->start || got->kind != want->kind)
        return way_fail(r, "another entry", got->start);
    if (got->end != want->end)
        return way_fail(r, "another end of an entry", got->end);
    if (got->parent != want->parent)
        return way_fail(r, "another parent", got->start);
    if (!pl_str_eq(pl_part_str(part, got->label), want->label))
        return way_fail(r, "another label", got->start);
    if (r->text.len < 1 << 16 && (got->line != way_line(r->text, got->start) ||
                                  got->end_line != way_line(r->text, got->end - 1)))
        return way_fail(r, "other lines", got->start);
    if (!way_check_refs(r, want, part, i) || !want->body)
        return !r->message[0];
    return way_check_text(r, want->body, PL_S("title"), pl_part_str(part, got->title),
                          got->flags & PL_ENTRY_HAS_TITLE, got->flags & PL_ENTRY_TITLE_OPEN,
                          false) &&
           way_check_text(r, want->body, PL_S("description"), pl_part_str(part, got->description),
                          got->flags & PL_ENTRY_HAS_DESC, got->flags & PL_ENTRY_DESC_OPEN, true) &&
           way_check_tags(r, want->body, part, got) && way_check_attrs(r, want->body, part, got);
}

/* Blocks that end before the first diagnostic are found in any text. */
static bool way_check_prefix(ways *r, const pl_part *part, uint32_t before)
{
    uint32_t k = 0;
    for (size_t i = 0; i < r->entries.n; i++) {
        const way_entry *want = &r->entries.at[i];
        if (!want->closed || want->end > before)
            continue;
        while (k < part->n_entries &&
               (part->entries[k].start < want->start || part->entries[k].kind == PL_KIND_LOCAL))
            k++;
        if (k == part->n_entries || part->entries[k].start != want->start ||
            part->entries[k].end != want->end || part->entries[k].kind != want->kind)
            return way_fail(r, "a block before the first error was not seen", want->start);
    }
    return true;
}

static bool way_compare(ways *r, pl_parser *parser, const pl_part *part, pl_diags *diags,
                        bool *clean)
{
    pl_diags_begin(diags, PL_S("x.pp"), r->text);
    const pl_body *body = pl_parse_file(parser, r->text, &r->arena, diags);
    pl_diags_end(diags);
    way_blocks(r, body, PL_NONE);
    *clean = pl_diags_errors(diags) == 0;
    if (!*clean) {
        uint32_t first = UINT32_MAX; /* lexical errors come first wherever they are */
        for (size_t i = 0; i < pl_diags_count(diags); i++) {
            const pl_diag *d = pl_diags_get(diags, i);
            if (d->code == PL_DIAG_MORE_MESSAGES)
                return true; /* that of the block may be among those that were not kept */
            if (d->range.start < first)
                first = d->range.start;
        }
        return way_check_prefix(r, part, first);
    }
    if (part->recovered)
        return way_fail(r, "the scanner recovered in clean text", 0);
    for (uint32_t i = 0; i < part->n_entries && i < r->entries.n; i++)
        if (!way_check_entry(r, &r->entries.at[i], part, i))
            return false;
    return part->n_entries == r->entries.n || way_fail(r, "more entries on one way", 0);
}

const char *parity(pl_parser *parser, pl_str text, const pl_part *part, bool *clean)
{
    static ways r;
    memset(&r, 0, sizeof r);
    r.text = text;
    pl_diags *diags = pl_diags_new();
    bool same = way_compare(&r, parser, part, diags, clean);
    pl_diags_free(diags);
    pl_arena_done(&r.arena);
    pl_vec_done(&r.entries);
    pl_vec_done(&r.refs);
    return same ? NULL : r.message;
}

/* ---- the ways of one scanner */

static bool same_span(const pl_part *a, pl_span x, const pl_part *b, pl_span y)
{
    return pl_str_eq(pl_part_str(a, x), pl_part_str(b, y));
}

const char *same_parts(const pl_part *a, const pl_part *b)
{
    if (a->n_entries != b->n_entries || a->n_attrs != b->n_attrs || a->n_tags != b->n_tags ||
        a->n_refs != b->n_refs || a->n_lines != b->n_lines || a->hash != b->hash ||
        a->recovered != b->recovered)
        return "other counts";
    for (uint32_t i = 0; i <= a->n_entries; i++) {
        const pl_part_entry *x = &a->entries[i], *y = &b->entries[i];
        if (x->start != y->start || x->end != y->end || x->line != y->line ||
            x->end_line != y->end_line || x->parent != y->parent || x->flags != y->flags ||
            x->attrs != y->attrs || x->tags != y->tags || x->refs != y->refs ||
            x->hash != y->hash || x->kind != y->kind || x->width != y->width ||
            !same_span(a, x->label, b, y->label) || !same_span(a, x->title, b, y->title) ||
            !same_span(a, x->description, b, y->description))
            return "other entries";
    }
    for (uint32_t i = 0; i < a->n_attrs; i++) {
        const pl_part_attr *x = &a->attrs[i], *y = &b->attrs[i];
        if (x->id != y->id || x->flags != y->flags || x->start != y->start || x->end != y->end ||
            x->line != y->line || x->end_line != y->end_line || !same_span(a, x->text, b, y->text))
            return "other attributes";
    }
    for (uint32_t i = 0; i < a->n_tags; i++) {
        const pl_part_tag *x = &a->tags[i], *y = &b->tags[i];
        if (x->open != y->open || !same_span(a, x->key, b, y->key) ||
            !same_span(a, x->value, b, y->value))
            return "other tags";
    }
    for (uint32_t i = 0; i < a->n_refs; i++) {
        const pl_part_ref *x = &a->refs[i], *y = &b->refs[i];
        if (x->start != y->start || x->end != y->end || x->in_param != y->in_param ||
            x->recorded != y->recorded || !same_span(a, x->to, b, y->to) ||
            !same_span(a, x->attr, b, y->attr) || !same_span(a, x->block, b, y->block))
            return "other references";
    }
    return NULL;
}
