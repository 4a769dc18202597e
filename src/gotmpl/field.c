/* field.c - fields, keys and methods of values. */
#include "gotmpl/inner.h"

#include "base/str.h"

static const pl_tmpl_member *find_member(const pl_tmpl_class *class, pl_str name)
{
    for (uint32_t i = 0; i < class->n_members; i++)
        if (pl_str_eq(name, pl_str_cstr(class->members[i].name)))
            return &class->members[i];
    return NULL;
}

static bool has_args(const pl_tmpl_args *args)
{
    return args->n || args->final;
}

/* Get a field or call a method of an object or of the one embedded in it. False with an error. */
static bool member_of_object(pl_tmpl_exec *x, pl_tmpl_value v, pl_str name,
                             const pl_tmpl_args *args, pl_tmpl_value *out)
{
    if (!v.object)
        return pl_tmpl__stop(x, "nil pointer evaluating %s.%.*s", v.class->type, (int)name.len,
                             name.ptr);
    const pl_tmpl_class *outer = v.class;
    const pl_tmpl_member *m = find_member(v.class, name);
    if (!m && v.class->inner) {
        v = v.class->inner(v.object);
        m = find_member(v.class, name);
    }
    if (!m)
        return pl_tmpl__stop(x, "can't evaluate field %.*s in type %s", (int)name.len, name.ptr,
                             outer->unknown ? outer->unknown : outer->type);
    pl_tmpl_value *values = NULL;
    if (!m->params && has_args(args))
        return pl_tmpl__stop(x, "%s has arguments but cannot be invoked as function", m->name);
    if (m->params && !pl_tmpl__eval_args(x, args, m->name, m->params, &values))
        return false;
    pl_tmpl__get(m, &x->call, v.object, values, out);
    return true;
}

bool pl_tmpl__member(pl_tmpl_exec *x, pl_tmpl_value v, pl_str name, const pl_tmpl_args *args,
                     pl_tmpl_value *out)
{
    switch ((pl_tmpl_tag)v.tag) {
    case PL_TMPL_NIL:
    case PL_TMPL_MISSING: *out = (pl_tmpl_value){ .tag = PL_TMPL_MISSING }; return true;
    case PL_TMPL_MAP:
        if (has_args(args))
            return pl_tmpl__stop(x, "%.*s is not a method but has arguments", (int)name.len,
                                 name.ptr);
        if (!pl_tmpl_map_find(v, name, out))
            *out = (pl_tmpl_value){ .tag = PL_TMPL_MISSING };
        return true;
    case PL_TMPL_OBJECT: return member_of_object(x, v, name, args, out);
    default:
        return pl_tmpl__stop(x, "can't evaluate field %.*s in type %s", (int)name.len, name.ptr,
                             pl_tmpl_type(v));
    }
}
