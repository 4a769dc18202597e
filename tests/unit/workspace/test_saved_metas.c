/* test_saved_metas.c - what was resolved is kept beside the saved index. What is not whole, of
 * other content, of other values or of none is worked out again, and nothing is reported. */
/* link: -Wl,--wrap=pl_clock_wall_ns */
#include "unit/workspace/kept.h"
#include "base/hash.h"
#include "workspace/meta.h"
#include <dirent.h>
#include <pipelite/phase.h>
#include <unistd.h>

static const char source[] =
    "variable \"v\" {\n  default = \"dv\"\n}\nlocals {\n  far = \"far\"\n}\n"
    "benchmark \"a\" {\n  title = \"A ${local.far}\"\n  children = []\n"
    "  tags = { v = var.v, k = local.far }\n}\n"
    "benchmark \"b\" {\n  description = benchmark.a.title\n  children = []\n}\n"
    "control \"now\" {\n  title = timestamp()\n  sql = \"1\"\n}\n"
    "control \"bad\" {\n  title = local.none\n  sql = \"1\"\n}\n";

static kept_how write_mod(const char *name)
{
    char at[128];
    snprintf(at, sizeof at, "%s-ws", name);
    kept_how how = { .dir = place_new(at) };
    snprintf(at, sizeof at, "%s-index", name);
    how.index = place_new(at);
    kept_text(&how, "mod.pp", "mod \"m\" {}\n");
    kept_text(&how, "a.pp", source);
    kept_ahead = 10 * SECOND;
    return how;
}

/* How many were worked out in this process, and what all of it is. */
typedef struct counted {
    unsigned resolved;
    char text[2048];
} counted;

static void count_resolved(void *ctx, const pl_event *event)
{
    (void)event;
    ((counted *)ctx)->resolved++;
}

static void put_metadata(pl_workspace *ws, counted *t)
{
    static const char *const names[] = { "benchmark.a", "benchmark.b", "control.bad" };
    pl_buf out = { 0 };
    for (size_t i = 0; i < PL_COUNT(names); i++) {
        pl_entry e;
        pl_metadata m;
        pl_str key, value;
        CHECK(pl_index_find(pl_workspace_index(ws), pl_str_cstr(names[i]), &e), names[i]);
        pl_workspace_metadata(ws, e.id, &m);
        pl_buf_printf(&out, "%.*s|%.*s", PL_FMT(m.title), PL_FMT(m.description));
        for (uint32_t n = 0; n < m.n_tags; n++) {
            pl_metadata_tag(&m, n, &key, &value);
            pl_buf_printf(&out, "|%.*s=%.*s", PL_FMT(key), PL_FMT(value));
        }
        pl_buf_cstr(&out, m.resolved ? "; " : "?; ");
    }
    snprintf(t->text, sizeof t->text, "%.*s", (int)out.len, out.ptr);
    pl_buf_done(&out);
}

/* Open, resolve and save as one process does, with `var` as --var. */
static void resolve(const kept_how *how, const char *var, counted *t)
{
    static const char *const environment[] = { NULL };
    kept k;
    pl_str vars[] = { var ? pl_str_cstr(var) : (pl_str){ 0 } };
    pl_inputs in = { .environment = environment, .vars = vars, .n_vars = var ? 1 : 0 };
    *t = (counted){ 0 };
    kept_open(&k, how);
    CHECK(k.ws != NULL, kept_messages(&k));
    pl_workspace_set_inputs(k.ws, &in);
    pl_subscription *s = pl_workspace_subscribe(k.ws, 1u << PL_EVENT_RESOLVED, count_resolved, t);
    CHECK(pl_workspace_start_resolution(k.ws, NULL, k.diags), kept_messages(&k));
    CHECK(pl_workspace_wait_resolved(k.ws, UINT64_MAX), "resolved");
    pl_workspace_unsubscribe(k.ws, s);
    put_metadata(k.ws, t);
    CHECK(!pl_diags_count(k.diags), kept_messages(&k));
    kept_close(&k, true);
}

#define A(v) "A far||k=far|v=" v "; |A far; |?; "

/* Of four two are kept: one depends on the time, and what failed is tried again. */
enum { ALL = 4, REST = 2 };

static void check(const kept_how *how, const char *var, const char *want, unsigned n,
                  const char *what)
{
    counted t;
    resolve(how, var, &t);
    CHECK_STR(t.text, want, what);
    CHECK_INT(t.resolved, n, what);
}

/* The file of it: the one in the directory that is no image. */
static const char *metas_path(const kept_how *how)
{
    static char path[PLACE_MAX];
    DIR *d = opendir(how->index);
    path[0] = 0;
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        char magic[7] = { 0 };
        const char *full = place_path(how->index, e->d_name);
        FILE *f = e->d_name[0] == '.' ? NULL : fopen(full, "rb");
        if (f && fread(magic, 1, 6, f) == 6 && strcmp(magic, "PLMETA") == 0)
            snprintf(path, sizeof path, "%s", full);
        if (f)
            fclose(f);
    }
    if (d)
        closedir(d);
    CHECK(path[0], "it is kept");
    return path;
}

static char bytes[4096];
static size_t n_bytes;

static void read_bytes(const char *path)
{
    FILE *f = fopen(path, "rb");
    CHECK(f != NULL, path);
    n_bytes = fread(bytes, 1, sizeof bytes, f);
    CHECK(n_bytes > 40 && n_bytes < sizeof bytes, "its size");
    fclose(f);
}

static void write_bytes(const char *path, size_t len)
{
    FILE *f = fopen(path, "wb");
    CHECK(f && fwrite(bytes, 1, len, f) == len, path);
    fclose(f);
}

TEST(the_next_process_has_what_this_one_resolved)
{
    kept_how how = write_mod("metas");
    struct stat st;
    check(&how, NULL, A("dv"), ALL, "first");
    check(&how, NULL, A("dv"), REST, "second");
    CHECK(stat(metas_path(&how), &st) == 0 && (st.st_mode & 0777) == 0600, "of its user alone");
    how.fresh = true;
    check(&how, NULL, A("dv"), ALL, "fresh: nothing that was saved is used");
    how.fresh = false;
    how.index = NULL;
    check(&how, NULL, A("dv"), ALL, "none is kept");
}

TEST(other_values_of_variables_are_others)
{
    kept_how how = write_mod("metas-values");
    check(&how, NULL, A("dv"), ALL, "first");
    check(&how, "v=other", A("other"), ALL, "another value");
    check(&how, "v=other", A("other"), REST, "the same again");
    check(&how, "v=third", A("third"), ALL, "a third");
    kept_text(&how, "powerpipe.ppvars", "v = \"file\"\n");
    check(&how, NULL, A("file"), ALL, "from a file");
    check(&how, NULL, A("file"), REST, "again");
    kept_text(&how, "powerpipe.ppvars", "v = \"else\"\n");
    check(&how, NULL, A("else"), ALL, "the file says something else");
    unlink(place_path(how.dir, "powerpipe.ppvars"));
    check(&how, NULL, A("dv"), ALL, "the default again");
}

TEST(other_content_is_another)
{
    kept_how how = write_mod("metas-content");
    check(&how, NULL, A("dv"), ALL, "first");
    kept_text(&how, "b.pp", "# nothing that anything depends on\n");
    check(&how, NULL, A("dv"), ALL, "a file more");
    check(&how, NULL, A("dv"), REST, "again");
    char text[sizeof source + 8];
    snprintf(text, sizeof text, "%s", source);
    memcpy(strstr(text, "= \"far\""), "= \"new\"", 7);
    kept_text(&how, "a.pp", text);
    check(&how, NULL, "A new||k=new|v=dv; |A new; |?; ", ALL, "a byte");
    kept_text(&how, "a.pp", source);
    check(&how, NULL, A("dv"), ALL, "and back");
}

TEST(every_flipped_byte_and_every_length_is_worked_out_again)
{
    kept_how how = write_mod("metas-flip");
    char path[PLACE_MAX];
    check(&how, NULL, A("dv"), ALL, "first");
    snprintf(path, sizeof path, "%s", metas_path(&how));
    read_bytes(path);
    for (size_t i = 0; i < n_bytes; i++) {
        char what[64], was = bytes[i];
        snprintf(what, sizeof what, "flipped byte %zu", i);
        bytes[i] ^= (char)(1 << i % 8);
        write_bytes(path, n_bytes);
        bytes[i] = was;
        counted t;
        resolve(&how, NULL, &t);
        CHECK_STR(t.text, A("dv"), what);
        bool count = i >= 12 && i < 16; /* of records, each of which is right */
        CHECK(t.resolved == ALL || (count && t.resolved >= REST), what);
    }
    for (size_t len = 0; len < n_bytes; len += len < 60 ? 1 : 7) {
        char what[64];
        snprintf(what, sizeof what, "cut to %zu", len);
        write_bytes(path, len);
        check(&how, NULL, A("dv"), ALL, what);
    }
    check(&how, NULL, A("dv"), REST, "whole again");
}

TEST(a_foreign_file_in_its_place_is_written_over)
{
    kept_how how = write_mod("metas-foreign");
    kept_how other = write_mod("metas-others");
    char path[PLACE_MAX];
    counted t;
    kept_text(&other, "a.pp",
              "benchmark \"a\" {\n  title = upper(\"foreign\")\n  children = []\n}\n"
              "benchmark \"b\" {\n  children = []\n}\n"
              "control \"bad\" {\n  sql = \"1\"\n}\n");
    resolve(&other, NULL, &t);
    check(&how, NULL, A("dv"), ALL, "first");
    snprintf(path, sizeof path, "%s", metas_path(&how));
    read_bytes(metas_path(&other));
    write_bytes(path, n_bytes);
    check(&how, NULL, A("dv"), ALL, "of another workspace");
    check(&how, NULL, A("dv"), REST, "written anew");
    read_bytes(kept_image(&other));
    write_bytes(path, n_bytes);
    check(&how, NULL, A("dv"), ALL, "an image");
    CHECK(unlink(path) == 0 && mkdir(path, 0700) == 0, "a folder");
    check(&how, NULL, A("dv"), ALL, "a folder is in the way");
    CHECK(rmdir(path) == 0, "gone");
    check(&how, NULL, A("dv"), ALL, "nothing is there");
    check(&how, NULL, A("dv"), REST, "and kept again");
}

/* ---- forged bytes with a correct checksum */

static void seal(void)
{
    enum { HEADER = 40, CHECKSUM = 32 };
    uint64_t sum = pl_hash_bytes(bytes + HEADER, n_bytes - HEADER);
    memcpy(bytes + CHECKSUM, &sum, sizeof sum);
}

TEST(made_up_records_are_sound_or_refused)
{
    kept_how how = write_mod("metas-made");
    char path[PLACE_MAX];
    check(&how, NULL, A("dv"), ALL, "first");
    snprintf(path, sizeof path, "%s", metas_path(&how));
    read_bytes(path);
    static const uint32_t words[] = { 0, 1, 0x7fffffff, 0x80000000, UINT32_MAX, 4096 };
    char was[sizeof bytes];
    memcpy(was, bytes, n_bytes);
    for (size_t at = 8; at + 4 <= n_bytes; at += 4)
        for (size_t i = 0; i < PL_COUNT(words); i++) {
            counted t;
            memcpy(bytes, was, n_bytes);
            memcpy(bytes + at, &words[i], sizeof words[i]);
            if (at < 32 && at >= 16)
                continue; /* whose it is: above */
            seal();
            write_bytes(path, n_bytes);
            resolve(&how, NULL, &t);
            CHECK(t.resolved <= ALL, "opens and goes on");
        }
}
