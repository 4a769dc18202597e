/* Random histories of real files: after each edit the rescanned generation says what a
 * fresh start says. Edits of blocks and files, touches, files broken and repaired, moved
 * and renamed, mods that come and go; with and without knowing what changed. */
#include "unit/workspace/rescanned.h"
#include "unit/world.h"
#include <sys/time.h>

/* A file of the world as it lies on disk. */
typedef struct written {
    char path[120];
    uint32_t version;
    bool there; /* still, after the last edit */
} written;

typedef struct history {
    world w;
    live l;
    PL_VEC(written) files;
    PL_VEC(pl_str) changed; /* paths of the last edit, borrowed from `files` */
    uint64_t seed;
    uint32_t step, searched, same;
} history;

static written *find_written(history *h, const char *path)
{
    for (size_t i = 0; i < h->files.n; i++)
        if (strcmp(h->files.at[i].path, path) == 0)
            return &h->files.at[i];
    return NULL;
}

static void put_file(history *h, size_t mod, const world_file *f)
{
    char path[120];
    if (mod)
        snprintf(path, sizeof path, ".powerpipe/mods/github.com/acme/%s%s@v1.0.0/%s",
                 h->w.mods[mod].name, mod == 5 ? "-two" : "", f->path);
    else
        snprintf(path, sizeof path, "%s", f->path);
    written *was = find_written(h, path);
    if (!was) {
        written new = { .version = UINT32_MAX };
        snprintf(new.path, sizeof new.path, "%s", path);
        pl_vec_push(&h->files, new);
        was = &h->files.at[h->files.n - 1];
    }
    was->there = true;
    if (was->version == f->version)
        return;
    pl_buf text = { 0 };
    world_print(&h->w, &h->w.mods[mod], f, &text);
    if (f->touched && was->version != UINT32_MAX) {
        utimes(place_path(h->l.dir, path), NULL);
    } else {
        pl_buf_byte(&text, 0);
        place_text(h->l.dir, path, text.ptr);
    }
    was->version = f->version;
    pl_buf_done(&text);
    pl_vec_push(&h->changed, pl_str_cstr(was->path));
}

/* What is in the world is what is on disk. `changed` is right when nothing came or went. */
static bool write_world(history *h)
{
    size_t before = h->files.n;
    bool gone = false;
    h->changed.n = 0;
    for (size_t i = 0; i < h->files.n; i++)
        h->files.at[i].there = false;
    for (size_t m = 0; m < WORLD_MODS; m++)
        for (size_t f = 0; h->w.mods[m].present && f < h->w.mods[m].files.n; f++)
            put_file(h, m, &h->w.mods[m].files.at[f]);
    for (size_t i = 0; i < h->files.n; i++) {
        if (h->files.at[i].there)
            continue;
        unlink(place_path(h->l.dir, h->files.at[i].path));
        h->files.at[i--] = h->files.at[--h->files.n];
        gone = true;
    }
    return !gone && h->files.n == before;
}

static void rescan(history *h, bool named)
{
    char what[64];
    pl_rescan_options options = { .paths = h->changed.at, .n_paths = (uint32_t)h->changed.n };
    snprintf(what, sizeof what, "seed %llu, step %u%s", (unsigned long long)h->seed, h->step,
             named ? ", named" : "");
    pl_changes *ch = live_rescan(&h->l, named ? &options : NULL);
    if (!ch)
        fail_msg("%s: %s", what, "refused");
    h->searched += ch->searched;
    h->same += ch->from == ch->to;
    CHECK(ch->from != ch->to || !ch->n_files, what);
    pl_changes_free(ch);
    live_check(&h->l, what);
}

static void live_through(uint64_t seed, uint32_t names, uint32_t steps, history *h)
{
    char name[32];
    snprintf(name, sizeof name, "world-%u", (unsigned)seed);
    *h = (history){ .seed = seed, .l.dir = place_new(name) };
    world_start(&h->w, seed, names);
    write_world(h);
    live_open(&h->l);
    CHECK(h->l.ws, name);
    for (h->step = 0; h->step < steps; h->step++) {
        for (uint32_t edits = world_odds(&h->w, 80) ? 1 : 5; edits; edits--)
            world_edit(&h->w);
        bool named = write_world(h) && h->changed.n && world_odds(&h->w, 50);
        rescan(h, named);
        if (world_odds(&h->w, 10)) /* verdicts must not stand in the way */
            pl_workspace_check(h->l.ws, h->l.diags);
    }
    live_close(&h->l);
    world_done(&h->w);
    pl_vec_done(&h->files);
    pl_vec_done(&h->changed);
}

/* PL_EDITS=10000 for more than the everyday number. */
TEST(IR_12_a_rescanned_workspace_says_what_a_fresh_one_says)
{
    static const uint32_t names[] = { 9, 30, 120, 400 };
    const char *env = getenv("PL_EDITS");
    uint32_t edits = env ? (uint32_t)atoi(env) : 400, each = 100, searched = 0, idle = 0;
    uint64_t seed = 1;
    for (uint32_t done = 0; done < edits; done += each, seed++) {
        history h;
        live_through(seed, names[seed % 4], each, &h);
        searched += h.searched;
        idle += h.same;
    }
    print_message("%u edits: %u with a search, %u left all the same\n", edits, searched, idle);
}
