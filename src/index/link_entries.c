/* link_entries.c - rows of mods, files and entries, with names, attributes and own tags. */
#include "index/link.h"
#include "base/hash.h"
#include "base/str.h"
#include "schema/kind.h"
#include <string.h>

/* ---- generated names (mod-language.md 5.2)
 *
 * A naming parent is the mod or a dashboard or container; it counts the blocks of
 * each kind below it, named ones included, up to the next naming parent. */

static void add_name(pl_buf *out, pl_str s)
{
    size_t at = out->len;
    pl_buf_str(out, s);
    for (; at < out->len; at++)
        if (out->ptr[at] == '.')
            out->ptr[at] = '_';
}

/* Write the beginning of all names that are generated in `in`. */
static void begin_name(pl_linker *lk, pl_naming *nm, uint32_t in)
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

static uint32_t generate(pl_linker *lk, pl_naming *nm, uint32_t in, pl_kind kind)
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

/* The short name of row `i`, and its position among the naming parents. */
static uint32_t name(pl_linker *lk, pl_naming *nm, const pl_part *part, uint32_t i)
{
    const pl_part_entry *row = &part->entries[i];
    pl_kind kind = (pl_kind)row->kind;
    uint32_t in = row->parent == PL_NONE ? 0 : nm->inside.at[row->parent];
    uint32_t short_name = row->flags & PL_ENTRY_ANONYMOUS
                              ? generate(lk, nm, in, kind)
                              : pl_link__str(lk, pl_part_str(part, row->label));
    nm->namers.at[in].count[kind]++;
    nm->inside.at[i] = in;
    if (pl_kind_flags(kind) & PL_KIND_IS_HOLDER) {
        nm->inside.at[i] = (uint32_t)nm->namers.n;
        pl_vec_push(&nm->namers, ((pl_namer){ .entry = nm->id.at[i] }));
    }
    return short_name;
}

/* ---- attributes */

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

/* ---- tags */

/* Keys and values repeat from entry to entry, so comparing with the last string that had the
 * same ends is cheaper than hashing. */
static uint32_t tag_string(pl_linker *lk, pl_str s)
{
    if (!s.len)
        return 0;
    size_t at = s.len * 7 + (unsigned char)s.ptr[0] * 3 + (unsigned char)s.ptr[s.len - 1];
    uint32_t *id = &lk->tag_ids[at % PL_COUNT(lk->tag_ids)];
    if (!*id || !pl_str_eq(pl_intern_get(&lk->strings, *id), s))
        *id = pl_link__str(lk, s);
    return *id;
}

static pl_ix_tag own_tag(pl_linker *lk, const pl_part *part, uint32_t i)
{
    const pl_part_tag *tag = &part->tags[i];
    return (pl_ix_tag){
        .key = tag_string(lk, pl_part_str(part, tag->key)),
        .value = tag_string(lk, pl_part_str(part, tag->value)) | (tag->open ? PL_IX_OPEN : 0),
    };
}

static void add_tags(pl_linker *lk, const pl_part *part, const pl_part_entry *row, pl_ix_entry *e)
{
    e->tags = (uint32_t)lk->tags.n;
    for (uint32_t i = row[0].tags; i < row[1].tags; i++) {
        pl_ix_tag tag = own_tag(lk, part, i);
        if (tag.value & PL_IX_OPEN)
            e->flags |= PL_ENTRY_TAG_OPEN;
        pl_vec_push(&lk->tags, tag);
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

/* Add row `i` of the part as the next entry, with its attributes, tags and references. */
static void add_entry(pl_linker *lk, pl_naming *nm, const pl_part *part, uint32_t i)
{
    const pl_part_entry *row = &part->entries[i];
    uint32_t id = lk->n++, parent = row->parent == PL_NONE ? PL_NONE : nm->id.at[row->parent];
    pl_assert(parent == PL_NONE || parent < id); /* a block comes after what encloses it */
    pl_assert(row->kind < PL_KIND_COUNT);
    nm->id.at[i] = id;
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
        .refs = (uint32_t)lk->refs.n,
        .file = nm->file,
        .mod = (uint16_t)nm->mod,
        .kind = row->kind,
        .width = row->width,
        .hash = (uint32_t)row->hash,
    };
    add_attrs(lk, part, row);
    add_tags(lk, part, row, &lk->entry[id]);
    pl_link__written(lk, part, i);
    if (row->kind == PL_KIND_MOD)
        lk->mod[nm->mod].entry = id;
}

/* Add row `nm->file` of FILE, and entries from lk->n on. */
static void add_file(pl_linker *lk, pl_naming *nm, const pl_build_file *bf, const pl_part *part)
{
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
    pl_vec_reserve(&nm->inside, part->n_entries);
    pl_vec_reserve(&nm->id, part->n_entries);
    memset(lk->attr_names, 0, sizeof lk->attr_names);
    for (uint32_t i = 0; i < part->n_entries; i++) {
        if (is_dropped(lk, bf, nm->mod, &part->entries[i])) {
            nm->id.at[i] = PL_NONE;
            nm->inside.at[i] = 0;
            continue;
        }
        add_entry(lk, nm, part, i);
    }
    lk->entry[lk->n].attrs = (uint32_t)lk->attrs.n;
}

/* Reserve room for the rows of a part. False: there would be more rows than ids. */
static bool reserve(pl_linker *lk, const pl_part *part)
{
    if (lk->n_files >= UINT32_MAX / 2 || part->n_entries >= PL_IX_MISSING - 1 - lk->n ||
        lk->refs.n + part->n_refs >= UINT32_MAX / 2 || lk->tags.n + part->n_tags > UINT32_MAX / 2)
        return false;
    pl_vec_reserve(&lk->file_rows, (size_t)lk->n_files + 1);
    pl_vec_reserve(&lk->entry_rows, (size_t)lk->n + part->n_entries + 1);
    lk->file = lk->file_rows.at;
    lk->entry = lk->entry_rows.at;
    return true;
}

void pl_link__collect(pl_linker *lk, uint32_t mod, const pl_build_file *file)
{
    pl_assert(mod < lk->n_mods && file->part);
    pl_link__begin_mods(lk, mod);
    if (!reserve(lk, file->part)) {
        lk->too_big = true;
        return;
    }
    lk->naming.file = lk->n_files++;
    add_file(lk, &lk->naming, file, file->part);
}

void pl_link__begin_mods(pl_linker *lk, uint32_t mod)
{
    for (; lk->n_begun <= mod && lk->n_begun < lk->n_mods; lk->n_begun++) {
        const pl_build_mod *bm = lk->mods[lk->n_begun];
        lk->mod[lk->n_begun] = (pl_ix_mod){
            .short_name = pl_link__str(lk, bm->short_name),
            .title = pl_link__str(lk, bm->title.len ? bm->title : bm->short_name),
            .dir = pl_link__str(lk, bm->dir),
            .dep_path = pl_link__str(lk, bm->dep_path),
            .entry = PL_NONE,
            .first_file = lk->n_files,
            .first_entry = lk->n,
            .flags = bm->flags,
        };
        lk->naming.mod = lk->n_begun;
        lk->naming.namers.n = 0;
        pl_vec_push(&lk->naming.namers, ((pl_namer){ .entry = PL_NONE }));
    }
}
