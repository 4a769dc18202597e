"""What only a running server shows: metrics, logs, sockets that are passed in, managers, slow readers, pods."""
from serving_world import *  # noqa: F401,F403


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


HUGE = """dashboard "huge" {{
  table "huge" {{
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n limit 50000) select i, hex(zeroblob(1000)) as text from n"
  }}
}}
"""


class Sipper:
    """Bytes of a client as they come, 10 KB/s at first; one byte is progress."""

    def __init__(self, client, slowly):
        self.sock, self.slowly, self.n, self.tail, self.complete = client.sock, slowly, 0, b"", False
        threading.Thread(target=self.sip, daemon=True).start()

    def sip(self):
        with contextlib.suppress(OSError):
            while got := self.sock.recv(1000 if self.n < self.slowly else 1 << 18):
                self.n += len(got)
                self.tail = self.tail[-30:] + got
                self.complete = self.complete or b'"execution_complete"' in self.tail
                if self.n < self.slowly:
                    time.sleep(0.1)


@test
def a_slow_reader_is_served_and_one_that_never_reads_is_closed():
    """Both select a result of 100 MB, which is in two messages; the server holds a part of that."""
    with Server("--max-queue", "1M", mod=MOD + HUGE, env={"POWERPIPE_LOG_LEVEL": "warn"}) as s:
        most = []

        def metrics():
            m = s.metrics()
            most.append(m["process_resident_memory_bytes", frozenset()])
            return m

        never, slow, quick = s.client(reads=False), s.client(reads=False), s.client()
        metrics()
        select(never, "m.dashboard.huge")
        select(slow, "m.dashboard.huge")
        reader = Sipper(slow, 350_000)
        select(quick, "m.dashboard.d")
        began = time.time()
        wait_for(quick, "execution_complete")
        assert time.time() - began < 20, "others do not notice"
        eventually("it is closed", lambda: metrics() and s.lines("client closed for reading too slowly"), 120)
        closed, = s.lines("client closed for reading too slowly")
        assert closed["session"] == "1" and int(closed["queue_bytes"]) > 0 and int(closed["seconds"]) >= 30, closed
        eventually("it is counted", lambda: metrics().get(("pipelite_ws_closed_total", frozenset({("code", "1013")}))) == 1)
        eventually("the slow one has all of it", lambda: of(metrics(), "queue_bytes") == 0 and reader.complete, 240)
        eventually("with what the kernel held", lambda: reader.n > 200_000_000)
        assert of(metrics(), "slow_closed_total") == 1
        print(f"     {reader.n >> 20} MB were sent, {(max(most) - most[0]) / (1 << 20):.1f} MB more than at first was the most", flush=True)
        assert max(most) - most[0] < 64 << 20, [int(x) >> 20 for x in most]
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


@test
def a_list_of_an_earlier_process_is_not_current():
    with Server() as s:
        _, body, headers = s.get("/-/list.json")
        etag, state = headers["ETag"], json.loads(body)
        assert etag == f'"{state["generation"]}-{state["epoch"]}"', (etag, state["generation"], state["epoch"])
        assert s.get("/-/list.json", {"If-None-Match": etag})[0] == 304
        s.stop()
        mod = s.dir / "mod.pp"
        mod.write_text(mod.read_text().replace('title = "D"', 'title = "Another"'))
        s.start()
        status, body, _ = s.get("/-/list.json", {"If-None-Match": etag})
        assert status == 200 and b"Another" in body, status


@test
def a_page_of_one_file_may_run_what_it_unpacks():
    with Server() as s:
        status, body, headers = s.get("/-/run/m.dashboard.d.html")
        own = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', body.decode()).group(1)
        assert status == 200 and headers["Content-Security-Policy"] == own + "; frame-ancestors 'self'", headers["Content-Security-Policy"]


# ---- pods
@test
def a_server_with_nothing_to_do_gives_memory_back():
    many = "".join(f'dashboard "n{i}" {{{{\n  title = "N {i}"\n  description = "{"why " * 40}{i}"\n}}}}\n' for i in range(3000))
    with Server(mod=MOD + many) as s:
        c = s.client()
        say(c, "get_available_dashboards")
        first = wait_for(c, "available_dashboards")
        etag = s.get("/-/list.json")[2]["ETag"]
        run_one(s, "m.dashboard.d")
        resident = lambda: s.metrics()["process_resident_memory_bytes", frozenset()]
        seen = [resident()]

        def given_back():  # a machine that stalls may have seen only what was left: the most of all counts, and work is made again
            seen.append(resident())
            if len(seen) % 500 == 0:
                s.get("/-/list.json")
            return seen[-1] < max(seen) - (1 << 20)

        eventually("memory is given back", given_back)
        say(c, "get_available_dashboards")
        assert wait_for(c, "available_dashboards", 2) == first and len(first["dashboards"]) > 3000
        assert s.get("/-/list.json", {"If-None-Match": etag})[0] in (200, 304), "it is made again when it is asked for"
        assert "n2999" in s.get("/-/list.json")[1].decode()
        run_one(s, "m.dashboard.d")
        c.drop()


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
def whoever_connects_while_it_starts_is_served():
    """Each listen() takes long here, so that a client finds every socket that listens, were it for a moment."""
    slowly = ["strace", "-D", "-f", "-o", "/dev/null", "-e", "trace=listen", "-e", "inject=listen:delay_exit=200000"]
    if is_sanitized() or not shutil.which("strace") or subprocess.run([*slowly, "true"], capture_output=True).returncode:
        return "no strace"
    with Server(start=False) as s:
        s.start(before=slowly, ready=False)

        def answer():
            with contextlib.suppress(ConnectionRefusedError):
                with socket.create_connection(("127.0.0.1", s.port), timeout=LIMIT) as c:
                    c.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    return c.recv(1000)

        assert b" 200 OK" in eventually("an answer", answer)


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


@contextlib.contextmanager
def memory_group(limit):
    """A group of processes that together have so much memory; None where none can be made."""
    group = None
    for base, name in (("/sys/fs/cgroup", "memory.max"), ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")):
        with contextlib.suppress(OSError):
            made = Path(base) / f"pipelite-test-{os.getpid()}"
            made.mkdir()
            try:
                if not (made / name).exists():  # no such controller
                    raise OSError
                (made / name).write_text(str(limit))
                group = made
                break
            except OSError:
                made.rmdir()
    try:
        yield group
    finally:
        if group:
            eventually("nobody is in the group", lambda: not (group / "cgroup.procs").read_text())
            group.rmdir()


@test
def a_pod_of_64_megabytes():
    """A small workspace: the list, executions of 20 clients, a result of 100 MB for one that reads it."""
    with memory_group(64 << 20) as group:
        if not group:
            return "no group with a limit of memory can be made here"
        with Server(start=False, mod=MOD + HUGE) as s:
            s.start(before=["sh", "-c", f'echo $$ >{group}/cgroup.procs && exec "$@"', "sh"])
            clients = [s.client() for _ in range(20)]
            for c in clients:
                say(c, "get_available_dashboards")
                select(c, "m.dashboard.d")
            for c in clients:
                wait_for(c, "available_dashboards"), wait_for(c, "execution_complete")
                c.drop()
            c = s.client(reads=False)
            reader = Sipper(c, 0)
            select(c, "m.dashboard.huge")
            eventually("it is sent", lambda: reader.n > 200_000_000, 240)
            c.drop()
            run_one(s, "m.dashboard.d")


def is_sanitized():
    return b"__asan_init" in BINARY.read_bytes() or b"__tsan_init" in BINARY.read_bytes()


def peak_of(server):
    """Bytes; 0 where the system does not say."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{server.process.pid}/status").read_text().split("VmHWM:")[1].split()[0]) * 1024
    return 0


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
        assert peak_of(s) < 64 << 20 or is_sanitized(), "it fits into a pod of 64 MB"
        # it is killed and comes again
        s.kill()
        s.start()
        assert b"b.dashboard.of_b" in s.get("/-/list.json")[1]
