/* format.h - the byte layout of an index image.
 *
 * One read-only block of memory, position independent: the same bytes built in
 * memory, written to disk and mapped again. Little endian, x86-64 and aarch64
 * alike; every section starts at a multiple of 8.
 *
 *   pl_ix_header | section 0 | section 1 | ...          (ORDER sections)
 *
 * Ids are array positions: string id (0 is the empty string), mod id (0 is the
 * workspace mod), file id, entry id. Entries are sorted by mod, file path and
 * offset, a block before the blocks inside it; so a mod's and a file's entries
 * are contiguous, and so are those inside one block.
 *
 * A "slice" field is the position of an entry's first element in another section; the
 * slice ends where that of the next entry begins (a sentinel entry closes the list).
 * CSR sections come in pairs: n + 1 offsets, then the elements.
 *
 * Invariants (what pl_index__verify proves before anyone reads an image):
 *   1. magic, version, byte order, size and checksums are right; sections lie in
 *      order inside the image and hold whole elements
 *   2. string offsets ascend and end at the size of the text
 *   3. every id is below its section's count, or PL_NONE where that is allowed
 *   4. slices and CSR offsets ascend
 *   5. parent blocks come before their children, in the same file; mods' and files'
 *      ranges nest
 *   6. each permutation holds every id of its domain at most once
 *   7. a probe of SLOT ends: one slot is free
 *
 * Strings number less than 2^30, entries less than 2^31, mods less than 2^16; the
 * whole is smaller than 4 GiB.
 */
#ifndef PL_INDEX_FORMAT_H
#define PL_INDEX_FORMAT_H
#include "base/file.h"
#include "index/part.h"
#include <pipelite/kind.h>

#define PL_IX_MAGIC "PLINDEX\n"
enum { PL_IX_VERSION = 4, PL_IX_ORDER = 0x01020304 };

/* ORDER sections: name, element type
 *
 *   *_OFF   the offsets of a CSR pair: by string, mod, entry or pl_kind
 *   MODDEP  mod ids: the direct dependencies of a mod, in the order it requires them
 *   ENTRY   all, and the sentinel
 *   CHILD   entry id, or PL_IX_MISSING | string id of the full name when there is none.
 *           Benchmarks: `children` in its order. Dashboards and containers: their blocks in
 *           source order. Graphs, flows, hierarchies: nodes, then edges. What comes through
 *           `base` is there (mod-language.md 6). A mod: its root entries, by name
 *   PARENT  entry ids, ascending: the entries that hold or list this one, and the mod's own entry
 *           for PL_ENTRY_ROOT. Entries that only inherit it through `base` are not among them;
 *           `with` blocks and nested categories have no parents
 *   RREF    ids of entries that refer to this one, other than by `children`, ascending
 *   KIND    ids by mod (workspace first), then short name. No PL_ENTRY_DUPLICATE
 *   NAME    ids by full name, then file, then offset. No PL_ENTRY_DUPLICATE
 *   SLOT    entry id + 1 by pl_ix__slot_hash (index/image.h), linear probing, 0 ends a probe;
 *           a power of two. No PL_ENTRY_DUPLICATE; of nested inputs, nodes ... of one name
 *           the first
 *   INPUT   what discovery looked at besides files, see pl_ix_input. Empty in an image that is
 *           not meant to be saved
 *   PRECHECK
 *           expressions that may fail, of files that have PL_IX_FILE_PRECHECKED; in the order of
 *           the files
 *   READ    strings: paths that functions read when the values were checked. Their states are part
 *           of the keys of the verdicts */
#define PL_IX_SECTIONS(X)                                                                          \
    X(STR_OFF, uint32_t)                                                                           \
    X(STR_TEXT, char)                                                                              \
    X(MOD, pl_ix_mod)                                                                              \
    X(MODDEP_OFF, uint32_t)                                                                        \
    X(MODDEP, uint32_t)                                                                            \
    X(FILE, pl_ix_file)                                                                            \
    X(ENTRY, pl_ix_entry)                                                                          \
    X(ATTR, pl_ix_attr)                                                                            \
    X(TAG, pl_ix_tag)                                                                              \
    X(REF, pl_ix_ref)                                                                              \
    X(CHILD_OFF, uint32_t)                                                                         \
    X(CHILD, uint32_t)                                                                             \
    X(PARENT_OFF, uint32_t)                                                                        \
    X(PARENT, uint32_t)                                                                            \
    X(RREF_OFF, uint32_t)                                                                          \
    X(RREF, uint32_t)                                                                              \
    X(KIND_OFF, uint32_t)                                                                          \
    X(KIND, uint32_t)                                                                              \
    X(NAME, uint32_t)                                                                              \
    X(SLOT, uint32_t)                                                                              \
    X(VERDICT, pl_ix_verdict)                                                                      \
    X(DIAG, pl_ix_diag)                                                                            \
    X(INPUT, pl_ix_input)                                                                          \
    X(PRECHECK, pl_ix_precheck)                                                                    \
    X(READ, uint32_t)

typedef enum pl_ix_section {
#define X(name, type) PL_IX_##name,
    PL_IX_SECTIONS(X)
#undef X
        PL_IX_SECTION_COUNT
} pl_ix_section;

#define PL_IX_MISSING 0x80000000u

/* Flags that linking adds to those of a part (part.h). ORDER entry flags */
enum {
    PL_ENTRY_ROOT = 1 << 17,    /* child of its mod: nothing in that mod holds or lists it */
    PL_ENTRY_NO_PATH = 1 << 18, /* has no chain of names (mod-language.md 5.6) */
    /* A nested category with the name of a top-level one: Powerpipe knows only the latter
     * by that name. Not in KIND and NAME. */
    PL_ENTRY_SHADOWED = 1 << 19,
    PL_ENTRY_TAG_OPEN = 1 << 20, /* the value of a tag needs evaluation, after base */
    /* So that an entry's own attributes can be separated from inherited ones (index/recover.c) */
    PL_ENTRY_BASE_WIDTH = 1 << 21, /* `width` came through base */
    PL_ENTRY_BASE_TAGS = 1 << 22,  /* PL_ENTRY_TAGS_OPEN only because of base */
};

typedef struct pl_ix_header {
    char magic[8];
    uint32_t version, byte_order;
    uint64_t size;     /* of the whole image */
    uint64_t checksum; /* of everything after this header */
    uint64_t options;  /* fingerprint of what the content depends on besides files */
    uint64_t program;  /* fingerprint of the program that wrote it */
    uint64_t device;   /* that the workspace lies on */
    /* Wall clock before the first file was looked at. A file whose state is not clearly older may
     * have changed again without a trace, so its bytes are compared. 0: not to be saved */
    int64_t as_of_ns;
    struct {
        uint32_t at, count; /* byte offset in the image; elements */
    } section[PL_IX_SECTION_COUNT];
    uint64_t head; /* checksum of this header up to here */
} pl_ix_header;
_Static_assert(sizeof(pl_ix_header) == 272, "no padding");

/* One state of a file or directory. `size` stops at 4 GiB; `change` is the low half of the change
 * time, which no program can set back. */
typedef struct pl_ix_stamp {
    uint32_t size, change;
    uint64_t inode;
    int64_t mtime_ns;
} pl_ix_stamp;
_Static_assert(sizeof(pl_ix_stamp) == 24, "no padding");

static inline pl_ix_stamp pl_ix_stamp_of(const pl_stamp *s)
{
    uint32_t size = s->size > UINT32_MAX ? UINT32_MAX : (uint32_t)s->size;
    return (pl_ix_stamp){ size, (uint32_t)s->ctime_ns, s->inode, s->mtime_ns };
}

/* Is `now` the state that was recorded in `stamp`? */
static inline bool pl_ix_stamp_is(const pl_ix_stamp *stamp, const pl_stamp *now)
{
    pl_ix_stamp n = pl_ix_stamp_of(now);
    return stamp->mtime_ns == n.mtime_ns && stamp->change == n.change && stamp->size == n.size &&
           stamp->inode == n.inode;
}

typedef struct pl_ix_mod {
    uint32_t short_name; /* string: label of the mod block */
    uint32_t title;      /* string; short name when not literal or absent */
    uint32_t dir; /* string: relative to the workspace, absolute for local paths outside, empty for
                     the workspace */
    uint32_t dep_path; /* string: "github.com/o/n@v1.0.0", empty for the workspace mod */
    uint32_t entry;    /* the mod's own entry, or PL_NONE (no mod file) */
    uint32_t first_file, first_entry;
    uint32_t flags; /* PL_MOD_* */
} pl_ix_mod;
_Static_assert(sizeof(pl_ix_mod) == 32, "no padding");

enum {
    PL_MOD_DIRECT = 1 << 0, /* required by the workspace mod itself, or the workspace mod */
    PL_MOD_NO_FILE = 1 << 1
};

typedef struct pl_ix_file {
    uint32_t path;       /* string: relative to the workspace (absolute for local mods outside) */
    uint16_t mod, flags; /* PL_IX_FILE_* */
    uint32_t first_entry, lines;
    pl_ix_stamp stamp;
    uint64_t hash;
} pl_ix_file;
_Static_assert(sizeof(pl_ix_file) == 48, "no padding");

/* Bits of pl_ix_file.flags: the file's content was checked on that level, and is clean unless
 * VERDICT has a row for it. */
enum {
    PL_IX_FILE_SYNTAX = 1 << 0,
    PL_IX_FILE_SCHEMA = 1 << 1,
    PL_IX_FILE_PRECHECKED = 1 << 2, /* PRECHECK has all expressions of it that may fail */
};

typedef struct pl_ix_entry { /* 60 bytes */
    uint32_t short_name;     /* string; for anonymous blocks the generated name */
    uint32_t title;          /* string; literal or provisional, after base where base is known */
    uint32_t description;    /* string, after base; 0 when absent, long (see its attr) or open */
    uint32_t start, end;     /* bytes in the file */
    uint32_t line, end_line;
    uint32_t parent;            /* enclosing entry, or PL_NONE */
    uint32_t flags;             /* PL_ENTRY_* */
    uint32_t attrs, tags, refs; /* slices */
    uint32_t file;
    uint16_t mod;
    uint8_t kind, width; /* width after base; 255: absent or not literal */
    uint32_t hash;       /* of the block's bytes, low half */
} pl_ix_entry;
_Static_assert(sizeof(pl_ix_entry) == 60, "at most 64 (lazy-workspace.md 5.3)");

/* The source range of an attribute. The scanner keeps none for values that the entry itself holds:
 * literal titles, short literal descriptions, literal widths, tags that need no evaluation. A line
 * number is computed when it is needed, by counting from the line of the entry. */
typedef struct pl_ix_attr { /* 12 bytes */
    uint32_t start;         /* of the expression (of the block for PL_ATTR_BLOCK) */
    uint32_t end;           /* the same; with PL_IX_ATTR_TEXT: string, the short literal value */
    uint16_t id, flags;     /* pl_attr_id, PL_ATTR_* */
} pl_ix_attr;
_Static_assert(sizeof(pl_ix_attr) == 12, "no padding");
#define PL_IX_ATTR_TEXT 0x8000u

/* Tags after base: the entry's own, then those of its base with other keys. Of equal keys the last
 * counts. */
typedef struct pl_ix_tag {
    uint32_t key;   /* string */
    uint32_t value; /* string (PL_IX_TAG_TEXT) | PL_IX_OPEN | PL_IX_TAG_BASE */
} pl_ix_tag;
_Static_assert(sizeof(pl_ix_tag) == 8, "no padding");
#define PL_IX_OPEN 0x80000000u     /* needs evaluation; the text is provisional */
#define PL_IX_TAG_BASE 0x40000000u /* came through base */
#define PL_IX_TAG_TEXT 0x3fffffffu

/* References, in source order. Read them with pl_ref_iter (index/read.h), which undoes what saves
 * space here:
 *   - `to` is 0 when it is the target's name ("query.q" in the same mod, "dep.query.q" in a
 *     dependency)
 *   - one row with `to` PL_IX_CHILDREN stands for all references of a benchmark's `children`,
 *     which are its run in CHILD
 *   - in a param block the attribute's string is "label.attribute" */
typedef struct pl_ix_ref { /* 12 bytes */
    uint32_t to;           /* string as written */
    uint32_t target;       /* entry id, or PL_NONE */
    uint32_t attr;         /* string | PL_IX_REF_* */
} pl_ix_ref;
_Static_assert(sizeof(pl_ix_ref) == 12, "no padding");
#define PL_IX_CHILDREN UINT32_MAX
#define PL_IX_REF_PARAM 0x80000000u    /* in a param block */
#define PL_IX_REF_RECORDED 0x40000000u /* listed under `references` (mod-language.md 10.1) */
#define PL_IX_REF_ATTR 0x3fffffffu

/* The result of a check of one level (lazy-workspace.md 2.6). Clean results of levels 0 and 1 have
 * no row, only a flag of the file. A row of level 3 always means clean. */
typedef struct pl_ix_verdict {
    uint32_t level;   /* 0 syntax, 1 schema of top-level blocks, 2 static, 3 values */
    uint32_t subject; /* file id for levels 0 and 1, mod id above; level 3: 0 */
    uint64_t key;     /* what was checked: hash of the content, or of all that values depend on */
    uint32_t first_diag, n_diags;
} pl_ix_verdict;
_Static_assert(sizeof(pl_ix_verdict) == 24, "no padding");

typedef struct pl_ix_diag {
    uint16_t severity, code;
    uint32_t summary, detail, file, excerpt; /* strings, file id */
    uint32_t start_byte, start_line, start_column;
    uint32_t end_byte, end_line, end_column;
    uint32_t spare;
} pl_ix_diag;
_Static_assert(sizeof(pl_ix_diag) == 48, "no padding");

/* An expression that may fail, or something else that values depend on. */
typedef struct pl_ix_precheck {
    uint32_t file, text; /* string */
    uint32_t what;       /* meaning: check/precheck.h */
} pl_ix_precheck;
_Static_assert(sizeof(pl_ix_precheck) == 12, "no padding");

/* What discovery looked at besides the rows of FILE. While all states are the same, discovery would
 * find the same again. ORDER input kinds */
enum {
    PL_IX_INPUT_DIR,     /* was listed; hash: weight of its names (mod/seen.h) */
    PL_IX_INPUT_FILE,    /* was read; hash: of its bytes */
    PL_IX_INPUT_ABSENT,  /* was not there */
    PL_IX_INPUT_PRESENT, /* was there, whatever it is */
    PL_IX_INPUT_IS_DIR,  /* was a directory, or a link to one */
    PL_IX_INPUT_KINDS,
    PL_IX_INPUT_PATH_MAX = UINT16_MAX,
};

typedef struct pl_ix_input {
    uint32_t path; /* string, of which the first `len` bytes count: often a file's */
    uint16_t len, kind;
    pl_ix_stamp stamp; /* DIR and FILE */
    uint64_t hash;
} pl_ix_input;
_Static_assert(sizeof(pl_ix_input) == 40, "no padding");

#endif
