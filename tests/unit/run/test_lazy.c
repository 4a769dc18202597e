/* A run materialises the tree of its target alone, each resource while it is needed. */

/* link: -Wl,--wrap=pl_load_resource,--wrap=pl_resource_free */
#include "base/buf.h"
#include "load/load.h"
#include "unit/place.h"
#include "run/order.h"
#include "workspace/newest.h"
#include <pipelite/values.h>
#include <pthread.h>

enum { FAMILIES = 6, CONTROLS = 40, PARALLEL = 4, LONGEST_CHAIN = 2 };

/* ---- what is loaded, and how much at a time */

typedef struct ledger {
    pthread_mutex_t lock;
    const pl_index *ix; /* NULL: nothing is counted */
    unsigned loads, strangers, listed;
    unsigned live, most;
} ledger;

static ledger book = { .lock = PTHREAD_MUTEX_INITIALIZER };

pl_resource *__real_pl_load_resource(pl_evaluator *ev, pl_entry_id id, unsigned how,
                                     pl_diags *diags);
void __real_pl_resource_free(pl_resource *r);
pl_resource *__wrap_pl_load_resource(pl_evaluator *ev, pl_entry_id id, unsigned how,
                                     pl_diags *diags);
void __wrap_pl_resource_free(pl_resource *r);

/* Names end in the number of their family. */
static bool is_stranger(pl_entry_id id)
{
    pl_buf name = { 0 };
    uint32_t n;
    pl_index_print_name(book.ix, id, &name);
    bool mod = pl_index_entries(book.ix, &n)[id].kind == PL_KIND_MOD;
    bool own = name.len > 2 && memcmp(name.ptr + name.len - 2, "_2", 2) == 0;
    pl_buf_done(&name);
    return !mod && !own;
}

pl_resource *__wrap_pl_load_resource(pl_evaluator *ev, pl_entry_id id, unsigned how,
                                     pl_diags *diags)
{
    pl_resource *r = __real_pl_load_resource(ev, id, how, diags);
    pthread_mutex_lock(&book.lock);
    if (book.ix && r) {
        uint32_t n;
        book.loads++;
        book.strangers += is_stranger(id);
        book.listed +=
            pl_index_entries(book.ix, &n)[id].kind == PL_KIND_CONTROL && (how & PL_LOAD_LISTED);
        book.live++;
        book.most = book.live > book.most ? book.live : book.most;
    }
    pthread_mutex_unlock(&book.lock);
    return r;
}

void __wrap_pl_resource_free(pl_resource *r)
{
    pthread_mutex_lock(&book.lock);
    if (book.ix && r)
        book.live--;
    pthread_mutex_unlock(&book.lock);
    __real_pl_resource_free(r);
}

/* ---- a workspace of families that have nothing to do with each other */

static void put_family(pl_buf *out, int f)
{
    pl_buf_printf(out,
                  "variable \"v_%d\" {\n  default = \"family %d\"\n}\n"
                  "dashboard \"d_%d\" {\n  title = var.v_%d\n  card \"card_%d\" {\n"
                  "    sql = \"select 1\"\n  }\n}\n"
                  "query \"q_%d\" {\n  sql = \"select 'ok' as status, 'r' as resource, $1 as "
                  "reason\"\n  param \"p\" {\n    default = var.v_%d\n  }\n}\n"
                  "benchmark \"b_%d\" {\n  children = [\n",
                  f, f, f, f, f, f, f, f);
    for (int i = 0; i < CONTROLS; i++)
        pl_buf_printf(out, "    control.c%d_%d,\n", i, f);
    pl_buf_cstr(out, "  ]\n}\n");
    for (int i = 0; i < CONTROLS; i++)
        pl_buf_printf(out,
                      "control \"c%d_%d\" {\n  title = \"Control %d\"\n  query = query.q_%d\n}\n",
                      i, f, i, f);
}

typedef struct lazy_place {
    pl_settings *settings;
    pl_workspace *ws;
    pl_session *session;
    pl_diags *diags;
} lazy_place;

static void begin(lazy_place *p)
{
    char mod[PLACE_MAX + 100], name[32];
    const char *dir = place_new("lazy");
    snprintf(mod, sizeof mod, "mod \"m\" {\n  database = \"sqlite://%s/x.db\"\n}\n", dir);
    place_text(dir, "mod.pp", mod);
    for (int f = 0; f < FAMILIES; f++) {
        pl_buf text = { 0 };
        put_family(&text, f);
        snprintf(name, sizeof name, "family%d.pp", f);
        place_bytes(dir, name, text.ptr, text.len);
        pl_buf_done(&text);
    }
    pl_settings_options options = { .directory = pl_str_cstr(dir), .home = pl_str_cstr(dir) };
    p->settings = pl_settings_new(&options);
    pl_settings_put_int(p->settings, PL_LAYER_FLAG, "max-parallel", PARALLEL);
    p->diags = pl_diags_new();
    pl_open_options open = { .path = pl_str_cstr(dir), .strict = true };
    p->ws = pl_workspace_open(&open, p->diags);
    CHECK(p->ws && pl_workspace_check(p->ws, p->diags), "the workspace is right");
    pl_inputs in = { .settings = p->settings, .need_values = true };
    pl_workspace_set_inputs(p->ws, &in);
    pl_engine_options session = { .settings = p->settings };
    p->session = pl_session_open(p->ws, &session, p->diags);
    CHECK(p->session != NULL, "the session opens");
}

static void end(lazy_place *p)
{
    pl_session_close(p->session);
    pl_workspace_close(p->ws);
    pl_settings_free(p->settings);
    pl_diags_free(p->diags);
}

TEST(a_run_materialises_its_own_tree_and_lets_it_go)
{
    lazy_place p = { 0 };
    pl_entry target;
    pl_run_info result;
    begin(&p);
    book.ix = pl_workspace_index(p.ws);
    CHECK(pl_index_find(book.ix, PL_S("m.benchmark.b_2"), &target), "the benchmark");
    pl_run_start_options options = { .targets = &target.id, .n_targets = 1 };
    pl_check *check = pl_check_run(p.session, &options, p.diags);
    CHECK(check != NULL, "it runs");
    pl_check_get_info(check, &result);
    CHECK_INT(result.errors, 0, "without errors");
    CHECK_INT(book.strangers, 0, "resources of other trees");
    CHECK_INT(book.listed, 0, "controls with the text of their block");
    CHECK(book.loads >= 2 * CONTROLS, "each control and its query");
    CHECK(book.most <= PARALLEL * LONGEST_CHAIN, "resources at a time");
    CHECK_INT(book.live, 0, "all are gone while the result is there");
    pl_check_free(check);
    book.ix = NULL;
    end(&p);
}
