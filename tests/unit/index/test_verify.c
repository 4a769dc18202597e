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

static void seal(char *image, size_t len)
{
    pl_ix_header header;
    memcpy(&header, image, sizeof header);
    header.checksum = pl_hash_bytes(image + sizeof header, len - sizeof header);
    memcpy(image, &header, sizeof header);
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
            seal(copy, image.len);
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
            seal(copy, image.len);
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
        seal(copy, len);
        CHECK(!survives(copy, len), "cut short and made right");
    }
    ws_close(&w);
}

/* ---- each invariant by itself */

typedef struct broken {
    char *image;
    pl_ix_header *header;
} broken;

static void *section(broken *b, pl_ix_section s)
{
    return b->image + b->header->section[s].at;
}
#define BREAK(name) static void name(broken *b)
BREAK(magic) { b->header->magic[0] = 'X'; }
BREAK(version) { b->header->version++; }
BREAK(byte_order) { b->header->byte_order = 0x04030201; }
BREAK(longer) { b->header->size++; }
BREAK(moved_section) { b->header->section[PL_IX_TAG].at += 8; }
BREAK(huge_section) { b->header->section[PL_IX_TAG].count = UINT32_MAX; }
BREAK(no_strings) { b->header->section[PL_IX_STR_OFF].count = 0; }
BREAK(string_backwards) { ((uint32_t *)section(b, PL_IX_STR_OFF))[2] = UINT32_MAX; }
BREAK(first_string) { ((uint32_t *)section(b, PL_IX_STR_OFF))[1] = 1; }
BREAK(mod_name) { ((pl_ix_mod *)section(b, PL_IX_MOD))->short_name = 1u << 20; }
BREAK(mod_entry) { ((pl_ix_mod *)section(b, PL_IX_MOD))->entry = 1; }
BREAK(mod_range) { ((pl_ix_mod *)section(b, PL_IX_MOD))[1].first_entry = 0; }
BREAK(file_mod) { ((pl_ix_file *)section(b, PL_IX_FILE))[1].mod = 0; }
BREAK(file_range) { ((pl_ix_file *)section(b, PL_IX_FILE))[0].first_entry = 1; }
BREAK(entry_kind) { ((pl_ix_entry *)section(b, PL_IX_ENTRY))->kind = PL_KIND_COUNT; }
BREAK(entry_mod) { ((pl_ix_entry *)section(b, PL_IX_ENTRY))->mod = 1; }
BREAK(entry_file) { ((pl_ix_entry *)section(b, PL_IX_ENTRY))->file = 1; }
BREAK(entry_parent) { ((pl_ix_entry *)section(b, PL_IX_ENTRY))[1].parent = 1; }
BREAK(entry_slice) { ((pl_ix_entry *)section(b, PL_IX_ENTRY))[1].tags = 99; }
BREAK(child) { ((uint32_t *)section(b, PL_IX_CHILD))[0] = PL_NONE; }
BREAK(parent) { ((uint32_t *)section(b, PL_IX_PARENT))[0] = 1000; }
BREAK(kind_twice) { memcpy((uint32_t *)section(b, PL_IX_KIND) + 1, section(b, PL_IX_KIND), 4); }
BREAK(name_twice) { memcpy((uint32_t *)section(b, PL_IX_NAME) + 1, section(b, PL_IX_NAME), 4); }
BREAK(slot) { ((uint32_t *)section(b, PL_IX_SLOT))[0] = 1000; }
BREAK(slots_full)
{
    uint32_t *slots = section(b, PL_IX_SLOT);
    for (uint32_t i = 0; i < b->header->section[PL_IX_SLOT].count; i++)
        slots[i] = 1;
}
BREAK(verdict) { ((pl_ix_verdict *)section(b, PL_IX_VERDICT))->n_diags = 3; }
BREAK(diag) { ((pl_ix_diag *)section(b, PL_IX_DIAG))->severity = 2; }

static const struct {
    const char *what;
    void (*apply)(broken *b);
} invariants[] = {
    { "1: magic", magic },
    { "1: version", version },
    { "1: byte order", byte_order },
    { "1: size", longer },
    { "1: sections in order", moved_section },
    { "1: sections inside", huge_section },
    { "1: at least the empty string", no_strings },
    { "2: offsets ascend", string_backwards },
    { "2: the first string is empty", first_string },
    { "3: a mod's strings", mod_name },
    { "3: a mod's entry is one of a mod", mod_entry },
    { "5: mods' ranges", mod_range },
    { "5: files follow their mods", file_mod },
    { "5: files fill the mod", file_range },
    { "3: kinds", entry_kind },
    { "5: an entry's mod is its file's", entry_mod },
    { "5: an entry lies in its file's run", entry_file },
    { "5: parents come first", entry_parent },
    { "4: slices ascend", entry_slice },
    { "3: children", child },
    { "3: parents", parent },
    { "6: once in KIND", kind_twice },
    { "6: once in NAME", name_twice },
    { "3: slots", slot },
    { "7: a free slot", slots_full },
    { "3: a verdict's messages", verdict },
    { "3: a message", diag },
};

TEST(each_invariant_is_proved)
{
    ws w = { 0 };
    pl_diags *diags = pl_diags_new();
    pl_diag_plain(diags, PL_ERROR, "one");
    w.syntax = diags;
    ws_open(&w, small);
    pl_str image = pl_index_bytes(w.ix);
    for (size_t i = 0; i < PL_COUNT(invariants); i++) {
        broken b = { .image = copy_of(image) };
        b.header = (pl_ix_header *)b.image;
        invariants[i].apply(&b);
        seal(b.image, image.len);
        CHECK(!survives(b.image, image.len), invariants[i].what);
    }
    char *moved = malloc(image.len + 8);
    memcpy(moved + 1, image.ptr, image.len);
    CHECK(!pl_index__verify((pl_str){ moved + 1, image.len }), "1: alignment");
    free(moved);
    pl_diags_free(diags);
    ws_close(&w);
}
