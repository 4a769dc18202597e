/* Random histories of sessions against a model (session_play.h). PL_SEED=<n> plays one again. */
/* link: -Wl,@tests/unit/server/session_play.wraps */
#include "unit/test.h"
#include "unit/server/session_play.h"

static uint64_t seed;

static void bad(const char *what)
{
    print_error("PL_SEED=%llu: %s\n", (unsigned long long)seed, what);
    fail();
}

TEST(random_histories_agree_with_the_model)
{
    enum { HISTORIES = 1500, STEPS = 600 };
    const char *one = getenv("PL_SEED");

    for (seed = one ? strtoull(one, NULL, 10) : 1; seed <= HISTORIES || one; seed++) {
        dice d = { .state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1 };

        play_sessions(&d, STEPS, bad);
        if (one)
            return;
    }
}
