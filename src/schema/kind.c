#include "schema/kind.h"
#include "base/str.h"
#include "schema/word.h"

enum {
    TOP = PL_KIND_IS_TOP,
    LABEL = PL_KIND_HAS_LABEL,
    NAMER = PL_KIND_IS_NAMER,
    TREE = PL_KIND_IN_TREE,
    QUERY = PL_KIND_IS_PROVIDER,
    PANEL = PL_KIND_IS_PANEL,
    HOLDER = PL_KIND_IS_HOLDER,
    GRAPH = PL_KIND_IS_GRAPH,
    IN_BOARD = PL_KIND_IN_BOARD,
    IN_GRAPH = PL_KIND_IN_GRAPH,
    ASKS = PL_KIND_ASKS,
    ASKS_IN = PL_KIND_ASKS_INSIDE,
    HIDDEN = PL_KIND_IS_HIDDEN,
};

const uint16_t pl_kind__flags[PL_KIND_COUNT] = {
#define X(kind, word, name, flags, ...) [PL_KIND_##kind] = (flags),
#include "schema/kinds.def"
#undef X
};

static const struct {
    pl_str word, name;
} kinds[PL_KIND_COUNT] = {
/* ORDER kinds */
#define X(kind, word, name, flags, ...) [PL_KIND_##kind] = { PL_S(word), PL_S(name) },
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

/* Perfect hashes, because the scanner looks up every block and every reference it meets. First
 * byte, last byte and length distinguish the words, and the names. */
#define SLOT(first, last, len) (((first) + 2 * (last) + 2 * (len)) & 63)
#define SAME(kind, first, last, len) [SLOT(first, last, len)] = 1 + PL_KIND_##kind
/* The kinds whose name is their word. */
#define SAME_NAMES /* ORDER kinds */                                                               \
    SAME(MOD, 'm', 'd', 3), SAME(QUERY, 'q', 'y', 5), SAME(CONTROL, 'c', 'l', 7),                  \
        SAME(BENCHMARK, 'b', 'k', 9), SAME(DETECTION, 'd', 'n', 9), SAME(DASHBOARD, 'd', 'd', 9),  \
        SAME(CONTAINER, 'c', 'r', 9), SAME(CARD, 'c', 'd', 4), SAME(CHART, 'c', 't', 5),           \
        SAME(IMAGE, 'i', 'e', 5), SAME(INPUT, 'i', 't', 5), SAME(TABLE, 't', 'e', 5),              \
        SAME(TEXT, 't', 't', 4), SAME(FLOW, 'f', 'w', 4), SAME(GRAPH, 'g', 'h', 5),                \
        SAME(HIERARCHY, 'h', 'y', 9), SAME(NODE, 'n', 'e', 4), SAME(EDGE, 'e', 'e', 4),            \
        SAME(CATEGORY, 'c', 'y', 8), SAME(WITH, 'w', 'h', 4)
static const uint8_t words[64] = {
    SAME_NAMES,
    SAME(VARIABLE, 'v', 'e', 8),
    SAME(LOCAL, 'l', 's', 6),
};
static const uint8_t names[64] = {
    SAME_NAMES,
    SAME(VARIABLE, 'v', 'r', 3),
    SAME(LOCAL, 'l', 'l', 5),
};

static unsigned slot(const uint8_t table[64], pl_str s)
{
    if (!s.len)
        return 0;
    unsigned char first = (unsigned char)s.ptr[0], last = (unsigned char)s.ptr[s.len - 1];
    return table[SLOT(first, last, s.len)];
}

bool pl_kind_find(pl_str word, pl_kind *out)
{
    unsigned found = slot(words, word);
    if (!found || !pl_word_same(kinds[found - 1].word, word))
        return false;
    *out = (pl_kind)(found - 1);
    return true;
}

bool pl_kind_find_name(pl_str name, pl_kind *out)
{
    unsigned found = slot(names, name);
    if (!found || !pl_word_same(kinds[found - 1].name, name))
        return false;
    *out = (pl_kind)(found - 1);
    return true;
}

/* The kinds with a flag. */
#define BIT_IF(kind, flags, flag) | ((flags) & (flag) ? PL_KIND_BIT(PL_KIND_##kind) : 0)
static const uint32_t board_kinds = 0
#define X(kind, word, name, flags, ...) BIT_IF(kind, flags, IN_BOARD)
#include "schema/kinds.def"
#undef X
    ;
static const uint32_t graph_kinds = 0
#define X(kind, word, name, flags, ...) BIT_IF(kind, flags, IN_GRAPH)
#include "schema/kinds.def"
#undef X
    ;

uint32_t pl_kind_children(pl_kind kind)
{
    unsigned flags = pl_kind_flags(kind);
    return (flags & HOLDER ? board_kinds : 0) | (flags & GRAPH ? graph_kinds : 0);
}
