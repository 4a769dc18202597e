/* Jobs of many runs, taken in turns. Rows are short programs:
 *
 *     a1 b3      put jobs into lane a (one), lane b (three): a.1, b.1, b.2, b.3
 *     .          take a job: it is printed, "-" when there is none
 *     !          the same for a thread that may not hold a connection
 *     ea         a job of the ring of lane a has ended
 *     sa         skip: a job of its ring begins at once, "+", or may not, "~"
 *     ha ua      hold lane a; let it go
 *     la2        two jobs at once are the limit of the ring of lane a from now on
 *     >a         drop the first job of lane a: printed in brackets
 *
 * Lanes a, b and c are of ring p, which runs two at once, lane d of ring q, which runs one, and
 * lane x of ring r without a limit. */
#include "run/turns.h"
#include "unit/test.h"
#include "base/str.h"

enum { LANES = 5 };
static const char lane_names[] = "abcdx";

typedef struct table {
    pl_turns turns;
    pl_ring p, q, r;
    pl_lane lanes[LANES];
    uintptr_t put[LANES];
} table;

/* NULL: there is none of that name. */
static pl_lane *lane_of(table *t, char name)
{
    const char *at = name ? strchr(lane_names, name) : NULL;
    return at ? &t->lanes[at - lane_names] : NULL;
}

static void print_job(char *out, const char *form, const pl_job *job)
{
    uintptr_t what = (uintptr_t)job->what;
    sprintf(out + strlen(out), form, lane_names[what / 100], (int)(what % 100));
}

static void put_jobs(table *t, char name, int n)
{
    size_t i = (size_t)(strchr(lane_names, name) - lane_names);
    for (; n; n--)
        pl_turns_put(&t->turns, &t->lanes[i], (pl_job){ .what = (void *)(i * 100 + ++t->put[i]) });
}

static void take_job(table *t, bool queries, char *out)
{
    pl_job job;
    pl_ring *ring;
    if (!pl_turns_take_job(&t->turns, queries, &job, &ring))
        strcat(out, " -");
    else
        print_job(out, " %c%d", &job);
}

static void step(table *t, const char *word, char *out)
{
    pl_lane *lane = lane_of(t, word[1]);
    pl_job job;
    if (word[0] == '.' || word[0] == '!')
        take_job(t, word[0] == '.', out);
    else if (word[0] == 'e')
        pl_turns_end(&t->turns, lane->ring);
    else if (word[0] == 's')
        strcat(out, pl_turns_skip(&t->turns, lane->ring) ? " +" : " ~");
    else if (word[0] == 'h' || word[0] == 'u')
        pl_turns_hold(&t->turns, lane, word[0] == 'h');
    else if (word[0] == 'l')
        lane->ring->most = (unsigned)atoi(word + 2);
    else if (word[0] == '>' && pl_turns_drop(&t->turns, lane, &job))
        print_job(out, " (%c%d)", &job);
    else if (word[0] != '>')
        put_jobs(t, word[0], atoi(word + 1));
}

/* turns.h, invariants 1 to 3 */
static void check_lists(const table *t, const char *what)
{
    const pl_ring *rings[] = { &t->p, &t->q, &t->r };
    size_t waiting = 0;
    for (int i = 0; i < LANES; i++) {
        const pl_lane *l = &t->lanes[i];
        waiting += l->jobs.n - l->first;
        CHECK(l->turn.listed == (l->first < l->jobs.n && !l->held), what);
    }
    CHECK_INT(t->turns.waiting, waiting, what);
    for (int i = 0; i < 3; i++) {
        bool has_room = !rings[i]->most || rings[i]->busy < rings[i]->most;
        CHECK(!rings[i]->lanes.first || !has_room || rings[i]->turn.listed, what);
        CHECK(!rings[i]->turn.listed || rings[i]->lanes.first, what);
    }
    CHECK_INT(t->turns.queries, t->p.counted + t->q.counted + t->r.counted, what);
    CHECK_INT(t->turns.queries, t->p.busy + t->q.busy + t->r.counted, what);
}

static const struct {
    const char *what, *program, *want;
} rows[] = {
    { "nothing was put", ". !", " - -" },
    { "one lane, in its order", "x3 . . . .", " x1 x2 x3 -" },
    { "lanes in turns", "a3 b2 c1 . . ea ea . . ea ea . .", " a1 b1 c1 a2 b2 a3" },
    { "a thousand jobs cost another one turn", "x90 . . d1 . . . .", " x1 x2 x3 d1 x4 x5" },
    { "no more than may run", "a3 . . . ea . .", " a1 a2 - a3 -" },
    { "a full ring holds up no other one", "a3 d2 . . . . .", " a1 d1 a2 - -" },
    { "and goes on when a turn ends", "d2 . . ed .", " d1 - d2" },
    { "without connections only what needs none", "a2 x1 ! ! .", " x1 - a1" },
    { "a held lane gives none", "a2 b1 ha . . ua .", " b1 - a1" },
    { "what is put while it is held comes later", "ha a2 . ua . .", " - a1 a2" },
    { "holding twice is holding", "a1 ha ha . ua .", " - a1" },
    { "letting go what is not held changes nothing", "a2 ua . ua . .", " a1 a2 -" },
    { "a held lane does not hold up its ring", "a1 b1 c1 hb . . ea ub .", " a1 c1 b1" },
    { "the last lane of the list is held", "a1 b1 hb b1 ub . . ea .", " a1 b1 b2" },
    { "what is dropped is taken by nobody", "a2 >a . .", " (a1) a2 -" },
    { "all of it", "a2 b1 >a >a >a . .", " (a1) (a2) b1 -" },
    { "of a held lane", "a2 ha >a ua .", " (a1) a2" },
    { "of a full ring", "d3 . >d . ed .", " d1 (d2) - d3" },
    { "a turn is skipped while nobody waits", "sa sa sa ea sa", " + + ~ +" },
    { "not before those who wait", "a1 sb . sb sb", " ~ a1 + ~" },
    { "a skipped turn counts", "sd d1 . ed .", " + - d1" },
    { "a held lane is no one who waits", "a1 ha sb ua .", " + a1" },
    { "a limit that comes while jobs run", "x4 . . lx1 . ex . ex . . ex .", " x1 x2 - - x3 - x4" },
    { "and one for what goes on", "x4 d1 . . lx3 . . . ex .", " x1 d1 x2 x3 - x4" },
    { "one without a limit never is full", "sx sx sx sx", " + + + +" },
};

static void init(table *t)
{
    memset(t, 0, sizeof *t);
    t->p.most = 2;
    t->q.most = 1;
    for (int i = 0; i < LANES; i++)
        t->lanes[i].ring = i < 3 ? &t->p : i == 3 ? &t->q : &t->r;
}

TEST(jobs_are_taken_in_turns)
{
    for (size_t i = 0; i < PL_COUNT(rows); i++) {
        table t;
        char program[200], out[400] = "";
        init(&t);
        strcpy(program, rows[i].program);
        for (char *word = strtok(program, " "); word; word = strtok(NULL, " ")) {
            step(&t, word, out);
            check_lists(&t, rows[i].what);
        }
        CHECK_STR(out, rows[i].want, rows[i].what);
        for (int k = 0; k < LANES; k++)
            pl_vec_done(&t.lanes[k].jobs);
    }
}

/* Any order of everything: nothing is lost, and nothing taken twice. */
TEST(no_job_is_lost_or_taken_twice)
{
    enum { STEPS = 200000 };
    unsigned random = 12;
    table t;
    size_t given = 0, taken = 0;
    pl_job job;
    pl_ring *ring;
    init(&t);
    for (int i = 0; i < STEPS; i++) {
        random = random * 1664525u + 1013904223u;
        pl_lane *lane = &t.lanes[(random >> 12) % LANES];
        switch ((random >> 24) % 7) {
        case 0:
        case 1:
            pl_turns_put(&t.turns, lane, (pl_job){ .what = lane });
            given++;
            break;
        case 2:
        case 3:
            if (pl_turns_take_job(&t.turns, (random >> 20) % 2, &job, &ring)) {
                const pl_lane *from = job.what;
                CHECK(!from->held && from->ring == ring, "of a lane that is not held");
                taken++;
            }
            break;
        case 4:
            if (lane->ring->busy)
                pl_turns_end(&t.turns, lane->ring);
            break;
        case 5: pl_turns_hold(&t.turns, lane, (random >> 20) % 2); break;
        default: taken += pl_turns_drop(&t.turns, lane, &job); break;
        }
        if (i % 97 == 0)
            check_lists(&t, "at random");
        CHECK_INT(t.turns.waiting, given - taken, "what was put and not taken waits");
    }
    for (int k = 0; k < LANES; k++)
        pl_vec_done(&t.lanes[k].jobs);
}
