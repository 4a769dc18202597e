/* problem_forms.c - messages for programs: JSON, SARIF 2.1.0, and workflow commands for GitHub. */
#include <pipelite/program.h>
#include <pipelite/render.h>
#include <string.h>
#include "base/diag.h"
#include "base/jsonw.h"
#include "base/oom.h"
#include "base/path.h"
#include "base/str.h"
#include "render/points.h"
#include "render/text_give.h"

static pl_str severity_word(const pl_diag *d)
{
    return d->severity == PL_WARNING ? PL_S("warning") : PL_S("error");
}

/* "summary: detail" */
static void put_message(const pl_diag *d, pl_buf *out)
{
    pl_buf_str(out, d->summary);
    if (d->detail.len)
        pl_buf_printf(out, ": %.*s", PL_FMT(d->detail));
}

/* ---- JSON: an array of objects */

/* Members without a value are left out; columns count grapheme clusters, as in the text for
 * people. */
static void put_json(pl_buf *out, const pl_diags *diags, pl_str base)
{
    pl_jsonw w;

    pl_jsonw_init(&w, out, 2, false);
    pl_jsonw_open(&w, '[');
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diag_in_place(pl_diags_get(diags, i));
        pl_jsonw_open(&w, '{');
        pl_jsonw_member(&w, "severity", severity_word(d));
        pl_jsonw_member(&w, "code", pl_diag_code_name(d->code));
        pl_jsonw_member(&w, "summary", d->summary);
        if (d->detail.len)
            pl_jsonw_member(&w, "detail", d->detail);
        if (d->path.len) {
            pl_jsonw_member(&w, "file", pl_path_below(d->path, base));
            pl_jsonw_member_int(&w, "line", d->start.line);
            pl_jsonw_member_int(&w, "column", d->start.column);
            pl_jsonw_member_int(&w, "end_line", d->end.line);
            pl_jsonw_member_int(&w, "end_column", d->end.column);
            pl_jsonw_member(&w, "excerpt", d->excerpt);
        }
        pl_jsonw_close(&w, '}');
    }
    pl_jsonw_close(&w, ']');
    pl_buf_byte(out, '\n');
}

/* ---- SARIF, as code scanning of forges reads it */

/* Columns of SARIF count code points here (`columnKind`), so they are computed from the line
 * itself. */
static void put_region(pl_jsonw *w, const pl_diag *d, pl_str base, pl_points *points)
{
    pl_jsonw_begin(w, "locations", '[');
    pl_jsonw_open(w, '{');
    pl_jsonw_begin(w, "physicalLocation", '{');
    pl_jsonw_begin(w, "artifactLocation", '{');
    pl_jsonw_member(w, "uri", pl_path_below(d->path, base));
    pl_jsonw_close(w, '}');
    pl_jsonw_begin(w, "region", '{');
    pl_jsonw_member_int(w, "startLine", d->start.line);
    pl_jsonw_member_int(w, "startColumn", pl_points_column(points, d, d->start));
    pl_jsonw_member_int(w, "endLine", d->end.line);
    pl_jsonw_member_int(w, "endColumn", pl_points_column(points, d, d->end));
    pl_jsonw_end(w, "}}}]");
}

static void put_result(pl_jsonw *w, const pl_diag *d, pl_str base, pl_points *points)
{
    pl_buf message = { 0 };

    put_message(d, &message);
    pl_jsonw_open(w, '{');
    pl_jsonw_member(w, "ruleId", pl_diag_code_name(d->code));
    pl_jsonw_member(w, "level", severity_word(d));
    pl_jsonw_begin(w, "message", '{');
    pl_jsonw_member(w, "text", pl_buf_view(&message));
    pl_jsonw_close(w, '}');
    if (d->path.len)
        put_region(w, d, base, points);
    pl_jsonw_close(w, '}');
    pl_buf_done(&message);
}

static void put_sarif(pl_buf *out, const pl_diags *diags, pl_str base)
{
    pl_points points = { 0 };
    pl_jsonw w;

    pl_jsonw_init(&w, out, 2, false);
    pl_jsonw_open(&w, '{');
    pl_jsonw_member(&w, "$schema", PL_S("https://json.schemastore.org/sarif-2.1.0.json"));
    pl_jsonw_member(&w, "version", PL_S("2.1.0"));
    pl_jsonw_begin(&w, "runs", '[');
    pl_jsonw_open(&w, '{');
    pl_jsonw_begin(&w, "tool", '{');
    pl_jsonw_begin(&w, "driver", '{');
    pl_jsonw_member(&w, "name", PL_S("pipelite"));
    pl_jsonw_member(&w, "version", PL_S(PIPELITE_VERSION));
    pl_jsonw_end(&w, "}}");
    pl_jsonw_member(&w, "columnKind", PL_S("unicodeCodePoints"));
    pl_jsonw_begin(&w, "results", '[');
    for (size_t i = 0; i < pl_diags_count(diags); i++)
        put_result(&w, pl_diag_in_place(pl_diags_get(diags, i)), base, &points);
    pl_points_done(&points);
    pl_jsonw_end(&w, "]}]}");
    pl_buf_byte(out, '\n');
}

/* ---- GitHub: "::error file=a.pp,line=1,col=2::text", one line each */

/* A value of a property; `property` false: the text after "::". */
static void put_escaped(pl_buf *out, pl_str text, bool property)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
        if (special)
            pl_buf_printf(out, "%%%02X", (unsigned char)c);
        else
            pl_buf_byte(out, c);
    }
}

/* A workflow command ends at the line end, and properties at a comma, so both are escaped. */
static void put_github(pl_buf *out, const pl_diags *diags, pl_str base)
{
    for (size_t i = 0; i < pl_diags_count(diags); i++) {
        const pl_diag *d = pl_diag_in_place(pl_diags_get(diags, i));
        pl_buf message = { 0 };
        put_message(d, &message);
        pl_buf_printf(out, "::%.*s ", PL_FMT(severity_word(d)));
        if (d->path.len) {
            pl_buf_cstr(out, "file=");
            put_escaped(out, pl_path_below(d->path, base), true);
            pl_buf_printf(out, ",line=%u,col=%u,endLine=%u,endColumn=%u,", d->start.line,
                          d->start.column, d->end.line, d->end.column);
        }
        pl_buf_printf(out, "title=%.*s", PL_FMT(pl_diag_code_name(d->code)));
        pl_buf_cstr(out, "::");
        put_escaped(out, pl_buf_view(&message), false);
        pl_buf_byte(out, '\n');
        pl_buf_done(&message);
    }
}

static const struct {
    pl_str name;
    void (*put)(pl_buf *out, const pl_diags *diags, pl_str base);
} formats[] = { { { "json", 4 }, put_json },
                { { "sarif", 5 }, put_sarif },
                { { "github", 6 }, put_github } };

bool pl_render_problems_as(const pl_diags *diags, pl_str format, pl_str base, pl_text *out)
{
    pl_oom_scope scope;
    pl_buf text = { 0 };
    bool found = false;
    pl_oom_begin(&scope);
    for (size_t i = 0; i < PL_COUNT(formats) && !found; i++)
        if ((found = pl_str_eq(format, formats[i].name)))
            formats[i].put(&text, diags, base);
    return pl_text_give(&scope, found, &text, out, NULL);
}
