/* history_play.c - records the runs that it reads from standard input, one word or row in a line,
 * with tabs between the fields; history_model.py writes them and knows what has to come of them.
 *
 *     history_play URL
 *     run      SCOPE STATUS        a run begins
 *     control  NAME TITLE STATE    complete, error or cancelled
 *     result   STATUS RESOURCE DIMENSIONS REASON UNTIL EXEMPTION    of the last control
 *     end                          the run is recorded: its number
 *     spans                        all spans, one in a line
 *     verify                       "ok", or what is wrong
 *
 * DIMENSIONS are key=value, with commas between them. */
#include "base/str.h"
#include "base/vec.h"
#include "history/record.h"
#include "history/verify.h"
#include "run/tree.h"
#include <stdio.h>
#include <stdlib.h>

enum { DIMENSIONS = 8 };

typedef struct played_result {
    uint32_t control;
    pl_history_result result;
    pl_dimension dimensions[DIMENSIONS];
} played_result;

typedef struct play {
    pl_history_store store;
    pl_recorded_run run;
    PL_VEC(pl_history_control) controls;
    PL_VEC(played_result *) results;
    pl_arena arena; /* of the run */
} play;

static void die(const char *what)
{
    fprintf(stderr, "history_play: %s\n", what);
    exit(2);
}

static pl_str next_field(play *p, pl_str *line)
{
    return pl_arena_str(&p->arena, pl_str_split(line, '\t'));
}

static void begin_run(play *p, pl_str line)
{
    pl_arena_reset(&p->arena);
    p->controls.n = p->results.n = 0;
    p->run = (pl_recorded_run){ .workspace = next_field(p, &line),
                                .status = next_field(p, &line),
                                .database = PL_S("sqlite://x"),
                                .target = PL_S("benchmark.b"),
                                .started_at = PL_S("2026-11-25T10:00:00.000Z"),
                                .ended_at = PL_S("2026-11-25T10:00:01.000Z"),
                                .command = PL_S("library"),
                                .labels = PL_S("{}") };
}

static void add_control(play *p, pl_str line)
{
    pl_history_control c = { .name = next_field(p, &line),
                             .title = next_field(p, &line),
                             .tags = PL_S("{}") };
    pl_str state = next_field(p, &line);
    c.complete = pl_str_eq(state, PL_S("complete"));
    if (pl_str_eq(state, PL_S("error")))
        c.run_error = PL_S("no such table");
    pl_vec_push(&p->controls, c);
}

static void add_result(play *p, pl_str line)
{
    played_result *r = PL_NEW(&p->arena, played_result);
    pl_row_status status;
    if (!p->controls.n || !pl_row_status_find(pl_str_split(&line, '\t'), &status))
        die("a result of no control, or of no status");
    r->control = (uint32_t)p->controls.n - 1;
    r->result.status = (uint8_t)status;
    r->result.resource = next_field(p, &line);
    pl_str list = next_field(p, &line);
    while (list.len && r->result.n_dimensions < DIMENSIONS) {
        pl_str value = pl_str_split(&list, ','), key = pl_str_split(&value, '=');
        r->dimensions[r->result.n_dimensions++] = (pl_dimension){ key, value, { 0 } };
    }
    r->result.dimensions = r->dimensions;
    r->result.reason = next_field(p, &line);
    r->result.exempted_until = next_field(p, &line);
    r->result.exemption = next_field(p, &line);
    pl_vec_push(&p->results, r);
    p->controls.at[r->control].counts.of[status]++;
    p->run.counts.of[status]++;
}

static void give_results(void *ctx, uint32_t control, pl_history_result_fn *each, void *each_ctx)
{
    const play *p = ctx;
    for (size_t i = 0; i < p->results.n; i++)
        if (p->results.at[i]->control == control && !each(each_ctx, &p->results.at[i]->result))
            return;
}

static void end_run(play *p)
{
    int64_t id;
    pl_diags *diags = pl_diags_new();
    p->run.controls = p->controls.at;
    p->run.n_controls = (uint32_t)p->controls.n;
    p->run.results = give_results;
    p->run.ctx = p;
    if (!pl_history_add(&p->store, &p->run, &id, diags))
        die(pl_diags_get(diags, 0)->summary.ptr);
    printf("%lld\n", (long long)id);
    pl_diags_free(diags);
}

static bool print_row(void *ctx, const pl_sql_arg *row)
{
    enum { COLUMNS = 11 };
    (void)ctx;
    for (int i = 0; i < COLUMNS; i++) {
        if (row[i].type == PL_SQL_INT)
            printf("%lld", (long long)row[i].n);
        else
            printf("%.*s", PL_FMT(row[i].text));
        putchar(i + 1 < COLUMNS ? '\t' : '\n');
    }
    return true;
}

static void print_spans(play *p)
{
    if (!pl_sql_run(&p->store.sql,
                    "SELECT o.workspace, c.name, f.resource, CAST(f.dimensions AS text), f.id, "
                    "s.from_run, s.to_run, s.status, s.reason, s.exempted_until, s.exemption FROM "
                    "span s JOIN finding f ON f.id = s.finding_id JOIN control c ON c.id = "
                    "f.control_id JOIN scope o ON o.id = f.scope_id ORDER BY f.id, s.from_run",
                    NULL, 0, print_row, NULL))
        die(p->store.sql.why.ptr);
    puts(".");
}

static void print_verdict(play *p)
{
    pl_diags *diags = pl_diags_new();
    if (pl_history_verify(&p->store, diags))
        puts("ok");
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        printf("%.*s\n", PL_FMT(pl_diags_get(diags, i)->summary));
    puts(".");
    pl_diags_free(diags);
}

static void obey(play *p, pl_str line)
{
    pl_str word = pl_str_split(&line, '\t');
    if (pl_str_eq(word, PL_S("run")))
        begin_run(p, line);
    else if (pl_str_eq(word, PL_S("control")))
        add_control(p, line);
    else if (pl_str_eq(word, PL_S("result")))
        add_result(p, line);
    else if (pl_str_eq(word, PL_S("end")))
        end_run(p);
    else if (pl_str_eq(word, PL_S("spans")))
        print_spans(p);
    else if (pl_str_eq(word, PL_S("verify")))
        print_verdict(p);
    else
        die("what is that?");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    play p = { 0 };
    pl_diags *diags = pl_diags_new();
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    if (argc != 2)
        die("needs the URL of a store");
    pl_history_store_options o = { .url = { pl_str_cstr(argv[1]) },
                                   .create = true,
                                   .made_by = PL_S("x") };
    if (pl_history_store_init(&p.store, &o, diags) != PL_HISTORY_OPENED)
        die(pl_diags_get(diags, 0)->summary.ptr);
    while ((len = getline(&line, &room, stdin)) > 0)
        obey(&p,
             pl_str_sub(pl_str_make(line, (size_t)len), 0, (size_t)len - (line[len - 1] == '\n')));
    free(line);
    pl_vec_done(&p.controls);
    pl_vec_done(&p.results);
    pl_arena_done(&p.arena);
    pl_history_store_done(&p.store);
    pl_diags_free(diags);
    return 0;
}
