"""A server among bad neighbours: clients, pages, proxies, readers of logs and users that cost others something."""
from serving_world import *  # noqa: F401,F403


# ---- pages and links
@test
def pages_of_other_origins_run_nothing():
    """Browsers say where a request comes from; programs say nothing."""
    with Server() as s:
        for site, want in (("cross-site", 403), ("same-site", 403), ("odd", 403), ("same-origin", 200), ("none", 200), (None, 200)):
            status = s.get("/-/run/m.dashboard.d.json", {"Sec-Fetch-Site": site} if site else {})[0]
            assert status == want, (site, status)


@test
def a_link_with_a_token_stays_on_this_server():
    """Browsers take //host and /\\host for another server, and a decoded path may begin like that."""
    token = "a" * 20
    tokens = work / "tokens"
    tokens.write_text(token + "\n")
    with Server("--auth-token-file", str(tokens)) as s:
        for path, want in (("/%5Cevil.example/", "/%5Cevil.example/"), ("/x%3Fy", "/x%3Fy"), ("/a%20b%22", "/a%20b%22"), ("/", "/"),
                           ("/dash?input.x=1&y=%26", "/dash?input.x=1&y=%26"), ("/%2Fevil.example/", "/")):
            status, _, headers = s.get(path + ("&" if "?" in path else "?") + "token=" + token)
            assert status == 303 or path.startswith("/%2F"), (path, status)
            to = headers["Location"]
            assert to is None or to == want or (path.startswith("/%2F") and not to.startswith("//")), (path, to)


# ---- processes
@test
def closed_standard_streams_are_filled():
    """Otherwise the lines of the server went to whatever got the number."""
    for closed in ("0<&- 1>&- 2>&-", "1>&-", "2>&-"):
        with Server(before=("sh", "-c", f'exec "$@" {closed}', "sh")) as s:
            fds = Path(f"/proc/{s.process.pid}/fd")
            for n in (0, 1, 2):
                to = os.readlink(fds / str(n))
                assert to == "/dev/null" or to == str(s.log), (closed, n, to)


@test
def a_start_that_waits_can_be_ended():
    """Here it waits for the reader of a FIFO."""
    for number in (signal.SIGTERM, signal.SIGINT):
        s = Server("--access-log", "fifo", start=False)
        os.mkfifo(s.dir / "fifo")
        s.start(ready=False)
        try:
            time.sleep(0.5)
            s.process.send_signal(number)
            assert s.process.wait(10) == -number
        finally:
            s.kill()


# ---- logs that nobody reads
@test
def an_access_log_that_nobody_reads_costs_lines():
    """A full pipe delays no request; what is missing is counted when there is room again."""
    s = Server("--access-log", "-", start=False)
    reads, writes = os.pipe()
    s.process = subprocess.Popen([str(s.binary), "server", "--port", str(s.port), *s.flags], cwd=s.dir, env=s.env, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=writes)
    os.close(writes)
    with s:
        eventually("the server is ready", s.is_ready)
        c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=LIMIT)
        for _ in range(1500):
            c.request("GET", "/healthz?" + "a" * 200)
            assert c.getresponse().read() == b"ok\n"
        c.close()
        os.set_blocking(reads, False)
        text = b""

        def missing():
            nonlocal text
            s.get("/healthz")
            with contextlib.suppress(BlockingIOError):
                text += os.read(reads, 1 << 20)
            return [n for n in (x.get("missing_lines") for x in map(json.loads, text.decode().splitlines()[:-1]) if isinstance(x, dict)) if n]
        n = eventually("the count", missing)
        assert 100 < n[0] < 1500, n
    os.close(reads)


# ---- lists
TITLED = "".join(f'dashboard "t{i}" {{{{\n  title = upper("t{i}")\n  tags  = merge({{{{ a = "{i}" }}}}, {{{{ b = lower("B{i}") }}}})\n}}}}\n'
                 for i in range(4000))


def request(port, path):
    """The body of an answer, asked for as soon as the port is open."""
    while True:
        with contextlib.suppress(OSError):
            c = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
            c.request("GET", path)
            return c.getresponse().read()
        time.sleep(0.0005)


def ask_list(s):
    c = s.client()
    say(c, "get_available_dashboards")
    got = wait_for(c, "available_dashboards")
    c.drop()
    return json.dumps(got)


@test
def the_first_list_is_the_last_one():
    """Over both roads, however early it is asked for."""
    for i in range(4):
        with Server(mod=MOD + TITLED, ready=False) as s:
            if i % 2:
                first = request(s.port, "/-/list.json")
                assert json.loads(first)["final"] is True
            else:
                request(s.port, "/healthz")
                first = ask_list(s)
            assert "T3999" in str(first) and "b3999" in str(first)
            s.get("/-/list.json")
            time.sleep(0.5)
            if i % 2:
                assert s.get("/-/list.json")[1] == first
            else:
                assert ask_list(s) == first


@test
def a_verdict_reaches_lists_that_were_made_before():
    """And their tag, so that no cache keeps the earlier one."""
    with Server(mod=MOD + 'benchmark "wrong" {{\n  children = [control.nope]\n}}\n') as s:
        first, tag = (lambda r: (json.loads(r[1]), r[2]["ETag"]))(s.get("/-/list.json"))
        eventually("the verdict", lambda: json.loads(s.get("/-/problems.json")[1])["served"] == "incomplete")
        status, body, headers = s.get("/-/list.json", {"If-None-Match": tag})
        assert not first["complete"] or (status == 200 and headers["ETag"] != tag)
        assert json.loads(s.get("/-/list.json")[1])["complete"] is False


# ---- one client never costs another
CONTROLS = "".join(f'control "c{i}" {{{{\n  title = "Control {i}"\n  sql = "select 1"\n}}}}\n' for i in range(3000)) + \
    'benchmark "many" {{\n  children = [' + ", ".join(f"control.c{i}" for i in range(3000)) + "]\n}}\n"


def resident(s):
    return int(Path(f"/proc/{s.process.pid}/status").read_text().split("VmRSS:")[1].split()[0]) // 1024


def frame(message):
    text = json.dumps(message).encode()
    n = len(text)
    return (bytes([0x81, 0x80 | n]) if n < 126 else bytes([0x81, 0xFE, *n.to_bytes(2, "big")])) + bytes(4) + text


def flood(s, messages, seconds):
    """Send as fast as the server takes it; what it answers stays in the kernel."""
    c = s.client(reads=False)
    c.sock.settimeout(0.5)
    chunk = b"".join(frame(m) for m in messages) * (500 // len(messages))
    end = time.time() + seconds
    while time.time() < end:
        with contextlib.suppress(socket.timeout):
            c.sock.sendall(chunk)
            continue
        break
    return c


@test
def selections_without_end_cost_others_nothing():
    """One question per client is under way, and nothing more is read of it until then."""
    action = lambda name: {"action": "select_dashboard", "payload": {"dashboard": {"full_name": name}}}
    clear = {"action": "clear_dashboard"}
    for messages in ([action("mod.m")], [action("m.control.one")], [action("m.benchmark.many")], [action("m.benchmark.many"), clear],
                     [action("m.dashboard.d")]):
        with Server(mod=MOD + CONTROLS) as s:
            run_one(s, "m.benchmark.many")
            before, bad = resident(s), flood(s, messages, 2)
            began = time.time()
            run_one(s, "m.dashboard.d")
            took, grown = time.time() - began, resident(s) - before
            bad.drop()
            print(f"     {json.dumps(messages)[:90]}: {took:.2f} s, {grown} MB", flush=True)
            assert took < 10 and grown < 150, (messages, took, grown)


@test
def readers_that_take_nothing_cost_no_memory():
    """Results of /-/run/ wait for them in files."""
    big = """dashboard "big" {{
  table {{
    sql = "with recursive c(i) as (select 1 union all select i + 1 from c where i < 60000) select i, 'some text of row ' || i as s, i * 2 as j from c"
  }}
}}
"""
    with Server(mod=MOD + big) as s:
        whole = s.get("/-/run/m.dashboard.big.json")[1]
        assert len(whole) > 5 << 20 and len(json.loads(whole)["panels"]) == 2
        assert s.get("/-/run/m.dashboard.big.csv")[1].count(b"\n") == 60001
        before, slow = resident(s), []
        for _ in range(30):
            c = socket.socket()
            c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            c.connect(("127.0.0.1", s.port))
            c.sendall(b"GET /-/run/m.dashboard.big.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
            slow.append(c)
        eventually("all have an answer", lambda: all(c.recv(1, socket.MSG_PEEK) for c in slow))
        assert resident(s) - before < 64, (before, resident(s))
        for c in slow:
            c.close()


def running(s):
    return of(s.metrics(), "executions", state="running")


@test
def runs_over_http_leave_room_for_people():
    """One peer takes half of --max-executions at most; what waits begins later."""
    with Server("--max-executions", "4") as s:
        conns = []
        for _ in range(6):
            c = http.client.HTTPConnection("127.0.0.1", s.port)
            c.request("GET", "/-/run/m.dashboard.slow.json")
            conns.append(c)
        eventually("two run", lambda: running(s) == 2)
        run_one(s, "m.dashboard.d")
        assert running(s) == 2
        s.stop()


@test
def a_shutdown_ends_runs_over_http():
    """Those that run and those whose body is being written or waits for that."""
    for name in ("slow", "large"):
        with Server() as s:
            conns = []
            for _ in range(4):
                c = http.client.HTTPConnection("127.0.0.1", s.port)
                c.request("GET", f"/-/run/m.dashboard.{name}.html")
                conns.append(c)
            eventually("they run", lambda: running(s) > 0 or name == "large")
            s.stop()


# ---- configuration files
@test
def connections_are_followed():
    """Changed, broken, new and removed .ppc files; a run that is under way ends with what it began with."""
    mod = 'mod "m" {{\n  database = connection.sqlite.one\n}}\n' \
          'dashboard "d" {{\n  card {{\n    sql = "select name from thing"\n  }}\n}}\n' \
          'dashboard "two" {{\n  card {{\n    database = connection.sqlite.two\n    sql = "select name from thing"\n  }}\n}}\n'
    with Server(mod=mod, start=False, env={"POWERPIPE_LOG_LEVEL": "warn"}) as s:
        config = s.home / "i/config"
        config.mkdir(parents=True)
        for name in "abc":
            with contextlib.closing(sqlite3.connect(s.root / f"{name}.db")) as db:
                db.execute("create table thing (name text)")
                db.execute("insert into thing values (?)", (name,))
                db.commit()

        def write(file, name, to):
            (config / file).write_text(f'connection "sqlite" "{name}" {{\n  file_name = "{s.root}/{to}.db"\n}}\n')

        def shows(name):
            status, body, _ = s.get(f"/-/run/m.dashboard.{name}.csv")
            return body.decode().split("\r\n")[1:2] == [] and status or body.decode().split("\r\n")[1]

        write("one.ppc", "one", "a")
        write("two.ppc", "two", "b")
        s.start()
        assert (shows("d"), shows("two")) == ("a", "b")
        eventually("it watches", lambda: of(s.metrics(), "watcher_watches") >= 1)
        c = s.client()
        select(c, "m.dashboard.d")
        wait_for(c, "execution_complete")
        write("one.ppc", "one", "c")
        eventually("the changed one", lambda: shows("d") == "c")
        assert shows("two") == "b"
        (config / "one.ppc").write_text('connection "sqlite" "one" {')
        eventually("a line of the log", lambda: s.lines("configuration unusable, the old one stays"))
        assert (shows("d"), shows("two")) == ("c", "b")
        write("one.ppc", "one", "b")
        eventually("the repaired one", lambda: shows("d") == "b")
        (config / "one.ppc").unlink()
        write("new.ppc", "one", "a")
        eventually("the new one", lambda: shows("d") == "a")
        assert len(s.lines("configuration unusable, the old one stays")) == 1
        c.drop()
