"""What the tests of a running server share: a mod, a server over it, clients, metrics. serving_main.py <binary> [GLOB ...] runs them.

Each test starts a server of its own on a small mod over SQLite. Waits are for something to happen, with a generous limit; nothing is
taken to be true because time has passed. Needs Python 3.9+; PostgreSQL and unshare are used where they are installed.
"""
import base64, contextlib, csv, fnmatch, html, http.client, importlib.machinery, importlib.util, io, json, mmap, os, re, shutil, signal, socket
import sqlite3, struct, subprocess, sys, tempfile, threading, time, urllib.parse
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


def run():
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
