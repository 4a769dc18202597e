/* attr.h - the attributes that the index stores by number.
 * ORDER attrs: the numbers are part of the image. Threads: static data. */
#ifndef PL_SCHEMA_ATTR_H
#define PL_SCHEMA_ATTR_H
#include <pipelite/base.h>

/* clang-format off */
#define PL_ATTRS(X)                                                                       \
    X(TITLE, "title") X(DESCRIPTION, "description") X(DOCUMENTATION, "documentation")     \
    X(TAGS, "tags") X(CATEGORY, "category") X(DISPLAY, "display") X(WIDTH, "width")       \
    X(TYPE, "type") X(BASE, "base") X(CHILDREN, "children") X(SQL, "sql")                 \
    X(QUERY, "query") X(ARGS, "args") X(SEVERITY, "severity") X(DATABASE, "database")     \
    X(DEFAULT, "default") X(VALUE, "value")
/* clang-format on */

typedef enum pl_attr_id {
#define X(id, name) PL_ATTR_##id,
    PL_ATTRS(X)
#undef X
        PL_ATTR_COUNT
} pl_attr_id;

pl_str pl_attr_name(pl_attr_id id); /* static */
bool pl_attr_find(pl_str name, pl_attr_id *out);

#endif
