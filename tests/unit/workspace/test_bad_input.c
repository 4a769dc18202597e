/* What is far too large, or needs itself: it is loaded all the same or fails alone, with
 * words, and costs nothing good (lazy-workspace.md 12, 13). */
#include "unit/workspace/seen.h"
#include <pipelite/resource.h>
#include <pipelite/values.h>

static void open_dir(seen *s, const char *dir)
{
    seen_open(s, dir, false);
    CHECK(s->ws, dir);
}

static pl_cache_stats cache_of(const seen *s)
{
    pl_cache_stats stats;
    pl_workspace_cache_stats(s->ws, &stats);
    return stats;
}

static const pl_resource *load(seen *s, const char *name)
{
    return pl_workspace_pin_name(s->ws, pl_str_cstr(name), s->diags);
}

/* That it fails, with those words; twice, and what is good is there before and after. */
static void check_fails(seen *s, const char *name, const char *words)
{
    for (int i = 0; i < 2; i++) {
        const pl_resource *good = load(s, "query.good");
        CHECK(good, "what is good loads");
        pl_resource_unpin(good);
        pl_diags_free(s->diags);
        s->diags = pl_diags_new();
        CHECK(!load(s, name), name);
        CHECK(strstr(seen_messages(s), words), seen_messages(s));
    }
}

/* All that the check says, as the command line has it. */
static const char *check(const char *dir)
{
    static char text[16384];
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir), .strict = true, .keep_wrong = true };
    seen s = { .diags = diags, .ws = pl_workspace_open(&options, diags) };
    CHECK(s.ws, dir);
    if (pl_workspace_check(s.ws, diags) && pl_workspace_read_values(s.ws, diags))
        pl_workspace_check_values(s.ws, diags);
    snprintf(text, sizeof text, "%s", seen_messages(&s));
    seen_close(&s);
    return text;
}

static void put_file(const char *dir, const char *path, pl_buf *text)
{
    place_bytes(dir, path, text->ptr, text->len);
    pl_buf_done(text);
}

/* ---- too large */

static const char *write_good(const char *name)
{
    const char *dir = place_new(name);
    place_text(dir, "mod.pp", "mod \"m\" {}\nquery \"good\" {\n  sql = \"1\"\n}\n");
    return dir;
}

TEST(a_resource_larger_than_the_budget)
{
    enum { SIZE = 200 * 1000 };
    seen s;
    pl_str sql;
    pl_buf text = { 0 };
    const char *dir = write_good("larger");
    pl_buf_cstr(&text, "query \"large\" {\n  sql = \"");
    pl_buf_fill(&text, 'x', SIZE);
    pl_buf_cstr(&text, "\"\n}\n");
    put_file(dir, "large.pp", &text);
    open_dir(&s, dir);
    pl_workspace_limit_cache(s.ws, 16 * 1024);
    pl_resource_unpin(load(&s, "query.good"));
    const pl_resource *r = load(&s, "query.large");
    CHECK(r && pl_resource_text(r, PL_S("sql"), &sql) && sql.len == SIZE, "it is whole");
    CHECK(cache_of(&s).pinned_bytes > SIZE, "and counted while somebody has it");
    pl_resource_unpin(r);
    pl_cache_stats stats = cache_of(&s);
    CHECK(stats.bytes <= stats.max_bytes && stats.too_large > 0, "then it goes");
    CHECK(stats.entries == 1 && stats.evictions == 0, "and nothing went for it");
    seen_close(&s);
}

#ifndef __SANITIZE_THREAD__ /* megabytes, and no threads in it */
TEST(a_hundred_thousand_children)
{
    enum { CHILDREN = 100 * 1000 };
    seen s;
    uint32_t n;
    pl_buf controls = { 0 }, list = { 0 };
    const char *dir = write_good("children");
    pl_buf_cstr(&list, "benchmark \"b\" {\n  children = [\n");
    for (int i = 0; i < CHILDREN; i++) {
        pl_buf_printf(&list, "control.c%d,\n", i);
        pl_buf_printf(&controls, "control \"c%d\" { query = query.good }\n", i);
    }
    pl_buf_cstr(&list, "  ]\n}\n");
    put_file(dir, "list.pp", &list);
    put_file(dir, "controls.pp", &controls);
    open_dir(&s, dir);
    pl_workspace_limit_cache(s.ws, 64 * 1024);
    const pl_resource *r = load(&s, "benchmark.b");
    CHECK(r, seen_messages(&s));
    const pl_entry_id *children = pl_resource_children(r, &n);
    CHECK_INT(n, CHILDREN, "all of them");
    for (uint32_t i = 0; i < n; i += 5000) {
        const pl_resource *child = pl_workspace_pin(s.ws, children[i], s.diags);
        CHECK(child, "which load");
        pl_resource_unpin(child);
    }
    pl_resource_unpin(r);
    CHECK(cache_of(&s).bytes <= 64 * 1024, "within the budget");
    CHECK(pl_workspace_check(s.ws, s.diags), seen_messages(&s));
    seen_close(&s);
}

TEST(a_text_of_fifty_megabytes)
{
    enum { SIZE = 50 << 20 };
    seen s;
    pl_str sql;
    pl_buf text = { 0 };
    const char *dir = write_good("fifty");
    pl_buf_cstr(&text, "query \"large\" {\n  sql = <<-EOT\n");
    pl_buf_fill(&text, 'x', SIZE);
    pl_buf_cstr(&text, "\nEOT\n  title = \"behind it\"\n}\nquery \"after\" {\n  sql = \"2\"\n}\n");
    put_file(dir, "large.pp", &text);
    open_dir(&s, dir);
    const pl_resource *r = load(&s, "query.large");
    CHECK(r, seen_messages(&s));
    CHECK(pl_resource_text(r, PL_S("sql"), &sql) && sql.len == SIZE + 1, "it is whole");
    CHECK(pl_resource_text(r, PL_S("title"), &sql) && sql.len == 9, "and what is after it");
    pl_resource_unpin(r);
    CHECK(cache_of(&s).bytes <= cache_of(&s).max_bytes, "it is not kept");
    r = load(&s, "query.after");
    CHECK(r, "nor is it in the way");
    pl_resource_unpin(r);
    seen_close(&s);
}

#endif

/* ---- what needs itself */

TEST(circles_fail_alone)
{
    static const char circles[] =
        "card \"a\" {\n  base = card.b\n}\ncard \"b\" {\n  base = card.a\n}\n"
        "card \"self\" {\n  base = card.self\n}\n"
        "locals {\n  x = local.y\n}\nlocals {\n  y = \"${local.x}\"\n}\n"
        "query \"x\" {\n  sql = local.x\n}\n"
        "benchmark \"p\" {\n  children = [benchmark.q]\n}\n"
        "benchmark \"q\" {\n  children = [benchmark.p, control.c]\n}\n"
        "control \"c\" {\n  query = query.good\n}\n";
    seen s;
    const char *dir = write_good("circles");
    place_text(dir, "c.pp", circles);
    open_dir(&s, dir);
    check_fails(&s, "card.a", "bases build on each other");
    check_fails(&s, "card.self", "bases build on each other");
    check_fails(&s, "local.x", "Cycle error");
    check_fails(&s, "query.x", "Cycle error");
    static const char *const fine[] = { "benchmark.p", "benchmark.q", "control.c" };
    for (size_t i = 0; i < PL_COUNT(fine); i++) { /* what they list is found when they are opened */
        const pl_resource *r = load(&s, fine[i]);
        CHECK(r, fine[i]);
        pl_resource_unpin(r);
    }
    seen_close(&s);
    CHECK(strstr(check(dir), "Cycle error"), "the command line refuses it");
}

/* A chain of `n` that closes: what is deep must not need a deep stack. */
static void write_chain(const char *dir, const char *form, int n)
{
    pl_buf text = { 0 };
    for (int i = 0; i < n; i++) {
        char line[200];
        snprintf(line, sizeof line, form, i, (i + 1) % n);
        pl_buf_cstr(&text, line);
    }
    put_file(dir, "chain.pp", &text);
}

TEST(long_circles_fail_alone)
{
    static const struct {
        const char *name, *form, *words;
    } rows[] = {
        { "card.c0", "card \"c%d\" {\n  base = card.c%d\n}\n", "bases build on each other" },
        { "local.c0", "locals {\n  c%d = local.c%d\n}\n", "" },
        { "query.c0", "query \"c%d\" {\n  sql = query.c%d.sql\n}\n", "" },
    };
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        seen s;
        char name[16];
        snprintf(name, sizeof name, "long%zu", i);
        const char *dir = write_good(name);
        write_chain(dir, rows[i].form, 2000);
        open_dir(&s, dir);
        check_fails(&s, rows[i].name, rows[i].words);
        seen_close(&s);
        CHECK(strlen(check(dir)) > 0, "refused");
    }
}
