/* part.h - what scanning one file yields, before it is linked to the others.
 *
 * A part is plain data in an arena: arrays, and one block of text that its
 * spans point into (the file's bytes need not outlive the scan). Nothing
 * in it depends on other files, on the mod's name, or on the order of work, so
 * parts of unchanged files can be kept and linked again.
 *
 *   entries[]  blocks that are resources, and single locals, in source order: a
 *              block before the blocks inside it. `parent` is the enclosing entry.
 *   attrs[]    source ranges of attributes worth finding again (schema/attr.h). Not of
 *              those whose value the entry holds whole: a literal title, a short literal
 *              description, a literal width, tags of which each is literal
 *   tags[]     literal and provisional tags
 *   refs[]     every reference, as listed in mod-language.md 10.1 plus those
 *              that only drive invalidation (local, connection, node, edge, file)
 *
 * The slices of an entry are [x, x of the next entry): arrays are in entry order,
 * and a sentinel entry stands at the end (entries[n]).
 * Threads: immutable once scanned. */
#ifndef PL_INDEX_PART_H
#define PL_INDEX_PART_H
#include "base/arena.h"
#include "base/diag.h"

#define PL_NONE UINT32_MAX

typedef struct pl_span {
    uint32_t at, len; /* in part->text; len 0 is the empty text */
} pl_span;

/* Bits of pl_part_entry.flags and pl_ix_entry.flags: ORDER entry flags */
enum {
    PL_ENTRY_ANONYMOUS = 1 << 0,     /* block without a label */
    PL_ENTRY_TOP_BLOCK = 1 << 1,     /* stands at the top level of its file */
    PL_ENTRY_DETECTION = 1 << 2,     /* benchmark with the literal type "detection" */
    PL_ENTRY_TITLE_OPEN = 1 << 3,    /* title needs evaluation (lazy-workspace.md 5.4, 5.6) */
    PL_ENTRY_DESC_OPEN = 1 << 4,     /* description needs evaluation */
    PL_ENTRY_TAGS_OPEN = 1 << 5,     /* tags need evaluation: all of them (lazy-workspace.md 5.5) */
    PL_ENTRY_CHILDREN_OPEN = 1 << 6, /* children is not a tuple of traversals */
    PL_ENTRY_HAS_SQL = 1 << 7,       /* sql or query present */
    PL_ENTRY_HAS_ARGS = 1 << 8,
    PL_ENTRY_HAS_PARAMS = 1 << 9,
    PL_ENTRY_FIRST = 1 << 9, /* the same bit of a local: the first of its block */
    PL_ENTRY_HAS_BASE = 1 << 10,
    PL_ENTRY_HAS_TITLE = 1 << 11, /* own title attribute present: no title from base */
    PL_ENTRY_HAS_TAGS = 1 << 12,
    PL_ENTRY_DUPLICATE = 1 << 13, /* an earlier entry has its name (lazy-workspace.md F9) */
    PL_ENTRY_BROKEN = 1 << 14,    /* block in which the scanner had to recover */
    PL_ENTRY_HAS_CHILDREN = 1 << 15,
    PL_ENTRY_HAS_DESC = 1 << 16,
};

typedef struct pl_part_entry {
    uint32_t start,
        end; /* bytes: block keyword ... one past the closing brace; a local: its attribute */
    uint32_t line, end_line; /* from 1: of the first byte and of the last */
    uint32_t parent;         /* entry index in this part, or PL_NONE */
    uint32_t flags;
    pl_span label;       /* first label, decoded; a local: its name */
    pl_span title;       /* literal or provisional text */
    pl_span description; /* the same; only when at most PL_PART_INLINE bytes, else read it at its
                            attr */
    uint32_t attrs, tags, refs; /* first of the entry's slice */
    uint64_t hash;              /* of the block's bytes */
    uint8_t kind;               /* pl_kind */
    uint8_t width;              /* literal width 0-12, 255 when absent or not literal */
    uint32_t sub;               /* for a dashboard or container: nothing yet, 0 */
} pl_part_entry;

enum { PL_PART_INLINE = 96 };

/* Bits of pl_part_attr.flags */
enum {
    PL_ATTR_LITERAL =
        1 << 0,           /* literal: text is its value (empty when long, not a string, or SQL) */
    PL_ATTR_REF = 1 << 1, /* exactly one plain traversal */
    PL_ATTR_HEREDOC = 1 << 2,
    PL_ATTR_BLOCK = 1 << 3, /* written as a nested block (tags { ... }) */
};

typedef struct pl_part_attr {
    uint16_t id; /* pl_attr_id, schema/attr.h */
    uint16_t flags;
    uint32_t start, end;     /* bytes of the expression (of the block for PL_ATTR_BLOCK) */
    uint32_t line, end_line; /* of the whole attribute, name to last token */
    pl_span text; /* short literal: decoded value; PL_ATTR_REF: its parts joined by dots */
} pl_part_attr;

typedef struct pl_part_tag {
    pl_span key, value;
    bool open; /* value needs evaluation; then value is the provisional text */
} pl_part_tag;

typedef struct pl_part_ref {
    pl_span to;    /* "query.x", "dep.query.x", "var.x.y", "self.input.i", "local.l" */
    pl_span attr;  /* attribute name */
    pl_span block; /* name of the holding block (a param block's label); empty: the entry's own */
    bool in_param; /* inside a param block of the entry */
    bool recorded; /* listed under `references` by real Powerpipe (mod-language.md 10.1) */
    uint32_t start, end; /* bytes of the traversal */
} pl_part_ref;

typedef struct pl_part {
    const char *text;
    const pl_part_entry *entries; /* n_entries + 1 */
    const pl_part_attr *attrs;
    const pl_part_tag *tags;
    const pl_part_ref *refs;
    uint32_t n_entries, n_attrs, n_tags, n_refs, text_len;
    uint32_t n_lines;
    uint64_t hash;  /* of the file's bytes */
    bool recovered; /* the scanner met something it could not read */
} pl_part;

static inline pl_str pl_part_str(const pl_part *part, pl_span s)
{
    return (pl_str){ part->text + s.at, s.len };
}

#endif
