/* test_load_faults.c - the n-th call of the system or the n-th allocation fails while resources
 * are loaded, resolved and evicted; files go and come back, or become others, between any two
 * loads. What is hit fails alone and with words, and is as it was when the fault is over. */
/* clang-format off */
/* link: -Wl,--wrap=open,--wrap=openat,--wrap=read,--wrap=fstat,--wrap=mmap,--wrap=malloc,--wrap=realloc,--wrap=calloc */
/* clang-format on */
#include "unit/eval/made.h"
#include "base/alloc.h"
#include "load/load.h"
#include "load/loader.h"
#include "eval/meta.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* ---- system calls that fail on request */

typedef enum call { OPEN, READ, STAT, MEMORY, CALLS } call;
static const char *const call_names[] = { "open", "read", "stat", "allocation", "call" };

static bool watching;
static unsigned counts[CALLS + 1]; /* the last one: all but allocations */
static call fail_call;             /* CALLS: any but allocations */
static unsigned fail_at;
static int fail_errno;

static bool fails(call c)
{
    if (!watching)
        return false;
    counts[c]++;
    counts[CALLS] += c != MEMORY;
    if (fail_call != c && (fail_call != CALLS || c == MEMORY))
        return false;
    if (counts[fail_call] != fail_at)
        return false;
    errno = fail_errno;
    return true;
}

static void watch(call c, unsigned n, int error)
{
    memset(counts, 0, sizeof counts);
    fail_call = c;
    fail_at = n;
    fail_errno = error;
    watching = true;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int mode = flags & O_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    return fails(OPEN) ? -1 : __real_open(path, flags, mode);
}
int __real_openat(int dir, const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int mode = flags & O_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    return fails(OPEN) ? -1 : __real_openat(dir, path, flags, mode);
}
ssize_t __real_read(int fd, void *at, size_t len);
ssize_t __wrap_read(int fd, void *at, size_t len)
{
    return fails(READ) ? -1 : __real_read(fd, at, len);
}
int __real_fstat(int fd, struct stat *st);
int __wrap_fstat(int fd, struct stat *st)
{
    return fails(STAT) ? -1 : __real_fstat(fd, st);
}
void *__real_mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
    bool memory = flags & MAP_ANONYMOUS;
    return memory && fails(MEMORY) ? MAP_FAILED : __real_mmap(at, len, prot, flags, fd, offset);
}
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    return fails(MEMORY) ? NULL : __real_malloc(size);
}
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size)
{
    return fails(MEMORY) ? NULL : __real_calloc(n, size);
}
void *__real_realloc(void *ptr, size_t size);
void *__wrap_realloc(void *ptr, size_t size)
{
    return fails(MEMORY) ? NULL : __real_realloc(ptr, size);
}

/* ---- a workspace in which loading takes more than one file */

static const char mods[] =
    "--- mod main > dep\n--- mod.pp\nmod \"main\" {}\n"
    "--- a.pp\n"
    "query \"q\" {\n  sql = \"select 1\"\n  param \"p\" {\n    default = var.v\n  }\n}\n"
    "control \"c\" {\n  title = \"C ${local.x}\"\n  query = query.q\n  tags = local.tags\n"
    "  args = { p = local.x }\n}\n"
    "dashboard \"d\" {\n  title = dep.query.far.title\n  container {\n    text {\n"
    "      value = \"${var.v} ${query.other.title}\"\n    }\n  }\n}\n"
    "benchmark \"b\" {\n  title = local.tags.k\n  children = [control.c, dep.control.x]\n}\n"
    "--- b.pp\n"
    "locals {\n  x = \"one\"\n  tags = merge(local.base, { k = \"v\" })\n}\n"
    "query \"other\" {\n  title = \"other ${local.x}\"\n  sql = \"select 2\"\n}\n"
    "card \"heir\" {\n  base = dep.card.base\n  title = \"own ${query.other.title}\"\n}\n"
    "--- c.pp\n"
    "locals {\n  base = { b = local.x, v = var.v }\n}\n"
    "variable \"v\" {\n  default = \"dv\"\n}\n"
    "query \"file\" {\n  sql = file(\"doc.sql\")\n}\n"
    "--- doc.sql\nselect 'file'\n"
    "--- mod dep\n--- mod.pp\nmod \"dep\" {}\n"
    "query \"far\" {\n  title = \"T ${local.x}\"\n  sql = \"s\"\n}\n"
    "--- deep/x.pp\n"
    "control \"x\" {\n  sql = local.x\n}\n"
    "locals {\n  x = \"dep's\"\n}\n"
    "card \"base\" {\n  width = 5\n  sql = \"select ${local.x}\"\n}\n";

enum { MOST = 64 };

typedef struct bench {
    made m;
    pl_value_store *values;
    pl_cache *cache;
    pl_loader *loader;
    uint32_t n;
    char *right[MOST], *meta[MOST]; /* of each entry, when nothing fails */
} bench;

/* A store and a loader with nothing in them. */
static void begin(bench *b, uint64_t budget)
{
    pl_resource_cache_options o = { .max_bytes = budget };
    b->values = pl_value_store_new(&b->m.options);
    b->cache = pl_resource_cache_new(&o);
    b->loader = pl_loader_new(b->cache, b->values);
}

static void end(bench *b)
{
    pl_loader_free(b->loader);
    pl_cache_free(b->cache);
    pl_value_store_free(b->values);
}

/* All of a resource, as text. */
static void put_resource(const pl_resource *r, pl_buf *out)
{
    out->len = 0;
    for (unsigned i = 0; i < r->schema->n_fields; i++) {
        if (r->fields[i].tag == PL_V_NULL)
            continue;
        pl_buf_printf(out, "%.*s=", PL_FMT(r->schema->fields[i].name));
        pl_value_json(r->fields[i], out);
    }
    if (r->value.tag != PL_V_NULL)
        pl_value_json(r->value, out);
    for (const pl_arg *a = r->args; a; a = a->next)
        pl_buf_printf(out, "(%.*s=%.*s)", PL_FMT(a->name), PL_FMT(a->text));
    for (const pl_param_def *p = r->params; p; p = p->next)
        pl_buf_printf(out, "[%.*s=%.*s]", PL_FMT(p->name), PL_FMT(p->dflt));
    for (uint32_t i = 0; i < r->n_children; i++)
        pl_buf_printf(out, " >%u", r->children[i]);
    pl_buf_byte(out, 0);
}

static void put_meta(const pl_evaluator_meta *meta, pl_buf *out)
{
    const pl_value parts[] = { meta->title, meta->description, meta->tags };
    out->len = 0;
    for (size_t i = 0; i < PL_COUNT(parts); i++) {
        if (parts[i].tag != PL_V_NULL)
            pl_value_json(parts[i], out);
        pl_buf_byte(out, '|');
    }
    pl_buf_byte(out, 0);
}

/* What is worked out of one entry: "" for one that needs nothing; false: it failed with
 * words. */
static bool take_meta(bench *b, pl_entry_id id, pl_buf *out, pl_diags *diags)
{
    uint32_t n;
    pl_evaluator_meta meta;
    bool ok = true;
    pl_buf_byte(out, 0);
    if (pl_evaluator_meta_open(&pl_index_entries(b->m.ix, &n)[id])) {
        pl_evaluator *ev = pl_evaluator_borrow(b->values);
        ok = pl_evaluator_meta_of(ev, id, NULL, NULL, &meta, diags);
        if (ok)
            put_meta(&meta, out);
        pl_evaluator_give_back(ev);
    }
    return ok;
}

static bool take_resource(bench *b, pl_entry_id id, pl_buf *out, pl_diags *diags)
{
    const pl_resource *r = pl_loader_pin(b->loader, id, diags);
    if (r)
        put_resource(r, out);
    pl_resource_unpin(r);
    return r != NULL;
}

static bool has_words(const pl_diags *diags)
{
    return pl_diags_errors(diags) && pl_diags_get(diags, 0)->summary.len;
}

/* What an expression reads with file() is no source: what it says is remembered until there is
 * another store. */
static bool reads_text(const bench *b, pl_entry_id id)
{
    pl_entry e;
    pl_index_get(b->m.ix, id, &e);
    return pl_str_eq(e.short_name, PL_S("file"));
}

/* Load and resolve one: how many of both failed, with words; what did not is right. */
static unsigned check_one(bench *b, pl_entry_id id, const char *what)
{
    pl_buf out = { 0 };
    unsigned failed = 0;
    for (int meta = 0; meta < 2; meta++) {
        pl_diags *diags = pl_diags_new();
        out.len = 0;
        bool was = watching;
        bool ok = meta ? take_meta(b, id, &out, diags) : take_resource(b, id, &out, diags);
        watching = false;
        if (ok)
            CHECK_STR(out.ptr, meta ? b->meta[id] : b->right[id], what);
        CHECK(ok ? !pl_diags_errors(diags) : has_words(diags), what);
        failed += !ok;
        pl_diags_free(diags);
        watching = was;
    }
    pl_buf_done(&out);
    return failed;
}

static unsigned check_all(bench *b, const char *what)
{
    unsigned failed = 0;
    for (uint32_t id = 0; id < b->n; id++)
        failed += check_one(b, id, what);
    return failed;
}

/* The fault is over. */
static void check_well(bench *b, const char *what)
{
    for (uint32_t id = 0; id < b->n; id++)
        if (check_one(b, id, what) && !reads_text(b, id))
            fail_msg("%s: entry %u is not as it was", what, id);
}

static void open_bench(bench *b, const char *name)
{
    pl_buf out = { 0 };
    *b = (bench){ 0 };
    made_open(&b->m, name, mods);
    pl_index_entries(b->m.ix, &b->n);
    CHECK(b->n < MOST, "room");
    begin(b, PL_CACHE_NO_LIMIT);
    for (uint32_t id = 0; id < b->n; id++) {
        out.len = 0;
        CHECK(take_resource(b, id, &out, b->m.diags), made_said(&b->m));
        b->right[id] = strdup(out.ptr);
        out.len = 0;
        CHECK(take_meta(b, id, &out, b->m.diags), made_said(&b->m));
        b->meta[id] = strdup(out.ptr);
    }
    pl_buf_done(&out);
    end(b);
}

static void close_bench(bench *b)
{
    for (uint32_t id = 0; id < b->n; id++) {
        free(b->right[id]);
        free(b->meta[id]);
    }
    made_close(&b->m);
}

/* Everything is kept; nothing is: each one that is unpinned is evicted. */
static const uint64_t budgets[] = { PL_CACHE_NO_LIMIT, 0 };

/* ---- the n-th call of the system fails */

static void fail_every(bench *b, uint64_t budget, call c, int error)
{
    char what[128];
    unsigned n = 0, hits = 0, most = 0;
    do {
        n++;
        snprintf(what, sizeof what, "%s number %u fails with '%s'", call_names[c], n,
                 strerror(error));
        begin(b, budget);
        watch(c, n, error);
        unsigned failed = check_all(b, what);
        watching = false;
        most = failed > most ? failed : most;
        hits += failed > 0;
        check_well(b, what);
        end(b);
        begin(b, budget);
        CHECK_INT(check_all(b, what), 0, what);
        end(b);
    } while (counts[c] >= n);
    CHECK(n > 5 && hits > 0, "something was hit");
    CHECK(most < b->n, "and not everything at once");
}

TEST(the_nth_call_of_the_system_fails)
{
    bench b;
    open_bench(&b, "lf_calls");
    for (size_t i = 0; i < PL_COUNT(budgets); i++) {
        fail_every(&b, budgets[i], CALLS, EIO);
        fail_every(&b, budgets[i], OPEN, EMFILE);
        fail_every(&b, budgets[i], OPEN, ENOENT);
        fail_every(&b, budgets[i], READ, EIO);
        fail_every(&b, budgets[i], STAT, EACCES);
    }
    close_bench(&b);
}

/* ---- the n-th allocation fails */

/* In a process of its own, which may end: 1 when all went well. */
static void child(bench *b, uint64_t budget, unsigned n)
{
    begin(b, budget);
    pl_entry_id id = 0;
    pl_buf out = { 0 };
    watch(MEMORY, n, ENOMEM);
    for (; id < b->n; id++) {
        pl_diags *diags = pl_diags_new();
        if (!take_resource(b, id, &out, diags) || !take_meta(b, id, &out, diags))
            _exit(3);
        pl_diags_free(diags);
    }
    end(b);
    watching = false;
    begin(b, budget); /* anew, and nothing is left over */
    if (check_all(b, "after an allocation failed"))
        _exit(2);
    _exit(counts[MEMORY] >= n ? 1 : 0);
}

TEST(the_nth_allocation_fails)
{
#ifdef __SANITIZE_THREAD__
    print_message("skipped: the thread sanitizer wants its children left alone\n");
    return;
#endif
    bench b;
    open_bench(&b, "lf_memory");
    for (size_t i = 0; i < PL_COUNT(budgets); i++) {
        int code = 1;
        for (unsigned n = 1; code == 1; n += n < 200 ? 1 : 1 + n / 16) {
            int status = 0;
            fflush(NULL);
            pid_t pid = fork();
            if (pid == 0)
                child(&b, budgets[i], n);
            CHECK(pid > 0 && waitpid(pid, &status, 0) == pid, "wait");
            if (!WIFEXITED(status) || (code = WEXITSTATUS(status)) > 1)
                fail_msg("allocation number %u: status %x", n, (unsigned)status);
        }
    }
    close_bench(&b);
}

/* ---- files go, and come back */

typedef enum way { GONE, FOLDER, EMPTY, HALF, WAYS } way;
static const char *const way_names[] = { "gone", "a folder", "empty", "cut in half" };
static const char *const files[] = {
    "a.pp",
    "b.pp",
    "c.pp",
    "doc.sql",
    ".powerpipe/mods/github.com/acme/powerpipe-mod-dep@v1.0.0/mod.pp",
    ".powerpipe/mods/github.com/acme/powerpipe-mod-dep@v1.0.0/deep/x.pp",
};

typedef struct kept_file {
    const char *dir, *path;
    char bytes[4096];
    size_t len;
} kept_file;

static void keep(kept_file *f, const bench *b, const char *path)
{
    *f = (kept_file){ .dir = b->m.dir, .path = path };
    FILE *in = fopen(place_path(f->dir, path), "rb");
    CHECK(in != NULL, path);
    f->len = fread(f->bytes, 1, sizeof f->bytes, in);
    fclose(in);
}

static void spoil(const kept_file *f, way how)
{
    const char *full = place_path(f->dir, f->path);
    CHECK(unlink(full) == 0, full);
    if (how == FOLDER)
        CHECK(mkdir(full, 0755) == 0, full);
    else if (how != GONE)
        place_bytes(f->dir, f->path, f->bytes, how == HALF ? f->len / 2 : 0);
}

static void bring_back(const kept_file *f)
{
    const char *full = place_path(f->dir, f->path);
    if (unlink(full) != 0)
        rmdir(full);
    place_bytes(f->dir, f->path, f->bytes, f->len);
}

/* Load in turn, with one file spoilt from before load number `step` until all were tried. */
static unsigned spoil_at(bench *b, const kept_file *f, way how, uint32_t step, const char *what)
{
    unsigned failed = 0;
    pl_buf out = { 0 };
    for (uint32_t id = 0; id < b->n; id++) {
        pl_diags *diags = pl_diags_new();
        if (id == step)
            spoil(f, how);
        bool ok = take_resource(b, id, &out, diags);
        CHECK(ok || has_words(diags), what);
        /* Half a file is a state of it, and any part of a text is one. */
        if (ok && how != HALF && strcmp(f->path, "doc.sql") != 0)
            CHECK_STR(out.ptr, b->right[id], what);
        failed += !ok;
        pl_diags_free(diags);
    }
    bring_back(f);
    pl_buf_done(&out);
    return failed;
}

TEST(a_file_that_went_comes_back)
{
    bench b;
    char what[128];
    open_bench(&b, "lf_files");
    for (size_t i = 0; i < PL_COUNT(files); i++) {
        kept_file f;
        keep(&f, &b, files[i]);
        for (way how = GONE; how < WAYS; how++) {
            unsigned hit = 0;
            for (uint32_t step = 0; step < b.n; step++) {
                snprintf(what, sizeof what, "%.40s is %s from load %u on", files[i], way_names[how],
                         step);
                begin(&b, budgets[step % 2]);
                unsigned failed = spoil_at(&b, &f, how, step, what);
                hit += failed > 0;
                CHECK(failed < b.n, what);
                if (how != HALF && strcmp(f.path, "doc.sql") != 0)
                    check_well(&b, what);
                end(&b);
                begin(&b, 0); /* the next generation */
                CHECK_INT(check_all(&b, what), 0, what);
                end(&b);
            }
            CHECK(hit || strcmp(f.path, "doc.sql") == 0, files[i]);
        }
    }
    close_bench(&b);
}

/* ---- files become others */

TEST(a_file_that_was_replaced_gives_one_state_or_the_other)
{
    static const char other[] =
        "# something in front\nlocals {\n  tags = { k = \"new\" }\n}\n"
        "query \"other\" {\n  title = \"new other\"\n  sql = \"select 22\"\n}\n"
        "locals {\n  x = \"two\"\n}\n";
    bench b;
    kept_file f;
    pl_buf out = { 0 };
    open_bench(&b, "lf_replaced");
    keep(&f, &b, "b.pp");
    for (uint32_t step = 0; step < b.n; step++) {
        unsigned failed = 0;
        begin(&b, budgets[step % 2]);
        for (uint32_t id = 0; id < b.n; id++) {
            pl_entry e;
            pl_diags *diags = pl_diags_new();
            if (id == step)
                place_text(b.m.dir, "b.pp", other);
            pl_index_get(b.m.ix, id, &e);
            bool ok = take_resource(&b, id, &out, diags);
            CHECK(ok || has_words(diags), "words");
            failed += !ok;
            if (ok && pl_str_eq(e.short_name, PL_S("other")))
                CHECK(strstr(out.ptr, "\"new other\"") || !strcmp(out.ptr, b.right[id]), out.ptr);
            pl_diags_free(diags);
        }
        CHECK(failed <= 2, "card.heir is no more, and nothing else fails for it");
        bring_back(&f);
        end(&b);
        begin(&b, 0); /* the next generation */
        CHECK_INT(check_all(&b, "as it was"), 0, "nothing is left over");
        end(&b);
    }
    pl_buf_done(&out);
    close_bench(&b);
}

TEST(values_on_a_file_that_went_are_tried_once_each)
{
    enum { DEEP = 40 };
    static char text[8192];
    made m = { 0 };
    int at = snprintf(text, sizeof text,
                      "--- mod main\n--- mod.pp\nmod \"main\" {}\n--- a.pp\n"
                      "query \"q\" {\n  sql = local.l0\n}\nlocals {\n");
    for (int i = 0; i < DEEP; i++)
        at += snprintf(text + at, sizeof text - (size_t)at,
                       "  l%d = \"${local.l%d}${local.l%d}\"\n", i, i + 1, i + 1);
    snprintf(text + at, sizeof text - (size_t)at, "}\n--- b.pp\nlocals {\n  l%d = \"\"\n}\n", DEEP);
    made_open(&m, "lf_deep", text);
    CHECK(rename(place_path(m.dir, "b.pp"), place_path(m.dir, "away")) == 0, "gone");
    pl_cache *cache = pl_resource_cache_new(&(pl_resource_cache_options){ 0 });
    pl_loader *loader = pl_loader_new(cache, m.values);
    CHECK(!pl_loader_pin_name(loader, PL_S("query.q"), m.diags), "fails");
    CHECK(strstr(made_said(&m), "cannot read"), "with words");
    CHECK(rename(place_path(m.dir, "away"), place_path(m.dir, "b.pp")) == 0, "back");
    const pl_resource *r = pl_loader_pin_name(loader, PL_S("query.q"), m.diags);
    CHECK(r != NULL, made_said(&m));
    pl_resource_unpin(r);
    pl_loader_free(loader);
    pl_cache_free(cache);
    made_close(&m);
}
