/* part.c - making a part from the rows of the scanner.
 *
 * In the arena they are next to each other: the part, its entries and their sentinel, attributes,
 * references, tags, and the text.
 *
 * Rows were collected in the order of the source, in which those of a block may be on both sides of
 * the blocks inside it. In most files that does not happen, and the rows are copied as they are;
 * otherwise they are counted per entry and put in place. Both ways are stable. */
#include "index/part.h"
#include <string.h>
#include "base/hash.h"
#include "index/scanner.h"

/* at[i] becomes the first row of entry i, at[n] the number of rows. Each row begins with its
 * entry. False: the rows are not in the order of entries. */
static bool slices(uint32_t *at, uint32_t n, const void *rows, size_t n_rows, size_t size)
{
    const char *row = rows;
    uint32_t last = 0, entry;
    memset(at, 0, (n + 1) * sizeof *at);
    for (size_t i = 0; i < n_rows; i++, row += size) {
        memcpy(&entry, row, sizeof entry);
        if (entry < last)
            return false;
        while (last < entry)
            at[++last] = (uint32_t)i;
    }
    while (last < n)
        at[++last] = (uint32_t)n_rows;
    return true;
}

/* Like slices(), for rows in any order. next[i] becomes the position of the next row of entry i. */
static void count(uint32_t *at, uint32_t *next, uint32_t n, const void *rows, size_t n_rows,
                  size_t size)
{
    const char *row = rows;
    uint32_t entry;
    memset(at, 0, (n + 1) * sizeof *at);
    for (size_t i = 0; i < n_rows; i++, row += size) {
        memcpy(&entry, row, sizeof entry);
        pl_assert(entry < n);
        at[entry + 1]++;
    }
    for (uint32_t i = 0; i < n; i++) {
        at[i + 1] += at[i];
        next[i] = at[i];
    }
}

static uint32_t count_lines(const pl_scanner *sc)
{
    /* sc->line is the line after the last newline, which does not count if nothing follows. */
    size_t len = sc->file.len;
    return len && sc->file.ptr[len - 1] != '\n' ? sc->line : sc->line - 1;
}

const pl_part *pl_part__make(pl_scanner *sc, pl_arena *arena)
{
    uint32_t n = (uint32_t)sc->entries.n;
    size_t n_attrs = sc->attrs.n, n_tags = sc->tags.n, n_refs = sc->refs.n;
    pl_part *part = pl_arena_take(arena, sizeof *part, _Alignof(pl_part));
    pl_part_entry *entries =
        pl_arena_take(arena, (n + 1) * sizeof *entries, _Alignof(pl_part_entry));
    pl_part_attr *attrs = pl_arena_take(arena, n_attrs * sizeof *attrs, _Alignof(pl_part_attr));
    pl_part_ref *refs = pl_arena_take(arena, n_refs * sizeof *refs, _Alignof(pl_part_ref));
    pl_part_tag *tags = pl_arena_take(arena, n_tags * sizeof *tags, _Alignof(pl_part_tag));
    char *text = pl_arena_take(arena, sc->text.len, 1);
    if (n)
        memcpy(entries, sc->entries.at, n * sizeof *entries);
    entries[n] = (pl_part_entry){ .parent = PL_NONE };
    if (sc->text.len)
        memcpy(text, sc->text.ptr, sc->text.len);

    sc->order.n = 0;
    pl_vec_reserve(&sc->order, 2 * ((size_t)n + 1));
    uint32_t *at = sc->order.at, *next = at + n + 1;
#define PLACE(list, to, slice)                                                                     \
    do {                                                                                           \
        size_t size = sizeof *sc->list.at;                                                         \
        if (slices(at, n, sc->list.at, sc->list.n, size)) {                                        \
            for (size_t i = 0; i < sc->list.n; i++)                                                \
                (to)[i] = sc->list.at[i].row;                                                      \
        } else {                                                                                   \
            count(at, next, n, sc->list.at, sc->list.n, size);                                     \
            for (size_t i = 0; i < sc->list.n; i++)                                                \
                (to)[next[sc->list.at[i].entry]++] = sc->list.at[i].row;                           \
        }                                                                                          \
        for (uint32_t i = 0; i <= n; i++)                                                          \
            entries[i].slice = at[i];                                                              \
    } while (0)
    PLACE(attrs, attrs, attrs);
    PLACE(refs, refs, refs);
    PLACE(tags, tags, tags);
#undef PLACE

    pl_assert(entries[n].attrs == n_attrs && entries[n].tags == n_tags &&
              entries[n].refs == n_refs);
    *part = (pl_part){ .text = text,
                       .entries = entries,
                       .attrs = attrs,
                       .tags = tags,
                       .refs = refs,
                       .n_entries = n,
                       .n_attrs = (uint32_t)n_attrs,
                       .n_tags = (uint32_t)n_tags,
                       .n_refs = (uint32_t)n_refs,
                       .text_len = (uint32_t)sc->text.len,
                       .n_lines = count_lines(sc),
                       .hash = pl_hash_str(sc->file),
                       .recovered = sc->recovered };
    return part;
}
