/* access.c - the public functions that read a resource (pipelite/resource.h). */
#include "base/oom.h"
#include "base/str.h"
#include "load/load.h"

pl_entry_id pl_resource_id(const pl_resource *r)
{
    if (!r)
        return PL_NO_ENTRY;
    return r->id;
}

pl_kind pl_resource_kind(const pl_resource *r)
{
    if (!r)
        return PL_KIND_COUNT;
    return r->kind;
}

pl_entry_id pl_resource_base(const pl_resource *r)
{
    if (!r)
        return PL_NO_ENTRY;
    return r->base;
}

pl_entry_id pl_resource_query(const pl_resource *r)
{
    if (!r)
        return PL_NO_ENTRY;
    return r->query;
}

pl_entry_id pl_resource_category(const pl_resource *r)
{
    if (!r)
        return PL_NO_ENTRY;
    return r->category;
}

const pl_entry_id *pl_resource_children(const pl_resource *r, uint32_t *n)
{
    if (!r) {
        *n = 0;
        return NULL;
    }
    *n = r->n_children;
    return r->children;
}

size_t pl_resource_size(const pl_resource *r)
{
    if (!r)
        return 0;
    return pl_resource_bytes(r);
}

/* ---- attributes: the fields of the schema; a local and a variable also have a value */

static bool has_value(const pl_resource *r)
{
    return r->kind == PL_KIND_LOCAL || r->kind == PL_KIND_VARIABLE;
}

uint32_t pl_resource_attributes(const pl_resource *r)
{
    if (!r)
        return 0;
    return r->schema->n_fields + (has_value(r) ? 1u : 0u);
}

/* Fill *out from a value: sets, tuples and objects count as lists and maps. */
static void describe_value(pl_str name, pl_value v, pl_attribute *out)
{
    *out = (pl_attribute){ .name = name };
    switch ((pl_value_tag)v.tag) {
    case PL_V_NULL: break;
    case PL_V_UNKNOWN: out->type = PL_ATTRIBUTE_UNKNOWN; break;
    case PL_V_BOOL:
        out->type = PL_ATTRIBUTE_BOOL;
        out->truth = v.b;
        break;
    case PL_V_INT:
        out->type = PL_ATTRIBUTE_INT;
        out->number = v.i;
        break;
    case PL_V_NUMBER: out->type = PL_ATTRIBUTE_NUMBER; break;
    case PL_V_STRING:
        out->type = PL_ATTRIBUTE_TEXT;
        out->text = pl_value_get_str(v);
        break;
    case PL_V_LIST:
    case PL_V_SET:
    case PL_V_TUPLE:
        out->type = PL_ATTRIBUTE_LIST;
        out->members = v.len;
        break;
    case PL_V_MAP:
    case PL_V_OBJECT:
        out->type = PL_ATTRIBUTE_MAP;
        out->members = v.len;
        break;
    }
}

bool pl_resource_attribute(const pl_resource *r, size_t i, pl_attribute *out)
{
    *out = (pl_attribute){ 0 };
    if (i >= pl_resource_attributes(r))
        return false;
    if (i < r->schema->n_fields)
        describe_value(r->schema->fields[i].name, r->fields[i], out);
    else
        describe_value(PL_S("value"), r->value, out);
    return true;
}

static bool value_of(const pl_resource *r, pl_str name, pl_value *out)
{
    unsigned at;
    if (has_value(r) && pl_str_eq(name, PL_S("value")))
        *out = r->value;
    else if (pl_schema_field(r->schema, name, &at))
        *out = r->fields[at];
    else
        return false;
    return true;
}

bool pl_resource_find(const pl_resource *r, pl_str name, pl_attribute *out)
{
    if (!r)
        return false;
    pl_value v;
    if (!value_of(r, name, &v))
        return false;
    describe_value(name, v, out);
    return true;
}

bool pl_resource_text(const pl_resource *r, pl_str name, pl_str *out)
{
    if (!r)
        return false;
    pl_value v;
    if (!value_of(r, name, &v) || v.tag != PL_V_STRING)
        return false;
    *out = pl_value_get_str(v);
    return true;
}

bool pl_resource_int(const pl_resource *r, pl_str name, int64_t *out)
{
    if (!r)
        return false;
    pl_value v;
    if (!value_of(r, name, &v) || v.tag != PL_V_INT)
        return false;
    *out = v.i;
    return true;
}

bool pl_resource_bool(const pl_resource *r, pl_str name, bool *out)
{
    if (!r) {
        *out = false;
        return false;
    }
    pl_value v;
    if (!value_of(r, name, &v) || v.tag != PL_V_BOOL)
        return false;
    *out = v.b;
    return true;
}

bool pl_resource_pair(const pl_resource *r, pl_str name, size_t i, pl_str *key, pl_str *value)
{
    if (!r)
        return false;
    pl_value v;
    if (!value_of(r, name, &v) || !pl_value_is_members(v) || i >= v.len ||
        v.members->at[i].value.tag != PL_V_STRING)
        return false;
    *key = v.members->at[i].key;
    *value = pl_value_get_str(v.members->at[i].value);
    return true;
}

static bool print_json(const pl_resource *r, pl_str name, pl_text *out)
{
    pl_value v;
    pl_buf text = { 0 };
    *out = (pl_text){ 0 };
    if (!value_of(r, name, &v) || !pl_value_is_known(v))
        return false;
    if (v.tag == PL_V_NULL)
        pl_buf_cstr(&text, "null");
    else if (!pl_value_json(v, &text)) {
        pl_buf_done(&text);
        return false;
    }
    out->ptr = pl_buf_take(&text, &out->len);
    return true;
}

bool pl_resource_json(const pl_resource *r, pl_str name, pl_text *out)
{
    if (!r) {
        *out = (pl_text){ 0 };
        return false;
    }
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool ok = print_json(r, name, out);
    if (!pl_oom_end_reported(&scope, NULL))
        return ok;
    pl_mem_free(out->ptr);
    *out = (pl_text){ 0 };
    return false;
}

/* ---- params and args */

bool pl_resource_get_param(const pl_resource *r, size_t i, pl_resource_param *out)
{
    if (!r)
        return false;
    const pl_param_def *p = r->params;
    while (p && i-- > 0)
        p = p->next;
    if (!p)
        return false;
    *out = (pl_resource_param){ .name = p->name,
                                .description = p->description,
                                .value = p->dflt,
                                .has_description = p->has_description,
                                .has_value = p->has_default,
                                .is_text = p->default_is_string };
    return true;
}

bool pl_resource_get_arg(const pl_resource *r, size_t i, pl_resource_arg *out)
{
    if (!r)
        return false;
    const pl_arg *a = r->args;
    while (a && i-- > 0)
        a = a->next;
    if (!a)
        return false;
    *out = (pl_resource_arg){ .name = a->name, .value = a->text, .is_null = a->is_null };
    if (a->is_runtime)
        out->waits = a->path;
    return true;
}
