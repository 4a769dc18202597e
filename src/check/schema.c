#include "check/schema.h"
#include "base/str.h"
#include "hcl/content.h"

#define NAMED(word)                                                                                \
    {                                                                                              \
        .type = { word, sizeof(word) - 1 }, .labels = "name", .n_labels = 1                        \
    }

/* Pipelines, triggers and integrations belong to a sister program: they are known
 * here and refused when they are decoded. */
static const pl_block_rule top_blocks[] = {
    NAMED("mod"),
    NAMED("benchmark"),
    NAMED("card"),
    NAMED("category"),
    NAMED("chart"),
    NAMED("control"),
    NAMED("dashboard"),
    NAMED("detection"),
    NAMED("edge"),
    NAMED("flow"),
    NAMED("graph"),
    NAMED("hierarchy"),
    NAMED("image"),
    NAMED("input"),
    { .type = { "integration", 11 }, "type, name", 2 },
    { .type = { "locals", 6 } },
    NAMED("node"),
    NAMED("pipeline"),
    NAMED("query"),
    NAMED("table"),
    NAMED("text"),
    NAMED("variable"),
    { .type = { "trigger", 7 }, "type, name", 2 },
};

static const pl_body_rule top_level = {
    .blocks = top_blocks,
    .n_blocks = PL_COUNT(top_blocks),
};

bool pl_check_schema(const pl_body *body, pl_diags *diags)
{
    return pl_body_check(body, &top_level, diags);
}
