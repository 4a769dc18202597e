/* fuzz_meta.c - bytes write the file of titles and tags beside a saved index: records with lengths,
 * counts and entries of their choosing, in a file whose head and checksum are right. What stands
 * before the first bad record is taken over; written and read again, it says the same. */
#include "base/diag.h"
#include "base/hash.h"
#include "base/str.h"
#include "index/build.h"
#include "index/scan.h"
#include "workspace/meta.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { HEAD = 40, IMAGE = 7, VALUES = 9 };
static const char text[] =
    "mod \"m\" {\n  title = upper(\"m\")\n}\nvariable \"v\" { default = \"x\" }\n"
    "benchmark \"b\" {\n  title = \"B ${var.v}\"\n  tags = merge({ a = \"1\" }, { b = var.v })\n  "
    "children = [control.c]\n}\n"
    "control \"c\" {\n  description = upper(var.v)\n  tags = { (var.v) = var.v }\n  sql = \"select "
    "1\"\n}\n"
    "dashboard \"x\" {\n  title = upper(\"d\")\n}\nquery \"literal\" {\n  title = \"q\"\n  sql = "
    "\"\"\n}\n";
static pl_index *ix;
static uint32_t n_entries;
static char head[HEAD]; /* of an empty file */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static pl_arena arena;
    pl_scanner *scanner = pl_scanner_new();
    char *copy = pl_arena_zero(&arena, sizeof text + PL_VIEW_SLACK, 1);
    pl_buf empty = { 0 };

    (void)argc, (void)argv;
    memcpy(copy, text, sizeof text - 1);
    pl_build_file file = { .path = PL_S("mod.pp"),
                           .part =
                               pl_scan_file(scanner, pl_str_make(copy, sizeof text - 1), &arena),
                           .mod_file = true };
    pl_build_mod mod = { .short_name = PL_S("m"), .files = &file, .n_files = 1 };
    ix = pl_index_build(&mod, 1, 0);
    pl_index_entries(ix, &n_entries);
    pl_scanner_free(scanner);
    pl_metas *m = pl_metas_new(ix);
    pl_metas_write(m, IMAGE, VALUES, &empty);
    pl_metas_free(m);
    if (empty.len < HEAD)
        abort();
    memcpy(head, empty.ptr, HEAD);
    pl_buf_done(&empty);
    return 0;
}

static void add(pl_buf *out, pl_str s)
{
    pl_buf_printf(out, "%zu:", s.len);
    pl_buf_str(out, s);
}

/* All that the table says, as one text. */
static pl_buf said(const pl_metas *m)
{
    pl_buf out = { 0 };

    for (uint32_t id = 0; id < n_entries; id++) {
        pl_metadata d;
        pl_str key, value;

        pl_metas_get(ix, m, id, &d);
        add(&out, d.title);
        add(&out, d.description);
        for (uint32_t i = 0; i < d.n_tags; i++) {
            pl_metadata_tag(&d, i, &key, &value);
            add(&out, key);
            add(&out, value);
        }
        pl_buf_byte(&out, '\n');
    }
    return out;
}

static void require_same(const pl_metas *a, const pl_metas *b, const char *what)
{
    pl_buf x = said(a), y = said(b);

    if (!pl_str_eq(pl_buf_view(&x), pl_buf_view(&y))) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
    pl_buf_done(&x);
    pl_buf_done(&y);
}

static unsigned next(pl_str *s)
{
    unsigned char c = s->len ? (unsigned char)s->ptr[0] : 0;

    *s = pl_str_sub(*s, 1, s->len);
    return c;
}

static void add_number(pl_buf *out, uint32_t n)
{
    pl_buf_add(out, &n, sizeof n);
}

/* A text whose length is that of its bytes, but for one in 16. */
static void add_text(pl_buf *out, pl_str *s)
{
    unsigned n = next(s);
    pl_str bytes = pl_str_sub(*s, 0, n & 15);

    *s = pl_str_sub(*s, bytes.len, s->len);
    add_number(out, n >> 4 == 15 ? (uint32_t)n << 24 | n : (uint32_t)bytes.len);
    pl_buf_str(out, bytes);
}

static uint32_t add_records(pl_buf *out, pl_str s)
{
    uint32_t count = 0;

    for (; s.len; count++) {
        unsigned how = next(&s), tags = next(&s);

        add_number(out, how & 0x80 ? (uint32_t)next(&s) << 24 | how : (how & 31) % n_entries);
        add_number(out, (how >> 5 & 3) | (how == 0xff ? 0x100u : 0));
        add_number(out, tags > 250 ? UINT32_MAX - tags : tags & 3);
        for (unsigned i = 0; i < (how >> 5 & 1) + (how >> 6 & 1) + 2 * (tags & 3); i++)
            add_text(out, &s);
    }
    return count;
}

static pl_str finish(pl_buf *out, uint32_t count)
{
    uint64_t check = pl_hash_bytes(out->ptr + HEAD, out->len - HEAD);

    memcpy(out->ptr + 12, &count, sizeof count);
    memcpy(out->ptr + 32, &check, sizeof check);
    return pl_buf_view(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    pl_str s = pl_str_make((const char *)data, len);
    unsigned more = next(&s);
    pl_buf file = { 0 }, again = { 0 };
    uint32_t n;

    pl_buf_add(&file, head, HEAD);
    uint32_t count = add_records(&file, s);
    pl_str bytes = finish(&file, more == 1 ? count + 1 : more == 2 ? UINT32_MAX : count);
    char *copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);

    pl_metas *m = pl_metas_new(ix), *second = pl_metas_new(ix);
    bool taken = pl_metas_read(m, (pl_str){ copy, bytes.len }, IMAGE, VALUES, &n);
    free(copy); /* texts were copied */
    if (taken && n != count && more > 2)
        abort();
    pl_metas_write(m, IMAGE, VALUES, &again);
    if (!pl_metas_read(second, pl_buf_view(&again), IMAGE, VALUES, &n))
        abort();
    require_same(m, second, "written and read again, it says something else");
    pl_metas_free(m);
    pl_metas_free(second);
    pl_buf_done(&file);
    pl_buf_done(&again);
    return 0;
}
