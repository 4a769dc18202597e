/* ignore.c - reads an ignore file, and matches paths with its patterns without recursion. */
#include "mod/ignore.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/path.h"
#include "base/str.h"
#include <errno.h>

pl_ignore pl_ignore_parse(pl_str text, pl_arena *arena)
{
    uint32_t lines = pl_line_at(text, text.len);
    pl_str *list = pl_arena_alloc(arena, lines * sizeof *list);
    uint32_t n = 0;
    while (text.len) {
        pl_str line = pl_str_split(&text, '\n');
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (!pl_str_trim(line).len || line.ptr[0] == '#')
            continue;
        pl_str clean = pl_path_clean(arena, line);
        if (clean.ptr[0] == '/')
            clean = pl_str_sub(clean, 1, clean.len);
        list[n++] = clean;
    }
    return (pl_ignore){ list, n };
}

int pl_ignore_read(pl_str dir, pl_arena *arena, pl_seen *seen, pl_ignore *out)
{
    enum { LARGEST = 1 << 20 };
    pl_str path = pl_path_join(arena, dir, PL_S(PL_IGNORE_FILE)), text;
    int error = pl_seen_slurp(seen, path.ptr, LARGEST, arena, &text);
    *out = error ? (pl_ignore){ 0 } : pl_ignore_parse(text, arena);
    bool trouble = error == EIO || error == EMFILE || error == ENFILE || error == ENOMEM;
    return trouble ? error : 0;
}

/* Is `c` in the set whose '[' precedes `p`? *end becomes the position after ']'. A set without its
 * end matches nothing. */
static bool in_set(pl_str pattern, size_t p, unsigned char c, size_t *end)
{
    bool negated = p < pattern.len && (pattern.ptr[p] == '!' || pattern.ptr[p] == '^');
    bool found = false;
    p += negated;
    for (size_t first = p; p < pattern.len; p++) {
        unsigned char lo = (unsigned char)pattern.ptr[p];
        if (lo == ']' && p > first) {
            *end = p + 1;
            return found != negated;
        }
        if (lo == '\\' && p + 1 < pattern.len)
            lo = (unsigned char)pattern.ptr[++p];
        unsigned char hi = lo;
        if (p + 2 < pattern.len && pattern.ptr[p + 1] == '-' && pattern.ptr[p + 2] != ']') {
            hi = (unsigned char)pattern.ptr[p + 2];
            p += 2;
        }
        found = found || (lo <= c && c <= hi);
    }
    *end = pattern.len;
    return false;
}

/* Does the piece of the pattern at `p`, which is no star, match the character `c`? */
static bool take_one(pl_str pattern, size_t p, char c, size_t *end)
{
    *end = p + 1;
    switch (pattern.ptr[p]) {
    case '?': return c != '/';
    case '[': return in_set(pattern, p + 1, (unsigned char)c, end) && c != '/';
    case '\\':
        if (p + 1 < pattern.len)
            *end = ++p + 1;
        break;
    default: break;
    }
    return pattern.ptr[p] == c;
}

/* Length of a `**` at `p` that fills the room between slashes, with the slash
 * after it; 0 when there is none. */
static size_t deep_star(pl_str pattern, size_t p)
{
    if (p + 1 >= pattern.len || pattern.ptr[p] != '*' || pattern.ptr[p + 1] != '*')
        return 0;
    if (p > 0 && pattern.ptr[p - 1] != '/')
        return 0;
    if (p + 2 == pattern.len)
        return 2;
    return pattern.ptr[p + 2] == '/' ? 3 : 0;
}

/* Backtracking with one retry point per kind of star: a later star of a kind
 * replaces the earlier one, and the deep one outlives the shallow one. */
bool pl_ignore_glob(pl_str pattern, pl_str path)
{
    enum { NONE = SIZE_MAX };
    size_t p = 0, s = 0;
    size_t star_p = (size_t)NONE, star_s = 0, deep_p = (size_t)NONE, deep_s = 0;
    for (;;) {
        size_t deep = p < pattern.len ? deep_star(pattern, p) : 0, end;
        if (deep == 2)
            return true;
        if (deep) {
            deep_p = p += deep;
            deep_s = s;
            star_p = (size_t)NONE;
            continue;
        }
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star_p = ++p;
            star_s = s;
            continue;
        }
        if (p == pattern.len && s == path.len)
            return true;
        if (p < pattern.len && s < path.len && take_one(pattern, p, path.ptr[s], &end)) {
            p = end;
            s++;
            continue;
        }
        if (star_p != (size_t)NONE && star_s < path.len && path.ptr[star_s] != '/') {
            p = star_p;
            s = ++star_s;
            continue;
        }
        if (deep_p == (size_t)NONE)
            return false;
        star_p = (size_t)NONE;
        deep_s += pl_str_find(pl_str_sub(path, deep_s, path.len), '/') + 1;
        if (deep_s > path.len)
            return false;
        p = deep_p;
        s = deep_s;
    }
}

bool pl_ignore_matches(const pl_ignore *ignore, pl_str path)
{
    for (uint32_t i = 0; i < ignore->n; i++)
        if (pl_ignore_glob(ignore->list[i], path))
            return true;
    return false;
}

bool pl_ignore_covers(const pl_ignore *ignore, pl_str path)
{
    for (uint32_t i = 0; i < ignore->n; i++) {
        pl_str p = ignore->list[i];
        if (pl_str_ends(p, PL_S("/**")) && pl_ignore_glob(pl_str_sub(p, 0, p.len - 3), path))
            return true;
    }
    return false;
}
