/* intern.h - one copy per string, named by a 32-bit id.
 *
 * Ids count up from 0 in order of first appearance; id 0 is always the empty
 * string. The bytes lie in one growing block (`text`), entry i at
 * [offsets[i], offsets[i + 1]): exactly the string section of the image.
 *
 * `{0}` is valid. Views are borrowed until the next pl_intern().
 * Threads: one writer, or any number of readers. */
#ifndef PL_BASE_INTERN_H
#define PL_BASE_INTERN_H
#include "base/buf.h"
#include "base/vec.h"

typedef struct pl_interner {
    pl_buf text;
    PL_VEC(uint32_t) offsets; /* n strings, n + 1 offsets */
    uint32_t *slots;          /* id + 1; 0 is free */
    uint32_t *hashes;         /* of each id */
    uint32_t mask, n, hash_cap;
} pl_interner;

void pl_interner_done(pl_interner *in);
/* The id of `s`, copied in when new. */
uint32_t pl_intern(pl_interner *in, pl_str s);
/* False when it was never interned. */
bool pl_intern_find(const pl_interner *in, pl_str s, uint32_t *id);
pl_str pl_intern_get(const pl_interner *in, uint32_t id);
void pl_interner_reserve(pl_interner *in, uint32_t strings, size_t bytes);

#endif
