/* The n-th allocation of a run fails, ours or SQLite's, for many n: the process ends at once, or
 * the control fails with words; an export is whole or the old one. */
/* clang-format off */
/* link: -Wl,--wrap=malloc,--wrap=realloc,--wrap=calloc */
/* clang-format on */
#include "unit/render/runs.h"
#include "base/cast.h"
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

static atomic_uint calls;
static unsigned fail_at; /* 0: none */

static bool fails(void)
{
    return fail_at && atomic_fetch_add(&calls, 1) + 1 == fail_at;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}
void *__real_realloc(void *ptr, size_t size);
void *__wrap_realloc(void *ptr, size_t size)
{
    return fails() ? NULL : __real_realloc(ptr, size);
}
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

enum { WHOLE = 0, NO_MEMORY = 1, WRONG = 3, SURVIVED = 4 };

_Noreturn void pl_oom(size_t size)
{
    (void)size;
    _exit(NO_MEMORY);
}

static const char text[] =
    "benchmark \"b\" {\n  title = \"B\"\n  children = [control.one, control.two, control.bad]\n}\n"
    "control \"one\" {\n  severity = \"high\"\n  tags = {\n    plugin = \"aws\"\n  }\n"
    "  query = query.q\n  args = [3]\n}\n"
    "control \"two\" {\n  sql = \"select 'ok' as status, 'r' as resource, 'x' as reason\"\n}\n"
    "control \"bad\" {\n  sql = \"select * from nowhere\"\n}\n"
    "query \"q\" {\n  param \"n\" {\n    default = 1\n  }\n"
    "  sql = \"with recursive c(i) as (select 1 union all select i + 1 from c where i < $1) "
    "select 'alarm' as status, 'r' || i as resource, 'because' as reason, i as n from c\"\n}\n"
    "dashboard \"d\" {\n  with \"w\" {\n    sql = \"select 7 as x\"\n  }\n"
    "  table \"t\" {\n    sql = \"select $1 as x\"\n    args = [with.w.rows[0].x]\n  }\n"
    "  benchmark {\n    children = [control.two]\n  }\n}\n";

static const char *const formats[] = { "csv", "json", "html", "text", "snapshot", "asff" };

typedef struct product {
    const pl_check *check;
    const pl_run *dashboard;
    const char *format;
    pl_diags *diags;
} product;

static bool produce(void *ctx, pl_write_fn *write, void *write_ctx)
{
    product *p = ctx;
    pl_run_output how = {
        .version = PL_S("1.5.2"), .working_dir = PL_S("/w"), .separator = PL_S(","), .columns = 80
    };
    if (p->dashboard)
        return pl_execution_print(&p->dashboard->e, true, write, write_ctx);
    return runs_write_check(p->check, pl_str_cstr(p->format), &how, write, write_ctx, p->diags);
}

/* Everything that a command does between an open workspace and its files. */
static _Noreturn void child(sessions *s, unsigned n)
{
    pl_str out = pl_str_cstr(place_path(s->dir, "out"));
    pl_run_start_options options = { .targets = &(pl_entry_id){ sessions_id(s, "m.dashboard.d") },
                                     .n_targets = 1 };
    pl_entry_id id = sessions_id(s, "m.benchmark.b");
    pl_run_start_options check = { .targets = &id, .n_targets = 1 };
    fail_at = n;
    if (sessions_open(s)) {
        product p = { .check = pl_check_run(s->session, &check, s->diags), .diags = s->diags };
        for (size_t i = 0; p.check && i < PL_COUNT(formats); i++) {
            p.format = formats[i];
            pl_export_file(NULL, out, produce, &p, s->diags);
        }
        p.dashboard = pl_dashboard_run(s->session, &options, s->diags);
        if (p.dashboard)
            pl_export_file(NULL, out, produce, &p, s->diags);
        if ((!p.check || !p.dashboard) && !pl_diags_errors(s->diags))
            _exit(WRONG);
        pl_check_free(pl_unconst(p.check));
        pl_run__free_local(pl_unconst(p.dashboard));
    } else if (!pl_diags_errors(s->diags)) {
        _exit(WRONG);
    }
    _exit(atomic_load(&calls) >= n ? WHOLE : SURVIVED);
}

/* What is in the file: nothing is half. */
static void check_export(const char *dir, unsigned n)
{
    static const char *const ends[] = { "old\n", "\n", "}", "} " };
    char bytes[65536];
    FILE *file = fopen(place_path(dir, "out"), "r");
    CHECK(file, "it is there");
    size_t len = fread(bytes, 1, sizeof bytes - 1, file);
    bool whole = false;
    fclose(file);
    bytes[len] = 0;
    for (size_t i = 0; i < PL_COUNT(ends); i++)
        whole |= len >= strlen(ends[i]) && strcmp(bytes + len - strlen(ends[i]), ends[i]) == 0;
    if (!whole)
        fail_msg("allocation number %u left half of a file: %s", n, bytes);
}

TEST(the_nth_allocation_of_a_run_fails)
{
#ifdef __SANITIZE_THREAD__
    print_message("skipped: the thread sanitizer wants its children left alone\n");
    return;
#endif
    sessions s = { 0 };
    unsigned ended[SURVIVED + 1] = { 0 };
    int code = WHOLE;
    sessions_write(&s, "memory", NULL, text);
    sessions_load(&s);
    for (unsigned n = 1; code != SURVIVED; n += n < 40 ? 1 : 1 + n / 12) {
        int status = 0;
        place_text(s.dir, "out", "old\n");
        fflush(NULL);
        pid_t pid = fork();
        if (pid == 0)
            child(&s, n);
        CHECK(pid > 0 && waitpid(pid, &status, 0) == pid, "wait");
        bool aborted = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT; /* by GMP */
        code = aborted ? NO_MEMORY : WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        if (code != WHOLE && code != NO_MEMORY && code != SURVIVED)
            fail_msg("allocation number %u: status %x", n, (unsigned)status);
        ended[code]++;
        check_export(s.dir, n);
    }
    CHECK(ended[WHOLE] > 0, "SQLite says so itself");
    sessions_end(&s);
}
