/* once.c - each value is computed once, by the first thread that needs it.
 *
 *     once -> the memo is final: its answer, without a lock
 *          -> otherwise: lock, work_out(); `work` evaluates and gets further values through here
 *
 * A value that is needed while it is being computed depends on itself: that is a cycle. */
#include "base/str.h"
#include "eval/evaluator_inner.h"

/* ---- cycles */

static void add_name(pl_evaluator *ev, pl_entry_id id, pl_buf *out)
{
    pl_str kind = pl_kind_name((pl_kind)pl_evaluator__entry(ev, id)->kind);
    pl_buf_printf(out, "%.*s.%.*s", PL_FMT(kind), PL_FMT(pl_evaluator__name(ev, id)));
}

/* Report a cycle; of a long one only both ends are shown. */
static void report_cycle(pl_evaluator *ev, uint64_t key, pl_diags *diags)
{
    enum { SHOWN = 20 };
    pl_buf text = { 0 };
    size_t first = ev->visiting.n;
    while (first && ev->visiting.at[first - 1] != key)
        first--;
    for (size_t i = first ? first - 1 : 0; i < ev->visiting.n; i++) {
        if (i >= first + SHOWN && ev->visiting.n - i > SHOWN) {
            pl_buf_cstr(&text, "... -> ");
            i = ev->visiting.n - SHOWN;
        }
        add_name(ev, pl_memo__entry(ev->visiting.at[i]), &text);
        pl_buf_cstr(&text, " -> ");
    }
    add_name(ev, pl_memo__entry(key), &text);
    pl_diag_plain(diags, PL_ERROR, PL_DIAG_CYCLE,
                  "failed to determine required dependency order: Cycle error: %.*s",
                  PL_FMT(pl_buf_view(&text)));
    pl_buf_done(&text);
}

/* Is the stack nearly used up? Each value on it may have a deep expression of its own. */
static bool too_deep(pl_evaluator *ev)
{
    const char *here = __builtin_frame_address(0);
    if (!ev->visiting.n)
        ev->stack = here;
    size_t used = here < ev->stack ? (size_t)(ev->stack - here) : (size_t)(here - ev->stack);
    return ev->visiting.n >= PL_EVALUATOR_DEPTH || used > PL_EVALUATOR_STACK;
}

/* ---- one value */

static bool is_recorded(const pl_diags *diags, const pl_diag *d)
{
    for (size_t i = pl_diags_count(diags); i-- > 0;) {
        const pl_diag *old = pl_diags_get(diags, i);
        if (old->range.start == d->range.start && old->range.end == d->range.end &&
            pl_str_eq(old->path, d->path) && pl_diag_reads_as(old, d))
            return true;
    }
    return false;
}

/* Values that depend on each other would each repeat the messages of all that they depend on.
 * Only the first few are repeated to explain a failure; every other message is reported with its
 * own value. */
enum { MOST_REPEATED = 32 };

void pl_evaluator__repeat(const pl_diags *recorded, pl_diags *diags)
{
    for (size_t i = 0; i < pl_diags_count(recorded) && i < MOST_REPEATED; i++)
        if (!is_recorded(diags, pl_diags_get(recorded, i)))
            pl_diag_copy(diags, pl_diags_get(recorded, i));
}

static pl_found answer_memo(pl_evaluator *ev, const pl_memo *memo, pl_value *out, pl_diags *diags)
{
    ev->marks.reads += memo->reads;
    switch (pl_memo__state(memo)) {
    case PL_MEMO_VISITING: report_cycle(ev, memo->key, diags); break;
    case PL_MEMO_DONE: *out = memo->value; return PL_FOUND;
    case PL_MEMO_AGAIN: ev->marks.system++; /* fall through */
    case PL_MEMO_FAILED: pl_evaluator__repeat(memo->recorded, diags); break;
    case PL_MEMO_NOTHING: return PL_FOUND_NOTHING;
    }
    *out = pl_evaluator__unknown();
    return PL_FOUND_ERROR;
}

/* Compute the memo, which is VISITING. Requires the lock. */
static void work_out(pl_evaluator *ev, pl_memo *memo, pl_entry_id id, unsigned what,
                     pl_memo_work *work)
{
    pl_evaluator_marks before = ev->marks;
    pl_diags *recorded = pl_evaluator_take_diags(ev);
    pl_value value = pl_evaluator__unknown();
    pl_found found = PL_FOUND_ERROR;
    if (too_deep(ev)) {
        pl_diag_plain(recorded, PL_ERROR, PL_DIAG_NESTED_TOO_DEEPLY,
                      "values that need each other are nested too deeply");
    } else {
        pl_vec_push(&ev->visiting, memo->key);
        found = work(ev, id, what, &value, recorded);
        ev->visiting.n--;
    }
    memo->reads = before.reads != ev->marks.reads;
    memo->round = ev->store->round;
    if (found == PL_FOUND)
        memo->value = value;
    if (found == PL_FOUND_ERROR)
        memo->recorded = recorded;
    else
        pl_evaluator_put_diags(ev, recorded);
    ev->marks.system += found == PL_FOUND_ERROR && pl_value_store_is_cancelled(ev->store);
    pl_memo_state state = found == PL_FOUND                   ? PL_MEMO_DONE
                          : found == PL_FOUND_NOTHING         ? PL_MEMO_NOTHING
                          : before.system != ev->marks.system ? PL_MEMO_AGAIN
                                                              : PL_MEMO_FAILED;
    atomic_store_explicit(&memo->state, state, memory_order_release);
}

static const pl_memo *once(pl_evaluator *ev, uint64_t key, pl_entry_id id, unsigned what,
                           pl_memo_work *work)
{
    pl_value_store *store = ev->store;
    pl_memo *memo = pl_memo__find(store, key);
    store->round += !ev->visiting.n;
    if (!memo) {
        memo = pl_memo__add(store, key);
        work_out(ev, memo, id, what, work);
    } else if (pl_memo__state(memo) == PL_MEMO_AGAIN && memo->round != store->round) {
        pl_diags_free(memo->recorded);
        atomic_store_explicit(&memo->state, PL_MEMO_VISITING, memory_order_relaxed);
        work_out(ev, memo, id, what, work);
    }
    return memo;
}

pl_found pl_evaluator__once(pl_evaluator *ev, pl_entry_id id, unsigned what, pl_memo_work *work,
                            pl_value *out, pl_diags *diags)
{
    uint64_t key = pl_memo__key(id, what);
    const pl_memo *memo = pl_memo__find(ev->store, key);
    if (memo && pl_memo__is_final(memo))
        return answer_memo(ev, memo, out, diags);
    pl_evaluator__lock(ev);
    pl_found found = answer_memo(ev, once(ev, key, id, what, work), out, diags);
    pl_evaluator__unlock(ev);
    return found;
}
