/* world.h - a home and a workspace on disk, and settings loaded from them. */
#ifndef PL_TEST_CONFIG_WORLD_H
#define PL_TEST_CONFIG_WORLD_H
#include "unit/test.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/path.h"
#include <pipelite/config.h>

enum { WORLD_ENV = 32 };

/* {HOME} and {WS} in file texts, paths, environment and expectations stand for
 * the two directories. */
typedef struct world {
    pl_arena arena;
    pl_str home, ws, directory; /* `directory`: the current one */
    const char *env[WORLD_ENV];
    size_t n_env;
    pl_settings *s;
    pl_diags *diags;
    bool ok; /* the messages of the load */
} world;

static inline char *world_replace(world *w, const char *text, const char *what, pl_str with)
{
    pl_buf out = { 0 };
    const char *hit;
    for (; (hit = strstr(text, what)) != NULL; text = hit + strlen(what)) {
        pl_buf_add(&out, text, (size_t)(hit - text));
        pl_buf_str(&out, with);
    }
    pl_buf_cstr(&out, text);
    char *copy = pl_arena_text(&w->arena, pl_buf_view(&out));
    pl_buf_done(&out);
    return copy;
}

static inline char *world_text(world *w, const char *text)
{
    return world_replace(w, world_replace(w, text, "{HOME}", w->home), "{WS}", w->ws);
}

static inline void world_env(world *w, const char *line)
{
    assert_true(w->n_env + 1 < WORLD_ENV);
    w->env[w->n_env++] = world_text(w, line);
}

static inline void world_init(world *w)
{
    static unsigned count;
    *w = (world){ 0 };
    count++;
    w->home = pl_arena_printf(&w->arena, "%s/%u/home", pl_test_dir(), count);
    w->ws = pl_arena_printf(&w->arena, "%s/%u/ws", pl_test_dir(), count);
    w->directory = w->ws;
    assert_int_equal(pl_path_make_dirs(w->home), 0);
    assert_int_equal(pl_path_make_dirs(w->ws), 0);
    world_env(w, "HOME={HOME}");
}

static inline void world_file(world *w, const char *path, const char *text)
{
    pl_str at = { world_text(w, path), 0 };
    at.len = (size_t)(strrchr(at.ptr, '/') - at.ptr);
    assert_int_equal(pl_path_make_dirs(at), 0);
    FILE *f = fopen(at.ptr, "w");
    assert_non_null(f);
    fputs(world_text(w, text), f);
    fclose(f);
}

static inline pl_settings *world_new(world *w)
{
    pl_settings_options opt = { .environment = w->env,
                                .directory = pl_str_cstr(w->directory.ptr),
                                .make_files = true };
    w->diags = pl_diags_new();
    w->s = pl_settings_new(&opt);
    return w->s;
}

static inline bool world_load(world *w)
{
    if (!w->s)
        world_new(w);
    w->ok = pl_settings_load(w->s, w->diags);
    return w->ok;
}

static inline void world_done(world *w)
{
    pl_settings_free(w->s);
    pl_diags_free(w->diags);
    pl_arena_done(&w->arena);
}

/* C string of a value; in the world's arena. */
static inline const char *world_get(world *w, const char *key)
{
    return pl_arena_str(&w->arena, pl_settings_string(w->s, key)).ptr;
}

/* The error with {HOME} and {WS} put back. */
static inline const char *world_error(world *w)
{
    pl_buf error = { 0 };
    pl_diags_format(w->diags, &error);
    char *text = pl_arena_text(&w->arena, pl_buf_view(&error));
    pl_buf_done(&error);
    text = world_replace(w, text, w->home.ptr, PL_S("{HOME}"));
    return world_replace(w, text, w->ws.ptr, PL_S("{WS}"));
}

#endif
