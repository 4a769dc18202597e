/* place.h - directories and files for tests, below pl_test_dir(). */
#ifndef PL_TEST_PLACE_H
#define PL_TEST_PLACE_H
#include "unit/test.h"
#include <sys/stat.h>
#include <unistd.h>

enum { PLACE_MAX = 600 };

/* "dir/path" in one of a few static buffers. */
static inline const char *place_path(const char *dir, const char *path)
{
    static char buf[8][PLACE_MAX];
    static int next;
    char *out = buf[next++ % 8];
    snprintf(out, PLACE_MAX, "%s/%s", dir, path);
    return out;
}

static inline void place_dirs(const char *path)
{
    char part[PLACE_MAX];
    for (size_t i = 1; path[i]; i++) {
        if (path[i] != '/')
            continue;
        snprintf(part, sizeof part, "%.*s", (int)i, path);
        mkdir(part, 0755);
    }
}

/* A new directory of that name; static. */
static inline const char *place_new(const char *name)
{
    static char dirs[128][PLACE_MAX];
    static int n;
    char *dir = dirs[n++ % 128];
    snprintf(dir, PLACE_MAX, "%s/%s", pl_test_dir(), name);
    mkdir(dir, 0755);
    return dir;
}

static inline void place_bytes(const char *dir, const char *path, const void *bytes, size_t len)
{
    const char *full = place_path(dir, path);
    place_dirs(full);
    FILE *f = fopen(full, "wb");
    CHECK(f != NULL, full);
    fwrite(bytes, 1, len, f);
    fclose(f);
}

static inline void place_text(const char *dir, const char *path, const char *text)
{
    place_bytes(dir, path, text, strlen(text));
}

#endif
