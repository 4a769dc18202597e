#include "gotmpl/inner.h"

#include "base/str.h"

static const pl_tmpl_member *find_member(const pl_tmpl_class *class, pl_str name)
{
    for (uint32_t i = 0; i < class->n_members; i++)
        if (pl_str_eq(name, pl_str_cstr(class->members[i].name)))
            return &class->members[i];
    return NULL;
}

static bool fits_param(char param, pl_tmpl_value v)
{
    return param == '*' || (param == 's' && v.tag == PL_TMPL_TEXT) ||
           (param == 'i' && v.tag == PL_TMPL_INT);
}

static bool check_args(tmpl_exec *x, const pl_tmpl_member *m, const pl_tmpl_value *args, uint32_t n)
{
    if (!m->params)
        return !n ||
               pl_tmpl__stop(x, "%s has arguments but cannot be invoked as function", m->name);
    if (!pl_tmpl__count_args(x, m->name, m->params, n))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!fits_param(m->params[i], args[i]))
            return pl_tmpl__stop(x, "wrong type for value; expected %s; got %s",
                                 m->params[i] == 's' ? "string" : "int", pl_tmpl_type(args[i]));
    return true;
}

static bool member_of_object(tmpl_exec *x, pl_tmpl_value v, pl_str name, const pl_tmpl_value *args,
                             uint32_t n, pl_tmpl_value *out)
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
    if (!check_args(x, m, args, n))
        return false;
    *out = (pl_tmpl_value){ 0 };
    m->get(&x->call, v.object, args, out);
    return true;
}

bool pl_tmpl__member(tmpl_exec *x, pl_tmpl_value v, pl_str name, const pl_tmpl_value *args,
                     uint32_t n, pl_tmpl_value *out)
{
    switch ((pl_tmpl_tag)v.tag) {
    case PL_TMPL_NIL:
    case PL_TMPL_MISSING: *out = (pl_tmpl_value){ .tag = PL_TMPL_MISSING }; return true;
    case PL_TMPL_MAP:
        if (n)
            return pl_tmpl__stop(x, "%.*s is not a method but has arguments", (int)name.len,
                                 name.ptr);
        if (!pl_tmpl_map_find(v, name, out))
            *out = (pl_tmpl_value){ .tag = PL_TMPL_MISSING };
        return true;
    case PL_TMPL_OBJECT: return member_of_object(x, v, name, args, n, out);
    default:
        return pl_tmpl__stop(x, "can't evaluate field %.*s in type %s", (int)name.len, name.ptr,
                             pl_tmpl_type(v));
    }
}
