/* scanner.h - the scanner's state, and the functions that its files share. Private to the room.
 *
 *   scan.c       walks items and blocks, opens and closes entries
 *   scan_attr.c  one attribute: what its value is, what of it is kept
 *   scan_tags.c  tags, from the tokens of an object or call
 *   scan_text.c  the text of a template without evaluating it
 *   scan_refs.c  which traversals are references
 *   scan_plain.c expressions in the commonest shapes, from bytes
 *   scan_walk.c  tokens of an expression to its traversals
 *   part.c       scratch to a part in the arena
 *
 * While a file is scanned, rows of all entries lie in the order of the source;
 * part.c brings them into the order of their entries. Spans point into `text`.
 *
 *   source bytes --scan.c--> blocks, attributes --scan_attr.c--> value --+--> rows --part.c--> part
 *                                                                        |
 *       short cuts by bytes (scan_plain.c), or tokens (scan_walk.c) -----+
 *
 * Where to add an attribute that the index keeps: schema/attr.h names it, scan_attr.c decides what
 * of its value is kept.
 *
 * Threads: one at a time. */
#ifndef PL_INDEX_SCANNER_H
#define PL_INDEX_SCANNER_H
#include "index/scan.h"
#include "base/assert.h"
#include "base/buf.h"
#include "base/vec.h"
#include "lex/head.h"
#include "lex/lex.h"
#include "lex/skip.h"
#include "schema/attr.h"
#include "schema/kind.h"
#include <string.h>

enum {
    PL_SCAN_DEPTH = 1024, /* blocks open at a time; more are skipped whole */
    PL_SCAN_TARGETS = 6,  /* sorts of target of a reference */
};

typedef enum pl_scan_role {
    PL_ROLE_ENTRY,  /* a resource */
    PL_ROLE_PARAM,  /* a param block directly in a resource */
    PL_ROLE_TAGS,   /* tags written as a block */
    PL_ROLE_LOCALS, /* each attribute is an entry */
    PL_ROLE_PLAIN,  /* any other block inside a resource: only what it refers to counts */
} pl_scan_role;

typedef struct pl_scan_block {
    uint32_t entry;             /* innermost entry, or PL_NONE */
    uint32_t seen;              /* attributes met, a bit per pl_attr_id: the first of two counts.
                                   Of locals: 1 when there was one */
    pl_span name;               /* label of a block that is not an entry */
    uint32_t start, line, tags; /* of a block of tags: its place, its first row */
    uint8_t role;               /* pl_scan_role */
    bool recorded;              /* references found here are recorded (mod-language.md 10.1) */
    bool items;                 /* an item of it was read already */
    bool one_line;              /* its first item stands on the line of the brace */
} pl_scan_block;

typedef struct pl_scan_attr {
    uint32_t entry;
    pl_part_attr row;
} pl_scan_attr;
typedef struct pl_scan_tag {
    uint32_t entry;
    pl_part_tag row;
} pl_scan_tag;
typedef struct pl_scan_ref {
    uint32_t entry;
    pl_part_ref row;
} pl_scan_ref;

typedef struct pl_walk_frame pl_walk_frame; /* scan_walk.c */

typedef struct pl_walker {
    PL_VEC(pl_walk_frame) frames;
    PL_VEC(pl_str) bound; /* names that a `for` binds here */
    pl_buf path;          /* parts of the traversal at hand, joined by dots */
} pl_walker;

/* Parts of a traversal, joined by dots: `ends` of the first ones. */
typedef struct pl_traversal {
    pl_str path;
    uint32_t ends[3];
    uint32_t n;          /* parts in all */
    uint32_t start, end; /* bytes, as the tokens count them */
    bool file;           /* no traversal: the literal path that file() or templatefile() reads */
} pl_traversal;

struct pl_scanner {
    pl_skipper skip;
    pl_tokens tokens;
    pl_walker walker;
    PL_VEC(pl_scan_block) blocks; /* open ones */
    PL_VEC(pl_part_entry) entries;
    PL_VEC(pl_scan_attr) attrs;
    PL_VEC(pl_scan_tag) tags;
    PL_VEC(pl_scan_ref) refs;
    PL_VEC(uint32_t) order; /* part.c */
    pl_buf text;            /* of the part */
    pl_buf scratch;
    pl_span attr_names[PL_ATTR_COUNT];    /* where they are in `text`; len 0: not yet */
    pl_span last_target[PL_SCAN_TARGETS]; /* scan_refs.c */
    pl_str file;
    uint32_t line; /* of the current place, from 1 */
    bool recovered;
    bool wide;      /* skip with AVX2 */
    bool by_tokens; /* take no short cuts (tests: the rows must be the same) */

    /* what the references found now belong to */
    struct {
        uint32_t entry;
        pl_span attr, block;
        bool in_param, recorded;
    } ref;
};

/* For tests: choose between ways that have to give the same rows. */
void pl_scan__ways(pl_scanner *sc, bool wide, bool by_tokens);

/* Note that the parser will reject this place: in the innermost open entry, if there is one. */
void pl_scan__broken(pl_scanner *sc);
/* Copy `s` into the text of the part. */
static inline pl_span pl_scan__keep(pl_scanner *sc, pl_str s)
{
    pl_span span = { (uint32_t)sc->text.len, (uint32_t)s.len };
    pl_assert(s.len <= UINT32_MAX - sc->text.len);
    if (s.len > sc->text.cap - sc->text.len)
        pl_buf_reserve(&sc->text, s.len);
    if (s.len)
        memcpy(sc->text.ptr + span.at, s.ptr, s.len);
    sc->text.len += s.len;
    return span;
}
static inline pl_str pl_scan__slice(const pl_scanner *sc, uint32_t start, uint32_t end)
{
    pl_assert(start <= end && end <= sc->file.len);
    return (pl_str){ sc->file.ptr + start, end - start };
}

/* The attribute of `head` in block `b` (an element of sc->blocks, NULL: at the top
 * level). Returns where its value ends; sc->line is moved there. */
uint32_t pl_scan__attr(pl_scanner *sc, const pl_head *head, pl_scan_block *b);

/* The kind of a value, as far as its tokens show it. */
typedef enum pl_value_kind {
    PL_VALUE_TEXT,     /* one template without interpolation */
    PL_VALUE_TEMPLATE, /* one with */
    PL_VALUE_NUMBER,
    PL_VALUE_CONSTANT, /* true, false, null */
    PL_VALUE_OTHER,
} pl_value_kind;
/* The kind of a value that begins with neither a quote nor a heredoc. */
pl_value_kind pl_scan__plain_kind(pl_str s);
bool pl_scan__is_constant(pl_str s);

/* Append the text of the template `value`, quoted or heredoc, to `out`: its value,
 * or with `holes` (insides of interpolations) its literal parts. */
void pl_scan__template(pl_scanner *sc, pl_range value, const pl_range *holes, size_t n_holes,
                       pl_buf *out);
/* Decode a PL_VALUE_TEXT into the text of the part. False when it is longer than `most` bytes. */
bool pl_scan__literal(pl_scanner *sc, const pl_skip *v, uint32_t most, pl_span *out);
/* Append the shortest decimal of the number `raw`; false when that takes a real
 * number (too long, not a number). */
bool pl_scan__number(pl_str raw, pl_buf *out);
/* The label `raw` as written, decoded, in the text of the part. */
pl_span pl_scan__label(pl_scanner *sc, pl_str raw);

/* Add the tags of the value at `start`, whose tokens are in sc->tokens. True when all of them need
 * evaluation. */
bool pl_scan__tags(pl_scanner *sc, uint32_t start, uint32_t entry);
/* Add a tag. For a template, sc->skip.holes are the insides of its interpolations. */
void pl_scan__tag(pl_scanner *sc, uint32_t entry, pl_span key, pl_value_kind kind, pl_range value);
/* Of several tags with one key that were added since row `from`, keep the last. */
void pl_scan__unique_tags(pl_scanner *sc, size_t from);

/* Tokens of [start, end) into sc->tokens; their ranges count from `start`. */
void pl_scan__lex(pl_scanner *sc, uint32_t start, uint32_t end);
/* Record the references of the tokens that pl_scan__lex left; `inside`: of an interpolation. True
 * when they are exactly one traversal, whose parts are then in sc->walker.path. */
bool pl_scan__refs(pl_scanner *sc, uint32_t start, bool inside);

/* References of [start, end) without tokens, when it is an expression of the
 * commonest shapes; with `tags` also its tags, which are then literal or open each. */
typedef enum pl_attr_shape {
    PL_SHAPE_NONE, /* it is not: nothing was recorded */
    PL_SHAPE_NUMBER,
    PL_SHAPE_CONSTANT,
    PL_SHAPE_TRAVERSAL,
    PL_SHAPE_LIST, /* a tuple of references to resources, perhaps empty */
    PL_SHAPE_OBJECT,
    PL_SHAPE_OTHER,
} pl_attr_shape;
pl_attr_shape pl_scan__plain(pl_scanner *sc, uint32_t start, uint32_t end, bool tags);
/* Record the reference that `t` makes, if any; true when it is one to a resource.
 * Ranges count from `start`. */
bool pl_scan__add_traversal(pl_scanner *sc, const pl_traversal *t, uint32_t start);
/* Record that the expression reads the file `path`. */
void pl_scan__add_file(pl_scanner *sc, pl_str path, uint32_t start, uint32_t end);
/* The tokens are a tuple of references to resources and nothing else. */
bool pl_scan__is_list(pl_scanner *sc, uint32_t start);

typedef void pl_traversal_fn(void *ctx, const pl_traversal *t);
typedef struct pl_walk_result {
    bool one; /* all tokens are one traversal */
    bool bad; /* an equals sign outside all brackets */
} pl_walk_result;
/* Each traversal of an expression that no `for` binds, in order (hcl.md 2.8).
 * `inside`: the tokens stood in an interpolation, where newlines are blanks. */
pl_walk_result pl_walk(pl_walker *w, const pl_tokens *tokens, pl_str text, bool inside,
                       pl_traversal_fn *fn, void *ctx);
void pl_walker_done(pl_walker *w);

/* part.c: the part of all rows that were collected, in `arena`. */
const pl_part *pl_part__make(pl_scanner *sc, pl_arena *arena);

#endif
