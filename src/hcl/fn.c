/* fn.c - what all functions share: how a call fails, and what it is charged. */
#include "hcl/fn.h"
#include "base/assert.h"
#include "base/buf.h"
#include <stdarg.h>

bool pl_fn_fail(pl_call *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    call->bad_arg = -1;
    call->why.len = 0;
    pl_buf_vprintf(&call->why, format, args);
    va_end(args);
    return false;
}

bool pl_fn_fail_arg(pl_call *call, uint32_t i, const char *format, ...)
{
    pl_assert(i < call->n);
    va_list args;
    va_start(args, format);
    call->bad_arg = (int)i;
    call->why.len = 0;
    pl_buf_vprintf(&call->why, format, args);
    va_end(args);
    return false;
}

bool pl_fn_charge(pl_call *call, uint64_t n)
{
    if (*call->budget >= n) {
        *call->budget -= n;
        return true;
    }
    call->over = true;
    return pl_fn_fail(call, "the result would exceed the memory limit of one expression");
}
