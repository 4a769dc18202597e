/* value_json.h - writes values as compact JSON. The caller decides how numbers are written and what
 * members are shown as; pl_value_json() of value.h writes them as jsonencode does.
 * Threads: pure over their arguments. */
#ifndef PL_VALUE_VALUE_JSON_H
#define PL_VALUE_VALUE_JSON_H
#include "base/buf.h"
#include "value/value.h"

typedef struct pl_value_view {
    bool (*number)(void *ctx, pl_value number, pl_buf *out); /* false: stop here */
    pl_value (*member)(pl_value object, uint32_t i);
    void *ctx;     /* of number() */
    uint64_t most; /* length of `out` at which to stop */
} pl_value_view;

/* Append `v`; false if it was stopped, with the text up to there. */
bool pl_value_json_view(pl_value v, const pl_value_view *view, pl_buf *out);

#endif
