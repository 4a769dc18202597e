#include "unit/index/ws.h"
#include "unit/index/walk.h"
#include "base/hash.h"

static const char small[] =
    "--- mod m > dep\n--- mod.pp\nmod \"m\" { title = \"M\" }\n"
    "benchmark \"b\" {\n  title = \"B\"\n  tags = { a = \"1\" }\n"
    "  children = [control.c, dep.control.d, control.gone]\n}\n"
    "control \"c\" {\n  query = query.q\n  param \"p\" { default = var.v }\n}\n"
    "query \"q\" { sql = \"select 1\" }\nvariable \"v\" {}\n"
    "dashboard \"x\" {\n  input \"i\" {}\n  graph { node {} }\n}\n"
    "dashboard \"y\" {\n  base = dashboard.x\n  input \"i\" {}\n}\n"
    "--- mod dep\n--- d/mod.pp\nmod \"dep\" {}\ncontrol \"d\" {}\n";

/* An exact copy, so that ASan sees one byte too far; 8-byte aligned as malloc gives. */
static char *copy_of(pl_str image)
{
    return memcpy(malloc(image.len ? image.len : 1), image.ptr, image.len);
}

/* Open or refuse; walk what opens. `image` is taken. */
static bool survives(char *image, size_t len)
{
    pl_index *ix = pl_index_adopt((pl_str){ image, len }, 7, free, image);
    if (!ix)
        return false;
    volatile uint64_t sum = walk_index(ix);
    (void)sum;
    pl_index_close(ix);
    return true;
}

TEST(a_sound_image_opens_anywhere)
{
    ws w = { 0 };
    ws_open(&w, small);
    pl_str image = pl_index_bytes(w.ix);
    CHECK(survives(copy_of(image), image.len), "position independent");
    CHECK(!pl_index_adopt(image, 8, NULL, NULL), "other options: refused");
    pl_index *twin = pl_index_adopt(image, 7, NULL, NULL);
    CHECK(twin && walk_index(twin) == walk_index(w.ix), "the same contents");
    pl_index_close(twin);
    ws_close(&w);
}

TEST(any_flipped_byte_is_noticed)
{
    ws w = { 0 };
    ws_open(&w, small);
    pl_str image = pl_index_bytes(w.ix);
    for (size_t i = 0; i < image.len; i++) {
        char *copy = copy_of(image);
        copy[i] ^= (char)0xff;
        bool option = i >= offsetof(pl_ix_header, options) && i < offsetof(pl_ix_header, section);
        CHECK(!survives(copy, image.len), option ? "the options" : "a byte of the image");
    }
    ws_close(&w);
}

/* With the checksum made right again: opens or not, but never reads out of bounds. */
TEST(any_flipped_byte_under_a_right_checksum_is_survived)
{
    ws w = { 0 };
    static const unsigned char masks[] = { 0x01, 0x80, 0xff };
    ws_open(&w, small);
    pl_str image = pl_index_bytes(w.ix);
    unsigned opened = 0;
    for (size_t m = 0; m < PL_COUNT(masks); m++)
        for (size_t i = 0; i < image.len; i++) {
            char *copy = copy_of(image);
            copy[i] ^= (char)masks[m];
            pl_index__seal(copy, image.len);
            opened += survives(copy, image.len);
        }
    CHECK(opened > 0, "names and lines may be anything");
    ws_close(&w);
}

TEST(any_word_under_a_right_checksum_is_survived)
{
    ws w = { 0 };
    static const uint32_t words[] = { 0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff };
    ws_open(&w, small);
    pl_str image = pl_index_bytes(w.ix);
    for (size_t k = 0; k < PL_COUNT(words); k++)
        for (size_t i = 0; i + 4 <= image.len; i += 4) {
            char *copy = copy_of(image);
            memcpy(copy + i, &words[k], 4);
            pl_index__seal(copy, image.len);
            survives(copy, image.len);
        }
    ws_close(&w);
}

TEST(any_truncation_is_refused)
{
    ws w = { 0 };
    ws_open(&w, small);
    pl_str image = pl_index_bytes(w.ix);
    for (size_t len = 0; len < image.len; len++) {
        CHECK(!survives(copy_of(pl_str_sub(image, 0, len)), len), "cut short");
        if (len < sizeof(pl_ix_header))
            continue;
        char *copy = copy_of(pl_str_sub(image, 0, len));
        memcpy(copy + offsetof(pl_ix_header, size), &(uint64_t){ len }, 8);
        pl_index__seal(copy, len);
        CHECK(!survives(copy, len), "cut short and made right");
    }
    ws_close(&w);
}

/* ---- each invariant by itself */

enum { HEADER = PL_IX_SECTION_COUNT };
#define AT(type, member) offsetof(type, member)
#define NTH(type, n, member) ((n) * sizeof(type) + offsetof(type, member))

static const struct {
    const char *what;
    unsigned section;
    size_t at;
    uint32_t value;
} invariants[] = {
    { "1: magic", HEADER, AT(pl_ix_header, magic), 0x58585858 },
    { "1: version", HEADER, AT(pl_ix_header, version), 0 },
    { "1: byte order", HEADER, AT(pl_ix_header, byte_order), 0x04030201 },
    { "1: size", HEADER, AT(pl_ix_header, size), 8 },
    { "1: sections in order", HEADER, AT(pl_ix_header, section[PL_IX_TAG].at), 512 },
    { "1: sections inside", HEADER, AT(pl_ix_header, section[PL_IX_TAG].count), UINT32_MAX },
    { "1: at least the empty string", HEADER, AT(pl_ix_header, section[PL_IX_STR_OFF].count), 0 },
    { "2: the first string is empty", PL_IX_STR_OFF, 4, 1 },
    { "2: offsets ascend", PL_IX_STR_OFF, 8, UINT32_MAX },
    { "3: a mod's strings", PL_IX_MOD, AT(pl_ix_mod, short_name), 1 << 20 },
    { "3: a mod's entry is one of a mod", PL_IX_MOD, AT(pl_ix_mod, entry), 1 },
    { "5: mods' ranges", PL_IX_MOD, NTH(pl_ix_mod, 1, first_entry), 0 },
    { "4: dependencies' offsets", PL_IX_MODDEP_OFF, 4, 9 },
    { "3: dependencies", PL_IX_MODDEP, 0, 2 },
    { "5: files follow their mods", PL_IX_FILE, NTH(pl_ix_file, 1, mod), 0 },
    { "5: files fill the mod", PL_IX_FILE, AT(pl_ix_file, first_entry), 1 },
    { "5: an entry lies in its file's run", PL_IX_ENTRY, AT(pl_ix_entry, file), 1 },
    { "5: parents come first", PL_IX_ENTRY, NTH(pl_ix_entry, 1, parent), 1 },
    { "5: an entry's mod is its file's; kinds", PL_IX_ENTRY, AT(pl_ix_entry, mod), 1 },
    { "4: slices ascend", PL_IX_ENTRY, NTH(pl_ix_entry, 1, tags), 99 },
    { "3: attributes", PL_IX_ATTR, AT(pl_ix_attr, id), PL_ATTR_COUNT },
    { "3: tags", PL_IX_TAG, AT(pl_ix_tag, key), 1 << 20 },
    { "3: references", PL_IX_REF, AT(pl_ix_ref, target), 1 << 20 },
    { "4: children's offsets", PL_IX_CHILD_OFF, 0, 1 },
    { "3: children", PL_IX_CHILD, 0, PL_NONE },
    { "3: parents", PL_IX_PARENT, 0, 1000 },
    { "3: kinds are of their kind", PL_IX_KIND, 0, 1 },
    { "3: names", PL_IX_NAME, 0, 1000 },
    { "3: slots", PL_IX_SLOT, 0, 1000 },
    { "3: a verdict's messages", PL_IX_VERDICT, AT(pl_ix_verdict, n_diags), 3 },
    { "3: a verdict's subject", PL_IX_VERDICT, AT(pl_ix_verdict, subject), 2 },
    { "3: a message", PL_IX_DIAG, AT(pl_ix_diag, severity), 2 },
};

static char *section_of(char *image, unsigned section)
{
    return section == HEADER ? image : image + ((pl_ix_header *)image)->section[section].at;
}

TEST(each_invariant_is_proved)
{
    ws w = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_OTHER, "one");
    w.syntax = diags;
    ws_open(&w, small);
    pl_str image = pl_index_bytes(w.ix);
    for (size_t i = 0; i < PL_COUNT(invariants); i++) {
        char *copy = copy_of(image);
        memcpy(section_of(copy, invariants[i].section) + invariants[i].at, &invariants[i].value, 4);
        pl_index__seal(copy, image.len);
        CHECK(!survives(copy, image.len), invariants[i].what);
    }
    pl_diags_free(diags);
    ws_close(&w);
}

TEST(permutations_and_slots_are_proved)
{
    ws w = { 0 };
    static const pl_ix_section lists[] = { PL_IX_KIND, PL_IX_NAME };
    ws_open(&w, small);
    pl_str image = pl_index_bytes(w.ix);
    for (size_t i = 0; i < PL_COUNT(lists); i++) {
        char *copy = copy_of(image), *list = section_of(copy, lists[i]);
        memcpy(list + 4, list, 4);
        pl_index__seal(copy, image.len);
        CHECK(!survives(copy, image.len), "6: an id twice");
    }
    char *copy = copy_of(image);
    uint32_t n = ((pl_ix_header *)copy)->section[PL_IX_SLOT].count;
    for (uint32_t i = 0; i < n; i++)
        memcpy(section_of(copy, PL_IX_SLOT) + i * 4, &(uint32_t){ 1 }, 4);
    pl_index__seal(copy, image.len);
    CHECK(!survives(copy, image.len), "7: no free slot");
    char *moved = malloc(image.len + 8);
    memcpy(moved + 1, image.ptr, image.len);
    CHECK(!pl_index__verify((pl_str){ moved + 1, image.len }), "1: alignment");
    free(moved);
    ws_close(&w);
}
