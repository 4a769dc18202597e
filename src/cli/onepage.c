#include "cli/onepage.h"

#include <string.h>

#include <pipelite/page.h>

pl_onepage pl_onepage_wish(const pl_cli *cli)
{
    pl_str format = pl_settings_string(cli->settings, "export-format");

    if (format.len == 9)
        return PL_ONEPAGE_FULL; /* page-full */
    if (format.len == 7)
        return PL_ONEPAGE_NEVER; /* classic */
    return format.len == 0 && !cli->manners->pages ? PL_ONEPAGE_NEVER : PL_ONEPAGE_STRIPPED;
}

pl_exports pl_onepage_exports(const pl_cli *cli, pl_exports set)
{
    if (pl_onepage_wish(cli) == PL_ONEPAGE_NEVER)
        return set;
    return set == PL_EXPORTS_DETECTION   ? PL_EXPORTS_DETECTION_PAGE
           : set == PL_EXPORTS_DASHBOARD ? PL_EXPORTS_DASHBOARD_PAGE
                                         : set;
}

bool pl_onepage_is(const pl_cli *cli, const char *format)
{
    return strcmp(format, "html") == 0 && pl_onepage_wish(cli) != PL_ONEPAGE_NEVER;
}

bool pl_onepage_write(pl_str title, pl_produce_fn *produce, void *ctx, pl_write_fn *write,
                      void *write_ctx)
{
    pl_page_options options = { .title = title };
    pl_page *page = pl_page_open(&options, write, write_ctx);
    bool ok = produce(ctx, pl_page_feed, page);

    return pl_page_close(page) && ok;
}
