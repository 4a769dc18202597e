#include "server/lws_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define SYMBOL(name) #name,
#define TEXT(x) #x
#define RELEASE(major, minor) TEXT(major) "." TEXT(minor) "."
#ifndef PL_LWS_SONAME /* the build sets the shared object that fits the headers */
#define PL_LWS_SONAME "libwebsockets.so"
#endif

pl_lws_functions pl_lws;
static char load_error[256];
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

/* Load the library. Its structures are those of the headers, so it must be the release that they
 * belong to. */
static void load_library(void)
{
#ifdef PL_STATIC
    snprintf(load_error, sizeof load_error,
             "this is the static program, which has no server: use an installed one");
    return;
#endif
    static const char *const names[] = { PL_LWS_FUNCTIONS(SYMBOL) };
    static const char wanted[] = RELEASE(LWS_LIBRARY_VERSION_MAJOR, LWS_LIBRARY_VERSION_MINOR);
    void *library = dlopen(PL_LWS_SONAME, RTLD_NOW | RTLD_LOCAL);
    void **slots = (void **)&pl_lws;

    if (!library) {
        snprintf(load_error, sizeof load_error,
                 "cannot load " PL_LWS_SONAME ", install the package of libwebsockets: %s",
                 dlerror());
        return;
    }
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        slots[i] = dlsym(library, names[i]);
        if (!slots[i]) {
            snprintf(load_error, sizeof load_error, "libwebsockets has no function '%s'", names[i]);
            return;
        }
    }
    if (strncmp(pl_lws.lws_get_library_version(), wanted, sizeof wanted - 1) != 0)
        snprintf(load_error, sizeof load_error, "libwebsockets is %s, release %.*s is needed",
                 pl_lws.lws_get_library_version(), (int)(sizeof wanted - 2), wanted);
    pl_lws.lws_set_log_level(0, NULL);
}

const char *pl_lws_load(void)
{
    pthread_once(&loaded, load_library);
    return load_error[0] ? load_error : NULL;
}
