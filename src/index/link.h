/* link.h - the state that the steps of linking share. Private to the room.
 *
 * Linking turns the parts of files, which are independent of each other, into one image.
 *
 * For each file, in the order of the image; its part may be freed after this:
 *   entries   mods, files, entries with names, attributes, own tags   link_entries.c
 *   refs      references as they are written                          link_refs.c
 *   verdicts  VERDICT, DIAG and PRECHECK                              build.c
 *
 * When all files were added:
 *   names     slots, duplicates, which block stands in which          link_names.c
 *   targets   of references, children of benchmarks, bases            link_refs.c
 *   bases     title, description, width, tags through `base`          link_base.c
 *   tree      CHILD, PARENT, RREF                                     link_tree.c
 *   order     KIND and NAME, and by it the children of mods           link_order.c
 *   inputs    INPUT                                                   link_inputs.c
 *   the rest  MODDEP                                                  build.c
 *
 * Each step reads what the steps above it wrote and nothing else, so they run in
 * this order. The sections grow in vectors here; build.c puts them together.
 *
 * Invariants of the image while it is built (pl_link__check, when all steps but `order` are done):
 *   1. mods:     rows [0, n_begun) are filled; first_file and first_entry ascend and are at most
 *                n_files and n
 *   2. entries:  a block comes after the block that encloses it, and is of the same file and mod
 *   3. slices:   attrs, tags and refs of entries ascend and end at the sentinel, where the rows end
 *   4. strings:  every string id of a row is one of `strings` (strings.h)
 *   5. targets:  a reference names an entry, nothing, or an entry beyond (pl_beyond)
 *   6. slots:    a power of two, with room for all entries, so that a search ends
 *   7. children: offsets ascend and end at the end of their list
 *   8. verdicts: each has its messages, which belong to no other */
#ifndef PL_INDEX_LINK_H
#define PL_INDEX_LINK_H
#include "base/intern.h"
#include "base/invariant.h"
#include "base/vec.h"
#include "index/image.h"

/* A CSR pair in the making: n + 1 offsets, elements. */
typedef struct pl_csr {
    uint32_t *off;
    PL_VEC(uint32_t) list;
} pl_csr;

typedef PL_VEC(pl_ix_tag) pl_tag_list;

/* A name to look up. */
typedef struct pl_link_name {
    uint32_t mod;
    pl_kind kind;
    unsigned class;
    pl_str text;
    uint32_t hash; /* pl_ix__slot_hash of it all */
} pl_link_name;

/* In ids of targets and children: an entry of a file that this linker does not have. */
#define PL_LINK_BEYOND 0x40000000u

/* A naming parent: the mod, a dashboard or a container. */
typedef struct pl_namer {
    uint32_t entry; /* PL_NONE: the mod */
    uint32_t count[PL_KIND_COUNT];
} pl_namer;

typedef struct pl_naming {
    uint32_t mod, file;      /* that are being added */
    PL_VEC(pl_namer) namers; /* 0: the mod; then those of the file */
    PL_VEC(uint32_t) inside; /* position in the part -> naming parent of what is inside it */
    PL_VEC(uint32_t) id;     /* position in the part -> entry */
    pl_buf text;
    uint32_t begun; /* naming parent whose beginning of names is in `text` */
    size_t begun_len;
    size_t sum; /* of generated names so far, in bytes */
} pl_naming;

/* How a linker that has only some files (graft.h) looks names up in all others. */
typedef struct pl_beyond {
    /* Returns the entry of that name | PL_LINK_BEYOND, or PL_NONE. Nested entries only with
     * `nested`. */
    uint32_t (*find)(struct pl_beyond *beyond, const pl_link_name *name, bool nested);
    /* Called for an entry that is a base: its file must be linked too. */
    void (*need)(struct pl_beyond *beyond, uint32_t id, pl_kind kind);
} pl_beyond;

typedef struct pl_linker {
    const pl_build_mod **mods; /* by image id */
    uint32_t *mod_id;          /* position in the caller's array -> image id */
    uint32_t n_mods, n_begun;  /* n_begun: mods that have their row */
    pl_arena arena;            /* all arrays without an owner of their own */
    pl_arena scratch;          /* of the current step; empty again after it */
    pl_interner strings;
    pl_interner written; /* texts of references */
    bool too_big;        /* a limit of the format was met: no image */

    pl_naming naming;
    struct { /* attribute names of the current file, by their place in its part's text */
        pl_span name;
        uint32_t string;
    } attr_names[16];
    uint32_t tag_ids[256]; /* recent strings of tags, see link_entries.c */

    pl_ix_mod *mod;
    PL_VEC(pl_ix_file) file_rows;
    PL_VEC(pl_ix_entry) entry_rows;
    pl_ix_file *file;   /* = file_rows.at */
    pl_ix_entry *entry; /* = entry_rows.at: n and the sentinel */
    uint32_t n_files, n;
    PL_VEC(pl_ix_attr) attrs;
    pl_tag_list tags;       /* own tags; after the step `bases` inherited ones, too */
    PL_VEC(pl_ix_ref) refs; /* `to` is an id in `written` until the step `targets` */
    pl_ix_verdicts verdicts;
    PL_VEC(pl_ix_precheck) prechecks;

    uint32_t *first_block, *next_block; /* blocks inside an entry, in source order */
    /* The hash table of names. slot_hash has the hash of each slot: mismatches are rejected
     * without loading the entry. */
    uint32_t *slots, *slot_hash;
    uint32_t slot_mask;

    pl_beyond *beyond; /* NULL: the linker has all files */
    uint32_t *base;    /* by entry: the one of the same kind named by `base`, or PL_NONE; cycles
                          are cut */
    uint32_t *kids_at; /* children of benchmarks: those of entry i begin here in `kids` */
    PL_VEC(uint32_t) kids;

    pl_csr moddep, child, parent, rref;
    uint32_t kind_off[PL_KIND_COUNT + 1];
    uint32_t *kind, *name; /* n_names each */
    uint32_t n_names;
    PL_VEC(pl_ix_input) inputs;
} pl_linker;

/* link.c */
void pl_link__mods(pl_linker *lk, const pl_build_mod *mods, uint32_t n);
void pl_link__done(pl_linker *lk);

/* Rows of mods up to `mod`. */
void pl_link__begin_mods(pl_linker *lk, uint32_t mod);
/* Add the rows of a file, as far as they do not depend on other files. */
void pl_link__collect(pl_linker *lk, uint32_t mod, const pl_build_file *file);
/* Add the references of row `i`, as they are written. */
void pl_link__written(pl_linker *lk, const pl_part *part, uint32_t i);

void pl_link__names(pl_linker *lk);
void pl_link__targets(pl_linker *lk);
void pl_link__bases(pl_linker *lk);
void pl_link__tree(pl_linker *lk);
void pl_link__order(pl_linker *lk);
void pl_link__inputs(pl_linker *lk, const pl_build *what);

PL_CHECKS(pl_link__check, pl_linker);

/* n elements of type T, for one step (TEMP) or in the linker's arena; zeroed (ZERO) or
 * uninitialised. */
#define PL_LINK_TEMP(lk, T, n)                                                                     \
    ((T *)pl_arena_take(&(lk)->scratch, (size_t)(n) * sizeof(T), _Alignof(T)))
#define PL_LINK_TEMP_ZERO(lk, T, n)                                                                \
    ((T *)pl_arena_zero(&(lk)->scratch, (size_t)(n) * sizeof(T), _Alignof(T)))
#define PL_LINK_ZERO(lk, T, n)                                                                     \
    ((T *)pl_arena_zero(&(lk)->arena, (size_t)(n) * sizeof(T), _Alignof(T)))
#define PL_LINK_NEW(lk, T, n)                                                                      \
    ((T *)pl_arena_take(&(lk)->arena, (size_t)(n) * sizeof(T), _Alignof(T)))

/* The id of `s`. 0, and `too_big`, when the strings would exceed what an image can hold. */
uint32_t pl_link__new_str(pl_linker *lk, pl_str s);
static inline uint32_t pl_link__str(pl_linker *lk, pl_str s)
{
    return s.len ? pl_link__new_str(lk, s) : 0; /* most are empty */
}
/* The flags of the entry's own attribute; false when it has none. */
bool pl_link__attr(const pl_linker *lk, uint32_t id, pl_attr_id attr, uint16_t *flags);
/* The entry with that name, or PL_NONE. */
uint32_t pl_link__find(const pl_linker *lk, const pl_link_name *name);
/* Blocks of `kind` inside one of kind `holder` have it as their parent. */
bool pl_link__holds(pl_kind holder, pl_kind kind);
/* Fill CHILD, but for the children of mods, and mark entries without a path. */
void pl_link__lists(pl_linker *lk);
/* Write the sentinel, when all files were added. */
void pl_link__close_rows(pl_linker *lk);

#endif
