/* intern.h - one copy per string, named by a 32-bit id.
 *
 * Ids count up from 0 in order of first appearance; id 0 is always the empty
 * string. The bytes lie in one growing block (`text`), entry i at
 * [offsets[i], offsets[i + 1]): exactly the string section of the image.
 *
 * Invariants (pl_interner__check, in debug builds):
 *   1. `offsets` has n + 1 elements when there are slots, begins with 0 and ends with the size of
 *      `text`.
 *   2. `mask` + 1 is a power of two, and a slot at least is free.
 *   3. Offsets ascend.
 *
 * `{0}` is valid. Views are borrowed until the next pl_intern().
 * Threads: one writer, or any number of readers. */
#ifndef PL_BASE_INTERN_H
#define PL_BASE_INTERN_H
#include "base/vec.h"
#include <pipelite/base.h>

/* The hash is beside the id, so that most mismatches are rejected without loading the string. */
typedef struct pl_intern_slot {
    uint32_t id, hash; /* id + 1; 0 is free */
} pl_intern_slot;

typedef struct pl_interner {
    PL_VEC(char) text;
    PL_VEC(uint32_t) offsets; /* n strings, and one more */
    pl_intern_slot *slots;
    uint32_t mask, n;
} pl_interner;

void pl_interner_done(pl_interner *in);
/* The id of `s`, copied in when new. */
uint32_t pl_intern(pl_interner *in, pl_str s);
pl_str pl_intern_get(const pl_interner *in, uint32_t id);
/* Reserve room, before the first string, for the expected number of strings and their
 * bytes in all. Costs address space and 12 bytes for each string. */
void pl_interner_expect(pl_interner *in, size_t strings, size_t bytes);
/* The low half of pl_hash_str() of string `id`. */
uint32_t pl_intern_hash(const pl_interner *in, uint32_t id);

#endif
