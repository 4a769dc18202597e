/* list.h - doubly linked lists of structs with the members `before` and `next`.
 *
 * `first` is the pointer to the first item, NULL for an empty list. A list owns nothing. Threads:
 * one at a time; the owner of the list locks. */
#ifndef PL_BASE_LIST_H
#define PL_BASE_LIST_H

/* Put an item that is in no list at the front. */
#define PL_LIST_PUSH(first, item)                                                                  \
    do {                                                                                           \
        (item)->before = NULL;                                                                     \
        (item)->next = (first);                                                                    \
        if ((item)->next)                                                                          \
            (item)->next->before = (item);                                                         \
        (first) = (item);                                                                          \
    } while (0)

#define PL_LIST_REMOVE(first, item)                                                                \
    do {                                                                                           \
        if ((item)->before)                                                                        \
            (item)->before->next = (item)->next;                                                   \
        else                                                                                       \
            (first) = (item)->next;                                                                \
        if ((item)->next)                                                                          \
            (item)->next->before = (item)->before;                                                 \
    } while (0)

#endif
