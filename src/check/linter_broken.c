/* linter_broken.c - finds the sound blocks of a file with syntax errors.
 *
 * After an error the parser may take everything that follows for a part of one text or expression.
 * People write blocks that begin and end in the first column: these are parsed once more, each by
 * itself. */
#include "check/linter_inner.h"
#include "base/search.h"
#include "base/str.h"
#include "hcl/parse.h"
#include "schema/kind.h"
#include <stdlib.h>

typedef struct mender {
    pl_lint_file *file;
    pl_parser *parser;
    PL_VEC(uint32_t) errors; /* places, ascending */
    pl_body *sound;
    pl_block **end;
    const pl_block *near; /* of `sound` the first that does not end before what is looked at */
    size_t budget;        /* bytes that may be parsed again */
} mender;

static void keep(mender *m, const pl_block *b)
{
    pl_block *copy = pl_arena_alloc(&m->file->tree, sizeof *copy);
    *copy = *b;
    copy->next = NULL;
    *m->end = copy;
    m->end = &copy->next;
}

/* ---- blocks that the parser saw */

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void find_errors(mender *m)
{
    for (size_t i = 0; i < pl_diags_count(m->file->syntax); i++)
        pl_vec_push(&m->errors, pl_diags_get(m->file->syntax, i)->start.byte);
    qsort(m->errors.at, m->errors.n, sizeof *m->errors.at, by_value);
}

static bool is_sound(const mender *m, const pl_block *b)
{
    size_t next =
        pl_lower_bound(m->errors.at, m->errors.n, sizeof *m->errors.at, 0, b->range.start);
    return (next == m->errors.n || m->errors.at[next] > b->range.end) &&
           b->close.end > b->close.start;
}

/* ---- blocks after an error */

/* The end of the line that byte `at` is in, with its newline. */
static size_t line_end(pl_str text, size_t at)
{
    while (at < text.len && text.ptr[at] != '\n')
        at++;
    return at < text.len ? at + 1 : at;
}

/* The byte after the first closing brace from `at` on that begins a line, or 0. */
static size_t closing(pl_str text, size_t at)
{
    for (; at < text.len; at = line_end(text, at))
        if (text.ptr[at] == '}')
            return at + 1;
    return 0;
}

static bool opens_block(pl_str line)
{
    line = pl_str_trim(line);
    return line.len && line.ptr[0] >= 'a' && line.ptr[0] <= 'z' && pl_str_ends(line, PL_S("{"));
}

/* The end of the kept block that byte `at` is in; `at` if it is in none. */
static size_t end_of_kept(mender *m, size_t at)
{
    while (m->near && m->near->range.end <= at)
        m->near = m->near->next;
    return m->near && m->near->range.start <= at ? m->near->range.end : at;
}

static bool parse_again(mender *m, pl_range slice)
{
    pl_diags *ignored = pl_diags_new();
    pl_diags_begin(ignored, m->file->path, m->file->text);
    const pl_body *body = pl_parse_slice(m->parser, m->file->text, slice, &m->file->tree, ignored);
    pl_diags_end(ignored);
    bool right = !pl_diags_count(ignored);
    for (const pl_block *b = right ? body->blocks : NULL; b; b = b->next)
        keep(m, b);
    pl_diags_free(ignored);
    return right;
}

static void find_blocks_after(mender *m, size_t at)
{
    pl_str text = m->file->text;
    size_t end;
    for (at = line_end(text, at); at < text.len; at = end) {
        size_t kept = end_of_kept(m, at), next = line_end(text, at);
        end = kept > at ? line_end(text, kept) : next;
        if (kept > at || !opens_block(pl_str_sub(text, at, next)))
            continue;
        size_t close = closing(text, next);
        if (!close || close - at > m->budget)
            return;
        m->budget -= close - at;
        if (parse_again(m, (pl_range){ (uint32_t)at, (uint32_t)close }))
            end = line_end(text, close);
    }
}

void pl_linter__mend(pl_lint_file *file, pl_parser *parser)
{
    pl_body *sound = pl_arena_alloc(&file->tree, sizeof *sound);
    mender m = { .file = file, .parser = parser, .sound = sound, .end = &sound->blocks };
    m.budget = 8 * file->text.len;
    *sound = *file->body;
    sound->blocks = NULL;
    find_errors(&m);
    for (const pl_block *b = file->body->blocks; b; b = b->next)
        if (is_sound(&m, b))
            keep(&m, b);
    m.near = sound->blocks;
    pl_block **again = m.end;
    find_blocks_after(&m, m.errors.at[0]);
    file->sound = sound;
    file->again = *again;
    pl_vec_done(&m.errors);
}

/* ---- what may be declared in the rest */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Could the bytes at `at` declare a block or a local: `query "name"`, `query name`, `name =`? */
static bool declares(pl_str text, size_t at, pl_str name, pl_str word)
{
    size_t before = at, after = at + name.len;
    while (after < text.len && is_blank(text.ptr[after]))
        after++;
    if (!word.len)
        return after < text.len && text.ptr[after] == '=';
    if (before && text.ptr[before - 1] == '"')
        before--;
    size_t quote = before;
    while (before && is_blank(text.ptr[before - 1]))
        before--;
    return (before < quote || quote < at) && pl_str_ends(pl_str_sub(text, 0, before), word);
}

bool pl_linter__may_be(const pl_linter *l, uint32_t mod, pl_kind kind, pl_str name)
{
    pl_str word = kind == PL_KIND_LOCAL ? (pl_str){ 0 } : pl_kind_word(kind);
    for (size_t i = 0; i < l->files.n; i++) {
        const pl_lint_file *f = &l->files.at[i];
        pl_str rest = f->text;
        if (!f->broken || f->mod != mod)
            continue;
        for (char *at; (at = memmem(rest.ptr, rest.len, name.ptr, name.len)) != NULL;) {
            size_t found = (size_t)(at - f->text.ptr);
            if (declares(f->text, found, name, word))
                return true;
            rest = pl_str_sub(f->text, found + 1, f->text.len);
        }
    }
    return false;
}
