/* text_findings.c - what is open, what has changed, and spans as text for people. */
#include "base/str.h"
#include "history/text.h"

/* "bucket-3 (region: eu-west-1)". */
static void put_resource(pl_text_table *t, const pl_history_answer *answer, size_t row)
{
    pl_str dimensions = pl_answer_cell(answer, row, "dimensions");
    pl_str resource = pl_answer_cell(answer, row, "resource");
    pl_buf text = { 0 };
    pl_buf_str(&text, resource);
    if (dimensions.len > 2) {
        pl_buf_cstr(&text, resource.len ? " " : "");
        pl_buf_str(&text, dimensions);
    }
    pl_text_cell(t, pl_buf_view(&text));
    pl_buf_done(&text);
}

/* The title of a control, else its name. */
static pl_str title_of(const pl_history_answer *answer, size_t row)
{
    pl_str title = pl_answer_cell(answer, row, "control_title");
    return title.len ? title : pl_answer_cell(answer, row, "control");
}

/* ---- open */

static void put_age(pl_text_table *t, pl_str days)
{
    pl_str whole = pl_str_sub(days, 0, pl_str_find(days, '.'));
    if (pl_str_eq(whole, PL_S("0")) || pl_str_starts(whole, PL_S("-")))
        pl_text_printf(t, "new");
    else
        pl_text_printf(t, "%.*sd", PL_FMT(whole));
}

void pl_text_open(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out)
{
    bool aged = pl_history_get(answer, 0, PL_S("age_days")).ptr != NULL;
    pl_text_table t;
    pl_text_begin(&t, how,
                  aged ? "SINCE >AGE STATUS SEVERITY CONTROL RESOURCE REASON"
                       : "SINCE STATUS SEVERITY CONTROL RESOURCE REASON");
    for (size_t i = 0; i < pl_answer_rows(answer); i++) {
        pl_text_cell(&t, pl_str_sub(pl_answer_cell(answer, i, "since"), 0, 10));
        if (aged)
            put_age(&t, pl_answer_cell(answer, i, "age_days"));
        pl_text_cell(&t, pl_answer_cell(answer, i, "status"));
        pl_text_cell(&t, pl_answer_cell(answer, i, "severity"));
        pl_text_cell(&t, title_of(answer, i));
        put_resource(&t, answer, i);
        pl_text_cell(&t, pl_answer_cell(answer, i, "reason"));
    }
    pl_text_end(&t, "", out);
    if (!pl_answer_rows(answer))
        pl_buf_cstr(out, "nothing is open\n");
}

/* ---- diff */

typedef struct change_kind {
    const char *word, *title;
    pl_text_color color;
} change_kind;

static const change_kind kinds[] = {
    { "new", "new", PL_TEXT_RED },
    { "fixed", "fixed", PL_TEXT_GREEN },
    { "changed", "changed", PL_TEXT_DIM },
    { "added", "added, not in alarm", PL_TEXT_DIM },
    { "gone", "gone, were not in alarm", PL_TEXT_DIM },
};

static size_t count_changes(const pl_history_answer *answer, const char *word)
{
    size_t n = 0;
    for (size_t i = 0; i < pl_answer_rows(answer); i++)
        n += pl_str_eq(pl_answer_cell(answer, i, "change"), pl_str_cstr(word));
    return n;
}

static void put_changes(const pl_history_answer *answer, const pl_history_output *how,
                        const change_kind *kind, pl_buf *out)
{
    size_t n = count_changes(answer, kind->word);
    pl_str control = { 0 };
    if (!n)
        return;
    pl_buf_byte(out, '\n');
    pl_text_paint(how, kind->color, kind->title, out);
    pl_buf_printf(out, " (%zu)\n", n);
    for (size_t i = 0; i < pl_answer_rows(answer); i++) {
        if (!pl_str_eq(pl_answer_cell(answer, i, "change"), pl_str_cstr(kind->word)))
            continue;
        if (!pl_str_eq(control, pl_answer_cell(answer, i, "control"))) {
            control = pl_answer_cell(answer, i, "control");
            pl_buf_cstr(out, "  ");
            pl_text_data(how, title_of(answer, i), out);
            pl_buf_byte(out, '\n');
        }
        pl_str reason = pl_answer_cell(answer, i, "reason");
        pl_str dimensions = pl_answer_cell(answer, i, "dimensions");
        pl_buf_printf(out, "    %.*s -> %.*s  ", PL_FMT(pl_answer_cell(answer, i, "from_status")),
                      PL_FMT(pl_answer_cell(answer, i, "to_status")));
        pl_text_data(how, pl_answer_cell(answer, i, "resource"), out);
        if (dimensions.len > 2) {
            pl_buf_byte(out, ' ');
            pl_text_data(how, dimensions, out);
        }
        pl_buf_cstr(out, reason.len ? ": " : "");
        pl_text_data(how, reason, out);
        pl_buf_byte(out, '\n');
    }
}

void pl_text_diff(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out)
{
    const pl_history_answer *runs = answer->head;
    for (size_t i = 0; i < pl_answer_rows(runs); i++) {
        pl_str started = pl_answer_cell(runs, i, "started_at");
        pl_buf_printf(out, "%s run %.*s, %.*s %.*sZ, ", i ? "to  " : "from",
                      PL_FMT(pl_answer_cell(runs, i, "id")), PL_FMT(pl_str_sub(started, 0, 10)),
                      PL_FMT(pl_str_sub(started, 11, 16)));
        pl_text_data(
            how,
            pl_text_name(pl_answer_cell(runs, i, "target"), pl_answer_cell(runs, i, "workspace")),
            out);
        pl_buf_byte(out, '\n');
    }
    for (size_t i = 0; i < PL_COUNT(kinds); i++)
        put_changes(answer, how, &kinds[i], out);
    if (!pl_answer_rows(answer))
        pl_buf_cstr(out, "\nnothing has changed\n");
}

/* ---- spans */

void pl_text_spans(const pl_history_answer *answer, const pl_history_output *how, pl_buf *out)
{
    pl_text_table t;
    pl_text_begin(&t, how, "FROM TO STATUS CONTROL RESOURCE REASON");
    for (size_t i = 0; i < pl_answer_rows(answer); i++) {
        pl_text_cell(&t, pl_str_sub(pl_answer_cell(answer, i, "from"), 0, 10));
        pl_text_cell(&t, pl_str_sub(pl_answer_cell(answer, i, "to"), 0, 10));
        pl_text_cell(&t, pl_answer_cell(answer, i, "status"));
        pl_text_cell(&t, title_of(answer, i));
        put_resource(&t, answer, i);
        pl_text_cell(&t, pl_answer_cell(answer, i, "reason"));
    }
    pl_text_end(&t, "", out);
    if (!pl_answer_rows(answer))
        pl_buf_cstr(out, "there are no such findings\n");
}
