/* part.c - the scanner's rows to a part.
 *
 * They lie side by side in the arena: the part, its entries and their sentinel,
 * attrs, refs, tags, and the text.
 *
 * Rows were collected in the order of the source, where those of a block may stand
 * on both sides of the blocks inside it. They are counted per entry and put in
 * place, stable. */
#include "index/scanner.h"
#include "base/hash.h"
#include <string.h>

/* Rows begin with the number of their entry; counts[i + 1] counts those of entry i,
 * then counts[i] is where they begin. */
static void place(uint32_t *at, uint32_t n_entries, const void *rows, size_t n, size_t size)
{
    const char *row = rows;
    memset(at, 0, (n_entries + 2) * sizeof *at);
    for (size_t i = 0; i < n; i++, row += size) {
        uint32_t entry;
        memcpy(&entry, row, sizeof entry);
        at[entry + 2]++;
    }
    for (uint32_t i = 2; i < n_entries + 2; i++)
        at[i] += at[i - 1];
}

static uint32_t count_lines(const pl_scanner *sc)
{
    /* sc->line is the line behind the last newline: none, when nothing follows it. */
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
    pl_vec_reserve(&sc->order, n + 2);
    uint32_t *at = sc->order.at;
/* After the loop at[i + 1] has moved to where the rows of entry i end. */
#define PLACE(list, to, slice)                                                                     \
    do {                                                                                           \
        place(at, n, sc->list.at, sc->list.n, sizeof *sc->list.at);                                \
        for (uint32_t i = 0; i <= n; i++)                                                          \
            entries[i].slice = at[i + 1];                                                          \
        for (size_t i = 0; i < sc->list.n; i++)                                                    \
            (to)[at[sc->list.at[i].entry + 1]++] = sc->list.at[i].row;                             \
    } while (0)
    PLACE(attrs, attrs, attrs);
    PLACE(refs, refs, refs);
    PLACE(tags, tags, tags);
#undef PLACE

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
