#include "server/lws_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define SYMBOL(name) #name,
#define LIBRARY(major) "libwebsockets.so." #major

pl_lws_functions pl_lws;
static char load_error[256];
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

/* Structures are those of the headers, so it has to be the release they belong to. */
static void load_library(void)
{
    static const char *const names[] = { PL_LWS_FUNCTIONS(SYMBOL) };
    static const char wanted[] = "4.1.";
    void *library = dlopen(LIBRARY(17), RTLD_NOW | RTLD_LOCAL);
    void **slots = (void **)&pl_lws;

    _Static_assert(LWS_LIBRARY_VERSION_MAJOR == 4 && LWS_LIBRARY_VERSION_MINOR == 1,
                   "another release has another number behind .so");
    if (!library) {
        snprintf(load_error, sizeof load_error,
                 "cannot load libwebsockets, install the package libwebsockets17: %s", dlerror());
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
        snprintf(load_error, sizeof load_error, "libwebsockets is %s, release 4.1 is needed",
                 pl_lws.lws_get_library_version());
    pl_lws.lws_set_log_level(0, NULL);
}

const char *pl_lws_load(void)
{
    pthread_once(&loaded, load_library);
    return load_error[0] ? load_error : NULL;
}
