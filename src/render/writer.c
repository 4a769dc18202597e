#include "render/writer.h"

bool pl_write_none(const pl_check_tree *tree, const pl_write_options *options, pl_sink *sink,
                   pl_diags *diags)
{
    (void)tree, (void)options, (void)sink, (void)diags;
    return true;
}

#define WRITER(name, alias, extension, output, write)                                              \
    {                                                                                              \
        { name, sizeof(name) - 1 }, { alias, sizeof(alias) - 1 },                                  \
            { extension, sizeof(extension) - 1 }, output, write                                    \
    }
const pl_check_writer pl_check_writers[] = {
    WRITER("text", "brief", ".txt", true, pl_write_text),
    WRITER("snapshot", "pps", ".pps", true, pl_write_snapshot),
    WRITER("csv", "", ".csv", true, pl_write_csv),
    WRITER("json", "", ".json", true, pl_write_json),
    WRITER("md", "", ".md", true, pl_write_md),
    WRITER("html", "", ".html", true, pl_write_html),
    WRITER("nunit3", "nunit3.xml", ".nunit3.xml", false, pl_write_nunit3),
    WRITER("asff", "asff.json", ".asff.json", false, pl_write_asff),
    WRITER("junit", "junit.xml", ".junit.xml", false, pl_write_junit),
    WRITER("sarif", "", ".sarif", false, pl_write_sarif),
    WRITER("static-report", "", ".html", false, pl_write_report), /* a name that no folder has */
    WRITER("none", "", "", true, pl_write_none),
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
