/* strings.h - which fields of an image hold strings. Private to the room.
 *
 * There is one table, PL_IX_STRINGS_<section>, and everything that goes over the strings of an
 * image is made from it:
 *
 *   verify.c     no string id is out of bounds
 *   string_gc.c  how much of the text does no field refer to any more?
 *   graft_ids.c  the strings that a file had keep their ids
 *   graft_image.c  rows that were linked again get the string ids of the image
 *
 * Every section of PL_IX_SECTIONS has its line, so a section without one does not compile. */
#ifndef PL_INDEX_STRINGS_H
#define PL_INDEX_STRINGS_H
#include "index/format.h"

/* FIELD(field, bits, holds), where `row` points to the row: `field` & `bits` is a string id if
 * `holds`. The bits beside it are flags. ORDER sections */
#define PL_IX_STRING_BITS UINT32_MAX
#define PL_IX_STRINGS_STR_OFF(FIELD)
#define PL_IX_STRINGS_STR_TEXT(FIELD)
#define PL_IX_STRINGS_MOD(FIELD)                                                                   \
    FIELD(row->short_name, PL_IX_STRING_BITS, true)                                                \
    FIELD(row->title, PL_IX_STRING_BITS, true)                                                     \
    FIELD(row->dir, PL_IX_STRING_BITS, true)                                                       \
    FIELD(row->dep_path, PL_IX_STRING_BITS, true)
#define PL_IX_STRINGS_MODDEP_OFF(FIELD)
#define PL_IX_STRINGS_MODDEP(FIELD)
#define PL_IX_STRINGS_FILE(FIELD) FIELD(row->path, PL_IX_STRING_BITS, true)
#define PL_IX_STRINGS_ENTRY(FIELD)                                                                 \
    FIELD(row->short_name, PL_IX_STRING_BITS, true)                                                \
    FIELD(row->title, PL_IX_STRING_BITS, true)                                                     \
    FIELD(row->description, PL_IX_STRING_BITS, true)
#define PL_IX_STRINGS_ATTR(FIELD) FIELD(row->end, PL_IX_STRING_BITS, row->flags &PL_IX_ATTR_TEXT)
#define PL_IX_STRINGS_TAG(FIELD)                                                                   \
    FIELD(row->key, PL_IX_STRING_BITS, true)                                                       \
    FIELD(row->value, PL_IX_TAG_TEXT, true)
#define PL_IX_STRINGS_REF(FIELD)                                                                   \
    FIELD(row->to, PL_IX_STRING_BITS, row->to != PL_IX_CHILDREN)                                   \
    FIELD(row->attr, PL_IX_REF_ATTR, true)
#define PL_IX_STRINGS_CHILD_OFF(FIELD)
#define PL_IX_STRINGS_CHILD(FIELD) FIELD(*row, ~PL_IX_MISSING, *row &PL_IX_MISSING)
#define PL_IX_STRINGS_PARENT_OFF(FIELD)
#define PL_IX_STRINGS_PARENT(FIELD)
#define PL_IX_STRINGS_RREF_OFF(FIELD)
#define PL_IX_STRINGS_RREF(FIELD)
#define PL_IX_STRINGS_KIND_OFF(FIELD)
#define PL_IX_STRINGS_KIND(FIELD)
#define PL_IX_STRINGS_NAME(FIELD)
#define PL_IX_STRINGS_SLOT(FIELD)
#define PL_IX_STRINGS_VERDICT(FIELD)
#define PL_IX_STRINGS_DIAG(FIELD)                                                                  \
    FIELD(row->summary, PL_IX_STRING_BITS, true)                                                   \
    FIELD(row->detail, PL_IX_STRING_BITS, true)                                                    \
    FIELD(row->excerpt, PL_IX_STRING_BITS, true)
#define PL_IX_STRINGS_INPUT(FIELD) FIELD(row->path, PL_IX_STRING_BITS, true)
#define PL_IX_STRINGS_PRECHECK(FIELD) FIELD(row->text, PL_IX_STRING_BITS, true)
#define PL_IX_STRINGS_READ(FIELD) FIELD(*row, PL_IX_STRING_BITS, true)

/* Rows of one section: all of them, those of one file, or none. Code that only reads them may point
 * to an image, which is constant. */
typedef struct pl_ix_run {
    void *at;
    uint32_t n;
} pl_ix_run;

/* Go over the strings of `runs`, an array of PL_IX_SECTION_COUNT runs, in the order of the
 * sections:
 *
 *   #define STRING_FIELD(field, bits, holds) ...
 *       PL_IX_SECTIONS(PL_IX_EACH_STRING)
 *   #undef STRING_FIELD
 */
#define PL_IX_EACH_STRING(name, type)                                                              \
    for (uint32_t at = 0; PL_IX_HAS_STRINGS(name) && at < runs[PL_IX_##name].n; at++) {            \
        type *row = (type *)runs[PL_IX_##name].at + at;                                            \
        (void)row;                                                                                 \
        PL_IX_STRINGS_##name(STRING_FIELD)                                                         \
    }
#define PL_IX_ONE_STRING(field, bits, holds) +1
#define PL_IX_HAS_STRINGS(name) (0 PL_IX_STRINGS_##name(PL_IX_ONE_STRING) > 0)

#endif
