/* session.h - a small workspace with a database, opened as a command would: for tests of runs.
 *
 * The mod is called m; what is written where is up to the test. Everything is below
 * pl_test_dir(); sessions_end() closes what was opened. */
#ifndef PL_TEST_SESSION_H
#define PL_TEST_SESSION_H
#include "base/buf.h"
#include "base/str.h"
#include "unit/place.h"
#include "run/order.h"
#include "value/json.h"
#include "workspace/newest.h"
#include <pipelite/values.h>

typedef struct sessions {
    const char *dir;
    pl_settings *settings;
    pl_workspace *ws;
    pl_session *session; /* NULL: it was not opened, or could not be */
    pl_stop *stop;
    pl_diags *diags;
} sessions;

/* mod.pp with `inside` in its block, and `text` as a.pp; "%s" in both is the directory. A
 * NULL `inside` names a SQLite file. */
static inline void sessions_write(sessions *s, const char *name, const char *inside,
                                  const char *text)
{
    pl_buf out = { 0 };
    s->dir = place_new(name);
    pl_buf_cstr(&out, "mod \"m\" {\n");
    if (inside)
        pl_buf_cstr(&out, inside);
    else
        pl_buf_printf(&out, "  database = \"sqlite://%s/x.db\"", s->dir);
    pl_buf_cstr(&out, "\n}\n");
    place_bytes(s->dir, "mod.pp", out.ptr, out.len);
    pl_buf_done(&out);
    place_text(s->dir, "a.pp", text);
}

/* Settings and workspace; the content is right, or `diags` says what is wrong with it. */
static inline void sessions_load(sessions *s)
{
    pl_settings_options options = { .directory = pl_str_cstr(s->dir), .home = pl_str_cstr(s->dir) };
    s->settings = pl_settings_new(&options);
    pl_settings_put_int(s->settings, PL_LAYER_FLAG, "max-parallel", 4);
    s->diags = pl_diags_new();
    s->stop = pl_stop_new();
    pl_open_options open = { .path = pl_str_cstr(s->dir), .strict = true };
    s->ws = pl_workspace_open(&open, s->diags);
    CHECK(s->ws, "the workspace opens");
    bool right = pl_workspace_check(s->ws, s->diags);
    if (!right)
        for (size_t i = 0; i < pl_diags_count(s->diags); i++)
            print_error("%.*s\n", PL_FMT(pl_diags_get(s->diags, i)->summary));
    CHECK(right, "the content is right");
    pl_inputs in = { .settings = s->settings, .need_values = true };
    pl_workspace_set_inputs(s->ws, &in);
}

static inline bool sessions_open(sessions *s)
{
    pl_engine_options options = { .settings = s->settings, .stop = s->stop };
    s->session = pl_session_open(s->ws, &options, s->diags);
    return s->session != NULL;
}

static inline void sessions_begin(sessions *s, const char *name, const char *inside,
                                  const char *text)
{
    *s = (sessions){ 0 };
    sessions_write(s, name, inside, text);
    sessions_load(s);
    CHECK(sessions_open(s), "the session opens");
}

static inline void sessions_end(sessions *s)
{
    pl_session_close(s->session);
    pl_workspace_close(s->ws);
    pl_stop_free(s->stop);
    pl_settings_free(s->settings);
    pl_diags_free(s->diags);
}

static inline pl_entry_id sessions_id(const sessions *s, const char *name)
{
    pl_entry e = { 0 };
    CHECK(pl_index_find(pl_workspace_index(s->ws), pl_str_cstr(name), &e), name);
    return e.id;
}

/* The last message, "" when there is none; valid until the next call. */
static inline const char *sessions_said(const sessions *s)
{
    static char text[4096];
    size_t n = pl_diags_count(s->diags);
    text[0] = 0;
    if (n)
        snprintf(text, sizeof text, "%.*s", PL_FMT(pl_diags_get(s->diags, n - 1)->summary));
    return text;
}

/* A pl_write_fn into a pl_buf. */
static inline bool sessions_collect(void *ctx, pl_str bytes)
{
    pl_buf_str(ctx, bytes);
    return true;
}

static inline pl_check *sessions_check(sessions *s, const char *name, pl_run_start_options o)
{
    pl_entry_id id = sessions_id(s, name);
    o.targets = &id;
    o.n_targets = 1;
    return pl_check_run(s->session, &o, s->diags);
}

#endif
