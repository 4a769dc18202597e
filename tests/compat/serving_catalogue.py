"""The catalogue of behaviours (docs/scenarios.md), as far as a running server shows it; names of tests begin with its numbers."""
import random

from serving_world import *  # noqa: F401,F403

DEEP = 22
TREE = """
dashboard "main" {{
  title = "Main"
  tags  = {{ service = "S3", category = "Storage" }}
  text {{
    value = "hello"
  }}
}}
benchmark "top" {{
  title       = "Top"
  description = "of all"
  tags        = {{ type = "CIS" }}
  children    = [benchmark.child, benchmark.other]
}}
benchmark "child" {{
  title    = "Child"
  children = [benchmark.grandchild, control.one]
}}
benchmark "grandchild" {{
  title    = "Grandchild"
  children = [control.two]
}}
benchmark "other" {{
  title    = "Other"
  children = [control.one]
}}
""" + "".join(f'benchmark "deep{i}" {{{{\n  children = [{f"benchmark.deep{i + 1}" if i < DEEP else "control.one"}]\n}}}}\n' for i in range(DEEP + 1))


def with_dependency(s):
    """Make the mod require another one, which is installed."""
    path = s.dir / "mod.pp"
    path.write_text(path.read_text().replace('title    = "M"', 'title    = "M"\n  require {\n    mod "github.com/acme/dep" {\n      version = "*"\n'
                                             "    }\n  }", 1))
    folder = s.dir / ".powerpipe/mods/github.com/acme/dep@v1.0.0"
    folder.mkdir(parents=True)
    (folder / "mod.pp").write_text('mod "dep" {\n  title = "Dep"\n}\n')
    (folder / "d.pp").write_text('dashboard "theirs" {\n  title = "Theirs"\n}\nbenchmark "b" {\n  title = "B"\n  children = [control.c]\n}\n'
                                 'control "c" {\n  sql = "select \'ok\' as status, \'r\' as resource, \'w\' as reason"\n}\n')
    entry = {"name": "github.com/acme/dep", "alias": "dep", "version": "1.0.0", "constraint": "*", "commit": "0" * 40, "struct_version": 20240101}
    (s.dir / ".mod.cache.json").write_text(json.dumps({"m": {"github.com/acme/dep": entry}}))


def listed(client):
    n = len(came(client, "available_dashboards"))
    say(client, "get_available_dashboards")
    return wait_for(client, "available_dashboards", n + 1)


def side_by_side(n, f):
    """f(0) ... f(n - 1), each in a thread of its own."""
    wrong = []

    def one(i):
        try:
            f(i)
        except Exception as e:  # noqa: BLE001
            wrong.append(f"{i}: {type(e).__name__} {e}")

    threads = [threading.Thread(target=one, args=(i,)) for i in range(n)]
    [t.start() for t in threads], [t.join() for t in threads]
    assert not wrong, wrong[:3]


def threads_of(s):
    return len(os.listdir(f"/proc/{s.process.pid}/task"))


def is_idle(s):
    m = s.metrics()
    return of(m, "clients") == 0 and all(of(m, "executions", state=x) == 0 for x in ("running", "waiting", "blocked"))


# ---- what is listed
@test
def IX_13_IX_14_IX_15_HI_19_HI_20_SV_01_to_SV_07_what_is_listed():
    with Server(mod=MOD + TREE) as s:
        c = s.client()
        one, two = listed(c), listed(c)
        assert one == two, "SV-05"
        assert one["action"] == "available_dashboards"
        boards, marks = one["dashboards"], one["benchmarks"]
        assert set(boards) == {f"m.dashboard.{n}" for n in ("d", "bad", "slow", "large", "asks", "main")}, "SV-06"
        for key, x in {**boards, **marks}.items():
            assert x["full_name"] == key and x["short_name"] == key.split(".")[2] and x["mod_full_name"] == "mod.m", "SV-02, SV-07, XM-21"
        main = boards["m.dashboard.main"]
        assert (main["title"], main["tags"]["service"], main["tags"]["category"]) == ("Main", "S3", "Storage"), "SV-01, SV-04, IX-13"
        top = marks["m.benchmark.top"]
        assert top["is_top_level"] and top["benchmark_type"] == "control" and top["title"] == "Top" and top["tags"]["type"] == "CIS", "HI-19"
        assert [x["full_name"] for x in top["children"]] == ["m.benchmark.child", "m.benchmark.other"], "SV-03"
        assert top["trunks"] == [["m.benchmark.top"]], "IX-14"
        child = top["children"][0]
        assert [x["full_name"] for x in child["children"]] == ["m.benchmark.grandchild"], "IX-15: controls are not listed; HI-20"
        assert marks["m.benchmark.grandchild"]["trunks"] == [["m.benchmark.top", "m.benchmark.child", "m.benchmark.grandchild"]], "IX-14"
        assert not child["is_top_level"]
        c.drop()


@test
def MD_16_XM_10_XM_21_XM_23_MD_23_mods_in_the_list():
    with Server(start=False) as s:
        with_dependency(s)
        s.start()
        c = s.client()
        got = listed(c)
        everything = {**got["dashboards"], **got["benchmarks"]}
        for name, x in everything.items():
            assert x["mod_full_name"] == "mod." + name.split(".")[0] and x["full_name"] and x["short_name"], x
        assert {"m.dashboard.d", "dep.dashboard.theirs", "dep.benchmark.b"} <= set(everything)
        say(c, "get_server_metadata")
        assert wait_for(c, "server_metadata")["metadata"]["installed_mods"], "the dependency"
        select(c, "dep.dashboard.theirs")
        assert root_of(wait_for(c, "execution_complete")) == "dep.dashboard.theirs"
        c.drop()
        (s.dir / ".mod.cache.json").unlink()  # MD-23
        assert run_one(s, "m.dashboard.d")


@test
def ER_17_ER_21_odd_lists():
    with Server(mod='mod "m" {{\n}}\n') as empty:
        c = empty.client()
        got = listed(c)
        assert not got["dashboards"] and not got["benchmarks"]
        c.drop()
    bare = 'mod "m" {{\n}}\ndashboard "bare" {{\n}}\nbenchmark "none" {{\n}}\n'
    with Server(mod=bare) as s:
        c = s.client()
        got = listed(c)
        assert set(got["dashboards"]) == {"m.dashboard.bare"} and set(got["benchmarks"]) == {"m.benchmark.none"}
        assert "title" not in got["dashboards"]["m.dashboard.bare"] and list(got["dashboards"]["m.dashboard.bare"]["tags"]) == ["mod"]
        c.drop()
    with Server(mod=MOD + TREE) as s:
        c = s.client()
        x, depth = listed(c)["benchmarks"]["m.benchmark.deep0"], 1
        while x.get("children"):
            x, depth = x["children"][0], depth + 1
        assert depth == DEEP + 1, f"{depth} levels"
        c.drop()


@test
def SV_16_SV_21_SV_09_SV_18_many_are_listed():
    many = "".join(f'dashboard "x{i}" {{{{\n}}}}\n' for i in range(500)) + "".join(f'benchmark "y{i}" {{{{\n  children = [control.one]\n}}}}\n' for i in range(100))
    with Server(mod=MOD + many) as s:
        c = s.client()
        got = listed(c)
        assert len(got["dashboards"]) == 505 and len(got["benchmarks"]) == 102
        c.drop()


@test
def SV_08_SV_10_SV_15_SV_20_lazy_or_preloaded_the_list_is_the_same():
    found = []
    for env in ({}, {"POWERPIPE_WORKSPACE_PRELOAD": "true"}):
        with Server(mod=MOD + TREE, env=env) as s:
            c = s.client()
            found.append(listed(c))
            c.drop()
    assert found[0] == found[1]


# ---- executions beside everything else
@test
def LX_14_LX_25_LX_26_LX_27_LX_28_LX_36_after_an_execution():
    with Server() as s:
        c = s.client()
        before, control = listed(c), s.get("/-/run/m.control.one.json")[1]
        entries = lambda: {k: v for k, v in s.metrics().items() if k[0] == "pipelite_workspace_entries"}
        counted = entries()
        select(c, "m.benchmark.b")
        first = wait_for(c, "execution_complete")
        cached = s.metrics()
        select(c, "m.benchmark.b")
        second = wait_for(c, "execution_complete", 2)
        after = s.metrics()
        assert listed(c) == before and entries() == counted, "LX-14"
        assert after["pipelite_cache_misses_total", frozenset()] == cached["pipelite_cache_misses_total", frozenset()], "LX-26: nothing is loaded again"
        assert after["pipelite_cache_hits_total", frozenset()] > cached["pipelite_cache_hits_total", frozenset()], "LX-26"
        again = json.loads(s.get("/-/run/m.control.one.json")[1])
        assert again["layout"] == json.loads(control)["layout"], "LX-25"
        assert first["snapshot"]["layout"] == second["snapshot"]["layout"], "LX-28"
        assert len(came(c, "execution_started")) == 2 and len(came(c, "execution_complete")) == 2, "LX-36"
        c.drop()


@test
def LX_15_LX_16_CO_03_SV_17_fifty_ask_for_the_same_at_once():
    with Server() as s:
        run_one(s, "m.dashboard.d")
        misses = of(s.metrics(), "cache_misses_total")
        clients = [s.client() for _ in range(50)]
        side_by_side(50, lambda i: select(clients[i], "m.dashboard.d"))
        for c in clients:
            done = wait_for(c, "execution_complete")
            assert [p["data"]["rows"] for p in done["snapshot"]["panels"].values() if p["panel_type"] == "card"] == [[{"things": 5}]]
        assert of(s.metrics(), "cache_misses_total") == misses, "LX-15: no second load"
        [c.drop() for c in clients]
        eventually("it is idle", lambda: is_idle(s))


@test
def LX_17_CO_04_CO_17_CO_18_CO_19_some_browse_and_some_execute():
    with Server(mod=MOD + TREE) as s:
        lists = set()

        def browse(_):
            c = s.client()
            for k in range(10):
                lists.add(json.dumps(listed(c), sort_keys=True))
                say(c, "get_server_metadata")
                wait_for(c, "server_metadata", k + 1)
                lists.add(s.get("/-/list.json")[1])
                s.get("/-/problems.json"), s.get("/metrics")
            c.drop()

        def execute(_):
            c = s.client()
            for k, name in enumerate(("m.dashboard.d", "m.benchmark.b", "m.dashboard.main", "m.benchmark.top")):
                select(c, name)
                assert root_of(wait_for(c, "execution_complete", k + 1)) == name
            c.drop()

        side_by_side(25, lambda i: browse(i) if i % 5 else execute(i))
        assert len(lists) == 2, "two forms of one list"
        eventually("it is idle", lambda: is_idle(s))


# ---- sessions
@test
def CO_14_CO_15_CO_20_SV_11_SV_19_ER_15_connections_come_and_go():
    with Server() as s:
        run_one(s, "m.dashboard.d")
        threads = threads_of(s)

        def storm(i):
            rng = random.Random(i)
            for _ in range(20):
                c = s.client()
                for _ in range(rng.randrange(4)):
                    rng.choice([lambda: select(c, "m.dashboard.d"), lambda: say(c, "clear_dashboard"), lambda: say(c, "get_available_dashboards"),
                                lambda: select(c, "m.dashboard.slow"), lambda: say(c, "keep_alive")])()
                c.drop()

        side_by_side(20, storm)
        eventually("no session is left", lambda: is_idle(s) and of(s.metrics(), "queue_bytes") == 0)
        run_one(s, "m.dashboard.d")
        processors = os.cpu_count() or 1
        assert threads_of(s) <= threads + 2 * processors + 64, "CO-20: the crew of the engine has its limit"


@test
def CO_16_SV_12_each_session_sees_its_own():
    names = ["m.dashboard.d", "m.dashboard.bad", "m.benchmark.b", "m.dashboard.main", "m.benchmark.top"]
    with Server(mod=MOD + TREE) as s:
        def choose(i):
            rng, c = random.Random(i), s.client()
            for _ in range(30):
                last = rng.choice(names)
                select(c, last)
            eventually("its last choice", lambda: [x for x in came(c, "execution_complete")[-1:] if root_of(x) == last])
            started = came(c, "execution_started")
            ids = [x["execution_id"] for x in started]
            assert len(set(ids)) == len(ids) and {x["layout"]["name"] for x in started} <= set(names)
            c.drop()

        side_by_side(20, choose)
        eventually("it is idle", lambda: is_idle(s))


@test
def ER_14_ER_16_ER_18_ER_19_ER_20_SV_13_SV_14_messages_and_errors():
    with Server() as s:
        c = s.client()
        for text in (b"", b"{", b"[]", b"null", b'"x"', b'{"action":7}', b'{"action":"nothing"}', b'{"action":"select_dashboard"}',
                     b'{"action":"select_dashboard","payload":null}', b'{"action":"select_dashboard","payload":{"dashboard":"x"}}',
                     b'{"action":"input_changed","payload":{"inputs":{}}}', b'{"action":"clear_dashboard"}', b'{"action":"keep_alive"}'):
            c.send(text)
        select(c, "m.dashboard.none")
        for _ in range(20):
            select(c, "m.control.one")
        error = wait_for(c, "execution_error")
        assert isinstance(error["error"], str) and "control" in error["error"].lower(), error
        (s.dir / "bad.pp").write_text('dashboard "x" {\n  title = \n}\n')
        problem = wait_for(c, "workspace_error")
        assert "bad.pp" in problem["error"]
        for _ in range(5):
            other = s.client()
            select(other, "m.dashboard.asks", inputs={"input.kind": "thing 1"}, search_path=["a"], search_path_prefix=["b"])
            done = wait_for(other, "execution_complete")
            assert [p["data"]["rows"] for p in done["snapshot"]["panels"].values() if p["panel_type"] == "table"] == [[{"id": 1, "name": "thing 1"}]]
            other.drop()
        select(c, "m.dashboard.d")
        assert root_of(wait_for(c, "execution_complete")) == "m.dashboard.d"
        c.drop()


# ---- files
@test
def ER_22_SV_23_a_mistake_and_its_repair():
    with Server() as s:
        c = s.client()
        listed(c)
        select(c, "m.dashboard.d")
        wait_for(c, "execution_complete")
        good = (s.dir / "mod.pp").read_text()
        (s.dir / "more.pp").write_text('dashboard "more" {\n  title = \n}\n')
        wait_for(c, "workspace_error")
        new = s.client()
        assert "m.dashboard.d" in listed(new)["dashboards"], "new clients, too"
        (s.dir / "more.pp").write_text('dashboard "more" {\n  title = "More"\n}\n')
        wait_for(c, "available_dashboards", 2)
        wait_for(c, "execution_complete", 2)
        assert "m.dashboard.more" in listed(new)["dashboards"]
        (s.dir / "mod.pp").write_text(good.replace('title = "D"', 'title = "New"'))
        eventually("the new definition", lambda: [x for x in came(c, "execution_complete") if '"New"' in json.dumps(x)])
        c.drop(), new.drop()


@test
def IR_06_a_file_of_values():
    mod = MOD + 'variable "word" {{\n  default = "one"\n}}\ndashboard "worded" {{\n  title = var.word\n  text {{\n    value = var.word\n  }}\n}}\n'
    with Server(mod=mod, start=False) as s:
        (s.dir / "powerpipe.ppvars").write_text('word = "two"\n')
        s.start()
        c = s.client()
        select(c, "m.dashboard.worded")
        assert '"two"' in json.dumps(wait_for(c, "execution_complete"))
        eventually("it watches", lambda: of(s.metrics(), "watcher_watches") >= 1)
        (s.dir / "powerpipe.ppvars").write_text('word = "three"\n')
        eventually("the new value", lambda: [x for x in came(c, "execution_complete") if '"three"' in json.dumps(x)])
        eventually("in the list", lambda: listed(c)["dashboards"]["m.dashboard.worded"]["title"] == "three")
        c.drop()


@test
def IR_10_IR_11_a_thousand_edits_and_one_in_the_midst():
    with Server() as s:
        c = s.client()
        listed(c)
        eventually("it watches", lambda: of(s.metrics(), "watcher_watches") >= 1)
        published = lambda: of(s.metrics(), "watcher_rebuilds_total", result="published")
        before, began = published(), time.time()
        for i in range(1000):
            (s.dir / f"f{i % 50}.pp").write_text(f'dashboard "f{i % 50}" {{\n  title = "{i}"\n}}\n')
        last = lambda: listed(c)["dashboards"].get("m.dashboard.f49", {}).get("title") == "999"
        eventually("the last edit", last)
        assert published() - before <= 3 + (time.time() - began), "a burst is one rebuild, or one every two seconds that writing takes"
        for i in range(30):  # IR-10: some fall into a rebuild
            (s.dir / "g.pp").write_text(f'dashboard "g" {{\n  title = "{i}"\n}}\n')
            time.sleep(0.03)
        eventually("the final state", lambda: listed(c)["dashboards"].get("m.dashboard.g", {}).get("title") == "29")
        c.drop()


@test
def SV_22_who_asked_early_gets_a_complete_list():
    many = "".join(f'dashboard "x{i}" {{{{\n  title = upper("t{i}")\n}}}}\n' for i in range(3000))
    with Server(mod=MOD + many, ready=False) as s:
        first = []

        def early():
            with contextlib.suppress(OSError):
                first.append(s.client(patience=60))
            return first

        eventually("it listens", early)
        silent = s.client()
        got = listed(first[0])
        assert got["dashboards"]["m.dashboard.x2999"].get("title") == "T2999", "the first list is complete"
        time.sleep(0.3)
        assert len(came(first[0], "available_dashboards")) == 1, "and comes once"
        assert not came(silent, "available_dashboards"), "a client that asked for nothing gets nothing"
        first[0].drop(), silent.drop()


@test
def SV_25_title_and_database_of_the_mod():
    with Server() as s:
        c = s.client()
        say(c, "get_server_metadata")
        assert wait_for(c, "server_metadata")["metadata"]["mod"]["title"] == "M"
        assert '"things": 5' in json.dumps(run_one(s, "m.dashboard.d")), "the database"
        c.drop()


# ---- the command
@test
def CL_01_CL_12_CL_15_the_command():
    for env in ({}, {"POWERPIPE_WORKSPACE_PRELOAD": "true"}):
        with Server(env=env) as s:
            assert s.get("/")[0] == 200, "CL-01"
            s.client().drop()  # CL-15
            second = subprocess.run([str(s.binary), "server", "--port", str(s.port)], cwd=s.dir, env=s.env, capture_output=True, timeout=LIMIT)
            assert second.returncode != 0 and b"not available" in second.stdout + second.stderr, second  # CL-12
