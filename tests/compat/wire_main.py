"""Play the tables of the wire against a server: wire_main.py <binary> [http|frames|handshakes ...] [--port N: one that runs] [--seed N] [--only GLOB]"""
import argparse, fnmatch, sys, time
from pathlib import Path

sys.dont_write_bytecode = True
from wire_world import HOW, PATIENCE, Play, Server, ask, play_all  # noqa: E402
import wire_frames, wire_http, wire_ws  # noqa: E402


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("binary", type=Path)
    ap.add_argument("tables", nargs="*")
    ap.add_argument("--port", type=int)
    ap.add_argument("--seed", type=int, default=int(time.time()))
    ap.add_argument("--only", default="*")
    ap.add_argument("--threads", type=int, default=24)
    ap.add_argument("--how", choices=["whole", "all"], default="all")
    a = ap.parse_args()
    tables = {"http": (wire_http.ROWS, Play), "frames": (wire_ws.ROWS, wire_frames.Session), "handshakes": (wire_ws.HANDSHAKES, wire_frames.Greeting)}
    server = None if a.port else Server(a.binary.resolve())
    port, failed = a.port or server.port, 0
    for name in a.tables or tables:
        rows, player = tables[name]
        rows = [r for r in rows if fnmatch.fnmatch(r[0], a.only)]
        began = time.monotonic()
        wrong = play_all(port, rows, player, a.seed, a.threads, HOW[:1] if a.how == "whole" else HOW)
        print("".join(f"FAIL {w}\n" for w in wrong) + f"{name}: {len(rows)} rows, {len(wrong)} wrong (seed {a.seed}, {time.monotonic() - began:.1f} s)", flush=True)
        failed += len(wrong)
    if server:
        failed += at_rest(server)
    sys.exit(1 if failed else 0)


def at_rest(server):
    """After all of it the server answers, does nothing, and ends when it is told to: how much of that is wrong."""
    wrong = []
    try:
        if b" 200 " not in ask(server.port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"):
            wrong.append("it does not answer")
    except OSError as e:
        wrong.append(f"it does not answer: {e}")
    before = server.cpu()
    time.sleep(1)
    if server.cpu() - before > 0.3:
        wrong.append(f"it is busy with nothing: {server.cpu() - before:.2f} s of a second")
    if (bad := server.end()):
        wrong.append(bad)
    print("".join(f"FAIL afterwards: {w}\n" for w in wrong), end="")
    return len(wrong)


main()
