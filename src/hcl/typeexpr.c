/* typeexpr.c - reads a parsed expression as a type: keywords, constructors, optional attributes,
 * and the forms that only variables may have. */
#include "hcl/typeexpr.h"
#include "base/map.h"
#include "base/str.h"
#include "hcl/parse.h"

typedef struct reader {
    pl_type_default_fn *defaults; /* NULL: not allowed */
    void *ctx;
    pl_arena *arena;
    pl_diags *diags; /* NULL: report nothing */
} reader;

static const pl_type *read_type(const reader *rd, const pl_expr *e);

__attribute__((format(printf, 3, 4))) static const pl_type *bad(const reader *rd, pl_range range,
                                                                const char *detail, ...)
{
    if (!rd->diags)
        return NULL;
    pl_buf text = { 0 };
    va_list args;
    va_start(args, detail);
    pl_buf_vprintf(&text, detail, args);
    va_end(args);
    pl_diag_raw(rd->diags, PL_ERROR, PL_DIAG_INVALID_TYPE, range,
                PL_S("Invalid type specification"), pl_buf_view(&text));
    pl_buf_done(&text);
    return NULL;
}

static bool is_word(pl_str s, const char *word)
{
    return pl_str_eq(s, pl_str_cstr(word));
}

static bool is_collection(pl_str word)
{
    return is_word(word, "list") || is_word(word, "set") || is_word(word, "map");
}

/* The range of the parentheses of a call. */
static pl_range args_range(const pl_expr *call)
{
    return (pl_range){ call->call.open.start, call->call.close.end };
}

static const pl_type *not_a_type(const reader *rd, const pl_expr *e)
{
    return bad(rd, e->range,
               "A type specification is either a primitive type keyword (bool, number, string) or "
               "a complex type constructor call, like list(string).");
}

static const pl_type *misplaced_optional(const reader *rd, pl_range range)
{
    return bad(rd, range,
               "Keyword \"optional\" is valid only as a modifier for object type attributes.");
}

/* Report a constructor without its argument. NULL: `word` is not a constructor. */
static const char *wants_argument(pl_str word)
{
    if (is_collection(word))
        return "The %.*s type constructor requires one argument specifying the element type.";
    if (is_word(word, "object"))
        return "The %.*s type constructor requires one argument specifying the attribute types and "
               "values as a map.";
    if (is_word(word, "tuple"))
        return "The %.*s type constructor requires one argument specifying the element types as a "
               "list.";
    return NULL;
}

static const pl_type *no_argument(const reader *rd, pl_range range, pl_str word)
{
    pl_buf text = { 0 };
    const char *format = wants_argument(word);
    pl_buf_printf(&text, format, PL_FMT(word));
    bad(rd, range, "%.*s", PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
    return NULL;
}

static const pl_type *read_keyword(const reader *rd, const pl_expr *e, pl_str word)
{
    const pl_type *type;
    if (pl_type_keyword(word, &type))
        return type;
    if (wants_argument(word))
        return no_argument(rd, e->range, word);
    if (is_word(word, "optional"))
        return misplaced_optional(rd, e->range);
    return bad(rd, e->range, "The keyword \"%.*s\" is not a valid type specification.",
               PL_FMT(word));
}

/* ---- constructors */

static pl_type_kind collection_kind(pl_str word)
{
    return is_word(word, "list") ? PL_TYPE_LIST : is_word(word, "set") ? PL_TYPE_SET : PL_TYPE_MAP;
}

static const pl_type *read_tuple(const reader *rd, const pl_expr *arg)
{
    if (arg->kind != PL_E_TUPLE)
        return bad(rd, arg->range, "Tuple type constructor requires a list of element types.");
    const pl_type **items = pl_arena_alloc(rd->arena, arg->tuple.n * sizeof *items);
    uint32_t n = 0;
    bool good = true;
    for (const pl_item *item = arg->tuple.items; item; item = item->next) {
        items[n] = read_type(rd, item->expr);
        good &= items[n++] != NULL;
    }
    return good ? pl_type_tuple(rd->arena, items, n) : NULL;
}

/* Read optional(T) or optional(T, default) as the type of an attribute. */
static const pl_type *read_optional(const reader *rd, const pl_expr *call)
{
    const pl_item *arg = call->call.args;
    if (!arg)
        return bad(rd, args_range(call),
                   "Optional attribute modifier requires the attribute type as its argument.");
    if (!rd->defaults && arg->next)
        return bad(rd, args_range(call),
                   "Optional attribute modifier expects only one argument: the attribute type.");
    if (arg->next && arg->next->next)
        return bad(rd, args_range(call),
                   "Optional attribute modifier expects at most two arguments: the attribute type, "
                   "and a default value.");
    const pl_type *type = read_type(rd, arg->expr);
    if (type && arg->next && !rd->defaults(rd->ctx, arg->next->expr, type, rd->diags))
        return NULL;
    return type;
}

static bool read_attr(const reader *rd, const pl_pair *pair, pl_type_attr *out)
{
    const pl_expr *value = pair->value;
    out->optional = value->kind == PL_E_CALL && is_word(value->call.name, "optional");
    out->type = out->optional ? read_optional(rd, value) : read_type(rd, value);
    return out->type != NULL;
}

/* Read the argument of object(...), a constructor { name = type, ... }. NULL with errors. */
static const pl_type *read_object(const reader *rd, const pl_expr *arg)
{
    if (arg->kind != PL_E_OBJECT)
        return bad(
            rd, arg->range,
            "Object type constructor requires a map whose keys are attribute names and whose "
            "values are the corresponding attribute types.");
    pl_type_attr *attrs = pl_arena_alloc(rd->arena, arg->object.n * sizeof *attrs);
    pl_map names = { 0 };
    uint32_t n = 0;
    bool good = true;
    for (const pl_pair *pair = arg->object.pairs; pair; pair = pair->next) {
        pl_str name;
        bool fresh = false, word = pl_expr_keyword(pair->key, &name);
        if (word)
            pl_map_put(&names, name, n, &fresh);
        if (!word)
            bad(rd, pair->key->range, "Object constructor map keys must be attribute names.");
        else if (!fresh)
            bad(rd, pair->key->range, "Object constructor map keys must be unique.");
        else
            attrs[n].name = name;
        good &= fresh && read_attr(rd, pair, &attrs[n]);
        n += good;
    }
    pl_map_done(&names);
    return good ? pl_type_object(rd->arena, attrs, n) : NULL;
}

/* Read a call as a type: list(T), set(T), map(T), tuple([...]), object({...}). NULL with errors. */
static const pl_type *read_call(const reader *rd, const pl_expr *e)
{
    pl_str name = e->call.name;
    const pl_item *arg = e->call.args;
    const pl_type *simple;
    if (is_word(name, "any"))
        return bad(rd, args_range(e), "Type constraint keyword \"any\" does not expect arguments.");
    if (pl_type_keyword(name, &simple))
        return bad(rd, args_range(e), "Primitive type keyword \"%.*s\" does not expect arguments.",
                   PL_FMT(name));
    if (is_word(name, "optional"))
        return misplaced_optional(rd, e->call.name_range);
    if (!wants_argument(name))
        return bad(rd, e->range, "Keyword \"%.*s\" is not a valid type constructor.", PL_FMT(name));
    if (!arg)
        return no_argument(rd, args_range(e), name);
    if (arg->next) {
        const pl_item *last = arg->next;
        while (last->next)
            last = last->next;
        pl_range extra = { arg->next->expr->range.start, last->expr->range.end };
        return no_argument(rd, extra, name);
    }
    if (is_word(name, "tuple"))
        return read_tuple(rd, arg->expr);
    if (is_word(name, "object"))
        return read_object(rd, arg->expr);
    const pl_type *elem = read_type(rd, arg->expr);
    return elem ? pl_type_collection(rd->arena, collection_kind(name), elem) : NULL;
}

static const pl_type *read_type(const reader *rd, const pl_expr *e)
{
    pl_str word;
    if (pl_expr_keyword(e, &word))
        return read_keyword(rd, e, word);
    return e->kind == PL_E_CALL ? read_call(rd, e) : not_a_type(rd, e);
}

const pl_type *pl_type_parse(const pl_expr *expr, pl_type_default_fn *defaults, void *ctx,
                             pl_arena *arena, pl_diags *diags)
{
    return read_type(&(reader){ defaults, ctx, arena, diags }, expr);
}

/* ---- variables of mods */

typedef struct names {
    const pl_str *at;
    size_t n;
} names;

/* Read connection, connection.T, or a list of those. */
static const pl_type *read_connection(pl_arena *arena, const pl_expr *e, names known)
{
    if (e->kind == PL_E_CALL && is_word(e->call.name, "list") && e->call.n == 1) {
        const pl_type *elem = read_connection(arena, e->call.args->expr, known);
        return elem ? pl_type_collection(arena, PL_TYPE_LIST, elem) : NULL;
    }
    if (e->kind != PL_E_TRAVERSAL || !is_word(e->traversal.root, "connection"))
        return NULL;
    const pl_step *step = e->traversal.steps;
    if (!step)
        return pl_type_capsule(arena, PL_S("connection"));
    if (step->is_index || step->next)
        return NULL;
    for (size_t i = 0; i < known.n; i++)
        if (pl_str_eq(known.at[i], step->text))
            return pl_type_capsule(arena,
                                   pl_arena_printf(arena, "connection.%.*s", PL_FMT(step->text)));
    return NULL;
}

const pl_type *pl_type_parse_variable(const pl_attr *attr, const pl_str *connections, size_t n,
                                      pl_arena *arena, pl_diags *diags)
{
    const pl_expr *e = attr->expr;
    const pl_type *type;
    pl_str word;
    if (pl_expr_keyword(e, &word) && is_collection(word))
        return pl_type_collection(arena, collection_kind(word), pl_type_simple(PL_TYPE_ANY));
    type = read_type(&(reader){ .arena = arena }, e);
    if (!type)
        type = read_connection(arena, e, (names){ connections, n });
    if (!type)
        pl_diag_raw(diags, PL_ERROR, PL_DIAG_INVALID_TYPE, attr->range,
                    PL_S("A type specification is either a primitive type keyword (bool, number, "
                         "string), complex type constructor call or Turbot custom type "
                         "(connection, notifier)"),
                    PL_S(""));
    return type;
}
