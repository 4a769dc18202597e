/* fuzz_session.c - bytes choose what clients, runs, files and time do: sessions stay in step with
 * their model, and lose nothing (tests/unit/server/session_play.h). */
/* link: -Wl,@tests/unit/server/session_play.wraps */
#include "unit/server/session_play.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void bad(const char *what)
{
    fprintf(stderr, "%s\n", what);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { STEPS = 4000 };
    dice d = { .bytes = data, .n = size };

    play_sessions(&d, STEPS, bad);
    return 0;
}
