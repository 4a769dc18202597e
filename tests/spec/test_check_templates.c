/* The rows of check-vectors.json that concern md, nunit3 and asff (check-and-outputs.md 23). */
#include "render/writer.h"
#include "spec/check_tree.h"

static const char *write_tree(const pl_check_tree *tree, const char *format,
                              const pl_write_options *options, pl_sink *sink)
{
    const pl_check_writer *w = pl_check_writer_find(pl_str_cstr(format));
    sink->text.len = 0;
    CHECK(pl_results_write(w->visitor, &(pl_results){ .tree = tree }, options, sink), format);
    pl_buf_byte(&sink->text, 0);
    return sink->text.ptr;
}

/* Groups last as long as the vector says, whatever their controls do. */
static void set_durations(pl_node *group, const pl_json *node)
{
    const pl_json *child = pl_json_first(pl_json_get(node, "groups"));
    group->tally->nanos = (uint64_t)vector_int(node, "duration_ns");
    for (uint32_t i = 0; i < group->n_children; i++)
        if (group->children[i]->role == PL_NODE_BENCHMARK) {
            set_durations(group->children[i], child);
            child = child->next;
        }
}

/* Six vectors of ASFF are no JSON: the real program pastes what rows say, so that a quote forges
 * members. Ours is JSON then, and has as many findings as there are rows. */
static bool is_pasted(pl_arena *arena, const char *format, pl_str want)
{
    return strcmp(format, "asff") == 0 && !pl_json_parse(arena, want, NULL);
}

static void check_findings(pl_arena *arena, const pl_check_tree *tree, const char *got,
                           const char *what)
{
    uint64_t rows = 0;
    const pl_json *findings = pl_json_parse(arena, pl_arena_str(arena, pl_str_cstr(got)), NULL);
    CHECK(findings != NULL, what);
    for (uint32_t i = 0; i < tree->n_runs; i++)
        for (uint32_t k = 0; k < tree->runs[i]->tally->n_tags; k++)
            if (pl_str_eq(tree->runs[i]->tally->tags[k].key, PL_S("plugin")))
                rows += tree->runs[i]->tally->n_rows;
    CHECK_INT(findings->n, rows, what);
    for (const pl_json *f = pl_json_first(findings); f; f = f->next)
        CHECK_INT(f->n, 14, what);
}

TEST(md_nunit3_and_asff_of_every_vector)
{
    static const char *const formats[] = { "md", "nunit3", "asff" };
    pl_arena arena = { 0 };
    pl_sink sink = { 0 };
    const pl_json *all = read_check_vectors(&arena);
    const pl_write_options options = { .version = PL_S("9.9.9"),
                                       .working_dir = PL_S("/wd"),
                                       .now = { 1704164645, 0, 0 } };
    unsigned at = 0;
    for (const pl_json *v = pl_json_first(pl_json_get(all, "templates")); v; v = v->next, at++) {
        pl_check_tree *tree = vector_tree(pl_json_get(v, "root"), true);
        set_durations(tree->root, pl_json_get(v, "root"));
        for (size_t i = 0; i < PL_COUNT(formats); i++) {
            pl_str want = pl_arena_str(&arena, vector_text(v, formats[i]));
            pl_str what = pl_arena_printf(&arena, "%s of row %u", formats[i], at);
            const char *got = write_tree(tree, formats[i], &options, &sink);
            if (is_pasted(&arena, formats[i], want))
                check_findings(&arena, tree, got, what.ptr);
            else
                check_same(got, want.ptr, what.ptr);
        }
        pl_check_tree_free(tree);
    }
    pl_sink_done(&sink);
    pl_arena_done(&arena);
}
