/* scan_refs.c - which traversals are references, and what they refer to (mod-language.md 10.1).
 *
 * The kind is the first or the second part of a traversal. Powerpipe lists variables and most
 * kinds under `references`; references to other kinds are kept because they show what depends on
 * what (lazy-workspace.md 5.2, dep_ids). */
#include "index/scanner.h"
#include "base/str.h"

typedef enum target {
    TO_NOTHING,
    TO_VARIABLE,
    TO_LOCAL,
    TO_CONNECTION,
    TO_KIND,   /* recorded */
    TO_HIDDEN, /* not recorded */
    TARGETS
} target;
_Static_assert((int)TARGETS == (int)PL_SCAN_TARGETS, "one place per sort in the scanner");

static inline target target_of(const char *word, size_t len)
{
    pl_str s = { word, len };
    pl_kind kind;
    if (pl_kind_find_name(s, &kind)) {
        if (kind == PL_KIND_VARIABLE)
            return TO_VARIABLE;
        if (kind == PL_KIND_LOCAL)
            return TO_LOCAL;
        return pl_kind_flags(kind) & PL_KIND_IS_HIDDEN ? TO_HIDDEN : TO_KIND;
    }
    if (pl_str_eq(s, PL_S("param")))
        return TO_KIND;
    return pl_str_eq(s, PL_S("connection")) ? TO_CONNECTION : TO_NOTHING;
}

/* What does a traversal refer to? Returns how much of its path is needed to tell; 0: nothing. */
static inline uint32_t classify(const pl_traversal *t, target *to)
{
    const uint32_t *ends = t->ends;
    if (t->n < 2)
        return 0;
    *to = target_of(t->path.ptr, ends[0]);
    switch (*to) {
    case TO_VARIABLE: return (uint32_t)t->path.len;
    case TO_CONNECTION: return ends[t->n > 2 ? 2 : 1];
    case TO_NOTHING: break;
    default: return ends[1];
    }
    if (t->n < 3)
        return 0;
    *to = target_of(t->path.ptr + ends[0] + 1, ends[1] - ends[0] - 1);
    if (*to == TO_VARIABLE) /* of a dependency: not recorded */
        *to = TO_HIDDEN;
    return *to == TO_KIND || *to == TO_HIDDEN ? ends[2] : 0;
}

static inline void add_ref(pl_scanner *sc, pl_span to, bool recorded, uint32_t start, uint32_t end)
{
    pl_scan_ref *ref = pl_vec_add(&sc->refs);
    ref->entry = sc->ref.entry;
    ref->row = (pl_part_ref){ .to = to,
                              .attr = sc->ref.attr,
                              .block = sc->ref.block,
                              .in_param = sc->ref.in_param,
                              .recorded = recorded && sc->ref.recorded,
                              .start = start,
                              .end = end };
}

/* Keep `s` in the text of the part. If the last target of this sort was the same, it is shared:
 * locals occur often in a file. */
static pl_span keep_target(pl_scanner *sc, target to, pl_str s)
{
    pl_span *last = &sc->last_target[to];
    if (last->len != s.len || last->at + s.len > sc->text.len ||
        memcmp(sc->text.ptr + last->at, s.ptr, s.len) != 0)
        *last = pl_scan__keep(sc, s);
    return *last;
}

bool pl_scan__add_traversal(pl_scanner *sc, const pl_traversal *t, uint32_t start)
{
    target to;
    uint32_t len = classify(t, &to);
    if (!len)
        return false;
    pl_span span = keep_target(sc, to, (pl_str){ t->path.ptr, len });
    add_ref(sc, span, to == TO_KIND || to == TO_VARIABLE, start + t->start, start + t->end);
    return to == TO_KIND;
}

void pl_scan__add_file(pl_scanner *sc, pl_str path, uint32_t start, uint32_t end)
{
    pl_span to = pl_scan__keep(sc, PL_S("file:"));
    to.len += pl_scan__keep(sc, path).len;
    add_ref(sc, to, false, start, end);
}

/* ---- from tokens */

typedef struct found {
    pl_scanner *sc;
    uint32_t start;
} found;

static void on_traversal(void *ctx, const pl_traversal *t)
{
    found *f = ctx;
    if (t->file)
        pl_scan__add_file(f->sc, t->path, f->start + t->start, f->start + t->end);
    else
        pl_scan__add_traversal(f->sc, t, f->start);
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
    target to = TO_KIND; /* gcc does not see under TSan that it is set */
    n->traversals++;
    n->resources += !t->file && classify(t, &to) && to == TO_KIND;
}

/* Is the value a list? The tokens must be those of a tuple with nothing but traversals in it, at
 * one level: it is a list if all traversals are references, and if there are as many of them as
 * commas, or one more. */
bool pl_scan__is_list(pl_scanner *sc, uint32_t start)
{
    const pl_token *t = sc->tokens.list.at;
    uint32_t commas = 0, depth = 0;
    bool item = true; /* an item may begin here */
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
