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

/* Perfect hashes, because the scanner looks up every block and every reference it meets. */
#include "schema/slots.def"

static unsigned slot(const uint8_t table[SLOTS], pl_str s)
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
