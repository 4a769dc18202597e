/* What a mod file says (mod-language.md 2, lazy-workspace.md 5.10) and how its
 * mistakes are reported. Positions of the rows marked "recorded" are real Powerpipe's. */
#include "unit/test.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/str.h"
#include "mod/mod.h"

typedef struct parsed {
    pl_arena arena;
    pl_mod_info info;
    pl_diags *diags;
    pl_buf text; /* its messages, one per line */
    bool ok;
} parsed;

static void parse(const char *src, parsed *p)
{
    static char padded[8192];
    *p = (parsed){ .diags = pl_diags_new() };
    size_t len = strlen(src);
    CHECK(len + PL_VIEW_SLACK < sizeof padded, "source too long");
    memset(padded, 0, sizeof padded);
    memcpy(padded, src, len);
    pl_parser *parser = pl_parser_new();
    p->ok = pl_mod_parse(parser, PL_S("/m/mod.pp"), pl_str_make(padded, len), &p->arena, &p->info,
                         p->diags);
    pl_parser_free(parser);
    memset(padded, '?', len); /* nothing may point there any more */
    for (size_t i = 0; i < pl_diags_count(p->diags); i++) {
        if (i)
            pl_buf_byte(&p->text, '\n');
        pl_diag_format(pl_diags_get(p->diags, i), &p->text);
    }
    pl_buf_byte(&p->text, 0);
}

static void done(parsed *p)
{
    pl_buf_done(&p->text);
    pl_diags_free(p->diags);
    pl_arena_done(&p->arena);
}

TEST(mod_takes_what_startup_needs)
{
    parsed p;
    parse("query \"q\" {}\n"
          "mod \"shop\" {\n"
          "  opengraph { title = \"wrong\" }\n"
          "  title         = \"Shop } {\"\n"
          "  description   = <<-EOT\n    Two\n    lines\n  EOT\n"
          "  documentation = file(\"docs/index.md\")\n"
          "  color = \"#ff0000\"\n  icon = null\n  database = var.db\n"
          "  categories = [\"a\", \"b\"]\n  search_path = [\"x\", var.y]\n"
          "  tags = { a = 1 }\n  max_concurrency = 3\n  name = \"ignored\"\n"
          "  require {\n"
          "    steampipe = \"1.0\"\n"
          "    powerpipe { min_version = \"1.2\" }\n"
          "    plugin \"aws\" { min_version = \"v0.1.0\" }\n"
          "    mod \"github.com/a/b\" {\n      version = \"^1.2\"\n      args = { x = var.y }\n"
          "      database = \"sqlite:x\"\n      search_path = [\"s\"]\n    }\n"
          "    mod \"github.com/a/tag\" { version = \"stable\" }\n"
          "    mod \"github.com/a/br\" { branch = \"main\" }\n"
          "    mod \"./local\" { path = \"./local\" }\n"
          "    mod \"github.com/a/t\" { tag = \"t1\" }\n"
          "  }\n}\n"
          "mod \"second\" { title = \"Second\" }\n",
          &p);
    CHECK_STR(p.text.ptr, "", "no messages");
    CHECK(p.ok && p.info.found, "found");
    CHECK_STR(p.info.short_name.ptr, "shop", "label of the first mod block");
    CHECK_STR(p.info.title.text.ptr, "Shop } {", "title at depth one");
    CHECK_STR(p.info.description.text.ptr, "Two\nlines\n", "heredoc");
    CHECK(p.info.documentation.set && p.info.documentation.open, "a call is open");
    CHECK_STR(p.info.color.text.ptr, "#ff0000", "color");
    CHECK(!p.info.icon.set, "null is not set");
    CHECK(p.info.database.open, "a variable is open");
    CHECK(p.info.categories.n == 2 && !p.info.categories.open, "categories");
    CHECK(p.info.search_path.open, "a list with a variable");
    CHECK_STR(p.info.min_powerpipe.ptr, "1.2", "program");
    CHECK(p.info.n_plugins == 1 && p.info.plugins[0].at_least.minor == 1, "plugin");
    CHECK_STR(p.info.plugins[0].at_least.pre.ptr, "0", "what comes before a version will do");
    CHECK_INT(p.info.n_mods, 5, "mods");
    const pl_require_mod *m = p.info.mods;
    CHECK(m[0].by == PL_BY_VERSION && m[0].has_args && m[0].constraint.n == 1, "version and args");
    CHECK_STR(m[0].database.text.ptr, "sqlite:x", "database of a requirement");
    CHECK_INT(m[0].search_path.n, 1, "its search path");
    CHECK(m[1].by == PL_BY_TAG, "a version that is none is a tag");
    CHECK_STR(m[1].wanted.ptr, "stable", "tag by version");
    CHECK(m[2].by == PL_BY_BRANCH && m[3].by == PL_BY_PATH && m[4].by == PL_BY_TAG, "other forms");
    done(&p);
}

static const struct {
    const char *what, *src, *want;
} wrong[] = {
    { "nothing", "", "failed to parse mod definition file: no mod definition found: /m/mod.pp" },
    { "no mod block (recorded)", "query \"tides\" {\n  sql = \"select 1\"\n}\n",
      "failed to parse mod definition file: no mod definition found: /m/mod.pp" },
    { "unclosed (recorded)", "mod \"harbor\" {\n  title = \"Harbor\"\n",
      "Unclosed configuration block: There is no closing brace for this block before the end of "
      "the "
      "file. This may be caused by incorrect brace nesting elsewhere in this "
      "file.\n(/m/mod.pp:1,14-15)" },
    { "no label (recorded)", "mod {\n  title = \"Harbor\"\n}\n",
      "Missing name for mod: All mod blocks must have 1 labels (name).\n(/m/mod.pp:1,5-6)" },
    { "two labels (recorded)", "mod \"harbor\" \"north\" {\n}\n",
      "Extraneous label for mod: Only 1 labels (name) are expected for mod blocks.\n"
      "(/m/mod.pp:1,14-21)" },
    { "an attribute twice (recorded)",
      "mod \"harbor\" {\n  title = \"Harbor\"\n  title = \"Port\"\n}\n",
      "Attribute redefined: The argument \"title\" was already set at /m/mod.pp:2,3-8. Each "
      "argument "
      "may be set only once.\n(/m/mod.pp:3,3-8)" },
    { "an unknown attribute (recorded)",
      "mod \"harbor\" {\n  title   = \"Harbor\"\n  version = \"1.0.0\"\n}\n",
      "Unsupported attribute: 'version' not expected here.\n(/m/mod.pp:3,3-20)" },
    { "an unknown block (recorded)",
      "mod \"harbor\" {\n  title = \"Harbor\"\n\n  owner \"me\" {\n    mail = \"x\"\n  }\n}\n",
      "Unsupported block type: Blocks of type 'owner' are not expected here.\n(/m/mod.pp:4,3-8)" },
    { "unknown blocks before unknown attributes", "mod \"m\" {\n  a = 1\n  b {\n  }\n}\n",
      "Unsupported block type: Blocks of type 'b' are not expected here.\n(/m/mod.pp:3,3-4)\n"
      "Unsupported attribute: 'a' not expected here.\n(/m/mod.pp:2,3-8)" },
    { "nor of what a block has that waits for a resource (recorded)",
      "mod \"m\" {\n  description = control.c.title\n  a = [\"x\"]\n  b {}\n}", "" },
    { "or for a local", "mod \"m\" {\n  tags = { a = local.a }\n  a = 1\n}", "" },
    { "at any depth, of a required mod",
      "mod \"m\" {\n  a = 1\n  opengraph {\n    title = dep.query.q.title\n    b = 2\n  }\n}", "" },
    { "but of one that a variable alone keeps", "mod \"m\" {\n  description = var.v\n  a = 1\n}",
      "Unsupported attribute: 'a' not expected here.\n(/m/mod.pp:3,3-8)" },
    { "a database keeps nothing", "mod \"m\" {\n  database = local.d\n  a = 1\n}",
      "Unsupported attribute: 'a' not expected here.\n(/m/mod.pp:3,3-8)" },
    { "nor does what it cannot have", "mod \"m\" {\n  a = local.d\n}",
      "Unsupported attribute: 'a' not expected here.\n(/m/mod.pp:2,3-14)" },
    { "requirements are read all the same",
      "mod \"m\" {\n  title = local.t\n  require {\n    a = 1\n  }\n}",
      "Unsupported argument: An argument named \"a\" is not expected here.\n(/m/mod.pp:4,5-6)" },
    { "opengraph twice (recorded)",
      "mod \"harbor\" {\n  opengraph {\n    title = \"a\"\n  }\n\n  opengraph {\n    title = "
      "\"b\"\n  }\n}\n",
      "Duplicate opengraph block: Only one opengraph block is allowed. Another was defined at "
      "/m/mod.pp:2,3-12.\n(/m/mod.pp:6,3-12)" },
    { "an unknown attribute of opengraph (recorded)",
      "mod \"harbor\" {\n  title = \"Harbor\"\n\n  opengraph {\n    headline = \"x\"\n  }\n}\n",
      "Unsupported argument: An argument named \"headline\" is not expected "
      "here.\n(/m/mod.pp:5,5-13)" },
    { "require twice (recorded)",
      "mod \"harbor\" {\n  require {\n    powerpipe {\n      min_version = \"1.0.0\"\n    }\n  "
      "}\n\n"
      "  require {\n    powerpipe {\n      min_version = \"1.1.0\"\n    }\n  }\n}\n",
      "Duplicate require block: Only one require block is allowed. Another was defined at "
      "/m/mod.pp:2,3-10.\n(/m/mod.pp:8,3-10)" },
    { "an unknown attribute in require (recorded)",
      "mod \"harbor\" {\n  require {\n    terraform = \"1.0\"\n  }\n}\n",
      "Unsupported argument: An argument named \"terraform\" is not expected "
      "here.\n(/m/mod.pp:3,5-14)" },
    { "an unknown block in require (recorded)",
      "mod \"harbor\" {\n  require {\n    terraform {\n      min_version = \"1.0\"\n    }\n  "
      "}\n}\n",
      "Unsupported block type: Blocks of type \"terraform\" are not expected "
      "here.\n(/m/mod.pp:3,5-14)" },
    { "a version that is none (recorded)",
      "mod \"harbor\" {\n  require {\n    powerpipe {\n      min_version = \"newest\"\n    }\n  "
      "}\n}\n",
      "invalid required powerpipe version newest\n(/m/mod.pp:3,15-5,6)" },
    { "flowpipe (recorded)",
      "mod \"harbor\" {\n  require {\n    flowpipe {\n      min_version = \"0.1\"\n    }\n  }\n}\n",
      "blocks of type \"flowpipe\" are not expected here\n(/m/mod.pp:2,11-6,4)" },
    { "a plugin without label (recorded)",
      "mod \"harbor\" {\n  database = \"x\"\n  require {\n    plugin {\n      min_version = "
      "\"1.0.0\"\n"
      "    }\n  }\n}\n",
      "Missing name for plugin: All plugin blocks must have 1 labels "
      "(name).\n(/m/mod.pp:4,12-13)" },
    { "a title that is no text (recorded)", "mod \"harbor\" {\n  title = [\"a\"]\n}\n",
      "Unsuitable value type: Unsuitable value: string required, but have tuple\n"
      "(/m/mod.pp:2,11-12)" },
    { "a plugin attribute (recorded)",
      "mod \"harbor\" {\n  database = \"x\"\n  require {\n    plugin \"aws\" {\n      version = "
      "\"1.0.0\"\n"
      "    }\n  }\n}\n",
      "Unsupported argument: An argument named \"version\" is not expected "
      "here.\n(/m/mod.pp:5,7-14)" },
    { "a plugin version that is none (recorded)",
      "mod \"harbor\" {\n  database = \"x\"\n  require {\n    plugin \"aws\" {\n      min_version "
      "= \"new\"\n"
      "    }\n  }\n}\n",
      "Invalid plugin version new\n(/m/mod.pp:4,18-6,6)" },
    { "a version of a plugin that is no text",
      "mod \"harbor\" {\n  require {\n    plugin \"aws\" {\n      min_version = [\"1\"]\n"
      "    }\n  }\n}\n",
      "Unsuitable value type: Unsuitable value: string required, but have tuple\n"
      "(/m/mod.pp:4,21-22)" },
    { "a search path for a mod that is no list",
      "mod \"harbor\" {\n  require {\n    mod \"x\" {\n      tag         = \"t\"\n"
      "      search_path = \"p\"\n    }\n  }\n}\n",
      "Unsuitable value type: Unsuitable value: list of string required, but have string\n"
      "(/m/mod.pp:5,22-23)" },
    { "a plugin without version (recorded)",
      "mod \"harbor\" {\n  database = \"x\"\n  require {\n    plugin \"aws\" {\n    }\n  }\n}\n",
      "Invalid plugin version \n(/m/mod.pp:4,18-5,6)" },
    { "a mod without label (recorded)",
      "mod \"harbor\" {\n  require {\n    mod {\n      version = \"1.0.0\"\n    }\n  }\n}\n",
      "Missing name for mod: All mod blocks must have 1 labels (name).\n(/m/mod.pp:3,9-10)" },
    { "a mod from nowhere (recorded)",
      "mod \"harbor\" {\n  require {\n    mod \"github.com/acme/customs\" {\n    }\n  }\n}\n",
      "Failed to load mod require block: one of 'version', 'branch', 'path', or 'tag' must be set\n"
      "(/m/mod.pp:3,5-34)" },
    { "a mod from two places (recorded)",
      "mod \"harbor\" {\n  require {\n    mod \"github.com/acme/customs\" {\n      version = "
      "\"1.0.0\"\n"
      "      branch  = \"main\"\n    }\n  }\n}\n",
      "only one of 'version', 'branch', 'path', or 'tag' should be set\n(/m/mod.pp:3,5-34)" },
    { "an unknown attribute of a requirement (recorded)",
      "mod \"harbor\" {\n  require {\n    mod \"github.com/acme/customs\" {\n      version = "
      "\"1.0.0\"\n"
      "      source  = \"x\"\n    }\n  }\n}\n",
      "Unsupported argument: An argument named \"source\" is not expected "
      "here.\n(/m/mod.pp:5,7-13)" },
    { "both spellings, and the old one says something",
      "mod \"m\" {\n  require {\n  }\n  requires {\n    mod \"a\" {\n      version = \"1\"\n    "
      "}\n  }\n}\n",
      "Both 'require' and legacy 'requires' blocks are defined\n(/m/mod.pp:4,3-11)" },
    { "both spellings, and the old one names a program only (recorded)",
      "mod \"m\" {\n  require {\n  }\n  requires {\n    powerpipe {\n      min_version = \"1\"\n   "
      " }\n  }\n}\n",
      "" },
};

TEST(mod_tells_mistakes)
{
    for (size_t i = 0; i < PL_COUNT(wrong); i++) {
        parsed p;
        parse(wrong[i].src, &p);
        CHECK_STR(p.text.ptr, wrong[i].want, wrong[i].what);
        CHECK(p.ok == !*wrong[i].want, wrong[i].what);
        done(&p);
    }
}

TEST(mod_of_the_old_spelling_requires_mods_too)
{
    parsed p;
    parse("mod \"m\" {\n  requires {\n    mod \"a\" {\n      version = \"1\"\n    }\n"
          "    powerpipe {\n      min_version = \"99\"\n    }\n  }\n}\n",
          &p);
    CHECK(p.ok && p.info.n_mods == 1, "the mod");
    CHECK_INT(p.info.min_powerpipe.len, 0, "its program version is not asked for");
    done(&p);
}

/* 5.10: best effort on a file that does not parse (MD-04). */
TEST(mod_gives_what_is_readable_of_a_broken_file)
{
    parsed p;
    parse("mod \"half\" {\n  title = \"Half\"\n  what is this\n}\n", &p);
    CHECK(!p.ok && p.info.found, "broken and found");
    CHECK_STR(p.info.short_name.ptr, "half", "its name");
    CHECK_STR(p.info.title.text.ptr, "Half", "its title");
    done(&p);
}
