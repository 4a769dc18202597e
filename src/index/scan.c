/* scan.c - walking a file from item to item.
 *
 * The machine of lex/head.rl reads one header. Values are skipped and examined by scan_attr.c;
 * blocks are entered, so the nesting is in the stack of open blocks and not in the C stack. A
 * block that is not a resource and not inside one is skipped as a whole.
 *
 * What the parser would reject is noted (`recovered`) and skipped, as in the parser (hcl.md
 * 2.7): after a word followed by nonsense, scanning goes on with the next line; after nonsense
 * inside a block, with the end of the block. At the top level scanning goes on with the next
 * line, because an index of half a file is better than none. */
#include "index/scan.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "index/scanner.h"

pl_scanner *pl_scanner_new(void)
{
    pl_scanner *sc = pl_mem_zalloc(sizeof *sc);
    sc->wide = pl_skip_wide();
    return sc;
}

void pl_scan__ways(pl_scanner *sc, bool wide, bool by_tokens)
{
    sc->wide = wide && pl_skip_wide();
    sc->by_tokens = by_tokens;
}

void pl_scanner_free(pl_scanner *sc)
{
    if (!sc)
        return;
    pl_skip_done(&sc->skip);
    pl_tokens_done(&sc->tokens);
    pl_walker_done(&sc->walker);
    pl_vec_done(&sc->blocks);
    pl_vec_done(&sc->entries);
    pl_vec_done(&sc->attrs);
    pl_vec_done(&sc->tags);
    pl_vec_done(&sc->refs);
    pl_vec_done(&sc->order);
    pl_buf_done(&sc->text);
    pl_buf_done(&sc->scratch);
    pl_mem_free(sc);
}

/* ---- blocks */

static pl_scan_block *innermost(pl_scanner *sc)
{
    return sc->blocks.n ? &sc->blocks.at[sc->blocks.n - 1] : NULL;
}

/* Does the block type `word` in block `in` (NULL: at the top level) make an entry? */
static bool is_entry(const pl_scanner *sc, pl_str word, const pl_scan_block *in, pl_kind *kind,
                     uint32_t *flags)
{
    *flags = 0;
    if (!pl_kind_find(word, kind)) {
        if (in || !pl_str_eq(word, PL_S("detection_benchmark")))
            return false;
        *kind = PL_KIND_BENCHMARK;
        *flags = PL_ENTRY_DETECTION;
    }
    if (!in)
        return (pl_kind_flags(*kind) & PL_KIND_IS_TOP) && *kind != PL_KIND_LOCAL;
    return in->role == PL_ROLE_ENTRY &&
           pl_kind_allows((pl_kind)sc->entries.at[in->entry].kind, *kind);
}

static pl_scan_role role_of(pl_str word, const pl_scan_block *in)
{
    if (!in)
        return PL_ROLE_LOCALS;
    if (in->role == PL_ROLE_ENTRY && pl_str_eq(word, PL_S("param")))
        return PL_ROLE_PARAM;
    if (in->role == PL_ROLE_ENTRY && pl_str_eq(word, PL_S("tags")))
        return PL_ROLE_TAGS;
    return PL_ROLE_PLAIN;
}

static void open_entry(pl_scanner *sc, const pl_head *head, pl_kind kind, uint32_t flags,
                       const pl_scan_block *in)
{
    if (!in)
        flags |= PL_ENTRY_TOP_BLOCK;
    if (!head->n_labels)
        flags |= PL_ENTRY_ANONYMOUS;
    uint32_t parent = in ? in->entry : PL_NONE, entry = (uint32_t)sc->entries.n;
    pl_span label = { 0 };
    if (head->n_labels)
        label = pl_scan__label(sc, pl_scan__slice(sc, head->label, head->label_end));
    pl_vec_push(&sc->entries, ((pl_part_entry){ .start = head->start,
                                                .line = sc->line,
                                                .parent = parent,
                                                .flags = flags,
                                                .label = label,
                                                .kind = (uint8_t)kind,
                                                .width = 255 }));
    pl_vec_push(&sc->blocks,
                ((pl_scan_block){ .entry = entry,
                                  .role = PL_ROLE_ENTRY,
                                  .recorded = kind != PL_KIND_MOD && kind != PL_KIND_VARIABLE }));
}

/* Open a block inside a resource that is not a resource itself, or a block of locals. */
static void open_inner(pl_scanner *sc, const pl_head *head, pl_str word, const pl_scan_block *in)
{
    pl_scan_block b = { .entry = in ? in->entry : PL_NONE,
                        .role = (uint8_t)role_of(word, in),
                        .start = head->start,
                        .line = sc->line,
                        .tags = (uint32_t)sc->tags.n };
    if (head->n_labels)
        b.name = pl_scan__label(sc, pl_scan__slice(sc, head->label, head->label_end));
    if (b.role == PL_ROLE_PARAM) {
        sc->entries.at[b.entry].flags |= PL_ENTRY_HAS_PARAMS;
        b.recorded = in->recorded;
    }
    if (b.role == PL_ROLE_TAGS)
        sc->entries.at[b.entry].flags |= PL_ENTRY_HAS_TAGS;
    pl_vec_push(&sc->blocks, b);
}

/* Skip the block that begins at `from`: nothing in it belongs into the image. */
static uint32_t skip_block(pl_scanner *sc, uint32_t from)
{
    pl_skip got;
    pl_skip_body(&sc->skip, from, &got);
    sc->line += got.lines;
    if (got.bad || got.stop != PL_SKIP_BRACE)
        pl_scan__broken(sc);
    return got.at + (got.stop == PL_SKIP_BRACE);
}

static uint32_t open_block(pl_scanner *sc, const pl_head *head)
{
    const pl_scan_block *in = innermost(sc);
    pl_str word = pl_scan__slice(sc, head->start, head->word_end);
    pl_kind kind;
    uint32_t flags;
    bool entry = is_entry(sc, word, in, &kind, &flags);
    bool inside = in && in->role != PL_ROLE_LOCALS;
    if (sc->blocks.n >= PL_SCAN_DEPTH ||
        !(entry || inside || (!in && pl_str_eq(word, PL_S("locals"))))) {
        if (sc->blocks.n >= PL_SCAN_DEPTH)
            pl_scan__broken(sc);
        sc->line += head->inside;
        return skip_block(sc, head->at);
    }
    if (entry)
        open_entry(sc, head, kind, flags, in);
    else
        open_inner(sc, head, word, in);
    sc->line += head->inside;
    return head->at;
}

/* Take the tags that were written as block `b`, which ends before `end`. */
static void close_tags(pl_scanner *sc, const pl_scan_block *b, uint32_t end)
{
    bool open = false;
    pl_scan__unique_tags(sc, b->tags);
    for (size_t i = b->tags; i < sc->tags.n; i++)
        open |= sc->tags.at[i].row.open;
    if (!open)
        return;
    pl_part_attr row = { .id = PL_ATTR_TAGS,
                         .flags = PL_ATTR_BLOCK,
                         .start = b->start,
                         .end = end,
                         .line = b->line,
                         .end_line = sc->line };
    pl_vec_push(&sc->attrs, ((pl_scan_attr){ b->entry, row }));
}

/* Close the innermost block, which ends before `end`, on the line of sc->line. */
static void close_block(pl_scanner *sc, uint32_t end)
{
    pl_scan_block b = sc->blocks.at[--sc->blocks.n];
    if (b.role == PL_ROLE_TAGS)
        close_tags(sc, &b, end);
    if (b.role != PL_ROLE_ENTRY)
        return;
    pl_part_entry *e = &sc->entries.at[b.entry];
    e->end = end;
    e->end_line = sc->line;
    e->hash = pl_hash_str(pl_scan__slice(sc, e->start, end));
}

/* ---- items */

/* Is `head` at a place where an item, or the end of the block, may be (hcl.md 2.1)? Blocks are
 * `{}`, `{ one = attribute }`, or have each item on a line of its own. */
static bool well_placed(pl_scan_block *b, bool first_in_file, const pl_head *head)
{
    if (!b)
        return head->newline || first_in_file || head->kind == PL_HEAD_END;
    bool first = !b->items;
    b->items = true;
    if (first && !head->newline)
        b->one_line = head->kind == PL_HEAD_ATTR;
    if (b->one_line)
        return !head->newline && (first || head->kind == PL_HEAD_CLOSE);
    return head->newline || (first && head->kind == PL_HEAD_CLOSE);
}

/* Recover after a word or a byte that does not begin an item. Returns where to go on. */
static uint32_t recover(pl_scanner *sc, const pl_head *head)
{
    pl_skip got;
    pl_scan__broken(sc);
    sc->line += head->inside;
    if (head->kind == PL_HEAD_JUNK && sc->blocks.n) { /* the rest of the block */
        pl_skip_body(&sc->skip, head->at, &got);
        sc->line += got.lines;
        return got.at;
    }
    pl_skip_value(&sc->skip, head->at, &got);
    sc->line += got.lines;
    /* A brace at the top level closes nothing; a comment or newline is for the machine. */
    return got.at + (got.stop == PL_SKIP_BRACE && !sc->blocks.n);
}

/* Scan the file from byte `at` to its end, item by item. */
static void walk(pl_scanner *sc, uint32_t at)
{
    bool first = true;
    for (;; first = false) {
        pl_head head;
        pl_scan_block *b = innermost(sc);
        pl_head_next(sc->file, at, &head);
        sc->line += head.lines;
        if (!well_placed(b, first, &head))
            pl_scan__broken(sc);
        switch ((pl_head_kind)head.kind) {
        case PL_HEAD_ATTR: at = pl_scan__attr(sc, &head, b); break;
        case PL_HEAD_BLOCK: at = open_block(sc, &head); break;
        case PL_HEAD_CLOSE:
            if (b)
                close_block(sc, head.at);
            else
                sc->recovered = true;
            at = head.at;
            break;
        case PL_HEAD_END: return;
        case PL_HEAD_WORD:
        case PL_HEAD_JUNK:
            if (head.at >= sc->file.len) {
                pl_scan__broken(sc);
                return;
            }
            at = recover(sc, &head);
            break;
        }
    }
}

static void begin(pl_scanner *sc, pl_str text)
{
    sc->file = text;
    sc->line = 1;
    sc->recovered = false;
    sc->blocks.n = sc->entries.n = sc->attrs.n = sc->tags.n = sc->refs.n = 0;
    sc->text.len = 0;
    memset(sc->attr_names, 0, sizeof sc->attr_names);
    memset(sc->last_target, 0, sizeof sc->last_target);
    pl_skip_begin(&sc->skip, text, sc->wide);
}

const pl_part *pl_scan_file(pl_scanner *sc, pl_str text, pl_arena *arena)
{
    begin(sc, text);
    walk(sc, pl_str_starts(text, PL_S("\357\273\277")) ? 3 : 0);
    while (sc->blocks.n) { /* blocks that were never closed */
        pl_scan__broken(sc);
        close_block(sc, (uint32_t)text.len);
    }
    return pl_part__make(sc, arena);
}
