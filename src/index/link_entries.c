#include "index/link.h"
#include "base/hash.h"
#include "base/str.h"
#include "schema/kind.h"

/* Sum of all strings of an image: leaves room for the other sections below 4 GiB. */
static const size_t text_max = (size_t)1 << 30;

uint32_t pl_link__new_str(pl_linker *lk, pl_str s)
{
    size_t text =
        lk->strings.text.len + (lk->strings.old_n ? lk->strings.old_offsets[lk->strings.old_n] : 0);
    if (text > text_max || s.len > text_max - text || lk->strings.n >= PL_IX_REF_ATTR) {
        lk->too_big = true;
        return 0;
    }
    return pl_intern(&lk->strings, s);
}

/* ---- slots */

uint32_t pl_link__find(const pl_linker *lk, uint32_t mod, pl_kind kind, unsigned class, pl_str name,
                       uint32_t hash)
{
    uint32_t at = hash & lk->slot_mask;
    for (; lk->slots[at]; at = (at + 1) & lk->slot_mask) {
        uint32_t id = lk->slots[at] - 1;
        const pl_ix_entry *e = &lk->entry[id];
        if ((!lk->slot_hash || lk->slot_hash[at] == hash) && e->mod == mod && e->kind == kind &&
            pl_ix__class(e) == class && pl_str_eq(pl_intern_get(&lk->strings, e->short_name), name))
            return id;
    }
    return PL_NONE;
}

/* Enter `id` under its name. False when the name is taken. */
static bool enter(pl_linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entry[id];
    unsigned class = pl_ix__class(e);
    uint32_t name_hash = pl_intern_hash(&lk->strings, e->short_name);
    uint32_t hash = pl_ix__slot_hash(name_hash, e->mod, e->kind, class);
    uint32_t at = hash & lk->slot_mask;
    for (; lk->slots[at]; at = (at + 1) & lk->slot_mask) {
        const pl_ix_entry *o = &lk->entry[lk->slots[at] - 1];
        if (lk->slot_hash[at] == hash && o->short_name == e->short_name && o->mod == e->mod &&
            o->kind == e->kind && pl_ix__class(o) == class)
            return false;
    }
    lk->slots[at] = id + 1;
    lk->slot_hash[at] = hash;
    return true;
}

/* ---- generated names (mod-language.md 5.2)
 *
 * A naming parent is the mod or a dashboard or container; it counts the blocks of
 * each kind below it, named ones included, up to the next naming parent. */

typedef struct namer {
    uint32_t entry; /* PL_NONE: the mod */
    uint32_t count[PL_KIND_COUNT];
} namer;

typedef struct naming {
    uint32_t mod, file;   /* at hand */
    PL_VEC(namer) namers; /* 0: the mod; then those of the file */
    uint32_t *inside;     /* position in the part -> naming parent of what is inside it */
    uint32_t *id;         /* position in the part -> entry */
    pl_buf text;
    uint32_t begun; /* naming parent whose part of the name is in `text` */
    size_t begun_len;
    size_t sum; /* of generated names so far, in bytes */
} naming;

static void add_name(pl_buf *out, pl_str s)
{
    size_t at = out->len;
    pl_buf_str(out, s);
    for (; at < out->len; at++)
        if (out->ptr[at] == '.')
            out->ptr[at] = '_';
}

/* What all names that `in` gives begin with. */
static void begin_name(pl_linker *lk, naming *nm, uint32_t in)
{
    uint32_t entry = nm->namers.at[in].entry;
    pl_kind kind = entry == PL_NONE ? PL_KIND_MOD : (pl_kind)lk->entry[entry].kind;
    uint32_t name = entry == PL_NONE ? lk->mod[nm->mod].short_name : lk->entry[entry].short_name;
    nm->text.len = 0;
    pl_buf_str(&nm->text, pl_kind_name(kind));
    pl_buf_byte(&nm->text, '_');
    add_name(&nm->text, pl_intern_get(&lk->strings, name));
    pl_buf_cstr(&nm->text, "_anonymous_");
    nm->begun = in;
    nm->begun_len = nm->text.len;
}

static uint32_t generate(pl_linker *lk, naming *nm, uint32_t in, pl_kind kind)
{
    pl_buf *out = &nm->text;
    if (nm->begun != in)
        begin_name(lk, nm, in);
    out->len = nm->begun_len;
    pl_buf_str(out, pl_kind_name(kind));
    pl_buf_byte(out, '_');
    pl_buf_u64(out, nm->namers.at[in].count[kind]);
    size_t most = nm->sum < PL_IX_NAME_SUM ? PL_IX_NAME_MAX : PL_IX_NAME_SHORT;
    if (out->len > most) {
        uint64_t print = pl_hash_str(pl_buf_view(out));
        nm->begun = PL_NONE;
        out->len = most - 17;
        pl_buf_printf(out, "_%016llx", (unsigned long long)print);
    }
    nm->sum += out->len;
    return pl_link__str(lk, pl_buf_view(out));
}

/* The short name of row `i`, and its place among the naming parents. */
static uint32_t name(pl_linker *lk, naming *nm, const pl_part *part, uint32_t i)
{
    const pl_part_entry *row = &part->entries[i];
    pl_kind kind = (pl_kind)row->kind;
    uint32_t in = row->parent == PL_NONE ? 0 : nm->inside[row->parent];
    uint32_t short_name = row->flags & PL_ENTRY_ANONYMOUS
                              ? generate(lk, nm, in, kind)
                              : pl_link__str(lk, pl_part_str(part, row->label));
    nm->namers.at[in].count[kind]++;
    nm->inside[i] = in;
    if (kind == PL_KIND_DASHBOARD || kind == PL_KIND_CONTAINER) {
        nm->inside[i] = (uint32_t)nm->namers.n;
        pl_vec_push(&nm->namers, ((namer){ .entry = nm->id[i] }));
    }
    return short_name;
}

/* ---- attributes */

const pl_part_attr *pl_link__attr(const pl_linker *lk, uint32_t id, pl_attr_id attr)
{
    const pl_part *part = pl_link__part(lk, id);
    const pl_part_entry *row = pl_link__row(lk, id);
    for (uint32_t i = row[0].attrs; i < row[1].attrs; i++)
        if (part->attrs[i].id == attr)
            return &part->attrs[i];
    return NULL;
}

static void add_attrs(pl_linker *lk, const pl_part *part, const pl_part_entry *row)
{
    for (uint32_t i = row[0].attrs; i < row[1].attrs; i++) {
        const pl_part_attr *a = &part->attrs[i];
        pl_ix_attr *out = pl_vec_add(&lk->attrs);
        *out = (pl_ix_attr){ a->start, a->end, a->id, a->flags };
        if (a->flags & PL_ATTR_LITERAL && a->text.len) {
            out->end = pl_link__str(lk, pl_part_str(part, a->text));
            out->flags |= PL_IX_ATTR_TEXT;
        }
    }
}

/* ---- entries */

/* Only the first mod block of the mod file counts (mod-language.md 1.3). */
static bool is_dropped(const pl_linker *lk, const pl_build_file *bf, uint32_t mod,
                       const pl_part_entry *row)
{
    return row->kind == PL_KIND_MOD &&
           (!bf->mod_file || row->parent != PL_NONE || lk->mod[mod].entry != PL_NONE);
}

static void add_entry(pl_linker *lk, naming *nm, const pl_part *part, uint32_t i)
{
    const pl_part_entry *row = &part->entries[i];
    uint32_t id = lk->n++, parent = row->parent == PL_NONE ? PL_NONE : nm->id[row->parent];
    nm->id[i] = id;
    lk->in_part[id] = i;
    lk->base[id] = PL_NONE;
    lk->entry[id] = (pl_ix_entry){
        .short_name = name(lk, nm, part, i),
        .title = pl_link__str(lk, pl_part_str(part, row->title)),
        .description = pl_link__str(lk, pl_part_str(part, row->description)),
        .start = row->start,
        .end = row->end,
        .line = row->line,
        .end_line = row->end_line,
        .parent = parent,
        .flags = row->flags | (row->kind == PL_KIND_LOCAL ? PL_ENTRY_TOP_BLOCK : 0),
        .attrs = (uint32_t)lk->attrs.n,
        .file = nm->file,
        .mod = (uint16_t)nm->mod,
        .kind = row->kind,
        .width = row->width,
        .hash = (uint32_t)row->hash,
    };
    add_attrs(lk, part, row);
    pl_ix_entry *e = &lk->entry[id];
    bool ghost = parent != PL_NONE && lk->entry[parent].flags & PL_ENTRY_DUPLICATE;
    if (ghost || (!enter(lk, id) && pl_ix__class(e) != PL_IX_CLASS_LOCAL))
        e->flags |= PL_ENTRY_DUPLICATE;
    if (e->kind == PL_KIND_MOD)
        lk->mod[nm->mod].entry = id;
}

static void add_file(pl_linker *lk, naming *nm)
{
    const pl_build_file *bf = lk->files[nm->file];
    const pl_part *part = lk->part[nm->file];
    lk->file[nm->file] = (pl_ix_file){
        .path = pl_link__str(lk, bf->path),
        .mod = (uint16_t)nm->mod,
        .first_entry = lk->n,
        .lines = part->n_lines,
        .stamp = pl_ix_stamp_of(&bf->stamp),
        .hash = part->hash,
    };
    nm->namers.n = 1;
    nm->begun = PL_NONE;
    for (uint32_t i = 0; i < part->n_entries; i++) {
        if (is_dropped(lk, bf, nm->mod, &part->entries[i])) {
            nm->id[i] = PL_NONE;
            nm->inside[i] = 0;
            continue;
        }
        add_entry(lk, nm, part, i);
    }
    lk->entry[lk->n].attrs = (uint32_t)lk->attrs.n;
}

static void add_mod(pl_linker *lk, naming *nm, uint32_t mod)
{
    const pl_build_mod *bm = lk->mods[mod];
    lk->mod[mod] = (pl_ix_mod){
        .short_name = pl_link__str(lk, bm->short_name),
        .title = pl_link__str(lk, bm->title.len ? bm->title : bm->short_name),
        .dir = pl_link__str(lk, bm->dir),
        .dep_path = pl_link__str(lk, bm->dep_path),
        .entry = PL_NONE,
        .first_file = lk->n_files,
        .first_entry = lk->n,
        .flags = bm->flags,
    };
    nm->mod = mod;
    nm->namers.n = 0;
    pl_vec_push(&nm->namers, ((namer){ .entry = PL_NONE }));
    for (uint32_t f = 0; f < bm->n_files; f++) {
        if (!bm->files[f].part)
            continue;
        nm->file = lk->n_files++;
        lk->files[nm->file] = &bm->files[f];
        lk->part[nm->file] = bm->files[f].part;
        add_file(lk, nm);
    }
}

/* Names of the file at hand that came before, when others are not looked at. */
void pl_link__file(pl_linker *lk, uint32_t file, uint32_t mod, const pl_counts *before)
{
    uint32_t n = lk->part[file]->n_entries;
    naming nm = { .mod = mod,
                  .file = file,
                  .inside = PL_LINK_NEW(lk, uint32_t, n),
                  .id = PL_LINK_NEW(lk, uint32_t, n) };
    namer first = { .entry = PL_NONE };
    memcpy(first.count, before->of, sizeof first.count);
    pl_vec_push(&nm.namers, first);
    add_file(lk, &nm);
    pl_vec_done(&nm.namers);
    pl_buf_done(&nm.text);
}

void pl_link__blocks(pl_linker *lk, uint32_t first, uint32_t end)
{
    pl_mark mark = pl_arena_mark(&lk->arena);
    uint32_t *last = PL_LINK_NEW(lk, uint32_t, end - first), bytes = (end - first) * sizeof *last;
    memset(last, 0xff, bytes);
    memset(lk->first_block + first, 0xff, bytes);
    memset(lk->next_block + first, 0xff, bytes);
    for (uint32_t id = first; id < end; id++) {
        uint32_t parent = lk->entry[id].parent;
        if (parent == PL_NONE)
            continue;
        uint32_t before = last[parent - first];
        *(before == PL_NONE ? &lk->first_block[parent] : &lk->next_block[before]) = id;
        last[parent - first] = id;
    }
    pl_arena_rewind(&lk->arena, mark);
}

/* A nested category of the name of one at the top level. */
bool pl_link__is_shadowed(const pl_linker *lk, uint32_t id)
{
    const pl_ix_entry *e = &lk->entry[id];
    if (e->kind != PL_KIND_CATEGORY || pl_ix__class(e) != PL_IX_CLASS_LOCAL)
        return false;
    uint32_t name_hash = pl_intern_hash(&lk->strings, e->short_name);
    uint32_t hash = pl_ix__slot_hash(name_hash, e->mod, e->kind, PL_IX_CLASS_UNIQUE);
    pl_str name = pl_intern_get(&lk->strings, e->short_name);
    return pl_link__find(lk, e->mod, PL_KIND_CATEGORY, PL_IX_CLASS_UNIQUE, name, hash) != PL_NONE;
}

void pl_link__entries(pl_linker *lk)
{
    naming nm = { .inside = PL_LINK_NEW(lk, uint32_t, lk->max_part),
                  .id = PL_LINK_NEW(lk, uint32_t, lk->max_part) };
    lk->n = lk->n_files = 0;
    for (uint32_t m = 0; m < lk->n_mods && !lk->too_big; m++)
        add_mod(lk, &nm, m);
    lk->entry[lk->n] = (pl_ix_entry){ .attrs = (uint32_t)lk->attrs.n, .parent = PL_NONE };
    pl_link__blocks(lk, 0, lk->n);
    for (uint32_t id = 0; id < lk->n; id++)
        if (pl_link__is_shadowed(lk, id))
            lk->entry[id].flags |= PL_ENTRY_SHADOWED;
    pl_vec_done(&nm.namers);
    pl_buf_done(&nm.text);
}
