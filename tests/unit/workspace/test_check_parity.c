/* test_check_parity.c - Two ways, one answer: what the check says of a workspace is what
 * loading all of it says (lazy-workspace.md 2.6, 14; PY).
 *
 * The fixtures are the mods of all recorded cases, each with the files that its case puts there,
 * and tests/mods. A slice of them by default; PL_PARITY=all (make parity): all, and six real
 * mods.
 *
 * The messages are the same texts in the same order, each once, but for three things:
 *
 *   judgements   Loading makes values and asks nothing else: what a block may hold, what
 *                resources are to each other, whether an argument can wait for a page that
 *                runs, is for the check alone (`judged`).
 *   passes       In the first pass of the check a block does not have what is decoded after it: a
 *                condition is found wrong before the branches, of which loading speaks (`early`).
 *                Where a block fails in that pass the check decodes none of the later ones; the
 *                fixtures that show this are named (`later`).
 *   waiting      Powerpipe puts a block aside that names what is missing, or
 *                itself, and says so when nothing else is wrong (`waits`). Loading such a block
 *                says why it has no value, in words of the expression. */
#include "unit/workspace/seen.h"
#include "base/file.h"
#include "base/map.h"
#include "value/json.h"
#include <dirent.h>
#include <ftw.h>
#include <pipelite/resource.h>

enum { SLICE = 6, MOST = 256 };

/* ---- messages as texts */

typedef struct texts {
    char *list[MOST];
    size_t n;
} texts;

static void add_text(texts *t, const pl_diag *d)
{
    char line[2048];
    snprintf(line, sizeof line, "%.*s: %.*s", PL_FMT(d->summary), PL_FMT(d->detail));
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->list[i], line) == 0)
            return;
    CHECK(t->n < MOST, "room for all messages");
    t->list[t->n++] = strdup(line);
}

static void take_texts(texts *t, const pl_diags *diags)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        if (pl_diags_get(diags, i)->severity == PL_ERROR)
            add_text(t, pl_diags_get(diags, i));
}

static void drop_texts(texts *t)
{
    while (t->n)
        free(t->list[--t->n]);
}

static bool has_one(const char *text, const char *const *parts)
{
    for (; *parts; parts++)
        if (strstr(text, *parts))
            return true;
    return false;
}

static const char *const waits[] = { "Failed to resolve dependencies", "failed to parse dependency",
                                     "Cycle error", NULL };
static const char *const judged[] = {
    /* what a block may hold */
    "not expected here", "Unsupported block type", "Missing name for", "Extraneous label for",
    "Invalid name", "Unexpected \"", "ResourceForBlock", "block: Only one", "Duplicate ",
    /* what resources are to each other */
    "does not define a query or SQL", "property set - only 1", "contains edges/nodes AND",
    "Mod defines more than one", "Invalid child", "duplicate", "Only top level resources",
    "Failed to resolve input dependency order",
    /* references where another kind is wanted */
    "object required", "Unsuitable value: attribute", "null value is not allowed",
    /* what can wait for a page that runs */
    "invalid parameter",
    /* names that cannot be read again */
    "failed to parse resource name", "invalid name passed to", NULL
};

static const char *const early[] = { "Incorrect condition type", "Null condition", NULL };
static const char *const branches[] = { "Inconsistent conditional result types", NULL };
/* Mistakes of several stages at once, which the two ways come upon in different orders. */
static const char *const mixed[] = { "own-errors/all-at-once", "own-manners/explain-all", NULL };

/* ---- one workspace */

typedef struct outcome {
    unsigned right, wrong, waiting, refused, different;
} outcome;
static outcome seen_so_far;

/* Checked as by the command line. False: it refuses before anything can be loaded. */
static bool check(const char *dir, texts *out)
{
    static const char *const environment[] = { NULL };
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir), .strict = true, .keep_wrong = true };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    pl_inputs in = { .environment = environment, .directory = pl_str_cstr(dir) };
    if (ws) {
        pl_workspace_set_inputs(ws, &in);
        bool right = pl_workspace_check(ws, diags) && pl_workspace_read_values(ws, diags) &&
                     pl_workspace_check_values(ws, diags);
        CHECK(right == (pl_diags_errors(diags) == 0), dir);
        take_texts(out, diags);
    }
    pl_str heading = pl_diags_heading(diags);
    bool before = pl_str_eq(heading, PL_S("Internal Error: Failed to load all mod source files")) ||
                  pl_str_eq(heading, PL_S("Internal Error: Failed to load mod"));
    bool opened = ws && !before;
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return opened;
}

static void load(const char *dir, texts *out)
{
    static const char *const environment[] = { NULL };
    pl_diags *opening = pl_diags_new(), *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir) };
    pl_workspace *ws = pl_workspace_open(&options, opening);
    pl_inputs in = { .environment = environment, .directory = pl_str_cstr(dir) };
    CHECK(ws, dir);
    pl_workspace_set_inputs(ws, &in);
    CHECK(pl_workspace_preload(ws, diags) == (pl_diags_errors(diags) == 0), dir);
    take_texts(out, diags);
    pl_workspace_close(ws);
    pl_diags_free(diags);
    pl_diags_free(opening);
}

static bool any(const texts *t, const char *const *parts)
{
    for (size_t i = 0; i < t->n; i++)
        if (has_one(t->list[i], parts))
            return true;
    return false;
}

/* Without what is for one way alone, both say the same. `more`: loading may add to it. */
static bool same(const texts *checked, const texts *loaded, bool more)
{
    size_t i = 0, k = 0;
    while (i < checked->n || k < loaded->n) {
        if (i < checked->n && k < loaded->n && strcmp(checked->list[i], loaded->list[k]) == 0)
            i++, k++;
        else if (i < checked->n && k < loaded->n && has_one(checked->list[i], early) &&
                 has_one(loaded->list[k], branches))
            i++, k++;
        else if (i < checked->n &&
                 (has_one(checked->list[i], judged) || has_one(checked->list[i], waits)))
            i++;
        else if (k < loaded->n && more)
            k++;
        else
            return false;
    }
    return true;
}

/* Loading says all that the check says, in any order, but for what is the check's alone. */
static bool holds(const texts *checked, const texts *loaded)
{
    for (size_t i = 0; i < checked->n; i++) {
        bool found = has_one(checked->list[i], judged) || has_one(checked->list[i], waits);
        for (size_t k = 0; k < loaded->n && !found; k++)
            found = strcmp(checked->list[i], loaded->list[k]) == 0;
        if (!found)
            return false;
    }
    return true;
}

static void show(const char *way, const texts *t)
{
    print_message("  %s:\n", way);
    for (size_t i = 0; i < t->n; i++)
        print_message("    %s\n", t->list[i]);
}

static void compare(const char *dir, const char *what)
{
    texts checked = { 0 }, loaded = { 0 };
    if (check(dir, &checked)) {
        load(dir, &loaded);
        bool waiting = any(&checked, waits);
        bool equal =
            has_one(what, mixed) ? holds(&checked, &loaded) : same(&checked, &loaded, waiting);
        equal = equal && (checked.n || !loaded.n);
        seen_so_far.right += !checked.n;
        seen_so_far.wrong += checked.n && !waiting;
        seen_so_far.waiting += waiting;
        seen_so_far.different += !equal;
        if (!equal) {
            print_message("%s\n", what);
            show("the check", &checked);
            show("loading", &loaded);
        }
    } else {
        seen_so_far.refused++;
    }
    drop_texts(&checked);
    drop_texts(&loaded);
}

static void begin(void)
{
    seen_so_far = (outcome){ 0 };
}

static void finish(void)
{
    outcome o = seen_so_far;
    print_message("       right %u, wrong %u, waiting %u, refused before %u\n", o.right, o.wrong,
                  o.waiting, o.refused);
    CHECK_INT(o.different, 0, "workspaces on which they differ");
}

static bool wants_all(void)
{
    const char *which = getenv("PL_PARITY");
    return which && strcmp(which, "all") == 0;
}

/* ---- files of a fixture */

/* With what stands for the place of the workspace. */
static void place_filled(const char *dir, const char *path, pl_str text)
{
    pl_buf out = { 0 };
    while (text.len) {
        bool token = pl_str_starts(text, PL_S("{WS}"));
        if (token)
            pl_buf_cstr(&out, dir);
        else
            pl_buf_byte(&out, text.ptr[0]);
        text = pl_str_sub(text, token ? 4 : 1, text.len);
    }
    place_bytes(dir, path, out.len ? out.ptr : "", out.len);
    pl_buf_done(&out);
}

static void place_copy(const char *from, const char *dir, const char *path)
{
    pl_reader reader = { 0 };
    pl_view view;
    if (pl_view_open(&reader, from, &view) == 0) {
        place_filled(dir, path, pl_view_str(&view));
        pl_view_close(&view);
    }
    pl_reader_done(&reader);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static void remove_tree(const char *dir)
{
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *copy_to;
static size_t copy_skip;

/* "mod.pp.in" becomes "mod.pp". */
static int copy_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    char name[PLACE_MAX];
    (void)st, (void)ftw;
    if (type != FTW_F || strlen(path) - copy_skip >= sizeof name)
        return 0;
    snprintf(name, sizeof name, "%s", path + copy_skip);
    size_t len = strlen(name);
    if (len > 3 && strcmp(name + len - 3, ".in") == 0)
        name[len - 3] = 0;
    place_copy(path, copy_to, name);
    return 0;
}

static const char *copy_tree(const char *from, const char *name)
{
    copy_to = place_new(name);
    copy_skip = strlen(from) + 1;
    nftw(from, copy_file, 16, FTW_PHYS);
    return copy_to;
}

/* ---- the fixtures */

typedef struct tour {
    const char *suite; /* its folder */
    pl_map met;        /* fixtures that several cases have */
    pl_arena arena;
    unsigned number;
} tour;

/* The mod of a case, and the files it puts into it; anything else is not for loading. */
static pl_str fixture_of(tour *t, const pl_json *c)
{
    pl_buf out = { 0 };
    pl_buf_str(&out, pl_json_text(pl_json_get(c, "mod")));
    for (const pl_json *p = pl_json_first(pl_json_get(c, "place")); p; p = p->next)
        if (pl_str_starts(pl_json_text(p), PL_S("{WS}/")))
            pl_buf_printf(&out, "\n%.*s\n%.*s", PL_FMT(p->key), PL_FMT(pl_json_text(p)));
    pl_str text = pl_arena_str(&t->arena, pl_buf_view(&out));
    pl_buf_done(&out);
    return text;
}

static void visit_case(tour *t, const pl_json *c)
{
    char from[PLACE_MAX], path[PLACE_MAX], name[32];
    bool fresh;
    pl_str mod = pl_json_text(pl_json_get(c, "mod")), id = pl_json_text(pl_json_get(c, "id"));
    pl_map_put(&t->met, fixture_of(t, c), 0, &fresh);
    if (!mod.len || !fresh || (t->number++ % SLICE != 0 && !wants_all()))
        return;
    snprintf(from, sizeof from, "%s/mods/%.*s", t->suite, PL_FMT(mod));
    snprintf(name, sizeof name, "way%u", t->number % 100);
    const char *dir = copy_tree(from, name);
    for (const pl_json *p = pl_json_first(pl_json_get(c, "place")); p; p = p->next) {
        pl_str to = pl_json_text(p);
        if (!pl_str_starts(to, PL_S("{WS}/")))
            continue;
        snprintf(from, sizeof from, "%s/%.*s", t->suite, PL_FMT(p->key));
        snprintf(path, sizeof path, "%.*s", (int)to.len - 5, to.ptr + 5);
        place_copy(from, dir, path);
    }
    snprintf(path, sizeof path, "%s/%.*s", t->suite, PL_FMT(id));
    compare(dir, path);
    remove_tree(dir);
}

static void visit_suite(const char *suite)
{
    char path[PLACE_MAX];
    tour t = { .suite = suite };
    pl_str text;
    snprintf(path, sizeof path, "%s/cases.json", suite);
    if (pl_file_slurp(path, 1 << 26, &t.arena, &text) == 0) {
        const pl_json *all = pl_json_parse(&t.arena, text, NULL);
        for (const pl_json *c = pl_json_first(pl_json_get(all, "cases")); c; c = c->next)
            visit_case(&t, c);
    }
    pl_map_done(&t.met);
    pl_arena_done(&t.arena);
}

TEST(PY_recorded_mods_have_the_same_messages_in_both_ways)
{
    const char *shared = pl_test_shared("golden/suites");
    char root[PLACE_MAX], path[PLACE_MAX];
    if (!shared)
        return;
    begin();
    snprintf(root, sizeof root, "%s", shared);
    DIR *suites = opendir(root);
    CHECK(suites, root);
    for (struct dirent *e; (e = readdir(suites));)
        if (e->d_name[0] != '.') {
            snprintf(path, sizeof path, "%.300s/%.200s", root, e->d_name);
            visit_suite(path);
        }
    closedir(suites);
    finish();
}

static int compare_mod(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    if (type == FTW_F &&
        (strcmp(path + ftw->base, "mod.pp") == 0 || strcmp(path + ftw->base, "mod.sp") == 0)) {
        char dir[PLACE_MAX];
        snprintf(dir, sizeof dir, "%.*s", ftw->base - 1, path);
        compare(dir, dir);
    }
    return 0;
}

TEST(PY_our_own_mods_have_the_same_messages_in_both_ways)
{
    begin();
    nftw("tests/mods", compare_mod, 16, FTW_PHYS);
    finish();
}

TEST(PY_real_mods_have_no_messages_on_either_way)
{
    if (!wants_all() || access("build/corpora/six-mods/mod.pp", R_OK) != 0) {
        print_message("       skipped: not asked for with PL_PARITY=all, or no build/corpora\n");
        return;
    }
    begin();
    compare("build/corpora/six-mods", "six-mods");
    CHECK_INT(seen_so_far.right, 1, "it is right");
    finish();
}
