/* build.c - turns the flat list of a template's parts into its tree: the parts between a directive
 * and its end become the body of that directive. */
#include "hcl/parser.h"
#include <stdio.h>

typedef struct builder {
    pl_parser *ps;
    const pl_template_part *at; /* the END part is never passed */
} builder;

static pl_expr *build_one(builder *b);

static pl_range nothing_at(uint32_t at)
{
    return (pl_range){ at, at };
}

static bool ends_directive(uint8_t kind)
{
    return kind == PL_PART_ELSE || kind == PL_PART_ENDIF || kind == PL_PART_ENDFOR ||
           kind == PL_PART_END;
}

static const char *directive_name(uint8_t kind)
{
    return kind == PL_PART_ELSE ? "else" : kind == PL_PART_ENDIF ? "endif" : "endfor";
}

/* Report an `else`, `endif` or `endfor` without its opening directive; the summary names it. */
static void unexpected(builder *b, const pl_template_part *part, const char *detail,
                       const char *place)
{
    char summary[40];
    snprintf(summary, sizeof summary, "Unexpected %s directive", directive_name(part->kind));
    pl_hcl__error(b->ps, PL_DIAG_INVALID_SYNTAX, part->range, summary, "%s%s%s", detail, place,
                  place[0] ? "." : "");
}

static void unexpected_end(builder *b, pl_range open, const char *word)
{
    if (b->ps->too_deep)
        return; /* the parser has jumped to the end of the file */
    const char *place = pl_hcl__place(b->ps, open);
    pl_hcl__error(b->ps, PL_DIAG_UNCLOSED, b->at->range, "Unexpected end of template",
                  "The %s directive at %s is missing its corresponding end%s directive.", word,
                  place, word);
}

/* Build one TEMPLATE of the parts up to the next else, endif, endfor or end. If there are none it
 * is an empty literal at `at`. */
static pl_expr *build_inside(builder *b, uint32_t at)
{
    pl_parser *ps = b->ps;
    pl_expr *e = PL_HCL_NODE(ps, PL_E_TEMPLATE, tmpl, nothing_at(at), nothing_at(at));
    pl_item **tail = &e->tmpl.parts;
    pl_expr *last = NULL;
    while (!ends_directive(b->at->kind)) {
        last = build_one(b);
        pl_hcl__item(ps, &tail, last);
        e->tmpl.n++;
    }
    if (!last) {
        last = pl_hcl__literal(ps, PL_LIT_STRING, (pl_str){ "", 0 }, nothing_at(at));
        pl_hcl__item(ps, &tail, last);
        e->tmpl.n = 1;
    }
    e->range = pl_hcl__span(e->tmpl.parts->expr->range, last->range);
    e->start = e->tmpl.parts->expr->start;
    return e;
}

/* Report an end that does not match its directive. The result stands for the whole directive, and
 * building continues after the end. */
static pl_expr *wrong_end(builder *b, const char *detail, const char *place)
{
    const pl_template_part *end = b->at++;
    unexpected(b, end, detail, place);
    return pl_hcl__bad(b->ps, end->range);
}

/* Build the T_IF that `open` begins, up to its endif. Only one else is allowed. */
static pl_expr *build_if(builder *b, const pl_template_part *open)
{
    pl_parser *ps = b->ps;
    pl_expr *then = build_inside(b, open->range.end), *otherwise = NULL;
    if (b->at->kind == PL_PART_ELSE) {
        b->at++;
        /* If it is empty, its place is known only at the end. */
        otherwise = build_inside(b, b->at->range.start);
    }
    switch (b->at->kind) {
    case PL_PART_END: unexpected_end(b, open->range, "if"); return pl_hcl__bad(ps, b->at->range);
    case PL_PART_ENDIF: break;
    case PL_PART_ELSE:
        return wrong_end(b, "Already in the else clause for the if started at ",
                         pl_hcl__place(ps, open->range));
    default:
        return wrong_end(b, "Expecting an endif directive for the if started at ",
                         pl_hcl__place(ps, open->range));
    }
    pl_range range = pl_hcl__span(open->range, b->at->range);
    b->at++;
    pl_expr *e = PL_HCL_NODE(ps, PL_E_T_IF, conditional, range, open->expr->start);
    e->flag = otherwise != NULL;
    e->conditional.cond = open->expr;
    e->conditional.then = then;
    e->conditional.otherwise = otherwise;
    return e;
}

static pl_expr *build_for(builder *b, const pl_template_part *open)
{
    pl_parser *ps = b->ps;
    pl_expr *e = open->expr;
    pl_expr *value = build_inside(b, open->range.end);
    switch (b->at->kind) {
    case PL_PART_END: unexpected_end(b, open->range, "for"); return pl_hcl__bad(ps, b->at->range);
    case PL_PART_ENDFOR: break;
    case PL_PART_ELSE:
        return wrong_end(b, "An else clause is not expected for a for directive.", "");
    default:
        return wrong_end(b, "Expecting an endfor directive corresponding to the for directive at ",
                         pl_hcl__place(ps, open->range));
    }
    e->loop.value = value;
    e->loop.open = open->range;
    e->loop.close = b->at->range;
    e->range = pl_hcl__span(open->range, b->at->range);
    e->start = open->range;
    b->at++;
    return e;
}

static pl_expr *build_one(builder *b)
{
    const pl_template_part *part = b->at++;
    switch (part->kind) {
    case PL_PART_LIT: return pl_hcl__literal(b->ps, PL_LIT_STRING, part->text, part->range);
    case PL_PART_INTERP: return part->expr;
    case PL_PART_IF: return build_if(b, part);
    case PL_PART_FOR: return build_for(b, part);
    default:
        unexpected(b, part, "The control directives within this template are unbalanced.", "");
        return pl_hcl__bad(b->ps, part->range);
    }
}

pl_item *pl_hcl__build(pl_parser *ps, size_t from, uint32_t *n)
{
    builder b = { ps, &ps->parts.at[from] };
    pl_item *items = NULL, **tail = &items;
    *n = 0;
    while (b.at->kind != PL_PART_END) {
        pl_hcl__item(ps, &tail, build_one(&b));
        ++*n;
    }
    return items;
}
