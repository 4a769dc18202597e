/* vars.h - one variable that a made workspace declares, as text. */
#ifndef PL_TEST_VARS_H
#define PL_TEST_VARS_H
#include "unit/eval/made.h"
#include "base/buf.h"

/* One variable as "type_text = value (default)", or what is wrong. */
static inline const char *show(made *m, const char *name)
{
    const pl_var *var;
    pl_entry e;
    CHECK(pl_index_find(m->ix, pl_str_cstr(name), &e), name);
    if (!pl_evaluator_var(m->ev, e.id, &var, m->diags))
        return made_said(m);
    m->answer.len = 0;
    pl_buf_printf(&m->answer, "%.*s = ", PL_FMT(var->type_text));
    pl_value_json(var->value, &m->answer);
    pl_buf_cstr(&m->answer, " (");
    pl_value_json(var->dflt, &m->answer);
    pl_buf_cstr(&m->answer, var->has_default ? ")" : " none)");
    return made_text(m);
}

#endif
