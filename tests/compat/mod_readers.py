"""Readers beside installs: what they see is the old state or the new one. Checks of mod_world.py."""
import importlib.machinery, importlib.util, json, signal, socket, subprocess, tempfile, threading, time
from pathlib import Path

from mod_world import BINARY, HERE, NAMING, Workspace, check

DATABASE = 'mod "estate" {\n  title = "Estate"\n  database = "sqlite://%s/empty.db"\n}\n'


def two_versions(database=False):
    """A workspace that has 1.0.0, and options that install 1.0.0 and 1.1.0 in turn from folders: no git, no network."""
    ws = Workspace()
    if database:
        (ws.dir / "mod.pp").write_text(DATABASE % ws.dir)
        (ws.dir / "empty.db").touch()
    turns = []
    for version in ("1.1.0", "1.0.0"):
        ws.run("mod", "install", f"{NAMING}@{version}")
        ws.run("mod", "vendor", str(ws.root / version))
        turns.append([f"{NAMING}@{version}", "--from", str(ws.root / version)])
    return ws, turns


def one_version(text):
    return ("v1.0.0" in text) != ("v1.1.0" in text)


READERS = [
    (["query", "list"], lambda t: "naming.query.bucket_prefix" in t),
    (["query", "list", "--output", "json"], lambda t: {q["qualified_name"] for q in json.loads(t)} == {"naming.query.bucket_prefix"}),
    (["query", "show", "naming.query.bucket_prefix"], one_version),
    (["benchmark", "list"], lambda t: "naming.benchmark.naming" in t),
    (["mod", "list"], one_version),
    (["mod", "list", "--output", "json"], lambda t: len(json.loads(t)) == 2),
    (["mod", "show", "naming"], one_version),
    (["mod", "tree"], one_version),
    (["mod", "why", "naming"], lambda t: "estate" in t),
    (["check"], lambda t: "rror" not in t),
    (["control", "run", "naming.control.bucket_prefix", "--output", "csv"], one_version),
    (["benchmark", "run", "naming.benchmark.naming", "--output", "json"], one_version),
]


def read_until(ws, stop, bad, mine, of):
    """Every `of`-th command, again and again; what is wrong goes to `bad`. The number of turns."""
    turns = 0
    while not stop.is_set():
        for argv, right in READERS[mine::of]:
            p = subprocess.run([BINARY, *argv], cwd=ws.dir, env=ws.env, capture_output=True, text=True)
            turns += 1
            if p.returncode or not right(p.stdout):
                bad.append((argv, p.returncode, p.stdout[-300:], p.stderr[-300:]))
    return turns


@check
def readers_beside_installs_see_whole_states():
    ws, turns = two_versions(database=True)
    stop, bad, counts = threading.Event(), [], []
    readers = [threading.Thread(target=lambda i=i: counts.append(read_until(ws, stop, bad, i, 2))) for i in range(2)]
    [t.start() for t in readers]
    begun, installs = time.time(), 0
    while installs < 40 and time.time() - begun < 12:
        ws.run("mod", "install", *turns[installs % 2])
        installs += 1
    stop.set(), [t.join() for t in readers]
    assert not bad, (len(bad), bad[:3])
    assert not ws.shadows() or ws.run("mod", "install") and not ws.shadows()
    return f"{sum(counts)} commands beside {installs} installs"


@check
def a_reader_without_locks_sees_whole_states():
    """The first install: there is no folder that could be locked. It makes the mod file, too."""
    made, turns = two_versions()
    bad = []
    for _ in range(6):
        ws, stop = Workspace(), threading.Event()

        def look():
            while not stop.is_set():
                p = subprocess.run([BINARY, "query", "list"], cwd=ws.dir, env=ws.env, capture_output=True, text=True)
                if p.returncode:
                    bad.append(p.stdout + p.stderr)
        t = threading.Thread(target=look)
        t.start()
        ws.run("mod", "install", *turns[0])
        stop.set(), t.join()
    assert not bad, bad[:2]


@check
def an_install_leaves_what_a_run_uses_to_the_next_command():
    ws, turns = two_versions(database=True)
    (ws.dir / "slow.pp").write_text(
        'benchmark "slow" {\n  children = [control.first, naming.benchmark.naming]\n}\n'
        'control "first" {\n  sql = <<-EOQ\n    with recursive c(x) as (select 1 union all select x + 1 from c where x < 3000000)\n'
        "    select 'r' as resource, 'ok' as status, max(x) as reason from c\n  EOQ\n}\n")
    p = ws.start("benchmark", "run", "slow", "--output", "csv", "--max-parallel", "1", POWERPIPE_MAX_PARALLEL="1")
    while p.poll() is None and not any("empty.db" in str(f.resolve()) for f in links(p.pid)):
        time.sleep(0.01)
    begun = time.time()
    ws.run("mod", "install", *turns[0])
    took = time.time() - begun
    early = p.poll() is None
    out, err = p.communicate(timeout=120)
    assert p.returncode == 0 and "bucket-a" in out and "v1.0.0" in out, (p.returncode, out, err)
    ws.run("mod", "install")
    assert ws.digest(NAMING + "@v1.0.0") is None and ws.digest(NAMING + "@v1.1.0") and not ws.shadows()
    return f"installed in {took:.1f} s" + ("" if early else ", after the run")


def links(pid):
    try:
        return list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return []


# ---- a server

def server_tools():
    """The WebSocket client of tests/golden/run-server."""
    loader = importlib.machinery.SourceFileLoader("run_server", str(HERE.parent / "golden/run-server"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_server", loader))
    loader.exec_module(module)
    return module


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, ws):
        self.port, self.log = free_port(), tempfile.TemporaryFile("w+")   # a pipe that is not read would fill up
        self.process = subprocess.Popen([str(BINARY), "server", "--port", str(self.port)], cwd=ws.dir, env=ws.env,
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        tools, end = server_tools(), time.time() + 60
        while True:
            try:
                self.client = tools.Client(self.port)
                return
            except OSError:
                assert time.time() < end and self.process.poll() is None, "the server does not come up"
                time.sleep(0.05)

    def ask(self, action, answer, **payload):
        """Send it; the first message with the action `answer` that comes then."""
        with self.client.lock:
            at = len(self.client.messages)
        self.client.send(json.dumps({"action": action, **payload}).encode())
        return self.wait(answer, at)

    def wait(self, answer, at):
        end = time.time() + 60
        with self.client.lock:
            while True:
                for kind, m in self.client.messages[at:]:
                    if kind == "json" and m.get("action") == answer:
                        return m
                assert time.time() < end and not self.client.closed, f"no {answer}: {self.client.messages[at:][-3:]}"
                self.client.lock.wait(1)

    def stop(self):
        self.client.drop()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        self.log.seek(0)
        return self.log.read()


@check
def a_server_beside_a_hundred_installs_serves_whole_states():
    ws, turns = two_versions(database=True)
    (ws.dir / "page.pp").write_text('dashboard "page" {\n  table "names" {\n    query = naming.query.bucket_prefix\n  }\n}\n')
    server, done, failed = Server(ws), threading.Event(), []

    def install():
        begun = time.time()
        for i in range(100):
            if time.time() - begun > 60:
                break
            p = ws.start("mod", "install", *turns[i % 2])
            out, err = p.communicate(timeout=60)
            if p.returncode:
                failed.append(out + err)
        done.set()
    t = threading.Thread(target=install)
    t.start()
    asked = runs = 0
    while not done.is_set():
        lists = server.ask("get_available_dashboards", "available_dashboards")
        assert "naming.benchmark.naming" in lists["benchmarks"] and "estate.dashboard.page" in lists["dashboards"], lists
        metadata = server.ask("get_server_metadata", "server_metadata")["metadata"]
        mods = {k: v for k, v in (metadata.get("installed_mods") or {}).items() if "naming" in k}
        assert len(mods) == 1, metadata
        asked += 1
        for name in ("estate.dashboard.page", "naming.benchmark.naming"):
            end = server.ask("select_dashboard", "execution_complete", payload={"dashboard": {"full_name": name}, "input_values": {}})
            text = json.dumps(end)
            if "execution cancelled" in text:       # the content changed: it runs once more
                continue
            assert "error" not in [p.get("status") for p in end["snapshot"]["panels"].values()] and "bucket-a" in text, text[:1500]
            runs += 1
    t.join()
    with server.client.lock:
        errors = [m for kind, m in server.client.messages if kind == "json" and "error" in str(m.get("action"))]
    said = server.stop()
    assert not failed, failed[:2]
    assert not errors, errors[:2]
    assert "rror" not in said, said
    assert ws.digest(NAMING + "@v1.0.0") and not ws.digest(NAMING + "@v1.1.0") and not ws.shadows()
    return f"{asked} lists and {runs} runs"
