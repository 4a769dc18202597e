"""Play the tables of the wire against a server: wire_main.py <binary> [http|frames|handshakes ...] [--tls] [--port N: one that runs] [--seed N] [--only GLOB]"""
import argparse, fnmatch, sys, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
from wire_world import END, HOW, PATIENCE, Play, Server, ask, connect, over_tls, play_all  # noqa: E402
import wire_frames, wire_http, wire_ws  # noqa: E402


# Who begins and then is silent is ended after ten seconds (serving.md 10.1).
SILENT = [b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: local", b"\x16\x03\x01\x00"]


def is_ended(port, begin):
    """What is wrong with how the server ends a client that says no more than this."""
    with connect(port, 10 + 2 * PATIENCE) as s:
        began = time.monotonic()
        s.sendall(begin)
        try:
            got = s.recv(4096)
        except OSError as e:
            return f"silence after {begin!r}: {type(e).__name__}"
    if got[:9] not in (b"", b"HTTP/1.1 ") or (not got and time.monotonic() - began < 5):
        return f"silence after {begin!r}: {got[:40]!r} after {time.monotonic() - began:.1f} s"
    return None


def is_quiet(server):
    """A client that breaks the protocol, reads nothing and goes on sending: what is wrong with what that costs."""
    with wire_frames.greeted(server.port) as s:
        s.settimeout(PATIENCE)
        try:
            for _ in range(100):
                s.sendall(wire_frames.frame(wire_frames.PING, b"x" * 125, mask=b"\0\0\0\0") * 500)
            s.sendall(wire_frames.frame(wire_frames.PING, b"x", mask=b""))
            time.sleep(0.2)
            s.sendall(b"more" * 100)
        except OSError:
            pass  # it takes no more, which is right as well
        time.sleep(0.2)
        before = server.cpu()
        time.sleep(1)
        spent = server.cpu() - before
    return f"a client that does not leave costs {spent:.2f} s of a second" if spent > 0.1 else None


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("binary", type=Path)
    ap.add_argument("tables", nargs="*")
    ap.add_argument("--port", type=int)
    ap.add_argument("--tls", action="store_true", help="over TLS, and without rows in which a client ends its half")
    ap.add_argument("--seed", type=int, default=int(time.time()))
    ap.add_argument("--only", default="*")
    ap.add_argument("--threads", type=int, default=24)
    ap.add_argument("--how", choices=["whole", "all"], default="all")
    a = ap.parse_args()
    tables = {"http": (wire_http.ROWS, Play), "frames": (wire_ws.ROWS, wire_frames.Session), "handshakes": (wire_ws.HANDSHAKES, wire_frames.Greeting)}
    server = None if a.port else Server(a.binary.resolve(), tls=a.tls)
    port, failed = a.port or server.port, 0
    with ThreadPoolExecutor(len(SILENT)) as pool:
        silent = [pool.submit(is_ended, port, x) for x in SILENT if a.only == "*"]
        for name in a.tables or tables:
            failed += play(port, name, *tables[name], a)
        for wrong in filter(None, (x.result() for x in silent)):
            print(f"FAIL {wrong}")
            failed += 1
    if server:
        failed += at_rest(server)
    sys.exit(1 if failed else 0)


def play(port, name, rows, player, a):
    """How many rows of a table fail."""
    rows = [r for r in rows if fnmatch.fnmatch(r[0], a.only) and not (a.tls and END in r)]
    began, ways = time.monotonic(), HOW[:1] if a.how == "whole" else HOW[:2] if a.tls else HOW
    wrong = play_all(port, rows, player, a.seed, a.threads, ways)
    print("".join(f"FAIL {w}\n" for w in wrong) + f"{name}: {len(rows)} rows, {len(wrong)} wrong (seed {a.seed}, {time.monotonic() - began:.1f} s)", flush=True)
    return len(wrong)


def at_rest(server):
    """After all of it the server answers, does nothing, and ends when it is told to: how much of that is wrong."""
    wrong = [x for x in [server.port not in over_tls and is_quiet(server)] if x]
    try:
        if b" 200 " not in ask(server.port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"):
            wrong.append("it does not answer")
    except OSError as e:
        wrong.append(f"it does not answer: {e}")
    before = server.cpu()
    time.sleep(1)
    if server.cpu() - before > 0.2:
        wrong.append(f"it is busy with nothing: {server.cpu() - before:.2f} s of a second")
    if (bad := server.end()):
        wrong.append(bad)
    print("".join(f"FAIL afterwards: {w}\n" for w in wrong), end="")
    return len(wrong)


main()
