#include "cli/onepage.h"

#include <assert.h>
#include <string.h>

#include <pipelite/page.h>

pl_onepage pl_onepage_wish(const pl_cli *cli)
{
    pl_str format = pl_settings_string(cli->settings, "export-format");

    assert(cli->settings);
    if (format.len == 9)
        return PL_ONEPAGE_FULL; /* page-full */
    if (format.len == 7)
        return PL_ONEPAGE_NEVER; /* classic */
    if (format.len == 6)
        return PL_ONEPAGE_REPORT;
    return format.len == 0 && !cli->manners->pages ? PL_ONEPAGE_NEVER : PL_ONEPAGE_STRIPPED;
}

/* Does `wish` write the page, rather than a report? */
static bool is_page(pl_onepage wish)
{
    return wish == PL_ONEPAGE_STRIPPED || wish == PL_ONEPAGE_FULL;
}

pl_exports pl_onepage_exports(const pl_cli *cli, pl_exports set)
{
    if (!is_page(pl_onepage_wish(cli)))
        return set;
    return set == PL_EXPORTS_DETECTION   ? PL_EXPORTS_DETECTION_PAGE
           : set == PL_EXPORTS_DASHBOARD ? PL_EXPORTS_DASHBOARD_PAGE
                                         : set;
}

bool pl_onepage_is(const pl_cli *cli, const char *format)
{
    assert(format[0]);
    return strcmp(format, "html") == 0 && is_page(pl_onepage_wish(cli));
}

pl_str pl_onepage_format(const pl_cli *cli, const char *format)
{
    if (strcmp(format, "html") == 0 && pl_onepage_wish(cli) == PL_ONEPAGE_REPORT)
        return PL_S("static-report");
    return (pl_str){ format, strlen(format) };
}

bool pl_onepage_write(pl_str title, pl_produce_fn *produce, void *ctx, pl_write_fn *write,
                      void *write_ctx)
{
    pl_page_options options = { .title = title };
    pl_page *page = pl_page_open(&options, write, write_ctx);
    bool ok = produce(ctx, pl_page_feed, page);

    return pl_page_close(page) && ok;
}
