/* json.c - decodes JSON into the form that cells hold. */
#include "base/double.h"
#include "base/cast.h"
#include "base/sort.h"
#include "db/inner.h"
#include <math.h>

double pl_db__json_number(const pl_json *node)
{
    double d;
    pl_double_read(node->text, 64, &d);
    return d;
}

static int by_key(const void *a, const void *b)
{
    const pl_json *x = a, *y = b;
    return pl_str_cmp(x->key, y->key);
}

static bool ascending(const pl_json *object)
{
    for (const pl_json *m = object->first; m && m->next; m = m->next)
        if (pl_str_cmp(m->key, m->next->key) >= 0)
            return false;
    return true;
}

/* Sort the members and drop all but the last of those with one key. */
static void order_members(pl_arena *scratch, pl_json *object)
{
    if (ascending(object))
        return;
    pl_mark mark = pl_arena_mark(scratch);
    pl_json **all = pl_arena_alloc(scratch, object->n * sizeof *all);
    uint32_t n = 0, kept = 0;
    for (pl_json *m = object->first; m; m = m->next)
        all[n++] = m;
    pl_sort(pl_unconst(all), n, by_key);
    for (uint32_t i = 0; i < n; i++)
        if (i + 1 == n || !pl_str_eq(all[i]->key, all[i + 1]->key))
            all[kept++] = all[i];
    for (uint32_t i = 0; i < kept; i++)
        all[i]->next = i + 1 < kept ? all[i + 1] : NULL;
    object->first = all[0];
    object->last = all[kept - 1];
    object->n = kept;
    pl_arena_rewind(scratch, mark);
}

/* Does the number exceed a double? Powerpipe's JSON reader then rejects the whole text. */
static bool too_large(const pl_json *node)
{
    return node->text.len > 4 && !isfinite(pl_db__json_number(node));
}

/* The nodes still to be processed: a list and not recursion, because documents may be deep. */
typedef struct todo {
    pl_json *node;
    struct todo *next;
} todo;

static bool normalise(pl_arena *arena, pl_json *root)
{
    pl_arena scratch = { 0 };
    todo *list = PL_NEW(arena, todo);
    *list = (todo){ root, NULL };
    bool ok = true;
    while (list && ok) {
        pl_json *node = list->node;
        list = list->next;
        if (node->kind == PL_JSON_NUMBER)
            ok = !too_large(node);
        if (node->kind == PL_JSON_OBJECT && node->n)
            order_members(&scratch, node);
        if (node->kind != PL_JSON_OBJECT && node->kind != PL_JSON_ARRAY)
            continue;
        for (pl_json *m = node->n ? node->first : NULL; m; m = m->next) {
            if (m->kind != PL_JSON_OBJECT && m->kind != PL_JSON_ARRAY && m->kind != PL_JSON_NUMBER)
                continue;
            todo *t = PL_NEW(arena, todo);
            *t = (todo){ m, list };
            list = t;
        }
    }
    pl_arena_done(&scratch);
    return ok;
}

const pl_json *pl_db__json(pl_arena *arena, pl_str text)
{
    /* The tree is ours: it was made in `arena` a moment ago. */
    pl_json *root = pl_unconst(pl_json_parse(arena, text, NULL));
    return root && normalise(arena, root) ? root : NULL;
}
