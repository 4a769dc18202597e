#include "mod/readable.h"
#include "base/str.h"
#include "mod/world_inner.h"

uint32_t pl_readable_names(pl_kind kind, pl_str out[PL_READABLE_MAX])
{
    const pl_schema *schema = pl_schema_of(kind);
    uint32_t n = pl_world__extra_names(kind, out);
    for (unsigned i = 0; i < schema->n_fields && n < PL_READABLE_MAX; i++)
        if (schema->fields[i].flags & PL_FIELD_READABLE)
            out[n++] = schema->fields[i].name;
    return n;
}

bool pl_readable(pl_kind kind, pl_str name)
{
    pl_str extras[PL_WORLD_EXTRAS];
    const pl_field *field = pl_schema_field(pl_schema_of(kind), name, NULL);
    if (field && field->flags & PL_FIELD_READABLE)
        return true;
    uint32_t n = pl_world__extra_names(kind, extras);
    for (uint32_t i = 0; i < n; i++)
        if (pl_str_eq(extras[i], name))
            return true;
    return false;
}
