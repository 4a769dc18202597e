/* What is published, and what is not (serving.md 12.2): while a clean generation is served nothing
 * broken replaces it. */
#include "unit/workspace/rescanned.h"
#include <pipelite/phase.h>
#include <pipelite/resource.h>
#include <pipelite/values.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static const char mod[] = "mod \"m\" {}\n";
static const char clean[] = "query \"q\" {\n  sql = \"one\"\n}\n";
static const char other[] = "query \"q\" {\n  sql = \"two\"\n}\n";
static const char syntax[] = "query \"q\" {\n  sql = \n}\n";
static const char reference[] = "control \"c\" {\n  query = query.none\n}\n";
static const char value[] = "query \"q\" {\n  sql = upper(1, 2)\n}\n";
static const char mandatory[] =
    "variable \"v\" {\n  type = string\n}\nquery \"q\" {\n  sql = var.v\n}\n";

static void open_with(live *l, const char *name, const char *text)
{
    static const pl_inputs inputs = { .need_values = true };
    *l = (live){ .dir = place_new(name) };
    place_text(l->dir, "mod.pp", mod);
    place_text(l->dir, "a.pp", text);
    live_open(l);
    CHECK(l->ws, name);
    pl_workspace_set_inputs(l->ws, &inputs);
}

static pl_standing standing(const live *l)
{
    pl_generation *g = pl_workspace_acquire(l->ws);
    pl_standing s = pl_generation_standing(g);
    pl_generation_release(g);
    return s;
}

/* "published clean", "refused clean pending recovered", ...; static. */
static const char *rescan(live *l)
{
    static const char *const outcomes[] = { "same", "published", "refused" }; /* ORDER outcomes */
    static const char *const standings[] = { "unchecked", "clean", "incomplete" };
    static const pl_rescan_options keep = { .publish = PL_PUBLISH_CLEAN };
    static char text[100];
    pl_diags *problems = pl_diags_new();
    pl_changes *ch = live_rescan(l, &keep);
    bool pending = pl_workspace_problems(l->ws, problems);
    snprintf(text, sizeof text, "%s %s%s%s%s", ch ? outcomes[ch->outcome] : "failed",
             standings[standing(l)], pending ? " pending" : "",
             ch && ch->recovered ? " recovered" : "", pl_diags_errors(problems) ? " errors" : "");
    if (!ch || ch->outcome != PL_OUTCOME_SAME)
        CHECK_INT(pl_diags_errors(l->diags), pl_diags_errors(problems), "the same errors");
    pl_changes_free(ch);
    pl_diags_free(problems);
    return text;
}

static const char *write_and_rescan(live *l, const char *text)
{
    place_text(l->dir, "a.pp", text);
    return rescan(l);
}

static const char *sql(const live *l)
{
    static char out[100];
    pl_str text = { 0 };
    pl_diags *diags = pl_diags_new();
    const pl_resource *r = pl_workspace_pin_name(l->ws, PL_S("query.q"), diags);
    snprintf(out, sizeof out, "%s", "none");
    if (r && pl_resource_text(r, PL_S("sql"), &text))
        snprintf(out, sizeof out, "%.*s", PL_FMT(text));
    pl_resource_unpin(r);
    pl_diags_free(diags);
    return out;
}

TEST(nothing_broken_replaces_what_is_clean)
{
    static const char *const broken[] = { syntax, reference, value, mandatory };
    for (size_t i = 0; i < PL_COUNT(broken); i++) {
        live l;
        open_with(&l, "only_clean", clean);
        CHECK(standing(&l) == PL_STANDING_UNCHECKED, "it was not looked at");
        CHECK(pl_workspace_verify(l.ws, l.diags), "it is right");
        CHECK(standing(&l) == PL_STANDING_CLEAN, "and known to be");
        CHECK_STR(rescan(&l), "same clean", "nothing new");
        CHECK_STR(sql(&l), "one", "loaded");
        CHECK_STR(write_and_rescan(&l, broken[i]), "refused clean pending errors", "broken");
        CHECK_STR(sql(&l), "one", "the old one serves");
        CHECK_STR(rescan(&l), "same clean pending errors", "nothing new");
        CHECK_STR(write_and_rescan(&l, other), "published clean recovered", "repaired");
        CHECK_STR(sql(&l), "two", "the new one serves");
        CHECK_STR(write_and_rescan(&l, broken[i]), "refused clean pending errors", "once more");
        CHECK_STR(write_and_rescan(&l, i == 1 ? syntax : reference), "refused clean pending errors",
                  "in another way");
        CHECK_STR(write_and_rescan(&l, other), "published clean recovered", "as it was");
        CHECK_STR(write_and_rescan(&l, clean), "published clean", "and on");
        live_check(&l, "as a fresh start");
        live_close(&l);
    }
}

TEST(what_is_refused_keeps_nobody_waiting)
{
    enum { NS = 1000000 };
    live l;
    open_with(&l, "waits", clean);
    CHECK(pl_workspace_start_resolution(l.ws, NULL, l.diags), "it begins");
    CHECK(pl_workspace_wait_resolved(l.ws, UINT64_MAX), "and ends");
    CHECK(pl_workspace_verify(l.ws, l.diags), "it is right");
    CHECK_STR(write_and_rescan(&l, reference), "refused clean pending errors", "broken");
    CHECK(pl_workspace_wait_resolved(l.ws, NS), "what is served is resolved");
    CHECK_STR(rescan(&l), "same clean pending errors", "nothing new");
    CHECK(pl_workspace_wait_resolved(l.ws, NS), "still");
    live_close(&l);
}

TEST(what_is_incomplete_is_replaced_by_anything)
{
    live l;
    open_with(&l, "incomplete", syntax);
    CHECK(!pl_workspace_verify(l.ws, l.diags), "it is wrong");
    CHECK(standing(&l) == PL_STANDING_INCOMPLETE, "and known to be");
    CHECK_STR(write_and_rescan(&l, reference), "published incomplete errors", "in another way");
    place_text(l.dir, "mod.pp", "mod \"m\" {");
    CHECK_STR(rescan(&l), "refused incomplete pending errors", "there is no mod to serve");
    place_text(l.dir, "mod.pp", mod);
    CHECK_STR(rescan(&l), "published incomplete errors", "there is one");
    CHECK_STR(write_and_rescan(&l, clean), "published clean", "repaired");
    CHECK_STR(write_and_rescan(&l, syntax), "refused clean pending errors", "from now on it stays");
    live_close(&l);
}

TEST(what_was_not_checked_is_replaced_at_once)
{
    live l;
    open_with(&l, "unchecked", clean);
    CHECK_STR(write_and_rescan(&l, reference), "published unchecked", "as at a start");
    live_close(&l);
}

TEST(a_workspace_that_goes_is_served_until_it_is_back)
{
    live l;
    char away[1000];
    open_with(&l, "gone", clean);
    snprintf(away, sizeof away, "%s.away", l.dir);
    CHECK(pl_workspace_verify(l.ws, l.diags), "it is right");
    CHECK_STR(sql(&l), "one", "loaded");
    CHECK(rename(l.dir, away) == 0, "away");
    CHECK_STR(rescan(&l), "failed clean pending errors", "it cannot be read");
    CHECK_STR(sql(&l), "one", "it still serves what is loaded");
    CHECK(rename(away, l.dir) == 0, "back");
    CHECK_STR(rescan(&l), "same clean recovered", "as it was");
    CHECK_STR(rescan(&l), "same clean", "once");
    place_text(l.dir, "mod.pp", "mod \"m\" {\n  title = \n}\n");
    CHECK_STR(rescan(&l), "refused clean pending errors", "a mod file that cannot be parsed");
    place_text(l.dir, "mod.pp", "mod \"m\" {\n  title = \"t\"\n}\n");
    CHECK_STR(rescan(&l), "published clean recovered", "repaired");
    live_close(&l);
}

TEST(a_check_of_what_is_served_does_not_hide_that_the_files_cannot_be_opened)
{
    live l;
    char away[1000];
    pl_diags *problems = pl_diags_new();
    open_with(&l, "hidden", clean);
    snprintf(away, sizeof away, "%s.away", l.dir);
    CHECK(pl_workspace_verify(l.ws, l.diags), "it is right");
    CHECK(rename(l.dir, away) == 0, "away");
    CHECK_STR(rescan(&l), "failed clean pending errors", "it cannot be read");
    CHECK(pl_workspace_verify(l.ws, l.diags), "what is served is still right");
    CHECK(pl_workspace_problems(l.ws, problems), "what is on disk is still waited for");
    CHECK(pl_diags_errors(problems) > 0, "and what is wrong with it is still known");
    CHECK(rename(away, l.dir) == 0, "back");
    CHECK_STR(rescan(&l), "same clean recovered", "as it was");
    pl_diags_free(problems);
    live_close(&l);
}

TEST(a_missing_dependency_is_an_error)
{
    live l;
    open_with(&l, "missing_dependency", clean);
    CHECK(pl_workspace_verify(l.ws, l.diags), "it is right");
    place_text(l.dir, "mod.pp",
               "mod \"m\" {\n  require {\n    mod \"github.com/a/b\" {\n      version = \"1\"\n"
               "    }\n  }\n}\n");
    CHECK_STR(rescan(&l), "refused clean pending errors", "it is not installed");
    place_text(l.dir, "mod.pp", mod);
    CHECK_STR(rescan(&l), "published clean recovered", "nor needed");
    live_close(&l);
}

TEST(a_broken_file_is_held_for_a_while)
{
    static const pl_rescan_options hold = { .publish = PL_PUBLISH_CLEAN, .hold_ns = 200000000 };
    live l;
    open_with(&l, "held", clean);
    place_text(l.dir, "b.pp", "query \"b\" {\n  sql = \"1\"\n}\n");
    CHECK_STR(rescan(&l), "published unchecked", "two files");
    CHECK(pl_workspace_verify(l.ws, l.diags), "right");
    place_text(l.dir, "a.pp", syntax);
    place_text(l.dir, "b.pp", "query \"b\" {\n  sql = \"2\"\n}\n");
    pl_changes *ch = live_rescan(&l, &hold);
    CHECK(ch && ch->outcome == PL_OUTCOME_PUBLISHED && ch->held == 1, "the other is published");
    CHECK(ch->held_until_ns > 0 && !pl_diags_count(l.diags), "nothing is said");
    CHECK_INT(ch->n_entries, 1, "of one entry");
    pl_changes_free(ch);
    usleep(210000);
    ch = live_rescan(&l, &hold);
    CHECK(ch && ch->outcome == PL_OUTCOME_REFUSED && !ch->held, "then it counts");
    CHECK(pl_diags_errors(l.diags) > 0, "and is said");
    pl_changes_free(ch);
    place_text(l.dir, "a.pp", other);
    ch = live_rescan(&l, &hold);
    CHECK(ch && ch->outcome == PL_OUTCOME_PUBLISHED && ch->recovered, "repaired");
    pl_changes_free(ch);
    place_text(l.dir, "mod.pp", "mod \"m\" {");
    ch = live_rescan(&l, &hold);
    CHECK(ch && ch->outcome == PL_OUTCOME_SAME && ch->held == 1, "the mod file is held, too");
    pl_changes_free(ch);
    live_close(&l);
}

/* Errors of the next check in the background; -1: none within some seconds. */
static int next_check(pl_event_queue *q)
{
    pl_event e;
    int errors = -1;
    if (pl_event_queue_take(q, 10000000000, &e)) {
        errors = e.diags ? (int)pl_diags_errors(e.diags) : 0;
        pl_event_done(&e);
    }
    return errors;
}

TEST(the_check_goes_on_after_values_that_fail)
{
    live l;
    open_with(&l, "checking", clean);
    pl_event_queue *q = pl_event_queue_new(NULL, NULL);
    pl_subscription *s = pl_workspace_subscribe(l.ws, 1 << PL_EVENT_CHECKED, pl_event_queue_put, q);
    CHECK(pl_workspace_start_resolution(l.ws, &(pl_resolution){ .check = true }, l.diags), "start");
    CHECK_INT(next_check(q), 0, "right");
    CHECK(standing(&l) == PL_STANDING_CLEAN, "and known to be");
    place_text(l.dir, "a.pp", mandatory);
    pl_changes_free(live_rescan(&l, NULL));
    CHECK(next_check(q) > 0, "a variable without a value");
    CHECK(standing(&l) == PL_STANDING_INCOMPLETE, "it is published all the same");
    place_text(l.dir, "a.pp", clean);
    pl_changes_free(live_rescan(&l, NULL));
    CHECK_INT(next_check(q), 0, "the next one is checked, too");
    CHECK(standing(&l) == PL_STANDING_CLEAN, "right");
    pl_workspace_unsubscribe(l.ws, s);
    live_close(&l);
    pl_event_queue_free(q);
}

static void count_check(void *ctx, const pl_event *event)
{
    (void)event;
    atomic_fetch_add((atomic_int *)ctx, 1);
}

static void wait_for_checks(atomic_int *checks, int n)
{
    while (atomic_load(checks) < n)
        usleep(1000);
}

TEST_THREADS(a_later_check_replaces_one_that_nobody_has_taken)
{
    live l;
    pl_event e;
    atomic_int checks = 0;
    open_with(&l, "replaced", value);
    pl_event_queue *q = pl_event_queue_new(NULL, NULL);
    pl_subscription *slow =
        pl_workspace_subscribe(l.ws, 1 << PL_EVENT_CHECKED, pl_event_queue_put, q);
    pl_subscription *counter =
        pl_workspace_subscribe(l.ws, 1 << PL_EVENT_CHECKED, count_check, &checks);
    CHECK(pl_workspace_start_resolution(l.ws, &(pl_resolution){ .check = true }, l.diags), "start");
    wait_for_checks(&checks, 1);
    place_text(l.dir, "a.pp", clean);
    pl_changes_free(live_rescan(&l, NULL));
    wait_for_checks(&checks, 2);
    CHECK(pl_event_queue_take(q, 0, &e), "an event waits");
    CHECK(!e.diags || !pl_diags_errors(e.diags), "that of the later check, which found nothing");
    pl_event_done(&e);
    CHECK(!pl_event_queue_take(q, 0, &e), "that of the earlier one is gone");
    pl_workspace_unsubscribe(l.ws, counter);
    pl_workspace_unsubscribe(l.ws, slow);
    live_close(&l);
    pl_event_queue_free(q);
}

/* 200 files, each with an expression that only the check evaluates. */
static void write_many(const live *l)
{
    char text[100], name[40];
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "f%d.pp", i);
        snprintf(text, sizeof text, "query \"f%d\" {\n  title = upper(\"%d\")\n  sql = \"s\"\n}\n",
                 i, i);
        place_text(l->dir, name, text);
    }
}

static void *ask_for_times(void *ctx)
{
    pl_open_times times;
    live *l = ctx;
    for (int i = 0; i < 2000; i++) {
        pl_workspace_times(l->ws, &times);
        CHECK(times.total, "it was opened");
    }
    return NULL;
}

TEST_THREADS(times_are_asked_for_during_a_check_and_a_rescan)
{
    live l;
    pthread_t thread;
    atomic_int checks = 0;
    open_with(&l, "times", clean);
    write_many(&l);
    pl_subscription *counter =
        pl_workspace_subscribe(l.ws, 1 << PL_EVENT_CHECKED, count_check, &checks);
    CHECK(pl_workspace_start_resolution(l.ws, &(pl_resolution){ .check = true }, l.diags), "start");
    CHECK_INT(pthread_create(&thread, NULL, ask_for_times, &l), 0, "thread");
    place_text(l.dir, "a.pp", other);
    pl_changes_free(live_rescan(&l, NULL));
    pthread_join(thread, NULL);
    wait_for_checks(&checks, 1);
    pl_workspace_unsubscribe(l.ws, counter);
    live_close(&l);
}

TEST_THREADS(closing_ends_a_check_in_every_phase)
{
    enum { ROUNDS = 40 };
    live l;
    open_with(&l, "closing", clean);
    write_many(&l);
    live_close(&l);
    for (int i = 0; i < ROUNDS; i++) {
        live_open(&l);
        pl_workspace_start_resolution(l.ws, &(pl_resolution){ .check = true, .workers = 2 },
                                      l.diags);
        usleep((unsigned)i * 250);
        live_close(&l);
    }
}
