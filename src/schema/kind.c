#include "schema/kind.h"
#include "base/str.h"

enum {
    TOP = PL_KIND_IS_TOP,
    LABEL = PL_KIND_HAS_LABEL,
    NAMER = PL_KIND_IS_NAMER,
    TREE = PL_KIND_IN_TREE,
    QUERY = PL_KIND_IS_PROVIDER,
    PANEL = PL_KIND_IS_PANEL,
};

static const struct {
    pl_str word, name;
    unsigned flags;
} kinds[PL_KIND_COUNT] = {
    /* ORDER kinds */
#define X(kind, word, name, flags) [PL_KIND_##kind] = { PL_S(word), PL_S(name), flags },
#include "schema/kinds.def"
#undef X
};

pl_str pl_kind_word(pl_kind kind)
{
    return kinds[kind].word;
}

pl_str pl_kind_name(pl_kind kind)
{
    return kinds[kind].name;
}

unsigned pl_kind_flags(pl_kind kind)
{
    return kinds[kind].flags;
}

/* A perfect hash: the scanner asks for every block it meets. First byte, last byte
 * and length tell the words apart; each has a slot of its own. */
#define SLOT(first, last, len) (((first) + 2 * (last) + 2 * (len)) & 63)
static const uint8_t slots[64] = {
    /* ORDER kinds */
    [SLOT('m', 'd', 3)] = 1 + PL_KIND_MOD,       [SLOT('v', 'e', 8)] = 1 + PL_KIND_VARIABLE,
    [SLOT('l', 's', 6)] = 1 + PL_KIND_LOCAL,     [SLOT('q', 'y', 5)] = 1 + PL_KIND_QUERY,
    [SLOT('c', 'l', 7)] = 1 + PL_KIND_CONTROL,   [SLOT('b', 'k', 9)] = 1 + PL_KIND_BENCHMARK,
    [SLOT('d', 'n', 9)] = 1 + PL_KIND_DETECTION, [SLOT('d', 'd', 9)] = 1 + PL_KIND_DASHBOARD,
    [SLOT('c', 'r', 9)] = 1 + PL_KIND_CONTAINER, [SLOT('c', 'd', 4)] = 1 + PL_KIND_CARD,
    [SLOT('c', 't', 5)] = 1 + PL_KIND_CHART,     [SLOT('i', 'e', 5)] = 1 + PL_KIND_IMAGE,
    [SLOT('i', 't', 5)] = 1 + PL_KIND_INPUT,     [SLOT('t', 'e', 5)] = 1 + PL_KIND_TABLE,
    [SLOT('t', 't', 4)] = 1 + PL_KIND_TEXT,      [SLOT('f', 'w', 4)] = 1 + PL_KIND_FLOW,
    [SLOT('g', 'h', 5)] = 1 + PL_KIND_GRAPH,     [SLOT('h', 'y', 9)] = 1 + PL_KIND_HIERARCHY,
    [SLOT('n', 'e', 4)] = 1 + PL_KIND_NODE,      [SLOT('e', 'e', 4)] = 1 + PL_KIND_EDGE,
    [SLOT('c', 'y', 8)] = 1 + PL_KIND_CATEGORY,  [SLOT('w', 'h', 4)] = 1 + PL_KIND_WITH,
};

bool pl_kind_find(pl_str word, pl_kind *out)
{
    if (!word.len)
        return false;
    const unsigned char *s = (const unsigned char *)word.ptr;
    unsigned found = slots[SLOT(s[0], s[word.len - 1], word.len)];
    if (!found || !pl_str_eq(kinds[found - 1].word, word))
        return false;
    *out = (pl_kind)(found - 1);
    return true;
}

/* Names differ from words in two places only. */
bool pl_kind_find_name(pl_str name, pl_kind *out)
{
    pl_kind kind = PL_KIND_COUNT;
    if (pl_str_eq(name, PL_S("var")))
        kind = PL_KIND_VARIABLE;
    else if (pl_str_eq(name, PL_S("local")))
        kind = PL_KIND_LOCAL;
    else if (!pl_kind_find(name, &kind) || !pl_str_eq(kinds[kind].name, name))
        return false;
    *out = kind;
    return true;
}

#define BIT(kind) PL_KIND_BIT(PL_KIND_##kind)
enum {
    IN_DASHBOARD = BIT(DASHBOARD) | BIT(CARD) | BIT(CHART) | BIT(CONTAINER) | BIT(DETECTION) |
                   BIT(BENCHMARK) | BIT(FLOW) | BIT(GRAPH) | BIT(HIERARCHY) | BIT(IMAGE) |
                   BIT(INPUT) | BIT(TABLE) | BIT(TEXT) | BIT(WITH),
    IN_GRAPH = BIT(CATEGORY) | BIT(NODE) | BIT(EDGE) | BIT(WITH),
};

uint32_t pl_kind_children(pl_kind kind)
{
    switch (kind) {
    case PL_KIND_DASHBOARD:
    case PL_KIND_CONTAINER: return IN_DASHBOARD;
    case PL_KIND_FLOW:
    case PL_KIND_GRAPH:
    case PL_KIND_HIERARCHY: return IN_GRAPH;
    default: return 0;
    }
}

bool pl_kind_allows_plain(pl_kind kind, pl_str word)
{
    static const struct {
        pl_kind kind;
        pl_str word;
    } plain[] = {
        { PL_KIND_MOD, PL_S("require") },         { PL_KIND_MOD, PL_S("requires") },
        { PL_KIND_MOD, PL_S("opengraph") },       { PL_KIND_CHART, PL_S("legend") },
        { PL_KIND_CHART, PL_S("series") },        { PL_KIND_CHART, PL_S("axes") },
        { PL_KIND_TABLE, PL_S("column") },        { PL_KIND_INPUT, PL_S("option") },
        { PL_KIND_CATEGORY, PL_S("fold") },       { PL_KIND_CATEGORY, PL_S("property") },
        { PL_KIND_VARIABLE, PL_S("validation") },
    };
    if (pl_str_eq(word, PL_S("param")))
        return (kinds[kind].flags & PL_KIND_IS_PROVIDER) != 0;
    for (size_t i = 0; i < PL_COUNT(plain); i++)
        if (plain[i].kind == kind && pl_str_eq(plain[i].word, word))
            return true;
    return false;
}
