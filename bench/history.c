/* history.c - recording runs into a store of SQLite, against inserting the same texts with one
 * prepared statement in one transaction. */
#include "base/arena.h"
#include "base/str.h"
#include "bench.h"
#include "history/record.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONTROLS = 1000, RESULTS = 200, CHANGED = 200 };

static void need(bool truth, const char *what)
{
    if (truth)
        return;
    fprintf(stderr, "history: %s\n", what);
    exit(1);
}

/* ---- a run of 200,000 results, of which `turn` decides which are in alarm */

typedef struct run_of {
    pl_history_control controls[CONTROLS];
    char names[CONTROLS][64];
    unsigned turn;
    pl_recorded_run record;
} run_of;

typedef void result_fn(void *ctx, uint32_t control, const pl_history_result *result);

/* The n-th result of a control. */
static pl_history_result make_result(const run_of *r, uint32_t control, uint32_t n, char *text,
                                     pl_dimension *dimensions)
{
    uint32_t number = control * RESULTS + n;
    bool changed = number % (CONTROLS * RESULTS / CHANGED) == 0 && r->turn % 2;
    char *reason = text, *resource = text + 128, *account = text + 256;
    bool alarm = (number % 10 == 0) != changed;
    int len = sprintf(resource, "arn:aws:ec2:eu-west-1:123456789012:instance/i-%016u", number);
    int said = sprintf(reason, "i-%016u %s public IP address.", number,
                       alarm ? "has a" : "does not have a");
    int id = sprintf(account, "%012u", number % 12);
    dimensions[0] = (pl_dimension){ PL_S("region"), PL_S("eu-west-1"), { 0 } };
    dimensions[1] = (pl_dimension){ PL_S("account_id"), { account, (size_t)id }, { 0 } };
    return (pl_history_result){ .status = alarm ? PL_ROW_ALARM : PL_ROW_OK,
                                .reason = { reason, (size_t)said },
                                .resource = { resource, (size_t)len },
                                .dimensions = dimensions,
                                .n_dimensions = 2 };
}

static void give_results(void *ctx, uint32_t control, pl_history_result_fn *each, void *each_ctx)
{
    char text[384];
    pl_dimension dimensions[2];
    for (uint32_t i = 0; i < RESULTS; i++) {
        pl_history_result result = make_result(ctx, control, i, text, dimensions);
        if (!each(each_ctx, &result))
            return;
    }
}

static run_of *make_run(void)
{
    run_of *r = calloc(1, sizeof *r);
    for (uint32_t i = 0; i < CONTROLS; i++) {
        int len = sprintf(r->names[i], "aws_compliance.control.ec2_instance_check_%04u", i);
        r->controls[i] = (pl_history_control){ .name = { r->names[i], (size_t)len },
                                               .title = PL_S("EC2 instances should not be public"),
                                               .severity = PL_S("high"),
                                               .tags = PL_S("{\"service\":\"ec2\"}"),
                                               .counts = { .of = { 0, 20, 0, 180, 0 } },
                                               .complete = true };
    }
    r->record = (pl_recorded_run){ .workspace = PL_S("mod.aws_compliance"),
                                   .database = PL_S("postgres://localhost/steampipe"),
                                   .target = PL_S("benchmark.cis"),
                                   .started_at = PL_S("2026-11-25T02:00:00.000Z"),
                                   .ended_at = PL_S("2026-11-25T02:10:00.000Z"),
                                   .status = PL_S("complete"),
                                   .command = PL_S("cli"),
                                   .labels = PL_S("{}"),
                                   .controls = r->controls,
                                   .n_controls = CONTROLS,
                                   .results = give_results,
                                   .ctx = r };
    return r;
}

/* ---- the store */

static char folder[256];

static void remove_store(const char *name)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    for (size_t i = 0; i < PL_COUNT(ends); i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s%s", folder, name, ends[i]);
        unlink(path);
    }
}

static void open_store(pl_history_store *store, const char *name)
{
    char url[512];
    snprintf(url, sizeof url, "sqlite://%s/%s", folder, name);
    pl_history_store_options o = { .url = { pl_str_cstr(url) },
                                   .create = true,
                                   .made_by = PL_S("bench") };
    need(pl_history_store_init(store, &o, NULL) == PL_HISTORY_OPENED, "open");
}

static void record_into(pl_history_store *store, run_of *r)
{
    int64_t id;
    pl_diags *diags = pl_diags_new();
    bool ok = pl_history_add(store, &r->record, &id, diags);
    need(ok, ok ? "" : pl_diags_get(diags, 0)->summary.ptr);
    bench_alive();
    pl_diags_free(diags);
}

static void record_new(void *ctx)
{
    pl_history_store store = { 0 };
    remove_store("new.db");
    open_store(&store, "new.db");
    record_into(&store, ctx);
    pl_history_store_done(&store);
}

static void record_again(void *ctx)
{
    run_of *r = ctx;
    pl_history_store store = { 0 };
    r->turn++;
    open_store(&store, "again.db");
    record_into(&store, r);
    pl_history_store_done(&store);
}

/* ---- the floor */

static void insert_all(void *ctx)
{
    const run_of *r = ctx;
    char path[512], text[384];
    sqlite3 *db;
    sqlite3_stmt *statement;
    pl_dimension dimensions[2];
    remove_store("floor.db");
    snprintf(path, sizeof path, "%s/floor.db", folder);
    need(sqlite3_open(path, &db) == SQLITE_OK, "open the floor");
    sqlite3_exec(db,
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t (control "
                 "integer, identity text, resource text, dimensions text, status text, reason "
                 "text, UNIQUE (control, identity)); BEGIN",
                 NULL, NULL, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", -1, &statement, NULL);
    for (uint32_t c = 0; c < CONTROLS; c++)
        for (uint32_t i = 0; i < RESULTS; i++) {
            char identity[33], json[128];
            pl_history_result got = make_result(r, c, i, text, dimensions);
            int len = sprintf(json, "{\"account_id\":\"%.*s\",\"region\":\"eu-west-1\"}",
                              PL_FMT(dimensions[1].value));
            sprintf(identity, "%016llx%016llx",
                    (unsigned long long)((c * RESULTS + i) * 0x9e3779b97f4a7c15u),
                    (unsigned long long)i);
            sqlite3_bind_int(statement, 1, (int)c);
            sqlite3_bind_text(statement, 2, identity, 32, SQLITE_STATIC);
            sqlite3_bind_text(statement, 3, got.resource.ptr, (int)got.resource.len, SQLITE_STATIC);
            sqlite3_bind_text(statement, 4, json, len, SQLITE_STATIC);
            sqlite3_bind_text(statement, 5, got.status == PL_ROW_OK ? "ok" : "alarm", -1,
                              SQLITE_STATIC);
            sqlite3_bind_text(statement, 6, got.reason.ptr, (int)got.reason.len, SQLITE_STATIC);
            need(sqlite3_step(statement) == SQLITE_DONE, "insert");
            sqlite3_reset(statement);
        }
    sqlite3_finalize(statement);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(db);
}

int main(void)
{
    snprintf(folder, sizeof folder, "/tmp/pl-history-%d", (int)getpid());
    run_of *r = make_run();
    const uint64_t n = (uint64_t)CONTROLS * RESULTS;
    bench_run(&(bench_case){ "record-200000-new", record_new, insert_all, r, n, 0 });
    remove_store("again.db");
    record_again(r);
    bench_run(&(bench_case){ "record-200000-changed-200", record_again, NULL, r, n, 0 });
    free(r);
    remove_store("new.db");
    remove_store("again.db");
    remove_store("floor.db");
    rmdir(folder);
    return 0;
}
