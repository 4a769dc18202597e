#!/usr/bin/env python3
"""Figures of the server (serving.md 20): serve.py <binary> [<six mods> [<floor_http> <ask>]]

Prints one row per case: what, figure, unit, target. Each time is the median of several; memory is resident memory of the server alone.
The client is this script, so that times hold a little of Python: a floor (a request for /healthz on a connection of its own) is the
first row. Needs Python 3.9+; PostgreSQL where it is installed.
"""
import json, os, shutil, socket, statistics, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/compat"))
binary, six = sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None
floor, ask_program = sys.argv[3:5] if len(sys.argv) > 4 else (None, None)
sys.argv = [sys.argv[0], binary]
import serving_world as world      # noqa: E402
import serving_faults as faults    # noqa: E402

MB = 1 << 20


def row(what, figure, unit, target):
    print(f"{what:<58} {figure:>9.1f} {unit:<4} {target}", flush=True)


def status(server, key):
    text = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(text.split(key + ":")[1].split()[0]) * 1024


def median_ms(n, f):
    return statistics.median(f() for _ in range(n)) * 1000


def wait(client, action, n=1):
    """Without the pauses of the tests."""
    with client.lock:
        while not (got := [v for k, v in client.messages if k == "json" and v.get("action") == action][n - 1:]):
            assert not client.closed and client.lock.wait(120)
        return got[0]


# ---- bytes alone: reading megabytes of JSON takes this script longer than the server writing them, and so does waking a thread
ASK = b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" \
      b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"


def frame(**message):
    text = json.dumps(message).encode()
    return bytes([0x81, 0x80 | len(text)] if len(text) < 126 else [0x81, 0xFE, *len(text).to_bytes(2, "big")]) + bytes(4) + text


def read_until(sock, mark):
    """To the end of the packet that has it; returns that packet."""
    tail = b""
    while mark not in tail:
        got = sock.recv(1 << 20)
        assert got, "the connection ended"
        tail = tail[-len(mark):] + got
    return tail


def connected(port):
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except OSError:
            time.sleep(0.0002)


def floor_start():
    """What starting a process, this script and 3.5 MB over loopback take: floor_http.c, started, to its last byte."""
    answer, end = Path(world.work) / "answer", b"the end"
    body = b"x" * 3500000 + end
    answer.write_bytes(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    port = world.free_port()
    began = time.perf_counter()
    other = subprocess.Popen([floor, str(port), str(answer)])
    with connected(port) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        read_until(sock, end)
        took = time.perf_counter() - began
    other.kill()
    other.wait()
    return took


LIST_ENDS = b'"snapshots":{}}'


def list_of(sock):
    """The text of available_dashboards, without the frames around it. The packet that ends it has nothing behind it."""
    got = bytearray()
    while LIST_ENDS not in got[-1 << 12:]:
        part = sock.recv(1 << 20)
        assert part, "the connection ended"
        got += part
    text, at = bytearray(), got.index(b"\r\n\r\n") + 4 if got.startswith(b"HTTP") else 0
    while at < len(got):
        n = got[at + 1] & 127
        size, head = (n, 2) if n < 126 else (int.from_bytes(got[at + 2:at + 4], "big"), 4) if n == 126 else \
                     (int.from_bytes(got[at + 2:at + 10], "big"), 10)
        text += got[at + head:at + head + size]
        at += head + size
    return text


def first_list(mods, keep):
    """The time from the start to the first list, which is complete: a second later it has the same bytes."""
    with world.Server(start=False) as s:
        s.dir = mods
        if keep:
            s.env["POWERPIPE_INSTALL_DIR"] = str(keep)
        began = time.perf_counter()
        s.start(ready=False)
        sock = connected(s.port)
        sock.sendall(ASK + frame(action="get_available_dashboards"))
        first = list_of(sock)
        took = time.perf_counter() - began
        peak = status(s, "VmHWM")
        time.sleep(1)
        sock.sendall(frame(action="get_available_dashboards"))
        later = list_of(sock)
        assert first == later, f"the first list has {len(first)} bytes, a second later {len(later)}"
        sock.close()
        s.kill()
        return took, peak


def starts(mods):
    kept = Path(tempfile.mkdtemp(dir=world.work))
    with world.Server(start=False) as s:  # leaves an image
        s.dir, s.env["POWERPIPE_INSTALL_DIR"] = mods, str(kept)
        s.start()
        world.eventually("an image is saved", lambda: list(kept.rglob("*.plx")))
        time.sleep(1)
        c = s.client()
        world.say(c, "get_available_dashboards")
        wait(c, "available_dashboards")
        row("six mods: after the first list, none saved", status(s, "VmRSS") / MB, "MB", "")
        c.drop()
    if floor:
        row("floor: floor_http, its start to as many bytes", median_ms(5, floor_start), "ms", "")
    for name, keep, target in (("saved image", kept, "<= 15 ms"), ("none", None, "<= 45 ms")):
        all_of = [first_list(mods, keep) for _ in range(5)]
        row(f"six mods: start to the first complete list, {name}", statistics.median(t for t, _ in all_of) * 1000, "ms", target)
        row(f"six mods: the peak, {name}", statistics.median(p for _, p in all_of) / MB, "MB", "<= 20 MB")
    with world.Server(start=False) as s:
        s.dir, s.env["POWERPIPE_INSTALL_DIR"] = mods, str(kept)
        s.start()
        c = s.client()
        world.say(c, "get_available_dashboards")
        wait(c, "available_dashboards")
        c.drop()
        time.sleep(12)
        row("six mods: idle, after the list", status(s, "VmRSS") / MB, "MB", "<= 12 MB")
        row("   of that private, not shared with files", status(s, "RssAnon") / MB, "MB", "")
        before = status(s, "VmRSS")
        clients = [s.client() for _ in range(1000)]
        row("1,000 idle clients: more than idle", (status(s, "VmRSS") - before) / MB, "MB", "<= 20 MB")
        before = status(s, "VmRSS")
        for c in clients[:20]:  # each of them parses megabytes here
            world.say(c, "get_available_dashboards")
        for c in clients[:20]:
            wait(c, "available_dashboards")
        row("   20 of them are sent the list: one copy, and frames", (status(s, "VmRSS") - before) / MB, "MB", "")
        [c.drop() for c in clients]


def small():
    panels = "".join(f'  card "c{i}" {{{{\n    sql = "select {i} as n"\n  }}}}\n' for i in range(30))
    with world.Server(mod=world.MOD + f'dashboard "thirty" {{{{\n{panels}}}}}\n') as s:
        row("floor: a request for /healthz", median_ms(50, lambda: ask(s)), "ms", "")
        world.run_one(s, "m.dashboard.thirty")
        with socket.create_connection(("127.0.0.1", s.port)) as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.sendall(ASK)
            read_until(sock, b"\r\n\r\n")

            def started():
                began = time.perf_counter()
                sock.sendall(frame(action="select_dashboard", payload={"dashboard": {"full_name": "m.dashboard.thirty"}}))
                last = read_until(sock, b'"execution_started"')
                took = time.perf_counter() - began
                if b'"execution_complete"' not in last:
                    read_until(sock, b'"execution_complete"')
                time.sleep(0.02)  # the rest of that message
                return took

            row("select_dashboard to execution_started, 30 panels", median_ms(21, started), "ms", "<= 2 ms")
        c = s.client()
        before = status(s, "VmRSS")
        clients = [s.client() for _ in range(100)]
        rounds = []
        for k in range(1, 6):
            began = time.perf_counter()
            for x in clients:
                world.select(x, "m.dashboard.d")
            for x in clients:
                wait(x, "execution_complete", k)
            rounds.append(time.perf_counter() - began)
        row("100 clients, one small dashboard each, to the last", statistics.median(rounds) * 1000, "ms", "<= 50 ms")
        row("   the server then", status(s, "VmRSS") / MB, "MB", "<= 20 MB")
        row("   more than before", (status(s, "VmRSS") - before) / MB, "MB", "")
        [x.drop() for x in clients]
        world.say(c, "get_available_dashboards")
        wait(c, "available_dashboards")
        k = [1]

        def saved():
            k[0] += 1
            began = time.perf_counter()
            (s.dir / "more.pp").write_text(f'dashboard "more" {{\n  title = "{k[0]}"\n}}\n')
            wait(c, "available_dashboards", k[0])
            return time.perf_counter() - began - 0.2

        row("a file is saved to the list on the wire, less 200 ms", median_ms(9, saved), "ms", "<= 5 ms")
        c.drop()


def ask(server):
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", server.port)) as sock:
        sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        while sock.recv(4096):
            pass
    return time.perf_counter() - began


def live_benchmark():
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return
    pg = faults.Postgres()
    controls = "".join(f'control "c{i}" {{{{\n  sql = "select \'ok\' as status, \'r\' as resource, \'{i}\' as reason"\n}}}}\n' for i in range(1600))
    mod = (f'mod "m" {{{{\n  database = "postgres://test@/postgres?host={pg.dir}"\n}}}}\nbenchmark "all" {{{{\n  children = ['
           + ", ".join(f"control.c{i}" for i in range(1600)) + f"]\n}}}}\n{controls}")
    try:
        pg.start()
        world.eventually("PostgreSQL starts", pg.answers)
        with world.Server(mod=mod) as s:
            def command():
                began = time.perf_counter()
                subprocess.run([str(s.binary), "benchmark", "run", "benchmark.all", "--output", "none", "--progress=false"], cwd=s.dir, env=s.env,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                return time.perf_counter() - began

            def live():
                with socket.create_connection(("127.0.0.1", s.port)) as sock:
                    sock.sendall(ASK)
                    read_until(sock, b"\r\n\r\n")
                    began = time.perf_counter()
                    sock.sendall(frame(action="select_dashboard", payload={"dashboard": {"full_name": "m.benchmark.all"}}))
                    read_until(sock, b'"execution_complete"')
                    return time.perf_counter() - began

            live(), command()
            pairs = [(live(), command()) for _ in range(5)]
            row("1,600 controls over PostgreSQL, live", statistics.median(a for a, _ in pairs) * 1000, "ms", "")
            row("   by the command line", statistics.median(b for _, b in pairs) * 1000, "ms", "")
            row("   live, times the command line", statistics.median(a / b for a, b in pairs), "x", "<= 1.1 x")
    finally:
        pg.done()


def raw(port, request):
    """One answer as it comes, headers included."""
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += sock.recv(1 << 16)
        head, body = got.split(b"\r\n\r\n", 1)
        left = int(head.lower().split(b"content-length:")[1].split()[0]) - len(body)
        while left > 0:
            piece = sock.recv(min(left, 1 << 20))
            got, left = got + piece, left - len(piece)
        return got


def keep_alive(mods):
    """Requests for the list, beside a program without a parser that sends the same bytes: floor_http.c."""
    if not (floor and ask_program):
        return
    rates = lambda port, request: tuple(map(float, subprocess.run([ask_program, str(port), "10", "1", request], check=True, capture_output=True,
                                                                  text=True).stdout.split()))
    with world.Server(start=False) as s:
        s.dir = mods
        s.start()
        for what, header in (("", ""), (", compressed", "Accept-Encoding: gzip\r\n")):
            request = f"GET /-/list.json HTTP/1.1\r\nHost: localhost\r\n{header}\r\n"
            answer = Path(world.work) / "answer"
            answer.write_bytes(raw(s.port, request.encode()))
            port = world.free_port()
            other = subprocess.Popen([floor, str(port), str(answer)])
            try:
                world.eventually("the floor answers", lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0)
                pairs = [(rates(s.port, request), rates(port, request)) for _ in range(5)]
            finally:
                other.kill()
                other.wait()
            ours, theirs = (statistics.median(p[i][0] for p in pairs) for i in (0, 1))
            row(f"10 clients ask for the list ({answer.stat().st_size >> 10} KB{what})", ours, "/s", "")
            row("   floor_http, a program without a parser", theirs, "/s", "")
            row("   ours, times that", statistics.median(a[0] / b[0] for a, b in pairs), "x", ">= 0.8 x")
            row("   99th percentile, times the median", statistics.median(a[2] / a[1] for a, _ in pairs), "x", "<= 3 x")


if six and six.exists():
    keep_alive(six)
    starts(six)
small()
live_benchmark()
shutil.rmtree(world.work, ignore_errors=True)
