"""What only a running server shows: serving.py <binary> [GLOB ...]

Each test starts a server of its own on a small mod over SQLite. Waits are for something to happen, with a generous limit; nothing is
taken to be true because time has passed. Needs Python 3.9+; PostgreSQL and unshare are used where they are installed.
"""
import contextlib, csv, fnmatch, http.client, importlib.machinery, importlib.util, io, json, mmap, os, re, shutil, signal, socket
import sqlite3, struct, subprocess, sys, tempfile, threading, time
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
_loader = importlib.machinery.SourceFileLoader("runserver", str(HERE.parent / "golden/run-server"))
rs = importlib.util.module_from_spec(importlib.util.spec_from_loader("runserver", _loader))
_loader.exec_module(rs)

BINARY = Path(sys.argv[1]).resolve()
LIMIT = 60
work = Path(tempfile.mkdtemp(prefix="serving-"))
tests = []

MOD = """mod "m" {{
  title    = "M"
  database = "sqlite://{db}"
}}
dashboard "d" {{
  title = "D"
  card "c" {{
    sql = "select count(*) as things from thing"
  }}
}}
dashboard "bad" {{
  card {{
    sql = "select nothing from nowhere"
  }}
}}
dashboard "slow" {{
  table {{
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) as n from n"
  }}
}}
dashboard "large" {{
  table "all" {{
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n limit 6000) select i, hex(zeroblob(1000)) as text from n"
  }}
}}
dashboard "asks" {{
  input "kind" {{
    type = "text"
  }}
  table {{
    sql  = "select * from thing where name = $1"
    args = [self.input.kind.value]
  }}
}}
benchmark "b" {{
  title    = "B"
  tags     = {{ team = "red, \\"hot\\"" }}
  children = [control.one, control.two, benchmark.inner]
}}
benchmark "inner" {{
  title    = "Inner"
  children = [control.two]
}}
control "one" {{
  title = "One"
  tags  = {{ service = "S3" }}
  sql   = "select name as resource, 'ok' as status, 'it, is' as reason, id as number from thing"
}}
control "two" {{
  title    = "Two"
  severity = "high"
  sql      = "select name as resource, case id when 0 then 'alarm' else 'ok' end as status, 'why' as reason, 'eu' as region from thing"
}}
"""


def test(f):
    tests.append(f)
    return f


def eventually(what, f, limit=LIMIT):
    """Until f() is true; returns what it returned."""
    end = time.time() + limit
    while True:
        got = f()
        if got:
            return got
        assert time.time() < end, f"never: {what}"
        time.sleep(0.02)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A mod in a folder of its own, and a server over it."""

    def __init__(self, *flags, mod=MOD, env=None, start=True, name="pipelite", before=(), ready=True, **popen):
        self.root = Path(tempfile.mkdtemp(dir=work))
        self.dir, self.home, self.port = self.root / "mod", self.root / "home", free_port()
        self.dir.mkdir(), self.home.mkdir()
        self.db = self.root / "things.db"
        with contextlib.closing(sqlite3.connect(self.db)) as db:
            db.execute("create table thing (id integer, name text)")
            db.executemany("insert into thing values (?, ?)", ((i, f"thing {i}") for i in range(5)))
            db.commit()
        (self.dir / "mod.pp").write_text(mod.format(db=self.db))
        self.env = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8", "POWERPIPE_INSTALL_DIR": str(self.home / "i"),
                    **(env or {})}
        self.flags, self.log, self.process = flags, self.root / "log", None
        self.binary = self.root / name
        self.binary.symlink_to(BINARY)
        if start:
            self.start(before=before, ready=ready, **popen)

    def start(self, *more, before=(), ready=True, port=True, env=None, **popen):
        out = open(self.log, "ab")
        where = ["--port", str(self.port)] if port else []
        self.process = subprocess.Popen([*before, str(self.binary), "server", *where, *self.flags, *more], cwd=self.dir,
                                        env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL, stdout=out, stderr=out, **popen)
        out.close()
        if ready:
            eventually("the server is ready", self.is_ready)

    def is_ready(self):
        assert self.process.poll() is None, f"it ended with {self.process.returncode}"
        try:
            return self.get("/-/readyz")[0] == 200
        except OSError:
            return False

    def get(self, path, headers=None, port=None, method="GET", body=None, timeout=LIMIT):
        c = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=timeout)
        try:
            c.request(method, path, body, headers or {})
            r = c.getresponse()
            return r.status, r.read(), r.headers
        finally:
            c.close()

    def client(self, **how):
        return rs.Client(self.port, **how)

    def metrics(self):
        status, body, headers = self.get("/metrics")
        assert status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return prometheus(body.decode())

    def lines(self, message=None):
        """Lines of the log in JSON."""
        out = []
        for line in self.log.read_text(errors="replace").split("\n"):
            with contextlib.suppress(ValueError):
                x = json.loads(line)
                if isinstance(x, dict) and (message is None or x.get("msg") == message):
                    out.append(x)
        return out

    def stop(self, number=signal.SIGINT, want=0):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            status = self.process.wait(LIMIT)
            assert status == want, f"ended with {status}"

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        try:
            if kind is None:
                self.stop()
        finally:
            if kind is not None:
                print(self.log.read_text(errors="replace")[-3000:] if self.log.exists() else "it was never started")
            self.kill()


def say(client, action, **payload):
    client.send(json.dumps({"action": action, "payload": payload}).encode())


def select(client, name, **more):
    say(client, "select_dashboard", dashboard={"full_name": name}, **more)


def came(client, action, n=1):
    with client.lock:
        return [v for k, v in client.messages if k == "json" and v.get("action") == action][n - 1:]


def wait_for(client, action, n=1):
    return eventually(action, lambda: came(client, action, n))[0]


def root_of(complete):
    return complete["snapshot"]["layout"]["name"]


def run_one(server, name, **more):
    c = server.client()
    select(c, name, **more)
    done = wait_for(c, "execution_complete")
    c.drop()
    return done


# ---- the text format of Prometheus, strictly
NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*$")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\.)*)"(?:,|$)')


def prometheus(text):
    """{(name, frozenset of labels): value}; an assertion where the format is broken."""
    out, types, closed, last = {}, {}, set(), None
    assert text.endswith("\n")
    for line in text[:-1].split("\n"):
        if line.startswith("#"):
            word, kind = re.fullmatch(r"# TYPE (\S+) (counter|gauge|histogram)", line).groups()
            assert word not in types, f"two types of {word}"
            types[word] = kind
            continue
        name, labels, value = re.fullmatch(r"([^\s{]+)(?:\{(.*)\})? (\S+)", line).groups()
        assert NAME.match(name), name
        family = name if name in types else re.sub(r"_(bucket|sum|count)$", "", name)
        assert family in types, f"no type of {name}"
        assert family == last or family not in closed, f"{family} is in two places"
        closed.add(last), (last := family)
        pairs = LABEL.findall(labels or "")
        assert "".join(f'{k}="{v}",' for k, v in pairs).rstrip(",") == (labels or ""), line
        key = (name, frozenset(pairs))
        assert key not in out, f"twice: {line}"
        out[key] = float(value)
    for family in (f for f, t in types.items() if t == "histogram"):
        series = {}
        for (name, labels), value in out.items():
            if name == family + "_bucket":
                rest = frozenset(x for x in labels if x[0] != "le")
                series.setdefault(rest, []).append((float(dict(labels)["le"]), value))
        for rest, buckets in series.items():
            assert len(buckets) == 17 and buckets == sorted(buckets) and buckets[-2][0] == 300, family
            counts = [n for _, n in buckets]
            assert counts == sorted(counts) and counts[-1] == out[(family + "_count", rest)], family
    for (name, _), value in out.items():
        assert types.get(name) != "counter" or value >= 0, name
    return out


def of(metrics, name, **labels):
    return metrics[("pipelite_" + name, frozenset(labels.items()))]


@test
def metrics_are_those_of_the_specification():
    spec = (HERE.parent.parent / "docs/spec/serving.md").read_text()
    table = spec[spec.index("## 17."):spec.index("## 18.")]
    names = [n for row in re.findall(r"^\| (`.*?) \|", table, re.M) for n in re.findall(r"`([a-z_]+)`", row)]
    assert len(names) > 50
    with Server() as s:
        c = s.client()
        say(c, "get_available_dashboards")
        wait_for(c, "available_dashboards")
        select(c, "m.dashboard.d")
        wait_for(c, "execution_complete")
        s.get("/-/list.json")
        c.drop()
        eventually("the client is gone", lambda: of(s.metrics(), "clients") == 0)
        m = s.metrics()
        there = {n for n, _ in m}
        for n in names:
            full = n if n.startswith("process_") else "pipelite_" + n
            assert full in there or full + "_bucket" in there, f"no metric {full}"
        assert of(m, "executions_total", result="complete") == 1
        assert of(m, "execution_seconds_count") == 1
        assert of(m, "panel_seconds_count", driver="sqlite") == 1
        assert of(m, "payload_builds_total", payload="list") >= 1 and of(m, "payload_bytes", payload="list") > 100
        assert of(m, "payload_builds_total", payload="compact") >= 1
        assert of(m, "ws_closed_total", code="1006") == 1
        assert of(m, "watcher_polling") == 0 and of(m, "watcher_watches") >= 1
        assert of(m, "allocator_bytes") > 0 and of(m, "db_errors_total", driver="sqlite") == 0
        run_one(s, "m.dashboard.bad")
        m = s.metrics()
        assert of(m, "db_errors_total", driver="sqlite") == 1 and of(m, "panel_seconds_count", driver="sqlite") == 2


@test
def sigusr2_writes_them_as_one_line():
    with Server() as s:
        s.process.send_signal(signal.SIGUSR2)
        line = eventually("a line", lambda: [x for x in s.lines() if "pipelite_clients" in x])
        assert line[0]["pipelite_clients"] == 0


@test
def a_benchmark_as_csv_is_that_of_the_command_line():
    with Server() as s:
        for target, flags in (("m.benchmark.b", ["benchmark", "run", "benchmark.b"]), ("m.control.one", ["control", "run", "control.one"])):
            want = subprocess.run([str(s.binary), *flags, "--output", "csv"], cwd=s.dir, env=s.env, capture_output=True).stdout
            status, got, headers = s.get(f"/-/run/{target}.csv")
            assert status == 200 and headers["Content-Type"] == "text/csv; charset=utf-8", (status, got)
            assert got == want and len(list(csv.reader(io.StringIO(got.decode())))) > 5, got
        status, got, _ = s.get("/-/run/m.dashboard.d.csv")
        assert status == 200 and got.replace(b"\r", b"") == b"things\n5\n", got


@test
def the_log_says_what_happens():
    with Server("--trusted-proxy", "127.0.0.1", env={"POWERPIPE_LOG_LEVEL": "debug"}) as s:
        c = s.client()
        select(c, "m.dashboard.bad")
        wait_for(c, "execution_complete")
        (s.dir / "more.pp").write_text('dashboard "more" {\n}\n')
        wait_for(c, "available_dashboards")
        assert s.get("/", {"Host": "evil.example.com"})[0] == 403
        c.drop()
        s.stop()
        wants = {"ready": {"addresses", "page", "dashboards", "benchmarks", "ms"},
                 "execution started": {"session", "name"}, "execution ended": {"session", "name", "status", "ms", "panels", "errors"},
                 "workspace published": {"generation", "files", "changed", "affected", "ms", "problems"},
                 "request refused": {"reason", "peer"}, "shutting down": {"signal", "clients"},
                 "message in": {"session", "action", "bytes"}, "message out": {"session", "action", "bytes"}}
        for message, members in wants.items():
            found = s.lines(message)
            assert found and members <= set(found[0]), f"{message}: {found[:1]}"
        ended, = s.lines("execution ended")
        assert ended["errors"] != "0" and ended["status"] == "complete"
        assert s.lines("request refused")[0]["reason"] == "host"


@test
def the_access_log_has_requests_and_sockets():
    with Server("--trusted-proxy", "127.0.0.1", "--access-log", "log.json") as s:
        forwarded = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-User": "ann"}
        s.get("/-/version?token=secret&input.x=hidden&panel=p", forwarded)
        c = s.client(headers=forwarded)
        say(c, "get_server_metadata")
        wait_for(c, "server_metadata")
        c.frame(8, b"\x03\xe8")
        read = lambda: [json.loads(x) for x in (s.dir / "log.json").read_text().split("\n") if x]
        closed = eventually("a line", lambda: [x for x in read() if x["method"] == "CLOSE"])[0]
        assert (closed["peer"], closed["user"], closed["path"], closed["status"]) == ("198.51.100.7", "ann", "/ws", 1000), closed
        assert closed["bytes"] > 50 and closed["ms"] >= 0
        asked = [x for x in read() if x["path"].startswith("/-/version")][0]
        assert asked["peer"] == "198.51.100.7" and asked["path"] == "/-/version?token=-&input.x=-&panel=p", asked


@test
def forwarding_headers_of_strangers_are_nothing():
    with Server("--trusted-proxy", "192.0.2.0/24", "--access-log", "log.json") as s:
        s.get("/-/version", {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-User": "ann"})
        line = eventually("a line", lambda: [x for x in map(json.loads, (s.dir / "log.json").read_text().split()) if "version" in x["path"]])
        assert line[0]["peer"] == "127.0.0.1" and "user" not in line[0], line


def passed(*sockets, names="", extra=None):
    """Popen arguments that hand `sockets` on as descriptors 3, 4, ..., as a service manager does."""
    fds = [s.fileno() for s in sockets]
    program = ("import os, sys\nfds = [int(x) for x in sys.argv[1].split(',')]\nhigh = [os.dup(f) for f in fds]\n"
               "for i, f in enumerate(high): os.dup2(f, 3 + i)\nos.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(fds)))\n"
               "if sys.argv[2]: os.environ['LISTEN_FDNAMES'] = sys.argv[2]\nos.execv(sys.argv[3], sys.argv[3:])\n")
    return {"before": [sys.executable, "-c", program, ",".join(map(str, fds)), names], "pass_fds": fds}


def listening(family=socket.AF_INET, address=("127.0.0.1", 0)):
    s = socket.socket(family, socket.SOCK_STREAM)
    s.bind(address)
    s.listen(16)
    return s


@test
def sockets_are_passed_in():
    path = str(work / "passed.sock")
    tcp, unix, metrics = listening(), listening(socket.AF_UNIX, path), listening()
    with Server(start=False) as s:
        s.port = tcp.getsockname()[1]
        s.start(**passed(tcp, unix, metrics, names="http:unix:metrics"))
        assert s.get("/-/version")[0] == 200
        assert s.get("/metrics", port=metrics.getsockname()[1])[0] == 200
        assert s.get("/-/version", port=metrics.getsockname()[1])[0] == 404
        c = rs.Client(0, host="unix:" + path)
        select(c, "m.dashboard.d")
        wait_for(c, "execution_complete")
        c.drop()
        # the rules follow the address: a loopback socket lets no foreign name in, the socket file any
        assert s.get("/", {"Host": "evil.example.com"})[0] == 403
        environment = Path(f"/proc/{s.process.pid}/fd").exists() and [os.readlink(f"/proc/{s.process.pid}/fd/{n}") for n in (3, 4, 5)]
        assert not environment or all(x.startswith("socket:") for x in environment)
        s.stop()
        assert os.path.exists(path), "a socket that was passed in is not ours to remove"


@test
def variables_of_another_process_are_not_ours():
    with Server(env={"LISTEN_PID": "1", "LISTEN_FDS": "1"}) as s:
        assert s.get("/-/version")[0] == 200


@test
def metrics_have_a_listener_of_their_own():
    port = free_port()
    with Server("--metrics-listen", f"127.0.0.1:{port}", "--auth-token-file", "tokens", start=False) as s:
        (s.dir / "tokens").write_text("a-token-of-some-length\n")
        os.chmod(s.dir / "tokens", 0o600)
        s.start()
        assert s.get("/metrics")[0] == 401
        for path in ("/metrics", "/healthz", "/-/readyz"):
            assert s.get(path, {"Host": "anything.example.com"}, port=port)[0] == 200, path
        for path in ("/", "/-/list.json", "/-/ui/", "/-/login", "/-/run/m.dashboard.d.json"):
            assert s.get(path, port=port)[0] == 404, path


class Manager:
    """The socket of a service manager."""

    def __init__(self, address):
        self.socket, self.seen, self.address = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), [], address
        self.socket.bind("\0" + address[1:] if address[0] == "@" else address)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        with contextlib.suppress(OSError):
            while True:
                self.seen.append(self.socket.recv(4096).decode())

    def heard(self, what, n=1):
        return [x for x in self.seen if x.startswith(what)][n - 1:]


@test
def a_service_manager_is_told():
    for address in (str(work / "notify"), f"@pipelite-test-{os.getpid()}"):
        manager = Manager(address)
        with Server(env={"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "200000"}) as s:
            ready = eventually("READY", lambda: manager.heard("READY=1"))[0]
            assert ready == "READY=1\nSTATUS=serving 5 dashboards, 2 benchmarks", ready
            eventually("signs of life", lambda: manager.heard("WATCHDOG=1", 3))
            s.process.send_signal(signal.SIGUSR1)
            again = eventually("RELOADING", lambda: manager.heard("RELOADING=1"))[0]
            assert re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=\d+", again)
            eventually("READY again", lambda: manager.heard("READY=1", 2))
            (s.dir / "broken.pp").write_text('dashboard "x" {\n')
            s.stop()
            eventually("STOPPING", lambda: manager.heard("STOPPING=1"))
        manager.socket.close()


@test
def the_browser_is_opened():
    tools = Path(tempfile.mkdtemp(dir=work))
    (tools / "xdg-open").write_text(f'#!/bin/sh\necho "$1" >{tools}/opened\n')
    (tools / "xdg-open").chmod(0o755)
    with Server("--open", env={"PATH": f"{tools}:{os.environ['PATH']}"}) as s:
        url = eventually("it is called", lambda: (tools / "opened").exists() and (tools / "opened").read_text().strip())
        assert url.startswith(f"http://localhost:{s.port}"), url


@test
def large_files_are_compressed_beside_the_loop():
    with Server("--ui", "./page", start=False) as s:
        page = s.dir / "page"
        page.mkdir()
        (page / "index.html").write_text("<html></html>")
        (page / "small.js").write_text("// small\n" * 100)
        (page / "large.js").write_text("// large, and the same again and again\n" * 200_000)
        s.start()
        gzip = {"Accept-Encoding": "gzip"}
        assert s.get("/small.js", gzip)[2]["Content-Encoding"] == "gzip"
        status, body, headers = s.get("/large.js", gzip)
        assert status == 200 and (headers["Content-Encoding"] is None or len(body) < 1 << 20)
        eventually("it is there compressed", lambda: s.get("/large.js", gzip)[2]["Content-Encoding"] == "gzip")
        (page / "large.js").write_text("// another\n" * 100_000)
        assert b"another" in s.get("/large.js")[1]
        eventually("the new one, too", lambda: s.get("/large.js", gzip)[2]["Content-Encoding"] == "gzip")


# ---- slow readers
def send_select(sock_client, name):
    select(sock_client, name)


@test
def a_slow_reader_is_served_and_one_that_never_reads_is_closed():
    with Server("--max-queue", "1M", env={"POWERPIPE_LOG_LEVEL": "warn"}) as s:
        never, slow, quick = s.client(reads=False), s.client(reads=False), s.client()
        select(never, "m.dashboard.large")
        select(slow, "m.dashboard.large")
        read = [0]

        def sip():  # 10 KB/s for a while; one byte is progress
            with contextlib.suppress(OSError):
                while read[0] < 350_000:
                    slow.buffer += slow.sock.recv(1000)
                    read[0] = len(slow.buffer)
                    time.sleep(0.1)
                slow.resume()

        threading.Thread(target=sip, daemon=True).start()
        select(quick, "m.dashboard.d")
        began = time.time()
        wait_for(quick, "execution_complete")
        assert time.time() - began < 20, "others do not notice"
        eventually("it is closed", lambda: s.lines("client closed for reading too slowly"), 120)
        closed, = s.lines("client closed for reading too slowly")
        assert closed["session"] == "1" and int(closed["queue_bytes"]) > 0 and int(closed["seconds"]) >= 30, closed
        eventually("it is counted", lambda: s.metrics().get(("pipelite_ws_closed_total", frozenset({("code", "1013")}))) == 1)
        eventually("the slow one has all of it", lambda: came(slow, "execution_complete"), 120)
        assert of(s.metrics(), "slow_closed_total") == 1
        never.drop(), slow.drop(), quick.drop()
        eventually("nothing is left", lambda: of(s.metrics(), "clients") == 0 and of(s.metrics(), "queue_bytes") == 0)


@test
def ten_selections_in_one_packet():
    with Server() as s:
        c = s.client()
        frames = []
        c.sock, real = type("Tap", (), {"sendall": lambda _, b: frames.append(b), "family": c.sock.family})(), c.sock
        for i in range(9):
            select(c, ["m.dashboard.slow", "m.dashboard.large", "m.benchmark.b"][i % 3])
        select(c, "m.dashboard.d")
        c.sock = real
        real.sendall(b"".join(frames))
        last = eventually("the last one", lambda: [x for x in came(c, "execution_complete") if root_of(x) == "m.dashboard.d"])
        started = came(c, "execution_started")
        assert len({x["execution_id"] for x in started}) == len(started) and last
        eventually("nothing runs", lambda: of(s.metrics(), "executions", state="running") == 0)
        c.drop()


@test
def disconnecting_in_every_state_leaves_nothing():
    with Server() as s:
        states = [("nothing",), ("get_available_dashboards",), ("m.dashboard.slow",), ("m.dashboard.slow", "execution_started"),
                  ("m.dashboard.asks", "execution_started"), ("m.dashboard.d", "execution_complete"), ("m.dashboard.large",),
                  ("m.dashboard.slow", "execution_started", "m.dashboard.d"), ("m.benchmark.b", "execution_started")]
        for state in states * 3:
            c = s.client()
            for step in state:
                if step.startswith("m."):
                    select(c, step)
                elif step.startswith("execution_"):
                    wait_for(c, step)
                elif step.startswith("get_"):
                    say(c, step)
            c.drop()
        idle = lambda m: of(m, "clients") == 0 and all(of(m, "executions", state=x) == 0 for x in ("running", "waiting", "blocked"))
        eventually("nothing runs", lambda: idle(s.metrics()))
        assert of(s.metrics(), "queue_bytes") == 0 and of(s.metrics(), "pool_connections", driver="sqlite", state="busy") == 0
        run_one(s, "m.dashboard.d")


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
            eventually(f"{what}: nobody is left", lambda: of(s.metrics(), "clients") == 0)

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


# ---- pods
# ---- pods
@test
def ten_servers_share_one_saved_image():
    many = "".join(f'dashboard "n{i}" {{{{\n  title = "N {i}"\n}}}}\n' for i in range(3000))  # small images are not mapped but read
    with Server(start=False, mod=MOD + many) as first:
        first.env["POWERPIPE_INDEX"] = str(first.home / "images")
        others = []
        image = lambda: [p for p in first.home.rglob("*") if p.is_file() and "config" not in p.parts]
        try:
            for _ in range(10):
                s = Server(start=False)
                s.dir, s.env = first.dir, first.env
                others.append(s)
            threads = [threading.Thread(target=s.start, kwargs={"ready": False}) for s in others]
            [t.start() for t in threads], [t.join() for t in threads]
            for s in others:
                eventually("ready", s.is_ready)
                assert b"m.dashboard.d" in s.get("/-/list.json")[1]
            eventually("an image is saved", image)
            for s in others:
                s.kill()  # -9, as a pod that is evicted
            names = sorted(p.name for p in image())
            first.start()
            assert of(first.metrics(), "index_mapped") == 1, "it starts from the image"
            assert b"m.dashboard.d" in first.get("/-/list.json")[1]
            assert not [n for n in names if "tmp" in n.lower()], names
        finally:
            [s.kill() for s in others]


def can_unshare(*flags):
    return shutil.which("unshare") and subprocess.run(["unshare", *flags, "true"], capture_output=True).returncode == 0


@test
def nothing_can_be_written_and_nobody_is_home():
    """A read-only root, no home, a user without an entry in the password file."""
    if not can_unshare("-rm"):
        return "unshare is not allowed here"
    with Server(start=False) as s:
        s.env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        inside = "mount -o remount,ro,bind / 2>/dev/null || mount --rbind / / && mount -o remount,ro,bind /; exec \"$@\""
        s.start(before=["unshare", "-rm", "sh", "-c", inside, "sh"])
        assert b"m.dashboard.d" in s.get("/-/list.json")[1]
        run_one(s, "m.dashboard.d")


@test
def an_unknown_user_without_a_home():
    if os.geteuid() != 0:
        return "only root can become another user"
    with Server(start=False) as s:
        for p in (work, s.root, s.dir):
            p.chmod(0o755)
        s.env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        probe = subprocess.run([str(BINARY), "--version"], user=65533, group=65533, extra_groups=[], env=s.env, cwd="/", capture_output=True)
        if probe.returncode:
            return "the program lies where others may not read"
        s.start(user=65533, group=65533, extra_groups=[])
        assert b"m.dashboard.d" in s.get("/-/list.json")[1]
        run_one(s, "m.dashboard.d")


@test
def a_pod_from_its_first_second_to_its_restart():
    """lazy-workspace.md 12 and serving.md 14, with compressed time: one client, connected throughout, asks for nothing again."""
    mod = MOD.replace('  title    = "M"', '  title    = "M"\n  require {{\n    mod "github.com/acme/a" {{\n      version = "*"\n    }}\n'
                      '    mod "github.com/acme/b" {{\n      version = "*"\n    }}\n  }}') + 'variable "word" {{\n  default = "one"\n}}\n' \
        'dashboard "worded" {{\n  title = var.word\n  text {{\n    value = var.word\n  }}\n}}\n'
    with Server(mod=mod, env={"POWERPIPE_LOG_LEVEL": "warn"}, start=False) as s:
        mods = s.dir / ".powerpipe/mods/github.com/acme"

        def install(name, whole=True):
            folder = mods / f"{name}@v1.0.0"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "mod.pp").write_text(f'mod "{name}" {{\n  title = "{name.upper()}"\n}}\n')
            (folder / "d.pp").write_text(f'dashboard "of_{name}" {{\n  title = "of {name}"\n}}\n')
            if not whole:
                (folder / "dangling.pp").symlink_to("/nowhere/at/all.pp")

        def lock(version="1.0.0"):
            one = lambda n: {f"github.com/acme/{n}": {"name": f"github.com/acme/{n}", "alias": n, "version": version, "constraint": "*",
                                                      "commit": "0" * 40, "struct_version": 20240101}}
            (s.dir / ".mod.cache.json").write_text(json.dumps({"m": {**one("a"), **one("b")}}))

        install("a"), install("b", whole=False), lock()
        s.start()
        c = s.client()
        say(c, "get_available_dashboards")
        names = lambda n: set(came(c, "available_dashboards")[n]["dashboards"])
        wait_for(c, "available_dashboards")
        wait_for(c, "workspace_error")
        eventually("everything was looked at once more", lambda: of(s.metrics(), "watcher_watches") >= 1)
        assert len(s.lines("skipping dependency mod with missing files")) == 1, "it is logged once"
        assert {"m.dashboard.d", "a.dashboard.of_a"} <= names(0) and "b.dashboard.of_b" not in names(0), names(0)
        select(c, "m.dashboard.worded")
        first = wait_for(c, "execution_complete")
        assert "one" in json.dumps(first)
        # 5 s: a workflow installs anew; nothing is announced that would take a dependency away
        shutil.rmtree(mods / "b@v1.0.0")
        for i in range(20):
            (mods / "b@v1.0.0").mkdir(exist_ok=True)
            (mods / f"b@v1.0.0/part{i}.pp").write_text(f'dashboard "part{i}" {{\n}}\n')
        install("b")
        # 40 s: values
        (s.dir / "powerpipe.ppvars").write_text('word = "two"\n')
        again = eventually("it runs with the new value", lambda: [x for x in came(c, "execution_complete") if "two" in json.dumps(x)])
        assert again and not c.closed
        # 60 s: the lock file
        lock()
        began = time.time()
        eventually("the list has B", lambda: "b.dashboard.of_b" in names(-1))
        assert time.time() - began < 20
        assert "server_metadata" in [v.get("action") for k, v in c.messages if k == "json"], "metadata came unasked"
        assert not c.closed and c.messages
        select(c, "b.dashboard.of_b")
        eventually("it can be opened", lambda: [x for x in came(c, "execution_complete") if root_of(x) == "b.dashboard.of_b"])
        # it is killed and comes again
        s.kill()
        s.start()
        assert b"b.dashboard.of_b" in s.get("/-/list.json")[1]


def main():
    wanted = sys.argv[2:] or ["*"]
    failed = 0
    for t in tests:
        if not any(fnmatch.fnmatch(t.__name__, w) for w in wanted):
            continue
        began = time.time()
        try:
            skipped = t()
            print(f"{'skip' if skipped else ' ok '} {t.__name__}{': ' + skipped if skipped else ''} ({time.time() - began:.1f} s)", flush=True)
        except Exception as e:  # noqa: BLE001
            import traceback
            traceback.print_exc()
            print(f"FAIL {t.__name__}: {e}", flush=True)
            failed += 1
    shutil.rmtree(work, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
