/* variables.c - copies of variables of the environment, of a fixed size: no call here needs memory.
 */
#include "base/variables.h"
#include "base/str.h"
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct copy {
    bool set;
    char value[PATH_MAX];
} copy;

static const char *const names[PL_VARIABLES] = { "TMPDIR", "TZ" };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the two below */
static copy copies[PL_VARIABLES];
static bool are_read;

static void read_one(copy *to, const char *name)
{
    const char *value = getenv(name);
    size_t n = value ? strlen(value) : 0;
    to->set = value && n < sizeof to->value;
    if (to->set)
        memcpy(to->value, value, n + 1);
}

static void read_all(void)
{
    for (int i = 0; i < PL_VARIABLES; i++)
        read_one(&copies[i], names[i]);
    are_read = true;
}

void pl_variables_read(void)
{
    pthread_mutex_lock(&lock);
    read_all();
    pthread_mutex_unlock(&lock);
}

bool pl_variable_get(pl_variable which, pl_buf *out)
{
    char value[PATH_MAX];
    pthread_mutex_lock(&lock);
    if (!are_read)
        read_all();
    bool set = copies[which].set;
    if (set)
        memcpy(value, copies[which].value, strlen(copies[which].value) + 1);
    pthread_mutex_unlock(&lock);
    if (set)
        pl_buf_cstr(out, value); /* may find no memory, which must not happen below the lock */
    return set;
}
