#include "eval/readable.h"
#include "base/str.h"
#include "eval/evaluator_inner.h"

uint32_t pl_readable_names(pl_kind kind, pl_str out[PL_READABLE_MAX])
{
    const pl_schema *schema = pl_schema_of(kind);
    uint32_t n = pl_evaluator__extra_names(kind, out);
    for (unsigned i = 0; i < schema->n_fields && n < PL_READABLE_MAX; i++)
        if (schema->fields[i].flags & PL_FIELD_READABLE)
            out[n++] = schema->fields[i].name;
    return n;
}

/* Is it a member of the records that all resources share, or all that can have SQL? */
static bool is_shared(pl_str name)
{
    static const pl_str shared[] = { PL_S("name"), PL_S("short_name"), PL_S("unqualified_name"),
                                     PL_S("mod"),  PL_S("params"),     PL_S("child_name_strings"),
                                     PL_S("args"), PL_S("query") };
    for (size_t i = 0; i < PL_COUNT(shared); i++)
        if (pl_str_eq(shared[i], name))
            return true;
    return false;
}

uint32_t pl_readable_own_names(pl_kind kind, pl_str out[PL_READABLE_MAX])
{
    const unsigned groups = PL_FIELD_COMMON | PL_FIELD_TREE | PL_FIELD_QUERY;
    uint32_t all = pl_readable_names(kind, out), n = 0;
    for (uint32_t i = 0; i < all; i++) {
        const pl_field *field = pl_schema_field(pl_schema_of(kind), out[i], NULL);
        if (!is_shared(out[i]) && !(field && field->flags & groups))
            out[n++] = out[i];
    }
    return n;
}

bool pl_readable(pl_kind kind, pl_str name)
{
    pl_str extras[PL_EVALUATOR_EXTRAS];
    const pl_field *field = pl_schema_field(pl_schema_of(kind), name, NULL);
    if (field && field->flags & PL_FIELD_READABLE)
        return true;
    uint32_t n = pl_evaluator__extra_names(kind, extras);
    for (uint32_t i = 0; i < n; i++)
        if (pl_str_eq(extras[i], name))
            return true;
    return false;
}
