/* keep.c - the public calls that open a store and record a run. */
#include "base/diag.h"
#include "base/file.h"
#include "base/oom.h"
#include "base/sized.h"
#include "base/str.h"
#include "history/ask.h"
#include "history/of_run.h"
#include "history/pending.h"
#include "run/stop.h"

static pl_history_opened open_store(pl_history_store *store, const pl_history_options *o,
                                    bool create, pl_diags *diags)
{
    const pl_history_store_options options = {
        .url = { o->url },
        .create = create,
        .made_by = o->program,
        .environment = o->environment,
        .stop = o->stop ? &o->stop->queries : NULL,
    };
    return pl_history_store_init(store, &options, diags);
}

/* ---- asking */

static pl_history *open_history(const pl_history_options *o, pl_diags *diags)
{
    pl_history *history = pl_mem_zalloc(sizeof *history);
    pl_history_opened opened = open_store(&history->store, o, false, diags);
    if (opened == PL_HISTORY_OPENED)
        return history;
    if (opened == PL_HISTORY_ABSENT)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_NO_HISTORY, "there is no history in %.*s",
                      PL_FMT(pl_buf_view(&history->store.shown)));
    pl_history_close(history);
    return NULL;
}

pl_history *pl_history_open_sized(size_t size, const pl_history_options *options, pl_diags *diags)
{
    pl_history_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, options, "store"))
        return NULL;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    pl_history *history = open_history(options, diags);
    if (!pl_oom_end_reported(&scope, diags))
        return history;
    pl_history_close(history);
    return NULL;
}

void pl_history_close(pl_history *history)
{
    if (!history)
        return;
    pl_history_store_done(&history->store);
    pl_mem_free(history);
}

/* ---- recording */

static bool record(const pl_history_options *o, const pl_recorded_run *run, int64_t *id,
                   pl_diags *diags)
{
    pl_history_store store = { 0 };
    bool ok = open_store(&store, o, true, diags) == PL_HISTORY_OPENED &&
              pl_pending_record(&store, o->pending, diags) &&
              pl_history_add(&store, run, id, diags);
    pl_history_store_done(&store);
    return ok;
}

/* Keep a run that could not be recorded for the next time. */
static void keep_pending(const pl_history_options *o, const pl_recorded_run *run, pl_diags *diags)
{
    pl_buf path = { 0 };
    int error = o->pending.len ? pl_pending_keep(o->pending, run, &path) : 0;
    if (error)
        pl_diag_plain(diags, PL_ERROR, PL_DIAG_HISTORY,
                      "the run is not recorded, and cannot be kept as '%.*s': %s",
                      PL_FMT(pl_buf_view(&path)), pl_error_text(error));
    else if (o->pending.len)
        pl_diag_plain(diags, PL_WARNING, PL_DIAG_HISTORY,
                      "the run is kept as '%.*s' until the next one is recorded",
                      PL_FMT(pl_buf_view(&path)));
    pl_buf_done(&path);
}

bool pl_history_record_sized(size_t size, const pl_history_options *options, const pl_run *run,
                             const pl_history_facts *facts, int64_t *id, pl_diags *diags)
{
    static const pl_history_facts nothing;
    pl_history_options known;
    options = pl_sized_options(&known, sizeof known, options, size);
    PL_OWN_DIAGS(diags);
    if (pl_diag_nothing(diags, options, "store") || pl_diag_nothing(diags, run, "run"))
        return false;
    pl_of_run of = { 0 };
    int64_t unused;
    pl_oom_scope scope;
    pl_oom_begin(&scope);
    bool fit = pl_of_run_init(&of, run, facts ? facts : &nothing, diags);
    bool ok = fit && record(options, &of.record, id ? id : &unused, diags);
    if (fit && !ok)
        keep_pending(options, &of.record, diags);
    pl_of_run_done(&of);
    return !pl_oom_end_reported(&scope, diags) && ok;
}
