/* embed_loop.c - the library from outside: one event loop that runs a dashboard, and runs it again
 * when a file changes that concerns it.
 *
 *     cc embed_loop.c $(pkg-config --cflags --libs pipelite) && ./a.out <workspace> <dashboard>
 * [runs]
 *
 * One thread polls two descriptors: that of the watch, and a pipe that the run writes to when it
 * has events. It ends after so many runs (default: never). tests/compat/run does so. */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <pipelite.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct loop {
    pl_workspace *ws;
    pl_engine *engine;
    pl_watch *watch;
    pl_diags *diags;
    pl_run *run; /* NULL: none is under way */
    const char *root;
    int wake[2]; /* pipe: something was written when events are waiting */
    int left;    /* runs to go; below 0: for ever */
} loop;

static void print_diags(const pl_diags *diags)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        fprintf(stderr, "%.*s\n", PL_FMT(pl_diags_get(diags, i)->summary));
}

/* Called by a thread of the engine: it only wakes the loop. */
static void wake(void *ctx, pl_run *run)
{
    const loop *l = (const loop *)ctx;
    (void)run;
    if (write(l->wake[1], "!", 1) < 0)
        return; /* the pipe is full: the loop will wake anyway */
}

static void start(loop *l)
{
    pl_run_start_options options = { 0 };
    pl_run_free(l->run); /* cancels what is under way */
    options.root.ptr = l->root;
    options.root.len = strlen(l->root);
    options.notify = wake;
    options.ctx = l;
    l->run = pl_run_start(l->engine, &options, l->diags);
    if (!l->run)
        print_diags(l->diags);
}

static void take_events(loop *l)
{
    char bytes[64];
    pl_run_event event;
    while (read(l->wake[0], bytes, sizeof bytes) > 0)
        ;
    while (l->run && pl_run_next(l->run, &event)) {
        bool over = event.kind == PL_RUN_EVENT_COMPLETED || event.kind == PL_RUN_EVENT_FAILED;
        if (event.kind == PL_RUN_EVENT_PANEL && event.final)
            printf("%.*s %.*s\n", PL_FMT(event.name), PL_FMT(event.status));
        if (over)
            printf("%s\n", event.kind == PL_RUN_EVENT_COMPLETED ? "complete" : "failed");
        fflush(stdout);
        pl_message_release(event.message);
        if (!over)
            continue;
        pl_run_free(l->run);
        l->run = NULL;
        l->left -= l->left > 0;
    }
}

/* Is the dashboard among what has changed effectively? */
static bool concerns(const loop *l, const pl_changes *changes)
{
    for (uint32_t i = 0; i < changes->n_entries; i++) {
        const pl_change *c = &changes->entries[i];
        if (c->effective && c->name.len == strlen(l->root) &&
            memcmp(c->name.ptr, l->root, c->name.len) == 0)
            return true;
    }
    return changes->recovered;
}

static void follow_files(loop *l)
{
    pl_diags *diags = pl_diags_new();
    pl_changes *changes = pl_watch_step(l->watch, diags);
    print_diags(diags);
    if (changes && changes->outcome == PL_OUTCOME_PUBLISHED && concerns(l, changes))
        start(l);
    pl_changes_free(changes);
    pl_diags_free(diags);
}

static void run_loop(loop *l)
{
    start(l);
    while (l->left && (l->run || l->watch)) {
        struct pollfd fds[2] = { { .fd = pl_watch_fd(l->watch), .events = POLLIN },
                                 { .fd = l->wake[0], .events = POLLIN } };
        poll(fds, 2, pl_watch_timeout_ms(l->watch));
        take_events(l);
        follow_files(l);
    }
}

int main(int argc, char **argv)
{
    loop l = { .diags = pl_diags_new(), .left = argc > 3 ? atoi(argv[3]) : -1 };
    pl_open_options options = { .path = pl_str_cstr(argc > 1 ? argv[1] : ".") };
    l.root = argc > 2 ? argv[2] : "";
    l.ws = pl_workspace_open(&options, l.diags);
    if (l.ws && pipe(l.wake) == 0) {
        fcntl(l.wake[0], F_SETFL, O_NONBLOCK);
        fcntl(l.wake[1], F_SETFL, O_NONBLOCK);
        pl_workspace_verify(l.ws, l.diags);
        l.engine = pl_engine_open(l.ws, NULL, l.diags);
        l.watch = pl_watch_open(l.ws, NULL, l.diags);
        if (l.engine && l.watch)
            run_loop(&l);
    }
    print_diags(l.diags);
    pl_run_free(l.run);
    pl_watch_close(l.watch);
    pl_engine_close(l.engine);
    pl_workspace_close(l.ws);
    pl_diags_free(l.diags);
    return l.left != 0;
}
