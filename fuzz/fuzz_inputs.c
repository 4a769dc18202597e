/* fuzz_inputs.c - values of inputs as clients send them, at the start of a run and while it waits.
 *
 * Lines are "name=json" (an empty text clears); a line "@name" says that what comes after it is
 * sent by pl_run_input(), as a change of that input. Whatever is sent: the run ends when it is
 * cancelled, its events come in their order, and each message is JSON. */
#include "base/str.h"
#include "value/json.h"
#include <pipelite.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 64 };

static char dir[] = "/tmp/fuzz-inputs-XXXXXX";
static pl_workspace *ws;
static pl_engine *engine;

static const char mod_text[] =
    "mod \"m\" {\n  database = \"sqlite://:memory:\"\n}\n"
    "dashboard \"d\" {\n"
    "  input \"a\" {\n    type = \"text\"\n  }\n"
    "  input \"b\" {\n    sql = \"select ? as label, 1 as value\"\n"
    "    args = [self.input.a.value]\n  }\n"
    "  input \"c\" {\n    sql = \"select ? as label, 2 as value\"\n"
    "    args = [self.input.b.value]\n  }\n"
    "  table \"t\" {\n    sql = \"select ? as x, ? as y\"\n"
    "    args = [self.input.a.value, self.input.c.value]\n  }\n"
    "  card \"n\" {\n    sql = \"select ? as z\"\n    args = [self.input.b.value]\n  }\n}\n";

static void require(bool claim)
{
    if (!claim)
        abort();
}

static void clean(void)
{
    char path[64];
    pl_engine_close(engine);
    pl_workspace_close(ws);
    snprintf(path, sizeof path, "%s/mod.pp", dir);
    unlink(path);
    rmdir(dir);
}

static void open_all(void)
{
    char path[64];
    require(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/mod.pp", dir);
    FILE *f = fopen(path, "w");
    require(f && fputs(mod_text, f) >= 0 && fclose(f) == 0);
    pl_diags *diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(dir) };
    ws = pl_workspace_open(&open, diags);
    engine = ws ? pl_engine_open(ws, NULL, diags) : NULL;
    require(engine && pl_workspace_verify(ws, diags));
    pl_diags_free(diags);
    atexit(clean);
}

/* Of lines up to one that begins with "@"; `*rest` begins with what is after that. */
static uint32_t read_values(pl_str *rest, pl_run_input_value *values, pl_str *changed)
{
    uint32_t n = 0;
    while (rest->ptr && rest->len && n < MOST) {
        pl_str line = pl_str_split(rest, '\n');
        if (line.len && line.ptr[0] == '@') {
            *changed = pl_str_sub(line, 1, line.len);
            break;
        }
        pl_str name = pl_str_split(&line, '=');
        values[n++] = (pl_run_input_value){ name, line.ptr ? line : (pl_str){ 0 } };
    }
    return n;
}

static void check_message(const pl_run_event *e)
{
    pl_arena arena = { 0 };
    size_t size = (size_t)pl_message_size(e->message);
    char *text = malloc(size + 1);
    require(text && pl_message_read(e->message, 0, text, size, NULL) == size);
    require(pl_json_parse(&arena, (pl_str){ text, size }, NULL) != NULL);
    free(text);
    pl_arena_done(&arena);
}

/* STARTED first, nothing but CLEARED after COMPLETED. */
static void take_events(pl_run *run, bool *started, bool *completed)
{
    pl_run_event e;
    while (pl_run_next(run, &e)) {
        check_message(&e);
        require(*started || e.kind == PL_RUN_EVENT_STARTED || e.kind == PL_RUN_EVENT_CLEARED ||
                e.kind == PL_RUN_EVENT_FAILED);
        require(!*completed || e.kind == PL_RUN_EVENT_CLEARED);
        *started |= e.kind == PL_RUN_EVENT_STARTED;
        *completed |= e.kind == PL_RUN_EVENT_COMPLETED;
        pl_message_release(e.message);
    }
}

/* Until it waits for inputs, or has ended. */
static void settle(pl_run *run)
{
    for (pl_run_phase phase = pl_run_get_phase(run);
         phase == PL_RUN_PHASE_STARTING || phase == PL_RUN_PHASE_RUNNING;
         phase = pl_run_get_phase(run))
        pl_run_wait(run, 100000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pl_run_input_value values[MOST];
    pl_str rest = { (const char *)data, size }, changed = { 0 };
    bool started = false, completed = false;
    if (!ws)
        open_all();
    pl_run_start_options o = { .root = PL_S("m.dashboard.d"), .inputs = values };
    o.n_inputs = read_values(&rest, values, &changed);
    pl_run *run = pl_run_start(engine, &o, NULL);
    require(run != NULL);
    settle(run);
    for (int i = 0; i < 8 && rest.ptr && rest.len; i++) {
        pl_str which = changed;
        uint32_t n = read_values(&rest, values, &changed);
        take_events(run, &started, &completed);
        pl_run_input(run, which, values, n);
        settle(run);
    }
    pl_run_cancel(run);
    require(pl_run_wait(run, UINT64_C(60000000000)));
    take_events(run, &started, &completed);
    pl_run_free(run);
    return 0;
}
