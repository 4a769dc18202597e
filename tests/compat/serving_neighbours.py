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
