/* test_recorded.c - the recorded cases about configuration, without a program.
 *
 * For each case of the suite the files are put in place and the settings loaded
 * with the flags that matter here. What the configuration refuses must be what was
 * recorded; everything else must load. */
#include "base/file.h"
#include "base/str.h"
#include "unit/config/world.h"
#include "value/json.h"

static const char suite[] = "golden/suites/cli-config";

static const char *const flags[] = { "--workspace", "--config-path", "--install-dir",
                                     "--mod-location" };

static bool is_one_of(pl_str text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (pl_str_eq(text, pl_str_cstr(words[i])))
            return true;
    return false;
}

/* Text of a file of the suite; empty when it is absent. */
static pl_str read_part(world *w, const char *format, pl_str name)
{
    pl_arena *arena = &w->arena;
    pl_str rel = pl_arena_printf(arena, format, PL_FMT(name));
    pl_str path = pl_arena_printf(arena, "tests/%s/%.*s", suite, PL_FMT(rel)), text = PL_S("");
    pl_file_slurp(path.ptr, 1 << 20, arena, &text);
    return text;
}

static void place_files(world *w, const pl_json *where)
{
    for (const pl_json *f = pl_json_first(where); f; f = f->next) {
        pl_str to = pl_arena_str(&w->arena, pl_json_text(f));
        if (pl_str_ends(to, PL_S(".ppc")) || pl_str_ends(to, PL_S(".spc")))
            world_file(w, to.ptr, read_part(w, "%.*s", f->key).ptr);
    }
}

static void put_flags(world *w, const pl_json *argv)
{
    for (const pl_json *arg = pl_json_first(argv); arg && arg->next; arg = arg->next) {
        if (!is_one_of(pl_json_text(arg), flags, PL_COUNT(flags)))
            continue;
        pl_str key = pl_arena_str(&w->arena, pl_json_text(arg));
        pl_str value = pl_arena_str(&w->arena, pl_json_text(arg->next));
        pl_settings_put_string(w->s, PL_LAYER_FLAG, key.ptr + 2,
                               pl_str_cstr(world_text(w, value.ptr)));
    }
}

/* Is that an error of this room? The rest of a program may fail, too. */
static bool is_ours(pl_str error)
{
    static const char *const starts[] = {
        "Error: Internal Error: Failed to load config",
        "Error: Internal Error: Failed to decode all workspace profile files",
        "Error: Internal Error: Failed to load Powerpipe config",
        "Error: workspace '",
        "Error: no config path",
        "Error: if the path is a file",
        "Error: invalid value of 'telemetry'",
        "Error: Not authenticated",
    };
    for (size_t i = 0; i < PL_COUNT(starts); i++)
        if (pl_str_starts(error, pl_str_cstr(starts[i])))
            return true;
    return false;
}

/* Help comes before any configuration. */
static bool asks_for_help(const pl_json *argv)
{
    static const char *const help[] = { "--help" };
    for (const pl_json *arg = pl_json_first(argv); arg; arg = arg->next)
        if (is_one_of(pl_json_text(arg), help, 1))
            return true;
    return false;
}

static void load_case(world *w, const pl_json *c)
{
    place_files(w, pl_json_get(c, "place"));
    for (const pl_json *e = pl_json_first(pl_json_get(c, "env")); e; e = e->next)
        world_env(
            w,
            pl_arena_printf(&w->arena, "%.*s=%.*s", PL_FMT(e->key), PL_FMT(pl_json_text(e))).ptr);
    world_env(w, "POWERPIPE_INSTALL_DIR={HOME}/.powerpipe");
    world_env(w, "POWERPIPE_TELEMETRY=none"); /* as recorded; the first of two counts */
    if (pl_str_eq(pl_json_text(pl_json_get(c, "cwd")), PL_S("{HOME}")))
        w->directory = w->home;
    world_new(w);
    put_flags(w, pl_json_get(c, "argv"));
    world_load(w);
}

static void check_case(world *w, const pl_json *c)
{
    pl_str id = pl_arena_str(&w->arena, pl_json_text(pl_json_get(c, "id")));
    pl_str want = read_part(w, "expect/%.*s.stderr", id);
    load_case(w, c);
    if (w->ok) {
        CHECK(!is_ours(want), id.ptr);
        return;
    }
    pl_str got = pl_arena_printf(&w->arena, "Error: %s\n", world_error(w));
    CHECK_STR(got.ptr, pl_arena_str(&w->arena, want).ptr, id.ptr);
}

TEST(recorded_configurations_load_or_fail_as_recorded)
{
    const char *path = pl_test_shared("golden/suites/cli-config/cases.json");
    pl_arena arena = { 0 };
    pl_str text;
    unsigned n = 0;
    if (!path)
        return;
    assert_int_equal(pl_file_slurp(path, 8 << 20, &arena, &text), 0);
    const pl_json *all = pl_json_parse(&arena, text, NULL);
    for (const pl_json *c = pl_json_first(pl_json_get(all, "cases")); c; c = c->next, n++) {
        world w;
        if (asks_for_help(pl_json_get(c, "argv")))
            continue;
        world_init(&w);
        check_case(&w, c);
        world_done(&w);
    }
    print_message("%u recorded cases\n", n);
    CHECK(n > 150, "all of them");
    pl_arena_done(&arena);
}
