#include "unit/test.h"
#include "cli/export.h"
#include <sys/stat.h>

/* The message for exports separated by blanks ("_" is empty), "" when all is well. */
static const char *check(pl_exports set, const char *install_dir, const char *line)
{
    static char text[256];
    char copy[256];
    pl_str exports[16];
    pl_output why = { 0 };
    size_t n = 0;
    bool ok;

    strcpy(copy, line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        exports[n++] = (pl_str){ word, strcmp(word, "_") == 0 ? 0 : strlen(word) };
    ok = pl_export_check(set, (pl_str){ install_dir, strlen(install_dir) }, exports, n, &why);
    snprintf(text, sizeof text, "%.*s", (int)why.len, why.len ? why.ptr : "");
    CHECK(ok == (why.len == 0), "a reason when refused");
    pl_output_done(&why);
    return text;
}

static const struct {
    const char *what;
    pl_exports set;
    const char *line, *want;
} rows[] = {
    { "nothing", PL_EXPORTS_CHECK, "", "" },
    { "all formats of checks", PL_EXPORTS_CHECK,
      "text brief snapshot pps csv json md html nunit3 nunit3.xml asff asff.json", "" },
    { "files of checks", PL_EXPORTS_CHECK, "a.txt a.pps a.csv a.json a.md a.html a.xml", "" },
    { "the last extension decides", PL_EXPORTS_CHECK, "x.asff.json a.b/c.csv", "" },
    { "only the last component has one", PL_EXPORTS_CHECK, "a.csv/b",
      "invalid export format: 'a.csv/b'" },
    { "case matters", PL_EXPORTS_CHECK, "CSV", "invalid export format: 'CSV'" },
    { "two at once", PL_EXPORTS_CHECK, "a.docx csv b.xyz",
      "invalid export formats: 'a.docx','b.xyz'" },
    { "formats and files do not mix", PL_EXPORTS_CHECK, "csv a.json",
      "combination of named and unnamed exports is not supported" },
    { "the empty name", PL_EXPORTS_CHECK, "_", "invalid export format: ''" },
    { "dashboards have snapshots only", PL_EXPORTS_DASHBOARD, "r.json",
      "invalid export format: 'r.json'" },
    { "detections have json only", PL_EXPORTS_DETECTION, "csv", "invalid export format: 'csv'" },
    { "a format's name is no extension", PL_EXPORTS_QUERY, "a.snapshot",
      "invalid export format: 'a.snapshot'" },
};

TEST(exports)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_STR(check(rows[i].set, "/nowhere", rows[i].line), rows[i].want, rows[i].what);
}

static void make_dir(const char *path)
{
    char full[256];

    snprintf(full, sizeof full, "%s/%s", pl_test_dir(), path);
    CHECK(mkdir(full, 0755) == 0, full);
}

static void make_template(const char *folder)
{
    char path[128];

    snprintf(path, sizeof path, "check/templates/%s", folder);
    make_dir(path);
    snprintf(path, sizeof path, "check/templates/%s/files", folder);
    make_dir(path);
}

TEST(folders_of_templates_are_formats)
{
    const char *dir = pl_test_dir();

    make_dir("check");
    make_dir("check/templates");
    make_template("plainlist");
    make_template("table.wiki");
    make_template("md");
    make_template(".hidden");
    CHECK_STR(check(PL_EXPORTS_CHECK, dir, "plainlist table table.wiki"), "", "by name");
    CHECK_STR(check(PL_EXPORTS_CHECK, dir, "a.plainlist b.wiki c.md"), "", "by extension");
    CHECK_STR(check(PL_EXPORTS_CHECK, dir, "hidden"), "invalid export format: 'hidden'", "hidden");
    CHECK_STR(check(PL_EXPORTS_QUERY, dir, "plainlist"), "invalid export format: 'plainlist'",
              "queries have no templates");
    make_dir("check/templates/bare");
    CHECK_STR(check(PL_EXPORTS_CHECK, dir, "bare"), "invalid export format: 'bare'", "empty");
    make_template("other.wiki");
    CHECK_STR(check(PL_EXPORTS_CHECK, dir, "b.wiki"), "invalid export format: 'b.wiki'",
              "two that claim one extension cancel out");
}
