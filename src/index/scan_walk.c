/* scan_walk.c - finding the traversals in the tokens of an expression (hcl.md 2.8).
 *
 * No tree is built: brackets, templates and the scopes of `for` are frames on a stack, and the
 * meaning of a name follows from the token before it:
 *
 *   after `.`                             a step of something that is not a traversal
 *   after the end of an operand           a keyword (`if`, `in`)
 *   first in an item, before = or :       a key
 *   before ( or ::                        a function
 *   otherwise                             the root of a traversal
 *
 * For tokens that can be parsed the result is that of the tree. For others the walk ends after a
 * time that is linear in the tokens: only brackets may be left open in the source, while the
 * lexer closes templates and sequences in order. */
#include "index/scanner.h"
#include "base/nfc.h"
#include "base/str.h"

typedef enum frame_kind {
    IN_BRACKETS, /* ( or [ */
    IN_OBJECT,
    IN_FOR,      /* [for or {for */
    IN_SEQUENCE, /* ${ */
    IN_CONTROL,  /* %{ */
    IN_TEMPLATE, /* string or heredoc */
    IN_LOOP,     /* between %{ for } and %{ endfor } */
    FRAME_KINDS
} frame_kind;

enum {
    MOST_FRAMES = 8192,  /* the parser has a lower limit */
    MOST_WORK = 1 << 28, /* comparisons of names with bound ones */
};

struct pl_walk_frame {
    uint8_t kind;        /* frame_kind */
    uint8_t n_names;     /* FOR, CONTROL: names that will be bound ... */
    bool collecting;     /* ... FOR: when the colon of the collection comes */
    uint32_t prechecked; /* FOR, while collecting: how many ? still lack their : */
    size_t bound;        /* how many names are bound outside of it */
    pl_str names[2];
};

typedef struct walk {
    pl_walker *w;
    const pl_token *at, *first;
    pl_str text;
    pl_traversal_fn *fn;
    void *ctx;
    bool operand; /* the previous token ended an operand */
    bool item;    /* an item of an object may begin here */
    bool one, bad;
    uint32_t open[FRAME_KINDS]; /* frames of each kind */
    size_t work;
} walk;

static pl_str text_of(const walk *k, const pl_token *t)
{
    return pl_str_sub(k->text, t->start, t->end);
}

static pl_walk_frame *top(const walk *k)
{
    return k->w->frames.n ? &k->w->frames.at[k->w->frames.n - 1] : NULL;
}

/* Is a newline a token here, and not a blank (hcl.md 2.2)? */
static bool newlines_count(const walk *k)
{
    const pl_walk_frame *f = top(k);
    return !f || f->kind == IN_OBJECT;
}

static bool is_line_comment(const walk *k, const pl_token *t)
{
    return t->end > t->start && k->text.ptr[t->end - 1] == '\n';
}

/* The first token from `t` on that is not a blank. */
static const pl_token *skip_blank(const walk *k, const pl_token *t)
{
    bool count = newlines_count(k);
    for (;; t++)
        if (t->kind == PL_T_COMMENT ? count && is_line_comment(k, t)
                                    : t->kind != PL_T_NEWLINE || count)
            return t;
}

static bool is_word(const walk *k, const pl_token *t, const char *word)
{
    return t->kind == PL_T_IDENT && pl_str_eq(text_of(k, t), pl_str_cstr(word));
}

/* ---- frames */

static void push(walk *k, frame_kind kind)
{
    pl_vec_push(&k->w->frames, ((pl_walk_frame){ .kind = (uint8_t)kind, .bound = k->w->bound.n }));
    k->open[kind]++;
    k->operand = false;
    k->item = kind == IN_OBJECT;
}

static void pop(walk *k)
{
    pl_walk_frame *f = top(k);
    pl_assert(f && k->open[f->kind] > 0 && f->bound <= k->w->bound.n);
    k->open[f->kind]--;
    k->w->bound.n = f->bound;
    k->w->frames.n--;
}

/* Handle a closing bracket: it ends the innermost frame, if that is one of brackets. */
static void close_bracket(walk *k)
{
    pl_walk_frame *f = top(k);
    if (f && f->kind <= IN_FOR)
        pop(k);
    k->operand = true;
}

/* Close all frames inside the innermost one of `kind`, and that one; nothing if there is none. */
static void close_to(walk *k, frame_kind kind)
{
    uint32_t left = k->open[kind];
    while (left && k->open[kind] == left)
        pop(k);
}

static void bind(walk *k, const pl_walk_frame *f)
{
    for (unsigned i = 0; i < f->n_names; i++)
        pl_vec_push(&k->w->bound, f->names[i]);
}

/* Take the names of `for k, v in`, from the word `for` on, into the top frame. */
static const pl_token *take_names(walk *k, const pl_token *t)
{
    pl_walk_frame *f = top(k);
    for (t = skip_blank(k, t + 1); t->kind == PL_T_IDENT && f->n_names < 2;) {
        f->names[f->n_names++] = text_of(k, t);
        t = skip_blank(k, t + 1);
        if (t->kind != PL_T_COMMA)
            break;
        t = skip_blank(k, t + 1);
    }
    return is_word(k, t, "in") ? t + 1 : t;
}

/* Open a frame for `[`, `(` or `{`; the token after it shows whether it is a `for`. */
static const pl_token *open_bracket(walk *k, frame_kind kind)
{
    const pl_token *t = k->at + 1;
    bool round = k->at->kind == PL_T_OPAREN;
    push(k, IN_BRACKETS); /* where newlines are blanks */
    const pl_token *word = skip_blank(k, t);
    bool loop = !round && is_word(k, word, "for");
    pop(k);
    push(k, loop ? IN_FOR : kind);
    top(k)->collecting = loop;
    return loop ? take_names(k, word) : t;
}

static const pl_token *open_control(walk *k)
{
    push(k, IN_CONTROL);
    const pl_token *t = skip_blank(k, k->at + 1);
    if (is_word(k, t, "for"))
        return take_names(k, t);
    if (is_word(k, t, "endfor")) {
        /* The loop lies below this sequence: end its scope, keep the sequence. */
        pop(k);
        if (top(k) && top(k)->kind == IN_LOOP)
            pop(k);
        push(k, IN_CONTROL);
    }
    return t->kind == PL_T_IDENT ? t + 1 : t;
}

/* End the innermost sequence: the lexer opens and closes sequences in order. */
static void close_sequence(walk *k)
{
    if (!k->open[IN_SEQUENCE] && !k->open[IN_CONTROL])
        return;
    while (top(k)->kind != IN_SEQUENCE && top(k)->kind != IN_CONTROL)
        pop(k);
    pl_walk_frame f = *top(k);
    pop(k);
    if (f.n_names) {
        push(k, IN_LOOP);
        bind(k, &f);
    }
    k->operand = false;
}

/* Handle a colon, which may end the collection of a `for`. */
static void colon(walk *k)
{
    pl_walk_frame *f = top(k);
    k->operand = k->item = false;
    if (!f || f->kind != IN_FOR || !f->collecting)
        return;
    if (f->prechecked) {
        f->prechecked--;
        return;
    }
    f->collecting = false;
    bind(k, f);
}

/* ---- traversals */

static void add_part(walk *k, pl_traversal *t, pl_str part, bool quoted)
{
    pl_buf *path = &k->w->path;
    if (t->n)
        pl_buf_byte(path, '.');
    size_t from = path->len;
    if (quoted) {
        pl_string_decode(part, true, 0, path, NULL);
        pl_nfc_tail(path, from);
    } else {
        pl_buf_str(path, part);
    }
    if (t->n < PL_COUNT(t->ends))
        t->ends[t->n] = (uint32_t)path->len;
    t->n++;
}

/* The closing quote of a string without interpolation that starts at `t`, or NULL. */
static const pl_token *plain_string(const pl_token *t)
{
    if (t->kind != PL_T_OQUOTE)
        return NULL;
    for (t++; t->kind == PL_T_QUOTED_LIT; t++)
        ;
    return t->kind == PL_T_CQUOTE ? t : NULL;
}

/* Append `[literal]` at `t` to the path. Returns the closing bracket; NULL: it is something
 * else. */
static const pl_token *literal_index(walk *k, const pl_token *t, pl_traversal *out)
{
    push(k, IN_BRACKETS);
    const pl_token *key = skip_blank(k, t + 1), *last = key, *close_ = NULL;
    bool quoted = false;
    if (key->kind == PL_T_OQUOTE) {
        last = plain_string(key);
        quoted = true;
    } else if (key->kind != PL_T_NUMBER_LIT && !is_word(k, key, "true") &&
               !is_word(k, key, "false") && !is_word(k, key, "null")) {
        last = NULL;
    }
    if (last)
        close_ = skip_blank(k, last + 1);
    pop(k);
    if (!close_ || close_->kind != PL_T_CBRACK)
        return NULL;
    pl_str part = quoted ? pl_str_sub(k->text, key->end, last->start) : text_of(k, key);
    add_part(k, out, part, quoted);
    return close_;
}

static bool is_bound(walk *k, pl_str name)
{
    k->work += k->w->bound.n;
    for (size_t i = k->w->bound.n; i-- > 0;)
        if (pl_str_eq(k->w->bound.at[i], name))
            return true;
    return false;
}

/* Take the traversal whose root is at the cursor. Returns the token after it. */
static const pl_token *traversal(walk *k)
{
    const pl_token *root = k->at, *last = root;
    pl_str name = text_of(k, root);
    pl_traversal t = { .start = root->start };
    k->w->path.len = 0;
    add_part(k, &t, name, false);
    for (;;) {
        const pl_token *step = skip_blank(k, last + 1), *end = NULL;
        if (step->kind == PL_T_DOT) {
            const pl_token *what = skip_blank(k, step + 1);
            if (what->kind == PL_T_IDENT || what->kind == PL_T_NUMBER_LIT) {
                add_part(k, &t, text_of(k, what), false);
                end = what;
            }
        } else if (step->kind == PL_T_OBRACK) {
            end = literal_index(k, step, &t);
        }
        if (!end)
            break;
        last = end;
    }
    t.end = last->end;
    t.path = pl_buf_view(&k->w->path);
    k->operand = true;
    k->one = root == k->first && last[1].kind == PL_T_EOF;
    if (!is_bound(k, name))
        k->fn(k->ctx, &t);
    return last + 1;
}

/* Note the path of a call `file("path"` whose name is at the cursor. */
static void file_call(walk *k, const pl_token *open)
{
    pl_str name = text_of(k, k->at);
    if (!pl_str_eq(name, PL_S("file")) && !pl_str_eq(name, PL_S("templatefile")))
        return;
    push(k, IN_BRACKETS);
    const pl_token *path = skip_blank(k, open + 1), *last = plain_string(path);
    const pl_token *after = last ? skip_blank(k, last + 1) : NULL;
    pop(k);
    if (!after || (after->kind != PL_T_COMMA && after->kind != PL_T_CPAREN))
        return;
    pl_traversal t = { .start = path->start, .end = last->end, .file = true };
    k->w->path.len = 0;
    add_part(k, &t, pl_str_sub(k->text, path->end, last->start), true);
    t.path = pl_buf_view(&k->w->path);
    k->fn(k->ctx, &t);
}

/* Handle an identifier that is not a step. Returns where to go on. */
static const pl_token *word(walk *k)
{
    const pl_token *next = skip_blank(k, k->at + 1);
    bool item = k->item;
    k->item = false;
    if (k->operand) { /* `if`, `in` */
        k->operand = false;
        return k->at + 1;
    }
    if (item && (next->kind == PL_T_EQUAL || next->kind == PL_T_COLON))
        return k->at + 1;
    if (next->kind == PL_T_DOUBLE_COLON)
        return next + 1; /* a part of a function's name; its last has the parenthesis */
    if (next->kind == PL_T_OPAREN) {
        file_call(k, next);
        return next;
    }
    if (is_word(k, k->at, "true") || is_word(k, k->at, "false") || is_word(k, k->at, "null")) {
        k->operand = true;
        return k->at + 1;
    }
    return traversal(k);
}

/* Handle a `.` after something that is not a traversal: a step or an attribute splat. */
static const pl_token *dot(walk *k)
{
    const pl_token *what = skip_blank(k, k->at + 1);
    if (what->kind != PL_T_IDENT && what->kind != PL_T_STAR && what->kind != PL_T_NUMBER_LIT)
        return k->at + 1;
    k->operand = true;
    return what + 1;
}

/* Handle a `[` after an operand: an index or a full splat. */
static const pl_token *bracket(walk *k)
{
    if (k->operand) {
        push(k, IN_BRACKETS);
        const pl_token *star = skip_blank(k, k->at + 1);
        const pl_token *end = star->kind == PL_T_STAR ? skip_blank(k, star + 1) : star;
        if (star->kind == PL_T_STAR && end->kind == PL_T_CBRACK) {
            pop(k);
            k->operand = true;
            return end + 1;
        }
        return k->at + 1;
    }
    return open_bracket(k, IN_BRACKETS);
}

/* Process the token at the cursor. Returns where to go on. */
static const pl_token *step(walk *k)
{
    const pl_token *t = k->at;
    switch (t->kind) {
    case PL_T_IDENT: return word(k);
    case PL_T_DOT: return dot(k);
    case PL_T_OBRACK: return bracket(k);
    case PL_T_OPAREN: return open_bracket(k, IN_BRACKETS);
    case PL_T_OBRACE: return open_bracket(k, IN_OBJECT);
    case PL_T_CBRACK:
    case PL_T_CPAREN:
    case PL_T_CBRACE: close_bracket(k); break;
    case PL_T_OQUOTE:
    case PL_T_OHEREDOC: push(k, IN_TEMPLATE); break;
    case PL_T_CQUOTE:
    case PL_T_CHEREDOC:
        close_to(k, IN_TEMPLATE);
        k->operand = true;
        break;
    case PL_T_TEMPLATE_INTERP: push(k, IN_SEQUENCE); break;
    case PL_T_TEMPLATE_CONTROL: return open_control(k);
    case PL_T_TEMPLATE_SEQ_END: close_sequence(k); break;
    case PL_T_NUMBER_LIT: k->operand = true; break;
    case PL_T_COLON: colon(k); break;
    case PL_T_QUESTION:
        k->operand = false;
        if (top(k) && top(k)->kind == IN_FOR && top(k)->collecting)
            top(k)->prechecked++;
        break;
    case PL_T_COMMENT:
        if (!is_line_comment(k, t))
            break;
        /* fall through */
    case PL_T_NEWLINE:
    case PL_T_COMMA:
        if (t->kind != PL_T_COMMA && !newlines_count(k))
            break;
        k->operand = false;
        k->item = top(k) && top(k)->kind == IN_OBJECT;
        return t + 1;
    case PL_T_ELLIPSIS:
    case PL_T_QUOTED_LIT:
    case PL_T_STRING_LIT: break;
    default: k->operand = false;
    }
    if (t->kind != PL_T_COMMENT && t->kind != PL_T_NEWLINE && t->kind != PL_T_OBRACE)
        k->item = false;
    return t + 1;
}

pl_walk_result pl_walk(pl_walker *w, const pl_tokens *tokens, pl_str text, bool inside,
                       pl_traversal_fn *fn, void *ctx)
{
    const pl_token *first = tokens->list.at;
    walk k = { .w = w, .first = first, .at = first, .text = text, .fn = fn, .ctx = ctx };
    w->frames.n = w->bound.n = 0;
    if (inside)
        push(&k, IN_SEQUENCE);
    while (k.at->kind != PL_T_EOF) {
        k.bad |= k.at->kind == PL_T_EQUAL && !w->frames.n;
        k.at = step(&k);
        if (w->frames.n > MOST_FRAMES || k.work > MOST_WORK)
            return (pl_walk_result){ .bad = true };
    }
    return (pl_walk_result){ .one = k.one, .bad = k.bad };
}

void pl_walker_done(pl_walker *w)
{
    pl_vec_done(&w->frames);
    pl_vec_done(&w->bound);
    pl_buf_done(&w->path);
}
