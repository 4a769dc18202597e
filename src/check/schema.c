#include "check/schema.h"
#include "base/str.h"
#include "hcl/content.h"
#include "schema/kind.h"

/* Blocks of a sister program: they are known here and refused when they are decoded. */
static const pl_block_rule foreign[] = {
    { .type = { "integration", 11 }, .labels = "type, name", .n_labels = 2 },
    { .type = { "pipeline", 8 }, .labels = "name", .n_labels = 1 },
    { .type = { "trigger", 7 }, .labels = "type, name", .n_labels = 2 },
};

/* The blocks that a file may hold: those of kinds, then foreign ones. Returns how many. */
static uint16_t list_top_blocks(pl_block_rule out[PL_KIND_COUNT + PL_COUNT(foreign)])
{
    uint16_t n = 0;
    for (unsigned kind = 0; kind < PL_KIND_COUNT; kind++) {
        unsigned flags = pl_kind_flags((pl_kind)kind);
        bool labelled = flags & PL_KIND_HAS_LABEL;
        if (flags & PL_KIND_IS_TOP)
            out[n++] = (pl_block_rule){ .type = pl_kind_word((pl_kind)kind),
                                        .labels = labelled ? "name" : NULL,
                                        .n_labels = labelled };
    }
    for (size_t i = 0; i < PL_COUNT(foreign); i++)
        out[n++] = foreign[i];
    return n;
}

bool pl_check_schema(const pl_body *body, pl_diags *diags)
{
    pl_block_rule blocks[PL_KIND_COUNT + PL_COUNT(foreign)];
    pl_body_rule top_level = { .blocks = blocks, .n_blocks = list_top_blocks(blocks) };
    return pl_body_check(body, &top_level, diags);
}
