/* unify.c - finds one type to which several can be converted (hcl.md 3.5). */
#include "base/str.h"
#include "value/convert.h"

typedef const pl_type *const *type_list;

static bool all_kind(type_list types, uint32_t n, unsigned kinds)
{
    for (uint32_t i = 0; i < n; i++)
        if (!(kinds >> types[i]->kind & 1))
            return false;
    return true;
}

static bool any_kind(type_list types, uint32_t n, pl_type_kind kind)
{
    for (uint32_t i = 0; i < n; i++)
        if (types[i]->kind == kind)
            return true;
    return false;
}

static const pl_type *collection_of(pl_arena *arena, pl_type_kind kind, const pl_type *elem)
{
    return elem ? pl_type_collection(arena, kind, elem) : NULL;
}

static const pl_type *unify_elements(pl_arena *arena, type_list types, uint32_t n,
                                     pl_type_kind kind)
{
    const pl_type **elems = pl_arena_alloc(arena, n * sizeof *elems);
    for (uint32_t i = 0; i < n; i++)
        elems[i] = types[i]->elem;
    return collection_of(arena, kind, pl_unify(arena, elems, n));
}

/* The element type of n parts that become a collection. No list can hold structures
 * beside values of no type (the untyped null); a map can. */
static const pl_type *unify_as(pl_arena *arena, pl_type_kind kind, type_list parts, uint32_t n)
{
    const pl_type *elem = pl_unify(arena, parts, n);
    bool mixed = elem && elem->kind == PL_TYPE_ANY && !all_kind(parts, n, 1 << PL_TYPE_ANY);
    return mixed && kind == PL_TYPE_LIST ? NULL : elem;
}

/* The element type of a tuple or object seen as a list or map; NULL if its parts have no
 * common type; `any` if it is empty. */
static const pl_type *unify_parts(pl_arena *arena, const pl_type *type, pl_type_kind kind)
{
    const pl_type **parts = pl_arena_alloc(arena, type->n * sizeof *parts);
    for (uint32_t i = 0; i < type->n; i++)
        parts[i] = type->kind == PL_TYPE_TUPLE ? type->items[i] : type->attrs[i].type;
    return unify_as(arena, kind, parts, type->n);
}

/* Unify collections mixed with structures, which become collections first. */
static const pl_type *unify_mixed(pl_arena *arena, type_list types, uint32_t n, pl_type_kind kind)
{
    const pl_type **elems = pl_arena_alloc(arena, n * sizeof *elems);
    uint32_t known = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (types[i]->kind != kind && types[i]->n == 0)
            continue;
        const pl_type *elem =
            types[i]->kind == kind ? types[i]->elem : unify_parts(arena, types[i], kind);
        if (!elem)
            return NULL;
        elems[known++] = elem;
    }
    return collection_of(arena, kind, pl_unify(arena, elems, known));
}

static bool same_names(const pl_type *a, const pl_type *b)
{
    if (a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!pl_str_eq(a->attrs[i].name, b->attrs[i].name))
            return false;
    return true;
}

/* The element type of the collection that all parts of all types together become. */
static const pl_type *unify_all_parts(pl_arena *arena, type_list types, uint32_t n,
                                      pl_type_kind kind)
{
    uint32_t total = 0, at = 0;
    for (uint32_t i = 0; i < n; i++)
        total += types[i]->n;
    const pl_type **parts = pl_arena_alloc(arena, total * sizeof *parts);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < types[i]->n; j++)
            parts[at++] =
                types[i]->kind == PL_TYPE_TUPLE ? types[i]->items[j] : types[i]->attrs[j].type;
    return collection_of(arena, kind, unify_as(arena, kind, parts, total));
}

static const pl_type *unify_objects(pl_arena *arena, type_list types, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (!same_names(types[0], types[i]))
            return unify_all_parts(arena, types, n, PL_TYPE_MAP);
    const pl_type **column = pl_arena_alloc(arena, n * sizeof *column);
    pl_type_attr *attrs = pl_arena_alloc(arena, types[0]->n * sizeof *attrs);
    for (uint32_t a = 0; a < types[0]->n; a++) {
        for (uint32_t i = 0; i < n; i++)
            column[i] = types[i]->attrs[a].type;
        attrs[a] =
            (pl_type_attr){ .name = types[0]->attrs[a].name, .type = pl_unify(arena, column, n) };
        if (!attrs[a].type)
            return NULL;
    }
    return pl_type_object(arena, attrs, types[0]->n);
}

static const pl_type *unify_tuples(pl_arena *arena, type_list types, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (types[i]->n != types[0]->n)
            return unify_all_parts(arena, types, n, PL_TYPE_LIST);
    const pl_type **column = pl_arena_alloc(arena, n * sizeof *column);
    const pl_type **items = pl_arena_alloc(arena, types[0]->n * sizeof *items);
    for (uint32_t a = 0; a < types[0]->n; a++) {
        for (uint32_t i = 0; i < n; i++)
            column[i] = types[i]->items[a];
        if (!(items[a] = pl_unify(arena, column, n)))
            return NULL;
    }
    return pl_type_tuple(arena, items, types[0]->n);
}

/* How general a type is: more general kinds have a higher rank. */
static unsigned generality(const pl_type *type)
{
    static const uint8_t rank[PL_TYPE_KINDS] = {
        [PL_TYPE_STRING] = 9,  [PL_TYPE_NUMBER] = 8, [PL_TYPE_BOOL] = 8, [PL_TYPE_LIST] = 7,
        [PL_TYPE_SET] = 6,     [PL_TYPE_TUPLE] = 5,  [PL_TYPE_MAP] = 4,  [PL_TYPE_OBJECT] = 3,
        [PL_TYPE_CAPSULE] = 2, [PL_TYPE_ANY] = 1,
    };
    return rank[type->kind];
}

static bool all_convert(type_list types, uint32_t n, const pl_type *to)
{
    bool fits = true;
    for (uint32_t i = 0; fits && i < n; i++)
        fits = types[i]->kind == PL_TYPE_ANY || pl_convert_possible(types[i], to);
    return fits;
}

/* The bit of a type's family; types of different families never convert into each other. */
static unsigned family_of(const pl_type *type)
{
    switch ((pl_type_kind)type->kind) {
    case PL_TYPE_ANY: return 0;
    case PL_TYPE_STRING:
    case PL_TYPE_NUMBER:
    case PL_TYPE_BOOL: return 1;
    case PL_TYPE_LIST:
    case PL_TYPE_SET:
    case PL_TYPE_TUPLE: return 2;
    case PL_TYPE_MAP:
    case PL_TYPE_OBJECT: return 4;
    default: return 8;
    }
}

/* How many types are tried as the one to which all others convert. Real values have a handful of
 * types; hostile ones could have a million. */
enum { MOST_CANDIDATES = 64 };

/* The most general of the types that all others convert to. */
static const pl_type *unify_rest(type_list types, uint32_t n)
{
    const pl_type *best = NULL, *failed = NULL;
    unsigned families = 0, tried = 0;
    for (uint32_t i = 0; i < n; i++)
        families |= family_of(types[i]);
    if (families & (families - 1))
        return NULL;
    for (uint32_t i = 0; i < n && tried < MOST_CANDIDATES; i++) {
        if (types[i]->kind == PL_TYPE_ANY || (best && generality(best) >= generality(types[i])) ||
            (failed && pl_type_eq(failed, types[i])))
            continue;
        tried++;
        if (all_convert(types, n, types[i]))
            best = types[i];
        else
            failed = types[i];
    }
    return best;
}

enum {
    LISTS = 1 << PL_TYPE_LIST,
    SETS = 1 << PL_TYPE_SET,
    MAPS = 1 << PL_TYPE_MAP,
    TUPLES = 1 << PL_TYPE_TUPLE,
    OBJECTS = 1 << PL_TYPE_OBJECT,
    ANYS = 1 << PL_TYPE_ANY,
};

/* Unify types that are all of one family, without `any`. *hit is false if they are not. */
static const pl_type *unify_family(pl_arena *arena, type_list types, uint32_t n, bool *hit)
{
    *hit = true;
    if (all_kind(types, n, MAPS))
        return unify_elements(arena, types, n, PL_TYPE_MAP);
    if (all_kind(types, n, LISTS))
        return unify_elements(arena, types, n, PL_TYPE_LIST);
    if (all_kind(types, n, SETS))
        return unify_elements(arena, types, n, PL_TYPE_SET);
    if (all_kind(types, n, OBJECTS))
        return unify_objects(arena, types, n);
    if (all_kind(types, n, TUPLES))
        return unify_tuples(arena, types, n);
    if (all_kind(types, n, MAPS | OBJECTS))
        return unify_mixed(arena, types, n, PL_TYPE_MAP);
    if (all_kind(types, n, LISTS | TUPLES))
        return unify_mixed(arena, types, n, PL_TYPE_LIST);
    *hit = false;
    return NULL;
}

const pl_type *pl_unify(pl_arena *arena, const pl_type *const *types, uint32_t n)
{
    if (n == 0 || all_kind(types, n, ANYS))
        return pl_type_simple(PL_TYPE_ANY);
    bool same = true;
    for (uint32_t i = 1; same && i < n; i++)
        same = pl_type_eq(types[0], types[i]);
    if (same)
        return types[0];
    bool any = any_kind(types, n, PL_TYPE_ANY), hit;
    const pl_type **known = pl_arena_alloc(arena, n * sizeof *known);
    uint32_t n_known = 0;
    for (uint32_t i = 0; i < n; i++)
        if (types[i]->kind != PL_TYPE_ANY)
            known[n_known++] = types[i];
    const pl_type *family = unify_family(arena, known, n_known, &hit);
    if (hit)
        return any ? pl_type_simple(PL_TYPE_ANY) : family;
    if (any_kind(types, n, PL_TYPE_OBJECT) && any_kind(types, n, PL_TYPE_TUPLE))
        return NULL;
    return unify_rest(types, n);
}
