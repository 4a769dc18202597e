#include "cli/manners.h"

#include <string.h>

#include <pipelite/program.h>

static const pl_manners recorded = {
    .program = "powerpipe",
    .title = "Powerpipe",
    .version = "1.5.2",
    .hides_own = true,
    .deprecations = true,
    .drop_in = true,
    .recorded_values = true,
    .recorded_mods = true,
};

static const pl_manners own = {
    .program = "pipelite",
    .title = "Pipelite",
    .version = PIPELITE_VERSION,
    .short_usage = true,
    .excerpts = true,
    .lints = true,
    .strict_filters = true,
    .strict_args = true,
    .combined_where = true,
    .early_exports = true,
    .folders = true,
    .checked_names = true,
    .quiet_pipes = true,
    .databases = true,
    .tolerant = true,
    .own_reports = true,
    .pages = true,
    .table_first = true,
    .loud_failures = true,
    .completes = true,
    .color_flag = true,
    .timing = true,
};

const pl_manners *pl_manners_of(const char *argv0)
{
    const char *slash = argv0 ? strrchr(argv0, '/') : NULL;

    return argv0 && strcmp(slash ? slash + 1 : argv0, recorded.program) == 0 ? &recorded : &own;
}
