/* type_json.h - types as the vectors of the language write them. Threads: pure. */
#ifndef PL_TEST_TYPE_JSON_H
#define PL_TEST_TYPE_JSON_H
#include "value/json.h"
#include "value/type.h"

/* cty's JSON: "string", ["list","string"], ["object",{"a":"string"},["a"]] where the
 * last part names the optional attributes, if any. */
void pl_type_write_json(const pl_type *type, pl_buf *out);
/* The reverse. NULL when it is no type or too deep. In `arena`, names borrowed. */
const pl_type *pl_type_from_json(pl_arena *arena, const pl_json *json);

#endif
