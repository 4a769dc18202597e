#include "base/environment.h"
#include <stddef.h>
#include <string.h>

const char *pl_environment_get(const char *const *environment, const char *name)
{
    size_t len = strlen(name);
    for (const char *const *e = environment; e && *e; e++)
        if (!strncmp(*e, name, len) && (*e)[len] == '=')
            return *e + len + 1;
    return NULL;
}
