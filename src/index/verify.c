/* verify.c - is an image sound? Checks the invariants of format.h in their order.
 *
 * Everything that a reader uses as an index is compared with the count of what it indexes,
 * before anything is read through it. A saved image may be any bytes, so a function here reads
 * only what the functions before it have proved to exist:
 *
 *   header -> sections -> counts -> offsets of strings -> string ids -> mods -> files ->
 *   entries -> ...
 *
 * Every start that finds a saved image runs this, so the loops over rows only add up what is
 * wrong and decide at their end: without branches a row takes about two nanoseconds
 * (bench/link.c). */
#include "index/image.h"
#include "base/cast.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/str.h"
#include "index/strings.h"
#include <string.h>

typedef struct checker {
    pl_str image;
    const pl_ix_header *header;
    const void *at[PL_IX_SECTION_COUNT];
    uint32_t count[PL_IX_SECTION_COUNT];
    uint32_t strings, mods, files, entries;
} checker;

/* ---- 1: header and sections */

static bool check_body(const checker *c)
{
    const pl_ix_header *h = c->header;
    return h->checksum == pl_hash_bytes(h + 1, c->image.len - sizeof *h);
}

static bool check_header(const checker *c)
{
    const pl_ix_header *h = c->header;
    return (uintptr_t)h % 8 == 0 && c->image.len >= sizeof *h &&
           memcmp(h->magic, PL_IX_MAGIC, sizeof h->magic) == 0 && h->version == PL_IX_VERSION &&
           h->byte_order == PL_IX_ORDER && h->size == c->image.len && h->size <= UINT32_MAX &&
           h->head == pl_hash_bytes(h, offsetof(pl_ix_header, head));
}

static bool check_sections(checker *c)
{
    uint64_t at = sizeof *c->header;
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++) {
        uint64_t bytes = (uint64_t)c->header->section[s].count * pl_ix__element_size[s];
        if (c->header->section[s].at != at || bytes > c->image.len - at)
            return false;
        c->at[s] = c->image.ptr + at;
        c->count[s] = c->header->section[s].count;
        at += (bytes + 7) & ~(uint64_t)7;
        if (at > c->image.len)
            return false;
    }
    return at == c->image.len;
}

/* Check the counts with which ids are compared. */
static bool check_counts(checker *c)
{
    if (c->count[PL_IX_STR_OFF] < 2 || !c->count[PL_IX_ENTRY] || !c->count[PL_IX_MOD] ||
        c->count[PL_IX_KIND_OFF] != PL_KIND_COUNT + 1)
        return false;
    c->strings = c->count[PL_IX_STR_OFF] - 1;
    c->entries = c->count[PL_IX_ENTRY] - 1;
    c->mods = c->count[PL_IX_MOD];
    c->files = c->count[PL_IX_FILE];
    return c->strings <= PL_IX_REF_ATTR && c->entries < PL_IX_MISSING && c->mods <= UINT16_MAX + 1;
}

/* ---- 4: runs */

/* Four numbers at once, because half the rows of an image are single ids. A comparison sets all
 * bits of a lane where it is true. */
typedef uint32_t lanes __attribute__((vector_size(16)));
enum { LANES = 4 };

static inline lanes load(const uint32_t *at)
{
    lanes v;
    memcpy(&v, at, sizeof v);
    return v;
}

static inline uint32_t sum_of(lanes v)
{
    return v[0] + v[1] + v[2] + v[3];
}

static inline bool any(lanes v)
{
    return v[0] | v[1] | v[2] | v[3];
}

/* Are these n + 1 offsets from 0 to `end` that never descend? */
static bool check_offsets(const uint32_t *off, uint32_t n, uint32_t end)
{
    unsigned bad = (off[0] != 0) | (off[n] != end);
    lanes descents = { 0 };
    uint32_t i = 0;
    for (; n - i >= LANES; i += LANES)
        descents |= (lanes)(load(off + i) > load(off + i + 1));
    for (; i < n; i++)
        bad |= off[i] > off[i + 1];
    return !bad && !any(descents);
}

/* Are all n ids below `count`? */
static bool check_ids(const uint32_t *ids, uint32_t n, uint32_t count)
{
    const lanes limit = { count, count, count, count };
    lanes beyond = { 0 };
    unsigned bad = 0;
    uint32_t i = 0;
    for (; n - i >= LANES; i += LANES)
        beyond |= (lanes)(load(ids + i) >= limit);
    for (; i < n; i++)
        bad |= ids[i] >= count;
    return !bad && !any(beyond);
}

/* How many of the n ids are not above the one before? */
static uint32_t count_descents(const uint32_t *ids, uint32_t n)
{
    lanes minus = { 0 };
    uint32_t count = 0, i = 1;
    for (; i < n && n - i >= LANES; i += LANES)
        minus += (lanes)(load(ids + i) <= load(ids + i - 1));
    for (; i < n; i++)
        count += ids[i] <= ids[i - 1];
    return count - sum_of(minus);
}

/* ---- 2: strings. The first is the empty one */

static bool check_strings(const checker *c)
{
    const uint32_t *off = c->at[PL_IX_STR_OFF];
    return check_offsets(off, c->strings, c->count[PL_IX_STR_TEXT]) && off[1] == 0;
}

/* ---- 3: string ids (strings.h) */

/* Is something wrong with a string of `row`? `c` is the checker. */
#define STRING_FIELD(field, bits, holds) | (!!(holds) & (((field) & (bits)) >= c->strings))
#define STRING_FAULTS(section) (0u PL_IX_STRINGS_##section(STRING_FIELD))

/* Check the strings in the rows of all sections except those that are visited for other reasons
 * as well: two passes over the largest sections would take a sixth more time. */
static bool check_string_ids(const checker *c, const pl_ix_run runs[PL_IX_SECTION_COUNT])
{
    unsigned bad = 0;
#define CHECK_SECTION(name, type)                                                                  \
    for (uint32_t at = 0; PL_IX_HAS_STRINGS(name) && at < runs[PL_IX_##name].n; at++) {            \
        const type *row = (const type *)runs[PL_IX_##name].at + at;                                \
        (void)row;                                                                                 \
        bad |= STRING_FAULTS(name);                                                                \
    }
    PL_IX_SECTIONS(CHECK_SECTION)
#undef CHECK_SECTION
    return !bad;
}

static pl_ix_run run_of(const checker *c, pl_ix_section section)
{
    return (pl_ix_run){ pl_unconst(c->at[section]), c->count[section] };
}

static bool check_most_strings(const checker *c)
{
    pl_ix_run runs[PL_IX_SECTION_COUNT];
    for (unsigned s = 0; s < PL_IX_SECTION_COUNT; s++)
        runs[s] = run_of(c, (pl_ix_section)s);
    runs[PL_IX_ENTRY].n = runs[PL_IX_ATTR].n = 0; /* done by check_entries, check_attrs ... */
    runs[PL_IX_REF].n = runs[PL_IX_CHILD].n = 0;
    return check_string_ids(c, runs);
}

/* ---- 3, 5: mods, files, entries */

static bool check_mods(const checker *c)
{
    const pl_ix_mod *mods = c->at[PL_IX_MOD];
    const pl_ix_entry *entries = c->at[PL_IX_ENTRY];
    if (mods[0].first_file != 0 || mods[0].first_entry != 0)
        return false;
    for (uint32_t m = 0; m < c->mods; m++) {
        const pl_ix_mod *mod = &mods[m];
        uint32_t end_file = m + 1 < c->mods ? mod[1].first_file : c->files;
        uint32_t end_entry = m + 1 < c->mods ? mod[1].first_entry : c->entries;
        if (mod->first_file > end_file || end_file > c->files || mod->first_entry > end_entry ||
            end_entry > c->entries)
            return false;
        if (mod->first_file == end_file && mod->first_entry != end_entry)
            return false;
        if (mod->entry != PL_NONE && (mod->entry < mod->first_entry || mod->entry >= end_entry ||
                                      entries[mod->entry].kind != PL_KIND_MOD))
            return false;
    }
    return true;
}

static bool check_mod_deps(const checker *c)
{
    uint32_t n = c->count[PL_IX_MODDEP];
    return check_ids(c->at[PL_IX_MODDEP], n, c->mods) &&
           c->count[PL_IX_MODDEP_OFF] == c->mods + 1 &&
           check_offsets(c->at[PL_IX_MODDEP_OFF], c->mods, n);
}

/* Files are in the order of their mods, and their entries fill the run of the mod. */
static bool check_files(const checker *c)
{
    const pl_ix_mod *mods = c->at[PL_IX_MOD];
    const pl_ix_file *files = c->at[PL_IX_FILE];
    for (uint32_t f = 0; f < c->files; f++) {
        const pl_ix_file *file = &files[f];
        if (file->mod >= c->mods)
            return false;
        const pl_ix_mod *mod = &mods[file->mod];
        bool last_mod = file->mod + 1u == c->mods;
        uint32_t end_file = last_mod ? c->files : mod[1].first_file;
        uint32_t end_entry = last_mod ? c->entries : mod[1].first_entry;
        uint32_t end = f + 1 < end_file ? file[1].first_entry : end_entry;
        if (f < mod->first_file || f >= end_file || file->first_entry > end || end > end_entry ||
            (f == mod->first_file && file->first_entry != mod->first_entry))
            return false;
    }
    return c->files || !c->entries;
}

static inline unsigned entry_strings(const checker *c, const pl_ix_entry *row)
{
    return STRING_FAULTS(ENTRY);
}

/* Is something wrong with an entry of file `f`, whose entries begin at `first`? */
static inline unsigned entry_faults(const checker *c, const pl_ix_entry *e, uint32_t id,
                                    uint32_t first)
{
    return entry_strings(c, e) | (e->start > e->end) | (e->line > e->end_line) |
           ((e->parent != PL_NONE) & (e->parent - first >= id - first)) |
           (e->kind >= PL_KIND_COUNT) | ((uint8_t)(e->width + 1) > 13) | (e[0].attrs > e[1].attrs) |
           (e[0].tags > e[1].tags) | (e[0].refs > e[1].refs);
}

/* The runs of files contain every entry once (check_files). */
static bool check_entries(const checker *c)
{
    const pl_ix_file *files = c->at[PL_IX_FILE];
    const pl_ix_entry *entries = c->at[PL_IX_ENTRY], *last = entries + c->entries;
    unsigned bad = (entries[0].attrs | entries[0].tags | entries[0].refs) != 0;
    for (uint32_t f = 0; f < c->files; f++) {
        uint32_t first = files[f].first_entry;
        uint32_t end = f + 1 < c->files ? files[f + 1].first_entry : c->entries;
        for (uint32_t id = first; id < end; id++)
            bad |= (entries[id].file != f) | (entries[id].mod != files[f].mod) |
                   entry_faults(c, &entries[id], id, first);
    }
    bad |= entry_strings(c, last); /* the sentinel has no strings */
    return !bad && last->attrs == c->count[PL_IX_ATTR] && last->tags == c->count[PL_IX_TAG] &&
           last->refs == c->count[PL_IX_REF];
}

/* ---- 3: the rows of entries */

static bool check_attrs(const checker *c)
{
    const pl_ix_attr *row = c->at[PL_IX_ATTR], *end = row + c->count[PL_IX_ATTR];
    unsigned bad = 0;
    for (; row < end; row++) {
        bool text = row->flags & PL_IX_ATTR_TEXT; /* true: `end` is a string */
        bad |= STRING_FAULTS(ATTR) | (row->id >= PL_ATTR_COUNT) | (!text & (row->start > row->end));
    }
    return !bad;
}

/* A run of references has the marker for `children` at most once. */
static bool check_refs(const checker *c)
{
    const pl_ix_ref *refs = c->at[PL_IX_REF];
    const pl_ix_entry *entries = c->at[PL_IX_ENTRY];
    uint32_t id = 0, marked = PL_NONE; /* entry of the row; last entry with a marker */
    unsigned bad = 0;
    _Static_assert(PL_NONE + 1 == 0, "one more is nothing");
    for (uint32_t i = 0; i < c->count[PL_IX_REF]; i++) {
        const pl_ix_ref *row = &refs[i];
        bad |= STRING_FAULTS(REF) | (row->target + 1 > c->entries);
        if (row->to != PL_IX_CHILDREN)
            continue;
        while (entries[id + 1].refs <= i)
            id++;
        bad |= id == marked;
        marked = id;
    }
    return !bad;
}

/* ---- 3, 4: edges */

static bool check_children(const checker *c)
{
    const uint32_t *row = c->at[PL_IX_CHILD], *end = row + c->count[PL_IX_CHILD];
    unsigned bad = 0;
    for (; row < end; row++)
        bad |= STRING_FAULTS(CHILD) | (!(*row & PL_IX_MISSING) & (*row >= c->entries));
    return !bad && c->count[PL_IX_CHILD_OFF] == c->entries + 1 &&
           check_offsets(c->at[PL_IX_CHILD_OFF], c->entries, c->count[PL_IX_CHILD]);
}

/* Check runs of ascending entry ids: wherever an id is not above the one before, a run must
 * begin. */
static bool check_ascending(const checker *c, pl_ix_section offsets, pl_ix_section list)
{
    const uint32_t *off = c->at[offsets], *ids = c->at[list], n = c->count[list];
    uint32_t begun = 0;
    if (c->count[offsets] != c->entries + 1 || !check_offsets(off, c->entries, n) ||
        !check_ids(ids, n, c->entries))
        return false;
    for (uint32_t id = 0; id < c->entries; id++)
        if (off[id] && off[id] < off[id + 1])
            begun += ids[off[id]] <= ids[off[id] - 1];
    return count_descents(ids, n) == begun;
}

/* ---- 6: permutations */

/* Does the list have each id once? `seen` has a byte for each entry, and zeroes after them up to
 * a multiple of 8. */
static bool check_once(const checker *c, pl_ix_section list, unsigned char *seen, size_t n_seen)
{
    const uint32_t *ids = c->at[list], n = c->count[list];
    uint32_t different = 0;
    if (!check_ids(ids, n, c->entries))
        return false;
    memset(seen, 0, n_seen);
    for (uint32_t i = 0; i < n; i++)
        seen[ids[i]] = 1;
    for (size_t i = 0; i < n_seen; i += 8) {
        uint64_t word;
        memcpy(&word, seen + i, 8);
        different += (uint32_t)(word * 0x0101010101010101u >> 56);
    }
    return different == n;
}

static bool check_kinds(const checker *c)
{
    const uint32_t *off = c->at[PL_IX_KIND_OFF], *ids = c->at[PL_IX_KIND];
    const pl_ix_entry *entries = c->at[PL_IX_ENTRY];
    unsigned bad = 0;
    if (!check_offsets(off, PL_KIND_COUNT, c->count[PL_IX_KIND]))
        return false;
    for (unsigned k = 0; k < PL_KIND_COUNT; k++)
        for (uint32_t i = off[k]; i < off[k + 1]; i++)
            bad |= entries[ids[i]].kind != k;
    return !bad;
}

/* The memory is one byte for each entry, of which the image itself has 60, so no count in a
 * hostile image can make it large. */
static bool check_permutations(const checker *c)
{
    size_t n = ((size_t)c->entries + 7) & ~(size_t)7;
    unsigned char *seen = pl_mem_alloc(n);
    bool sound = check_once(c, PL_IX_NAME, seen, n) && check_once(c, PL_IX_KIND, seen, n);
    pl_mem_free(seen);
    return sound && check_kinds(c);
}

/* ---- 7 */

static bool check_slots(const checker *c)
{
    const uint32_t *slots = c->at[PL_IX_SLOT], n = c->count[PL_IX_SLOT];
    unsigned open = 0;
    if (!n || n & (n - 1) || !check_ids(slots, n, c->entries + 1))
        return false;
    for (uint32_t i = 0; i < n && !open; i++)
        open |= !slots[i];
    return open;
}

/* ---- 3: verdicts */

/* A verdict on a file must be for the bytes that the file has. */
static bool check_verdicts(const checker *c)
{
    const pl_ix_verdict *v = c->at[PL_IX_VERDICT];
    const pl_ix_file *files = c->at[PL_IX_FILE];
    for (uint32_t i = 0; i < c->count[PL_IX_VERDICT]; i++)
        if (v[i].level > 3 || v[i].subject >= (v[i].level < 2 ? c->files : c->mods) ||
            (v[i].level < 2 && v[i].key != files[v[i].subject].hash) ||
            v[i].first_diag > c->count[PL_IX_DIAG] ||
            v[i].n_diags > c->count[PL_IX_DIAG] - v[i].first_diag)
            return false;
    return true;
}

static bool check_diags(const checker *c)
{
    const pl_ix_diag *d = c->at[PL_IX_DIAG];
    for (uint32_t i = 0; i < c->count[PL_IX_DIAG]; i++)
        if (d[i].severity > PL_WARNING || !pl_diag_code_known(d[i].code) ||
            (d[i].file != PL_NONE && d[i].file >= c->files))
            return false;
    return true;
}

/* Prechecks are in the order of their files. */
static bool check_asks(const checker *c)
{
    const pl_ix_precheck *a = c->at[PL_IX_PRECHECK];
    uint32_t n = c->count[PL_IX_PRECHECK];
    unsigned bad = 0;
    for (uint32_t i = 0; i < n; i++)
        bad |= (a[i].file >= c->files) | (i > 0 && a[i - (i > 0)].file > a[i].file);
    return !bad;
}

/* ---- 3: inputs */

static bool check_inputs(const checker *c)
{
    const pl_ix_input *in = c->at[PL_IX_INPUT];
    const uint32_t *off = c->at[PL_IX_STR_OFF];
    for (uint32_t i = 0; i < c->count[PL_IX_INPUT]; i++)
        if (in[i].kind >= PL_IX_INPUT_KINDS || in[i].len > off[in[i].path + 1] - off[in[i].path])
            return false;
    return true;
}

bool pl_index__verify_rows(pl_str image)
{
    checker c = { .image = image, .header = (const pl_ix_header *)image.ptr };
    pl_ix_run runs[PL_IX_SECTION_COUNT] = { 0 };
    if (image.len < sizeof *c.header || !check_header(&c) || !check_sections(&c) ||
        !check_counts(&c) || !check_strings(&c))
        return false;
    runs[PL_IX_FILE] = run_of(&c, PL_IX_FILE);
    runs[PL_IX_INPUT] = run_of(&c, PL_IX_INPUT);
    runs[PL_IX_READ] = run_of(&c, PL_IX_READ);
    return check_string_ids(&c, runs) && check_inputs(&c);
}

bool pl_index__verify(pl_str image)
{
    checker c = { .image = image, .header = (const pl_ix_header *)image.ptr };
    return image.len >= sizeof *c.header && check_header(&c) && check_body(&c) &&
           check_sections(&c) && check_counts(&c) && check_strings(&c) && check_most_strings(&c) &&
           check_mods(&c) && check_mod_deps(&c) && check_files(&c) && check_entries(&c) &&
           check_attrs(&c) && check_refs(&c) && check_children(&c) &&
           check_ascending(&c, PL_IX_PARENT_OFF, PL_IX_PARENT) &&
           check_ascending(&c, PL_IX_RREF_OFF, PL_IX_RREF) && check_permutations(&c) &&
           check_slots(&c) && check_verdicts(&c) && check_diags(&c) && check_inputs(&c) &&
           check_asks(&c);
}
