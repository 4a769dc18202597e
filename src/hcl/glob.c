/* glob.c - matches one name with a pattern by backtracking, and walks directories for patterns
 * with slashes. Every comparison costs a step of the caller's budget. */
#include "hcl/glob.h"
#include "base/assert.h"
#include "base/look.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include <stdlib.h>

/* ---- one name */

static size_t rune_at(pl_str s, size_t i, uint32_t *cp)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    unsigned len = i < s.len ? pl_utf8_len(p + i, p + s.len) : 0;
    *cp = len ? pl_utf8_decode(p + i, len) : 0xfffd;
    return len ? len : i < s.len;
}

/* The first `c` from `from` on without a backslash before it; s.len: none. */
static size_t find_plain(pl_str s, size_t from, char c)
{
    pl_assert(from <= s.len);
    size_t i = from;
    while (i < s.len && s.ptr[i] != c)
        i += s.ptr[i] == '\\' ? 2 : 1;
    return i < s.len ? i : s.len;
}

/* Read one end of a range in [class]; false: it is not allowed there. */
static bool class_end(pl_str class, size_t *i, uint32_t *cp)
{
    *i += rune_at(class, *i, cp);
    if (*cp == '-')
        return false;
    if (*cp != '\\')
        return true;
    if (*i >= class.len)
        return false;
    *i += rune_at(class, *i, cp);
    return true;
}

static bool in_class(pl_str class, uint32_t cp, bool *in)
{
    bool negated = class.len && class.ptr[0] == '^', found = false;
    if (!class.len)
        return false;
    for (size_t i = negated; i < class.len;) {
        uint32_t low, high;
        if (!class_end(class, &i, &low))
            return false;
        high = low;
        if (i < class.len && class.ptr[i] == '-') {
            i++;
            if (i >= class.len || !class_end(class, &i, &high))
                return false;
        }
        found |= low <= cp && cp <= high;
    }
    *in = found != negated;
    return true;
}

typedef struct matching {
    uint64_t *steps;
    pl_arena *scratch;
    unsigned depth;
} matching;

enum { MOST_DEPTH = 500 }; /* nested stars and braces */

/* Use up n steps. False: there are not that many left. */
static bool spend(uint64_t *steps, uint64_t n)
{
    bool enough = *steps >= n;
    *steps -= enough ? n : *steps;
    return enough;
}

static pl_globbed match_glob(matching *m, pl_str pattern, pl_str name, bool *out);

/* Match the pattern after a `*`: try each end of the stretch that the star may take. */
static pl_globbed match_star(matching *m, pl_str pattern, pl_str name, bool *out)
{
    uint32_t cp;
    *out = !pattern.len;
    while (!*out && name.len) {
        if (match_glob(m, pattern, name, out) == PL_GLOB_LIMIT)
            return PL_GLOB_LIMIT;
        name = pl_str_sub(name, rune_at(name, 0, &cp), name.len);
    }
    return PL_GLOB_DONE;
}

/* Match from an opening brace on: try each alternative, followed by the pattern after the brace. */
static pl_globbed match_braces(matching *m, pl_str pattern, pl_str name, bool *out)
{
    size_t close = find_plain(pattern, 0, '}');
    if (close >= pattern.len)
        return PL_GLOB_BAD;
    pl_str options = pl_str_sub(pattern, 0, close);
    pl_globbed how = spend(m->steps, options.len) ? PL_GLOB_DONE : PL_GLOB_LIMIT;
    for (size_t from = 0; how == PL_GLOB_DONE && !*out && from <= options.len;) {
        size_t to = find_plain(options, from, ',');
        if (!spend(m->steps, pattern.len - options.len + to - from))
            return PL_GLOB_LIMIT;
        pl_mark mark = pl_arena_mark(m->scratch);
        pl_str whole =
            pl_arena_printf(m->scratch, "%.*s%.*s", PL_FMT(pl_str_sub(options, from, to)),
                            PL_FMT(pl_str_sub(pattern, close + 1, pattern.len)));
        how = match_glob(m, whole, name, out);
        pl_arena_rewind(m->scratch, mark);
        from = to + 1;
    }
    return how;
}

/* Match the character `rune` of the name with the pattern element at *i (`?`, a class, an escape or
 * a plain character) and move *i past it. *same: they match. */
static pl_globbed match_char(matching *m, pl_str pattern, size_t *i, uint32_t rune, bool *same)
{
    uint32_t cp;
    *i += rune_at(pattern, *i, &cp);
    if (cp == '\\') {
        if (*i >= pattern.len)
            return PL_GLOB_BAD;
        *i += rune_at(pattern, *i, &cp);
        *same = cp == rune;
    } else if (cp == '[') {
        size_t close = find_plain(pattern, *i, ']');
        if (!spend(m->steps, close - *i))
            return PL_GLOB_LIMIT;
        if (close >= pattern.len || !in_class(pl_str_sub(pattern, *i, close), rune, same))
            return PL_GLOB_BAD;
        *i = close + 1;
    } else {
        *same = cp == '?' || cp == rune;
    }
    return PL_GLOB_DONE;
}

static pl_globbed match_all(matching *m, pl_str pattern, pl_str name, bool *out)
{
    size_t i = 0, j = 0;
    while (i < pattern.len && j < name.len) {
        uint32_t rune;
        bool same;
        if (!spend(m->steps, 1))
            return PL_GLOB_LIMIT;
        pl_str rest = pl_str_sub(pattern, i + 1, pattern.len);
        if (pattern.ptr[i] == '*')
            return match_star(m, rest, pl_str_sub(name, j, name.len), out);
        if (pattern.ptr[i] == '{')
            return match_braces(m, rest, pl_str_sub(name, j, name.len), out);
        j += rune_at(name, j, &rune);
        pl_globbed how = match_char(m, pattern, &i, rune, &same);
        if (how != PL_GLOB_DONE || !same)
            return how;
    }
    pl_str left = pl_str_sub(pattern, i, pattern.len);
    *out =
        j >= name.len && (!left.len || pl_str_eq(left, PL_S("*")) || pl_str_eq(left, PL_S("**")));
    return PL_GLOB_DONE;
}

static pl_globbed match_glob(matching *m, pl_str pattern, pl_str name, bool *out)
{
    *out = false;
    if (!name.len) {
        *out = !pattern.len || pl_str_eq(pattern, PL_S("*"));
        return PL_GLOB_DONE;
    }
    if (m->depth >= MOST_DEPTH || !spend(m->steps, 1))
        return PL_GLOB_LIMIT;
    m->depth++;
    pl_globbed how = match_all(m, pattern, name, out);
    m->depth--;
    return how;
}

pl_globbed pl_glob_match(pl_arena *scratch, pl_str pattern, pl_str name, uint64_t *steps,
                         bool *matches)
{
    matching m = { steps, scratch, 0 };
    return match_glob(&m, pattern, name, matches);
}

/* ---- trees */

/* The directories that are being read, innermost first. */
typedef struct level {
    uint64_t device, inode;
    unsigned depth;
    const struct level *outer;
} level;

/* Reading an entry costs as much as a thousand comparisons, and its name is stored. */
enum { ENTRY_STEPS = 1000 };

typedef struct name {
    pl_str text;
    pl_file_type type;
} name;

typedef struct names {
    pl_glob *glob;
    PL_VEC(name) list;
} names;

static bool take_name(void *ctx, pl_str text, pl_file_type type)
{
    names *n = ctx;
    if (!spend(n->glob->steps, ENTRY_STEPS))
        return false;
    name found = { pl_arena_str(n->glob->scratch, text), type };
    pl_vec_push(&n->list, found);
    return true;
}

static int by_name(const void *a, const void *b)
{
    return pl_str_cmp(((const name *)a)->text, ((const name *)b)->text);
}

static pl_str below(pl_glob *g, pl_str dir, pl_str part)
{
    const char *slash = dir.len && dir.ptr[dir.len - 1] == '/' ? "" : "/";
    return pl_arena_printf(g->scratch, "%.*s%s%.*s", PL_FMT(dir), slash, PL_FMT(part));
}

static pl_str first_part(pl_str pattern)
{
    return pl_str_sub(pattern, 0, find_plain(pattern, 0, '/'));
}

static pl_str behind_first(pl_str pattern)
{
    return pl_str_sub(pattern, first_part(pattern).len + 1, pattern.len);
}

/* The length of the leading parts of the pattern without special characters, with the slash
 * after them. */
static size_t plain_parts(pl_str pattern)
{
    size_t plain = 0, i = 0;
    for (; i < pattern.len && !memchr("*?[{\\", pattern.ptr[i], 5); i++)
        plain = pattern.ptr[i] == '/' ? i + 1 : plain;
    return i == pattern.len ? i : plain;
}

static pl_globbed found(pl_glob *g, pl_str path)
{
    return g->found(g->ctx, path) ? PL_GLOB_DONE : PL_GLOB_STOPPED;
}

static pl_globbed walk(pl_glob *g, pl_str dir, pl_str pattern, const level *outer);

/* Apply `**` to one name: it stands for any depth. */
static pl_globbed any_depth(pl_glob *g, pl_str path, pl_file_type type, pl_str pattern, bool last,
                            const level *here)
{
    pl_looked looked = { .type = type };
    if (type == PL_FILE_LINK && pl_file_look(path.ptr, true, &looked) != 0)
        return PL_GLOB_DONE; /* a dangling link */
    pl_globbed how = last ? found(g, path) : PL_GLOB_DONE;
    if (how == PL_GLOB_DONE && looked.type == PL_FILE_DIR)
        how = walk(g, path, pattern, here);
    return how;
}

/* Match the names in this directory with the first part of the pattern. */
static pl_globbed match_names(pl_glob *g, pl_str dir, const names *n, pl_str pattern,
                              const level *here)
{
    pl_str part = first_part(pattern), rest = behind_first(pattern);
    pl_globbed how = PL_GLOB_DONE;
    for (size_t i = 0; how == PL_GLOB_DONE && i < n->list.n; i++) {
        bool same;
        how = pl_glob_match(g->scratch, part, n->list.at[i].text, g->steps, &same);
        if (how != PL_GLOB_DONE || !same)
            continue;
        pl_str path = below(g, dir, n->list.at[i].text);
        how = rest.len ? walk(g, path, rest, here) : found(g, path);
    }
    return how;
}

static pl_globbed read_dir(pl_glob *g, pl_str dir, pl_str pattern, const level *here)
{
    names n = { .glob = g };
    pl_globbed how = PL_GLOB_DONE;
    if (g->listed)
        g->listed(g->ctx, dir);
    /* A directory that cannot be read has no matches. */
    pl_file_list(dir.ptr, &n, take_name);
    if (n.list.n)
        qsort(n.list.at, n.list.n, sizeof *n.list.at, by_name);
    if (*g->steps < ENTRY_STEPS)
        how = PL_GLOB_LIMIT;
    bool deep = pl_str_eq(first_part(pattern), PL_S("**"));
    pl_str rest = behind_first(pattern);
    for (size_t i = 0; deep && how == PL_GLOB_DONE && i < n.list.n; i++)
        how = any_depth(g, below(g, dir, n.list.at[i].text), n.list.at[i].type, pattern, !rest.len,
                        here);
    if (how == PL_GLOB_DONE && (!deep || rest.len))
        how = match_names(g, dir, &n, deep ? rest : pattern, here);
    pl_vec_done(&n.list);
    return how;
}

/* Match a pattern below `dir`; parts without special characters are looked up, not searched. */
static pl_globbed walk(pl_glob *g, pl_str dir, pl_str pattern, const level *outer)
{
    pl_looked looked;
    size_t plain = plain_parts(pattern);
    if (!spend(g->steps, ENTRY_STEPS + dir.len + pattern.len))
        return PL_GLOB_LIMIT;
    if (plain) {
        pl_str parts = pl_str_sub(pattern, 0, plain);
        parts.len -= parts.ptr[plain - 1] == '/';
        dir = below(g, dir, parts);
        pattern = pl_str_sub(pattern, plain, pattern.len);
    }
    if (pl_file_look(dir.ptr, pattern.len > 0, &looked) != 0)
        return PL_GLOB_DONE;
    if (!pattern.len)
        return found(g, dir);
    if (looked.type != PL_FILE_DIR)
        return PL_GLOB_DONE;
    level here = { looked.device, looked.inode, outer ? outer->depth + 1 : 0, outer };
    for (const level *l = outer; l; l = l->outer)
        if (l->device == here.device && l->inode == here.inode)
            return PL_GLOB_DONE; /* a link has led back to it */
    return here.depth < MOST_DEPTH ? read_dir(g, dir, pattern, &here) : PL_GLOB_LIMIT;
}

pl_globbed pl_glob_walk(pl_glob *glob, pl_str root, pl_str pattern)
{
    return walk(glob, pl_arena_str(glob->scratch, root), pattern, NULL);
}
