#include "schema/attr.h"
#include "base/str.h"
#include "schema/word.h"

static const pl_str names[PL_ATTR_COUNT] = { /* ORDER attrs */
#define X(id, name) [PL_ATTR_##id] = { name, sizeof(name) - 1 },
                                             PL_ATTRS(X)
#undef X
};

/* A perfect hash, because the scanner looks up every attribute it meets. First byte, last byte and
 * length distinguish the names; each has a slot of its own. */
#define SLOT(first, last, len) (((size_t)(first) + 2 * (size_t)(last) + 5 * (len)) & 63)
static const uint8_t slots[64] = {
    /* ORDER attrs */
    [SLOT('t', 'e', 5)] = 1 + PL_ATTR_TITLE,
    [SLOT('d', 'n', 11)] = 1 + PL_ATTR_DESCRIPTION,
    [SLOT('d', 'n', 13)] = 1 + PL_ATTR_DOCUMENTATION,
    [SLOT('t', 's', 4)] = 1 + PL_ATTR_TAGS,
    [SLOT('c', 'y', 8)] = 1 + PL_ATTR_CATEGORY,
    [SLOT('d', 'y', 7)] = 1 + PL_ATTR_DISPLAY,
    [SLOT('w', 'h', 5)] = 1 + PL_ATTR_WIDTH,
    [SLOT('t', 'e', 4)] = 1 + PL_ATTR_TYPE,
    [SLOT('b', 'e', 4)] = 1 + PL_ATTR_BASE,
    [SLOT('c', 'n', 8)] = 1 + PL_ATTR_CHILDREN,
    [SLOT('s', 'l', 3)] = 1 + PL_ATTR_SQL,
    [SLOT('q', 'y', 5)] = 1 + PL_ATTR_QUERY,
    [SLOT('a', 's', 4)] = 1 + PL_ATTR_ARGS,
    [SLOT('s', 'y', 8)] = 1 + PL_ATTR_SEVERITY,
    [SLOT('d', 'e', 8)] = 1 + PL_ATTR_DATABASE,
    [SLOT('d', 't', 7)] = 1 + PL_ATTR_DEFAULT,
    [SLOT('v', 'e', 5)] = 1 + PL_ATTR_VALUE,
};

pl_str pl_attr_name(pl_attr_id id)
{
    return names[id];
}

bool pl_attr_find(pl_str name, pl_attr_id *out)
{
    if (!name.len)
        return false;
    const unsigned char *s = (const unsigned char *)name.ptr;
    unsigned found = slots[SLOT(s[0], s[name.len - 1], name.len)];
    if (!found || !pl_word_same(names[found - 1], name))
        return false;
    *out = (pl_attr_id)(found - 1);
    return true;
}
