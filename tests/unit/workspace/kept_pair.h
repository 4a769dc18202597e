/* kept_pair.h - a workspace with one dependency whose index outlives it.
 *
 * Link with -Wl,--wrap=pl_clock_wall_ns,--wrap=pl_view_open: files that the library opens
 * are counted. */
#ifndef PL_TEST_KEPT_PAIR_H
#define PL_TEST_KEPT_PAIR_H
#include "unit/workspace/kept.h"
#include "index/renew.h"
#include <errno.h>
#include <sys/wait.h>

#define DEP ".powerpipe/mods/github.com/acme/dep@v1.0.0/"
#define DEP2 ".powerpipe/mods/github.com/acme/dep@v1.1.0/"
#define LOCK(version)                                                                              \
    "{\"top\":{\"github.com/acme/dep\":{\"name\":\"github.com/acme/dep\",\"version\":\"" version   \
    "\",\"struct_version\":20240429}}}"

static unsigned opened; /* files, by the library */
int __real_pl_view_open(pl_reader *reader, const char *path, pl_view *out);
int __wrap_pl_view_open(pl_reader *reader, const char *path, pl_view *out)
{
    opened++;
    return __real_pl_view_open(reader, path, out);
}

/* A workspace with one dependency, some files and folders. */
static inline kept_how write_pair(const char *name, bool strict)
{
    char at[128];
    snprintf(at, sizeof at, "%s-ws", name);
    kept_how how = { .dir = place_new(at), .strict = strict };
    snprintf(at, sizeof at, "%s-index", name);
    how.index = place_new(at);
    kept_text(&how, "mod.pp",
              "mod \"top\" {\n  title = \"Top\"\n  require {\n    mod \"github.com/acme/dep\" {\n"
              "      version = \"1\"\n    }\n  }\n}\n");
    kept_text(&how, ".mod.cache.json", LOCK("1.0.0"));
    kept_text(&how, "own.pp", "query \"own\" {\n  sql = \"select 1\"\n}\n");
    kept_text(&how, "sub/more.pp",
              "control \"c\" {\n  query = query.own\n}\n\nbenchmark \"b\" {\n"
              "  title    = \"B\"\n  children = [control.c]\n}\n");
    kept_text(&how, DEP "mod.pp", "mod \"dep\" {}\n");
    kept_text(&how, DEP "q.pp", "query \"other\" {\n  sql = \"select 2\"\n}\n");
    kept_ahead = 10 * SECOND;
    return how;
}

/* The same, saved. */
static inline kept_how saved_pair(const char *name, bool strict)
{
    kept_how how = write_pair(name, strict);
    pl_index_origin from;
    kept_check(&how, &from, "first");
    CHECK(!from.saved, "nothing was saved");
    return how;
}

/* It was used and nothing was read for it. */
static inline void check_used(const kept_how *how, const char *what)
{
    pl_index_origin from;
    kept_check(how, &from, what);
    CHECK(from.saved && !from.compared && !from.touched, what);
}

#endif
