/* link: -Wl,--wrap=getaddrinfo */
/* Helper threads: a query does not wait for a call that cannot be given up, and closing a pool
 * leaves no thread over, whatever a server or a name server does. */
#include "db/helper.h"
#include "base/alloc.h"
#include "unit/test.h"
#include "unit/db/result.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOON_MS = 200, LONG_S = 120 };

static uint64_t in_ms(uint64_t ms)
{
    return pl_clock_ns() + ms * UINT64_C(1000000);
}

static unsigned threads(void)
{
    unsigned n = 0;
    DIR *dir = opendir("/proc/self/task");
    for (struct dirent *e; dir && (e = readdir(dir));)
        n += e->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return n;
}

/* What was joined may be in the list of the system for a moment. */
static void check_threads(unsigned want, const char *what)
{
    for (uint64_t until = in_ms(LONG_S * 1000); threads() != want && pl_clock_ns() < until;)
        usleep(1000);
    CHECK_INT(threads(), want, what);
}

/* ---- helpers themselves */

typedef struct job {
    pl_helper helper;
    bool endless; /* until it is dropped */
    int *worked, *freed;
} job;

static void work_job(pl_helper *helper)
{
    job *j = (job *)helper;
    while (j->endless && !atomic_load(&helper->dropped))
        pl_helpers_sleep(helper->helpers, 1000);
    ++*j->worked;
}

static void free_job(pl_helper *helper)
{
    job *j = (job *)helper;
    ++*j->freed;
    pl_mem_free(j);
}

static job *job_new(bool endless, int *worked, int *freed)
{
    job *j = pl_mem_zalloc(sizeof *j);
    *j = (job){ .helper = { .work = work_job, .free = free_job },
                .endless = endless,
                .worked = worked,
                .freed = freed };
    return j;
}

TEST_THREADS(a_helper_that_ends_belongs_to_who_asked)
{
    pl_helpers helpers;
    pl_db_limits none = { 0 };
    int worked = 0, freed = 0;
    pl_helpers_init(&helpers);
    job *j = job_new(false, &worked, &freed);
    CHECK(pl_helpers_run(&helpers, &j->helper, &none, NULL), "it ends");
    CHECK_INT(worked, 1, "worked");
    CHECK_INT(freed, 0, "it is ours");
    free_job(&j->helper);
    pl_helpers_done(&helpers);
    CHECK_INT(freed, 1, "once");
}

TEST_THREADS(a_helper_that_is_late_is_dropped_and_joined)
{
    enum { N = 3 };
    pl_helpers helpers;
    _Atomic bool fired = true;
    int worked[N] = { 0 }, freed[N] = { 0 };
    unsigned before = threads();
    pl_helpers_init(&helpers);
    for (int i = 0; i < N; i++) {
        pl_db_limits over = { .fired = &fired };
        job *j = job_new(true, &worked[i], &freed[i]);
        CHECK(!pl_helpers_run(&helpers, &j->helper, &over, NULL), "no caller waits");
    }
    pl_helpers_done(&helpers);
    for (int i = 0; i < N; i++)
        CHECK_INT(worked[i] * 10 + freed[i], 11, "each ended and was freed");
    check_threads(before, "threads");
}

/* ---- a name server that does not answer */

static _Atomic int lookups, answers;
static _Atomic bool answer;

int __real_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **out);
int __wrap_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **out);
int __wrap_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **out)
{
    if (strcmp(host, "silent.test") != 0 || hints->ai_flags & AI_NUMERICHOST)
        return __real_getaddrinfo(host, service, hints, out);
    atomic_fetch_add(&lookups, 1);
    while (!atomic_load(&answer))
        usleep(1000);
    atomic_fetch_add(&answers, 1);
    return EAI_NONAME;
}

static pl_db *open_mysql(const char *address, const char *rest)
{
    char url[200], why[400];
    pl_db_error error = { 0 };
    snprintf(url, sizeof url, "mysql://u@tcp(%s)/d%s", address, rest);
    pl_db_options options = { .url = { pl_str_cstr(url) } };
    pl_db *db = pl_db_open(&options, &error);
    snprintf(why, sizeof why, "%.*s", PL_FMT(error.text));
    pl_db_error_done(&error);
    CHECK(db, why);
    return db;
}

TEST_THREADS(a_query_does_not_wait_for_a_name)
{
    static const char *const ways[] = { "", "?tls=true" };
    for (size_t i = 0; i < PL_COUNT(ways); i++) {
        unsigned before = threads();
        atomic_store(&lookups, 0);
        atomic_store(&answers, 0);
        atomic_store(&answer, false);
        pl_db *db = open_mysql("silent.test:1", ways[i]);
        result r = { 0 };
        pl_db_query query = { .sql = PL_S("select 1"), .deadline = in_ms(SOON_MS) };
        const char *got = result_of(&r, db, &query);
        if (strstr(got, "libmariadb")) {
            print_message("       skipped: no library\n");
        } else {
            CHECK_STR(got, "! execution cancelled", ways[i]);
            CHECK(r.timed_out, "the deadline");
            CHECK_INT(atomic_load(&answers), 0, "the lookup goes on");
        }
        result_done(&r);
        atomic_store(&answer, true);
        pl_db_close(db);
        CHECK_INT(atomic_load(&answers), atomic_load(&lookups), "closing waited for it");
        check_threads(before, "threads");
    }
}

/* ---- servers that do not answer */

static int listen_here(unsigned *port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(fd, (struct sockaddr *)&at, len) == 0 && listen(fd, 8) == 0, "listen");
    getsockname(fd, (struct sockaddr *)&at, &len);
    *port = ntohs(at.sin_port);
    return fd;
}

TEST_THREADS(a_silent_mysql_is_left_by_its_name)
{
    unsigned port, before = threads();
    int fd = listen_here(&port);
    char address[64];
    snprintf(address, sizeof address, "localhost:%u", port);
    pl_db *db = open_mysql(address, "?tls=true");
    result r = { 0 };
    pl_db_query query = { .sql = PL_S("select 1"), .deadline = in_ms(SOON_MS) };
    const char *got = result_of(&r, db, &query);
    if (!strstr(got, "libmariadb"))
        CHECK_STR(got, "! execution cancelled", "text");
    result_done(&r);
    pl_db_close(db);
    check_threads(before, "threads");
    close(fd);
}

/* A server that lets one client in and says no more, nor takes another one. */
static void *greet(void *ctx)
{
    static const char hello[] = "R\0\0\0\x08\0\0\0\0"
                                "S\0\0\0\x18server_version\0"
                                "15.0\0"
                                "K\0\0\0\x0c\0\0\0\x01\0\0\0\x02"
                                "Z\0\0\0\x05I";
    char start[512];
    int client = accept(*(int *)ctx, NULL, NULL);
    if (client >= 0 && read(client, start, sizeof start) > 0)
        (void)!write(client, hello, sizeof hello - 1);
    return (void *)(intptr_t)client;
}

/* False: there is no library for it. */
static bool cancel_one(void)
{
    unsigned port;
    int fd = listen_here(&port);
    char url[200];
    pthread_t server;
    void *client;
    pl_db_error error = { 0 };
    pthread_create(&server, NULL, greet, &fd);
    snprintf(url, sizeof url, "postgres://u@127.0.0.1:%u/d?sslmode=disable", port);
    pl_db_options options = { .url = { pl_str_cstr(url) } };
    pl_db *db = pl_db_open(&options, &error);
    bool missing = !db && memmem(error.text.ptr, error.text.len, "libpq", 5);
    if (missing) {
        shutdown(fd, SHUT_RDWR);
    } else {
        CHECK(db, "it lets us in");
        result r = { 0 };
        pl_db_query query = { .sql = PL_S("select 1"), .deadline = in_ms(SOON_MS) };
        CHECK_STR(result_of(&r, db, &query), "! execution cancelled", "text");
        result_done(&r);
        pl_db_close(db);
    }
    pthread_join(server, &client);
    pl_db_error_done(&error);
    close((int)(intptr_t)client);
    close(fd);
    return !missing;
}

static void *cancel_on_thread(void *ctx)
{
    *(bool *)ctx = cancel_one();
    return NULL;
}

TEST_THREADS(requests_to_cancel_end_with_their_pools)
{
    enum { N = 4 };
    unsigned before = threads();
    pthread_t at[N];
    bool asked[N];
    for (int i = 0; i < N; i++)
        CHECK_INT(pthread_create(&at[i], NULL, cancel_on_thread, &asked[i]), 0, "thread");
    for (int i = 0; i < N; i++)
        pthread_join(at[i], NULL);
    if (!asked[0])
        print_message("       skipped: no library\n");
    check_threads(before, "threads");
}
