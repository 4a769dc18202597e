/* key_sort.c - a merge sort of linked lists, with insertion for short ones. */
#include "base/key_sort.h"
#include "base/str.h"

typedef struct list {
    size_t key, next; /* offsets in a node */
} list;

static void *next_of(const list *l, const void *node)
{
    void *next;
    memcpy(&next, (const char *)node + l->next, sizeof next);
    return next;
}

static void set_next(const list *l, void *node, void *next)
{
    memcpy((char *)node + l->next, &next, sizeof next);
}

/* Compare first letters before keys: most keys differ there. */
static bool is_before(const list *l, const void *x, const void *y)
{
    const pl_str *a = (const void *)((const char *)x + l->key);
    const pl_str *b = (const void *)((const char *)y + l->key);
    if (a->len && b->len && a->ptr[0] != b->ptr[0])
        return (unsigned char)a->ptr[0] < (unsigned char)b->ptr[0];
    return pl_str_cmp(*a, *b) < 0;
}

static void *merge_lists(const list *l, void *a, void *b)
{
    void *first = NULL, *last = NULL;
    while (a && b) {
        void *least = is_before(l, b, a) ? b : a;
        *(least == a ? &a : &b) = next_of(l, least);
        if (last)
            set_next(l, last, least);
        else
            first = least;
        last = least;
    }
    set_next(l, last, a ? a : b);
    return first;
}

/* The depth of recursion is the logarithm of the length. */
static void *sort_list(const list *l, void *first)
{
    void *slow = first, *fast = first ? next_of(l, first) : NULL;
    if (!fast)
        return first;
    while (fast && next_of(l, fast)) {
        slow = next_of(l, slow);
        fast = next_of(l, next_of(l, fast));
    }
    void *second = next_of(l, slow);
    set_next(l, slow, NULL);
    first = sort_list(l, first);
    return merge_lists(l, first, sort_list(l, second));
}

/* Insertion sort for short lists: most objects have few members, nearly in order, so that most of
 * them are appended. */
enum { FEW = 16 };

static bool are_few(const list *l, const void *node)
{
    unsigned n = 0;
    for (; node && n <= FEW; node = next_of(l, node))
        n++;
    return n <= FEW;
}

/* Equal keys stay in their order. */
static void *insert_all(const list *l, void *node)
{
    void *first = NULL, *last = NULL;
    while (node) {
        void *next = next_of(l, node), *before = NULL, *after = first;
        if (last && !is_before(l, node, last)) {
            before = last;
            after = NULL;
        }
        while (after && !is_before(l, node, after)) {
            before = after;
            after = next_of(l, after);
        }
        set_next(l, node, after);
        if (before)
            set_next(l, before, node);
        else
            first = node;
        if (!after)
            last = node;
        node = next;
    }
    return first;
}

void *pl_key_sort(void *first, size_t key, size_t next)
{
    const list l = { key, next };
    return are_few(&l, first) ? insert_all(&l, first) : sort_list(&l, first);
}
