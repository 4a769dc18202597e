/* What a server announces when files change. */
#include "unit/place.h"
#include "base/str.h"
#include "server/follow.h"
#include "server/state.h"
#include <pipelite/values.h>

typedef struct served {
    const char *dir;
    pl_settings *settings;
    pl_workspace *ws;
    pl_server *server;
    unsigned announced;
} served;

/* Called by the loop thread, which is ours. */
static void hear(void *ctx, pl_server_say what, pl_str text)
{
    served *s = ctx;

    (void)what;
    s->announced += pl_str_eq(text, PL_S("Available Dashboards updated"));
}

static void serve(served *s, const char *name)
{
    pl_diags *diags = pl_diags_new();
    char socket[700];

    s->dir = place_new(name);
    place_text(s->dir, "mod.pp",
               "mod \"m\" {\n  require {\n    mod \"github.com/o/a\" {\n      version = \"*\"\n"
               "    }\n  }\n}\n");
    place_text(s->dir, ".powerpipe/mods/github.com/o/a@v1.0.0/mod.pp", "mod \"a\" {\n}\n");
    place_text(s->dir, ".powerpipe/mods/github.com/o/a@v1.0.0/q.pp",
               "query \"q\" {\n  sql = \"select 1\"\n}\n");
    pl_settings_options where = { .directory = pl_str_cstr(s->dir), .home = pl_str_cstr(s->dir) };
    pl_open_options open = { .path = pl_str_cstr(s->dir) };
    snprintf(socket, sizeof socket, "%s/s", s->dir);
    s->settings = pl_settings_new(&where);
    pl_settings_put_string(s->settings, PL_LAYER_FLAG, "socket", pl_str_cstr(socket));
    pl_settings_put_bool(s->settings, PL_LAYER_FLAG, "watch", false);
    pl_server_options options = { .settings = s->settings, .say = hear, .ctx = s };
    s->server = pl_server_new(&options, diags);
    s->ws = pl_workspace_open(&open, diags);
    assert_true(s->server && s->ws && pl_workspace_read_values(s->ws, diags));
    assert_true(pl_server_start(s->server, s->ws, diags));
    pl_diags_free(diags);
}

static void leave(served *s)
{
    pl_server_free(s->server);
    pl_workspace_close(s->ws);
    pl_settings_free(s->settings);
}

static void nothing(pl_timer *timer)
{
    (void)timer;
}

/* Let the server run for so many steps of 2 ms, or until it has announced something. */
static void turn(served *s, int steps)
{
    pl_timer timer = { .fire = nothing };

    for (unsigned before = s->announced; steps-- && s->announced == before;) {
        pl_timer_set(s->server->loop, &timer, 2000000);
        pl_loop_turn(s->server->loop);
        pl_timer_clear(s->server->loop, &timer);
    }
}

TEST(a_dependency_of_another_version_is_announced)
{
    char old[700], new[700];
    served s = { 0 };

    serve(&s, "followed");
    turn(&s, 100);
    CHECK_INT(s.announced, 0, "nothing has changed");
    snprintf(old, sizeof old, "%s/.powerpipe/mods/github.com/o/a@v1.0.0", s.dir);
    snprintf(new, sizeof new, "%s/.powerpipe/mods/github.com/o/a@v1.0.1", s.dir);
    assert_int_equal(rename(old, new), 0);
    pl_follow_look(s.server);
    turn(&s, 2500);
    CHECK_INT(s.announced, 1, "the mods that are listed are others");
    leave(&s);
}
