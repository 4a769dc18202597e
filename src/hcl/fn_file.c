/* fn_file.c - files and paths (hcl.md 7.3 "Files", 6).
 *
 * Relative paths start at the root of the mod that has the expression. Only regular files are
 * read, so no read blocks. */
#include "base/file.h"
#include "base/look.h"
#include "base/path.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "hcl/digest.h"
#include "hcl/fn_text.h"
#include "hcl/glob.h"
#include "value/quote.h"
#include <errno.h>

/* ---- resolving paths */

/* An expression that is evaluated without an environment cannot read files. */
static bool has_environment(pl_call *call)
{
    return (call->env && call->env->base_dir.len) ||
           pl_fn_fail(call, "there are no files where this is evaluated");
}

static void note_read(pl_call *call, pl_str path)
{
    if (call->env->file_read)
        call->env->file_read(call->env->ctx, path);
}

/* Replace a leading `~`; false: it names another user. */
static bool expand_home(pl_call *call, pl_str path, pl_str *out)
{
    *out = path;
    if (!path.len || path.ptr[0] != '~')
        return true;
    if (path.len > 1 && path.ptr[1] != '/' && path.ptr[1] != '\\')
        return false;
    *out = pl_path_join(call->arena, call->env->home,
                        pl_str_sub(path, path.len > 1 ? 2 : 1, path.len));
    return true;
}

/* Argument 0 as the cleaned absolute path of a file, NUL-terminated. The path is charged. */
static bool file_path(pl_call *call, pl_str *out)
{
    pl_str path = pl_text__arg(call, 0);
    if (!has_environment(call) || !pl_fn_charge(call, 4 * (path.len + call->env->base_dir.len)))
        return false;
    if (!expand_home(call, path, &path))
        return pl_fn_fail_arg(call, 0, "failed to expand ~: cannot expand user-specific home dir");
    *out = pl_path_join(call->arena, call->env->base_dir, path);
    note_read(call, *out);
    return true;
}

/* A path with a NUL inside is invalid; the system would see only its beginning. */
static int look_at_file(pl_str path, pl_looked *out)
{
    return memchr(path.ptr, 0, path.len) ? EINVAL : pl_file_look(path.ptr, true, out);
}

typedef enum reading { READ, OPEN_FAILED, READ_FAILED, TOO_LARGE } reading;

/* Read a file and charge its bytes; *error is the reason of a failure. */
static reading read_file(pl_call *call, pl_str path, pl_str *bytes, int *error)
{
    pl_looked looked;
    *error = look_at_file(path, &looked);
    if (*error)
        return OPEN_FAILED;
    if (looked.type == PL_FILE_DIR) {
        *error = EISDIR;
        return READ_FAILED;
    }
    if (!pl_fn_charge(call, looked.size))
        return TOO_LARGE;
    *error = pl_file_slurp(path.ptr, (size_t)looked.size + (1 << 20), call->arena, bytes);
    if (*error)
        return OPEN_FAILED;
    /* The file may have grown, or its size may be unknown. */
    uint64_t more = bytes->len > looked.size ? bytes->len - looked.size : 0;
    return pl_fn_charge(call, more) ? READ : TOO_LARGE;
}

/* ---- content */

static bool no_such_file(pl_call *call)
{
    return pl_fn_fail_arg(
        call, 0,
        "no file exists at %.*s; this function works only with files that are distributed as part "
        "of the configuration source code, so if this file will be created by a resource in this "
        "configuration you must instead obtain this result from an attribute of that resource",
        PL_FMT(pl_text__quoted_arg(call, 0)));
}

static bool read_content(pl_call *call, pl_str *bytes)
{
    pl_str path;
    char room[64];
    int error = 0;
    if (!file_path(call, &path))
        return false;
    switch (read_file(call, path, bytes, &error)) {
    case READ: return true;
    case TOO_LARGE: return false;
    case READ_FAILED:
        return pl_fn_fail_arg(call, 0, "failed to read file: read %.*s: %s", PL_FMT(path),
                              pl_file_error(error, room));
    case OPEN_FAILED: break;
    }
    return error == ENOENT
               ? no_such_file(call)
               : pl_fn_fail_arg(call, 0, "open %.*s: %s", PL_FMT(path), pl_file_error(error, room));
}

bool pl_fn__file(pl_call *call, pl_value *out)
{
    pl_str bytes;
    if (!read_content(call, &bytes))
        return false;
    if (!pl_utf8_valid(bytes))
        return pl_fn_fail(call,
                          "contents of %.*s are not valid UTF-8; use the filebase64 function to "
                          "obtain the Base64 encoded contents or the other file functions (e.g. "
                          "filemd5, filesha256) to obtain file hashing results instead",
                          PL_FMT(pl_text__quoted_arg(call, 0)));
    *out = pl_value_text(call->arena, bytes, false);
    return true;
}

bool pl_fn__filebase64(pl_call *call, pl_value *out)
{
    pl_str bytes;
    pl_buf text = { 0 };
    if (!read_content(call, &bytes) || !pl_fn_charge(call, bytes.len / 3 * 4 + 4))
        return false;
    pl_text__base64(&text, bytes.ptr, bytes.len);
    return pl_text__give_buf(call, &text, out);
}

static bool file_digest(pl_call *call, pl_digest_kind kind, bool base64, pl_value *out)
{
    pl_str path, bytes;
    char room[64];
    int error = 0;
    unsigned char digest[PL_DIGEST_MAX];
    pl_buf text = { 0 };
    if (!file_path(call, &path))
        return false;
    reading how = read_file(call, path, &bytes, &error);
    if (how == TOO_LARGE)
        return false;
    if (how != READ)
        return pl_fn_fail(call, "%s %.*s: %s", how == OPEN_FAILED ? "open" : "read", PL_FMT(path),
                          pl_file_error(error, room));
    size_t n = pl_digest(kind, bytes, digest);
    (base64 ? pl_text__base64 : pl_text__hex)(&text, digest, n);
    return pl_text__give_buf(call, &text, out);
}

#define FILE_DIGEST_FN(name, kind, base64)                                                         \
    bool pl_fn__##name(pl_call *call, pl_value *out)                                               \
    {                                                                                              \
        return file_digest(call, kind, base64, out);                                               \
    }
FILE_DIGEST_FN(filemd5, PL_DIGEST_MD5, false)
FILE_DIGEST_FN(filesha1, PL_DIGEST_SHA1, false)
FILE_DIGEST_FN(filesha256, PL_DIGEST_SHA256, false)
FILE_DIGEST_FN(filesha512, PL_DIGEST_SHA512, false)
FILE_DIGEST_FN(filebase64sha256, PL_DIGEST_SHA256, true)
FILE_DIGEST_FN(filebase64sha512, PL_DIGEST_SHA512, true)

bool pl_fn__fileexists(pl_call *call, pl_value *out)
{
    static const char *const instead[] = {
        [PL_FILE_DIR] = "directory, not a file",
        [PL_FILE_DEVICE] = "device node, not a regular file",
        [PL_FILE_PIPE] = "named pipe, not a regular file",
        [PL_FILE_SOCKET] = "unix domain socket, not a regular file",
        [PL_FILE_LINK] = "link, not a regular file",
    };
    pl_str path;
    pl_looked looked = { 0 };
    if (!file_path(call, &path))
        return false;
    int error = look_at_file(path, &looked);
    *out = pl_value_bool(!error);
    if (error == ENOENT || (!error && looked.type == PL_FILE_REGULAR))
        return true;
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, path);
    if (error)
        pl_fn_fail(call, "failed to stat %.*s", PL_FMT(pl_buf_view(&quoted)));
    else
        pl_fn_fail(call, "%.*s is a %s", PL_FMT(pl_buf_view(&quoted)), instead[looked.type]);
    pl_buf_done(&quoted);
    return false;
}

/* ---- fileset */

typedef struct fileset {
    pl_call *call;
    pl_str dir; /* results are relative to it */
    PL_VEC(pl_value) found;
} fileset;

/* Append `path` relative to `dir`; both are cleaned and absolute. */
static void put_relative(pl_str dir, pl_str path, pl_buf *out)
{
    size_t same = 0, i = 0;
    while (i < dir.len && i < path.len && dir.ptr[i] == path.ptr[i])
        if (dir.ptr[i++] == '/')
            same = i;
    /* A part is common if both end after it or go on with a slash. */
    if ((i == dir.len || dir.ptr[i] == '/') && (i == path.len || path.ptr[i] == '/'))
        same = i;
    pl_str up = pl_str_sub(dir, same, dir.len), rest = pl_str_sub(path, same, path.len);
    while (up.ptr) {
        if (pl_str_split(&up, '/').len)
            pl_buf_cstr(out, "../");
    }
    pl_buf_str(out, pl_str_sub(rest, rest.len && rest.ptr[0] == '/', rest.len));
    if (!out->len)
        pl_buf_byte(out, '.');
}

static bool add_match(void *ctx, pl_str path)
{
    fileset *set = ctx;
    pl_call *call = set->call;
    pl_looked looked;
    char room[64];
    int error = pl_file_look(path.ptr, true, &looked);
    if (error)
        return pl_fn_fail(call, "failed to stat \"%.*s\": stat %.*s: %s", PL_FMT(path),
                          PL_FMT(path), pl_file_error(error, room));
    if (looked.type != PL_FILE_REGULAR)
        return true;
    if (!pl_fn_charge(call, 4 * sizeof(pl_value) + path.len))
        return false;
    pl_buf name = { 0 };
    put_relative(set->dir, path, &name);
    pl_value v = pl_value_text(call->arena, pl_buf_view(&name), true);
    pl_buf_done(&name);
    pl_vec_push(&set->found, v);
    return true;
}

static void dir_listed(void *ctx, pl_str path)
{
    note_read(((fileset *)ctx)->call, path);
}

/* `dir` without its last part; the root stays as it is. */
static pl_str parent(pl_str dir)
{
    size_t slash = pl_str_rfind(dir, '/');
    return slash >= dir.len ? dir : pl_str_sub(dir, 0, slash ? slash : 1);
}

/* The directory where the search starts: `dir`, or one above it if the pattern starts with `..`.
 * Special characters in the path of `dir` itself have no meaning. */
static pl_str start_of(pl_call *call, pl_str dir, pl_str *pattern)
{
    pl_str rest = *pattern;
    while (rest.len && rest.ptr[0] == '/')
        rest = pl_str_sub(rest, 1, rest.len);
    rest = pl_path_clean(call->arena, rest);
    if (pl_str_eq(rest, PL_S(".")))
        rest.len = 0;
    while (pl_str_starts(rest, PL_S("..")) && (rest.len == 2 || rest.ptr[2] == '/')) {
        dir = parent(dir);
        rest = pl_str_sub(rest, rest.len == 2 ? 2 : 3, rest.len);
    }
    *pattern = rest;
    return dir;
}

static bool bad_glob(pl_call *call, pl_str root, pl_str pattern)
{
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, pl_path_join(call->arena, root, pattern));
    pl_fn_fail(call, "failed to glob pattern %.*s: syntax error in pattern",
               PL_FMT(pl_buf_view(&quoted)));
    pl_buf_done(&quoted);
    return false;
}

bool pl_fn__fileset(pl_call *call, pl_value *out)
{
    pl_str pattern = pl_text__arg(call, 1), path = pl_text__arg(call, 0);
    fileset set = { .call = call };
    if (!has_environment(call) ||
        !pl_fn_charge(call, 4 * (path.len + pattern.len + call->env->base_dir.len)))
        return false;
    if (memchr(path.ptr, 0, path.len) || memchr(pattern.ptr, 0, pattern.len))
        return pl_fn_fail(call, "a path cannot contain a NUL character");
    set.dir = pl_path_join(call->arena, call->env->base_dir, path);
    pl_str start = start_of(call, set.dir, &pattern);
    note_read(call, start); /* even if it does not exist: it may be made later */
    pl_arena scratch = { 0 };
    pl_glob glob = { &scratch, &set, add_match, dir_listed, call->budget };
    pl_globbed how = pl_glob_walk(&glob, start, pattern);
    pl_arena_done(&scratch);
    if (how == PL_GLOB_BAD)
        bad_glob(call, start, pattern);
    if (how == PL_GLOB_LIMIT)
        pl_fn_fail(call, "too many files or too deep for one expression");
    if (how == PL_GLOB_DONE)
        *out = pl_value_seq(call->arena, PL_V_SET, pl_type_simple(PL_TYPE_STRING), set.found.at,
                            (uint32_t)set.found.n);
    pl_vec_done(&set.found);
    return how == PL_GLOB_DONE;
}

/* ---- paths as text */

bool pl_fn__basename(pl_call *call, pl_value *out)
{
    pl_str path = pl_text__arg(call, 0);
    if (!path.len)
        return pl_text__slice(PL_S("."), out);
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    size_t slash = pl_str_rfind(path, '/');
    return pl_text__slice(
        slash < path.len && path.len > 1 ? pl_str_sub(path, slash + 1, path.len) : path, out);
}

bool pl_fn__dirname(pl_call *call, pl_value *out)
{
    pl_str path = pl_text__arg(call, 0);
    size_t slash = pl_str_rfind(path, '/');
    if (!pl_fn_charge(call, path.len))
        return false;
    *out = pl_value_str(
        pl_path_clean(call->arena, pl_str_sub(path, 0, slash < path.len ? slash + 1 : 0)));
    return true;
}

static bool is_somewhere(pl_call *call)
{
    return call->env || pl_fn_fail(call, "there are no paths where this is evaluated");
}

bool pl_fn__abspath(pl_call *call, pl_value *out)
{
    pl_str path = pl_text__arg(call, 0);
    if (!is_somewhere(call) || !pl_fn_charge(call, 2 * (path.len + call->env->cwd.len)))
        return false;
    *out = pl_value_text(call->arena, pl_path_join(call->arena, call->env->cwd, path), false);
    return true;
}

bool pl_fn__pathexpand(pl_call *call, pl_value *out)
{
    pl_str path = pl_text__arg(call, 0);
    if (!is_somewhere(call) || !pl_fn_charge(call, 2 * (path.len + call->env->home.len)))
        return false;
    if (!expand_home(call, path, &path))
        return pl_fn_fail(call, "cannot expand user-specific home dir");
    *out = pl_value_text(call->arena, path, false);
    return true;
}
