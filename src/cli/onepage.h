/* onepage.h - exporting the page of pipelite with the result inside, one HTML file (page.md 12).
 * Threads: one. */
#ifndef PL_CLI_ONEPAGE_H
#define PL_CLI_ONEPAGE_H
#include <pipelite/export.h>

#include "cli/cli.h"
#include "cli/export.h"

/* What `--export x.html` writes, which depends on --export-format and the program's name. */
typedef enum pl_onepage {
    PL_ONEPAGE_NEVER,    /* HTML is as Powerpipe writes it, where it does */
    PL_ONEPAGE_STRIPPED, /* the page, without SQL and sources */
    PL_ONEPAGE_FULL,
    PL_ONEPAGE_REPORT, /* the static report, of controls alone */
} pl_onepage;

pl_onepage pl_onepage_wish(const pl_cli *cli);
/* The set of formats to use instead of `set`: one with HTML, if that is written as the page. */
pl_exports pl_onepage_exports(const pl_cli *cli, pl_exports set);
/* The library's name for the export format `format`: "html" may stand for "static-report". Borrowed
 * from `format`, or static. */
pl_str pl_onepage_format(const pl_cli *cli, const char *format);
/* Is `format` written as the page? */
bool pl_onepage_is(const pl_cli *cli, const char *format);
/* Write the page around the snapshot that `produce` writes. False if it or `write` fails. */
bool pl_onepage_write(pl_str title, pl_produce_fn *produce, void *ctx, pl_write_fn *write,
                      void *write_ctx);

#endif
