/* metrics.c - counters and gauges of a server, as text for Prometheus and as a line of the log. */
#include "server/metrics.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/double.h"
#include "base/jsonw.h"
#include "base/str.h"
#include "server/client.h"
#include <pipelite/resource.h>

/* ---- counting */

/* ORDER routes */
static const char *const route_names[PL_ROUTES] = {
    "other",        "/api/service",     "/ws",    "file",  "page",     "/-/ui",
    "/-/list.json", "/-/problems.json", "/-/run", "probe", "/metrics", "/-/login",
};

/* ORDER sent messages */
static const char *const sent_names[PL_SENT_COUNT] = {
    "available_dashboards", "server_metadata", "workspace_error", "execution", "other",
};

const char *pl_sent_name(pl_sent kind)
{
    return sent_names[kind];
}

void pl_tally_add(pl_tally *tally, unsigned code)
{
    assert(tally->n <= PL_CODES);
    for (unsigned i = 0; i < tally->n; i++)
        if (tally->at[i].code == code) {
            tally->at[i].n++;
            return;
        }
    if (tally->n < PL_CODES - 1 || code == 0) {
        tally->at[tally->n].code = code;
        tally->at[tally->n++].n = 1;
    } else {
        pl_tally_add(tally, 0);
    }
}

void pl_metrics_request(pl_metrics *metrics, pl_route route, unsigned status)
{
    assert(route < PL_ROUTES);
    pl_tally_add(&metrics->requests[route], status);
}

void pl_metrics_refused(pl_metrics *metrics, pl_refusal refusal)
{
    assert(refusal > PL_REFUSED_NOT && refusal < PL_REFUSALS);
    metrics->refused[refusal]++;
}

/* ---- writing */

static void head(pl_buf *out, const char *name, const char *type)
{
    pl_buf_printf(out, "# TYPE %s %s\n", name, type);
}

static void number(pl_buf *out, double n)
{
    pl_double_print(out, n, 'g', 17);
    pl_buf_byte(out, '\n');
}

static void value(pl_buf *out, const char *name, double n)
{
    pl_buf_printf(out, "%s ", name);
    number(out, n);
}

/* Write a gauge without labels: its head and its value. */
static void gauge(pl_buf *out, const char *name, double n)
{
    head(out, name, "gauge");
    value(out, name, n);
}

static void counter(pl_buf *out, const char *name, double n)
{
    head(out, name, "counter");
    value(out, name, n);
}

static void labelled(pl_buf *out, const char *name, const char *label, const char *what, double n)
{
    pl_buf_printf(out, "%s{%s=\"%s\"} ", name, label, what);
    number(out, n);
}

/* Write the lines of one histogram without its head. `labels`: such as driver="sqlite", or
 * empty. */
static void series(pl_buf *out, const char *name, const char *labels, const pl_histogram *h)
{
    const char *comma = labels[0] ? "," : "", *open = labels[0] ? "{" : "",
               *close = labels[0] ? "}" : "";
    uint64_t sum = 0;

    for (unsigned i = 0; i < PL_HISTOGRAM_BOUNDS; i++) {
        sum += h->bucket[i];
        pl_buf_printf(out, "%s_bucket{%s%sle=\"", name, labels, comma);
        pl_double_general(out, pl_histogram_bound[i], 64);
        pl_buf_printf(out, "\"} %llu\n", (unsigned long long)sum);
    }
    pl_buf_printf(out, "%s_bucket{%s%sle=\"+Inf\"} %llu\n", name, labels, comma,
                  (unsigned long long)h->n);
    pl_buf_printf(out, "%s_sum%s%s%s ", name, open, labels, close);
    pl_double_print(out, h->sum, 'g', 9);
    pl_buf_byte(out, '\n');
    pl_buf_printf(out, "%s_count%s%s%s %llu\n", name, open, labels, close,
                  (unsigned long long)h->n);
}

static void histogram(pl_buf *out, const char *name, const pl_histogram *h)
{
    head(out, name, "histogram");
    series(out, name, "", h);
}

/* ---- the process */

static unsigned count_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    unsigned n = 0;

    while (dir && readdir(dir))
        n++;
    if (dir)
        closedir(dir);
    return n > 3 ? n - 3 : 0; /* all but `.`, `..` and the descriptor of `dir` */
}

static uint64_t resident_bytes(void)
{
    unsigned long long size, resident = 0;
    FILE *f = fopen("/proc/self/statm", "re");

    if (f) {
        if (fscanf(f, "%llu %llu", &size, &resident) != 2)
            resident = 0;
        fclose(f);
    }
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void put_process(const pl_server *server, pl_buf *out)
{
    struct rlimit limit = { 0 };
    struct timespec cpu = { 0 };

    gauge(out, "process_resident_memory_bytes", (double)resident_bytes());
    gauge(out, "pipelite_allocator_bytes", (double)pl_mem_committed());
    gauge(out, "process_open_fds", count_descriptors());
    getrlimit(RLIMIT_NOFILE, &limit);
    gauge(out, "process_max_fds", (double)limit.rlim_cur);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    counter(out, "process_cpu_seconds_total", (double)cpu.tv_sec + (double)cpu.tv_nsec / 1e9);
    gauge(out, "process_start_time_seconds", server->started_wall);
}

/* ---- the workspace */

static void put_phase(const pl_server *server, pl_buf *out)
{
    pl_phase now = pl_workspace_phase(server->ws);
    char name[32];

    head(out, "pipelite_workspace_phase", "gauge");
    for (int i = PL_PHASE_UNINIT; i <= PL_PHASE_CLOSED; i++) {
        snprintf(name, sizeof name, "%.*s", PL_FMT(pl_phase_name((pl_phase)i)));
        labelled(out, "pipelite_workspace_phase", "phase", name, now == (pl_phase)i);
    }
}

static void put_index(const pl_server *server, pl_buf *out)
{
    pl_generation *generation = pl_workspace_acquire(server->ws);
    pl_index_origin origin;
    pl_index_stats stats;
    char name[32];

    if (!generation)
        return;
    pl_index_get_stats(pl_generation_index(generation), &stats);
    gauge(out, "pipelite_workspace_generation", (double)pl_generation_number(generation));
    head(out, "pipelite_workspace_entries", "gauge");
    for (int i = 0; i < PL_KIND_COUNT; i++) {
        snprintf(name, sizeof name, "%.*s", PL_FMT(pl_kind_word((pl_kind)i)));
        labelled(out, "pipelite_workspace_entries", "kind", name,
                 pl_index_count(pl_generation_index(generation), (pl_kind)i));
    }
    gauge(out, "pipelite_index_bytes", (double)stats.image_bytes);
    pl_generation_release(generation);
    pl_workspace_origin(server->ws, &origin);
    gauge(out, "pipelite_index_mapped", origin.mapped);
}

static void put_workspace(const pl_server *server, pl_buf *out)
{
    pl_resolution_stats resolution;

    put_phase(server, out);
    put_index(server, out);
    pl_workspace_resolution_stats(server->ws, &resolution);
    gauge(out, "pipelite_workspace_epoch", (double)resolution.epoch);
    gauge(out, "pipelite_workspace_clean", !server->incomplete);
    head(out, "pipelite_workspace_problems", "gauge");
    labelled(out, "pipelite_workspace_problems", "severity", "error", server->problems.errors);
    labelled(out, "pipelite_workspace_problems", "severity", "warning", server->problems.warnings);
    gauge(out, "pipelite_resolver_queue", resolution.queued);
    counter(out, "pipelite_resolver_resolved_total", resolution.resolved);
    counter(out, "pipelite_resolver_failed_total", resolution.failed);
    counter(out, "pipelite_resolver_seconds_total", (double)resolution.elapsed_ns / 1e9);
}

static void put_cache(const pl_server *server, pl_buf *out)
{
    pl_cache_stats cache;

    pl_workspace_cache_stats(server->ws, &cache);
    gauge(out, "pipelite_cache_bytes", (double)cache.bytes);
    gauge(out, "pipelite_cache_budget_bytes", (double)cache.max_bytes);
    gauge(out, "pipelite_cache_entries", (double)cache.entries);
    gauge(out, "pipelite_cache_pinned_bytes", (double)cache.pinned_bytes);
    counter(out, "pipelite_cache_hits_total", (double)cache.hits);
    counter(out, "pipelite_cache_misses_total", (double)cache.misses);
    counter(out, "pipelite_cache_evictions_total", (double)cache.evictions);
}

static void put_watcher(const pl_server *server, pl_buf *out)
{
    static const char *const results[] = { "published", "unchanged", "refused" };
    const pl_metrics *m = &server->metrics;

    counter(out, "pipelite_watcher_events_total", (double)m->watch_steps);
    counter(out, "pipelite_watcher_files_scanned_total", (double)m->scanned);
    head(out, "pipelite_watcher_rebuilds_total", "counter");
    for (int i = 0; i < 3; i++)
        labelled(out, "pipelite_watcher_rebuilds_total", "result", results[i],
                 (double)m->rebuilds[i]);
    counter(out, "pipelite_watcher_files_skipped_total", (double)m->skipped);
    gauge(out, "pipelite_watcher_polling", m->polling);
    gauge(out, "pipelite_watcher_watches", m->watches);
    histogram(out, "pipelite_reload_seconds", &m->reload_seconds);
}

/* ---- executions and databases */

static void put_executions(const pl_server *server, pl_buf *out)
{
    static const char *const results[] = { "complete", "error", "cancelled" };
    const pl_metrics *m = &server->metrics;
    pl_engine_stats stats;

    pl_engine_get_stats(server->engine, &stats);
    head(out, "pipelite_executions", "gauge");
    labelled(out, "pipelite_executions", "state", "running", stats.running);
    labelled(out, "pipelite_executions", "state", "waiting", stats.waiting);
    labelled(out, "pipelite_executions", "state", "blocked", stats.blocked);
    head(out, "pipelite_executions_total", "counter");
    for (int i = 0; i < 3; i++)
        labelled(out, "pipelite_executions_total", "result", results[i], (double)m->executions[i]);
    histogram(out, "pipelite_execution_seconds", &m->execution_seconds);
}

static void put_panels(pl_engine *engine, pl_buf *out)
{
    pl_driver_stats driver;
    char labels[48];

    head(out, "pipelite_panel_seconds", "histogram");
    for (uint32_t i = 0; pl_engine_get_driver(engine, i, &driver); i++) {
        pl_histogram h = { .n = driver.queries, .sum = driver.seconds };

        pl_engine_driver_times(engine, i, h.bucket, PL_COUNT(h.bucket));
        snprintf(labels, sizeof labels, "driver=\"%s\"", driver.name);
        series(out, "pipelite_panel_seconds", labels, &h);
    }
}

static void put_databases(const pl_server *server, pl_buf *out)
{
    pl_engine *engine = server->engine;
    pl_driver_stats driver;

    put_panels(engine, out);
    head(out, "pipelite_pool_connections", "gauge");
    for (uint32_t i = 0; pl_engine_get_driver(engine, i, &driver); i++)
        pl_buf_printf(out,
                      "pipelite_pool_connections{driver=\"%s\",state=\"busy\"} %u\n"
                      "pipelite_pool_connections{driver=\"%s\",state=\"idle\"} %u\n",
                      driver.name, driver.busy, driver.name, driver.idle);
    head(out, "pipelite_pool_waiting", "gauge");
    for (uint32_t i = 0; pl_engine_get_driver(engine, i, &driver); i++)
        labelled(out, "pipelite_pool_waiting", "driver", driver.name, driver.waiting);
    head(out, "pipelite_db_errors_total", "counter");
    for (uint32_t i = 0; pl_engine_get_driver(engine, i, &driver); i++)
        labelled(out, "pipelite_db_errors_total", "driver", driver.name, (double)driver.failed);
}

/* ---- clients */

static void put_payloads(const pl_metrics *m, pl_buf *out)
{
    static const char *const names[] = { "list", "metadata", "compact" };

    head(out, "pipelite_payload_builds_total", "counter");
    for (int i = 0; i < 3; i++)
        labelled(out, "pipelite_payload_builds_total", "payload", names[i],
                 (double)m->payload_builds[i]);
    head(out, "pipelite_payload_bytes", "gauge");
    for (int i = 0; i < 3; i++)
        labelled(out, "pipelite_payload_bytes", "payload", names[i], (double)m->payload_bytes[i]);
}

static void put_requests(const pl_metrics *m, pl_buf *out)
{
    head(out, "pipelite_http_requests_total", "counter");
    for (int r = 0; r < PL_ROUTES; r++)
        for (unsigned i = 0; i < m->requests[r].n; i++)
            pl_buf_printf(out, "pipelite_http_requests_total{route=\"%s\",code=\"%u\"} %llu\n",
                          route_names[r], m->requests[r].at[i].code,
                          (unsigned long long)m->requests[r].at[i].n);
}

static void put_messages(const pl_metrics *m, pl_buf *out)
{
    char name[40];

    head(out, "pipelite_ws_messages_total", "counter");
    for (int i = 0; i < PL_ACTIONS; i++) {
        snprintf(name, sizeof name, "%.*s", PL_FMT(pl_action_name((pl_action_kind)i)));
        pl_buf_printf(out, "pipelite_ws_messages_total{action=\"%s\",direction=\"in\"} %llu\n",
                      i == PL_ACTION_NONE ? "none" : name, (unsigned long long)m->received[i]);
    }
    for (int i = 0; i < PL_SENT_COUNT; i++)
        pl_buf_printf(out, "pipelite_ws_messages_total{action=\"%s\",direction=\"out\"} %llu\n",
                      sent_names[i], (unsigned long long)m->sent[i]);
    head(out, "pipelite_ws_bytes_total", "counter");
    labelled(out, "pipelite_ws_bytes_total", "direction", "in", (double)m->bytes_in);
    labelled(out, "pipelite_ws_bytes_total", "direction", "out", (double)m->bytes_out);
    head(out, "pipelite_ws_closed_total", "counter");
    for (unsigned i = 0; i < m->closed.n; i++)
        pl_buf_printf(out, "pipelite_ws_closed_total{code=\"%u\"} %llu\n", m->closed.at[i].code,
                      (unsigned long long)m->closed.at[i].n);
}

static unsigned count_selected(const pl_server *server)
{
    unsigned n = 0;

    for (const pl_client *c = server->clients; c; c = c->next)
        n += c->selected.name.len > 0;
    return n;
}

static uint64_t count_unsent(const pl_server *server)
{
    uint64_t bytes = 0;

    for (const pl_client *c = server->clients; c; c = c->next)
        bytes += c->backlog.bytes;
    return bytes;
}

static void put_clients(pl_server *server, pl_buf *out)
{
    const pl_metrics *m = &server->metrics;
    char name[16];

    gauge(out, "pipelite_clients", server->n_clients);
    gauge(out, "pipelite_sessions", count_selected(server));
    gauge(out, "pipelite_queue_bytes", (double)count_unsent(server));
    counter(out, "pipelite_slow_closed_total", (double)m->slow_closed);
    put_payloads(m, out);
    put_requests(m, out);
    put_messages(m, out);
    head(out, "pipelite_refused_total", "counter");
    for (int i = PL_REFUSED_NOT + 1; i < PL_REFUSALS; i++) {
        snprintf(name, sizeof name, "%.*s", PL_FMT(pl_refusal_name((pl_refusal)i)));
        labelled(out, "pipelite_refused_total", "reason", name, (double)m->refused[i]);
    }
}

void pl_metrics_write(pl_server *server, pl_buf *out)
{
    head(out, "pipelite_build_info", "gauge");
    pl_buf_printf(out, "pipelite_build_info{version=\"%.*s\",commit=\"%.*s\"} 1\n",
                  PL_FMT(server->options.version), PL_FMT(server->options.commit));
    put_workspace(server, out);
    put_cache(server, out);
    put_watcher(server, out);
    put_executions(server, out);
    put_databases(server, out);
    put_clients(server, out);
    put_process(server, out);
}

void pl_metrics_reply(pl_server *server, pl_reply *reply)
{
    pl_buf out = { 0 };

    pl_metrics_write(server, &out);
    pl_reply_text(reply, 200, "text/plain; version=0.0.4; charset=utf-8", pl_buf_view(&out));
    pl_buf_done(&out);
}

/* Log the lines of the text form as members of one object. */
void pl_metrics_report(pl_server *server)
{
    pl_buf text = { 0 }, line = { 0 };
    pl_str rest;
    pl_jsonw w;

    pl_metrics_write(server, &text);
    rest = pl_buf_view(&text);
    pl_jsonw_init(&w, &line, 0, false);
    pl_jsonw_open(&w, '{');
    while (rest.len) {
        pl_str one = pl_str_split(&rest, '\n');
        size_t blank = pl_str_rfind(one, ' ');

        if (!one.len || one.ptr[0] == '#')
            continue;
        pl_jsonw_key(&w, pl_str_sub(one, 0, blank));
        pl_jsonw_raw(&w, pl_str_sub(one, blank + 1, one.len));
    }
    pl_jsonw_close(&w, '}');
    pl_buf_byte(&line, '\n');
    if (server->options.log.write)
        server->options.log.write(server->options.log.ctx, pl_buf_view(&line));
    pl_buf_done(&line);
    pl_buf_done(&text);
}
