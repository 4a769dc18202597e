/* Readers beside an install: which of them waits, and what a reader without locks notices. */
#include "mod/reading.h"
#include "base/str.h"
#include "base/vec.h"
#include "unit/place.h"
#include <sys/file.h>

static pl_str make(const char *name, bool installed)
{
    const char *dir = place_new(name);
    place_bytes(dir, "mod.pp", "mod \"m\" {}\n", 11);
    if (installed)
        place_bytes(dir, ".powerpipe/mods/x/mod.pp", "mod \"x\" {}\n", 11);
    return pl_str_cstr(dir);
}

TEST(a_reader_keeps_writers_out)
{
    pl_str dir = make("reading", true);
    pl_reading reader, second;
    pl_folder_lock writer = { -1 };
    pl_reading_begin(&reader, dir, true, NULL);
    CHECK(!reader.unlocked, "locked");
    pl_reading_begin(&second, dir, true, NULL);
    CHECK(!second.unlocked, "beside another reader");
    pl_reading_end(&second);
    CHECK(!pl_writing_state(&writer, dir, 2), "an install waits while mods are found");
    pl_reading_found(&reader);
    CHECK(pl_writing_state(&writer, dir, 2), "and goes on when they are");
    CHECK(writer.fd >= 0, "alone");
    pl_folder_lock_drop(&writer);
    CHECK(!pl_writing_files(&writer, dir, 2), "what they hold stays");
    pl_reading_end(&reader);
    CHECK(pl_writing_files(&writer, dir, 2), "until they end");
    pl_folder_lock_drop(&writer);
}

TEST(where_nothing_is_installed_nothing_is_locked)
{
    pl_str dir = make("reading-none", false);
    pl_reading reader;
    pl_folder_lock writer = { -1 };
    pl_reading_begin(&reader, dir, true, NULL);
    CHECK(reader.unlocked, "no folder");
    CHECK(pl_writing_state(&writer, dir, 2) && writer.fd < 0, "no other process is in the way");
    pl_reading_end(&reader);
}

TEST(a_reader_without_locks_looks_before_and_after)
{
    static const struct {
        const char *what, *path, *text;
        bool moved;
    } rows[] = {
        { "nothing", NULL, NULL, false },
        { "another file", "a.pp", "# nothing\n", false },
        { "the mod file", "mod.pp", "mod \"other\" {}\n", true },
        { "the lock file", ".mod.cache.json", "{}", true },
        { "the folder of mods", ".powerpipe/mods/x/mod.pp", "mod \"x\" {}\n", true },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        char name[32];
        pl_reading_marks before;
        snprintf(name, sizeof name, "reading-marks-%zu", i);
        pl_str dir = make(name, false);
        pl_reading_take_marks(dir, &before);
        if (rows[i].path)
            place_bytes(dir.ptr, rows[i].path, rows[i].text, strlen(rows[i].text));
        CHECK_INT(pl_reading_moved(dir, &before), rows[i].moved, rows[i].what);
    }
}

TEST(a_reader_without_locks_does_not_wait_for_long)
{
    pl_str dir = make("reading-busy", false);
    pl_reading_marks before;
    pl_folder_lock install = { -1 };
    CHECK_INT(pl_folder_lock_try(&install, dir.ptr, false, 0), 0, "an install that fetches");
    pl_reading_take_marks(dir, &before);
    CHECK(!pl_reading_moved(dir, &before), "it has changed nothing yet");
    pl_folder_lock_drop(&install);
}
