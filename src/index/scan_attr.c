/* scan_attr.c - what the scanner keeps of an attribute (lazy-workspace.md 5.4-5.7).
 *
 * A value that is a single string, heredoc, number or constant is never tokenised; of one with
 * interpolation only the insides of the outermost `${ }` are. */
#include "index/scanner.h"
#include "base/hash.h"
#include "base/str.h"

typedef struct value {
    const pl_skip *v;
    pl_value_kind kind;
    pl_attr_shape shape;
    bool joined;  /* a single traversal whose parts are in sc->walker.path */
    bool held;    /* the row of the entry has all of it, so it needs no row of its own */
    pl_span text; /* of a short literal */
    uint32_t line, end_line;
} value;

static bool is_literal(const value *val)
{
    return val->kind == PL_VALUE_TEXT || val->kind == PL_VALUE_NUMBER ||
           val->kind == PL_VALUE_CONSTANT;
}

/* ---- references */

/* The name of an attribute in the text of the part. Names with an id occur often in a file and
 * are kept once. */
static pl_span keep_name(pl_scanner *sc, pl_str name, unsigned id)
{
    if (id >= PL_ATTR_COUNT)
        return pl_scan__keep(sc, name);
    if (!sc->attr_names[id].len)
        sc->attr_names[id] = pl_scan__keep(sc, name);
    return sc->attr_names[id];
}

static unsigned id_of(pl_str name)
{
    pl_attr_id id;
    return pl_attr_find(name, &id) ? id : PL_ATTR_COUNT;
}

static void take_holes(pl_scanner *sc)
{
    for (size_t i = 0; i < sc->skip.holes.n; i++) {
        pl_range hole = sc->skip.holes.at[i];
        while (hole.start < hole.end && sc->file.ptr[hole.start] == ' ')
            hole.start++;
        while (hole.start < hole.end && sc->file.ptr[hole.end - 1] == ' ')
            hole.end--;
        if (!pl_scan__plain(sc, hole.start, hole.end, false)) {
            pl_scan__lex(sc, hole.start, hole.end);
            pl_scan__refs(sc, hole.start, true);
        }
    }
}

/* Take the references of a value from its tokens, and note what else the tokens show. */
static void take_tokens(pl_scanner *sc, value *val, unsigned id)
{
    const pl_skip *v = val->v;
    pl_scan__lex(sc, v->start, v->end);
    if (pl_scan__refs(sc, v->start, false))
        val->shape = PL_SHAPE_TRAVERSAL;
    else if (id == PL_ATTR_CHILDREN && pl_scan__is_list(sc, v->start))
        val->shape = PL_SHAPE_LIST;
    else if (id == PL_ATTR_TAGS && !pl_scan__tags(sc, v->start, sc->ref.entry))
        val->shape = PL_SHAPE_OBJECT;
    val->joined = val->shape == PL_SHAPE_TRAVERSAL;
}

/* Find out what kind of value the attribute `name` has, and take its references and, if they are
 * tags, its tags. */
static void look(pl_scanner *sc, value *val, pl_str name, unsigned id)
{
    const pl_skip *v = val->v;
    val->kind = PL_VALUE_OTHER;
    if (v->start == v->end)
        return;
    if (v->first && v->first == v->end) {
        val->kind = v->open ? PL_VALUE_TEMPLATE : PL_VALUE_TEXT;
        if (v->open)
            sc->ref.attr = keep_name(sc, name, id);
        if (v->open && !v->control)
            take_holes(sc);
        else if (v->open) /* a `for` may bind names across the pieces */
            take_tokens(sc, val, id);
        return;
    }
    sc->ref.attr = keep_name(sc, name, id);
    val->shape = pl_scan__plain(sc, v->start, v->end, id == PL_ATTR_TAGS);
    if (val->shape == PL_SHAPE_NONE) {
        val->kind = pl_scan__plain_kind(pl_scan__slice(sc, v->start, v->end));
        if (val->kind == PL_VALUE_OTHER)
            take_tokens(sc, val, id);
    } else if (val->shape == PL_SHAPE_NUMBER) {
        val->kind = PL_VALUE_NUMBER;
    } else if (val->shape == PL_SHAPE_CONSTANT) {
        val->kind = PL_VALUE_CONSTANT;
    }
}

/* ---- attributes of a resource */

/* Take a title or description: literal, provisional, or open (lazy-workspace.md 5.4). */
static pl_span take_text(pl_scanner *sc, value *val, uint32_t most, bool *open)
{
    pl_span span = { 0 };
    size_t at = sc->text.len;
    *open = !is_literal(val);
    val->held = val->kind == PL_VALUE_TEXT ? pl_scan__literal(sc, val->v, most, &span) : !*open;
    if (val->kind == PL_VALUE_TEMPLATE) {
        pl_scan__template(sc, (pl_range){ val->v->start, val->v->end }, sc->skip.holes.at,
                          sc->skip.holes.n, &sc->text);
        span = (pl_span){ (uint32_t)at, (uint32_t)(sc->text.len - at) };
    }
    return span;
}

static void take_tags(pl_scanner *sc, value *val, uint32_t entry, size_t from)
{
    pl_scan__unique_tags(sc, from);
    val->held = val->shape == PL_SHAPE_OBJECT;
    sc->entries.at[entry].flags |= PL_ENTRY_HAS_TAGS | (val->held ? 0 : PL_ENTRY_TAGS_OPEN);
    for (size_t i = from; i < sc->tags.n; i++)
        val->held &= !sc->tags.at[i].row.open;
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
        !pl_scan__literal(sc, val->v, PL_PART_INLINE, &val->text))
        return;
    pl_str text = { sc->text.ptr + val->text.at, val->text.len };
    if (pl_str_eq(text, PL_S("detection")))
        e->flags |= PL_ENTRY_DETECTION;
}

/* Set the fields of the entry that attribute `id` decides; `tags` is the first row of its tags. */
static void take(pl_scanner *sc, value *val, uint32_t entry, pl_attr_id id, size_t tags)
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
        if (val->shape != PL_SHAPE_LIST)
            e->flags |= PL_ENTRY_CHILDREN_OPEN;
        break;
    case PL_ATTR_TAGS: take_tags(sc, val, entry, tags); break;
    case PL_ATTR_WIDTH: e->width = take_width(sc, val); break;
    case PL_ATTR_TYPE: take_type(sc, val, e); break;
    case PL_ATTR_SQL:
    case PL_ATTR_QUERY: e->flags |= PL_ENTRY_HAS_SQL; break;
    case PL_ATTR_ARGS: e->flags |= PL_ENTRY_HAS_ARGS; break;
    case PL_ATTR_BASE: e->flags |= PL_ENTRY_HAS_BASE; break;
    default: break;
    }
}

/* The path of a value that is one traversal. Often it is the target of the reference that was
 * just recorded; then it shares its text. */
static pl_span keep_path(pl_scanner *sc, const value *val)
{
    const pl_skip *v = val->v;
    pl_str path =
        val->joined ? pl_buf_view(&sc->walker.path) : pl_scan__slice(sc, v->start, v->end);
    const pl_part_ref *ref = sc->refs.n ? &sc->refs.at[sc->refs.n - 1].row : NULL;
    if (ref && ref->start == v->start && ref->end == v->end && ref->to.len == path.len)
        return ref->to;
    return pl_scan__keep(sc, path);
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
        pl_scan__literal(sc, v, PL_PART_INLINE, &val->text);
    if (val->shape == PL_SHAPE_TRAVERSAL) {
        row.flags |= PL_ATTR_REF;
        val->text = keep_path(sc, val);
    }
    row.text = val->text;
    pl_vec_push(&sc->attrs, ((pl_scan_attr){ entry, row }));
}

/* Is the value null? That is the same as no attribute (mod-language.md 4.2): nothing is set, and
 * a base may set it. But a variable with the default null does have a default, and args that are
 * null are an error. */
static bool is_unset(const pl_scanner *sc, const value *val, unsigned id)
{
    return val->kind == PL_VALUE_CONSTANT && id != PL_ATTR_DEFAULT && id != PL_ATTR_ARGS &&
           pl_str_eq(pl_scan__slice(sc, val->v->start, val->v->end), PL_S("null"));
}

static void resource_attr(pl_scanner *sc, pl_str name, value *val, pl_scan_block *b)
{
    unsigned id = id_of(name);
    size_t tags = sc->tags.n;
    if (id < PL_ATTR_COUNT && b->seen >> id & 1) { /* the first one counts */
        pl_scan__broken(sc);
        return;
    }
    look(sc, val, name, id);
    if (id == PL_ATTR_COUNT)
        return;
    b->seen |= 1u << id;
    if (is_unset(sc, val, id))
        return;
    take(sc, val, b->entry, (pl_attr_id)id, tags);
    if (!val->held)
        add_row(sc, val, b->entry, (pl_attr_id)id);
}

/* ---- attributes of other blocks */

static void local(pl_scanner *sc, const pl_head *head, pl_str name, value *val, pl_scan_block *b)
{
    const pl_skip *v = val->v;
    uint32_t entry = (uint32_t)sc->entries.n, end = v->end > head->at ? v->end : head->at;
    pl_part_entry e = { .start = head->start,
                        .end = end,
                        .line = val->line,
                        .end_line = val->end_line,
                        .parent = PL_NONE,
                        .flags = PL_ENTRY_TOP_BLOCK | (v->bad ? PL_ENTRY_BROKEN : 0) |
                                 (b->seen ? 0 : PL_ENTRY_FIRST),
                        .hash = pl_hash_str(pl_scan__slice(sc, head->start, end)),
                        .kind = PL_KIND_LOCAL,
                        .width = 255 };
    b->seen = 1;
    e.label = pl_scan__keep(sc, name);
    pl_vec_push(&sc->entries, e);
    sc->ref.entry = entry;
    look(sc, val, pl_attr_name(PL_ATTR_VALUE), PL_ATTR_VALUE);
    add_row(sc, val, entry, PL_ATTR_VALUE);
}

static void tag(pl_scanner *sc, pl_str name, value *val, const pl_scan_block *b)
{
    look(sc, val, name, PL_ATTR_COUNT);
    pl_scan__tag(sc, b->entry, pl_scan__keep(sc, name), val->kind,
                 (pl_range){ val->v->start, val->v->end });
}

/* Take only the references: tags of a nested block belong to no entry. */
static void plain(pl_scanner *sc, pl_str name, value *val)
{
    unsigned id = id_of(name);
    if (id == PL_ATTR_TAGS || id == PL_ATTR_CHILDREN)
        id = PL_ATTR_COUNT;
    look(sc, val, name, id);
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
    value val = { .v = &v, .line = line, .end_line = line + head->inside + v.end_lines };
    sc->ref.entry = b->entry;
    sc->ref.block = b->name;
    sc->ref.in_param = b->role == PL_ROLE_PARAM;
    sc->ref.recorded = b->recorded;
    switch ((pl_scan_role)b->role) {
    case PL_ROLE_ENTRY: resource_attr(sc, name, &val, b); break;
    case PL_ROLE_LOCALS: local(sc, head, name, &val, b); break;
    case PL_ROLE_TAGS: tag(sc, name, &val, b); break;
    case PL_ROLE_PARAM:
    case PL_ROLE_PLAIN: plain(sc, name, &val); break;
    }
    return v.at;
}
