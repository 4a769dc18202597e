/* scan_dump.h - a part as one line of text, aspect by aspect.
 * Threads: tests only; the text is static. */
#ifndef PL_TESTS_SCAN_DUMP_H
#define PL_TESTS_SCAN_DUMP_H
#include "base/buf.h"
#include "index/part.h"
#include "index/scan.h"
#include "index/scanner.h"
#include "unit/test.h"

typedef void dump_fn(pl_buf *out, const pl_part *part, const pl_part_entry *e);

static void add_span(pl_buf *out, const pl_part *part, pl_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = part->text[s.at + i];
        pl_buf_cstr(out, c == '\n' ? "~" : c == '\r' ? "^M" : c == '\t' ? "^I" : (char[2]){ c, 0 });
    }
}

/* query "q" 1-3 [0,20) <0: kind, label, lines, bytes, parent. */
static inline void blocks(pl_buf *out, const pl_part *part, const pl_part_entry *e)
{
    pl_str word = pl_kind_word((pl_kind)e->kind);
    pl_buf_printf(out, "%.*s ", PL_FMT(word));
    if (e->flags & PL_ENTRY_ANONYMOUS)
        pl_buf_cstr(out, "-");
    add_span(out, part, e->label);
    if (e->parent != PL_NONE)
        pl_buf_printf(out, " in %u", e->parent);
}

static inline void lines(pl_buf *out, const pl_part *part, const pl_part_entry *e)
{
    add_span(out, part, e->label);
    pl_buf_printf(out, " %u-%u", e->line, e->end_line);
}

static inline void bytes(pl_buf *out, const pl_part *part, const pl_part_entry *e)
{
    add_span(out, part, e->label);
    pl_buf_printf(out, " [%u,%u)", e->start, e->end);
}

/* 'title' 'description', ? after what needs evaluation, - for what is not there. */
static inline void texts(pl_buf *out, const pl_part *part, const pl_part_entry *e)
{
    pl_buf_cstr(out, e->flags & PL_ENTRY_HAS_TITLE ? "'" : "-'");
    add_span(out, part, e->title);
    pl_buf_cstr(out, e->flags & PL_ENTRY_TITLE_OPEN ? "'? " : "' ");
    pl_buf_cstr(out, e->flags & PL_ENTRY_HAS_DESC ? "'" : "-'");
    add_span(out, part, e->description);
    pl_buf_cstr(out, e->flags & PL_ENTRY_DESC_OPEN ? "'?" : "'");
}

/* {k=v k=v?}, ? after what needs evaluation, - when there are none. */
static inline void tags(pl_buf *out, const pl_part *part, const pl_part_entry *e)
{
    pl_buf_cstr(out, e->flags & PL_ENTRY_HAS_TAGS ? "{" : "-{");
    for (uint32_t i = e->tags; i < e[1].tags; i++) {
        if (i > e->tags)
            pl_buf_cstr(out, " ");
        add_span(out, part, part->tags[i].key);
        pl_buf_cstr(out, "=");
        add_span(out, part, part->tags[i].value);
        pl_buf_cstr(out, part->tags[i].open ? "?" : "");
    }
    pl_buf_cstr(out, e->flags & PL_ENTRY_TAGS_OPEN ? "}?" : "}");
}

/* to@attr, (block) for a block inside, ! for what is not recorded. */
static inline void refs(pl_buf *out, const pl_part *part, const pl_part_entry *e)
{
    for (uint32_t i = e->refs; i < e[1].refs; i++) {
        const pl_part_ref *r = &part->refs[i];
        if (i > e->refs)
            pl_buf_cstr(out, " ");
        add_span(out, part, r->to);
        pl_buf_cstr(out, "@");
        add_span(out, part, r->attr);
        if (r->block.len || r->in_param) {
            pl_buf_cstr(out, r->in_param ? "(param " : "(");
            add_span(out, part, r->block);
            pl_buf_cstr(out, ")");
        }
        pl_buf_cstr(out, r->recorded ? "" : "!");
    }
}

/* name=text with what it is, and its lines. */
static inline void attrs(pl_buf *out, const pl_part *part, const pl_part_entry *e)
{
    for (uint32_t i = e->attrs; i < e[1].attrs; i++) {
        const pl_part_attr *a = &part->attrs[i];
        pl_str name = pl_attr_name((pl_attr_id)a->id);
        pl_buf_printf(out, "%s%.*s %u-%u", i > e->attrs ? ", " : "", PL_FMT(name), a->line,
                      a->end_line);
        pl_buf_cstr(out, a->flags & PL_ATTR_LITERAL ? " literal" : "");
        pl_buf_cstr(out, a->flags & PL_ATTR_REF ? " ref" : "");
        pl_buf_cstr(out, a->flags & PL_ATTR_HEREDOC ? " heredoc" : "");
        pl_buf_cstr(out, a->flags & PL_ATTR_BLOCK ? " block" : "");
        if (a->text.len) {
            pl_buf_cstr(out, " '");
            add_span(out, part, a->text);
            pl_buf_cstr(out, "'");
        }
    }
}

static inline void flags(pl_buf *out, const pl_part *part, const pl_part_entry *e)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } names[] = { { PL_ENTRY_TOP_BLOCK, "top" },         { PL_ENTRY_DETECTION, "detection" },
                  { PL_ENTRY_HAS_CHILDREN, "children" }, { PL_ENTRY_CHILDREN_OPEN, "children?" },
                  { PL_ENTRY_HAS_SQL, "sql" },           { PL_ENTRY_HAS_ARGS, "args" },
                  { PL_ENTRY_HAS_PARAMS, "params" },     { PL_ENTRY_HAS_BASE, "base" },
                  { PL_ENTRY_BROKEN, "broken" } };
    (void)part;
    size_t from = out->len;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (e->flags & names[i].bit)
            pl_buf_printf(out, "%s%s", out->len > from ? " " : "", names[i].name);
    if (e->width != 255)
        pl_buf_printf(out, " width %u", e->width);
}

/* All entries by `fn`, "; " between them, " !" at the end when the scanner had to
 * recover. Checks that every way of scanning gives the same. */
static inline const char *scan_dump(const char *src, size_t len, dump_fn *fn, const char *what)
{
    static char out[3][1 << 16];
    char *text = malloc(len + 64);
    memcpy(text, src, len);
    memset(text + len, '"', 64);
    for (int way = 0; way < 3; way++) {
        pl_scanner *sc = pl_scanner_new();
        pl_arena arena = { 0 };
        pl_buf buf = { 0 };
        pl_scan__ways(sc, way != 1, way == 2);
        const pl_part *part = pl_scan_file(sc, (pl_str){ text, len }, &arena);
        for (uint32_t i = 0; i < part->n_entries; i++) {
            pl_buf_cstr(&buf, i ? "; " : "");
            fn(&buf, part, &part->entries[i]);
        }
        pl_buf_cstr(&buf, part->recovered ? " !" : "");
        pl_buf_byte(&buf, 0);
        snprintf(out[way], sizeof out[way], "%s", buf.ptr);
        pl_buf_done(&buf);
        pl_arena_done(&arena);
        pl_scanner_free(sc);
    }
    CHECK_STR(out[1], out[0], what);
    CHECK_STR(out[2], out[0], what);
    free(text);
    return out[0];
}

#endif
