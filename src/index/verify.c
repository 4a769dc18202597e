#include "index/image.h"
#include "base/hash.h"
#include "base/str.h"
#include <string.h>

/* The invariants of format.h, in its order. Everything a reader uses as an index is
 * compared with the count it indexes before anybody reads. */

typedef struct checker {
    pl_str image;
    const pl_ix_header *header;
    const void *at[PL_IX_SECTION_COUNT];
    uint32_t count[PL_IX_SECTION_COUNT];
    uint32_t strings, mods, files, entries;
} checker;

/* ---- 1: header and sections */

static bool check_header(const checker *c)
{
    const pl_ix_header *h = c->header;
    return (uintptr_t)h % 8 == 0 && c->image.len >= sizeof *h &&
           memcmp(h->magic, PL_IX_MAGIC, sizeof h->magic) == 0 && h->version == PL_IX_VERSION &&
           h->byte_order == PL_IX_ORDER && h->size == c->image.len && h->size <= UINT32_MAX &&
           h->head == pl_hash_bytes(h, offsetof(pl_ix_header, head)) &&
           h->checksum == pl_hash_bytes(h + 1, c->image.len - sizeof *h);
}

void pl_index__seal(char *image, size_t len)
{
    pl_ix_header *h = (pl_ix_header *)image;
    h->checksum = pl_hash_bytes(h + 1, len - sizeof *h);
    h->head = pl_hash_bytes(h, offsetof(pl_ix_header, head));
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

/* The counts that ids are compared with. */
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

/* n + 1 offsets from 0 to `end`. */
static bool check_offsets(const uint32_t *off, uint32_t n, uint32_t end)
{
    if (off[0] != 0 || off[n] != end)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (off[i] > off[i + 1])
            return false;
    return true;
}

/* ---- 2: strings. The first is the empty one */

static bool check_strings(const checker *c)
{
    const uint32_t *off = c->at[PL_IX_STR_OFF];
    return check_offsets(off, c->strings, c->count[PL_IX_STR_TEXT]) && off[1] == 0;
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
        if (mod->short_name >= c->strings || mod->title >= c->strings || mod->dir >= c->strings ||
            mod->dep_path >= c->strings || mod->first_file > end_file || end_file > c->files ||
            mod->first_entry > end_entry || end_entry > c->entries)
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
    const uint32_t *deps = c->at[PL_IX_MODDEP];
    for (uint32_t i = 0; i < c->count[PL_IX_MODDEP]; i++)
        if (deps[i] >= c->mods)
            return false;
    return c->count[PL_IX_MODDEP_OFF] == c->mods + 1 &&
           check_offsets(c->at[PL_IX_MODDEP_OFF], c->mods, c->count[PL_IX_MODDEP]);
}

/* Files follow their mods, and their entries fill the mod's run. */
static bool check_files(const checker *c)
{
    const pl_ix_mod *mods = c->at[PL_IX_MOD];
    const pl_ix_file *files = c->at[PL_IX_FILE];
    for (uint32_t f = 0; f < c->files; f++) {
        const pl_ix_file *file = &files[f];
        if (file->path >= c->strings || file->mod >= c->mods)
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

static bool check_entry(const checker *c, uint32_t id, uint32_t first, uint32_t end)
{
    const pl_ix_entry *e = (const pl_ix_entry *)c->at[PL_IX_ENTRY] + id;
    return id < end && e->short_name < c->strings && e->title < c->strings &&
           e->description < c->strings && e->start <= e->end && e->line <= e->end_line &&
           (e->parent == PL_NONE || (e->parent >= first && e->parent < id)) &&
           e->kind < PL_KIND_COUNT && (e->width <= 12 || e->width == 255) &&
           e[0].attrs <= e[1].attrs && e[0].tags <= e[1].tags && e[0].refs <= e[1].refs;
}

static bool check_entries(const checker *c)
{
    const pl_ix_file *files = c->at[PL_IX_FILE];
    const pl_ix_entry *entries = c->at[PL_IX_ENTRY], *last = entries + c->entries;
    if (entries[0].attrs || entries[0].tags || entries[0].refs ||
        last->attrs != c->count[PL_IX_ATTR] || last->tags != c->count[PL_IX_TAG] ||
        last->refs != c->count[PL_IX_REF])
        return false;
    for (uint32_t id = 0; id < c->entries; id++) {
        uint32_t f = entries[id].file;
        if (f >= c->files || entries[id].mod != files[f].mod || id < files[f].first_entry)
            return false;
        uint32_t end = f + 1 < c->files ? files[f + 1].first_entry : c->entries;
        if (!check_entry(c, id, files[f].first_entry, end))
            return false;
    }
    return true;
}

/* ---- 3: the rows of entries */

static bool check_attrs(const checker *c)
{
    const pl_ix_attr *attrs = c->at[PL_IX_ATTR];
    for (uint32_t i = 0; i < c->count[PL_IX_ATTR]; i++)
        if (attrs[i].id >= PL_ATTR_COUNT ||
            (attrs[i].flags & PL_IX_ATTR_TEXT ? attrs[i].end >= c->strings
                                              : attrs[i].start > attrs[i].end))
            return false;
    return true;
}

static bool check_tags(const checker *c)
{
    const pl_ix_tag *tags = c->at[PL_IX_TAG];
    for (uint32_t i = 0; i < c->count[PL_IX_TAG]; i++)
        if (tags[i].key >= c->strings || (tags[i].value & PL_IX_TAG_TEXT) >= c->strings)
            return false;
    return true;
}

/* `children` is in a run of references at most once. */
static bool check_refs(const checker *c)
{
    const pl_ix_ref *refs = c->at[PL_IX_REF];
    const pl_ix_entry *entries = c->at[PL_IX_ENTRY];
    for (uint32_t id = 0; id < c->entries; id++) {
        bool marked = false;
        for (uint32_t i = entries[id].refs; i < entries[id + 1].refs; i++) {
            bool marker = refs[i].to == PL_IX_CHILDREN;
            if ((marker && marked) || (!marker && refs[i].to >= c->strings) ||
                (refs[i].target != PL_NONE && refs[i].target >= c->entries) ||
                (refs[i].attr & PL_IX_REF_ATTR) >= c->strings)
                return false;
            marked = marked || marker;
        }
    }
    return true;
}

/* ---- 3, 4: edges */

static bool check_children(const checker *c)
{
    const uint32_t *child = c->at[PL_IX_CHILD];
    for (uint32_t i = 0; i < c->count[PL_IX_CHILD]; i++)
        if (child[i] & PL_IX_MISSING ? (child[i] & ~PL_IX_MISSING) >= c->strings
                                     : child[i] >= c->entries)
            return false;
    return c->count[PL_IX_CHILD_OFF] == c->entries + 1 &&
           check_offsets(c->at[PL_IX_CHILD_OFF], c->entries, c->count[PL_IX_CHILD]);
}

/* Runs of ascending entry ids. */
static bool check_ascending(const checker *c, pl_ix_section offsets, pl_ix_section list)
{
    const uint32_t *off = c->at[offsets], *ids = c->at[list];
    if (c->count[offsets] != c->entries + 1 || !check_offsets(off, c->entries, c->count[list]))
        return false;
    for (uint32_t id = 0; id < c->entries; id++)
        for (uint32_t i = off[id]; i < off[id + 1]; i++)
            if (ids[i] >= c->entries || (i > off[id] && ids[i] <= ids[i - 1]))
                return false;
    return true;
}

/* ---- 6: permutations. `seen` is zeroed: one bit per entry */

static bool check_once(const checker *c, pl_ix_section list, unsigned char *seen)
{
    const uint32_t *ids = c->at[list];
    for (uint32_t i = 0; i < c->count[list]; i++) {
        uint32_t id = ids[i];
        if (id >= c->entries || seen[id / 8] >> id % 8 & 1)
            return false;
        seen[id / 8] |= (unsigned char)(1u << id % 8);
    }
    return true;
}

static bool check_kinds(const checker *c)
{
    const uint32_t *off = c->at[PL_IX_KIND_OFF], *ids = c->at[PL_IX_KIND];
    const pl_ix_entry *entries = c->at[PL_IX_ENTRY];
    if (!check_offsets(off, PL_KIND_COUNT, c->count[PL_IX_KIND]))
        return false;
    for (unsigned k = 0; k < PL_KIND_COUNT; k++)
        for (uint32_t i = off[k]; i < off[k + 1]; i++)
            if (entries[ids[i]].kind != k)
                return false;
    return true;
}

/* The bits cost an eighth of a byte per entry of 64 bytes that is there: no count of
 * the image can make them large. */
static bool check_permutations(const checker *c)
{
    size_t bytes = c->entries / 8 + 1;
    unsigned char *seen = pl_mem_zalloc(bytes);
    bool sound = check_once(c, PL_IX_NAME, seen);
    memset(seen, 0, bytes);
    sound = sound && check_once(c, PL_IX_KIND, seen) && check_kinds(c);
    pl_mem_free(seen);
    return sound;
}

/* ---- 7 */

static bool check_slots(const checker *c)
{
    const uint32_t *slots = c->at[PL_IX_SLOT], n = c->count[PL_IX_SLOT];
    bool free = false;
    if (!n || n & (n - 1))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        if (slots[i] > c->entries)
            return false;
        free = free || !slots[i];
    }
    return free;
}

/* ---- 3: verdicts */

static bool check_verdicts(const checker *c)
{
    const pl_ix_verdict *v = c->at[PL_IX_VERDICT];
    for (uint32_t i = 0; i < c->count[PL_IX_VERDICT]; i++)
        if (v[i].level > 3 || v[i].subject >= (v[i].level < 2 ? c->files : c->mods) ||
            v[i].first_diag > c->count[PL_IX_DIAG] ||
            v[i].n_diags > c->count[PL_IX_DIAG] - v[i].first_diag)
            return false;
    return true;
}

static bool check_diags(const checker *c)
{
    const pl_ix_diag *d = c->at[PL_IX_DIAG];
    for (uint32_t i = 0; i < c->count[PL_IX_DIAG]; i++)
        if (d[i].severity > PL_WARNING || d[i].summary >= c->strings || d[i].detail >= c->strings ||
            d[i].excerpt >= c->strings || (d[i].file != PL_NONE && d[i].file >= c->files))
            return false;
    return true;
}

/* ---- 3: inputs */

static bool check_inputs(const checker *c)
{
    const pl_ix_input *in = c->at[PL_IX_INPUT];
    const uint32_t *off = c->at[PL_IX_STR_OFF];
    for (uint32_t i = 0; i < c->count[PL_IX_INPUT]; i++)
        if (in[i].path >= c->strings || in[i].kind >= PL_IX_INPUT_KINDS ||
            in[i].len > off[in[i].path + 1] - off[in[i].path])
            return false;
    return true;
}

bool pl_index__verify(pl_str image)
{
    checker c = { .image = image, .header = (const pl_ix_header *)image.ptr };
    return image.len >= sizeof *c.header && check_header(&c) && check_sections(&c) &&
           check_counts(&c) && check_strings(&c) && check_mods(&c) && check_mod_deps(&c) &&
           check_files(&c) && check_entries(&c) && check_attrs(&c) && check_tags(&c) &&
           check_refs(&c) && check_children(&c) &&
           check_ascending(&c, PL_IX_PARENT_OFF, PL_IX_PARENT) &&
           check_ascending(&c, PL_IX_RREF_OFF, PL_IX_RREF) && check_permutations(&c) &&
           check_slots(&c) && check_verdicts(&c) && check_diags(&c) && check_inputs(&c);
}
