/* client.h - is a client library there, of the architecture that runs here? */
#ifndef PL_TEST_CLIENT_H
#define PL_TEST_CLIENT_H
#include "unit/test.h"
#include <dlfcn.h>

/* True, with a message: the test has nothing to say. CI has the libraries. */
static inline bool client_missing(const char *file)
{
    const char *ci = getenv("CI");
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (library)
        return dlclose(library), false;
    print_message("%s is not there for this architecture: skipped\n", file);
    if (ci && !strcmp(ci, "true"))
        fail();
    return true;
}

#endif
