/* The dump of an index, member by member (golden/index-truth/README.md). The six real
 * mods are compared by golden/check-index. */
#include "unit/place.h"
#include "base/diag.h"
#include "base/str.h"
#include <pipelite/render.h>

/* The line of the resource `name`, or all of it when NULL. */
static const char *dump(const char *dir, const char *name)
{
    static char out[65536];
    char key[256];
    pl_diags *diags = pl_diags_new();
    pl_open_options options = { .path = pl_str_cstr(dir) };
    pl_workspace *ws = pl_workspace_open(&options, diags);
    pl_text text;
    CHECK(ws != NULL, dir);
    CHECK(pl_render_dump(ws, &text, diags), "dumped");
    CHECK(text.len < sizeof out, "output too long");
    pl_str found = { text.ptr, text.len };
    if (name) {
        snprintf(key, sizeof key, "{\"name\":\"%s\",", name);
        const char *at = memmem(text.ptr, text.len, key, strlen(key));
        CHECK(at != NULL, name);
        found = (pl_str){ at, (size_t)(strchr(at, '\n') - at) };
    }
    memcpy(out, found.ptr, found.len);
    out[found.len] = 0;
    pl_text_free(&text);
    pl_workspace_close(ws);
    pl_diags_free(diags);
    return out;
}

static const char *panels_dir(void)
{
    const char *dir = place_new("dump");
    place_text(dir, "mod.pp", "mod \"m\" {\n  title = \"M\"\n}\n");
    place_text(dir, "a.pp",
               "  query \"q\" {\r\n    sql = \"select 1\"\r\n  }\r\n"
               "dashboard \"d\" {\n"
               "  input \"i\" {\n    type = \"text\"\n    width = 4\n  }\n"
               "  card {\n    base  = card.c\n    title = \"T ${var.x}\"\n  }\n"
               "  graph \"g\" {\n    node {\n      category = category.k\n    }\n  }\n"
               "}\n"
               "card \"c\" {\n  query = query.q\n  type = \"info\"\n  width = 2\n"
               "  tags = { a = \"1\" }\n  args = [self.input.i.value]\n"
               "  description = \"A text of more than ninety-six bytes, so that the index keeps"
               " its place alone and the dump has to look it up\"\n}\n"
               "category \"k\" {}\n"
               "control \"heredoc\" {\n  description = <<-EOT\n    one\n      two\n  EOT\n"
               "  param \"p\" { default = var.x }\n}\n"
               "card \"again\" {\n  title = \"${var.x} ${var.x}\"\n  type = var.x\n}\n"
               "variable \"x\" { default = \"\" }\nlocals { l = 1 }\n");
    return dir;
}

static const struct {
    const char *what, *name, *member; /* text that the line holds */
} rows[] = {
    { "a mod", "mod.m", "\"short_name\":\"m\",\"type\":\"mod\",\"mod\":\"m\",\"title\":\"M\"" },
    { "a mod is no block of its file", "mod.m",
      "\"anonymous\":false,\"top_level\":false,\"file\":\"mod.pp\",\"start_line\":1,\"end_line\":"
      "3" },
    { "a mod holds what no other block does", "mod.m",
      "\"children\":[\"m.card.again\",\"m.card.c\",\"m.category.k\",\"m.control.heredoc\",\"m."
      "dashboard.d\","
      "\"m.local.l\",\"m.query.q\",\"m.var.x\"],\"parents\":[],\"paths\":[],\"references\":[]" },
    { "the source of a mod", "mod.m",
      "\"source_length\":25,\"source_sha256\":"
      "\"05843488023349c0a0e540318c77da7590c77e1ef16fa99bdacf4c0919ec3e73\"" },
    { "whole lines, CR kept, no LF at the end", "m.query.q",
      "\"source_length\":41,\"source_sha256\":"
      "\"46ff3c28675010b8148c371090fc4815ec0ab3ce47a3d5862e05f24309efba5a\"" },
    { "literal SQL", "m.query.q",
      "\"sql_length\":8,\"sql_sha256\":"
      "\"822ae07d4783158bc1912bb623e5107cc9002d519e1143a9c200ed6ee18b6d0f\"" },
    { "an input's type and width", "m.input.i", "\"display_type\":\"text\",\"width\":4" },
    { "an input's dashboard", "m.input.i", "\"dashboard\":\"m.dashboard.d\"" },
    { "the path of an input", "m.input.i",
      "\"parents\":[\"m.dashboard.d\"],\"paths\":[[\"mod.m\",\"m.dashboard.d\",\"m.input.i\"]]" },
    { "a long description comes through base", "m.card.dashboard_d_anonymous_card_0",
      "\"description\":\"A text of more than ninety-six bytes, so that the index keeps"
      " its place alone and the dump has to look it up\"" },
    { "tags come through base", "m.card.dashboard_d_anonymous_card_0", "\"tags\":{\"a\":\"1\"}" },
    { "type and width come through base", "m.card.dashboard_d_anonymous_card_0",
      "\"display_type\":\"info\",\"width\":2" },
    { "the base", "m.card.dashboard_d_anonymous_card_0", "\"base\":\"m.card.c\"" },
    { "a block without a label", "m.card.dashboard_d_anonymous_card_0",
      "\"anonymous\":true,\"top_level\":false" },
    { "the query comes through base", "m.card.dashboard_d_anonymous_card_0",
      "\"query\":\"m.query.q\"" },
    { "references name their block, unless it is anonymous", "m.card.dashboard_d_anonymous_card_0",
      "\"references\":[[\"card.c\",\"card\",\"\",\"base\"],[\"var.x\",\"card\",\"\",\"title\"]]" },
    { "references are there once", "m.card.again",
      "\"references\":[[\"var.x\",\"card\",\"again\",\"title\"],"
      "[\"var.x\",\"card\",\"again\",\"type\"]]" },
    { "references in order", "m.card.c",
      "\"references\":[[\"query.q\",\"card\",\"c\",\"query\"],"
      "[\"self.input.i\",\"card\",\"c\",\"args\"]]" },
    { "a reference of a param", "m.control.heredoc",
      "\"references\":[[\"var.x\",\"param\",\"p\",\"default\"]]" },
    { "a heredoc without its indentation", "m.control.heredoc",
      "\"description\":\"one\\n  two\\n\"" },
    { "a graph with nodes has no path", "m.graph.g",
      "\"children\":[\"m.node.dashboard_d_anonymous_node_0\"],\"parents\":[\"m.dashboard.d\"],"
      "\"paths\":[]" },
    { "the category of a node", "m.node.dashboard_d_anonymous_node_0",
      "\"category\":\"m.category.k\"" },
    { "a local is neither anonymous nor not", "m.local.l",
      "\"anonymous\":null,\"top_level\":true" },
    { "a local has no source", "m.local.l", "\"source_length\":null,\"source_sha256\":null" },
    { "a variable", "m.var.x", "\"type\":\"variable\",\"mod\":\"m\",\"title\":null" },
};

TEST(dump_tells_of_each_resource)
{
    const char *dir = panels_dir();
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        const char *line = dump(dir, rows[i].name);
        if (!strstr(line, rows[i].member)) {
            print_error("%s\n  want %s\n  in   %s\n", rows[i].what, rows[i].member, line);
            fail();
        }
    }
}

TEST(dump_is_in_order_of_names)
{
    const char *text = dump(panels_dir(), NULL);
    char last[256] = "", name[256];
    unsigned n = 0;
    for (const char *at = text; *at; at = strchr(at, '\n') + 1, n++) {
        CHECK(sscanf(at, "{\"name\":\"%255[^\"]\"", name) == 1, at);
        CHECK(strcmp(last, name) < 0, name);
        strcpy(last, name);
    }
    CHECK_INT(n, 13, "all of them");
}

TEST(dump_without_a_mod_file_still_names_the_mod)
{
    const char *dir = place_new("loose");
    place_text(dir, "a.pp", "query \"q\" {\n  sql = \"\"\n}\n");
    const char *line = dump(dir, NULL);
    CHECK(strstr(line, "\"parents\":[\"mod.local\"],\"paths\":[[\"mod.local\",\"local.query.q\"]]"),
          line);
}

static const struct {
    const char *what, *text, *message; /* text NULL: the file goes away */
} changes[] = {
    { "a file that is gone", NULL, "No such file or directory" },
    { "a file that was cut short", "query", "it changed meanwhile" },
};

TEST(dump_needs_the_sources_as_they_were)
{
    for (size_t i = 0; i < PL_COUNT(changes); i++) {
        const char *dir = place_new("changed");
        char path[512];
        place_text(dir, "mod.pp", "mod \"m\" {}\n");
        place_text(dir, "a.pp", "query \"q\" {\n  sql = \"\"\n}\n");
        pl_diags *diags = pl_diags_new();
        pl_open_options options = { .path = pl_str_cstr(dir) };
        pl_workspace *ws = pl_workspace_open(&options, diags);
        CHECK(ws != NULL, dir);
        if (changes[i].text)
            place_text(dir, "a.pp", changes[i].text);
        snprintf(path, sizeof path, "%s/a.pp", dir);
        CHECK(changes[i].text || remove(path) == 0, path);
        pl_text text;
        CHECK(!pl_render_dump(ws, &text, diags), changes[i].what);
        CHECK_INT(pl_diags_errors(diags), 1, changes[i].what);
        pl_str recorded = pl_diags_get(diags, 0)->summary;
        CHECK(memmem(recorded.ptr, recorded.len, changes[i].message, strlen(changes[i].message)),
              changes[i].what);
        pl_text_free(&text);
        pl_workspace_close(ws);
        pl_diags_free(diags);
    }
}
