#include "render/writer.h"

static void write_snapshot(pl_visiting *w, const pl_visit *root)
{
    (void)root;
    pl_check_snapshot_write(w->results.tree, w->options->page, w->options->compact ? 0 : 2,
                            w->sink);
}

const pl_visitor pl_format_snapshot = { .order = PL_WALK_NOWHERE, .enter = write_snapshot };
const pl_visitor pl_format_none = { .order = PL_WALK_NOWHERE };

#define WRITER(name, alias, extension, output, ...)                                                \
    {                                                                                              \
        { name, sizeof(name) - 1 }, { alias, sizeof(alias) - 1 },                                  \
            { extension, sizeof(extension) - 1 }, output, __VA_ARGS__                              \
    }
const pl_check_writer pl_check_writers[] = {
    WRITER("text", "brief", ".txt", true, &pl_format_text, &pl_format_text),
    WRITER("snapshot", "pps", ".pps", true, &pl_format_snapshot, NULL),
    WRITER("csv", "", ".csv", true, &pl_format_csv, NULL),
    WRITER("json", "", ".json", true, &pl_format_json, &pl_format_detections_json),
    WRITER("md", "", ".md", true, &pl_format_md, NULL),
    WRITER("html", "", ".html", true, &pl_format_html, NULL),
    WRITER("nunit3", "nunit3.xml", ".nunit3.xml", false, &pl_format_nunit3, NULL),
    WRITER("asff", "asff.json", ".asff.json", false, &pl_format_asff, NULL),
    WRITER("junit", "junit.xml", ".junit.xml", false, &pl_format_junit, NULL),
    WRITER("sarif", "", ".sarif", false, &pl_format_sarif, NULL),
    WRITER("static-report", "", ".html", false, &pl_format_report,
           NULL), /* a name that no folder has */
    WRITER("none", "", "", true, &pl_format_none, &pl_format_none),
};
const size_t pl_check_writers_n = PL_COUNT(pl_check_writers);

const pl_check_writer *pl_check_writer_find(pl_str name)
{
    for (size_t i = 0; i < pl_check_writers_n; i++) {
        const pl_check_writer *w = &pl_check_writers[i];
        if (pl_str_eq(name, w->name) || (w->alias.len && pl_str_eq(name, w->alias)))
            return w;
    }
    return NULL;
}
