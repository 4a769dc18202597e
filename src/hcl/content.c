/* content.c - checks labels, attributes and blocks of a body against a rule. */
#include "hcl/content.h"
#include "base/str.h"

pl_str pl_name_near(pl_str given, const pl_str *names, size_t n, size_t stride)
{
    pl_nearest nearest = pl_nearest_to(given, 2);
    for (size_t i = 0; i < n; i++)
        pl_nearest_offer(&nearest, *(const pl_str *)((const char *)names + i * stride));
    return nearest.best;
}

/* ---- labels */

bool pl_block_check(const pl_block *block, const pl_block_rule *rule, pl_diags *diags)
{
    pl_buf summary = { 0 };
    if (block->n_labels > rule->n_labels) {
        const pl_label *extra = block->labels;
        for (unsigned i = 0; i < rule->n_labels; i++)
            extra = extra->next;
        pl_buf_printf(&summary, "Extraneous label for %.*s%c", PL_FMT(rule->type), 0);
        if (rule->n_labels)
            pl_diag_add(diags, PL_ERROR, PL_DIAG_INVALID_LABELS, extra->range, summary.ptr,
                        "Only %u labels (%s) are expected for %.*s blocks.", rule->n_labels,
                        rule->labels, PL_FMT(rule->type));
        else
            pl_diag_add(diags, PL_ERROR, PL_DIAG_INVALID_LABELS, extra->range, summary.ptr,
                        "No labels are expected for %.*s blocks.", PL_FMT(rule->type));
    } else if (block->n_labels < rule->n_labels) {
        pl_buf_printf(&summary, "Missing name for %.*s%c", PL_FMT(rule->type), 0);
        pl_diag_add(diags, PL_ERROR, PL_DIAG_INVALID_LABELS, block->open, summary.ptr,
                    "All %.*s blocks must have %u labels (%s).", PL_FMT(rule->type), rule->n_labels,
                    rule->labels);
    } else {
        return true;
    }
    pl_buf_done(&summary);
    return false;
}

static const pl_block_rule *find_rule(const pl_body_rule *rule, pl_str type)
{
    for (unsigned i = 0; i < rule->n_blocks; i++)
        if (pl_str_eq(rule->blocks[i].type, type))
            return &rule->blocks[i];
    return NULL;
}

static bool find_attr(const pl_body_rule *rule, pl_str name)
{
    for (unsigned i = 0; i < rule->n_attrs; i++)
        if (pl_str_eq(rule->attrs[i], name))
            return true;
    return false;
}

static const pl_block *first_of(const pl_body *body, pl_str type)
{
    const pl_block *b = body->blocks;
    while (b && !pl_str_eq(b->type, type))
        b = b->next;
    return b;
}

static void report_second(const pl_block *block, const pl_block *first, pl_diags *diags)
{
    pl_buf summary = { 0 }, place = { 0 };
    pl_buf_printf(&summary, "Duplicate %.*s block%c", PL_FMT(block->type), 0);
    pl_diags_where(diags, first->def_range, &place);
    pl_diag_add(diags, PL_ERROR, PL_DIAG_DUPLICATE_BLOCK, block->def_range, summary.ptr,
                "Only one %.*s block is allowed. Another was defined at %.*s.", PL_FMT(block->type),
                PL_FMT(pl_buf_view(&place)));
    pl_buf_done(&summary);
    pl_buf_done(&place);
}

/* ---- what is not allowed */

static void report_attr(const pl_attr *attr, const pl_body_rule *rule, pl_diags *diags)
{
    pl_str near = pl_name_near(attr->name, rule->attrs, rule->n_attrs, sizeof(pl_str));
    pl_buf hint = { 0 };
    if (near.len)
        pl_buf_printf(&hint, " Did you mean \"%.*s\"?", PL_FMT(near));
    else if (find_rule(rule, attr->name))
        pl_buf_printf(&hint, " Did you mean to define a block of type \"%.*s\"?",
                      PL_FMT(attr->name));
    pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_ARGUMENT, attr->name_range,
                "Unsupported argument", "An argument named \"%.*s\" is not expected here.%.*s",
                PL_FMT(attr->name), PL_FMT(pl_buf_view(&hint)));
    pl_buf_done(&hint);
}

static void report_block(const pl_block *block, const pl_body_rule *rule, pl_diags *diags)
{
    const pl_str *names = rule->blocks ? &rule->blocks[0].type : NULL;
    pl_str near = pl_name_near(block->type, names, rule->n_blocks, sizeof(pl_block_rule));
    pl_buf hint = { 0 };
    if (near.len)
        pl_buf_printf(&hint, " Did you mean \"%.*s\"?", PL_FMT(near));
    else if (find_attr(rule, block->type))
        pl_buf_printf(&hint,
                      " Did you mean to define argument \"%.*s\"? If so, use the equals sign to "
                      "assign it a value.",
                      PL_FMT(block->type));
    pl_diag_add(diags, PL_ERROR, PL_DIAG_UNSUPPORTED_BLOCK, block->type_range,
                "Unsupported block type", "Blocks of type \"%.*s\" are not expected here.%.*s",
                PL_FMT(block->type), PL_FMT(pl_buf_view(&hint)));
    pl_buf_done(&hint);
}

bool pl_body_check_known(const pl_body *body, const pl_body_rule *rule, pl_diags *diags)
{
    bool ok = true;
    const pl_block_rule *r = NULL;
    for (const pl_block *b = body->blocks; b; b = b->next) {
        if (!r || !pl_str_eq(r->type, b->type)) /* the same type often comes again */
            r = find_rule(rule, b->type);
        if (!r)
            continue;
        if (!pl_block_check(b, r, diags)) {
            ok = false;
        } else if (r->single && first_of(body, b->type) != b) {
            report_second(b, first_of(body, b->type), diags);
            ok = false;
        }
    }
    return ok;
}

static bool check_required(const pl_body *body, const pl_body_rule *rule, pl_diags *diags)
{
    bool ok = true;
    for (unsigned i = 0; i < rule->n_required; i++) {
        const pl_attr *a = body->attrs;
        while (a && !pl_str_eq(a->name, rule->attrs[i]))
            a = a->next;
        if (a)
            continue;
        pl_diag_add(diags, PL_ERROR, PL_DIAG_MISSING_ARGUMENT, (pl_range){ body->end, body->end },
                    "Missing required argument",
                    "The argument \"%.*s\" is required, but no definition was found.",
                    PL_FMT(rule->attrs[i]));
        ok = false;
    }
    return ok;
}

bool pl_body_check(const pl_body *body, const pl_body_rule *rule, pl_diags *diags)
{
    bool ok = pl_body_check_known(body, rule, diags);
    ok = check_required(body, rule, diags) && ok;
    for (const pl_attr *a = body->attrs; a; a = a->next) {
        if (find_attr(rule, a->name))
            continue;
        report_attr(a, rule, diags);
        ok = false;
    }
    for (const pl_block *b = body->blocks; b; b = b->next) {
        if (find_rule(rule, b->type))
            continue;
        report_block(b, rule, diags);
        ok = false;
    }
    return ok;
}
