/* Files that functions read, while a workspace is open: what could not be had is tried again
 * when it is there, and only then (lazy-workspace.md 2.2 LOAD_FAILED, 7; issue of loading,
 * "fails alone and is tried again only when something changed"). */
#include "unit/workspace/seen.h"
#include <pipelite/phase.h>
#include <pipelite/rescan.h>
#include <pipelite/resource.h>
#include <pipelite/values.h>
#include <unistd.h>

static const char source[] =
    "mod \"m\" {}\n"
    "locals {\n  doc = file(\"docs/local.md\")\n}\n"
    "query \"direct\" {\n  sql = \"s\"\n  title = \"t ${file(\"docs/direct.md\")}\"\n}\n"
    "query \"through\" {\n  sql = \"s\"\n  title = local.doc\n}\n"
    "query \"plain\" {\n  sql = \"s\"\n}\n";

typedef struct live {
    seen s;
    const char *dir;
} live;

static void open_live(live *l, const char *name)
{
    l->dir = place_new(name);
    place_text(l->dir, "mod.pp", source);
    place_text(l->dir, "docs/other.md", "other");
    seen_open(&l->s, l->dir, false);
    CHECK(l->s.ws != NULL, "open");
}

/* Its title, or the messages. */
static const char *title(live *l, const char *name)
{
    static char text[1024];
    pl_str out = { 0 };
    pl_diags *diags = pl_diags_new();
    const pl_resource *r = pl_workspace_pin_name(l->s.ws, pl_str_cstr(name), diags);
    if (r && pl_resource_text(r, PL_S("title"), &out))
        snprintf(text, sizeof text, "%.*s", PL_FMT(out));
    else
        snprintf(text, sizeof text, "%s", pl_diags_errors(diags) ? "wrong" : "none");
    pl_resource_unpin(r);
    pl_diags_free(diags);
    return text;
}

static uint64_t made(live *l)
{
    pl_cache_stats stats;
    pl_workspace_cache_stats(l->s.ws, &stats);
    return stats.made;
}

/* The documents that a rescan finds changed, and the entries that are affected; "" for none. */
static const char *rescan(live *l, const char *path)
{
    static char text[1024];
    pl_str one = path ? pl_str_cstr(path) : (pl_str){ 0 };
    pl_rescan_options options = { .paths = &one, .n_paths = 1 };
    pl_changes *ch = pl_workspace_rescan(l->s.ws, path ? &options : NULL, l->s.diags);
    CHECK(ch != NULL, "rescanned");
    CHECK((ch->to != ch->from) == (ch->n_documents != 0), "a generation");
    CHECK(!ch->n_files && !ch->scanned, "no source is different");
    text[0] = 0;
    for (uint32_t i = 0; i < ch->n_documents; i++) {
        size_t skip = strlen(l->dir) + 1, at = strlen(text);
        snprintf(text + at, sizeof text - at, "%s%.*s", at ? " " : "",
                 (int)(ch->documents[i].len - skip), ch->documents[i].ptr + skip);
    }
    for (uint32_t i = 0; i < ch->n_entries; i++) {
        size_t at = strlen(text);
        CHECK(ch->entries[i].what == PL_CHANGE_AFFECTED, "no block is different");
        snprintf(text + at, sizeof text - at, " *%.*s", PL_FMT(ch->entries[i].name));
    }
    pl_changes_free(ch);
    return text;
}

static const char DIRECT[] = "docs/direct.md *m.query.direct";
static const char LOCAL[] = "docs/local.md *m.local.doc *m.query.through";

static void walk(live *l, bool named)
{
    CHECK_STR(title(l, "query.direct"), "wrong", "not there");
    CHECK_STR(title(l, "query.through"), "wrong", "not there, through a local");
    CHECK_STR(title(l, "query.plain"), "none", "others are not concerned");
    uint64_t before = made(l);
    CHECK_STR(title(l, "query.direct"), "wrong", "still");
    CHECK_STR(title(l, "query.through"), "wrong", "still");
    CHECK(made(l) == before, "nothing changed: nothing was tried again");
    CHECK_STR(rescan(l, named ? "docs/direct.md" : NULL), "", "nothing to tell");

    place_text(l->dir, "docs/direct.md", "one");
    CHECK_STR(rescan(l, named ? "docs/direct.md" : NULL), DIRECT, "it came");
    CHECK_STR(title(l, "query.direct"), "t one", "and is read");
    CHECK_STR(title(l, "query.through"), "wrong", "the other is still not there");

    place_text(l->dir, "docs/local.md", "two");
    CHECK_STR(rescan(l, named ? "docs/local.md" : NULL), LOCAL, "the other came");
    CHECK_STR(title(l, "query.through"), "two", "and is read");
    CHECK_STR(title(l, "query.direct"), "t one", "as before");

    place_text(l->dir, "docs/local.md", "another text");
    CHECK_STR(rescan(l, named ? "docs/local.md" : NULL), LOCAL, "it changed");
    CHECK_STR(title(l, "query.through"), "another text", "the new text");
    CHECK_STR(rescan(l, named ? "docs/local.md" : NULL), "", "that is known now");

    unlink(place_path(l->dir, "docs/local.md"));
    CHECK_STR(rescan(l, named ? "docs/local.md" : NULL), LOCAL, "it went");
    CHECK_STR(title(l, "query.through"), "wrong", "and with it the title");
    place_text(l->dir, "docs/other.md", "others");
    CHECK_STR(rescan(l, named ? "docs/other.md" : NULL), "", "no function read that one");
}

TEST(a_document_that_comes_is_read)
{
    static const char *const names[] = { "documents_all", "documents_named" };
    for (int named = 0; named < 2; named++) {
        live l;
        open_live(&l, names[named]);
        walk(&l, named);
        seen_close(&l.s);
    }
}

TEST(titles_and_verdicts_follow_a_document)
{
    live l;
    pl_entry e;
    pl_metadata m;
    open_live(&l, "documents_resolved");
    CHECK(pl_workspace_check(l.s.ws, l.s.diags), "its blocks are right");
    CHECK(!pl_workspace_check_values(l.s.ws, l.s.diags), "its values are not");
    pl_workspace_start_resolution(l.s.ws, NULL, l.s.diags);
    pl_workspace_wait_resolved(l.s.ws, UINT64_MAX);
    CHECK(pl_index_find(pl_workspace_index(l.s.ws), PL_S("query.through"), &e), "there");
    pl_workspace_metadata(l.s.ws, e.id, &m);
    CHECK(!m.resolved, "not yet");
    place_text(l.dir, "docs/local.md", "two");
    place_text(l.dir, "docs/direct.md", "one");
    CHECK(rescan(&l, NULL)[0], "one of them is reported");
    pl_workspace_wait_resolved(l.s.ws, UINT64_MAX);
    CHECK(pl_index_find(pl_workspace_index(l.s.ws), PL_S("query.through"), &e), "there");
    pl_workspace_metadata(l.s.ws, e.id, &m);
    CHECK(m.resolved && pl_str_eq(m.title, PL_S("two")), "resolved anew");
    pl_diags *diags = pl_diags_new();
    CHECK(pl_workspace_check(l.s.ws, diags) && pl_workspace_check_values(l.s.ws, diags),
          "and all is right");
    pl_diags_free(diags);
    seen_close(&l.s);
}
