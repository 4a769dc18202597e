#include "unit/world.h"
#include "base/alloc.h"
#include "base/str.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t world_random(world *w, uint32_t below)
{
    w->state = w->state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)((w->state >> 33) % below);
}

bool world_odds(world *w, uint32_t percent)
{
    return world_random(w, 100) < percent;
}

/* ---- texts */

static const char *const world_names[WORLD_NAMES] = {
    "a",
    "b",
    "c",
    "dd",
    "ee",
    "f_1",
    "g-2",
    "mod_main_anonymous_node_1",
    "dashboard_a_anonymous_card_0",
};

/* Valid until the next one. */
static const char *world_name(world *w)
{
    uint32_t i = world_random(w, w->names);
    if (i < WORLD_NAMES)
        return world_names[i];
    snprintf(w->name, sizeof w->name, "n%u", i);
    return w->name;
}

static char *world_copy(const char *text)
{
    size_t len = strlen(text) + 1;
    return memcpy(pl_mem_alloc(len), text, len);
}

static const char *world__pick(world *w, const char *const *from, uint32_t n)
{
    return from[world_random(w, n)];
}
#define WORLD_PICK(w, ...)                                                                         \
    world__pick((w), (const char *const[]){ __VA_ARGS__ },                                         \
                sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

static void world_ref(world *w, pl_buf *out, const char *kind)
{
    if (world_odds(w, 25))
        pl_buf_printf(out, "%s.", WORLD_PICK(w, "dep1", "dep2", "dep3", "main", "gone", "dep4"));
    pl_buf_printf(out, "%s.%s%s", kind, world_name(w), world_odds(w, 8) ? ".title" : "");
}

static void world_title(world *w, pl_buf *out, const char *indent)
{
    switch (world_random(w, 8)) {
    case 0: pl_buf_printf(out, "%stitle = var.%s\n", indent, world_name(w)); break;
    case 1: pl_buf_printf(out, "%stitle = \"x ${local.%s} y\"\n", indent, world_name(w)); break;
    case 2:
    case 3: break;
    default: pl_buf_printf(out, "%stitle = \"Title %u\"\n", indent, world_random(w, 40));
    }
    if (world_odds(w, 25))
        pl_buf_printf(out, "%sdescription = \"Text %u\"\n", indent, world_random(w, 20));
    if (world_odds(w, 5))
        pl_buf_printf(out, "%sdescription = upper(\"x\")\n", indent);
}

static void world_tags(world *w, pl_buf *out, const char *indent)
{
    switch (world_random(w, 7)) {
    case 0: pl_buf_printf(out, "%stags = local.%s\n", indent, world_name(w)); break;
    case 1:
        pl_buf_printf(out, "%stags = merge(local.%s, { k%u = \"v%u\" })\n", indent, world_name(w),
                      world_random(w, 4), world_random(w, 4));
        break;
    case 2:
        pl_buf_printf(out, "%stags = { k%u = \"v%u\", k%u = var.%s }\n", indent, world_random(w, 4),
                      world_random(w, 4), world_random(w, 4), world_name(w));
        break;
    case 3:
        pl_buf_printf(out, "%stags = { k%u = \"v%u\", k%u = \"v%u\" }\n", indent,
                      world_random(w, 4), world_random(w, 4), world_random(w, 4),
                      world_random(w, 4));
    }
}

static void world_base(world *w, pl_buf *out, const char *kind, const char *indent)
{
    if (world_odds(w, 4))
        pl_buf_printf(out, "%sbase = try(%s.%s, null)\n", indent, kind, world_name(w));
    else if (world_odds(w, 45))
        pl_buf_printf(out, "%sbase = ", indent), world_ref(w, out, kind), pl_buf_byte(out, '\n');
    if (world_odds(w, 20))
        pl_buf_printf(out, "%swidth = %u\n", indent, 1 + world_random(w, 12));
    if (world_odds(w, 4))
        pl_buf_printf(out, "%swidth = var.%s\n", indent, world_name(w));
}

static void world_query(world *w, pl_buf *out, const char *indent)
{
    switch (world_random(w, 5)) {
    case 0: pl_buf_printf(out, "%ssql = \"select %u\"\n", indent, world_random(w, 30)); break;
    case 1:
        pl_buf_printf(out, "%ssql = ", indent), world_ref(w, out, "query"),
            pl_buf_cstr(out, ".sql\n");
        break;
    case 2:
        pl_buf_printf(out, "%squery = ", indent), world_ref(w, out, "query"),
            pl_buf_byte(out, '\n');
        if (world_odds(w, 50))
            pl_buf_printf(out, "%sargs = [var.a, self.input.%s.value]\n", indent, world_name(w));
        break;
    case 3:
        pl_buf_printf(out, "%ssql = \"select $1\"\n%sparam \"p%u\" {\n%s  default = ", indent,
                      indent, world_random(w, 3), indent);
        world_ref(w, out, world_odds(w, 50) ? "var" : "local");
        pl_buf_printf(out, "\n%s}\n", indent);
    }
}

static void world_children(world *w, pl_buf *out)
{
    uint32_t n = world_random(w, 5);
    if (world_odds(w, 5)) {
        pl_buf_printf(out, "  children = local.%s\n", world_name(w));
        return;
    }
    pl_buf_cstr(out, "  children = [");
    for (uint32_t i = 0; i < n; i++) {
        pl_buf_cstr(out, i ? ", " : "");
        world_ref(w, out,
                  WORLD_PICK(w, "control", "control", "benchmark", "benchmark", "detection",
                             world_odds(w, 10) ? "var" : "control"));
    }
    pl_buf_cstr(out, "]\n");
}

static void world_graph(world *w, pl_buf *out, unsigned depth);

static void world_label(world *w, pl_buf *out, const char *kind, unsigned depth)
{
    pl_buf_fill(out, ' ', depth * 2);
    pl_buf_cstr(out, kind);
    if (depth == 0 ? world_odds(w, 97) : world_odds(w, 45))
        pl_buf_printf(out, " \"%s\"", world_name(w));
    pl_buf_cstr(out, " {\n");
}

static void world_end(pl_buf *out, unsigned depth)
{
    pl_buf_fill(out, ' ', depth * 2);
    pl_buf_cstr(out, "}\n");
}

/* A panel at some depth: its kind decides what is in it. */
static void world_panel(world *w, pl_buf *out, unsigned depth)
{
    static const char *const kinds[] = { "card", "table", "chart", "text", "input", "image" };
    const char *kind = kinds[world_random(w, 6)];
    world_label(w, out, kind, depth);
    world_title(w, out, "    ");
    world_base(w, out, kind, "    ");
    world_query(w, out, "    ");
    world_tags(w, out, "    ");
    world_end(out, depth);
}

static void world_container(world *w, pl_buf *out, unsigned depth)
{
    uint32_t n = world_random(w, 4);
    world_label(w, out, "container", depth);
    if (world_odds(w, 20))
        world_base(w, out, "container", "    ");
    for (uint32_t i = 0; i < n; i++) {
        if (depth < 4 && world_odds(w, 20))
            world_container(w, out, depth + 1);
        else if (world_odds(w, 30))
            world_graph(w, out, depth + 1);
        else
            world_panel(w, out, depth + 1);
    }
    world_end(out, depth);
}

static void world_graph(world *w, pl_buf *out, unsigned depth)
{
    const char *kind = WORLD_PICK(w, "graph", "graph", "flow", "hierarchy");
    uint32_t n = world_random(w, 4);
    world_label(w, out, kind, depth);
    world_title(w, out, "    ");
    world_base(w, out, kind, "    ");
    for (uint32_t i = 0; i < n; i++) {
        const char *inner = WORLD_PICK(w, "node", "node", "edge", "category", "with");
        world_label(w, out, inner, depth + 1);
        world_base(w, out, inner, "      ");
        world_title(w, out, "      ");
        if (world_odds(w, 20))
            pl_buf_printf(out, "      category = category.%s\n", world_name(w));
        if (world_odds(w, 10))
            world_label(w, out, "category", depth + 2), world_end(out, depth + 2);
        world_end(out, depth + 1);
    }
    world_end(out, depth);
}

static void world_dashboard(world *w, pl_buf *out)
{
    uint32_t n = world_random(w, 5);
    world_label(w, out, "dashboard", 0);
    world_title(w, out, "  ");
    world_base(w, out, "dashboard", "  ");
    world_tags(w, out, "  ");
    for (uint32_t i = 0; i < n; i++) {
        if (world_odds(w, 30))
            world_container(w, out, 1);
        else if (world_odds(w, 15))
            world_graph(w, out, 1);
        else if (world_odds(w, 10))
            pl_buf_printf(out, "  with \"%s\" { sql = \"select 1\" }\n", world_name(w));
        else
            world_panel(w, out, 1);
    }
    world_end(out, 0);
}

/* Owned. */
static char *world_block(world *w)
{
    static const char *const plain[] = { "query", "control", "detection", "card",  "table", "text",
                                         "node",  "edge",    "category",  "input", "image" };
    pl_buf out = { 0 };
    uint32_t what = world_random(w, 20);
    if (what < 8) {
        const char *kind =
            world_odds(w, 60) ? plain[world_random(w, 3)] : plain[world_random(w, 11)];
        world_label(w, &out, kind, 0);
        world_title(w, &out, "  ");
        world_base(w, &out, kind, "  ");
        world_query(w, &out, "  ");
        world_tags(w, &out, "  ");
        world_end(&out, 0);
    } else if (what < 13) {
        world_label(w, &out, "benchmark", 0);
        if (world_odds(w, 20))
            pl_buf_cstr(&out, "  type = \"detection\"\n");
        world_title(w, &out, "  ");
        world_tags(w, &out, "  ");
        world_children(w, &out);
        world_end(&out, 0);
    } else if (what < 15) {
        world_dashboard(w, &out);
    } else if (what < 17) {
        world_graph(w, &out, 0);
    } else if (what == 17) {
        pl_buf_printf(&out, "variable \"%s\" {\n  default = %u\n}\n", world_name(w),
                      world_random(w, 9));
    } else if (what == 18) {
        pl_buf_printf(&out, "locals {\n  %s = { k1 = 1 }\n", world_name(w));
        pl_buf_printf(&out, "  %s = ", world_name(w));
        pl_buf_printf(&out, "local.%s\n}\n", world_name(w));
    } else {
        pl_buf_printf(&out, "# remark %u\n", world_random(w, 1000));
    }
    pl_buf_byte(&out, 0);
    return out.ptr;
}

/* The text of file `f`; owned by `out`. */
void world_print(const world *w, const world_mod *mod, const world_file *f, pl_buf *out)
{
    out->len = 0;
    if (f == mod->files.at) {
        pl_buf_printf(out, "mod \"%s\" {\n  title = \"Title %u\"\n", mod->name, mod->title);
        if (mod == w->mods) {
            pl_buf_cstr(out, "  require {\n");
            for (uint32_t m = 1; m < WORLD_MODS - 1; m++)
                pl_buf_printf(out,
                              "    mod \"github.com/acme/%s\" {\n      version = \"*\"\n    }\n",
                              w->mods[m].name);
            pl_buf_cstr(out, "  }\n");
        }
        pl_buf_cstr(out, "}\n");
    }
    for (size_t i = 0; i < f->blocks.n; i++)
        pl_buf_cstr(out, f->blocks.at[i]);
    if (f->broken)
        pl_buf_cstr(out, "query \"broken\" {\n  sql = \"select\n");
}

/* ---- edits */

static int world_by_path(const void *a, const void *b)
{
    return strcmp(((const world_file *)a)->path, ((const world_file *)b)->path);
}

static void world_sort(world_mod *mod)
{
    qsort(mod->files.at + 1, mod->files.n - 1, sizeof *mod->files.at, world_by_path);
}

static void world_new_path(world *w, world_file *f)
{
    snprintf(f->path, sizeof f->path, "%s%c%u.pp", world_odds(w, 30) ? "sub/" : "",
             'a' + (char)world_random(w, 26), w->next_path++);
}

static void world_add_file(world *w, world_mod *mod)
{
    world_file f = { .version = 1 };
    uint32_t n = 1 + world_random(w, 6);
    world_new_path(w, &f);
    for (uint32_t i = 0; i < n; i++)
        pl_vec_push(&f.blocks, world_block(w));
    pl_vec_push(&mod->files, f);
    world_sort(mod);
}

static void world_drop_file(world_mod *mod, size_t at)
{
    world_file *f = &mod->files.at[at];
    for (size_t i = 0; i < f->blocks.n; i++)
        pl_mem_free(f->blocks.at[i]);
    pl_vec_done(&f->blocks);
    memmove(f, f + 1, (mod->files.n - at - 1) * sizeof *f);
    mod->files.n--;
}

static void world_drop_mod(world_mod *mod)
{
    while (mod->files.n)
        world_drop_file(mod, mod->files.n - 1);
    pl_vec_done(&mod->files);
    mod->present = false;
}

static void world_add_mod(world *w, world_mod *mod, uint32_t files)
{
    world_file f = { .path = "mod.pp", .version = 1 };
    mod->present = true;
    pl_vec_push(&mod->files, f);
    for (uint32_t i = 0; i < files; i++)
        world_add_file(w, mod);
}

void world_start(world *w, uint64_t seed, uint32_t names_there)
{
    static const char *const names[WORLD_MODS] = { "main", "dep1", "dep2", "dep3", "dep4", "dep2" };
    *w = (world){ .state = seed, .names = names_there };
    for (uint32_t m = 0; m < WORLD_MODS; m++)
        snprintf(w->mods[m].name, sizeof w->mods[m].name, "%s", names[m]);
    world_add_mod(w, &w->mods[0], 14);
    world_add_mod(w, &w->mods[1], 6);
    world_add_mod(w, &w->mods[2], 4);
    world_add_mod(w, &w->mods[3], 3);
}

void world_done(world *w)
{
    for (uint32_t m = 0; m < WORLD_MODS; m++)
        if (w->mods[m].present)
            world_drop_mod(&w->mods[m]);
}

static void world_changed(world_file *f)
{
    f->version++;
    f->touched = false;
}

static void world_drop_block(world_file *f, size_t at)
{
    memmove(&f->blocks.at[at], &f->blocks.at[at + 1],
            (f->blocks.n - at - 1) * sizeof f->blocks.at[0]);
    f->blocks.n--;
    world_changed(f);
}

static void world_put_block(world_file *f, size_t at, char *block)
{
    pl_vec_push(&f->blocks, block);
    memmove(&f->blocks.at[at + 1], &f->blocks.at[at],
            (f->blocks.n - at - 1) * sizeof f->blocks.at[0]);
    f->blocks.at[at] = block;
    world_changed(f);
}

/* The label of a block becomes another name. */
static void world_rename_block(world *w, world_file *f, size_t at)
{
    char *old = f->blocks.at[at], *start = strchr(old, '"');
    char *end = start ? strchr(start + 1, '"') : NULL;
    if (!end)
        return;
    pl_buf out = { 0 };
    pl_buf_add(&out, old, (size_t)(start + 1 - old));
    pl_buf_cstr(&out, world_name(w));
    pl_buf_cstr(&out, end);
    pl_buf_byte(&out, 0);
    f->blocks.at[at] = out.ptr;
    pl_mem_free(old);
    world_changed(f);
}

static void world_move_block(world *w, world_mod *mod, world_file *from, size_t at)
{
    char *block = from->blocks.at[at];
    world_drop_block(from, at);
    world_file *to = &mod->files.at[world_random(w, (uint32_t)mod->files.n)];
    world_put_block(to, world_random(w, (uint32_t)to->blocks.n + 1), block);
}

/* Some text or value in it becomes another one: names and references stay. */
static void world_retouch_block(world *w, world_file *f, size_t at)
{
    const char *what = WORLD_PICK(w, "Title ", "Text ", "select ", "= \"v");
    const char *start = strstr(f->blocks.at[at], what);
    if (!start)
        return;
    pl_buf out = { 0 };
    start += strlen(what);
    pl_buf_add(&out, f->blocks.at[at], (size_t)(start - f->blocks.at[at]));
    pl_buf_printf(&out, "%u%s", world_random(w, 50), start + strspn(start, "0123456789"));
    pl_buf_byte(&out, 0);
    pl_mem_free(f->blocks.at[at]);
    f->blocks.at[at] = out.ptr;
    world_changed(f);
}

static void world_edit_block(world *w, world_mod *mod, world_file *f)
{
    size_t n = f->blocks.n, at = n ? world_random(w, (uint32_t)n) : 0;
    uint32_t what = n ? world_random(w, 20) : 0;
    char *other;
    switch (what) {
    case 0:
    case 1: world_put_block(f, n ? world_random(w, (uint32_t)n + 1) : 0, world_block(w)); break;
    case 2:
    case 3:
        pl_mem_free(f->blocks.at[at]);
        world_drop_block(f, at);
        break;
    case 4:
    case 5:
        pl_mem_free(f->blocks.at[at]);
        f->blocks.at[at] = world_block(w);
        world_changed(f);
        break;
    case 6:
    case 7: world_rename_block(w, f, at); break;
    case 8: world_move_block(w, mod, f, at); break;
    case 9: /* two trade places */
        other = f->blocks.at[at];
        f->blocks.at[at] = f->blocks.at[n - 1];
        f->blocks.at[n - 1] = other;
        world_changed(f);
        break;
    case 10: world_put_block(f, n, world_copy(f->blocks.at[at])); break; /* twice */
    case 11: world_put_block(f, 0, world_copy("# a remark moves everything down\n")); break;
    default: world_retouch_block(w, f, at); break;
    }
}

static void world_edit_mods(world *w)
{
    world_mod *mod = &w->mods[1 + world_random(w, WORLD_MODS - 1)];
    if (mod->present)
        world_drop_mod(mod);
    else
        world_add_mod(w, mod, 1 + world_random(w, 4));
}

/* One step of the history. */
void world_edit(world *w)
{
    world_mod *mod = &w->mods[world_odds(w, 60) ? 0 : world_random(w, WORLD_MODS)];
    if (!mod->present)
        mod = w->mods;
    size_t at = world_random(w, (uint32_t)mod->files.n);
    world_file *f = &mod->files.at[at];
    uint32_t what = world_random(w, 100);
    if (what < 70) {
        world_edit_block(w, mod, f);
    } else if (what < 76) {
        f->version++;
        f->touched = true;
    } else if (what < 80) {
        f->broken = !f->broken;
        world_changed(f);
    } else if (what < 86) {
        if (mod->files.n < 18)
            world_add_file(w, mod);
    } else if (what < 92) {
        if (at && mod->files.n > 2)
            world_drop_file(mod, at);
    } else if (what < 96) {
        if (at) {
            world_new_path(w, f);
            world_sort(mod);
        }
    } else if (what < 98) {
        mod->title = world_random(w, 100);
        world_changed(mod->files.at);
    } else {
        world_edit_mods(w);
    }
}
