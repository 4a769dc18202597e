"""A server under faults: the n-th call fails, PostgreSQL dies."""
from serving_world import *  # noqa: F401,F403


# ---- the n-th call fails
FAULTS = {"accept": 1, "receive": 2, "send": 3, "wait": 4, "allocate": 5, "ours": 6}


class Faults:
    """The plan that serving_faults.c reads."""

    def __init__(self, path):
        path.write_bytes(bytes(16))
        with open(path, "r+b") as f:
            self.map = mmap.mmap(f.fileno(), 16)

    def set(self, fault, before, times=1):
        self.map[:] = struct.pack("<Iiii", fault, before, times, 0)

    def clear(self):
        """How many calls failed."""
        n = struct.unpack("<Iiii", self.map[:])[3]
        self.set(0, 0)
        return n


def library(source):
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        return None
    out = work / (source + ".so")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", str(HERE / source), "-o", str(out), "-ldl"], check=True)
    return out


def visit(s):
    """A little of everything. Whatever fails, it ends soon: a connection for which the library had no memory waits for the next one."""
    soon = 2
    with contextlib.suppress(OSError, http.client.HTTPException):
        s.get("/-/list.json", {"Accept-Encoding": "gzip"}, timeout=soon)
    with contextlib.suppress(OSError, http.client.HTTPException):
        c = s.client(patience=soon)
        say(c, "get_available_dashboards")
        select(c, "m.dashboard.d")
        end = time.time() + soon
        while not (c.closed or came(c, "execution_complete") or came(c, "execution_error")) and time.time() < end:
            time.sleep(0.002)
        c.drop()


@test
def any_call_may_fail():
    """The n-th accept, read, write, wait and allocation fail: the server goes on, others are served, nothing is lost."""
    shim = library("serving_faults.c")
    if not shim:
        return "no compiler"
    plan = work / "faults"
    faults = Faults(plan)
    with Server(env={"LD_PRELOAD": str(shim), "FAULTS": str(plan)}) as s:
        def serves(what):
            assert s.process.poll() is None, f"{what}: it ended with {s.process.returncode}"
            c = s.client()
            select(c, "m.dashboard.d")
            done = wait_for(c, "execution_complete")
            c.drop()
            assert '"things":5' in json.dumps(done).replace(" ", ""), what
            eventually(f"{what}: no client is left", lambda: of(s.metrics(), "clients") == 0)

        def figures():
            m = s.metrics()
            return m["process_open_fds", frozenset()], m["process_resident_memory_bytes", frozenset()], of(m, "queue_bytes")

        for _ in range(20):
            visit(s)
        serves("at first")
        before, began = figures(), time.time()
        for name, fault in FAULTS.items():
            last, n, quiet = 150, 0, 0
            while n < last and quiet < 3:
                faults.set(fault, n)
                visit(s)
                quiet = quiet + 1 if faults.clear() == 0 else 0
                n = n + 1 if n < 30 else n + 5
                if n % 10 == 5:
                    serves(f"{name} {n}")
            assert n > 3, f"no {name} ever failed"
            serves(name)
            print(f"     {name}: {n} calls, {time.time() - began:.1f} s", flush=True)
        after = figures()
        assert after[0] <= before[0] + 2 and after[2] == 0, (before, after)
        assert after[1] <= before[1] + (8 << 20), (before, after)


# ---- a database that dies
class Postgres:
    """A cluster of its own, over a socket in its folder."""

    def __init__(self):
        bins = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
        self.bin, self.process = bins[-1], None
        self.dir = Path(tempfile.mkdtemp(prefix="pg-"))
        self.account = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        if self.account:
            shutil.chown(self.dir, "postgres", "postgres")
        subprocess.run([self.bin / "initdb", "-D", self.dir / "data", "-U", "test", "-A", "trust", "--no-sync", "--no-instructions"],
                       cwd=self.dir, check=True, capture_output=True, **self.account)

    def start(self):
        # a crash leaves its files: the next start takes them over
        self.process = subprocess.Popen([self.bin / "postgres", "-D", self.dir / "data", "-k", self.dir, "-c", "listen_addresses=", "-c",
                                         "fsync=off"], cwd=self.dir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.account)

    def answers(self):
        if self.process.poll() is not None:
            self.start()  # backends of the one before had not ended yet
        return subprocess.run([self.bin / "psql", "-qXAtc", "select 1", "-h", self.dir, "-U", "test", "postgres"],
                              capture_output=True).returncode == 0

    def signal(self, number):
        """To the server and every backend at once."""
        family = [self.process.pid]
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                if stat.read_text().rsplit(")", 1)[1].split()[1] == str(self.process.pid):
                    family.append(int(stat.parent.name))
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait()

    def done(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.dir, ignore_errors=True)


@test
def a_database_that_does_not_answer_keeps_no_list_back():
    """A change is announced with metadata, which PostgreSQL has a part in, and then the list. While PostgreSQL does not answer, there are
    metadata without its part first: a list that somebody asks for meanwhile does not take the place of the one that all are sent."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return "no PostgreSQL"
    pg = Postgres()
    try:
        pg.start()
        eventually("PostgreSQL starts", pg.answers)
        with Server(mod=f'mod "m" {{{{\n  database = "postgres://test@/postgres?host={pg.dir}"\n}}}}\ndashboard "p" {{{{\n}}}}\n') as s:
            a, b = s.client(), s.client()
            for c in (a, b):
                say(c, "get_server_metadata")
                wait_for(c, "server_metadata")
            pg.signal(signal.SIGSTOP)
            (s.dir / "more.pp").write_text('dashboard "more" {\n}\n')

            def knows():
                n = len(came(a, "available_dashboards"))
                say(a, "get_available_dashboards")
                return "m.dashboard.more" in wait_for(a, "available_dashboards", n + 1)["dashboards"]

            eventually("the list has it", knows)
            wait_for(b, "available_dashboards")
            pg.signal(signal.SIGCONT)
            wait_for(b, "server_metadata", 3)
            order = [v["action"] for k, v in b.messages if k == "json" and v.get("action") in ("server_metadata", "available_dashboards")]
            assert order == ["server_metadata", "server_metadata", "available_dashboards", "server_metadata"], order
            paths = [bool(m["metadata"]["search_path"]) for m in came(b, "server_metadata")]
            assert paths == [True, False, True], paths
            for c in (a, b):
                c.drop()
    finally:
        if pg.process and pg.process.poll() is None:
            pg.signal(signal.SIGCONT)
        pg.done()


@test
def a_page_has_its_list_while_a_connection_takes_its_time():
    """A database that accepts a connection and says nothing: the list comes at once, metadata without a search path soon, and a change is
    announced. When the connection has failed, whoever asks gets an answer."""
    with socket.socket() as gate:
        gate.bind(("127.0.0.1", 0))
        gate.listen(50)
        url = f"postgres://u:p@127.0.0.1:{gate.getsockname()[1]}/x"
        with Server(mod=f'mod "m" {{{{\n  database = "{url}"\n}}}}\ndashboard "p" {{{{\n}}}}\n') as s:
            c = s.client()
            say(c, "get_server_metadata")
            say(c, "get_available_dashboards")
            wait_for(c, "available_dashboards")
            assert wait_for(c, "server_metadata")["metadata"]["search_path"] is None
            with c.lock:
                assert [v["action"] for k, v in c.messages if k == "json"][:2] == ["available_dashboards", "server_metadata"]
            d = s.client()
            say(d, "get_server_metadata")
            wait_for(d, "server_metadata")
            (s.dir / "more.pp").write_text('dashboard "more" {\n}\n')
            for x in (c, d):
                assert "m.dashboard.more" in wait_for(x, "available_dashboards", 2 if x is c else 1)["dashboards"]
            gate.close()
            n = len(came(c, "server_metadata"))
            say(c, "get_server_metadata")
            wait_for(c, "server_metadata", n + 1)
            for x in (c, d):
                x.drop()


@test
def a_database_is_killed_and_comes_back_under_a_hundred_executions():
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return "no PostgreSQL"
    pg = Postgres()
    tables = "".join(f'  table "t{i}" {{{{\n    sql = "select pg_sleep(0.02)::text, {i} as n"\n  }}}}\n' for i in range(4))
    mod = f'mod "m" {{{{\n  database = "postgres://test@/postgres?host={pg.dir}"\n}}}}\ndashboard "p" {{{{\n{tables}}}}}\n'
    statuses = lambda done: [p["status"] for n, p in done["snapshot"]["panels"].items() if ".table." in n]
    try:
        pg.start()
        eventually("PostgreSQL starts", pg.answers)
        with Server(mod=mod) as s:
            assert statuses(run_one(s, "m.dashboard.p")) == ["complete"] * 4
            fds = s.metrics()["process_open_fds", frozenset()]
            clients = [s.client() for _ in range(100)]
            for c in clients:
                select(c, "m.dashboard.p")
            for _ in range(2):
                ended = lambda: sum(bool(came(c, "execution_complete")) for c in clients)
                more = ended() + 10
                eventually("some are through", lambda: ended() >= min(more, 100))
                pg.kill()
                time.sleep(0.2)
                pg.start()
                eventually("PostgreSQL is back", pg.answers)
            for c in clients:
                done = wait_for(c, "execution_complete")
                assert set(statuses(done)) <= {"complete", "error"}, done
                assert len(came(c, "execution_started")) == 1 and len(came(c, "execution_complete")) == 1 and not c.closed
            texts = json.dumps([came(c, "execution_complete") for c in clients])
            assert "complete" in texts
            eventually("it works again", lambda: statuses(run_one(s, "m.dashboard.p")) == ["complete"] * 4)
            for c in clients:
                c.drop()
            eventually("no client is left", lambda: of(s.metrics(), "clients") == 0)
            m = s.metrics()
            assert of(m, "pool_connections", driver="postgres", state="busy") == 0 and of(m, "pool_waiting", driver="postgres") == 0
            idle = of(m, "pool_connections", driver="postgres", state="idle")
            assert m["process_open_fds", frozenset()] <= fds + idle + 2, (fds, idle, m["process_open_fds", frozenset()])
    finally:
        pg.done()
