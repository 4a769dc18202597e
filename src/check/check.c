/* check.c - checks one file on all levels, each only if the levels before it found nothing.
 *
 * A level gets a list of messages; if it stays empty, the list is used again for the next level. */
#include "check/check.h"
#include "check/precheck.h"
#include "check/static.h"
#include "base/alloc.h"
#include "base/str.h"
#include "hcl/parse.h"

struct pl_checker {
    pl_parser *parser;
    pl_arena tree;
    pl_diags *diags; /* of the file at hand; given away when there are any */
    pl_prechecks prechecks;
};

pl_checker *pl_checker_new(void)
{
    pl_checker *checker = pl_mem_zalloc(sizeof *checker);
    checker->parser = pl_parser_new();
    return checker;
}

void pl_checker_free(pl_checker *checker)
{
    if (!checker)
        return;
    pl_parser_free(checker->parser);
    pl_arena_done(&checker->tree);
    pl_diags_free(checker->diags);
    pl_prechecks_done(&checker->prechecks);
    pl_mem_free(checker);
}

/* End a level and take its messages from the checker; NULL: there are none. The checker makes a new
 * list when it needs one. */
static pl_diags *take(pl_checker *checker)
{
    pl_diags *diags = checker->diags;
    pl_diags_end(diags);
    if (!pl_diags_count(diags))
        return NULL;
    checker->diags = NULL;
    return diags;
}

static pl_diags *begin(pl_checker *checker, pl_str path, pl_str text)
{
    if (!checker->diags)
        checker->diags = pl_diags_new();
    pl_diags_begin(checker->diags, path, text);
    return checker->diags;
}

/* Collect the prechecks and copy them to `out`, with their texts in the same allocation. */
static void take_prechecks(pl_checker *checker, const pl_body *body, pl_str text, pl_verdicts *out)
{
    const pl_prechecks *q = &checker->prechecks;
    size_t n, bytes = 0;
    pl_prechecks_find(&checker->prechecks, body, text);
    n = q->list.n;
    out->prechecked = true;
    if (!n)
        return;
    for (size_t i = 0; i < n; i++)
        bytes += q->list.at[i].text.len;
    out->prechecks = pl_mem_alloc(n * sizeof *out->prechecks + bytes);
    out->n_prechecks = (uint32_t)n;
    char *to = (char *)(out->prechecks + n);
    for (size_t i = 0; i < n; i++) {
        pl_str from = q->list.at[i].text;
        memcpy(to, from.ptr, from.len);
        out->prechecks[i] = (pl_build_precheck){ { to, from.len }, q->list.at[i].what };
        to += from.len;
    }
}

pl_verdicts pl_check_file(pl_checker *checker, pl_str path, pl_str text)
{
    pl_verdicts out = { 0 };
    const pl_body *body =
        pl_parse_file(checker->parser, text, &checker->tree, begin(checker, path, text));
    out.syntax = take(checker);
    if (!out.syntax) {
        pl_check_schema(body, begin(checker, path, text));
        out.schema = take(checker);
    }
    if (!out.syntax && !out.schema) {
        pl_check_static(body, PL_STATIC_VARIABLES, begin(checker, path, text));
        out.variables = take(checker);
        pl_check_static(body, PL_STATIC_RESOURCES, begin(checker, path, text));
        out.resources = take(checker);
        take_prechecks(checker, body, text, &out);
    }
    pl_arena_reset(&checker->tree);
    return out;
}

void pl_verdicts_done(pl_verdicts *verdicts)
{
    pl_diags_free(verdicts->syntax);
    pl_diags_free(verdicts->schema);
    pl_diags_free(verdicts->variables);
    pl_diags_free(verdicts->resources);
    pl_mem_free(verdicts->prechecks);
    *verdicts = (pl_verdicts){ 0 };
}
