/* key_sort.h - linked lists, sorted by a text that each node has.
 *
 * A merge sort in place: members of documents are few, and their lists are linked.
 * Threads: plain data. */
#ifndef PL_BASE_KEY_SORT_H
#define PL_BASE_KEY_SORT_H
#include <stddef.h>

/* Sort the list by the bytes of the pl_str at offset `key` of each node; at offset `next` is the
 * pointer to the node after it, NULL in the last one. Equal keys keep their order. Returns the new
 * first node; NULL of an empty list. */
void *pl_key_sort(void *first, size_t key, size_t next);

#endif
