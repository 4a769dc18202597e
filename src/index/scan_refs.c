/* scan_refs.c - which traversals are references, and to what (mod-language.md 10.1).
 *
 * The kind is the first or the second part of a traversal. Recorded under
 * `references` by real Powerpipe are variables and most kinds; the others only
 * tell what depends on what (lazy-workspace.md 5.2, dep_ids). */
#include "index/scanner.h"
#include "base/str.h"
#include "lex/run.h"

typedef enum target {
    TO_NOTHING,
    TO_VARIABLE,
    TO_LOCAL,
    TO_CONNECTION,
    TO_KIND,   /* recorded */
    TO_HIDDEN, /* node, edge */
} target;

static target target_of(pl_str word)
{
    pl_kind kind;
    if (pl_kind_find_name(word, &kind))
        switch (kind) {
        case PL_KIND_VARIABLE: return TO_VARIABLE;
        case PL_KIND_LOCAL: return TO_LOCAL;
        case PL_KIND_NODE:
        case PL_KIND_EDGE: return TO_HIDDEN;
        default: return TO_KIND;
        }
    if (pl_str_eq(word, PL_S("param")))
        return TO_KIND;
    return pl_str_eq(word, PL_S("connection")) ? TO_CONNECTION : TO_NOTHING;
}

/* What a traversal refers to: how much of its path says so (0: nothing). */
static uint32_t classify(const pl_traversal *t, target *to)
{
    if (t->n < 2)
        return 0;
    *to = target_of(pl_str_sub(t->path, 0, t->ends[0]));
    switch (*to) {
    case TO_VARIABLE: return (uint32_t)t->path.len;
    case TO_CONNECTION: return t->ends[t->n > 2 ? 2 : 1];
    case TO_NOTHING: break;
    default: return t->ends[1];
    }
    if (t->n < 3)
        return 0;
    *to = target_of(pl_str_sub(t->path, t->ends[0] + 1, t->ends[1]));
    if (*to == TO_VARIABLE) /* of a dependency: not recorded */
        *to = TO_HIDDEN;
    return *to == TO_KIND || *to == TO_HIDDEN ? t->ends[2] : 0;
}

static void add_ref(pl_scanner *sc, pl_span to, bool recorded, uint32_t start, uint32_t end)
{
    pl_part_ref row = { .to = to,
                        .attr = sc->ref.attr,
                        .block = sc->ref.block,
                        .in_param = sc->ref.in_param,
                        .recorded = recorded && sc->ref.recorded,
                        .start = start,
                        .end = end };
    pl_vec_push(&sc->refs, ((pl_scan_ref){ sc->ref.entry, row }));
}

/* True for a reference to a resource. */
static bool add_traversal(pl_scanner *sc, const pl_traversal *t, uint32_t start)
{
    target to;
    uint32_t len = classify(t, &to);
    if (!len)
        return false;
    pl_span span = pl_scan__keep(sc, pl_str_sub(t->path, 0, len));
    add_ref(sc, span, to == TO_KIND || to == TO_VARIABLE, start + t->start, start + t->end);
    return to == TO_KIND;
}

/* ---- from tokens */

typedef struct found {
    pl_scanner *sc;
    uint32_t start;
} found;

static void on_traversal(void *ctx, const pl_traversal *t)
{
    found *f = ctx;
    if (!t->file) {
        add_traversal(f->sc, t, f->start);
        return;
    }
    pl_span to = { (uint32_t)f->sc->text.len, 0 };
    pl_buf_cstr(&f->sc->text, "file:");
    pl_buf_str(&f->sc->text, t->path);
    to.len = (uint32_t)f->sc->text.len - to.at;
    add_ref(f->sc, to, false, f->start + t->start, f->start + t->end);
}

void pl_scan__lex(pl_scanner *sc, uint32_t start, uint32_t end)
{
    pl_lex(pl_scan__slice(sc, start, end), PL_LEX_BODY, &sc->tokens);
}

static pl_str lexed_text(const pl_scanner *sc, uint32_t start)
{
    const pl_token *eof = &sc->tokens.list.at[sc->tokens.list.n - 1];
    return pl_scan__slice(sc, start, start + eof->end);
}

bool pl_scan__refs(pl_scanner *sc, uint32_t start, bool inside)
{
    found f = { sc, start };
    pl_walk_result got =
        pl_walk(&sc->walker, &sc->tokens, lexed_text(sc, start), inside, on_traversal, &f);
    if (got.bad)
        pl_scan__broken(sc);
    return got.one;
}

typedef struct items {
    uint32_t traversals, resources;
} items;

static void count_item(void *ctx, const pl_traversal *t)
{
    items *n = ctx;
    target to;
    n->traversals++;
    n->resources += !t->file && classify(t, &to) && to == TO_KIND;
}

/* A tuple at one level, of nothing but the tokens of traversals: then it is a list
 * when all traversals are references and there are as many as commas, or one more. */
bool pl_scan__is_list(pl_scanner *sc, uint32_t start)
{
    const pl_token *t = sc->tokens.list.at;
    uint32_t commas = 0, depth = 0;
    bool item = true; /* one may begin here */
    if (t->kind != PL_T_OBRACK)
        return false;
    for (; t->kind != PL_T_EOF; t++) {
        switch (t->kind) {
        case PL_T_COMMENT:
        case PL_T_NEWLINE: continue;
        case PL_T_OBRACK:
            if (depth++ && item) /* an item, not an index */
                return false;
            break;
        case PL_T_CBRACK:
            if (--depth == 0 && t[1].kind != PL_T_EOF)
                return false;
            break;
        case PL_T_COMMA: commas += depth == 1; break;
        case PL_T_IDENT:
        case PL_T_DOT:
        case PL_T_NUMBER_LIT:
        case PL_T_OQUOTE:
        case PL_T_QUOTED_LIT:
        case PL_T_CQUOTE: break;
        default: return false;
        }
        if (depth)
            item = t->kind == PL_T_COMMA || (t->kind == PL_T_OBRACK && depth == 1);
    }
    items n = { 0 };
    pl_walk(&sc->walker, &sc->tokens, lexed_text(sc, start), false, count_item, &n);
    return n.traversals == n.resources && n.resources == commas + !item;
}

/* ---- from bytes */

typedef struct reader {
    const unsigned char *at, *end;
} reader;

static bool is_letter(unsigned char c)
{
    return (unsigned)((c | 0x20) - 'a') < 26 || c == '_';
}

/* name.name.name at the cursor, with nothing but a blank, a comma or a bracket
 * behind it. False: something else. */
static bool read_traversal(reader *r, const unsigned char *base, pl_traversal *t)
{
    const unsigned char *start = r->at, *p = start;
    t->n = 0;
    while (p < r->end && is_letter(*p)) {
        p = pl_run_name(p, r->end);
        if (t->n < PL_COUNT(t->ends))
            t->ends[t->n] = (uint32_t)(p - start);
        t->n++;
        if (p < r->end && *p == '.') {
            p++;
            continue;
        }
        if (p < r->end && *p >= 0x80)
            return false;
        t->path = (pl_str){ (const char *)start, (size_t)(p - start) };
        t->start = (uint32_t)(start - base);
        t->end = (uint32_t)(p - base);
        r->at = p;
        return true;
    }
    return false;
}

static bool is_constant(pl_str s)
{
    return pl_str_eq(s, PL_S("true")) || pl_str_eq(s, PL_S("false")) || pl_str_eq(s, PL_S("null"));
}

static void skip_blank(reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' ||
                              (*r->at == '\r' && r->end - r->at > 1 && r->at[1] == '\n')))
        r->at++;
}

/* `[` a, b, c `]` with or without a last comma. */
static pl_plain_refs tuple(pl_scanner *sc, reader r, const unsigned char *base)
{
    size_t n_refs = sc->refs.n, text = sc->text.len;
    bool list = true;
    r.at++;
    skip_blank(&r);
    while (r.at < r.end && *r.at != ']') {
        pl_traversal t;
        if (!read_traversal(&r, base, &t) || is_constant(pl_str_sub(t.path, 0, t.ends[0])) ||
            pl_str_eq(t.path, PL_S("for")))
            break;
        list &= add_traversal(sc, &t, 0);
        skip_blank(&r);
        if (r.at < r.end && *r.at == ',') {
            r.at++;
            skip_blank(&r);
        } else if (r.at < r.end && *r.at != ']') {
            break;
        }
    }
    if (r.end - r.at == 1 && *r.at == ']')
        return list ? PL_REFS_LIST : PL_REFS_TUPLE;
    sc->refs.n = n_refs;
    sc->text.len = text;
    return PL_REFS_NONE;
}

pl_plain_refs pl_scan__plain_refs(pl_scanner *sc, uint32_t start, uint32_t end)
{
    const unsigned char *base = (const unsigned char *)sc->file.ptr;
    reader r = { base + start, base + end };
    pl_traversal t;
    if (start >= end)
        return PL_REFS_NONE;
    if (*r.at == '[')
        return tuple(sc, r, base);
    if (!read_traversal(&r, base, &t) || r.at != r.end ||
        is_constant(pl_str_sub(t.path, 0, t.ends[0])))
        return PL_REFS_NONE;
    add_traversal(sc, &t, 0);
    return PL_REFS_ONE;
}
