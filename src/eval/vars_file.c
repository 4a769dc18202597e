/* vars_file.c - files with values of variables (mod-language.md 3.3, 3.4).
 *
 * `mod.name = value` is not valid HCL. In such a name at the start of an item the dot is
 * replaced by another byte before the file is parsed, so that all places stay correct; strings
 * and heredocs are not changed. */
#include "eval/vars_inner.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lex/lex.h"
#include <errno.h>
#include <stdlib.h>

enum { LARGEST = 16 << 20 };

/* ---- names of variables of other mods */

static bool is_word(pl_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-')
            return false;
    }
    return s.len > 0;
}

/* The replacement of the dot: preferably an upper-case letter that does not occur in the text.
 * Names of mods have no such letters, so a clash is unlikely. */
static char joint(pl_str text)
{
    bool seen[256] = { false };
    for (size_t i = 0; i < text.len; i++)
        seen[(unsigned char)text.ptr[i]] = true;
    for (char c = 'A'; c <= 'Z'; c++)
        if (!seen[(unsigned char)c])
            return c;
    return 'Q';
}

/* Do the tokens read `NAME . NAME =`, on one line with nothing before them? */
static bool is_qualified(pl_str text, const pl_token *t, size_t left)
{
    return left > 3 && t[0].kind == PL_T_IDENT && t[1].kind == PL_T_DOT &&
           t[2].kind == PL_T_IDENT && t[3].kind == PL_T_EQUAL && t[0].end == t[1].start &&
           t[1].end == t[2].start && is_word(pl_str_sub(text, t[0].start, t[0].end)) &&
           is_word(pl_str_sub(text, t[2].start, t[2].end));
}

typedef PL_VEC(uint32_t) offsets;

/* Rewrite the names and note where they start. */
static void rewrite(char *bytes, size_t len, offsets *out)
{
    pl_tokens tokens = { 0 };
    pl_str text = { bytes, len };
    bool at_start = true;
    char dot = 0;
    long depth = 0;
    pl_lex(text, PL_LEX_BODY, &tokens);
    for (size_t i = 0; i < tokens.list.n; i++) {
        const pl_token *t = &tokens.list.at[i];
        if (at_start && depth == 0 && is_qualified(text, t, tokens.list.n - i)) {
            dot = dot ? dot : joint(text);
            bytes[t[1].start] = dot;
            pl_vec_push(out, t->start);
        }
        depth += pl_token_depth(t->kind);
        bool comment = t->kind == PL_T_COMMENT;
        at_start = t->kind == PL_T_NEWLINE || (comment && bytes[t->end - 1] == '\n') ||
                   (at_start && comment);
    }
    pl_tokens_done(&tokens);
}

/* ---- one file */

typedef struct reading {
    pl_value_store *store;
    pl_value_file *file;
    pl_str original; /* the text on disk */
    offsets qualified;
    pl_diags *diags; /* open on the file */
} reading;

static void report_block(reading *rd, const pl_block *b)
{
    pl_buf text = { 0 };
    if (!pl_str_eq(b->type, PL_S("variable")) || !b->labels) {
        pl_buf_printf(&text, "Unexpected \"%.*s\" block", PL_FMT(b->type));
        pl_diag_raw(rd->diags, PL_ERROR, PL_DIAG_UNSUPPORTED_BLOCK, b->type_range,
                    pl_buf_view(&text), PL_S("Blocks are not allowed here."));
    } else {
        pl_str name = b->labels->text;
        pl_buf_printf(&text,
                      "An .fpvar file is used to assign values to variables that have already been "
                      "declared in .fp files, not to declare new variables. To declare variable "
                      "\"%.*s\", place this block in one of your .fp files, such as "
                      "variables.fp.\n\nTo set a value for this variable in %.*s, use the "
                      "definition syntax instead:\n    %.*s = <value>",
                      PL_FMT(name), PL_FMT(rd->file->path), PL_FMT(name));
        pl_diag_raw(rd->diags, PL_ERROR, PL_DIAG_UNSUPPORTED_BLOCK, b->type_range,
                    PL_S("Variable declaration in .fpvar file"), pl_buf_view(&text));
    }
    pl_buf_done(&text);
}

/* The name of an attribute. Attributes and rewritten names are both in the order of the source. */
static pl_str name_of(const reading *rd, const pl_attr *attr, size_t *next)
{
    while (*next < rd->qualified.n && rd->qualified.at[*next] < attr->name_range.start)
        ++*next;
    if (*next < rd->qualified.n && rd->qualified.at[*next] == attr->name_range.start)
        return pl_str_sub(rd->original, attr->name_range.start, attr->name_range.end);
    return attr->name;
}

static void take_values(reading *rd, const pl_body *body)
{
    size_t next = 0;
    for (const pl_attr *attr = body->attrs; attr; attr = attr->next) {
        pl_given_values given = { .source = PL_VAR_FILE, .file = rd->file, .expr = attr->expr };
        pl_vars__name(rd->store, name_of(rd, attr, &next), &given);
        pl_vars__add(rd->store, &given);
    }
}

bool pl_vars__read_text(pl_value_store *store, pl_str path, pl_str text, pl_diags *diags)
{
    reading rd = { .store = store, .file = PL_NEW(&store->arena, pl_value_file) };
    char *bytes = pl_arena_zero(&store->arena, text.len + PL_VIEW_SLACK, 1);
    if (text.len)
        memcpy(bytes, text.ptr, text.len);
    rd.original = text;
    rewrite(bytes, text.len, &rd.qualified);
    *rd.file = (pl_value_file){ path, pl_vars__shown_path(store, path), { bytes, text.len }, text };
    rd.diags = pl_diags_new();
    pl_diags_begin(rd.diags, path, text);
    const pl_body *body =
        pl_parse_file(pl_vars__of(store)->parser, rd.file->text, &store->arena, rd.diags);
    if (!pl_diags_errors(rd.diags))
        for (const pl_block *b = body->blocks; b; b = b->next)
            report_block(&rd, b);
    pl_diags_end(rd.diags);
    bool ok = !pl_diags_errors(rd.diags);
    if (ok)
        take_values(&rd, body);
    pl_vars__copy_reworded(rd.diags, rd.file->shown, diags);
    pl_diags_free(rd.diags);
    pl_vec_done(&rd.qualified);
    return ok;
}

/* Report that the file cannot be read, with the error text of Go. */
static void report_unreadable(pl_str path, int error, pl_diags *diags)
{
    if (error == ENOENT || error == ENOTDIR)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ,
                      "Failed to read variables file: Given variables file %.*s does not exist.",
                      PL_FMT(path));
    else
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_READ,
                      "Failed to read variables file: Error while reading %.*s: %s %.*s: %s.",
                      PL_FMT(path), error == EISDIR ? "read" : "open", PL_FMT(path),
                      error == EISDIR   ? "is a directory"
                      : error == EACCES ? "permission denied"
                                        : pl_file_reason(error));
}

/* Read one file; `named` is its name for the heading. */
static bool read_file(pl_value_store *store, pl_str path, pl_str named, pl_diags *diags)
{
    pl_diags *own = pl_diags_new();
    pl_str text, full = pl_path_join(&store->arena, store->options.cwd, path);
    int error = pl_file_slurp(full.ptr, LARGEST, &store->arena, &text);
    bool ok = !error && pl_vars__read_text(store, named, text, own);
    if (error)
        report_unreadable(path, error, own);
    if (!ok) {
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_VARIABLE_FILE,
                      "failed to load variables from '%.*s'\n%.*s", PL_FMT(named),
                      PL_FMT(pl_diags_get(own, 0)->summary));
        if (pl_diags_get(own, 0)->placed)
            pl_diag_set_placed(diags, pl_diags_get(own, 0)->placed);
        for (size_t i = 1; i < pl_diags_count(own); i++)
            pl_diag_copy(diags, pl_diags_get(own, i));
    }
    pl_diags_free(own);
    return ok;
}

bool pl_vars__read_file(pl_value_store *store, pl_str path, pl_diags *diags)
{
    return read_file(store, path, path, diags);
}

/* ---- files that are read automatically */

typedef struct listing {
    pl_arena *arena;
    PL_VEC(pl_str) autos;
    bool has_default, has_legacy;
} listing;

static bool not_below(void *ctx, pl_str path)
{
    (void)ctx;
    (void)path;
    return false;
}

static bool note_file(void *ctx, pl_str path, bool is_link)
{
    listing *l = ctx;
    (void)is_link;
    if (pl_str_ends(path, PL_S(".auto.ppvars")) || pl_str_ends(path, PL_S(".auto.spvars")))
        pl_vec_push(&l->autos, pl_arena_str(l->arena, path));
    l->has_default |= pl_str_eq(path, PL_S("powerpipe.ppvars"));
    l->has_legacy |= pl_str_eq(path, PL_S("steampipe.spvars"));
    return true;
}

static int by_name(const void *a, const void *b)
{
    return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b);
}

bool pl_vars__read_default_files(pl_value_store *store, pl_diags *diags)
{
    listing l = { .arena = &store->arena };
    pl_str dir = pl_arena_str(&store->arena, store->options.dir), path;
    bool ok = true;
    pl_file_walk(dir.ptr, &l, not_below, note_file, NULL);
    if (l.has_default || l.has_legacy) {
        path = l.has_default ? PL_S("powerpipe.ppvars") : PL_S("steampipe.spvars");
        path = pl_path_join(&store->arena, dir, path);
        ok = read_file(store, path, path, diags);
    }
    if (l.autos.n)
        qsort(l.autos.at, l.autos.n, sizeof *l.autos.at, by_name);
    for (size_t i = 0; ok && i < l.autos.n; i++) {
        path = pl_path_join(&store->arena, dir, l.autos.at[i]);
        ok = read_file(store, path, pl_vars__shown_path(store, path), diags);
    }
    pl_vec_done(&l.autos);
    return ok;
}

/* ---- have the files changed? */

static uint64_t state_of(pl_str path, pl_arena *scratch)
{
    pl_stamp s;
    path = pl_arena_str(scratch, path);
    uint64_t key = pl_hash_str(path);
    if (pl_file_stat(path.ptr, &s, NULL) != 0)
        return key;
    key = pl_hash_mix(pl_hash_mix(key, s.size), s.inode);
    return pl_hash_mix(pl_hash_mix(key, (uint64_t)s.mtime_ns), (uint64_t)s.ctime_ns);
}

uint64_t pl_value_store_files_key(const pl_value_store_options *o)
{
    pl_arena scratch = { 0 };
    listing l = { .arena = &scratch };
    pl_str dir = pl_arena_str(&scratch, o->dir);
    uint64_t key = 1;
    pl_file_walk(dir.ptr, &l, not_below, note_file, NULL);
    if (l.autos.n)
        qsort(l.autos.at, l.autos.n, sizeof *l.autos.at, by_name);
    key =
        pl_hash_mix(key, state_of(pl_path_join(&scratch, dir, PL_S("powerpipe.ppvars")), &scratch));
    key =
        pl_hash_mix(key, state_of(pl_path_join(&scratch, dir, PL_S("steampipe.spvars")), &scratch));
    for (size_t i = 0; i < l.autos.n; i++)
        key = pl_hash_mix(key, state_of(pl_path_join(&scratch, dir, l.autos.at[i]), &scratch));
    for (uint32_t i = 0; i < o->n_var_files; i++)
        key = pl_hash_mix(key, state_of(pl_path_join(&scratch, o->cwd, o->var_files[i]), &scratch));
    pl_vec_done(&l.autos);
    pl_arena_done(&scratch);
    return key;
}
