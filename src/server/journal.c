/* journal.c - formats lines of the access log and writes them, waiting for a slow reader only for a
 * moment. */
#include "server/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/jsonw.h"
#include "base/str.h"

enum { PATIENCE_MS = 50 };

bool pl_journal_open(pl_journal *journal, pl_str path, pl_diags *diags)
{
    int fd = -1;

    if (path.len)
        fd = pl_str_eq(path, PL_S("-"))
                 ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
                 : open(path.ptr, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (path.len && fd < 0)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_CANNOT_WRITE,
                      "cannot write '%.*s' (--access-log): %s", PL_FMT(path),
                      pl_file_reason(errno));
    if (fd >= 0)
        *journal = (pl_journal){ pl_console_new(fd, PATIENCE_MS, PL_CONSOLE_JSON), fd };
    return fd >= 0 || !path.len;
}

void pl_journal_close(pl_journal *journal)
{
    if (!journal->console)
        return;
    pl_console_free(journal->console);
    close(journal->fd);
    journal->console = NULL;
}

static void put(pl_jsonw *w, const char *key, pl_str value)
{
    pl_jsonw_key(w, pl_str_cstr(key));
    pl_jsonw_str(w, value);
}

static void put_time(pl_jsonw *w)
{
    struct timespec now;
    char text[64];
    struct tm utc;
    size_t n;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    n = strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text + n, sizeof text - n, ".%03ldZ", now.tv_nsec / 1000000);
    put(w, "time", pl_str_cstr(text));
}

static void add_path(const pl_request *request, pl_buf *out)
{
    char before = '?';

    pl_buf_str(out, request->path);
    for (uint32_t i = 0; i < request->n_args; i++) {
        pl_str value = request->args[i], key = pl_str_split(&value, '=');
        bool hidden = pl_str_eq(key, PL_S("token")) || pl_str_starts(key, PL_S("input."));

        pl_buf_byte(out, before);
        before = '&';
        pl_buf_str(out, key);
        pl_buf_byte(out, '=');
        pl_buf_str(out, hidden ? PL_S("-") : value);
    }
}

void pl_journal_format(const pl_journal_entry *entry, pl_buf *out)
{
    pl_buf path = { 0 };
    pl_jsonw w;

    pl_jsonw_init(&w, out, 0, false);
    pl_jsonw_open(&w, '{');
    put_time(&w);
    put(&w, "peer", entry->peer);
    if (entry->user.len)
        put(&w, "user", entry->user);
    if (entry->request) {
        add_path(entry->request, &path);
        put(&w, "method", pl_method_name(entry->request->method));
        put(&w, "path", pl_buf_view(&path));
    } else {
        put(&w, "method", PL_S("CLOSE"));
        put(&w, "path", PL_S("/ws"));
    }
    pl_jsonw_key(&w, PL_S("status"));
    pl_jsonw_int(&w, entry->status);
    pl_jsonw_key(&w, PL_S("bytes"));
    pl_jsonw_int(&w, (int64_t)entry->bytes);
    pl_jsonw_key(&w, PL_S("ms"));
    pl_jsonw_double(&w, (double)(entry->ns / 1000) / 1e3);
    pl_jsonw_close(&w, '}');
    pl_buf_byte(out, '\n');
    pl_buf_done(&path);
}

void pl_journal_write(const pl_journal *journal, const pl_journal_entry *entry)
{
    pl_buf line = { 0 };

    if (!journal->console)
        return;
    pl_journal_format(entry, &line);
    pl_console_write(journal->console, pl_buf_view(&line));
    pl_buf_done(&line);
}
