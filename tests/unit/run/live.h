/* live.h - an engine over a small workspace (session.h), and a consumer that checks the order of
 * events by the rules of the recordings. */
#ifndef PL_TEST_LIVE_H
#define PL_TEST_LIVE_H
#include "unit/session.h"
#include "value/json.h"
#include <pipelite/run.h>
#include <pthread.h>

typedef struct lives {
    sessions s;
    pl_engine *engine;
} lives;

static inline void lives_begin(lives *l, const char *name, const char *text)
{
    sessions_write(&l->s, name, NULL, text);
    sessions_load(&l->s);
    pl_engine_options options = { .settings = l->s.settings };
    l->engine = pl_engine_open(l->s.ws, &options, l->s.diags);
    CHECK(l->engine, "the engine opens");
}

static inline void lives_end(lives *l)
{
    pl_engine_close(l->engine);
    sessions_end(&l->s);
}

static inline pl_run *lives_start(lives *l, const char *root, const pl_run_input_value *inputs,
                                  uint32_t n)
{
    pl_run_start_options o = { .root = pl_str_cstr(root), .inputs = inputs, .n_inputs = n };
    pl_run *run = pl_run_start(l->engine, &o, l->s.diags);
    CHECK(run, root);
    return run;
}

enum { LIVE_EVENTS = 4096 };
#define LIVE_DEADLINE UINT64_C(60000000000)

/* What a consumer has seen: one line each, "panel m.card.a running". */
typedef struct seen {
    char lines[LIVE_EVENTS][96];
    size_t n;
    pl_buf last; /* message */
} seen;

static inline void seen_take(seen *s, pl_run *run)
{
    static const char *const kinds[] = { "started", "panel",  "control",
                                         "cleared", "failed", "completed" };
    pl_run_event e;
    while (s->n < LIVE_EVENTS && pl_run_next(run, &e)) {
        size_t size = (size_t)pl_message_size(e.message);
        snprintf(s->lines[s->n++], sizeof s->lines[0], "%s %.*s%s%.*s", kinds[e.kind],
                 PL_FMT(e.name), e.status.len ? " " : "", PL_FMT(e.status));
        s->last.len = 0;
        pl_buf_reserve(&s->last, size);
        s->last.len = pl_message_read(e.message, 0, s->last.ptr, size, NULL);
        CHECK(s->last.len == size, "the whole message can be read");
        pl_arena arena = { 0 };
        CHECK(pl_json_parse(&arena, pl_buf_view(&s->last), NULL), "a message is JSON");
        pl_arena_done(&arena);
        pl_message_release(e.message);
    }
}

/* Position of a line; SIZE_MAX: it is not there. */
static inline size_t seen_at(const seen *s, const char *line)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->lines[i], line) == 0)
            return i;
    return SIZE_MAX;
}

static inline bool seen_has(const seen *s, const char *line)
{
    return seen_at(s, line) != SIZE_MAX;
}

static inline void seen_done(seen *s)
{
    pl_buf_done(&s->last);
    free(s);
}

/* Wait until it has ended, and take all. Owned; seen_done(). */
static inline seen *lives_finish(pl_run *run)
{
    seen *s = calloc(1, sizeof *s);
    CHECK(pl_run_wait(run, LIVE_DEADLINE), "it ends");
    seen_take(s, run);
    return s;
}

/* Until it is in that phase. */
static inline void lives_reach(pl_run *run, pl_run_phase phase)
{
    for (int i = 0; i < 60000 && pl_run_get_phase(run) != phase; i++)
        usleep(1000);
    CHECK_INT(pl_run_get_phase(run), phase, "the phase is reached");
}

#endif
