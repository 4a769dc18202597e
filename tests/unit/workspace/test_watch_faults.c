/* link: -Wl,--wrap=pl_notify_open,--wrap=pl_notify_add */
/* link: -Wl,--wrap=pl_notify_next,--wrap=pl_notify_is_deaf */
/* A watch over a system that fails: too many changes at once, no watches left, no inotify, a file
 * system that reports nothing. Whatever happens, what changed is found. */
#include "watched.h"
#include "base/notify.h"
#include <errno.h>

/* What the system does: faults of this test. */
static struct {
    int open;       /* the error of opening */
    int adds;       /* watches that are left; -1: no end */
    bool deaf;      /* nothing is reported, and the file system is known for it */
    bool overflows; /* what is reported is lost, and that is reported */
    unsigned lost;  /* reports */
} fault;

int __real_pl_notify_open(pl_notify **out);
int __wrap_pl_notify_open(pl_notify **out)
{
    *out = NULL;
    return fault.open ? fault.open : __real_pl_notify_open(out);
}

int __real_pl_notify_add(pl_notify *n, const char *dir, int *id);
int __wrap_pl_notify_add(pl_notify *n, const char *dir, int *id)
{
    *id = -1;
    if (fault.adds == 0)
        return ENOSPC;
    fault.adds -= fault.adds > 0;
    return __real_pl_notify_add(n, dir, id);
}

bool __real_pl_notify_next(pl_notify *n, pl_notice *out);
bool __wrap_pl_notify_next(pl_notify *n, pl_notice *out)
{
    unsigned lost = 0;
    while ((fault.deaf || fault.overflows) && __real_pl_notify_next(n, out))
        lost++;
    fault.lost += lost;
    if (fault.overflows && lost) {
        *out = (pl_notice){ .kind = PL_NOTICE_LOST, .id = -1 };
        return true;
    }
    return !fault.deaf && __real_pl_notify_next(n, out);
}

bool __real_pl_notify_is_deaf(const char *dir, bool *layered);
bool __wrap_pl_notify_is_deaf(const char *dir, bool *layered)
{
    return __real_pl_notify_is_deaf(dir, layered) || fault.deaf;
}

static void no_faults(void)
{
    memset(&fault, 0, sizeof fault);
    fault.adds = -1;
}

/* A file of the root, one in a new folder, one that goes. */
static void find_everything(watched *w, const char *what)
{
    query(w, "a.pp", "two");
    CHECK_STR(found(w), "new ~a.pp | ~m.query.q", what);
    write_in(w, "new/folder/n.pp", "query \"n\" {\n  sql = \"1\"\n}\n");
    CHECK_STR(found(w), "new +new/folder/n.pp | +m.query.n", what);
    write_in(w, "new/folder/n.pp", "query \"n\" {\n  sql = \"2\"\n}\n");
    CHECK_STR(found(w), "new ~new/folder/n.pp | ~m.query.n", what);
    unlink(place_path(w->l.dir, "sub/deep/b.pp"));
    CHECK_STR(found(w), "new -sub/deep/b.pp | -m.query.b", what);
}

TEST(a_queue_that_overflows_hides_nothing)
{
    watched w;
    no_faults();
    watch_place(&w, "overflow", &quick);
    fault.overflows = true;
    find_everything(&w, "after an overflow");
    CHECK(fault.lost > 0, "reports were lost");
    CHECK(!pl_watch_is_polling(w.watch), "an overflow passes: the system is still asked");
    fault.overflows = false;
    query(&w, "a.pp", "three");
    CHECK_STR(found(&w), "new ~a.pp | ~m.query.q", "and reports again");
    unwatch(&w);
}

TEST(without_watches_states_are_compared)
{
    int most = 1;
    for (int left = 0; left < most; left++) {
        watched w;
        char name[32];
        no_faults();
        fault.adds = left;
        snprintf(name, sizeof name, "enospc-%d", left);
        watch_place(&w, name, &quick);
        if (fault.adds == 0 && pl_watch_is_polling(w.watch))
            most = left + 2;
        find_everything(&w, name);
        unwatch(&w);
        CHECK(most < 100, "there is an end to watches");
    }
    CHECK(most > 3, "more than one folder was to be watched");
}

TEST(watches_may_run_out_later)
{
    watched w;
    no_faults();
    watch_place(&w, "later", &quick);
    CHECK(!pl_watch_is_polling(w.watch), "there were enough of them");
    fault.adds = 0;
    find_everything(&w, "later");
    CHECK(pl_watch_is_polling(w.watch), "the new folder is not watched");
    unwatch(&w);
}

TEST(without_inotify_states_are_compared)
{
    static const int errors[] = { EMFILE, ENOSYS };
    for (size_t i = 0; i < PL_COUNT(errors); i++) {
        watched w;
        no_faults();
        fault.open = errors[i];
        watch_place(&w, i ? "enosys" : "emfile", &quick);
        CHECK(pl_watch_is_polling(w.watch), "states are compared");
        CHECK_INT(pl_watch_fd(w.watch), -1, "there is nothing to wait for");
        find_everything(&w, "without inotify");
        unwatch(&w);
    }
}

TEST(a_network_file_system_is_polled)
{
    watched w;
    no_faults();
    fault.deaf = true;
    watch_place(&w, "network", &quick);
    CHECK(pl_watch_is_polling(w.watch), "states are compared");
    find_everything(&w, "on a network file system");
    unwatch(&w);
}
