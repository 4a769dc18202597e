/* parse.c - parsing a template into nodes, and the set of templates that can call each other. */
#include "gotmpl/inner.h"

#include "base/assert.h"
#include "base/str.h"
#include "value/quote.h"

/* ---- the set */

pl_tmpl_set *pl_tmpl_set_new(const pl_tmpl_function *functions, uint32_t n)
{
    pl_tmpl_set *set = pl_mem_zalloc(sizeof(*set));
    set->functions = functions;
    set->n_functions = n;
    return set;
}

void pl_tmpl_set_free(pl_tmpl_set *set)
{
    if (!set)
        return;
    pl_vec_done(&set->templates);
    pl_arena_done(&set->arena);
    pl_mem_free(set);
}

const pl_tmpl_template *pl_tmpl__find(const pl_tmpl_set *set, pl_str name)
{
    for (size_t i = 0; i < set->templates.n; i++)
        if (pl_str_eq(set->templates.at[i].name, name))
            return &set->templates.at[i];
    return NULL;
}

static const pl_tmpl_function *find_function(const pl_tmpl_function *list, size_t n, pl_str name)
{
    for (size_t i = 0; i < n; i++)
        if (pl_str_eq(name, pl_str_cstr(list[i].name)))
            return &list[i];
    return NULL;
}

const pl_tmpl_function *pl_tmpl__function(const pl_tmpl_set *set, pl_str name)
{
    const pl_tmpl_function *own = find_function(set->functions, set->n_functions, name);
    return own ? own : find_function(pl_tmpl__builtins, pl_tmpl__builtins_n, name);
}

/* ---- items and messages */

pl_tmpl_item pl_tmpl__next(pl_tmpl_parser *p)
{
    if (p->n_peeked)
        return p->peeked[--p->n_peeked];
    p->last = pl_tmpl__scan(&p->scanner);
    return p->last;
}

pl_tmpl_item pl_tmpl__next_solid(pl_tmpl_parser *p)
{
    pl_tmpl_item item = pl_tmpl__next(p);
    while (item.kind == ITEM_SPACE)
        item = pl_tmpl__next(p);
    return item;
}

void pl_tmpl__back(pl_tmpl_parser *p, pl_tmpl_item item)
{
    pl_assert(p->n_peeked < PL_COUNT(p->peeked));
    p->peeked[p->n_peeked++] = item;
}

void pl_tmpl__fail(pl_tmpl_parser *p, const char *format, ...)
{
    if (p->failed)
        return;
    p->failed = true;
    pl_buf_printf(p->error, "template: %.*s:%u: ", (int)p->file.len, p->file.ptr, p->last.line);
    va_list args;
    va_start(args, format);
    pl_buf_vprintf(p->error, format, args);
    va_end(args);
}

static bool is_keyword(pl_tmpl_item item)
{
    static const char *const words[] = { "block", "break", "continue", "define",   "else", "end",
                                         "if",    "nil",   "range",    "template", "with" };
    for (size_t i = 0; item.kind == ITEM_IDENT && i < PL_COUNT(words); i++)
        if (pl_str_eq(item.text, pl_str_cstr(words[i])))
            return true;
    return item.kind == ITEM_DOT;
}

void pl_tmpl__unexpected(pl_tmpl_parser *p, pl_tmpl_item item, const char *context)
{
    if (item.kind == ITEM_ERROR) {
        pl_tmpl__fail(p, "%.*s", (int)item.text.len, item.text.ptr);
        return;
    }
    if (item.kind == ITEM_END) {
        pl_tmpl__fail(p, "unexpected EOF");
        return;
    }
    if (is_keyword(item)) {
        pl_tmpl__fail(p, "unexpected <%.*s> in %s", PL_FMT(item.text), context);
        return;
    }
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, pl_str_sub(item.text, 0, 10));
    pl_tmpl__fail(p, "unexpected %.*s%s in %s", (int)quoted.len, quoted.ptr,
                  item.text.len > 10 ? "..." : "", context);
    pl_buf_done(&quoted);
}

/* ---- structures */

/* What a list of nodes ended with. */
typedef enum list_end { END_END, END_ELSE, END_EOF } list_end;

static bool is_word(pl_tmpl_item item, const char *word)
{
    return item.kind == ITEM_IDENT && pl_str_eq(item.text, pl_str_cstr(word));
}

static pl_tmpl_node *new_node(pl_tmpl_parser *p, pl_tmpl_node_kind kind, uint32_t pos)
{
    pl_tmpl_node *node = PL_NEW(&p->set->arena, pl_tmpl_node);
    node->kind = (uint8_t)kind;
    node->pos = pos;
    return node;
}

static void expect_right(pl_tmpl_parser *p, const char *context)
{
    pl_tmpl_item item = pl_tmpl__next_solid(p);
    if (item.kind != ITEM_RIGHT)
        pl_tmpl__unexpected(p, item, context);
}

static pl_tmpl_node *parse_list(pl_tmpl_parser *p, list_end *end);
static pl_tmpl_node *control(pl_tmpl_parser *p, pl_tmpl_item word, pl_tmpl_node_kind kind);

/* Parse what follows {{else: " if ...}}", " with ...}}" or "}}". */
static pl_tmpl_node *otherwise(pl_tmpl_parser *p, pl_tmpl_node_kind kind)
{
    pl_assert(p->depth > 0);
    pl_tmpl_item item = pl_tmpl__next_solid(p);
    if (kind == NODE_IF && is_word(item, "if"))
        return control(p, item, NODE_IF);
    if (kind == NODE_WITH && is_word(item, "with"))
        return control(p, item, NODE_WITH);
    pl_tmpl__back(p, item);
    expect_right(p, "else");
    list_end end = END_END;
    pl_tmpl_node *list = p->failed ? NULL : parse_list(p, &end);
    if (!p->failed && end == END_ELSE)
        pl_tmpl__fail(p, "expected end; found {{else}}");
    return list;
}

/* Parse an if, with or range after its keyword, up to its {{end}}. */
static pl_tmpl_node *control(pl_tmpl_parser *p, pl_tmpl_item word, pl_tmpl_node_kind kind)
{
    pl_assert(kind == NODE_IF || kind == NODE_WITH || kind == NODE_RANGE);
    static const char *const names[] = {
        [NODE_IF] = "if", [NODE_WITH] = "with", [NODE_RANGE] = "range"
    };
    pl_tmpl_node *node = new_node(p, kind, word.pos);
    size_t variables = p->variables.n;
    if (++p->depth > TMPL_NESTING)
        pl_tmpl__fail(p, "nested deeper than %d levels", TMPL_NESTING);
    node->pipe = p->failed ? NULL : pl_tmpl__pipe(p, names[kind], ITEM_RIGHT);
    list_end end = END_END;
    if (!p->failed) {
        p->ranges += kind == NODE_RANGE;
        node->body = parse_list(p, &end);
        p->ranges -= kind == NODE_RANGE;
    }
    if (!p->failed && end == END_ELSE)
        node->otherwise = otherwise(p, kind);
    p->variables.n = variables;
    p->depth--;
    return node;
}

/* Read the quoted name after define, block or template; `context` names the clause in errors. */
static pl_str template_name(pl_tmpl_parser *p, const char *context, uint32_t *pos)
{
    pl_tmpl_item item = pl_tmpl__next_solid(p);
    pl_str name = { 0 };
    *pos = item.pos;
    if (item.kind != ITEM_STRING && item.kind != ITEM_RAW)
        pl_tmpl__unexpected(p, item, context);
    else if (!pl_tmpl__unquote(&p->set->arena, item.text, &name))
        pl_tmpl__fail(p, "invalid syntax");
    return name;
}

/* Parse {{template "name"}} or {{template "name" pipeline}} after its keyword. */
static pl_tmpl_node *template_call(pl_tmpl_parser *p)
{
    uint32_t pos;
    pl_str name = template_name(p, "template clause", &pos);
    pl_tmpl_node *node = new_node(p, NODE_TEMPLATE, pos);
    node->text = name;
    if (p->failed)
        return node;
    pl_tmpl_item item = pl_tmpl__next_solid(p);
    if (item.kind != ITEM_RIGHT) {
        pl_tmpl__back(p, item);
        node->pipe = pl_tmpl__pipe(p, "template clause", ITEM_RIGHT);
    }
    return node;
}

static bool only_blanks(const pl_tmpl_node *list)
{
    for (; list; list = list->next)
        if (list->kind != NODE_TEXT || pl_str_trim(list->text).len)
            return false;
    return true;
}

/* Add a template defined in the file. As in Go, an empty template never replaces another one; any
 * other replaces an earlier one of its name, but two nonempty ones in one file are an error. */
static void add_template(pl_tmpl_parser *p, pl_str name, pl_tmpl_node *body)
{
    pl_tmpl_template made = { name, p->file, p->scanner.text, body, only_blanks(body) };
    for (size_t i = 0; i < p->set->templates.n; i++) {
        pl_tmpl_template *old = &p->set->templates.at[i];
        if (!pl_str_eq(old->name, name))
            continue;
        if (made.empty)
            return;
        if (!old->empty && old->text.ptr == made.text.ptr)
            pl_tmpl__fail(p, "multiple definition of template \"%.*s\"", (int)name.len, name.ptr);
        else
            *old = made;
        return;
    }
    pl_vec_push(&p->set->templates, made);
}

/* Parse the body of a define or block up to its end, in a scope of its own. */
static void definition(pl_tmpl_parser *p, pl_str name, const char *context)
{
    unsigned ranges = p->ranges;
    size_t variables = p->variables.n;
    pl_tmpl_parser inner = *p; /* sees none of the variables around it */
    memset(&inner.variables, 0, sizeof(inner.variables));
    inner.ranges = 0;
    pl_vec_push(&inner.variables, PL_S("$"));
    list_end end = END_END;
    pl_tmpl_node *body = parse_list(&inner, &end);
    if (!inner.failed && end == END_ELSE)
        pl_tmpl__fail(&inner, "unexpected {{else}} in %s", context);
    if (!inner.failed)
        add_template(&inner, name, body);
    pl_vec_done(&inner.variables);
    inner.ranges = ranges;
    memcpy(&inner.variables, &p->variables, sizeof(p->variables));
    *p = inner;
    p->variables.n = variables;
}

/* Parse {{block "name" pipeline}} ... {{end}} after its keyword: it defines a template and calls it
 * at once. */
static pl_tmpl_node *block(pl_tmpl_parser *p)
{
    uint32_t pos;
    pl_str name = template_name(p, "block clause", &pos);
    pl_tmpl_node *node = new_node(p, NODE_TEMPLATE, pos);
    node->text = name;
    if (!p->failed)
        node->pipe = pl_tmpl__pipe(p, "block clause", ITEM_RIGHT);
    if (++p->depth > TMPL_NESTING)
        pl_tmpl__fail(p, "nested deeper than %d levels", TMPL_NESTING);
    if (!p->failed)
        definition(p, name, "block clause");
    p->depth--;
    return node;
}

static pl_tmpl_node *loop_exit(pl_tmpl_parser *p, pl_tmpl_item word, pl_tmpl_node_kind kind)
{
    if (!p->ranges)
        pl_tmpl__fail(p, "{{%.*s}} outside {{range}}", (int)word.text.len, word.text.ptr);
    else
        expect_right(p, kind == NODE_BREAK ? "{{break}}" : "{{continue}}");
    return new_node(p, kind, word.pos);
}

/* Parse one action after its {{; NULL with *end set for {{end}} and {{else. */
static pl_tmpl_node *action(pl_tmpl_parser *p, list_end *end)
{
    pl_tmpl_item word = pl_tmpl__next_solid(p);
    if (is_word(word, "end") || is_word(word, "else")) {
        *end = is_word(word, "end") ? END_END : END_ELSE;
        if (*end == END_END)
            expect_right(p, "end");
        return NULL;
    }
    if (is_word(word, "if"))
        return control(p, word, NODE_IF);
    if (is_word(word, "with"))
        return control(p, word, NODE_WITH);
    if (is_word(word, "range"))
        return control(p, word, NODE_RANGE);
    if (is_word(word, "template"))
        return template_call(p);
    if (is_word(word, "block"))
        return block(p);
    if (is_word(word, "break"))
        return loop_exit(p, word, NODE_BREAK);
    if (is_word(word, "continue"))
        return loop_exit(p, word, NODE_CONTINUE);
    pl_tmpl__back(p, word);
    pl_tmpl_node *node = new_node(p, NODE_ACTION, word.pos);
    node->pipe = pl_tmpl__pipe(p, "command", ITEM_RIGHT);
    return node;
}

/* Parse nodes up to an end, an else or the end of the file. */
static pl_tmpl_node *parse_nodes(pl_tmpl_parser *p, list_end *end, bool top)
{
    pl_tmpl_node *first = NULL, **last = &first;
    while (!p->failed) {
        pl_tmpl_item item = pl_tmpl__next_solid(p);
        pl_tmpl_node *node = NULL;
        if (item.kind == ITEM_END) {
            *end = END_EOF;
            return first;
        }
        if (item.kind == ITEM_TEXT) {
            node = new_node(p, NODE_TEXT, item.pos);
            node->text = item.text;
        } else if (item.kind != ITEM_LEFT) {
            pl_tmpl__unexpected(p, item, "input");
        } else {
            pl_tmpl_item word = pl_tmpl__next_solid(p);
            if (top && is_word(word, "define")) {
                uint32_t pos;
                pl_str name = template_name(p, "define clause", &pos);
                if (!p->failed)
                    expect_right(p, "define clause");
                if (!p->failed)
                    definition(p, name, "define clause");
                continue;
            }
            pl_tmpl__back(p, word);
            node = action(p, end);
            if (!node)
                return first;
        }
        if (node) {
            *last = node;
            last = &node->next;
        }
    }
    return NULL;
}

static pl_tmpl_node *parse_list(pl_tmpl_parser *p, list_end *end)
{
    pl_tmpl_node *list = parse_nodes(p, end, false);
    if (!p->failed && *end == END_EOF)
        pl_tmpl__fail(p, "unexpected EOF");
    return list;
}

bool pl_tmpl_parse(pl_tmpl_set *set, pl_str name, pl_str text, pl_buf *error)
{
    pl_tmpl_parser p = { .set = set, .error = error, .scanner = { .line = 1 } };
    p.file = pl_arena_str(&set->arena, name);
    p.last.line = 1;
    if (text.len > TMPL_TEXT_MAX) {
        pl_tmpl__fail(&p, "longer than %d bytes", TMPL_TEXT_MAX);
        return false;
    }
    p.scanner.text = pl_arena_str(&set->arena, text);
    pl_vec_push(&p.variables, PL_S("$"));
    list_end end = END_EOF;
    pl_tmpl_node *body = parse_nodes(&p, &end, true);
    if (!p.failed && end != END_EOF)
        pl_tmpl__fail(&p, "unexpected {{%s}}", end == END_END ? "end" : "else");
    if (!p.failed)
        add_template(&p, p.file, body);
    pl_vec_done(&p.variables);
    return !p.failed;
}
