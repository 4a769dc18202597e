/* scan_attr.c - what the scanner keeps of one attribute (lazy-workspace.md 5.4-5.7).
 *
 * A value that is one string, heredoc, number or constant is never tokenised; of
 * one with interpolation only the insides of the outermost `${ }` are. */
#include "index/scanner.h"
#include "base/hash.h"
#include "base/str.h"
#include "lex/run.h"

static bool is_digit(char c)
{
    return (unsigned)(c - '0') < 10;
}

/* The whole of `s` is a number token whose value is a number. */
static bool is_number(pl_str s)
{
    size_t i = 0, digits;
    while (i < s.len && is_digit(s.ptr[i]))
        i++;
    if (!i)
        return false;
    if (i + 1 < s.len && s.ptr[i] == '.' && is_digit(s.ptr[i + 1]))
        for (i++; i < s.len && is_digit(s.ptr[i]);)
            i++;
    if (i + 1 < s.len && (s.ptr[i] | 0x20) == 'e') {
        i += s.ptr[i + 1] == '+' || s.ptr[i + 1] == '-' ? 2 : 1;
        for (digits = i; i < s.len && is_digit(s.ptr[i]);)
            i++;
        if (i == digits)
            return false;
    }
    return i == s.len;
}

static bool is_name_start(char c)
{
    return (unsigned)((c | 0x20) - 'a') < 26 || c == '_';
}

/* name.name.name, ASCII, nothing between. */
static bool is_traversal(pl_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr, *end = p + s.len;
    while (p < end && is_name_start((char)*p)) {
        p = pl_run_name(p, end);
        if (p == end)
            return true;
        if (*p++ != '.')
            return false;
    }
    return false;
}

static bool is_constant(pl_str s)
{
    return pl_str_eq(s, PL_S("true")) || pl_str_eq(s, PL_S("false")) || pl_str_eq(s, PL_S("null"));
}

pl_value_kind pl_scan__plain_kind(pl_str s)
{
    if (is_digit(s.ptr[0]))
        return is_number(s) ? PL_VALUE_NUMBER : PL_VALUE_OTHER;
    if (!is_traversal(s))
        return PL_VALUE_OTHER;
    return is_constant(s) ? PL_VALUE_CONSTANT : PL_VALUE_TRAVERSAL;
}

pl_value_kind pl_scan__kind(const pl_scanner *sc, const pl_skip *v)
{
    if (v->start == v->end)
        return PL_VALUE_OTHER;
    if (v->first)
        return v->first != v->end ? PL_VALUE_OTHER : v->open ? PL_VALUE_TEMPLATE : PL_VALUE_TEXT;
    return pl_scan__plain_kind(pl_scan__slice(sc, v->start, v->end));
}

typedef struct value {
    const pl_skip *v;
    pl_value_kind kind;
    bool one;     /* exactly one traversal */
    bool list;    /* a tuple of references to resources */
    bool lexed;   /* its tokens are in sc->tokens */
    bool held;    /* the entry itself holds all of it: no row is needed */
    pl_span text; /* of a short literal */
    uint32_t line, end_line;
} value;

static bool is_literal(const value *val)
{
    return val->kind == PL_VALUE_TEXT || val->kind == PL_VALUE_NUMBER ||
           val->kind == PL_VALUE_CONSTANT;
}

/* ---- references */

/* Attribute names repeat in a file: those with a number are kept once. */
static pl_span keep_name(pl_scanner *sc, pl_str name)
{
    pl_attr_id id;
    if (!pl_attr_find(name, &id))
        return pl_scan__keep(sc, name);
    if (!sc->attr_names[id].len)
        sc->attr_names[id] = pl_scan__keep(sc, name);
    return sc->attr_names[id];
}

static void take_holes(pl_scanner *sc)
{
    for (size_t i = 0; i < sc->skip.holes.n; i++) {
        pl_range hole = sc->skip.holes.at[i];
        while (hole.start < hole.end && sc->file.ptr[hole.start] == ' ')
            hole.start++;
        while (hole.start < hole.end && sc->file.ptr[hole.end - 1] == ' ')
            hole.end--;
        if (pl_scan__plain_refs(sc, hole.start, hole.end) == PL_REFS_NONE) {
            pl_scan__lex(sc, hole.start, hole.end);
            pl_scan__refs(sc, hole.start, true);
        }
    }
}

/* References of a value, under the name of its attribute. */
static void take_refs(pl_scanner *sc, value *val, pl_str name)
{
    const pl_skip *v = val->v;
    if (is_literal(val))
        return;
    sc->ref.attr = keep_name(sc, name);
    if (val->kind == PL_VALUE_TEMPLATE && !v->control) {
        take_holes(sc);
        return;
    }
    if (val->kind == PL_VALUE_TRAVERSAL || sc->file.ptr[v->start] == '[') {
        pl_plain_refs got = pl_scan__plain_refs(sc, v->start, v->end);
        val->one = got == PL_REFS_ONE;
        val->list = got == PL_REFS_LIST;
        if (got != PL_REFS_NONE)
            return;
    }
    val->lexed = true;
    pl_scan__lex(sc, v->start, v->end);
    val->one = pl_scan__refs(sc, v->start, false);
}

/* ---- attributes of a resource */

/* The text of a literal, unless it is longer than `most`. */
static bool short_text(pl_scanner *sc, const pl_skip *v, uint32_t most, pl_span *out)
{
    enum { SHRINK = 10, INDENT = 4096 }; /* an escape, all there may be before a short heredoc */
    uint32_t len = v->end - v->start;
    size_t at = sc->text.len;
    if (most != UINT32_MAX && len > (sc->file.ptr[v->start] == '"' ? SHRINK * most : INDENT))
        return false;
    pl_scan__template(sc, v->start, v->end, NULL, 0, &sc->text);
    if (sc->text.len - at > most) {
        sc->text.len = at;
        return false;
    }
    *out = (pl_span){ (uint32_t)at, (uint32_t)(sc->text.len - at) };
    return true;
}

/* Title or description: literal, provisional, or open (5.4). */
static pl_span take_text(pl_scanner *sc, value *val, uint32_t most, bool *open)
{
    pl_span span = { 0 };
    size_t at = sc->text.len;
    *open = !is_literal(val);
    val->held = val->kind == PL_VALUE_TEXT ? short_text(sc, val->v, most, &span) : !*open;
    if (val->kind == PL_VALUE_TEMPLATE) {
        pl_scan__template(sc, val->v->start, val->v->end, sc->skip.holes.at, sc->skip.holes.n,
                          &sc->text);
        span = (pl_span){ (uint32_t)at, (uint32_t)(sc->text.len - at) };
    }
    return span;
}

static void take_tags(pl_scanner *sc, value *val, uint32_t entry)
{
    size_t from = sc->tags.n;
    uint32_t flags = PL_ENTRY_HAS_TAGS;
    if (!val->lexed || pl_scan__tags(sc, val->v->start, entry))
        flags |= PL_ENTRY_TAGS_OPEN;
    pl_scan__unique_tags(sc, from);
    val->held = !(flags & PL_ENTRY_TAGS_OPEN);
    for (size_t i = from; i < sc->tags.n; i++)
        val->held &= !sc->tags.at[i].row.open;
    sc->entries.at[entry].flags |= flags;
}

static uint8_t take_width(const pl_scanner *sc, value *val)
{
    pl_str s = pl_scan__slice(sc, val->v->start, val->v->end);
    uint64_t n;
    val->held = val->kind == PL_VALUE_NUMBER && pl_str_to_u64(s, &n) && n <= 12;
    return val->held ? (uint8_t)n : 255;
}

static void take_type(pl_scanner *sc, value *val, pl_part_entry *e)
{
    if (val->kind != PL_VALUE_TEXT || e->kind != PL_KIND_BENCHMARK ||
        !short_text(sc, val->v, PL_PART_INLINE, &val->text))
        return;
    pl_str text = { sc->text.ptr + val->text.at, val->text.len };
    if (pl_str_eq(text, PL_S("detection")))
        e->flags |= PL_ENTRY_DETECTION;
}

/* Set what the entry says of attribute `id`. */
static void take(pl_scanner *sc, value *val, uint32_t entry, pl_attr_id id)
{
    pl_part_entry *e = &sc->entries.at[entry];
    bool open;
    switch (id) {
    case PL_ATTR_TITLE:
        e->title = take_text(sc, val, UINT32_MAX, &open);
        e->flags |= PL_ENTRY_HAS_TITLE | (open ? PL_ENTRY_TITLE_OPEN : 0);
        break;
    case PL_ATTR_DESCRIPTION:
        e->description = take_text(sc, val, PL_PART_INLINE, &open);
        e->flags |= PL_ENTRY_HAS_DESC | (open ? PL_ENTRY_DESC_OPEN : 0);
        break;
    case PL_ATTR_CHILDREN:
        e->flags |= PL_ENTRY_HAS_CHILDREN;
        if (!val->list && !(val->lexed && pl_scan__is_list(sc, val->v->start)))
            e->flags |= PL_ENTRY_CHILDREN_OPEN;
        break;
    case PL_ATTR_TAGS: take_tags(sc, val, entry); break;
    case PL_ATTR_WIDTH: e->width = take_width(sc, val); break;
    case PL_ATTR_TYPE: take_type(sc, val, e); break;
    case PL_ATTR_SQL:
    case PL_ATTR_QUERY: e->flags |= PL_ENTRY_HAS_SQL; break;
    case PL_ATTR_ARGS: e->flags |= PL_ENTRY_HAS_ARGS; break;
    case PL_ATTR_BASE: e->flags |= PL_ENTRY_HAS_BASE; break;
    default: break;
    }
}

static void add_row(pl_scanner *sc, value *val, uint32_t entry, pl_attr_id id)
{
    const pl_skip *v = val->v;
    pl_part_attr row = { .id = (uint16_t)id,
                         .start = v->start,
                         .end = v->end,
                         .line = val->line,
                         .end_line = val->end_line };
    if (is_literal(val))
        row.flags |= PL_ATTR_LITERAL;
    if (val->kind <= PL_VALUE_TEMPLATE && sc->file.ptr[v->start] == '<')
        row.flags |= PL_ATTR_HEREDOC;
    if (val->kind == PL_VALUE_TEXT && !val->text.len && id != PL_ATTR_SQL &&
        id != PL_ATTR_DESCRIPTION)
        short_text(sc, v, PL_PART_INLINE, &val->text);
    if (val->one) {
        row.flags |= PL_ATTR_REF;
        val->text = pl_scan__keep(sc, val->lexed ? pl_buf_view(&sc->walker.path)
                                                 : pl_scan__slice(sc, v->start, v->end));
    }
    row.text = val->text;
    pl_vec_push(&sc->attrs, ((pl_scan_attr){ entry, row }));
}

static void resource_attr(pl_scanner *sc, pl_str name, value *val, pl_scan_block *b)
{
    pl_attr_id id;
    bool known = pl_attr_find(name, &id);
    if (known && b->seen >> id & 1) { /* the first one counts */
        pl_scan__broken(sc);
        known = false;
    }
    take_refs(sc, val, name);
    if (!known)
        return;
    b->seen |= 1u << id;
    take(sc, val, b->entry, id);
    if (!val->held)
        add_row(sc, val, b->entry, id);
}

/* ---- attributes of other blocks */

static void local(pl_scanner *sc, const pl_head *head, pl_str name, value *val)
{
    const pl_skip *v = val->v;
    uint32_t entry = (uint32_t)sc->entries.n, end = v->end > head->at ? v->end : head->at;
    pl_part_entry e = { .start = head->start,
                        .end = end,
                        .line = val->line,
                        .end_line = val->end_line,
                        .parent = PL_NONE,
                        .flags = PL_ENTRY_TOP_BLOCK | (v->bad ? PL_ENTRY_BROKEN : 0),
                        .hash = pl_hash_str(pl_scan__slice(sc, head->start, end)),
                        .kind = PL_KIND_LOCAL,
                        .width = 255 };
    e.label = pl_scan__keep(sc, name);
    pl_vec_push(&sc->entries, e);
    sc->ref.entry = entry;
    take_refs(sc, val, pl_attr_name(PL_ATTR_VALUE));
    add_row(sc, val, entry, PL_ATTR_VALUE);
}

static void tag(pl_scanner *sc, pl_str name, value *val, const pl_scan_block *b)
{
    pl_scan__tag(sc, b->entry, pl_scan__keep(sc, name), val->kind,
                 (pl_range){ val->v->start, val->v->end });
    take_refs(sc, val, name);
}

static bool records(const pl_scanner *sc, const pl_scan_block *b)
{
    if (b->role > PL_ROLE_PARAM)
        return false;
    uint8_t kind = sc->entries.at[b->entry].kind;
    return kind != PL_KIND_MOD && kind != PL_KIND_VARIABLE;
}

uint32_t pl_scan__attr(pl_scanner *sc, const pl_head *head, pl_scan_block *b)
{
    pl_skip v;
    pl_skip_value(&sc->skip, head->at, &v);
    if (v.bad || v.start == v.end)
        pl_scan__broken(sc);
    uint32_t line = sc->line;
    sc->line += head->inside + v.lines;
    if (!b)
        return v.at;
    pl_str name = pl_scan__slice(sc, head->start, head->word_end);
    value val = { .v = &v,
                  .kind = pl_scan__kind(sc, &v),
                  .line = line,
                  .end_line = line + head->inside + v.end_lines };
    sc->ref.entry = b->entry;
    sc->ref.block = b->name;
    sc->ref.in_param = b->role == PL_ROLE_PARAM;
    sc->ref.recorded = records(sc, b);
    switch ((pl_scan_role)b->role) {
    case PL_ROLE_ENTRY: resource_attr(sc, name, &val, b); break;
    case PL_ROLE_LOCALS: local(sc, head, name, &val); break;
    case PL_ROLE_TAGS: tag(sc, name, &val, b); break;
    case PL_ROLE_PARAM:
    case PL_ROLE_PLAIN: take_refs(sc, &val, name); break;
    }
    return v.at;
}
