#!/usr/bin/env python3
"""Figures of the server (serving.md 20): serve.py <binary> [<six mods>]

Prints one row per case: what, figure, unit, target. Each time is the median of several; memory is resident memory of the server alone.
The client is this script, so that times hold a little of Python: a floor (a request for /healthz on a connection of its own) is the
first row. Needs Python 3.9+; PostgreSQL where it is installed.
"""
import json, os, shutil, socket, statistics, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/compat"))
binary, six = sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None
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


def first_list(mods, keep):
    """Bytes alone: reading megabytes of JSON takes this script longer than the server writing them."""
    ask = b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" \
          b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    text = b'{"action":"get_available_dashboards"}'
    frame = bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text
    with world.Server(start=False) as s:
        s.dir = mods
        if keep:
            s.env["POWERPIPE_INSTALL_DIR"] = str(keep)
        began = time.perf_counter()
        s.start(ready=False)
        while True:
            try:
                sock = socket.create_connection(("127.0.0.1", s.port))
                break
            except OSError:
                time.sleep(0.0002)
        got, end = b"", b'"snapshots":{}}'
        sock.sendall(ask + frame)
        while got[-len(end):] != end:
            got += sock.recv(1 << 20)
        took = time.perf_counter() - began
        peak = status(s, "VmHWM")
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
    for name, keep, target in (("saved image", kept, "<= 15 ms"), ("none", None, "<= 30 ms")):
        all_of = [first_list(mods, keep) for _ in range(5)]
        row(f"six mods: start to the first list, {name}", statistics.median(t for t, _ in all_of) * 1000, "ms", target)
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
        c = s.client()
        n = [0]

        def started():
            n[0] += 1
            began = time.perf_counter()
            world.select(c, "m.dashboard.thirty")
            wait(c, "execution_started", n[0])
            took = time.perf_counter() - began
            wait(c, "execution_complete", n[0])
            return took

        row("select_dashboard to execution_started, 30 panels", median_ms(21, started), "ms", "<= 2 ms")
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
            import subprocess

            def command():
                began = time.perf_counter()
                subprocess.run([str(s.binary), "benchmark", "run", "benchmark.all", "--output", "none", "--progress=false"], cwd=s.dir, env=s.env,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                return time.perf_counter() - began

            def live():
                began = time.perf_counter()
                world.run_one(s, "m.benchmark.all")
                return time.perf_counter() - began

            live(), command()
            pairs = [(live(), command()) for _ in range(5)]
            row("1,600 controls over PostgreSQL, live", statistics.median(a for a, _ in pairs) * 1000, "ms", "")
            row("   by the command line", statistics.median(b for _, b in pairs) * 1000, "ms", "")
            row("   live, times the command line", statistics.median(a / b for a, b in pairs), "x", "<= 1.1 x")
    finally:
        pg.done()


if six and six.exists():
    starts(six)
small()
live_benchmark()
shutil.rmtree(world.work, ignore_errors=True)
