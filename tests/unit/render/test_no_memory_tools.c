/* Out of memory in settings and in the tools for mods: as test_no_memory.c. What a command for mods
 * left on the disk is what was there before, or all that it wanted. Nothing waits for the disk. */
/* link: -Wl,--wrap=fsync,--wrap=fdatasync */
#define _XOPEN_SOURCE 700
#include <ftw.h>
#include "unit/no_memory.h"
#include <pipelite/mod_tools.h>
#include <unistd.h>

int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);

int __wrap_fsync(int fd)
{
    return fd < 0 ? -1 : 0;
}

int __wrap_fdatasync(int fd)
{
    return fd < 0 ? -1 : 0;
}

/* ---- settings */

static const char *home;

static const char profiles[] =
    "workspace \"default\" {\n  max_parallel = 3\n}\n"
    "workspace \"mine\" {\n  base = workspace.default\n  database = \"connection.sqlite.s\"\n}\n"
    "connection \"sqlite\" \"s\" {\n  file_name = \"/x.db\"\n}\n"
    "connection \"postgres\" \"p\" {\n  host = \"localhost\"\n  search_path = [\"a\", \"b\"]\n}\n";

static void prepare_home(void)
{
    home = place_new("memory-home");
    place_text(home, ".powerpipe/config/all.ppc", profiles);
}

static void look_at(pl_settings *s)
{
    pl_switches switches;
    pl_connection c;
    pl_settings_switches(s, &switches);
    CHECK(switches.index_dir.len, "the folder of indexes");
    CHECK(pl_settings_path(s, PL_S("~/x")).len > 2, "a path");
    pl_settings_dump(s, PL_DUMP_JSON);
    pl_settings_dump(s, PL_DUMP_TEXT);
    pl_settings_pipes_token(s);
    CHECK(pl_settings_find_connection(s, PL_S("sqlite.s"), &c), "its connection");
}

static void try_settings(pl_diags *diags)
{
    pl_settings_options o = { .directory = pl_str_cstr(home), .home = pl_str_cstr(home) };
    pl_str list[] = { PL_S("a=b"), PL_S("c=d") };
    unsigned long n = n_failed;
    pl_settings *s = pl_settings_new(&o);
    CHECK(s ? !lacked(n) : n_failed > n, "settings, or no memory");
    if (!s)
        return;
    n = n_failed;
    pl_settings_put_string(s, PL_LAYER_FLAG, "workspace", PL_S("mine"));
    pl_settings_put_int(s, PL_LAYER_FLAG, "query-timeout", 7);
    pl_settings_put_bool(s, PL_LAYER_FLAG, "progress", true);
    pl_settings_put_list(s, PL_LAYER_FLAG, "var", list, 2);
    CHECK_INT(pl_settings_int(s, "query-timeout"), 7, "what was put is there");
    bool ok = pl_settings_load(s, diags);
    check_call(ok, n, diags, "load, with the puts before it");
    pl_settings_has_pipes_token(s); /* for any thread: it leaves no word in the settings */
    n = n_failed;
    if (ok)
        look_at(s);
    if (ok)
        check_call(pl_settings_resolve_database(s, diags), n, diags, "resolve, with the others");
    pl_settings_free(s);
}

/* ---- mods */

#define A "github.com/acme/a"
#define B "github.com/acme/b"
#define ENTRY(name, version)                                                                       \
    "\"" name "\": { \"version\": \"" version "\", \"name\": \"" name                              \
    "\", \"commit\": \"0123456789012345678901234567890123456789\", \"git_ref\": "                  \
    "\"refs/tags/v" version "\", \"struct_version\": 20240429, \"alias\": \"x\" }"
#define EMPTY "mod \"m\" {\n  title = \"M\"\n}\n"

static const char *bundle, *ready, *work; /* to install from; installed; to install into */

static pl_mods *mods_of(const char *dir, const char *from, bool read_only)
{
    static const char *const nothing[] = { NULL };
    pl_mods_options o = {
        .dir = { dir, strlen(dir) }, .environment = nothing, .offline = true, .read_only = read_only
    };
    if (from)
        o.from = (pl_str){ from, strlen(from) };
    return pl_mods_new(&o);
}

static bool install_into(const char *dir, pl_diags *diags)
{
    pl_str arg = PL_S(A);
    pl_mods *m = mods_of(dir, bundle, false);
    bool ok = pl_mods_install(m, &arg, 1, diags);
    pl_mods_free(m);
    return ok;
}

static void prepare_mods(void)
{
    uint32_t count;
    bundle = place_new("memory-bundle");
    place_text(bundle, ".mod.cache.json",
               "{ \"x\": { " ENTRY(A, "1.2.0") " }, \"" A "@v1.2.0\": { " ENTRY(B, "1.0.0") " } }");
    place_text(bundle, A "@v1.2.0/mod.pp",
               "mod \"a\" {\n  require {\n    mod \"" B
               "\" {\n      version = \"^1\"\n    }\n  }\n}\n");
    place_text(bundle, B "@v1.0.0/mod.pp", "mod \"b\" {\n  title = \"B\"\n}\n");
    work = place_new("memory-work");
    ready = place_new("memory-ready");
    place_text(ready, "mod.pp", EMPTY);
    CHECK(install_into(ready, NULL), "mods can be installed");
    pl_mods *m = mods_of(ready, NULL, false);
    CHECK(pl_mods_init_sums(m, &count, NULL) && count == 2, "and summed up");
    pl_mods_free(m);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type;
    return at->level ? remove(path) : 0;
}

/* The workspace as it was, with nothing installed. */
static void clear_work(void)
{
    nftw(work, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    place_text(work, "mod.pp", EMPTY);
}

static bool is_installed(void)
{
    char a[800], b[800], lock[800];
    snprintf(a, sizeof a, "%s/.powerpipe/mods/" A "@v1.2.0/mod.pp", work);
    snprintf(b, sizeof b, "%s/.powerpipe/mods/" B "@v1.0.0/mod.pp", work);
    snprintf(lock, sizeof lock, "%s/.mod.cache.json", work);
    bool has = access(lock, F_OK) == 0;
    CHECK(!has || (access(a, F_OK) == 0 && access(b, F_OK) == 0), "what is locked is there");
    return has;
}

/* With memory again. */
static void succeed(bool (*command)(const char *dir, pl_diags *diags))
{
    long first = heap.first;
    heap.first = 0;
    CHECK(command(work, NULL), "the same succeeds with memory");
    heap.first = first;
}

static void try_install(pl_diags *diags)
{
    pl_text text;
    size_t n = 0;
    pl_str arg = PL_S(A);
    clear_work();
    pl_mods *m = mods_of(work, bundle, false);
    bool ok = m && pl_mods_install(m, &arg, 1, diags);
    CHECK(ok || !m || told(diags), "installed, or no memory");
    if (m)
        pl_mods_changes(m, &n);
    CHECK_INT(n, is_installed() ? 2 : 0, "changes are what was done");
    CHECK(!ok || n == 2, "all of it");
    unsigned long before = n_failed;
    if (ok) {
        pl_render_mods_changes(m, true, &text);
        check_call(text.ptr, before, NULL, "changes");
        pl_text_free(&text);
    }
    pl_mods_free(m);
    succeed(install_into);
}

static bool uninstall_from(const char *dir, pl_diags *diags)
{
    pl_str arg = PL_S(A);
    pl_mods *m = mods_of(dir, NULL, false);
    bool ok = m && pl_mods_uninstall(m, &arg, 1, diags);
    CHECK(ok || !m || !diags || told(diags), "uninstalled, or no memory");
    pl_mods_free(m);
    return ok;
}

static void try_uninstall(pl_diags *diags)
{
    if (!is_installed())
        succeed(install_into);
    if (uninstall_from(work, diags))
        CHECK(!is_installed(), "it is gone");
    succeed(install_into);
}

static void try_update(pl_diags *diags)
{
    pl_mods *m = mods_of(ready, bundle, false);
    CHECK(!m || pl_mods_update(m, NULL, 0, diags) || told(diags), "updated, or no memory");
    pl_mods_free(m);
}

static void try_init(pl_diags *diags)
{
    pl_str path = { 0 };
    clear_work();
    pl_mods *m = mods_of(work, NULL, false);
    unsigned long n = n_failed;
    if (m)
        check_call(pl_mods_init(m, &path, diags), n, diags, "init");
    pl_mods_free(m);
}

/* A text that a call returned, unless memory was lacking. */
static void check_text(bool ok, pl_text *text, unsigned long before, const pl_diags *diags,
                       const char *what)
{
    check_call(ok, before, diags, what);
    CHECK(ok || !text->ptr, what);
    pl_text_free(text);
}

static void ask_all(pl_mods *m, bool json, pl_diags *diags)
{
    pl_mods_tree how = { 0 }, twice = { .duplicates = true };
    pl_mods_pair pair = { PL_S(A "@1.2.0"), PL_S(B "@1.0.0") };
    pl_str missing;
    pl_text text;
    bool found;
    unsigned long n = n_failed;
    check_text(pl_render_mods_tree(m, &how, json, &text, diags), &text, n, diags, "tree");
    n = n_failed;
    check_text(pl_render_mods_tree(m, &twice, json, &text, diags), &text, n, diags, "twice");
    n = n_failed;
    check_text(pl_render_mods_why(m, PL_S(B), json, &found, &text, diags), &text, n, diags, "why");
    n = n_failed;
    check_text(pl_render_mods_verify(m, json, &found, &text, diags), &text, n, diags, "verify");
    n = n_failed;
    check_text(pl_render_mods_diff(m, &pair, json, &found, &text, diags), &text, n, diags, "diff");
    n = n_failed;
    check_text(pl_render_mods_changes_diff(m, json, &text, diags), &text, n, diags, "changes");
    n = n_failed;
    if (!pl_render_mods_outdated(m, json, &found, &text, diags) && n_failed > n)
        CHECK(!text.ptr && told(diags), "outdated, which fails without a network in any case");
    pl_text_free(&text);
    pl_mods_missing(m, &missing);
    pl_mods_has_file(m);
    pl_mods_init_warning(m, PL_S("/nowhere"));
}

static void try_questions(pl_diags *diags)
{
    pl_mods *m = mods_of(ready, NULL, true);
    if (m)
        ask_all(m, false, diags);
    if (m)
        ask_all(m, true, diags);
    pl_mods_free(m);
}

static void try_copies(pl_diags *diags)
{
    char to[700];
    uint32_t count;
    uint64_t bytes;
    snprintf(to, sizeof to, "%s/vendored", work);
    pl_mods *m = mods_of(ready, NULL, false);
    unsigned long n = n_failed;
    if (m)
        check_call(pl_mods_vendor(m, (pl_str){ to, strlen(to) }, &count, diags), n, diags,
                   "vendor");
    n = n_failed;
    if (m)
        check_call(pl_mods_init_sums(m, &count, diags), n, diags, "sums");
    n = n_failed;
    if (m)
        check_call(pl_mods_clean(m, &bytes, diags), n, diags, "clean");
    pl_mods_free(m);
}

static void try_plugins(pl_diags *diags)
{
    pl_settings_options where = { .directory = pl_str_cstr(home), .home = pl_str_cstr(home) };
    pl_settings *s = pl_settings_new(&where);
    pl_mods *m = mods_of(ready, NULL, true);
    pl_settings_put_string(s, PL_LAYER_FLAG, "database", PL_S("sqlite://x.db"));
    unsigned long n = n_failed;
    if (m && s)
        check_call(pl_mods_check_plugins(m, s, diags), n, diags, "plugins");
    pl_mods_free(m);
    pl_settings_free(s);
}

/* ---- every n */

static const no_memory_case tries[] = {
    { "settings", try_settings, false },  { "install", try_install, true },
    { "uninstall", try_uninstall, true }, { "update", try_update, true },
    { "init", try_init, true },           { "questions", try_questions, false },
    { "copies", try_copies, true },       { "plugins", try_plugins, false },
};

static void try_all(bool all)
{
    prepare_home();
    prepare_mods();
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        no_memory_try(&tries[i], all);
}

TEST(one_allocation_fails_in_the_tools)
{
    try_all(false);
}

TEST(all_allocations_fail_in_the_tools)
{
    try_all(true);
}
