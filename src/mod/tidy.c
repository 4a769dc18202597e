/* tidy.c - three passes over the lines of a file: indentation, blanks between tokens,
 * alignment of cells. */
#include "mod/tidy.h"
#include "base/assert.h"
#include "base/str.h"
#include "base/utf8.h"
#include <assert.h>

void pl_tidy_done(pl_tidy *tidy)
{
    pl_vec_done(&tidy->tokens);
    pl_vec_done(&tidy->lines);
    pl_vec_done(&tidy->levels);
    pl_tokens_done(&tidy->lexed);
    *tidy = (pl_tidy){ 0 };
}

/* ---- cutting */

/* The position after the here-document that begins at token `i`. */
static size_t heredoc_end(const pl_tidy *tidy, size_t i)
{
    unsigned depth = 0;
    for (; tidy->lexed.list.at[i].kind != PL_T_EOF; i++) {
        uint8_t kind = tidy->lexed.list.at[i].kind;
        depth += kind == PL_T_OHEREDOC;
        depth -= kind == PL_T_CHEREDOC;
        if (!depth)
            return i + 1;
    }
    return i;
}

static void take_tokens(pl_tidy *tidy, pl_str text)
{
    const pl_token *list = tidy->lexed.list.at;
    tidy->tokens.n = 0;
    for (size_t i = 0, next; list[i].kind != PL_T_EOF; i = next) {
        next = list[i].kind == PL_T_OHEREDOC ? heredoc_end(tidy, i) : i + 1;
        pl_tidy_token t = { .kind = list[i].kind };
        t.text = pl_str_sub(text, list[i].start, list[next - 1].end);
        pl_vec_push(&tidy->tokens, t);
    }
}

/* Does the token end its line: a line end of its own, or a comment to the end of the line? */
static bool ends_line(const pl_tidy_token *t)
{
    return t->kind == PL_T_NEWLINE ||
           (t->kind == PL_T_COMMENT && t->text.len && t->text.ptr[t->text.len - 1] == '\n');
}

static void cut_lines(pl_tidy *tidy)
{
    uint32_t first = 0, n = (uint32_t)tidy->tokens.n;
    tidy->lines.n = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (i + 1 == n || ends_line(&tidy->tokens.at[i])) {
            pl_tidy_line line = { .first = first, .end = i + 1 };
            pl_vec_push(&tidy->lines, line);
            first = i + 1;
        }
    }
}

/* ---- indentation */

static int depth_of(uint8_t kind)
{
    switch (kind) {
    case PL_T_OBRACE:
    case PL_T_OBRACK:
    case PL_T_OPAREN:
    case PL_T_TEMPLATE_INTERP:
    case PL_T_TEMPLATE_CONTROL: return 1;
    case PL_T_CBRACE:
    case PL_T_CBRACK:
    case PL_T_CPAREN:
    case PL_T_TEMPLATE_SEQ_END: return -1;
    default: return 0;
    }
}

/* The brackets of tokens [from, to), opened less closed. */
static int32_t sum_of(const pl_tidy *tidy, uint32_t from, uint32_t to)
{
    int32_t sum = 0;
    for (uint32_t i = from; i < to; i++)
        sum += depth_of(tidy->tokens.at[i].kind);
    return sum;
}

/* Take `n` brackets off the open levels, from the innermost outwards. */
static void close_levels(pl_tidy *tidy, int32_t n)
{
    while (n > 0 && tidy->levels.n) {
        int32_t *top = &tidy->levels.at[tidy->levels.n - 1];
        pl_assert(*top > 0);
        if (*top > n) {
            *top -= n;
            return;
        }
        n -= *top;
        tidy->levels.n--;
    }
}

static void indent(pl_tidy *tidy)
{
    tidy->levels.n = 0;
    for (size_t i = 0; i < tidy->lines.n; i++) {
        const pl_tidy_line *line = &tidy->lines.at[i];
        pl_tidy_token *first = &tidy->tokens.at[line->first];
        pl_assert(line->first < line->end);
        int32_t sum = sum_of(tidy, line->first, line->end);
        if (sum < 0)
            close_levels(tidy, -sum);
        first->spaces = first->kind == PL_T_NEWLINE ? 0 : 2 * (uint32_t)tidy->levels.n;
        if (sum > 0)
            pl_vec_push(&tidy->levels, sum);
    }
}

/* ---- blanks between tokens */

static bool opens_bracket(uint8_t kind)
{
    return depth_of(kind) > 0;
}

static bool closes(uint8_t kind)
{
    return depth_of(kind) < 0;
}

static bool is_literal(uint8_t kind)
{
    return kind == PL_T_QUOTED_LIT || kind == PL_T_STRING_LIT;
}

/* May the token stand before a `-` that negates? */
static bool before_negation(uint8_t kind)
{
    switch (kind) {
    case PL_T_EQUAL:
    case PL_T_COLON:
    case PL_T_COMMA:
    case PL_T_QUESTION:
    case PL_T_STAR:
    case PL_T_SLASH:
    case PL_T_PLUS:
    case PL_T_MINUS:
    case PL_T_PERCENT:
    case PL_T_EQUAL_OP:
    case PL_T_NOT_EQUAL:
    case PL_T_LESS:
    case PL_T_LESS_EQ:
    case PL_T_GREATER:
    case PL_T_GREATER_EQ:
    case PL_T_AND:
    case PL_T_OR: return true;
    default: return opens_bracket(kind);
    }
}

/* Must the two tokens be written without a blank between them? */
static bool sticks(uint8_t left, uint8_t right)
{
    return right == PL_T_NEWLINE || (left == PL_T_IDENT && right == PL_T_OPAREN) ||
           left == PL_T_DOT || right == PL_T_DOT || left == PL_T_DOUBLE_COLON ||
           right == PL_T_DOUBLE_COLON || right == PL_T_COMMA || right == PL_T_ELLIPSIS;
}

/* Is one of them literal text of a template, or one of its delimiters? */
static bool in_template(uint8_t left, uint8_t right)
{
    return left == PL_T_OQUOTE || right == PL_T_CQUOTE || is_literal(left) || is_literal(right);
}

static bool is_index(uint8_t left, uint8_t right)
{
    return right == PL_T_OBRACK && (left == PL_T_IDENT || left == PL_T_NUMBER_LIT || closes(left));
}

/* Is there a blank between the two tokens, by the last rules of the table (brackets, default)? */
static bool blank_at_bracket(uint8_t left, uint8_t right)
{
    if (left == PL_T_OBRACE && right == PL_T_CBRACE)
        return false;
    if (left == PL_T_OBRACE || right == PL_T_CBRACE)
        return true;
    if (opens_bracket(left) && left != PL_T_OPAREN && left != PL_T_OBRACK && right == PL_T_OBRACE)
        return true;
    if (left == PL_T_CBRACE && right == PL_T_TEMPLATE_SEQ_END)
        return true;
    if (left == PL_T_TEMPLATE_SEQ_END && opens_bracket(right) && right != PL_T_OPAREN &&
        right != PL_T_OBRACK && right != PL_T_OBRACE)
        return false;
    return !opens_bracket(left) && !closes(right);
}

/* A blank between `left` and `right`? `before` stands before `left`, NULL: nothing does. The
 * rules are those of the table, in its order. */
static bool blank_between(const pl_tidy_token *before, const pl_tidy_token *left,
                          const pl_tidy_token *right)
{
    uint8_t l = left->kind, r = right->kind;
    if (sticks(l, r))
        return false;
    if (l == PL_T_COMMA)
        return true;
    if (in_template(l, r))
        return false;
    if (l == PL_T_IDENT && pl_str_eq(left->text, PL_S("in")) && before &&
        before->kind == PL_T_IDENT)
        return true;
    if (is_index(l, r) || l == PL_T_BANG)
        return false;
    if (l == PL_T_MINUS)
        return before && !before_negation(before->kind);
    return blank_at_bracket(l, r);
}

static void space(pl_tidy *tidy)
{
    for (size_t i = 0; i < tidy->lines.n; i++) {
        const pl_tidy_line *line = &tidy->lines.at[i];
        pl_tidy_token *t = tidy->tokens.at;
        for (uint32_t at = line->first + 1; at < line->end; at++) {
            const pl_tidy_token *before = at > line->first + 1 ? &t[at - 2] : NULL;
            t[at].spaces = blank_between(before, &t[at - 1], &t[at]);
        }
    }
}

/* ---- alignment */

static void find_cells(const pl_tidy *tidy, pl_tidy_line *line)
{
    const pl_tidy_token *t = tidy->tokens.at;
    uint32_t last = line->end;
    if (last > line->first && t[last - 1].kind == PL_T_NEWLINE)
        last--;
    line->comment = last > line->first + 1 && t[last - 1].kind == PL_T_COMMENT ? last - 1 : last;
    line->assign = line->first + 1;
    while (line->assign < line->comment && t[line->assign].kind != PL_T_EQUAL)
        line->assign++;
    if (line->assign >= line->comment || sum_of(tidy, line->assign, line->comment) != 0)
        line->assign = line->comment;
}

/* Columns that tokens [from, to) take. */
static uint32_t width_of(const pl_tidy *tidy, uint32_t from, uint32_t to)
{
    size_t width = 0;
    for (uint32_t i = from; i < to; i++)
        width += tidy->tokens.at[i].spaces + pl_utf8_clusters(tidy->tokens.at[i].text);
    return (uint32_t)width;
}

static uint32_t cell_of(const pl_tidy_line *line, bool comment)
{
    return comment ? line->comment : line->assign;
}

static bool has_cell(const pl_tidy *tidy, const pl_tidy_line *line, bool comment)
{
    if (!comment)
        return line->assign < line->comment;
    return line->comment < line->end && tidy->tokens.at[line->comment].kind == PL_T_COMMENT;
}

/* Align the cells of lines [from, to) in one column. */
static void align_group(pl_tidy *tidy, size_t from, size_t to, bool comment)
{
    uint32_t widest = 0;
    for (size_t i = from; i < to; i++) {
        const pl_tidy_line *line = &tidy->lines.at[i];
        uint32_t width = width_of(tidy, line->first, cell_of(line, comment));
        widest = width > widest ? width : widest;
    }
    for (size_t i = from; i < to; i++) {
        const pl_tidy_line *line = &tidy->lines.at[i];
        uint32_t cell = cell_of(line, comment);
        tidy->tokens.at[cell].spaces = widest - width_of(tidy, line->first, cell) + 1;
    }
}

static void align(pl_tidy *tidy, bool comment)
{
    for (size_t i = 0, end; i < tidy->lines.n; i = end) {
        for (end = i; end < tidy->lines.n; end++)
            if (!has_cell(tidy, &tidy->lines.at[end], comment))
                break;
        if (end > i)
            align_group(tidy, i, end, comment);
        else
            end++;
    }
}

/* ---- the whole */

void pl_tidy_format(pl_tidy *tidy, pl_str text, pl_buf *out)
{
    pl_lex(text, PL_LEX_BODY, &tidy->lexed);
    size_t mark = pl_str_starts(text, PL_S("\xef\xbb\xbf")) ? 3 : 0;
    take_tokens(tidy, text);
    cut_lines(tidy);
    indent(tidy);
    space(tidy);
    for (size_t i = 0; i < tidy->lines.n; i++)
        find_cells(tidy, &tidy->lines.at[i]);
    align(tidy, false);
    align(tidy, true);
    pl_buf_str(out, pl_str_sub(text, 0, mark));
    for (size_t i = 0; i < tidy->tokens.n; i++) {
        pl_buf_fill(out, ' ', tidy->tokens.at[i].spaces);
        pl_buf_str(out, tidy->tokens.at[i].text);
    }
}

/* Append a stretch that is no here-document, without its empty lines. `*line` is true where
 * a line begins. */
static void squeeze_into(pl_buf *out, pl_str text, bool *line)
{
    for (size_t i = 0; i < text.len; i++) {
        bool end = text.ptr[i] == '\n';
        if (!end || !*line)
            pl_buf_byte(out, text.ptr[i]);
        *line = end;
    }
}

void pl_tidy_squeeze(pl_tidy *tidy, pl_str text, pl_buf *out)
{
    bool line = true;
    size_t at = 0, began = out->len;
    pl_lex(text, PL_LEX_BODY, &tidy->lexed);
    take_tokens(tidy, text);
    for (size_t i = 0; i < tidy->tokens.n; i++) {
        const pl_tidy_token *t = &tidy->tokens.at[i];
        size_t start = (size_t)(t->text.ptr - text.ptr);
        if (t->kind != PL_T_OHEREDOC)
            continue;
        squeeze_into(out, pl_str_sub(text, at, start), &line);
        pl_buf_str(out, t->text);
        at = start + t->text.len;
        line = false;
    }
    squeeze_into(out, pl_str_sub(text, at, text.len), &line);
    if (out->len > began && out->ptr[out->len - 1] == '\n')
        out->len--;
}
