/* test_saved_doubt.c - a saved index is believed as far as it can be proved: images that are
 * spoilt, verdicts, clocks, places (lazy-workspace.md 16, 20.22). */
/* link: -Wl,--wrap=pl_clock_wall_ns,--wrap=pl_view_open */
#include "unit/workspace/kept_pair.h"
#include "workspace/newest.h"

/* ---- what is on disk is not believed */

static void patch(const char *path, size_t at, const void *bytes, size_t len, bool seal)
{
    static char image[1 << 20];
    int fd = open(path, O_RDWR);
    ssize_t n = read(fd, image, sizeof image);
    CHECK(fd >= 0 && n > 0 && at + len <= (size_t)n, path);
    memcpy(image + at, bytes, len);
    if (seal)
        pl_index__seal(image, (size_t)n);
    CHECK(pwrite(fd, image, (size_t)n, 0) == n, path);
    close(fd);
}

static void spoil_version(const char *path)
{
    patch(path, offsetof(pl_ix_header, version), &(uint32_t){ 999 }, 4, true);
}
static void spoil_program(const char *path)
{
    patch(path, offsetof(pl_ix_header, program), &(uint64_t){ 1 }, 8, true);
}
static void spoil_options(const char *path)
{
    patch(path, offsetof(pl_ix_header, options), &(uint64_t){ 1 }, 8, true);
}
static void spoil_order(const char *path)
{
    patch(path, offsetof(pl_ix_header, byte_order), &(uint32_t){ 0x04030201 }, 4, true);
}
static void spoil_checksum(const char *path)
{
    patch(path, sizeof(pl_ix_header), "xxxx", 4, false);
}
static void spoil_length(const char *path)
{
    CHECK(truncate(path, 700) == 0, path);
}
static void spoil_all(const char *path)
{
    CHECK(truncate(path, 0) == 0, path);
}
static void spoil_more(const char *path)
{
    struct stat st;
    CHECK(stat(path, &st) == 0 && truncate(path, st.st_size + 8) == 0, path);
}
static void spoil_mode(const char *path)
{
    CHECK(chmod(path, 0620) == 0, path);
}
static void spoil_owner(const char *path)
{
    if (geteuid() == 0)
        CHECK(chown(path, 12345, 12345) == 0, path);
    else
        CHECK(unlink(path) == 0, path);
}
static void spoil_kind(const char *path)
{
    CHECK(unlink(path) == 0 && mkdir(path, 0700) == 0, path);
}

static const struct {
    const char *what;
    void (*spoil)(const char *path);
    bool replaced; /* it can be written again */
} spoils[] = {
    { "IR-08: another version", spoil_version, true },
    { "IR-08: another program", spoil_program, true },
    { "IR-08: other options", spoil_options, true },
    { "IR-08: another byte order", spoil_order, true },
    { "IR-08: a wrong checksum", spoil_checksum, true },
    { "IR-08: cut short", spoil_length, true },
    { "IR-08: empty", spoil_all, true },
    { "IR-08: longer", spoil_more, true },
    { "writable by others", spoil_mode, true },
    { "somebody else's", spoil_owner, true },
    { "a directory", spoil_kind, false },
};

TEST(ir_08_a_spoilt_image_is_built_and_written_again)
{
    for (size_t i = 0; i < PL_COUNT(spoils); i++) {
        char name[32];
        pl_index_origin from;
        snprintf(name, sizeof name, "spoil-%zu", i);
        kept_how how = saved_pair(name, true);
        spoils[i].spoil(kept_image(&how));
        kept_check(&how, &from, spoils[i].what);
        CHECK(!from.saved, spoils[i].what);
        kept_check(&how, &from, spoils[i].what);
        CHECK_INT(from.saved, spoils[i].replaced, spoils[i].what);
    }
}

TEST(what_cannot_be_kept_costs_nothing)
{
    kept_how how = write_pair("nowhere", true);
    pl_index_origin from;
    how.index = "/proc/nothing/here";
    kept_check(&how, &from, "cannot be written");
    kept_check(&how, &from, "and not read");
    CHECK(!from.saved, "built");
    kept k;
    kept_open(&k, &how);
    CHECK(!pl_workspace_save(k.ws), "says that it could not");
    kept_close(&k, false);
}

/* ---- verdicts */

TEST(bad_verdicts_are_kept_and_told_the_same)
{
    static const char *const bad[] = {
        "query \"own\" {\n  sql = \n}\n",
        "query \"own\" {\n  sql = \"a\nb\"\n}\nquery \"x\" {\n",
        "quary \"own\" {\n}\n",
        "query {\n}\n\x01\n",
    };
    for (size_t i = 0; i < PL_COUNT(bad); i++) {
        char name[32];
        snprintf(name, sizeof name, "bad-%zu", i);
        kept_how how = write_pair(name, true);
        how.keep_wrong = true;
        kept_text(&how, "own.pp", bad[i]);
        kept_text(&how, DEP "z.pp", bad[i]);
        kept first, second;
        kept_open(&first, &how);
        CHECK(first.ws && !pl_workspace_index(first.ws), "no index");
        CHECK(!pl_workspace_check(first.ws, first.diags), "wrong");
        CHECK(pl_workspace_save(first.ws), "saved");
        opened = 0;
        kept_open(&second, &how);
        CHECK(second.from.saved && !pl_workspace_index(second.ws), "used, no index");
        CHECK(!pl_workspace_check(second.ws, second.diags), "wrong");
        CHECK_INT(opened, 0, "nothing was read");
        CHECK(pl_diags_count(first.diags) >= 2, "something to tell");
        CHECK_STR(kept_messages(&second), kept_messages(&first), "the same is reported");
        kept_close(&first, false);
        kept_close(&second, true);

        /* Without that option it is refused. */
        pl_index_origin from;
        how.keep_wrong = false;
        kept_check(&how, &from, bad[i]);
        /* One file repaired: the verdict on the other is not worked out again. */
        kept_text(&how, "own.pp", "query \"own\" {\n  sql = \"1\"\n}\n");
        kept_check(&how, &from, "one is right again");
        kept_text(&how, DEP "z.pp", "");
        kept_check(&how, &from, "both are right again");
        check_used(&how, "and saved");
    }
}

TEST(who_looks_at_variables_does_not_vouch_for_the_rest)
{
    static const char *const bad[] = {
        "control \"c\" {\n  query = query.nowhere\n}\n",
        "query \"own\" {\n  sql = \"1\"\n}\nquery \"own\" {\n  sql = \"2\"\n}\n",
        "control \"c\" {\n  nothing = 1\n}\n",
    };
    for (size_t i = 0; i < PL_COUNT(bad); i++) {
        char name[32];
        pl_index_origin from;
        snprintf(name, sizeof name, "variables-%zu", i);
        kept_how how = write_pair(name, true);
        kept_text(&how, "own.pp", bad[i]);
        how.variables_only = true;
        kept_check(&how, &from, bad[i]);
        kept_check(&how, &from, bad[i]);
        how.variables_only = false;
        kept_check(&how, &from, bad[i]);
        kept_check(&how, &from, bad[i]);
    }
}

TEST(verdicts_of_the_library_are_saved_when_asked_for)
{
    kept_how how = saved_pair("late", false);
    for (int round = 0; round < 3; round++) {
        kept k;
        kept_open(&k, &how);
        CHECK(k.from.saved, "used");
        opened = 0;
        CHECK(pl_workspace_check(k.ws, k.diags), "nothing is wrong");
        CHECK_INT(opened, round ? 0 : 5, "checked once");
        kept_close(&k, true);
    }
    kept_text(&how, "own.pp", "query \"own\" {\n  sql = \n}\n");
    pl_index_origin from;
    kept_check(&how, &from, "an error");
    char first[8192];
    for (int round = 0; round < 2; round++) {
        kept k;
        kept_open(&k, &how);
        CHECK(k.from.saved && pl_workspace_index(k.ws), "used");
        opened = 0;
        CHECK(!pl_workspace_check(k.ws, k.diags), "wrong");
        CHECK_INT(opened, round ? 0 : 5, "checked once");
        if (!round)
            snprintf(first, sizeof first, "%s", kept_messages(&k));
        else
            CHECK_STR(kept_messages(&k), first, "the same is reported");
        CHECK(first[0] != 0, "something is reported");
        kept_close(&k, true);
    }
}

/* ---- times */

TEST(a_file_written_while_times_are_young_is_compared_until_it_is_old)
{
    kept_how how = write_pair("age", true);
    pl_index_origin from;
    kept_ahead = 0;
    kept_check(&how, &from, "first");
    kept_check(&how, &from, "young");
    CHECK(from.saved && from.compared > 5, "compared by content");
    kept_ahead = 10 * SECOND;
    kept_check(&how, &from, "old now, not in the image");
    CHECK(from.saved && from.compared > 5, "compared once more");
    check_used(&how, "a new image says so");
}

TEST(an_image_from_the_future_is_compared_by_content)
{
    kept_how how = write_pair("future", true);
    pl_index_origin from;
    kept_ahead = 1000 * SECOND;
    kept_check(&how, &from, "the clock is ahead");
    kept_ahead = 10 * SECOND;
    kept_check(&how, &from, "it was put right");
    CHECK(from.saved && from.compared > 5, "compared by content");
    check_used(&how, "saved with the right time");
    kept_ahead = -1000 * SECOND;
    kept_check(&how, &from, "the clock is slow");
    CHECK(from.saved && from.compared > 5, "compared by content");
}

TEST(hash_finds_what_no_state_tells)
{
    kept_how how = saved_pair("hash", true);
    const char *path = kept_image(&how);
    pl_index_origin from;
    kept k;
    kept_text(&how, "own.pp", "query \"own\" {\n  sql = \"select 5\"\n}\n");
    /* Forge an image that has the new state of the file with its old bytes. */
    kept_how again = how;
    again.fresh = true;
    kept_open(&k, &again);
    uint32_t n;
    bool mapped;
    pl_store_found found;
    const pl_ix_header *h = pl_index_header(pl_workspace_index(k.ws));
    pl_index *old = pl_store_open(path, h->options, h->program, &found, &mapped);
    const pl_ix_file *now = pl_index_files(pl_workspace_index(k.ws), &n);
    pl_ix_stamp stamps[16];
    for (uint32_t i = 0; i < n; i++)
        stamps[i] = now[i].stamp;
    pl_renewal what = { .as_of_ns = h->as_of_ns, .device = h->device, .files = stamps };
    pl_index *forged = pl_index_renew(old, &what);
    CHECK_INT(pl_store_save(pl_str_cstr(path), pl_index_bytes(forged)), 0, "forged");
    pl_index_close(forged);
    pl_index_close(old);
    kept_close(&k, false);

    kept_open(&k, &how);
    CHECK(k.from.saved, "no state tells");
    kept_close(&k, false);
    how.all_bytes = true;
    kept_check(&how, &from, "compared by content");
    CHECK(!from.saved && from.changed == 1, "the bytes do");
}

/* ---- places */

TEST(the_index_may_lie_in_the_workspace)
{
    kept_how how = write_pair("inside", true);
    char index[PLACE_MAX];
    pl_index_origin from;
    snprintf(index, sizeof index, "%s/cache/index", how.dir);
    how.index = index;
    kept_check(&how, &from, "first");
    kept_check(&how, &from, "there is a folder more");
    struct stat before, after;
    const char *image = kept_image(&how);
    CHECK(stat(image, &before) == 0, "saved");
    for (int i = 0; i < 3; i++) {
        kept k;
        kept_open(&k, &how);
        CHECK(k.from.saved && !k.from.touched, "used");
        kept_close(&k, true);
        CHECK(stat(image, &after) == 0 && before.st_ino == after.st_ino, "not written again");
    }
}

TEST(a_moved_workspace_is_another)
{
    kept_how how = saved_pair("moved", true);
    pl_index_origin from;
    char to[PLACE_MAX];
    snprintf(to, sizeof to, "%s-elsewhere", how.dir);
    CHECK(rename(how.dir, to) == 0, "move");
    how.dir = to;
    kept_check(&how, &from, "elsewhere");
    CHECK(!from.saved, "built");
    check_used(&how, "saved there");
}

TEST(a_path_may_be_long)
{
    kept_how how = write_pair("long", false);
    char path[PLACE_MAX] = "";
    pl_index_origin from;
    for (int i = 0; i < 9; i++)
        snprintf(path + strlen(path), sizeof path - strlen(path), "%.*s/", 40,
                 "a-folder-with-a-name-that-is-rather-long-");
    snprintf(path + strlen(path), sizeof path - strlen(path), "deep.pp");
    kept_text(&how, path, "query \"deep\" {\n  sql = \"1\"\n}\n");
    kept_check(&how, &from, "first");
    check_used(&how, "saved");
}
