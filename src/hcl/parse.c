/* parse.c - parses bodies: attributes, blocks, one-line blocks, and how parsing goes on after an
 * error. */
#include "hcl/parse.h"
#include "base/alloc.h"
#include "base/assert.h"
#include "base/map.h"
#include "base/str.h"
#include "hcl/parser.h"
#include <assert.h>

pl_parser *pl_parser_new(void)
{
    return pl_mem_zalloc(sizeof(pl_parser));
}

void pl_parser_free(pl_parser *ps)
{
    if (!ps)
        return;
    pl_tokens_done(&ps->tokens);
    pl_vec_done(&ps->parts);
    pl_vec_done(&ps->open);
    pl_buf_done(&ps->scratch);
    pl_mem_free(ps);
}

size_t pl_parser_bytes(const pl_parser *ps)
{
    return sizeof *ps + ps->tokens.list.cap * sizeof *ps->tokens.list.at +
           ps->parts.cap * sizeof *ps->parts.at + ps->open.cap + ps->scratch.cap;
}

/* ---- attributes */

/* Parse an attribute after its name, from the `=` to the end of its line. `one_line`: it is the
 * attribute of a one-line block, whose brace ends it. */
static pl_attr *parse_attr(pl_parser *ps, const pl_token *name, bool one_line)
{
    pl_attr *attr = PL_NEW(ps->arena, pl_attr);
    unsigned before = ps->errors;
    attr->name_range = pl_hcl__range(name);
    attr->name = pl_hcl__slice(ps, attr->name_range);
    attr->equals = pl_hcl__range(pl_hcl__read(ps));
    attr->expr = pl_hcl__expr(ps);
    attr->range = pl_hcl__span(attr->name_range, ps->prev);
    if (pl_hcl__failed(ps, before)) {
        pl_hcl__skip_item(ps);
        return attr;
    }
    if (one_line)
        return attr;
    uint8_t next = pl_hcl__peek(ps);
    if (next == PL_T_NEWLINE || next == PL_T_EOF) {
        pl_hcl__read(ps);
        return attr;
    }
    if (next == PL_T_COMMA)
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok),
                         "Unexpected comma after argument",
                         "Argument definitions must be separated by newlines, not commas. "
                         "An argument definition must end with a newline.");
    else
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok),
                         "Missing newline after argument",
                         "An argument definition must end with a newline.");
    pl_hcl__skip_item(ps);
    return attr;
}

/* The attributes of a body so far. A small body is searched; a large one has a map from the name
 * to its place. */
typedef struct attrs {
    pl_attr **tail;
    uint32_t n;
    pl_map map;
} attrs;

enum { SEARCHED = 16 };

static bool find_attr(attrs *as, const pl_body *body, pl_str name, pl_range *out)
{
    uint32_t start;
    if (as->n > SEARCHED) {
        if (!pl_map_find(&as->map, name, &start))
            return false;
        *out = (pl_range){ start, start + (uint32_t)name.len };
        return true;
    }
    const pl_attr *found = pl_body_attr(body, name);
    if (found)
        *out = found->name_range;
    return found != NULL;
}

static void add_attr(pl_parser *ps, attrs *as, pl_body *body, pl_attr *attr)
{
    pl_range first;
    if (find_attr(as, body, attr->name, &first)) {
        const char *place = pl_hcl__place(ps, first);
        pl_hcl__error(ps, PL_DIAG_DUPLICATE_ARGUMENT, attr->name_range, "Attribute redefined",
                      "The argument \"%.*s\" was already set at %s. Each argument may be set only "
                      "once.",
                      PL_FMT(attr->name), place);
        return;
    }
    *as->tail = attr;
    as->tail = &attr->next;
    if (++as->n < SEARCHED + 1)
        return;
    if (as->n > SEARCHED + 1) {
        pl_map_put(&as->map, attr->name, attr->name_range.start, NULL);
        return;
    }
    for (const pl_attr *a = body->attrs; a; a = a->next)
        pl_map_put(&as->map, a->name, a->name_range.start, NULL);
}

/* ---- blocks */

static const char not_required[] = "Argument or block definition required";
static const char set_argument[] =
    "An argument or block definition is required here. To set an argument, use the equals sign "
    "\"=\" to introduce the argument value.";

static void parse_body(pl_parser *ps, pl_body *body, pl_token_kind end);

/* Report a token that is not allowed in a quoted label. False: the label ends here. */
static bool bad_label(pl_parser *ps, const pl_token *t, pl_buf *text)
{
    static const char summary[] = "Invalid string literal";
    pl_range here = pl_hcl__range(t);
    if (t->kind == PL_T_TEMPLATE_INTERP || t->kind == PL_T_TEMPLATE_CONTROL) {
        char c = t->kind == PL_T_TEMPLATE_INTERP ? '$' : '%';
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, here, summary,
                      "Template sequences are not allowed in this string. To include a literal "
                      "\"%c\", double it (as \"%c%c\") to escape it.",
                      c, c, c);
        pl_buf_printf(text, "%c{ ... }", c);
        pl_hcl__recover(ps, PL_T_TEMPLATE_SEQ_END);
        return true;
    }
    if (t->kind == PL_T_EOF) {
        pl_hcl__error(ps, PL_DIAG_UNCLOSED, here, "Unterminated string literal",
                      "Unable to find the closing quote mark before the end of the file.");
        return false;
    }
    pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, here, summary,
                  "This item is not valid in a string literal.");
    pl_hcl__recover(ps, PL_T_CQUOTE);
    return false;
}

/* Read the text of a quoted label. After an error in it the text is lost, but not the block. */
static pl_str parse_label(pl_parser *ps, pl_range *range)
{
    const pl_token *t = pl_hcl__read(ps);
    range->start = t->start;
    if (t[1].kind == PL_T_QUOTED_LIT && t[2].kind == PL_T_CQUOTE) {
        pl_hcl__pass(ps, ps->raw + 1);
        range->end = ps->prev.end;
        return pl_hcl__decode(ps, t + 1);
    }
    pl_buf text = { 0 };
    while ((t = pl_hcl__read(ps))->kind != PL_T_CQUOTE) {
        if (t->kind == PL_T_QUOTED_LIT)
            pl_buf_str(&text, pl_hcl__decode(ps, t));
        else if (!bad_label(ps, t, &text))
            break;
    }
    range->end = ps->prev.end;
    pl_str out = pl_arena_str(ps->arena, pl_buf_view(&text));
    pl_buf_done(&text);
    return out;
}

static void header_error(pl_parser *ps)
{
    static const char summary[] = "Invalid block definition";
    pl_range here = pl_hcl__range(ps->tok);
    switch (pl_hcl__peek(ps)) {
    case PL_T_EQUAL:
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, here, summary,
                      "The equals sign \"=\" indicates an argument definition, and must not be "
                      "used when defining a block.");
        break;
    case PL_T_NEWLINE:
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, here, summary,
                      "A block definition must have block content delimited by \"{\" and \"}\", "
                      "starting on the same line as the block header.");
        break;
    default:
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, summary,
                         "Either a quoted string block label or an opening brace (\"{\") is "
                         "expected here.");
    }
    pl_hcl__skip_item(ps);
}

/* Read labels up to the opening brace, and the brace. False: there was an error. */
static bool parse_header(pl_parser *ps, pl_block *block)
{
    pl_label **tail = &block->labels;
    for (;;) {
        uint8_t next = pl_hcl__peek(ps);
        if (next == PL_T_OBRACE) {
            block->open = pl_hcl__range(pl_hcl__read(ps));
            return true;
        }
        if (next != PL_T_OQUOTE && next != PL_T_IDENT)
            return false;
        pl_label *label = PL_NEW(ps->arena, pl_label);
        if (next == PL_T_OQUOTE) {
            label->text = parse_label(ps, &label->range);
        } else {
            label->range = pl_hcl__range(pl_hcl__read(ps));
            label->text = pl_hcl__slice(ps, label->range);
        }
        *tail = label;
        tail = &label->next;
        block->n_labels++;
        block->def_range.end = label->range.end;
    }
}

/* Parse the inside of a block whose first item is directly after the brace: one attribute and
 * nothing else. */
static void parse_one_line(pl_parser *ps, pl_body *body)
{
    const pl_token *name = pl_hcl__read(ps);
    pl_range here = pl_hcl__range(name);
    if (name->kind != PL_T_IDENT) {
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, here, not_required,
                      "An argument or block definition is required here.");
        pl_hcl__skip_item(ps);
        return;
    }
    switch (pl_hcl__peek(ps)) {
    case PL_T_EQUAL:
        body->attrs = parse_attr(ps, name, true);
        body->range = body->attrs->range;
        body->end = body->range.end;
        return;
    case PL_T_OQUOTE:
    case PL_T_OBRACE:
    case PL_T_IDENT:
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__span(here, pl_hcl__range(ps->tok)),
                      "Argument definition required",
                      "A single-line block definition can contain only a single argument. If you "
                      "meant to define argument \"%.*s\", use an equals sign to assign it a value. "
                      "To define a nested block, place it on a line of its own within its parent "
                      "block.",
                      PL_FMT(pl_hcl__slice(ps, here)));
        break;
    default: pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, here, not_required, "%s", set_argument);
    }
    pl_hcl__skip_item(ps);
}

/* Read the closing brace after the attribute. If it is missing, that is reported before the
 * errors found inside, which begin at message `first`. */
static void close_one_line(pl_parser *ps, size_t first)
{
    static const char summary[] = "Invalid single-argument block definition";
    pl_range here = pl_hcl__range(ps->tok);
    size_t recorded = pl_diags_count(ps->diags);
    switch (pl_hcl__peek(ps)) {
    case PL_T_CBRACE: pl_hcl__read(ps); return;
    case PL_T_COMMA:
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, here, summary,
                      "Single-line block syntax can include only one argument definition. To "
                      "define multiple arguments, use the multi-line block syntax with one "
                      "argument definition per line.");
        break;
    case PL_T_NEWLINE:
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, here, summary,
                      "An argument definition on the same line as its containing block creates a "
                      "single-line block definition, which must also be closed on the same line. "
                      "Place the block's closing brace immediately after the argument "
                      "definition.");
        break;
    default:
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, summary,
                         "A single-line block definition must end with a closing brace immediately "
                         "after its single argument definition.");
    }
    if (pl_diags_count(ps->diags) > recorded)
        pl_diags_lift(ps->diags, first);
    pl_hcl__recover(ps, PL_T_CBRACE);
}

static void parse_content(pl_parser *ps, pl_block *block)
{
    uint8_t next = pl_hcl__peek(ps);
    if (next == PL_T_NEWLINE || next == PL_T_CBRACE || next == PL_T_EOF) {
        parse_body(ps, block->body, PL_T_CBRACE);
        return;
    }
    size_t first = pl_diags_count(ps->diags);
    parse_one_line(ps, block->body);
    close_one_line(ps, first);
}

/* Parse a block after its type: labels, body, closing brace. After an error in the header the block
 * has an empty body. */
static pl_block *parse_block(pl_parser *ps, const pl_token *type)
{
    pl_block *block = PL_NEW(ps->arena, pl_block);
    pl_range head = pl_hcl__range(type);
    block->type = pl_hcl__slice(ps, head);
    block->type_range = block->range = block->def_range = head;
    block->open = block->close = (pl_range){ head.end, head.end };
    block->body = PL_NEW(ps->arena, pl_body);
    block->body->range = head;
    block->body->end = head.end;
    if (!parse_header(ps, block)) {
        header_error(ps);
        return block;
    }
    block->body->range = block->open;
    block->body->end = block->open.end;
    if (pl_hcl__enter(ps)) {
        parse_content(ps, block);
        pl_hcl__leave(ps);
    }
    block->close = ps->prev;
    block->range = pl_hcl__span(head, block->close);
    uint8_t next = pl_hcl__peek(ps);
    if (next == PL_T_NEWLINE || next == PL_T_EOF) {
        pl_hcl__read(ps);
    } else {
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok),
                         "Missing newline after block definition",
                         "A block definition must end with a newline.");
        pl_hcl__skip_item(ps);
    }
    return block;
}

/* ---- bodies */

/* Report that no item can start with the token at hand. The rest of the body is lost. */
static void bad_item(pl_parser *ps, pl_body *body, pl_token_kind end)
{
    const pl_token *bad = pl_hcl__read(ps);
    pl_range here = pl_hcl__range(bad);
    if (bad->kind == PL_T_OQUOTE)
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, "Invalid argument name",
                         "Argument names must not be quoted.");
    else if (bad->kind == PL_T_EOF)
        pl_hcl__complain(ps, PL_DIAG_UNCLOSED, body->range, "Unclosed configuration block",
                         "There is no closing brace for this block before the end of the file. "
                         "This may be caused by incorrect brace nesting elsewhere in this file.");
    else
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, here, not_required,
                         "An argument or block definition is required here.");
    body->range.end = here.end;
    pl_hcl__recover(ps, end);
}

/* Parse an item that begins with an identifier. */
static void parse_item(pl_parser *ps, pl_body *body, attrs *as, pl_block ***blocks)
{
    const pl_token *name = pl_hcl__read(ps);
    switch (pl_hcl__peek(ps)) {
    case PL_T_EQUAL: add_attr(ps, as, body, parse_attr(ps, name, false)); break;
    case PL_T_OQUOTE:
    case PL_T_OBRACE:
    case PL_T_IDENT:
        **blocks = parse_block(ps, name);
        *blocks = &(**blocks)->next;
        break;
    default:
        pl_hcl__error(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(name), not_required, "%s",
                      set_argument);
        pl_hcl__skip_item(ps);
    }
}

/* Parse items up to `end`, which is read. body->range starts at the start of the body. */
static void parse_body(pl_parser *ps, pl_body *body, pl_token_kind end)
{
    attrs as = { .tail = &body->attrs };
    pl_block **blocks = &body->blocks;
    for (;;) {
        uint8_t next = pl_hcl__peek(ps);
        if (next == end) {
            body->range.end = pl_hcl__read(ps)->end;
            break;
        }
        if (next == PL_T_NEWLINE) {
            pl_hcl__read(ps);
        } else if (next == PL_T_IDENT) {
            parse_item(ps, body, &as, &blocks);
        } else {
            bad_item(ps, body, end);
            break;
        }
    }
    body->end = body->range.end;
    pl_map_done(&as.map);
}

/* ---- entry points */

static void begin_parser(pl_parser *ps, pl_str text, pl_lex_mode mode, pl_arena *arena,
                         pl_diags *diags)
{
    pl_lex(text, mode, &ps->tokens);
    if (ps->tokens.suspect)
        pl_lex_check(&ps->tokens, text, diags);
    ps->text = text.ptr ? text : PL_S("");
    ps->arena = arena;
    ps->diags = diags;
    ps->newlines = true;
    ps->recovery = ps->too_deep = ps->tokens.too_deep; /* the lexer has reported that already */
    ps->errors = ps->depth = ps->deepest = 0;
    ps->parts.n = 0;
    ps->raw = ps->tokens.list.at;
    pl_assert(ps->tokens.list.n > 0);
    ps->tok = pl_hcl__counting(ps, ps->raw);
    ps->prev = pl_hcl__range(ps->tok);
}

pl_body *pl_parse_file(pl_parser *ps, pl_str text, pl_arena *arena, pl_diags *diags)
{
    begin_parser(ps, text, PL_LEX_BODY, arena, diags);
    pl_body *body = PL_NEW(arena, pl_body);
    body->range = ps->prev;
    parse_body(ps, body, PL_T_EOF);
    assert(ps->newlines && ps->depth == 0 && ps->parts.n == 0);
    return body;
}

/* Parse a slice: it is lexed alone, and then its tokens are counted from the start of the file. */
pl_body *pl_parse_slice(pl_parser *ps, pl_str text, pl_range slice, pl_arena *arena,
                        pl_diags *diags)
{
    pl_assert(slice.start <= slice.end && slice.end <= text.len);
    begin_parser(ps, pl_str_sub(text, slice.start, slice.end), PL_LEX_BODY, arena, diags);
    for (size_t i = 0; i < ps->tokens.list.n; i++) {
        ps->tokens.list.at[i].start += slice.start;
        ps->tokens.list.at[i].end += slice.start;
    }
    ps->text = text;
    ps->prev = pl_hcl__range(ps->tok);
    pl_body *body = PL_NEW(arena, pl_body);
    body->range = ps->prev;
    parse_body(ps, body, PL_T_EOF);
    return body;
}

pl_expr *pl_parse_expr(pl_parser *ps, pl_str text, pl_arena *arena, pl_diags *diags)
{
    begin_parser(ps, text, PL_LEX_BODY, arena, diags);
    pl_hcl__newlines(ps, false);
    pl_expr *expr = pl_hcl__expr(ps);
    if (pl_hcl__peek(ps) != PL_T_EOF)
        pl_hcl__complain(ps, PL_DIAG_INVALID_SYNTAX, pl_hcl__range(ps->tok),
                         "Extra characters after expression",
                         "An expression was successfully parsed, but extra characters were found "
                         "after it.");
    assert(!ps->newlines && ps->depth == 0 && ps->parts.n == 0);
    return expr;
}

pl_expr *pl_parse_template(pl_parser *ps, pl_str text, pl_arena *arena, pl_diags *diags)
{
    begin_parser(ps, text, PL_LEX_TEMPLATE, arena, diags);
    pl_expr *expr = pl_hcl__template(ps, PL_T_EOF, false, ps->tok);
    assert(ps->newlines && ps->depth == 0 && ps->parts.n == 0);
    return expr;
}

pl_attr *pl_body_attr(const pl_body *body, pl_str name)
{
    for (pl_attr *a = body->attrs; a; a = a->next)
        if (pl_str_eq(a->name, name))
            return a;
    return NULL;
}
